"""Text to syntax tree, never raising: `parsed(source)` gives a tree and the problems met.

A syntax error leaves `tree` None; `ide/repair.py` makes a text whole for an editor.
"""

from __future__ import annotations
import __future__

import ast
import re
import warnings
from bisect import bisect_right
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cached_property

from pyc.compiler.frontend.mangling import mangle, written
from pyc.compiler.frontend.symbols import Scope, scopes
from pyc.compiler.frontend.tree import (
    Statement,
    Tree,
    first_line,
    is_class,
    last_line,
    own_nodes,
    tree_of,
)
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


@dataclass(frozen=True, slots=True)
class Opening:
    """Where whole statements end and what follows can be parsed by itself: behind `n_lines` lines;
    within the body of a class, that it is one (`name`, and how its body is indented)."""

    n_lines: int = 0
    name: str = ""
    indent: str = ""

    def before(self, text: str, n_lines: int) -> str:
        """The text behind so many lines, at its lines and in its class."""
        if not self.name:
            return "\n" * n_lines + text
        return f"class {self.name}:\n{self.indent}pass\n" + "\n" * (n_lines - 2) + text


@dataclass(frozen=True)
class ParsedModule:
    """earlier: statements of which some stand in the tree. opening: where it is broken, one that
    stands before all faults."""

    source: SourceFile
    tree: ast.Module | None
    faults: tuple[SyntaxFault, ...] = ()
    warnings: tuple[SyntaxCaution, ...] = ()
    earlier: tuple[Statement, ...] = field(default=(), repr=False)
    opening: Opening = Opening()
    flags: int = 0  # the compiler's, for what the text asks of the future before its opening

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
    """What `parsed` gives; top-level statements and methods of the earlier text that stand in this
    one, on the same lines, are taken over with all that is known of them."""
    return _with_changes(source, earlier) or parsed(source)


def faults_behind(source: SourceFile, opening: Opening, flags: int) -> tuple[SyntaxFault, ...]:
    """Those of a text that is broken behind the opening, as of the whole text; empty: it is not."""
    text = "\n".join(source.lines[opening.n_lines :])
    try:
        _checked(opening.before(text, opening.n_lines), source.name, flags)
    except SyntaxError as error:
        return (_fault(error, source),)
    except (ValueError, RecursionError, MemoryError):
        return parsed(source).faults
    return ()


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


# ---- what an edit changes

# A first line that belongs to the statement before it, or may.
CONTINUES = re.compile(r"[ \t\f]|(?:else|elif|except|finally)\b")
BLANK = re.compile(r"[ \t\f]*(?:#.*)?$")


@dataclass(frozen=True, slots=True)
class _Change:
    """Lines of a text, and that only those in [n_same, last_changed) differ from an earlier one;
    `limit`: those behind are statements that stand as they stood."""

    lines: Sequence[str]
    n_same: int
    last_changed: int
    limit: int


@dataclass(frozen=True, slots=True)
class _Region:
    """The lines [opening, end) between statements [:above] and [below:] of a block."""

    above: int
    below: int
    opening: Opening
    end: int

    def text(self, change: _Change) -> str:
        lines = change.lines[self.opening.n_lines : self.end]
        return self.opening.before("\n".join(lines) + "\n", self.opening.n_lines)


def _with_changes(source: SourceFile, earlier: ParsedModule) -> ParsedModule | None:
    """Parses the lines between the statements that stand as they stood. None where what is said of
    those lines alone might not hold of the whole: where they draw warnings, or where one statement
    decides how another may be written (`from __future__`, `global`)."""
    if earlier.tree is None or earlier.warnings:
        return None
    change = _change(source.lines, earlier.source.lines)
    known = earlier.index.statements
    region = _region([each.node for each in known], change, Opening())
    above, below = known[: region.above], known[region.below :]
    changed = known[region.above : region.below]
    middle = source.lines[region.opening.n_lines : region.end]
    if any("__future__" in line for line in middle) or any(each.is_future for each in changed):
        return None
    if any(each.declares_global for each in (*above, *below)):
        return None
    flags = 0
    for each in above:
        flags |= each.future_flags
    if flags & __future__.barry_as_FLUFL.compiler_flag:
        return None
    if len(changed) == 1 and is_class(changed[0].node):
        made = _class_with_changes(source, changed[0], change, region, flags)
        if isinstance(made, ParsedModule):
            return made
        if made is not None:
            return _joined(source, above, made, below)
    parsed = _region_parsed(source, region, change, flags)
    if not isinstance(parsed, tuple):
        return parsed
    tree, cautions = parsed
    statements = tuple(map(Statement, tree.body))
    classes = {each.node.name: each for each in changed if is_class(each.node)}
    for each in statements:
        if is_class(each.node) and each.node.name in classes:
            each.take_methods(classes[each.node.name], change.n_same, change.last_changed)
    if cautions or any(each.declares_global for each in statements):
        return None
    return _joined(source, above, statements, below)


