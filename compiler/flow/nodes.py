"""The data of flow: registers, instructions, blocks, functions.

A register is a local variable or a temporary; it may be written many times (a variable is split
into its independent uses by `webs`). A block ends in one terminator. An exception in a block goes
to the block's `handler`, or out of the function where there is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from pyc.compiler.flow.ops import FlowOp
from pyc.compiler.source import NOWHERE, SourceFile, Span


@dataclass(frozen=True, slots=True)
class Shown:
    """A variable as a debugger lists it. `within`: the comprehension that it belongs to.
    is_cell: the value is in a cell."""

    name: str
    within: Span | None = None
    is_cell: bool = False


@dataclass(slots=True, eq=False)
class Register:
    """A variable (`name`: Python's) or a temporary (`name` is None). Compared by identity.
    `shown`: the variable that a debugger finds here; a temporary may hold the cell of one."""

    index: int
    name: str | None = None
    shown: Shown | None = None

    def __repr__(self) -> str:
        return f"{self.name}.{self.index}" if self.name else f"%{self.index}"


@dataclass(frozen=True, slots=True)
class CallShape:
    """How a call passes its arguments: first positional ones, then one for each keyword name."""

    n_positional: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Anchor:
    """Columns of the `^` in a caret line `~~~^~~`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class InlineFrame:
    """A comprehension that runs in the frame around it but has its own line in a traceback."""

    name: str
    span: Span  # of the whole comprehension, in the frame around
    outer: InlineFrame | None = None


@dataclass(slots=True, eq=False)
class Instruction:
    """One step: dests = op[data](args)."""

    op: FlowOp
    dests: tuple[Register, ...]
    args: tuple[Register, ...]
    data: Any = None
    span: Span = NOWHERE
    anchor: Anchor | None = None
    frame: InlineFrame | None = None
    lookup: Span | None = None  # CALL_METHOD: where a missing method is reported

    @property
    def dest(self) -> Register | None:
        return self.dests[0] if self.dests else None


@dataclass(slots=True, eq=False)
class Jump:
    target: Block


@dataclass(slots=True, eq=False)
class Branch:
    """To `then` if the truth of `condition` holds; testing it may raise."""

    condition: Register
    then: Block
    otherwise: Block
    span: Span = NOWHERE
    frame: InlineFrame | None = None


@dataclass(slots=True, eq=False)
class Next:
    """The head of a `for` loop: takes the next element of `iterator` into `dest`, or is done."""

    iterator: Register
    dest: Register
    body: Block
    done: Block
    span: Span = NOWHERE
    frame: InlineFrame | None = None


@dataclass(slots=True, eq=False)
class Return:
    """`kept`: variables that live until here because what they hold may have a finalizer."""

    value: Register
    kept: tuple[Register, ...] = ()


@dataclass(slots=True, eq=False)
class Raise:
    """raise `exception` from `cause`; without exception: raise what is being handled again."""

    exception: Register | None
    cause: Register | None
    span: Span = NOWHERE
    anchor: Anchor | None = None


@dataclass(slots=True, eq=False)
class RaiseAssertion:
    """A failed assert: AssertionError(message), whatever the program calls AssertionError."""

    message: Register | None
    span: Span = NOWHERE


@dataclass(slots=True, eq=False)
class Resume:
    """End of a `finally` or of a `try` without a matching `except`: the handled exception goes on.

    `previous` is what BEGIN_CATCH gave. No traceback entry is added.
    """

    previous: Register


Terminator = Jump | Branch | Next | Return | Raise | RaiseAssertion | Resume


@dataclass(slots=True, eq=False)
class Block:
    index: int
    handler: Block | None = None
    instructions: list[Instruction] = field(default_factory=list)
    terminator: Terminator | None = None

    def __repr__(self) -> str:
        return f"b{self.index}"

    def successors(self) -> tuple[Block, ...]:
        """Where control may go next, the handler not counted."""
        match self.terminator:
            case Jump(target):
                return (target,)
            case Branch(_, then, otherwise):
                return (then, otherwise)
            case Next(_, _, body, done):
                return (body, done)
            case _:
                return ()

    def may_raise(self) -> bool:
        return any(each.op.raises for each in self.instructions) or isinstance(
            self.terminator, Branch | Next | Raise | RaiseAssertion | Resume
        )


def terminator_reads(terminator: Terminator | None) -> tuple[Register, ...]:
    match terminator:
        case Branch(condition, _, _):
            return (condition,)
        case Next(iterator):
            return (iterator,)
        case Return(value, kept):
            return (value, *kept)
        case Raise(exception, cause):
            return tuple(each for each in (exception, cause) if each is not None)
        case RaiseAssertion(message):
            return (message,) if message is not None else ()
        case Resume(previous):
            return (previous,)
        case _:
            return ()


def terminator_writes(terminator: Terminator | None) -> tuple[Register, ...]:
    return (terminator.dest,) if isinstance(terminator, Next) else ()


@dataclass(frozen=True, slots=True)
class Parameters:
    """A signature's names. Order of registers: positional, *args, keyword-only, **kwargs."""

    positional: tuple[str, ...] = ()
    n_positional_only: int = 0
    varargs: str | None = None
    keyword_only: tuple[str, ...] = ()
    varkeywords: str | None = None
    n_defaults: int = 0
    keyword_defaults: tuple[str, ...] = ()

    def names(self) -> tuple[str, ...]:
        star = (self.varargs,) if self.varargs else ()
        kwargs = (self.varkeywords,) if self.varkeywords else ()
        return self.positional + star + self.keyword_only + kwargs


class Observed(IntEnum):
    """What a debugger is to see: nothing, the start of each statement (LINE), variables, too
    (SHOW)."""

    NOTHING = 0
    LINES = 1
    VARIABLES = 2


@dataclass(slots=True, eq=False)
class FlowFunction:
    """One function, lambda, comprehension, class body or module body.

    `kind`: "module", "class", "function". `symbol` is unique in the program and stable under
    edits elsewhere. A class body's one parameter is the namespace it fills. is_observed: variables
    are shown to debuggers.
    """

    name: str
    qualname: str
    symbol: str
    kind: str
    source: SourceFile
    module: str
    span: Span
    parameters: Parameters = Parameters()
    parameter_registers: tuple[Register, ...] = ()
    annotations: tuple[Any, ...] = ()
    return_annotation: Any = None
    doc: str | None = None
    is_generator: bool = False
    keeps_variables: bool = False
    is_observed: bool = False
    keeps_on_failure: bool = False  # an exception that leaves takes the variables along
    free_names: tuple[str, ...] = ()
    blocks: list[Block] = field(default_factory=list)
    registers: list[Register] = field(default_factory=list)
    inner: list[FlowFunction] = field(default_factory=list)
    _by_op: dict[FlowOp, list[Instruction]] | None = field(default=None, repr=False)

    @property
    def entry(self) -> Block:
        return self.blocks[0]

    def instructions(self) -> Iterator[Instruction]:
        for block in self.blocks:
            yield from block.instructions

    def steps(self, op: FlowOp) -> list[Instruction]:
        """Of a function that is built."""
        if self._by_op is None:
            self._by_op = {}
            for step in self.instructions():
                self._by_op.setdefault(step.op, []).append(step)
        return self._by_op.get(op, [])


@dataclass(frozen=True, slots=True)
class FunctionData:
    """FUNCTION's args in order: n_defaults values, keyword default values, cells."""

    function: FlowFunction
    n_defaults: int
    keyword_defaults: tuple[str, ...]
    n_cells: int


@dataclass(frozen=True, slots=True)
class ClassData:
    """BUILD_CLASS's args: the body's function object, n_bases bases, a value a keyword; of one
    that is spread, the bases' tuple and the keywords' dict."""

    name: str
    qualname: str
    body: FlowFunction
    n_bases: int
    keywords: tuple[str, ...]
    symbol: str
    is_spread: bool = False


@dataclass(frozen=True, slots=True)
class ImportData:
    """`import a.b` gives a (whole=False) or, for `as` and `from`, a.b (whole=True)."""

    module: str
    whole: bool
    star: bool = False


@dataclass(slots=True, eq=False)
class FlowModule:
    """One module's functions: `body` first runs the module. Lists, dicts are not changed later."""

    name: str
    source: SourceFile
    body: FlowFunction
    functions: list[FlowFunction]
    globals: dict[str, int]  # name -> number of places that store it
    imports: tuple[str, ...] = ()
    warnings: str = ""  # to be written to stderr before the body runs
