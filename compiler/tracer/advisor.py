"""Traces as advice: guesses about the parameters of a program's functions, for a plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pyc.compiler.plan import TypeHint
from pyc.compiler.tracer.analyzer import Function, annotation

Named = tuple[str, str]  # file, qualified name


def type_hints(
    functions: Iterable[Function], symbols: Mapping[Named, Mapping[int, str]]
) -> tuple[TypeHint, ...]:
    """For functions whose calls had nearly always the same types. `symbols`: of the program's
    functions, by name and line. Since lines move when a text is edited, the nearest counts."""
    found: dict[str, TypeHint] = {}
    for function in functions:
        lines = symbols.get((function.file, function.name))
        if not lines:
            continue
        symbol = lines[min(lines, key=lambda line: abs(line - function.line))]
        known = tuple(
            (name, kind) for name, kind in function.hints.items() if annotation(kind) is not None
        )
        if known:
            source = f"traces: at least {function.calls} calls"
            found[symbol] = TypeHint(symbol, known, source)
    return tuple(found[symbol] for symbol in sorted(found))
