"""Splits each register into its independent uses, so that a name that holds an int here and a
text there becomes two registers with one type each.

    in:   x = input()         out:  x.1 = input()
          x = int(x)                x.2 = int(x.1)

Two definitions stay together where a read may see either (reaching definitions, joined with
union-find).
"""

from __future__ import annotations

from pyc.compiler.flow.nodes import (
    Block,
    Branch,
    FlowFunction,
    Instruction,
    Next,
    Raise,
    RaiseAssertion,
    Register,
    Resume,
    Return,
)

Reaching = dict[Register, frozenset[int]]


def split_variables(function: FlowFunction) -> None:
    """In place; parameters keep their registers at the entry."""
    written: dict[Register, int] = {}
    for register in function.parameter_registers:
        written[register] = 1
    for block in function.blocks:
        for instruction in block.instructions:
            for dest in instruction.dests:
                written[dest] = written.get(dest, 0) + 1
        if isinstance(block.terminator, Next):
            dest = block.terminator.dest
            written[dest] = written.get(dest, 0) + 1
    several = {
        register
        for register, count in written.items()
        if count > 1 and not (function.keeps_variables and register.name is not None)
    }
    if several:
        _Webs(function, several).split()


class _Webs:
    def __init__(self, function: FlowFunction, several: set[Register]) -> None:
        self.function = function
        self.several = several
        self.parent: list[int] = []
        self.owner: list[Register] = []
        self.at: dict[tuple[object, Register], int] = {}  # (instruction or terminator, register)
        self.entry: dict[Register, int] = {}

    def definition(self, register: Register) -> int:
        self.parent.append(len(self.parent))
        self.owner.append(register)
        return len(self.parent) - 1

    def find(self, index: int) -> int:
        while self.parent[index] != index:
            self.parent[index] = self.parent[self.parent[index]]
            index = self.parent[index]
        return index

    def split(self) -> None:
        function = self.function
        start: Reaching = {}
        for register in self.several:
            self.entry[register] = self.definition(register)
            start[register] = frozenset([self.entry[register]])
        for block in function.blocks:
            for step in (*block.instructions, block.terminator):
                for dest in _writes(step):
                    if dest in self.several:
                        self.at[step, dest] = self.definition(dest)
        into = self._reaching(start)
        for block in function.blocks:
            self._join_reads(block, into.get(block, {}))
        self._rename(into)

    def _reaching(self, start: Reaching) -> dict[Block, Reaching]:
        into: dict[Block, Reaching] = {self.function.entry: start}
        work = [self.function.entry]
        while work:
            block = work.pop()
            state = dict(into[block])
            # The handler of blocks that raise nothing may be gone.
            handler = block.handler if block.may_raise() else None
            caught = {key: set(value) for key, value in state.items()} if handler else None
            for step in (*block.instructions, block.terminator):
                for dest in _writes(step):
                    if dest in self.several:
                        state[dest] = frozenset([self.at[step, dest]])
                        if caught is not None:
                            caught[dest].add(self.at[step, dest])
            for successor in block.successors():
                flowing = state
                if isinstance(block.terminator, Next) and successor is block.terminator.done:
                    flowing = dict(state)
                    dest = block.terminator.dest
                    if dest in self.several:
                        flowing[dest] = state[dest] | self._before_next(block, into[block], dest)
                self._merge(into, work, successor, flowing)
            if handler is not None and caught is not None:
                frozen = {key: frozenset(value) for key, value in caught.items()}
                self._merge(into, work, handler, frozen)
        return into

    def _before_next(self, block: Block, into: Reaching, dest: Register) -> frozenset[int]:
        state = into[dest]
        for step in block.instructions:
            if dest in step.dests:
                state = frozenset([self.at[step, dest]])
        return state

    def _merge(
        self, into: dict[Block, Reaching], work: list[Block], block: Block, state: Reaching
    ) -> None:
        old = into.get(block)
        if old is None:
            into[block] = dict(state)
            work.append(block)
            return
        changed = False
        for register, definitions in state.items():
            if not definitions <= old[register]:
                old[register] = old[register] | definitions
                changed = True
        if changed:
            work.append(block)

    def _join_reads(self, block: Block, state: Reaching) -> None:
        state = dict(state)
        for step in (*block.instructions, block.terminator):
            for register in _reads(step):
                if register in self.several:
                    self._join(state.get(register, frozenset()))
            for dest in _writes(step):
                if dest in self.several:
                    state[dest] = frozenset([self.at[step, dest]])

    def _join(self, definitions: frozenset[int]) -> None:
        first, *rest = definitions or (None,)
        for each in rest:
            assert first is not None
            self.parent[self.find(each)] = self.find(first)

    def _rename(self, into: dict[Block, Reaching]) -> None:
        names: dict[int, Register] = {}
        for register, index in self.entry.items():
            if register in self.function.parameter_registers:
                names[self.find(index)] = register

        def renamed(definition: int) -> Register:
            root = self.find(definition)
            if root not in names:
                old = self.owner[definition]
                new = Register(len(self.function.registers), old.name, old.shown)
                self.function.registers.append(new)
                names[root] = new
            return names[root]

        for block in self.function.blocks:
            state = dict(into.get(block, {}))
            for step in (*block.instructions, block.terminator):
                table = {
                    register: renamed(next(iter(state[register])))
                    for register in _reads(step)
                    if register in self.several and state.get(register)
                }
                _replace_reads(step, table)
                for dest in _writes(step):
                    if dest in self.several:
                        definition = self.at[step, dest]
                        state[dest] = frozenset([definition])
                        _replace_write(step, dest, renamed(definition))


def _writes(step: object) -> tuple[Register, ...]:
    if isinstance(step, Instruction):
        return step.dests
    return (step.dest,) if isinstance(step, Next) else ()


def _reads(step: object) -> tuple[Register, ...]:
    match step:
        case Instruction(args=args):
            return args
        case Branch(condition=register):
            return (register,)
        case Return(value, kept):
            return (value, *kept)
        case Next(iterator=register) | Resume(previous=register):
            return (register,)
        case Raise(exception=exception, cause=cause):
            return tuple(each for each in (exception, cause) if each is not None)
        case RaiseAssertion(message=message):
            return (message,) if message is not None else ()
        case _:
            return ()


def _replace_reads(step: object, table: dict[Register, Register]) -> None:
    if not table:
        return
    match step:
        case Instruction():
            step.args = tuple(table.get(each, each) for each in step.args)
        case Branch():
            step.condition = table.get(step.condition, step.condition)
        case Return():
            step.value = table.get(step.value, step.value)
            step.kept = tuple(table.get(each, each) for each in step.kept)
        case Next():
            step.iterator = table.get(step.iterator, step.iterator)
        case Resume():
            step.previous = table.get(step.previous, step.previous)
        case Raise():
            if step.exception is not None:
                step.exception = table.get(step.exception, step.exception)
            if step.cause is not None:
                step.cause = table.get(step.cause, step.cause)
        case RaiseAssertion():
            if step.message is not None:
                step.message = table.get(step.message, step.message)


def _replace_write(step: object, old: Register, new: Register) -> None:
    if isinstance(step, Instruction):
        step.dests = tuple(new if each is old else each for each in step.dests)
    elif isinstance(step, Next):
        step.dest = new
