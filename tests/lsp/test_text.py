"""The text that the server keeps, against a plain one."""

from __future__ import annotations

import random

import pytest
from lsprotocol import types as lsp

from pyc.lsp.text import Text, column, width

LETTERS = "ab \n\n\r\f\x0b\u2028\u00e9\N{GRINNING FACE}"


def offset(text: str, position: lsp.Position, encoding: str) -> int:
    """By definition: through the lines, then through the code points of one."""
    at = 0
    for _ in range(position.line):
        ends = [end for end in (text.find("\n", at), text.find("\r", at)) if end >= 0]
        if not ends:
            return len(text)
        at = min(ends) + (2 if text[min(ends) : min(ends) + 2] == "\r\n" else 1)
    units = 0
    while at < len(text) and text[at] not in "\r\n":
        units += width(text[at], encoding)
        if units > position.character:
            break
        at += 1
    return at


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_random_edits(encoding: str) -> None:
    chance = random.Random(encoding)
    for _ in range(60):
        plain = "".join(chance.choices(LETTERS, k=chance.randrange(30)))
        kept = Text(plain, encoding)
        for _ in range(30):
            ends = [
                lsp.Position(chance.randrange(8), chance.choice([0, 1, 2, 5, 99])) for _ in "ab"
            ]
            ends.sort(key=lambda each: offset(plain, each, encoding))
            new = "".join(chance.choices(LETTERS, k=chance.randrange(4)))
            start, end = (offset(plain, each, encoding) for each in ends)
            plain = plain[:start] + new + plain[end:]
            kept.replace(lsp.Range(*ends), new)
            assert str(kept) == plain


def test_columns_beyond_the_end_and_within_a_pair() -> None:
    text = "a\N{GRINNING FACE}b"
    assert [column(text, units, "utf-16") for units in (0, 1, 2, 3, 4, 9)] == [0, 1, 1, 2, 3, 3]
    assert [column(text, units, "utf-8") for units in (1, 4, 5, 6)] == [1, 1, 2, 3]
    assert width(text, "utf-16") == 4
