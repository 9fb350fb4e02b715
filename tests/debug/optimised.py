"""What is left of a program's lines and variables at -O2: a breakpoint on each line that CPython's
trace visits, and what the first stop there shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.debug.stops import in_gdb, traced, written
from tests.language.test_language import Block

GONE = "<optimized out>"
LIMIT = 400  # of the stops under CPython


@dataclass(frozen=True)
class Seen:
    """A variable that CPython has at a stop; `why`: the reason that it is not shown, or ""."""

    function: str
    line: int
    name: str
    why: str


@dataclass(frozen=True)
class Measured:
    """wrong: stops that show what no visit of CPython to the line has."""

    missed: tuple[int, ...]
    n_lines: int
    variables: tuple[Seen, ...]
    wrong: tuple[tuple[str, int, dict[str, str]], ...]

    @property
    def n_hit(self) -> int:
        return self.n_lines - len(self.missed)


def measured(block: Block, folder: Path) -> Measured:
    program = written(block, folder)
    visits: dict[int, list[dict[str, str]]] = {}
    for name, line, variables in traced(block, program, LIMIT):
        visits.setdefault(line, []).append({} if name == "<module>" else variables)
    hits = in_gdb(block, program, 2, "broken.py", " ".join(map(str, visits)))
    found: list[Seen] = []
    wrong = []
    for name, line, native in hits:
        if line < 0 or name in ("<module>", "<lambda>"):
            continue  # a line without code of its own; variables of another kind
        shown = {k: v for k, v in native.items() if not v.startswith(GONE)}
        alike = [{k: v for k, v in each.items() if k in shown} for each in visits[line]]
        common = {k: v for k, v in shown.items() if k in visits[line][0]}
        if not any(common.items() <= each.items() for each in alike):
            wrong.append((name, line, common))
        for variable in visits[line][0]:
            text = native.get(variable, f"{GONE}: unlisted")
            why = text.partition(": ")[2] if text.startswith(GONE) else ""
            found.append(Seen(name, line, variable, why))
    missed = visits.keys() - {abs(line) for _, line, _ in hits}
    return Measured(tuple(sorted(missed)), len(visits), tuple(found), tuple(wrong))
