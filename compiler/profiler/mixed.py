"""Stacks of CPython with the C functions of extension modules in between, as py-spy tells them.

    in:   0x7f9b20a4524a (libc.so.6); work (prog.py:8); spin (fast.c:11); 0x7f9b20724f45 (libz.so.1)
    out:  work (prog.py:8); spin (fast.c:11); [libz]

A C function has its file and line where its library was built with -g, else its library behind its
name; code that no symbol names counts for its library as a whole. How C came to start the program
is left out.
"""

from __future__ import annotations

import re

from pyc.compiler.profiler.profile import Frame, Stack

ADDRESS = re.compile(r"0x[0-9a-f]+$")
ENDING = re.compile(r"(\.cpython-[^/]*|\.abi3)?\.so(\.[\d.]+)?$")


def named(stack: Stack) -> Stack:
    """From the outermost to the innermost frame, as in `stack`."""
    frames: list[Frame] = []
    for each in stack:
        frame = _frame(each)
        if not frames or frame != frames[-1] or frame.line:  # a recursion of its own is kept
            frames.append(frame)
    first = next((i for i, frame in enumerate(frames) if frame.is_python), 0)
    return tuple(frames[first:])


def _frame(told: Frame) -> Frame:
    """Python's frames always have a line."""
    if told.line or told.file.endswith(".py") or not told.file:
        return told
    library = ENDING.sub("", told.file.rpartition("/")[2])
    if ADDRESS.match(told.function):
        return Frame(f"[{library}]", "", 0)
    return Frame(f"{told.function} [{library}]", "", 0)
