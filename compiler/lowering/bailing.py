"""Leaving specialised code: the live values, raw, in an array, and on with the boxed variant.

    store_i64 %a, i64 0, $total         what each value is, a string says (runtime/src/live.c)
    store_word %a, i64 8, $names
    call @pyc_box_live($array, $kinds)
    word %r = call @f.boxed($point, $array, self)

Points that move the same registers share the stores, and all points of a variant the calls; each
only says which point it is. What a debugger is shown lies in front of the array.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyc.compiler.flow import nodes as flow
from pyc.compiler.frontend.inference.classes import owner_of_method
from pyc.compiler.ir.builder import NULL, i64
from pyc.compiler.ir.ir_nodes import Block, Operand, Symbol, Variable
from pyc.compiler.ir.machine_types import BIT, F64, I64, WORD
from pyc.compiler.lowering import observed
from pyc.compiler.lowering.places import Aggregate, Place, Static

if TYPE_CHECKING:
    from pyc.compiler.lowering.context import Lowering, Point

KINDS = {WORD: "w", I64: "i", F64: "f", BIT: "o"}


@dataclass(slots=True)
class Exits:
    """The shared code of one variant: by what is moved, and by the registers whose values come in
    variables of their own (results that have another type than their places)."""

    blocks: dict[tuple[int, int], Block] = field(default_factory=dict)
    end: Block | None = None
    point: Variable | None = None
    array: Variable | None = None
    kinds: Variable | None = None
    results: dict[int, Variable] = field(default_factory=dict)


def bail_block(
    low: Lowering,
    point: Point,
    live: int,
    known: tuple[tuple[flow.Register, Operand], ...] = (),
    releasing: int = 0,
) -> Block:
    """Releases, and goes on at `point` in the boxed variant. known: registers that have other
    values than their places."""
    build, exits = low.build, low.exits
    here = build.block
    block = build.new_block(is_cold=True)
    build.start(block)
    apart = 0
    for register, value in known:
        place = low.places[register]
        if low.dying >> register.index & 1 and isinstance(place, Place) and place.is_owned:
            low.release(1 << register.index)
        if isinstance(place, Place) and place.is_counted_word and place.is_owned:
            build.assign(place.parts[0], value)
        elif low.program.movable(low.flow, live) >> register.index & 1:
            apart |= 1 << register.index
            if register.index not in exits.results:
                exits.results[register.index] = build.variable(WORD, "result")
            build.assign(exits.results[register.index], value)
        else:
            build.do("dec", value)
    low.release(low.counted(releasing))
    exits.point = exits.point or build.variable(I64, "point")
    build.assign(exits.point, i64(low.program.resume_point(low.flow, point)))
    build.jump(_shared(low, low.program.movable(low.flow, live), apart))
    build.start(here)
    return block


def _shared(low: Lowering, moved: int, apart: int) -> Block:
    key = (moved, apart)
    found = low.exits.blocks.get(key)
    if found is not None:
        return found
    build = low.build
    here = build.block
    block = low.exits.blocks[key] = build.new_block(is_cold=True)
    build.start(block)
    values: list[Operand] = []
    kinds = ""
    for register in low.registers(moved):
        if apart >> register.index & 1:
            values.append(low.exits.results[register.index])
            kinds += "w"
        else:
            kinds += _raw(low, register, values)
    _end(low)
    exits = low.exits
    assert exits.end is not None and exits.array is not None and exits.kinds is not None
    build.assign(exits.array, _stored(low, values))
    text = kinds if kinds.strip("w") else ""  # words are what they shall be
    build.assign(exits.kinds, Symbol(low.constants.c_text(text)))
    build.jump(exits.end)
    build.start(here)
    return block


def _end(low: Lowering) -> None:
    """What all exits share; once a variant."""
    build, exits = low.build, low.exits
    if exits.end is not None:
        return
    here = build.block
    exits.end = build.new_block(is_cold=True)
    exits.array = build.variable(WORD, "array")
    exits.kinds = build.variable(WORD, "kinds")
    build.start(exits.end)
    array, kinds = build.read(exits.array), build.read(exits.kinds)
    observed.store_slots(low, array)
    build.call_void("pyc_box_live", (array, kinds), is_cold=True)
    assert exits.point is not None
    observed.tell_bailed(low)
    callee = low.program.boxed_symbol(low.flow)
    result = build.call(callee, (exits.point, array, low.self_word), WORD, is_cold=True)
    low.leave_frame()
    low.return_word(result)
    build.start(here)


def _raw(low: Lowering, register: flow.Register, values: list[Operand]) -> str:
    """Appends what the register's place holds; the result says what that is."""
    place = low.places[register]
    if isinstance(place, Static):
        values.append(low.static_word(place))
        return "w"
    if place.aggregate is not None:
        return _aggregate(low, place.aggregate, place.parts, values)
    values.append(place.parts[0])
    if place.is_counted_word and not place.is_owned:
        return "b"
    return KINDS[place.type]


def _aggregate(
    low: Lowering, aggregate: Aggregate, parts: tuple[Variable, ...], values: list[Operand]
) -> str:
    match aggregate.kind:
        case "static":
            return _static(low, aggregate.role, values)
        case "class cell":
            owner = owner_of_method(low.program.typed.facts, low.flow)
            assert owner is not None
            values.append(Symbol(low.program.class_info(owner).type_symbol))
            return "c"
        case "enumerate":
            values.append(parts[0])
            return "e" + _aggregate(low, aggregate.inner[0], parts[1:], values)
        case "zip":
            kinds = f"z{chr(48 + len(aggregate.inner))}"
            for inner in aggregate.inner:
                kinds += _aggregate(low, inner, parts[: len(inner.parts)], values)
                parts = parts[len(inner.parts) :]
            return kinds
        case "items":
            values += parts
            return f"t{chr(48 + len(parts))}" + "".join(KINDS[each.type] for each in parts)
    values += parts
    if aggregate.kind == "range":
        return "R" if aggregate.role == "object" else "r"
    return {"number": "m", "list": "s", "tuple": "s", "str": "s"}.get(aggregate.kind, "w")


def _static(low: Lowering, name: str, values: list[Operand]) -> str:
    """A name that always means the same was not even loaded."""
    cell = low.program.global_cell(low.flow.module, name)
    if cell is not None:
        values.append(Symbol(cell))
        return "g"
    match low.program.builtin_word(name):
        case ("builtin", str(builtin)):
            values.append(Symbol(low.constants.text(builtin)))
            return "n"
        case word:
            values.append(low.program.word_operand(word, low))
            return "w"


def _stored(low: Lowering, values: list[Operand]) -> Operand:
    """The address of an array with the values, behind room for the slots."""
    before = len(low.slots)
    if not values and not before:
        return NULL
    build = low.build
    array: Operand = build.op("stack_words", i64(before + len(values)))
    if before:
        array = build.op("offset", array, i64(8 * before))
    for index, value in enumerate(values):
        raw = build.op("btoi", value) if value.type is BIT else value
        build.do(f"store_{raw.type.value}", array, i64(8 * index), raw)
    return array
