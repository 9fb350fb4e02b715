"""lldb: `step` and `next` go to a Python statement, through the runtime if need be.

A program built for stepping compares, at each statement, its frame's address with a limit that we
write, and calls `pyc_line_stop` (runtime/src/lines.c). Other programs keep lldb's own commands.
"""

from __future__ import annotations

from typing import Any

import lldb

from pyc.compiler.debuginfo.heap import Fault
from pyc.compiler.debuginfo.lldb_values import address_of, is_python_frame, python_frames

STOP, LIMIT = "pyc_line_stop", "pyc_line_limit"
EVERYWHERE, NOWHERE = 0, (1 << 64) - 1

_points: list[int] = []  # our breakpoint, while a step goes on
_start: list[tuple[int, int]] = []  # the frame and line at whose start it began: not to stop there


def set_limit(target: Any, limit: int) -> None:
    error = lldb.SBError()
    target.GetProcess().WriteMemory(address_of(target, LIMIT), limit.to_bytes(8, "little"), error)


def py_step(debugger: Any, _command: str, result: Any, _: object) -> None:
    """Step to the next Python statement, into what is called."""
    _move(debugger, "on", "thread step-in", result)


def py_next(debugger: Any, _command: str, result: Any, _: object) -> None:
    """Step to the next Python statement of this frame, or of its caller."""
    _move(debugger, "over", "thread step-over", result)


def _move(debugger: Any, how: str, otherwise: str, result: Any) -> None:
    target = debugger.GetSelectedTarget()
    thread = target.GetProcess().GetSelectedThread()
    interpreter = debugger.GetCommandInterpreter()
    try:
        if not thread.IsValid() or not is_python_frame(thread.GetFrameAtIndex(0)):
            raise Fault("no Python frame")
        STEPPING[how](target)
    except Fault:
        interpreter.HandleCommand(otherwise, result)
        return
    interpreter.HandleCommand("process continue", result)
    if not debugger.GetAsync():
        step_ended(target)


def py_stepping(debugger: Any, command: str, result: Any, _: object) -> None:
    """For editors, which continue by themselves: py-stepping on, over or off."""
    target = debugger.GetSelectedTarget()
    try:
        STEPPING[command.strip()](target)
    except Fault as fault:
        result.SetError(str(fault))


def step_begins(target: Any) -> None:
    """From now on the program stops at its next statement. Raises Fault: it cannot."""
    step_ended(target)
    set_limit(target, EVERYWHERE)
    frame = target.GetProcess().GetSelectedThread().GetFrameAtIndex(0)
    line = frame.GetLineEntry()
    if line.GetStartAddress() == frame.GetPCAddress():
        _start.append((frame.GetFP(), line.GetLine()))
    point = target.BreakpointCreateByName(STOP)
    point.SetScriptCallbackFunction(f"{__name__}.is_stepped")
    _points.append(point.GetID())


def step_over_begins(target: Any) -> None:
    """The same for statements of this frame, and of its callers once it is left."""
    step_begins(target)
    thread = target.GetProcess().GetSelectedThread()
    frame, *callers = python_frames(thread)
    set_limit(target, frame.GetFP())
    left = thread.GetFrameAtIndex(frame.GetFrameID() + 1)
    if left.IsValid():
        point = target.BreakpointCreateByAddress(left.GetPC())
        wanted = lldb.SBStructuredData()
        limit = callers[0].GetFP() if callers else NOWHERE
        wanted.SetFromJSON(f'{{"frame": "{left.GetFP()}", "limit": "{limit}"}}')
        point.SetScriptCallbackFunction(f"{__name__}.is_left", wanted)
        _points.append(point.GetID())


def is_left(frame: Any, _place: Any, wanted: Any, _: object) -> bool:
    """The frame has returned: from now on its callers are where to stop."""
    if str(frame.GetFP()) == wanted.GetValueForKey("frame").GetStringValue(30):
        limit = int(wanted.GetValueForKey("limit").GetStringValue(30))
        set_limit(frame.GetThread().GetProcess().GetTarget(), limit)
    return False


def is_stepped(frame: Any, _place: Any, _wanted: Any, _: object) -> bool:
    """Stops behind the call that told of the statement, in the Python frame."""
    thread = frame.GetThread()
    caller = thread.GetFrameAtIndex(1)
    if _start and _start.pop() == (caller.GetFP(), caller.GetLineEntry().GetLine()):
        return False
    target = thread.GetProcess().GetTarget()
    set_limit(target, NOWHERE)
    point = target.BreakpointCreateByAddress(caller.GetPC())
    point.SetOneShot(True)
    point.SetThreadID(thread.GetThreadID())
    return False


def step_ended(target: Any) -> None:
    """The program has stopped, wherever that is."""
    _start.clear()
    if _points and target.GetProcess().GetState() == lldb.eStateStopped:
        set_limit(target, NOWHERE)
    while _points:
        target.BreakpointDelete(_points.pop())


STEPPING = {"on": step_begins, "over": step_over_begins, "off": step_ended}


class StepEnds:
    """lldb's protocol of a stop hook."""

    def __init__(self, _target: Any, _arguments: Any, _: object) -> None:
        pass

    def handle_stop(self, context: Any, _stream: Any) -> bool:
        step_ended(context.GetTarget())
        return True
