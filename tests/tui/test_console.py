"""What keys, the mouse and the prompt do, and that no program and no file breaks the console."""

from __future__ import annotations

import argparse
import asyncio
import io
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import redirect_stderr
from pathlib import Path
from typing import Any

import pytest
from textual.binding import Binding
from textual.pilot import Pilot
from textual.widgets import Input, TabbedContent

from pyc.compiler.profiler.profile import Frame, Profile, ProfileError, loaded, saved
from pyc.tui import facts
from pyc.tui.__main__ import main
from pyc.tui.app import HELP, QUESTIONS, Console, Facts, Help
from pyc.tui.feed import Kept, feed_for, text_of
from pyc.tui.flame import Flame
from pyc.tui.model import (
    Decided,
    Decision,
    Ended,
    Event,
    Failed,
    Measured,
    Printed,
    Read,
    Signature,
    Traced,
    TraceRow,
)
from pyc.tui.table import Said, Table
from tests.tui import sample
from tests.tui.test_model import ATTRACT, HOSTILE, MAIN, MODULE, STEP

TABS = ("hot", "flame", "source", "decisions", "changes", "builds", "traces", "output")
Script = Callable[[Console, Pilot[None]], Awaitable[None]]


def play(app: Console, script: Script, size: tuple[int, int] = (120, 36)) -> None:
    """Runs the console without a terminal; all that its feed tells has come when the script
    begins."""

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            await app.workers.wait_for_complete()
            await pilot.pause()
            await script(app, pilot)

    asyncio.run(run())


def scripted(script: Script) -> Callable[[], None]:
    def run() -> None:
        play(sample.console(), script)

    run.__name__, run.__doc__ = script.__name__, script.__doc__  # type: ignore[attr-defined]
    return run


def shown(app: Console, row: int = 0, table: str = "#rows") -> str:
    """The text of a row of the tab in sight."""
    found = app.view.query_one(table, Table)
    return "".join(segment.text for segment in found.render_line(row + 1))


def said(app: Console) -> str:
    return app.view.query_one("#below", Said).text


# ---- Keys


@scripted
async def test_numbers_are_tabs(app: Console, pilot: Pilot[None]) -> None:
    for number, name in enumerate(TABS, 1):
        await pilot.press(str(number))
        assert app.query_one(TabbedContent).active == name


@scripted
async def test_sort(app: Console, pilot: Pilot[None]) -> None:
    assert "attract" in shown(app)
    await pilot.press("s", "s")
    assert app.state.sort == "name" and "<module>" in shown(app)


@scripted
async def test_sort_by_a_click_on_a_title(app: Console, pilot: Pilot[None]) -> None:
    await pilot.click("#hot-view #rows", offset=(22, 0))
    assert app.state.sort == "total" and "100.0 %" in shown(app)


@scripted
async def test_filter_hears_each_letter_and_escape_ends_it(
    app: Console, pilot: Pilot[None]
) -> None:
    await pilot.press("slash", "d", "i", "s")
    assert app.state.filter == "dis" and "distance" in shown(app)
    await pilot.press("enter")
    assert app.state.filter == "dis" and app.query_one("#prompt", Input).disabled
    await pilot.press("slash", "escape")
    assert app.state.filter == "" and "attract" in shown(app)


@scripted
async def test_letters_of_a_filter_are_no_commands(app: Console, pilot: Pilot[None]) -> None:
    await pilot.press("slash", "q", "space", "1", "question_mark")
    assert app.state.filter == "q 1?" and app.is_running and app.state.status == "ended"


@scripted
async def test_enter_opens_the_source_at_the_function(app: Console, pilot: Pilot[None]) -> None:
    await pilot.press("down", "enter")
    await pilot.pause()
    assert app.query_one(TabbedContent).active == "source"
    table = app.view.query_one(Table)
    assert table.has_focus and table.cursor == 14
    assert "def distance(a, b):" in shown(app, 14 - round(table.scroll_offset.y), "Table")
    assert "a: Body" in said(app)


@scripted
async def test_callers_and_callees_of_the_row_under_the_cursor(
    app: Console, pilot: Pilot[None]
) -> None:
    assert "step" in shown(app, table="#callers") and "distance" in shown(app, table="#callees")
    await pilot.press("down", "down")
    assert app.state.selected == STEP
    assert "main" in shown(app, table="#callers")
    app.query_one("#callees", Table).focus()
    await pilot.press("enter")
    assert app.state.selected == ATTRACT


