"""What an object file holds: functions and the bytes of their code.

Comes in: ELF for a 64-bit little-endian machine, as LLVM writes it. Source: System V ABI, ELF-64
object file format, sections 4 and 7.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

SECTION_TABLE = struct.Struct("<40xQ10xHHH")  # of the header: offset, size of an entry, number
SECTION = struct.Struct("<I I Q Q Q Q I")  # name, type, flags, address, offset, size, link
SYMBOL = struct.Struct("<I B B H Q Q")  # name, info, other, section, value, size
SYMBOL_TABLE = 2
FUNCTION = 2  # the type of a symbol, in the lower half of `info`


def function_sizes(code: bytes) -> dict[str, int]:
    """Bytes of each function that is defined there, by symbol."""
    sections = list(_sections(code))
    sizes = {}
    for kind, offset, size, link in sections:
        if kind != SYMBOL_TABLE:
            continue
        names = sections[link][1]
        for at in range(offset, offset + size, SYMBOL.size):
            name, info, _, section, _, length = SYMBOL.unpack_from(code, at)
            if info & 15 == FUNCTION and section:
                start = names + name
                sizes[code[start : code.index(0, start)].decode()] = length
    return sizes


def _sections(code: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Type, offset, size and linked section of each."""
    table, entry, number, _ = SECTION_TABLE.unpack_from(code)
    for index in range(number):
        row = SECTION.unpack_from(code, table + index * entry)
        yield row[1], row[4], row[5], row[6]
