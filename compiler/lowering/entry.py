"""Calls through values whose function is not known until run time arrive at the boxed variant.
Where a plan guesses what they pass, the variant for that is tried first:

    f.boxed(0, [x]):  if x is a small int: return boxed(f$3(x))
                      else go on here

The guess is tested here, whole, before anything of the function has happened.
"""

from __future__ import annotations

from pyc.compiler.frontend.inference.program import TypedInstance
from pyc.compiler.ir.builder import NULL, i64
from pyc.compiler.ir.ir_nodes import Operand, Symbol
from pyc.compiler.ir.machine_types import BIT, F64, I64, LAYOUTS, WORD
from pyc.compiler.lowering.calls import call_variant, word_instead
from pyc.compiler.lowering.context import Lowering
from pyc.compiler.lowering.conventions import STATUS_WORD, machine_type
from pyc.compiler.types import python_types as t


def enter_guessed(low: Lowering, point: Operand, live: Operand, guess: TypedInstance) -> None:
    """Falls through where the guess is wrong, or the variant is resumed in its middle."""
    build = low.build
    usual, called = build.new_block(), build.new_block()
    build.branch(build.op("ieq", point, i64(0)), called, usual, likely=True)
    build.start(called)
    operands = []
    for index, type_ in enumerate(guess.parameters):
        value = build.op("load_word", live, i64(8 * index))
        low.program.guards.branch(low, value, type_, lambda: usual)
        operands.append(_raw(low, value, type_))
    _give(low, call_variant(low, guess, operands))
    build.start(usual)


def _raw(low: Lowering, value: Operand, type_: t.Type) -> Operand:
    """The word, which passed the test for the type, as the variant takes it; words are borrowed."""
    machine = machine_type(type_)
    if machine is I64:
        return low.build.op("untag", value)
    if machine is F64:
        return low.build.op("load_f64", value, i64(LAYOUTS["PycFloat"]["value"]))
    if machine is BIT:
        return low.build.op("weq", value, Symbol("pyc_true"))
    return value


def _give(low: Lowering, results: tuple[Operand, ...]) -> None:
    """Returns what the variant did, as a word."""
    build = low.build
    if len(results) == 1:
        build.ret(results[0])
        return
    value, status = results
    unusual, fine = build.new_block(is_cold=True), build.new_block()
    build.branch(build.op("ine", status, i64(0)), unusual, fine, likely=False)
    build.start(unusual)
    other, failed = build.new_block(is_cold=True), build.new_block(is_cold=True)
    build.branch(build.op("ieq", status, i64(STATUS_WORD)), other, failed)
    build.start(failed)
    build.ret(NULL)
    build.start(other)
    build.ret(word_instead(low, value))
    build.start(fine)
    if value.type is I64:
        build.ret(low.box_i64(value))
    elif value.type is F64:
        build.ret(build.call("pyc_float_box", (value,), WORD))
    else:
        build.ret(low.box_bit(value))
