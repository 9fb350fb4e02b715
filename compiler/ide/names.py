"""What the names of a program mean, across its files: `names(snapshot)`.

A key stands for one variable, parameter, function, class, member or module:

    ("name", module, place of the scope, name)      ("member", class, name)      ("module", name)

Members belong to the topmost class that has them, so that a method and what overrides it are one.
Receivers are told apart by their inferred types; `unknown` lists attributes and keywords for which
that does not do: what could be meant by them, too, must not be renamed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pyc.compiler.flow import ops
from pyc.compiler.frontend.building.imports import absolute_name
from pyc.compiler.ide.scoping import (
    DEFINES,
    READS,
    WRITES,
    AttributeSpot,
    ImportSpot,
    Spots,
    parameters,
    spots,
)
from pyc.compiler.session import Snapshot
from pyc.compiler.source import SourceFile, Span
from pyc.compiler.types import python_types as t

Key = tuple[str, ...]
UNREADABLE = frozenset({"syntax-error", "unsupported-syntax"})


@dataclass(frozen=True, slots=True)
class Occurrence:
    """`role`: "defines", "writes" or "reads"."""

    path: Path
    span: Span
    key: Key
    role: str

    @property
    def name(self) -> str:
        return self.key[-1]


@dataclass(frozen=True)
class Names:
    """In the order of the text, file by file."""

    occurrences: tuple[Occurrence, ...] = ()
    unknown: tuple[tuple[Path, Span, str], ...] = ()
    files: dict[str, Path] = field(default_factory=dict)  # of modules, by name

    @cached_property
    def _by_key(self) -> dict[Key, list[Occurrence]]:
        rows: dict[Key, list[Occurrence]] = {}
        for each in self.occurrences:
            rows.setdefault(each.key, []).append(each)
        return rows

    def of(self, key: Key) -> list[Occurrence]:
        return self._by_key.get(key, [])

    def at(self, path: Path, line: int, column: int) -> Occurrence | None:
        here = (line, column)
        for each in self.occurrences:
            span = each.span
            if each.path == path and (span.line, span.column) <= here:
                if here <= (span.end_line, span.end_column):
                    return each
        return None

    def definition(self, key: Key) -> tuple[Path, Span] | None:
        """Where it is defined, else first written; of a module: its start."""
        if key[0] == "module":
            path = self.files.get(key[1])
            return (path, Span(1, 0, 1, 0)) if path is not None else None
        found = self.of(key)
        for role in (DEFINES, WRITES):
            for each in found:
                if each.role == role:
                    return each.path, each.span
        return None


def names(snapshot: Snapshot) -> Names:
    """Of all files of the program that can be read; attributes only where it has no faults."""
    return _Table(snapshot).names()


class _Table:
    def __init__(self, snapshot: Snapshot) -> None:
        program = snapshot.program
        self._sources = program.sources
        self._found: dict[str, Spots] = {
            name: spots(snapshot.session.parsed(source))
            for name, source in self._sources.items()
        }
        self._receivers: dict[tuple[str, Span, str], list[t.Type]] = {}
        self._classes: dict[tuple[str, Span], str] = {}  # symbols by module and span
        self._bases: dict[str, str | None] = {}
        self._fields: set[tuple[str, str]] = set()
        if not any(each.problem.slug in UNREADABLE for each in program.faults):
            self._read_types(snapshot)
        self._members = self._class_names()
        self._aliases = self._imported()
        self._occurrences: list[Occurrence] = []
        self._unknown: list[tuple[Path, Span, str]] = []
        self._definitions: dict[Key, tuple[SourceFile, ast.AST]] = {}

    def _read_types(self, snapshot: Snapshot) -> None:
        typed = snapshot.typed
        self._bases = {symbol: each.base for symbol, each in typed.facts.classes.items()}
        self._fields = set(typed.fields)
        self._fields |= {
            (symbol, name) for symbol, each in typed.facts.classes.items() for name in each.slots
        }
        for name, module in typed.facts.modules.items():
            for function in module.functions:
                if function.kind == "class":
                    self._classes[name, function.span] = function.symbol
        for instance in (*typed.instances.values(), *snapshot.uncalled):
            module_name = instance.function.module
            for step in instance.function.instructions():
                named = None
                if step.op in (ops.GET_ATTR, ops.SET_ATTR, ops.DEL_ATTR):
                    named = step.data
                elif step.op in (ops.CALL_METHOD, ops.CALL_SUPER):
                    named = step.data[0]
                if named is not None:
                    type_ = instance.argument(step, step.args[0])
                    if step.op is ops.CALL_SUPER and isinstance(type_, t.ClassObject):
                        base = self._bases.get(type_.symbol)
                        type_ = t.ClassObject(base) if base is not None else t.OBJECT
                    if type_ != t.NEVER:
                        key = (module_name, step.span, named)
                        self._receivers.setdefault(key, []).append(type_)

    def _class_names(self) -> dict[str, set[str]]:
        """What each class binds in its body."""
        rows: dict[str, set[str]] = {}
        for module, found in self._found.items():
            for each in found.names:
                if isinstance(each.owner, ast.ClassDef) and each.role != READS:
                    symbol = self._class(module, each.owner)
                    rows.setdefault(symbol, set()).add(each.name)
        return rows

    def _class(self, module: str, node: ast.ClassDef) -> str:
        span = self._sources[module].span(node)
        return self._classes.get((module, span), f"{module}:{span}")

    # ---- keys

    def _key(self, module: str, owner: ast.AST, name: str) -> Key:
        if isinstance(owner, ast.Module):
            key: Key = ("name", module, "", name)
            return self._aliases.get(key, key)
        if isinstance(owner, ast.ClassDef):
            return self._member(self._class(module, owner), name) or ("name", module, "", name)
        return ("name", module, str(self._sources[module].span(owner)), name)

    def _member(self, symbol: str, name: str) -> Key | None:
        """Of the topmost class that has it; None: none has."""
        found = None
        step: str | None = symbol
        while step is not None:
            if name in self._members.get(step, ()) or (step, name) in self._fields:
                found = step
            step = self._bases.get(step)
        return ("member", found, name) if found is not None else None

    def _imported(self) -> dict[Key, Key]:
        """Globals that stand for something of another file under its own name."""
        rows: dict[Key, Key] = {}
        for module, found in self._found.items():
            bound = [each.name for each in found.names if each.role != READS
                     and isinstance(each.owner, ast.Module)]  # fmt: skip
            for each in found.imports:
                target = self._target(module, each)
                is_same = each.bound == (each.name or each.module)
                if target is not None and is_same and bound.count(each.bound) == 1:
                    rows["name", module, "", each.bound] = target
        return rows

    def _target(self, module: str, imported: ImportSpot) -> Key | None:
        """What an import names in the program's files."""
        source = self._sources[module]
        name = imported.module
        if isinstance(imported.node, ast.ImportFrom):
            name = absolute_name(module, source.is_package, imported.node)
        if not imported.name:
            return ("module", name) if name in self._sources else None
        if f"{name}.{imported.name}" in self._sources:
            return ("module", f"{name}.{imported.name}")
        return ("name", name, "", imported.name) if name in self._sources else None

    # ---- occurrences

    def names(self) -> Names:
        for module, found in self._found.items():
            self._names_of(module, found)
        for module, found in self._found.items():
            self._attributes_of(module, found)
        for module, found in self._found.items():
            self._keywords_of(module, found)
        order = sorted(
            set(self._occurrences), key=lambda each: (each.path, each.span.line, each.span.column)
        )
        files = {name: source.path for name, source in self._sources.items()}
        return Names(tuple(order), tuple(self._unknown), files)

    def _names_of(self, module: str, found: Spots) -> None:
        source = self._sources[module]
        imported = {each.bound_span for each in found.imports}
        for each in found.names:
            key = self._key(module, each.owner, each.name)
            is_alias = each.span in imported and key != ("name", module, "", each.name)
            role = READS if is_alias else each.role
            self._add(module, each.span, key, role)
            if isinstance(each.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                self._definitions.setdefault(key, (source, each.node))
        for spot in found.imports:
            target = self._target(module, spot)
            if target is not None and spot.span != spot.bound_span:
                self._add(module, spot.span, target, READS)

    def _attributes_of(self, module: str, found: Spots) -> None:
        for each in found.attributes:
            keys = set(self._keys_of_attribute(module, each))
            if len(keys) == 1:
                self._add(module, each.span, keys.pop(), each.role)
            elif any(each.name in members for members in self._members.values()) or any(
                each.name == name for _, name in self._fields
            ):
                self._unknown.append((self._sources[module].path, each.span, each.name))

    def _keys_of_attribute(self, module: str, spot: AttributeSpot) -> Iterator[Key]:
        """One for each thing that it may be; ("library",) for what is none of the program's."""
        types = [
            type_
            for span in spot.whole
            for type_ in self._receivers.get((module, span, spot.name), ())
            if type_ != t.OBJECT or spot.of_self is None
        ]
        if not types and spot.of_self is not None:  # nothing calls the method with a known object
            member = self._member(self._class(module, spot.of_self), spot.name)
            yield member or ("unknown", "", spot.name)
        for type_ in types:
            match type_:
                case t.Instance(symbol) | t.ClassObject(symbol):
                    yield self._member(symbol, spot.name) or ("unknown", symbol, spot.name)
                case t.ModuleObject(name) if name in self._sources:
                    key = ("name", name, "", spot.name)
                    yield self._aliases.get(key, key)
                case t.Union() | t.ObjectType():
                    yield ("unknown", "", spot.name)
                    yield ("unknown", "?", spot.name)
                case _:
                    yield ("library", type(type_).__name__, spot.name)

    def _keywords_of(self, module: str, found: Spots) -> None:
        source = self._sources[module]
        at = {(each.path, each.span): each.key for each in self._occurrences}
        bound = {each.key for each in self._occurrences if each.role != READS}
        for each in found.keywords:
            callee = each.call.func
            end = source.span(callee)
            name = callee.id if isinstance(callee, ast.Name) else getattr(callee, "attr", "")
            start = end.end_column - len(name)
            key = at.get((source.path, Span(end.end_line, start, end.end_line, end.end_column)))
            if key is not None and key in self._definitions:
                parameter = self._parameter(key, each.name)
                if parameter is not None:
                    self._add(module, each.span, parameter, READS)
                    continue
            if key is None or (key in bound and key not in self._definitions):
                self._unknown.append((source.path, each.span, each.name))

    def _parameter(self, key: Key, name: str) -> Key | None:
        """Of a function or of a class's __init__, by the name of a parameter."""
        source, node = self._definitions[key]
        module = next(name for name, each in self._sources.items() if each is source)
        if isinstance(node, ast.ClassDef):
            member = self._member(self._class(module, node), "__init__")
            if member is None or member not in self._definitions:
                return None
            return self._parameter(member, name)
        assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if any(each.arg == name for each in parameters(node.args)):
            return self._key(module, node, name)
        return None

    def _add(self, module: str, span: Span, key: Key, role: str) -> None:
        self._occurrences.append(Occurrence(self._sources[module].path, span, key, role))
