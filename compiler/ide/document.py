"""All that an editor shows of one document, as plain data: `facts(session, path)`.

It is computed in one go and asked often: problems, the type of each expression, hints, functions.
Spans are in code points; whoever speaks to an editor turns them into its units.
"""

from __future__ import annotations

import ast
import builtins
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

from pyc.compiler.diagnostics.catalogue import SyntaxProblem
from pyc.compiler.diagnostics.problem import Located, Note
from pyc.compiler.flow import nodes as flow
from pyc.compiler.flow import ops
from pyc.compiler.frontend.inference.program import TypedInstance
from pyc.compiler.frontend.parser import faults_behind
from pyc.compiler.frontend.tree import Statement, Tree, inner_statements, own_nodes
from pyc.compiler.ide import layout
from pyc.compiler.ide.layout import Layout
from pyc.compiler.ide.problems import notes_of, problems
from pyc.compiler.ide.repair import repaired
from pyc.compiler.ide.report import FunctionReport, function_reports
from pyc.compiler.session import Session, Snapshot
from pyc.compiler.source import SourceFile, Span
from pyc.compiler.types import python_types as t
from pyc.compiler.types.display import annotation, held, plain
from pyc.compiler.types.relations import join_all

BLINDING = frozenset({"syntax-error", "unsupported-syntax"})
HARMLESS = frozenset({"unsupported-module", "unsupported-builtin", "bad-settings"})  # to types
MOST_LINES = 10_000  # of a text that is analysed whole
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True, slots=True)
class Place:
    """What an expression is: its type, how it is held; `function`: the one it is in."""

    span: Span
    type: str
    representation: str
    function: str


Row = tuple[int, int, int, int, str, str, str]  # a Place's fields


@dataclass(frozen=True, slots=True)
class Hint:
    """Shown behind (line, column). `edit`: the annotation that says the same in Python, if one
    can be written there; `kind`: variable, parameter or returns."""

    line: int
    column: int
    kind: str
    type: str
    representation: str
    edit: str


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
    the program's other files. `rows`: of all places, as plain tuples, which travel quickly between
    processes."""

    path: Path
    text: str
    problems: tuple[Located, ...] = ()
    rows: tuple[Row, ...] = ()
    hints: tuple[Hint, ...] = ()
    outline: tuple[Outlined, ...] = ()
    left_out: tuple[int, ...] = ()
    imports: frozenset[Path] = frozenset()

    @property
    def places(self) -> Iterator[Place]:
        return map(_place, self.rows)

    @cached_property
    def _by_line(self) -> dict[int, list[Row]]:
        rows: dict[int, list[Row]] = {}
        for each in self.rows:
            for line in range(each[0], each[2] + 1):
                rows.setdefault(line, []).append(each)
        return rows

    def at(self, line: int, column: int) -> Place | None:
        """The smallest expression around a position."""
        here = (line, column)
        lines = self._by_line.get(line, ())
        around = [each for each in lines if each[:2] <= here <= each[2:4]]
        found = min(around, key=lambda each: (each[2] - each[0], each[3] - each[1]), default=None)
        return _place(found) if found is not None else None

    def functions(self) -> Iterator[Outlined]:
        todo = list(self.outline)
        while todo:
            each = todo.pop(0)
            if each.kind != "class":
                yield each
            todo += each.inner


def _place(row: Row) -> Place:
    return Place(Span(*row[:4]), *row[4:])


def facts(session: Session, path: Path, text: str) -> DocumentFacts:
    """Never raises on bad programs. The text is that of an editor, not the file's."""
    if text.count("\n") > MOST_LINES:
        return syntax_facts(session, path, text)
    source = SourceFile(path, os.path.abspath(path), text)  # noqa: PTH100 - as the loader names it
    laid = _layout(session, source)
    found = _facts(session, path, source, laid)
    is_as_it_is = laid.text == text and not found.left_out
    return found if is_as_it_is else _as_it_is(found, source, laid)


def _layout(session: Session, source: SourceFile) -> Layout:
    """Of the text as it is analysed; plain where a wide one would not say the same."""
    earlier = session.layouts.get(source.path)
    laid: Layout | None = None
    if earlier is not None:
        wide, starts = earlier
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
    session.layouts[source.path] = (laid, layout.definitions(module.index))
    return laid


