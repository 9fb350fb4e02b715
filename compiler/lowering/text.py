"""Formatting of values whose type is known."""

from __future__ import annotations

from pyc.compiler.flow import nodes as flow
from pyc.compiler.ir.builder import bit, i64
from pyc.compiler.ir.machine_types import WORD
from pyc.compiler.lowering import numbers
from pyc.compiler.lowering.context import Lowering
from pyc.compiler.types import python_types as t


def formatted(low: Lowering, step: flow.Instruction) -> bool:
    """f"{x}" without a spec: the text itself, an int's digits, a float's repr."""
    if step.data not in ("", "s"):
        return False
    type_ = low.type_of(step.args[0])
    if len(step.args) > 1:
        return _with_spec(low, step, type_)
    match type_:
        case t.Simple("str"):
            low.give_word(step.dest, low.owned(step.args[0]), t.STR)
        case t.Int():
            args = (low.borrowed(step.args[0]), i64(10), bit(False))
            low.give_word(step.dest, low.call_word("pyc_int_text", *args), t.STR)
        case t.Simple("float"):
            value = numbers.as_f64(low, step.args[0])
            low.give_word(step.dest, low.build.call("pyc_float_repr", (value,), WORD), t.STR)
        case _:
            return False
    return True


def _with_spec(low: Lowering, step: flow.Instruction, type_: t.Type) -> bool:
    if type_ != t.FLOAT:
        return False
    value = numbers.as_f64(low, step.args[0])
    made = low.call_word("pyc_float_format", value, low.borrowed(step.args[1]))
    low.give_word(step.dest, made, t.STR)
    return True
