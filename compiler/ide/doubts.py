"""What may be told of a program from which broken lines were left out.

    def size(): return 1
    x = size() +              left out
    def show(): return -x     nothing is certain of `x`, of what mentions it, of what mentions that
    print(1 + "a")            told all the same

A problem is told if nothing that leads to it mentions what the missing lines may have meant. Names
decide: too little is told at times while a line is being typed, but nothing wrong.
"""

from __future__ import annotations

import ast
import builtins
import keyword
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyc.compiler.frontend.tree import Method, Statement, Tree, first_line, is_class, last_line
from pyc.compiler.ide.repair import TRIPLES
from pyc.compiler.source import Span

MOST_PARTS = 50  # lines of an import
WORD = re.compile(r"(\.?)\s*([^\W\d]\w*)\s*([.(]?)")
ASSIGNS = re.compile(r"(?<![=!<>])=(?!=)")
BINDS = re.compile(
    r"\s*(?:async|class|def|del|except|for|from|global|import|nonlocal|with|case|@)\b|.*\bas\b"
)
IMPORTS = re.compile(r"\s*(?:from|import)\b")
IMPORTS_ALL = re.compile(r".*\bimport\s*\*")
COMMON = frozenset({*keyword.kwlist, *dir(builtins), "self", "cls"})
# A line with one of these may have bound anything.
BOUNDLESS = frozenset({
    "__dict__", "__getattr__", "__getattribute__", "setattr", "delattr", "globals", "locals",
    "vars", "exec", "eval",
})  # fmt: skip
Names = frozenset[str]  # attributes with a dot before them
NONE: Names = frozenset()


@dataclass(frozen=True, eq=False)
class Unit:
    """Lines that are judged as one: a function, or all else of a class, or a statement of the
    module's own. `mentions`, `binds`: names that others know, `defines` those that are functions,
    classes or modules; `local`: names that nobody else knows."""

    first: int
    last: int
    mentions: Names
    binds: Names
    defines: Names = NONE
    local: Names = NONE
    is_own: bool = False  # it runs with the module, line behind line


def certainty(
    tree: Tree, lines: Sequence[str], left_out: Iterable[int]
) -> Callable[[Span], bool]:
    """Whether what is found at a place holds. `lines`: of the broken text; `left_out`: numbers of
    those that are not in the tree."""
    units = [unit for each in tree.statements for unit in each.once("doubts", None, _units(each))]
    changing = NONE.union(*(each.binds - each.defines for each in units))
    broken: set[Unit] = set()
    names: set[str] = set()
    halt = math.inf  # the first missing line of the module's own
    for line in _missing(tree, lines, left_out):
        unit, text = _at(units, line), lines[line - 1]
        local = unit.local if unit is not None else NONE
        bound, used = _meant(text)
        if not BOUNDLESS.isdisjoint(bound | used) or IMPORTS_ALL.match(text):
            return lambda span: False
        if unit is None or unit.is_own:
            halt = min(halt, line)
        if unit is not None:
            broken.add(unit)
        names |= (bound | used & changing) - local
    doubtful = _doubtful(units, broken, names)

    def is_certain(span: Span) -> bool:
        unit = _at(units, span.line)
        return unit is not None and unit not in doubtful and not (unit.is_own and unit.last > halt)

    return is_certain


def _missing(tree: Tree, lines: Sequence[str], left_out: Iterable[int]) -> set[int]:
    """With lines that were parts of imports begun in them, and those that may only have become text
    in quotes."""
    found = set(left_out)
    for first in sorted(found):
        if IMPORTS.match(lines[first - 1]) and "(" in lines[first - 1]:
            behind = range(first, min(first + MOST_PARTS, len(lines)))
            end = next((line for line in behind if ")" in lines[line - 1]), first)
            found.update(range(first, end + 1))
    if any(each in lines[line - 1] for line in found for each in TRIPLES):
        for statement in tree.statements:
            for first, last in statement.once("texts", None, statement.long_texts):
                found.update(range(first, last + 1))
    return found


