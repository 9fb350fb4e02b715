"""A long run: prints each difference, made small, as it is found."""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from tests.fuzz.generate import program
from tests.fuzz.running import FUZZ_MODES, compiled_differs, differences, packed
from tests.fuzz.shrinking import shrunk


def main() -> int:
    parser = argparse.ArgumentParser(prog="python3 -m tests.fuzz")
    parser.add_argument("--seed", type=int, default=0, help="the first program")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--pack", type=int, default=20, help="programs compiled together")
    parser.add_argument("--modes", default=",".join(FUZZ_MODES))
    parser.add_argument("--keep", type=Path, help="a folder for the small programs")
    parser.add_argument("--show", action="store_true", help="print the program of --seed, do not run")
    parser.add_argument("--no-shrink", dest="shrink", action="store_false")
    options = parser.parse_args()
    if options.show:
        name = f"p{options.seed}_"
        print(packed({name: program(options.seed, name)}))
        return 0
    started = time.monotonic()
    n_found = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for start in range(options.seed, options.seed + options.count, options.pack):
            seeds = range(start, min(start + options.pack, options.seed + options.count))
            for mode in options.modes.split(","):
                for seed, text in differences(seeds, mode, folder).items():
                    n_found += 1
                    _report(seed, mode, text, folder, options)
    seconds = time.monotonic() - started
    print(f"{options.count} programs, {n_found} differences, {options.count / seconds:.1f} programs/s")
    return 1 if n_found else 0


def _report(seed: int, mode: str, text: str, folder: Path, options: argparse.Namespace) -> None:
    print(f"--- seed {seed}, mode {mode}\n{text[:2000]}", flush=True)
    source = packed({f"p{seed}_": program(seed, f"p{seed}_")})
    if options.shrink:
        kind = _kind(text)
        source = shrunk(
            source, lambda each: _kind(compiled_differs(each, mode, folder)) == kind, tries=400
        )
        print(f"--- small:\n{source}\n{compiled_differs(source, mode, folder)[:1000]}", flush=True)
    if options.keep is not None:
        options.keep.mkdir(parents=True, exist_ok=True)
        (options.keep / f"seed-{seed}-{mode}.py").write_text(source, encoding="utf-8")


def _kind(text: str) -> str:
    """A wrong answer must not become a crash while it is made small."""
    first = text.splitlines()[0] if text else ""
    return first if first.startswith("exit status") else ("output" if text else "")


if __name__ == "__main__":
    raise SystemExit(main())
