"""Measures what `-O2 -g` leaves to see of the programs that the stepping tests know, or what `-g`
costs.

    python -m benchmarks.debugging [--list] [--part I/N] [NAMES]
    python -m benchmarks.debugging --cost [--rounds N] [NAMES]

A line a program: variables shown and there, by CPython's trace; lines hit and visited. `--list`
adds each variable that is not shown, and why: `never` is it anywhere, or it is only `earlier`,
`later` or `between` in the code of the variant named. What is shown wrongly is always listed.

`--cost`: processor time to build with an empty cache and to run, with `-g` over that without, at
each level; programs of benchmarks/programs, the least of the rounds, which take turns.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from itertools import product
from pathlib import Path
from statistics import geometric_mean

from benchmarks.measuring import ROOT, seconds
from tests.debug import programs
from tests.debug.optimised import Measured, measured


def told(name: str, done: Measured, is_listed: bool) -> None:
    n_seen = sum(not each.why for each in done.variables)
    print(f"{name:<72}{n_seen:5} of {len(done.variables):<5}{done.n_hit:5} of {done.n_lines}")
    for line in done.missed:
        print(f"    line {line} is not hit")
    for function, line, shown in done.wrong:
        print(f"    WRONG in {function}, line {line}: {shown}")
    for each in done.variables if is_listed else ():
        if each.why:
            print(f"    {each.function}:{each.line} {each.name}: {each.why}")


def built(source: Path, folder: Path, options: list[str]) -> tuple[Path, float]:
    """The program, and the processor time of its build with an empty cache."""
    name = f"{source.stem}{''.join(options)}"
    output, cache = folder / name, folder / f"{name}.cache"
    shutil.rmtree(cache, ignore_errors=True)
    command = ["-m", "pyc.compiler.driver", "build", *options, str(source), "-o", str(output)]
    return output, seconds([sys.executable, *command], {"XDG_CACHE_HOME": str(cache)})


def cost(names: list[str], rounds: int) -> None:
    sources = sorted((ROOT / "benchmarks" / "programs").glob("*.py"))
    chosen = [each for each in sources if not names or each.stem in names]
    for level in ("-O0", "-O1", "-O2"):
        ratios: dict[str, list[float]] = {"build": [], "run": []}
        for source in chosen:
            least: dict[tuple[str, str], float] = {}
            with tempfile.TemporaryDirectory() as folder:
                for _, extra in product(range(rounds), ([], ["-g"])):
                    program, building = built(source, Path(folder), [level, *extra])
                    for kind, each in (("build", building), ("run", seconds([str(program)]))):
                        key = (kind, "".join(extra))
                        least[key] = min(least.get(key, each), each)
            found = {kind: least[kind, "-g"] / least[kind, ""] for kind in ratios}
            for kind, ratio in found.items():
                ratios[kind].append(ratio)
            print(f"{level} {source.stem:<16}build {found['build']:.3f}  run {found['run']:.3f}")
            sys.stdout.flush()
        means = {kind: geometric_mean(each) for kind, each in ratios.items()}
        print(f"{level} {'mean':<16}build {means['build']:.3f}  run {means['run']:.3f}")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cost", action="store_true", help="what -g costs, instead")
    parser.add_argument("--rounds", type=int, default=3, help="of --cost")
    parser.add_argument("--list", action="store_true", help="each variable that is not shown")
    parser.add_argument("--part", default="0/1", help="0/2 and 1/2 in two processes")
    parser.add_argument("names", nargs="*", help="only programs whose names have one of these")
    options = parser.parse_args()
    if options.cost:
        cost(options.names, options.rounds)
        return 0
    part, n_parts = map(int, options.part.split("/"))
    chosen = [
        (name, block)
        for name, block in programs.steppable().items()
        if not options.names or any(each in name for each in options.names)
    ][part::n_parts]
    why: Counter[str] = Counter()
    n_hit = n_lines = n_wrong = 0
    for name, block in chosen:
        with tempfile.TemporaryDirectory() as folder:
            done = measured(block, Path(folder))
        told(name, done, options.list)
        sys.stdout.flush()
        why.update((each.why or "shown").split()[0] for each in done.variables)
        n_hit, n_lines = n_hit + done.n_hit, n_lines + done.n_lines
        n_wrong += len(done.wrong)
    n_all = why.total()
    print(f"variables: {n_all}, " + ", ".join(f"{n} {each}" for each, n in why.most_common()))
    print(f"shown: {why['shown'] / max(n_all, 1):.1%}; lines: {n_hit} of {n_lines} hit")
    return 1 if n_wrong else 0


if __name__ == "__main__":
    sys.exit(main())
