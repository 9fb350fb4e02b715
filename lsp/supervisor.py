"""Keeps one worker process: starts it, asks it, kills it when it takes too long, remembers what
killed it.

    facts = await supervisor.ask("facts", path, text, {})

Raises: Failed, with what to tell the user. A text that killed the worker is not tried again until
it changes (`Poisoned`).
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import pickle
import struct
import sys
from pathlib import Path
from typing import Any

from pyc.lsp.worker import LENGTH

TIMEOUT = 30.0  # seconds for one answer
RECYCLE_AT = 700 << 20  # bytes resident: a new worker takes over


class Failed(Exception):
    """An answer could not be had; the text says why."""


class Poisoned(Failed):
    """This very text ended the worker before."""


class Supervisor:
    def __init__(self, timeout: float = TIMEOUT) -> None:
        self.timeout = timeout
        self.restarts = 0
        self._process: asyncio.subprocess.Process | None = None
        self._lock = asyncio.Lock()
        self._number = 0
        self._poison: dict[str, str] = {}

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    async def ask(self, name: str, *arguments: Any) -> Any:
        key = _key(name, arguments)
        if key in self._poison:
            raise Poisoned(self._poison[key])
        async with self._lock:
            process = await self._running()
            assert process.stdin is not None
            assert process.stdout is not None
            self._number += 1
            data = pickle.dumps((self._number, name, arguments))
            try:
                process.stdin.write(LENGTH.pack(len(data)) + data)
                await process.stdin.drain()
                answer = await asyncio.wait_for(self._answer(process.stdout), self.timeout)
            except TimeoutError:
                await self._ended(f"took longer than {self.timeout:g} s")
                text = f"the analysis took longer than {self.timeout:g} s"
                raise self._poisoned(key, text) from None
            except (asyncio.IncompleteReadError, ConnectionError, struct.error):
                status = await self._ended("died")
                raise self._poisoned(key, f"the analysis crashed ({status})") from None
            except asyncio.CancelledError:
                await self._ended("cancelled")
                raise
            if self._is_large():
                await self._ended("recycled")
        _, state, value = answer
        if state == "error":
            raise Failed(value)
        return value

    async def _answer(self, stream: asyncio.StreamReader) -> Any:
        (size,) = LENGTH.unpack(await stream.readexactly(LENGTH.size))
        return pickle.loads(await stream.readexactly(size))

    async def _running(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "pyc.lsp.worker",
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
                limit=1 << 26, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            )  # fmt: skip
        return self._process

    def _poisoned(self, key: str, text: str) -> Poisoned:
        self._poison[key] = text
        return Poisoned(text)

    async def _ended(self, why: str) -> str:
        """Makes sure that the process is gone; how it ended."""
        process, self._process = self._process, None
        if process is None:
            return why
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        await process.wait()
        self.restarts += 1
        code = process.returncode or 0
        return f"signal {-code}" if code < 0 else f"status {code}"

    def _is_large(self) -> bool:
        try:
            pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        except (OSError, IndexError, ValueError):
            return False
        return pages * os.sysconf("SC_PAGE_SIZE") > RECYCLE_AT

    async def close(self) -> None:
        if self._process is not None:
            await self._ended("closed")


def _key(name: str, arguments: tuple[Any, ...]) -> str:
    return hashlib.sha256(repr((name, arguments)).encode("utf-8", "surrogatepass")).hexdigest()
