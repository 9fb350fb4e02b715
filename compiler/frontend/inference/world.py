"""The shared knowledge of inference: what fields, globals, containers and functions hold so far.

Facts only grow (towards `object`). Whoever read a fact is run again when it grows; when nothing
grows any more, all instances agree with each other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pyc.compiler.flow import nodes as flow
from pyc.compiler.frontend.inference.facts import ProgramFacts
from pyc.compiler.types import python_types as t
from pyc.compiler.types.relations import STATIC, depth_limited, join, join_all

MAX_VARIANTS = 12  # of one function; beyond that its calls are boxed
MAX_GROWTH = 12  # of one fact; beyond that it is object
SMALL = t.Int(-(1 << 62), (1 << 62) - 1)


@dataclass(slots=True, eq=False)
class Fact:
    """A type that only grows, and who must run again when it does."""

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
    returns: Fact = field(default_factory=Fact)
    n_runs: int = 0
    registers: dict[flow.Register, t.Type] = field(default_factory=dict)
    arguments: dict[tuple[object, flow.Register], t.Type] = field(default_factory=dict)
    results: dict[tuple[object, flow.Register], t.Type] = field(default_factory=dict)
    callees: dict[object, Callee] = field(default_factory=dict)
    reached: set[flow.Block] = field(default_factory=set)

    @property
    def symbol(self) -> str:
        return f"{self.function.symbol}${self.number}"


# What a call calls: an instance, or one for each class of the receiver.
Callee = Instance | dict[str, Instance]

class World:
    def __init__(self, facts: ProgramFacts) -> None:
        self.facts = facts
        self.fields: dict[tuple[str, str], Fact] = {}
        self.globals: dict[tuple[str, str], Fact] = {}
        self.sites: list[tuple[Fact, ...]] = []
        self._site_of: dict[object, int] = {}
        self.instances: dict[tuple[str, tuple[t.Type, ...]], Instance] = {}
        self._variants: dict[str, int] = {}
        self.work: dict[Instance, None] = {}

    # ---- facts

    def read(self, fact: Fact, reader: Instance) -> t.Type:
        fact.readers.add(reader)
        return fact.type

    def grow(self, fact: Fact, type_: t.Type) -> None:
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
        return self.fields.setdefault((symbol, name), Fact())

    def global_(self, module: str, name: str) -> Fact:
        return self.globals.setdefault((module, name), Fact())

    def grow_return(self, instance: Instance, type_: t.Type) -> None:
        """Returned values: as stored ones, but ints may fill 64 bits."""
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

    def site(self, key: object, name: str, *elements: t.Type) -> t.Allocated:
        """The containers made at one place (`key`), which hold at least `elements`."""
        number = self._site_of.get(key)
        if number is None:
            number = self._site_of[key] = len(self.sites)
            self.sites.append(tuple(Fact() for _ in elements))
        for fact, element in zip(self.sites[number], elements, strict=True):
            self.grow(fact, element)
        return t.Allocated(name, frozenset([number]))

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
        arguments = [_passable(each) for each in arguments]
        key = (function.symbol, tuple(self._kind(each) for each in arguments))
        found = self.instances.get(key)
        if found is None:
            count = self._variants.get(function.symbol, 0)
            if count >= MAX_VARIANTS:
                return None
            self._variants[function.symbol] = count + 1
            found = Instance(function, key[1], count, [t.NEVER] * len(arguments))
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
