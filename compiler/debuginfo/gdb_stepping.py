"""gdb: step, next, until, finish, up, down and break by Python's lines, frames and names.

A program built for stepping compares, at each statement, its frame's address with a limit that we
write, and calls `pyc_line_stop` (runtime/src/lines.c). So stepping runs at full speed through all
that is not to be seen, goes through the runtime into what the runtime calls back (generators,
`__init__`, sort keys), and never stops in between. Other programs keep gdb's own commands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import gdb

from pyc.compiler.debuginfo.expressions import Refused
from pyc.compiler.debuginfo.gdb_commands import answer
from pyc.compiler.debuginfo.gdb_frames import function_name_of, is_given_up
from pyc.compiler.debuginfo.gdb_values import is_python_frame, is_unfolded_by_a_front_end

STOP, LIMIT = "pyc_line_stop", "pyc_line_limit"
EVERYWHERE, NOWHERE = 0, (1 << 64) - 1
FRAME_POINTER = "rbp"


def is_steppable() -> bool:
    """Whether the program was built for stepping."""
    try:
        gdb.parse_and_eval(f"(unsigned long)&{STOP}")
    except gdb.error:
        return False
    return True


def set_limit(limit: int) -> None:
    address = int(gdb.parse_and_eval(f"(unsigned long)&{LIMIT}"))
    gdb.selected_inferior().write_memory(address, limit.to_bytes(8, "little"))


def frame_address(frame: Any) -> int:
    return int(frame.read_register(FRAME_POINTER)) & NOWHERE


def newest_python_frame() -> Any:
    frame = gdb.newest_frame()
    while frame is not None and not is_python_frame(frame):
        frame = frame.older()
    if frame is None:
        raise gdb.GdbError("no Python frame")
    return frame


def older_python_frame(frame: Any) -> Any:
    """The caller in Python's eyes; None: there is none."""
    frame = without_given_up(frame).older()
    while frame is not None and not is_python_frame(frame):
        frame = frame.older()
    return frame


def without_given_up(frame: Any) -> Any:
    """The outermost physical frame of a Python frame: a specialised variant may have given up
    and called the boxed one."""
    outer = frame.older()
    while outer is not None and is_python_frame(outer) and is_given_up(outer, frame):
        frame, outer = outer, outer.older()
    return frame


class Here(gdb.Breakpoint):  # type: ignore[misc]
    """An internal breakpoint at an address."""

    def __init__(self, address: int) -> None:
        super().__init__(f"*{address:#x}", internal=True)
        self.silent = True


class Left(Here):
    """Where a frame returns to: from then on its callers are where to stop."""

    def __init__(self, frame: Any) -> None:
        left = without_given_up(frame)
        self._caller = older_python_frame(frame)
        super().__init__(left.older().pc())
        self._address = frame_address(left.older())
        self._limit = frame_address(self._caller) if self._caller is not None else NOWHERE

    def stop(self) -> bool:
        if frame_address(gdb.newest_frame()) == self._address:
            set_limit(self._limit)
        return False


class Finished(Here):
    """Where a frame returns to: stop there."""

    def __init__(self, frame: Any) -> None:
        left = without_given_up(frame)
        super().__init__(left.older().pc())
        self._address = frame_address(left.older())

    def stop(self) -> bool:
        return frame_address(gdb.newest_frame()) == self._address


class Stepper:
    """Runs the program from one statement to another."""

    def __init__(self) -> None:
        self._last = 0  # where our last stop was: behind the statement's own test

    def _goes_on(self, others: list[Any]) -> str:
        """Runs; what gdb had to say about the stop, if it is not one of ours."""
        points = [Here(int(gdb.parse_and_eval(f"(unsigned long)&{STOP}"))), *others]
        try:
            return str(gdb.execute("continue", to_string=True))
        finally:
            for each in points:
                if each.is_valid():
                    each.delete()
            if is_alive():
                set_limit(NOWHERE)

    def statement(self, limit: int, others: list[Any]) -> bool:
        """Stops at the next statement in a frame at or above the limit; False: elsewhere, which
        was told."""
        pc = gdb.newest_frame().pc()
        again = pc != self._last and starts_statement(pc)
        while True:
            set_limit(limit)
            told = self._goes_on(others if not again else [])
            if not is_alive() or gdb.newest_frame().name() != STOP:
                gdb.write(told)
                return False
            return_from_stop()
            self._last = gdb.newest_frame().pc()
            if not again:
                return True
            again = False  # that was the test of the statement we stood at


