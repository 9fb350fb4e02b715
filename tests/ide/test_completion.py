"""What may be typed at a place (`|`), and what a call there takes."""

from __future__ import annotations

from pathlib import Path

from pyc.compiler.ide.completion import Completion, Signature, completions, signature
from pyc.compiler.session import Session

PROGRAM = '''\
import math
import helpers


class Point:
    origin = 0

    def __init__(self, x, y: float = 0.5):
        """Made of two numbers."""
        self.x = x
        self.y = y

    def norm(self, scale=1):
        return math.sqrt(self.x * self.x + self.y * self.y) * scale


def use(points):
    first = points[0]
    HERE
    return first


def shown(first, *others):
    print(first, others)


words = ["a"]
print(use([Point(1.5)]).norm(), helpers.twice(2), words, shown(1))
'''
HELPERS = "FACTOR = 2\n\n\ndef twice(n, /, *, by=FACTOR):\n    return n * by\n"


def split(folder: Path, line: str) -> tuple[str, int, int]:
    """The program with a line in place of HERE, and the place that it marks."""
    (folder / "helpers.py").write_text(HELPERS)
    text = PROGRAM.replace("HERE", line)
    before, _, _ = text.partition("|")
    column = len(before) - before.rfind("\n") - 1
    return text.replace("|", ""), before.count("\n") + 1, column


def complete(folder: Path, line: str) -> dict[str, Completion]:
    text, row, column = split(folder, line)
    found = completions(Session(), folder / "prog.py", text, row, column)
    return {each.name: each for each in found}


def told(folder: Path, line: str) -> Signature | None:
    text, row, column = split(folder, line)
    return signature(Session(), folder / "prog.py", text, row, column)


def test_members_of_an_object(tmp_path: Path) -> None:
    found = complete(tmp_path, "first.|")
    assert set(found) == {"norm", "origin", "x", "y"}
    assert found["norm"].detail == "norm(scale=1)"
    assert (found["x"].kind, found["x"].detail) == ("field", "float")
    assert set(complete(tmp_path, "print(first.no|")) == {"norm"}
    assert set(complete(tmp_path, "other = [points[0].|]")) == set(found)
    assert set(complete(tmp_path, "print(first.|norm(2))")) == set(found), "in front of a name"


def test_members_of_builtin_types_and_modules(tmp_path: Path) -> None:
    found = complete(tmp_path, '"text".up|')
    assert set(found) == {"upper"}
    assert found["upper"].detail == "upper() -> str"
    assert "All characters in upper case." in found["upper"].doc
    assert "append" in complete(tmp_path, "points.|")
    assert complete(tmp_path, "math.sq|")["sqrt"].kind == "function"
    assert set(complete(tmp_path, "helpers.|")) == {"FACTOR", "twice"}


def test_names_of_the_scopes_around(tmp_path: Path) -> None:
    found = complete(tmp_path, "|")
    assert {"points", "first", "Point", "use", "words", "math", "len", "return"} <= set(found)
    assert "x" not in found
    assert "norm" not in found, "a class is seen by its own body alone"
    assert found["use"].detail == "use(points)"
    assert set(complete(tmp_path, "print(poi|)")) == {"Point", "points"}


def test_what_a_module_offers(tmp_path: Path) -> None:
    assert "sqrt" in complete(tmp_path, "from math import |")
    assert set(complete(tmp_path, "from helpers import FACTOR, t|")) == {"twice"}


def test_the_parameters_of_a_call(tmp_path: Path) -> None:
    made = told(tmp_path, "other = Point(1, |")
    assert made is not None
    assert made.label == "Point(x, y: float=0.5)"
    assert (made.active, made.doc) == (1, "Made of two numbers.")
    cases = {
        "shown(1, 2, 3, |": ("shown(first, *others)", 1),
        "print(use(|)": ("use(points)", 0),
        "first.norm(|": ("norm(scale=1)", 0),
        "helpers.twice([1, 2], by=|": ("twice(n, by=FACTOR)", 1),
        "helpers.twice(1, 2, |": ("twice(n, by=FACTOR)", -1),
        "words.append(|": ("append(object: T) -> None", 0),
        "len(|": ("len(obj: object) -> int", 0),
        "math.sqrt(len('(,'), |": ("sqrt(x: float) -> float", -1),
    }
    for line, expected in cases.items():
        made = told(tmp_path, line)
        assert made is not None, line
        assert (made.label, made.active) == expected, line
    assert told(tmp_path, "x = (1, |") is None
    assert told(tmp_path, "|") is None
