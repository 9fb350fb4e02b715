"""The type of a value as a short text: `int`, `list[float] 1e3`, `ndarray[float64] 2d`.

No code of the program runs here: only exact built-in containers are looked into, and only a few of
their elements. Values themselves are never kept.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

LOOKED_AT = 4  # elements of a container
DEPTH = 3
SMALL = 1 << 61  # an int that fits a word of the native code
PLAIN: dict[type, str] = {
    bool: "bool", float: "float", str: "str", type(None): "None", bytes: "bytes", complex: "complex"
}  # fmt: skip
SEQUENCES: dict[type, str] = {list: "list", tuple: "tuple", set: "set", frozenset: "frozenset"}
MOST_MEMBERS = 6  # of a tuple that is written out


def described(value: Any, depth: int = DEPTH) -> str:
    kind = type(value)
    plain = PLAIN.get(kind)
    if plain is not None:
        return plain
    if kind is int:
        return "int" if -SMALL <= value < SMALL else "int:big"
    if kind in SEQUENCES:
        return _sequence(value, SEQUENCES[kind], depth)
    if kind is dict:
        if not value or not depth:
            return "dict"
        keys = _joined(islice(value, LOOKED_AT), depth - 1)
        return f"dict[{keys}, {_joined(islice(value.values(), LOOKED_AT), depth - 1)}]"
    return _named(kind)


def size_of(value: Any) -> int | None:
    """How many elements, of exact built-in containers and texts and of numpy's arrays."""
    kind = type(value)
    if kind in SEQUENCES or kind in (dict, str, bytes):
        return len(value)
    if _is_array(kind):
        return int(value.size)
    return None


def _sequence(value: Any, name: str, depth: int) -> str:
    if not value or not depth:
        return name
    if name == "tuple" and len(value) <= MOST_MEMBERS:
        return f"tuple[{', '.join(described(each, depth - 1) for each in value)}]"
    try:
        return f"{name}[{_joined(islice(value, LOOKED_AT), depth - 1)}]"
    except RuntimeError:  # another thread changed it meanwhile
        return name


def _joined(values: Any, depth: int) -> str:
    return "|".join(sorted({described(each, depth) for each in values}))


def _is_array(kind: type) -> bool:
    return kind.__name__ == "ndarray" and type.__getattribute__(kind, "__module__") == "numpy"


def _named(kind: type) -> str:
    """The class with its module, unless that is builtins; asked of `type` itself, not of the class
    or its metaclass, which may have ideas of their own."""
    name = type.__dict__["__qualname__"].__get__(kind)
    module = type.__dict__["__module__"].__get__(kind)
    return name if module == "builtins" or not isinstance(module, str) else f"{module}.{name}"
