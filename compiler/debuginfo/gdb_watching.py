"""gdb: `watch obj.attr` stops when the attribute of that object, as it is now, gets another value.

What is no attribute in Python is watched as gdb would.
"""

from __future__ import annotations

import gdb

from pyc.compiler.debuginfo.expressions import Refused, watched
from pyc.compiler.debuginfo.gdb_commands import made_silently
from pyc.compiler.debuginfo.gdb_values import FrameNames, heap, python_frame, text
from pyc.compiler.debuginfo.heap import Exhausted, Fault
from pyc.compiler.debuginfo.objects import Slot


class Attribute(gdb.Breakpoint):  # type: ignore[misc]
    """A hardware watchpoint on where an object keeps an attribute."""

    enabled: bool
    shows_python = True

    def __init__(self, name: str, slot: Slot) -> None:
        super().__init__(f"*(unsigned long *){slot.address:#x}", gdb.BP_WATCHPOINT)
        self.silent = True
        self._name = name
        self._slot = slot
        self._old = slot.bits(heap())
        self._life = Life(self, slot.owner)

    def stop(self) -> bool:
        memory = heap()
        try:
            old, self._old = self._old, self._slot.bits(memory)
            values = [text(self._slot.value(each)) for each in (old, self._old)]
        except (Fault, Exhausted):
            return False
        print(f"\nHardware watchpoint {self.number}: {self._name}\n")
        print(f"Old value = {values[0]}\nNew value = {values[1]}")
        return True

    def end(self) -> None:
        """The object is gone; gdb deletes no breakpoint while one is hit."""
        if self.is_valid() and self.enabled:
            self.enabled = False
            print(f"\nWatchpoint {self.number} disabled: the object of {self._name} is gone")


class Life(gdb.Breakpoint):  # type: ignore[misc]
    """Watches an object's count of references: its memory may become another object's."""

    def __init__(self, attribute: Attribute, owner: int) -> None:
        super().__init__(f"*(long *){owner:#x}", gdb.BP_WATCHPOINT, internal=True)
        self.silent = True
        self._attribute = attribute
        self._owner = owner

    def stop(self) -> bool:
        if not self._attribute.is_valid():
            self.enabled = False
        elif heap().i64(self._owner) <= 0:
            self.enabled = False
            self._attribute.end()
        return False


class Watch(gdb.Command):  # type: ignore[misc]
    """Stop when a value changes: watch obj.attr, or what gdb can watch."""

    def __init__(self) -> None:
        super().__init__("watch", gdb.COMMAND_BREAKPOINTS, gdb.COMPLETE_EXPRESSION)

    def invoke(self, argument: str, from_tty: bool) -> None:
        try:
            point = self._set(argument)
        except (Refused, gdb.error) as error:
            raise gdb.GdbError(str(error)) from None
        if isinstance(point, Attribute):
            print(f"Hardware watchpoint {point.number}: {argument}")

    def _set(self, argument: str) -> gdb.Breakpoint:
        if argument.startswith(("-l ", "-location ")):
            place = gdb.parse_and_eval(argument.partition(" ")[2]).address
            return gdb.Breakpoint(f"*(unsigned long *){int(place):#x}", gdb.BP_WATCHPOINT)
        slot = _slot(argument)
        if slot is None:
            return gdb.Breakpoint(argument, gdb.BP_WATCHPOINT)
        return made_silently(lambda: Attribute(argument, slot))


def _slot(argument: str) -> Slot | None:
    try:
        memory = heap()
        return watched(memory, FrameNames(python_frame(), memory), argument)
    except gdb.error:  # the program does not run yet
        return None


def set_up_watching() -> None:
    if "watching" not in _ready:
        _ready.append("watching")
        Watch()


_ready: list[str] = []
set_up_watching()
