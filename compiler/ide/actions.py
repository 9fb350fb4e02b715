"""What an editor can have done with a program: built, and compared with CPython.

Both work on the files on disk and answer with plain data; neither runs in the editor's process.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pyc.compiler.project import project_of
from pyc.compiler.session import BuildOptions, Session

TIMEOUT = 120  # seconds a program may run
CLOCK_STEP = 0.02  # seconds


@dataclass(frozen=True)
class Built:
    ok: bool
    program: str
    message: str


@dataclass(frozen=True)
class Compared:
    """Seconds of processor time, measured in this run; `ratio`: CPython's over ours."""

    equal: bool
    cpython: float
    native: float
    ratio: float
    message: str


Told = Callable[[str, int], None]  # the stage that begins, and percent of the whole before it


def build(
    path: Path, level: int, is_debug: bool, told: Told, output: Path | None = None
) -> Built:
    """Beside the source, as `pyc build` does. An old program stays until the new one is whole."""
    options = BuildOptions(level=level, is_debug=is_debug)
    told("reading", 0)
    snapshot = Session().snapshot(path, options.observed)
    if snapshot.program.faults:
        first = snapshot.program.faults[0]
        name = first.source.path.name if first.source is not None else path.name
        return Built(False, "", f"{name}:{first.span}: {first.problem.text}")
    output = output or path.with_suffix("")

    def compiling(done: int, of: int) -> None:
        told("compiling", 30 + 60 * done // of)

    try:
        told("inferring types", 10)
        _ = snapshot.typed
        told("lowering", 20)
        snapshot.ir(options)
        objects = snapshot.objects(options, compiling)
        told("linking", 90)
        snapshot.link(objects, output, options)
    except Exception as error:  # the linker, the disk: the user reads what it says
        return Built(False, "", str(error))
    return Built(True, str(output), f"built {output.name} at -O{level}")


def compare(path: Path, level: int, told: Told) -> Compared:
    """Runs the program under CPython and natively, with empty input, and compares all it says."""
    with tempfile.TemporaryDirectory(prefix="pyc-compare-") as folder:
        program = Path(folder, path.stem)
        built = build(path, level, False, told, program)
        if not built.ok:
            return Compared(False, 0.0, 0.0, 0.0, built.message)
        try:
            told("running under CPython", 92)
            places = os.pathsep.join(map(str, project_of(path.parent)[0].search_path))
            searched = {"PYTHONPATH": places} if places else {}
            expected, cpython = _timed([sys.executable, str(path)], path.parent, searched)
            told("running natively", 96)
            actual, native = _timed([str(program)], path.parent, {})
        except subprocess.TimeoutExpired:
            return Compared(False, 0.0, 0.0, 0.0, f"the program ran longer than {TIMEOUT} s")
    equal = expected == actual
    ratio = cpython / native if native > 0 else 0.0
    what = "the output is equal" if equal else "the outputs differ"
    return Compared(
        equal, cpython, native, ratio,
        f"{what}: CPython {cpython:.2f} s, native {native:.2f} s at -O{level}"
        f" ({ratio:.1f} times as fast)",
    )  # fmt: skip


def _timed(
    command: list[str], folder: Path, variables: dict[str, str]
) -> tuple[tuple[int, bytes, bytes], float]:
    """Status and output of a process, and the processor time that it took (below the clock's
    steps: the time that went by)."""
    before, started = os.times(), time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT,
        env={**os.environ, "PYTHONHASHSEED": "0", **variables}, check=False,
    )  # fmt: skip
    passed, after = time.perf_counter() - started, os.times()
    took = after.children_user - before.children_user
    took += after.children_system - before.children_system
    return (done.returncode, done.stdout, done.stderr), took if took > CLOCK_STEP else passed
