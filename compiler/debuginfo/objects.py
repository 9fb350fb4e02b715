"""What objects hold: elements, entries, attributes, by the layout of each builtin type.

A value is a Python int, float, bool, None, str or bytes where it is one in the program, a
`Ref(word)` where it is anything else, and a list or tuple of values where an expression made one.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import islice
from typing import Any

from pyc.compiler.debuginfo.heap import LARGEST, Fault, Heap, Kind
from pyc.compiler.ir.machine_types import (
    F64_ABSENT,
    GONE_WORD,
    LAYOUTS,
    LIST_BOOL,
    LIST_F64,
    LIST_I64,
    LIST_WORDS,
    SIZES,
    SLOT_F64,
)

Value = Any
SEQUENCES = ("list", "tuple", "deque")
MAPPINGS = ("dict", "OrderedDict", "defaultdict", "Counter")
SETS = ("set", "frozenset")
VIEWS = ("dict_keys", "dict_values", "dict_items")
CHUNK = 512  # table places read at once
QUIET = 1 << 51  # of a double that is a nan
DIGITS = 4000  # what Python turns into text without complaint
LISTED = {LIST_WORDS: ("Q", 8), LIST_I64: ("q", 8), LIST_F64: ("d", 8), LIST_BOOL: ("?", 1)}


class Ref:
    """A word of the program. 0 is an unbound variable."""

    def __init__(self, word: int) -> None:
        self.word = word

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ref) and other.word == self.word

    def __hash__(self) -> int:
        return hash(self.word)


def or_unbound(number: Any) -> Value:
    """A number that a variable holds. A certain nan, which a debugger may have made quiet, and the
    int of the same bits say that it holds none yet."""
    if isinstance(number, float):
        bits = int.from_bytes(struct.pack("<d", number), "little") & ~QUIET
    else:
        bits = number & (1 << 64) - 1
    return Ref(0) if bits == F64_ABSENT else number


def is_gone(value: Value) -> bool:
    """Whether a variable's word says that there is nothing to see any more."""
    return isinstance(value, Ref) and value.word == GONE_WORD


def family_of(heap: Heap, word: int) -> str:
    """The builtin type whose layout the object has: "int", "list", "object", "exception"."""
    return "int" if word & 1 else heap.family(heap.kind(word))


def loaded(heap: Heap, value: Value, characters: int = LARGEST) -> Value:
    """The value itself where it is a plain number or text, else its Ref."""
    if not isinstance(value, Ref) or value.word == 0:
        return value
    word = value.word
    if word & 1:
        return (word >> 1) - (word >> 63 << 63)
    kind = heap.kind(word)
    if kind.is_heap:
        return value
    family = heap.family(kind)
    if family == "str":
        return text_of(heap, word, characters)
    if family in ("bytes", "bytearray"):
        return bytes_of(heap, word, family, characters) if family == "bytes" else value
    if family == "float":
        return heap.f64(word + LAYOUTS["PycFloat"]["value"])
    if family == "bool":
        return bool(heap.i64(word + LAYOUTS["PycBool"]["value"]))
    if family == "int":
        return int_of(heap, word)
    return None if family == "NoneType" else value


# ---- numbers and text


def int_of(heap: Heap, word: int) -> int:
    """An int object's number; too many digits to be shown: a Fault that says how many bits."""
    at = LAYOUTS["PycInt"]
    size = heap.i64(word + at["size"])
    if abs(size) > 1 << 32:
        raise Fault(f"an int of {abs(size)} limbs")
    if abs(size) * 64 > DIGITS * 3:
        raise Fault(f"an int of about {abs(size) * 64} bits")
    number = int.from_bytes(heap.raw(word + at["limbs"], 8 * abs(size)), "little")
    return -number if size < 0 else number


def text_length(heap: Heap, word: int) -> int:
    return heap.length(word + LAYOUTS["PycStr"]["length"])


