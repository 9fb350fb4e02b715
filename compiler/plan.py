"""What may be chosen about a build, as data: `pyc build --plan plan.json` replays it.

Advice changes speed, never meaning: a plan names passes and tiers, all of which give the same
answers. Without a plan the DefaultAdvisor's is used.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

TIER_NAMES = ("hot", "cold")


class PlanError(Exception):
    """A plan that cannot be read, or asks for what does not exist or must not be."""


@dataclass(frozen=True, slots=True)
class TypeHint:
    """What a function's parameters are guessed to be: `function` by its symbol ("__main__.area"),
    `parameters` as (name, type), where a type reads as an annotation does. `source`: who says so,
    and from what. Compiled code tests each guess: a wrong one costs speed only."""

    function: str
    parameters: tuple[tuple[str, str], ...]
    source: str


@dataclass(frozen=True, slots=True)
class Plan:
    """`passes`: names in order, None: all in their usual order. `tiers`: (IR function, "hot" or
    "cold"). `specialize`: False builds boxed variants only. `types`: guesses about parameters."""

    passes: tuple[str, ...] | None = None
    tiers: tuple[tuple[str, str], ...] = ()
    specialize: bool = True
    types: tuple[TypeHint, ...] = ()

    @property
    def guesses(self) -> dict[str, dict[str, str]]:
        """Types of parameters by function."""
        return {each.function: dict(each.parameters) for each in self.types}

    def text(self) -> str:
        data = {
            "passes": None if self.passes is None else list(self.passes),
            "tiers": dict(self.tiers),
            "specialize": self.specialize,
            "types": {
                each.function: {"parameters": dict(each.parameters), "source": each.source}
                for each in self.types
            },
        }
        return json.dumps(data, indent=2) + "\n"


class Advisor(Protocol):
    """Who makes plans: the default one here, learned ones in `agents`."""

    def plan(self) -> Plan: ...


class DefaultAdvisor:
    def plan(self) -> Plan:
        return Plan()


def read_plan(path: Path) -> Plan:
    """Raises: OSError, PlanError."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise PlanError(f"{path} is not JSON: {error}") from None
    if not isinstance(data, dict):
        raise PlanError(f"{path} is not a plan: it must be an object")
    unknown = set(data) - {"passes", "tiers", "specialize", "types"}
    if unknown:
        raise PlanError(f"{path}: a plan has no `{sorted(unknown)[0]}`")
    passes, tiers = data.get("passes"), data.get("tiers", {})
    if passes is not None and not (
        isinstance(passes, list) and all(isinstance(p, str) for p in passes)
    ):
        raise PlanError(f"{path}: `passes` must be a list of names")
    if not isinstance(tiers, dict) or any(tier not in TIER_NAMES for tier in tiers.values()):
        raise PlanError(f"{path}: `tiers` must map functions to one of {', '.join(TIER_NAMES)}")
    specialize = data.get("specialize", True)
    if not isinstance(specialize, bool):
        raise PlanError(f"{path}: `specialize` must be true or false")
    return Plan(
        None if passes is None else tuple(passes),
        tuple(sorted(tiers.items())),
        specialize,
        _type_hints(path, data.get("types", {})),
    )


def _type_hints(path: Path, data: object) -> tuple[TypeHint, ...]:
    if not isinstance(data, dict):
        raise PlanError(f"{path}: `types` must map functions to guesses")
    hints = []
    for function, guess in sorted(data.items()):
        parameters = guess.get("parameters") if isinstance(guess, dict) else None
        if not isinstance(parameters, dict) or not all(
            isinstance(each, str) for each in parameters.values()
        ):
            raise PlanError(f"{path}: the guess for {function} needs `parameters`: names to types")
        source = str(guess.get("source", "the plan"))
        hints.append(TypeHint(function, tuple(parameters.items()), source))
    return tuple(hints)
