"""Analyses of an earlier text, done again without running them.

    memory.analyse(world, instance)      like analysis.analyse

An analysis is a function of its flow, its parameters and what it reads of the world; what it does
to the world is written down with that, in order. Where every read gives now what it gave then, the
same is done, and what was found is taken over. So all facts, and the order in which they grow, are
those of an analysis from scratch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pyc.compiler.flow import nodes as flow
from pyc.compiler.frontend.inference.analysis import analyse
from pyc.compiler.frontend.inference.facts import ProgramFacts
from pyc.compiler.frontend.inference.world import Callee, Event, Instance, Key, World
from pyc.compiler.types import python_types as t

MOST_TRACES = 6  # of one instance: an analysis runs again when what it read has grown


@dataclass(frozen=True, slots=True)
class Trace:
    parameters: tuple[t.Type, ...]
    events: tuple[Event, ...]
    registers: dict[flow.Register, t.Type]
    arguments: dict[tuple[object, flow.Register], t.Type]
    results: dict[tuple[object, flow.Register], t.Type]
    callees: dict[object, Key | dict[str, Key]]
    reached: set[flow.Block]


Steps = dict[tuple[object, flow.Register], t.Type]
Types = tuple[dict[flow.Register, t.Type], Steps, Steps]  # of registers, arguments, results
Resolve = Callable[[t.Type], t.Type]


@dataclass(frozen=True, slots=True)
class Final:
    """`types`, which an analysis found as `found`: with what the distinct ones came to be."""

    found: Types
    kinds: tuple[t.Type, ...]
    resolved: tuple[t.Type, ...]
    types: Types


def types_of(instance: Instance, resolve: Resolve) -> Types:
    """Final ones."""
    return (
        {key: resolve(each) for key, each in instance.registers.items()},
        {key: resolve(each) for key, each in instance.arguments.items()},
        {key: resolve(each) for key, each in instance.results.items()},
    )


Place = tuple[flow.FlowFunction, tuple[t.Type, ...]]  # a function and the key of its instance


@dataclass(slots=True)
class Memory:
    """Of one program. `_then`: from the text before; `_now`: of this one. `n_run`: how many
    analyses were run rather than replayed."""

    n_run: int = 0
    _facts: object = None
    _then: dict[Place, list[Trace]] = field(default_factory=dict)
    _now: dict[Place, list[Trace]] = field(default_factory=dict)
    _final_then: dict[int, Final] = field(default_factory=dict)  # by the identity of `found`
    _final_now: dict[int, Final] = field(default_factory=dict)

    def start(self, facts: ProgramFacts) -> None:
        """A text is inferred: what was known under other facts does not hold."""
        told = fingerprint(facts)
        self._then = self._now if told == self._facts else {}
        self._facts, self._now = told, {}
        self._final_then, self._final_now = self._final_now, {}

    def types(self, instance: Instance, resolve: Resolve) -> Types:
        """Final ones: those of the text before, where they are equal."""
        found = (instance.registers, instance.arguments, instance.results)
        known = self._final_then.get(id(instance.results))
        if known is None or known.found[2] is not instance.results:
            kinds = tuple(dict.fromkeys(each for part in found for each in part.values()))
            known = None
        else:
            kinds = known.kinds
        resolved = tuple(map(resolve, kinds))
        if known is None or known.resolved != resolved:
            known = Final(found, kinds, resolved, types_of(instance, resolve))
        self._final_now[id(instance.results)] = known
        return known.types

    def analyse(self, world: World, instance: Instance) -> None:
        place = (instance.function, instance.key)
        parameters = tuple(instance.parameters)
        for trace in self._then.get(place, ()):
            if trace.parameters == parameters and _replayed(world, instance, trace):
                self._keep(place, trace)
                return
        world.trace = []
        self.n_run += 1
        analyse(world, instance)
        events = tuple(dict.fromkeys(world.trace))
        callees = {step: _keys(each) for step, each in instance.callees.items()}
        found = (instance.registers, instance.arguments, instance.results, callees)
        self._keep(place, Trace(parameters, events, *found, instance.reached))

    def _keep(self, place: Place, trace: Trace) -> None:
        traces = self._now.setdefault(place, [])
        if trace not in traces:
            traces.append(trace)
            del traces[:-MOST_TRACES]


def _keys(callee: Callee) -> Key | dict[str, Key]:
    if isinstance(callee, dict):
        return {symbol: (each.function.symbol, each.key) for symbol, each in callee.items()}
    return callee.function.symbol, callee.key


def _replayed(world: World, instance: Instance, trace: Trace) -> bool:
    """False: something is not as it was; what was done until then is what any analysis does."""
    for kind, what, result in trace.events:
        if not _repeated(world, instance, kind, what, result):
            return False
    instance.registers, instance.arguments = trace.registers, trace.arguments
    instance.results, instance.reached = trace.results, trace.reached
    instance.callees = {
        step: {symbol: world.instances[key] for symbol, key in each.items()}
        if isinstance(each, dict)
        else world.instances[each]
        for step, each in trace.callees.items()
    }
    return True


def _repeated(
    world: World, instance: Instance, kind: str, what: tuple[Any, ...], result: Any
) -> bool:
    match kind, what:
        case "read", key:
            fact = world.fact(key)
            return fact is not None and bool(world.read(fact, instance) == result)
        case "grow", key:
            fact = world.fact(key)
            if fact is not None:
                world.grow(fact, result)
            return fact is not None
        case "site", (key, name, elements):
            return bool(world.site(instance, key, name, *elements) == result)
        case "call", (symbol, arguments):
            called = world.instance(world.facts.functions[symbol], list(arguments))
            return bool((called and (symbol, called.key)) == result)
        case "fields", (name,):
            return bool(tuple(each.key for each in world.known_fields(name)) == result)
        case "return", ():
            world.grow_return(instance, result)
            return True
    return False


def fingerprint(facts: ProgramFacts) -> object:
    """All that analyses read of them."""
    functions = [
        (each.symbol, each.parameters, each.is_generator, each.kind, each.free_names)
        for each in facts.functions.values()
    ]
    classes = [
        (symbol, each.base, each.other_names, each.slots, tuple(each.subclasses),
         {name: method.symbol for name, method in each.methods.items()})
        for symbol, each in facts.classes.items()
    ]  # fmt: skip
    constants = {key: repr((type(each), each)) for key, each in facts.constants.items()}
    defaults = {
        symbol: {name: repr((type(each), each)) for name, each in values.items()}
        for symbol, values in facts.defaults.items()
    }
    stores = {name: module.globals for name, module in facts.modules.items()}
    return (
        functions, classes, constants, defaults, stores, facts.statics,
        {symbol: each.body.symbol for symbol, each in facts.opaque_classes.items()},
        facts.created_once, facts.early, facts.changes,
    )  # fmt: skip
