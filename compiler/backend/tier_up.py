"""Two forms of a hot function for a JIT: one that counts, and one that goes on in a loop's middle.

    counted      as the function, but calls and turns of loops are counted; when a count is used
                 up, `pyc_tier_up` is asked: for a call it has the function compiled better, for a
                 loop it gives the address of
    resumed      the function from a loop's head on; its variables come in an array.

Both start from a copy in which values that live from block to block are in variables.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from pyc.compiler.ir import ir_nodes as ir
from pyc.compiler.ir.builder import NULL, IrBuilder, i64
from pyc.compiler.ir.machine_types import BIT, CINT, WORD
from pyc.compiler.ir.operands import instruction_dests, instruction_operands, terminator_operands

TIER_UP = "pyc_tier_up"


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """Where better code may be entered: the function itself, or the head of a loop (a block's
    index, in a form in which only variables cross blocks) with what is live there."""

    function: ir.IrFunction
    head: int | None = None
    live: tuple[ir.Variable, ...] = ()


def counted(
    function: ir.IrFunction,
    symbol: str,
    numbered: Callable[[Entry], int],
    counter: Callable[[Entry], str],
) -> ir.IrFunction:
    """The counting form, named `symbol`. numbered: what `pyc_tier_up` knows an entry by;
    counter: the symbol of the count that it is given."""
    base = _detached(function)
    made = _detached(base)
    made.name = symbol
    for block in made.blocks:
        block.is_cold = True  # fast to compile: counts of references are calls
    edges = _backward_edges(made)
    live = _live_into(made)
    build = IrBuilder(made)
    first, body = build.block, made.blocks[0]
    for head in dict.fromkeys(head for _, head in edges):
        if all(isinstance(each, ir.Variable) and each.type is not CINT for each in live[head]):
            kept = tuple(each for each in made.variables if each in live[head])
            entry = Entry(base, head.index, kept)
            turn = build.new_block()
            build.start(turn)
            _count(build, counter(entry), head, partial(_leave, build, numbered(entry), kept))
            for block, target in edges:
                if target is head:
                    _redirect(block, head, turn)
    whole = Entry(function)

    def ask() -> None:
        build.call(TIER_UP, (i64(numbered(whole)), NULL), WORD, is_cold=True)
        build.jump(body)

    build.start(first)
    _count(build, counter(whole), body, ask)
    _put_first(made, first)
    return made


def resumed(entry: Entry, symbol: str) -> ir.IrFunction:
    """The function from a loop's head on, named `symbol`; its parameter: the live variables."""
    assert entry.head is not None
    made = _detached(entry.function)
    made.name = symbol
    array = ir.Temp(made.n_temps, WORD)
    made.n_temps += 1
    made.parameters = (array,)
    head = made.blocks[entry.head]
    build = IrBuilder(made)
    start = build.block
    for index, variable in enumerate(entry.live):
        at = i64(8 * index)
        if variable.type is BIT:
            value = build.op("ine", build.op("load_i64", array, at), i64(0))
        else:
            value = build.op(f"load_{variable.type.value}", array, at)
        build.assign(variable, value)
    build.jump(head)
    _put_first(made, start)
    made.blocks = _reached(start)
    return made


def _count(
    build: IrBuilder, counter: str, going_on: ir.Block, used_up: Callable[[], None]
) -> None:
    symbol = ir.Symbol(counter)
    left = build.op("isub", build.op("load_i64", symbol, i64(0)), i64(1))
    build.do("store_i64", symbol, i64(0), left)
    cold = build.new_block(is_cold=True)
    build.branch(build.op("ile", left, i64(0)), cold, going_on, likely=False)
    build.start(cold)
    used_up()


def _leave(build: IrBuilder, number: int, live: tuple[ir.Variable, ...]) -> None:
    """On in better code, which returns what this function returns."""
    array = build.op("stack_words", i64(max(len(live), 1)))
    for index, variable in enumerate(live):
        raw = build.op("btoi", variable) if variable.type is BIT else variable
        build.do(f"store_{raw.type.value}", array, i64(8 * index), raw)
    address = build.call(TIER_UP, (i64(number), array), WORD, is_cold=True)
    dests = tuple(build.temp(each) for each in build.function.results)
    build.block.instructions.append(ir.Call(address, dests, (array,), build.span))
    build.ret(*dests)


# ---- copies


def _detached(function: ir.IrFunction) -> ir.IrFunction:
    """A copy of instructions and blocks; values that cross blocks are in variables of their own."""
    copies = {block: ir.Block(block.index, is_cold=block.is_cold) for block in function.blocks}
    made = replace(
        function, blocks=list(copies.values()), variables=list(function.variables),
        locals=list(function.locals),
    )  # fmt: skip
    crossing = _crossing(function)
    kept: dict[ir.Operand, ir.Variable] = {}
    number = 1 + max((each.index for each in made.variables), default=-1)
    for temp in crossing:
        kept[temp] = ir.Variable(number + len(kept), temp.type, "kept")
    made.variables += kept.values()
    for block, copy in copies.items():
        own: set[ir.Operand] = set()

        def moved(operand: ir.Operand, own: set[ir.Operand] = own) -> ir.Operand:
            return kept.get(operand, operand) if operand not in own else operand

        if block is function.blocks[0]:
            for parameter in function.parameters:
                own.add(parameter)
                if parameter in kept:
                    copy.instructions.append(ir.Assign(kept[parameter], parameter))
        for instruction in block.instructions:
            copy.instructions.append(_copied(instruction, moved))
            for dest in instruction_dests(instruction):
                own.add(dest)
                if dest in kept:
                    copy.instructions.append(ir.Assign(kept[dest], dest))
        copy.terminator = _copied_terminator(block.terminator, copies, moved)
    return made


