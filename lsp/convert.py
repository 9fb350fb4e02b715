"""The only place that knows the protocol's types and units: our spans count code points from line
1, the protocol counts UTF-16 units (or what was agreed) from line 0."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from lsprotocol import types as lsp

from pyc.compiler.commands.explaining import PAGES
from pyc.compiler.diagnostics.problem import Located, Severity
from pyc.compiler.ide.compiled import CodeFacts
from pyc.compiler.ide.document import DocumentFacts, Outlined
from pyc.compiler.ide.fixes import BY_SLUG, SUGGESTION, Edit, Fix
from pyc.compiler.ide.hints import Hint
from pyc.compiler.ide.rewrites import Rewrite
from pyc.compiler.ide.workspace import blockers
from pyc.compiler.source import Span
from pyc.lsp.text import column, width

SEVERITY = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.NOTE: lsp.DiagnosticSeverity.Information,
    Severity.HINT: lsp.DiagnosticSeverity.Hint,
}
UNNECESSARY = frozenset({"unreachable-code", "unused-result"})
SPEED = frozenset({"partly-boxed", "boxed-only"})
KINDS = {
    "class": lsp.SymbolKind.Class,
    "method": lsp.SymbolKind.Method,
    "function": lsp.SymbolKind.Function,
}
STYLES = {  # of what the command line prints
    "bold red": "error", "bold yellow": "warning", "bold cyan": "note", "bold green": "hint",
    "bold blue": "margin", "bold": "strong",
}  # fmt: skip
BADGES = {"native": "native", "partly boxed": "partly boxed", "boxed only": "boxed", "unused": ""}


def path_of(uri: str) -> Path:
    return Path(unquote(urlsplit(uri).path))


def uri_of(path: Path) -> str:
    return "file://" + quote(str(path))


class Units:
    """Positions in one text, for one agreed encoding."""

    def __init__(self, text: str, encoding: str) -> None:
        self._lines = text.split("\n")
        self._encoding = encoding

    def position(self, line: int, place: int) -> lsp.Position:
        text = self._lines[line - 1] if 0 < line <= len(self._lines) else ""
        return lsp.Position(max(line - 1, 0), width(text[:place], self._encoding))

    def place(self, position: lsp.Position) -> tuple[int, int]:
        """Line and column of ours; beyond the end of a line or text: the end."""
        line = min(max(position.line, 0), len(self._lines) - 1)
        units = max(position.character, 0)
        return line + 1, column(self._lines[line], units, self._encoding)

    def range(self, span: Span) -> lsp.Range:
        start = self.position(span.line, span.column)
        end = self.position(span.end_line, span.end_column)
        is_forward = (end.line, end.character) >= (start.line, start.character)
        return lsp.Range(start, end if is_forward else start)


def diagnostic(located: Located, units: Units) -> lsp.Diagnostic:
    problem = located.problem
    message = problem.text + (f"\nhelp: {located.advice}" if located.advice else "")
    related = []
    for note in located.notes:
        if note.span is not None and note.source is not None:
            place = lsp.Location(uri_of(note.source.path), units.range(note.span))
            related.append(lsp.DiagnosticRelatedInformation(place, note.text))
        else:
            message += f"\nnote: {note.text}"
    cause = located.cause
    while cause is not None:
        if cause.source is not None:
            place = lsp.Location(uri_of(cause.source.path), units.range(cause.span))
            why = f"because: {cause.problem.text}"
            related.append(lsp.DiagnosticRelatedInformation(place, why))
        cause = cause.cause
    tags = [lsp.DiagnosticTag.Unnecessary] if problem.slug in UNNECESSARY else None
    severity = SEVERITY[problem.severity]
    if problem.slug == "partly-boxed":  # one a step: no list of problems shall hold them all
        severity = lsp.DiagnosticSeverity.Hint
    return lsp.Diagnostic(
        range=units.range(located.span),
        message=message,
        severity=severity,
        code=problem.slug,
        code_description=lsp.CodeDescription(uri_of(PAGES / f"{problem.slug}.md")),
        source="pyc",
        tags=tags,
        related_information=related or None,
    )


def diagnostics(facts: DocumentFacts, units: Units) -> list[lsp.Diagnostic]:
    made = [diagnostic(each, units) for each in facts.problems]
    if facts.unread:
        start = lsp.Position(0, 0)
        made.append(lsp.Diagnostic(
            lsp.Range(start, start), _unread(sorted(facts.unread)),
            lsp.DiagnosticSeverity.Information, "large-program", source="pyc",
        ))  # fmt: skip
    return made


def _unread(modules: list[str]) -> str:
    others = f" and {len(modules) - 1} more" if len(modules) > 1 else ""
    return (
        f"`{modules[0]}`{others} of this program's modules are not read while you type, as it is"
        " large: what comes from them is taken for `object` here. Builds read all of them."
    )


def problem_view(problems: Iterable[Located], encoding: str) -> dict[str, Any]:
    """What the command line prints: each line belongs to that of its problem. `styles`: line,
    columns and kind of what is not plain."""
    from pyc.compiler.diagnostics.render import lines

    texts: list[str] = []
    pairs: list[list[int]] = []
    styles: list[list[int | str]] = []
    for each in problems:
        for pieces in lines(each):
            text = ""
            for style, piece in pieces:
                start, text = width(text, encoding), text + piece
                if style:
                    end = width(text, encoding)
                    styles.append([len(texts) + 1, start, end, STYLES[style]])
            texts.append(text)
            pairs.append([len(texts), each.span.line])
        texts.append("")
    text = "\n".join(texts) or "no problems\n"
    return {"text": text, "languageId": "plaintext", "lines": pairs, "styles": styles}


def inlay_hint(hint: Hint, units: Units, uri: str) -> lsp.InlayHint:
    at = units.position(hint.line, hint.column)
    arrow = " -> " if hint.kind == "returns" else ": "
    held = "" if hint.representation == "object" else f" ({hint.representation})"
    edits = [lsp.TextEdit(units.range(x.span), x.text) for x in _annotated([hint])] or None
    kind = lsp.InlayHintKind.Parameter if hint.kind == "parameter" else lsp.InlayHintKind.Type
    return lsp.InlayHint(at, f"{arrow}{hint.type}{held}", kind, edits, data=uri)


def hint_tooltip(facts: DocumentFacts, units: Units, where: lsp.Position) -> lsp.MarkupContent:
    """How the value is held, and what its line costs."""
    line, column = units.place(where)
    held = next((x for x in facts.hints if (x.line, x.column) == (line, column)), None)
    lines = [f"`{held.type}`, held as `{held.representation}`"] if held is not None else []
    for each in facts.problems:
        if each.problem.slug in SPEED and each.span.line == line:
            lines.append(each.problem.text)
    return lsp.MarkupContent(lsp.MarkupKind.Markdown, "\n\n".join(lines))


def symbol(outlined: Outlined, units: Units) -> lsp.DocumentSymbol:
    return lsp.DocumentSymbol(
        outlined.name,
        KINDS[outlined.kind],
        units.range(outlined.span),
        units.range(outlined.name_span),
        detail=BADGES.get(outlined.verdict, ""),
        children=[symbol(each, units) for each in outlined.inner],
    )


@dataclass(frozen=True)
class Code:
    """What a build in the background told; `clock`: when, as "14:03"."""

    facts: CodeFacts
    clock: str

    def origin(self, text: str) -> str:
        """Says so when the text is not the one that was built."""
        edited = "" if text == self.facts.text else ", before the last edits"
        return f"build of {self.clock}{edited}"

    def title(self, qualname: str, text: str) -> str:
        """For a lens; "": nothing of the function was built."""
        function = self.facts.functions.get(qualname)
        if function is None:
            return ""
        parts = [f"{function.native or function.boxed:,} bytes"]
        if function.seconds is not None:
            parts.append(f"compiled in {function.seconds * 1000:.0f} ms")
        return " · ".join([*parts, self.origin(text)])

    def told(self, qualname: str, text: str) -> list[str]:
        """The same for a hover, a line a fact."""
        function = self.facts.functions.get(qualname)
        if function is None:
            return []
        tier = "fully optimised" if function.is_hot else "seldom runs: lightly optimised"
        lines = [f"machine code at -O{self.facts.level}, {tier} ({self.origin(text)})"]
        if function.native:
            lines.append(f"{function.native:,} bytes native")
        if function.boxed:
            lines.append(f"{function.boxed:,} bytes boxed")
        if function.seconds is not None:
            lines.append(f"compiled in {function.seconds * 1000:.0f} ms of processor time")
        return ["\n".join(f"- {each}" for each in lines)]


def function_rows(facts: DocumentFacts) -> list[dict[str, Any]]:
    """What `pyc/report` tells of each function."""
    return [
        {
            "name": each.qualname, "verdict": each.verdict, "reason": each.reason,
            "line": each.span.line, "boxed": each.boxed, "blockers": blockers(facts, each),
        }
        for each in facts.functions()
    ]  # fmt: skip


def native_share(rows: list[dict[str, Any]]) -> float:
    native = sum(row["verdict"] == "native" for row in rows)
    return native / len(rows) if rows else 1.0


def workspace_symbols(
    facts: DocumentFacts, units: Units, uri: str
) -> Iterator[lsp.WorkspaceSymbol]:
    """With how it runs, and where it stands, behind the name."""
    todo = [(each, "") for each in facts.outline]
    while todo:
        each, container = todo.pop(0)
        todo += [(inner, each.qualname) for inner in each.inner]
        parts = (container, BADGES.get(each.verdict, ""))
        place = lsp.Location(uri, units.range(each.name_span))
        yield lsp.WorkspaceSymbol(
            place, each.name, KINDS[each.kind], container_name=" · ".join(filter(None, parts))
        )


def hover_text(
    facts: DocumentFacts, line: int, column: int, code: Code | None = None, uri: str = ""
) -> tuple[str, Span] | None:
    """Markdown about the function whose name stands there, or the expression. `uri`: of the
    document, where the text may link to commands."""
    for function in facts.functions():
        span = function.name_span
        if span.line == line and span.column <= column <= span.end_column:
            lines = [f"```python\n{function.qualname}\n```", f"**{function.verdict or 'unknown'}**"]
            if function.reason:
                lines.append(function.reason)
            lines += [f"- `{each}`" for each in function.variants]
            if function.boxed:
                lines.append(f"{function.boxed} boxed steps")
            if code is not None:
                lines += code.told(function.qualname, facts.text)
            if uri:
                lines.append(_view_links(uri, function.qualname))
            return "\n\n".join(lines), span
    place = facts.at(line, column)
    if place is None:
        return None
    costs = [
        each.problem.text
        for each in facts.problems
        if each.problem.slug == "partly-boxed" and each.span == place.span
    ]
    lines = [f"```python\n{place.type}\n```", f"held as `{place.representation}`", *costs]
    return "\n\n".join(lines), place.span


def _view_links(uri: str, function: str) -> str:
    arguments = quote(json.dumps([uri, function]), safe="")
    rows = (("assembly", "viewAsm"), ("LLVM IR", "viewLlvm"), ("IR", "viewIr"))
    return " · ".join(f"[{title}](command:pyc.{name}?{arguments})" for title, name in rows)


def lenses(
    facts: DocumentFacts, units: Units, is_trusted: bool, uri: str, code: Code | None
) -> list[lsp.CodeLens]:
    """What each function became; for the file also what can be done with it."""
    functions = list(facts.functions())
    native = sum(each.verdict == "native" for each in functions)
    start = lsp.Range(lsp.Position(0, 0), lsp.Position(0, 0))
    share = f"{native} of {len(functions)} native"
    made = [lsp.CodeLens(start, _command(share, "showReport", uri))]
    if is_trusted:
        for title, name in (
            ("compile", "compileNatively"),
            ("run", "runNatively"),
            ("debug", "debugNatively"),
            ("compare with CPython", "compareWithCPython"),
        ):
            made.append(lsp.CodeLens(start, _command(title, name, uri)))
    for each in functions:
        if BADGES.get(each.verdict):
            boxed = f", {each.boxed} boxed steps" if each.boxed else ""
            built = code.title(each.qualname, facts.text) if code is not None else ""
            title = BADGES[each.verdict] + boxed + (f" · {built}" if built else "")
            command = _command(title, "showReport", uri)
            made.append(lsp.CodeLens(units.range(each.name_span), command))
    return made


def _command(title: str, name: str, uri: str) -> lsp.Command:
    return lsp.Command(title, f"pyc.{name}", arguments=[uri])


def tokens(facts: DocumentFacts, units: Units) -> list[int]:
    """Names of functions and classes, with how they run as modifiers; relative, as the protocol
    has it."""
    rows: list[tuple[int, int, int, int, int]] = []
    todo = list(facts.outline)
    while todo:
        each = todo.pop()
        todo += each.inner
        where = units.range(each.name_span)
        kind = ("function", "method", "class").index(each.kind)
        bits = {"native": 1, "partly boxed": 2, "boxed only": 4}.get(each.verdict, 0)
        width = where.end.character - where.start.character
        rows.append((where.start.line, where.start.character, width, kind, bits))
    rows.sort()
    result: list[int] = []
    line = column = 0
    for row, start, width, kind, bits in rows:
        result += [row - line, start - column if row == line else start, width, kind, bits]
        line, column = row, start
    return result


def annotation_rewrites(facts: DocumentFacts, where: lsp.Range) -> tuple[Rewrite, ...]:
    """For hints within the range: the annotation that says the same; for a function that starts
    there: all of its signature."""
    made = []
    first, last = where.start.line + 1, where.end.line + 1
    for function in facts.functions():
        if first <= function.name_span.line <= last:
            hints = [each for each in _signature(facts, function) if each.edit]
            if len(hints) > 1:
                title = f"Annotate `{function.name}` in full"
                made.append(Rewrite(title, _annotated(hints)))
    for hint in facts.hints:
        if hint.edit and first <= hint.line <= last:
            made.append(Rewrite(f"Annotate: `{hint.edit.strip()}`", _annotated([hint])))
    return tuple(made)


def _annotated(hints: Iterable[Hint]) -> tuple[Edit, ...]:
    """What writes them, with the imports that they need."""
    written = [each for each in hints if each.edit]
    edits = [Edit(Span(x.line, x.column, x.line, x.column), x.edit) for x in written]
    for each in dict.fromkeys(one for hint in written for one in hint.imports):
        line = each.line + 1
        edits.append(Edit(Span(line, 0, line, 0), f"{each.text}\n"))
    return tuple(edits)


def _signature(facts: DocumentFacts, function: Outlined) -> list[Hint]:
    """Hints between the function's name and its first inner one, or its result."""
    found = []
    start = (function.name_span.end_line, function.name_span.end_column)
    for each in facts.hints:
        if (each.line, each.column) < start:
            continue
        if each.kind == "variable":
            break
        found.append(each)
        if each.kind == "returns":
            break
    end = function.span.end_line
    return [each for each in found if each.line <= end]


def rewrite_action(rewrite: Rewrite, units: Units, uri: str) -> lsp.CodeAction:
    edit = workspace_edit(rewrite.edits, units, uri)
    return lsp.CodeAction(rewrite.title, lsp.CodeActionKind.RefactorRewrite, edit=edit)


def is_fixable(located: Located) -> bool:
    return located.problem.slug in BY_SLUG or SUGGESTION.search(located.advice) is not None


def quick_fix(fix: Fix, facts: DocumentFacts, units: Units, uri: str) -> lsp.CodeAction:
    mended = [
        diagnostic(each, units)
        for each in facts.problems
        if each.problem.slug == fix.slug and each.span == fix.span
    ]
    return lsp.CodeAction(
        fix.title, lsp.CodeActionKind.QuickFix, mended, is_preferred=fix.is_safe,
        edit=workspace_edit(fix.edits, units, uri),
    )  # fmt: skip


def workspace_edit(edits: Iterable[Edit], units: Units, uri: str) -> lsp.WorkspaceEdit:
    return lsp.WorkspaceEdit(
        {uri: [lsp.TextEdit(units.range(each.span), each.text) for each in edits]}
    )
