"""Which registers are live where, and which may be unbound. Sets are bit masks of indices.

A register is live at a point if some path from it reads the register before writing it. Where
variables are kept (`FlowFunction.keeps_variables`) a write also reads: the old value dies there
and not earlier. An exception leaves a block at any of its raising steps, so what is live into the
handler is live before and after each of them; without a handler these are the variables that the
traceback keeps (`FlowFunction.keeps_on_failure`).
"""

from __future__ import annotations

from dataclasses import dataclass

from pyc.compiler.flow.nodes import (
    Block,
    FlowFunction,
    Instruction,
    Register,
    terminator_reads,
    terminator_writes,
)


def mask(registers: tuple[Register, ...]) -> int:
    bits = 0
    for each in registers:
        bits |= 1 << each.index
    return bits


@dataclass(frozen=True, slots=True)
class Liveness:
    """`into[block]`, `out[block]`: masks; `after(block)`: what is live behind each instruction."""

    function: FlowFunction
    into: dict[Block, int]
    out: dict[Block, int]
    kept: int
    raising: frozenset[Block]

    def after(self, block: Block) -> list[int]:
        """Masks behind each instruction of the block, the handler's needs included."""
        caught = self.caught(block)
        live = self.before_terminator(block)
        result = []
        for instruction in reversed(block.instructions):
            result.append(live)
            live = self.before(instruction, live) | caught
        result.reverse()
        return result

    def before(self, instruction: Instruction, after: int) -> int:
        """What is live before an instruction, the handler's needs not counted."""
        return (after & ~(mask(instruction.dests) & ~self.kept)) | mask(instruction.args)

    def before_terminator(self, block: Block) -> int:
        live = self.out[block] & ~(mask(terminator_writes(block.terminator)) & ~self.kept)
        return live | mask(terminator_reads(block.terminator)) | self.caught(block)

    def caught(self, block: Block) -> int:
        """What an exception needs; nothing where the block cannot raise."""
        if block not in self.raising:
            return 0
        return self.into[block.handler] if block.handler is not None else self.leaving

    @property
    def leaving(self) -> int:
        """What an exception that leaves the function takes along."""
        return self.kept if self.function.keeps_on_failure else 0


def liveness(function: FlowFunction) -> Liveness:
    kept = 0
    if function.keeps_variables:
        kept = mask(tuple(each for each in function.registers if each.name is not None))
    reads: dict[Block, int] = {}
    writes: dict[Block, int] = {}
    for block in function.blocks:
        read = mask(terminator_reads(block.terminator))
        written = mask(terminator_writes(block.terminator)) & ~kept
        for instruction in reversed(block.instructions):
            gone = mask(instruction.dests) & ~kept
            read = (read & ~gone) | mask(instruction.args)
            written |= gone
        reads[block], writes[block] = read, written
    raising = frozenset(block for block in function.blocks if block.may_raise())
    into = dict.fromkeys(function.blocks, 0)
    out = dict.fromkeys(function.blocks, 0)
    changed = True
    while changed:
        changed = False
        for block in reversed(function.blocks):
            leaving = 0
            for successor in block.successors():
                leaving |= into[successor]
            entering = reads[block] | (leaving & ~writes[block])
            if block in raising:
                if block.handler is not None:
                    entering |= into[block.handler]
                elif function.keeps_on_failure:
                    entering |= kept
            if leaving != out[block] or entering != into[block]:
                out[block], into[block] = leaving, entering
                changed = True
    return Liveness(function, into, out, kept, raising)


def maybe_unbound(function: FlowFunction) -> dict[Block, int]:
    """Masks of the registers that may be unbound at each block's start."""
    everything = (1 << len(function.registers)) - 1
    start = everything & ~mask(function.parameter_registers)
    unbound: dict[Block, int] = dict.fromkeys(function.blocks, 0)
    unbound[function.entry] = start
    seen = {function.entry}
    work = [function.entry]
    while work:
        block = work.pop()
        state = unbound[block]
        worst = state
        for instruction in block.instructions:
            state = after_instruction(instruction, state)
            worst |= state
        for successor in block.successors():
            reached = state
            if successor is _body_of(block):
                reached &= ~mask(terminator_writes(block.terminator))
            _flow(unbound, seen, work, successor, reached)
        if block.handler is not None and block.may_raise():
            _flow(unbound, seen, work, block.handler, worst)
    return unbound


def after_instruction(instruction: Instruction, unbound: int) -> int:
    if instruction.op.name == "unbind":
        return unbound | mask(instruction.dests)
    if instruction.op.name == "check_bound":
        return unbound & ~mask(instruction.args)
    return unbound & ~mask(instruction.dests)


def _body_of(block: Block) -> Block | None:
    return getattr(block.terminator, "body", None)


def _flow(
    unbound: dict[Block, int], seen: set[Block], work: list[Block], block: Block, state: int
) -> None:
    if block not in seen or state & ~unbound[block]:
        unbound[block] |= state
        seen.add(block)
        work.append(block)
