"""Steps on unboxed values, where types allow; what no rule takes is left to `generic`."""

from __future__ import annotations

from pyc.compiler.flow import nodes as flow
from pyc.compiler.flow import ops
from pyc.compiler.lowering import (
    attributes,
    calls,
    containers,
    loops,
    mixed,
    mixed_arithmetic,
    numbers,
    text,
)
from pyc.compiler.lowering.context import Lowering
from pyc.compiler.lowering.places import Place, Static
from pyc.compiler.types import python_types as t
from pyc.compiler.types.relations import is_mixed, may_be_float


def lower(low: Lowering, step: flow.Instruction) -> bool:
    """Lowers the step if it has a specialised form; else nothing was written."""
    rule = RULES.get(step.op)
    return rule is not None and rule(low, step)


def _copy(low: Lowering, step: flow.Instruction) -> bool:
    """Numbers move as they are; words move with their count."""
    assert step.dest is not None
    source, dest = low.place(step.args[0]), low.place(step.dest)
    if not low.after & (1 << step.dest.index) or isinstance(dest, Static):
        return True
    if mixed.is_mixed_place(source):
        return mixed_arithmetic.copy(low, step)
    if dest.aggregate is not None and not mixed.is_mixed_place(dest):
        return False
    type_ = low.type_of(step.args[0])
    match type_:
        case t.Int():
            low.give_i64(step.dest, numbers.as_i64(low, step.args[0]))
        case t.Simple("float"):
            low.give_f64(step.dest, numbers.as_f64(low, step.args[0]))
        case t.Simple("bool"):
            low.give_bit(step.dest, numbers.as_bit(low, step.args[0]))
        case _:
            return False
    return True


def _is(low: Lowering, step: flow.Instruction) -> bool:
    """x is None, on words that need no boxing; floats of the same bits count as one object."""
    types = tuple(map(low.type_of, step.args))
    if all(each == t.FLOAT for each in types):
        bits = (low.build.op("f64_bits", numbers.as_f64(low, each)) for each in step.args)
        same = low.build.op("ieq", *bits)
        low.give_bit(step.dest, low.build.op("bnot", same) if step.data else same)
        return True
    if all(map(may_be_float, types)):
        return False
    for register in step.args:
        place = low.place(register)
        if isinstance(place, Place) and (place.type.value != "word" or place.aggregate is not None):
            return False
    same = low.build.op("weq", *map(low.borrowed, step.args))
    low.give_bit(step.dest, low.build.op("bnot", same) if step.data else same)
    return True


def _not(low: Lowering, step: flow.Instruction) -> bool:
    truth = numbers.truth(low, step.args[0])
    low.give_bit(step.dest, low.build.op("bnot", truth))
    return True


def _closure(low: Lowering, step: flow.Instruction) -> bool:
    assert step.dest is not None
    place = low.place(step.dest)
    return isinstance(place, Place) and place.aggregate is not None


def _binary(low: Lowering, step: flow.Instruction) -> bool:
    assert step.dest is not None
    if is_mixed(low.typing.result(step, step.dest)):
        return mixed_arithmetic.binary(low, step)
    return numbers.binary(low, step)


def _unary(low: Lowering, step: flow.Instruction) -> bool:
    if is_mixed(low.type_of(step.args[0])) and step.data == "-":
        mixed_arithmetic.negated(low, step)
        return True
    return numbers.unary(low, step)


RULES = {
    ops.CLOSURE: _closure,
    ops.COPY: _copy,
    ops.IS: _is,
    ops.NOT: _not,
    ops.BINARY: _binary,
    ops.INPLACE: _binary,
    ops.UNARY: _unary,
    ops.COMPARE: numbers.compare,
    ops.GET_ITEM: containers.get_item,
    ops.SET_ITEM: containers.set_item,
    ops.LIST_APPEND: containers.append,
    ops.CONTAINS: containers.contains,
    ops.UNPACK: containers.unpack,
    ops.ITER: loops.iterate,
    ops.GET_ATTR: attributes.get_attribute,
    ops.SET_ATTR: attributes.set_attribute,
    ops.LOAD_GLOBAL: attributes.load_global,
    ops.LOAD_CELL: attributes.load_cell,
    ops.CALL: calls.call,
    ops.CALL_METHOD: calls.call_method,
    ops.CALL_SUPER: calls.call_super,
    ops.CHECK_METHOD: attributes.check_method,
    ops.FORMAT: text.formatted,
}