def text_of(heap: Heap, word: int, characters: int = LARGEST) -> str:
    """The first characters of a str object."""
    at = LAYOUTS["PycStr"]
    n = min(text_length(heap, word), characters)
    width = heap.i32(word + at["kind"])
    if width not in (1, 2, 4):
        raise Fault(f"a str of kind {width}")
    data = heap.raw(word + at["data"], n * width)
    if width == 1:
        return data.decode("latin-1")
    codes = struct.unpack(f"<{n}{'H' if width == 2 else 'I'}", data)
    if any(code > 0x10FFFF for code in codes):
        raise Fault("a str with impossible characters")
    return "".join(map(chr, codes))


def bytes_of(heap: Heap, word: int, family: str, limit: int = LARGEST) -> bytes:
    at = LAYOUTS["PycBytes" if family == "bytes" else "PycByteArray"]
    n = min(heap.length(word + at["length"]), limit)
    data = word + at["data"]
    if family == "bytearray":
        data = heap.word(data)
    return heap.raw(data, n) if n else b""


# ---- sequences


def sequence_length(heap: Heap, word: int, family: str) -> int:
    if family == "list":
        at = LAYOUTS["PycList"]
        return heap.length(word + at["length"], heap.length(word + at["capacity"]))
    if family == "deque":
        at = LAYOUTS["PycDeque"]
        return heap.length(word + at["length"], heap.length(word + at["capacity"]))
    return heap.length(word + LAYOUTS["PycTuple"]["length"])


def sequence_slice(heap: Heap, word: int, family: str, first: int, n: int) -> list[Value]:
    """Elements first, first + 1, ...; all of them are in range."""
    if family == "list":
        at = LAYOUTS["PycList"]
        listed = LISTED.get(heap.i64(word + at["kind"]))
        if listed is None:
            raise Fault("a list of an unknown kind")
        code, width = listed
        data = heap.raw(heap.word(word + at["items"]) + first * width, n * width) if n else b""
        found = struct.unpack(f"<{n}{code}", data)
        return [Ref(each) for each in found] if code == "Q" else list(found)
    if family == "tuple":
        start = word + LAYOUTS["PycTuple"]["items"] + 8 * first
        return [Ref(each) for each in heap.words(start, n)]
    at = LAYOUTS["PycDeque"]
    items, capacity = heap.word(word + at["items"]), heap.i64(word + at["capacity"])
    begin = heap.length(word + at["first"]) + first
    return [Ref(heap.word(items + 8 * ((begin + i) % capacity))) for i in range(n)]


def range_of(heap: Heap, word: int) -> tuple[int, int, int]:
    """start, stop, step; the step is not 0."""
    at = LAYOUTS["PycRange"]
    big = heap.word(word + at["big"])
    if big:
        parts = [loaded(heap, each) for each in sequence_slice(heap, big, "tuple", 0, 3)]
        if not all(isinstance(each, int) for each in parts):
            raise Fault("a range without numbers")
    else:
        parts = [heap.i64(word + at[each]) for each in ("start", "stop", "step")]
    if parts[2] == 0:
        raise Fault("a range without a step")
    return parts[0], parts[1], parts[2]


# ---- tables


def dict_length(heap: Heap, word: int) -> int:
    at = LAYOUTS["PycDict"]
    return heap.length(word + at["used"], heap.length(word + at["n_entries"]))


def dict_entries(heap: Heap, word: int) -> Iterator[tuple[Ref, Ref]]:
    """Keys and values in order of insertion."""
    at, entry, size = LAYOUTS["PycDict"], LAYOUTS["PycDictEntry"], SIZES["PycDictEntry"]
    left, entries = dict_length(heap, word), heap.word(word + at["entries"])
    n = heap.length(word + at["n_entries"])
    for first in range(0, n, CHUNK):
        data = heap.raw(entries + first * size, min(CHUNK, n - first) * size)
        for start in range(0, len(data), size):
            key = _word_in(data, start + entry["key"])
            if key:
                yield Ref(key), Ref(_word_in(data, start + entry["value"]))
                left -= 1
            if left == 0:
                return
    if left:
        raise Fault("a dict with too few entries")