def return_from_stop() -> None:
    """Does what the function's `ret` would: we are at its first instruction."""
    stack = int(gdb.newest_frame().read_register("rsp")) & NOWHERE
    caller = int.from_bytes(gdb.selected_inferior().read_memory(stack, 8), "little")
    gdb.execute(f"set variable $rsp = {stack + 8}", to_string=True)
    gdb.execute(f"set variable $pc = {caller}", to_string=True)


def is_alive() -> bool:
    return bool(gdb.selected_inferior().pid and gdb.selected_thread())


def starts_statement(pc: int) -> bool:
    frame = gdb.newest_frame()
    if not is_python_frame(frame):
        return False
    return any(each.pc == pc for each in frame.find_sal().symtab.linetable())


STEPPER = Stepper()


def show_place(before: Any) -> None:
    """As gdb does after a step: the line, and the frame where that is another one."""
    told = gdb.execute("frame", to_string=True)
    frame = gdb.selected_frame()
    same = before == (frame.name(), frame_address(frame))
    if same:
        told = told.partition("\n")[2]
    gdb.write(re.sub(r"^#\d+ +(0x[0-9a-f]+ in )?", "", told))


def place() -> Any:
    frame = newest_python_frame()
    return frame.name(), frame_address(frame)


class Moving(gdb.Command):  # type: ignore[misc]
    """A command that runs the program; its argument is a count."""

    def __init__(self, name: str) -> None:
        super().__init__(name, gdb.COMMAND_RUNNING)

    def invoke(self, argument: str, from_tty: bool) -> None:
        if not is_alive():
            raise gdb.GdbError("The program is not being run.")
        before = place()
        for _ in range(int(gdb.parse_and_eval(argument)) if argument else 1):
            if not self.move():
                return
        show_place(before)

    def move(self) -> bool:
        raise NotImplementedError


class Step(Moving):
    """Step to the next Python statement, into what is called. step [N]"""

    def move(self) -> bool:
        return STEPPER.statement(EVERYWHERE, [])


class Next(Moving):
    """Step to the next Python statement of this frame, or of its caller. next [N]"""

    def move(self) -> bool:
        frame = newest_python_frame()
        return STEPPER.statement(frame_address(frame), [Left(frame)])


class Until(Next):
    """Like next, but not back: a loop is left. until LOCATION: run up to there."""

    def invoke(self, argument: str, from_tty: bool) -> None:
        if argument:
            gdb.execute(f"advance {argument}", from_tty)
        else:
            super().invoke("", from_tty)

    def move(self) -> bool:
        frame = newest_python_frame()
        start, line = (frame.name(), frame_address(frame)), frame.find_sal().line
        while super().move():
            frame = newest_python_frame()
            if place() != start or frame.find_sal().line > line:
                return True
        return False


class Finish(Moving):
    """Run until the selected Python frame returns."""

    def invoke(self, argument: str, from_tty: bool) -> None:
        if not is_alive():
            raise gdb.GdbError("The program is not being run.")
        frame = gdb.selected_frame()
        while frame is not None and not is_python_frame(frame):
            frame = frame.older()
        if frame is None or older_python_frame(frame) is None:
            raise gdb.GdbError('"finish" not meaningful in the outermost frame.')
        told = STEPPER._goes_on([Finished(frame)])
        if not is_alive() or told.strip():
            gdb.write(told)
            return
        newest_python_frame().select()
        gdb.write("Run till exit\n")
        show_place(None)


