"""A text with syntax errors, made whole enough to be analysed.

    def good(): ...              def good(): ...
    def bad(:               ->
        return 1
    x = good()                   x = good()

The top-level statement that holds an error is left out, line for line, so that what is said of
all others keeps its place.
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
        found = [index for index in range(start, end) if lines[index].strip()]
        if not found:
            break
        for index in found:
            lines[index] = ""
            gone.append(index + 1)
    return "\n" * (len(lines) - 1), tuple(range(1, len(lines) + 1))


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
