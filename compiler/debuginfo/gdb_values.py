"""gdb: memory, variables and the pretty printers.

A word of the program is a struct with the one member `__word`; an int-or-float one with `__float`
and `__flag`. `set print elements` and `set print max-depth` bound what is shown.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gdb

from pyc.compiler.debuginfo.expressions import Names, Refused, known_globals, module_spec
from pyc.compiler.debuginfo.heap import Exhausted, Fault, Heap
from pyc.compiler.debuginfo.objects import Ref, Value, is_gone, or_unbound
from pyc.compiler.debuginfo.showing import DEEPEST, Limits, children, shown, type_name
from pyc.compiler.ir.machine_types import I64_ABSENT

WORD, FLOAT, FLAG = "__word", "__float", "__flag"


class GdbMemory:
    def read(self, address: int, size: int) -> bytes:
        try:
            return bytes(gdb.selected_inferior().read_memory(address, size))
        except (gdb.error, OverflowError, MemoryError):
            raise Fault(f"no memory at {address:#x}") from None


def heap() -> Heap:
    return Heap(GdbMemory())


def limits() -> Limits:
    """gdb's own settings; unlimited is None or -1 there."""
    items, depth = gdb.parameter("print elements"), gdb.parameter("print max-depth")
    if not items:
        return Limits(items=1_000_000, characters=1_000_000, depth=DEEPEST, total=10_000_000)
    deep = DEEPEST if depth is None or depth < 0 else depth
    return Limits(items=items, characters=items, depth=deep, total=50 * items)


def text(value: Value) -> str:
    """A value as it is written to gdb's output, in the characters that it can write."""
    made = shown(heap(), value, limits())
    charset = gdb.host_charset() if hasattr(gdb, "host_charset") else "utf-8"
    return made.encode(charset, "backslashreplace").decode(charset)


# ---- gdb's values


def members(kind: Any) -> list[str]:
    """The members of a struct of ours; [] for any other type."""
    if kind.code != gdb.TYPE_CODE_STRUCT:
        return []
    names = [each.name for each in kind.fields()]
    return names if names and names[0] in (WORD, FLOAT) else []


def is_ours(kind: Any) -> bool:
    """A type that our compiler gives to variables."""
    if kind.code == gdb.TYPE_CODE_FLT:
        return bool(kind.name == "float" and kind.sizeof == 8)
    return bool(kind.name in ("int", "bool") and kind.sizeof in (1, 8)) or bool(members(kind))


def python_value(value: Any) -> Value:
    """A gdb.Value of one of our types; Refused where it is optimised out or of another type."""
    if value.is_optimized_out:
        raise Refused("optimized out")
    kind = value.type.strip_typedefs().unqualified()
    names = members(kind)
    if names == [WORD]:
        word = Ref(int(value[WORD]) & (1 << 64) - 1)
        if is_gone(word):
            raise Refused("optimized out")
        return word
    if names:
        number = float(value[FLOAT])
        return int(number) if int(value[FLAG]) & 1 else number
    if kind.code == gdb.TYPE_CODE_FLT:
        return or_unbound(float(value))
    if kind.code == gdb.TYPE_CODE_BOOL:
        return bool(int(value) & 1)
    if kind.code == gdb.TYPE_CODE_INT:
        return or_unbound(int(value))
    raise Refused(f"a value of the C type {kind}")


# ---- pretty printers


class Printer:
    """Shows a value as its repr."""

    def __init__(self, value: Any) -> None:
        self._value = value

    def to_string(self) -> str:
        try:
            return text(python_value(self._value))
        except Refused as refused:
            return f"<{refused}>"
        except gdb.error as error:
            return f"<not available: {error}>"


class UnfoldingPrinter(Printer):
    """The same for front ends that unfold values, and for `set print pretty on`."""

    def to_string(self) -> str:
        if is_unfolded_by_a_front_end() or not list(self.children()):
            return super().to_string()
        return type_name(heap(), python_value(self._value))

    def children(self) -> Iterator[tuple[str, Any]]:
        try:
            found = children(heap(), python_value(self._value), limits())
        except (Refused, gdb.error):
            return
        for name, value in found:
            # gdb writes a double that is whole without a point; text it writes as it is
            is_text = isinstance(value, float) and not is_unfolded_by_a_front_end()
            yield name, text(value) if is_text else gdb_value(value, self._value.type)


