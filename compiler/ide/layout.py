"""A text with room between its definitions, so that a line more or less moves few of them.

    def f():            def f():
        return 1            return 1
    def g():        ->  (blank lines)
        return 2        def g():
                            return 2

What is analysed is the wide text, in which `g` keeps its lines when `f` grows; what is said of it
is told of the lines of the text as it is. Blank lines before a definition mean nothing to Python.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from pyc.compiler.frontend.tree import Tree, first_line

ROOM = 30  # blank lines before each definition


@dataclass(frozen=True)
class Layout:
    """`places`: of each line of the text, its line in the wide one, both from 0, in order."""

    lines: tuple[str, ...]
    places: tuple[int, ...]

    @cached_property
    def text(self) -> str:
        return self.widened(self.lines)

    def widened(self, lines: Sequence[str]) -> str:
        """Of another text of as many lines."""
        wide = [""] * (self.places[-1] + 1)
        for place, line in zip(self.places, lines, strict=True):
            wide[place] = line
        return "\n".join(wide)

    def line(self, wide: int) -> int:
        """Of a line of the wide text, both from 1; in the room, the line before it."""
        return max(bisect_right(self.places, wide - 1), 1)

    @cached_property
    def gaps(self) -> tuple[int, ...]:
        """The lines of the wide text, from 1, that have room before them."""
        return tuple(after + 1 for before, after in pairwise(self.places) if after > before + 1)

    @cached_property
    def is_sound(self) -> bool:
        """No line is joined to the next one where there is room between the two."""
        wide = self.text.split("\n")
        before = (self.places[bisect_left(self.places, gap - 1) - 1] for gap in self.gaps)
        return not any(wide[each].endswith("\\") for each in before)

    def tears(self, tree: Tree) -> bool:
        """There is room within a text in quotes: the wide one says something else."""
        for statement in tree.statements:
            for first, last in statement.once("texts", None, statement.long_texts):
                if bisect_right(self.gaps, first) < bisect_right(self.gaps, last):
                    return True
        return False


def plain(lines: tuple[str, ...]) -> Layout:
    return Layout(lines, tuple(range(len(lines))))


def definitions(tree: Tree) -> list[int]:
    """The first lines, from 1, of top-level functions and classes, and of methods."""
    found = []
    for statement in tree.statements:
        if statement.is_definition:
            found.append(statement.first_line)
        found += map(first_line, statement.methods)
    return found


def roomy(lines: tuple[str, ...], starts: Iterable[int]) -> Layout:
    """With room before each of these lines (from 1)."""
    before = sorted(starts)
    return Layout(
        lines,
        tuple(index + ROOM * bisect_right(before, index + 1) for index in range(len(lines))),
    )


def moved(lines: tuple[str, ...], earlier: Layout, starts: Sequence[int]) -> Layout:
    """A later text; `starts`: lines of the earlier wide text, from 1, at which definitions begin.
    Behind the changed lines the first of them that can keeps its place, and so does all below;
    where no room is left, as few as can move."""
    old = earlier.lines
    n_above = _n_same(old, lines)
    n_below = min(_n_same(old[::-1], lines[::-1]), len(old) - n_above, len(lines) - n_above)
    if len(old) == len(lines):
        return Layout(lines, earlier.places)
    places = list(earlier.places[:n_above])
    free = places[-1] + 1 if places else 0
    n_changed = len(lines) - n_above - n_below
    places += range(free, free + n_changed)
    free += n_changed
    below = earlier.places[len(old) - n_below :]
    start = bisect_left(starts, below[0] + 1) if below else len(starts)
    first = bisect_left(below, starts[start] - 1) if start < len(starts) else len(below)
    if first:  # the rest of what was edited
        shift = free - below[0]
        places += (each + shift for each in below[:first])
        free = places[-1] + 1
    places += _pushed(below[first:], free)
    return Layout(lines, tuple(places))


def _pushed(places: Sequence[int], free: int) -> list[int]:
    """Of lines that begin at `free` or later: where there is no room, blocks of them move until
    there is, at the cost of the room between them."""
    pairs = enumerate(pairwise(places), 1)
    ends = [index for index, (before, after) in pairs if after > before + 1]
    made: list[int] = []
    for start, end in zip([0, *ends], [*ends, len(places)], strict=True):
        if start == end or places[start] >= free:
            made += places[start:]
            break
        shift = free - places[start] + (0 if made else ROOM)
        made += (each + shift for each in places[start:end])
        free = made[-1] + 1
    return made


def _n_same(a: Sequence[str], b: Sequence[str]) -> int:
    pairs = enumerate(zip(a, b, strict=False))
    return next((i for i, (x, y) in pairs if x != y), min(len(a), len(b)))
