"""gdb: `bt` with Python's frames only.

Frames of the runtime are left out, and so is a specialised variant that gave up and called the
boxed variant of its function: they are one frame to Python. `bt -no-filters` shows all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import gdb
from gdb.FrameDecorator import FrameDecorator

from pyc.compiler.debuginfo.gdb_values import (
    is_python_frame,
    is_unfolded_by_a_front_end,
    variables,
)


def symbol_at(frame: Any) -> str:
    """The linker's name of the frame's code: `__main__.area$0`, `__main__.area.boxed`."""
    told = gdb.execute(f"info symbol {frame.pc():#x}", to_string=True)
    return str(told.split(" ", 1)[0])


def is_given_up(older: Any, newer: Any) -> bool:
    """`older` is a specialised variant whose work `newer`, right below, goes on with."""
    if older.name() != newer.name() or newer.type() == gdb.INLINE_FRAME:
        return False
    outer, inner = symbol_at(older), symbol_at(newer)
    return inner.endswith(".boxed") and outer.startswith(inner[: -len(".boxed")] + "$")


def python_frames() -> Iterator[Any]:
    """The frames that Python sees, the innermost first."""
    frame, below = gdb.newest_frame(), None
    while frame is not None:
        is_python = is_python_frame(frame)
        if is_python and (below is None or not is_given_up(frame, below)):
            yield frame
        below = frame if is_python else None
        frame = frame.older()


def function_name_of(name: str) -> str:
    """Python's name: `Account.deposit` for C++'s `Account::deposit(int)`."""
    return re.sub(r"\(.*$", "", name).lstrip(":").replace("::", ".")


class Argument:
    def __init__(self, name: str, value: Any) -> None:
        self._name = name
        self._value = value

    def symbol(self) -> str:
        return self._name

    def value(self) -> Any:
        return self._value


class PythonFrame(FrameDecorator):  # type: ignore[misc]
    """A frame by its Python name, with no address."""

    def address(self) -> int | None:
        """For a front end alone: `bt` leaves out what is None."""
        return int(self.inferior_frame().pc()) if is_unfolded_by_a_front_end() else None

    def function(self) -> str:
        return function_name_of(self.inferior_frame().name() or "?")

    def frame_args(self) -> list[Argument]:
        frame = self.inferior_frame()
        arguments = {each.name for each in _arguments(frame)}
        found = variables(frame)
        return [Argument(name, value) for name, value in found if name in arguments]


def _arguments(frame: Any) -> Iterator[Any]:
    try:
        block = frame.block()
    except RuntimeError:
        return
    while block is not None and block.function is None:
        block = block.superblock
    for symbol in block or ():
        if symbol.is_argument:
            yield symbol


class PythonFrames:
    """The frame filter."""

    def __init__(self) -> None:
        self.name = "pyc"
        self.priority = 100
        self.enabled = True

    def filter(self, frames: Iterator[Any]) -> Iterator[Any]:
        below = None
        for each in frames:
            frame = each.inferior_frame()
            if is_python_frame(frame):
                if below is None or not is_given_up(frame, below):
                    yield PythonFrame(each)
                below = frame
            else:
                below = None
