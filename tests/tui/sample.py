"""A run that never changes, for tests and pictures: what a feed, the compiler and traces tell."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyc.compiler.profiler.profile import Frame, Profile
from pyc.tui.app import Console, Facts
from pyc.tui.model import (
    Build,
    Compared,
    Decided,
    Decision,
    Ended,
    Event,
    Measured,
    Printed,
    Read,
    RunRow,
    Signature,
    Traced,
    TraceRow,
)

FOLDER = "/home/user/project"
FILE, OTHER = f"{FOLDER}/orbit.py", f"{FOLDER}/report/table.py"

TEXT = '''\
"""Planets around a sun, and a report of where they are."""

import sys

from report.table import table


class Body:
    def __init__(self, name, x, y, vx, vy, mass):
        self.name, self.mass = name, mass
        self.x, self.y = x, y
        self.vx, self.vy = vx, vy


def distance(a, b):
    dx = a.x - b.x
    dy = a.y - b.y
    return (dx * dx + dy * dy) ** 0.5


def attract(a, b, dt):
    cubed = distance(a, b) ** 3
    pull = dt * b.mass / cubed
    a.vx -= (a.x - b.x) * pull
    a.vy -= (a.y - b.y) * pull


def step(bodies, dt):
    for a in bodies:
        for b in bodies:
            if a is not b:
                attract(a, b, dt)
    for each in bodies:
        each.x += each.vx * dt
        each.y += each.vy * dt


def energy(bodies):
    total = 0.0
    for each in bodies:
        total += 0.5 * each.mass * (each.vx ** 2 + each.vy ** 2)
    return total


def main():
    rounds = int(sys.argv[1])
    bodies = [Body(f"planet {n}", n + 1.0, 0.0, 0.0, 1.0, 0.01) for n in range(8)]
    for _ in range(rounds):
        step(bodies, 0.001)
    print(table([(each.name, each.x, each.y) for each in bodies]))
    print("energy", energy(bodies))


main()
'''

Call = tuple[str, str, int]
MODULE, MAIN = ("<module>", FILE, 55), ("main", FILE, 50)
STEP, ATTRACT = ("step", FILE, 32), ("attract", FILE, 22)
TABLE, CELL = ("table", OTHER, 14), ("Table.cell", OTHER, 7)
FORMAT, SQRT = ("pyc_str_format", "", 0), ("pow", "", 0)

STACKS: tuple[tuple[int, tuple[Call, ...]], ...] = (  # milliseconds
    (310, (MODULE, MAIN, STEP, ATTRACT, ("distance", FILE, 18))),
    (140, (MODULE, MAIN, STEP, ATTRACT, ("distance", FILE, 16))),
    (95, (MODULE, MAIN, STEP, ATTRACT, ("distance", FILE, 18), SQRT)),
    (420, (MODULE, MAIN, STEP, ("attract", FILE, 24))),
    (260, (MODULE, MAIN, STEP, ("attract", FILE, 25))),
    (170, (MODULE, MAIN, ("step", FILE, 31))),
    (60, (MODULE, MAIN, ("step", FILE, 34))),
    (85, (MODULE, ("main", FILE, 51), TABLE, CELL, FORMAT)),
    (40, (MODULE, ("main", FILE, 51), TABLE, CELL)),
    (25, (MODULE, ("main", FILE, 51), ("table", OTHER, 15))),
    (12, (MODULE, ("main", FILE, 52), ("energy", FILE, 41))),
    (3, (MODULE, ("main", FILE, 48), ("Body.__init__", FILE, 10))),
)


def profile(stacks: Iterable[tuple[int, tuple[Call, ...]]] = STACKS, world: str = "native",
            program: str = FILE) -> Profile:  # fmt: skip
    found = {tuple(Frame(*call) for call in calls): 1_000_000 * time for time, calls in stacks}
    whole = sum(found.values())
    return Profile(program, world, found, 10_000_000, whole // 10_000_000, whole)  # type: ignore[arg-type]


def slower() -> Profile:
    """The same program under CPython."""
    times = {"distance": 38, "attract": 31, "step": 22, "energy": 9, "Table.cell": 9}
    return profile(
        ((time * times.get(calls[-1][0], 3), calls) for time, calls in STACKS if calls[-1][1]),
        "cpython",
    )


DECISIONS = (
    Decision("Body.__init__", FILE, 9, "native", "cold",
             "(self: Body, name: str, x: float, y: float, vx: float, vy: float, mass: float)"
             " -> None", ""),
    Decision("distance", FILE, 15, "native", "hot", "(a: Body, b: Body) -> float", ""),
    Decision("attract", FILE, 21, "native", "hot", "(a: Body, b: Body, dt: float) -> None", "",
             by="traces", evidence="traces: at least 5,600 calls", guesses="dt: float"),
    Decision("step", FILE, 28, "native", "hot", "(bodies: list[Body], dt: float) -> None", ""),
    Decision("energy", FILE, 38, "native", "cold", "(bodies: list[Body]) -> float", "",
             by="plan file", evidence="measured", guesses="bodies: list[Body]"),
    Decision("main", FILE, 45, "native", "cold", "() -> None", ""),
    Decision("table", OTHER, 11, "partly boxed", "cold", "(rows: list[tuple]) -> str", "",
             ((14, "calls a value that is not known at compile time; rows may hold anything"),)),
    Decision("Table.cell", OTHER, 5, "boxed only", "cold", "", "it is called with *arguments"),
    Decision("Table.empty", OTHER, 18, "unused", "cold", "", "nothing in the program calls it"),
)  # fmt: skip
HINTS = {FILE: {
    9: ("name: str", "x: float", "y: float", "vx: float", "vy: float", "mass: float"),
    15: ("a: Body", "b: Body", "-> float"), 16: ("dx: float",), 17: ("dy: float",),
    21: ("a: Body", "b: Body", "dt: float", "-> None"), 22: ("cubed: float",), 23: ("pull: float",),
    28: ("bodies: list[Body]", "dt: float", "-> None"), 29: ("a: Body",), 30: ("b: Body",),
    38: ("bodies: list[Body]", "-> float"), 39: ("total: float",),
    46: ("rounds: int",), 47: ("bodies: list[Body]",),
}}  # fmt: skip
STAGES = ("parse and flow", "infer", "lower", "machine code")
BUILDS = (
    Build("orbit.py", "12:00:41", "incremental",
          tuple(zip(STAGES, (0.0021, 0.0034, 0.0078, 0.0312), strict=True)), 1, 9),
    Build("orbit.py", "12:00:07", "fresh",
          tuple(zip(STAGES, (0.0084, 0.0417, 0.0153, 0.2260), strict=True)), 5, 9),
)  # fmt: skip
TRACES = (
    TraceRow("step", FILE, 28, 100, 412.5, "monomorphic", "bodies: list[__main__.Body], dt: float",
             1.0, (Signature("bodies: list[__main__.Body], dt: float", "None", 100, 4.125),),
             (("main", 100),)),
    TraceRow("attract", FILE, 21, 5600, 301.25, "monomorphic",
             "a: __main__.Body, b: __main__.Body, dt: float", 1.0,
             (Signature("a: __main__.Body, b: __main__.Body, dt: float", "None", 5600, 0.0538),),
             (("step", 5600),)),
    TraceRow("Table.cell", OTHER, 5, 24, 0.31, "polymorphic", "self: Table, value: float", 0.6667,
             (Signature("self: report.table.Table, value: float", "str", 16, 0.014),
              Signature("self: report.table.Table, value: str", "str", 8, None)),
             (("table", 24),)),
    TraceRow("table", OTHER, 11, 1, 0.44, "monomorphic", "rows: list[tuple]", 1.0,
             (Signature("rows: list[tuple]", "str", 1, 0.44),), (("main", 1),), "changed"),
)  # fmt: skip
RUNS = (
    RunRow(2, "2026-01-05 11:58", 0.74, "3.11.9", 9, FILE),
    RunRow(1, "2026-01-04 09:12", 0.71, "3.11.9", 8, FILE),
)
OUTPUT = (
    "name       x       y", "planet 0   0.87    0.48", "planet 1   1.97    0.31",
    "planet 2   2.98    0.25", "energy 0.03997",
)  # fmt: skip


class Fixed:
    """A feed that tells these events, and no more."""

    def __init__(self, *told: Event, title: str = "orbit.py (4711)") -> None:
        self.title = title
        self._told = told

    def events(self, stop: threading.Event) -> Iterator[Event]:
        yield from self._told


DEFAULT: tuple[Event, ...] = (
    Measured(profile()), Read(FILE, tuple(TEXT.splitlines())), Compared(slower()),
    Printed(OUTPUT), Ended("ended", "exit status 0"),
)  # fmt: skip


def console(*told: Event, baseline: Path | None = None) -> Console:
    """Of those events; of a whole run without any."""
    decided = Decided(DECISIONS, BUILDS, HINTS)
    facts = Facts(lambda stop: iter((decided,)), lambda: Traced(TRACES, RUNS))
    return Console(Fixed(*(told or DEFAULT)), facts, baseline)
