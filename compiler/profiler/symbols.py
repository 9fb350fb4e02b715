"""Which Python function and line a native program's code belongs to, read from its file.

    Symbols(Path("prog")).frames(0x34a20)
    -> [Frame("<module>", "prog.py", 9), Frame("area", "prog.py", 3)]      # area was inlined

Functions come from the symbol table, lines and inlined calls from DWARF, if the program was built
with -g. Code of the runtime is one frame that has no file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from elftools.common.exceptions import DWARFError, ELFError
from elftools.dwarf.ranges import RangeEntry
from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection

from pyc.compiler.profiler.naming import Names
from pyc.compiler.profiler.profile import Frame, ProfileError

PYTHON = re.compile(r"^(?P<name>.+)(?P<variant>\.boxed|\$\d+)$")
PART = re.compile(r"\.(cold|part|isra|constprop|lto_priv)(\.\d+)*")  # what C compilers split off
# x86-64: a call, jumps and conditional jumps at a distance of 32 bits.
CALL = 0xE8
JUMP = re.compile(rb"(?:\xe9|\x0f[\x80-\x8f])(?P<distance>.{4})", re.DOTALL)
CALL_SIZE = 5
FRAME = b"\x55\x48\x89\xe5"  # push rbp; mov rbp, rsp


@dataclass(frozen=True, slots=True)
class Symbol:
    start: int
    end: int
    name: str  # of a Python function: without its variant
    variant: str  # "": no Python function


@dataclass(eq=False, slots=True)
class Scope:
    """A function or an inlined call in DWARF; mutable while it is read."""

    ranges: list[tuple[int, int]]
    name: str
    call: tuple[str, int] = ("", 0)  # where it was inlined: file, line
    children: list[Scope] = field(default_factory=list)

    def holds(self, address: int) -> bool:
        return any(start <= address < end for start, end in self.ranges)


class Symbols:
    """Of an executable. Addresses are those of the file.

    Raises: ProfileError, OSError.
    """

    def __init__(self, path: Path) -> None:
        self._names = Names()
        try:
            with path.open("rb") as file:
                elf = ELFFile(file)
                self.functions = sorted(_functions(elf), key=lambda symbol: symbol.start)
                self._code = [
                    (part["p_vaddr"], part.data())
                    for part in elf.iter_segments("PT_LOAD")
                    if part["p_flags"] & 1
                ]
                self.has_lines = elf.has_dwarf_info(strict=True)
                self._lines: list[tuple[int, str, int]] = []
                self._scopes: list[tuple[int, int, Scope]] = []
                if self.has_lines and self.has_python:
                    self._read_dwarf(elf.get_dwarf_info())
        except (ELFError, DWARFError, ValueError, KeyError) as error:
            raise ProfileError(f"{path} is no program that can be read: {error}") from error
        self._entries = frozenset(symbol.start for symbol in self.functions)
        self._jumps: dict[int, frozenset[int]] = {}
        self._starts = [symbol.start for symbol in self.functions]
        self._addresses = [row[0] for row in self._lines]
        self._scope_starts = [row[0] for row in self._scopes]

    @property
    def has_python(self) -> bool:
        """Whether pyc built it."""
        return any(symbol.variant for symbol in self.functions)

    def function(self, address: int) -> Symbol | None:
        i = bisect_right(self._starts, address) - 1
        if i < 0 or address >= self.functions[i].end:
            return None
        return self.functions[i]

    def is_code(self, address: int) -> bool:
        return any(start <= address < start + len(data) for start, data in self._code)

    def called(self, end: int) -> int | None:
        """What the call calls whose last byte is there; None: no call by distance."""
        for start, data in self._code:
            at = end + 1 - CALL_SIZE - start
            if 0 <= at <= len(data) - CALL_SIZE and data[at] == CALL:
                distance = int.from_bytes(data[at + 1 : at + CALL_SIZE], "little", signed=True)
                return end + 1 + distance
        return None

    def goes_on_in(self, symbol: Symbol) -> frozenset[int]:
        """Where the functions start that it may jump to as its last deed, and those that these may
        jump to: no frame tells of it."""
        if symbol.start not in self._jumps:
            found: set[int] = set()
            pending = [symbol]
            while pending:
                new = (set(self._jumped(pending.pop())) & self._entries) - found
                found |= new
                pending += [each for start in new if (each := self.function(start)) is not None]
            self._jumps[symbol.start] = frozenset(found)
        return self._jumps[symbol.start]

    def has_frame(self, symbol: Symbol) -> bool:
        """Whether it ever keeps its caller's frame pointer."""
        return FRAME in self._bytes(symbol)

    def _jumped(self, symbol: Symbol) -> Iterator[int]:
        for match in JUMP.finditer(self._bytes(symbol)):
            distance = int.from_bytes(match["distance"], "little", signed=True)
            yield symbol.start + match.end() + distance

    def _bytes(self, symbol: Symbol) -> bytes:
        for start, data in self._code:
            if start <= symbol.start < start + len(data):
                return data[symbol.start - start : symbol.end - start]
        return b""

    def frames(self, address: int) -> list[Frame]:
        """From the outermost to the innermost; more than one where calls were inlined."""
        symbol = self.function(address)
        if symbol is None:
            return [Frame("[C library]", "", 0)]
        if not symbol.variant:
            return [Frame(PART.sub("", symbol.name), "", 0)]
        file, line = self._line(address)
        if not file:  # built without -g
            return [Frame(symbol.name.removeprefix("__main__."), "?", 0)]
        frames = []
        for name, (outer_file, outer_line) in self._chain(address, (file, line)):
            qualified = self._names.qualified(outer_file, name, outer_line)
            frames.append(Frame(qualified, outer_file, outer_line))
        return frames or [Frame(symbol.name, file, line)]

    def _chain(self, address: int, place: tuple[str, int]) -> Iterator[tuple[str, tuple[str, int]]]:
        """Functions from the outside in, each with where it stands: at the call that was inlined,
        or at `place`."""
        i = bisect_right(self._scope_starts, address) - 1
        if i < 0 or address >= self._scopes[i][1]:
            return
        scope: Scope | None = self._scopes[i][2]
        while scope is not None:
            inner = next((each for each in scope.children if each.holds(address)), None)
            yield scope.name, inner.call if inner is not None else place
            scope = inner

    def _line(self, address: int) -> tuple[str, int]:
        """Code that has no line of its own belongs to the one before it in its function."""
        i = bisect_right(self._addresses, address) - 1
        start = self._starts[bisect_right(self._starts, address) - 1]
        while i > 0 and self._lines[i][2] == 0 and self._addresses[i] >= start:
            i -= 1
        if i < 0:
            return "", 0
        _, file, line = self._lines[i]
        return file, line

    # ---- DWARF

    def _read_dwarf(self, dwarf: Any) -> None:
        for unit in dwarf.iter_CUs():
            files = _files(dwarf, unit)
            self._lines.extend(_rows(dwarf, unit, files))
            for scope in _scopes(dwarf, unit, files):
                self._scopes.extend((start, end, scope) for start, end in scope.ranges)
        # Where one row ends and another begins at an address, the beginning counts.
        self._lines.sort(key=lambda row: (row[0], row[2] != 0))
        self._scopes.sort(key=lambda row: row[0])


