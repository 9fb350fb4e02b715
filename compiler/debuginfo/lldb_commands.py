"""lldb: Python expressions, Python's stack, and breakpoints on exceptions.

    p xs[3]   p obj.attr + 1   p len(d)    Python where it is Python, else lldb's own language
    py-bt                                   Python's frames only, with their arguments
    py-locals   py-globals                  all variables of the frame, of its module
    py-condition 1 name == "x"              stop at breakpoint 1 only where that holds
    py-watch obj.attr                       stop when the attribute gets another value
    catch-py   catch-py KeyError            stop where an exception is raised
    catch-py -uncaught                      stop where one is raised that nothing will handle
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import lldb

from pyc.compiler.debuginfo.catching import Place, is_handled
from pyc.compiler.debuginfo.expressions import Refused, evaluated
from pyc.compiler.debuginfo.heap import Exhausted, Fault, Heap
from pyc.compiler.debuginfo.lldb_values import (
    FrameNames,
    address_of,
    brief_summary,
    frame_globals,
    frame_module,
    function_of,
    heap,
    python_frame,
    python_frames,
    summary,
    text,
)
from pyc.compiler.debuginfo.objects import Raises, Ref, is_of_class
from pyc.compiler.ir.machine_types import LAYOUTS

RAISE, RAISED, UNCAUGHT = "pyc_raise", "pyc_trace", "pyc_print_pending"
RAISES = Raises()


def _thread(debugger: Any) -> Any:
    thread = debugger.GetSelectedTarget().GetProcess().GetSelectedThread()
    if not thread.IsValid():
        raise Refused("the program does not run")
    return thread


def py_print(debugger: Any, expression: str, result: Any, _: object) -> None:
    """Print the value of a Python expression; what is not Python is left to lldb."""
    try:
        frame = python_frame(_thread(debugger))
        memory = heap(frame.GetThread().GetProcess())
        value = evaluated(memory, FrameNames(frame, memory), expression)
        result.AppendMessage(text(value, debugger.GetSelectedTarget()))
    except Refused as refused:
        done = lldb.SBCommandReturnObject()
        debugger.GetCommandInterpreter().HandleCommand(f"dwim-print -- {expression}", done)
        if done.Succeeded():
            result.AppendMessage((done.GetOutput() or "").rstrip("\n"))
        else:
            result.SetError(str(refused))


def _place(frame: Any) -> str:
    line = frame.GetLineEntry()
    return f"{line.GetFileSpec().GetFilename()}:{line.GetLine()}"


def py_condition(debugger: Any, command: str, result: Any, _: object) -> None:
    """Let a breakpoint stop only where a Python expression holds: py-condition NUMBER EXPRESSION"""
    number, _space, expression = command.strip().partition(" ")
    target = debugger.GetSelectedTarget()
    point = target.FindBreakpointByID(int(number) if number.isdigit() else 0)
    if not point.IsValid() or not expression:
        result.SetError("py-condition NUMBER EXPRESSION")
        return
    wanted = lldb.SBStructuredData()
    wanted.SetFromJSON(json.dumps({"expression": expression}))
    point.SetScriptCallbackFunction(f"{__name__}.is_met", wanted)


def is_met(frame: Any, _place: Any, wanted: Any, _: object) -> bool:
    """An expression that cannot be answered stops the program, and says why."""
    expression = wanted.GetValueForKey("expression").GetStringValue(10_000)
    try:
        memory = heap(frame.GetThread().GetProcess())
        return bool(evaluated(memory, FrameNames(frame, memory), f"not not ({expression})"))
    except Refused as refused:
        print(f"condition {expression}: {refused}")
        return True


def py_bt(debugger: Any, _command: str, result: Any, _: object) -> None:
    """Show the Python frames, the innermost first."""
    try:
        thread = _thread(debugger)
    except Refused as refused:
        result.SetError(str(refused))
        return
    selected = thread.GetSelectedFrame().GetFrameID()
    for frame in python_frames(thread):
        given = frame.GetVariables(True, False, False, True)
        shown = ", ".join(f"{each.GetName()}={brief_summary(each)}" for each in given)
        mark = "*" if frame.GetFrameID() == selected else " "
        name = function_of(frame)
        result.AppendMessage(f"{mark} #{frame.GetFrameID()} {name}({shown}) at {_place(frame)}")


def _frame(debugger: Any, result: Any) -> Any:
    """The Python frame; None where there is none, which was told."""
    try:
        return python_frame(_thread(debugger))
    except Refused as refused:
        result.SetError(str(refused))
        return None


def py_locals(debugger: Any, _command: str, result: Any, _: object) -> None:
    """Show the variables of the Python frame."""
    frame = _frame(debugger, result)
    if frame is None:
        return
    seen = set()
    for each in frame.GetVariables(True, True, False, True):
        name = each.GetName()
        if name and not name.startswith(".") and name not in seen:
            seen.add(name)
            result.AppendMessage(f"{name} = {summary(each, None)}")


def py_globals(debugger: Any, _command: str, result: Any, _: object) -> None:
    """Show the globals of the module that runs."""
    frame = _frame(debugger, result)
    if frame is None:
        return
    target = debugger.GetSelectedTarget()
    for name, value in frame_globals(frame, heap(target.GetProcess())):
        result.AppendMessage(f"{name} = {text(value, target)}")


# ---- exceptions


def catch_py(debugger: Any, command: str, result: Any, _: object) -> None:
    """Stop when a Python exception is raised: catch-py [-uncaught] [CLASS]."""
    words = command.split()
    uncaught = "-uncaught" in words
    names = [each for each in words if each != "-uncaught"]
    target = debugger.GetSelectedTarget()
    if len(names) > 1 or not target.IsValid():
        result.SetError("catch-py [-uncaught] [CLASS], in a program")
        return
    name = names[0] if names else ""
    point = caught(target, uncaught, name)
    what = "uncaught exceptions" if uncaught else "exceptions"
    of_class = f" of class {name}" if name else ""
    result.AppendMessage(f"Catchpoint {point.GetID()} ({what}{of_class})")


def py_filters(debugger: Any, command: str, result: Any, _: object) -> None:
    """What an editor's exception filters ask for: py-filters [raised] [uncaught]."""
    target = debugger.GetSelectedTarget()
    while _filters:
        target.BreakpointDelete(_filters.pop())
    for each in command.split():
        _filters.append(caught(target, each == "uncaught", "").GetID())