@scripted
async def test_help_opens_and_closes(app: Console, pilot: Pilot[None]) -> None:
    await pilot.press("question_mark")
    assert isinstance(app.screen, Help)
    app.happen(Measured(sample.profile()))  # goes on behind it
    await pilot.press("escape")
    assert not isinstance(app.screen, Help)


@scripted
async def test_each_command_of_the_palette_can_run(app: Console, pilot: Pilot[None]) -> None:
    for command in list(app.get_system_commands(app.screen)):
        if command.title in ("Pause or go on", "Sort by", "Filter functions", "Export",
                             "Invert the flame graph", "Forget what was measured"):  # fmt: skip
            app.call_later(command.callback)
            await pilot.pause()
            await pilot.press("escape")
    assert app.state.is_inverted and app.state.sort == "total" and app.state.profile is None
    await pilot.press("ctrl+p")
    await pilot.pause()
    assert type(app.screen).__name__ == "CommandPalette"
    app.happen(Measured(sample.profile()))
    await pilot.press("escape")


@scripted
async def test_quit(app: Console, pilot: Pilot[None]) -> None:
    await pilot.press("q")
    await pilot.pause()
    assert not app.is_running


@scripted
async def test_compare_from_here(app: Console, pilot: Pilot[None]) -> None:
    await pilot.press("b")
    assert app.state.profile is None and app.state.baseline == sample.profile()
    app.happen(Measured(sample.profile()))
    app.happen(Measured(sample.profile()))
    await pilot.press("5")
    assert "attract" in shown(app) and "0.5x" in shown(app)


@scripted
async def test_decisions_say_who_chose_and_what_it_gained(
    app: Console, pilot: Pilot[None]
) -> None:
    await pilot.press("4")
    await pilot.pause()
    assert "traces" in shown(app) and "31.0x" in shown(app)
    assert "guessed by traces: dt: float" in said(app)


@scripted
async def test_signatures_and_runs_of_the_trace_database(app: Console, pilot: Pilot[None]) -> None:
    await pilot.press("7")
    await pilot.press("end")
    assert "changed" in shown(app, 3)
    assert "its text was changed since" in said(app)
    await pilot.press("up")
    assert "Table.cell" in shown(app, 2)
    assert "value: float" in shown(app, 0, "#signatures")
    assert "value: str" in shown(app, 1, "#signatures")
    assert "2026-01-05" in shown(app, 0, "#runs")


@scripted
async def test_output_is_shown_with_how_it_ended(app: Console, pilot: Pilot[None]) -> None:
    await pilot.press("8")
    await pilot.pause()
    table = app.view.query_one(Table)
    lines = ["".join(s.text for s in table.render_line(y)) for y in range(len(sample.OUTPUT))]
    assert [line.rstrip() for line in lines] == list(sample.OUTPUT)
    assert "exit status 0" in said(app)


# ---- The flame graph


@scripted
async def test_zoom_by_keys(app: Console, pilot: Pilot[None]) -> None:
    await pilot.press("2", "down", "down", "down", "enter")
    assert app.state.zoom == (MODULE, MAIN, STEP)
    assert app.state.selected == STEP
    await pilot.pause()
    assert "step" in said(app)
    await pilot.press("escape")
    assert app.state.zoom == (MODULE, MAIN)
    await pilot.press("up", "enter")
    assert app.state.zoom == (MODULE,)


@scripted
async def test_zoom_by_the_mouse(app: Console, pilot: Pilot[None]) -> None:
    await pilot.press("2")
    await pilot.click(Flame, offset=(40, 3))
    assert app.state.selected == STEP and app.state.zoom == ()
    await pilot.click(Flame, offset=(40, 3))
    assert app.state.zoom == (MODULE, MAIN, STEP)
    await pilot.hover(Flame, offset=(40, 3))
    assert str(app.query_one(Flame).tooltip) == "step"


@scripted
async def test_search_invert_lines_and_foreign(app: Console, pilot: Pilot[None]) -> None:
    await pilot.press("2", "f", "d", "i", "s", "enter")
    found = [box for row in app.query_one(Flame).rows.values() for box in row if box.is_found]
    assert {box.key[0] for box in found} == {"distance"}
    await pilot.press("i", "l", "n")
    assert app.state.is_inverted and app.state.by_lines and app.state.with_foreign
    assert "pow" in {box.key[0] for box in app.query_one(Flame).rows[1]}


