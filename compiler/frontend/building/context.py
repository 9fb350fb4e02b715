"""The state of building one function's flow, and the small steps every area uses."""

from __future__ import annotations

import ast
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pyc.compiler.flow import nodes, ops
from pyc.compiler.flow.nodes import (
    Anchor,
    Block,
    FlowFunction,
    InlineFrame,
    Instruction,
    Observed,
    Register,
)
from pyc.compiler.flow.ops import FlowOp
from pyc.compiler.frontend.symbols import Scope
from pyc.compiler.frontend.tree import Statement
from pyc.compiler.source import NOWHERE, SourceFile, Span


class Unsupported(Exception):
    """A construct that the compiler cannot build yet; becomes a located problem."""

    def __init__(self, node: ast.AST, what: str) -> None:
        super().__init__(what)
        self.node = node
        self.what = what


@dataclass(slots=True)
class Loop:
    """break and continue go here; `iterator` lives until the loop is left."""

    on_break: Block
    on_continue: Block
    iterator: Register | None = None


@dataclass(slots=True)
class Cleanup:
    """What must run when control leaves a region by return, break or continue."""

    emit: Callable[[], None]
    handler: Block | None  # the handler around the region


@dataclass(frozen=True, slots=True)
class StarName:
    """A name that a star import may bind."""

    name: str
    is_certain: bool  # bound whenever the import has run


@dataclass(slots=True)
class ModuleContext:
    """What all functions of a module share."""

    source: SourceFile
    name: str
    scopes: dict[ast.AST, Scope]
    functions: list[FlowFunction] = field(default_factory=list)
    globals: dict[str, int] = field(default_factory=dict)
    imports: dict[str, None] = field(default_factory=dict)
    symbols: dict[str, int] = field(default_factory=dict)
    future_annotations: bool = False
    erased: frozenset[str] = frozenset()  # names that only annotations use
    stars: dict[str, tuple[StarName, ...]] = field(default_factory=dict)  # by the module
    keeps_variables: bool = False  # a class of the program has a finalizer
    observed: Observed = Observed.NOTHING
    continuing: frozenset[ast.AST] = frozenset()  # statements that start no line
    computed_names: frozenset[str] | None = frozenset()  # attributes that code computes; None: any

    reads_annotations: bool = False  # the module names __annotations__: they are evaluated
    finished: set[FlowFunction] = field(default_factory=set)
    statements: dict[ast.AST, Statement] = field(default_factory=dict)  # also by their methods
    rebound: frozenset[str] = frozenset()  # as symbols.rebound tells

    def is_computed(self, attribute: str) -> bool:
        return self.computed_names is None or attribute in self.computed_names

    def choices(self) -> tuple[object, ...]:
        """All that the flow of a function depends on, beside its syntax."""
        shared = (self.source.path, self.source.name, self.name, self.observed, self.erased)
        stars = tuple(sorted(self.stars.items()))
        names = (self.computed_names, self.reads_annotations, self.future_annotations, self.rebound)
        return *shared, stars, self.keeps_variables, *names

    def has_symbol(self, qualname: str) -> bool:
        return f"{self.name}.{qualname}" in self.symbols

    def symbol(self, qualname: str) -> str:
        """A name for a function that is unique in the program."""
        base = f"{self.name}.{qualname}"
        count = self.symbols.get(base, 0)
        self.symbols[base] = count + 1
        return f"{base}~{count}" if count else base


