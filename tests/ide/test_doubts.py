"""Problems of a text that is broken elsewhere: those that hold are told, no others."""

from __future__ import annotations

import random
import statistics
from pathlib import Path

import pytest

from pyc.compiler.ide.document import DocumentFacts, facts
from pyc.compiler.session import Session
from tests.ide.test_broken import BREAKS, LIBRARY, PROGRAMS

SPEED = frozenset({"partly-boxed", "boxed-only"})
BROKEN = "syntax-error"
PROGRAM = """\
import math

LIMIT = 10


class Table:
    def __init__(self, rows):
        self.rows = rows
        self.size = 0

    def width(self):
        return 1 + "a"


def scale(x):
    return x * LIMIT


def root(x):
    return math.sqroot(scale(x))


def other():
    return unknown


table = Table([1])
table.rows
print(table.length)
"""


def told(text: str, folder: Path) -> dict[int, str]:
    """By line; of speed nothing."""
    found = facts(Session(), folder / "prog.py", text).problems
    return {each.span.line: each.problem.slug for each in found if each.problem.slug not in SPEED}


def without(line: str, new: str, folder: Path) -> dict[int, str]:
    """What is told with a line in the place of another, but for what it breaks."""
    assert PROGRAM.count(f"{line}\n") == 1
    found = told(PROGRAM.replace(f"{line}\n", f"{new}\n"), folder)
    kept = {line: slug for line, slug in found.items() if slug != BROKEN}
    assert kept != found
    return kept


def test_what_has_nothing_to_do_with_the_broken_line_is_told(tmp_path: Path) -> None:
    whole = told(PROGRAM, tmp_path)
    assert whole == {
        12: "bad-operand", 20: "missing-attribute", 24: "undefined-name", 29: "missing-attribute"
    }  # fmt: skip
    functions = {12: "bad-operand", 20: "missing-attribute", 24: "undefined-name"}
    assert without("LIMIT = 10", "LIMIT = 10 +", tmp_path) == {12: whole[12], 24: whole[24]}
    assert without("    return x * LIMIT", "    return x *", tmp_path) == {
        12: "bad-operand", 24: "undefined-name", 29: "missing-attribute"
    }  # fmt: skip
    assert without("table.rows", "table.rows(", tmp_path) == functions
    assert without("        self.size = 0", "        self.length =", tmp_path) == {
        20: "missing-attribute", 24: "undefined-name"
    } | {12: "bad-operand"}  # fmt: skip


@pytest.mark.parametrize(
    ("line", "new"),
    [
        ("LIMIT = 10", "unknown = ("),
        ("LIMIT = 10", "def unknown(:"),
        ("LIMIT = 10", "unknown = [\n    (,\n]"),
        ("LIMIT = 10", "from elsewhere import (root, unknown"),
        ("LIMIT = 10", "from elsewhere import * ("),
        ("table.rows", "globals()['unknown'] = ["),
    ],
)
def test_a_name_that_a_broken_line_may_bind(line: str, new: str, tmp_path: Path) -> None:
    assert 24 not in without(line, new, tmp_path)


def slugs(found: DocumentFacts) -> set[tuple[str, str]]:
    """But for the syntax and speed."""
    return {
        (each.problem.slug, each.problem.text)
        for each in found.problems
        if each.problem.slug not in SPEED | {BROKEN}
    }


def broken(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    line, column = lines[at], chance.randrange(len(lines[at]) + 1)
    new = line[:column] + chance.choice("([{'\"}.=") + line[column:]
    return "\n".join([*lines[:at], chance.choice((new, new, chance.choice(BREAKS))), *lines[at:]])


def test_no_problem_is_told_that_the_whole_text_does_not_have(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Programs and modules with a line more, damaged."""
    chance = random.Random(request.config.getoption("--seed"))
    path, n_broken = tmp_path / "prog.py", 0
    modules = LIBRARY
    if request.config.getoption("--all"):
        modules = sorted(Path(statistics.__file__).parent.glob("*.py"))
    for _ in range(200 if request.config.getoption("--all") else 12):
        session = Session()
        original = chance.choice(chance.choice((PROGRAMS, modules))).read_text(encoding="utf-8")
        whole = slugs(facts(session, path, original))
        for _ in range(4):
            text = broken(original, chance)
            found = facts(session, path, text)
            if any(each.problem.slug == BROKEN for each in found.problems):
                n_broken += 1
                assert slugs(found) <= whole, text
    assert n_broken > 10
