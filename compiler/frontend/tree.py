"""The nodes of a module's tree by what they are, statement by statement of its top level.

    for call in tree.nodes(ast.Call): ...        for block in tree.blocks(): ...

What is found in a statement depends on it alone: a `Statement` that an editor's next text still
has keeps what was found.
"""

from __future__ import annotations
import __future__

import ast
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeGuard, TypeVar, cast, overload

A = TypeVar("A", bound=ast.AST)
B = TypeVar("B", bound=ast.AST)
C = TypeVar("C", bound=ast.AST)
R = TypeVar("R")
Import = ast.Import | ast.ImportFrom
Block = list[ast.stmt]
# Parts of nodes that say no more than their class: they are left out.
WORDS = (ast.expr_context, ast.operator, ast.unaryop, ast.cmpop, ast.boolop)
BLOCKS = ("body", "orelse", "finalbody")
Method = ast.FunctionDef | ast.AsyncFunctionDef
INNER_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
CLAUSES = ("body", "cases", "handlers", "orelse", "finalbody")


@dataclass(eq=False)
class Statement:
    """One statement of the top level and all nodes below it."""

    node: ast.stmt
    _kept: dict[Hashable, tuple[Hashable, object]] = field(default_factory=dict, repr=False)

    def once(self, question: Hashable, key: Hashable, answer: Callable[[], R]) -> R:
        """The answer, computed anew only for another key, which names all that it depends on beside
        the statement."""
        known = self._kept.get(question)
        if known is None or known[0] != key:
            known = self._kept[question] = (key, answer())
        return cast(R, known[1])

    def known(self, question: Hashable, key: Hashable) -> object:
        """What was noted; None: nothing for that key."""
        found = self._kept.get(question)
        return found[1] if found is not None and found[0] == key else None

    def note(self, question: Hashable, key: Hashable, answer: object) -> None:
        self._kept[question] = (key, answer)

    def take_methods(self, earlier: Statement, last_above: int, last_changed: int) -> None:
        """From an earlier text of the class: methods in the lines up to `last_above` and behind
        `last_changed`, which are the same, with what is known of them."""
        assert is_class(self.node)
        assert is_class(earlier.node)
        known = {_place(each): each for each in earlier.node.body if isinstance(each, Method)}
        for index, method in enumerate(self.node.body):
            found = known.get(_place(method))
            if found is None or not isinstance(method, Method):
                continue
            if last_line(found) <= last_above or first_line(found) > last_changed:
                self.node.body[index] = found
                for question, answer in earlier._kept.items():
                    if isinstance(question, tuple) and question[1] is found:
                        self._kept[question] = answer

    @cached_property
    def first_line(self) -> int:
        return first_line(self.node)

    @property
    def last_line(self) -> int:
        return last_line(self.node)

    @property
    def is_definition(self) -> bool:
        return isinstance(self.node, Method) or is_class(self.node)

    def long_texts(self) -> list[tuple[int, int]]:
        """First and last lines of texts in quotes that have several."""
        texts: list[ast.Constant | ast.JoinedStr] = [*self.nodes(ast.Constant)]
        return [
            (each.lineno, each.end_lineno)
            for each in [*texts, *self.nodes(ast.JoinedStr)]
            if each.end_lineno is not None and each.lineno < each.end_lineno
        ]

    @property
    def methods(self) -> list[ast.stmt]:
        """The functions of a class; they are known one by one."""
        if not is_class(self.node):
            return []
        return [each for each in self.node.body if isinstance(each, Method)]

    @cached_property
    def future_flags(self) -> int:
        """The compiler's, for what `from __future__` asks."""
        match self.node:
            case ast.ImportFrom(module="__future__", names=names):
                features = [getattr(__future__, each.name, None) for each in names]
                return sum(each.compiler_flag for each in features if each is not None)
        return 0

    @property
    def is_future(self) -> bool:
        return isinstance(self.node, ast.ImportFrom) and self.node.module == "__future__"

    def makes_globals(self, part: ast.AST) -> bool:
        """A function within the part may be named as one of the module's own."""
        inside = [each for each in self.nodes(ast.Global) if part in self.around(each)]
        return bool(inside) and any(
            part in self.around(each)
            for each in (*self.nodes(ast.FunctionDef), *self.nodes(ast.ClassDef))
        )

    @cached_property
    def declares_global(self) -> bool:
        """A `global` statement of the module's own scope."""
        return any(
            not any(isinstance(each, INNER_SCOPES) for each in self.around(node))
            for node in self.nodes(ast.Global)
        )

    def nodes(self, kind: type[A]) -> list[A]:
        """Of exactly this class, in the order of `ast.walk`."""
        return cast(list[A], self._found[0].get(kind, []))

    @property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """What each node is a part of; the statement itself is left out."""
        return self._found[1]

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """All that a node is a part of, from the inside out."""
        step = self.parents.get(node)
        while step is not None:
            yield step
            step = self.parents.get(step)

    @cached_property
    def _found(self) -> tuple[dict[type[ast.AST], list[ast.AST]], dict[ast.AST, ast.AST]]:
        by_class: dict[type[ast.AST], list[ast.AST]] = {}
        parents: dict[ast.AST, ast.AST] = {}
        nodes: list[ast.AST] = [self.node]
        for node in nodes:  # grows as it is walked
            by_class.setdefault(type(node), []).append(node)
            for part in _parts(node):
                parents[part] = node
                nodes.append(part)
        return by_class, parents

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Every list of statements inside."""
        nodes = (each for kind, each in self._found[0].items() if "body" in kind._fields)
        return tuple(block for each in nodes for node in each for block in blocks_of(node))


def is_class(node: ast.stmt) -> TypeGuard[ast.ClassDef]:
    return isinstance(node, ast.ClassDef)


def first_line(node: ast.stmt) -> int:
    """Decorators stand before what they decorate."""
    return min([node.lineno, *(each.lineno for each in _decorators(node))])


def last_line(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno


def _place(node: ast.stmt) -> tuple[type[ast.stmt], int, int, int | None]:
    return type(node), first_line(node), node.col_offset, node.end_lineno


def _decorators(node: ast.stmt) -> list[ast.expr]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return node.decorator_list
    return []


def blocks_within(node: ast.AST) -> Iterator[Block]:
    """The same of a part of a statement, from the outside in."""
    return (block for each in ast.walk(node) for block in blocks_of(each))


def blocks_of(node: ast.AST) -> Iterator[Block]:
    """The lists of statements that are parts of a node."""
    for name in BLOCKS:
        block = getattr(node, name, None)
        if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
            yield block


def inner_statements(node: ast.AST) -> Iterator[ast.stmt]:
    """The statements, in the order of the text, that are parts of a node or of its clauses."""
    for name in CLAUSES:
        for each in getattr(node, name, ()) if name in node._fields else ():
            if isinstance(each, ast.stmt):
                yield each
            elif isinstance(each, ast.ExceptHandler | ast.match_case):
                yield from each.body


def own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Nodes of a scope itself in the order of the text; inner scopes are given, not entered."""
    todo = _parts(node)[::-1]
    while todo:
        each = todo.pop()
        yield each
        if not isinstance(each, INNER_SCOPES):
            todo += _parts(each)[::-1]


