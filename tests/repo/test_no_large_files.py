"""No source has more than 800 lines: what grows beyond is two things."""

from __future__ import annotations

import subprocess

from tests.repo.layers import ROOT

LIMIT = 800
SUFFIXES = (".py", ".pyi", ".c", ".h", ".sh", ".toml")


def test_no_source_is_too_long() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    names = [each for each in listed.stdout.splitlines() if each.endswith(SUFFIXES)]
    if not names:  # not a checkout: an unpacked archive
        names = [
            str(path.relative_to(ROOT))
            for folder in ("compiler", "runtime", "tests", "docs", "benchmarks", "examples")
            for path in (ROOT / folder).rglob("*")
            if path.suffix in SUFFIXES and "build" not in path.parts
        ]
    for name in names:
        path = ROOT / name
        if not path.is_file():
            continue
        n_lines = path.read_text(encoding="utf-8").count("\n")
        assert n_lines <= LIMIT, f"{name} has {n_lines} lines"
