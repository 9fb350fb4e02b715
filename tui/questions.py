"""What the tabs ask a state: rows of functions, lines, decisions and changes. No Textual here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from pyc.compiler.profiler import totals
from pyc.compiler.profiler.profile import is_python
from pyc.compiler.profiler.totals import Key
from pyc.tui.model import Decision, State, TraceRow, file_name

GRAVITY = {"boxed only": 0, "partly boxed": 1, "native": 2, "unused": 3}


class HotRow(NamedTuple):
    """`own`, `total`: shares of all time, 0 to 1."""

    key: Key
    own: float
    total: float
    decision: Decision | None
    calls: int | None = None  # exact, where they were counted

    @property
    def verdict(self) -> str:
        return self.decision.verdict if self.decision is not None else ""


def hot_rows(state: State) -> list[HotRow]:
    whole = state.sums.total or 1
    wanted = state.filter.casefold()
    calls = state.profile.calls if state.profile is not None else {}
    rows = [
        HotRow((row.function, row.file, 0), row.own / whole, row.total / whole,
               decision_of(state, row.function, row.file), calls.get((row.function, row.file)))
        for row in state.sums.rows()
        if not wanted or wanted in f"{row.function} {row.file}".casefold()
    ]  # fmt: skip
    match state.sort:
        case "total":
            rows.sort(key=lambda row: -row.total)
        case "name":
            rows.sort(key=lambda row: row.key)
        case "verdict":
            rows.sort(key=lambda row: (GRAVITY.get(row.verdict, 9), -row.own))
    return rows


def decision_of(state: State, function: str, file: str) -> Decision | None:
    """Of functions in files of the same name, the one whose folders agree the most."""
    found = state.decisions.get((function, file_name(file)), ())
    return max(found, key=lambda each: _likeness(each.file, file), default=None)


def _likeness(one: str, other: str) -> int:
    pairs = zip(reversed(one.split("/")), reversed(other.split("/")), strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), len(one))


def near(state: State, function: Key) -> tuple[list[tuple[Key, float]], list[tuple[Key, float]]]:
    """Who called it and whom it called, with their shares of all time."""
    whole = state.sums.total or 1
    callers, callees = (
        [(key, time / whole) for key, time in each]
        for each in (state.sums.callers(function), state.sums.callees(function))
    )
    return callers, callees


def source_file(state: State) -> str | None:
    """Of the function that is selected, else of the hottest one."""
    if state.selected is not None and state.selected[1]:
        return state.selected[1]
    functions = state.sums.functions
    files = (key for key in functions if is_python(key[1]))
    hottest = max(files, key=lambda key: (functions[key], key), default=None)
    if hottest is not None:
        return hottest[1]
    return next((each[0].file for each in state.decisions.values()), None)


@dataclass(frozen=True, slots=True)
class Source:
    """A file's lines, counted from 1. `own`, `total`: shares of all time."""

    lines: tuple[str, ...]
    own: Mapping[int, float]
    total: Mapping[int, float]
    types: Mapping[int, tuple[str, ...]]
    boxed: Mapping[int, tuple[str, ...]]


def source(state: State, file: str) -> Source:
    """Each line with its heat, inferred types and boxed places."""
    whole = state.sums.total or 1
    own: dict[int, float] = {}
    total: dict[int, float] = {}
    for key, (by_itself, in_all) in state.sums.lines.items():
        if key[1] == file:
            own[key[2]] = own.get(key[2], 0) + by_itself / whole
            total[key[2]] = max(total.get(key[2], 0), in_all / whole)
    boxed: dict[int, tuple[str, ...]] = {}
    for decision in decisions_in(state, file):
        for line, text in decision.boxed:
            boxed[line] = tuple(dict.fromkeys((*boxed.get(line, ()), text)))
    hints = {line: texts for name, each in state.hints.items() if _likeness(name, file)
             for line, texts in each.items()}  # fmt: skip
    return Source(state.texts.get(file, ()), own, total, hints, boxed)


def decisions_in(state: State, file: str) -> list[Decision]:
    return [
        each for (name, base) in state.decisions if base == file_name(file)
        if (each := decision_of(state, name, file)) is not None
    ]  # fmt: skip


def changes(state: State) -> list[totals.Change]:
    """From the baseline to what is measured now; the filter counts here, too."""
    if state.baseline is None or state.profile is None:
        return []
    wanted = state.filter.casefold()
    found = totals.changed(state.baseline_sums.rows(), state.sums.rows())
    return [each for each in found if wanted in each.function.casefold()]


def decision_rows(state: State) -> list[tuple[Decision, float, float | None]]:
    """Each with its share of all time and what it gained: how many times as fast as in the
    baseline, measured; None where there is none. The hottest first."""
    shares = {id(row.decision): row.own for row in hot_rows(replace(state, filter=""))}
    gains = {
        id(decision_of(state, each.function, each.file)): each.before / each.after
        for each in changes(replace(state, filter=""))
        if each.before and each.after
    }
    wanted = state.filter.casefold()
    rows = [
        (each, shares.get(id(each), 0.0), gains.get(id(each)))
        for same in state.decisions.values()
        for each in same
        if wanted in each.function.casefold()
    ]
    return sorted(rows, key=lambda row: (-row[1], row[0].file, row[0].line))


def trace_rows(state: State) -> list[TraceRow]:
    wanted = state.filter.casefold()
    return [row for row in state.traces if wanted in f"{row.function} {row.file}".casefold()]


def _has_foreign(state: State) -> bool:
    functions = state.sums.functions
    return not functions or not all(is_python(file) for _, file, _ in functions)


def summary(state: State) -> str:
    """One line about all of it."""
    parts = [state.title, state.status]
    profile = state.profile
    if profile is not None:
        parts.append(f"{profile.world}, {profile.total / 1e9:.2f} s, {profile.n_samples} samples")
    if state.message:
        parts.append(state.message)
    if profile is not None:
        parts.extend(profile.notes)
        if state.with_foreign and profile.world == "cpython" and not _has_foreign(state):
            parts.append("no C functions were sampled: start with --foreign")
    return "  ".join(parts)
