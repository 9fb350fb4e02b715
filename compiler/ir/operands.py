"""What instructions write and read, and terminators read."""

from __future__ import annotations

from pyc.compiler.ir import ir_nodes as ir


def instruction_dests(instruction: ir.Instruction) -> tuple[ir.Temp, ...]:
    return () if isinstance(instruction, ir.Assign) else instruction.dests


def instruction_operands(instruction: ir.Instruction) -> tuple[ir.Operand, ...]:
    match instruction:
        case ir.Assign(_, value):
            return (value,)
        case ir.Call(callee=callee, args=args):
            return (callee, *args)
        case ir.Apply(args=args):
            return args


def terminator_operands(terminator: ir.Terminator | None) -> tuple[ir.Operand, ...]:
    match terminator:
        case ir.Branch(condition=condition):
            return (condition,)
        case ir.Switch(value=value):
            return (value,)
        case ir.Return(values):
            return values
        case _:
            return ()
