"""Write unicode_tables.c: what the runtime knows of each Unicode character.

in:   this Python's own str methods (Unicode 14.0, as CPython 3.11)
out:  pyc_unicode_index1, pyc_unicode_index2 (two levels of 128-character blocks),
      pyc_unicode_records (flags, case distances, decimal value), pyc_unicode_special (case mappings
      to more than one character)
"""

from __future__ import annotations

import argparse
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path

BLOCK = 128
FLAGS = ("ALPHA", "DECIMAL", "DIGIT", "NUMERIC", "LOWER", "UPPER", "TITLE", "SPACE", "LINE_BREAK",
         "PRINTABLE", "ID_START", "ID_CONTINUE", "CASED", "CASE_IGNORABLE", "SPECIAL",
         "WIDE")
SPECIAL = 1 << FLAGS.index("SPECIAL")
WIDE = 1 << FLAGS.index("WIDE")
Record = tuple[int, int, int, int, int, int]


def is_case_ignorable(c: str) -> bool:
    """Final sigma looks through c: cased "A" before it counts, c itself does not."""
    return ("A" + c + "\u03a3").lower()[-1] == "\u03c2" and (c + "\u03a3").lower()[-1] != "\u03c2"


def flags_of(c: str) -> int:
    facts = (
        c.isalpha(), c.isdecimal(), c.isdigit(), c.isnumeric(), c.islower(), c.isupper(),
        c.istitle() and not c.isupper(), c.isspace(), len((c + "x").splitlines()) == 2,
        c.isprintable(), c.isidentifier(), ("a" + c).isidentifier(), (c + "a").title()[-1] == "a",
        is_case_ignorable(c),
    )
    wide = WIDE if unicodedata.east_asian_width(c) in "WF" else 0
    return wide | sum(1 << index for index, fact in enumerate(facts) if fact)


def record_of(code: int, special: list[str], special_at: dict[tuple[str, ...], int]) -> Record:
    """Flags, distances to lower, upper, title, folded form (or the place in special), decimal."""
    c = chr(code)
    flags = flags_of(c)
    decimal = unicodedata.decimal(c, 0)
    forms = (c.lower(), c.upper(), c.title(), c.casefold())
    if all(len(form) == 1 for form in forms):
        lower, upper, title, folded = (ord(form) - code for form in forms)
        return (flags, lower, upper, title, folded, decimal)
    if forms not in special_at:
        special_at[forms] = len(special) // 4
        special.extend(forms)
    return (flags | SPECIAL, special_at[forms], 0, 0, 0, decimal)


def c_array(declaration: str, values: Iterable[object], per_line: int = 16) -> str:
    texts = [str(value) for value in values]
    lines = [", ".join(texts[at : at + per_line]) for at in range(0, len(texts), per_line)]
    return f"const {declaration} = {{\n    " + ",\n    ".join(lines) + "};\n"


def tables() -> str:
    special: list[str] = []
    special_at: dict[tuple[str, ...], int] = {}
    records: dict[Record, int] = {}
    numbers = [records.setdefault(record_of(code, special, special_at), len(records))
               for code in range(sys.maxunicode + 1)]
    blocks: dict[tuple[int, ...], int] = {}
    index1 = [blocks.setdefault(tuple(numbers[at : at + BLOCK]), len(blocks))
              for at in range(0, len(numbers), BLOCK)]
    rows = ["{%d, {%d, %d, %d, %d}, %d}" % record for record in records]  # noqa: UP031
    mappings = ["{" + ", ".join(str(ord(c)) for c in form.ljust(3, "\0")) + "}" for form in special]
    return "\n".join([
        "/* Written by generate_unicode.py. */",
        '#include "unicode.h"',
        "",
        c_array("uint16_t pyc_unicode_index1[]", index1),
        c_array("uint16_t pyc_unicode_index2[]", (number for block in blocks for number in block)),
        c_array("PycUnicode pyc_unicode_records[]", rows, 4),
        c_array("uint32_t pyc_unicode_special[][3]", mappings, 8),
    ])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()
    if unicodedata.unidata_version != "14.0.0":
        sys.exit(
            "generate_unicode: needs CPython 3.11's Unicode 14.0.0,"
            f" not {unicodedata.unidata_version}"
        )
    options.output.write_text(tables(), encoding="utf-8")


if __name__ == "__main__":
    main()