def _joined(source: SourceFile, *parts: tuple[Statement, ...]) -> ParsedModule:
    every = tuple(each for part in parts for each in part)
    return ParsedModule(source, ast.Module([each.node for each in every], []), earlier=every)


def _region_parsed(
    source: SourceFile, region: _Region, change: _Change, flags: int
) -> tuple[ast.Module, tuple[SyntaxCaution, ...]] | ParsedModule | None:
    """Its tree and its cautions; what `_broken` gives, where it is broken; None: it cannot be
    parsed by itself."""
    try:
        return _checked(region.text(change), source.name, flags)
    except SyntaxError:
        return _broken(source, region.opening, flags)
    except (ValueError, RecursionError, MemoryError):
        return None


def _broken(source: SourceFile, opening: Opening, flags: int) -> ParsedModule | None:
    """None: it is whole together with what follows."""
    faults = faults_behind(source, opening, flags)
    if not faults:
        return None
    return ParsedModule(source, None, faults, opening=opening, flags=flags)


def _class_with_changes(
    source: SourceFile, known: Statement, change: _Change, around: _Region, flags: int
) -> ParsedModule | tuple[Statement, ...] | None:
    """The class and what stands behind it now, where the changes lie behind the first statement of
    its body; None: it has to be parsed whole."""
    node = known.node
    assert is_class(node)
    first = node.body[0]
    if first.lineno <= node.lineno or last_line(first) > change.n_same:
        return None
    if _declares(node):
        return None
    indent = source.lines[first.lineno - 1][: first.col_offset]
    inside = replace(change, limit=around.end)
    region = _region(node.body, inside, Opening(0, written(node), indent))
    if region.above == 0:
        return None
    parsed = _region_parsed(source, region, change, flags)
    if not isinstance(parsed, tuple):
        return parsed
    tree, cautions = parsed
    part, *behind = tree.body
    assert is_class(part)
    if cautions or (behind and region.below < len(node.body)):
        return None
    body = [*node.body[: region.above], *part.body[1:], *node.body[region.below :]]
    whole = copy(node)
    whole.body, whole.end_lineno = body, last_line(body[-1])
    whole.end_col_offset = body[-1].end_col_offset
    if _declares(whole):
        return None
    made = Statement(whole)
    made.take_methods(known, change.n_same, change.last_changed)
    return made, *map(Statement, behind)


def _declares(node: ast.ClassDef) -> bool:
    """A `global` of its own, which other statements of its body may be at odds with."""
    return any(isinstance(each, ast.Global | ast.Nonlocal) for each in own_nodes(node))


def _change(new: Sequence[str], old: Sequence[str]) -> _Change:
    n_same, both = _n_same(old, new), min(len(old), len(new))
    if any(new[both:]) or any(old[both:]):
        return _Change(new, n_same, len(new), len(new))
    n_below = _n_same(old[n_same:both][::-1], new[n_same:both][::-1])
    return _Change(new, n_same, both - n_below, len(new))


def _region(known: Sequence[ast.stmt], change: _Change, opening: Opening) -> _Region:
    """Of a block of statements, none of which may be cut."""
    lines = change.lines
    above = bisect_right(known, change.n_same, key=last_line)
    while 0 < above < len(known) and last_line(known[above - 1]) >= first_line(known[above]):
        above -= 1  # they share a line
    below = len(known)
    if change.last_changed < len(lines):
        below = max(above, bisect_right(known, change.last_changed, key=first_line))
        while above < below < len(known) and first_line(known[below]) <= last_line(
            known[below - 1]
        ):
            below += 1
    start = last_line(known[above - 1]) if above else 0
    end = first_line(known[below]) - 1 if below < len(known) else change.limit
    while above and _continues(lines, start, end, opening.indent):
        above -= 1
        start = last_line(known[above - 1]) if above else 0
    return _Region(above, below, replace(opening, n_lines=start), end)


def _continues(lines: Sequence[str], start: int, end: int, indent: str) -> bool:
    """What stands in these lines may belong to the statement before."""
    if lines[start - 1].endswith("\\"):
        return True
    first = next((each for each in lines[start:end] if not BLANK.match(each)), indent + "pass")
    return first.startswith(indent) and bool(CONTINUES.match(first, len(indent)))


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
