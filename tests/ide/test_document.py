"""What an editor is told of a document: types at places, hints, outline, also of broken texts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pyc.compiler.ide.document import DocumentFacts, facts
from pyc.compiler.ide.workspace import module_facts
from pyc.compiler.session import Session
from pyc.compiler.source import Span

PROGRAM = '''\
class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def norm(self):
        return (self.x * self.x + self.y * self.y) ** 0.5


def area(width, height=2):
    result = width * height
    return result


def never_called(a, b: int):
    total = b + 1
    return [a, total]


def counted(n):
    for k in range(n):
        yield k


names = ["a", "b"]
numbers = [0.5, 1.5]
p = Point(3.0, 4.0)
print(area(3), p.norm(), names, numbers, list(counted(3)))
'''


def of(text: str, tmp_path: Path) -> DocumentFacts:
    return facts(Session(), tmp_path / "prog.py", text)


def hints(found: DocumentFacts) -> dict[tuple[int, str], str]:
    """By line and the name before the hint ("->": a result): type, representation, edit."""
    lines = found.text.splitlines()
    result = {}
    for each in found.hints:
        word = re.split(r"\W", lines[each.line - 1][: each.column])[-1]
        key = "->" if each.kind == "returns" else word
        result[each.line, key] = f"{each.type} {each.representation}{each.edit}"
    return result


def test_types_of_names(tmp_path: Path) -> None:
    found = hints(of(PROGRAM, tmp_path))
    assert found[2, "x"] == "float f64: float"
    assert found[6, "->"] == "float f64 -> float"
    assert found[10, "width"] == "int i64: int"
    assert found[11, "result"] == "int i64: int"
    assert found[25, "names"] == "list[str] object: list[str]"
    assert found[26, "numbers"] == "list[float] list[f64]: list[float]"
    assert found[27, "p"] == "Point object: Point"


def test_an_annotation_needs_no_hint_and_a_generator_no_result(tmp_path: Path) -> None:
    found = hints(of(PROGRAM, tmp_path))
    assert (15, "b") not in found
    assert (20, "->") not in found


def test_functions_that_nothing_calls_are_typed_too(tmp_path: Path) -> None:
    found = of(PROGRAM, tmp_path)
    assert hints(found)[15, "->"] == "list[object] object -> list[object]"
    assert found.at(16, 5) is not None


def test_the_smallest_expression_at_a_place(tmp_path: Path) -> None:
    place = of(PROGRAM, tmp_path).at(11, 14)
    assert place is not None
    assert (place.type, place.representation, place.function) == ("int", "i64", "area")


READS = """\
def scaled(rows, factor):
    total = 0.5
    for row in rows:
        if factor:
            total += row * factor
    return [total * each for each in rows]


