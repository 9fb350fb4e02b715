"""The console's state: what each event does to it, and what the tabs read from it."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise

import pytest

from pyc.compiler.profiler import totals
from pyc.compiler.profiler.profile import Frame, Profile, merged, without_foreign
from pyc.tui import questions
from pyc.tui.boxes import Tree
from pyc.tui.model import (
    SORTS,
    Cleared,
    Compared,
    Decided,
    Ended,
    Event,
    Failed,
    Filtered,
    Measured,
    Printed,
    Read,
    Searched,
    Selected,
    Sorted,
    State,
    Toggled,
    Traced,
    Zoomed,
    step,
)
from pyc.tui.sums import Sums, added
from tests.tui import sample

MAIN, STEP = ("main", sample.FILE, 0), ("step", sample.FILE, 0)
MODULE, ATTRACT = ("<module>", sample.FILE, 0), ("attract", sample.FILE, 0)


def after(*events: Event) -> State:
    state = State("prog")
    for event in events:
        state = step(state, event)
    return state


MEASURED = after(Measured(sample.profile()))


def names(state: State) -> list[str]:
    return [row.key[0] for row in questions.hot_rows(state)]


# ---- Events


def test_parts_of_a_run_add_up() -> None:
    state = after(Measured(sample.profile()), Measured(sample.profile()))
    assert state.status == "live"
    assert state.profile is not None and state.profile.total == 2 * sample.profile().total
    assert questions.hot_rows(state) == questions.hot_rows(MEASURED)  # shares stay


def test_a_pause_keeps_what_comes() -> None:
    paused = after(Measured(sample.profile()), Toggled("pause"), *[Measured(sample.slower())] * 2)
    assert paused.status == "paused"
    assert paused.profile == sample.profile()
    resumed = step(paused, Toggled("pause"))
    assert resumed.status == "live" and resumed.held is None
    assert resumed.profile is not None
    assert resumed.profile.total == sample.profile().total + 2 * sample.slower().total


def test_the_end_of_a_run_shows_what_a_pause_held() -> None:
    state = after(
        Measured(sample.profile()), Toggled("pause"), Measured(sample.profile()),
        Ended("ended", "0"),
    )  # fmt: skip
    assert state.status == "ended" and state.message == "0"
    assert state.profile is not None and state.profile.total == 2 * sample.profile().total


def test_a_run_that_is_over_cannot_be_paused() -> None:
    assert after(Ended("ended"), Toggled("pause")).status == "ended"


def test_all_is_forgotten_but_what_the_compiler_said() -> None:
    state = after(Measured(sample.profile()), Decided(sample.DECISIONS), Selected(STEP), Cleared())
    assert state.profile is None and state.shown is None and state.sums == Sums()
    assert state.selected is None and questions.hot_rows(state) == []
    assert len(questions.decision_rows(state)) == len(sample.DECISIONS)


def test_texts_output_builds_and_failures_are_kept() -> None:
    state = after(
        Read("a.py", ("x = 1",)), Printed(("one", "two")), Failed("no database"),
        Decided((), sample.BUILDS[1:]), Decided((), sample.BUILDS[:1]),
    )  # fmt: skip
    assert state.texts == {"a.py": ("x = 1",)}
    assert state.output == ("one", "two")
    assert state.message == "no database" and state.status == "starting"
    assert state.builds == sample.BUILDS  # the newest first


# ---- Hot functions


def test_time_in_the_runtime_counts_for_the_line_that_called_it() -> None:
    assert "pow" not in names(MEASURED)
    foreign = step(MEASURED, Toggled("foreign"))
    assert "pow" in names(foreign)
    own = {row.key[0]: row.own for row in questions.hot_rows(MEASURED)}
    apart = {row.key[0]: row.own for row in questions.hot_rows(foreign)}
    assert own["distance"] == pytest.approx(apart["distance"] + apart["pow"])
    assert step(foreign, Toggled("foreign")) == MEASURED


def test_sorting() -> None:
    state = step(MEASURED, Decided(sample.DECISIONS))
    assert names(state)[:3] == ["attract", "distance", "step"]
    assert names(step(state, Sorted("name"))) == sorted(names(state))
    rows = questions.hot_rows(step(state, Sorted("total")))
    assert [row.total for row in rows] == sorted((row.total for row in rows), reverse=True)
    assert names(step(state, Sorted("verdict")))[:2] == ["Table.cell", "table"]
    assert all(sorted(names(step(state, Sorted(by)))) == sorted(names(state)) for by in SORTS)


def test_filter_by_function_or_file_in_any_case() -> None:
    assert names(step(MEASURED, Filtered("DIST"))) == ["distance"]
    assert set(names(step(MEASURED, Filtered("report/")))) == {"table", "Table.cell"}
    assert names(step(MEASURED, Filtered("[b]"))) == []
    assert names(step(step(MEASURED, Filtered("x")), Filtered(""))) == names(MEASURED)


def test_callers_and_callees() -> None:
    callers, callees = questions.near(MEASURED, ATTRACT)
    assert [key for key, _ in callers] == [STEP]
    assert [key[0] for key, _ in callees] == ["distance"]
    rows = {row.key: row for row in questions.hot_rows(MEASURED)}
    assert callers[0][1] == pytest.approx(rows[ATTRACT].total)


# ---- The compiler's decisions


def test_a_decision_is_found_where_files_have_the_same_name() -> None:
    here, there = (sample.DECISIONS[1], f"{sample.FOLDER}/other/orbit.py")
    other = type(here)("distance", there, 3, "boxed only", "cold", "", "")
    state = step(MEASURED, Decided((other, here)))
    assert questions.decision_of(state, "distance", sample.FILE) == here
    assert questions.decision_of(state, "distance", "/copied/project/other/orbit.py") == other
    assert questions.decision_of(state, "nowhere", sample.FILE) is None


def test_gains_are_measured_against_the_baseline() -> None:
    state = step(MEASURED, Decided(sample.DECISIONS))
    assert all(gain is None for _, _, gain in questions.decision_rows(state))
    state = step(state, Compared(sample.slower()))
    rows = {each.function: (share, gain) for each, share, gain in questions.decision_rows(state)}
    assert rows["attract"][1] == pytest.approx(31)
    assert rows["step"][1] == pytest.approx(22)
    assert rows["Table.empty"] == (0.0, None)
    shares = [share for _, share, _ in questions.decision_rows(state)]
    assert shares == sorted(shares, reverse=True)


def test_changes_are_those_of_the_two_profiles() -> None:
    state = step(MEASURED, Compared(sample.slower()))
    wanted = totals.changes(without_foreign(sample.slower()), without_foreign(sample.profile()))
    assert questions.changes(state) == wanted
    only = questions.changes(step(state, Filtered("attr")))
    assert [each.function for each in only] == ["attract"]
    assert questions.changes(MEASURED) == []
    state = step(state, Toggled("foreign"))
    assert questions.changes(state) == totals.changes(sample.slower(), sample.profile())


def test_source_lines_have_heat_types_and_boxed_places() -> None:
    state = step(MEASURED, Decided(sample.DECISIONS, (), sample.HINTS))
    state = step(state, Read(sample.OTHER, ("a", "b")))
    own = questions.source(state, sample.FILE).own
    whole = sample.profile().total / 1e6
    assert own[24] == pytest.approx(420 / whole)
    assert own[18] == pytest.approx((310 + 95) / whole)
    assert questions.source(state, sample.FILE).types[16] == ("dx: float",)
    other = questions.source(state, sample.OTHER)
    assert other.lines == ("a", "b") and 16 not in other.types
    assert other.boxed[14][0].startswith("calls a value")


def test_the_source_of_the_function_that_is_chosen_else_of_the_hottest() -> None:
    assert questions.source_file(State("")) is None
    assert questions.source_file(MEASURED) == sample.FILE
    chosen = step(MEASURED, Selected(("table", sample.OTHER, 0)))
    assert questions.source_file(chosen) == sample.OTHER
    assert questions.source_file(after(Decided(sample.DECISIONS))) == sample.FILE


def test_traces_are_filtered() -> None:
    state = after(Traced(sample.TRACES, sample.RUNS), Filtered("cell"))
    assert [row.function for row in questions.trace_rows(state)] == ["Table.cell"]
    assert state.runs == sample.RUNS


def test_the_summary_says_what_is_known() -> None:
    assert questions.summary(State("prog")) == "prog  starting"
    state = step(MEASURED, Ended("ended", "exit status 3"))
    text = questions.summary(state)
    assert "native" in text and "1.62 s" in text and "exit status 3" in text


# ---- The flame graph


def children(state: State, width: int, path: tuple[totals.Key, ...]) -> list[str]:
    found = Tree().boxes(state, width, 50)
    return [box.key[0] for box in found if box.path[:-1] == path and box.path]


def test_callees_lie_below_and_within_their_callers() -> None:
    found = {box.path: box for box in Tree().boxes(MEASURED, 100, 50)}
    assert found[()].key[0] == "orbit.py" and (found[()].left, found[()].right) == (0, 100)
    for path, box in found.items():
        if path:
            caller = found[path[:-1]]
            assert caller.left <= box.left < box.right <= caller.right
            assert box.share <= caller.share
    assert found[MODULE, MAIN].share == pytest.approx(1.0)


def test_zoom_fills_the_width_and_keeps_the_way_there() -> None:
    path = (MODULE, MAIN, STEP)
    found = Tree().boxes(step(MEASURED, Zoomed(path)), 100, 50)
    assert [box.path for box in found[:4]] == [(), path[:1], path[:2], path]
    assert all((box.left, box.right) == (0, 100) for box in found[:4])
    assert {box.key[0] for box in found[4:]} == {"attract", "distance"}
    gone = step(MEASURED, Zoomed((("gone", "", 0),)))
    assert Tree().boxes(gone, 100, 50) == Tree().boxes(MEASURED, 100, 50)


def test_inverted_boxes_begin_where_time_was_spent() -> None:
    state = step(MEASURED, Toggled("invert"))
    assert set(children(state, 1000, ())) == set(names(MEASURED)) - {"<module>", "main"}
    distance = next(box.path for box in Tree().boxes(state, 100, 50) if box.key[0] == "distance")
    assert children(state, 1000, distance) == ["attract"]


def test_a_tree_that_grows_is_the_tree_of_the_whole() -> None:
    tree, state = Tree(), State("p")
    for part in (sample.profile(), sample.slower(), sample.profile(sample.STACKS[:3])):
        state = step(state, Measured(part))
        for name in ("lines", "invert", "lines", "invert"):
            path = next((box.path for box in Tree().boxes(state, 90, 50) if box.depth == 2), ())
            assert tree.boxes(state, 90, 50) == Tree().boxes(state, 90, 50)
            assert tree.own_share(state, path) == Tree().own_share(state, path)
            state = step(state, Toggled(name))  # type: ignore[arg-type]
    for name in ("foreign", "lines"):
        state = step(state, Toggled(name))  # type: ignore[arg-type]
        assert tree.boxes(state, 90, 50) == Tree().boxes(state, 90, 50)


def test_by_line_a_function_is_several_boxes() -> None:
    state = step(step(MEASURED, Zoomed((MODULE, MAIN))), Toggled("lines"))
    assert state.zoom == ()  # other boxes, other ways
    lines = {box.key[2] for box in Tree().boxes(state, 200, 50) if box.key[0] == "attract"}
    assert lines == {22, 24, 25}


def test_search_marks_boxes() -> None:
    found = Tree().boxes(step(MEASURED, Searched("DIST")), 100, 50)
    assert {box.key[0] for box in found if box.is_found} == {"distance"}


def test_own_share_is_what_the_callees_do_not_take() -> None:
    path = (MODULE, MAIN, STEP)
    assert Tree().own_share(MEASURED, path) == pytest.approx(230 / 1620)
    zoomed = step(MEASURED, Zoomed(path))
    assert Tree().own_share(zoomed, path) == pytest.approx(230 / (1620 - 165))


def test_only_levels_in_sight_are_divided() -> None:
    assert max(box.depth for box in Tree().boxes(MEASURED, 100, 2)) == 2


# ---- Any profile


def random_profile(seed: int) -> Profile:
    pick = random.Random(seed)
    functions = [(f"f{n}", pick.choice(("", "a.py", "dir/b.py"))) for n in range(8)]
    stacks: dict[tuple[Frame, ...], int] = {}
    for _ in range(pick.randrange(40)):
        depth = pick.randrange(12)
        stack = tuple(Frame(*pick.choice(functions), pick.randrange(4)) for _ in range(depth))
        stacks[stack] = stacks.get(stack, 0) + pick.randrange(1, 10**9)
    return Profile("p", "cpython", stacks)


@pytest.mark.parametrize("seed", range(30))
def test_sums_of_parts_are_those_of_the_whole(seed: int) -> None:
    parts = [random_profile(seed), random_profile(seed + 100), random_profile(seed + 200)]
    whole = merged(parts)
    sums = Sums()
    for part in parts:
        sums = added(sums, part)
    assert sums.total == whole.total
    assert sums.rows() == totals.by_function(whole)
    lines = {(row.function, row.file, row.line): (row.own, row.total)
             for row in totals.by_line(whole)}  # fmt: skip
    assert dict(sums.lines) == lines
    for key in sums.functions:
        for ours, theirs in ((sums.callers, totals.callers), (sums.callees, totals.callees)):
            wanted = {(row.function, row.file, 0): row.total
                      for row in theirs(whole, key[0], key[1])}  # fmt: skip
            assert dict(ours(key)) == wanted


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("switch", ["", "foreign", "invert", "lines"])
def test_boxes_of_a_level_never_overlap(seed: int, switch: str) -> None:
    state = after(Measured(random_profile(seed)))
    if switch:
        state = step(state, Toggled(switch))  # type: ignore[arg-type]
    for width in (1, 7, 80, 5000):
        found = Tree().boxes(state, width, 30)
        for depth in {box.depth for box in found}:
            row = sorted((box.left, box.right) for box in found if box.depth == depth)
            assert all(a[1] <= b[0] for a, b in pairwise(row))
            assert not row or (row[0][0] >= 0 and row[-1][1] <= width)


HOSTILE: dict[str, Callable[[], Profile]] = {
    "nothing": lambda: Profile("p", "cpython", {}),
    "an empty stack": lambda: Profile("p", "cpython", {(): 5}),
    "no time": lambda: Profile("p", "cpython", {(Frame("f", "a.py", 1),): 0}),
    "50,000 deep": lambda: Profile(
        "p", "cpython", {tuple(Frame("f", "a.py", n % 9) for n in range(50_000)): 7}
    ),
    "strange names": lambda: Profile(
        "[b]\x1b[31m", "native", {(Frame("\ud800[/]\n\x1b]0;x\x07", "\udcff/[i].py", -3),): 7}
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_profiles(name: str) -> None:
    state = after(Measured(HOSTILE[name]()), Compared(HOSTILE[name]()), Decided(sample.DECISIONS))
    for switch in ("foreign", "lines", "invert"):
        state = step(state, Toggled(switch))  # type: ignore[arg-type]
        found = Tree().boxes(state, 80, 40)
        assert all(0 <= box.left < box.right <= 80 and box.depth <= 40 for box in found)
        assert all(0 <= row.own <= row.total <= 1 for row in questions.hot_rows(state))
        questions.changes(state)
        questions.decision_rows(state)
        assert questions.summary(state)
