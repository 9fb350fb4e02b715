"""Runs one program under CPython and under pyc in each mode, and compares all that can be seen:
stdout, stderr with its traceback, exit status.

Modes: "jit" (in memory, O2), "O0" and "O2" (executables), "boxed" (in memory, no specialised
variants), "bail" (in memory, specialised code bails out at random steps), "guessed" (as "bail",
with random guesses about parameters), "observed" (as "bail", and built for a debugger),
"interpret" (the IR, in Python).
"""

from __future__ import annotations

import ctypes
import os
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from pyc.compiler.backend.link import runtime_file
from pyc.compiler.flow import ops
from pyc.compiler.ir.interpreter import Interpreter
from pyc.compiler.plan import Plan, TypeHint
from pyc.compiler.session import BuildOptions, Session, Snapshot

MODES = ("jit", "O0", "O2", "boxed", "bail", "guessed", "observed", "interpret")
IN_MEMORY = {
    "jit": BuildOptions(level=2, turns=6),
    "boxed": BuildOptions(level=0, is_boxed_only=True),
    "bail": BuildOptions(level=0, bail_seed=7),
    "guessed": BuildOptions(level=0, bail_seed=5),
    "observed": BuildOptions(level=0, is_debug=True, bail_seed=11),
    "interpret": BuildOptions(verify=True),
}
TIMEOUT = 60  # seconds a program may run


@dataclass(frozen=True)
class Outcome:
    status: int
    stdout: bytes
    stderr: bytes


def cpython(path: Path, stdin: bytes = b"", arguments: tuple[str, ...] = ()) -> Outcome:
    """The oracle. The same string hashes in every run."""
    return _executed([sys.executable, str(path), *arguments], path.parent, stdin)


class Program:
    """Checked once, compiled in this process for each mode; every run is a process of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.snapshot = Session().snapshot(path)
        faults = self.snapshot.program.faults
        assert not faults, f"{path.name}: {faults}"

    def outcome(
        self, mode: str, stdin: bytes = b"", arguments: tuple[str, ...] = ()
    ) -> Outcome:
        if mode in IN_MEMORY:
            options = IN_MEMORY[mode]
            if mode == "guessed":
                options = replace(options, plan=Plan(types=random_hints(self.snapshot)))
            self.snapshot.ir(options)
            run = _interpreted if mode == "interpret" else Snapshot.run
            given = [str(self.path), *arguments]
            return _forked(lambda: run(self.snapshot, given, options), stdin, self.path.parent)
        output = self.path.with_suffix(f".{mode}")
        self.snapshot.build(output, BuildOptions(level=int(mode[1])))
        return _executed([str(output), *arguments], self.path.parent, stdin)


GUESSED = ("int", "int", "float", "str", "bool", "None", "list[int]", "dict[str, int]", "list",
           "tuple[int, str]", "set[str]", "")  # fmt: skip


def random_hints(snapshot: Snapshot) -> tuple[TypeHint, ...]:
    """A guess about each parameter of each function, mostly wrong; a program's are the same."""
    program = snapshot.program
    classes = [
        step.data.symbol
        for module in program.modules.values()
        for function in module.functions
        for step in function.instructions()
        if step.op is ops.BUILD_CLASS
    ]
    hints = []
    for module in program.modules.values():
        for function in module.functions:
            chance = random.Random(function.symbol)
            kinds = (*GUESSED, *chance.sample(classes, min(3, len(classes))))
            own = function.qualname.rpartition(".")[0]
            guesses = [
                (name, f"{module.name}.{own}" if name == "self" else chance.choice(kinds))
                for name in function.parameters.names()
            ]
            hints.append(TypeHint(function.symbol, tuple(guesses), "chance"))
    return tuple(hints)


def pyc(
    path: Path, mode: str, stdin: bytes = b"", arguments: tuple[str, ...] = ()
) -> Outcome:
    return Program(path).outcome(mode, stdin, arguments)


def _executed(command: list[str], folder: Path, stdin: bytes) -> Outcome:
    done = subprocess.run(
        command, cwd=folder, input=stdin, capture_output=True, env=environment(), timeout=TIMEOUT,
        check=False,
    )  # fmt: skip
    return Outcome(done.returncode, done.stdout, done.stderr)


def environment() -> dict[str, str]:
    names = ("PATH", "HOME", "LD_LIBRARY_PATH")
    kept = {key: os.environ[key] for key in names if key in os.environ}
    return {**kept, "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "utf-8"}


def _interpreted(snapshot: Snapshot, arguments: list[str], options: BuildOptions) -> int:
    runtime = ctypes.CDLL(str(runtime_file("libpycrt.so")))
    return Interpreter(snapshot.ir(options), runtime).start(arguments)


def _forked(run: Callable[[], int], stdin: bytes, folder: Path) -> Outcome:
    """`pyc run` without the start of a Python: the child runs the program and ends with it."""
    with (
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
        tempfile.TemporaryFile() as given,
    ):
        given.write(stdin)
        given.seek(0)
        child = os.fork()
        if child == 0:
            try:
                signal.alarm(TIMEOUT)
                os.environ["PYTHONHASHSEED"] = "0"
                for file, number in ((given, 0), (out, 1), (err, 2)):
                    os.dup2(file.fileno(), number)
                os.chdir(folder)
                os._exit(run())
            except BaseException as error:
                os.write(2, f"{type(error).__name__}: {error}".encode())
                os._exit(99)
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        return Outcome(code, out.read(), err.read())


def difference(expected: Outcome, actual: Outcome) -> str:
    """What differs, for a person; empty when nothing does."""
    parts = []
    if expected.status != actual.status:
        parts.append(f"exit status {actual.status}, CPython's is {expected.status}")
    for name in ("stdout", "stderr"):
        wanted, got = getattr(expected, name), getattr(actual, name)
        if wanted != got:
            parts.append(f"{name}:\n--- CPython\n{_shown(wanted)}\n--- pyc\n{_shown(got)}")
    return "\n".join(parts)


def _shown(data: bytes) -> str:
    text = data.decode("utf-8", "backslashreplace")
    return text if len(text) < 3000 else text[:1500] + "\n[...]\n" + text[-1500:]
