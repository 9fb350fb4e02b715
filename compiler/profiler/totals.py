"""What a profile's stacks add up to: functions, lines, the call tree, who calls whom, the hot path,
and what changed between two profiles.

No walk here is recursive: programs recurse deeper than this one may.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from pyc.compiler.profiler.profile import Frame, Profile, Stack

Key = tuple[str, str, int]  # (function, file, line); line 0: the whole function


@dataclass(frozen=True, slots=True)
class Row:
    """Times in nanoseconds. `total`: with all that it called; a recursion counts once."""

    function: str
    file: str
    line: int
    own: int
    total: int


@dataclass(eq=False, slots=True)
class Node:
    """A place in the call tree; mutable while the tree is built, identity matters."""

    function: str
    file: str
    line: int
    own: int = 0
    total: int = 0
    children: dict[Key, Node] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        return (self.function, self.file, self.line)

    def heaviest(self) -> list[Node]:
        return sorted(self.children.values(), key=lambda node: (-node.total, node.key))


@dataclass(frozen=True, slots=True)
class Change:
    """A function in two profiles: nanoseconds by itself and in all."""

    function: str
    file: str
    before: int
    after: int
    before_total: int
    after_total: int


def function_key(frame: Frame) -> Key:
    return (frame[0], frame[1], 0)


def line_key(frame: Frame) -> Key:
    return frame


def by_function(profile: Profile) -> list[Row]:
    """The most time by itself first."""
    return _rows(profile, function_key)


def by_line(profile: Profile) -> list[Row]:
    return _rows(profile, line_key)


def _rows(profile: Profile, key: Callable[[Frame], Key]) -> list[Row]:
    own: dict[Key, int] = defaultdict(int)
    total: dict[Key, int] = defaultdict(int)
    keys = {frame: key(frame) for frame in set().union(*profile.stacks)}
    for stack, time in profile.stacks.items():
        if stack:
            named = [keys[frame] for frame in stack]
            own[named[-1]] += time
            for each in set(named):
                total[each] += time
    rows = [Row(*each, own=own[each], total=time) for each, time in total.items()]
    return sorted(rows, key=lambda row: (-row.own, -row.total, row.file, row.function, row.line))


def call_tree(profile: Profile, by_lines: bool = False, inverted: bool = False) -> Node:
    """The root stands for the program. `inverted`: its children are where time was spent, and
    theirs who called them."""
    key = line_key if by_lines else function_key
    root = Node(profile.program, "", 0)
    for stack, time in profile.stacks.items():
        grow(root, reversed(stack) if inverted else stack, time, key)
    return root


def grow(root: Node, stack: Iterable[Frame], time: int, key: Callable[[Frame], Key]) -> None:
    """Adds the time of a stack to a call tree."""
    root.total += time
    node = root
    for frame in stack:
        name = key(frame)
        child = node.children.get(name)
        if child is None:
            child = node.children[name] = Node(*name)
        child.total += time
        node = child
    node.own += time


def walk(root: Node) -> Iterator[tuple[int, Node]]:
    """Each node with its depth, callers first, the heaviest first."""
    pending = [(0, root)]
    while pending:
        depth, node = pending.pop()
        yield depth, node
        pending.extend((depth + 1, child) for child in reversed(node.heaviest()))


def hot_path(profile: Profile, share: float = 0.5) -> list[Node]:
    """From the outermost function along the heaviest calls, while one call takes at least that
    share of its caller's time."""
    path: list[Node] = []
    node = call_tree(profile)
    while True:
        following = next(iter(node.heaviest()), None)
        if following is None or following.total < share * node.total:
            return path
        path.append(following)
        node = following


def callers(profile: Profile, function: str, file: str) -> list[Row]:
    """Who called it, and how much of its time is due to them: the innermost call of a recursion
    does not count."""
    return _neighbours(profile, (function, file, 0), -1)


def callees(profile: Profile, function: str, file: str) -> list[Row]:
    """Whom it called, and how long that took."""
    return _neighbours(profile, (function, file, 0), +1)


def _neighbours(profile: Profile, wanted: Key, step: int) -> list[Row]:
    total: dict[Key, int] = defaultdict(int)
    own: dict[Key, int] = defaultdict(int)
    for stack, time in profile.stacks.items():
        near = _beside(stack, wanted, step)
        for key in near:
            total[key] += time
        if stack and function_key(stack[-1]) in near:
            own[function_key(stack[-1])] += time
    rows = [Row(*key, own=own[key], total=time) for key, time in total.items()]
    return sorted(rows, key=lambda row: (-row.total, row.file, row.function))


def _beside(stack: Stack, wanted: Key, step: int) -> set[Key]:
    keys = [function_key(frame) for frame in stack]
    near = {
        keys[i + step] for i, key in enumerate(keys) if key == wanted and 0 <= i + step < len(keys)
    }
    return near - {wanted}


def changes(before: Profile, after: Profile) -> list[Change]:
    """Per function, the greatest change of time by itself first. Files count by name: the same
    program may lie in two folders."""
    return changed(by_function(before), by_function(after))


def changed(before: Iterable[Row], after: Iterable[Row]) -> list[Change]:
    """The same of rows of functions."""
    sides = [{_named(row): row for row in each} for each in (before, after)]
    rows = []
    for key in sides[0] | sides[1]:
        old, new = sides[0].get(key), sides[1].get(key)
        rows.append(
            Change(
                function=key[0],
                file=(new or old).file,  # type: ignore[union-attr]
                before=old.own if old else 0,
                after=new.own if new else 0,
                before_total=old.total if old else 0,
                after_total=new.total if new else 0,
            )
        )
    return sorted(rows, key=lambda row: (-abs(row.after - row.before), row.file, row.function))


def _named(row: Row) -> tuple[str, str]:
    return (row.function, row.file.rpartition("/")[2])
