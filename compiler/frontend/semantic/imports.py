"""Imports of modules that are nowhere, and of names that their modules lack."""

from __future__ import annotations

import ast
import difflib
import sys
from collections.abc import Iterator

from pyc.compiler.diagnostics.catalogue import MissingModule
from pyc.compiler.diagnostics.problem import Located
from pyc.compiler.frontend.semantic import attributes
from pyc.compiler.frontend.semantic.frame import Checker, Frame
from pyc.compiler.frontend.semantic.guards import Guards
from pyc.compiler.frontend.semantic.model import ModuleModel


def missing_modules(model: ModuleModel, guards: Guards, checker: Checker) -> list[Located]:
    """Relative imports are left alone: they depend on how the module is run."""
    found: list[Located] = []
    before = len(checker.found)
    optional = _optional(model, guards)
    frame = Frame(checker, model.scope)
    for node in model.index.nodes(ast.Import, ast.ImportFrom):
        if guards.catches(node, "ModuleNotFoundError") or _tops(node) & optional:
            continue
        found += _missing(model, checker, node)
        if isinstance(node, ast.ImportFrom):
            attributes.check_import(frame, node)
    return [*found, *list(checker.found.values())[before:]]


def _tops(node: ast.Import | ast.ImportFrom) -> set[str]:
    if isinstance(node, ast.ImportFrom):
        return {(node.module or "").split(".", maxsplit=1)[0]}
    return {alias.name.split(".", maxsplit=1)[0] for alias in node.names}


def _optional(model: ModuleModel, guards: Guards) -> set[str]:
    """Modules that some import of the file allows to be missing."""
    result: set[str] = {"test"}
    for node in model.index.nodes(ast.Import, ast.ImportFrom):
        if guards.catches(node, "ModuleNotFoundError"):
            result |= _tops(node)
    return result


def _missing(
    model: ModuleModel, checker: Checker, node: ast.Import | ast.ImportFrom
) -> Iterator[Located]:
    if isinstance(node, ast.ImportFrom):
        names = [(node.module or "", ast.AST())] if not node.level else []
    else:
        names = [(alias.name, alias) for alias in node.names]
    for name, place in names:
        top = name.split(".", maxsplit=1)[0]
        if top in sys.stdlib_module_names or top == "__future__":
            continue
        if checker.module_of(top) or top in checker.unread:
            continue
        span = model.source.span(place if isinstance(place, ast.alias) else node)
        close = difflib.get_close_matches(top, sorted(sys.stdlib_module_names), n=1, cutoff=0.75)
        help_ = f"did you mean `{close[0]}`?" if close and not close[0].startswith("_") else ""
        yield Located(MissingModule(name), model.source, span, help=help_)