def _meant(line: str) -> tuple[set[str], set[str]]:
    """Names that a broken line may have bound, and others whose values it may have changed."""
    assigned = max((each.start() for each in ASSIGNS.finditer(line)), default=0)
    end = len(line) if BINDS.match(line) else assigned
    bound: set[str] = set()
    used: set[str] = set()
    for found in WORD.finditer(line):
        dot, word, behind = found.groups()
        if word in COMMON and word not in BOUNDLESS:
            continue
        if found.start() < end and (behind != "." or IMPORTS.match(line)):
            bound.add(dot + word)
            bound.update((f".{word}",) if line[:1].isspace() else ())  # perhaps of a class
        elif behind != "(" or word in BOUNDLESS:
            used.add(dot + word)
    return bound, used


def _at(units: Sequence[Unit], line: int) -> Unit | None:
    """A class's functions stand before the class."""
    return next((each for each in units if each.first <= line <= each.last), None)


def _doubtful(units: Sequence[Unit], broken: set[Unit], names: set[str]) -> set[Unit]:
    """Units of which nothing is certain: each makes what it binds doubtful."""
    found = set(broken)
    names = names.union(*(each.binds for each in broken))
    while new := [x for x in units if x not in found and not names.isdisjoint(x.mentions)]:
        found.update(new)
        names = names.union(*(each.binds for each in new))
    return found


# ---- units


def _units(statement: Statement) -> Callable[[], tuple[Unit, ...]]:
    def made() -> tuple[Unit, ...]:
        node = statement.node
        if isinstance(node, Method):
            return (_function(node, _Words([node]), node.name),)
        if is_class(node):
            return tuple(_class(node))
        found = _Words([node])
        first, last = first_line(node), last_line(node)
        if isinstance(node, ast.Import | ast.ImportFrom):
            bound = found.all_bound
            return (Unit(first, last, found.all, bound, bound, is_own=True),)
        return (Unit(first, last, found.all, found.all_bound, is_own=True),)

    return made


def _class(node: ast.ClassDef) -> Iterator[Unit]:
    heads = _Words([*node.bases, *node.keywords, *node.decorator_list])
    for each in node.body:
        if isinstance(each, Method):
            found = _Words([each])
            found.mention(heads)
            # Whoever mentions the class may call a special one.
            known_as = node.name if each.name.startswith("__") else f".{each.name}"
            yield _function(each, found, known_as)
    rest = _Words(each for each in node.body if not isinstance(each, Method))
    attributes = {f".{each}" for each in rest.bound}
    rest.mention(heads)
    binds, defines = rest.all_bound.union(attributes, (node.name,)), frozenset((node.name,))
    yield Unit(first_line(node), last_line(node), rest.all, binds, defines)


def _function(node: Method, found: _Words, known_as: str) -> Unit:
    local = frozenset(found.bound - found.shared)
    defines = frozenset((known_as,))
    binds = (found.all_bound - local).union(found.shared, defines)
    return Unit(first_line(node), last_line(node), found.all - local, binds, defines, local)


class _Words:
    """`names`: mentioned; `bound`, `stored`: of them, what is given a meaning; `shared`: declared
    to be somebody else's."""

    def __init__(self, nodes: Iterable[ast.AST]) -> None:
        self.names: set[str] = set()
        self.bound: set[str] = set()
        self.stored: set[str] = set()  # attributes
        self.shared: set[str] = set()
        for node in nodes:
            for each in ast.walk(node):
                self._add(each)

    @property
    def all(self) -> Names:
        return frozenset(self.names)

    @property
    def all_bound(self) -> Names:
        return frozenset(self.bound | self.stored)

    def mention(self, other: _Words) -> None:
        self.names |= other.names

    def _add(self, node: ast.AST) -> None:
        match node:
            case ast.Name(id=name, ctx=context):
                self.names.add(name)
                if not isinstance(context, ast.Load):
                    self.bound.add(name)
            case ast.Attribute(attr=name, ctx=context):
                self.names.add(f".{name}")
                if not isinstance(context, ast.Load):
                    self.stored.add(f".{name}")
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                self.shared.update(names)
            case ast.alias(name=name, asname=short):
                self.bound.add((short or name).partition(".")[0])
            case ast.Import(names=modules):
                self.names.update(each.name.partition(".")[0] for each in modules)
            case ast.ImportFrom(module=str(name)):
                self.names.add(name.partition(".")[0])
            case (
                ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name)
                | ast.ClassDef(name=name) | ast.arg(arg=name) | ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name))
                | ast.MatchMapping(rest=str(name))
            ):  # fmt: skip
                self.bound.add(name)
