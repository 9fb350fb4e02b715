"""Comprehensions run in the frame around them; generator expressions are functions of their own
unless a builtin consumes them on the spot."""

from __future__ import annotations

import ast
from collections.abc import Callable
from contextlib import contextmanager

from pyc.compiler.flow import nodes, ops
from pyc.compiler.flow.nodes import CallShape, InlineFrame, Register
from pyc.compiler.frontend.building import expressions, functions, targets
from pyc.compiler.frontend.building.context import Builder, Loop
from pyc.compiler.frontend.symbols import Comprehension
from pyc.compiler.source import Span


def comprehension(build: Builder, node: Comprehension) -> Register:
    match node:
        case ast.ListComp(elt=element):
            return _collected(build, node, ops.LIST, ops.LIST_APPEND, element, "<listcomp>")
        case ast.SetComp(elt=element):
            return _collected(build, node, ops.SET, ops.SET_ADD, element, "<setcomp>")
        case ast.DictComp(key=key, value=item):
            result = build.emit(ops.DICT, (), None, node)
            with _inlined(build, node, "<dictcomp>") as first:

                def add() -> None:
                    pair = (expressions.value(build, key), expressions.value(build, item))
                    build.step(ops.DICT_SET, (), (result, *pair), None, node)

                _loops(build, node.generators, first, add)
            return result
        case ast.GeneratorExp():
            return functions.generator_expression(build, node)


def as_list(build: Builder, node: ast.GeneratorExp, caller: Span) -> Register:
    """`caller`: the call that takes the elements, which a traceback shows for the frame around."""
    return _collected(build, node, ops.LIST, ops.LIST_APPEND, node.elt, "<genexpr>", caller)


def _collected(
    build: Builder,
    node: ast.ListComp | ast.SetComp | ast.GeneratorExp,
    display: ops.FlowOp,
    adding: ops.FlowOp,
    element: ast.expr,
    name: str,
    caller: Span | None = None,
) -> Register:
    result = build.emit(display, (), None, node)
    with _inlined(build, node, name, caller) as first:

        def add() -> None:
            build.step(adding, (), (result, expressions.value(build, element)), None, node)

        _loops(build, node.generators, first, add)
    return result


def consumed(build: Builder, name: str, generator: ast.GeneratorExp, node: ast.Call) -> Register:
    """sum(... for ...), any(...), all(...) as loops; the others get a list."""
    match name:
        case "sum":
            return _summed(build, generator, node)
        case "any" | "all":
            return _tested(build, name, generator, node)
        case "list":
            return as_list(build, generator, build.span_of(node))
        case _:
            callee = build.load(name, node.func)
            items = as_list(build, generator, build.span_of(node))
            return build.emit(ops.CALL, (callee, items), CallShape(1), node)


def _summed(build: Builder, generator: ast.GeneratorExp, node: ast.Call) -> Register:
    total = build.emit(ops.COPY, (build.constant(0),), dest=build.temp())
    with _inlined(build, generator, "<genexpr>", build.span_of(node)) as first:

        def add() -> None:
            item = expressions.value(build, generator.elt)
            inner, build.frame = build.frame, build.frame.outer if build.frame else None
            build.emit(ops.BINARY, (total, item), "+", node, dest=total)
            build.frame = inner

        _loops(build, generator.generators, first, add)
    return total


def _tested(build: Builder, name: str, generator: ast.GeneratorExp, node: ast.Call) -> Register:
    stop_on = name == "any"
    result = build.emit(ops.COPY, (build.constant(not stop_on),), dest=build.temp())
    after = build.new_block()
    with _inlined(build, generator, "<genexpr>", build.span_of(node)) as first:

        def test() -> None:
            item = expressions.value(build, generator.elt)
            stop, more = build.new_block(), build.new_block()
            build.branch(item, *((stop, more) if stop_on else (more, stop)), node)
            build.start(stop)
            build.emit(ops.COPY, (build.constant(stop_on),), dest=result)
            build.jump(after)
            build.start(more)

        _loops(build, generator.generators, first, test)
    build.jump(after)
    build.start(after)
    return result


@contextmanager
def _inlined(  # type: ignore[no-untyped-def]
    build: Builder, node: Comprehension, name: str, caller: Span | None = None
):
    """Builds inside the comprehension's scope; gives the first iterator, made outside it."""
    first = node.generators[0].iter
    iterator = build.emit(ops.ITER, (expressions.value(build, first),), None, first)
    outer_scope, outer_frame = build.scope, build.frame
    scope = build.module.scopes[node]
    build.frame = InlineFrame(name, caller or build.span_of(node), outer_frame)
    build.scope = scope
    for cell_name in scope.cells:
        if cell_name in scope.bound:
            build.cells[scope, cell_name] = build.emit(ops.NEW_CELL)
            build.show(scope, cell_name, build.cells[scope, cell_name], is_cell=True)
    for free_name in scope.free:
        owner = scope.parent
        while owner is not None and (owner, free_name) not in build.cells:
            owner = owner.parent
        if owner is not None:
            build.cells[scope, free_name] = build.cells[owner, free_name]
    yield iterator
    build.scope, build.frame = outer_scope, outer_frame


def _loops(
    build: Builder,
    generators: list[ast.comprehension],
    first: Register,
    innermost: Callable[[], None],
) -> None:
    generator = generators[0]
    head, body, done = build.new_block(), build.new_block(), build.new_block()
    build.jump(head)
    build.start(head)
    item = build.temp()
    span = build.span_of(generator.iter)
    build.end(nodes.Next(first, item, body, done, span, build.frame))
    build.start(body)
    build.cleanups.append(Loop(done, head))
    targets.assign(build, generator.target, item)
    for test in generator.ifs:
        passed = build.new_block()
        expressions.condition(build, test, passed, head)
        build.start(passed)
    if len(generators) > 1:
        inner = generators[1].iter
        iterator = build.emit(ops.ITER, (expressions.value(build, inner),), None, inner)
        _loops(build, generators[1:], iterator, innermost)
    else:
        innermost()
    build.cleanups.pop()
    build.jump(head)
    build.start(done)