@scripted
async def test_the_root_is_the_name_of_the_program(app: Console, pilot: Pilot[None]) -> None:
    await pilot.press("2")
    await pilot.pause()
    first = "".join(segment.text for segment in app.query_one(Flame).render_line(0))
    assert first.strip() == "orbit.py" and sample.FILE in said(app)


# ---- Files


FORMS = ("run.svg", "run.html", "run.json", "run.speedscope.json", "run.pb.gz", "run.collapsed")


def test_export_in_every_form(tmp_path: Path) -> None:
    async def script(app: Console, pilot: Pilot[None]) -> None:
        for name in FORMS:
            await pilot.press("e")
            app.query_one("#prompt", Input).value = str(tmp_path / name)
            await pilot.press("enter")
        await pilot.press("e")
        app.query_one("#prompt", Input).value = str(tmp_path / "run.unknown")
        await pilot.press("enter")

    play(sample.console(), script)
    assert {path.name for path in tmp_path.iterdir()} == set(FORMS)
    assert all(path.stat().st_size for path in tmp_path.iterdir())
    assert loaded(tmp_path / "run.json") == sample.profile()


def test_an_export_that_cannot_be_written_is_told() -> None:
    async def script(app: Console, pilot: Pilot[None]) -> None:
        for name in ("/nowhere/[b]run.svg", "run\0.svg"):
            app._export(Path(name))
        await pilot.pause()
        assert len(app._notifications) == 2

    play(sample.console(), script)


def test_another_run_is_chosen_to_compare_with(tmp_path: Path) -> None:
    other, broken = tmp_path / "other.json", tmp_path / "broken.json"
    other.write_text(saved(sample.slower()))
    broken.write_text('{"format": "pyc-profile", "version": 1, "stacks": [[')

    async def ask(app: Console, pilot: Pilot[None], path: Path) -> None:
        await pilot.press("o")
        app.query_one("#prompt", Input).value = str(path)
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()

    async def script(app: Console, pilot: Pilot[None]) -> None:
        await ask(app, pilot, broken)
        assert "damaged" in app.state.message and app.state.baseline is None
        await ask(app, pilot, other)
        assert app.state.baseline == sample.slower()
        assert app.query_one(TabbedContent).active == "changes"
        assert "attract" in shown(app) and "31.0x" in shown(app)

    play(sample.console(Measured(sample.profile())), script)


def test_a_damaged_profile_is_told(tmp_path: Path) -> None:
    for number, text in enumerate(('{"format": "pyc-profile"', "{}", '{"stacks": 3}')):
        path = tmp_path / f"{number}.json"
        path.write_text(text)
        feed = feed_for(path, [], None, native=False)
        assert isinstance(feed, Kept)
        app = Console(feed, Facts(None, lambda: Traced(())), baseline=path)

        async def script(app: Console, pilot: Pilot[None]) -> None:
            assert app.state.status == "failed" and app.state.message

        play(app, script)


def test_texts_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "bytes.py").write_bytes(b"x = '\xff\x00'\r\n\x1b[31m\n")
    assert len(text_of(str(tmp_path / "bytes.py")).lines) == 2
    for name in ("/nowhere.py", str(tmp_path), "/dev/zero", "nul\0.py", "\ud800.py"):
        (line,) = text_of(name).lines
        assert "cannot be read" in line


# ---- What breaks other consoles


async def visit(app: Console, pilot: Pilot[None]) -> None:
    """Every tab, and what can be done on each; without keys, which take long."""
    for name in TABS:
        app.action_tab(name)
        await pilot.pause()
        for table in app.view.query(Table):
            table.action_step(1)
            table.action_last()
            table.action_page(-1)
    app.action_tab("flame")
    await pilot.pause()
    flame = app.query_one(Flame)
    for switch in ("invert", "lines", "foreign"):
        app.action_switch(switch)  # type: ignore[arg-type]
        flame.action_descend()
        flame.action_descend()
        flame.action_zoom()
        await pilot.pause()
    flame.action_out()
    flame.on_mouse_scroll_down()
    await pilot.pause()
    assert app.is_running and app.return_code in (0, None)


@pytest.mark.parametrize("name", ["nothing", "50,000 deep", "strange names"])
def test_hostile_profiles(name: str) -> None:
    play(sample.console(Measured(HOSTILE[name]())), visit, size=(80, 24))


