"""Text to syntax tree, never raising: `parsed(source)` gives a tree and the problems met.

A syntax error leaves `tree` None; `ide/repair.py` makes a text whole for an editor.
"""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass
from functools import cached_property

from pyc.compiler.frontend.mangling import mangle
from pyc.compiler.frontend.symbols import Scope, scopes
from pyc.compiler.frontend.tree import Tree, tree_of
from pyc.compiler.source import SourceFile, Span


@dataclass(frozen=True, slots=True)
class SyntaxFault:
    """What CPython's parser says is wrong, and where."""

    message: str
    span: Span
    kind: str = "SyntaxError"


@dataclass(frozen=True, slots=True)
class SyntaxCaution:
    """A SyntaxWarning: CPython prints it whenever it compiles the file."""

    message: str
    line: int


@dataclass(frozen=True)
class ParsedModule:
    source: SourceFile
    tree: ast.Module | None
    faults: tuple[SyntaxFault, ...] = ()
    warnings: tuple[SyntaxCaution, ...] = ()

    @cached_property
    def index(self) -> Tree:
        """`tree` is not None."""
        assert self.tree is not None
        return tree_of(self.tree)

    @cached_property
    def scopes(self) -> dict[ast.AST, Scope]:
        """Of the module and of all within; `tree` is not None."""
        return scopes(self.index)


TREE_SIZE = 100  # bytes of tree for a character of text, about


def parsed(source: SourceFile) -> ParsedModule:
    """The module's tree, checked as CPython's compiler checks it (`break` outside a loop...).

    Raises: MemoryError.
    """
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("ignore")
            warnings.simplefilter("always", SyntaxWarning)
            tree = ast.parse(source.text, source.name)
            compile(tree, source.name, "exec", dont_inherit=True)
    except SyntaxError as error:
        return ParsedModule(source, None, (_fault(error, source),))
    except ValueError as error:  # a NUL in the text
        return ParsedModule(source, None, (SyntaxFault(str(error), Span(1, 0, 1, 1)),))
    except (RecursionError, MemoryError) as error:
        if isinstance(error, MemoryError):  # so CPython's parser says that it gives up nesting, too
            bytearray(TREE_SIZE * len(source.text))
        message = "this file nests too deeply to be parsed"
        return ParsedModule(source, None, (SyntaxFault(message, Span(1, 0, 1, 1)),))
    mangle(tree, source.text)
    cautions = tuple(SyntaxCaution(str(each.message), each.lineno) for each in caught)
    return ParsedModule(source, tree, warnings=cautions)


def _fault(error: SyntaxError, source: SourceFile) -> SyntaxFault:
    line = min(max(error.lineno or 1, 1), len(source.lines))
    column = max((error.offset or 1) - 1, 0)
    end_line = error.end_lineno or line
    end_column = (error.end_offset or 0) - 1
    if end_line < line or (end_line == line and end_column <= column):
        end_line, end_column = line, column + 1
    return SyntaxFault(error.msg, Span(line, column, end_line, end_column), type(error).__name__)
