"""Programs with one mistake each: nearly all are found, at the right line, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

from tests.diagnostics.examples import found_in, python_blocks

TEXT = Path(__file__).with_name("mistakes.md").read_text(encoding="utf-8")
WANTED = re.compile(r"# error: \[([a-z-]+)\]")
SHARE = 0.95  # of the mistakes must be found


def expected(program: str) -> tuple[str, int]:
    """(slug, line) of the program's mistake."""
    for number, line in enumerate(program.split("\n"), start=1):
        match = WANTED.search(line)
        if match is not None:
            return match.group(1), number
    raise AssertionError(f"no mistake is marked in:\n{program}")


def test_mistakes_are_found_and_nothing_else(tmp_path: Path) -> None:
    programs = python_blocks(TEXT)
    assert len(programs) >= 200
    missed, surplus = [], []
    for program in programs:
        slug, line = expected(program)
        found = {(each.problem.slug, each.span.line) for each in found_in(program, tmp_path)}
        if (slug, line) not in found:
            missed.append(f"{slug} at line {line}, found {sorted(found)}:\n{program}")
        found = {each for each in found if each[0] != "unsupported-module"}
        if found - {(slug, line)}:
            surplus.append(f"{sorted(found - {(slug, line)})}:\n{program}")
    assert len(missed) <= (1 - SHARE) * len(programs), "\n".join(missed)
    assert not surplus, "\n".join(surplus)
