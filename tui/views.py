"""The tabs of the console: each shows a state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message

from pyc.compiler.profiler.profile import is_python
from pyc.compiler.profiler.totals import Change, Key
from pyc.compiler.tracer.fingerprints import TOLD
from pyc.tui import questions
from pyc.tui.model import Build, Decision, Sort, State, TraceRow, file_name
from pyc.tui.table import Cell, Column, Said, Table, number
from pyc.tui.text import bar, duration, heat, percent

MOST = 1000  # characters of a line
VERDICTS = {"native": "good", "partly boxed": "fair", "boxed only": "bad", "unused": "dim"}
PATTERNS = {"monomorphic": "good", "polymorphic": "fair", "megamorphic": "bad"}


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

    class SortWanted(Message):
        def __init__(self, by: Sort) -> None:
            super().__init__()
            self.by = by

    def show(self, state: State) -> None:
        raise NotImplementedError

    def take_focus(self) -> None:
        for widget in self.query(Table):
            widget.focus()
            return

    def say(self, text: str) -> None:
        """Below the table; a line that does not fit goes on in the next."""
        self.query_one("#below", Said).say(text)


def place(file: str, line: int = 0) -> str:
    return f"{file_name(file)}:{line}" if line else file_name(file)


class TableView(View):
    """A table whose rows are functions, and a text below it about the row under the cursor."""

    COLUMNS: ClassVar[tuple[Column, ...]]
    EMPTY: ClassVar[str]

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.keys: list[Key] = []
        self._detail: Callable[[int], str] = lambda n: ""

    def compose(self) -> ComposeResult:
        yield Table(self.COLUMNS, id="rows")
        yield Said(id="below")

    @property
    def table(self) -> Table:
        return self.query_one("#rows", Table)

    def fill(self, state: State, keys: list[Key], row: Callable[[int], Sequence[Cell]],
             detail: Callable[[int], str]) -> None:  # fmt: skip
        """The cursor follows the function that is chosen, else it stays on its function."""
        at = self.table.cursor
        here = state.selected or (self.keys[at] if at and at < len(self.keys) else None)
        self.keys, self._detail = keys, detail
        self.table.show(len(keys), row)
        if here is not None and here in keys:
            if at >= len(keys) or keys[at] != here:
                self.table.go_to(keys.index(here))
        self._tell()

    @property
    def key(self) -> Key | None:
        """Of the row under the cursor."""
        return self.keys[self.table.cursor] if self.keys else None

    def _tell(self) -> None:
        self.say(self._detail(self.table.cursor) if self.keys else self.EMPTY)

    def on_table_moved(self, event: Table.Moved) -> None:
        if event.table is self.table and event.row < len(self.keys):
            self._tell()
            self.post_message(self.Chosen(self.keys[event.row]))

    def on_table_opened(self, event: Table.Opened) -> None:
        if event.table is self.table and event.row < len(self.keys):
            self.post_message(self.Opened(self.keys[event.row]))


class Hot(TableView):
    """Below the functions, the callers and callees of the one under the cursor."""

    NAME, TITLE = "hot", "Hot"
    COLUMNS = (
        number("self", 8), Column("", 10, rank=4), number("total", 8),
        Column("function", 22, grows=3), Column("verdict", 12), Column("tier", 5, rank=2),
        Column("types", 24, grows=4, rank=3), Column("file", 17, grows=1, rank=1),
    )  # fmt: skip
    CALLS = number("calls", 11)  # where they were counted
    NEAR = (
        number("total", 8), Column("called by", 16, grows=2), Column("file", 14, 1, 1),
    )  # fmt: skip
    SORTS: ClassVar[dict[str, Sort]] = {
        "self": "own", "": "own", "total": "total", "function": "name", "verdict": "verdict"
    }  # fmt: skip
    EMPTY = "no samples yet"

    def compose(self) -> ComposeResult:
        yield from super().compose()
        with Horizontal(id="near"):
            yield Table(self.NEAR, id="callers")
            calls = Column("calls", *self.NEAR[1][1:])
            yield Table((self.NEAR[0], calls, self.NEAR[2]), id="callees")

    def show(self, state: State) -> None:
        rows = questions.hot_rows(state)
        is_counted = state.profile is not None and bool(state.profile.calls)
        self.table.columns = (*self.COLUMNS, self.CALLS) if is_counted else self.COLUMNS
        self.fill(state, [row.key for row in rows], lambda n: self._cells(rows[n]),
                  lambda n: self._about(rows[n]))  # fmt: skip
        self.sides: dict[str | None, list[Key]] = {}
        near = questions.near(state, self.key) if self.key is not None else ([], [])
        for name, found in zip(("callers", "callees"), near, strict=True):
            self.sides[name] = [key for key, _ in found]
            self.query_one(f"#{name}", Table).show(len(found), _near_cells(found))

    def on_table_opened(self, event: Table.Opened) -> None:
        """A caller or callee becomes the function that is looked at."""
        keys = self.sides.get(event.table.id)
        if keys is None:
            super().on_table_opened(event)
        elif event.row < len(keys):
            self.post_message(self.Chosen(keys[event.row]))

    def on_table_title_clicked(self, event: Table.TitleClicked) -> None:
        by = self.SORTS.get(event.table.columns[event.row].title)
        if event.table is self.table and by is not None:
            self.post_message(self.SortWanted(by))

    @staticmethod
    def _cells(row: questions.HotRow) -> list[Cell]:
        name, file, _ = row.key
        decision = row.decision
        return [
            (percent(row.own), heat(row.own)),
            (bar(row.own, 10), heat(row.own)),
            (percent(row.total), ""),
            (name, "" if is_python(file) else "dim"),
            (row.verdict, VERDICTS.get(row.verdict, "")),
            (decision.tier if decision else "", "dim"),
            (decision.types if decision else "", "info"),
            (place(file), "dim"),
            (f"{row.calls:,}" if row.calls is not None else "", ""),
        ]

    @staticmethod
    def _about(row: questions.HotRow) -> str:
        decision = row.decision
        if decision is None:
            file = row.key[1]
            return file if is_python(file) else f"not Python: {file or 'the runtime or a library'}"
        parts = [f"{decision.verdict}: {decision.why}" if decision.why else decision.verdict]
        parts += [decision.types] if decision.types else []
        parts += [f"line {line}: {what}" for line, what in decision.boxed[:3]]
        return "; ".join(parts)


def _near_cells(found: list[tuple[Key, float]]) -> Callable[[int], Sequence[Cell]]:
    def cells(n: int) -> list[Cell]:
        (name, file, _), share = found[n]
        colour = "" if is_python(file) else "dim"
        return [(percent(share), ""), (name, colour), (place(file), "dim")]

    return cells


class Source(View):
    """The text of one file: heat, line, text, and what the compiler knows of the line."""

    NAME, TITLE = "source", "Source"
    COLUMNS = (
        number("self", 8), Column("", 8, rank=2), number("line", 5),
        Column("", 34, grows=5), Column("types", 20, grows=3),
    )  # fmt: skip

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.shown: questions.Source | None = None
        self.at: tuple[str, Key | None] | None = None

    def compose(self) -> ComposeResult:
        yield Said(id="file")
        yield Table(self.COLUMNS)
        yield Said(id="below")

    def show(self, state: State) -> None:
        file = questions.source_file(state)
        self.query_one("#file", Said).say(file or "no file yet")
        if file is None or file not in state.texts:
            return
        self.shown = questions.source(state, file)
        table = self.query_one(Table)
        table.show(len(self.shown.lines), self._cells)
        self._go_to(state, file)
        self._tell(table.cursor)

    def _go_to(self, state: State, file: str) -> None:
        """Where the function that was chosen begins; once, so that the reader may move on."""
        if self.at == (file, state.selected) or self.shown is None:
            return
        self.at = (file, state.selected)
        decision = state.selected and questions.decision_of(state, state.selected[0], file)
        own = self.shown.own
        line = decision.line if decision else max(own, key=lambda line: own[line], default=1)
        table = self.query_one(Table)
        table.go_to(line - 1)
        table.call_after_refresh(table.centre)

    def _cells(self, n: int) -> list[Cell]:
        assert self.shown is not None
        line = n + 1
        own, boxed = self.shown.own.get(line, 0.0), line in self.shown.boxed
        known = (*self.shown.types.get(line, ()), *(("boxed",) if boxed else ()))
        return [
            (percent(own) if own else "", heat(own)),
            (bar(own, 8) if own else "", heat(own)),
            (str(line), "dim"),
            (self.shown.lines[n][:MOST].expandtabs(4), heat(own) if own >= 0.05 else ""),
            ("; ".join(known), "fair" if boxed else "info"),
        ]

    def _tell(self, row: int) -> None:
        assert self.shown is not None
        line = row + 1
        parts = [f"line {line}: {percent(self.shown.total.get(line, 0.0)).strip()} in all"]
        parts += self.shown.types.get(line, ())
        parts += [f"boxed: {each}" for each in self.shown.boxed.get(line, ())]
        self.say("; ".join(parts))

    def on_table_moved(self, event: Table.Moved) -> None:
        self._tell(event.row)


class Decisions(TableView):
    NAME, TITLE = "decisions", "Decisions"
    COLUMNS = (
        number("heat", 8), Column("function", 20, grows=3), Column("verdict", 12),
        Column("tier", 5, rank=2), Column("by", 9), Column("evidence", 10, grows=2),
        number("gain", 7), Column("types", 24, grows=4, rank=1),
    )  # fmt: skip
    EMPTY = "the compiler was not asked: start pyc-tui with the program's .py file"

    def show(self, state: State) -> None:
        rows = questions.decision_rows(state)
        self.fill(state, [(each.function, each.file, 0) for each, _, _ in rows],
                  lambda n: self._cells(*rows[n]), lambda n: self._about(rows[n][0]))  # fmt: skip

    @staticmethod
    def _cells(each: Decision, share: float, gain: float | None) -> list[Cell]:
        return [
            (percent(share) if share else "", heat(share)),
            (each.function, ""),
            (each.verdict, VERDICTS.get(each.verdict, "")),
            (each.tier, "dim"),
            (each.by, ""),
            (each.evidence, ""),
            (f"{gain:.1f}x" if gain is not None else "", "good" if gain and gain > 1 else "bad"),
            (each.types, "info"),
        ]

    @staticmethod
    def _about(each: Decision) -> str:
        parts = [place(each.file, each.line)]
        parts += [each.why] if each.why else []
        parts += [f"guessed by {each.by}: {each.guesses}"] if each.guesses else []
        parts += [f"line {line}: {what}" for line, what in each.boxed[:6]]
        return "; ".join(parts)


class Changes(TableView):
    NAME, TITLE = "changes", "Changes"
    COLUMNS = (
        number("before", 9), number("after", 9), number("change", 10), number("times", 7),
        Column("function", 24, grows=3), Column("file", 14, grows=1, rank=1),
    )
    EMPTY = "nothing to compare with: o opens another profile; b compares from here on"

    def show(self, state: State) -> None:
        rows = questions.changes(state)
        self.fill(state, [(each.function, each.file, 0) for each in rows],
                  lambda n: self._cells(rows[n]), lambda n: self._about(rows[n]))  # fmt: skip

    @staticmethod
    def _cells(each: Change) -> list[Cell]:
        grown = each.after - each.before
        times = f"{each.before / each.after:.1f}x" if each.before and each.after else ""
        return [
            (duration(each.before / 1e9), ""),
            (duration(each.after / 1e9), ""),
            (f"{'+' if grown > 0 else '-'}{duration(abs(grown) / 1e9)}" if grown else "",
             "bad" if grown > 0 else "good"),
            (times, ""),
            (each.function, ""),
            (place(each.file), "dim"),
        ]  # fmt: skip

    @staticmethod
    def _about(each: Change) -> str:
        before, after = duration(each.before_total / 1e9), duration(each.after_total / 1e9)
        return f"with all that it called: {before} before, {after} after"


class Builds(View):
    NAME, TITLE = "builds", "Builds"
    COLUMNS = (
        Column("at", 8), Column("kind", 11), Column("stage", 16),
        number("time", 9),
        Column("", 20, grows=1), Column("program", 14, rank=1),
    )  # fmt: skip
    EMPTY = "no build yet: start pyc-tui with the program's .py file"

    def compose(self) -> ComposeResult:
        yield Table(self.COLUMNS)
        yield Said(id="below")

    def show(self, state: State) -> None:
        rows = [row for build in state.builds for row in self._rows(build)]
        self.query_one(Table).show(len(rows), lambda n: rows[n])
        self.say(f"{len(state.builds)} builds; the program is built again when its text changes"
                 if rows else self.EMPTY)  # fmt: skip

    @staticmethod
    def _rows(build: Build) -> list[list[Cell]]:
        whole = sum(seconds for _, seconds in build.stages)
        told = f"parts compiled: {build.n_compiled}, functions: {build.n_functions}"
        lines = [("all", whole, (told, "dim"))]
        lines += [
            (stage, seconds, (bar(seconds / (whole or 1.0), 20), "info"))
            for stage, seconds in build.stages
        ]
        return [
            [(build.at if n == 0 else "", ""), (build.kind if n == 0 else "", ""),
             (stage if n == 0 else f"  {stage}", ""), (duration(seconds), ""), what,
             (build.program if n == 0 else "", "dim")]
            for n, (stage, seconds, what) in enumerate(lines)
        ]  # fmt: skip


class Traces(TableView):
    """Functions, with the types that the one under the cursor has seen, and the runs."""

    NAME, TITLE = "traces", "Traces"
    COLUMNS = (
        number("calls", 11), number("time", 9), Column("function", 20, grows=3),
        Column("pattern", 12), number("stable", 8, rank=2), Column("types", 20, grows=4, rank=1),
        Column("file", 16, grows=1, rank=3),
    )  # fmt: skip
    SIGNATURES = (
        number("calls", 11), number("each", 9),
        Column("argument types", 28, grows=3),
        Column("returns", 12, grows=1),
    )
    RUNS = (
        number("run", 5), Column("began", 16), number("took", 9),
        number("functions", 9),
        Column("Python", 8, rank=1), Column("program", 20, grows=1),
    )
    EMPTY = "the trace database is empty: `pyc trace prog.py` fills it"

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield Table(self.SIGNATURES, id="signatures")
        yield Table(self.RUNS, id="runs")

    def show(self, state: State) -> None:
        self.rows = rows = questions.trace_rows(state)
        self.fill(state, [(each.function, each.file, 0) for each in rows],
                  lambda n: self._cells(rows[n]), lambda n: self._about(rows[n]))  # fmt: skip
        runs = state.runs
        self.query_one("#runs", Table).show(len(runs), lambda n: [
            (str(runs[n].number), ""), (runs[n].at, ""), (duration(runs[n].seconds), ""),
            (f"{runs[n].n_functions:,}", ""), (runs[n].python, "dim"), (runs[n].program, ""),
        ])  # fmt: skip

    def _tell(self) -> None:
        super()._tell()
        seen = self.rows[self.table.cursor].signatures if self.rows else ()
        self.query_one("#signatures", Table).show(len(seen), lambda n: [
            (f"{seen[n].calls:,}", ""),
            ("" if (took := seen[n].milliseconds) is None else duration(took / 1e3), ""),
            (seen[n].types, "info"), (seen[n].returns, "info"),
        ])  # fmt: skip

    @staticmethod
    def _cells(each: TraceRow) -> list[Cell]:
        is_current = each.standing == "current"
        pattern = (each.pattern, PATTERNS.get(each.pattern, ""))
        return [
            (f"{each.calls:,}", ""),
            (duration(each.milliseconds / 1e3), ""),
            (each.function, "" if is_current else "dim"),
            pattern if is_current else (each.standing, "bad"),
            (percent(each.stability), ""),
            (each.types, "info"),
            (place(each.file, each.line), "dim"),
        ]

    @staticmethod
    def _about(each: TraceRow) -> str:
        callers = ", ".join(f"{name} {seen:,}x" for name, seen in each.callers[:4])
        parts = [f"{each.file}:{each.line}"]
        parts += [TOLD[each.standing]] if TOLD[each.standing] else []
        parts += [f"called by {callers}"] if callers else []
        return "; ".join(parts)


class Output(View):
    """What the program that was started has printed, and how it ended."""

    NAME, TITLE = "output", "Output"
    EMPTY = "nothing printed: only a program that the console started is heard here"

    def compose(self) -> ComposeResult:
        yield Table((Column("", 20, grows=1),), has_titles=False)
        yield Said(id="below")

    def show(self, state: State) -> None:
        table = self.query_one(Table)
        lines = state.output
        is_at_end = table.cursor >= table.n_rows - 1
        table.show(len(lines), lambda n: [(lines[n][:MOST].expandtabs(), "")])
        if is_at_end:
            table.go_to(len(lines) - 1)
        self.say(f"{state.status}  {state.message}" if lines or state.message else self.EMPTY)
