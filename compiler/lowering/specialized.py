"""Steps on unboxed values, where types allow; the first handler that fits lowers the step."""

from __future__ import annotations

from pyc.compiler.flow import nodes as flow
from pyc.compiler.ir.builder import i64
from pyc.compiler.ir.ir_nodes import Operand, Symbol
from pyc.compiler.ir.machine_types import BIT, F64, I64, LAYOUTS, MachineType
from pyc.compiler.lowering.context import Lowering
from pyc.compiler.lowering.places import Static


def aggregate_of(low: Lowering, register: flow.Register, type_: object) -> object:
    return None


def lower(low: Lowering, step: flow.Instruction) -> bool:
    return False


def lower_next(low: Lowering, terminator: flow.Next, before: int) -> bool:
    return False


def truth(low: Lowering, register: flow.Register) -> Operand:
    """The truth of a register, as a bit."""
    place = low.place(register)
    if not isinstance(place, Static) and place.type is BIT:
        return low.build.op("copy_bit", place.parts[0])
    return low.call_int("pyc_truth", low.borrowed(register))


def unboxed(low: Lowering, register: flow.Register, type_: MachineType) -> Operand:
    raise NotImplementedError
