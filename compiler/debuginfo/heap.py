"""Reading a program's memory: its words, its types, and nothing that could raise or run code.

    heap = Heap(memory)              memory.read(address, size) -> bytes, or raises Fault
    heap.kind(address)               what the type of the object there says of its layout

All that is read is checked for being possible before it is believed: the memory may be half
initialised, freed, or overwritten. What is not is a Fault, whose text says why.

This file and its neighbours run inside the debuggers' own Python, without pyc: scripts.py joins
them to one text. They keep to Python 3.8.
"""

from __future__ import annotations

import struct
from typing import Protocol

from pyc.compiler.ir.machine_types import (
    IMMORTAL,
    LAYOUTS,
    SIZES,
    TYPE_DICT,
    TYPE_EXCEPTION,
    TYPE_FLOAT,
    TYPE_HEAP,
    TYPE_INT,
    TYPE_LIST,
    TYPE_STR,
    TYPE_TUPLE,
)

LINE = 256  # bytes fetched at once
READS = 50_000  # lines fetched for one value
TEXT = 1 << 16  # bytes of a name
LARGEST = 1 << 40  # no object has more elements
BUILTINS = {  # flags say it where a builtin class can be inherited and flags are enough
    TYPE_INT: "int",
    TYPE_STR: "str",
    TYPE_LIST: "list",
    TYPE_TUPLE: "tuple",
    TYPE_DICT: "dict",
    TYPE_FLOAT: "float",
}


class Fault(Exception):
    """The memory does not hold what it should: the text says why."""


class Exhausted(Exception):
    """So much was read for one value that the reader would rather have an answer."""


class Memory(Protocol):
    def read(self, address: int, size: int) -> bytes:
        """Exactly `size` bytes; raises Fault where they can not be read."""


class Kind:
    """What a type object says."""

    def __init__(self, heap: Heap, address: int) -> None:
        at = LAYOUTS["PycType"]
        self.address = address
        self.flags = heap.i64(address + at["flags"])
        self.name = heap.text(heap.word(address + at["name"]))
        self.base = heap.word(address + at["base"])
        self.n_slots = heap.i64(address + at["n_slots"])
        self.slots = heap.word(address + at["slots"])
        if not 0 <= self.flags < 1 << 32 or not 0 <= self.n_slots < 1 << 16:
            raise Fault("its type is overwritten")

    @property
    def is_heap(self) -> bool:
        """Made by a class statement."""
        return bool(self.flags & TYPE_HEAP)

    @property
    def is_exception(self) -> bool:
        return bool(self.flags & TYPE_EXCEPTION)


