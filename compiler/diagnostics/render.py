"""Problems as text for people (`rendered`) and as JSON for tools (`as_json`).

    error[undefined-name]: name `cuont` is not defined
     --> prog.py:2:7
      |
    2 | print(cuont)
      |       ^^^^^
      = help: did you mean `count`?
      = more: pyc explain undefined-name

The user's text is shown with its control characters escaped. Colours come from rich, which is
imported only for a terminal.
"""

from __future__ import annotations

import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from pyc.compiler.diagnostics.problem import Located, Severity
from pyc.compiler.source import SourceFile, Span

SCHEMA = 1  # of the JSON; grows when a field changes its meaning
TAB = 4
STYLES = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "bold yellow",
    Severity.NOTE: "bold cyan",
    Severity.HINT: "bold green",
}
Piece = tuple[str, str]  # style, text


def rendered(found: Located) -> str:
    """Plain text, without a newline at its end."""
    return "\n".join("".join(text for _, text in line) for line in lines(found))


def show(problems: Iterable[Located], stream: TextIO | None = None) -> None:
    """Writes the problems, coloured where the stream is a terminal."""
    stream = stream if stream is not None else sys.stderr
    if not stream.isatty():
        for found in problems:
            stream.write(_encodable(rendered(found), stream) + "\n\n")
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, highlight=False, soft_wrap=True)
    for found in problems:
        for line in lines(found):
            console.print(Text.assemble(*((text, style) for style, text in line)))
        console.print()


def _encodable(text: str, stream: TextIO) -> str:
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def summary(problems: Iterable[Located]) -> str:
    """`2 errors, 1 warning`; "" where there is nothing to count."""
    counts = Counter(found.problem.severity for found in problems)
    return ", ".join(
        f"{counts[each]} {each.value}{'s' if counts[each] > 1 else ''}"
        for each in Severity
        if counts[each]
    )


def printable(text: str) -> str:
    """Without what could move the cursor or hide text: control and direction characters are
    shown as escapes."""
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character == "\t":
        return " " * TAB
    if character.isprintable() or character == " ":
        return character
    return character.encode("unicode_escape").decode("ascii")


def lines(found: Located) -> Iterator[list[Piece]]:
    """What is printed, with rich's names of styles."""
    problem = found.problem
    style = STYLES[problem.severity]
    yield [
        (style, f"{problem.severity.value}[{problem.slug}]"),
        ("bold", f": {printable(problem.text)}"),
    ]
    margin = " " * _margin(found)
    if found.source is not None:
        yield from _excerpt(found.source, found.span, style, margin)
    for note in found.notes:
        if note.source is None or note.span is None:
            yield [("bold blue", f"{margin} = "), ("bold", "note: "), ("", printable(note.text))]
        else:
            yield [("bold cyan", "note"), ("", f": {printable(note.text)}")]
            yield from _excerpt(note.source, note.span, "bold cyan", margin)
    if found.advice:
        yield [("bold blue", f"{margin} = "), ("bold", "help: "), ("", printable(found.advice))]
    yield [("bold blue", f"{margin} = "), ("bold", "more: "), ("", f"pyc explain {problem.slug}")]
    if found.cause is not None:
        yield [("bold", "caused by:")]
        yield from lines(found.cause)


def _margin(found: Located) -> int:
    places = [found.span] if found.source is not None else []
    places += [note.span for note in found.notes if note.span is not None]
    return max((len(str(span.line)) for span in places), default=0)


def _excerpt(source: SourceFile, span: Span, style: str, margin: str) -> Iterator[list[Piece]]:
    yield [("bold blue", f"{margin}--> "), ("", f"{printable(str(source.path))}:{span}")]
    if not 1 <= span.line <= len(source.lines):
        return
    line = source.lines[span.line - 1]
    before = _width(line[: span.column])
    last = span.end_column if span.end_line == span.line else len(line)
    carets = max(_width(line[span.column : last]), 1)
    number = str(span.line).rjust(len(margin))
    yield [("bold blue", f"{margin} |")]
    yield [("bold blue", f"{number} | "), ("", printable(line))]
    yield [("bold blue", f"{margin} | "), ("", " " * before), (style, "^" * carets)]


def _width(text: str) -> int:
    """Terminal cells of the text as `printable` shows it."""
    return sum(_cells(character) for character in printable(text))


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def as_json(found: Located) -> dict[str, Any]:
    """One problem by the schema of docs/json-output.md; lines and columns count from 1, columns
    in characters, the end is exclusive."""
    problem = found.problem
    return {
        "slug": problem.slug,
        "severity": problem.severity.value,
        "message": problem.text,
        "fields": problem.fields(),
        "file": str(found.source.path) if found.source is not None else None,
        "range": _range(found.span) if found.source is not None else None,
        "help": found.advice or None,
        "notes": [
            {
                "message": note.text,
                "file": str(note.source.path) if note.source is not None else None,
                "range": _range(note.span) if note.span is not None else None,
            }
            for note in found.notes
        ],
        "cause": as_json(found.cause) if found.cause is not None else None,
        "page": f"docs/problems/{problem.slug}.md",
    }


def report_as_json(problems: Iterable[Located]) -> dict[str, Any]:
    return {"schema": SCHEMA, "problems": [as_json(each) for each in problems]}


def _range(span: Span) -> dict[str, int]:
    return {
        "line": span.line,
        "column": span.column + 1,
        "end_line": span.end_line,
        "end_column": span.end_column + 1,
    }
