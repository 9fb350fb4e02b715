"""Traces as advice: guesses about the parameters of a program's functions, for a plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyc.compiler.plan import TypeHint
from pyc.compiler.tracer.analyzer import Function, annotation

Named = tuple[str, str]  # file, qualified name


@dataclass(frozen=True, slots=True)
class Target:
    """A function of the program as it is now; `fingerprint`: of its text."""

    symbol: str
    line: int
    fingerprint: str


Targets = Mapping[Named, tuple[Target, ...]]


def type_hints(functions: Iterable[Function], targets: Targets) -> tuple[TypeHint, ...]:
    """For functions whose calls had nearly always the same types, and whose text is the one that
    was traced."""
    found: dict[str, TypeHint] = {}
    for function, target in _current(functions, targets):
        known = tuple(
            (name, kind) for name, kind in function.hints.items() if annotation(kind) is not None
        )
        if known:
            source = f"traces: at least {function.calls} calls"
            found[target.symbol] = TypeHint(target.symbol, known, source)
    return tuple(found[symbol] for symbol in sorted(found))


def outdated(functions: Iterable[Function], targets: Targets) -> frozenset[str]:
    """Symbols of functions that were traced, but not since their text was changed."""
    kept = list(functions)
    current = {id(function): target.symbol for function, target in _current(kept, targets)}
    found = {
        each.symbol
        for function in kept if id(function) not in current
        for each in targets.get((function.file, function.name), ())
    }  # fmt: skip
    return frozenset(found - set(current.values()))


def _current(
    functions: Iterable[Function], targets: Targets
) -> Iterator[tuple[Function, Target]]:
    """Of several functions that read alike the nearest counts: lines move when a text is edited."""
    for function in functions:
        alike = [
            each
            for each in targets.get((function.file, function.name), ())
            if each.fingerprint and each.fingerprint == function.traced.source
        ]
        if alike:
            yield function, min(alike, key=lambda each: abs(each.line - function.line))
