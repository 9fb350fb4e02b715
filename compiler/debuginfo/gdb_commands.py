"""gdb: Python expressions in `print`, and the commands for variables and exceptions.

p xs[3]   p obj.attr + 1   p len(d)    Python where it is Python, else gdb's own language
py-locals   py-globals                  all variables of the frame, of its module
catch-py   catch-py KeyError            stop where an exception is raised
catch-py -uncaught                      stop where one is raised that nothing will handle
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import gdb

from pyc.compiler.debuginfo.catching import Place, is_handled
from pyc.compiler.debuginfo.expressions import Refused, attribute, evaluated, item, length
from pyc.compiler.debuginfo.gdb_frames import PythonFrames, function_name_of, python_frames
from pyc.compiler.debuginfo.gdb_values import (
    WORD,
    FrameNames,
    frame_globals,
    frame_module,
    gdb_value,
    heap,
    members,
    printer_of,
    python_frame,
    python_value,
    text,
    variables,
)
from pyc.compiler.debuginfo.heap import Exhausted, Fault, Heap
from pyc.compiler.debuginfo.objects import Raises, Ref, Value, is_of_class
from pyc.compiler.ir.machine_types import LAYOUTS


def answer(expression: str) -> Value:
    """A Python expression in the selected frame; raises Refused."""
    try:
        memory = heap()
        return evaluated(memory, FrameNames(python_frame(), memory), expression)
    except gdb.error as error:
        raise Refused(str(error)) from None


def word_type() -> Any:
    """A struct type of ours for words, None where the program has none."""
    for name in ("object", "str", "list"):
        try:
            found = gdb.lookup_type(name)
        except gdb.error:
            continue
        if members(found) == [WORD]:
            return found
    return None


RADIX = {"x": "#x", "o": "#o", "t": "b", "d": "d"}


class Print(gdb.Command):  # type: ignore[misc]
    """Print the value of an expression: Python's, or with /FORMAT or for C, gdb's own.

    print xs[3]
    print obj.attr
    print len(d) > n
    print/x n            gdb's formats, as ever"""

    def __init__(self) -> None:
        super().__init__("print", gdb.COMMAND_DATA, gdb.COMPLETE_EXPRESSION)

    def invoke(self, argument: str, from_tty: bool) -> None:
        asked = re.fullmatch(r"(?:/([xotd])\s+)?([^/$-].*)", argument)
        if asked is None:
            self._gdbs_own(argument, from_tty)
            return
        try:
            value = answer(asked[2])
        except Refused as refused:
            self._after(refused, argument, from_tty)
            return
        if asked[1] is None:
            self._show(value)
        elif isinstance(value, int):
            self._remember(value, format(value, RADIX[asked[1]]))
        else:
            self._gdbs_own(argument, from_tty)

    def _show(self, value: Value) -> None:
        kind = word_type()
        if isinstance(value, Ref) and kind is not None and gdb.parameter("print pretty"):
            self._remember(value, gdb_value(value, kind).format_string())
        else:
            self._remember(value, text(value))

    def _remember(self, value: Value, shown: str) -> None:
        """Prints, and keeps the value in gdb's history where it can."""
        kind = word_type()
        if (isinstance(value, Ref) and kind is None) or not hasattr(gdb, "add_history"):
            print(f"= {shown}")
            return
        made = gdb_value(value, kind) if kind is not None else value
        print(f"${gdb.add_history(made)} = {shown}")

    def _gdbs_own(self, argument: str, from_tty: bool) -> None:
        # `print` is this command now; `call` is gdb's own and prints alike.
        gdb.execute(f"call {argument}", from_tty)

    def _after(self, refused: Refused, argument: str, from_tty: bool) -> None:
        """gdb's own language has its turn; where that fails, too, ours is the better complaint."""
        try:
            self._gdbs_own(argument, from_tty)
        except gdb.error:
            raise gdb.GdbError(str(refused)) from None


class Function(gdb.Function):  # type: ignore[misc]
    """A convenience function over values of the program."""

    def __init__(self, name: str, form: Any) -> None:
        super().__init__(name)
        self._form = form

    def invoke(self, *arguments: Any) -> Any:
        try:
            values = [_argument(each) for each in arguments]
            made = self._form(heap(), *values)
        except (Refused, Fault, Exhausted) as error:
            raise gdb.GdbError(str(error)) from None
        return gdb_value(made, arguments[0].type.strip_typedefs().unqualified())


def _argument(value: Any) -> Value:
    kind = value.type.strip_typedefs()
    if kind.code in (gdb.TYPE_CODE_ARRAY, gdb.TYPE_CODE_PTR):
        return value.string()  # a C string that was typed
    return python_value(value)


FUNCTIONS = {
    "len": length,
    "item": item,
    "attr": attribute,
    "repr": lambda memory, value: text(value),
}


class Locals(gdb.Command):  # type: ignore[misc]
    """Show the variables of the Python frame."""

    def __init__(self) -> None:
        super().__init__("py-locals", gdb.COMMAND_DATA)

    def invoke(self, argument: str, from_tty: bool) -> None:
        for name, value in variables(python_frame_or_error()):
            if not name.startswith("."):
                print(f"{name} = {value.format_string()}")


class Globals(gdb.Command):  # type: ignore[misc]
    """Show the globals of the module that runs."""

    def __init__(self) -> None:
        super().__init__("py-globals", gdb.COMMAND_DATA)

    def invoke(self, argument: str, from_tty: bool) -> None:
        for name, value in frame_globals(python_frame_or_error(), heap()):
            print(f"{name} = {text(value)}")


