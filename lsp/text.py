"""The text of an open document, as its editor has it: edits cost what they touch.

Lines end as the protocol says (a line feed, a carriage return or both), not where Python's
`splitlines` would: a form feed in a program would part the two texts for good.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from lsprotocol import types as lsp

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
WIDE = 0xFFFF  # code points above take two units of UTF-16


def width(text: str, encoding: str) -> int:
    """In units of the encoding."""
    if encoding == "utf-32" or text.isascii():
        return len(text)
    if encoding == "utf-8":
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text) + sum(ord(char) > WIDE for char in text)


def column(text: str, units: int, encoding: str) -> int:
    """The code point that so many units lead to; beyond the end: the end. Within a code point:
    its start."""
    if encoding == "utf-32" or text.isascii():
        return min(units, len(text))
    ends = list(accumulate(width(char, encoding) for char in text))
    return bisect_right(ends, units)


class Text:
    """`size`: in code points."""

    def __init__(self, text: str, encoding: str) -> None:
        self._encoding = encoding
        self._lines = LINE.findall(text)
        self.size = len(text)

    def __str__(self) -> str:
        return "".join(self._lines)

    def normal(self) -> str:
        """With line feeds alone, as the compiler reads files."""
        return str(self).replace("\r\n", "\n").replace("\r", "\n")

    def replace_all(self, text: str) -> None:
        self._lines = LINE.findall(text)
        self.size = len(text)

    def replace(self, where: lsp.Range, text: str) -> None:
        first, start = self._place(where.start)
        last, end = self._place(where.end)
        if (last, end) < (first, start):
            first, start, last, end = last, end, first, start
        before = self._lines[first][:start] if first < len(self._lines) else ""
        after = self._lines[last][end:] if last < len(self._lines) else ""
        # A line feed beside a carriage return joins it: the lines around are looked at too.
        low, high = max(first - 1, 0), min(last + 2, len(self._lines))
        above, below = self._lines[low:first], self._lines[last + 1 : high]
        whole = "".join([*above, before, text, after, *below])
        self.size += len(whole) - sum(map(len, self._lines[low:high]))
        self._lines[low:high] = LINE.findall(whole)

    def _place(self, position: lsp.Position) -> tuple[int, int]:
        line = position.line
        if line < 0:
            return 0, 0
        if line >= len(self._lines):
            return len(self._lines), 0
        content = self._lines[line].rstrip("\r\n")
        return line, column(content, max(position.character, 0), self._encoding)