class Builder:
    """Builds one FlowFunction. `scope` changes while an inlined comprehension is built."""

    def __init__(self, module: ModuleContext, function: FlowFunction, scope: Scope) -> None:
        self.module = module
        self.function = function
        self.scope = scope
        self.handler: Block | None = None
        self.cleanups: list[Loop | Cleanup] = []
        self.frame: InlineFrame | None = None
        self.variables: dict[tuple[Scope, str], Register] = {}
        self.cells: dict[tuple[Scope, str], Register] = {}
        self.namespace: Register | None = None  # class bodies
        self.block = self.new_block()
        self.span = NOWHERE

    # ---- registers and blocks

    def temp(self) -> Register:
        return self.register(None)

    def register(self, name: str | None) -> Register:
        made = Register(len(self.function.registers), name)
        self.function.registers.append(made)
        return made

    def new_block(self) -> Block:
        block = Block(len(self.function.blocks), self.handler)
        self.function.blocks.append(block)
        return block

    def start(self, block: Block) -> None:
        self.block = block

    @property
    def is_open(self) -> bool:
        return self.block.terminator is None

    def end(self, terminator: nodes.Terminator) -> None:
        """Ends the current block; what follows until `start` is unreachable and dropped."""
        if self.block.terminator is None:
            self.block.terminator = terminator

    def jump(self, target: Block) -> None:
        self.end(nodes.Jump(target))

    def branch(self, condition: Register, then: Block, otherwise: Block, node: ast.AST) -> None:
        self.end(nodes.Branch(condition, then, otherwise, self.span_of(node), self.frame))

    @contextmanager
    def handled_by(self, handler: Block | None):  # type: ignore[no-untyped-def]
        """Blocks made inside get this exception handler; the current block is split."""
        outer = self.handler
        self.handler = handler
        self.split()
        yield
        self.handler = outer
        self.split()

    def split(self) -> None:
        following = self.new_block()
        self.jump(following)
        self.start(following)

    # ---- instructions

    def span_of(self, node: ast.AST) -> Span:
        return self.module.source.span(node)

    def emit(
        self,
        op: FlowOp,
        args: tuple[Register, ...] = (),
        data: Any = None,
        node: ast.AST | Span | None = None,
        anchor: Anchor | None = None,
        dest: Register | None = None,
    ) -> Register:
        """An instruction with one result."""
        result = dest or self.temp()
        self.step(op, (result,), args, data, node, anchor)
        return result

    def step(
        self,
        op: FlowOp,
        dests: tuple[Register, ...],
        args: tuple[Register, ...],
        data: Any = None,
        node: ast.AST | Span | None = None,
        anchor: Anchor | None = None,
    ) -> None:
        if self.block.terminator is not None:
            self.start(self.new_block())  # unreachable code: built, then dropped
        span = node if isinstance(node, Span) else self.span_of(node) if node else self.span
        made = Instruction(op, dests, args, data, span, anchor, self.frame)
        self.block.instructions.append(made)

    def constant(self, value: object, node: ast.AST | None = None) -> Register:
        return self.emit(ops.CONST, data=value, node=node)

    # ---- variables

    def owner(self, name: str) -> tuple[Scope, str]:
        """The scope whose variable `name` means here and how: local, cell, free, global, class."""
        scope = self.scope
        while True:
            if scope.is_inlined and name in scope.free and scope.parent is not None:
                scope = scope.parent
                continue
            if scope.is_inlined and name not in scope.bound and scope.parent is not None:
                meaning = scope.meaning(name)
                if meaning == "global":
                    return scope, "global"
            meaning = scope.meaning(name)
            if meaning == "free":
                return scope, "free"
            return scope, meaning

    def variable(self, scope: Scope, name: str) -> Register:
        found = self.variables.get((scope, name))
        if found is None:
            found = self.variables[scope, name] = self.register(name)
            found.shown = self._shown(scope, name)
        return found

    def cell(self, scope: Scope, name: str) -> Register:
        """The register that holds the cell of a captured variable."""
        found = self.cells.get((scope, name))
        if found is None:
            raise AssertionError(f"no cell for {name}")
        return found

    def load(self, name: str, node: ast.AST | None) -> Register:
        scope, meaning = self.owner(name)
        match meaning:
            case "local":
                register = self.variable(scope, name)
                self.step(ops.CHECK_BOUND, (), (register,), name, node)
                if self.function_scope().walrus:
                    return self.emit(ops.COPY, (register,), node=node)
                return register
            case "cell" | "free":
                return self.emit(ops.LOAD_CELL, (self.cell(scope, name),), (name, meaning), node)
            case "class":
                assert self.namespace is not None
                return self.emit(ops.LOAD_NAME, (self.namespace,), name, node)
            case _:
                return self.emit(ops.LOAD_GLOBAL, data=name, node=node)

    def store(self, name: str, value: Register, node: ast.AST | None) -> None:
        scope, meaning = self.owner(name)
        match meaning:
            case "local":
                register = self.variable(scope, name)
                self.emit(ops.COPY, (value,), node=node, dest=register)
                self.show(scope, name, register, node)
            case "cell" | "free":
                self.step(ops.STORE_CELL, (), (self.cell(scope, name), value), name, node)
            case "class":
                assert self.namespace is not None
                key = self.constant(name)
                self.step(ops.SET_ITEM, (), (self.namespace, key, value), None, node)
            case _:
                self.module.globals[name] = self.module.globals.get(name, 0) + 1
                self.step(ops.STORE_GLOBAL, (), (value,), name, node)

    def delete(self, name: str, node: ast.AST | None) -> None:
        scope, meaning = self.owner(name)
        match meaning:
            case "local":
                register = self.variable(scope, name)
                self.step(ops.CHECK_BOUND, (), (register,), name, node)
                self.step(ops.UNBIND, (register,), (), None, node)
                self.show(scope, name, None, node)
            case "cell" | "free":
                self.step(ops.DEL_CELL, (), (self.cell(scope, name),), (name, meaning), node)
            case "class":
                assert self.namespace is not None
                key = self.constant(name)
                self.step(ops.DEL_ITEM, (), (self.namespace, key), None, node)
            case _:
                self.module.globals[name] = self.module.globals.get(name, 0) + 2
                self.step(ops.DEL_GLOBAL, (), (), name, node)

    # ---- for debuggers

    def line(self, node: ast.AST | Span) -> None:
        """A statement starts here, or is come back to."""
        if self.module.observed:
            self.step(ops.LINE, (), (), None, node)

    def show(
        self,
        scope: Scope,
        name: str,
        value: Register | None,
        node: ast.AST | None = None,
        is_cell: bool = False,
    ) -> None:
        """The variable holds this value (None: it is unbound) from here on."""
        if is_cell and value is not None:
            value.shown = self._shown(scope, name, is_cell)
        if self.module.observed is Observed.VARIABLES and self.function.kind == "function":
            args = (value,) if value is not None else ()
            self.step(ops.SHOW, (), args, self._shown(scope, name, is_cell), node)

    def _shown(self, scope: Scope, name: str, is_cell: bool = False) -> nodes.Shown:
        within = self.frame.span if scope.is_inlined and self.frame is not None else None
        return nodes.Shown(name, within, is_cell)

    def function_scope(self) -> Scope:
        scope = self.scope
        while scope.is_inlined and scope.parent is not None:
            scope = scope.parent
        return scope

    # ---- leaving regions

    def leave_to(self, loop: Loop | None) -> None:
        """Runs the cleanups between here and `loop` (None: the whole function), innermost first."""
        kept, kept_handler = self.cleanups, self.handler
        remaining = list(self.cleanups)
        while remaining and remaining[-1] is not loop:
            region = remaining.pop()
            if isinstance(region, Loop) and region.iterator is not None:
                self.step(ops.DROP, (), (region.iterator,))
            if isinstance(region, Cleanup):
                self.cleanups, self.handler = remaining, region.handler
                self.split()
                region.emit()
        self.cleanups, self.handler = kept, kept_handler


def binary_anchor(build: Builder, node: ast.BinOp) -> Anchor | None:
    """Where CPython 3.11 puts the `^` of an operator: the first sign after the left operand."""
    left, right = build.span_of(node.left), build.span_of(node.right)
    if not build.span_of(node).line == left.end_line == right.line == build.span_of(node).end_line:
        return None
    text = build.module.source.lines[left.end_line - 1]
    for column in range(left.end_column, right.column):
        if text[column] not in " \t\f":
            is_double = column + 1 < right.column and text[column + 1] not in " \t\f"
            return Anchor(column, column + 1 + is_double)
    return None


def subscript_anchor(build: Builder, node: ast.Subscript) -> Anchor | None:
    span = build.span_of(node)
    if span.line != span.end_line:
        return None
    return Anchor(build.span_of(node.value).end_column, build.span_of(node.slice).end_column + 1)
