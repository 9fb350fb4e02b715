"""`pyc-tui`: the console. It holds one state, draws the tab in sight, turns keys into events."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path

from rich.text import Text
from textual import work
from textual.app import App, ComposeResult, SystemCommand
from textual.binding import Binding
from textual.containers import Vertical
from textual.reactive import reactive
from textual.screen import ModalScreen, Screen
from textual.widgets import Footer, Header, Input, Markdown, Static, TabbedContent, TabPane

from pyc.compiler.profiler.exports import exported, form_of
from pyc.compiler.profiler.profile import ProfileError, loaded, saved
from pyc.tui import facts
from pyc.tui.feed import Feed, text_of
from pyc.tui.flame import Flame
from pyc.tui.model import (
    SORTS,
    Cleared,
    Compared,
    Ended,
    Event,
    Filtered,
    Searched,
    Selected,
    Sorted,
    State,
    Toggled,
    Zoomed,
    source_file,
    step,
    summary,
)  # fmt: skip
from pyc.tui.text import plain
from pyc.tui.views import Builds, Changes, Decisions, Hot, Source, Traces, View

HELP = Path(__file__).with_name("help.md")
NARROW = 90  # columns


class Console(App[None]):
    """`feed`: what is measured; `program`: what the compiler is asked about."""

    TITLE = "pyc"
    CSS_PATH = "console.tcss"
    BINDINGS = [
        *(Binding(str(n), f"tab('{name}')", show=False) for n, name in enumerate(
            ("hot", "flame", "source", "decisions", "changes", "builds", "traces"), 1)),
        Binding("space", "switch('pause')", "Pause"),
        Binding("s", "sort", "Sort"),
        Binding("slash", "ask('filter')", "Filter"),
        Binding("f", "ask('search')", "Search"),
        Binding("i", "switch('invert')", "Invert"),
        Binding("l", "switch('lines')", "By line"),
        Binding("n", "switch('foreign')", "C code"),
        Binding("e", "ask('export')", "Export"),
        Binding("b", "baseline", "Compare from here", show=False),
        Binding("c", "clear", "Forget", show=False),
        Binding("question_mark", "help", "Help"),
        Binding("q", "quit", "Quit"),
    ]  # fmt: skip

    state: reactive[State] = reactive(State(""), always_update=True, layout=False)

    def __init__(self, feed: Feed | None, program: Path | None = None,
                 baseline: Path | None = None) -> None:  # fmt: skip
        super().__init__()
        self._feed = feed
        self._program = program
        self._baseline = baseline
        self._stop = threading.Event()
        self.set_reactive(Console.state, State(feed.title if feed else "traces"))

    # ---- What is there

    def compose(self) -> ComposeResult:
        yield Header()
        yield Static(id="summary")
        with TabbedContent(id="tabs", initial="hot" if self._feed else "traces"):
            for view in (Hot, Flames, Source, Decisions, Changes, Builds, Traces):
                with TabPane(view.TITLE, id=view.NAME):
                    yield view(id=f"{view.NAME}-view")
        yield Input(id="prompt", classes="hidden", disabled=True)
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(f"#{self.query_one(TabbedContent).active}-view", View).take_focus()
        self.watch_feed()
        self.watch_traces()
        if self._program is not None:
            self.watch_compiler(self._program)
        if self._baseline is not None:
            self.watch_baseline(self._baseline)

    def on_unmount(self) -> None:
        self._stop.set()

    # ---- What comes in, each in a thread of its own

    @work(thread=True, exit_on_error=False)
    def watch_feed(self) -> None:
        if self._feed is None:
            return
        try:
            for event in self._feed.events(self._stop):
                self.call_from_thread(self.happen, event)
        except (ProfileError, OSError) as error:
            self._tell(Ended("failed", str(error)))

    @work(thread=True, exit_on_error=False)
    def watch_compiler(self, program: Path) -> None:
        try:
            self._tell(facts.decided(program))
        except OSError as error:
            self._tell(Ended("failed", str(error)))

    @work(thread=True, exit_on_error=False)
    def watch_traces(self) -> None:
        self._tell(facts.traced())

    @work(thread=True, exit_on_error=False)
    def watch_baseline(self, path: Path) -> None:
        try:
            self._tell(Compared(loaded(path)))
        except (ProfileError, OSError) as error:
            self._tell(Ended("failed", str(error)))

    @work(thread=True, exit_on_error=False)
    def read_text(self, file: str) -> None:
        self._tell(text_of(file))

    def _tell(self, event: Event) -> None:
        if not self._stop.is_set():
            self.call_from_thread(self.happen, event)

    # ---- The one state

    def happen(self, event: Event) -> None:
        self.state = step(self.state, event)

    def watch_state(self) -> None:
        if not self.is_mounted(Static):
            return
        self.query_one("#summary", Static).update(Text(plain(summary(self.state))))
        self._draw()

    def is_mounted(self, kind: type[Static]) -> bool:  # type: ignore[override]
        return bool(self.query(kind))

    def _draw(self) -> None:
        """Only what is seen: the others are drawn when their turn comes."""
        tabs = self.query_one(TabbedContent)
        if not tabs.active:
            return
        view = self.query_one(f"#{tabs.active}-view", View)
        if tabs.active == "source":
            file = source_file(self.state)
            if file is not None and file not in self.state.texts:
                self.read_text(file)
        view.show(self.state)

    def on_tabbed_content_tab_activated(self) -> None:
        self._draw()

    # ---- Keys

    def action_tab(self, name: str) -> None:
        self.query_one(TabbedContent).active = name
        self.query_one(f"#{name}-view", View).take_focus()

    def action_switch(self, name: str) -> None:
        self.happen(Toggled(name))  # type: ignore[arg-type]

    def action_sort(self) -> None:
        self.happen(Sorted(SORTS[(SORTS.index(self.state.sort) + 1) % len(SORTS)]))

    def action_clear(self) -> None:
        self.happen(Cleared())

    def action_baseline(self) -> None:
        """What was measured so far is what later changes are measured from."""
        self.happen(Compared(self.state.profile))
        self.happen(Cleared())

    def action_ask(self, what: str) -> None:
        prompt = self.query_one("#prompt", Input)
        prompt.border_title = {
            "filter": "Filter functions", "search": "Search in the flame graph",
            "export": "Export to (.svg .html .json .speedscope.json .pb.gz .collapsed .png)",
        }[what]  # fmt: skip
        prompt.name_of_question = what  # type: ignore[attr-defined]
        prompt.value = {"filter": self.state.filter, "search": self.state.search}.get(what, "")
        prompt.disabled = False
        prompt.remove_class("hidden")
        prompt.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        what = getattr(event.input, "name_of_question", "")
        if what == "filter":
            self.happen(Filtered(event.value))
        elif what == "search":
            self.happen(Searched(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if getattr(event.input, "name_of_question", "") == "export" and event.value:
            self._export(Path(event.value).expanduser())
        self._close_prompt()

    def key_escape(self) -> None:
        prompt = self.query_one("#prompt", Input)
        if prompt.has_focus:
            what = getattr(prompt, "name_of_question", "")
            prompt.value = ""
            if what == "filter":
                self.happen(Filtered(""))
            elif what == "search":
                self.happen(Searched(""))
            self._close_prompt()

    def _close_prompt(self) -> None:
        prompt = self.query_one("#prompt", Input)
        prompt.disabled = True
        prompt.add_class("hidden")
        active = self.query_one(TabbedContent).active
        self.query_one(f"#{active}-view", View).take_focus()

    def _export(self, path: Path) -> None:
        profile, form = self.state.profile, form_of(path)
        if profile is None:
            self.notify("there is nothing to export yet", severity="warning")
            return
        if form is None:
            self.notify(f"{path.name}: no such form", severity="error")
            return
        try:
            path.write_bytes(
                exported(profile, form) if form != "profile" else saved(profile).encode()
            )
        except (OSError, ProfileError) as error:
            self.notify(plain(str(error)), severity="error")
        else:
            self.notify(plain(f"written: {path}"))

    def action_help(self) -> None:
        self.push_screen(Help())

    # ---- What views tell

    def on_flame_zoom(self, event: Flame.Zoom) -> None:
        self.happen(Zoomed(event.path))

    def on_flame_chosen(self, event: Flame.Chosen) -> None:
        name, file, _ = event.span.key
        self.happen(Selected((name, file, 0)))

    def on_view_chosen(self, event: View.Chosen) -> None:
        if event.key != self.state.selected:
            self.happen(Selected(event.key))

    def on_view_opened(self, event: View.Opened) -> None:
        self.happen(Selected(event.key))
        self.action_tab("source")

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
    ("Compare from here", "Changes are measured against what came so far", "baseline"),
    ("Forget what was measured", "Begin anew", "clear"),
)


class Flames(View):
    """The flame graph, and a line about the box under the cursor."""

    NAME, TITLE = "flame", "Flame"

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Flame(id="graph")
            yield Static(id="box")

    def show(self, state: State) -> None:
        graph = self.query_one(Flame)
        graph.state = state
        self.query_one("#box", Static).update(Text(plain(graph.describe())))

    def on_flame_chosen(self) -> None:
        graph = self.query_one(Flame)
        self.query_one("#box", Static).update(Text(plain(graph.describe())))

    def take_focus(self) -> None:
        self.query_one(Flame).focus()


class Help(ModalScreen[None]):
    BINDINGS = [Binding("escape,q,question_mark", "dismiss", "Close")]

    def compose(self) -> ComposeResult:
        with Vertical(id="help"):
            yield Markdown(HELP.read_text(encoding="utf-8"))
            yield Footer()
