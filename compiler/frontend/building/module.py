"""The flow of one module: `flow_module(parsed, name)`.

Raises: Unsupported for a construct that cannot be built yet.
"""

from __future__ import annotations

import ast
from functools import partial

from pyc.compiler.flow import ops
from pyc.compiler.flow.nodes import FlowFunction, FlowModule, Observed
from pyc.compiler.frontend.building import functions, statements
from pyc.compiler.frontend.building.context import Builder, ModuleContext, StarName
from pyc.compiler.frontend.building.imports import erased_names
from pyc.compiler.frontend.building.kept import finish
from pyc.compiler.frontend.parser import ParsedModule
from pyc.compiler.frontend.symbols import rebound
from pyc.compiler.frontend.tree import Statement, Tree
from pyc.compiler.source import Span

FINALIZING_MODULES = frozenset({"weakref", "gc"})


def has_finalizers(tree: Tree) -> bool:
    """Whether the end of an object's life can be seen: __del__, weak references."""
    imported = {each.name for node in tree.nodes(ast.Import) for each in node.names}
    imported.update(node.module or "" for node in tree.nodes(ast.ImportFrom))
    return bool(imported & FINALIZING_MODULES) or any(
        node.name == "__del__" for node in tree.nodes(ast.FunctionDef)
    )


Stars = tuple[tuple[str, tuple[StarName, ...]], ...]


def flow_module(
    parsed: ParsedModule,
    name: str,
    keeps_variables: bool = False,
    stars: Stars = (),
    observed: Observed = Observed.NOTHING,
) -> FlowModule:
    """`parsed.tree` is not None. keeps_variables: some module of the program has finalizers.
    stars: the modules that this one imports whole, and what it may get. observed: with the
    steps that debuggers need for it."""
    tree = parsed.tree
    assert tree is not None
    source = parsed.source
    context = ModuleContext(
        source,
        name,
        parsed.scopes,
        future_annotations=_has_future_annotations(tree),
        erased=erased_names(parsed.index),
        keeps_variables=keeps_variables,
        observed=observed,
        continuing=frozenset(statements.continuing(tree)) if observed else frozenset(),
        stars=dict(stars),
        computed_names=_computed_names(parsed.index),
        reads_annotations=_reads_annotations(parsed.index),
        statements={
            node: each for each in parsed.index.statements for node in (each.node, *each.methods)
        },
        rebound=rebound(parsed.index),
    )
    body = FlowFunction(
        name="<module>",
        qualname="<module>",
        symbol=f"{name}.<module>",
        kind="module",
        source=source,
        module=name,
        span=Span(1, 0, len(source.lines), 0),
    )
    build = Builder(context, body, context.scopes[tree])
    build.cells = {}
    doc = ast.get_docstring(tree, clean=False)
    if doc is not None:
        build.line(tree.body[0])
    build.store("__doc__", build.constant(doc), None)
    build.store("__name__", build.constant(name), None)
    build.store("__file__", build.constant(source.name), None)
    if context.reads_annotations:
        build.store("__annotations__", build.emit(ops.DICT), None)
    statements.body(build, statements.behind_docstring(tree.body))
    functions.finish(build)
    every = [body, *context.functions]
    for function in every:
        if function not in context.finished:
            finish(context, function)
    return FlowModule(
        name, source, body, every, context.globals, tuple(context.imports), _warnings(parsed)
    )


PLAIN_DECORATORS = frozenset({"staticmethod", "classmethod"})


def _reads_annotations(tree: Tree) -> bool:
    return any(
        each.once("__annotations__", None, partial(_names_annotations, each))
        for each in tree.statements
    )


def _names_annotations(statement: Statement) -> bool:
    name = "__annotations__"
    return (
        any(node.id == name for node in statement.nodes(ast.Name))
        or any(node.attr == name for node in statement.nodes(ast.Attribute))
        or any(node.value == name for node in statement.nodes(ast.Constant))
    )


def _computed_names(tree: Tree) -> frozenset[str] | None:
    """Names of decorated methods (properties); None, where a class has __getattr__."""
    found = set()
    for node in tree.nodes(ast.FunctionDef):
        if node.name in ("__getattr__", "__getattribute__"):
            return None
        for each in node.decorator_list:
            if not (isinstance(each, ast.Name) and each.id in PLAIN_DECORATORS):
                found.add(node.name)
    return frozenset(found)


def _warnings(parsed: ParsedModule) -> str:
    """What CPython writes to stderr when it compiles the module."""
    source = parsed.source
    return "".join(
        f"{source.name}:{each.line}: SyntaxWarning: {each.message}\n"
        f"  {source.lines[each.line - 1].lstrip()}\n"
        for each in parsed.warnings
    )


def _has_future_annotations(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(alias.name == "annotations" for alias in node.names)
        for node in tree.body
    )