def gdb_value(value: Value, word_type: Any) -> Any:
    """A value for gdb: a word of the struct type given, or text where there is no such thing."""
    if isinstance(value, Ref) and members(word_type) == [WORD]:
        return gdb.Value(value.word.to_bytes(8, "little"), word_type)
    if isinstance(value, bool):
        return gdb.Value(value).cast(gdb.lookup_type("bool"))
    if isinstance(value, float) or (isinstance(value, int) and -(1 << 63) <= value < 1 << 63):
        return gdb.Value(value)
    return text(value)


def is_unfolded_by_a_front_end() -> bool:
    if "gdb.dap" in sys.modules:
        return True
    try:
        arguments = Path("/proc/self/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return any(each.startswith((b"mi", b"-i=mi", b"--interpreter=mi")) for each in arguments)


def printer_of(value: Any) -> Printer | None:
    kind = value.type.strip_typedefs().unqualified()
    names = members(kind)
    if names == [WORD] and (gdb.parameter("print pretty") or is_unfolded_by_a_front_end()):
        return UnfoldingPrinter(value)
    if names or (kind.code in (gdb.TYPE_CODE_FLT, gdb.TYPE_CODE_BOOL) and is_ours(kind)):
        return Printer(value)
    is_int = kind.code == gdb.TYPE_CODE_INT and is_ours(kind) and not value.is_optimized_out
    return Printer(value) if is_int and int(value) == I64_ABSENT else None


# ---- variables


def is_python_frame(frame: Any) -> bool:
    found = frame.find_sal().symtab
    if found is None and frame.function() is not None:  # the entry belongs to no line
        found = frame.function().symtab
    return found is not None and found.filename.endswith(".py")


def python_frame() -> Any:
    """The selected frame, or the next older one that runs Python."""
    frame = gdb.selected_frame()
    while frame is not None and not is_python_frame(frame):
        frame = frame.older()
    if frame is None:
        raise Refused("no Python frame")
    return frame


def variables(frame: Any) -> list[tuple[str, Any]]:
    """Names and gdb.Values of the frame's variables, arguments first, each name once: a variable
    has several entries where its values have several forms, one of which is there at most."""
    found: dict[str, Any] = {}
    try:
        block = frame.block()
    except RuntimeError:
        return []
    while block is not None and not block.is_global and not block.is_static:
        inner: dict[str, Any] = {}
        for symbol in block:
            if (symbol.is_variable or symbol.is_argument) and symbol.name not in found:
                value = frame.read_var(symbol, block)
                if symbol.name not in inner or not value.is_optimized_out:
                    inner[symbol.name] = value
        found = {**inner, **found}
        if block.function is not None and block.superblock.function is None:
            break
        block = block.superblock
    return list(found.items())


class FrameNames(Names):
    """The variables of a frame, then the globals of its module."""

    def __init__(self, frame: Any, memory: Heap) -> None:
        self._frame = frame
        self._heap = memory

    def find(self, name: str) -> Value:
        for known, value in variables(self._frame):
            if known == name:
                return python_value(value)
        try:
            value = self._frame.read_var(name)
            if is_ours(value.type.strip_typedefs().unqualified()):
                return python_value(value)
        except (ValueError, gdb.error):
            pass  # no variable, or the name of a class
        for known, held in frame_globals(self._frame, self._heap):
            if known == name:
                return held
        raise KeyError(name)


def frame_module(frame: Any, memory: Heap) -> int:
    """The static record of the frame's module, 0: not known."""
    try:
        program = int(gdb.parse_and_eval("(unsigned long)&pyc_program"))
        return module_spec(memory, program, frame.find_sal().symtab.filename)
    except (gdb.error, Fault, Exhausted):
        return 0


def frame_globals(frame: Any, memory: Heap) -> list[tuple[str, Value]]:
    return known_globals(memory, frame_module(frame, memory))
