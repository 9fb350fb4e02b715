"""Makes fresh flow tidy, in place: unreachable blocks go, empty ones are skipped, straight ones
joined, needless CHECK_BOUNDs dropped, and each variable is split into its independent uses."""

from __future__ import annotations

from pyc.compiler.flow import nodes, ops
from pyc.compiler.flow.liveness import after_instruction, maybe_unbound
from pyc.compiler.flow.nodes import Block, FlowFunction
from pyc.compiler.flow.webs import split_variables


def simplified(function: FlowFunction) -> None:
    for block in function.blocks:
        if block.terminator is None:
            block.terminator = nodes.Jump(block)  # only unreachable blocks lack one
    _thread_jumps(function)
    _drop_unreachable(function)
    _join_straight(function)
    _drop_needless_checks(function)
    if function.keeps_variables:
        _keep_variables(function)
    split_variables(function)


def _reachable(function: FlowFunction) -> list[Block]:
    """Blocks in reverse postorder."""
    order: list[Block] = []
    seen = {function.entry}
    stack = [(function.entry, iter(_edges(function.entry)))]
    while stack:
        block, edges = stack[-1]
        for successor in edges:
            if successor not in seen:
                seen.add(successor)
                stack.append((successor, iter(_edges(successor))))
                break
        else:
            order.append(block)
            stack.pop()
    order.reverse()
    return order


def _edges(block: Block) -> list[Block]:
    """Successors, the likely ones last so that they come first in reverse postorder."""
    handler = [block.handler] if block.handler is not None and block.may_raise() else []
    return [*handler, *reversed(block.successors())]


def _drop_unreachable(function: FlowFunction) -> None:
    function.blocks = _reachable(function)
    for index, block in enumerate(function.blocks):
        block.index = index


def _thread_jumps(function: FlowFunction) -> None:
    """A jump to an empty block that jumps on goes straight to where that leads."""

    def final(block: Block) -> Block:
        seen = set()
        while (
            not block.instructions
            and isinstance(block.terminator, nodes.Jump)
            and block not in seen
        ):
            seen.add(block)
            block = block.terminator.target
        return block

    for block in function.blocks:
        match block.terminator:
            case nodes.Jump() as jump:
                jump.target = final(jump.target)
            case nodes.Branch() as branch:
                branch.then, branch.otherwise = final(branch.then), final(branch.otherwise)
            case nodes.Next() as head:
                head.body, head.done = final(head.body), final(head.done)
            case _:
                pass


def _join_straight(function: FlowFunction) -> None:
    predecessors: dict[Block, int] = {}
    for block in function.blocks:
        for successor in _edges(block):
            predecessors[successor] = predecessors.get(successor, 0) + 1
    gone: set[Block] = set()
    for block in function.blocks:
        if block in gone:
            continue
        while isinstance(block.terminator, nodes.Jump):
            target = block.terminator.target
            if target is block or predecessors.get(target) != 1 or target is function.entry:
                break
            if target.handler is not block.handler and block.may_raise() and target.may_raise():
                break
            if block is function.entry and target.handler is not block.handler:
                break  # else what it binds first would count as unbound in the handler
            if not block.may_raise():
                block.handler = target.handler
            elif target.handler is not block.handler and target.may_raise():
                break
            block.instructions += target.instructions
            block.terminator = target.terminator
            gone.add(target)
    function.blocks = [block for block in function.blocks if block not in gone]
    _drop_unreachable(function)


def _drop_needless_checks(function: FlowFunction) -> None:
    unbound = maybe_unbound(function)
    for block in function.blocks:
        state = unbound[block]
        kept = []
        for instruction in block.instructions:
            is_needless = instruction.op is ops.CHECK_BOUND and not (
                state >> instruction.args[0].index & 1
            )
            state = after_instruction(instruction, state)
            if not is_needless:
                kept.append(instruction)
        block.instructions = kept




def _keep_variables(function: FlowFunction) -> None:
    """CPython's locals live until the function ends; where that can be seen, ours do."""
    named = tuple(each for each in function.registers if each.name is not None)
    for block in function.blocks:
        if isinstance(block.terminator, nodes.Return):
            block.terminator.kept = named
