"""Functions, classes and methods of a module's top level as they were built for an earlier text.

    def f(): ...     the statement stands as it stood: its flow is taken over
    def g(): ...     it was edited: built anew

What building tells the rest of the module is recorded with the flow: names, globals, imports.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from pyc.compiler.flow import ops
from pyc.compiler.flow.nodes import FlowFunction, Observed
from pyc.compiler.flow.simplify import simplified
from pyc.compiler.frontend.building.context import Builder, ModuleContext

FINALIZING_NAMES = frozenset({"open"})  # what they give closes itself when it dies


@dataclass(frozen=True, slots=True)
class Built:
    """`every`: the function and those within. `stores`: of globals, how often."""

    function: FlowFunction
    every: tuple[FlowFunction, ...]
    stores: dict[str, int]
    imports: tuple[str, ...]
    symbols: dict[str, int]


def kept(
    build: Builder, node: ast.AST, qualname: str, make: Callable[[], FlowFunction]
) -> FlowFunction:
    """What `make` builds for a function or class statement, unless that is known."""
    context = build.module
    if build.function.kind == "class":
        qualname = f"{build.function.qualname}.{qualname}"
    statement = context.statements.get(node)
    if statement is None or context.has_symbol(qualname) or statement.makes_globals(node):
        return make()
    built = statement.once(("flow", node), context.choices(), partial(_built, context, make))
    for function in built.every:
        function.source = context.source  # the same lines, perhaps of a later text
    if built.function not in build.function.inner[-1:]:
        build.function.inner.append(built.function)
    context.functions += built.every
    context.finished.update(built.every)
    for name, count in built.stores.items():
        context.globals[name] = context.globals.get(name, 0) + count
    for name in built.imports:
        context.imports.setdefault(name)
    context.symbols.update(built.symbols)
    return built.function


def _built(context: ModuleContext, make: Callable[[], FlowFunction]) -> Built:
    outer = (context.functions, context.globals, context.imports, context.symbols)
    context.functions, context.globals, context.imports, context.symbols = [], {}, {}, {}
    function = make()
    every, stores, imports = context.functions, context.globals, context.imports
    symbols = context.symbols
    context.functions, context.globals, context.imports, context.symbols = outer
    for each in every:
        if each not in context.finished:
            finish(context, each)
    return Built(function, tuple(every), stores, tuple(imports), symbols)


def finish(context: ModuleContext, function: FlowFunction) -> None:
    """Behind the last step that is built."""
    function.keeps_variables = context.keeps_variables or _opens_files(function)
    function.keeps_on_failure = context.keeps_variables
    function.is_observed = context.observed is Observed.VARIABLES
    simplified(function)


def _opens_files(function: FlowFunction) -> bool:
    return any(
        step.op is ops.LOAD_GLOBAL and step.data in FINALIZING_NAMES
        for step in function.instructions()
    )
