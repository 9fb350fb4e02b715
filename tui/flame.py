"""The flame graph, drawn in the terminal: the wider a box, the more time; callees lie below.

Arrows move from box to box, Enter zooms in, Escape zooms out, the mouse does both.
"""

from __future__ import annotations

import zlib

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.binding import Binding
from textual.events import Click, MouseMove
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from pyc.compiler.profiler.profile import is_python
from pyc.compiler.profiler.totals import Key
from pyc.tui.boxes import Box, Tree
from pyc.tui.model import State
from pyc.tui.text import fitting, percent, plain

# White text can be read on all of them, and they stand out from dark and light ground.
WARM = ("#b03a2e", "#b7500f", "#a8641a", "#946c00", "#9c4f2a", "#bb4430")
FOREIGN, FOUND, CURSOR, TEXT = "#56657a", "#8e44ad", "#1f6feb", "#ffffff"


class Flame(Widget, can_focus=True):
    """Shows `state`; tells by messages what the user does."""

    BINDINGS = [
        Binding("left", "move(-1)", "sideways", show=False),
        Binding("right", "move(1)", "sideways", show=False),
        Binding("up", "rise", "caller", show=False),
        Binding("down", "descend", "callee", show=False),
        Binding("enter", "zoom", "Zoom in"),
        Binding("escape,backspace", "out", "Out"),
    ]
    DEFAULT_CSS = "Flame { height: 1fr; }"

    state: reactive[State | None] = reactive(None, layout=False, repaint=False)

    class Zoom(Message):
        def __init__(self, path: tuple[Key, ...]) -> None:
            super().__init__()
            self.path = path

    class Chosen(Message):
        def __init__(self, box: Box) -> None:
            super().__init__()
            self.box = box

    class Drawn(Message):
        """`about`: the box under the cursor."""

        def __init__(self, about: str) -> None:
            super().__init__()
            self.about = about

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: dict[int, list[Box]] = {}  # by depth, from left to right
        self.cursor: tuple[Key, ...] = ()  # the path of the box
        self.top = 0  # the depth of the first line
        self._tree = Tree()
        self._zoom: tuple[Key, ...] = ()
        self._ground = Style()
        self._styles_of: dict[tuple[str, bool], Style] = {}

    def watch_state(self) -> None:
        if self.state is not None and self.state.zoom != self._zoom:
            self._zoom = self.cursor = self.state.zoom
            self.top = max(0, len(self._zoom) - self.size.height // 2)
        self._lay_out()

    def on_resize(self) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        """Only the lines in sight, and one below them that the cursor may go to."""
        if self.state is None or not self.size.width:
            return
        self.rows = {}
        for box in self._tree.boxes(self.state, self.size.width, self.top + self.size.height):
            self.rows.setdefault(box.depth, []).append(box)
        for row in self.rows.values():
            row.sort(key=lambda box: box.left)
        if self._at() is None:
            self.cursor = ()
        self.refresh()
        self.post_message(self.Drawn(self.describe()))

    def _at(self) -> Box | None:
        row = self.rows.get(len(self.cursor), [])
        return next((box for box in row if box.path == self.cursor), None)

    # ---- Drawing

    def notify_style_update(self) -> None:
        self._ground = self.rich_style
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        width, ground = self.size.width, self._ground
        if not self.rows and y == self.size.height // 2:
            return Strip([Segment("no samples yet".center(width)[:width], ground)])
        segments: list[Segment] = []
        at = 0
        for box in self.rows.get(y + self.top, []):
            if box.left > at:
                segments.append(Segment(" " * (box.left - at), ground))
            segments.append(Segment(self._label(box), self._style(box)))
            at = box.right
        segments.append(Segment(" " * max(0, width - at), ground))
        return Strip(segments, width)

    @staticmethod
    def _label(box: Box) -> str:
        """A line at the left edge keeps neighbours of one colour apart."""
        width = box.right - box.left
        name = box.key[0] + (f":{box.key[2]}" if box.key[2] else "")
        return ("▏" if box.left else " ") + fitting(name, width - 1) if width > 1 else "▏"

    def _style(self, box: Box) -> Style:
        number = zlib.crc32(box.key[0].encode("utf-8", "surrogatepass"))
        colour = WARM[number % len(WARM)] if is_python(box.key[1]) or not box.path else FOREIGN
        if box.is_found:
            colour = FOUND
        is_here = box.path == self.cursor
        if is_here and self.has_focus:
            colour = CURSOR
        found = self._styles_of.get((colour, is_here))
        if found is None:
            found = Style(bgcolor=colour, color=TEXT, bold=is_here)
            self._styles_of[colour, is_here] = found
        return found

    def describe(self) -> str:
        """Of the box under the cursor."""
        box = self._at()
        if box is None or self.state is None or self.state.shown is None:
            return ""
        name, file, line = box.key
        if not box.path:
            file = self.state.shown.program
        own = self._tree.own_share(self.state, box.path)
        place = f"  {file}{f':{line}' if line else ''}" if file else ""
        return f"{name}  {percent(box.share)} in all,{percent(own)} by itself{place}"

    # ---- Moving

    def _choose(self, box: Box) -> None:
        self.cursor = box.path
        height = max(1, self.size.height)
        top = min(max(self.top, box.depth - height + 1), box.depth)
        self._scroll(top)
        self.post_message(self.Chosen(box))

    def _scroll(self, top: int) -> None:
        self.top = top
        self._lay_out()

    def action_move(self, step: int) -> None:
        here = self._at()
        if here is not None:
            row = self.rows[here.depth]
            i = row.index(here) + step
            if 0 <= i < len(row):
                self._choose(row[i])

    def action_rise(self) -> None:
        here = self._at()
        if here is not None and here.path:
            above = self.rows.get(here.depth - 1, [])
            self._choose(next(box for box in above if box.path == here.path[:-1]))

    def action_descend(self) -> None:
        here = self._at()
        if here is None:
            return
        below = [
            box for box in self.rows.get(here.depth + 1, [])
            if here.left <= box.left and box.right <= here.right
        ]  # fmt: skip
        if below:
            self._choose(max(below, key=lambda box: box.share))

    def action_zoom(self) -> None:
        here = self._at()
        if here is not None:
            self.post_message(self.Zoom(here.path))

    def action_out(self) -> None:
        if self.state is not None:
            self.post_message(self.Zoom(self.state.zoom[:-1]))

    def _box_at(self, x: int, y: int) -> Box | None:
        row = self.rows.get(y + self.top, [])
        return next((box for box in row if box.left <= x < box.right), None)

    def on_click(self, event: Click) -> None:
        box = self._box_at(event.x, event.y)
        if box is None:
            return
        is_again = box.path == self.cursor
        self._choose(box)
        if is_again or event.chain > 1:
            self.post_message(self.Zoom(box.path))

    def on_mouse_move(self, event: MouseMove) -> None:
        box = self._box_at(event.x, event.y)
        self.tooltip = Text(plain(box.key[0], 80)) if box is not None else None

    def on_mouse_scroll_down(self) -> None:
        deepest = max(self.rows, default=0)
        if deepest >= self.top + self.size.height:
            self._scroll(self.top + 2)

    def on_mouse_scroll_up(self) -> None:
        self._scroll(max(0, self.top - 2))
