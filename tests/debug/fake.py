"""A program's memory made by hand: objects by their layouts, for formatters to read.

    memory = Memory()
    word = memory.word([1, "x", {"k": 2.5}])
    shown(Heap(memory), Ref(word), Limits())
"""

from __future__ import annotations

import struct
from collections import Counter, OrderedDict, defaultdict, deque
from typing import Any

from pyc.compiler.debuginfo.heap import Fault
from pyc.compiler.ir import machine_types as m
from pyc.compiler.ir.machine_types import LAYOUTS, SIZES

START = 0x10000
FLAGS = {"int": m.TYPE_INT, "bool": m.TYPE_INT, "str": m.TYPE_STR, "list": m.TYPE_LIST,
         "tuple": m.TYPE_TUPLE, "dict": m.TYPE_DICT, "float": m.TYPE_FLOAT,
         "collections.OrderedDict": m.TYPE_DICT, "collections.defaultdict": m.TYPE_DICT,
         "Counter": m.TYPE_DICT}  # fmt: skip


class Memory:
    """One block of bytes from START on. `read` counts, so that tests see how much is read."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.n_reads = 0
        self._types: dict[str, int] = {}
        self._type = self.reserve(256)
        self._types["type"] = self._type
        self._fill_type(self._type, "type", self._type, 0, 0)

    def read(self, address: int, size: int) -> bytes:
        self.n_reads += 1
        start = address - START
        if start < 0 or size < 0 or start + size > len(self.data):
            raise Fault(f"no memory at {address:#x}")
        return bytes(self.data[start : start + size])

    # ---- bytes

    def reserve(self, size: int) -> int:
        address = START + len(self.data)
        self.data += bytes((size + 15) // 16 * 16)
        return address

    def write(self, address: int, data: bytes) -> None:
        self.data[address - START : address - START + len(data)] = data

    def put(self, address: int, number: int, size: int = 8) -> None:
        self.write(address, (number & (1 << 8 * size) - 1).to_bytes(size, "little"))

    def c_text(self, text: str) -> int:
        data = text.encode() + b"\0"
        address = self.reserve(len(data))
        self.write(address, data)
        return address

    def struct(self, layout: str, n_bytes: int, type_name: str, /, **fields: int) -> int:
        """An object with these fields."""
        address = self.reserve(n_bytes)
        self.put(address, 1)
        self.put(address + 8, self.type(type_name))
        for name, value in fields.items():
            self.put(address + LAYOUTS[layout][name], value)
        return address

    # ---- types

    def type(self, name: str, base: str = "object", flags: int | None = None) -> int:
        """The builtin type of that name; made when first named."""
        if name not in self._types:
            above = 0 if name == "object" else self.type(base)
            self._types[name] = address = self.reserve(256)
            self._fill_type(address, name, self._type, above, FLAGS.get(name, flags or 0))
        return self._types[name]

    def _fill_type(self, address: int, name: str, of: int, base: int, flags: int) -> None:
        at = LAYOUTS["PycType"]
        self.put(address, m.IMMORTAL)
        self.put(address + 8, of)
        self.put(address + at["name"], self.c_text(name))
        self.put(address + at["base"], base)
        self.put(address + at["flags"], flags)

    def user_class(
        self,
        name: str,
        slots: tuple[str, ...] = (),
        base: str = "object",
        f64: tuple[str, ...] = (),
    ) -> int:
        """A class statement's class."""
        inherited = self.read_type_flags(base)
        flags = inherited | m.TYPE_USER | m.TYPE_HEAP
        made = self.type(name, base, flags)
        at = LAYOUTS["PycType"]
        self.put(made + at["flags"], flags)
        rows = self.reserve(SIZES["PycSlot"] * max(1, len(slots)))
        for index, slot in enumerate(slots):
            place = rows + index * SIZES["PycSlot"]
            self.put(place, self.word(slot))
            self.put(place + 8, m.SLOT_F64 if slot in f64 else m.SLOT_WORD)
        self.put(made + at["n_slots"], len(slots))
        self.put(made + at["slots"], rows)
        self.put(made + at["module"], self.word("__main__"))
        self.put(made + at["qualname"], self.word(name))
        return made

    def read_type_flags(self, name: str) -> int:
        place = self.type(name) + LAYOUTS["PycType"]["flags"]
        return int.from_bytes(self.read(place, 8), "little")

    def exception_type(self, name: str) -> int:
        return self.type(name, "object", m.TYPE_EXCEPTION)

    # ---- objects

    def instance(
        self, class_name: str, values: list[Any], extra: dict[str, Any] | None = None
    ) -> int:
        size = LAYOUTS["PycInstance"]["slots"] + 8 * len(values)
        made = self.struct("PycInstance", size, class_name)
        if extra is not None:
            self.put(made + LAYOUTS["PycInstance"]["extra"], self.word(extra))
        for index, value in enumerate(values):
            place = made + LAYOUTS["PycInstance"]["slots"] + 8 * index
            if isinstance(value, bytes):
                self.write(place, value)  # raw
            else:
                self.put(place, 0 if value is ... else self.word(value))
        return made

    def exception(self, class_name: str, *args: Any) -> int:
        self.exception_type(class_name)
        return self.struct("PycException", 64, class_name, args=self.word(args))

    def function(self, qualname: str) -> int:
        code = self.reserve(88)
        self.put(code + LAYOUTS["PycCode"]["qualname"], self.word(qualname))
        return self.struct("PycFunction", 64, "function", code=code)

    def generator(self, qualname: str, state: int, lines: tuple[int, ...] = (), at: int = 0) -> int:
        """Waiting at the `at`th of its yields, which are in these lines."""
        rows = self.reserve(16 * len(lines) + 8)
        for index, line in enumerate(lines):
            self.put(rows + 16 * index, index + 1)
            self.put(rows + 16 * index + 8, line)
        function = self.function(qualname)
        code = int.from_bytes(self.read(function + LAYOUTS["PycFunction"]["code"], 8), "little")
        self.put(code + LAYOUTS["PycCode"]["yields"], rows)
        return self.struct(
            "PycGenerator", 80, "generator", function=function, state=state, point=at
        )

    def word(self, value: Any) -> int:
        """The word of a Python value; Word(address) stands for an object that is there."""
        match value:
            case Word():
                return value.address
            case None:
                return self.struct("PycObject", 16, "NoneType")
            case bool():
                return self.struct("PycBool", 24, "bool", value=value)
            case int() if m.SMALL_MIN <= value <= m.SMALL_MAX:
                return (value << 1 | 1) & (1 << 64) - 1
            case int():
                return self._big(value)
            case float():
                made = self.struct("PycFloat", 24, "float")
                self.write(made + 16, struct.pack("<d", value))
                return made
            case str():
                return self._str(value)
            case bytes() | bytearray():
                return self._bytes(value)
            case Counter():
                return self._dict(value, "Counter")
            case OrderedDict():
                return self._dict(value, "collections.OrderedDict")
            case defaultdict():
                return self._dict(value, "collections.defaultdict")
            case dict():
                return self._dict(value, "dict")
            case set() | frozenset():
                return self._set(value)
            case deque():
                return self._deque(value)
            case range():
                return self.struct(
                    "PycRange", 48, "range", start=value.start, stop=value.stop, step=value.step
                )
            case slice():
                parts = {
                    each: self.word(getattr(value, each)) for each in ("start", "stop", "step")
                }
                return self.struct("PycSlice", 40, "slice", **parts)
            case tuple():
                return self._tuple(value)
            case list():
                return self._list(value)
        raise TypeError(value)

    def _big(self, value: int) -> int:
        n = (value.bit_length() + 63) // 64
        made = self.struct("PycInt", 24 + 8 * n, "int", size=-n if value < 0 else n)
        self.write(made + 24, abs(value).to_bytes(8 * n, "little"))
        return made

    def _str(self, value: str) -> int:
        largest = max(map(ord, value), default=0)
        width = 1 if largest < 256 else 2 if largest < 1 << 16 else 4
        made = self.struct("PycStr", 40 + (len(value) + 1) * width, "str", length=len(value))
        self.put(made + LAYOUTS["PycStr"]["kind"], width, 4)
        data = b"".join(ord(each).to_bytes(width, "little") for each in value)
        self.write(made + LAYOUTS["PycStr"]["data"], data)
        return made

    def _bytes(self, value: bytes | bytearray) -> int:
        if isinstance(value, bytes):
            made = self.struct("PycBytes", 33 + len(value), "bytes", length=len(value))
            self.write(made + LAYOUTS["PycBytes"]["data"], value)
            return made
        data = self.reserve(len(value) + 1)
        self.write(data, value)
        return self.struct("PycByteArray", 40, "bytearray", length=len(value), data=data)

    def _words(self, values: list[Any]) -> int:
        words = [self.word(each) for each in values]
        address = self.reserve(8 * len(words) + 8)
        self.write(address, struct.pack(f"<{len(words)}Q", *words))
        return address

    def _tuple(self, value: tuple[Any, ...]) -> int:
        words = [self.word(each) for each in value]
        made = self.struct("PycTuple", 24 + 8 * len(words), "tuple", length=len(words))
        self.write(made + 24, struct.pack(f"<{len(words)}Q", *words))
        return made

    def _list(self, value: list[Any]) -> int:
        kinds = {type(each) for each in value}
        codes = {int: ("q", m.LIST_I64), float: ("d", m.LIST_F64), bool: ("?", m.LIST_BOOL)}
        if len(kinds) == 1 and (found := codes.get(kinds.pop())):
            code, kind = found
            data = struct.pack(f"<{len(value)}{code}", *value)
            items = self.reserve(len(data))
            self.write(items, data)
        else:
            kind, items = m.LIST_WORDS, self._words(value)
        n = len(value)
        return self.struct("PycList", 48, "list", length=n, capacity=n, kind=kind, items=items)

    def _dict(self, value: dict[Any, Any], type_name: str) -> int:
        size, n = SIZES["PycDictEntry"], len(value)
        entries = self.reserve(size * (n + 1))
        made = self.struct("PycDict", 72, type_name, used=n, n_entries=n + 1, entries=entries)
        for index, (key, each) in enumerate(value.items(), start=1):  # the first was deleted
            self.put(entries + index * size + 8, self.word(key))
            self.put(entries + index * size + 16, self.word(each))
        if isinstance(value, defaultdict):
            self.put(made + LAYOUTS["PycDefaultDict"]["factory"], self.type("list"))
        return made

    def _set(self, value: set[Any] | frozenset[Any]) -> int:
        places = 8
        while places < 2 * len(value):
            places *= 2
        table = self.reserve(16 * places)
        for index, each in enumerate(value):
            self.put(table + 32 * index, self.word(each))
        name = type(value).__name__
        return self.struct("PycSet", 64, name, used=len(value), mask=places - 1, table=table)

    def _deque(self, value: deque[Any]) -> int:
        items = self._words([*value, None, None, None, None, None, None, None, None])
        bound = 0 if value.maxlen is None else value.maxlen + 1
        return self.struct(
            "PycDeque", 64, "collections.deque",
            items=items, capacity=64, first=0, length=len(value), bound=bound,
        )  # fmt: skip


class Word:
    """An address in place of a value."""

    def __init__(self, address: int) -> None:
        self.address = address
