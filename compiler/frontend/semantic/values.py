"""What is certain about a value: its exact type, and where known what it holds.

`UNKNOWN` says nothing; every rule stays silent about it. Facts about the content of mutable
containers live only in local variables that nothing else can reach (`without_content`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyc.compiler.frontend.semantic.model import ClassInfo, FunctionInfo

MAX_ALTERNATIVES = 4
MUTABLE = frozenset({"list", "dict", "set", "bytearray"})


@dataclass(frozen=True, slots=True)
class Unknown:
    pass


class _Nothing:
    def __repr__(self) -> str:
        return "NOTHING"


NOTHING = _Nothing()  # no constant known; None is a constant


@dataclass(frozen=True, slots=True)
class Exact:
    """A value of exactly the builtin type. `items`: of a tuple or list of known length;
    `element`: what all elements (of a dict: keys) are; `keys`: the constant keys of a dict."""

    type: str
    constant: object = NOTHING
    items: tuple[Value, ...] | None = None
    element: Value | None = None
    keys: tuple[tuple[object, Value], ...] | None = None


@dataclass(frozen=True, slots=True)
class Instance:
    """Of a class of the program; not `is_exact`: or of a class below it."""

    info: ClassInfo
    is_exact: bool = True


@dataclass(frozen=True, slots=True)
class FunctionValue:
    """A function, or with `receiver` a method bound to it."""

    info: FunctionInfo
    receiver: Value | None = None


@dataclass(frozen=True, slots=True)
class ClassValue:
    info: ClassInfo


@dataclass(frozen=True, slots=True)
class BuiltinValue:
    """A builtin function or type by name, or with `module` one of the standard library."""

    name: str
    module: str = "builtins"


@dataclass(frozen=True, slots=True)
class MethodValue:
    """A method of a builtin type, bound."""

    receiver: Exact
    name: str


@dataclass(frozen=True, slots=True)
class ModuleValue:
    name: str


@dataclass(frozen=True, slots=True)
class OneOf:
    members: frozenset[Value]


Value = (
    Unknown
    | Exact
    | Instance
    | FunctionValue
    | ClassValue
    | BuiltinValue
    | MethodValue
    | ModuleValue
    | OneOf
)

UNKNOWN = Unknown()
NONE = Exact("None", None)
INT, FLOAT, STR, BOOL, BYTES = map(Exact, ("int", "float", "str", "bool", "bytes"))


def constant(value: object) -> Value:
    """The value of a literal."""
    match value:
        case None:
            return NONE
        case bool() | int() | float() | complex() | str() | bytes():
            return Exact(type(value).__name__, value)
        case _:
            return UNKNOWN


def join(a: Value, b: Value) -> Value:
    """What is certain of a value that is `a` or `b`."""
    if a == b:
        return a
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return UNKNOWN
    if isinstance(a, Exact) and isinstance(b, Exact) and a.type == b.type:
        return _joined_exact(a, b)
    merged: list[Value] = []
    for member in (*members(a), *members(b)):
        for index, other in enumerate(merged):
            if isinstance(member, Exact) and isinstance(other, Exact) and member.type == other.type:
                merged[index] = _joined_exact(member, other)
                break
        else:
            if member not in merged:
                merged.append(member)
    if len(merged) > MAX_ALTERNATIVES:
        return UNKNOWN
    return merged[0] if len(merged) == 1 else OneOf(frozenset(merged))


def _joined_exact(a: Exact, b: Exact) -> Exact:
    same = a.constant is not NOTHING and b.constant is not NOTHING and a.constant == b.constant
    items = None
    if a.items is not None and b.items is not None and len(a.items) == len(b.items):
        items = tuple(join(x, y) for x, y in zip(a.items, b.items, strict=True))
    return Exact(
        a.type,
        a.constant if same else NOTHING,
        items,
        _joined_elements(a, b),
        a.keys if a.keys == b.keys else None,
    )


def _joined_elements(a: Exact, b: Exact) -> Value | None:
    first, second = element_of(a), element_of(b)
    if is_empty(a):
        return second
    if is_empty(b):
        return first
    if first is None or second is None:
        return None
    return join(first, second)


def is_empty(value: Exact) -> bool:
    return value.items == () or value.keys == ()


def element_of(value: Exact) -> Value | None:
    """What iteration over the value gives; None: unknown."""
    if value.element is not None:
        return value.element
    if value.items:
        return join_all(value.items)
    if value.keys:
        return join_all(constant(key) for key, _ in value.keys)
    return {"str": STR, "bytes": INT, "bytearray": INT, "range": INT}.get(value.type)


def join_all(values: Iterable[Value]) -> Value:
    """UNKNOWN for none at all."""
    result: Value | None = None
    for each in values:
        result = each if result is None else join(result, each)
    return UNKNOWN if result is None else result


def members(value: Value) -> tuple[Value, ...]:
    return tuple(value.members) if isinstance(value, OneOf) else (value,)


def without_content(value: Value) -> Value:
    """What stays certain of a value that others can reach too."""
    match value:
        case Exact(type=name) if name in MUTABLE or name not in IMMUTABLE:
            return Exact(name)
        case Exact("tuple", items=tuple() as items):
            return Exact("tuple", items=tuple(map(without_content, items)))
        case Exact("tuple", element=element) if element is not None:
            return Exact("tuple", element=without_content(element))
        case OneOf(alternatives):
            return join_all(map(without_content, alternatives))
        case _:
            return value


IMMUTABLE = frozenset({"int", "bool", "float", "complex", "str", "bytes", "None", "tuple", "range",
                       "frozenset"})  # fmt: skip


def without_constant(value: Value) -> Value:
    match value:
        case Exact(type=name) if name != "None" and value.constant is not NOTHING:
            return Exact(name)
        case OneOf(alternatives):
            return join_all(map(without_constant, alternatives))
        case _:
            return value


def described(value: Value) -> str:
    """For messages: `int`, `Node`, the function `f`."""
    match value:
        case Exact(name):
            return name
        case Instance(info):
            return info.name
        case FunctionValue(info, receiver):
            return f"the {'method' if receiver is not None else 'function'} `{info.name}`"
        case MethodValue(receiver, name):
            return f"the method `{receiver.type}.{name}`"
        case ClassValue(info):
            return f"the class `{info.name}`"
        case BuiltinValue(name, module):
            return f"`{name}`" if module == "builtins" else f"`{module}.{name}`"
        case ModuleValue(name):
            return f"the module `{name}`"
        case OneOf(alternatives):
            return " or ".join(sorted(map(described, alternatives)))
        case _:
            return "a value"
