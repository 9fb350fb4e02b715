"""The shared knowledge of inference: what fields, globals, containers and functions hold so far.

Facts only grow (towards `object`). Whoever read a fact is run again when it grows; when nothing
grows any more, all instances agree with each other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pyc.compiler.flow import nodes as flow
from pyc.compiler.frontend.inference.facts import ProgramFacts
from pyc.compiler.types import python_types as t
from pyc.compiler.types.relations import STATIC, depth_limited, join, join_all

MAX_VARIANTS = 12  # of one function; beyond that its calls are boxed
MAX_GROWTH = 12  # of one fact; beyond that it is object
SMALL = t.Int(-(1 << 62), (1 << 62) - 1)


# What a fact is about: ("field", class, name), ("global", module, name), ("element", site, index),
# ("return", function, argument types).
FactKey = tuple[Any, ...]
Key = tuple[str, tuple[t.Type, ...]]  # of an instance: its function's symbol, argument types


@dataclass(slots=True, eq=False)
class Fact:
    """A type that only grows, and who must run again when it does."""

    key: FactKey
    type: t.Type = t.NEVER
    readers: set[Instance] = field(default_factory=set)
    n_grown: int = 0


@dataclass(slots=True, eq=False)
class Instance:
    """A function for one tuple of argument types, and what inference found out about it."""

    function: flow.FlowFunction
    key: tuple[t.Type, ...]
    number: int
    parameters: list[t.Type]
    returns: Fact
    n_runs: int = 0
    registers: dict[flow.Register, t.Type] = field(default_factory=dict)
    arguments: dict[tuple[object, flow.Register], t.Type] = field(default_factory=dict)
    results: dict[tuple[object, flow.Register], t.Type] = field(default_factory=dict)
    callees: dict[object, Callee] = field(default_factory=dict)
    reached: set[flow.Block] = field(default_factory=set)

    @property
    def symbol(self) -> str:
        return f"{self.function.symbol}${self.number}"


# One step of an analysis in the world: what was done, with what, and what came of it.
Event = tuple[str, tuple[Any, ...], Any]

# What a call calls: an instance, or one for each class of the receiver.
Callee = Instance | dict[str, Instance]

class World:
    """`trace`: what the analysis that runs reads of the world and does to it, in order."""

    def __init__(self, facts: ProgramFacts) -> None:
        self.facts = facts
        self.trace: list[Event] = []
        self.fields: dict[tuple[str, str], Fact] = {}
        self.globals: dict[tuple[str, str], Fact] = {}
        self.sites: dict[t.Site, tuple[Fact, ...]] = {}
        self._site_of: dict[object, t.Site] = {}
        self._n_sites: dict[str, int] = {}
        self.instances: dict[Key, Instance] = {}
        self._variants: dict[str, int] = {}
        self.work: dict[Instance, None] = {}

    # ---- facts

    def read(self, fact: Fact, reader: Instance) -> t.Type:
        fact.readers.add(reader)
        self.trace.append(("read", fact.key, fact.type))
        return fact.type

    def fact(self, key: FactKey) -> Fact | None:
        match key:
            case ("field", symbol, name):
                return self.field(symbol, name)
            case ("global", module, name):
                return self.global_(module, name)
            case ("element", site, index):
                return self.sites[site][index] if site in self.sites else None
            case (_, symbol, types):
                found = self.instances.get((symbol, types))
                return found.returns if found is not None else None
        return None

    def grow(self, fact: Fact, type_: t.Type) -> None:
        self.trace.append(("grow", fact.key, type_))
        self._grow(fact, type_)

    def _grow(self, fact: Fact, type_: t.Type) -> None:
        grown = self.join(fact.type, self.stored(type_))
        if grown == fact.type:
            return
        fact.n_grown += 1
        fact.type = t.OBJECT if fact.n_grown > MAX_GROWTH else grown
        for reader in fact.readers:
            self.work.setdefault(reader)

    def stored(self, type_: t.Type) -> t.Type:
        """What is remembered of a value kept in memory: no intervals, no static objects."""
        match type_:
            case t.Int():
                return SMALL
            case t.IteratorType():
                return t.OBJECT
            case t.TupleType(items):
                return t.TupleType(tuple(map(self.stored, items)))
            case t.Union(members):
                return join_all(map(self.stored, members), self.facts.base_of)
            case _ if isinstance(type_, STATIC):
                return t.OBJECT
            case _:
                return type_

    def join(self, a: t.Type, b: t.Type) -> t.Type:
        return join(a, b, self.facts.base_of)

    def field(self, symbol: str, name: str) -> Fact:
        found = self.fields.get((symbol, name))
        if found is None:
            found = self.fields[symbol, name] = Fact(("field", symbol, name))
        return found

    def fields_named(self, name: str) -> list[Fact]:
        """Of all classes, as far as they are known."""
        found = self.known_fields(name)
        self.trace.append(("fields", (name,), tuple(each.key for each in found)))
        return found

    def known_fields(self, name: str) -> list[Fact]:
        return [fact for (_, each), fact in self.fields.items() if each == name]

    def global_(self, module: str, name: str) -> Fact:
        found = self.globals.get((module, name))
        if found is None:
            found = self.globals[module, name] = Fact(("global", module, name))
        return found

    def grow_return(self, instance: Instance, type_: t.Type) -> None:
        """Returned values: as stored ones, but ints may fill 64 bits."""
        self.trace.append(("return", (), type_))
        if isinstance(type_, t.Int):
            type_ = t.INT
        elif isinstance(type_, (t.IteratorType, *STATIC)):
            type_ = t.OBJECT
        grown = self.join(instance.returns.type, type_)
        if grown != instance.returns.type:
            instance.returns.type = depth_limited(grown)
            for reader in instance.returns.readers:
                self.work.setdefault(reader)

    # ---- containers

    def site(self, owner: Instance, key: object, name: str, *elements: t.Type) -> t.Allocated:
        """The containers made at one place (`key`) of an instance; they hold at least `elements`.
        A site's name says whose it is and how many its owner had before."""
        site = self._site_of.get((owner, key))
        if site is None:
            count = self._n_sites.get(owner.symbol, 0)
            self._n_sites[owner.symbol] = count + 1
            site = self._site_of[owner, key] = (owner.symbol, count)
            self.sites[site] = tuple(
                Fact(("element", site, index)) for index in range(len(elements))
            )
        for fact, element in zip(self.sites[site], elements, strict=True):
            self._grow(fact, element)
        made = t.Allocated(name, frozenset([site]))
        self.trace.append(("site", (key, name, elements), made))
        return made

    def elements(self, type_: t.Type, index: int, reader: Instance) -> t.Type:
        """What the index-th type parameter of a container is."""
        match type_:
            case t.Allocated(name, sites):
                element = join_all(
                    (self.read(self.sites[each][index], reader) for each in sorted(sites)),
                    self.facts.base_of,
                )
                # Lists of ints hold raw i64, of which not all fit a small word.
                return t.INT if name == "list" and isinstance(element, t.Int) else element
            case t.Container(_, args) if index < len(args):
                return args[index]
            case _:
                return t.OBJECT

    def put(self, type_: t.Type, index: int, element: t.Type) -> None:
        if isinstance(type_, t.Allocated):
            for each in type_.sites:
                self.grow(self.sites[each][index], element)

    def resolved(self, type_: t.Type, depth: int = 3) -> t.Type:
        """Without allocation sites: element types written out down to `depth`."""
        match type_:
            case t.Allocated(name, sites):
                arity = len(self.sites[next(iter(sites))])
                if depth == 0:
                    return t.Container(name, (t.OBJECT,) * arity)
                return t.Container(
                    name,
                    tuple(
                        self.resolved(
                            join_all(
                                (self.sites[each][index].type for each in sorted(sites)),
                                self.facts.base_of,
                            ),
                            depth - 1,
                        )
                        for index in range(arity)
                    ),
                )
            case t.Container(name, args):
                return t.Container(name, tuple(self.resolved(each, depth - 1) for each in args))
            case t.TupleType(items):
                return t.TupleType(tuple(self.resolved(each, depth - 1) for each in items))
            case t.Union(members):
                return t.Union(frozenset(self.resolved(each, depth) for each in members))
            case t.IteratorType(kind, element, parts):
                return t.IteratorType(
                    kind,
                    self.resolved(element, depth),
                    tuple(self.resolved(each, depth) for each in parts),
                )
            case _:
                return type_

    # ---- instances

    def instance(
        self, function: flow.FlowFunction, arguments: list[t.Type]
    ) -> Instance | None:
        """The variant for these arguments; None: the function has too many already."""
        found = self._instance(function, arguments)
        called = (function.symbol, tuple(arguments))
        self.trace.append(("call", called, (function.symbol, found.key) if found else None))
        return found

    def _instance(self, function: flow.FlowFunction, arguments: list[t.Type]) -> Instance | None:
        arguments = [_passable(each) for each in arguments]
        key = (function.symbol, tuple(self._kind(each) for each in arguments))
        found = self.instances.get(key)
        if found is None:
            count = self._variants.get(function.symbol, 0)
            if count >= MAX_VARIANTS:
                return None
            self._variants[function.symbol] = count + 1
            returns = Fact(("return", *key))
            found = Instance(function, key[1], count, [t.NEVER] * len(arguments), returns)
            self.instances[key] = found
            self.work.setdefault(found)
        for index, argument in enumerate(arguments):
            grown = self.join(found.parameters[index], argument)
            if grown != found.parameters[index]:
                found.parameters[index] = _widened(found.parameters[index], grown)
                self.work.setdefault(found)
        return found

    def _kind(self, type_: t.Type) -> t.Type:
        """What tells variants apart: no intervals, element types to a small depth."""
        return _without_intervals(depth_limited(self.resolved(type_, 2), 2))

    def run(self, analyse: Callable[[World, Instance], None]) -> None:
        while self.work:
            instance = next(iter(self.work))
            del self.work[instance]
            instance.n_runs += 1
            if instance.n_runs > 60:
                raise RuntimeError(f"inference of {instance.function.symbol} does not settle")
            self.trace = []
            analyse(self, instance)


def _passable(type_: t.Type) -> t.Type:
    """Arguments are values: loops and static objects become plain objects."""
    if isinstance(type_, (t.IteratorType, *STATIC)):
        return t.OBJECT
    return type_


def _widened(old: t.Type, grown: t.Type) -> t.Type:
    """A parameter's interval grows at most once."""
    if isinstance(old, t.Int) and isinstance(grown, t.Int):
        return t.INT
    return grown


def _without_intervals(type_: t.Type) -> t.Type:
    match type_:
        case t.Int():
            return t.INT
        case t.Container(name, args):
            return t.Container(name, tuple(map(_without_intervals, args)))
        case t.TupleType(items):
            return t.TupleType(tuple(map(_without_intervals, items)))
        case t.Union(members):
            return t.Union(frozenset(map(_without_intervals, members)))
        case _:
            return type_
