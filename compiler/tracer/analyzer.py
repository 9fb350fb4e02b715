"""What traces say about functions: how stable their types are, which ones take the time, who calls
whom, and what it would pay to specialise them.

    in:   f(x): int 990 times, float 10 times
    out:  pattern "monomorphic" (99 % of the calls have one tuple of types), hint x: int
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pyc.compiler.tracer.database import Traced

Pattern = Literal["monomorphic", "polymorphic", "megamorphic"]
NEARLY_ALL = 0.99  # of a function's calls: the rest may bail out
MOST_FORMS = 4  # as inline caches count: beyond, testing costs more than it gains
WORDS = frozenset(("int", "float", "bool"))  # what native code keeps in a register
ELEMENTS = re.compile(r"^(?P<container>\w+)\[(?P<elements>.*)\]$")


@dataclass(frozen=True, slots=True)
class Parameter:
    """`types`: shares of the calls, the greatest first; `stability`: the first one's."""

    name: str
    types: tuple[tuple[str, float], ...]

    @property
    def stability(self) -> float:
        return self.types[0][1] if self.types else 0.0

    @property
    def hint(self) -> str | None:
        """The type that nearly all calls have."""
        return self.types[0][0] if self.stability >= NEARLY_ALL else None


@dataclass(frozen=True, slots=True)
class Function:
    """`nanoseconds`: of all calls with what they called, as far as it can be known."""

    file: str
    name: str
    line: int
    calls: int
    nanoseconds: float
    pattern: Pattern
    n_forms: int
    parameters: tuple[Parameter, ...]
    returns: tuple[tuple[str, float], ...]
    traced: Traced  # what all this is about

    @property
    def hints(self) -> dict[str, str]:
        return {each.name: each.hint for each in self.parameters if each.hint is not None}

    @property
    def gains_words(self) -> tuple[str, ...]:
        """Parameters that specialised code would keep in registers."""
        return tuple(name for name, kind in self.hints.items() if kind in WORDS)


def analyzed(functions: Iterable[Traced]) -> list[Function]:
    """The most time first."""
    return sorted(
        (_function(each) for each in functions),
        key=lambda each: (-each.nanoseconds, each.file, each.line),
    )


def _function(traced: Traced) -> Function:
    calls = traced.calls or 1
    forms: dict[tuple[str, ...], int] = defaultdict(int)
    for seen in traced.signatures:
        forms[tuple(general(each) for each in seen.types)] += seen.calls
    shares = sorted((count / calls for count in forms.values()), reverse=True)
    returns: dict[str, int] = defaultdict(int)
    for seen in traced.signatures:
        total = sum(seen.returns.values())
        for kind, count in seen.returns.items():
            returns[general(kind)] += seen.calls * count // total
    return Function(
        traced.file,
        traced.name,
        traced.line,
        traced.calls,
        sum((each.mean or 0.0) * each.calls for each in traced.signatures),
        _pattern(shares),
        len(forms),
        tuple(
            Parameter(
                name,
                _shares((types[i], count) for types, count in forms.items() if i < len(types)),
            )
            for i, name in enumerate(traced.parameters)
        ),
        _shares(returns.items()),
        traced,
    )


def _pattern(shares: list[float]) -> Pattern:
    if shares and shares[0] >= NEARLY_ALL:
        return "monomorphic"
    return "polymorphic" if sum(shares[:MOST_FORMS]) >= NEARLY_ALL else "megamorphic"


def _shares(counts: Iterable[tuple[str, int]]) -> tuple[tuple[str, float], ...]:
    found: dict[str, int] = defaultdict(int)
    for kind, count in counts:
        found[kind] += count
    total = sum(found.values()) or 1
    rows = [(kind, count / total) for kind, count in found.items()]
    return tuple(sorted(rows, key=lambda row: (-row[1], row[0])))


def general(kind: str) -> str:
    """Without what one look at a few elements cannot promise: an empty `list` beside `list[int]`
    stays apart, but an int that needs many words is an int."""
    return kind.replace("int:big", "int")


def annotation(kind: str) -> str | None:
    """As Python writes it; None for what has no such form: mixed elements, local classes."""
    if "|" in kind or "<" in kind or kind == "...":
        return None
    match = ELEMENTS.match(kind)
    if match is not None and match["container"] not in (
        "list",
        "tuple",
        "set",
        "frozenset",
        "dict",
    ):
        return None
    return kind.replace("__main__.", "")


def call_graph(functions: Iterable[Traced]) -> dict[tuple[str, str], dict[tuple[str, str], int]]:
    """(file, name) -> who called it, and how often that was seen."""
    return {(each.file, each.name): dict(each.callers) for each in functions}
