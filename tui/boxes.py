"""The flame graph as boxes of whole columns. No Textual here."""

from __future__ import annotations

from typing import NamedTuple

from pyc.compiler.profiler.profile import Profile, Stack
from pyc.compiler.profiler.totals import Key, Node, function_key, grow, line_key
from pyc.tui.model import State, file_name

LEGIBLE = 2  # columns of a box whose callees are shown, too; zooming in shows the others


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


class Tree:
    """The call tree of what is shown. Mutable: while a run goes on it grows by what is new, which
    takes time by that, not by the whole."""

    def __init__(self) -> None:
        self._form: tuple[bool, bool] | None = None
        self._stacks: list[Stack] = []
        self._times: list[int] = []
        self._root = Node("", "", 0)

    def boxes(self, state: State, width: int, n_levels: int) -> list[Box]:
        """Boxes of at least one column down to that level; the root and the way to what fills the
        width come first."""
        if state.shown is None or width <= 0:
            return []
        root = self._grown(state, state.shown)
        zoom, top = state.zoom, _at(root, state.zoom)
        if top is None:
            zoom, top = (), root
        total = top.total
        if not total:
            return []
        name: Key = (file_name(state.shown.program) or "?", "", 0)
        found = [
            Box(zoom[:depth], key, 0, width, 1.0, _is_found(state, key))
            for depth, key in enumerate((name, *zoom))
        ]
        pending = [(top, 0, zoom)]
        while pending:
            node, before, path = pending.pop()
            if len(path) >= n_levels:
                continue
            for key in sorted(node.children):
                child = node.children[key]
                end = before + child.total
                left, right = width * before // total, width * end // total
                if right > left:
                    here = (*path, key)
                    share = child.total / total
                    found.append(Box(here, key, left, right, share, _is_found(state, key)))
                    if right - left >= LEGIBLE:
                        pending.append((child, before, here))
                before = end
        return found

    def own_share(self, state: State, path: tuple[Key, ...]) -> float:
        """Of what fills the width, the part that the box at the path took by itself."""
        if state.shown is None:
            return 0.0
        root = self._grown(state, state.shown)
        node, top = _at(root, path), _at(root, state.zoom) or root
        return node.own / (top.total or 1) if node is not None else 0.0

    def _grown(self, state: State, shown: Profile) -> Node:
        form = (state.by_lines, state.is_inverted)
        if form != self._form or not self._goes_on(shown):
            self._form, self._stacks, self._times = form, [], []
            self._root = Node("", "", 0)
        key = line_key if state.by_lines else function_key
        known = len(self._stacks)
        for i, (stack, time) in enumerate(shown.stacks.items()):
            if i >= known:
                self._stacks.append(stack)
                self._times.append(0)
            new = time - self._times[i]
            if new:
                self._times[i] = time
                grow(self._root, reversed(stack) if state.is_inverted else stack, new, key)
        return self._root

    def _goes_on(self, shown: Profile) -> bool:
        """Whether it begins with the very stacks that are known: profiles that are merged do."""
        if len(shown.stacks) < len(self._stacks):
            return False
        return all(
            one is other for one, other in zip(self._stacks, shown.stacks, strict=False)
        )


def _at(root: Node, path: tuple[Key, ...]) -> Node | None:
    node: Node | None = root
    for key in path:
        node = node.children.get(key) if node is not None else None
    return node


def _is_found(state: State, key: Key) -> bool:
    return bool(state.search) and state.search.casefold() in key[0].casefold()
