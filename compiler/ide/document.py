"""All that an editor shows of one document, as plain data: `facts(session, path)`.

It is computed in one go and asked often: problems, the type of each expression, hints, functions.
Spans are in code points; whoever speaks to an editor turns them into its units.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from pyc.compiler.diagnostics.problem import Located, Note
from pyc.compiler.frontend.tree import inner_statements
from pyc.compiler.ide import layout
from pyc.compiler.ide.hints import Hint, hints
from pyc.compiler.ide.layout import Layout
from pyc.compiler.ide.mending import (
    SYNTAX,
    certain_problems,
    is_blind,
    is_here,
    located,
    mended,
    syntax_errors,
)
from pyc.compiler.ide.places import Place, Places, PlaceTable
from pyc.compiler.ide.problems import notes_of, problems
from pyc.compiler.ide.report import FunctionReport, function_reports
from pyc.compiler.session import MAIN, Session, Snapshot
from pyc.compiler.source import SourceFile, Span

HARMLESS = frozenset({"unsupported-module", "unsupported-builtin", "bad-settings"})  # to types
MOST_LINES = 10_000  # of a text that is analysed whole
Told = Callable[[tuple[Hint, ...] | None], None]  # None: nothing new, a moment to give up
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True, slots=True)
class Outlined:
    """A function or class. `verdict`: "native", "partly boxed", "boxed only", "unused"; "" for
    classes. `variants`: signatures with representations; `boxed`: how many boxed steps."""

    name: str
    qualname: str
    kind: str
    span: Span
    name_span: Span
    verdict: str = ""
    reason: str = ""
    variants: tuple[str, ...] = ()
    boxed: int = 0
    inner: tuple[Outlined, ...] = ()


@dataclass(frozen=True)
class DocumentFacts:
    """`left_out`: lines of statements that cannot be read, of which nothing is known. `imports`:
    the program's other files; `unread`: modules of which nothing is known, as it is too large."""

    path: Path
    text: str
    problems: tuple[Located, ...] = ()
    places: PlaceTable = field(default_factory=PlaceTable)
    hints: tuple[Hint, ...] = ()
    outline: tuple[Outlined, ...] = ()
    left_out: tuple[int, ...] = ()
    imports: frozenset[Path] = frozenset()
    unread: frozenset[str] = frozenset()

    def at(self, line: int, column: int) -> Place | None:
        """The smallest expression around a position."""
        return self.places.at(line, column)

    def functions(self) -> Iterator[Outlined]:
        todo = list(self.outline)
        while todo:
            each = todo.pop(0)
            if each.kind != "class":
                yield each
            todo += each.inner


def facts(
    session: Session, path: Path, text: str, told: Told = lambda hints: None
) -> DocumentFacts:
    """Never raises on bad programs. The text is that of an editor, not the file's. `told`: of hints
    once they are known; it may raise."""
    if text.count("\n") > MOST_LINES:
        return syntax_facts(session, path, text)
    source = _source(path, text)
    laid = _layout(session, source)
    return _Analysis(session, source, laid, told).facts()


def syntax_problems(session: Session, path: Path, text: str) -> tuple[Located, ...]:
    """The first thing that is known of a text: as `facts` will tell it."""
    source = _source(path, text)
    if text.count("\n") > MOST_LINES:
        return located(source, session.parsed(source).faults)
    return syntax_errors(session, source, _layout(session, source))


def _source(path: Path, text: str) -> SourceFile:
    return SourceFile(path, os.path.abspath(path), text)  # noqa: PTH100 - as the loader names it


def _layout(session: Session, source: SourceFile) -> Layout:
    """Of the text as it is analysed; plain where a wide one would not say the same."""
    earlier: tuple[Layout, list[int]] | None = session.layouts.get(source.path)
    laid: Layout | None = None
    if earlier is not None:
        wide, starts = earlier
        if wide.lines == source.lines:
            wide_source = SourceFile(source.path, source.name, wide.text)
            session.go_on_from(session.parsed(wide_source))
            return wide
        laid = layout.moved(source.lines, wide, starts)
    else:
        module = session.parsed(source)
        if module.tree is not None:
            laid = layout.roomy(source.lines, layout.definitions(module.index))
    if laid is None or not laid.is_sound:
        return layout.plain(source.lines)
    module = session.parsed(SourceFile(source.path, source.name, laid.text))
    if module.tree is None:
        return laid
    if laid.tears(module.index):
        return layout.plain(source.lines)
    session.go_on_from(module)
    session.layouts[source.path] = (laid, layout.definitions(module.index))
    return laid


