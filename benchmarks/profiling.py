"""What profiling costs and how far it can be trusted; reports, never a test.

    python -m benchmarks.profiling [--runs N] [PROGRAM ...]

- cost: processor time of the program with its profile taken, against without: the medians of N
  runs each, in turn; natively of programs that run for 2 to 3 s
- agreement: of the ten functions that take the most time, how many the sampler and a full trace
  (cProfile, with what built-in functions take added to their callers) both name
- natively: time in Python's functions whose function and line are known; time outside of them (the
  program starts and ends); and how the time by function differs from what perf finds, which unwinds
  stacks by tables (half the sum of differences, in percent)
"""

from __future__ import annotations

import argparse
import os
import pstats
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from threading import Thread

from benchmarks.measuring import ROOT, environment
from pyc.compiler.profiler import recording, totals
from pyc.compiler.profiler.naming import Names
from pyc.compiler.profiler.profile import Profile, merged, without_foreign
from pyc.compiler.profiler.samples import OUTSIDE
from pyc.compiler.session import BuildOptions, Session

HERTZ = 500
TOP = 10
# Sizes that keep native code busy for 2 to 3 s.
PROGRAMS = {
    "edit_distance.py": "400", "fannkuch.py": "11", "huffman.py": "13500000",
    "json_text.py": "230000", "mandelbrot.py": "4000", "pipeline.py": "23500000",
    "report.py": "3000000", "shapes.py": "2700000", "sudoku.py": "3400", "union_find.py": "2000000",
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("programs", nargs="*", default=list(PROGRAMS))
    options = parser.parse_args()
    os.environ.update(environment())
    print(
        f"{'program':16} {'CPython':>8} {'top ten':>8}   {'native':>8} {'known':>7} {'outside':>7}"
        f" {'perf':>6}"
    )
    with tempfile.TemporaryDirectory() as folder:
        for name in options.programs:
            source = ROOT / "benchmarks" / "programs" / name
            binary = Path(folder) / source.stem
            choices = BuildOptions(level=2, is_debug=True)
            Session().snapshot(source).build(binary, choices)
            print(f"{name:16} {_row(source, binary, options.runs)}", flush=True)


def _row(source: Path, binary: Path, runs: int) -> str:
    python = [sys.executable, str(source)]
    spied = _cost(python, lambda pid: recording.cpython_attached(pid, None, HERTZ), "", runs)
    written = binary.with_suffix(".samples")
    native = [str(binary), PROGRAMS[source.name]]
    sampled = _cost(native, lambda pid: None, f"{HERTZ}:{written}", runs)
    found = without_foreign(merged([_spied(source) for _ in range(runs)]))
    traced = _traced(source)
    names = {(row.function, row.file) for row in totals.by_function(found)[:TOP]}
    agreed = len(names & set(traced[:TOP])) / min(TOP, len(traced))
    found = merged([recording.native_run(binary, [], 2000)[0] for _ in range(runs)])
    outside = sum(time for stack, time in found.stacks.items() if OUTSIDE in stack)
    known = sum(time for stack, time in found.stacks.items() if _is_known(stack))
    try:
        other = merged([recording.native_run(binary, [], 2000, True)[0] for _ in range(runs)])
        differs = f"{_difference(found, other):5.1f} %"
    except recording.ProfileError:
        differs = "     -"
    return (
        f"{spied:+7.1f} % {100 * agreed:6.0f} %   {sampled:+7.1f} %"
        f" {100 * known / (found.total - outside):5.1f} % {100 * outside / found.total:5.1f} %"
        f" {differs}"
    )


def _cost(command: list[str], beside: Callable[[int], object], variables: str, runs: int) -> float:
    """Percent that the program's own processor time grows; `beside` gets its process."""
    plain, other = [], []
    for _ in range(runs):
        plain.append(_seconds(command, lambda pid: None, {}))
        other.append(_seconds(command, beside, {"PYC_PROFILE": variables} if variables else {}))
    return 100 * (median(other) / median(plain) - 1)


def _seconds(
    command: list[str], beside: Callable[[int], object], variables: dict[str, str]
) -> float:
    """Processor time of that process alone."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ | variables)
    thread = Thread(target=beside, args=(process.pid,))
    thread.start()
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    thread.join()
    return usage.ru_utime + usage.ru_stime


def _spied(source: Path) -> Profile:
    with _quiet():
        return recording.cpython_run([sys.executable, str(source)], str(source), HERTZ)[0]


def _traced(source: Path) -> list[tuple[str, str]]:
    """Functions by time of their own, the most first, at least half a percent of all."""
    with tempfile.TemporaryDirectory() as folder, _quiet():
        path = Path(folder) / "stats"
        subprocess.run([sys.executable, "-m", "cProfile", "-o", path, source], check=True)
        stats = pstats.Stats(str(path)).stats  # type: ignore[attr-defined]
    own: dict[tuple[str, str], float] = {}
    names = Names()
    for (file, line, name), (_, _, time, _, callers) in stats.items():
        key = (names.qualified(file, name, line), file)
        if not file.startswith(("~", "<")):
            own[key] = own.get(key, 0) + time
            continue
        for (outer, at, caller), (_, _, part, _) in callers.items():
            key = (names.qualified(outer, caller, at), outer)
            own[key] = own.get(key, 0) + part
    least = sum(own.values()) / 200
    named = [key for key, time in own.items() if time >= least and key[1].startswith("/")]
    return sorted(named, key=lambda key: -own[key])


def _is_known(stack: tuple[object, ...]) -> bool:
    return any(frame.is_python and frame.line for frame in stack)  # type: ignore[attr-defined]


def _difference(one: Profile, other: Profile) -> float:
    shares = []
    for each in (one, other):
        rows = totals.by_function(without_foreign(each))
        shares.append({row.function: 100 * row.own / each.total for row in rows})
    return (
        sum(abs(shares[0].get(f, 0) - shares[1].get(f, 0)) for f in {**shares[0], **shares[1]}) / 2
    )


@contextmanager
def _quiet():  # type: ignore[no-untyped-def]
    """What the programs print goes nowhere."""
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    sys.stdout.flush()
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


if __name__ == "__main__":
    main()