def set_length(heap: Heap, word: int) -> int:
    at = LAYOUTS["PycSet"]
    mask = heap.length(word + at["mask"])
    if mask & (mask + 1):
        raise Fault("a set whose table has an impossible size")
    return heap.length(word + at["used"], mask + 1)


def set_items(heap: Heap, word: int) -> Iterator[Ref]:
    """In the order of the table, as the program iterates."""
    at, size = LAYOUTS["PycSet"], SIZES["PycSetEntry"]
    left, table = set_length(heap, word), heap.word(word + at["table"])
    n = heap.i64(word + at["mask"]) + 1
    for first in range(0, n, CHUNK):
        if left == 0:
            return
        data = heap.raw(table + first * size, min(CHUNK, n - first) * size)
        for start in range(0, len(data), size):
            key = _word_in(data, start + LAYOUTS["PycSetEntry"]["key"])
            if key and left:
                yield Ref(key)
                left -= 1
    if left:
        raise Fault("a set with too few items")


def _word_in(data: bytes, start: int) -> int:
    return int.from_bytes(data[start : start + 8], "little")


# ---- attributes


def attributes(heap: Heap, word: int) -> list[tuple[str, Value]]:
    """Those of the object itself, not of its class."""
    kind = heap.kind(word)
    found = list(_slots(heap, word, kind))
    extra = heap.extra(word, kind)
    if extra:
        if family_of(heap, extra) != "dict":
            raise Fault("its attributes are no dict")
        for key, value in dict_entries(heap, extra):
            found.append((str(loaded(heap, key, 200)), value))
    return found


class Slot:
    """Where an object keeps an attribute."""

    def __init__(self, owner: int, name: str, address: int, is_float: bool) -> None:
        self.owner = owner
        self.name = name
        self.address = address
        self._is_float = is_float

    def bits(self, heap: Heap) -> int:
        return heap.word(self.address)

    def value(self, bits: int) -> Value:
        """What the bits there mean; Ref(0): the attribute is not set."""
        if self._is_float:
            return or_unbound(struct.unpack("<d", struct.pack("<Q", bits))[0])
        return Ref(bits)


def slots(heap: Heap, word: int, kind: Kind) -> Iterator[Slot]:
    layout = {"object": "PycInstance", "exception": "PycException"}.get(heap.family(kind))
    if layout is None or not kind.is_heap:
        return
    at = LAYOUTS["PycSlot"]
    for index in range(kind.n_slots):
        slot = kind.slots + index * SIZES["PycSlot"]
        name = str(loaded(heap, Ref(heap.word(slot + at["name"])), 200))
        place = word + LAYOUTS[layout]["slots"] + 8 * index
        yield Slot(word, name, place, heap.i64(slot + at["kind"]) == SLOT_F64)


def _slots(heap: Heap, word: int, kind: Kind) -> Iterator[tuple[str, Value]]:
    for slot in slots(heap, word, kind):
        value = slot.value(slot.bits(heap))
        if not isinstance(value, Ref) or value.word:
            yield slot.name, value


def named_attribute(heap: Heap, word: int, name: str) -> Value | None:
    """Of the object, else of its class or a base; None: there is none."""
    for found, value in attributes(heap, word):
        if found == name:
            return value
    return class_attribute(heap, heap.kind(word).address, name)


def mro(heap: Heap, type_address: int) -> list[int]:
    """The classes of a class, itself first: by its mro, or by its bases before that is made."""
    made = heap.word(type_address + LAYOUTS["PycType"]["mro"])
    if made:
        n = sequence_length(heap, made, "tuple")
        if n < 1000:
            return [each.word for each in sequence_slice(heap, made, "tuple", 0, n)]
    found: list[int] = []
    while type_address and len(found) < 100:
        found.append(type_address)
        type_address = heap.kind_at(type_address).base
    return found


