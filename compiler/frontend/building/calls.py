"""Calls: plain, method, with stars, and the few builtins that are syntax in disguise."""

from __future__ import annotations

import ast

from pyc.compiler.flow import ops
from pyc.compiler.flow.nodes import CallShape, Register
from pyc.compiler.flow.ops import FlowOp
from pyc.compiler.frontend.building import comprehensions, expressions
from pyc.compiler.frontend.building.context import Builder, Unsupported
from pyc.compiler.frontend.mangling import written
from pyc.compiler.source import Span


def call(build: Builder, node: ast.Call) -> Register:
    if _has_stars(node):
        return _spread_call(build, node)
    match node:
        case ast.Call(func=ast.Name(id=name), args=[ast.GeneratorExp() as generator], keywords=[]):
            if build.module.scopes[generator].is_fused:
                return comprehensions.consumed(build, name, generator, node)
        case ast.Call(func=ast.Name(id="super"), args=[], keywords=[]):
            return _bare_super(build, node)
        case ast.Call(
            func=ast.Attribute(
                value=ast.Call(func=ast.Name(id="super"), args=[], keywords=[]) as inner, attr=name
            )
        ) if _is_method(build):
            return _method_call(build, node, ops.CALL_SUPER, _super_arguments(build, inner), name)
        case ast.Call(func=ast.Attribute(value=receiver, attr=name)):
            if not build.module.is_computed(name) or not _runs_code(build, node):
                self_ = expressions.value(build, receiver)
                return _method_call(build, node, ops.CALL_METHOD, (self_,), name)
    return _plain_call(build, node, expressions.value(build, node.func))


def _method_call(
    build: Builder, node: ast.Call, op: FlowOp, looked_up: tuple[Register, ...], name: str
) -> Register:
    assert isinstance(node.func, ast.Attribute)
    lookup = _lookup_span(build, node.func)
    if _runs_code(build, node):  # CPython looks the method up before it evaluates the arguments
        build.step(ops.CHECK_METHOD, (), looked_up, name, lookup)
    shape, more = _arguments(build, node)
    span = _method_span(build, node)
    result = build.emit(op, (*looked_up, *more), (name, shape), span)
    build.block.instructions[-1].lookup = lookup
    return result


CALLING = (ast.Call, ast.Yield, ast.YieldFrom, ast.NamedExpr, ast.GeneratorExp, ast.ListComp,
           ast.SetComp, ast.DictComp)  # fmt: skip


def _runs_code(build: Builder, node: ast.Call) -> bool:
    """Whether evaluating the arguments may have an effect beside an exception."""
    values = (*node.args, *(each.value for each in node.keywords))
    parts = [part for value in values for part in ast.walk(value)]
    if any(isinstance(part, CALLING) for part in parts):
        return True
    loads = (part.attr for part in parts if isinstance(part, ast.Attribute))
    return any(map(build.module.is_computed, loads))


def _plain_call(build: Builder, node: ast.Call, callee: Register) -> Register:
    shape, args = _arguments(build, node)
    return build.emit(ops.CALL, (callee, *args), shape, node)


def _arguments(build: Builder, node: ast.Call) -> tuple[CallShape, tuple[Register, ...]]:
    is_method = isinstance(node.func, ast.Attribute)
    caller = _method_span(build, node) if is_method else build.span_of(node)
    args = [_argument(build, each, caller) for each in node.args]
    names = []
    for keyword in node.keywords:
        assert keyword.arg is not None
        names.append(keyword.arg)
        args.append(expressions.value(build, keyword.value))
    return CallShape(len(node.args), tuple(names)), tuple(args)


def _argument(build: Builder, node: ast.expr, caller: Span) -> Register:
    """A fused generator expression as an argument is built as a list."""
    if isinstance(node, ast.GeneratorExp) and build.module.scopes[node].is_fused:
        return comprehensions.as_list(build, node, caller)
    return expressions.value(build, node)


def _method_span(build: Builder, node: ast.Call) -> Span:
    """CPython 3.11 places the call of a method that is on a later line at the method's name."""
    whole = build.span_of(node)
    assert isinstance(node.func, ast.Attribute)
    name = build.span_of(node.func)
    if name.end_line == whole.line:
        return whole
    start = name.end_column - len(written(node.func, "attr"))
    return Span(name.end_line, start, whole.end_line, whole.end_column)


def _lookup_span(build: Builder, attribute: ast.Attribute) -> Span:
    whole = build.span_of(attribute)
    if whole.line == whole.end_line:
        return whole
    start = whole.end_column - len(written(attribute, "attr"))
    return Span(whole.end_line, start, whole.end_line, whole.end_column)


def _has_stars(node: ast.Call) -> bool:
    return any(isinstance(each, ast.Starred) for each in node.args) or any(
        keyword.arg is None for keyword in node.keywords
    )


def _spread_call(build: Builder, node: ast.Call) -> Register:
    callee = expressions.value(build, node.func)
    operands = spread(build, node, node.args, node.keywords, callee)
    return build.emit(ops.CALL_SPREAD, (callee, *operands), None, node)


def spread(
    build: Builder,
    node: ast.Call | ast.ClassDef,
    args: list[ast.expr],
    keywords: list[ast.keyword],
    callee: Register,
) -> tuple[Register, Register]:
    """The tuple and the dict that arguments with stars come to."""
    if len(args) == 1 and isinstance(args[0], ast.Starred):
        star = expressions.value(build, args[0].value)
        positional = build.emit(ops.SPREAD, (star, callee), None, node)
    else:
        items = expressions.display(build, node, args)
        positional = build.emit(ops.LIST_TO_TUPLE, (items,), None, node)
    named = build.emit(ops.DICT, (), None, node)
    for keyword in keywords:
        item = expressions.value(build, keyword.value)
        if keyword.arg is not None:
            item = build.emit(ops.DICT, (build.constant(keyword.arg), item), None, node)
        build.step(ops.DICT_MERGE_CALL, (), (named, item, callee), None, node)
    return positional, named


def _is_method(build: Builder) -> bool:
    scope = build.scope
    while scope.parent is not None:
        if scope.kind == "function" and "__class__" in scope.free:
            return bool(_first_parameter(build))
        scope = scope.parent
    return False


def _first_parameter(build: Builder) -> str | None:
    names = build.function.parameters.positional
    return names[0] if names else None


def _super_arguments(build: Builder, node: ast.Call) -> tuple[Register, Register]:
    first = _first_parameter(build)
    if first is None or "__class__" not in build.function_scope().free:
        raise Unsupported(node, "super() here")
    cell = build.cell(build.function_scope(), "__class__")
    owner = build.emit(ops.LOAD_CELL, (cell,), ("__class__", "free"), node)
    return owner, build.load(first, node)


def _bare_super(build: Builder, node: ast.Call) -> Register:
    callee = build.load("super", node.func)
    if not _is_method(build):
        return build.emit(ops.CALL, (callee,), CallShape(0), node)
    return build.emit(ops.CALL, (callee, *_super_arguments(build, node)), CallShape(2), node)