_filters: list[int] = []


def caught(target: Any, uncaught: bool, name: str) -> Any:
    """A breakpoint on exceptions of the class; of any class for ""."""
    places = [RAISE, RAISED, *([UNCAUGHT] if uncaught else [])]
    everywhere = lldb.SBFileSpecList()
    point = target.BreakpointCreateByNames(
        places, len(places), lldb.eFunctionNameTypeFull, everywhere, everywhere
    )
    wanted = lldb.SBStructuredData()
    wanted.SetFromJSON(f'{{"class": "{name}", "uncaught": "{int(uncaught)}"}}')
    point.SetScriptCallbackFunction(f"{__name__}.is_caught", wanted)
    return point


def is_caught(frame: Any, _place: Any, wanted: Any, _: object) -> bool:
    """Stops behind the call that told of the exception, in the Python frame, if the exception is
    new to Python code and of the class; never where it was told."""
    where = frame.GetFunctionName()
    if where == RAISE:
        RAISES.note()
        return False
    thread = frame.GetThread()
    target = thread.GetProcess().GetTarget()
    name = wanted.GetValueForKey("class").GetStringValue(200)
    uncaught = wanted.GetValueForKey("uncaught").GetStringValue(2) == "1"
    is_last = where == UNCAUGHT
    try:
        memory = heap(thread.GetProcess())
        state = address_of(target, "pyc_state")
        exception = memory.word(state + LAYOUTS["PycState"]["exception"])
        if not exception or (name and not is_of_class(memory, exception, name)):
            return False
        if is_last and exception in _told:
            return False
        if not is_last and not RAISES.is_new(memory, exception):
            return False
        if uncaught and not is_last and is_handled(memory, exception, places(thread, memory)):
            return False
    except (Fault, Exhausted):
        return False
    print(f"{'Uncaught' if uncaught else 'Raised'}: {text(Ref(exception), target)}")
    if is_last or thread.GetNumFrames() < 2:
        return True
    if uncaught:
        _told[:] = [exception]
    point = target.BreakpointCreateByAddress(thread.GetFrameAtIndex(1).GetPC())
    point.SetOneShot(True)
    point.SetThreadID(thread.GetThreadID())
    return False


_told: list[int] = []  # the exception that was last said to be uncaught, where it was raised


def places(thread: Any, memory: Heap) -> Iterator[Place]:
    for frame in python_frames(thread):
        function = function_of(frame).rpartition(".")[2]
        line, names = frame.GetLineEntry().GetLine(), FrameNames(frame, memory)
        yield Place(function, line, frame_module(frame, memory), names)


# ---- set-up

COMMANDS = {
    "py-print": "py_print", "py-bt": "py_bt", "py-locals": "py_locals", "py-globals": "py_globals",
    "catch-py": "catch_py", "py-filters": "py_filters",
    "py-condition": "py_condition", "py-step": "py_step", "py-next": "py_next",
    "py-stepping": "py_stepping", "py-watch": "py_watch",
}  # fmt: skip


STEPS = {"step": "py-step", "s": "py-step", "next": "py-next", "n": "py-next"}


def __lldb_init_module(debugger: Any, _: object) -> None:
    here = __name__
    lines = [f"command script add -o -f {here}.{form} {name}" for name, form in COMMANDS.items()]
    lines += [
        f"type summary add -v -w pyc -F {here}.summary --recognizer-function {here}.is_summarized",
        f"type synthetic add -w pyc -l {here}.Children --recognizer-function {here}.is_unfolded",
        "type category enable pyc",
        "command unalias p",
        "command alias p py-print",
        *(f"command unalias {name}" for name in STEPS),
        *(f"command alias {name} {command}" for name, command in STEPS.items()),
        f"target stop-hook add -P {here}.StepEnds",
        # what a step does not enter; only these functions of the runtime are called from outside
        "settings set target.process.thread.step-avoid-regexp ^(std::|pyc_)",
    ]
    interpreter, told = debugger.GetCommandInterpreter(), lldb.SBCommandReturnObject()
    for line in lines:
        interpreter.HandleCommand(line, told)
