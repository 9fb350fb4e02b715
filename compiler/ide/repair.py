"""A text with syntax errors, made whole enough to be analysed.

    def good(): ...              def good(): ...
    def bad(:               ->
        return 1
    x = good()                   x = good()

A line with an error becomes `pass` if that mends its top-level statement; else the statement is
left out, line for line, so that what is said of all others keeps its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable

MOST_ERRORS = 20
OPENS = re.compile(r"[^\s#)\]}]")  # a line that starts a statement at the top level
CONTINUES = re.compile(r"(else|elif|except|finally)\b")


def repaired(text: str, error_line: Callable[[str], int | None]) -> tuple[str, tuple[int, ...]]:
    """The text without its broken statements, and the lines left out. `error_line` tells the
    line of a text's first syntax error, None: it has none."""
    lines = text.split("\n")
    gone: list[int] = []
    for _ in range(MOST_ERRORS):
        line = error_line("\n".join(lines))
        if line is None:
            return "\n".join(lines), tuple(gone)
        start, end = _statement(lines, min(line, len(lines)) - 1)
        passed = _line_to_pass(lines, line, start, end, error_line)
        if passed is not None:
            lines[passed] = _passing(lines[passed])
            gone.append(passed + 1)
            continue
        found = [index for index in range(start, end) if lines[index].strip()]
        if not found:
            break
        for index in found:
            lines[index] = ""
            gone.append(index + 1)
    return "\n" * (len(lines) - 1), tuple(range(1, len(lines) + 1))


def _line_to_pass(
    lines: list[str], line: int, start: int, end: int, error_line: Callable[[str], int | None]
) -> int | None:
    """The line of the error, or the one before it, which may be the cause."""
    for index in (line - 1, line - 2):
        if start <= index < end and lines[index].strip() not in ("", "pass"):
            trial = [*lines[:index], _passing(lines[index]), *lines[index + 1 :]]
            left = error_line("\n".join(trial))
            if left is None or left > end:
                return index
    return None


def _passing(line: str) -> str:
    return line[: len(line) - len(line.lstrip())] + "pass"


def _statement(lines: list[str], at: int) -> tuple[int, int]:
    """The lines [start, end) of the top-level statement around a line, by its indentation."""
    start = at
    while start > 0 and not _starts(lines[start]):
        start -= 1
    while start > 0 and lines[start - 1].startswith("@"):
        start -= 1
    end = at + 1
    while end < len(lines) and not _starts(lines[end]):
        end += 1
    return start, end


def _starts(line: str) -> bool:
    return bool(OPENS.match(line)) and not CONTINUES.match(line)
