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
    """Blocks that no way from the entry leads to go; the others come in an order in which code
    that always runs before other code stands before it, and rare code last. Cheap code generation
    keeps that order, and debuggers break at the first address of a line."""
    order: list[ir.Block] = []
    seen = {function.blocks[0]}
    stack = [(function.blocks[0], iter(_last_first(function.blocks[0])))]
    while stack:
        block, successors = stack[-1]
        for successor in successors:
            if successor not in seen:
                seen.add(successor)
                stack.append((successor, iter(_last_first(successor))))
                break
        else:
            order.append(block)
            stack.pop()
    order.reverse()
    function.blocks = sorted(order, key=lambda block: block.is_cold and block is not order[0])
    _renumber(function)


def _last_first(block: ir.Block) -> list[ir.Block]:
    """Reverse postorder then has the first of two successors, or the likely one, right behind."""
    rows = list(block.successors())
    if isinstance(block.terminator, ir.Branch) and block.terminator.likely is False:
        rows.reverse()
    return rows[::-1]


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
