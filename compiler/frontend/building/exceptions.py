"""try, with, raise, assert.

A handler block starts with BEGIN_CATCH (the pending exception becomes the handled one) and ends
its work with END_CATCH, or with Resume, which lets the handled exception go on outwards.
"""

from __future__ import annotations

import ast

from pyc.compiler.flow import nodes, ops
from pyc.compiler.flow.nodes import Block, Register
from pyc.compiler.frontend.building import expressions, statements, targets
from pyc.compiler.frontend.building.context import Builder, Cleanup


def raise_statement(build: Builder, node: ast.Raise) -> None:
    exception = None if node.exc is None else expressions.value(build, node.exc)
    cause = None if node.cause is None else expressions.value(build, node.cause)
    build.end(nodes.Raise(exception, cause, build.span_of(node)))


def assert_statement(build: Builder, node: ast.Assert) -> None:
    failed, after = build.new_block(), build.new_block()
    expressions.condition(build, node.test, after, failed)
    build.start(failed)
    message = None if node.msg is None else expressions.value(build, node.msg)
    build.end(nodes.RaiseAssertion(message, build.span_of(_last_comparison(node.test) or node)))
    build.start(after)


def _last_comparison(test: ast.expr) -> ast.expr | None:
    """CPython 3.11 places a failed assert at the comparison that its jumps tested last."""
    match test:
        case ast.Compare():
            return test
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _last_comparison(operand)
        case ast.BoolOp(values=values):
            found = [_last_comparison(each) for each in values]
            return next((each for each in reversed(found) if each is not None), None)
        case ast.IfExp(test=inner, body=body, orelse=orelse):
            found = [_last_comparison(each) for each in (inner, body, orelse)]
            return next((each for each in reversed(found) if each is not None), None)
        case _:
            return None


def try_statement(build: Builder, node: ast.Try) -> None:
    if node.finalbody:
        _try_finally(build, node)
    else:
        _try_except(build, node)


def _try_finally(build: Builder, node: ast.Try) -> None:
    outer = build.handler
    handler = build.new_block()
    region = Cleanup(lambda: statements.body(build, node.finalbody), outer)
    build.cleanups.append(region)
    with build.handled_by(handler):
        if node.handlers:
            _try_except(build, node)
        else:
            statements.body(build, node.body)
    build.cleanups.pop()
    statements.body(build, node.finalbody)  # without an exception
    after = build.new_block()
    build.jump(after)
    build.start(handler)
    _caught(build, lambda previous: _finally_caught(build, node, previous))
    build.start(after)


def _finally_caught(build: Builder, node: ast.Try, previous: Register) -> None:
    statements.body(build, node.finalbody)
    if build.is_open:
        _resume(build, previous)


def _caught(build: Builder, inside) -> None:  # type: ignore[no-untyped-def]
    """BEGIN_CATCH, then `inside(previous)` with `handled` put back however it is left."""
    previous = build.emit(ops.BEGIN_CATCH)
    restore = build.new_block()
    region = Cleanup(lambda: build.step(ops.END_CATCH, (), (previous,)), build.handler)
    build.cleanups.append(region)
    with build.handled_by(restore):
        inside(previous)
    build.cleanups.pop()
    after = build.block
    build.start(restore)
    build.emit(ops.BEGIN_CATCH)
    build.end(nodes.Resume(previous))
    build.start(after)


def _resume(build: Builder, previous: Register) -> None:
    """The handled exception goes on, to the handler around the region."""
    region = build.cleanups[-1]
    assert isinstance(region, Cleanup)
    inner, build.handler = build.handler, region.handler
    build.split()
    build.end(nodes.Resume(previous))
    build.handler = inner


def _leave_region(build: Builder) -> None:
    """Runs the innermost cleanup under the handler around its region."""
    region = build.cleanups[-1]
    assert isinstance(region, Cleanup)
    inner, build.handler = build.handler, region.handler
    build.split()
    region.emit()
    build.handler = inner


def _try_except(build: Builder, node: ast.Try) -> None:
    handler = build.new_block()
    after = build.new_block()
    with build.handled_by(handler):
        statements.body(build, node.body)
    statements.body(build, node.orelse)
    build.jump(after)
    build.start(handler)
    _caught(build, lambda previous: _clauses(build, node, previous, after))
    build.start(after)


def _clauses(build: Builder, node: ast.Try, previous: Register, after: Block) -> None:
    for clause in node.handlers:
        build.span = build.span_of(clause)
        build.line(clause)
        following = build.new_block()
        if clause.type is not None:
            matching = build.new_block()
            exception = build.emit(ops.HANDLED)
            wanted = expressions.value(build, clause.type)
            matched = build.emit(ops.MATCH, (exception, wanted), None, clause)
            build.branch(matched, matching, following, clause)
            build.start(matching)
        _clause_body(build, clause)
        _leave_region(build)
        build.jump(after)
        build.start(following)
    _resume(build, previous)


def _clause_body(build: Builder, clause: ast.ExceptHandler) -> None:
    if clause.name is None:
        statements.body(build, clause.body)
        return
    name = clause.name
    build.store(name, build.emit(ops.HANDLED), clause)

    def forget() -> None:
        build.store(name, build.constant(None), clause)
        build.delete(name, clause)

    outer = build.handler
    handler = build.new_block()
    build.cleanups.append(Cleanup(forget, outer))
    with build.handled_by(handler):
        statements.body(build, clause.body)
    build.cleanups.pop()
    forget()
    after = build.new_block()
    build.jump(after)
    build.start(handler)
    previous = build.emit(ops.BEGIN_CATCH)
    forget()
    build.end(nodes.Resume(previous))
    build.start(after)


def with_statement(build: Builder, node: ast.With, items: list[ast.withitem]) -> None:
    item, rest = items[0], items[1:]
    manager = expressions.value(build, item.context_expr)
    exit_, entered = build.temp(), build.temp()
    build.step(ops.ENTER, (exit_, entered), (manager,), None, node)
    outer = build.handler
    handler, after = build.new_block(), build.new_block()

    def leave() -> None:
        if not rest:  # one line for the exits of all items
            build.line(node)
        build.step(ops.EXIT, (), (exit_,), None, node)

    build.cleanups.append(Cleanup(leave, outer))
    with build.handled_by(handler):
        if item.optional_vars is not None:
            targets.assign(build, item.optional_vars, entered)
        if rest:
            with_statement(build, node, rest)
        else:
            statements.body(build, node.body)
    build.cleanups.pop()
    leave()
    build.jump(after)
    build.start(handler)

    def caught(previous: Register) -> None:
        if not rest:
            build.line(node)
        swallowed = build.emit(ops.EXIT_HANDLED, (exit_,), None, node)
        go_on, stop = build.new_block(), build.new_block()
        build.branch(swallowed, stop, go_on, node)
        build.start(go_on)
        _resume(build, previous)
        build.start(stop)
        _leave_region(build)
        build.jump(after)

    _caught(build, caught)
    build.start(after)
