"""Stacks add up to functions, lines, trees and changes."""

from __future__ import annotations

import random

from pyc.compiler.profiler import collapsed, totals
from pyc.compiler.profiler.profile import Frame, Profile, loaded, merged, saved, without_foreign

MAIN = Frame("<module>", "/p/prog.py", 9)
AREA = Frame("area", "/p/prog.py", 3)
AREA_LATER = Frame("area", "/p/prog.py", 4)
FIB = Frame("fib", "/p/prog.py", 6)
C = Frame("pyc_list_sort", "", 0)

PROFILE = Profile(
    "prog.py",
    "native",
    {(MAIN, AREA): 30, (MAIN, AREA_LATER, C): 20, (MAIN, FIB, FIB, FIB): 40, (MAIN,): 10},
    period=10,
    n_samples=10,
)


def rows(found: list[totals.Row]) -> list[tuple[object, ...]]:
    return [(row.function, row.line, row.own, row.total) for row in found]


def test_a_recursion_counts_once() -> None:
    assert rows(totals.by_function(PROFILE)) == [
        ("fib", 0, 40, 40),
        ("area", 0, 30, 50),
        ("pyc_list_sort", 0, 20, 20),
        ("<module>", 0, 10, 100),
    ]


def test_time_in_c_belongs_to_the_line_that_called() -> None:
    assert rows(totals.by_line(without_foreign(PROFILE))) == [
        ("fib", 6, 40, 40),
        ("area", 3, 30, 30),
        ("area", 4, 20, 20),
        ("<module>", 9, 10, 100),
    ]


def test_call_tree_from_both_ends() -> None:
    shown = [
        (depth, node.function, node.total) for depth, node in totals.walk(totals.call_tree(PROFILE))
    ]
    assert shown[:4] == [
        (0, "prog.py", 100),
        (1, "<module>", 100),
        (2, "area", 50),
        (3, "pyc_list_sort", 20),
    ]
    inverted = totals.call_tree(PROFILE, inverted=True)
    assert [(node.function, node.total) for node in inverted.heaviest()] == [
        ("fib", 40), ("area", 30), ("pyc_list_sort", 20), ("<module>", 10)
    ]  # fmt: skip


def test_callers_and_callees() -> None:
    assert rows(totals.callers(PROFILE, "area", "/p/prog.py")) == [("<module>", 0, 0, 50)]
    assert rows(totals.callees(PROFILE, "<module>", "/p/prog.py")) == [
        ("area", 0, 30, 50),
        ("fib", 0, 40, 40),
    ]
    assert rows(totals.callers(PROFILE, "fib", "/p/prog.py")) == [("<module>", 0, 0, 40)]


def test_hot_path_ends_where_time_divides() -> None:
    assert [node.function for node in totals.hot_path(PROFILE)] == ["<module>", "area"]


def test_changes_between_folders() -> None:
    moved = {
        tuple(Frame(f.function, f.file.replace("/p/", "/q/"), f.line) for f in stack): time // 10
        for stack, time in PROFILE.stacks.items()
        if FIB not in stack
    }
    found = totals.changes(PROFILE, Profile("prog.py", "native", moved))
    assert [(row.function, row.before, row.after) for row in found] == [
        ("fib", 40, 0), ("area", 30, 3), ("pyc_list_sort", 20, 2), ("<module>", 10, 1)
    ]  # fmt: skip


def test_sums_agree_on_random_profiles() -> None:
    chance = random.Random(7)
    names = [Frame(f"f{n % 9}", f"/p/m{n % 3}.py", n) for n in range(30)]
    stacks = {
        tuple(chance.choices(names, k=chance.randrange(1, 12))): chance.randrange(1, 99)
        for _ in range(300)
    }
    profile = Profile("random", "cpython", stacks)
    assert sum(row.own for row in totals.by_function(profile)) == profile.total
    assert sum(row.own for row in totals.by_line(profile)) == profile.total
    for inverted in (False, True):
        nodes = [node for _, node in totals.walk(totals.call_tree(profile, True, inverted))]
        assert sum(node.own for node in nodes) == profile.total
        assert all(
            node.total == node.own + sum(child.total for child in node.children.values())
            for node in nodes
        )
    assert merged([profile, profile]).total == 2 * profile.total


def test_stacks_deeper_than_python_recurses() -> None:
    deep = Profile("deep", "native", {tuple(Frame("f", "p.py", n) for n in range(50_000)): 5})
    assert totals.by_function(deep)[0].total == 5
    assert max(depth for depth, _ in totals.walk(totals.call_tree(deep, by_lines=True))) == 50_000
    assert len(totals.hot_path(deep)) == 50_000


def test_a_profile_is_kept_whole(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "kept.json"
    path.write_text(saved(PROFILE))
    assert loaded(path) == PROFILE


def test_collapsed_text_both_ways() -> None:
    text = collapsed.text(PROFILE)
    assert "<module> (/p/prog.py:9);area (/p/prog.py:4);pyc_list_sort ([native]) 2\n" in text
    assert collapsed.stacks(text.splitlines()) == {
        stack: time // 10 for stack, time in PROFILE.stacks.items()
    }


def test_lines_that_are_no_stacks_are_passed_over() -> None:
    lines = ["", "nonsense", "a (x.py:1) 3", "no count", "b 2", "a (x.py:1) 4", "λ;µ (é.py:7) 1"]
    assert collapsed.stacks(lines) == {
        (Frame("a", "x.py", 1),): 7,
        (Frame("b", "", 0),): 2,
        (Frame("λ", "", 0), Frame("µ", "é.py", 7)): 1,
    }
