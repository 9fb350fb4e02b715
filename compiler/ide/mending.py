"""The program of a text that is broken, or has what cannot be compiled: what is left without that,
and what is wrong with it all the same.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from pyc.compiler.diagnostics.catalogue import SyntaxProblem
from pyc.compiler.diagnostics.problem import Located
from pyc.compiler.frontend.parser import SyntaxFault, faults_behind
from pyc.compiler.frontend.support import unsupported
from pyc.compiler.frontend.tree import first_line, last_line
from pyc.compiler.ide.doubts import certainty
from pyc.compiler.ide.layout import Layout
from pyc.compiler.ide.problems import problems
from pyc.compiler.ide.repair import repaired
from pyc.compiler.session import Session, Snapshot
from pyc.compiler.source import SourceFile

SYNTAX = SyntaxProblem.slug
BLINDING = frozenset({SYNTAX, "unsupported-syntax"})


@dataclass(frozen=True)
class Mended:
    """`problems`: of the text as it is, those of syntax with its own lines, others with those of
    the wide text; `left_out`: lines of the wide text."""

    snapshot: Snapshot
    problems: tuple[Located, ...]
    left_out: tuple[int, ...]


def mended(
    session: Session, real: SourceFile, laid: Layout, snapshot: Snapshot, pause: Callable[[], None]
) -> Mended:
    """`pause`: called between trials; it may raise."""
    mending = _Mending(session, real, laid, pause)
    found = [each for each in problems(snapshot) if is_here(each, real.path)]
    lines = list(real.lines)
    if any(each.problem.slug == SYNTAX for each in found):
        found = list(syntax_errors(session, real, laid))
        lines = mending.without(lines, mending.syntax_line)
    lines = mending.without_async(lines)
    snapshot = mending.snapshot(lines)
    if is_blind(snapshot):
        lines = mending.without(lines, mending.blind_line)
        snapshot = mending.snapshot(lines)
    known = {each.order: each for each in [*mending.met, *snapshot.program.faults, *found]}
    here = (each for each in known.values() if is_here(each, real.path))
    left_out = sorted(laid.places[each - 1] + 1 for each in mending.left_out)
    return Mended(snapshot, tuple(sorted(here, key=lambda each: each.order)), tuple(left_out))


class _Mending:
    """`left_out`: lines of the text as it is; `met`: problems of what was left out, but for errors
    of syntax: one may be the cause of those behind it."""

    def __init__(
        self, session: Session, real: SourceFile, laid: Layout, pause: Callable[[], None]
    ) -> None:
        self._session = session
        self._real = real
        self._laid = laid
        self._pause = pause
        self.left_out: set[int] = set()
        self.met: list[Located] = []

    def without(
        self, lines: list[str], error_line: Callable[[SourceFile], int | None]
    ) -> list[str]:
        """What error_line finds; it is asked about wide texts."""

        def line_of(text: str) -> int | None:
            self._pause()
            found = error_line(self._wide(text.split("\n")))
            return self._laid.line(found) if found is not None else None

        whole, left_out = repaired("\n".join(lines), line_of)
        self.left_out.update(left_out)
        return whole.split("\n")

    def without_async(self, lines: list[str]) -> list[str]:
        """Nor functions that are: there may be many, and to look for the least to take out is
        nothing to be done for each."""
        source = self._wide(lines)
        module = self._session.parsed(source)
        if module.tree is None:
            return lines
        lines = list(lines)
        for node in module.index.nodes(ast.AsyncFunctionDef):
            first, last = map(self._laid.line, (first_line(node), last_line(node)))
            if first in self.left_out:  # within another one
                continue
            self.met.append(unsupported(node, "", source))
            head = lines[first - 1]
            for line in range(first, last + 1):
                lines[line - 1] = ""
                self.left_out.add(line)
            lines[first - 1] = head[: len(head) - len(head.lstrip())] + "pass"
        return lines

    def snapshot(self, lines: list[str]) -> Snapshot:
        self._session.set_text(self._real.path, self._laid.widened(lines))
        return self._session.snapshot(self._real.path)

    def syntax_line(self, source: SourceFile) -> int | None:
        faults = self._session.parsed(source).faults
        return faults[0].span.line if faults else None

    def blind_line(self, source: SourceFile) -> int | None:
        """The line of the first error that keeps a text from becoming flow."""
        line = self.syntax_line(source)
        if line is not None:
            return line
        path = self._real.path
        self._session.set_text(path, source.text)
        for each in self._session.snapshot(path).program.faults:
            if is_here(each, path) and each.problem.slug in BLINDING:
                self.met.append(each)
                return each.span.line
        return None

    def _wide(self, lines: list[str]) -> SourceFile:
        return SourceFile(self._real.path, self._real.name, self._laid.widened(lines))


def certain_problems(
    snapshot: Snapshot, source: SourceFile, laid: Layout, left_out: Iterable[int],
    known: Iterable[Located],
) -> list[Located]:
    """Of a program from which something broken was left out, and beside those known: problems that
    hold all the same."""
    lines = laid.text.split("\n")
    is_certain = certainty(snapshot.session.parsed(source).index, lines, left_out)
    told = {each.order for each in known}
    return [
        each
        for each in problems(snapshot)
        if is_here(each, source.path) and each.order not in told and is_certain(each.span)
    ]


def syntax_errors(session: Session, real: SourceFile, laid: Layout) -> tuple[Located, ...]:
    """Of the text as it is. What stands before the opening of the wide text is whole in both."""
    wide = session.parsed(SourceFile(real.path, real.name, laid.text))
    if wide.tree is not None:
        return ()
    n_lines = laid.line(wide.opening.n_lines) if wide.opening.n_lines else 0
    faults = faults_behind(real, replace(wide.opening, n_lines=n_lines), wide.flags)
    return located(real, faults)


def located(source: SourceFile, faults: tuple[SyntaxFault, ...]) -> tuple[Located, ...]:
    return tuple(Located(SyntaxProblem(each.message), source, each.span) for each in faults)


def is_blind(snapshot: Snapshot) -> bool:
    """Something in the main file keeps its program from being typed."""
    return any(
        each.problem.slug in BLINDING and is_here(each, snapshot.main)
        for each in snapshot.program.faults
    )


def is_here(located: Located, path: Path) -> bool:
    return located.source is None or located.source.path == path
