"""Text to syntax tree, never raising: `parsed(source)` gives a tree and the problems met.

A syntax error leaves `tree` None; `ide/repair.py` makes a text whole for an editor.
"""

from __future__ import annotations

import ast
import warnings
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pyc.compiler.frontend.mangling import mangle
from pyc.compiler.frontend.symbols import Scope, scopes
from pyc.compiler.frontend.tree import Statement, Tree, is_class, tree_of
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
    """earlier: statements of which some stand in the tree."""

    source: SourceFile
    tree: ast.Module | None
    faults: tuple[SyntaxFault, ...] = ()
    warnings: tuple[SyntaxCaution, ...] = ()
    earlier: tuple[Statement, ...] = field(default=(), repr=False)

    @cached_property
    def index(self) -> Tree:
        """`tree` is not None."""
        assert self.tree is not None
        return tree_of(self.tree, self.earlier)

    @property
    def scopes(self) -> dict[ast.AST, Scope]:
        """Of the module and of all within; `tree` is not None. Made anew for each who asks: texts
        that share a statement share the scopes in it, whose parent is the module asked for last."""
        return scopes(self.index)


def reparsed(source: SourceFile, earlier: ParsedModule) -> ParsedModule:
    """What `parsed` gives; top-level statements of the earlier text that stand in this one, on the
    same lines, are taken over with all that is known of them."""
    return _with_changes(source, earlier) or parsed(source)


TREE_SIZE = 100  # bytes of tree for a character of text, about


def parsed(source: SourceFile) -> ParsedModule:
    """The module's tree, checked as CPython's compiler checks it (`break` outside a loop...).

    Raises: MemoryError.
    """
    try:
        tree, cautions = _checked(source.text, source.name, 0)
    except SyntaxError as error:
        return ParsedModule(source, None, (_fault(error, source),))
    except ValueError as error:  # a NUL in the text
        return ParsedModule(source, None, (SyntaxFault(str(error), Span(1, 0, 1, 1)),))
    except (RecursionError, MemoryError) as error:
        if isinstance(error, MemoryError):  # so CPython's parser says that it gives up nesting, too
            bytearray(TREE_SIZE * len(source.text))
        message = "this file nests too deeply to be parsed"
        return ParsedModule(source, None, (SyntaxFault(message, Span(1, 0, 1, 1)),))
    return ParsedModule(source, tree, warnings=cautions)


def _checked(text: str, name: str, flags: int) -> tuple[ast.Module, tuple[SyntaxCaution, ...]]:
    """Raises: what CPython's parser and compiler raise."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", SyntaxWarning)
        tree = ast.parse(text, name)
        compile(tree, name, "exec", flags, dont_inherit=True)
    mangle(tree, text)
    return tree, tuple(SyntaxCaution(str(each.message), each.lineno) for each in caught)


def _with_changes(source: SourceFile, earlier: ParsedModule) -> ParsedModule | None:
    """Parses the lines between the statements that stand as they stood. None where what is said of
    those lines alone might not hold of the whole: where they are faulty, draw warnings, or where
    one statement decides how another may be written (`from __future__`, `global`)."""
    old, new = earlier.source.lines, source.lines
    if earlier.tree is None or earlier.warnings:
        return None
    known = earlier.index.statements
    n_same = _n_same(old, new)
    above = bisect_right(known, n_same, key=lambda each: each.last_line)
    while 0 < above < len(known) and known[above - 1].last_line >= known[above].first_line:
        above -= 1  # they share a line
    below, last_changed = len(known), len(new)
    if len(old) == len(new):
        n_same_below = _n_same(old[n_same:][::-1], new[n_same:][::-1])
        last_changed = len(new) - n_same_below
        below = max(above, bisect_right(known, last_changed, key=lambda each: each.first_line))
        while above < below < len(known) and known[below].first_line <= known[below - 1].last_line:
            below += 1
    start = known[above - 1].last_line if above else 0
    end = known[below].first_line - 1 if below < len(known) else len(new)
    middle = new[start:end]
    kept = (*known[:above], *known[below:])
    if any("__future__" in line for line in middle):
        return None
    if any(each.is_future for each in known[above:]):
        return None
    if (above and new[start - 1].endswith("\\")) or any(each.declares_global for each in kept):
        return None
    flags = 0
    for each in known[:above]:
        flags |= each.future_flags
    try:
        text = "\n" * start + "\n".join(middle) + "\n"
        tree, cautions = _checked(text, source.name, flags)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    made = tuple(map(Statement, tree.body))
    classes = {each.node.name: each for each in known[above:below] if is_class(each.node)}
    for each in made:
        if is_class(each.node) and each.node.name in classes:
            each.take_methods(classes[each.node.name], n_same, last_changed)
    if cautions or any(each.declares_global for each in made):
        return None
    every = (*known[:above], *made, *known[below:])
    return ParsedModule(source, ast.Module([each.node for each in every], []), earlier=every)


def _n_same(a: Sequence[str], b: Sequence[str]) -> int:
    """How many items are the same from the start on."""
    pairs = enumerate(zip(a, b, strict=False))
    return next((i for i, (x, y) in pairs if x != y), min(len(a), len(b)))


def _fault(error: SyntaxError, source: SourceFile) -> SyntaxFault:
    line = min(max(error.lineno or 1, 1), len(source.lines))
    column = max((error.offset or 1) - 1, 0)
    end_line = error.end_lineno or line
    end_column = (error.end_offset or 0) - 1
    if end_line < line or (end_line == line and end_column <= column):
        end_line, end_column = line, column + 1
    return SyntaxFault(error.msg, Span(line, column, end_line, end_column), type(error).__name__)
