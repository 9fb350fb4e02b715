"""Which file an import means: the program's own modules lie beside its main file."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from pyc.compiler.frontend.building.imports import ANNOTATION_MODULES, absolute_name, erased_names


@dataclass(frozen=True, slots=True)
class Imported:
    """A module that a file may import, and the statement that does."""

    name: str
    node: ast.Import | ast.ImportFrom


def imported_modules(tree: ast.Module, module: str, is_package: bool) -> Iterator[Imported]:
    """Every module named in an import statement, `from a import b` also as a.b."""
    erased = erased_names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name not in ANNOTATION_MODULES or alias.name not in erased:
                    yield Imported(alias.name, node)
        elif isinstance(node, ast.ImportFrom):
            name = absolute_name(module, is_package, node)
            if name == "__future__":
                continue
            if all((alias.asname or alias.name) in erased for alias in node.names):
                continue
            yield Imported(name, node)
            for alias in node.names:
                if alias.name != "*":
                    yield Imported(f"{name}.{alias.name}", node)


def with_parents(name: str) -> list[str]:
    """a.b.c -> a, a.b, a.b.c: packages are imported before what they hold."""
    parts = name.split(".")
    return [".".join(parts[: i + 1]) for i in range(len(parts))]
