"""What is known of a text before its analysis ends: its syntax, then its hints.

    keystroke -> syntax -> hints -> all
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyc.compiler.diagnostics.problem import Located
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


def _shown(syntax: Iterable[Located]) -> Shown:
    return tuple((each.problem.text, each.span) for each in syntax)
