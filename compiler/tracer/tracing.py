"""Tracing in this process: which code is watched, the timer that looks again, what is kept."""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any

from pyc.compiler.tracer.collector import COLLECTOR, TICK
from pyc.compiler.tracer.database import keep

if hasattr(sys, "monitoring"):
    from pyc.compiler.tracer.hooks_monitoring import Monitor
else:
    from pyc.compiler.tracer.hooks_bytecode import hooked

FUNCTION = 0x01 | 0x02  # flags of a function's code: fast locals, not a class body or a module
COMPREHENSIONS = ("<listcomp>", "<setcomp>", "<dictcomp>")
_monitor: Any = None
_is_started = False


def watched(code: CodeType, module: str) -> CodeType:
    """That code with hooks. Where CPython has monitoring of its own it stays the very same."""
    global _monitor  # noqa: PLW0603
    if not _is_function(code):
        return code
    site = COLLECTOR.site(code, module)
    if hasattr(sys, "monitoring"):
        _monitor = _monitor or Monitor()
        _monitor.watch(code, site)
        return code
    return hooked(code, site)


def all_watched(code: CodeType, module: str) -> CodeType:
    """With every function that is defined in it."""
    return in_all(code, lambda each: watched(each, module))


def in_all(code: CodeType, change: Callable[[CodeType], CodeType]) -> CodeType:
    """The code with all functions that are defined in it changed, and itself if it is one's."""
    constants = tuple(
        in_all(each, change) if isinstance(each, CodeType) else each for each in code.co_consts
    )
    if any(new is not old for new, old in zip(constants, code.co_consts, strict=True)):
        code = code.replace(co_consts=constants)
    return change(code) if _is_function(code) else code


def _is_function(code: CodeType) -> bool:
    return code.co_flags & FUNCTION == FUNCTION and code.co_name not in COMPREHENSIONS


def start() -> None:
    """The timer, and the end; once, however often it is called."""
    global _is_started  # noqa: PLW0603
    if _is_started:
        return
    _is_started = True
    atexit.register(_end)
    os.register_at_fork(after_in_child=_forked)
    sys.addaudithook(_audited)
    _set_timer()


def _set_timer() -> None:
    """Processor time, so that a program that waits is left alone; and never where the program has
    a use of its own for the signal."""
    if threading.current_thread() is not threading.main_thread():
        return
    if signal.getsignal(signal.SIGPROF) in (signal.SIG_DFL, _ticked):
        signal.signal(signal.SIGPROF, _ticked)
        signal.setitimer(signal.ITIMER_PROF, TICK, TICK)


def _ticked(number: int, frame: FrameType | None) -> None:
    COLLECTOR.tick()


def _stop_timer() -> None:
    if signal.getsignal(signal.SIGPROF) is _ticked:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, signal.SIG_IGN)


def _audited(event: str, arguments: tuple[Any, ...]) -> None:
    """A timer outlives exec, and the new program would die of its signal."""
    if event == "os.exec" and os.getpid() == _owner:
        _stop_timer()
        _end()


_owner = os.getpid()


def _forked() -> None:
    global _owner  # noqa: PLW0603
    _owner = os.getpid()
    COLLECTOR.forget()
    _set_timer()


def _end() -> None:
    if threading.current_thread() is threading.main_thread():
        _stop_timer()
    functions = COLLECTOR.functions()
    COLLECTOR.forget()
    if functions:
        keep(functions, program(), COLLECTOR.started)


def program() -> str:
    main = sys.modules.get("__main__")
    return os.path.abspath(getattr(main, "__file__", None) or sys.argv[0] or "-")  # noqa: PTH100
