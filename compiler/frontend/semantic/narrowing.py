"""What conditions tell: whether they are decided (`truth`), and what holds behind them
(`assumed`)."""

from __future__ import annotations

import ast
from collections.abc import Callable

from pyc.compiler.frontend.semantic.frame import Frame
from pyc.compiler.frontend.semantic.samples import TYPES
from pyc.compiler.frontend.semantic.state import Slot, State, Unbound
from pyc.compiler.frontend.semantic.values import (
    NONE,
    NOTHING,
    UNKNOWN,
    Exact,
    Instance,
    OneOf,
    Unknown,
    Value,
    join_all,
    members,
)


def truth(frame: Frame, test: ast.expr) -> bool | None:
    """None where it is not certain. Only conditions on single values are worked out."""
    match test:
        case ast.Constant(value=value):
            return bool(value)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            inner = truth(frame, operand)
            return None if inner is None else not inner
        case ast.BoolOp(op=ast.And(), values=values):
            known = [truth(frame, each) for each in values]
            return False if False in known else (None if None in known else True)
        case ast.BoolOp(op=ast.Or(), values=values):
            known = [truth(frame, each) for each in values]
            return True if True in known else (None if None in known else False)
        case ast.Compare(left=ast.Name(id=name), ops=[ast.Is() | ast.IsNot() as op], comparators=[
            ast.Constant(value=None)
        ]):  # fmt: skip
            known_none = _is_none(value_of(frame, name))
            if known_none is None:
                return None
            return known_none is isinstance(op, ast.Is)
        case ast.Call(func=ast.Name(id="isinstance"), args=[ast.Name(id=name), wanted]):
            return _isinstance(frame, value_of(frame, name), wanted)
        case ast.Name(id=name):
            if value_of(frame, name) == NONE:
                return False
    return None


def value_of(frame: Frame, name: str) -> Value:
    """The variable's value as it is known now, without any report."""
    if frame.state is None:
        return UNKNOWN
    for overlay in reversed(frame.overlays):
        if name in overlay:
            return overlay[name]
    if frame.is_local(name) and not frame.is_volatile(name) and name in frame.state:
        slot = frame.state[name]
        if slot.unbound is Unbound.NEVER:
            return slot.value
    return UNKNOWN


def _is_none(value: Value) -> bool | None:
    match value:
        case Exact("None"):
            return True
        case Unknown():
            return None
        case OneOf(alternatives):
            known = {_is_none(each) for each in alternatives}
            return known.pop() if len(known) == 1 else None
        case _:
            return False


def _isinstance(frame: Frame, value: Value, wanted: ast.expr) -> bool | None:
    known = {_is_of(frame, each, wanted) for each in members(value)}
    return known.pop() if len(known) == 1 else None


def _is_of(frame: Frame, value: Value, wanted: ast.expr) -> bool | None:
    if isinstance(wanted, ast.Tuple):
        results = [_is_of(frame, value, each) for each in wanted.elts]
        return True if True in results else (None if None in results else False)
    if not isinstance(wanted, ast.Name) or wanted.id in frame.model.scope.bound:
        return None
    if isinstance(value, Exact) and value.type in TYPES and wanted.id in TYPES:
        return issubclass(TYPES[value.type], TYPES[wanted.id])
    return None


def assumed(frame: Frame, test: ast.expr, holds: bool) -> State | None:
    """The state where the condition holds, or does not; None where that cannot be."""
    if frame.state is None:
        return None
    decided = truth(frame, test)
    if decided is not None and decided is not holds:
        return None
    state = dict(frame.state)
    _assume(frame, state, test, holds)
    return state


def _assume(frame: Frame, state: State, test: ast.expr, holds: bool) -> None:
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            _assume(frame, state, operand, not holds)
        case ast.BoolOp(op=ast.And(), values=values) if holds:
            for each in values:
                _assume(frame, state, each, True)
        case ast.BoolOp(op=ast.Or(), values=values) if not holds:
            for each in values:
                _assume(frame, state, each, False)
        case ast.Compare(left=ast.Name(id=name), ops=[ast.Is() | ast.IsNot() as op], comparators=[
            ast.Constant(value=None)
        ]):  # fmt: skip
            wants_none = holds is isinstance(op, ast.Is)
            _keep(frame, state, name, lambda each: _is_none(each) is not (not wants_none))
        case ast.Call(func=ast.Name(id="isinstance"), args=[ast.Name(id=name), wanted]):
            _keep(frame, state, name, lambda each: _is_of(frame, each, wanted) is not (not holds))
        case ast.Name(id=name) | ast.NamedExpr(target=ast.Name(id=name)):
            if holds:
                _keep(frame, state, name, lambda each: _is_none(each) is not True)
            else:
                _keep(frame, state, name, _may_be_false)
        case ast.Call() | ast.Compare() | ast.BoolOp():
            _forget_tested(state, test)


def _may_be_false(value: Value) -> bool:
    if isinstance(value, Exact) and value.constant is not NOTHING:
        return not value.constant
    if isinstance(value, Instance):
        return value.info.has("__bool__") or value.info.has("__len__")
    return True


def _keep(frame: Frame, state: State, name: str, keep: Callable[[Value], bool]) -> None:
    slot = state.get(name)
    if slot is None or not frame.is_local(name):
        return
    kept = [each for each in members(slot.value) if keep(each)]
    state[name] = Slot(join_all(kept) if kept else UNKNOWN, slot.unbound)


def _forget_tested(state: State, test: ast.expr) -> None:
    """Other tests may tell alternatives apart in ways that are not worked out."""
    if not any(isinstance(slot.value, OneOf) for slot in state.values()):
        return
    for each in ast.walk(test):
        if isinstance(each, ast.Name) and each.id in state:
            slot = state[each.id]
            if isinstance(slot.value, OneOf):
                state[each.id] = Slot(UNKNOWN, slot.unbound)
