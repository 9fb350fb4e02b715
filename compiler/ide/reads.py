"""Types of variables where they are read: flow has no step for that, only for what is done with
them.

    return row * factor        `row` and `factor`: as the multiplication gets them
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from pyc.compiler.flow import nodes as flow
from pyc.compiler.frontend.inference.program import TypedInstance
from pyc.compiler.frontend.tree import INNER_SCOPES, Statement, Tree
from pyc.compiler.source import SourceFile, Span
from pyc.compiler.types import python_types as t

TALLEST = 8  # lines of a step that is looked up by its lines
SCOPES = (*INNER_SCOPES, ast.GeneratorExp)
COMPOUND: tuple[type[ast.stmt], ...] = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.For, ast.While, ast.If, ast.With,
    ast.Try, ast.Match,
)  # fmt: skip
Read = tuple[str, Span]


@dataclass(frozen=True)
class _Known:
    """Of a statement of the top level. `reads`: names that are read and parameters, each with the
    scopes that it stands in, inside out; `compound`: statements with statements inside."""

    reads: tuple[tuple[Read, tuple[Span, ...]], ...]
    compound: frozenset[Span]


class Reads:
    """Of a tree; each statement is looked through when first asked about."""

    def __init__(
        self, tree: Tree, source: SourceFile, functions: Iterable[flow.FlowFunction]
    ) -> None:
        self._source = source
        self._statements = tree.statements
        self._firsts = [each.first_line for each in tree.statements]
        self._functions = {each.span for each in functions if each.kind != "module"}
        self._found: dict[int, dict[Span | None, list[Read]]] = {}  # by statement and function

    def of(self, function: flow.FlowFunction) -> list[Read]:
        """What a function reads itself, its parameters, too; of a module nothing: flow tells."""
        known = self._at(function.span.line) if function.span in self._functions else None
        if known is None:
            return []
        found = self._found.get(id(known))
        if found is None:
            found = self._found[id(known)] = {}
            for read, scopes in known.reads:
                owner = next((each for each in scopes if each in self._functions), None)
                found.setdefault(owner, []).append(read)
        return found.get(function.span, [])

    def is_compound(self, span: Span) -> bool:
        """It is no expression, but a statement with others inside."""
        known = self._at(span.line)
        return known is not None and span in known.compound

    def _at(self, line: int) -> _Known | None:
        index = bisect_right(self._firsts, line) - 1
        if index < 0:
            return None
        statement = self._statements[index]
        return statement.once("variables read", None, partial(self._known, statement))

    def _known(self, statement: Statement) -> _Known:
        source = self._source

        def scopes(node: ast.AST) -> tuple[Span, ...]:
            around = statement.around(node)
            return tuple(source.span(each) for each in around if isinstance(each, SCOPES))

        found = [
            ((each.id, source.span(each)), scopes(each))
            for each in statement.nodes(ast.Name)
            if isinstance(each.ctx, ast.Load)
        ]
        for each in statement.nodes(ast.arg):
            found.append(((each.arg, parameter_span(each, source)), scopes(each)))
        compound = (node for kind in COMPOUND for node in statement.nodes(kind))
        return _Known(tuple(found), frozenset(map(source.span, compound)))


def parameter_span(argument: ast.arg, source: SourceFile) -> Span:
    """Without its annotation."""
    span = source.span(argument)
    return Span(span.line, span.column, span.line, span.column + len(argument.arg))


def read_types(
    function: flow.FlowFunction, instance: TypedInstance, reads: Iterable[Read]
) -> Iterator[tuple[Span, t.Type]]:
    """As the smallest step around gets the variable; where there is none, whatever it may hold."""
    steps = _steps(function, instance)
    named: dict[str, list[t.Type]] = {}
    for register, type_ in instance.registers.items():
        if register.name is not None:
            named.setdefault(register.name, []).append(type_)
    parameters = dict(zip(function.parameters.names(), instance.parameters, strict=False))
    for name, span in reads:
        around = [each for each in steps.get((name, span.line), ()) if _is_within(span, each[0])]
        around += [each for each in steps.get((name, 0), ()) if _is_within(span, each[0])]
        if around:
            yield span, min(around, key=lambda each: _size(each[0]))[1]
        elif name in parameters or name in named:
            yield from ((span, each) for each in named.get(name, [parameters.get(name, t.NEVER)]))


def _steps(
    function: flow.FlowFunction, instance: TypedInstance
) -> dict[tuple[str, int], list[tuple[Span, t.Type]]]:
    """Steps that read a variable and what they get, by its name and each of their lines; line 0:
    those of many."""
    found: dict[tuple[str, int], list[tuple[Span, t.Type]]] = {}
    for block in instance.reached:
        for step in block.instructions:
            _add(found, step, step.args, step.span, instance)
        span = getattr(block.terminator, "span", None)
        if span is not None:
            reads = flow.terminator_reads(block.terminator)
            _add(found, block.terminator, reads, span, instance)
    return found


def _add(
    found: dict[tuple[str, int], list[tuple[Span, t.Type]]],
    step: object,
    registers: Iterable[flow.Register],
    span: Span,
    instance: TypedInstance,
) -> None:
    is_tall = span.end_line - span.line >= TALLEST
    for register in registers:
        if register.name is not None:
            row = (span, instance.argument(step, register))
            for line in (0,) if is_tall else range(span.line, span.end_line + 1):
                found.setdefault((register.name, line), []).append(row)


def _is_within(inner: Span, outer: Span) -> bool:
    start, end = (inner.line, inner.column), (inner.end_line, inner.end_column)
    return (outer.line, outer.column) <= start and end <= (outer.end_line, outer.end_column)


def _size(span: Span) -> tuple[int, int]:
    return span.end_line - span.line, span.end_column - span.column
