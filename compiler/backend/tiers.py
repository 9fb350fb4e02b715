"""How hard to optimise what: hot functions fully, cold and boxed ones cheaply.

LLVM is the scarce resource of a build; this table says where it is spent.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tier:
    """`passes`: "full" (LLVM's O2 or O3), "cheap" (a few scalar passes), "quick" (what makes them
    fewer instructions) or "none"."""

    passes: str
    speed: int
    codegen: int


TIERS = {
    (0, "hot"): Tier("none", 0, 0),
    (0, "cold"): Tier("none", 0, 0),
    (1, "hot"): Tier("cheap", 1, 1),
    (1, "cold"): Tier("cheap", 0, 0),
    (2, "hot"): Tier("full", 2, 2),
    (2, "cold"): Tier("cheap", 0, 0),
    (3, "hot"): Tier("full", 3, 3),
    (3, "cold"): Tier("cheap", 1, 1),
}
QUICK = Tier("quick", 0, 0)  # the first form of code in memory
