"""`pyc-tui`: the console. It holds one state, draws the tab in sight, turns keys into events."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from textual import work
from textual.app import App, ComposeResult, SystemCommand
from textual.binding import Binding
from textual.containers import Vertical
from textual.notifications import SeverityLevel
from textual.reactive import reactive
from textual.screen import ModalScreen, Screen
from textual.widgets import Footer, Header, Input, Markdown, TabbedContent, TabPane

from pyc.compiler.profiler.exports import exported, form_of
from pyc.compiler.profiler.profile import ProfileError, loaded
from pyc.tui.feed import Feed, text_of
from pyc.tui.flame import Flame
from pyc.tui.model import (
    SORTS,
    Cleared,
    Compared,
    Ended,
    Event,
    Failed,
    Filtered,
    Searched,
    Selected,
    Sorted,
    State,
    Switch,
    Toggled,
    Zoomed,
    step,
)  # fmt: skip
from pyc.tui.questions import source_file, summary
from pyc.tui.table import Said
from pyc.tui.text import plain
from pyc.tui.views import Builds, Changes, Decisions, Hot, Output, Source, Traces, View

HELP = Path(__file__).with_name("help.md")
TIDYING = 1.0  # seconds between looks for garbage, beside refreshes
Events = Callable[[threading.Event], Iterator[Event]]  # until that is set


@dataclass(frozen=True, slots=True)
class Facts:
    """Beside what is measured: what the compiler decides, None where it is not asked; and what was
    traced."""

    decisions: Events | None
    traces: Callable[[], Event]


@dataclass(frozen=True, slots=True)
class Question:
    """Typed at the bottom. `hears`: what each letter changes at once."""

    title: str
    hears: Callable[[str], Event] | None = None


QUESTIONS = {
    "filter": Question("Filter functions", Filtered),
    "search": Question("Search in the flame graph", Searched),
    "export": Question("Export to (.svg .html .json .speedscope.json .pb.gz .collapsed .png)"),
    "compare": Question("Compare with the profile in"),
}


class Console(App[None]):
    """`feed`: what is measured; `baseline`: a profile to compare with; `foreign`: C functions are
    shown from the start."""

    TITLE = "pyc"
    CSS_PATH = "console.tcss"
    BINDINGS = [
        *(Binding(str(n), f"tab('{name}')", show=False) for n, name in enumerate(
            ("hot", "flame", "source", "decisions", "changes", "builds", "traces", "output"), 1)),
        # Where there is no room for all, the first ones stay.
        Binding("question_mark", "help", "Help"),
        Binding("q", "quit", "Quit"),
        Binding("space", "switch('pause')", "Pause"),
        Binding("slash", "ask('filter')", "Filter"),
        Binding("s", "sort", "Sort"),
        Binding("e", "ask('export')", "Export"),
        Binding("n", "switch('foreign')", "C code"),
        Binding("f", "ask('search')", "Search"),
        Binding("i", "switch('invert')", "Invert"),
        Binding("l", "switch('lines')", "Lines"),
        Binding("o", "ask('compare')", "Compare with", show=False),
        Binding("b", "baseline", "Compare from here", show=False),
        Binding("c", "clear", "Forget", show=False),
    ]  # fmt: skip

    state: reactive[State] = reactive(
        State(""), always_update=True, layout=False, repaint=False, init=False
    )

    def __init__(
        self, feed: Feed | None, facts: Facts, baseline: Path | None = None, foreign: bool = False
    ) -> None:
        super().__init__()
        self._feed = feed
        self._facts = facts
        self._baseline = baseline
        self._asked: Question | None = None
        self._reading: set[str] = set()  # files whose text is on its way
        self._stop = threading.Event()
        self.set_reactive(Console.state, State(
            feed.title if feed else "no program", with_foreign=foreign
        ))  # fmt: skip

    # ---- What is there

    def compose(self) -> ComposeResult:
        yield Header()
        yield Said(id="summary")
        with TabbedContent(id="tabs", initial="hot" if self._feed else "traces"):
            for view in (Hot, Flames, Source, Decisions, Changes, Builds, Traces, Output):
                with TabPane(view.TITLE, id=view.NAME):
                    yield view(id=f"{view.NAME}-view")
        yield Input(id="prompt", classes="hidden", disabled=True)
        yield Footer()

    def on_mount(self) -> None:
        self.set_interval(TIDYING, lambda: gc.collect(0))
        self.view.take_focus()
        if self._feed is not None:
            self.listen(self._feed.events)
        if self._facts.decisions is not None:
            self.listen(self._facts.decisions)
        self.learn(self._facts.traces)
        if self._baseline is not None:
            self._compare(self._baseline)

    def on_unmount(self) -> None:
        self._stop.set()

    # Asked of the first screen: help or the palette may lie above it.

    @property
    def _tabs(self) -> TabbedContent:
        return self.screen_stack[0].query_one(TabbedContent)

    @property
    def _prompt(self) -> Input:
        return self.screen_stack[0].query_one("#prompt", Input)

    @property
    def view(self) -> View:
        """The tab in sight."""
        return self.screen_stack[0].query_one(f"#{self._tabs.active}-view", View)

    # ---- What comes in, each in a thread of its own

    @work(thread=True, exit_on_error=False)
    def listen(self, events: Events) -> None:
        try:
            for event in events(self._stop):
                self._tell(event)
        except (ProfileError, OSError) as error:
            self._tell(Ended("failed", str(error)))
        except Exception as error:  # whatever breaks there, the console stands and says so
            self._tell(Failed(f"{type(error).__name__}: {error}"))

    @work(thread=True, exit_on_error=False)
    def learn(self, fact: Callable[[], Event]) -> None:
        try:
            self._tell(fact())
        except (ProfileError, OSError) as error:
            self._tell(Failed(str(error)))

    def _compare(self, path: Path) -> None:
        self.learn(lambda: Compared(loaded(path)))

    def _tell(self, event: Event) -> None:
        if not self._stop.is_set():
            self.call_from_thread(self.happen, event)

    # ---- The one state

    def happen(self, event: Event) -> None:
        self.state = step(self.state, event)

    def watch_state(self) -> None:
        if not self._stop.is_set():
            self._draw()

    def _draw(self) -> None:
        """Only what is seen: the others are drawn when their turn comes."""
        if self._tabs.active == "source":
            file = source_file(self.state)
            if file is not None and file not in self.state.texts and file not in self._reading:
                self._reading.add(file)
                self.learn(lambda: text_of(file))
        self.screen_stack[0].query_one("#summary", Said).say(summary(self.state))
        self.view.show(self.state)

    def on_tabbed_content_tab_activated(self) -> None:
        self._draw()

    # ---- Keys

    def action_tab(self, name: str) -> None:
        self._tabs.active = name
        self.view.take_focus()

    def action_switch(self, name: Switch) -> None:
        self.happen(Toggled(name))

    def action_sort(self) -> None:
        self.happen(Sorted(SORTS[(SORTS.index(self.state.sort) + 1) % len(SORTS)]))

    def action_clear(self) -> None:
        self.happen(Cleared())

    def action_baseline(self) -> None:
        """What was measured so far is what later changes are measured from."""
        self.happen(Compared(self.state.profile))
        self.happen(Cleared())

    def action_ask(self, what: str) -> None:
        self._asked = QUESTIONS[what]
        prompt = self._prompt
        prompt.border_title = self._asked.title
        with prompt.prevent(Input.Changed):
            prompt.value = {"filter": self.state.filter, "search": self.state.search}.get(what, "")
        prompt.disabled = False
        prompt.remove_class("hidden")
        prompt.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        if self._asked is not None and self._asked.hears is not None:
            self.happen(self._asked.hears(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        path = Path(event.value).expanduser()
        if self._asked is QUESTIONS["export"] and event.value:
            self._export(path)
        elif self._asked is QUESTIONS["compare"] and event.value:
            self._compare(path)
            self.action_tab("changes")
        self._close_prompt()

    def key_escape(self) -> None:
        if self._asked is not None:
            if self._asked.hears is not None:
                self.happen(self._asked.hears(""))
            self._close_prompt()

    def _close_prompt(self) -> None:
        self._asked = None
        self._prompt.disabled = True
        self._prompt.add_class("hidden")
        self.view.take_focus()

    def _export(self, path: Path) -> None:
        profile, form = self.state.profile, form_of(path)
        if profile is None:
            self._say("there is nothing to export yet", "warning")
        elif form is None:
            self._say(f"{path.name}: no such form", "error")
        else:
            try:
                path.write_bytes(exported(profile, form))
            except (OSError, ValueError, ProfileError) as error:
                self._say(str(error), "error")
            else:
                self._say(f"written: {path}")

    def _say(self, text: str, severity: SeverityLevel = "information") -> None:
        self.notify(plain(text), severity=severity, markup=False)

    def action_help(self) -> None:
        self.push_screen(Help())

    # ---- What views tell

    def on_flame_zoom(self, event: Flame.Zoom) -> None:
        self.happen(Zoomed(event.path))

    def on_flame_chosen(self, event: Flame.Chosen) -> None:
        name, file, _ = event.box.key
        self.happen(Selected((name, file, 0) if event.box.path else None))

    def on_view_chosen(self, event: View.Chosen) -> None:
        if event.key != self.state.selected:
            self.happen(Selected(event.key))

    def on_view_opened(self, event: View.Opened) -> None:
        self.happen(Selected(event.key))
        self.action_tab("source")

    def on_view_sort_wanted(self, event: View.SortWanted) -> None:
        self.happen(Sorted(event.by))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        yield from super().get_system_commands(screen)
        for name, text, what in COMMANDS:
            yield SystemCommand(name, text, lambda what=what: self.run_action(what))


COMMANDS = (
    ("Pause or go on", "Hold the display still; nothing is lost", "switch('pause')"),
    ("Sort by", "Own time, all time, name, verdict in turn", "sort"),
    ("Filter functions", "Show those whose name holds a text", "ask('filter')"),
    ("Search in the flame graph", "Mark boxes whose name holds a text", "ask('search')"),
    ("Invert the flame graph", "Where time was spent at the top", "switch('invert')"),
    ("Merge by function or line", "How boxes of the flame graph are joined", "switch('lines')"),
    ("Show C functions", "The runtime's and libraries' functions", "switch('foreign')"),
    ("Export", "Flame graph, speedscope, pprof, collapsed stacks", "ask('export')"),
    ("Compare with a profile", "Another run, kept by `pyc profile --save`", "ask('compare')"),
    ("Compare from here", "Changes are measured against what came so far", "baseline"),
    ("Forget what was measured", "Begin anew", "clear"),
)


class Flames(View):
    """The flame graph, and a line about the box under the cursor."""

    NAME, TITLE = "flame", "Flame"

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Flame(id="graph")
            yield Said(id="below")

    def show(self, state: State) -> None:
        self.query_one(Flame).state = state

    def on_flame_drawn(self, event: Flame.Drawn) -> None:
        self.say(event.about)

    def take_focus(self) -> None:
        self.query_one(Flame).focus()


class Help(ModalScreen[None]):
    BINDINGS = [Binding("escape,q,question_mark", "dismiss", "Close")]

    def compose(self) -> ComposeResult:
        with Vertical(id="help"):
            yield Markdown(HELP.read_text(encoding="utf-8"))
            yield Footer()
