"""Programs as they are while someone types: never an exception, and what is whole keeps its types.

`--all` breaks more of them, `--seed` others.
"""

from __future__ import annotations

import random
import statistics
from pathlib import Path

import pytest

from pyc.compiler.ide.document import DocumentFacts, facts
from pyc.compiler.ide.fixes import fixes
from pyc.compiler.session import Session

PROGRAMS = sorted(Path(__file__).parents[2].joinpath("examples").glob("*.py"))
LIBRARY = [
    Path(statistics.__file__).with_name(f"{name}.py")
    for name in ("bisect", "csv", "fractions", "heapq", "pprint", "shlex", "statistics", "textwrap")
]
BREAKS = ("(", ")", "[", "'", '"""', "def", "x = (1,", "return", "else:", "    ", "\\", "@")


def damaged(lines: list[str], chance: random.Random) -> list[str]:
    at = chance.randrange(len(lines))
    line = lines[at]
    changed: list[list[str]] = [
        [], [line[: chance.randrange(len(line) + 1)]], [chance.choice(lines), line],
        [line.replace(chance.choice("([:,= "), chance.choice("([:,=. "), 1)],
    ]  # fmt: skip
    return lines[:at] + chance.choice(changed) + lines[at + 1 :]


def test_damaged_programs_are_answered(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    chance = random.Random(request.config.getoption("--seed"))
    path = tmp_path / "prog.py"
    for _ in range(500 if request.config.getoption("--all") else 20):
        lines = chance.choice(PROGRAMS).read_text().split("\n")
        for _ in range(chance.randrange(4)):
            lines = damaged(lines, chance)
        session, text = Session(), "\n".join(lines)
        facts(session, path, text)
        fixes(session, path, text, 1, len(lines))


def known(found: DocumentFacts) -> set[tuple[str, str]]:
    """Functions with a type of a parameter or result that is more than `object`."""
    rows = set()
    for function in found.functions():
        span = function.name_span
        for each in found.hints:
            if each.line == span.line and each.kind != "variable" and each.type != "object":
                rows.add((function.qualname, each.kind))
    return rows


def test_a_line_that_breaks_the_syntax_costs_few_types(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Of the functions that the line does not stand in: nine tenths, in our programs and in the
    standard library's."""
    chance = random.Random(request.config.getoption("--seed"))
    is_long = request.config.getoption("--all")
    path, session = tmp_path / "prog.py", Session()
    for programs, n_texts in ((PROGRAMS, 12), (LIBRARY, 8)):
        kept = total = 0
        for _ in range(n_texts * (25 if is_long else 1)):
            original = chance.choice(programs).read_text(encoding="utf-8")
            lines = original.split("\n")
            at = chance.randrange(len(lines))
            lines.insert(at, chance.choice(BREAKS))
            whole = facts(session, path, original)
            found = facts(session, path, "\n".join(lines))
            if found.left_out:
                touched = {
                    each.qualname
                    for each in whole.functions()
                    if each.span.line - 1 <= at <= each.span.end_line
                }
                expected = {each for each in known(whole) if each[0] not in touched}
                total += len(expected)
                kept += len(expected & known(found))
        assert kept >= total * 0.9
