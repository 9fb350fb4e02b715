"""The flame graph, drawn in the terminal: the wider a box, the more time; callees lie below.

Arrows move from box to box, Enter zooms in, Escape zooms out, a click does both.
"""

from __future__ import annotations

import zlib

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding
from textual.events import Click, MouseMove
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from pyc.compiler.profiler.totals import Key
from pyc.tui.model import Span, State, flame
from pyc.tui.text import fitting, percent

MOST_LEVELS = 200
# Pairs of background and text that can be read in both themes.
WARM = ("#c0392b", "#ca5b1c", "#d3762a", "#c98a12", "#b9611f", "#cf4f37")
FOREIGN, FOUND, CURSOR, TEXT = "#56657a", "#8e44ad", "#1f6feb", "#ffffff"


class Flame(Widget, can_focus=True):
    """Shows `state`; tells by messages what the user does."""

    BINDINGS = [
        Binding("left", "move(-1)", "sideways", show=False),
        Binding("right", "move(1)", "sideways", show=False),
        Binding("up", "rise", "caller", show=False),
        Binding("down", "descend", "callee", show=False),
        Binding("enter", "zoom", "Zoom in"),
        Binding("escape,backspace", "out", "Zoom out"),
    ]
    DEFAULT_CSS = "Flame { height: 1fr; }"

    state: reactive[State | None] = reactive(None, layout=False)

    class Zoom(Message):
        def __init__(self, path: tuple[Key, ...]) -> None:
            super().__init__()
            self.path = path

    class Chosen(Message):
        def __init__(self, span: Span) -> None:
            super().__init__()
            self.span = span

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.spans: list[Span] = []
        self.rows: dict[int, list[Span]] = {}
        self.cursor: tuple[Key, ...] = ()
        self.top = 0

    def watch_state(self) -> None:
        self._lay_out()

    def on_resize(self) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        if self.state is None or not self.size.width:
            return
        self.spans = flame(self.state, self.size.width, MOST_LEVELS)
        self.rows = {}
        for span in self.spans:
            self.rows.setdefault(span.depth, []).append(span)
        if self._at() is None:
            self.cursor = self.spans[len(self.state.zoom)].path if self.spans else ()
        self.refresh()

    def _at(self) -> Span | None:
        return next((span for span in self.spans if span.path == self.cursor), None)

    # ---- Drawing

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        row = self.rows.get(y + self.top, [])
        segments: list[Segment] = []
        at = 0
        for span in sorted(row, key=lambda span: span.left):
            if span.left > at:
                segments.append(Segment(" " * (span.left - at), self.rich_style))
            segments.append(Segment(self._label(span), self._style(span)))
            at = span.right
        if not self.spans and y == self.size.height // 2:
            segments = [Segment("no samples yet".center(width), self.rich_style)]
            at = width
        segments.append(Segment(" " * max(0, width - at), self.rich_style))
        return Strip(segments, width)

    def _label(self, span: Span) -> str:
        width = span.right - span.left
        name = span.key[0] + (f":{span.key[2]}" if span.key[2] else "")
        return (" " + fitting(name, width - 2)).ljust(width)[:width]

    def _style(self, span: Span) -> Style:
        number = zlib.crc32(span.key[0].encode("utf-8", "surrogatepass"))
        colour = WARM[number % len(WARM)] if span.key[1] else FOREIGN
        if span.is_found:
            colour = FOUND
        if span.path == self.cursor and self.has_focus:
            colour = CURSOR
        # A line at the left edge keeps neighbours of one colour apart.
        return Style(bgcolor=colour, color=TEXT, bold=span.path == self.cursor)

    def describe(self) -> str:
        """Of the box under the cursor."""
        span = self._at()
        if span is None:
            return ""
        name, file, line = span.key
        place = f"  {file}{f':{line}' if line else ''}" if file else ""
        return f"{name}  {percent(span.share)} in all, {percent(span.own)} by itself{place}"

    # ---- Moving

    def _choose(self, span: Span) -> None:
        self.cursor = span.path
        if span.depth < self.top:
            self.top = span.depth
        elif span.depth >= self.top + self.size.height:
            self.top = span.depth - self.size.height + 1
        self.refresh()
        self.post_message(self.Chosen(span))

    def action_move(self, step: int) -> None:
        here = self._at()
        if here is None:
            return
        row = sorted(self.rows[here.depth], key=lambda span: span.left)
        i = row.index(here) + step
        if 0 <= i < len(row):
            self._choose(row[i])

    def action_rise(self) -> None:
        here = self._at()
        if here is None:
            return
        above = self.rows.get(here.depth - 1, [])
        found = next((span for span in above if span.left <= here.left < span.right), None)
        if found is not None:
            self._choose(found)

    def action_descend(self) -> None:
        here = self._at()
        if here is None:
            return
        below = [
            span for span in self.rows.get(here.depth + 1, [])
            if here.left <= span.left and span.right <= here.right
        ]  # fmt: skip
        if below:
            self._choose(max(below, key=lambda span: span.share))

    def action_zoom(self) -> None:
        here = self._at()
        if here is not None:
            self.post_message(self.Zoom(self._zoom_of(here)))

    def _zoom_of(self, span: Span) -> tuple[Key, ...]:
        """The root, depth 0, stands for the program."""
        return span.path[: span.depth] if span.depth else ()

    def action_out(self) -> None:
        if self.state is not None:
            self.post_message(self.Zoom(self.state.zoom[:-1]))

    def _span_at(self, x: int, y: int) -> Span | None:
        row = self.rows.get(y + self.top, [])
        return next((span for span in row if span.left <= x < span.right), None)

    def on_click(self, event: Click) -> None:
        span = self._span_at(event.x, event.y)
        if span is None:
            return
        is_again = span.path == self.cursor
        self._choose(span)
        if is_again or event.chain > 1:
            self.post_message(self.Zoom(self._zoom_of(span)))

    def on_mouse_move(self, event: MouseMove) -> None:
        span = self._span_at(event.x, event.y)
        self.tooltip = fitting(span.key[0], 80) if span is not None else None

    def on_mouse_scroll_down(self) -> None:
        self.top = min(self.top + 2, max(0, max(self.rows, default=0) - self.size.height + 1))
        self.refresh()

    def on_mouse_scroll_up(self) -> None:
        self.top = max(0, self.top - 2)
        self.refresh()