print(scaled([1, 2], 3))
"""


@pytest.mark.parametrize(
    ("line", "word", "type_"),
    [
        (1, "rows", "list[int]"), (1, "factor", "int"), (3, "rows", "list[int]"),
        (4, "factor", "int"), (5, "total", "float"), (5, "row", "int"), (5, "factor", "int"),
        (6, "total", "float"), (6, "each", "int"), (6, "rows", "list[int]"),
    ],
)  # fmt: skip
def test_a_variable_is_typed_where_it_is_read(
    line: int, word: str, type_: str, tmp_path: Path
) -> None:
    column = READS.split("\n")[line - 1].index(word)
    place = of(READS, tmp_path).at(line, column + 1)
    assert place is not None
    assert place.type == type_
    assert place.span == Span(line, column, line, column + len(word))


def test_what_no_annotation_can_say_is_not_written_as_one(tmp_path: Path) -> None:
    found = of("def f():\n    return 1\n\n\ng = f\nprint(g())\n", tmp_path)
    hint = next(each for each in found.hints if each.line == 5)
    assert (hint.type, hint.edit) == ("function f", "")


def test_a_statement_is_no_expression(tmp_path: Path) -> None:
    found = of(READS, tmp_path)
    assert found.at(3, 5) is None, "the keyword `for`"
    assert found.at(1, 1) is None, "the keyword `def`"


def test_outline(tmp_path: Path) -> None:
    found = of(PROGRAM, tmp_path)
    verdicts = {each.qualname: each.verdict for each in found.functions()}
    assert verdicts["area"] == "native"
    assert verdicts["never_called"] == "boxed only"
    assert verdicts["counted"] == "boxed only"
    assert [each.name for each in found.outline] == ["Point", "area", "never_called", "counted"]
    span = found.outline[0].inner[1].name_span
    assert (span.line, span.column) == (6, 8)


def test_a_syntax_error_leaves_the_rest_typed(tmp_path: Path) -> None:
    broken = PROGRAM.replace("def never_called(a, b: int):", "def never_called(a, b: int:")
    found = of(broken, tmp_path)
    assert [each.problem.slug for each in found.problems] == ["syntax-error"]
    assert found.left_out == (15, 16, 17)
    assert hints(found)[10, "width"] == "int i64: int"


def test_a_text_that_is_broken_everywhere(tmp_path: Path) -> None:
    found = of("((((\n" * 30, tmp_path)
    assert [each.problem.slug for each in found.problems] == ["syntax-error"]
    assert found.hints == ()


def test_what_cannot_be_compiled_leaves_the_rest_typed(tmp_path: Path) -> None:
    """Not even the functions that use it."""
    text = """\
import socket
from decimal import Decimal


async def never():
    return 1


def f(x):
    code = compile("1", "", "eval")
    address = socket.gethostname()
    price = Decimal(3) + 1
    return x * 2


print(f(3))
"""
    found = of(text, tmp_path)
    slugs = {each.problem.slug for each in found.problems}
    refused = {"unsupported-module", "unsupported-syntax", "unsupported-builtin"}
    assert slugs == {*refused, "partly-boxed"}
    assert hints(found)[9, "x"] == "int i64: int"
    assert hints(found)[9, "->"] == "int i64 -> int"
    assert [each.name for each in found.outline] == ["f"]


def test_a_module_of_the_program_that_cannot_be_built(tmp_path: Path) -> None:
    (tmp_path / "other.py").write_text("async def f():\n    pass\n")
    text = "import other\n\ndef f(x):\n    return x + 1\n\nprint(f(2), other.f)\n"
    found = of(text, tmp_path)
    assert [each.name for each in found.outline] == ["f"]
    assert hints(found)[3, "->"] == "int i64 -> int"


def test_many_functions_that_cannot_be_compiled(tmp_path: Path) -> None:
    """Each is told once, and the class around them keeps its types."""
    text = "class Server:\n    def ports(self, n):\n        return n + 1\n\n"
    for number in range(30):
        text += f"    @property\n    async def f{number}(self):\n        async with self as x:\n"
        text += "            async def inner():\n                await x\n            await x\n\n"
    text += "    async def last(self): return 1\n\nprint(Server().ports(2))\n"
    found = of(text, tmp_path)
    told = [each.span.line for each in found.problems if each.problem.slug == "unsupported-syntax"]
    assert told == [*range(6, 210, 7), 215]
    assert hints(found)[2, "n"] == "int i64: int"
    assert 2 not in found.left_out
    assert 220 not in found.left_out
    broken = of(f"{text}(", tmp_path)
    assert hints(broken)[2, "n"] == "int i64: int"


def test_modules_of_a_large_program(tmp_path: Path) -> None:
    """Those that are not read are no mistakes; what comes from them is unknown."""
    for name, n_lines in (("near", 20), ("large", 200), ("small", 3)):
        (tmp_path / f"{name}.py").write_text("value = 2\n" * n_lines)
    (tmp_path / "near.py").write_text("import far\n\ndef number():\n    return 2\n")
    (tmp_path / "far.py").write_text("print(undefined)\n" * 30)
    text = """\
