"""Which file an import means: the program's own modules lie beside its main file."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from pyc.compiler import declarations
from pyc.compiler.flow import ops
from pyc.compiler.flow.nodes import FlowModule, Instruction
from pyc.compiler.frontend.building.imports import ANNOTATION_MODULES, absolute_name, erased_names
from pyc.compiler.frontend.tree import Tree
from pyc.compiler.types.builtin_names import BUILTIN_NAMES


@dataclass(frozen=True, slots=True)
class Imported:
    """A module that a file may import, and the statement that does."""

    name: str
    node: ast.Import | ast.ImportFrom


def imported_modules(tree: Tree, module: str, is_package: bool) -> Iterator[Imported]:
    """Every module named in an import statement, `from a import b` also as a.b."""
    erased = erased_names(tree)
    for node in tree.imports():
        if isinstance(node, ast.Import):
            for alias in node.names:
                parts = alias.name.split(".")
                if alias.name not in ANNOTATION_MODULES:
                    yield Imported(alias.name, node)
                elif (alias.asname or parts[0]) not in erased:
                    # A plain `import a.b` binds a: annotations alone may ask for b.
                    yield Imported(alias.name if alias.asname else parts[0], node)
        else:
            name = absolute_name(module, is_package, node)
            if name == "__future__":
                continue
            if all((alias.asname or alias.name) in erased for alias in node.names):
                continue
            yield Imported(name, node)
            for alias in node.names:
                if alias.name != "*":
                    yield Imported(f"{name}.{alias.name}", node)


def missing_builtins(module: FlowModule) -> list[Instruction]:
    """The places that look up a builtin of CPython's which the runtime does not have."""
    return [
        step
        for function in module.functions
        for step in function.steps(ops.LOAD_GLOBAL)
        if step.data in BUILTIN_NAMES
        and step.data not in module.globals
        and not declarations.has_builtin(step.data)
    ]


def with_parents(name: str) -> list[str]:
    """a.b.c -> a, a.b, a.b.c: packages are imported before what they hold."""
    parts = name.split(".")
    return [".".join(parts[: i + 1]) for i in range(len(parts))]
