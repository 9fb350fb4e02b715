"""What a problem is: a row of the catalogue filled in (`Problem`), and its place (`Located`).

    UndefinedName(name="cont").text     name `cont` is not defined
    Located(that, source, span).notes   other places that have to do with it
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import ClassVar

from pyc.compiler.source import SourceFile, Span


class Severity(Enum):
    """ERROR: the program cannot be built, or must raise there. WARNING: very likely a mistake.
    NOTE, HINT: about speed, shown only on demand."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    HINT = "hint"


ERROR, WARNING, NOTE, HINT = Severity.ERROR, Severity.WARNING, Severity.NOTE, Severity.HINT


class Problem:
    """One kind of problem is one frozen dataclass below this: its fields are the placeholders of
    `message` and `advice`. `raises` names the exception that CPython would raise there."""

    slug: ClassVar[str]
    severity: ClassVar[Severity] = ERROR
    message: ClassVar[str]
    advice: ClassVar[str] = ""
    raises: ClassVar[str] = ""

    @property
    def text(self) -> str:
        return self.message.format(**self.fields())

    @property
    def help(self) -> str:
        return self.advice.format(**self.fields())

    def fields(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in type(self).__annotations__}


@dataclass(frozen=True, slots=True)
class Note:
    """A remark, with or without a place of its own."""

    text: str
    source: SourceFile | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Located:
    """A problem where it was met. `cause`: the problem that led to this one; `help`: advice for
    this very case, in place of the row's own."""

    problem: Problem
    source: SourceFile | None
    span: Span
    notes: tuple[Note, ...] = ()
    cause: Located | None = None
    help: str = ""

    @property
    def advice(self) -> str:
        return self.help or self.problem.help

    @property
    def is_error(self) -> bool:
        return self.problem.severity is ERROR

    @property
    def order(self) -> tuple[str, int, int, str]:
        name = self.source.name if self.source is not None else ""
        return name, self.span.line, self.span.column, self.problem.slug


def moved(located: Located, source: SourceFile) -> Located:
    """A problem as it stands in a later text of the same file, in which its lines are the same."""
    notes = tuple(replace(each, source=_now(each.source, source)) for each in located.notes)
    return replace(located, source=_now(located.source, source), notes=notes)


def _now(old: SourceFile | None, source: SourceFile) -> SourceFile | None:
    return source if old is not None and old.path == source.path else old