def _crossing(function: ir.IrFunction) -> list[ir.Temp]:
    """Temporaries that another block reads than the one that writes them. Room on the stack is
    the same everywhere in a call, so it does not count."""
    home: dict[ir.Operand, ir.Block] = dict.fromkeys(function.parameters, function.blocks[0])
    rooms: set[ir.Operand] = set()
    for block in function.blocks:
        for instruction in block.instructions:
            for dest in instruction_dests(instruction):
                home[dest] = block
                if _is_room(instruction):
                    rooms.add(dest)
    result: dict[ir.Temp, None] = {}
    for block in function.blocks:
        for operand in _reads(block):
            if isinstance(operand, ir.Temp) and home[operand] is not block:
                if operand not in rooms:
                    result[operand] = None
    return list(result)


def _copied(
    instruction: ir.Instruction, moved: Callable[[ir.Operand], ir.Operand]
) -> ir.Instruction:
    match instruction:
        case ir.Assign(variable, value):
            return ir.Assign(variable, moved(value))
        case ir.Apply(args=args):
            return replace(instruction, args=tuple(map(moved, args)))
        case ir.Call(args=args):
            return replace(instruction, args=tuple(map(moved, args)))


def _copied_terminator(
    terminator: ir.Terminator | None,
    copies: dict[ir.Block, ir.Block],
    moved: Callable[[ir.Operand], ir.Operand],
) -> ir.Terminator | None:
    match terminator:
        case ir.Jump(target):
            return ir.Jump(copies[target])
        case ir.Branch(condition, then, otherwise, likely):
            return ir.Branch(moved(condition), copies[then], copies[otherwise], likely)
        case ir.Switch(value, cases, default):
            rows = tuple((number, copies[target]) for number, target in cases)
            return ir.Switch(moved(value), rows, copies[default])
        case ir.Return(values):
            return ir.Return(tuple(map(moved, values)))
        case _:
            return terminator


def _redirect(block: ir.Block, old: ir.Block, new: ir.Block) -> None:
    match block.terminator:
        case ir.Jump() as jump:
            jump.target = new
        case ir.Branch() as branch:
            branch.then = new if branch.then is old else branch.then
            branch.otherwise = new if branch.otherwise is old else branch.otherwise
        case ir.Switch() as switch:
            switch.cases = tuple((n, new if each is old else each) for n, each in switch.cases)
            switch.default = new if switch.default is old else switch.default
        case _:
            pass


def _put_first(function: ir.IrFunction, block: ir.Block) -> None:
    function.blocks.remove(block)
    function.blocks.insert(0, block)
    for index, each in enumerate(function.blocks):
        each.index = index


# ---- the graph


def _backward_edges(function: ir.IrFunction) -> list[tuple[ir.Block, ir.Block]]:
    """Edges to a block that is being walked: one at least in each cycle."""
    result: list[tuple[ir.Block, ir.Block]] = []
    first = function.blocks[0]
    open_, seen = {first}, {first}
    path = [(first, iter(first.successors()))]
    while path:
        block, successors = path[-1]
        for target in successors:
            if target in open_:
                result.append((block, target))
            elif target not in seen:
                seen.add(target)
                open_.add(target)
                path.append((target, iter(target.successors())))
                break
        else:
            open_.discard(block)
            path.pop()
    return result


def _reached(first: ir.Block) -> list[ir.Block]:
    """The blocks that a run from `first` can come to; others may read what is not set there."""
    found = {first: None}
    work = [first]
    while work:
        for successor in work.pop().successors():
            if successor not in found:
                found[successor] = None
                work.append(successor)
    return list(found)


def _live_into(function: ir.IrFunction) -> dict[ir.Block, set[ir.Operand]]:
    """Variables, and room on the stack, that are read in or behind each block before they are
    written."""
    reads: dict[ir.Block, set[ir.Operand]] = {}
    writes: dict[ir.Block, set[ir.Operand]] = {}
    for block in function.blocks:
        read, written = reads.setdefault(block, set()), writes.setdefault(block, set())
        for instruction in block.instructions:
            read.update(each for each in instruction_operands(instruction) if each not in written)
            if isinstance(instruction, ir.Assign):
                written.add(instruction.variable)
            written.update(instruction_dests(instruction))
        read.update(each for each in terminator_operands(block.terminator) if each not in written)
        reads[block] = {each for each in read if isinstance(each, ir.Variable | ir.Temp)}
    live = {block: set(reads[block]) for block in function.blocks}
    changed = True
    while changed:
        changed = False
        for block in reversed(function.blocks):
            behind: set[ir.Operand] = set()
            for successor in block.successors():
                behind |= live[successor]
            more = live[block] | (behind - writes[block])
            if len(more) != len(live[block]):
                live[block] = more
                changed = True
    return live


def _reads(block: ir.Block) -> list[ir.Operand]:
    read = [each for step in block.instructions for each in instruction_operands(step)]
    return [*read, *terminator_operands(block.terminator)]


def _is_room(instruction: ir.Instruction) -> bool:
    return isinstance(instruction, ir.Apply) and instruction.op.name == "stack_words"
