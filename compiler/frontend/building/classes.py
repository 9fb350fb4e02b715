"""Class statements: the body is a function that fills a namespace."""

from __future__ import annotations

import ast
from functools import partial

from pyc.compiler.flow import nodes, ops
from pyc.compiler.flow.nodes import ClassData, Parameters, Register
from pyc.compiler.frontend.building import calls, expressions, functions, statements
from pyc.compiler.frontend.building.context import Builder
from pyc.compiler.frontend.building.kept import kept
from pyc.compiler.frontend.mangling import written
from pyc.compiler.source import Span


def class_statement(build: Builder, node: ast.ClassDef) -> None:
    decorators = functions.decorator_values(build, node)
    body = kept(build, node, written(node), partial(_class_body, build, node))
    made = functions.make_function(build, body)
    shown = [each for each in node.bases if not _is_erased(build, each)]
    names = tuple(each.arg for each in node.keywords if each.arg is not None)
    is_spread = len(names) < len(node.keywords) or any(
        isinstance(each, ast.Starred) for each in shown
    )
    if is_spread:
        operands: tuple[Register, ...] = calls.spread(build, node, shown, node.keywords, made)
    else:
        values = (*shown, *(each.value for each in node.keywords))
        operands = tuple(expressions.value(build, each) for each in values)
    data = ClassData(
        written(node), body.qualname, body, len(shown), names, body.symbol, is_spread
    )
    result = build.emit(ops.BUILD_CLASS, (made, *operands), data, node)
    build.store(node.name, functions.decorated(build, node, decorators, result), node)


def _is_erased(build: Builder, base: ast.expr) -> bool:
    """Generic[T], Protocol: they only tell type checkers something."""
    match base:
        case ast.Subscript(value=ast.Name(id=name)) | ast.Name(id=name):
            return name in build.module.erased
    return False


def _class_body(build: Builder, node: ast.ClassDef) -> nodes.FlowFunction:
    scope = build.module.scopes[node]
    function = functions.new_function(build, scope, written(node), Parameters(("namespace",)), node)
    function.kind = "class"
    inner = Builder(build.module, function, scope)
    inner.span = build.span_of(node)
    inner.namespace = inner.register(None)
    function.parameter_registers = (inner.namespace,)
    for index, name in enumerate(scope.free):
        inner.cells[scope, name] = inner.emit(ops.CLOSURE, data=index)
    for name in scope.cells:
        inner.cells[scope, name] = inner.emit(ops.NEW_CELL)
    start = build.span_of(node)  # not the whole span: that is the entry's, no statement's
    inner.line(Span(start.line, start.column, start.line, start.column))
    inner.store("__module__", inner.constant(build.module.name), None)
    inner.store("__qualname__", inner.constant(function.qualname), None)
    doc = ast.get_docstring(node, clean=False)
    if doc is not None:
        inner.line(node.body[0])
        key = inner.constant("__doc__")
        inner.step(ops.SET_ITEM, (), (inner.namespace, key, inner.constant(doc)))
    statements.body(inner, statements.behind_docstring(node.body))
    has_class_cell = (scope, "__class__") in inner.cells and "__class__" in scope.cells
    result = inner.cells[scope, "__class__"] if has_class_cell else inner.constant(None)
    inner.end(nodes.Return(result))
    return function