def _as_it_is(found: DocumentFacts, source: SourceFile, laid: Layout) -> DocumentFacts:
    """What is said of the wide text, or of what is left of it, told of the text."""
    line = laid.line

    def span(wide: Span) -> Span:
        return replace(wide, line=line(wide.line), end_line=line(wide.end_line))

    def note(wide: Note) -> Note:
        if wide.source is None or wide.source.path != source.path or wide.span is None:
            return wide
        return replace(wide, source=source, span=span(wide.span))

    def located(wide: Located) -> Located:
        notes = tuple(map(note, wide.notes))
        if wide.source is None or wide.source.text == source.text:
            return wide
        return replace(wide, source=source, span=span(wide.span), notes=notes)

    def outlined(wide: Outlined) -> Outlined:
        inner = tuple(map(outlined, wide.inner))
        return replace(wide, span=span(wide.span), name_span=span(wide.name_span), inner=inner)

    told = list(map(located, found.problems))
    if found.left_out:  # errors of syntax came with their own lines
        told.sort(key=_order)
    return replace(
        found,
        text=source.text,
        problems=tuple(told),
        rows=tuple((line(row[0]), row[1], line(row[2]), *row[3:]) for row in found.rows),
        hints=tuple(replace(each, line=line(each.line)) for each in found.hints),
        outline=tuple(map(outlined, found.outline)),
        left_out=tuple(sorted({line(each) for each in found.left_out})),
    )


def _facts(session: Session, path: Path, real: SourceFile, laid: Layout) -> DocumentFacts:
    """Of the wide text; but what is wrong with the syntax of the text as it is."""
    text = laid.text
    session.set_text(path, text)
    snapshot = session.snapshot(path)
    found = [each for each in problems(snapshot) if _is_here(each, path)]
    left_out: tuple[int, ...] = ()
    if any(each.problem.slug in BLINDING for each in found):
        if any(each.problem.slug == "syntax-error" for each in found):
            found = list(_syntax_problems(session, real, laid))
        met: list[Located] = []

        def error_line(text: str) -> int | None:
            wide = laid.widened(text.split("\n"))
            met_line = _blind_line(session, path, wide, met)
            return laid.line(met_line) if met_line is not None else None

        whole, left_out = repaired("\n".join(real.lines), error_line)
        session.set_text(path, laid.widened(whole.split("\n")))
        left_out = tuple(laid.places[each - 1] + 1 for each in left_out)
        snapshot = session.snapshot(path)
        known = {each.order: each for each in [*met, *snapshot.program.faults, *found]}
        found = sorted(filter(lambda each: _is_here(each, path), known.values()), key=_order)
    imports = frozenset(
        each.path for name, each in snapshot.program.sources.items() if name != "__main__"
    )
    source = snapshot.program.sources.get("__main__")
    if source is None:
        return DocumentFacts(path, text, tuple(found), left_out=left_out, imports=imports)
    index = session.parsed(source).index
    tree = index.module
    if any(each.problem.slug not in HARMLESS for each in snapshot.program.faults):
        outline = tuple(_outline(tree, source, {}))
        return DocumentFacts(path, text, tuple(found), (), (), outline, left_out, imports)
    reports = function_reports(snapshot.typed, snapshot.variants)
    if not left_out:
        found += [each for each in notes_of(reports) if _is_here(each, path)]
    typed = _Typed(snapshot)
    outline = tuple(_outline(tree, source, _rows(reports)))
    classes = {
        each.name: each.end_lineno or 0 for each in tree.body if isinstance(each, ast.ClassDef)
    }
    made = (_evaluable(each, classes) for each in _hints(index, source, typed))
    hints = tuple(sorted(made, key=lambda each: (each.line, each.column)))
    rows = typed.rows()
    return DocumentFacts(path, text, tuple(found), rows, hints, outline, left_out, imports)


def _syntax_problems(session: Session, real: SourceFile, laid: Layout) -> tuple[Located, ...]:
    """Of the text as it is. What stands before the opening of the wide text is whole in both."""
    wide = session.parsed(SourceFile(real.path, real.name, laid.text))
    if wide.tree is not None:
        return ()
    n_lines = laid.line(wide.opening.n_lines) if wide.opening.n_lines else 0
    faults = faults_behind(real, replace(wide.opening, n_lines=n_lines), wide.flags)
    return tuple(Located(SyntaxProblem(each.message), real, each.span) for each in faults)