def _functions(elf: ELFFile) -> Iterator[Symbol]:
    table = elf.get_section_by_name(".symtab")
    if not isinstance(table, SymbolTableSection):
        raise ValueError("its symbols were removed")
    for row in table.iter_symbols():
        if row["st_info"]["type"] != "STT_FUNC" or not row["st_size"]:
            continue
        start, match = row["st_value"], PYTHON.match(row.name)
        yield Symbol(
            start,
            start + row["st_size"],
            match["name"] if match else row.name,
            match["variant"] if match else "",
        )


def _files(dwarf: Any, unit: Any) -> list[str]:
    """Names of the unit's files by number, absolute where DWARF says how."""
    program = dwarf.line_program_for_CU(unit)
    if program is None:
        return []
    folders = [_text(each) for each in program["include_directory"]]
    names = []
    for row in program["file_entry"]:
        name = _text(row.name)
        folder = folders[row.dir_index] if row.dir_index < len(folders) else ""
        names.append(name if name.startswith("/") or not folder else f"{folder}/{name}")
    return names if program.header.version >= 5 else ["", *names]


def _text(name: Any) -> str:
    return name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name)


def _rows(dwarf: Any, unit: Any, files: list[str]) -> Iterator[tuple[int, str, int]]:
    program = dwarf.line_program_for_CU(unit)
    for entry in program.get_entries() if program is not None else ():
        state = entry.state
        if state is None:
            continue
        if state.end_sequence:
            yield state.address, "", 0
        elif state.file < len(files):
            yield state.address, files[state.file], state.line


def _scopes(dwarf: Any, unit: Any, files: list[str]) -> Iterator[Scope]:
    """The unit's functions, with the calls that were inlined into each."""
    pending: list[tuple[Any, Scope | None]] = [(unit.get_top_DIE(), None)]
    while pending:
        die, around = pending.pop()
        inside = around
        if die.tag in ("DW_TAG_subprogram", "DW_TAG_inlined_subroutine"):
            ranges = _ranges(dwarf, unit, die)
            if ranges:
                inside = Scope(ranges, _name(die), _call(die, files))
                if die.tag == "DW_TAG_subprogram":
                    yield inside
                elif around is not None:
                    around.children.append(inside)
        pending.extend((child, inside) for child in die.iter_children())


def _ranges(dwarf: Any, unit: Any, die: Any) -> list[tuple[int, int]]:
    low = die.attributes.get("DW_AT_low_pc")
    if low is not None and "DW_AT_high_pc" in die.attributes:
        high = die.attributes["DW_AT_high_pc"]
        end = high.value if high.form == "DW_FORM_addr" else low.value + high.value
        return [(low.value, end)]
    if "DW_AT_ranges" not in die.attributes:
        return []
    lists = dwarf.range_lists()
    rows = lists.get_range_list_at_offset(die.attributes["DW_AT_ranges"].value, cu=unit)
    base = unit.get_top_DIE().attributes.get("DW_AT_low_pc")
    found = []
    for row in rows:
        if not isinstance(row, RangeEntry):
            base = row
            continue
        start = 0 if row.is_absolute or base is None else getattr(base, "value", 0)
        found.append((start + row.begin_offset, start + row.end_offset))
    return found


def _name(die: Any) -> str:
    while True:
        if "DW_AT_name" in die.attributes:
            return _text(die.attributes["DW_AT_name"].value)
        for link in ("DW_AT_abstract_origin", "DW_AT_specification"):
            if link in die.attributes:
                die = die.get_DIE_from_attribute(link)
                break
        else:
            return "?"


def _call(die: Any, files: list[str]) -> tuple[str, int]:
    file, line = die.attributes.get("DW_AT_call_file"), die.attributes.get("DW_AT_call_line")
    if file is None or line is None or file.value >= len(files):
        return "", 0
    return files[file.value], line.value
