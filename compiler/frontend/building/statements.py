"""Statements other than definitions and exception handling."""

from __future__ import annotations

import ast

from pyc.compiler.flow import nodes, ops
from pyc.compiler.frontend.building import (
    classes,
    exceptions,
    expressions,
    functions,
    imports,
    patterns,
    targets,
)
from pyc.compiler.frontend.building.context import Builder, Loop, Unsupported, subscript_anchor


def body(build: Builder, statements: list[ast.stmt]) -> None:
    for each in statements:
        statement(build, each)


def behind_docstring(statements: list[ast.stmt]) -> list[ast.stmt]:
    match statements:
        case [ast.Expr(value=ast.Constant(value=str())), *rest]:
            return rest
        case _:
            return statements


def statement(build: Builder, node: ast.stmt) -> None:
    build.span = build.span_of(node)
    is_marked = not isinstance(node, ast.Global | ast.Nonlocal | ast.While)
    if is_marked and node not in build.module.continuing:
        build.line(_first_line(node))
    match node:
        case ast.Expr(value=ast.Constant()):
            pass
        case ast.Expr(value=inner):
            expressions.value(build, inner)
        case ast.Assign():
            _assign(build, node)
        case ast.AugAssign():
            _augmented(build, node)
        case ast.AnnAssign():
            _annotated(build, node)
        case ast.If():
            _if(build, node)
        case ast.For():
            _for(build, node)
        case ast.While():
            _while(build, node)
        case ast.Return(value=inner):
            result = build.constant(None) if inner is None else expressions.value(build, inner)
            if build.cleanups and result.name is not None:
                result = build.emit(ops.COPY, (result,))  # a finally clause may store to it
            build.leave_to(None)
            build.end(nodes.Return(result))
        case ast.FunctionDef():
            functions.function_statement(build, node)
        case ast.ClassDef():
            classes.class_statement(build, node)
        case ast.Pass() | ast.Global() | ast.Nonlocal():
            pass
        case ast.Break() | ast.Continue():
            _leave_loop(build, node)
        case ast.Import() | ast.ImportFrom():
            imports.import_statement(build, node)
        case ast.Try():
            exceptions.try_statement(build, node)
        case ast.Raise():
            exceptions.raise_statement(build, node)
        case ast.Assert():
            exceptions.assert_statement(build, node)
        case ast.With():
            exceptions.with_statement(build, node, node.items)
        case ast.Delete(targets=deleted):
            for each in deleted:
                targets.delete(build, each)
        case ast.Match():
            patterns.match_statement(build, node)
        case _:
            raise Unsupported(node, type(node).__name__)


def continuing(tree: ast.AST) -> set[ast.AST]:
    """Statements that begin in the line that CPython is in already: `if a: b`, `a; b`."""
    found: set[ast.AST] = set()
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            rows = getattr(node, name, None)
            if not isinstance(rows, list):
                continue
            line = 0
            if name == "body" and not isinstance(node, ast.FunctionDef | ast.Module):
                line = getattr(node, "lineno", 0) or node.pattern.lineno  # type: ignore[attr-defined]
            for each in rows:
                if each.lineno == line:
                    found.add(each)
                line = each.end_lineno
    return found


def _first_line(node: ast.stmt) -> ast.AST:
    """Where CPython enters a statement: decorators come before what they decorate."""
    match node:
        case ast.FunctionDef(decorator_list=[first, *_]) | ast.ClassDef(decorator_list=[first, *_]):
            return first
        case _:
            return node


def _assign(build: Builder, node: ast.Assign) -> None:
    match node:
        case ast.Assign(targets=[ast.Tuple() | ast.List() as target], value=ast.Tuple() as source):
            if targets.assign_parallel(build, target, source):
                return
    item = expressions.value(build, node.value)
    if len(node.targets) > 1 and item.name is not None:
        item = build.emit(ops.COPY, (item,))
    for each in node.targets:
        targets.assign(build, each, item)


