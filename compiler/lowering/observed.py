"""What debuggers see: a hook at each statement, a slot for each variable.

Only observed flow (`Observed`) has the steps that this module lowers. A slot is an
IR variable that LLVM keeps in memory. One that holds a word owns a count, so what a debugger shows
is alive, as CPython's locals are, though the compiled code may be through with it. Slots move with
the frame: a bail-out and a `yield` take them along.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from pyc.compiler.flow import nodes as flow
from pyc.compiler.flow import ops
from pyc.compiler.ir.builder import NULL, f64, i64
from pyc.compiler.ir.ir_nodes import Local, Operand, Symbol
from pyc.compiler.ir.machine_types import F64, F64_ABSENT, I64, I64_ABSENT, WORD, MachineType
from pyc.compiler.lowering import numbers
from pyc.compiler.lowering.conventions import machine_type
from pyc.compiler.lowering.places import Place
from pyc.compiler.types import python_types as t
from pyc.compiler.types.display import shown
from pyc.compiler.types.relations import is_never_small, join_all

if TYPE_CHECKING:
    from pyc.compiler.lowering.context import Lowering

_F64_ABSENT: float = struct.unpack("<d", struct.pack("<Q", F64_ABSENT))[0]
Shows = dict[flow.Shown, list[tuple[flow.Block, flow.Instruction]]]


def shows_of(function: flow.FlowFunction) -> Shows:
    """The variables in the order in which they are first set, with the steps that set them."""
    result: Shows = {}
    for block in function.blocks:
        for step in block.instructions:
            if step.op is ops.SHOW:
                result.setdefault(step.data, []).append((block, step))
    return result


def make_slots(low: Lowering) -> None:
    """A slot for each variable, unbound at first."""
    parameters = low.flow.parameters.names()
    for key, steps in low.program.shows(low.flow).items():
        types = [
            low.typing.argument(step, step.args[0])
            for block, step in steps
            if step.args and low.typing.is_reached(block)
        ]
        joined = join_all(types) if types else t.OBJECT
        slot = low.build.variable(_slot_type(types), key.name)
        low.slots[key] = slot
        low.build.assign(slot, _unbound(slot.type))
        is_parameter = key.within is None and key.name in parameters
        argument = 1 + parameters.index(key.name) if is_parameter else 0
        low.target.locals.append(
            Local(key.name, shown(joined), slot, argument, key.within, key.is_cell)
        )
    low.target.is_observed = low.flow.is_observed


def describe_places(low: Lowering) -> None:
    """Without slots: says which variable lives where, as long as it lives."""
    low.lasting = _lasting(low)
    parameters = low.flow.parameters.names()
    for register, place in low.places.items():
        key = register.shown
        if key is None:
            continue
        is_parameter = register in low.flow.parameter_registers
        argument = 1 + parameters.index(key.name) if is_parameter else 0
        is_plain = isinstance(place, Place) and place.aggregate is None
        variable = place.parts[0] if isinstance(place, Place) and is_plain else None
        type_ = shown(low.typing.register(register))
        low.told[register] = len(low.target.locals)
        low.target.locals.append(
            Local(key.name, type_, variable, argument, key.within, key.is_cell)
        )


def _lasting(low: Lowering) -> frozenset[flow.Register]:
    """Parameters whose objects the caller keeps alive until the function returns, also where a
    specialised variant had them first and gave up."""
    if not low.is_boxed or low.flow.is_generator:
        return frozenset()
    return frozenset(
        register
        for index, register in enumerate(low.flow.parameter_registers)
        if register not in low.program.definitions(low.flow)
        and index not in low.program.raw_parameters(low.flow)
    )


def forget(low: Lowering, register: flow.Register) -> None:
    """What the variable holds is handed on or released."""
    number = low.told.get(register)
    if number is None or register in low.lasting:
        return
    variable = low.target.locals[number].variable
    if variable is not None and variable.type is WORD:
        if is_never_small(low.typing.register(register)):
            low.build.do("lost", i64(number))
        else:
            low.build.do("forget", variable)


def tell_parameters(low: Lowering, values: tuple[Operand, ...]) -> None:
    """Where they are as the function starts, also those that it never reads."""
    for register, value in zip(low.flow.parameter_registers, values, strict=True):
        place = low.places[register]
        if register in low.told and isinstance(place, Place) and place.type is value.type:
            low.build.assign(place.parts[0], value)


def lose(low: Lowering, dests: tuple[flow.Register, ...]) -> None:
    """The variables that a step set, but not where they are shown from."""
    for register in dests:
        number = low.told.get(register)
        if number is not None:
            is_kept = low.after >> register.index & 1 or register in low.set_dead
            if low.target.locals[number].variable is None or not is_kept:
                low.build.do("lost", i64(number))


def _slot_type(types: list[t.Type]) -> MachineType:
    """Raw where all that the variable is set to has the same raw form."""
    found = {machine_type(each) for each in types}
    return found.pop() if found in ({I64}, {F64}) else WORD


def _unbound(type_: MachineType) -> Operand:
    if type_ is I64:
        return i64(I64_ABSENT)
    return f64(_F64_ABSENT) if type_ is F64 else NULL


def show(low: Lowering, step: flow.Instruction) -> None:
    slot = low.slots[step.data]
    build = low.build
    if slot.type is not WORD:
        value: Operand = _unbound(slot.type)
        if step.args:
            value = numbers.unboxed(low, step.args[0], slot.type)
        build.assign(slot, value)
        return
    value = NULL
    if step.args:
        value = low.owned(step.args[0])
    old = build.read(slot)
    build.assign(slot, value)
    build.do("xdec", old)


def line(low: Lowering, step: flow.Instruction) -> None:
    """Stops in `pyc_line_stop` where a debugger asked for it: in frames at or above the limit.
    Without slots the start of the statement is only marked."""
    build = low.build
    if not low.flow.is_observed:
        build.do("statement")
        return
    is_stopped = build.op("at_statement", Symbol("pyc_line_limit"))
    stop, go = build.new_block(is_cold=True), build.new_block()
    build.branch(is_stopped, stop, go, likely=False)
    build.start(stop)
    build.call_void("pyc_line_stop", (), is_cold=True)
    # Code behind the call, so that the place that it returns to still is in this line.
    build.do("store_i64", Symbol("pyc_line_last"), i64(0), i64(step.span.line))
    build.jump(go)
    build.start(go)


def store_slots(low: Lowering, array: Operand) -> None:
    """Moves all slots, as owned words, 0 for the unbound ones, to where `load_slots` finds them."""
    build = low.build
    for index, slot in enumerate(low.slots.values()):
        if slot.type is I64:
            value: Operand = build.call("pyc_shown_int", (slot,), WORD, is_cold=True)
        elif slot.type is F64:
            value = build.call("pyc_shown_float", (slot,), WORD, is_cold=True)
        else:
            value = build.read(slot)
        build.do("store_word", array, _at(low, index), value)


def load_slots(low: Lowering, array: Operand) -> None:
    """At the entry of a variant that is resumed."""
    for index, slot in enumerate(low.slots.values()):
        low.build.assign(slot, low.build.op("load_word", array, _at(low, index)))


def _at(low: Lowering, index: int) -> Operand:
    """A slot's place: behind all that a generator's frame may keep, else in front of what is
    live; the same for every point."""
    if low.flow.is_generator:
        return i64(8 * (low.program.room(low.flow) + index))
    return i64(-8 * (index + 1))


def release_slots(low: Lowering) -> None:
    for slot in low.slots.values():
        if slot.type is WORD:
            low.build.do("xdec", slot)


def tell_bailed(low: Lowering) -> None:
    """The boxed variant's frame, made next, stands for this one."""
    if low.flow.is_observed:
        low.build.call_void("pyc_line_bailed", (), is_cold=True)
