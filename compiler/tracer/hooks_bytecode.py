"""Hooks for CPython 3.11: calls in a function's bytecode that can be jumped over.

    RESUME 0
    JUMP_FORWARD end    <- PUSH_NULL while the hook is there
    LOAD_CONST hook
    LOAD_FAST a ...
    PRECALL, CALL, POP_TOP
  end:
    ...the function's own code

Nothing else of the function changes: its names, lines and columns, its stack while its own code
runs. A hook comes and goes by one two-byte store into the code object, so that functions which
share the code (closures), and calls that are under way, see it at once. Before each return stands
another.
"""

from __future__ import annotations

import ctypes
import dis
from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any

from bytecode import Bytecode, Instr
from bytecode.instr import CellVar, InstrLocation

from pyc.compiler.tracer.collector import Site, own_frame, parameters

UNIT = 2  # bytes of an instruction
MOST_PARAMETERS = 100  # more would need a longer jump
NOWHERE = InstrLocation(None, None, None, None)
PUSH_NULL, JUMP_FORWARD = dis.opmap["PUSH_NULL"], dis.opmap.get("JUMP_FORWARD", 0)
FIRST_UNIT = type((lambda: 0).__code__).__basicsize__  # of a code object: where its bytecode lies


def hooked(code: CodeType, site: Site) -> CodeType:
    """The same code with hooks that tell `site`; `code` itself where that cannot be."""
    if len(parameters(code)) > MOST_PARAMETERS:
        return code

    # At the end of the stack the program's own code is the one to fail.
    def entered(*arguments: Any) -> None:
        try:  # noqa: SIM105  (a context manager takes longer than all the rest)
            site.entered(arguments, own_frame())
        except RecursionError:
            pass

    def left(value: Any) -> None:
        try:  # noqa: SIM105
            site.left_with(value, own_frame())
        except RecursionError:
            pass

    made = _with_calls(code, entered, None if site.is_generator else left)
    units = _jumps(made, (entered, left))
    if not units or _memory(made, len(made.co_code)) != made.co_code:
        return code
    site.arm, site.disarm = _switches(made, units)
    return made


def counting(code: CodeType, counter: Iterator[int]) -> CodeType:
    """The same code, which takes the next of `counter` whenever a call begins."""
    text = Bytecode.from_code(code)
    at = 1 + next(i for i, each in enumerate(text) if getattr(each, "name", "") == "RESUME")
    text[at:at] = [
        _instr("PUSH_NULL"), _instr("LOAD_CONST", next), _instr("LOAD_CONST", counter),
        _instr("PRECALL", 1), _instr("CALL", 1), _instr("POP_TOP"),
    ]  # fmt: skip
    made: CodeType = text.to_code()
    return made.replace(co_flags=code.co_flags)


def _with_calls(
    code: CodeType, entered: Callable[..., None], left: Callable[[Any], None] | None
) -> CodeType:
    text = Bytecode.from_code(code)
    cells = set(text.cellvars)
    made: list[Any] = []
    is_inside = False
    for each in text:
        name = each.name if isinstance(each, Instr) else ""
        if name == "RETURN_VALUE" and left is not None:
            made += [
                _instr("PUSH_NULL"), _instr("LOAD_CONST", left), _instr("COPY", 3),
                _instr("PRECALL", 1), _instr("CALL", 1), _instr("POP_TOP"),
            ]  # fmt: skip
        made.append(each)
        if name == "RESUME" and not is_inside:
            is_inside = True
            arguments = [
                _instr("LOAD_DEREF", CellVar(name)) if name in cells else _instr("LOAD_FAST", name)
                for name in parameters(code)
            ]
            made += [
                _instr("PUSH_NULL"), _instr("LOAD_CONST", entered), *arguments,
                _instr("PRECALL", len(arguments)), _instr("CALL", len(arguments)),
                _instr("POP_TOP"),
            ]  # fmt: skip
    text[:] = made
    result: CodeType = text.to_code()
    return result.replace(co_flags=code.co_flags)


def _instr(name: str, *argument: Any) -> Instr:
    return Instr(name, *argument, location=NOWHERE)


def _jumps(code: CodeType, hooks: tuple[object, ...]) -> list[tuple[int, int]]:
    """Where hooks begin, with the unit that jumps over each."""
    found = []
    instructions = list(dis.get_instructions(code))
    for i, each in enumerate(instructions):
        if each.opname != "LOAD_CONST" or not any(each.argval is hook for hook in hooks):
            continue
        start = instructions[i - 1]
        end = next(later for later in instructions[i:] if later.opname == "POP_TOP").offset + UNIT
        distance = (end - start.offset - UNIT) // UNIT
        if start.opcode != PUSH_NULL or distance > 0xFF:
            return []
        found.append((start.offset, JUMP_FORWARD | distance << 8))
    return found


def _switches(
    code: CodeType, units: list[tuple[int, int]]
) -> tuple[Callable[[], None], Callable[[], None]]:
    """To arm and to disarm. Each keeps the code object, whose memory it writes, alive."""
    start = id(code) + FIRST_UNIT
    places = [(ctypes.c_uint16.from_address(start + at), jump) for at, jump in units]

    def arm(kept: CodeType = code) -> None:
        for place, _ in places:
            place.value = PUSH_NULL

    def disarm(kept: CodeType = code) -> None:
        for place, jump in places:
            place.value = jump

    return arm, disarm


def _memory(code: CodeType, size: int) -> bytes:
    return ctypes.string_at(id(code) + FIRST_UNIT, size)