def syntax_facts(session: Session, path: Path, text: str) -> DocumentFacts:
    """Of a text too long to be analysed while someone types."""
    source = SourceFile(path, str(path), text)
    module = session.parsed(source)
    found = tuple(
        Located(SyntaxProblem(each.message), source, each.span) for each in module.faults
    )
    outline = tuple(_outline(module.tree, source, {})) if module.tree is not None else ()
    return DocumentFacts(path, text, found, (), (), outline)


def _is_here(located: Located, path: Path) -> bool:
    return located.source is None or located.source.path == path


def _order(located: Located) -> tuple[str, int, int, str]:
    return located.order


def _blind_line(session: Session, path: Path, text: str, met: list[Located]) -> int | None:
    """The line of the first error that keeps a text from becoming flow. Goes into `met`, unless a
    syntax error: one may be the cause of those behind it."""
    faults = session.parsed(SourceFile(path, str(path), text)).faults
    if faults:
        return faults[0].span.line
    session.set_text(path, text)
    for each in session.snapshot(path).program.faults:
        if _is_here(each, path) and each.problem.slug in BLINDING:
            met.append(each)
            return each.span.line
    return None


class _Typed:
    """Types by place in the main module, joined over all instances of its functions."""

    def __init__(self, snapshot: Snapshot) -> None:
        every = (*snapshot.typed.instances.values(), *snapshot.uncalled)
        self._instances: dict[flow.FlowFunction, list[TypedInstance]] = {}
        self._types: dict[Span, list[t.Type]] = {}
        self._qualnames: dict[Span, str] = {}
        for instance in every:
            if instance.function.module == "__main__":
                self._instances.setdefault(instance.function, []).append(instance)
                for span, type_ in _typed_spans(instance):
                    self._types.setdefault(span, []).append(type_)
                    self._qualnames.setdefault(span, instance.function.qualname)
        functions = snapshot.program.modules["__main__"].functions
        self._functions = {
            each.span: each for each in reversed(functions) if each.kind == "function"
        }

    def at(self, span: Span) -> t.Type | None:
        found = [each for each in self._types.get(span, ()) if each != t.NEVER]
        return join_all(found) if found else None

    def rows(self) -> tuple[Row, ...]:
        rows: list[Row] = []
        texts: dict[t.Type, tuple[str, str]] = {}
        for span in self._types:
            type_ = self.at(span)
            if type_ is not None:
                shown = texts.get(type_)
                if shown is None:
                    shown = texts[type_] = (plain(type_), held(type_))
                where = (span.line, span.column, span.end_line, span.end_column)
                rows.append((*where, *shown, self._qualnames[span]))
        return tuple(rows)

    def function_at(self, span: Span) -> tuple[flow.FlowFunction, list[TypedInstance]] | None:
        """With its instances, of which there is one at least."""
        function = self._functions.get(span)
        instances = self._instances.get(function) if function is not None else None
        return (function, instances) if function is not None and instances else None


def _rows(reports: list[FunctionReport]) -> dict[Span, tuple[str, str, tuple[str, ...], int]]:
    """Of each function, by its span: verdict, reason, variants, number of boxed steps."""
    rows = {}
    for each in reports:
        if each.function.module != "__main__":
            continue
        variants = tuple(
            f"({', '.join(f'{p.name}: {p.type} as {p.representation}' for p in v.parameters)})"
            f" -> {v.returns.type} as {v.returns.representation}"
            for v in each.variants
        )
        boxed = sum(len(v.boxed_steps) for v in each.variants)
        rows[each.function.span] = (each.verdict, each.reason, variants, boxed)
    return rows


def _typed_spans(instance: TypedInstance) -> Iterator[tuple[Span, t.Type]]:
    for block in instance.reached:
        for step in block.instructions:
            if step.op is ops.CHECK_BOUND:
                yield step.span, instance.argument(step, step.args[0])
            elif step.dest is not None and len(step.dests) == 1 and step.op is not ops.NEW_CELL:
                yield step.span, instance.result(step, step.dest)
            elif step.op in (ops.STORE_GLOBAL, ops.STORE_CELL):
                yield step.span, instance.argument(step, step.args[-1])


# ---- hints


