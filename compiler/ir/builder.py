"""Writes IR block by block: `build.op("iadd", a, b)` gives the result."""

from __future__ import annotations

from pyc.compiler.ir.ir_nodes import (
    Apply,
    Assign,
    Block,
    Branch,
    Call,
    Constant,
    IrFunction,
    Jump,
    Operand,
    Return,
    Switch,
    Symbol,
    Temp,
    Terminator,
    Unreachable,
    Variable,
)
from pyc.compiler.ir.machine_types import BIT, F64, I64, WORD, MachineType
from pyc.compiler.ir.ops import OPS
from pyc.compiler.source import Span


def i64(value: int) -> Constant:
    return Constant(I64, value)


def f64(value: float) -> Constant:
    return Constant(F64, value)


def bit(value: bool) -> Constant:
    return Constant(BIT, value)


def word(value: int) -> Constant:
    """A literal word: 0 or a tagged small int."""
    return Constant(WORD, value)


NULL = word(0)


def small(value: int) -> Constant:
    return word((value << 1 | 1) & (2**64 - 1))


class IrBuilder:
    """Appends to `block`; after a terminator nothing more is taken until `start`."""

    def __init__(self, function: IrFunction) -> None:
        self.function = function
        self.span: Span = function.span
        self.is_cold = False  # what is written now seldom runs
        self.block = self.new_block()

    def new_block(self, is_cold: bool = False) -> Block:
        block = Block(len(self.function.blocks), is_cold=is_cold or self.is_cold)
        self.function.blocks.append(block)
        return block

    def start(self, block: Block) -> None:
        self.block = block

    def temp(self, type_: MachineType) -> Temp:
        self.function.n_temps += 1
        return Temp(self.function.n_temps - 1, type_)

    def variable(self, type_: MachineType, name: str) -> Variable:
        made = Variable(len(self.function.variables), type_, name)
        self.function.variables.append(made)
        return made

    def _append(self, instruction: Apply | Assign | Call) -> None:
        if self.block.terminator is None:
            self.block.instructions.append(instruction)

    def op(self, name: str, *args: Operand, alias: str = "") -> Temp:
        """The one result of a pure or reading op."""
        row = OPS[name]
        dest = self.temp(row.results[0])
        self._append(Apply(row, (dest,), args, self.span, alias))
        return dest

    def op2(self, name: str, *args: Operand) -> tuple[Temp, Temp]:
        row = OPS[name]
        first, second = self.temp(row.results[0]), self.temp(row.results[1])
        self._append(Apply(row, (first, second), args, self.span))
        return first, second

    def do(self, name: str, *args: Operand, alias: str = "") -> None:
        """An op without result."""
        self._append(Apply(OPS[name], (), args, self.span, alias))

    def assign(self, variable: Variable, value: Operand) -> None:
        self._append(Assign(variable, value))

    def read(self, variable: Variable) -> Temp:
        """The variable's value now, kept over later assignments."""
        dest = self.temp(variable.type)
        self._append(Apply(OPS["copy_" + variable.type.value], (dest,), (variable,), self.span))
        return dest

    def call(
        self, callee: str | Symbol | Temp, args: tuple[Operand, ...], result: MachineType,
        is_cold: bool = False,
    ) -> Temp:
        dest = self.temp(result)
        symbol = Symbol(callee) if isinstance(callee, str) else callee
        self._append(Call(symbol, (dest,), args, self.span, is_cold))
        return dest

    def call_void(self, callee: str, args: tuple[Operand, ...], is_cold: bool = False) -> None:
        self._append(Call(Symbol(callee), (), args, self.span, is_cold))

    def call_pair(
        self, callee: str, args: tuple[Operand, ...], results: tuple[MachineType, ...]
    ) -> tuple[Temp, ...]:
        dests = tuple(self.temp(each) for each in results)
        self._append(Call(Symbol(callee), dests, args, self.span))
        return dests

    def end(self, terminator: Terminator) -> None:
        if self.block.terminator is None:
            self.block.terminator = terminator

    def jump(self, target: Block) -> None:
        self.end(Jump(target))

    def branch(
        self, condition: Operand, then: Block, otherwise: Block, likely: bool | None = None
    ) -> None:
        self.end(Branch(condition, then, otherwise, likely))

    def switch(self, value: Operand, cases: tuple[tuple[int, Block], ...], default: Block) -> None:
        self.end(Switch(value, cases, default))

    def ret(self, *values: Operand) -> None:
        self.end(Return(values))

    def unreachable(self) -> None:
        self.end(Unreachable())
