"""lldb: memory, variables, summaries and the children that front ends unfold.

lldb knows our `int`, `float` and `bool` as long, double and bool; a word of the program is a
struct with the one member `__word`, an int-or-float one with `__float` and `__flag`.
"""

from __future__ import annotations

from typing import Any

import lldb

from pyc.compiler.debuginfo.expressions import Names, Refused, known_globals, module_spec
from pyc.compiler.debuginfo.heap import Exhausted, Fault, Heap
from pyc.compiler.debuginfo.objects import Ref, Value, is_gone, or_unbound
from pyc.compiler.debuginfo.showing import Limits, children, shown

WORD, FLOAT, FLAG = "__word", "__float", "__flag"
INTS = (lldb.eBasicTypeLong, lldb.eBasicTypeLongLong)


class LldbMemory:
    def __init__(self, process: Any) -> None:
        self._process = process

    def read(self, address: int, size: int) -> bytes:
        error = lldb.SBError()
        try:
            data = self._process.ReadMemory(address, size, error)
        except (OverflowError, TypeError, SystemError, MemoryError):
            data = None
        if data is None or not error.Success() or len(data) != size:
            raise Fault(f"no memory at {address:#x}")
        return bytes(data)


def heap(process: Any) -> Heap:
    return Heap(LldbMemory(process))


def limits(target: Any) -> Limits:
    """lldb's own settings."""
    items = _setting(target, "target.max-children-count", 256)
    characters = _setting(target, "target.max-string-summary-length", 1024)
    return Limits(items=items, characters=characters, depth=20, total=50 * items)


def _setting(target: Any, name: str, otherwise: int) -> int:
    found = lldb.SBDebugger.GetInternalVariableValue(name, target.GetDebugger().GetInstanceName())
    text = found.GetStringAtIndex(0) if found.GetSize() else ""
    return int(text) if text and text.isdigit() else otherwise


def text(value: Value, target: Any) -> str:
    return shown(heap(target.GetProcess()), value, limits(target))


# ---- lldb's values


def is_struct(kind: Any) -> bool:
    """A struct of ours."""
    kind = kind.GetUnqualifiedType()
    if kind.GetTypeClass() != lldb.eTypeClassStruct or kind.GetNumberOfFields() not in (1, 2):
        return False
    return kind.GetFieldAtIndex(0).GetName() in (WORD, FLOAT)


def is_number(kind: Any) -> bool:
    basic = kind.GetUnqualifiedType().GetBasicType()
    return basic in (*INTS, lldb.eBasicTypeDouble, lldb.eBasicTypeBool)


def is_summarized(kind: Any, _: object) -> bool:
    return is_struct(kind) or is_number(kind)


def is_unfolded(kind: Any, _: object) -> bool:
    return is_struct(kind)


def python_value(value: Any) -> Value:
    """An SBValue of one of our types; Refused where it is optimised out or of another type."""
    value = value.GetNonSyntheticValue()
    kind = value.GetType()
    basic = kind.GetUnqualifiedType().GetBasicType()
    error, data = lldb.SBError(), value.GetData()
    if not value.GetError().Success() or not data.IsValid() or data.GetByteSize() == 0:
        raise Refused("optimized out")
    if is_struct(kind):
        if data.GetByteSize() == 8:
            made: Value = Ref(data.GetUnsignedInt64(error, 0))
        else:
            made, is_int = data.GetDouble(error, 0), data.GetUnsignedInt8(error, 8) & 1
            made = int(made) if is_int else made
    elif basic == lldb.eBasicTypeDouble:
        made = or_unbound(data.GetDouble(error, 0))
    elif basic == lldb.eBasicTypeBool:
        made = bool(data.GetUnsignedInt8(error, 0) & 1)
    elif basic in INTS:
        made = or_unbound(data.GetSignedInt64(error, 0))
    else:
        raise Refused(f"a value of the C type {kind.GetName()}")
    if not error.Success() or is_gone(made):
        raise Refused("optimized out")
    return made


def summary(value: Any, _: object) -> str:
    return _summary(value, limits(value.GetTarget()))


def brief_summary(value: Any) -> str:
    """As an argument in a stack."""
    return _summary(value, Limits(items=10, characters=60, depth=3, total=200))


def _summary(value: Any, bounds: Limits) -> str:
    try:
        return shown(heap(value.GetProcess()), python_value(value), bounds)
    except Refused as refused:
        return f"<{refused}>"


