"""Arithmetic where a value may be an int or a float (`mixed` says how it is kept)."""

from __future__ import annotations

from pyc.compiler.flow import nodes as flow
from pyc.compiler.frontend.inference.arithmetic import as_int
from pyc.compiler.ir.builder import bit, f64
from pyc.compiler.ir.ir_nodes import Operand
from pyc.compiler.lowering import mixed, numbers
from pyc.compiler.lowering.context import Lowering
from pyc.compiler.lowering.mixed import AGGREGATE, EXACT
from pyc.compiler.lowering.places import Place
from pyc.compiler.types.relations import is_mixed

FLOAT_OPS = {"+": "fadd", "-": "fsub", "*": "fmul"}


def parts(low: Lowering, register: flow.Register) -> tuple[Operand, Operand]:
    """Value and flag of any number register; an int beyond 2**53 bails out."""
    place = low.place(register)
    if isinstance(place, Place) and place.aggregate is AGGREGATE:
        return low.build.read(place.parts[0]), low.build.read(place.parts[1])
    type_ = low.type_of(register)
    if is_mixed(type_):  # a parameter or a nullable variable: a word
        return mixed.word_parts(
            low, low.borrowed(register), lambda condition: numbers.require(low, condition)
        )
    interval = as_int(type_)
    if interval is None:
        return numbers.as_f64(low, register), bit(False)
    number = numbers.as_i64(low, register)
    if not (interval.low >= -EXACT and interval.high <= EXACT):
        numbers.require(low, mixed.is_exact(low, number))
    return low.build.op("itof", number), bit(True)


def binary(low: Lowering, step: flow.Instruction) -> bool:
    """+, -, * where the result may be an int or a float."""
    if step.data not in FLOAT_OPS:
        return False
    build = low.build
    x, x_is_int = parts(low, step.args[0])
    y, y_is_int = parts(low, step.args[1])
    result = build.op(FLOAT_OPS[step.data], x, y)
    is_int = build.op("band", x_is_int, y_is_int)
    within = build.op(
        "band",
        build.op("fle", result, f64(float(EXACT))),
        build.op("fge", result, f64(-float(EXACT))),
    )
    numbers.require(low, build.op("bor", build.op("bnot", is_int), within))
    mixed.give(low, step.dest, _no_negative_zero(low, result, is_int), is_int)
    return True


def negated(low: Lowering, step: flow.Instruction) -> None:
    value, is_int = parts(low, step.args[0])
    mixed.give(low, step.dest, _no_negative_zero(low, low.build.op("fneg", value), is_int), is_int)


def _no_negative_zero(low: Lowering, value: Operand, is_int: Operand) -> Operand:
    """The int 0 is 0.0 and never -0.0, which would show when a float is added."""
    return low.build.op("fselect", is_int, low.build.op("fadd", value, f64(0.0)), value)


def copy(low: Lowering, step: flow.Instruction) -> bool:
    value, is_int = parts(low, step.args[0])
    mixed.give(low, step.dest, value, is_int)
    return True

