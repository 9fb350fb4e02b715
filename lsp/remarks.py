"""Remarks of a document's last build, where they stand in its text as it is now: `hints` (what can
be changed), `at` (all of a place, for a hover), `by_line` (for the cost gutter).

A remark goes with its function while the function's lines are as they were; an edit in it takes the
remark away, until the next build.
"""

from __future__ import annotations

from lsprotocol import types as lsp

from pyc.compiler.ide.remarks import Remark, hint, moved
from pyc.compiler.source import Span
from pyc.lsp.convert import Code, Units, diagnostic


def now(code: Code | None, text: str) -> tuple[Remark, ...]:
    """All of them."""
    return moved(code.facts.remarks, code.facts.text, text) if code is not None else ()


def hints(code: Code | None, text: str, units: Units) -> list[lsp.Diagnostic]:
    return [diagnostic(hint(each, None), units) for each in now(code, text) if each.advice]


def at(code: Code | None, text: str, line: int, column: int) -> tuple[str, Span] | None:
    """Markdown, and what it is about."""
    found = [each for each in now(code, text) if _holds(each.span, line, column)]
    if code is None or not found:
        return None
    lines = [f"LLVM at -O{code.facts.level} ({code.origin(text)}):"]
    lines.append("\n".join(f"- {_words(each)}" for each in found))
    return "\n\n".join(lines), found[-1].span


def by_line(code: Code | None, text: str) -> dict[int, list[str]]:
    lines: dict[int, list[str]] = {}
    for each in now(code, text):
        if each.is_news:
            lines.setdefault(each.span.line, []).append(each.text)
    return lines


def _holds(span: Span, line: int, column: int) -> bool:
    start, end = (span.line, span.column), (span.end_line, span.end_column)
    return start <= (line, column) <= end


def _words(remark: Remark) -> str:
    return remark.text + (f"; {remark.advice}" if remark.advice else "")