class Children:
    """lldb's protocol of a synthetic provider."""

    def __init__(self, value: Any, _: object) -> None:
        self._value = value
        self._found: list[tuple[str, Value]] = []

    def update(self) -> bool:
        target = self._value.GetTarget()
        try:
            value = python_value(self._value)
            self._found = children(heap(target.GetProcess()), value, limits(target))
        except Refused:
            self._found = []
        return False

    def has_children(self) -> bool:
        return bool(self._found)

    def num_children(self) -> int:
        return len(self._found)

    def get_child_index(self, name: str) -> int:
        return next((i for i, (each, _) in enumerate(self._found) if each == name), -1)

    def get_child_at_index(self, index: int) -> Any:
        if not 0 <= index < len(self._found):
            return None
        name, value = self._found[index]
        return lldb_value(self._value, name, value)


def lldb_value(like: Any, name: str, value: Value) -> Any:
    """An SBValue beside `like`; None where lldb has no such thing."""
    order, target = lldb.eByteOrderLittle, like.GetTarget()
    if isinstance(value, Ref):
        data = lldb.SBData.CreateDataFromUInt64Array(order, 8, [value.word])
        return like.CreateValueFromData(name, data, like.GetType())
    if isinstance(value, bool):
        data = lldb.SBData.CreateDataFromUInt32Array(order, 8, [int(value)])
        return like.CreateValueFromData(name, data, target.GetBasicType(lldb.eBasicTypeBool))
    if isinstance(value, int) and -(1 << 63) <= value < 1 << 63:
        data = lldb.SBData.CreateDataFromSInt64Array(order, 8, [value])
        return like.CreateValueFromData(name, data, target.GetBasicType(lldb.eBasicTypeLong))
    if isinstance(value, float):
        data = lldb.SBData.CreateDataFromDoubleArray(order, 8, [value])
        return like.CreateValueFromData(name, data, target.GetBasicType(lldb.eBasicTypeDouble))
    return None


# ---- frames and variables


def is_python_frame(frame: Any) -> bool:
    file = frame.GetLineEntry().GetFileSpec()
    return bool(file.IsValid() and (file.GetFilename() or "").endswith(".py"))


def function_of(frame: Any) -> str:
    """Its Python name; lldb writes C++'s `::` and `()` around some."""
    name = str((frame.GetFunctionName() or "?").partition("(")[0])
    return name.lstrip(":").replace("::", ".")


def is_given_up(older: Any, newer: Any) -> bool:
    """`older` is a specialised variant whose work `newer`, right below, goes on with."""
    if function_of(older) != function_of(newer) or newer.IsInlined():
        return False
    inner, outer = newer.GetSymbol().GetName() or "", older.GetSymbol().GetName() or ""
    return inner.endswith(".boxed") and outer.startswith(inner[: -len(".boxed")] + "$")


def python_frames(thread: Any) -> list[Any]:
    """The frames that Python sees, the innermost first."""
    found, below = [], None
    for frame in thread:
        if not is_python_frame(frame):
            below = None
            continue
        if below is None or not is_given_up(frame, below):
            found.append(frame)
        below = frame
    return found


def python_frame(thread: Any) -> Any:
    """The selected frame, or the next older one that runs Python."""
    start = thread.GetSelectedFrame().GetFrameID()
    for frame in thread:
        if frame.GetFrameID() >= start and is_python_frame(frame):
            return frame
    raise Refused("no Python frame")


class FrameNames(Names):
    """The variables of a frame, then the globals of its module."""

    def __init__(self, frame: Any, memory: Heap) -> None:
        self._frame = frame
        self._heap = memory

    def find(self, name: str) -> Value:
        value = self._frame.FindVariable(name)
        if value.IsValid():
            return python_value(value)
        for known, held in frame_globals(self._frame, self._heap):
            if known == name:
                return held
        raise KeyError(name)


def address_of(target: Any, symbol: str) -> int:
    found = target.FindSymbols(symbol)
    if not found.GetSize():
        raise Fault(f"the program has no {symbol}")
    return int(found[0].GetSymbol().GetStartAddress().GetLoadAddress(target))


def frame_module(frame: Any, memory: Heap) -> int:
    """The static record of the frame's module, 0: not known."""
    try:
        program = address_of(frame.GetThread().GetProcess().GetTarget(), "pyc_program")
        return module_spec(memory, program, frame.GetLineEntry().GetFileSpec().GetFilename())
    except (Fault, Exhausted):
        return 0


def frame_globals(frame: Any, memory: Heap) -> list[tuple[str, Value]]:
    return known_globals(memory, frame_module(frame, memory))
