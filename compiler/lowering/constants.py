"""Static objects of a program: text, numbers, tuples, names, sites, code objects.

Each distinct constant is one `Data` item; asking again gives the same symbol. Symbols come from
what they stand for, never from a count over the program: the code of a function stays the same
text when another function changes.
"""

from __future__ import annotations

import hashlib

from pyc.compiler.flow.nodes import Anchor, InlineFrame
from pyc.compiler.ir.ir_nodes import Data, IrModule
from pyc.compiler.ir.machine_types import IMMORTAL, SMALL_MAX, SMALL_MIN
from pyc.compiler.source import Span

Word = str | int  # a symbol, or a literal word


class Constants:
    def __init__(self, module: IrModule) -> None:
        self.module = module
        self._known: dict[object, str] = {}
        self._counts: dict[tuple[str, str], int] = {}

    def add(self, data: Data) -> str:
        self.module.data[data.symbol] = data
        return data.symbol

    def _once(self, key: object, prefix: str, fields: tuple[tuple[str, object], ...]) -> str:
        found = self._known.get(key)
        if found is None:
            digest = hashlib.sha256(repr(key).encode("utf-8", "surrogatepass")).hexdigest()[:16]
            found = self._known[key] = f"{prefix}.{digest}"
            self.add(Data(found, fields))
        return found

    def word(self, value: object) -> Word:
        """The word of a Python constant."""
        match value:
            case None:
                return "pyc_none"
            case True:
                return "pyc_true"
            case False:
                return "pyc_false"
            case int() if SMALL_MIN <= value <= SMALL_MAX:
                return (value << 1 | 1) & (2**64 - 1)
            case int():
                return self._big_int(value)
            case float():
                key = ("float", repr(value))
                return self._once(key, "float", (*_header("pyc_float_type"), ("f64", value)))
            case str():
                return self.text(value)
            case bytes():
                return self._bytes(value)
            case tuple():
                words = tuple(self.word(each) for each in value)
                return self.tuple_object(words, key=_tuple_key(value))
            case _ if value is Ellipsis:
                return "pyc_ellipsis"
            case _:
                raise TypeError(f"no static form for {type(value).__name__}")

    def text(self, value: str) -> str:
        found = self._known.get(("str", value))
        if found is not None:
            return found
        widest = max(map(ord, value), default=0)
        kind = 1 if widest < 256 else 2 if widest < 65536 else 4
        data = b"".join(ord(c).to_bytes(kind, "little") for c in value + "\0")
        fields = (
            *_header("pyc_str_type"),
            ("i64", len(value)),
            ("i64", -1),
            ("i32", kind),
            ("i32", int(widest < 128)),
            ("bytes", data),
        )
        return self._once(("str", value), "str", fields)

    def _bytes(self, value: bytes) -> str:
        head = (*_header("pyc_bytes_type"), ("i64", len(value)), ("i64", -1))
        return self._once(("bytes", value), "bytes", (*head, ("bytes", value + b"\0")))

    def _big_int(self, value: int) -> str:
        limbs = []
        rest = abs(value)
        while rest:
            limbs.append(("i64", rest & (2**64 - 1)))
            rest >>= 64
        size = len(limbs) if value > 0 else -len(limbs)
        return self._once(("int", value), "int", (*_header("pyc_int_type"), ("i64", size), *limbs))

    def tuple_object(self, words: tuple[Word, ...], key: object = None) -> str:
        fields = tuple(("ptr", each) for each in words)
        head = (*_header("pyc_tuple_type"), ("i64", len(words)))
        return self._once(("tuple", key if key is not None else words), "tuple", (*head, *fields))

    def c_text(self, value: str) -> str:
        """A 0-terminated UTF-8 string, not an object."""
        data = value.encode("utf-8", "surrogateescape") + b"\0"
        return self._once(("c", value), "text", (("bytes", data),))

    def words(self, words: tuple[Word, ...], prefix: str) -> Word:
        """An array of words; 0 when empty."""
        if not words:
            return 0
        return self._once((prefix, words), prefix, tuple(("ptr", each) for each in words))

    def cache(self, owner: str, n_words: int) -> str:
        """Zeroed room of a step's own (inline caches), in the function `owner`."""
        return self.add(Data(self._numbered("cache", owner), (("zeros", 8 * n_words),)))

    def _numbered(self, prefix: str, owner: str) -> str:
        number = self._counts.get((prefix, owner), 0)
        self._counts[prefix, owner] = number + 1
        return f"{prefix}.{owner}.{number}"

    def site(
        self, owner: str, module: str, function: str, span: Span, anchor: Anchor | None
    ) -> str:
        """A PycSite: where something was raised, in the function with the symbol `owner`."""
        start, end = (anchor.start, anchor.end) if anchor is not None else (-1, -1)
        numbers = (span.line, span.end_line, span.column, span.end_column, start, end)
        fields = (
            ("ptr", f"module.{module}"),
            ("ptr", self.text(function)),
            *(("i32", each) for each in numbers),
        )
        key = ("site", owner, function, numbers)
        if key not in self._known:
            self._known[key] = self.add(Data(self._numbered("site", owner), fields))
        return self._known[key]

    def sites(
        self, owner: str, module: str, function: str, span: Span, anchor: Anchor | None,
        frame: InlineFrame | None,
    ) -> tuple[str, ...]:
        """One site a traceback line, innermost first."""
        result = []
        while frame is not None:
            result.append(self.site(owner, module, frame.name, span, anchor))
            span, anchor, frame = frame.span, None, frame.outer
        return (*result, self.site(owner, module, function, span, anchor))


def _header(type_symbol: str) -> tuple[tuple[str, object], ...]:
    return (("i64", IMMORTAL), ("ptr", type_symbol))


def _tuple_key(value: tuple[object, ...]) -> object:
    """Tells 1, 1.0 and True apart, which are equal."""
    return tuple(
        _tuple_key(each) if isinstance(each, tuple) else (type(each).__name__, repr(each))
        for each in value
    )
