"""What a run's stacks add up to, kept while parts of it come: adding a part takes time by the
part's size, not by the run's.

    sums = added(added(Sums(), first), second)
    sums.rows() == totals.by_function(merged((first, second)))
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from pyc.compiler.profiler.profile import Profile
from pyc.compiler.profiler.totals import Key, Row, function_key

Times = tuple[int, int]  # nanoseconds: by itself, in all
Calls = Mapping[Key, Mapping[Key, int]]


@dataclass(frozen=True, slots=True)
class Sums:
    """`into`, `out_of`: by function, who called it and whom it called, with the nanoseconds in
    which the one waited for the other."""

    total: int = 0
    functions: Mapping[Key, Times] = field(default_factory=dict)
    lines: Mapping[Key, Times] = field(default_factory=dict)
    into: Calls = field(default_factory=dict)
    out_of: Calls = field(default_factory=dict)

    def rows(self) -> list[Row]:
        """Of functions; the most time by itself first."""
        rows = [Row(*key, own=own, total=total) for key, (own, total) in self.functions.items()]
        return sorted(rows, key=lambda row: (-row.own, -row.total, row.file, row.function))

    def callers(self, function: Key) -> list[tuple[Key, int]]:
        """The most time first, as in callees."""
        return _sorted(self.into.get(function, {}))

    def callees(self, function: Key) -> list[tuple[Key, int]]:
        return _sorted(self.out_of.get(function, {}))


def added(sums: Sums, part: Profile) -> Sums:
    functions, lines = dict(sums.functions), dict(sums.lines)
    calls: dict[tuple[Key, Key], int] = {}
    total = sums.total
    for stack, time in part.stacks.items():
        total += time
        if not stack:
            continue
        keys = [function_key(frame) for frame in stack]
        _add(functions, set(keys), keys[-1], time)
        _add(lines, set(stack), stack[-1], time)
        for pair in set(pairwise(keys)):
            calls[pair] = calls.get(pair, 0) + time
    pairs = [(a, b, time) for (a, b), time in calls.items() if a != b]
    return Sums(
        total, functions, lines,
        _with_calls(sums.into, ((b, a, time) for a, b, time in pairs)),
        _with_calls(sums.out_of, pairs),
    )  # fmt: skip


def _with_calls(known: Calls, calls: Iterable[tuple[Key, Key, int]]) -> Calls:
    """Only what grows is copied."""
    table = dict(known)
    new: dict[Key, dict[Key, int]] = {}
    for one, other, time in calls:
        if one not in new:
            table[one] = new[one] = dict(table.get(one, {}))
        new[one][other] = new[one].get(other, 0) + time
    return table


def _add(table: dict[Key, Times], keys: set[Key], last: Key, time: int) -> None:
    """A recursion counts once."""
    for key in keys:
        own, total = table.get(key, (0, 0))
        table[key] = (own, total + time)
    own, total = table[last]
    table[last] = (own + time, total)


def _sorted(times: Mapping[Key, int]) -> list[tuple[Key, int]]:
    return sorted(times.items(), key=lambda item: (-item[1], item[0]))
