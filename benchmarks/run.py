"""Measures programs under CPython, as pyc builds them and, where there is one, as C.

    python benchmarks/run.py [--quick] [--folder DIR] [NAMES]

Runs take turns (CPython, pyc, C, CPython, ...) in one session; the least processor time of the
rounds counts. Outputs must be equal. docs/benchmarks.md says how to read the table.
"""

from __future__ import annotations

import argparse
import math
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.measuring import built, output, seconds  # noqa: E402

PROGRAMS = ROOT / "benchmarks" / "programs"
ROUNDS = 5


@dataclass(frozen=True)
class Row:
    """Seconds; `c` is None without a twin in C, `build` is wall time with an empty cache."""

    name: str
    cpython: float
    pyc: float
    c: float | None
    build: float


def measured(source: Path, folder: Path, rounds: int) -> Row:
    """Raises: RuntimeError where a build or run fails, or outputs differ."""
    program, build = built(source, folder)
    commands = {"cpython": [sys.executable, str(source)], "pyc": [str(program)]}
    twin = source.parent / "c" / f"{source.stem}.c"
    if twin.is_file() and shutil.which("gcc"):
        compiled = str(folder / f"{source.stem}.c.out")
        subprocess.run(
            ["gcc", "-O3", "-march=native", str(twin), "-o", compiled, "-lm"], check=True
        )
        commands["c"] = [compiled]
    outputs = {name: output(command) for name, command in commands.items()}
    for name, text in outputs.items():
        if text != outputs["cpython"]:
            raise RuntimeError(f"{source.name}: {name} prints something else than CPython")
    best = dict.fromkeys(commands, math.inf)
    for _ in range(rounds):
        for name, command in commands.items():
            best[name] = min(best[name], seconds(command))
    return Row(source.stem, best["cpython"], best["pyc"], best.get("c"), build)


def mean(values: list[float]) -> float:
    """Geometric."""
    return math.exp(sum(map(math.log, values)) / len(values)) if values else math.nan


def line(row: Row) -> str:
    c = f"{row.c:7.3f} {row.pyc / row.c:7.2f}" if row.c is not None else " " * 15
    faster = row.cpython / row.pyc
    return f"{row.name:<16}{row.cpython:8.3f} {row.pyc:8.3f} {faster:7.1f} {c} {row.build:7.2f}"


HEAD = f"{'program':<16}{'CPython':>8} {'pyc':>8} {'faster':>7} {'C':>7} {'pyc/C':>7} {'build':>7}"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="one round instead of several")
    parser.add_argument("--folder", type=Path, default=PROGRAMS, help="NAME.py and c/NAME.c")
    parser.add_argument("names", nargs="*", help="only these programs")
    options = parser.parse_args()
    sources = sorted(options.folder.glob("*.py"))
    if options.names:
        sources = [each for each in sources if each.stem in options.names]
    rows, failures = [], []
    print(HEAD)
    with tempfile.TemporaryDirectory() as folder:
        for source in sources:
            try:
                row = measured(source, Path(folder), 1 if options.quick else ROUNDS)
            except (RuntimeError, subprocess.CalledProcessError) as error:
                failures.append(f"{source.stem}: {error}")
                continue
            rows.append(row)
            print(line(row), flush=True)
    if rows:
        faster = mean([row.cpython / row.pyc for row in rows])
        slower = mean([row.pyc / row.c for row in rows if row.c is not None])
        build = sum(row.build for row in rows) / len(rows)
        print(f"geometric mean: {faster:.1f} times as fast as CPython, {slower:.2f} times C's time")
        print(f"mean build: {build:.2f} s")
    for failure in failures:
        print(f"failed: {failure}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