@dataclass
class _Analysis:
    """Of one text (`real`), or of what is left of it where it is broken. What is analysed is its
    wide text; what is told, of the text as it is, but for `found`."""

    session: Session
    real: SourceFile
    laid: Layout
    told: Told
    left_out: tuple[int, ...] = ()

    def facts(self) -> DocumentFacts:
        path, session = self.real.path, self.session
        session.set_text(path, self.laid.text)
        snapshot = session.snapshot(path)
        faults = [each for each in snapshot.program.faults if is_here(each, path)]
        found: list[Located] | None = None
        is_broken = any(each.problem.slug == SYNTAX for each in faults)
        if is_blind(snapshot):
            made = mended(session, self.real, self.laid, snapshot, lambda: self.told(None))
            snapshot, found, self.left_out = made.snapshot, list(made.problems), made.left_out
        known = DocumentFacts(path, self.real.text)
        program = snapshot.program
        source = program.sources.get(MAIN)
        if source is not None:
            known = self._typed(snapshot, source, known)
        self.told(None)
        if found is None:
            found = [each for each in problems(snapshot) if is_here(each, path)]
        elif is_broken and source is not None:
            found += certain_problems(snapshot, source, self.laid, self.left_out, found)
        self.told(None)
        reports: list[FunctionReport] = []
        if source is not None and is_typed(snapshot):
            reports = function_reports(snapshot.typed, snapshot.variants)
            if not is_broken:
                found += [each for each in notes_of(reports) if is_here(each, path)]
        told = list(map(self._located, found))
        if self.left_out:  # errors of syntax came with their own lines
            told.sort(key=lambda each: each.order)
        if source is not None:
            tree = session.parsed(source).index.module
            outline = map(self._outlined, _outline(tree, source, _rows(reports)))
            known = replace(known, outline=tuple(outline))
        return replace(
            known,
            problems=tuple(told),
            left_out=tuple(sorted({self.laid.line(each) for each in self.left_out})),
            imports=frozenset(
                each.path for name, each in program.sources.items() if name != MAIN
            ),
            unread=program.unread,
        )

    def _typed(
        self, snapshot: Snapshot, source: SourceFile, known: DocumentFacts
    ) -> DocumentFacts:
        """With hints and types, if the program has any; of the hints is told at once."""
        if not is_typed(snapshot):
            return known
        session, line = self.session, self.laid.line
        places = Places(snapshot, session.places.get(source.path, {}))
        session.places[source.path] = places.functions
        made = hints(session.parsed(source).index, source, places)
        moved = tuple(each.moved(line) for each in made)
        self.told(moved)
        return replace(known, hints=moved, places=PlaceTable(places.parts(), self.laid.places))

    # ---- the wide text's places in the text as it is

    def _span(self, wide: Span) -> Span:
        line = self.laid.line
        return Span(line(wide.line), wide.column, line(wide.end_line), wide.end_column)

    def _located(self, wide: Located) -> Located:
        if wide.source is None or wide.source.text == self.real.text:
            return wide
        notes = tuple(map(self._note, wide.notes))
        return replace(wide, source=self.real, span=self._span(wide.span), notes=notes)

    def _note(self, wide: Note) -> Note:
        if wide.source is None or wide.source.path != self.real.path or wide.span is None:
            return wide
        return replace(wide, source=self.real, span=self._span(wide.span))

    def _outlined(self, wide: Outlined) -> Outlined:
        inner = tuple(map(self._outlined, wide.inner))
        span, name_span = self._span(wide.span), self._span(wide.name_span)
        return replace(wide, span=span, name_span=name_span, inner=inner)


def is_typed(snapshot: Snapshot) -> bool:
    """A module that cannot be compiled says nothing; only its own file suffers."""
    program = snapshot.program
    return MAIN in program.modules and all(
        each.problem.slug in HARMLESS or not is_here(each, snapshot.main)
        for each in program.faults
    )


def syntax_facts(session: Session, path: Path, text: str) -> DocumentFacts:
    """Of a text too long to be analysed while someone types."""
    source = SourceFile(path, str(path), text)
    module = session.parsed(source)
    found = located(source, module.faults)
    outline = tuple(_outline(module.tree, source, {})) if module.tree is not None else ()
    return DocumentFacts(path, text, found, outline=outline)


def _rows(reports: list[FunctionReport]) -> dict[Span, tuple[str, str, tuple[str, ...], int]]:
    """Of each function, by its span: verdict, reason, variants, number of boxed steps."""
    rows = {}
    for each in reports:
        if each.function.module != MAIN:
            continue
        variants = tuple(
            f"({', '.join(f'{p.name}: {p.type} as {p.representation}' for p in v.parameters)})"
            f" -> {v.returns.type} as {v.returns.representation}"
            for v in each.variants
        )
        boxed = sum(len(v.boxed_steps) for v in each.variants)
        rows[each.function.span] = (each.verdict, each.reason, variants, boxed)
    return rows


# ---- outline


def _outline(
    scope: ast.AST,
    source: SourceFile,
    reports: dict[Span, tuple[str, str, tuple[str, ...], int]],
    prefix: str = "",
) -> Iterator[Outlined]:
    for node in _definitions(scope):
        span = source.span(node)
        is_class = isinstance(node, ast.ClassDef)
        kind = "class" if is_class else "method" if isinstance(scope, ast.ClassDef) else "function"
        qualname = prefix + node.name
        inner = tuple(
            _outline(node, source, reports, f"{qualname}." if is_class else f"{qualname}.<locals>.")
        )
        verdict, reason, variants, boxed = reports.get(span, ("", "", (), 0))
        if is_class:
            verdict, reason, variants, boxed = "", "", (), 0
        name_span = _name_span(node, source)
        yield Outlined(
            node.name, qualname, kind, span, name_span, verdict, reason, variants, boxed, inner
        )


def _definitions(scope: ast.AST) -> Iterator[Definition]:
    for each in inner_statements(scope):
        if isinstance(each, Definition):
            yield each
        else:
            yield from _definitions(each)


def _name_span(node: Definition, source: SourceFile) -> Span:
    span = source.span(node)
    column = source.lines[span.line - 1].find(node.name, span.column)
    return Span(span.line, column, span.line, column + len(node.name))
