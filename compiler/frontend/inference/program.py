"""Inference of a whole program: `Inference(modules).typed`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from pyc.compiler.flow import nodes as flow
from pyc.compiler.frontend.inference.analysis import analyse
from pyc.compiler.frontend.inference.facts import ProgramFacts, program_facts
from pyc.compiler.frontend.inference.guesses import Guesses, guessed
from pyc.compiler.frontend.inference.memory import Memory, types_of
from pyc.compiler.frontend.inference.world import Callee, Instance, World
from pyc.compiler.types import python_types as t


@dataclass(frozen=True)
class TypedInstance:
    """One variant with its final types; the `Typing` that lowering asks."""

    function: flow.FlowFunction
    symbol: str
    parameters: tuple[t.Type, ...]
    returns: t.Type
    registers: dict[flow.Register, t.Type]
    arguments: dict[tuple[object, flow.Register], t.Type]
    results: dict[tuple[object, flow.Register], t.Type]
    callees: dict[object, Callee]
    reached: frozenset[flow.Block]

    def register(self, register: flow.Register) -> t.Type:
        return self.registers.get(register, t.NEVER)

    def argument(self, step: object, register: flow.Register) -> t.Type:
        return self.arguments.get((step, register), t.NEVER)

    def result(self, step: object, register: flow.Register) -> t.Type:
        return self.results.get((step, register), t.NEVER)

    def is_reached(self, block: flow.Block) -> bool:
        return block in self.reached


@dataclass(frozen=True)
class TypedProgram:
    facts: ProgramFacts
    instances: dict[Instance, TypedInstance]  # by the inference's own instance
    bodies: dict[str, Instance]  # module name -> its body's instance
    fields: dict[tuple[str, str], t.Type]
    entries: dict[flow.FlowFunction, Instance] = field(default_factory=dict)  # by a guess


class Inference:
    """Of one program: `typed`, and `uncalled`, which goes on from there."""

    def __init__(
        self,
        modules: dict[str, flow.FlowModule],
        memory: Memory | None = None,
        guesses: Guesses | None = None,
    ) -> None:
        """`memory`: of earlier texts of the program."""
        self._modules = modules
        self._guesses = guesses or {}
        self._world = World(program_facts(modules))
        self._memory = memory
        self._analyse = analyse
        if memory is not None:
            memory.start(self._world.facts)
            self._analyse = memory.analyse
        self.typed = self._program()

    def _program(self) -> TypedProgram:
        world = self._world
        bodies = {}
        for name, module in self._modules.items():
            body = world.instance(module.body, [])
            assert body is not None
            bodies[name] = body
        entries = {}
        for function, types in guessed(self._guesses, world.facts):
            entry = world.instance(function, types)
            if entry is not None:
                entries[function] = entry
        world.run(self._analyse)
        reached = _reached([*bodies.values(), *entries.values()])
        typed = self._typed(reached)
        fields = {key: world.resolved(fact.type) for key, fact in world.fields.items()}
        return TypedProgram(world.facts, typed, bodies, fields, entries)

    @cached_property
    def uncalled(self) -> tuple[TypedInstance, ...]:
        """Functions that nothing calls, as if called with anything (an editor shows them; what that
        makes of other functions' facts is not for a build)."""
        world = self._world
        known = {each.function for each in self.typed.instances}
        called = {each.function for each in world.instances.values()}
        made = []
        for module in self._modules.values():
            for function in module.functions:
                if function.kind == "function" and function not in called:
                    unknown: list[t.Type] = [t.OBJECT] * len(function.parameter_registers)
                    instance = world.instance(function, unknown)
                    made += [instance] if instance is not None else []
        world.run(self._analyse)
        reached = _reached([*self.typed.bodies.values(), *made])
        return tuple(self._typed(x for x in reached if x.function not in known).values())

    def _typed(self, instances: Iterable[Instance]) -> dict[Instance, TypedInstance]:
        """With final types. Of an analysis that was not run again they are the same objects,
        where the containers it met hold what they held."""
        resolved = _Resolver(self._world)
        types = self._memory.types if self._memory is not None else types_of
        return {
            each: TypedInstance(
                each.function,
                each.symbol,
                tuple(map(resolved, each.parameters)),
                resolved(each.returns.type),
                *types(each, resolved),
                dict(each.callees),
                frozenset(each.reached),
            )
            for each in instances
        }


def _reached(todo: list[Instance]) -> dict[Instance, None]:
    """Instances that these call, directly or not, with themselves."""
    reached: dict[Instance, None] = {}
    while todo:
        instance = todo.pop()
        if instance in reached:
            continue
        reached[instance] = None
        for callee in instance.callees.values():
            todo += callee.values() if isinstance(callee, dict) else (callee,)
    return reached


class _Resolver:
    """Types without allocation sites, as the world knows them now."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._known: dict[t.Type, t.Type] = {}

    def __call__(self, type_: t.Type) -> t.Type:
        found = self._known.get(type_)
        if found is None:
            found = self._known[type_] = self._world.resolved(type_)
        return found
