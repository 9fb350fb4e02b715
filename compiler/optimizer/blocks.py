"""The graph of blocks made small: fewer blocks is less for LLVM to read.

    in:   b1: jump b2      b2: jump b3          out:  b1: jump b3
"""

from __future__ import annotations

from pyc.compiler.ir import ir_nodes as ir


def thread_jumps(function: ir.IrFunction) -> None:
    """Ways through blocks that only jump on go straight to where these lead."""

    def final(block: ir.Block) -> ir.Block:
        seen = {block}
        while not block.instructions and isinstance(block.terminator, ir.Jump):
            block = block.terminator.target
            if block in seen:
                break
            seen.add(block)
        return block

    for block in function.blocks:
        match block.terminator:
            case ir.Jump() as jump:
                jump.target = final(jump.target)
            case ir.Branch() as branch:
                branch.then, branch.otherwise = final(branch.then), final(branch.otherwise)
                if branch.then is branch.otherwise:
                    block.terminator = ir.Jump(branch.then)
            case ir.Switch() as switch:
                switch.cases = tuple((number, final(each)) for number, each in switch.cases)
                switch.default = final(switch.default)
            case _:
                pass


def drop_unreachable(function: ir.IrFunction) -> None:
    """Blocks that no way from the entry leads to go; the others are numbered anew, in order."""
    reached = {function.blocks[0]}
    work = [function.blocks[0]]
    while work:
        for successor in work.pop().successors():
            if successor not in reached:
                reached.add(successor)
                work.append(successor)
    function.blocks = [block for block in function.blocks if block in reached]
    _renumber(function)


def join_blocks(function: ir.IrFunction) -> None:
    """A block that is only jumped to from one place becomes part of that place."""
    predecessors: dict[ir.Block, int] = {function.blocks[0]: 1}
    for block in function.blocks:
        for successor in block.successors():
            predecessors[successor] = predecessors.get(successor, 0) + 1
    gone: set[ir.Block] = set()
    for block in function.blocks:
        if block in gone:
            continue
        while isinstance(block.terminator, ir.Jump):
            target = block.terminator.target
            if target is block or predecessors.get(target) != 1 or target is function.blocks[0]:
                break
            block.instructions += target.instructions
            block.terminator = target.terminator
            block.is_cold = block.is_cold and target.is_cold
            gone.add(target)
    function.blocks = [block for block in function.blocks if block not in gone]
    _renumber(function)


def _renumber(function: ir.IrFunction) -> None:
    for index, block in enumerate(function.blocks):
        block.index = index
