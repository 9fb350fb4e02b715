"""The tables of the console: each shows a state."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import DataTable, Static

from pyc.compiler.profiler.totals import Change, Key
from pyc.tui import model
from pyc.tui.model import State
from pyc.tui.text import bar, duration, heat, percent, plain

MOST_ROWS = 1000  # of a table
VERDICTS = {"native": "green", "partly boxed": "yellow", "boxed only": "red", "unused": "dim"}


class View(Vertical):
    """A tab. `show` draws a state; choosing a function is told by messages."""

    NAME: ClassVar[str]
    TITLE: ClassVar[str]

    class Chosen(Message):
        def __init__(self, key: Key) -> None:
            super().__init__()
            self.key = key

    class Opened(Chosen):
        """Its source is to be seen."""

    def show(self, state: State) -> None:
        raise NotImplementedError

    def take_focus(self) -> None:
        for widget in self.query(DataTable):
            widget.focus()
            return


class TableView(View):
    """A table whose rows are functions, and a line below it about the row under the cursor."""

    COLUMNS: ClassVar[tuple[tuple[str, int | None], ...]]
    EMPTY: ClassVar[str] = "nothing yet"

    def compose(self) -> ComposeResult:
        table: DataTable[Text] = DataTable(cursor_type="row", zebra_stripes=True)
        for name, width in self.COLUMNS:
            table.add_column(name, width=width)
        yield table
        yield Static(id="below")

    def on_mount(self) -> None:
        self.keys: list[Key] = []
        self.details: list[str] = []

    def fill(self, rows: Sequence[tuple[Key, str, Sequence[Text]]]) -> None:
        """Each row: the function, what is said below the table, the cells."""
        table = self.query_one(DataTable)
        at, top = table.cursor_row, table.scroll_y
        here = self.keys[at] if 0 <= at < len(self.keys) else None
        with self.app.batch_update(), table.prevent(DataTable.RowHighlighted):
            table.clear()
            shown = rows[:MOST_ROWS]
            for _, _, cells in shown:
                table.add_row(*cells)
            self.keys = [key for key, _, _ in shown]
            self.details = [detail for _, detail, _ in shown]
            if here is not None and here in self.keys:
                table.move_cursor(row=self.keys.index(here), scroll=False)
            table.scroll_to(y=top, animate=False)
        self._tell_below(table.cursor_row)

    def _tell_below(self, row: int) -> None:
        text = self.details[row] if 0 <= row < len(self.details) else ""
        self.query_one("#below", Static).update(
            Text(plain(text or ("" if self.keys else self.EMPTY), 2000))
        )

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        self._tell_below(event.cursor_row)
        if 0 <= event.cursor_row < len(self.keys):
            self.post_message(self.Chosen(self.keys[event.cursor_row]))

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        if 0 <= event.cursor_row < len(self.keys):
            self.post_message(self.Opened(self.keys[event.cursor_row]))


def cell(text: str, style: str = "") -> Text:
    return Text(plain(text), style=style, no_wrap=True, overflow="ellipsis")


def place(file: str, line: int = 0) -> str:
    return f"{Path(file).name}:{line}" if line else Path(file).name


class Hot(TableView):
    NAME, TITLE = "hot", "Hot functions"
    COLUMNS = (("self", 8), ("", 12), ("total", 8), ("function", 34), ("verdict", 12),
               ("tier", 5), ("types", 40), ("file", 24))  # fmt: skip
    EMPTY = "no samples yet"

    def show(self, state: State) -> None:
        self.fill([(row.key, self._detail(state, row), self._cells(row))
                   for row in model.hot_rows(state)])  # fmt: skip

    @staticmethod
    def _cells(row: model.HotRow) -> list[Text]:
        name, file, _ = row.key
        return [
            cell(percent(row.own), heat(row.own)),
            bar(row.own, 12, heat(row.own)),
            cell(percent(row.total)),
            cell(name, "" if file else "dim"),
            cell(row.verdict, VERDICTS.get(row.verdict, "")),
            cell(row.tier, "dim"),
            cell(row.types),
            cell(place(file), "dim"),
        ]

    @staticmethod
    def _detail(state: State, row: model.HotRow) -> str:
        decision = model.decision_of(state, row.key[0], row.key[1])
        if decision is None:
            return row.key[1] or "not Python: the runtime or a library"
        parts = [f"{decision.verdict}{': ' + decision.why if decision.why else ''}"]
        parts += [f"line {line}: {what}" for line, what in decision.boxed[:3]]
        return "; ".join(parts)


class Source(View):
    """The text of one file: heat, line, text, and what the compiler knows of the line."""

    NAME, TITLE = "source", "Source"

    def compose(self) -> ComposeResult:
        yield Static(id="file")
        table: DataTable[Text] = DataTable(cursor_type="row", show_header=False)
        for width in (7, 8, 5, None, None):
            table.add_column("", width=width)
        yield table
        yield Static(id="below")

    def on_mount(self) -> None:
        self.lines: list[model.SourceLine] = []
        self.file = ""
        self.at: Key | None = None

    def show(self, state: State) -> None:
        file = model.source_file(state)
        table = self.query_one(DataTable)
        self.query_one("#file", Static).update(Text(plain(file or "no file yet")))
        if file is None or file not in state.texts:
            return
        lines = model.source_lines(state, file)
        if lines == self.lines and file == self.file:
            self._go_to(state)
            return
        is_new = file != self.file
        self.lines, self.file = lines, file
        top, row = table.scroll_y, table.cursor_row
        with self.app.batch_update():
            table.clear()
            for line in lines[: 20 * MOST_ROWS]:
                table.add_row(*self._cells(line))
            if not is_new:
                table.move_cursor(row=row, scroll=False)
                table.scroll_to(y=top, animate=False)
        self._go_to(state)

    def _go_to(self, state: State) -> None:
        """Where the function that was chosen begins; once, so that the reader may move on."""
        if state.selected is None or state.selected == self.at:
            return
        self.at = state.selected
        decision = model.decision_of(state, state.selected[0], state.selected[1])
        hottest = max(self.lines, key=lambda line: line.own, default=None)
        row = decision.line if decision else hottest.number if hottest else 1
        self.query_one(DataTable).move_cursor(row=row - 1, animate=False)

    @staticmethod
    def _cells(line: model.SourceLine) -> list[Text]:
        known = "; ".join(line.types)
        if line.boxed:
            known = "; ".join(filter(None, (known, "boxed")))
        return [
            cell(percent(line.own) if line.own else "", heat(line.own)),
            bar(line.own, 8, heat(line.own)),
            cell(f"{line.number:5}", "dim"),
            cell(line.text.expandtabs(4), "bold" if line.own >= 0.05 else ""),
            cell(known, "yellow" if line.boxed else "cyan"),
        ]

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        if 0 <= event.cursor_row < len(self.lines):
            line = self.lines[event.cursor_row]
            parts = (*line.types, *(f"boxed: {each}" for each in line.boxed))
            self.query_one("#below", Static).update(Text(plain("; ".join(parts), 2000)))


class Decisions(TableView):
    NAME, TITLE = "decisions", "Decisions"
    COLUMNS = (("heat", 8), ("function", 34), ("verdict", 12), ("tier", 5), ("by", 8),
               ("evidence", 10), ("gain", 8), ("types", 50))  # fmt: skip
    EMPTY = "the compiler was not asked: start pyc-tui with the program's .py file"

    def show(self, state: State) -> None:
        self.fill([
            ((each.function, each.file, 0), self._detail(each), self._cells(each, share, gain))
            for each, share, gain in model.decision_rows(state)
        ])  # fmt: skip

    @staticmethod
    def _cells(each: model.Decision, share: float, gain: float | None) -> list[Text]:
        return [
            cell(percent(share) if share else "", heat(share)),
            cell(each.function),
            cell(each.verdict, VERDICTS.get(each.verdict, "")),
            cell(each.tier, "dim"),
            cell(each.by),
            cell(each.evidence),
            cell(f"{gain:.1f}x" if gain is not None else ""),
            cell(each.types),
        ]

    @staticmethod
    def _detail(each: model.Decision) -> str:
        parts = [each.why] if each.why else []
        parts += [f"line {line}: {what}" for line, what in each.boxed[:6]]
        return "; ".join(parts) or f"{place(each.file, each.line)}"


class Changes(TableView):
    NAME, TITLE = "changes", "Changes"
    COLUMNS = (("before", 12), ("after", 12), ("change", 12), ("times", 8), ("function", 40),
               ("file", 24))  # fmt: skip
    EMPTY = "no profile to compare with: --compare FILE, or press b to compare from here on"

    def show(self, state: State) -> None:
        self.fill([
            ((each.function, each.file, 0),
             f"in all: {duration(each.before_total / 1e9)} before,"
             f" {duration(each.after_total / 1e9)} after",
             self._cells(each))
            for each in model.changes(state)
        ])  # fmt: skip

    @staticmethod
    def _cells(each: Change) -> list[Text]:
        grown = each.after - each.before
        times = f"{each.before / each.after:.1f}x" if each.before and each.after else ""
        return [
            cell(duration(each.before / 1e9)),
            cell(duration(each.after / 1e9)),
            cell(("+" if grown > 0 else "-") + duration(abs(grown) / 1e9),
                 "red" if grown > 0 else "green"),
            cell(times),
            cell(each.function),
            cell(place(each.file), "dim"),
        ]  # fmt: skip


class Builds(View):
    NAME, TITLE = "builds", "Builds"

    def compose(self) -> ComposeResult:
        table: DataTable[Text] = DataTable(cursor_type="row", zebra_stripes=True)
        for name, width in (("program", 28), ("at", 9), ("stage", 16), ("time", 10), ("", 30)):
            table.add_column(name, width=width)
        yield table
        yield Static(id="below")

    def show(self, state: State) -> None:
        table = self.query_one(DataTable)
        table.clear()
        for build in state.builds:
            whole = sum(seconds for _, seconds in build.stages) or 1.0
            for stage, seconds in build.stages:
                table.add_row(
                    cell(build.program), cell(build.at), cell(stage), cell(duration(seconds)),
                    bar(seconds / whole, 30, "cyan"),
                )  # fmt: skip
            table.add_row(
                cell(build.program), cell(build.at), cell("all"), cell(duration(whole)),
                cell(f"{build.n_compiled} parts compiled, {build.n_functions} functions"),
            )  # fmt: skip
        text = "" if state.builds else "no build yet"
        self.query_one("#below", Static).update(text)


class Traces(TableView):
    NAME, TITLE = "traces", "Traces"
    COLUMNS = (("calls", 12), ("time", 10), ("function", 34), ("pattern", 12), ("stable", 8),
               ("types", 50), ("file", 24))  # fmt: skip
    EMPTY = "the trace database is empty: `pyc trace prog.py` fills it"

    def show(self, state: State) -> None:
        self.fill([
            ((each.function, each.file, 0), f"{each.types}  {each.file}:{each.line}",
             self._cells(each))
            for each in model.trace_rows(state)
        ])  # fmt: skip

    @staticmethod
    def _cells(each: model.TraceRow) -> list[Text]:
        patterns = {"monomorphic": "green", "polymorphic": "yellow", "megamorphic": "red"}
        return [
            cell(f"{each.calls:,}"),
            cell(duration(each.milliseconds / 1e3)),
            cell(each.function),
            cell(each.pattern, patterns[each.pattern]),
            cell(percent(each.stability)),
            cell(each.types),
            cell(place(each.file, each.line), "dim"),
        ]
