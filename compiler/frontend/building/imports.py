"""import and from ... import. Modules that only annotations need are erased."""

from __future__ import annotations

import ast
from functools import partial

from pyc.compiler.flow import ops
from pyc.compiler.flow.nodes import ImportData, Register
from pyc.compiler.frontend.building.context import Builder, StarName
from pyc.compiler.frontend.tree import Tree

ANNOTATION_MODULES = frozenset({"typing", "typing_extensions", "collections.abc", "__future__"})


def import_statement(build: Builder, node: ast.Import | ast.ImportFrom) -> None:
    if isinstance(node, ast.Import):
        for alias in node.names:
            _import(build, alias, node)
    else:
        _import_from(build, node)


def _import(build: Builder, alias: ast.alias, node: ast.Import) -> None:
    if (alias.asname or alias.name.split(".")[0]) in build.module.erased:
        return
    build.module.imports.setdefault(alias.name)
    data = ImportData(alias.name, whole=alias.asname is not None)
    module = build.emit(ops.IMPORT, (), data, node)
    build.store(alias.asname or alias.name.split(".")[0], module, node)


def _import_from(build: Builder, node: ast.ImportFrom) -> None:
    name = absolute_name(build.module.name, build.module.source.is_package, node)
    if name == "__future__":
        return
    names = [each for each in node.names if (each.asname or each.name) not in build.module.erased]
    if not names:
        return
    build.module.imports.setdefault(name)
    module = build.emit(ops.IMPORT, (), ImportData(name, whole=True), node)
    if names[0].name == "*":
        for public in build.module.stars.get(name, ()):
            _import_public(build, module, name, public, node)
        return
    for alias in names:
        item = build.emit(ops.IMPORT_FROM, (module,), (name, alias.name), node)
        build.store(alias.asname or alias.name, item, node)


def _import_public(
    build: Builder, module: Register, name: str, public: StarName, node: ast.ImportFrom
) -> None:
    """One name of a star import."""
    end = None
    if not public.is_certain:
        given = build.emit(ops.IS_PUBLIC, (module,), (name, public.name), node)
        then, end = build.new_block(), build.new_block()
        build.branch(given, then, end, node)
        build.start(then)
    item = build.emit(ops.IMPORT_FROM, (module,), (name, public.name), node)
    build.store(public.name, item, node)
    if end is not None:
        build.jump(end)
        build.start(end)


def absolute_name(module: str, is_package: bool, node: ast.ImportFrom) -> str:
    """The module that `from ..x import` means inside `module`."""
    if not node.level:
        return node.module or ""
    parts = module.split(".")
    base = parts[: len(parts) - node.level + is_package]
    return ".".join([*base, node.module] if node.module else base)


def erased_names(tree: Tree) -> frozenset[str]:
    """Names bound by imports of annotation modules that nothing but annotations reads."""
    imported: set[str] = set()
    for from_ in tree.nodes(ast.ImportFrom):
        if from_.module in ANNOTATION_MODULES:
            imported.update(alias.asname or alias.name for alias in from_.names)
    for import_ in tree.nodes(ast.Import):
        imported.update(
            alias.asname or alias.name.split(".")[0]
            for alias in import_.names
            if alias.name in ANNOTATION_MODULES
        )
    if not imported:
        return frozenset()
    for each in tree.statements:
        imported -= each.once("read", None, partial(_read_outside_annotations, each.node))
    return frozenset(imported)


def _read_outside_annotations(statement: ast.stmt) -> set[str]:
    read: set[str] = set()

    def visit(node: ast.AST) -> None:
        for name, child in ast.iter_fields(node):
            if name in ("annotation", "returns") or (
                name == "bases" and isinstance(node, ast.ClassDef)
            ):
                continue
            for each in child if isinstance(child, list) else [child]:
                if isinstance(each, ast.AST):
                    visit(each)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            read.add(node.id)
        if isinstance(node, ast.ClassDef):
            for base in node.bases:
                if isinstance(base, ast.Name | ast.Attribute | ast.Call):
                    if not (isinstance(base, ast.Name) and base.id in ("Protocol", "Generic")):
                        visit(base)

    visit(statement)
    return read
