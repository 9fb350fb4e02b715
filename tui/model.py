"""All that the console shows, as one frozen state, and how each event changes it. No Textual here.

    state = step(State(title="prog.py"), Measured(profile))
    state = step(state, Sorted("total"))
    hot_rows(state)

Screens are functions of the state: they ask the questions below and draw the answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from pyc.compiler.profiler import totals
from pyc.compiler.profiler.profile import Profile, merged, without_foreign
from pyc.compiler.profiler.totals import Key

Sort = Literal["own", "total", "name", "verdict"]
SORTS: tuple[Sort, ...] = ("own", "total", "name", "verdict")
Status = Literal["starting", "live", "paused", "ended", "saved", "failed"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What the compiler chose for a function. `by`: who chose; `evidence`: from what."""

    function: str
    file: str
    line: int
    verdict: str  # "native", "partly boxed", "boxed only", "unused"
    tier: str
    types: str  # "(n: int) -> float"
    why: str
    boxed: tuple[tuple[int, str], ...] = ()  # line, what is done at run time there
    hints: tuple[tuple[int, str], ...] = ()  # line, an inferred type
    by: str = "default"
    evidence: str = "inference"
    bytes: int = 0
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Build:
    """A build that took place; seconds of each stage."""

    program: str
    at: str
    stages: tuple[tuple[str, float], ...]
    n_compiled: int
    n_functions: int


@dataclass(frozen=True, slots=True)
class TraceRow:
    """A function of the trace database."""

    function: str
    file: str
    line: int
    calls: int
    milliseconds: float
    pattern: str
    types: str
    stability: float


@dataclass(frozen=True, slots=True)
class State:
    title: str
    status: Status = "starting"
    message: str = ""
    profile: Profile | None = None
    python: Profile | None = None  # the same without frames that are no Python
    held: Profile | None = None  # what came while the display was paused
    baseline: Profile | None = None
    decisions: Mapping[tuple[str, str], Decision] = field(default_factory=dict)
    builds: tuple[Build, ...] = ()
    traces: tuple[TraceRow, ...] = ()
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # lines by file
    sort: Sort = "own"
    filter: str = ""
    search: str = ""
    with_foreign: bool = False
    by_lines: bool = False
    is_inverted: bool = False
    zoom: tuple[Key, ...] = ()  # the way from the flame graph's root
    selected: Key | None = None


# ---- Events


@dataclass(frozen=True, slots=True)
class Measured:
    """More of the same run."""

    profile: Profile


@dataclass(frozen=True, slots=True)
class Ended:
    status: Status
    message: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    baseline: Profile | None


@dataclass(frozen=True, slots=True)
class Decided:
    decisions: tuple[Decision, ...]
    builds: tuple[Build, ...] = ()