def _hints(tree: Tree, source: SourceFile, typed: _Typed) -> Iterator[Hint]:
    seen: set[str] = set()
    for statement in tree.statements:
        own, inner = statement.once("variables", None, partial(_variables, statement, source))
        firsts = [each for each in own if each.name not in seen]
        seen.update(each.name for each in own)
        for each in (*firsts, *inner):
            if each.span is not None:
                yield from _variable(each, typed)
    for node in tree.nodes(ast.FunctionDef):
        yield from _signature(node, source, typed)


@dataclass(frozen=True, slots=True)
class _Variable:
    """Where a scope first sets a variable; `span` is None where an annotation tells its type."""

    name: str
    span: Span | None
    takes_annotation: bool = False


def _variable(each: _Variable, typed: _Typed) -> Iterator[Hint]:
    assert each.span is not None
    type_ = typed.at(each.span)
    if type_ is not None and not isinstance(type_, t.ModuleObject):
        edit = annotation(type_) if each.takes_annotation else ""
        place = (each.span.end_line, each.span.end_column)
        yield _hint(*place, "variable", type_, edit and f": {edit}")


def _variables(
    statement: Statement, source: SourceFile
) -> tuple[list[_Variable], list[_Variable]]:
    """Of the module's scope, and of all scopes within."""
    own: list[_Variable] = []
    inner: list[_Variable] = []
    todo: list[tuple[ast.AST, list[_Variable]]] = [(ast.Module([statement.node], []), own)]
    while todo:
        scope, rows = todo.pop()
        seen: set[str] = set()
        annotatable: set[ast.expr] = set()
        for node in own_nodes(scope):
            match node:
                case ast.FunctionDef() | ast.ClassDef():
                    todo.append((node, inner))
                case ast.AnnAssign(target=ast.Name(id=name)) if name not in seen:
                    seen.add(name)
                    rows.append(_Variable(name, None))
                case ast.Assign(targets=[target]):
                    annotatable.add(target)
                case ast.Name(id=name, ctx=ast.Store()) if name not in seen:
                    seen.add(name)
                    rows.append(_Variable(name, source.span(node), node in annotatable))
    return own, inner


def _signature(node: ast.FunctionDef, source: SourceFile, typed: _Typed) -> Iterator[Hint]:
    found = typed.function_at(source.span(node))
    if found is None:
        return
    function, instances = found
    args = (*node.args.posonlyargs, *node.args.args, node.args.vararg, *node.args.kwonlyargs)
    named = {each.arg: each for each in (*args, node.args.kwarg) if each is not None}
    for index, name in enumerate(function.parameters.names()):
        argument = named.get(name)
        is_self = index == 0 and name in ("self", "cls")
        if argument is None or argument.annotation is not None or is_self:
            continue
        type_ = join_all([each.parameters[index] for each in instances])
        span = source.span(argument)
        yield _hint(span.end_line, span.end_column, "parameter", type_, f": {annotation(type_)}")
    if node.returns is None and node.name != "__init__" and not function.is_generator:
        type_ = join_all([each.returns for each in instances])
        place = _before_colon(node, source)
        if place is not None and type_ != t.NEVER:
            yield _hint(*place, "returns", type_, f" -> {annotation(type_)}")


def _before_colon(node: ast.FunctionDef, source: SourceFile) -> tuple[int, int] | None:
    """Behind the `)` of a signature: the last one before the body's line or statement."""
    first = source.span(node.body[0])
    for line in range(first.line, source.span(node).line - 1, -1):
        text = source.lines[line - 1]
        end = first.column if line == first.line else len(text)
        column = text.rfind("):", 0, end)
        if column >= 0:
            return line, column + 1
    return None


def _hint(line: int, column: int, kind: str, type_: t.Type, edit: str) -> Hint:
    is_known = type_ not in (t.OBJECT, t.NEVER)
    return Hint(
        line, column, kind, plain(type_), held(type_), edit if is_known else ""
    )


def _evaluable(hint: Hint, made: Mapping[str, int]) -> Hint:
    """With its annotation in quotes where Python would meet a class before it is made; without an
    edit where the module has no such name. `made`: the lines behind which there are classes."""
    written = hint.edit.lstrip(":-> ")
    needs_quotes = False
    for name in re.findall(r"[A-Za-z_]\w*", written):
        if name not in vars(builtins):
            end = made.get(name)
            if end is None:
                return replace(hint, edit="")
            needs_quotes |= end >= hint.line
    if not needs_quotes:
        return hint
    return replace(hint, edit=f'{hint.edit[: len(hint.edit) - len(written)]}"{written}"')


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
