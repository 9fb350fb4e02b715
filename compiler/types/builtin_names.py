"""Which builtin names exist, and which of them are static objects of the runtime."""

from __future__ import annotations

import builtins

BUILTIN_NAMES = frozenset(dir(builtins)) - {
    "__build_class__", "__loader__", "__spec__", "copyright", "credits", "license", "help",
}  # fmt: skip
TYPE_SYMBOLS = {
    name: f"pyc_{name}_type"
    for name in (
        "object", "type", "bool", "int", "float", "str", "bytes", "bytearray", "list", "tuple",
        "dict", "set", "frozenset", "range", "slice",
    )
}  # fmt: skip
CONSTANT_SYMBOLS = {"NotImplemented": "pyc_not_implemented", "Ellipsis": "pyc_ellipsis"}
