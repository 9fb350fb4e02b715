"""All that the console shows, as one frozen state, and how each event changes it. No Textual here.

    state = step(State(title="prog.py"), Measured(profile))
    state = step(state, Sorted("total"))
    questions.hot_rows(state)

Tabs are functions of the state: they ask `questions` and `boxes`, and draw the answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from pyc.compiler.profiler.profile import Profile, merged, without_foreign
from pyc.compiler.profiler.totals import Key
from pyc.compiler.tracer.fingerprints import Standing
from pyc.tui.sums import Sums, added

Sort = Literal["own", "total", "name", "verdict"]
SORTS: tuple[Sort, ...] = ("own", "total", "name", "verdict")
Switch = Literal["pause", "foreign", "lines", "invert"]
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
    by: str = "default"  # or "plan file", "traces"
    evidence: str = "inference"
    guesses: str = ""  # of the plan, which the compiled code tests


@dataclass(frozen=True, slots=True)
class Build:
    """A build that took place; seconds of each stage. `kind`: "fresh", or "incremental" where the
    same compiler had built an earlier text."""

    program: str
    at: str
    kind: str
    stages: tuple[tuple[str, float], ...]
    n_compiled: int
    n_functions: int


@dataclass(frozen=True, slots=True)
class Signature:
    """Calls with the same types. `milliseconds`: of one call, None where none was timed."""

    types: str
    returns: str
    calls: int
    milliseconds: float | None


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
    signatures: tuple[Signature, ...] = ()
    callers: tuple[tuple[str, int], ...] = ()  # name, how often seen
    standing: Standing = "current"  # what became of its text since


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run that was traced; `at`: when it began."""

    number: int
    at: str
    seconds: float
    python: str
    n_functions: int
    program: str


@dataclass(frozen=True, slots=True)
class State:
    title: str
    status: Status = "starting"
    message: str = ""
    profile: Profile | None = None
    shown: Profile | None = None  # that, or without frames that are no Python
    sums: Sums = field(default_factory=Sums)  # of what is shown
    held: Profile | None = None  # what came while the display was paused
    baseline: Profile | None = None
    baseline_sums: Sums = field(default_factory=Sums)
    decisions: Mapping[tuple[str, str], tuple[Decision, ...]] = field(default_factory=dict)
    hints: Mapping[str, Mapping[int, tuple[str, ...]]] = field(default_factory=dict)
    builds: tuple[Build, ...] = ()
    traces: tuple[TraceRow, ...] = ()
    runs: tuple[RunRow, ...] = ()
    output: tuple[str, ...] = ()  # the last lines that the program printed
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
    """`hints`: by file and line, what the compiler inferred there."""

    decisions: tuple[Decision, ...]
    builds: tuple[Build, ...] = ()
    hints: Mapping[str, Mapping[int, tuple[str, ...]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failed:
    """Something beside the measuring could not be done."""

    message: str


@dataclass(frozen=True, slots=True)
class Traced:
    rows: tuple[TraceRow, ...]
    runs: tuple[RunRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Printed:
    """The last lines of all that the program has printed."""

    lines: tuple[str, ...]


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

    name: Switch


@dataclass(frozen=True, slots=True)
class Cleared:
    """What was measured so far is forgotten."""


Event = (
    Measured | Ended | Compared | Decided | Failed | Traced | Printed | Read | Sorted | Filtered
    | Searched | Selected | Zoomed | Toggled | Cleared
)  # fmt: skip


def step(state: State, event: Event) -> State:
    match event:
        case Measured(profile):
            return _measured(state, profile)
        case Ended(status, message):
            return replace(_resumed(state), status=status, message=message)
        case Compared(baseline):
            return _summed(replace(state, baseline=baseline))
        case Decided(decisions, builds, hints):
            known = _by_name(decisions)
            return replace(state, decisions=known, hints=hints, builds=(*builds, *state.builds))
        case Failed(message):
            return replace(state, message=message)
        case Traced(rows, runs):
            return replace(state, traces=rows, runs=runs)
        case Printed(lines):
            return replace(state, output=lines)
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
            return replace(
                state, profile=None, shown=None, sums=Sums(), held=None, zoom=(), selected=None
            )


def file_name(file: str) -> str:
    return file.rpartition("/")[2]


def _by_name(decisions: tuple[Decision, ...]) -> dict[tuple[str, str], tuple[Decision, ...]]:
    """The same program may lie in two folders, so files count by name first."""
    found: dict[tuple[str, str], tuple[Decision, ...]] = {}
    for each in decisions:
        key = (each.function, file_name(each.file))
        found[key] = (*found.get(key, ()), each)
    return found


def _measured(state: State, profile: Profile) -> State:
    if state.status == "paused":
        held = profile if state.held is None else merged((state.held, profile))
        return replace(state, held=held)
    status: Status = "live" if state.status == "starting" else state.status
    return replace(_added(state, profile), status=status)


def _added(state: State, part: Profile) -> State:
    visible = _visible(state, part)
    return replace(
        state,
        profile=part if state.profile is None else merged((state.profile, part)),
        shown=visible if state.shown is None else merged((state.shown, visible)),
        sums=added(state.sums, visible),
    )


def _visible(state: State, profile: Profile) -> Profile:
    return profile if state.with_foreign else without_foreign(profile)


def _summed(state: State) -> State:
    """Anew, since what is to be shown has changed."""
    shown, sums, baseline = None, Sums(), Sums()
    if state.profile is not None:
        shown = _visible(state, state.profile)
        sums = added(sums, shown)
    if state.baseline is not None:
        baseline = added(baseline, _visible(state, state.baseline))
    return replace(state, shown=shown, sums=sums, baseline_sums=baseline)


def _resumed(state: State) -> State:
    if state.held is None:
        return state
    return replace(_added(state, state.held), held=None)


def _toggled(state: State, name: Switch) -> State:
    match name:
        case "foreign":
            return _summed(replace(state, with_foreign=not state.with_foreign, zoom=()))
        case "lines":
            return replace(state, by_lines=not state.by_lines, zoom=())
        case "invert":
            return replace(state, is_inverted=not state.is_inverted, zoom=())
    if state.status == "paused":
        return replace(_resumed(state), status="live")
    return replace(state, status="paused") if state.status == "live" else state
