"""Keeps one worker process: starts it, asks it, kills it when it takes too long, remembers what
killed it.

    facts = await supervisor.ask("facts", path, text, {})

Raises: Failed, with what to tell the user. A text that killed the worker is not tried again until
it changes (`Poisoned`).
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import pickle
import struct
import sys
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyc
from pyc.lsp.processes import kill_group, resident
from pyc.lsp.worker import GIVE_UP, LENGTH, Told, packed

TIMEOUT = float(os.environ.get("PYC_LSP_TIMEOUT", "30"))  # seconds for one answer
RECYCLE_AT = 400 << 20  # bytes resident: a new worker takes over
MOST_POISON = 64  # texts
TRIES = 2  # a worker may also be killed from outside


class Failed(Exception):
    """An answer could not be had; the text says why."""


class Poisoned(Failed):
    """This very text ended the worker before."""


class GivenUp(Failed):
    """As asked for."""


class Supervisor:
    def __init__(
        self,
        timeout: float = TIMEOUT,
        memory: int = 0,
        most_poison: int = MOST_POISON,
        module: str = "pyc.lsp.worker",
        niceness: int = 0,
        rest: float = 0.0,
    ) -> None:
        """`most_poison`: how many texts are remembered; `memory`: that a worker may take, in bytes
        (0: any); `niceness`: by how much it stands behind other processes; `rest`: seconds without
        a question after which it is ended (0: never)."""
        self.timeout = timeout
        self._niceness = niceness
        self._rest = rest
        self._resting: asyncio.TimerHandle | None = None
        self._most_poison = most_poison
        self._memory = [str(memory)] if memory else []
        self.restarts = 0
        self.poison: OrderedDict[str, str] = OrderedDict()
        self._module = module
        self._process: asyncio.subprocess.Process | None = None
        self._lock = asyncio.Lock()
        self._number = 0
        self._asking: tuple[Any, ...] = ()  # a question and its first argument, while it runs

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    async def ask(self, name: str, *arguments: Any, told: Told | None = None) -> Any:
        """`told`: of what the worker tells before the answer."""
        key = _key(name, arguments)
        async with self._lock:
            if key in self.poison:
                raise Poisoned(self.poison[key])
            for _ in range(TRIES):
                try:
                    answer = await asyncio.wait_for(
                        self._asked(name, arguments, told), self.timeout
                    )
                    break
                except TimeoutError:
                    await self._ended()
                    text = f"the analysis took longer than {self.timeout:g} s"
                    raise self._poisoned(key, text) from None
                except (asyncio.IncompleteReadError, OSError, struct.error):
                    status = await self._ended()
                except BaseException:
                    await self._ended()
                    raise
            else:
                raise self._poisoned(key, f"the analysis crashed ({status})")
            if self._is_large():
                await self._ended()
        self._await_rest()
        _, state, value = answer
        if state == "given up":
            raise GivenUp
        if state == "error":
            raise Failed(value)
        return value

    def give_up(self, name: str, subject: object) -> None:
        """If that is what runs: it ends soon, with GivenUp or an answer."""
        process = self._process
        if self._asking == (name, subject) and process is not None and process.stdin is not None:
            self._asking = ()
            process.stdin.write(packed((self._number, GIVE_UP, ())))

    async def _asked(self, name: str, arguments: tuple[Any, ...], told: Told | None) -> Any:
        process = await self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        self._number += 1
        process.stdin.write(packed((self._number, name, arguments)))
        self._asking = (name, *arguments[:1])
        try:
            await process.stdin.drain()
            while True:
                (size,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
                answer = pickle.loads(await process.stdout.readexactly(size))
                if answer[1] != "told":
                    return answer
                if told is not None:
                    told(*answer[2])
        finally:
            self._asking = ()

    async def _running(self) -> asyncio.subprocess.Process:
        """In a session of its own, so that what it starts can be ended with it. It finds pyc where
        this process did, and nothing where the user works: a file `ast.py` there is not ours."""
        if self._process is None or self._process.returncode is not None:
            root = str(Path(pyc.__file__).parents[1])
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-P", "-m", self._module, *self._memory,
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
                limit=1 << 26, env={**os.environ, "PYTHONPATH": root}, cwd=root,
                start_new_session=True,
            )  # fmt: skip
            if self._niceness:
                with suppress(OSError):  # it ended at once
                    os.setpriority(os.PRIO_PROCESS, self._process.pid, self._niceness)
        return self._process

    def _poisoned(self, key: str, text: str) -> Poisoned:
        self.poison[key] = text
        while len(self.poison) > self._most_poison:
            self.poison.popitem(last=False)
        return Poisoned(text)

    async def _ended(self) -> str:
        """Makes sure that the process is gone; how it ended."""
        process, self._process = self._process, None
        if process is None:
            return "it did not start"
        kill_group(process.pid)
        self.restarts += 1
        code = await process.wait()
        return f"signal {-code}" if code < 0 else f"status {code}"

    def _is_large(self) -> bool:
        return self.pid is not None and resident(self.pid) > RECYCLE_AT

    def _await_rest(self) -> None:
        if self._resting is not None:
            self._resting.cancel()
        if self._rest:
            loop = asyncio.get_running_loop()
            self._resting = loop.call_later(self._rest, self._close_unasked)

    def _close_unasked(self) -> None:
        if not self._lock.locked() and self._process is not None:
            kill_group(self._process.pid)

    async def close(self) -> None:
        if self._process is not None:
            await self._ended()

    def kill(self) -> None:
        """At once, without an event loop."""
        if self._process is not None:
            kill_group(self._process.pid)


def _key(name: str, arguments: tuple[Any, ...]) -> str:
    return hashlib.sha256(repr((name, arguments)).encode("utf-8", "surrogatepass")).hexdigest()
