"""Object files: what one holds, functions and the bytes of their code; and one made of data alone.

ELF for a 64-bit little-endian machine, as LLVM writes it. Source: System V ABI, ELF-64 object file
format, sections 3, 4 and 7.
"""

from __future__ import annotations

import platform
import struct
from collections.abc import Iterator

SECTION_TABLE = struct.Struct("<40xQ10xHHH")  # of the header: offset, size of an entry, number
SECTION = struct.Struct("<I I Q Q Q Q I")  # name, type, flags, address, offset, size, link
SYMBOL = struct.Struct("<I B B H Q Q")  # name, info, other, section, value, size
SYMBOL_TABLE = 2
HEADER = struct.Struct("<16s HHI QQQ I HHHHHH")
WHOLE_SECTION = struct.Struct("<II QQQQ II QQ")
MACHINES = {"x86_64": 62, "aarch64": 183}
DATA, TEXTS = 1, 3  # types of sections
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


def data_object(section: str, data: bytes) -> bytes:
    """A relocatable object with that one section, which no program loads."""
    names = f"\0{section}\0.note.GNU-stack\0.shstrtab\0".encode()
    stack, table = names.index(b".note"), names.index(b".shstrtab")
    body = data + names
    body += b"\0" * (-(HEADER.size + len(body)) % 8)
    rows = (
        (0, 0, 0, 0),
        (1, DATA, HEADER.size, len(data)),
        (stack, DATA, HEADER.size + len(data), 0),  # without it linkers make stacks executable
        (table, TEXTS, HEADER.size + len(data), len(names)),
    )
    header = HEADER.pack(
        b"\x7fELF\x02\x01\x01", 1, MACHINES[platform.machine()], 1, 0, 0, HEADER.size + len(body),
        0, HEADER.size, 0, 0, WHOLE_SECTION.size, len(rows), len(rows) - 1,
    )  # fmt: skip
    sections = [
        WHOLE_SECTION.pack(name, kind, 0, 0, at, size, 0, 0, 1, 0) for name, kind, at, size in rows
    ]
    return header + body + b"".join(sections)
