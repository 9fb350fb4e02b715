"""Subscripts: reading, storing, deleting items."""

from __future__ import annotations

import ast

from pyc.compiler.diagnostics.catalogue import (
    BadIndex,
    ImmutableItem,
    IndexOutOfRange,
    MissingKey,
    NotSubscriptable,
)
from pyc.compiler.frontend.semantic import expressions
from pyc.compiler.frontend.semantic.frame import Frame
from pyc.compiler.frontend.semantic.samples import TYPES
from pyc.compiler.frontend.semantic.values import (
    NOTHING,
    UNKNOWN,
    Exact,
    FunctionValue,
    Instance,
    MethodValue,
    ModuleValue,
    OneOf,
    Value,
    described,
    element_of,
    join,
    members,
    without_constant,
)

SEQUENCES = frozenset({"list", "tuple", "str", "bytes", "bytearray", "range"})


def loaded(frame: Frame, node: ast.Subscript) -> Value:
    owner = expressions.look(frame, node.value)
    key = expressions.look(frame, node.slice)
    if all(_cannot_be_indexed(each) for each in members(owner)):
        help_ = "was a call meant? use round parentheses" if _is_function(owner) else ""
        frame.report(node, NotSubscriptable(described(owner)), help_=help_)
        return UNKNOWN
    if isinstance(owner, OneOf) or not isinstance(owner, Exact):
        return UNKNOWN
    if owner.type in SEQUENCES:
        return _item(frame, node, owner, key)
    if owner.type == "dict":
        return _value(frame, node, owner, key)
    return UNKNOWN


def _is_function(value: Value) -> bool:
    return isinstance(value, FunctionValue | MethodValue)


def _cannot_be_indexed(value: Value) -> bool:
    match value:
        case Exact(name) if name in TYPES:
            return not hasattr(TYPES[name], "__getitem__")
        case FunctionValue() | ModuleValue() | MethodValue():
            return True
        case Instance(info) if info.is_closed:
            classes = [*info.mro(), *info.below()]
            return not any(each.builtin_bases or "__getitem__" in each.names for each in classes)
    return False


def _item(frame: Frame, node: ast.Subscript, owner: Exact, key: Value) -> Value:
    if not _check_index(frame, node, owner, key):
        return UNKNOWN
    if key == Exact("slice"):
        return Exact(owner.type, element=element_of(owner)) if owner.type != "range" else UNKNOWN
    length = _length(owner)
    index = key.constant if isinstance(key, Exact) else NOTHING
    if length is not None and type(index) is int:
        if not -length <= index < length:
            counted = f"{length} item{'' if length == 1 else 's'}"
            help_ = f"the last one has index {length - 1}" if length else ""
            problem = IndexOutOfRange(index, f"the {owner.type}", counted)
            frame.report(node, problem, help_=help_)
            return UNKNOWN
        if owner.items is not None:
            return owner.items[index]
    return without_constant(element_of(owner) or UNKNOWN)


def _length(owner: Exact) -> int | None:
    if owner.items is not None:
        return len(owner.items)
    return len(owner.constant) if isinstance(owner.constant, str | bytes) else None


def _check_index(frame: Frame, node: ast.Subscript, owner: Exact, key: Value) -> bool:
    for each in members(key):
        if not isinstance(each, Exact) or each.type not in TYPES:
            return True
        if each.type == "slice" or hasattr(TYPES[each.type], "__index__"):
            return True
    help_ = "use // to divide ints without a remainder" if key == Exact("float") else ""
    frame.report(node, BadIndex(described(owner), described(key)), help_=help_)
    return False


def _value(frame: Frame, node: ast.Subscript, owner: Exact, key: Value) -> Value:
    expressions.check_hashable(frame, node.slice, key, "the key of a dict")
    if owner.keys is None or not isinstance(key, Exact) or key.constant is NOTHING:
        return UNKNOWN
    for known, value in owner.keys:
        if known == key.constant:
            return value
    names = ", ".join(repr(known) for known, _ in owner.keys[:5])
    help_ = f"it has {names}" if names else "it is empty"
    frame.report(node, MissingKey(repr(key.constant)), help_=help_)
    return UNKNOWN


def stored(frame: Frame, target: ast.Subscript, value: Value) -> None:
    owner = expressions.look(frame, target.value)
    key = expressions.look(frame, target.slice)
    if isinstance(owner, Exact):
        if _refuses(owner, "__setitem__"):
            frame.report(target, ImmutableItem(described(owner), "assigned to"))
        elif owner.type == "dict":
            expressions.check_hashable(frame, target.slice, key, "the key of a dict")
        elif owner.type in SEQUENCES and _check_index(frame, target, owner, key):
            _check_store(frame, target, owner, key)
    elif isinstance(owner, FunctionValue):
        frame.report(target, NotSubscriptable(described(owner)))
    if isinstance(target.value, ast.Name):
        _changed(frame, target.value.id, owner, value, key)


def _check_store(frame: Frame, target: ast.Subscript, owner: Exact, key: Value) -> None:
    length = _length(owner)
    index = key.constant if isinstance(key, Exact) else NOTHING
    if length is not None and type(index) is int and not -length <= index < length:
        counted = f"{length} item{'' if length == 1 else 's'}"
        problem = IndexOutOfRange(index, f"the {owner.type}", counted)
        frame.report(target, problem, help_="to make it longer, use append")


def _changed(frame: Frame, name: str, owner: Value, value: Value, key: Value) -> None:
    """A list keeps its length; a dict may have a new key."""
    element = element_of(owner) if isinstance(owner, Exact) else None
    frame.forget_content(name)
    if not isinstance(owner, Exact) or frame.state is None or name not in frame.state:
        return
    if owner.type == "list" and key != Exact("slice"):
        if owner.items == () or element is None:
            return
        slot = frame.state[name]
        kept = Exact("list", element=without_constant(join(element, value)))
        frame.state[name] = type(slot)(kept, slot.unbound)


def deleted(frame: Frame, target: ast.Subscript) -> None:
    owner = expressions.look(frame, target.value)
    expressions.look(frame, target.slice)
    if isinstance(owner, Exact) and _refuses(owner, "__delitem__"):
        frame.report(target, ImmutableItem(described(owner), "deleted"))
    if isinstance(target.value, ast.Name):
        frame.forget_content(target.value.id)


def _refuses(owner: Exact, method: str) -> bool:
    return owner.type in TYPES and not hasattr(TYPES[owner.type], method)

