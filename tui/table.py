"""A table that asks for the rows in sight only, and leaves out columns where there is no room.

    table = Table((Column("self", 8), Column("function", 20, grows=2), Column("file", 12, rank=1)))
    table.show(len(rows), lambda n: ((percent(rows[n].own), "hot"), (rows[n].name, ""), ...))

Textual's DataTable keeps every cell of every row, which costs more than a refresh may take.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.binding import Binding
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Static

from pyc.tui.text import COLOURS, fitting, plain

Cell = tuple[str, str]  # text, a name in COLOURS


class Column(NamedTuple):
    """`width`: the cells it needs; `grows`: its part of the cells that are left; `rank`: the
    greatest goes first where there is no room, 0 stays."""

    title: str
    width: int
    grows: int = 0
    rank: int = 0
    is_number: bool = False  # stands at the right


def number(title: str, width: int, rank: int = 0) -> Column:
    return Column(title, width, rank=rank, is_number=True)


def fitted(columns: Sequence[Column], width: int) -> list[tuple[int, int]]:
    """Which columns are shown, each with its cells; one blank between two."""
    shown = list(range(len(columns)))
    while sum(columns[i].width + 1 for i in shown) - 1 > width:
        last = max(shown, key=lambda i: (columns[i].rank, i))
        if not columns[last].rank:
            break
        shown.remove(last)
    left = max(0, width - sum(columns[i].width + 1 for i in shown) + 1)
    parts = sum(columns[i].grows for i in shown)
    found = []
    for i in shown:
        more = left * columns[i].grows // parts if columns[i].grows else 0
        left, parts = left - more, parts - columns[i].grows
        found.append((i, columns[i].width + more))
    return found


class Said(Static):
    """A text as it is, no markup. The screen is laid out anew only where it takes more lines."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.text = ""

    def say(self, text: str) -> None:
        text = plain(text, 2000)
        if text != self.text:
            width = max(1, self.size.width)
            is_taller = -(-cell_len(text) // width) != -(-cell_len(self.text) // width)
            self.text = text
            self.update(Text(text), layout=is_taller)


class Table(ScrollView, can_focus=True):
    """Tells by messages when another row is under the cursor, or one is opened."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"table--header", "table--cursor", "table--odd"}
    DEFAULT_CSS = """
    Table { height: 1fr; overflow-x: hidden; }
    Table > .table--header { background: $panel; color: $foreground; text-style: bold; }
    Table > .table--odd { background: $foreground 4%; }
    Table > .table--cursor { background: $primary 20%; }
    Table:focus > .table--cursor { background: $primary; color: $text; }
    """
    BINDINGS = [
        Binding("up", "step(-1)", show=False),
        Binding("down", "step(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "first", show=False),
        Binding("end", "last", show=False),
        Binding("enter", "open", "Open", show=False),
    ]

    cursor: reactive[int] = reactive(0, layout=False)

    class Moved(Message):
        """By the user."""

        def __init__(self, table: Table, row: int) -> None:
            super().__init__()
            self.table, self.row = table, row

        @property
        def control(self) -> Table:
            return self.table

    class Opened(Moved):
        pass

    class TitleClicked(Moved):
        """`row`: the column."""

    def __init__(
        self, columns: Sequence[Column], id: str | None = None, has_titles: bool = True
    ) -> None:
        super().__init__(id=id)
        self.columns = columns
        self.n_rows = 0
        self._titles = int(has_titles)
        self._row: Callable[[int], Sequence[Cell]] = lambda n: ()
        self._styles_of: dict[tuple[str, str], Style] = {}

    def show(self, n_rows: int, row: Callable[[int], Sequence[Cell]]) -> None:
        """`row`: the cells of each column."""
        self.n_rows, self._row = n_rows, row
        self.cursor = max(0, min(self.cursor, n_rows - 1))
        self.virtual_size = Size(self.scrollable_content_region.width, n_rows + self._titles)
        self.refresh()

    # ---- Drawing

    def notify_style_update(self) -> None:
        self._styles_of.clear()
        super().notify_style_update()

    def _style(self, kind: str, colour: str) -> Style:
        """`kind`: the row's component class, "" for plain rows."""
        found = self._styles_of.get((kind, colour))
        if found is None:
            found = self.rich_style
            if kind:
                found += self.get_component_rich_style(f"table--{kind}")
            wanted = COLOURS[colour][0 if self.app.current_theme.dark else 1]
            if wanted and not (kind == "cursor" and self.has_focus):
                found += Style(color=wanted)
            self._styles_of[kind, colour] = found
        return found

    def watch_has_focus(self, has_focus: bool) -> None:
        self._styles_of.clear()
        super().watch_has_focus(has_focus)

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        row = y - self._titles + round(self.scroll_offset.y)
        if y < self._titles:
            cells: Sequence[Cell] = [(each.title, "") for each in self.columns]
            kind = "header"
        elif row < self.n_rows:
            cells = self._row(row)
            kind = "cursor" if row == self.cursor else "odd" if row % 2 else ""
        else:
            return Strip.blank(width, self._style("", ""))
        segments = []
        for i, cells_wide in fitted(self.columns, width):
            text, colour = cells[i]
            if self.columns[i].is_number:
                text = text.rjust(cells_wide)
            segments.append(Segment(fitting(text, cells_wide) + " ", self._style(kind, colour)))
        return Strip(segments).adjust_cell_length(width, self._style(kind, ""))

    def on_resize(self) -> None:
        self.go_to(self.cursor)

    # ---- Moving

    @property
    def _page(self) -> int:
        return max(1, self.scrollable_content_region.height - self._titles)

    def go_to(self, row: int) -> None:
        """And have it in sight."""
        self.cursor = max(0, min(row, self.n_rows - 1))
        top = round(self.scroll_offset.y)
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False)
        elif self.cursor >= top + self._page:
            self.scroll_to(y=self.cursor - self._page + 1, animate=False)

    def centre(self) -> None:
        """The row under the cursor in the middle."""
        self.scroll_to(y=max(0, self.cursor - self._page // 2), animate=False)

    def _move(self, row: int) -> None:
        if self.n_rows:
            self.go_to(row)
            self.post_message(self.Moved(self, self.cursor))

    def action_step(self, rows: int) -> None:
        self._move(self.cursor + rows)

    def action_page(self, pages: int) -> None:
        self._move(self.cursor + pages * self._page)

    def action_first(self) -> None:
        self._move(0)

    def action_last(self) -> None:
        self._move(self.n_rows - 1)

    def action_open(self) -> None:
        if self.n_rows:
            self.post_message(self.Opened(self, self.cursor))

    def on_click(self, event: Click) -> None:
        place = event.get_content_offset(self)
        if place is None:
            return
        if place.y < self._titles:
            self._title_clicked(place.x)
            return
        row = place.y - self._titles + round(self.scroll_offset.y)
        if row >= self.n_rows:
            return
        is_again = row == self.cursor and event.chain > 1
        self._move(row)
        if is_again:
            self.action_open()

    def _title_clicked(self, x: int) -> None:
        left = 0
        for i, width in fitted(self.columns, self.scrollable_content_region.width):
            if left <= x <= left + width:
                self.post_message(self.TitleClicked(self, i))
                return
            left += width + 1