def python_frame_or_error() -> Any:
    try:
        return python_frame()
    except (Refused, gdb.error) as error:
        raise gdb.GdbError(str(error)) from None


# ---- exceptions


def pending(memory: Heap) -> int:
    """The exception that is on its way: its word, or 0."""
    state = int(gdb.parse_and_eval("(unsigned long)&pyc_state"))
    return memory.word(state + LAYOUTS["PycState"]["exception"])


class Raise(gdb.Breakpoint):  # type: ignore[misc]
    """Notes that a `raise` statement runs: what it raises may have been raised before."""

    def __init__(self) -> None:
        super().__init__(f"*{RAISE}", internal=True)

    def stop(self) -> bool:
        RAISES.note()
        return False


class CatchPoint(gdb.Breakpoint):  # type: ignore[misc]
    """Stops in the runtime where an exception is new to the Python code that it passes through."""

    shows_python = True

    def __init__(self, name: str, is_uncaught: bool) -> None:
        super().__init__(RAISED, gdb.BP_BREAKPOINT, internal=False)
        self.silent = True
        self._name = name
        self._is_uncaught = is_uncaught
        self.told = 0  # the exception that it stopped for last
        if is_uncaught:
            _points.append(LastChance(self))

    def stop(self) -> bool:
        try:
            memory = heap()
            exception = pending(memory)
            if not exception or not RAISES.is_new(memory, exception):
                return False
            if not self.is_for(memory, exception):
                return False
            if self._is_uncaught and is_handled(memory, exception, places(memory)):
                return False
        except (Fault, Exhausted, gdb.error):
            return False
        self.tell("Uncaught" if self._is_uncaught else "Raised", exception)
        return True

    def is_for(self, memory: Heap, exception: int) -> bool:
        return not self._name or is_of_class(memory, exception, self._name)

    def tell(self, what: str, exception: int) -> None:
        self.told = exception
        print(f"\n{what}: {text(Ref(exception))}")


class LastChance(gdb.Breakpoint):  # type: ignore[misc]
    """Where the program ends by an exception that was thought to be handled, or was before the
    catchpoint: its frames are gone."""

    def __init__(self, point: CatchPoint) -> None:
        super().__init__(UNCAUGHT, gdb.BP_BREAKPOINT, internal=True)
        self.silent = True
        self._point = point

    def stop(self) -> bool:
        try:
            memory = heap()
            exception = pending(memory)
            if not self._point.is_valid() or not self._point.enabled or not exception:
                return False
            if exception == self._point.told or not self._point.is_for(memory, exception):
                return False
        except (Fault, Exhausted, gdb.error):
            return False
        self._point.tell("Uncaught", exception)
        return True


def places(memory: Heap) -> Iterator[Place]:
    for frame in python_frames():
        function = function_name_of(frame.name() or "?").rpartition(".")[2]
        names = FrameNames(frame, memory)
        yield Place(function, frame.find_sal().line, frame_module(frame, memory), names)


RAISE, RAISED, UNCAUGHT = "pyc_raise", "pyc_trace", "pyc_print_pending"
RAISES = Raises()


class CatchPython(gdb.Command):  # type: ignore[misc]
    """Stop when a Python exception is raised: catch-py [-uncaught] [CLASS].

    catch-py               any exception, where it is raised
    catch-py LookupError   one of the class or below
    catch-py -uncaught     one that no `except` up the stack takes"""

    def __init__(self) -> None:
        super().__init__("catch-py", gdb.COMMAND_BREAKPOINTS)

    def invoke(self, argument: str, from_tty: bool) -> None:
        words = argument.split()
        uncaught = "-uncaught" in words
        names = [each for each in words if each != "-uncaught"]
        if len(names) > 1:
            raise gdb.GdbError("catch-py [-uncaught] [CLASS]")
        name = names[0] if names else ""
        if not _points:
            _points.append(Raise())
        point = made_silently(lambda: CatchPoint(name, uncaught))
        what = "uncaught exceptions" if uncaught else "exceptions"
        print(f"Catchpoint {point.number} ({what}{' of class ' + name if name else ''})")


def made_silently(make: Callable[[], Any]) -> Any:
    """gdb tells of a new breakpoint where in the runtime, or in memory, it lies."""
    made: list[Any] = []
    _making.append(lambda: made.append(make()))
    gdb.execute("python import sys; sys.modules['pyc_gdb']._making.pop()()", to_string=True)
    return made[0]


def to_python_frame(event: Any) -> None:
    """After a stop of ours, which may be inside the runtime: show where Python is."""
    points = getattr(event, "breakpoints", [])
    if any(getattr(each, "shows_python", False) for each in points):
        try:
            python_frame().select()
            gdb.execute("frame")
        except (Refused, gdb.error):
            pass


# ---- set-up

SKIPPED = ("*/runtime/src/*", "*/runtime/include/*", "src/*.c", "include/pyc*.h")


def set_up() -> None:
    where = gdb.current_objfile() or gdb
    where.pretty_printers.insert(0, printer_of)
    where.frame_filters["pyc"] = PythonFrames()
    if "pyc" in _seen:
        return
    _seen.append("pyc")
    Print()
    Locals()
    Globals()
    CatchPython()
    for name, form in FUNCTIONS.items():
        Function(name, form)
    gdb.events.stop.connect(to_python_frame)
    for pattern in SKIPPED:
        gdb.execute(f"skip -gfi {pattern}", to_string=True)
    if gdb.parameter("print frame-arguments") == "scalars":
        gdb.execute("set print frame-arguments all")


_seen: list[str] = []
_points: list[gdb.Breakpoint] = []  # internal ones
_making: list[Callable[[], None]] = []
set_up()
