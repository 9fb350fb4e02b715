"""What a run's stacks add up to, kept while parts of it come: adding a part takes time by the
part's size, not by the run's.

    sums = added(added(Sums(), first), second)
    sums.rows() == totals.by_function(merged((first, second)))
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from pyc.compiler.profiler.profile import Profile
from pyc.compiler.profiler.totals import Key, Row, function_key

Times = tuple[int, int]  # nanoseconds: by itself, in all


@dataclass(frozen=True, slots=True)
class Sums:
    """`calls`: nanoseconds in which the first function of a pair waited for the second."""

    total: int = 0
    functions: Mapping[Key, Times] = field(default_factory=dict)
    lines: Mapping[Key, Times] = field(default_factory=dict)
    calls: Mapping[tuple[Key, Key], int] = field(default_factory=dict)

    def rows(self) -> list[Row]:
        """Of functions; the most time by itself first."""
        rows = [Row(*key, own=own, total=total) for key, (own, total) in self.functions.items()]
        return sorted(rows, key=lambda row: (-row.own, -row.total, row.file, row.function))

    def callers(self, function: Key) -> list[tuple[Key, int]]:
        """The most time first, as in callees."""
        return _sorted({a: time for (a, b), time in self.calls.items() if b == function})

    def callees(self, function: Key) -> list[tuple[Key, int]]:
        return _sorted({b: time for (a, b), time in self.calls.items() if a == function})


def added(sums: Sums, part: Profile) -> Sums:
    functions, lines, calls = dict(sums.functions), dict(sums.lines), dict(sums.calls)
    total = sums.total
    for stack, time in part.stacks.items():
        total += time
        if not stack:
            continue
        keys = [function_key(frame) for frame in stack]
        _add(functions, set(keys), keys[-1], time)
        _add(lines, set(stack), stack[-1], time)
        for pair in set(pairwise(keys)):
            if pair[0] != pair[1]:
                calls[pair] = calls.get(pair, 0) + time
    return Sums(total, functions, lines, calls)


def _add(table: dict[Key, Times], keys: set[Key], last: Key, time: int) -> None:
    """A recursion counts once."""
    for key in keys:
        own, total = table.get(key, (0, 0))
        table[key] = (own, total + time)
    own, total = table[last]
    table[last] = (own + time, total)


def _sorted(times: Mapping[Key, int]) -> list[tuple[Key, int]]:
    return sorted(times.items(), key=lambda item: (-item[1], item[0]))
