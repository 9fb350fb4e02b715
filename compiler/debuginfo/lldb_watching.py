"""lldb: `py-watch obj.attr` stops when the attribute of that object, as it is now, gets another
value."""

from __future__ import annotations

from typing import Any

import lldb

from pyc.compiler.debuginfo.expressions import Refused, watched
from pyc.compiler.debuginfo.heap import Exhausted, Fault
from pyc.compiler.debuginfo.lldb_values import FrameNames, heap, python_frame, text
from pyc.compiler.debuginfo.objects import Slot


class Watched:
    """A watchpoint's attribute, and the bits that it had."""

    def __init__(self, name: str, slot: Slot, bits: int) -> None:
        self.name = name
        self.slot = slot
        self.bits = bits


_watched: dict[int, Watched] = {}  # by the watchpoint's number
_lives: dict[int, list[int]] = {}  # watchpoint of an object's count -> of its attributes


def py_watch(debugger: Any, command: str, result: Any, _: object) -> None:
    """Stop when an object's attribute gets another value: py-watch obj.attr"""
    target = debugger.GetSelectedTarget()
    name = command.strip()
    try:
        thread = target.GetProcess().GetSelectedThread()
        if not thread.IsValid():
            raise Refused("the program does not run")
        memory = heap(target.GetProcess())
        slot = watched(memory, FrameNames(python_frame(thread), memory), name)
        if slot is None:
            raise Refused(f"{name} is no attribute of an object")
        bits = slot.bits(memory)
        number = _made(debugger, slot.address, "attribute_changed")
        _lives.setdefault(_made(debugger, slot.owner, "count_changed"), []).append(number)
    except (Refused, Fault, Exhausted) as error:
        result.SetError(str(error))
        return
    _watched[number] = Watched(name, slot, bits)
    result.AppendMessage(f"Watchpoint {number}: {name}")


def _made(debugger: Any, address: int, callback: str) -> int:
    """The number of a watchpoint on the word there."""
    error = lldb.SBError()
    point = debugger.GetSelectedTarget().WatchAddress(address, 8, False, True, error)
    if not error.Success():
        raise Refused(f"lldb cannot watch it: {error.GetCString()}")
    told = lldb.SBCommandReturnObject()
    line = f"watchpoint command add -F {__name__}.{callback} {point.GetID()}"
    debugger.GetCommandInterpreter().HandleCommand(line, told)
    return int(point.GetID())


def attribute_changed(frame: Any, point: Any, _: object) -> bool:
    """False: go on."""
    known = _watched[point.GetID()]
    process = frame.GetThread().GetProcess()
    memory = heap(process)
    old, known.bits = known.bits, known.slot.bits(memory)
    if old == known.bits:
        return False
    values = [text(known.slot.value(each), process.GetTarget()) for each in (old, known.bits)]
    print(f"Watchpoint {point.GetID()}: {known.name}: {values[0]} -> {values[1]}")
    return True


def count_changed(frame: Any, point: Any, _: object) -> bool:
    """An object that is gone is watched no more: its memory may become another's."""
    process = frame.GetThread().GetProcess()
    numbers = _lives[point.GetID()]
    if heap(process).i64(_watched[numbers[0]].slot.owner) <= 0:
        for each in (*numbers, point.GetID()):
            process.GetTarget().FindWatchpointByID(each).SetEnabled(False)
        for each in numbers:
            print(f"Watchpoint {each} disabled: the object of {_watched[each].name} is gone")
    return False
