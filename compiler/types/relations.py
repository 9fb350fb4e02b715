"""How types relate: join (least upper bound), what a word of a type can look like."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pyc.compiler.types import python_types as t

MAX_UNION = 4
MAX_DEPTH = 4


def join(a: t.Type, b: t.Type, base_of: Callable[[str], str | None] | None = None) -> t.Type:
    """The least type that holds both. `base_of` gives a class's base class, for instances."""
    if a == b or isinstance(b, t.Never):
        return a
    if isinstance(a, t.Never):
        return b
    if isinstance(a, t.ObjectType) or isinstance(b, t.ObjectType):
        return t.OBJECT
    match a, b:
        case t.Int(low, high), t.Int(low2, high2):
            return t.Int(min(low, low2), max(high, high2))
        case t.Allocated(name, sites), t.Allocated(name2, sites2) if name == name2:
            return t.Allocated(name, sites | sites2)
        case t.Container(name, args), t.Container(name2, args2) if name == name2:
            if len(args) != len(args2):
                return t.Container(name)
            return t.Container(
                name, tuple(join(x, y, base_of) for x, y in zip(args, args2, strict=True))
            )
        case t.TupleType(items), t.TupleType(items2) if len(items) == len(items2):
            return t.TupleType(
                tuple(join(x, y, base_of) for x, y in zip(items, items2, strict=True))
            )
        case t.TupleType(items), t.TupleType(items2):
            return t.Container("tuple", (join_all((*items, *items2), base_of),))
        case (t.TupleType(items), t.Container("tuple", args)) | (
            t.Container("tuple", args),
            t.TupleType(items),
        ):
            return t.Container("tuple", (join_all((*items, *args), base_of),))
        case t.Instance(first), t.Instance(second) if base_of is not None:
            common = _common_base(first, second, base_of)
            if common is not None:
                return t.Instance(common)
        case t.IteratorType(kind, element, parts), t.IteratorType(kind2, element2, parts2):
            if kind != kind2 or len(parts) != len(parts2):
                return t.IteratorType("object", join(element, element2, base_of))
            joined = tuple(join(x, y, base_of) for x, y in zip(parts, parts2, strict=True))
            return t.IteratorType(kind, join(element, element2, base_of), joined)
    return _union((*_members(a), *_members(b)), base_of)


def join_all(
    types: Iterable[t.Type], base_of: Callable[[str], str | None] | None = None
) -> t.Type:
    result: t.Type = t.NEVER
    for each in types:
        result = join(result, each, base_of)
    return result


def _common_base(
    first: str, second: str, base_of: Callable[[str], str | None]
) -> str | None:
    above = []
    step: str | None = first
    while step is not None:
        above.append(step)
        step = base_of(step)
    step = second
    while step is not None:
        if step in above:
            return step
        step = base_of(step)
    return None


def _members(type_: t.Type) -> tuple[t.Type, ...]:
    return tuple(type_.members) if isinstance(type_, t.Union) else (type_,)


def _union(
    members: tuple[t.Type, ...], base_of: Callable[[str], str | None] | None
) -> t.Type:
    """Members of one family are joined; too many, or any static object among them: object."""
    merged: list[t.Type] = []
    for member in members:
        for index, other in enumerate(merged):
            if _same_family(member, other, base_of):
                joined = join(other, member, base_of)
                if not isinstance(joined, t.Union):
                    merged[index] = joined
                    break
        else:
            merged.append(member)
    if len(merged) == 1:
        return merged[0]
    if len(merged) > MAX_UNION or any(
        isinstance(each, (*STATIC, t.IteratorType)) for each in merged
    ):
        return t.OBJECT
    return t.Union(frozenset(merged))


STATIC = (t.FunctionObject, t.ClassObject, t.Builtin, t.ModuleObject)


def _same_family(
    a: t.Type, b: t.Type, base_of: Callable[[str], str | None] | None
) -> bool:
    """Joining the two gives one type and no union."""
    if type(a) is not type(b):
        tuples = (t.TupleType, t.Container)
        return isinstance(a, tuples) and isinstance(b, tuples) and "tuple" in (
            getattr(a, "name", ""), getattr(b, "name", "")
        )  # fmt: skip
    if isinstance(a, t.Container | t.Allocated) and isinstance(b, t.Container | t.Allocated):
        return a.name == b.name
    if isinstance(a, t.Instance) and isinstance(b, t.Instance):
        return base_of is not None and _common_base(a.symbol, b.symbol, base_of) is not None
    return a == b or isinstance(a, t.Int | t.TupleType | t.IteratorType)


def is_mixed(type_: t.Type | None) -> bool:
    """int or float, as in `total = 0` and then `total += x`: kept as a double and a flag."""
    if not isinstance(type_, t.Union) or len(type_.members) != 2:
        return False
    return t.FLOAT in type_.members and any(isinstance(each, t.Int) for each in type_.members)


def is_never_small(type_: t.Type) -> bool:
    """Words of this type are always addresses of objects."""
    match type_:
        case t.Int() | t.ObjectType() | t.Never():
            return False
        case t.Union(members):
            return all(is_never_small(each) for each in members)
        case _:
            return True


def may_be_float(type_: t.Type) -> bool:
    return any(each in (t.OBJECT, t.FLOAT) for each in _members(type_))


def without(type_: t.Type, removed: Callable[[t.Type], bool]) -> t.Type:
    """The union's members that are not `removed`; Never if none is left."""
    kept = tuple(each for each in _members(type_) if not removed(each))
    if not kept:
        return t.NEVER
    return kept[0] if len(kept) == 1 else t.Union(frozenset(kept))


def depth_limited(type_: t.Type, depth: int = MAX_DEPTH) -> t.Type:
    """Nested element types below `depth` are forgotten, so that types stay finite."""
    match type_:
        case t.Container(name, args):
            if depth == 0:
                return t.Container(name, tuple(t.OBJECT for _ in args))
            return t.Container(name, tuple(depth_limited(each, depth - 1) for each in args))
        case t.TupleType(items):
            if depth == 0:
                return t.Container("tuple", (t.OBJECT,))
            return t.TupleType(tuple(depth_limited(each, depth - 1) for each in items))
        case t.Union(members):
            return t.Union(frozenset(depth_limited(each, depth) for each in members))
        case _:
            return type_
