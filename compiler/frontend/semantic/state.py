"""The variables of one frame at one place of the program: what each may hold, whether it may be
unbound; and how states join where paths meet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from pyc.compiler.frontend.semantic.values import UNKNOWN, Value, join


class Unbound(IntEnum):
    """NEVER: bound on all paths. QUIET: unbound on a path that may never be taken (a loop that
    runs zero times, a second `if` on the same condition). LOUD: unbound on a path that the
    program foresees. ALWAYS: on all paths."""

    NEVER = 0
    QUIET = 1
    LOUD = 2
    ALWAYS = 3


@dataclass(frozen=True, slots=True)
class Slot:
    value: Value = UNKNOWN
    unbound: Unbound = Unbound.NEVER


MISSING = Slot(UNKNOWN, Unbound.ALWAYS)
State = dict[str, Slot]


def joined(
    a: State | None, b: State | None, loud_a: bool = False, loud_b: bool = False
) -> State | None:
    """None stands for "no way leads here". `loud_a`: the program clearly foresees that the way of
    `a` is taken, so that what is unbound there is missing."""
    if a is None or b is None:
        return dict(b) if a is None and b is not None else a
    result: State = {}
    for name in a.keys() | b.keys():
        first, second = a.get(name, MISSING), b.get(name, MISSING)
        result[name] = first if first == second else _joined_slot(first, second, loud_a, loud_b)
    return result


def _joined_slot(a: Slot, b: Slot, loud_a: bool, loud_b: bool) -> Slot:
    if a.unbound is Unbound.ALWAYS or b.unbound is Unbound.ALWAYS:
        bound, loud = (b, loud_a) if a.unbound is Unbound.ALWAYS else (a, loud_b)
        if bound.unbound is Unbound.ALWAYS:
            return MISSING
        return Slot(bound.value, max(bound.unbound, Unbound.LOUD if loud else Unbound.QUIET))
    return Slot(join(a.value, b.value), max(a.unbound, b.unbound))


def quieted(state: State | None) -> State | None:
    """Where a condition was passed: it may be the one under which the variable was bound."""
    if state is None:
        return None
    return {
        name: Slot(slot.value, Unbound.QUIET) if slot.unbound is Unbound.LOUD else slot
        for name, slot in state.items()
    }


def widened(before: State, after: State) -> State:
    """Nothing is certain of variables that still change."""
    return {
        name: slot if before.get(name) == slot else Slot(UNKNOWN, min(slot.unbound, Unbound.QUIET))
        for name, slot in after.items()
    }
