"""How a specialised variant takes and gives values."""

from __future__ import annotations

from pyc.compiler.ir.machine_types import BIT, F64, I64, WORD, MachineType
from pyc.compiler.types import python_types as t

STATUS_WORD, STATUS_EXCEPTION = 1, 2  # beside a raw result; 0: the value is as predicted


def result_types(returns: t.Type) -> tuple[MachineType, ...]:
    """How a specialised variant returns: a bare word, or a value with its status."""
    match returns:
        case t.Int():
            return (I64, I64)
        case t.Simple("float"):
            return (F64, I64)
        case t.Simple("bool"):
            return (BIT, I64)
        case _:
            return (WORD,)


def machine_type(type_: t.Type) -> MachineType:
    match type_:
        case t.Int():
            return I64
        case t.Simple("float"):
            return F64
        case t.Simple("bool"):
            return BIT
        case _:
            return WORD
