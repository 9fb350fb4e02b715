"""Which builtin names are static objects of the runtime, and which exist at all."""

from __future__ import annotations

import builtins as _python

TYPE_SYMBOLS = {
    name: f"pyc_{name}_type"
    for name in (
        "object", "type", "bool", "int", "float", "str", "bytes", "bytearray", "list", "tuple",
        "dict", "set", "frozenset", "range", "slice",
    )
}  # fmt: skip
CONSTANT_SYMBOLS = {"NotImplemented": "pyc_not_implemented", "Ellipsis": "pyc_ellipsis"}
NAMES = frozenset(dir(_python)) - {"__build_class__", "__loader__", "__spec__", "copyright",
                                   "credits", "license", "help"}  # fmt: skip
