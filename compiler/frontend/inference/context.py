"""What the rules of inference work on: the instance, the world, the types of registers."""

from __future__ import annotations

from dataclasses import dataclass

from pyc.compiler.flow import nodes as flow
from pyc.compiler.frontend.inference.world import Callee, Fact, Instance, World
from pyc.compiler.types import python_types as t

Environment = dict[flow.Register, t.Type]


@dataclass(slots=True)
class Context:
    world: World
    instance: Instance
    is_recording: bool = False

    def read(self, fact: Fact) -> t.Type:
        return self.world.read(fact, self.instance)

    def elements(self, type_: t.Type, index: int = 0) -> t.Type:
        return self.world.elements(type_, index, self.instance)

    def site(self, step: object, name: str, *elements: t.Type, part: str = "") -> t.Type:
        """A container made by `step` in this instance."""
        return self.world.site(self.instance, (step, part), name, *elements)

    def callee(self, step: object, callee: Callee) -> None:
        """Notes what a call calls, for the lowering."""
        if self.is_recording:
            self.instance.callees[step] = callee
