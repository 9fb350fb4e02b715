"""Pure ops on constants are done at compile time, by the very meaning that the interpreter runs.

    in:   %3 = iadd i64 2, i64 3        out:  (gone; %3 reads as i64 5)
          branch bit True, b1, b2             jump b1
"""

from __future__ import annotations

from pyc.compiler.ir import ir_nodes as ir
from pyc.compiler.ir.ops import Effect

Known = dict[ir.Temp, ir.Operand]


def fold_constants(function: ir.IrFunction) -> None:
    known: Known = {}
    for block in function.blocks:
        kept: list[ir.Instruction] = []
        for instruction in block.instructions:
            _replace_operands(instruction, known)
            if not _folded(instruction, known):
                kept.append(instruction)
        block.instructions = kept
    for block in function.blocks:  # a use may stand before its definition in the list
        for instruction in block.instructions:
            _replace_operands(instruction, known)
        _replace_in_terminator(block, known)


def _folded(instruction: ir.Instruction, known: Known) -> bool:
    """Notes the results of a pure op on constants; True if the instruction is not needed."""
    if not isinstance(instruction, ir.Apply) or instruction.op.effect is not Effect.PURE:
        return False
    op, args, dests = instruction.op, instruction.args, instruction.dests
    if op.name.startswith("copy_") and isinstance(args[0], ir.Constant | ir.Symbol | ir.Temp):
        known[dests[0]] = args[0]
        return True
    if op.meaning is None or not all(isinstance(each, ir.Constant) for each in args):
        return False
    values = [each.value for each in args if isinstance(each, ir.Constant)]
    try:
        result = op.meaning(*values)
    except (ArithmeticError, ValueError):  # division by zero on a path that is not taken
        return False
    results = result if len(dests) > 1 else (result,)
    for dest, value in zip(dests, results, strict=True):
        known[dest] = ir.Constant(dest.type, value)
    return True


def _replace_operands(instruction: ir.Instruction, known: Known) -> None:
    if isinstance(instruction, ir.Assign):
        instruction.value = _final(instruction.value, known)
        return
    for each in instruction.args:  # most have nothing to replace
        if isinstance(each, ir.Temp) and each in known:
            instruction.args = tuple(_final(each, known) for each in instruction.args)
            return


def _final(operand: ir.Operand, known: Known) -> ir.Operand:
    while isinstance(operand, ir.Temp) and operand in known:
        operand = known[operand]
    return operand


def _replace_in_terminator(block: ir.Block, known: Known) -> None:
    match block.terminator:
        case ir.Branch() as branch:
            branch.condition = _final(branch.condition, known)
            if isinstance(branch.condition, ir.Constant):
                taken = branch.then if branch.condition.value else branch.otherwise
                block.terminator = ir.Jump(taken)
        case ir.Switch() as switch:
            switch.value = _final(switch.value, known)
        case ir.Return() as leaving:
            leaving.values = tuple(_final(each, known) for each in leaving.values)
        case _:
            pass