NASTY = "[b]x[/b]\x1b[31m\x1b]0;title\x07\ud800\u202e[/][@click=app.quit]字\u0301\t\n"


def test_hostile_names_and_texts_everywhere() -> None:
    file = f"/{NASTY}/a.py"
    told: tuple[Event, ...] = (
        Measured(sample.profile([(50, ((NASTY, file, 1), (NASTY * 99, file, 2)))], program=NASTY)),
        Decided((Decision(NASTY, file, 1, NASTY, NASTY, NASTY, NASTY, ((1, NASTY),), NASTY, NASTY,
                          NASTY),), (), {file: {1: (NASTY,)}}),
        Traced((TraceRow(NASTY, file, 1, 1, 1, NASTY, NASTY, 1, (Signature(NASTY, NASTY, 1, None),),
                         ((NASTY, 1),)),)),
        Read(file, (NASTY, NASTY * 1000)), Printed((NASTY, NASTY * 1000)), Failed(NASTY),
        Ended("ended", NASTY),
    )  # fmt: skip
    app = Console(sample.Fixed(*told, title=NASTY), Facts(None, lambda: Traced(())))

    async def script(app: Console, pilot: Pilot[None]) -> None:
        await visit(app, pilot)
        drawn = app.export_screenshot()
        assert "\x1b" not in drawn and "\x07" not in drawn
        await pilot.hover(Flame, offset=(5, 1))
        app._say(NASTY)
        await pilot.pause()

    play(app, script)


def test_five_thousand_functions() -> None:
    stacks = {(Frame("main", "a.py", 1), Frame(f"f{n}", "a.py", n)): n + 1 for n in range(5000)}

    async def script(app: Console, pilot: Pilot[None]) -> None:
        assert "f4999" in shown(app)
        await pilot.press("end")
        assert "main" in shown(app, app.view.query_one("#rows", Table).size.height - 2)
        await visit(app, pilot)

    play(sample.console(Measured(Profile("p", "cpython", stacks))), script)


def test_a_feed_that_breaks_leaves_the_console_standing() -> None:
    class Broken:
        title = "broken"

        def __init__(self, error: Exception) -> None:
            self.error = error

        def events(self, stop: threading.Event) -> Iterator[Event]:
            yield Measured(sample.profile())
            raise self.error

    for error in (ProfileError("the process is gone"), ProcessLookupError("no such process"),
                  ValueError("who knows")):  # fmt: skip
        app = Console(Broken(error), Facts(None, lambda: Traced(())))

        async def script(
            app: Console, pilot: Pilot[None], text: str = str(error)
        ) -> None:
            assert text in app.state.message
            assert "attract" in shown(app)

        play(app, script)


def plan(**options: Any) -> argparse.Namespace:
    return argparse.Namespace(**{"plan": None, "traces": False, **options})


@pytest.mark.parametrize("text", ["def f(:\n", "\0", "# coding: nonsense\n"])
def test_a_program_that_does_not_compile_is_told(text: str, tmp_path: Path) -> None:
    program = tmp_path / "prog.py"
    program.write_text(text)
    told = next(iter(facts.watched(program, plan(), threading.Event())))
    assert isinstance(told, Failed) and "does not compile" in told.message


def test_the_first_arguments_are_checked(tmp_path: Path) -> None:
    errors = io.StringIO()
    with redirect_stderr(errors):
        assert main([str(tmp_path / "nowhere.py")]) == 3
        assert main(["--pid", "4194304"]) == 3
    assert "nowhere.py" in errors.getvalue() and "no process" in errors.getvalue()


def test_every_question_can_be_asked_and_left() -> None:
    async def script(app: Console, pilot: Pilot[None]) -> None:
        for what in QUESTIONS:
            app.action_ask(what)
            await pilot.press("escape")
            assert app.query_one("#prompt", Input).disabled
            app.action_ask(what)
            await pilot.press("enter")
            assert app.query_one("#prompt", Input).disabled

    play(sample.console(), script)


def test_help_names_every_key() -> None:
    text = HELP.read_text(encoding="utf-8")
    named = {"question_mark": "?", "slash": "/", "space": "Space"}
    for binding in Console.BINDINGS:
        assert isinstance(binding, Binding)
        if not binding.key.isdigit():
            assert f"| {named.get(binding.key, binding.key)} |" in text, binding.description
