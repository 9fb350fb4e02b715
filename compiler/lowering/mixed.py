"""int or float in one variable: a double and a flag that says "int".

    total = 0            (0.0, int)
    total += x           (value, float)

While the flag says int, the double is that int exactly; ints beyond 2**53 bail out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pyc.compiler.flow import nodes as flow
from pyc.compiler.ir.builder import bit, i64
from pyc.compiler.ir.ir_nodes import Block, Operand, Symbol
from pyc.compiler.ir.machine_types import BIT, F64, HEADER, LAYOUTS, WORD
from pyc.compiler.lowering.places import Aggregate, Place, Static

if TYPE_CHECKING:
    from pyc.compiler.lowering.context import Lowering

AGGREGATE = Aggregate("number", (F64, BIT))
EXACT = 1 << 53


def is_mixed_place(place: Place | Static) -> bool:
    return isinstance(place, Place) and place.aggregate is AGGREGATE


def is_exact(low: Lowering, number: Operand) -> Operand:
    below = low.build.op("ile", number, i64(EXACT))
    return low.build.op("band", below, low.build.op("ige", number, i64(-EXACT)))


def word_parts(
    low: Lowering, word: Operand, require: Callable[[Operand], None]
) -> tuple[Operand, Operand]:
    """Value and flag of a borrowed word. `require(condition)` bails out unless it holds: a big int
    is for the boxed variant, and so is an int that no double is."""
    build = low.build
    value, flag = build.variable(F64, "value"), build.variable(BIT, "is_int")
    small, other, after = build.new_block(), build.new_block(), build.new_block()
    build.branch(build.op("is_small", word), small, other)
    build.start(small)
    number = build.op("untag", word)
    require(is_exact(low, number))
    build.assign(value, build.op("itof", number))
    build.assign(flag, bit(True))
    build.jump(after)
    build.start(other)
    kind = build.op("load_word", word, i64(HEADER["type"]), alias="header")
    require(build.op("weq", kind, Symbol("pyc_float_type")))
    build.assign(value, build.op("load_f64", word, i64(LAYOUTS["PycFloat"]["value"])))
    build.assign(flag, bit(False))
    build.jump(after)
    build.start(after)
    return build.read(value), build.read(flag)


def give(low: Lowering, dest: flow.Register | None, value: Operand, is_int: Operand) -> None:
    if dest is None or not low.after & (1 << dest.index):
        return
    place = low.place(dest)
    assert isinstance(place, Place)
    if place.aggregate is AGGREGATE:
        low.build.assign(place.parts[0], value)
        low.build.assign(place.parts[1], is_int)
    else:
        low.set_place(dest, box(low, value, is_int))


def give_i64(low: Lowering, dest: flow.Register, number: Operand) -> None:
    """An int into a mixed variable; too large: on with the boxed variant."""
    build = low.build
    fine, large = build.new_block(), build.new_block(is_cold=True)
    build.branch(is_exact(low, number), fine, large, likely=True)
    build.start(large)
    build.jump(low.bail_after(dest, low.box_i64(number)))
    build.start(fine)
    give(low, dest, build.op("itof", number), bit(True))


def give_word(low: Lowering, dest: flow.Register, word: Operand) -> None:
    """An owned word that should be an int or a float; anything else goes on boxed."""
    build = low.build
    place = low.place(dest)
    assert isinstance(place, Place)
    small, other, is_float = build.new_block(), build.new_block(), build.new_block()
    after, bailing = build.new_block(), low.bail_after(dest, word)
    build.branch(build.op("is_small", word), small, other)
    build.start(small)
    number = build.op("untag", word)
    exact = build.new_block()
    build.branch(is_exact(low, number), exact, bailing, likely=True)
    build.start(exact)
    _assign(low, place, build.op("itof", number), bit(True), after)
    build.start(other)
    kind = build.op("load_word", word, i64(HEADER["type"]), alias="header")
    build.branch(build.op("weq", kind, Symbol("pyc_float_type")), is_float, bailing, likely=True)
    build.start(is_float)
    value = build.op("load_f64", word, i64(LAYOUTS["PycFloat"]["value"]))
    real = build.new_block()
    build.branch(build.op("feq", value, value), real, bailing, likely=True)
    build.start(real)
    build.do("dec_object", word)
    _assign(low, place, value, bit(False), after)
    build.start(after)


def _assign(low: Lowering, place: Place, value: Operand, is_int: Operand, after: Block) -> None:
    low.build.assign(place.parts[0], value)
    low.build.assign(place.parts[1], is_int)
    low.build.jump(after)


def boxed(low: Lowering, place: Place) -> Operand:
    return box(low, low.build.read(place.parts[0]), low.build.read(place.parts[1]))


def box(low: Lowering, value: Operand, is_int: Operand) -> Operand:
    """An owned word."""
    build = low.build
    result = build.variable(WORD, "boxed")
    whole, real, after = build.new_block(), build.new_block(), build.new_block()
    build.branch(is_int, whole, real)
    build.start(whole)
    build.assign(result, build.op("tag", build.op("ftoi", value)))
    build.jump(after)
    build.start(real)
    build.assign(result, build.call("pyc_float_box", (value,), WORD))
    build.jump(after)
    build.start(after)
    return build.read(result)
