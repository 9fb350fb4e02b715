"""Functions by their qualified names, as `__qualname__` has them, found in the source text.

Debug information and samplers name a function by its last name alone, or not at all; the text says
what it is part of. One place for both worlds, so that their functions can be compared.
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NAMELESS = {
    ast.Lambda: "<lambda>",
    ast.ListComp: "<listcomp>",
    ast.SetComp: "<setcomp>",
    ast.DictComp: "<dictcomp>",
    ast.GeneratorExp: "<genexpr>",
}
UNREADABLE = (OSError, SyntaxError, ValueError, RecursionError, MemoryError)
Definition = tuple[int, int, str, str]  # first line, last line, name, qualified name


class Names:
    """Texts are read once, when first asked for."""

    def __init__(self) -> None:
        self._known: dict[str, list[Definition]] = {}

    def qualified(self, file: str, name: str, line: int) -> str:
        """Of the innermost function or class of that name around the line; `name` itself where the
        text cannot be had or does not tell."""
        name = name.rpartition(".")[2]
        if name == "<module>":
            return name
        found = self._definitions(file)
        for first, last, plain, qualified in reversed(found[: bisect_right(found, (line + 1,))]):
            if plain == name and first <= line <= last:
                return qualified
        return name

    def _definitions(self, file: str) -> list[Definition]:
        if file not in self._known:
            try:
                tree = ast.parse(Path(file).read_bytes())
            except UNREADABLE:
                self._known[file] = []
            else:
                self._known[file] = sorted(
                    (first_line(node), node.end_lineno, qualified.rpartition(".")[2], qualified)
                    for node, qualified in definitions(tree)
                )
        return self._known[file]


def definitions(tree: ast.Module) -> Iterator[tuple[Any, str]]:
    """Functions and classes with their qualified names, in no order of use."""
    pending: list[tuple[Any, str]] = [(tree, "")]
    while pending:
        node, prefix = pending.pop()
        inside = prefix
        name = getattr(node, "name", None) if _is_named(node) else NAMELESS.get(type(node))
        if name is not None:
            yield node, prefix + name
            local = "." if isinstance(node, ast.ClassDef) else ".<locals>."
            inside = prefix + name + local
        within = _body(node)
        pending.extend(
            (child, inside if within is None or child in within else prefix)
            for child in ast.iter_child_nodes(node)
        )


def _body(definition: ast.AST) -> list[ast.AST] | None:
    """What is inside; decorators and defaults, which stand before, are not. None: all of it."""
    match definition:
        case ast.FunctionDef(body=body) | ast.AsyncFunctionDef(body=body) | ast.ClassDef(body=body):
            return list(body)
        case ast.Lambda(body=body):
            return [body]
    return None


def first_line(definition: Any) -> int:
    """As a code object has it: decorators come first."""
    nodes = (definition, *getattr(definition, "decorator_list", ()))
    lines: list[int] = [node.lineno for node in nodes]
    return min(lines)


def _is_named(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
