"""The shapes of the IR: operands, three instructions, five terminators, blocks, functions, data.

A `Temp` is written once, by an instruction that comes before every use; a `Variable` may be
written often (`Assign`) and lives in memory until LLVM makes it SSA.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pyc.compiler.ir.machine_types import MachineType
from pyc.compiler.ir.ops import Op
from pyc.compiler.source import Span


@dataclass(frozen=True, slots=True, eq=False)
class Temp:
    index: int
    type: MachineType

    def __str__(self) -> str:
        return f"%{self.index}"


@dataclass(frozen=True, slots=True, eq=False)
class Variable:
    index: int
    type: MachineType
    name: str

    def __str__(self) -> str:
        return f"${self.name}.{self.index}"


@dataclass(frozen=True, slots=True)
class Constant:
    type: MachineType
    value: int | float | bool

    def __str__(self) -> str:
        return f"{self.type} {self.value!r}"


@dataclass(frozen=True, slots=True)
class Symbol:
    """The address of a global."""

    name: str

    @property
    def type(self) -> MachineType:
        return MachineType.WORD

    def __str__(self) -> str:
        return f"@{self.name}"


Operand = Temp | Variable | Constant | Symbol


@dataclass(slots=True, eq=False)
class Apply:
    """dests = op(args); `alias` names the memory that a load or store touches."""

    op: Op
    dests: tuple[Temp, ...]
    args: tuple[Operand, ...]
    span: Span | None = None
    alias: str = ""


@dataclass(slots=True, eq=False)
class Assign:
    variable: Variable
    value: Operand


@dataclass(slots=True, eq=False)
class Call:
    """dests = callee(args). Two dests: the callee returns a pair. `callee`: symbol or address."""

    callee: Symbol | Temp
    dests: tuple[Temp, ...]
    args: tuple[Operand, ...]
    span: Span | None = None
    is_cold: bool = False


Instruction = Apply | Assign | Call


@dataclass(slots=True, eq=False)
class Jump:
    target: Block


@dataclass(slots=True, eq=False)
class Branch:
    """`likely`: which side is expected, None: unknown."""

    condition: Operand
    then: Block
    otherwise: Block
    likely: bool | None = None


@dataclass(slots=True, eq=False)
class Switch:
    value: Operand
    cases: tuple[tuple[int, Block], ...]
    default: Block


@dataclass(slots=True, eq=False)
class Return:
    values: tuple[Operand, ...]


@dataclass(slots=True, eq=False)
class Unreachable:
    pass


Terminator = Jump | Branch | Switch | Return | Unreachable


@dataclass(slots=True, eq=False)
class Block:
    index: int
    instructions: list[Instruction] = field(default_factory=list)
    terminator: Terminator | None = None
    is_cold: bool = False

    def __str__(self) -> str:
        return f"b{self.index}"

    def successors(self) -> tuple[Block, ...]:
        match self.terminator:
            case Jump(target):
                return (target,)
            case Branch(_, then, otherwise):
                return (then, otherwise)
            case Switch(_, cases, default):
                return (*(block for _, block in cases), default)
            case _:
                return ()


@dataclass(frozen=True, slots=True)
class Local:
    """A Python variable for debuggers: `variable` holds its value, or (is_cell) the cell of it;
    None: it is nowhere. `type`: Python's, for people. `argument`: counted from 1, 0: not a
    parameter. `within`: the comprehension it belongs to."""

    name: str
    type: str
    variable: Variable | None
    argument: int = 0
    within: Span | None = None
    is_cell: bool = False


@dataclass(slots=True, eq=False)
class IrFunction:
    """`tier`: "hot" (full optimisation) or "cold" (cheap). `source_name` is Python's qualified
    name in `module`, `path` the source file. is_observed: `locals` stay in memory."""

    name: str
    parameters: tuple[Temp, ...]
    results: tuple[MachineType, ...]
    tier: str
    source_name: str
    span: Span
    path: Path = Path()
    module: str = ""
    blocks: list[Block] = field(default_factory=list)
    variables: list[Variable] = field(default_factory=list)
    locals: list[Local] = field(default_factory=list)
    is_observed: bool = False
    n_temps: int = 0
    is_exported: bool = False

    @property
    def is_boxed(self) -> bool:
        """The variant on words, in which bail-outs go on."""
        return self.name.endswith(".boxed")

    @property
    def keeps_locals(self) -> bool:
        """`locals` stay in memory though nothing is observed: of code that seldom runs."""
        return bool(self.locals) and not self.is_observed and self.tier == "cold"

    def shown(self) -> set[Operand]:
        """Variables that debuggers read."""
        return {each.variable for each in self.locals if each.variable is not None}


@dataclass(frozen=True, slots=True)
class Data:
    """A static object. Each field is ("i64"|"i32"|"f64"|"bytes"|"ptr", value); a ptr's value is a
    symbol name, or an int (0, or a tagged small int). `variable`: module and name of the global
    variable that it holds."""

    symbol: str
    fields: tuple[tuple[str, object], ...]
    is_writable: bool = True
    is_exported: bool = False
    variable: tuple[str, str] | None = None


@dataclass(slots=True, eq=False)
class IrModule:
    """A program's functions and data; `externals` are symbols of the runtime."""

    functions: dict[str, IrFunction] = field(default_factory=dict)
    data: dict[str, Data] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Variants:
    """`specialized`: code by symbol. `boxed`: by the symbol of each function that has a boxed
    variant, at how many resume points that can take over."""

    specialized: Mapping[str, IrFunction]
    boxed: Mapping[str, int]
