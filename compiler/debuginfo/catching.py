"""Will code up Python's stack handle an exception? Asked where it is raised, from memory alone.

A program holds the lines of its modules, for tracebacks; their `try` statements say which lines
each handler guards. A `with` statement counts as letting exceptions through.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from pyc.compiler.debuginfo.expressions import Names, Refused, evaluated
from pyc.compiler.debuginfo.heap import Exhausted, Fault, Heap
from pyc.compiler.debuginfo.objects import Ref, family_of, is_of_class, mro
from pyc.compiler.ir.machine_types import LAYOUTS

# What the runtime takes from functions of these names, or may take.
TAKEN = {
    "__next__": "StopIteration", "__getattr__": "AttributeError", "__getitem__": "IndexError",
    "__getattribute__": "AttributeError", "__del__": "BaseException",
}  # fmt: skip
TAKEN_BY_CALLS = {"hasattr(": "AttributeError", "getattr(": "AttributeError"}
ENDINGS = ("SystemExit", "GeneratorExit")  # no errors: they end a program, a generator


class Place:
    """Where a Python frame is. `function`: the last part of its name; `spec`: the address of its
    module's record, 0: not known."""

    def __init__(self, function: str, line: int, spec: int, names: Names) -> None:
        self.function = function
        self.line = line
        self.spec = spec
        self.names = names


class Guard:
    """A `try` statement: the lines of its body, and what its handlers name ("": everything)."""

    def __init__(self, function: str, first: int, last: int, classes: list[str]) -> None:
        self.function = function
        self.first = first
        self.last = last
        self.classes = classes


def is_handled(memory: Heap, exception: int, places: Iterable[Place]) -> bool:
    """`places`: the innermost frame first."""
    if any(is_of_class(memory, exception, each) for each in ENDINGS):
        return True
    for place in places:
        lines, guards = _module(memory, place.spec)
        line = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
        taken = [name for call, name in TAKEN_BY_CALLS.items() if call in line]
        if place.function in TAKEN:
            taken.append(TAKEN[place.function])
        if any(is_of_class(memory, exception, each) for each in taken):
            return True
        for guard in guards:
            if guard.function == place.function and guard.first <= place.line <= guard.last:
                if any(_takes(memory, exception, each, place.names) for each in guard.classes):
                    return True
    return False


def _takes(memory: Heap, exception: int, named: str, names: Names) -> bool:
    """Whether `except NAMED` handles it; by name alone where that is no class of the program."""
    if not named:
        return True
    try:
        found = evaluated(memory, names, named)
        if isinstance(found, Ref) and family_of(memory, found.word) == "type":
            return found.word in mro(memory, memory.kind(exception).address)
    except (Refused, Fault, Exhausted):
        pass
    return is_of_class(memory, exception, named)


_modules: dict[tuple[str, ...], list[Guard]] = {}


def _module(memory: Heap, spec: int) -> tuple[tuple[str, ...], list[Guard]]:
    if not spec:
        return (), []
    at = LAYOUTS["PycModuleSpec"]
    n = memory.length(spec + at["n_lines"], 100_000)
    texts = memory.words(memory.word(spec + at["lines"]), n)
    lines = tuple(memory.text(each) for each in texts)
    if lines not in _modules:
        try:
            _modules[lines] = list(_guards(ast.parse("\n".join(lines)), "<module>"))
        except (SyntaxError, ValueError):  # of a later Python than the debugger's
            _modules[lines] = []
    return lines, _modules[lines]


def _guards(node: ast.AST, function: str) -> Iterator[Guard]:
    for each in ast.iter_child_nodes(node):
        if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield from _guards(each, each.name)
        elif isinstance(each, ast.Lambda):
            yield from _guards(each, "<lambda>")
        else:
            if type(each).__name__ in ("Try", "TryStar"):
                yield _guard(each, function)
            yield from _guards(each, function)


def _guard(statement: ast.AST, function: str) -> Guard:
    body, handlers = statement.body, statement.handlers  # type: ignore[attr-defined]
    classes = []
    for handler in handlers:
        kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        classes += ["" if each is None else ast.unparse(each) for each in kinds]
    return Guard(function, body[0].lineno, body[-1].end_lineno, classes)
