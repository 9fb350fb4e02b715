"""Annotations as Python accepts them where they are written, with the imports that they need.

    p = make()      p: shapes.Point = make()        behind `import shapes`
    p = make()      p: Point = make()               behind `from shapes import make`, which gets
                                                    `from shapes import Point` beside it
    def f(p):       def f(p: "Late"):               before `class Late`

No module is imported that the file does not import: that would run it at another time.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from pyc.compiler.frontend.symbols import scopes
from pyc.compiler.frontend.tree import Tree
from pyc.compiler.session import MAIN
from pyc.compiler.types import python_types as t

WORD = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class Import:
    """A line to be put behind that line."""

    line: int
    text: str

    def moved(self, line: Callable[[int], int]) -> Import:
        return Import(line(self.line), self.text)


@dataclass(frozen=True, slots=True)
class Written:
    """`imports`: none, where all names are known."""

    text: str
    imports: tuple[Import, ...] = ()


def class_symbols(type_: t.Type) -> Iterator[str]:
    """Of the program's classes that a type names."""
    match type_:
        case t.Instance(symbol):
            yield symbol
        case t.Container(_, parts) | t.TupleType(parts) | t.Union(parts):
            for each in parts:
                yield from class_symbols(each)


@dataclass
class Scope:
    """What the top level of a module binds: `classes` of its own, by the last line; `modules` that
    it imports by name, `names` that it imports from some, `partly`: modules that it does so from;
    each with the last line of the import."""

    bound: frozenset[str]
    program: frozenset[str]  # its modules
    classes: dict[str, int] = field(default_factory=dict)
    modules: dict[str, tuple[str, int]] = field(default_factory=dict)
    names: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    partly: dict[str, int] = field(default_factory=dict)

    def annotation(self, words: str, symbols: Iterable[str], line: int) -> Written | None:
        """The annotation `words`, whose classes are those of the symbols, at a line; None: it
        cannot be said there."""
        every = set(symbols)
        found = {each.rpartition(".")[2]: each for each in every}
        if len(found) < len(every):  # classes of one name
            return None
        known: dict[str, str] = {}
        imports: list[Import] = []
        last = 0
        for word in WORD.findall(words):
            if word in known or hasattr(builtins, word):
                continue
            named = self._named(found[word]) if word in found else None
            if named is None:
                return None
            known[word], made, more = named
            last = max(last, made)
            imports += more
        text = WORD.sub(lambda each: known.get(each[0], each[0]), words)
        return Written(f'"{text}"' if last >= line else text, tuple(imports))

    def _named(self, symbol: str) -> tuple[str, int, list[Import]] | None:
        """How a class is called, the last line of what makes it known, and what must be added."""
        module, name = self._split(symbol)
        if not name.isidentifier():  # within another one, or one of several
            return None
        if module == MAIN:
            return (name, self.classes[name], []) if name in self.classes else None
        if (module, name) in self.names:
            return *self.names[module, name], []
        if module in self.modules:
            here, line = self.modules[module]
            return f"{here}.{name}", line, []
        if name in self.bound or module not in self.partly:
            return None
        line = self.partly[module]
        return name, line, [Import(line, f"from {module} import {name}")]

    def _split(self, symbol: str) -> tuple[str, str]:
        parts = symbol.split(".")
        lengths = (n for n in range(len(parts) - 1, 0, -1) if ".".join(parts[:n]) in self.program)
        n = next(lengths, 0)
        return ".".join(parts[:n]), ".".join(parts[n:])


def scope_of(tree: Tree, program: Iterable[str]) -> Scope:
    made = Scope(frozenset(scopes(tree)[tree.module].bound), frozenset(program))
    for node in tree.module.body:
        end = node.end_lineno or node.lineno
        match node:
            case ast.ImportFrom(module=str(module), level=0, names=aliases):
                for each in aliases:
                    made.names[module, each.name] = (each.asname or each.name, end)
                made.partly[module] = end
            case ast.Import(names=aliases):
                for each in aliases:
                    if each.asname is not None or "." not in each.name:
                        made.modules[each.name] = (each.asname or each.name, end)
            case ast.ClassDef(name=name):
                made.classes[name] = end
    return made