class Moved(gdb.Command):  # type: ignore[misc]
    """Select an older (up) or newer (down) Python frame."""

    def __init__(self, name: str) -> None:
        super().__init__(name, gdb.COMMAND_STACK)
        self._is_up = name == "up"

    def invoke(self, argument: str, from_tty: bool) -> None:
        frame = gdb.selected_frame()
        for _ in range(int(gdb.parse_and_eval(argument)) if argument else 1):
            found = older_python_frame(frame) if self._is_up else newer_python_frame(frame)
            if found is None:
                end = "Initial" if self._is_up else "Bottom (innermost)"
                raise gdb.GdbError(f"{end} frame selected; you can't go {self.name}.")
            frame = found
        frame.select()
        gdb.execute("frame")

    @property
    def name(self) -> str:
        return "up" if self._is_up else "down"


def newer_python_frame(frame: Any) -> Any:
    found = None
    below = gdb.newest_frame()
    while below is not None and below != frame:
        if is_python_frame(below):
            if found is None or not is_given_up(below, found):
                found = below
        below = below.older()
    return found


# ---- breakpoints


class ByCondition(gdb.Breakpoint):  # type: ignore[misc]
    """A breakpoint whose condition is a Python expression, else one of gdb's."""

    def __init__(self, where: str, condition: str, is_temporary: bool) -> None:
        super().__init__(where, temporary=is_temporary)
        self._python = condition

    def stop(self) -> bool:
        try:
            return bool(answer(f"not not ({self._python})"))
        except Refused:
            return bool(gdb.parse_and_eval(self._python))


class Break(gdb.Command):  # type: ignore[misc]
    """Set a breakpoint: break [LINE | FILE:LINE | NAME | CLASS.METHOD] [if CONDITION].

    The condition is a Python expression."""

    def __init__(self, name: str, is_temporary: bool) -> None:
        super().__init__(name, gdb.COMMAND_BREAKPOINTS, gdb.COMPLETE_LOCATION)
        self._is_temporary = is_temporary

    def invoke(self, argument: str, from_tty: bool) -> None:
        where, _, condition = re.sub(r"^if\b", " if", argument).partition(" if ")
        where = where.strip()
        if not where:
            where = f"*{gdb.selected_frame().pc():#x}"
        spots = list(first_lines(where)) if re.fullmatch(r"[A-Za-z_][\w.]*|<\w+>", where) else []
        for each in spots or [where]:
            if condition.strip():
                ByCondition(each, condition.strip(), self._is_temporary)
            else:
                gdb.Breakpoint(each, temporary=self._is_temporary)


def first_lines(name: str) -> Iterator[str]:
    """FILE:LINE of the first statement of each Python function of that name."""
    seen = set()
    try:
        found = gdb.decode_line(name)[1] or ()
    except gdb.error:
        found = ()
    for location in found:
        function = outermost(gdb.block_for_pc(location.pc))
        if function is None or not is_named(function.function, name):
            continue  # as where it was inlined: that is a place of the same line
        symtab = function.function.symtab
        if symtab is None or not symtab.filename.endswith(".py"):
            continue
        spot = f"{symtab.filename}:{first_line(symtab, function)}"
        if spot not in seen:
            seen.add(spot)
            yield spot


def is_named(function: Any, name: str) -> bool:
    last = function_name_of(function.name).rpartition(".")[2]
    return last == name.rpartition(".")[2]


def outermost(block: Any) -> Any:
    """The block of the function that the linker knows; None: there is none."""
    found = None
    while block is not None:
        found = block if block.function is not None else found
        block = block.superblock
    return found


def first_line(symtab: Any, function: Any) -> int:
    """The least line of the function's own that has code: its entry belongs to no line."""
    start = function.function.line
    places = symtab.linetable()
    lines = [each.line for each in places if function.start <= each.pc < function.end]
    return int(min((each for each in lines if each >= start), default=start))


def set_up_stepping() -> None:
    # A front end is told of each stop, our own ones, too: it keeps gdb's steps.
    if is_unfolded_by_a_front_end():
        return
    if "breaking" not in _done:
        _done.append("breaking")
        Break("break", is_temporary=False)
        Break("tbreak", is_temporary=True)
    if not is_steppable() or "stepping" in _done:
        return
    _done.append("stepping")
    Step("step")
    Next("next")
    Until("until")
    Finish("finish")
    Moved("up")
    Moved("down")


_done: list[str] = []
set_up_stepping()
