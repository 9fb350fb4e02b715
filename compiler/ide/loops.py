"""Which loop of the source compiled code belongs to: `Loops(source, tree).around(function, span)`.

    for x in xs: total += sum(y * 2 for y in x)     the turns of `sum` are the generator's, not
                                                    those of the loop around

Comes in: a module's tree, a function of the IR, a place where its code is told of.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from pyc.compiler.ir.ir_nodes import Assign, Block, IrFunction
from pyc.compiler.source import SourceFile, Span

Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
Loop = ast.For | ast.While | Comprehension
Function = ast.FunctionDef | ast.AsyncFunctionDef
Read = ast.Attribute | ast.Subscript | ast.Name
Turn = frozenset[Span]  # the places of what a loop of the IR does, but for what seldom runs


@dataclass
class Loops:
    """Of one module. `reads`: of names, attributes and items, but of what is called; `outer`: the
    read `a.b[c]` of `a.b`; `defined`: names of functions and classes."""

    source: SourceFile
    tree: ast.Module
    reads: dict[Span, ast.expr] = field(default_factory=dict)
    outer: dict[ast.expr, ast.expr] = field(default_factory=dict)
    functions: dict[Span, Function] = field(default_factory=dict)
    defined: set[str] = field(default_factory=set)
    _loops: list[tuple[Span, Loop]] = field(default_factory=list)  # inner ones behind outer ones
    _turns: dict[str, list[Turn]] = field(default_factory=dict)  # by symbol

    def __post_init__(self) -> None:
        nodes = list(ast.walk(self.tree))
        self.defined |= {each.name for each in nodes if isinstance(each, (Function, ast.ClassDef))}
        called = {each.func for each in nodes if isinstance(each, ast.Call)}
        for node in nodes:
            if isinstance(node, Loop):
                self._loops.append((self.source.span(node), node))
            elif isinstance(node, Function):
                self.functions[self.source.span(node)] = node
            elif isinstance(node, Read) and isinstance(node.ctx, ast.Load) and node not in called:
                self.reads[self.source.span(node)] = node
                if not isinstance(node, ast.Name):
                    self.outer[node.value] = node

    def around(self, function: IrFunction, span: Span | None) -> Loop | None:
        """The innermost whose turns run the code of that span of a function."""
        if function.name not in self._turns:
            self._turns[function.name] = sorted(turns(function), key=len)
        found = (turn for turn in self._turns[function.name] if span in turn)
        turn = next(found, None)
        return self._written(turn) if turn is not None else None

    def _written(self, turn: Turn) -> Loop | None:
        """As which a loop of the IR is written: all its places lie in it, one in its head."""
        whole = Span(
            *min((each.line, each.column) for each in turn),
            *max((each.end_line, each.end_column) for each in turn),
        )
        around = [(span, node) for span, node in self._loops if contains(span, whole)]
        if around and self._has_head(around[-1], turn):
            return around[-1][1]
        inside = (node for span, node in self._loops if contains(whole, span))
        return next((node for node in inside if isinstance(node, Comprehension)), None)

    def _has_head(self, loop: tuple[Span, Loop], turn: Turn) -> bool:
        span, node = loop
        match node:
            case ast.For():
                start = span.line, span.column
                return any((each.line, each.column) == start for each in turn)
            case ast.While(test=test):
                head = self.source.span(test)
                is_endless = isinstance(test, ast.Constant)
                return is_endless or any(contains(head, each) for each in turn)
            case ast.DictComp(key=key, value=value):
                made = [self.source.span(key), self.source.span(value)]
            case _:
                made = [self.source.span(node.elt)]
        return any(not any(contains(each, place) for each in made) for place in turn)

    def whole(self, function: IrFunction, loop: Loop) -> Span:
        """Of the function; of code of a module or class, of the loop."""
        is_known = function.span in self.functions
        return function.span if is_known else self.source.span(loop)

    def head(self, loop: Loop) -> Span:
        """What of a loop tells of it: the line of the statement, the whole comprehension."""
        whole = self.source.span(loop)
        match loop:
            case ast.For(iter=last) | ast.While(test=last):
                end = self.source.span(last)
                return Span(whole.line, whole.column, end.end_line, end.end_column)
            case _:
                return whole


def contains(outer: Span, inner: Span) -> bool:
    start, end = (outer.line, outer.column), (outer.end_line, outer.end_column)
    return start <= (inner.line, inner.column) and (inner.end_line, inner.end_column) <= end


def turns(function: IrFunction) -> Iterator[Turn]:
    """Of each loop of the IR; those that have no place are left out."""
    before: dict[Block, list[Block]] = {}
    for block in function.blocks:
        for target in block.successors():
            before.setdefault(target, []).append(block)
    for block in function.blocks:
        for first in block.successors():
            if first.index <= block.index:
                places = _places(_body(first, block, before), function.blocks[0])
                if places:
                    yield places


def _body(first: Block, last: Block, before: dict[Block, list[Block]]) -> set[Block]:
    """All from which `last` is reached without passing `first`."""
    body, todo = {first}, [last]
    while todo:
        block = todo.pop()
        if block not in body:
            body.add(block)
            todo += before.get(block, ())
    return body


def _places(body: set[Block], entry: Block) -> Turn:
    """None for what is no loop: the way back to its first block started elsewhere."""
    if entry in body:
        return frozenset()
    return frozenset(
        step.span
        for block in body
        if not block.is_cold
        for step in block.instructions
        if not isinstance(step, Assign) and step.span is not None
    )
