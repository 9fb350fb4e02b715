"""Who calls whom, and at what cost."""

from __future__ import annotations

from pathlib import Path

from pyc.compiler.ide.calls import CallGraph, call_graph
from pyc.compiler.session import Session

PROGRAM = """\
import helpers


class Shape:
    def __init__(self, side):
        self.side = side

    def area(self):
        return helpers.square(self.side)


def many(*shapes):
    return [each.area() for each in shapes]


def counted(n):
    for k in range(n):
        yield helpers.square(k)


def uncalled(x):
    return many(x)


shape = Shape(3)
print(shape.area(), many(shape), list(counted(2)))
"""
HELPERS = "def square(x):\n    return x * x\n"


def graph(folder: Path) -> CallGraph:
    (folder / "helpers.py").write_text(HELPERS)
    return call_graph(Session(), folder / "prog.py", PROGRAM)


def edges(found: CallGraph) -> dict[tuple[str, str], str]:
    return {
        (found.ends[each.caller].qualname, found.ends[each.callee].qualname): each.why
        for each in found.edges
    }


def test_calls_are_native_or_tell_why_not(tmp_path: Path) -> None:
    found = edges(graph(tmp_path))
    assert found["<module>", "Shape.__init__"] == ""
    assert found["<module>", "Shape.area"] == ""
    assert found["Shape.area", "square"] == ""
    assert found["<module>", "many"] == "`many` is boxed only: it takes *args or **kwargs"
    why = "`counted` is boxed only: generators keep their variables over a yield"
    assert found["<module>", "counted"] == why
    assert found["counted", "square"] == why
    assert found["uncalled", "many"].startswith("`uncalled` is boxed only: ")


def test_the_function_at_a_place(tmp_path: Path) -> None:
    found = graph(tmp_path)
    path = tmp_path / "prog.py"

    def name(line: int, column: int) -> str:
        symbol = found.at(path, line, column)
        return found.ends[symbol].qualname if symbol is not None else ""

    assert name(8, 10) == "Shape.area"
    assert name(9, 26) == "square", "where it is called"
    assert name(26, 14) == "Shape.area"
    assert name(1, 3) == ""


def test_a_program_that_cannot_be_built_has_no_graph(tmp_path: Path) -> None:
    assert call_graph(Session(), tmp_path / "prog.py", "def f(:\n") == CallGraph({})


def test_a_module_that_is_not_supported_costs_no_other_calls(tmp_path: Path) -> None:
    text = "import socket\n\n\ndef f(x):\n    return x\n\n\nprint(f(2))\n"
    found = call_graph(Session(), tmp_path / "prog.py", text)
    assert edges(found) == {("<module>", "f"): ""}


def test_methods_that_nothing_calls_call_those_of_their_class(tmp_path: Path) -> None:
    text = "class A:\n    def f(self):\n        return self.g()\n\n    def g(self):\n        pass\n"
    found = edges(call_graph(Session(), tmp_path / "prog.py", text))
    assert set(found) == {("A.f", "A.g")}
    assert found["A.f", "A.g"]
