"""What is known of a text before its analysis ends: its syntax, then its hints.

    keystroke -> syntax -> hints -> all

Of an older text only that is told which an editor shows anyway while it waits: problems on lines
that stand as they stood, moved with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pyc.compiler.diagnostics.problem import Located, Note
from pyc.compiler.ide.document import DocumentFacts
from pyc.compiler.ide.hints import Hint
from pyc.compiler.source import Span
from pyc.lsp.convert import Units

SYNTAX = "syntax-error"
Shown = tuple[tuple[str, Span], ...]  # of syntax errors: message and place


@dataclass
class Staged:
    """`syntax`: of `checked`; `hints`, and `units` to place them: of `hinted`; `told`: errors of
    syntax that the client was told of last."""

    checked: str | None = None
    syntax: tuple[Located, ...] = ()
    hinted: str | None = None
    hints: tuple[Hint, ...] = ()
    units: Units | None = None
    told: Shown = ()

    def check(self, text: str, syntax: tuple[Located, ...]) -> None:
        self.checked, self.syntax = text, syntax

    def hint(self, text: str, hints: tuple[Hint, ...], units: Units) -> None:
        self.hinted, self.hints, self.units = text, hints, units

    def finish(self, facts: DocumentFacts | None) -> None:
        """The client is told of all."""
        found = facts.problems if facts is not None else ()
        self.told = _shown(each for each in found if each.problem.slug == SYNTAX)

    @property
    def is_news(self) -> bool:
        """Whether the client is to hear of the syntax before the analysis ends."""
        return _shown(self.syntax) != self.told

    def problems(self, facts: DocumentFacts | None) -> list[Located]:
        """Of `checked`, by it and by the analysis of an older text."""
        carried = _carried(facts, self.checked or "") if facts is not None else ()
        return [*self.syntax, *(each for each in carried if each.problem.slug != SYNTAX)]


def _shown(syntax: Iterator[Located] | tuple[Located, ...]) -> Shown:
    return tuple((each.problem.text, each.span) for each in syntax)


def _carried(facts: DocumentFacts, text: str) -> Iterator[Located]:
    """Problems on lines above and below those that changed."""
    old, new = facts.text.split("\n"), text.split("\n")
    last = len(old)
    above = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), last)
    pairs = enumerate(zip(reversed(old), reversed(new), strict=False))
    below = last - next((i for i, (a, b) in pairs if a != b), min(last, len(new)))
    shift = len(new) - last

    def moved(span: Span) -> Span | None:
        if span.end_line <= above:
            return span
        if span.line > max(above, below):
            return replace(span, line=span.line + shift, end_line=span.end_line + shift)
        return None

    def note(each: Note) -> Note | None:
        if each.source is None or each.source.path != facts.path or each.span is None:
            return each
        span = moved(each.span)
        return replace(each, span=span) if span is not None else None

    for each in facts.problems:
        span = moved(each.span)
        if span is not None:
            notes = tuple(found for found in map(note, each.notes) if found is not None)
            yield replace(each, span=span, notes=notes)