def _parts(node: ast.AST) -> list[ast.AST]:
    parts: list[ast.AST] = []
    for part in vars(node).values():
        if isinstance(part, list):
            parts += [each for each in part if isinstance(each, ast.AST)]
        elif isinstance(part, ast.AST) and not isinstance(part, WORDS):
            parts.append(part)
    return parts


@dataclass(frozen=True)
class Tree:
    """A module's tree and its statements."""

    module: ast.Module
    statements: tuple[Statement, ...]

    @overload
    def nodes(self, kind: type[A], /) -> Iterator[A]: ...

    @overload
    def nodes(self, kind: type[A], other: type[B], /) -> Iterator[A | B]: ...

    @overload
    def nodes(self, kind: type[A], other: type[B], third: type[C], /) -> Iterator[A | B | C]: ...

    def nodes(self, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
        """Of exactly these classes; no order is promised but that of statements."""
        for statement in self.statements:
            for kind in kinds:
                yield from statement.nodes(kind)

    def imports(self) -> list[Import]:
        """Outermost first, as `ast.walk` finds them."""
        found: list[tuple[int, Import]] = []
        for statement in self.statements:
            whole: list[Import] = [*statement.nodes(ast.Import), *statement.nodes(ast.ImportFrom)]
            found += [(sum(1 for _ in statement.around(each)), each) for each in whole]
        found.sort(key=lambda each: (each[0], each[1].lineno, each[1].col_offset))
        return [node for _, node in found]

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """What each node is a part of; the statements of the top level are left out."""
        return {child: node for each in self.statements for child, node in each.parents.items()}

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """All that a node is a part of, from the inside out, the module left out."""
        step = self.parents.get(node)
        while step is not None:
            yield step
            step = self.parents.get(step)

    @cached_property
    def _by_node(self) -> dict[ast.AST, Statement]:
        return {each.node: each for each in self.statements}

    def statement_of(self, node: ast.AST) -> Statement:
        """The one that a node is a part of."""
        return self._by_node[[node, *self.around(node)][-1]]

    def blocks(self) -> Iterator[Block]:
        """Every list of statements."""
        if self.module.body:
            yield self.module.body
        for statement in self.statements:
            yield from statement.blocks


def tree_of(module: ast.Module, known: Iterable[Statement] = ()) -> Tree:
    """`known`: statements of an earlier tree, of which some may be in this one, too."""
    found = {each.node: each for each in known}
    return Tree(module, tuple(found.get(each) or Statement(each) for each in module.body))
