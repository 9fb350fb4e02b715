"""Source text and places in it.

Comes in: bytes of a file or text of an editor. Goes out: `SourceFile` (decoded text, its lines)
and `Span`s, which every later stage hands on. Columns count characters from 0, lines from 1.
"""

from __future__ import annotations

import ast
import io
import tokenize
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Span:
    """From (line, column) up to, not including, (end_line, end_column)."""

    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.line}:{self.column + 1}"


NOWHERE = Span(1, 0, 1, 0)


@dataclass(frozen=True)
class SourceFile:
    """One module's text. `name` is how CPython shows the file in tracebacks."""

    path: Path
    name: str
    text: str = field(repr=False)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Physical lines without their ends, as Python counts them (not at form feeds)."""
        return tuple(io.StringIO(self.text, newline=None).read().split("\n"))

    @cached_property
    def _is_ascii(self) -> bool:
        return self.text.isascii()

    @property
    def is_package(self) -> bool:
        return self.path.name == "__init__.py"

    def span(self, node: ast.AST) -> Span:
        """Where a node of this file's tree stands (ast counts UTF-8 bytes, we count characters)."""
        line, end_line = node.lineno, node.end_lineno  # type: ignore[attr-defined]
        column, end_column = node.col_offset, node.end_col_offset  # type: ignore[attr-defined]
        if not self._is_ascii:
            column = self._characters(line, column)
            end_column = self._characters(end_line, end_column)
        return Span(line, column, end_line, end_column)

    def _characters(self, line: int, byte_column: int) -> int:
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        return len(text.encode("utf-8", "surrogatepass")[:byte_column].decode("utf-8", "replace"))


def decoded(data: bytes) -> str:
    """Text of a Python file by its BOM or coding line.

    Raises: SyntaxError (unknown coding), UnicodeDecodeError.
    """
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    return data.decode(encoding)