class Heap:
    """A program's memory at one stop; remembers what it read, so it is for one command only."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._lines: dict[int, bytes] = {}
        self._kinds: dict[int, Kind] = {}
        self._reads = READS

    # ---- bytes

    def raw(self, address: int, size: int) -> bytes:
        if not 0 < address < 1 << 63 or not 0 <= size <= LARGEST:
            raise Fault(f"no memory at {address:#x}")
        first = address - address % LINE
        if size > LINE or (address + size - 1) // LINE * LINE != first:
            return self._fetched(address, size)
        line = self._lines.get(first)
        if line is None:
            try:
                line = self._fetched(first, LINE)
            except Fault:
                line = b""
            self._lines[first] = line
        if not line:
            return self._fetched(address, size)
        return line[address - first : address - first + size]

    def _fetched(self, address: int, size: int) -> bytes:
        if size == 0:
            return b""
        self._reads -= 1 + size // (1 << 16)
        if self._reads < 0:
            raise Exhausted
        return self._memory.read(address, size)

    def word(self, address: int) -> int:
        return int.from_bytes(self.raw(address, 8), "little")

    def i64(self, address: int) -> int:
        return int.from_bytes(self.raw(address, 8), "little", signed=True)

    def i32(self, address: int) -> int:
        return int.from_bytes(self.raw(address, 4), "little", signed=True)

    def f64(self, address: int) -> float:
        return float(struct.unpack("<d", self.raw(address, 8))[0])

    def words(self, address: int, n: int) -> tuple[int, ...]:
        return struct.unpack(f"<{n}Q", self.raw(address, 8 * n))

    def text(self, address: int) -> str:
        """The C string there."""
        if address == 0:
            raise Fault("a name is missing")
        found = bytearray()
        while len(found) < TEXT:
            room = LINE - (address + len(found)) % LINE
            piece, end, _ = self._tail(address + len(found), room).partition(b"\0")
            found += piece
            if end:
                return found.decode("utf-8", "backslashreplace")
        raise Fault("a name has no end")

    def _tail(self, address: int, room: int) -> bytes:
        try:
            return self.raw(address, room)
        except Fault:
            return self.raw(address, 1)

    # ---- objects

    def kind(self, address: int) -> Kind:
        """The type of the object at `address`, once its header looks like one."""
        if address % 8:
            raise Fault("no object is at an odd address")
        count = self.i64(address + LAYOUTS["PycObject"]["refcount"])
        if count <= 0:
            raise Fault("it was freed")
        if count > 2 * IMMORTAL:
            raise Fault("its header is overwritten")
        return self.kind_at(self.word(address + LAYOUTS["PycObject"]["type"]))

    def kind_at(self, address: int) -> Kind:
        known = self._kinds.get(address)
        if known is None:
            if not self._is_type(address):
                raise Fault("its header names no type")
            known = self._kinds[address] = Kind(self, address)
        return known

    def _is_type(self, address: int) -> bool:
        """The type of a type leads to `type`, whose type is itself."""
        for _ in range(8):
            if address == 0 or address % 8:
                return False
            try:
                above = self.word(address + LAYOUTS["PycObject"]["type"])
                if above == address:
                    name = self.word(address + LAYOUTS["PycType"]["name"])
                    return self.text(name) == "type"
            except Fault:
                return False
            address = above
        return False

    def layout(self, kind: Kind) -> Kind:
        """The builtin type whose layout the instances of `kind` have."""
        for _ in range(256):
            if not kind.is_heap:
                return kind
            kind = self.kind_at(kind.base)
        raise Fault("its bases go round in a circle")

    def family(self, kind: Kind) -> str:
        """The name of that type, without its module."""
        for flag, name in BUILTINS.items():
            if kind.flags & flag:
                # bool and the dicts of collections share the flag, not the layout
                shared = flag in (TYPE_INT, TYPE_DICT)
                return self.layout(kind).name.rpartition(".")[2] if shared else name
        if kind.is_exception:
            return "exception"
        return self.layout(kind).name.rpartition(".")[2]

    def length(self, address: int, largest: int = LARGEST) -> int:
        """A number of elements that stands at `address`."""
        n = self.i64(address)
        if not 0 <= n <= largest:
            raise Fault(f"its length is {n}")
        return n

    def extra(self, address: int, kind: Kind) -> int:
        """The dict of the attributes without a slot: a word, 0 where there is none."""
        family = self.family(kind)
        if not kind.is_heap or family == "type":
            return 0
        if family in ("object", "exception"):
            return self.word(address + LAYOUTS["PycInstance"]["extra"])
        return self.word(address + (self._content(address, kind, family) + 7) // 8 * 8)

    def _content(self, address: int, kind: Kind, family: str) -> int:
        if family in ("int", "bool"):
            size = self.i64(address + LAYOUTS["PycInt"]["size"])
            return SIZES["PycInt"] + 8 * abs(size)
        if family == "str":
            at = LAYOUTS["PycStr"]
            n = self.length(address + at["length"])
            return at["data"] + (n + 1) * self.i32(address + at["kind"])
        if family == "tuple":
            return SIZES["PycTuple"] + 8 * self.length(address + LAYOUTS["PycTuple"]["length"])
        if family == "bytes":
            at = LAYOUTS["PycBytes"]
            return at["data"] + self.length(address + at["length"]) + 1
        return self.i64(self.layout(kind).address + LAYOUTS["PycType"]["instance_size"])