@dataclass(frozen=True, slots=True)
class Traced:
    rows: tuple[TraceRow, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """The text of a file."""

    file: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sorted:
    by: Sort


@dataclass(frozen=True, slots=True)
class Filtered:
    text: str


@dataclass(frozen=True, slots=True)
class Searched:
    text: str


@dataclass(frozen=True, slots=True)
class Selected:
    key: Key | None


@dataclass(frozen=True, slots=True)
class Zoomed:
    """`path`: the keys from the root to the box that is to fill the width."""

    path: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Toggled:
    """One of the switches."""

    name: Literal["pause", "foreign", "lines", "invert"]


@dataclass(frozen=True, slots=True)
class Cleared:
    """What was measured so far is forgotten."""


Event = (
    Measured | Ended | Compared | Decided | Traced | Read | Sorted | Filtered | Searched
    | Selected | Zoomed | Toggled | Cleared
)  # fmt: skip


def step(state: State, event: Event) -> State:
    match event:
        case Measured(profile):
            return _measured(state, profile)
        case Ended(status, message):
            return replace(_resumed(state), status=status, message=message)
        case Compared(baseline):
            return replace(state, baseline=baseline)
        case Decided(decisions, builds):
            known = {(each.function, _name(each.file)): each for each in decisions}
            return replace(state, decisions=known, builds=(*builds, *state.builds))
        case Traced(rows):
            return replace(state, traces=rows)
        case Read(file, lines):
            return replace(state, texts={**state.texts, file: lines})
        case Sorted(by):
            return replace(state, sort=by)
        case Filtered(text):
            return replace(state, filter=text)
        case Searched(text):
            return replace(state, search=text)
        case Selected(key):
            return replace(state, selected=key)
        case Zoomed(path):
            return replace(state, zoom=path)
        case Toggled(name):
            return _toggled(state, name)
        case Cleared():
            return replace(state, profile=None, python=None, held=None, zoom=(), selected=None)


def _measured(state: State, profile: Profile) -> State:
    if state.status == "paused":
        held = profile if state.held is None else merged((state.held, profile))
        return replace(state, held=held)
    status: Status = "live" if state.status == "starting" else state.status
    return replace(_added(state, profile), status=status)


def _added(state: State, profile: Profile) -> State:
    python = without_foreign(profile)
    if state.profile is not None and state.python is not None:
        profile, python = merged((state.profile, profile)), merged((state.python, python))
    return replace(state, profile=profile, python=python)


def _resumed(state: State) -> State:
    if state.held is None:
        return state
    return replace(_added(state, state.held), held=None)


def _toggled(state: State, name: str) -> State:
    match name:
        case "foreign":
            return replace(state, with_foreign=not state.with_foreign, zoom=())
        case "lines":
            return replace(state, by_lines=not state.by_lines, zoom=())
        case "invert":
            return replace(state, is_inverted=not state.is_inverted, zoom=())
    if state.status == "paused":
        return replace(_resumed(state), status="live")
    return replace(state, status="paused") if state.status == "live" else state


# ---- Questions


@dataclass(frozen=True, slots=True)
class HotRow:
    """`share`s of all time, 0 to 1."""

    key: Key
    own: float
    total: float
    verdict: str
    tier: str
    types: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    number: int
    text: str
    own: float  # share of all time
    total: float
    types: tuple[str, ...]
    boxed: tuple[str, ...]


def shown_profile(state: State) -> Profile | None:
    """What is shown of the profile."""
    return state.profile if state.with_foreign else state.python


def hot_rows(state: State) -> list[HotRow]:
    profile = shown_profile(state)
    if profile is None or not profile.total:
        return []
    wanted = state.filter.casefold()
    rows = []
    for row in totals.by_function(profile):
        if wanted not in f"{row.function} {row.file}".casefold():
            continue
        decision = decision_of(state, row.function, row.file)
        rows.append(
            HotRow(
                (row.function, row.file, 0),
                row.own / profile.total,
                row.total / profile.total,
                decision.verdict if decision else "",
                decision.tier if decision else "",
                decision.types if decision else "",
            )
        )
    match state.sort:
        case "total":
            rows.sort(key=lambda row: -row.total)
        case "name":
            rows.sort(key=lambda row: row.key)
        case "verdict":
            rows.sort(key=lambda row: (_GRAVITY.get(row.verdict, 9), -row.own))
    return rows


_GRAVITY = {"boxed only": 0, "partly boxed": 1, "native": 2, "unused": 3}


def decision_of(state: State, function: str, file: str) -> Decision | None:
    return state.decisions.get((function, _name(file)))


def source_file(state: State) -> str | None:
    """Of the function that is selected, else of the hottest one."""
    if state.selected is not None and state.selected[1]:
        return state.selected[1]
    return next((row.key[1] for row in hot_rows(replace(state, filter="")) if row.key[1]), None)


def source_lines(state: State, file: str) -> list[SourceLine]:
    """Each line of the file with its heat, types and boxed places."""
    profile = shown_profile(state)
    own: dict[int, float] = {}
    total: dict[int, float] = {}
    if profile is not None and profile.total:
        for row in totals.by_line(profile):
            if row.file == file:
                own[row.line] = own.get(row.line, 0) + row.own / profile.total
                total[row.line] = max(total.get(row.line, 0), row.total / profile.total)
    types: dict[int, list[str]] = {}
    boxed: dict[int, list[str]] = {}
    for (_, name), decision in state.decisions.items():
        if name == _name(file):
            types.setdefault(decision.line, []).append(decision.types)
            for line, text in decision.hints:
                types.setdefault(line, []).append(text)
            for line, text in decision.boxed:
                boxed.setdefault(line, []).append(text)
    return [
        SourceLine(
            number, text, own.get(number, 0), total.get(number, 0),
            tuple(dict.fromkeys(types.get(number, ()))),
            tuple(dict.fromkeys(boxed.get(number, ()))),
        )
        for number, text in enumerate(state.texts.get(file, ()), 1)
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """A box of the flame graph: columns `left` to `right`, `right` not in it."""

    path: tuple[Key, ...]
    depth: int
    left: int
    right: int
    share: float  # of what fills the width
    own: float
    is_found: bool

    @property
    def key(self) -> Key:
        return self.path[-1]


def flame(state: State, width: int, most_levels: int = 200) -> list[Span]:
    """Boxes of at least one column, level by level; the first is what fills the width.

    Not a tree of all stacks: only groups that are wide enough to be seen are divided further.
    """
    profile = shown_profile(state)
    if profile is None or not profile.total or width <= 0:
        return []
    key_of = totals.line_key if state.by_lines else totals.function_key
    keys = {frame: key_of(frame) for frame in set().union(*profile.stacks)}
    turn = -1 if state.is_inverted else 1
    stacks = [
        (tuple([keys[frame] for frame in stack[::turn]]), time)
        for stack, time in profile.stacks.items()
    ]
    zoom = state.zoom
    root: Key = (profile.program, "", 0)
    if zoom:
        stacks = [each for each in stacks if each[0][: len(zoom)] == zoom]
    total = sum(time for _, time in stacks)
    if not total:
        return flame(replace(state, zoom=()), width) if zoom else []
    spans = [
        Span((*(zoom[:depth] or (root,)),), depth, 0, width, 1.0, 0.0, False)
        for depth in range(len(zoom) + 1)
    ]
    spans[-1] = replace(spans[-1], is_found=_is_found(state, spans[-1].key))
    pending = [(stacks, len(zoom), 0, zoom)]
    while pending:
        group, depth, before, path = pending.pop()
        if depth >= most_levels + len(zoom):
            continue
        children: dict[Key, list[tuple[tuple[Key, ...], int]]] = {}
        for each in group:
            if len(each[0]) > depth:
                children.setdefault(each[0][depth], []).append(each)
        for key in sorted(children):
            members = children[key]
            time = sum(each[1] for each in members)
            left, right = width * before // total, width * (before + time) // total
            if right > left:
                here = (*path, key)
                own = sum(each[1] for each in members if len(each[0]) == depth + 1)
                spans.append(
                    Span(here, depth + 1, left, right, time / total, own / total,
                         _is_found(state, key))
                )  # fmt: skip
                pending.append((members, depth + 1, before, here))
            before += time
    return spans


def _is_found(state: State, key: Key) -> bool:
    return bool(state.search) and state.search.casefold() in key[0].casefold()


def changes(state: State) -> list[totals.Change]:
    """From the baseline to what is measured now; the filter counts here, too."""
    if state.baseline is None or state.profile is None:
        return []
    wanted = state.filter.casefold()
    sides = (state.baseline, state.profile)
    if not state.with_foreign:
        sides = (without_foreign(sides[0]), without_foreign(sides[1]))
    return [each for each in totals.changes(*sides) if wanted in each.function.casefold()]


def decision_rows(state: State) -> list[tuple[Decision, float, float | None]]:
    """Each with its share of all time and what it gained: how many times as fast as in the
    baseline, measured; None where there is none. The hottest first."""
    shares = {
        (row.key[0], _name(row.key[1])): row.own for row in hot_rows(replace(state, filter=""))
    }
    gains = {
        (each.function, _name(each.file)): each.before / each.after
        for each in changes(replace(state, filter=""))
        if each.before and each.after
    }
    wanted = state.filter.casefold()
    rows = [
        (each, shares.get(key, 0.0), gains.get(key))
        for key, each in state.decisions.items()
        if wanted in each.function.casefold()
    ]
    return sorted(rows, key=lambda row: (-row[1], row[0].line))


def trace_rows(state: State) -> list[TraceRow]:
    wanted = state.filter.casefold()
    return [row for row in state.traces if wanted in f"{row.function} {row.file}".casefold()]


def summary(state: State) -> str:
    """One line about all of it."""
    parts = [state.title, state.status]
    profile = state.profile
    if profile is not None:
        parts.append(f"{profile.world}, {profile.total / 1e9:.2f} s, {profile.n_samples} samples")
        parts.extend(profile.notes)
    if state.message:
        parts.append(state.message)
    return "  ".join(parts)


def _name(file: str) -> str:
    return file.rpartition("/")[2]
