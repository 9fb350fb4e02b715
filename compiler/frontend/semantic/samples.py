"""CPython's own types as the judge: what an operation does to a sample of each exact type.

Whether `a + b`, `len(a)` or `a.split(b)` raises TypeError depends, for builtin types, on the types
alone, so one sample of each tells.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable


def _function() -> None:
    """A sample of a function."""


SAMPLES: dict[str, Callable[[], object]] = {
    "int": lambda: 3,
    "bool": lambda: True,
    "float": lambda: 1.5,
    "complex": lambda: 1j,
    "str": lambda: "ab",
    "bytes": lambda: b"ab",
    "bytearray": lambda: bytearray(b"ab"),
    "list": list,
    "tuple": tuple,
    "dict": dict,
    "set": set,
    "frozenset": frozenset,
    "range": lambda: range(2),
    "slice": lambda: slice(1),
    "None": lambda: None,
    "ellipsis": lambda: ...,
    "enumerate": lambda: enumerate(()),
    "zip": zip,
    "map": lambda: map(len, ()),
    "filter": lambda: filter(None, ()),
    "reversed": lambda: reversed(()),
    "generator": lambda: (each for each in ""),
    "dict_keys": {}.keys,
    "dict_values": {}.values,
    "dict_items": {}.items,
    "function": lambda: _function,
    "method": lambda: [].append,
    "module": lambda: math,
    "object": object,
}
TYPES: dict[str, type] = {name: type(make()) for name, make in SAMPLES.items()}
NAME_OF = {type_: name for name, type_ in TYPES.items()}

BINARY: dict[str, Callable[..., object]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
    "//": operator.floordiv, "%": operator.mod, "**": operator.pow, "<<": operator.lshift,
    ">>": operator.rshift, "&": operator.and_, "|": operator.or_, "^": operator.xor,
    "@": operator.matmul, "<": operator.lt, "<=": operator.le, ">": operator.gt,
    ">=": operator.ge,
    "in": lambda item, container: operator.contains(container, item),
}  # fmt: skip
INPLACE: dict[str, Callable[..., object]] = {
    "+": operator.iadd, "-": operator.isub, "*": operator.imul, "&": operator.iand,
    "|": operator.ior, "^": operator.ixor,
}  # fmt: skip
UNARY: dict[str, Callable[..., object]] = {
    "-": operator.neg, "+": operator.pos, "~": operator.invert,
}  # fmt: skip


def sample(type_name: str) -> object:
    return SAMPLES[type_name]()


def outcome(work: Callable[..., object], *arguments: object) -> tuple[str | None, str]:
    """(name of the result's type, "") or (None, why) for a TypeError; other errors depend on the
    values: ("", "")."""
    try:
        result = work(*arguments)
    except TypeError as error:
        return None, str(error)
    except Exception:  # any other error is about the sample's value
        return "", ""
    return NAME_OF.get(type(result), ""), ""
