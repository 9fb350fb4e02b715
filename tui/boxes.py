"""The flame graph as boxes of whole columns. No Textual here."""

from __future__ import annotations

from typing import NamedTuple

from pyc.compiler.profiler import totals
from pyc.compiler.profiler.profile import Frame, Stack
from pyc.compiler.profiler.totals import Key
from pyc.tui.model import State, file_name

LEGIBLE = 2  # columns of a box whose callees are shown, too; zooming in shows the others

Group = list[tuple[Stack, int]]


class Box(NamedTuple):
    """Columns `left` to `right`, `right` not in it; `path`: keys from the root, without it.

    The root's path is empty: it stands for the program. `share`: of what fills the width.
    """

    path: tuple[Key, ...]
    key: Key
    left: int
    right: int
    share: float
    is_found: bool

    @property
    def depth(self) -> int:
        return len(self.path)


def boxes(state: State, width: int, n_levels: int) -> list[Box]:
    """Boxes of at least one column down to that level; the root and the way to what fills the
    width come first.

    Not a tree of all stacks: only boxes that are wide enough to be told apart are divided further.
    """
    if state.shown is None or width <= 0:
        return []
    zoom = state.zoom
    group = _through(state, zoom)
    if not group:
        zoom, group = (), _through(state, ())
    total = sum(time for _, time in group)
    if not total:
        return []
    root: Key = (file_name(state.shown.program) or "?", "", 0)
    found = [
        Box(zoom[:depth], key, 0, width, 1.0, _is_found(state, key))
        for depth, key in enumerate((root, *zoom))
    ]
    pending = [(group, 0, zoom)]
    while pending:
        group, before, path = pending.pop()
        if len(path) >= n_levels:
            continue
        divided = _divided(state, group, len(path))
        for key in sorted(divided) if len(divided) > 1 else divided:
            members = divided[key]
            time = sum([each[1] for each in members])
            left, right = width * before // total, width * (before + time) // total
            if right > left:
                here = (*path, key)
                found.append(Box(here, key, left, right, time / total, _is_found(state, key)))
                if right - left >= LEGIBLE:
                    pending.append((members, before, here))
            before += time
    return found


def own_share(state: State, path: tuple[Key, ...]) -> float:
    """Of what fills the width, the part that the box at the path took by itself."""
    group = _through(state, path)
    whole = sum(time for _, time in _through(state, state.zoom) or _through(state, ()))
    return sum(time for stack, time in group if len(stack) == len(path)) / (whole or 1)


def _through(state: State, path: tuple[Key, ...]) -> Group:
    """The stacks that pass through the box at that path."""
    assert state.shown is not None
    group = list(state.shown.stacks.items())
    for depth, key in enumerate(path):
        group = _divided(state, group, depth).get(key, [])
    return group


def _divided(state: State, group: Group, depth: int) -> dict[Key, Group]:
    """By the function or line at that depth."""
    by_frame: dict[Frame, Group] = {}
    at = -1 - depth if state.is_inverted else depth
    for each in group:
        stack = each[0]
        if len(stack) > depth:
            frame = stack[at]
            if frame in by_frame:
                by_frame[frame].append(each)
            else:
                by_frame[frame] = [each]
    if state.by_lines:
        return {totals.line_key(frame): members for frame, members in by_frame.items()}
    by_key: dict[Key, Group] = {}
    for frame, members in by_frame.items():
        known = by_key.setdefault(totals.function_key(frame), members)
        if known is not members:
            known += members
    return by_key


def _is_found(state: State, key: Key) -> bool:
    return bool(state.search) and state.search.casefold() in key[0].casefold()
