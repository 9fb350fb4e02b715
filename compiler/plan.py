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
class Plan:
    """`passes`: names in order, None: all in their usual order. `tiers`: (IR function, "hot" or
    "cold"). `specialize`: False builds boxed variants only."""

    passes: tuple[str, ...] | None = None
    tiers: tuple[tuple[str, str], ...] = ()
    specialize: bool = True

    def text(self) -> str:
        data = {
            "passes": None if self.passes is None else list(self.passes),
            "tiers": dict(self.tiers),
            "specialize": self.specialize,
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
    unknown = set(data) - {"passes", "tiers", "specialize"}
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
    return Plan(None if passes is None else tuple(passes), tuple(sorted(tiers.items())), specialize)
