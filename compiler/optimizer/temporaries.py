"""Pure results that nobody reads are not computed, variables that nobody reads not written.

    in:   %4 = itof %2        (no use of %4)        out:  (gone)
"""

from __future__ import annotations

from pyc.compiler.ir import ir_nodes as ir
from pyc.compiler.ir.operands import instruction_operands, terminator_operands
from pyc.compiler.ir.ops import Effect


def drop_unused(function: ir.IrFunction) -> None:
    while _dropped(function, used := _read(function)):
        pass
    written = {
        instruction.variable
        for block in function.blocks
        for instruction in block.instructions
        if isinstance(instruction, ir.Assign)
    }
    function.variables = [each for each in function.variables if each in used or each in written]


def _dropped(function: ir.IrFunction, used: set[ir.Operand]) -> bool:
    changed = False
    for block in function.blocks:
        kept = [each for each in block.instructions if _is_needed(each, used)]
        if len(kept) != len(block.instructions):
            block.instructions = kept
            changed = True
    return changed


def _is_needed(instruction: ir.Instruction, used: set[ir.Operand]) -> bool:
    match instruction:
        case ir.Apply(op=op, dests=dests):
            return op.effect is Effect.WRITES or any(each in used for each in dests)
        case ir.Assign(variable, _):
            return variable in used
        case ir.Call():
            return True


def _read(function: ir.IrFunction) -> set[ir.Operand]:
    """The temporaries and variables that instructions, terminators and debuggers read."""
    result = function.shown()
    for block in function.blocks:
        operands = terminator_operands(block.terminator)
        for instruction in block.instructions:
            operands += instruction_operands(instruction)
        result.update(each for each in operands if isinstance(each, ir.Temp | ir.Variable))
    return result