import large
import near
import small
from large import value, nothing
from nowhere import all_of_it
a = near.number()
b = small.value
c = large.value + value + large.nothing
"""
    session = Session()
    session.most_lines = 30
    found = facts(session, tmp_path / "prog.py", text)
    assert found.unread == {"large", "far"}
    told = {(each.span.line, each.problem.slug) for each in found.problems}
    assert told == {(5, "missing-module"), (8, "partly-boxed")}
    known = hints(found)
    assert (known[6, "a"], known[7, "b"]) == ("int i64: int", "int i64: int")
    (tmp_path / "prog.py").write_text(text)
    unopened = module_facts(session, tmp_path / "prog.py")
    assert unopened is not None
    assert (unopened.outline, unopened.unread) == (found.outline, frozenset())
    session.most_lines = None
    assert facts(session, tmp_path / "prog.py", text).unread == frozenset()


def test_a_text_too_long_to_be_analysed_keeps_its_syntax_checked(tmp_path: Path) -> None:
    found = of("def f(x):\n    return x\n" * 6000 + "(", tmp_path)
    assert [each.problem.slug for each in found.problems] == ["syntax-error"]
    assert len(of("def f(x):\n    return x\n" * 6000, tmp_path).outline) == 6000


def test_an_annotation_can_be_evaluated_where_it_is_written(tmp_path: Path) -> None:
    text = """\
def early(p):
    return p


class Point:
    def same(self, other):
        return other


def late(p):
    return p


print(early(Point()), Point().same(Point()), late(Point()), [late(each) for each in [Point()]])
"""
    found = hints(of(text, tmp_path))
    assert found[1, "p"] == 'Point object: "Point"'
    assert found[1, "->"] == 'Point object -> "Point"'
    assert found[6, "other"] == 'Point object: "Point"'
    assert found[10, "p"] == "Point object: Point"


def test_a_broken_line_in_a_function_leaves_the_function_typed(tmp_path: Path) -> None:
    found = of(PROGRAM.replace("    total = b + 1", "    total = b + ("), tmp_path)
    assert found.left_out == (16,)
    assert "never_called" in {each.qualname for each in found.functions()}


def edits(found: DocumentFacts) -> dict[int, tuple[str, tuple[tuple[int, str], ...]]]:
    """By line: what is written, and imports behind lines."""
    return {
        each.line: (each.edit, tuple((x.line, x.text) for x in each.imports))
        for each in found.hints
        if each.edit
    }


def test_an_annotation_brings_the_imports_that_it_needs(tmp_path: Path) -> None:
    """But those of modules that the file does not import: that would run them at another time."""
    (tmp_path / "far.py").write_text("class Hidden:\n    pass\n")
    (tmp_path / "shapes.py").write_text(
        "import far\n\n\nclass Point:\n    class Inner:\n        pass\n\n    pass\n\n\n"
        "class Line:\n    pass\n\n\ndef hidden():\n    return far.Hidden()\n\n\n"
        "def point():\n    return Point()\n\n\ndef line():\n    return Line()\n"
    )
    text = '''\
"""Says something."""
from __future__ import division

from shapes import (
    hidden, line, point,
)
from shapes import Line as Way
import collections
a = point()
b = [line()]
c = hidden()


def early(d):
    return d
'''
    found = edits(of(text + "\n\nearly(point())\n", tmp_path))
    wanted = (7, "from shapes import Point")
    assert found == {
        9: (": Point", (wanted,)), 10: (": list[Way]", ()), 14: (" -> Point", (wanted,))
    }  # fmt: skip
    names = "from shapes import (\n    hidden, line, point,\n)\n"
    plain = text.replace(names, "import shapes\n\n\n")
    plain = re.sub(r"(point|line|hidden)\(\)", r"shapes.\1()", plain)
    assert edits(of(plain, tmp_path))[9] == (": shapes.Point", ())
    taken = f"{text}\n\nclass Point:\n    pass\n"
    assert 9 not in edits(of(taken, tmp_path))
    both = f"{text}\n\nclass Line:\n    pass\n\n\ne = line() if b else Line()\n"
    assert both.count("\n") not in edits(of(both, tmp_path))
