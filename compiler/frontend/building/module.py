"""The flow of one module: `flow_module(parsed, name)`.

Raises: Unsupported for a construct that cannot be built yet.
"""

from __future__ import annotations

import ast

from pyc.compiler.flow.nodes import FlowFunction, FlowModule
from pyc.compiler.flow.simplify import simplified
from pyc.compiler.frontend.building import functions, statements
from pyc.compiler.frontend.building.context import Builder, ModuleContext
from pyc.compiler.frontend.building.imports import erased_names
from pyc.compiler.frontend.parser import ParsedModule
from pyc.compiler.frontend.symbols import scopes
from pyc.compiler.source import Span


def flow_module(parsed: ParsedModule, name: str) -> FlowModule:
    """`parsed.tree` is not None."""
    tree = parsed.tree
    assert tree is not None
    source = parsed.source
    context = ModuleContext(
        source,
        name,
        scopes(tree),
        future_annotations=_has_future_annotations(tree),
        erased=erased_names(tree),
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
    build.store("__doc__", build.constant(doc), None)
    build.store("__name__", build.constant(name), None)
    build.store("__file__", build.constant(source.name), None)
    statements.body(build, tree.body)
    functions.finish(build)
    every = [body, *context.functions]
    for function in every:
        simplified(function)
    return FlowModule(name, source, body, every, context.globals, tuple(context.imports))


def _has_future_annotations(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(alias.name == "annotations" for alias in node.names)
        for node in tree.body
    )
