"""What tracing costs and how much it sees; reports, never a test.

    python -m benchmarks.tracing [--runs N] [PROGRAM ...]

- cost: processor time of the whole process with tracing, against without (the least of N); "fixed"
  is what an empty program costs more, in milliseconds
- seen: of all calls of the program's functions, those whose types of arguments were seen, by a full
  trace (sys.setprofile) of another run
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measuring import ROOT, environment
from pyc.compiler.tracer.database import Database
from tests.tracer.running import LAUNCHER, traced

# Sizes that keep CPython busy for some seconds.
PROGRAMS = {
    "edit_distance.py": "400", "fannkuch.py": "10", "huffman.py": "6000000",
    "json_text.py": "120000", "mandelbrot.py": "800", "pipeline.py": "10000000",
    "report.py": "2000000", "shapes.py": "600000", "sudoku.py": "600", "union_find.py": "1200000",
}  # fmt: skip

# Runs a program and prints, per function and types of arguments, how often it was called.
FULL = """
import sys, json, runpy, atexit, os
sys.path.insert(0, os.environ["ROOT"])
from pyc.compiler.tracer.describe import described
from pyc.compiler.tracer.collector import parameters
program, counts = sys.argv[1], {}
sys.argv[:] = sys.argv[1:]
def watch(frame, event, argument):
    code = frame.f_code
    if event != "call" or code.co_filename != program or code.co_name[0] == "<" and \\
            code.co_name not in ("<lambda>", "<genexpr>") or code.co_flags & 3 != 3:
        return
    if frame.f_lasti > 2 * len(code.co_cellvars + code.co_freevars) + 8:
        return  # a generator goes on
    local = frame.f_locals
    types = tuple(described(local.get(name)) for name in parameters(code))
    key = (code.co_qualname, types)
    counts[key] = counts.get(key, 0) + 1
def end():
    sys.setprofile(None)
    with open(os.environ["OUT"], "w") as file:
        json.dump([[name, types, n] for (name, types), n in counts.items()], file)
atexit.register(end)
sys.setprofile(watch)
try:
    runpy.run_path(program, run_name="__main__")
finally:
    sys.setprofile(None)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("programs", nargs="*", default=list(PROGRAMS))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.py"
        empty.write_text("")
        fixed = _cost(empty, "", options.runs)
        print(f"fixed: {1000 * (fixed[1] - fixed[0]):.0f} ms")
        print(f"{'program':18} {'plain':>8} {'cost':>8} {'without fixed':>14} {'seen':>8}")
        for name in options.programs:
            source = ROOT / "benchmarks" / "programs" / name
            size = PROGRAMS[name]
            plain, other = _cost(source, size, options.runs)
            own = (other - fixed[1] + fixed[0]) / plain - 1
            print(
                f"{name:18} {plain:6.2f} s {100 * (other / plain - 1):+6.1f} % {100 * own:+12.1f} %"
                f" {100 * _seen(source, size, Path(folder)):6.2f} %",
                flush=True,
            )


def _cost(program: Path, size: str, runs: int) -> tuple[float, float]:
    """Seconds of processor time without and with tracing."""
    plain, other = [], []
    with tempfile.TemporaryDirectory() as folder:
        import bytecode

        roots = (str(ROOT), str(Path(bytecode.__file__).parents[1]))
        variables = {"PYC_TRACES": f"{folder}/t", "PYC_TRACE_PATH": os.pathsep.join(roots)}
        for _ in range(runs):
            plain.append(_seconds([sys.executable, str(program), size], {}))
            other.append(_seconds([sys.executable, str(LAUNCHER), str(program), size], variables))
    return min(plain), min(other)


def _seconds(command: list[str], variables: dict[str, str]) -> float:
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, env=environment() | variables, cwd=ROOT
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    if status:
        raise RuntimeError(f"{command} ended with {status}")
    return usage.ru_utime + usage.ru_stime


def _seen(program: Path, size: str, folder: Path) -> float:
    """The share of calls."""
    output, database = folder / "full.json", folder / f"{program.stem}.sqlite"
    subprocess.run(
        [sys.executable, "-c", FULL, program, size], stdout=subprocess.DEVNULL, check=True,
        env=environment() | {"ROOT": str(ROOT), "OUT": str(output)},
    )  # fmt: skip
    traced(program, database, arguments=(size,))
    with Database(str(database)) as traces:
        found = {(each.name, seen.types) for each in traces.functions() for seen in each.signatures}
    calls = json.loads(output.read_text())
    total = sum(n for _, _, n in calls)
    return sum(n for name, types, n in calls if (name, tuple(types)) in found) / total


if __name__ == "__main__":
    main()