def _augmented(build: Builder, node: ast.AugAssign) -> None:
    text = expressions.BINARY_TEXT[type(node.op)]
    match node.target:
        case ast.Name(id=name):
            old = build.load(name, node.target)
            item = expressions.value(build, node.value)
            build.store(name, build.emit(ops.INPLACE, (old, item), text, node), node.target)
        case ast.Attribute(value=inner, attr=name):
            owner = expressions.value(build, inner)
            old = build.emit(ops.GET_ATTR, (owner,), name, node.target)
            item = expressions.value(build, node.value)
            new = build.emit(ops.INPLACE, (old, item), text, node)
            build.step(ops.SET_ATTR, (), (owner, new), name, node.target)
        case ast.Subscript(value=inner, slice=key):
            owner, at = expressions.value(build, inner), expressions.value(build, key)
            anchor = subscript_anchor(build, node.target)
            old = build.emit(ops.GET_ITEM, (owner, at), None, node.target, anchor)
            item = expressions.value(build, node.value)
            new = build.emit(ops.INPLACE, (old, item), text, node)
            build.step(ops.SET_ITEM, (), (owner, at, new), None, node.target, anchor)


def _annotated(build: Builder, node: ast.AnnAssign) -> None:
    if node.value is not None:
        targets.assign(build, node.target, expressions.value(build, node.value))
    elif isinstance(node.target, ast.Attribute | ast.Subscript):
        expressions.value(build, node.target.value)
    if build.scope.kind not in ("module", "class"):
        return
    value = functions.annotation_value(build, node.annotation)
    if not node.simple or not isinstance(node.target, ast.Name):
        return
    if build.scope.kind == "class":
        assert build.namespace is not None
        noted = (value,) if value is not None else ()
        build.step(ops.ANNOTATE, (), (build.namespace, *noted), node.target.id, node)
    elif value is not None:
        annotations = build.load("__annotations__", node)
        key = build.constant(node.target.id)
        build.step(ops.SET_ITEM, (), (annotations, key, value), None, node)


def _if(build: Builder, node: ast.If) -> None:
    then, after = build.new_block(), build.new_block()
    otherwise = build.new_block() if node.orelse else after
    expressions.condition(build, node.test, then, otherwise)
    build.start(then)
    body(build, node.body)
    build.jump(after)
    if node.orelse:
        build.start(otherwise)
        body(build, node.orelse)
        build.jump(after)
    build.start(after)


def _while(build: Builder, node: ast.While) -> None:
    head, inside, after = build.new_block(), build.new_block(), build.new_block()
    otherwise = build.new_block() if node.orelse else after
    build.jump(head)
    build.start(head)
    build.line(node)
    expressions.condition(build, node.test, inside, otherwise)
    build.start(inside)
    build.cleanups.append(Loop(after, head))
    body(build, node.body)
    build.cleanups.pop()
    build.jump(head)
    if node.orelse:
        build.start(otherwise)
        body(build, node.orelse)
        build.jump(after)
    build.start(after)


def _for(build: Builder, node: ast.For) -> None:
    iterator = build.emit(ops.ITER, (expressions.value(build, node.iter),), None, node)
    head, inside, after = build.new_block(), build.new_block(), build.new_block()
    again = build.new_block() if build.module.observed else head
    done = build.new_block() if node.orelse else after
    build.jump(head)
    if again is not head:
        build.start(again)
        build.line(node)
        build.jump(head)
    build.start(head)
    item = build.temp()
    build.end(nodes.Next(iterator, item, inside, done, build.span_of(node), build.frame))
    build.start(inside)
    build.cleanups.append(Loop(after, again, iterator))
    targets.assign(build, node.target, item)
    body(build, node.body)
    build.cleanups.pop()
    build.jump(again)
    if node.orelse:
        build.start(done)
        body(build, node.orelse)
        build.jump(after)
    build.start(after)


def _leave_loop(build: Builder, node: ast.Break | ast.Continue) -> None:
    loop = next(each for each in reversed(build.cleanups) if isinstance(each, Loop))
    build.leave_to(loop)
    if isinstance(node, ast.Break) and loop.iterator is not None:
        build.step(ops.DROP, (), (loop.iterator,))
    build.jump(loop.on_break if isinstance(node, ast.Break) else loop.on_continue)