class Raises:
    """Tells exceptions that start their way from those that pass by. The runtime tells of both at
    one place; what a `raise` statement raises may have been on its way before."""

    def __init__(self) -> None:
        self._is_statement = False
        self._started = (0, 0)  # an exception, and its traceback when it was raised again

    def note(self) -> None:
        """A `raise` statement runs."""
        self._is_statement = True

    def is_new(self, memory: Heap, exception: int) -> bool:
        seen = memory.word(exception + LAYOUTS["PycException"]["traceback"])
        if self._is_statement:
            self._is_statement = False
            self._started = (exception, seen)
        return not seen or self._started == (exception, seen)


def is_of_class(memory: Heap, exception: int, name: str) -> bool:
    """The exception's class or a base has the name."""
    for address in mro(memory, memory.kind(exception).address):
        if memory.kind_at(address).name.rpartition(".")[2] == name.rpartition(".")[2]:
            return True
    return False


def class_attribute(heap: Heap, type_address: int, name: str) -> Value | None:
    for each in mro(heap, type_address):
        held = heap.word(each + LAYOUTS["PycType"]["attributes"])
        if not held:
            continue
        for key, value in dict_entries(heap, held):
            if loaded(heap, key, 200) == name:
                return value
    return None


def fields_of(heap: Heap, kind: Kind) -> list[str]:
    """The field names of a namedtuple's class; none for any other tuple."""
    found = class_attribute(heap, kind.address, "_fields") if kind.is_heap else None
    if not isinstance(found, Ref) or family_of(heap, found.word) != "tuple":
        return []
    n = min(sequence_length(heap, found.word, "tuple"), 1000)
    names = sequence_slice(heap, found.word, "tuple", 0, n)
    return [str(loaded(heap, each, 200)) for each in names]


def elements(heap: Heap, word: int, limit: int) -> list[Value] | None:
    """What iterating over a container gives, `limit` at most; None: not a container."""
    family = family_of(heap, word)
    if family in SEQUENCES:
        n = min(sequence_length(heap, word, family), limit)
        return sequence_slice(heap, word, family, 0, n)
    if family in MAPPINGS:
        return [key for key, _ in islice(dict_entries(heap, word), limit)]
    if family in SETS:
        return list(islice(set_items(heap, word), limit))
    if family == "range":
        return list(range(*range_of(heap, word))[:limit])
    if family in VIEWS:
        return view_elements(heap, word, family, limit)
    return None


def view_elements(heap: Heap, word: int, family: str, limit: int) -> list[Value]:
    of = heap.word(word + LAYOUTS["PycDictView"]["dict"])
    if family_of(heap, of) not in MAPPINGS:
        raise Fault("a view of no dict")
    pairs = list(islice(dict_entries(heap, of), limit))
    if family == "dict_items":
        return list(pairs)
    return [pair[family == "dict_values"] for pair in pairs]


def size_of(heap: Heap, word: int) -> int | None:
    """len() of the object; None: it has none that can be read."""
    family = family_of(heap, word)
    if family in SEQUENCES:
        return sequence_length(heap, word, family)
    if family in MAPPINGS:
        return dict_length(heap, word)
    if family in SETS:
        return set_length(heap, word)
    if family == "str":
        return text_length(heap, word)
    if family in ("bytes", "bytearray"):
        return heap.length(word + LAYOUTS["PycBytes"]["length"])
    if family == "range":
        start, stop, step = range_of(heap, word)
        return max(0, (stop - start + step - (1 if step > 0 else -1)) // step)
    if family in VIEWS:
        return dict_length(heap, heap.word(word + LAYOUTS["PycDictView"]["dict"]))
    return None
