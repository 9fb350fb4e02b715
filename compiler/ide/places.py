"""Types by place in a program's main module: of each expression, joined over all instances.

    places = Places(snapshot, known)      places.functions      places.parts()

What is said of a function is kept with what it was made of: `known`, of the text before.
"""

from __future__ import annotations

import pickle
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from pyc.compiler.flow import nodes as flow
from pyc.compiler.flow import ops
from pyc.compiler.frontend.inference.program import TypedInstance
from pyc.compiler.ide.reads import Reads, read_types
from pyc.compiler.session import MAIN, Snapshot
from pyc.compiler.source import Span
from pyc.compiler.types import python_types as t
from pyc.compiler.types.display import held, plain
from pyc.compiler.types.relations import join_all

Row = tuple[int, int, int, int, str, str, str]  # a Place's fields
UNSEEN = (ops.NEW_CELL, ops.ITER)  # what they make is no expression's value


@dataclass(frozen=True, slots=True)
class Place:
    """What an expression is: its type, how it is held; `function`: the one it is in."""

    span: Span
    type: str
    representation: str
    function: str


Part = tuple[int, int, bytes]  # of a function: its first and last lines, and its packed rows


@dataclass(frozen=True)
class PlaceTable:
    """All places of a text, packed by functions, so that they travel quickly between processes and
    few are unpacked. `lines`: of each line of the text, counted from 0, the one that parts name."""

    parts: tuple[Part, ...] = ()
    lines: tuple[int, ...] = ()

    def __iter__(self) -> Iterator[Place]:
        return (self._place(row) for part in self.parts for row in _unpacked(part))

    def at(self, line: int, column: int) -> Place | None:
        """The smallest expression around a position."""
        if not 0 < line <= len(self.lines):
            return None
        here = (self.lines[line - 1] + 1, column)
        parts = (each for each in self.parts if each[0] <= here[0] <= each[1])
        rows = (row for part in parts for row in _unpacked(part))
        around = [row for row in rows if row[:2] <= here <= row[2:4]]
        found = min(around, key=lambda row: (row[2] - row[0], row[3] - row[1]), default=None)
        return self._place(found) if found is not None else None

    def _place(self, row: Row) -> Place:
        first, last = (bisect_right(self.lines, each - 1) for each in (row[0], row[2]))
        return Place(Span(first, row[1], last, row[3]), *row[4:])


def _unpacked(part: Part) -> tuple[Row, ...]:
    rows: tuple[Row, ...] = pickle.loads(part[2])
    return rows


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """Of one function; equal only if it is the same."""

    instances: tuple[TypedInstance, ...]
    types: dict[Span, t.Type]
    part: Part

    def is_of(self, instances: Iterable[TypedInstance]) -> bool:
        """What is typed is as it was."""
        return list(map(_made_of, self.instances)) == list(map(_made_of, instances))


def _made_of(instance: TypedInstance) -> tuple[object, ...]:
    """Types are the same objects as long as they are equal (`inference/memory.py`)."""
    return id(instance.results), id(instance.arguments), instance.parameters, instance.returns


class Places:
    """`functions`: of the main module, as far as they are typed; `modules`: of the program."""

    def __init__(self, snapshot: Snapshot, known: Mapping[flow.FlowFunction, Shown]) -> None:
        instances: dict[flow.FlowFunction, list[TypedInstance]] = {}
        for each in (*snapshot.typed.instances.values(), *snapshot.uncalled):
            if each.function.module == MAIN:
                instances.setdefault(each.function, []).append(each)
        self.functions: dict[flow.FlowFunction, Shown] = {}
        main = snapshot.program.modules[MAIN]
        every = main.functions
        reads = Reads(snapshot.session.parsed(main.source).index, main.source, every)
        for function, group in instances.items():
            shown = known.get(function)
            if shown is None or not shown.is_of(group):
                shown = _shown(function, group, reads)
            self.functions[function] = shown
        self.modules = frozenset(snapshot.program.modules)
        self._by_span = {each.span: each for each in reversed(every) if each.kind == "function"}

    def parts(self) -> tuple[Part, ...]:
        return tuple(shown.part for shown in self.functions.values())

    def function_at(self, span: Span) -> tuple[flow.FlowFunction, Shown] | None:
        """With what is known of it: an instance at least."""
        function = self._by_span.get(span)
        shown = self.functions.get(function) if function is not None else None
        return (function, shown) if function is not None and shown is not None else None


def _shown(
    function: flow.FlowFunction, instances: list[TypedInstance], reads: Reads
) -> Shown:
    found: dict[Span, list[t.Type]] = {}
    for instance in instances:
        read = read_types(function, instance, reads.of(function))
        for span, type_ in chain(_typed_spans(instance), read):
            if type_ != t.NEVER and not reads.is_compound(span):
                found.setdefault(span, []).append(type_)
    types = {span: join_all(every) for span, every in found.items()}
    rows = tuple(_row(span, type_, function.qualname) for span, type_ in types.items())
    first = min((row[0] for row in rows), default=0)
    last = max((row[2] for row in rows), default=-1)
    return Shown(tuple(instances), types, (first, last, pickle.dumps(rows)))


def _row(span: Span, type_: t.Type, function: str) -> Row:
    where = (span.line, span.column, span.end_line, span.end_column)
    return (*where, plain(type_), held(type_), function)


def _typed_spans(instance: TypedInstance) -> Iterator[tuple[Span, t.Type]]:
    for block in instance.reached:
        for step in block.instructions:
            if step.op is ops.CHECK_BOUND:
                yield step.span, instance.argument(step, step.args[0])
            elif step.dest is not None and len(step.dests) == 1 and step.op not in UNSEEN:
                yield step.span, instance.result(step, step.dest)
            elif step.op in (ops.STORE_GLOBAL, ops.STORE_CELL):
                yield step.span, instance.argument(step, step.args[-1])
