"""Functions by their qualified names, as `__qualname__` has them, found in the source text.

Debug information and samplers name a function by its last name alone, or not at all; the text says
what it is part of. One place for both worlds, so that their functions can be compared.
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path

NAMELESS = {
    ast.Lambda: "<lambda>",
    ast.ListComp: "<listcomp>",
    ast.SetComp: "<setcomp>",
    ast.DictComp: "<dictcomp>",
    ast.GeneratorExp: "<genexpr>",
}
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
                self._known[file] = sorted(_definitions(tree))
            except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
                self._known[file] = []
        return self._known[file]


def _definitions(tree: ast.Module) -> Iterator[Definition]:
    pending: list[tuple[ast.AST, str]] = [(tree, "")]
    while pending:
        node, prefix = pending.pop()
        inside = prefix
        name = getattr(node, "name", None) if _is_named(node) else NAMELESS.get(type(node))
        if name is not None:
            decorators = getattr(node, "decorator_list", ())
            first = min([node.lineno, *(each.lineno for each in decorators)])  # type: ignore[attr-defined]
            yield first, node.end_lineno, name, prefix + name  # type: ignore[attr-defined]
            local = "." if isinstance(node, ast.ClassDef) else ".<locals>."
            inside = prefix + name + local
        pending.extend((child, inside) for child in ast.iter_child_nodes(node))


def _is_named(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
