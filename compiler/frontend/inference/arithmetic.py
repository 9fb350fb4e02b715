"""Types of operators: intervals for ints, and which pairs of builtin types give what."""

from __future__ import annotations

from pyc.compiler.ir.machine_types import I64_MAX, I64_MIN
from pyc.compiler.types import python_types as t
from pyc.compiler.types.relations import is_mixed


def as_int(type_: t.Type | None) -> t.Int | None:
    """The interval of an int or bool operand."""
    if isinstance(type_, t.Int):
        return type_
    return t.Int(0, 1) if type_ == t.BOOL else None


def is_number(type_: t.Type | None) -> bool:
    return as_int(type_) is not None or type_ == t.FLOAT or is_mixed(type_)


MIXED = t.Union(frozenset([t.INT, t.FLOAT]))


def clipped(low: int, high: int) -> t.Int:
    """Results beyond 64 bits bail out, so those that stay are within."""
    return t.Int(min(max(low, I64_MIN), I64_MAX), max(min(high, I64_MAX), I64_MIN))


def exact(text: str, a: t.Int, b: t.Int) -> tuple[int, int] | None:
    """The interval of a op b over unbounded ints; None: unknown."""
    match text:
        case "+":
            return a.low + b.low, a.high + b.high
        case "-":
            return a.low - b.high, a.high - b.low
        case "*":
            corners = (a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high)
            return min(corners), max(corners)
        case "//":
            return _quotients(a, b)
        case "%":
            return _remainders(a, b)
        case "&":
            if a.low >= 0 and b.low >= 0:
                return 0, min(a.high, b.high)
            if b.low >= 0:
                return 0, b.high
            if a.low >= 0:
                return 0, a.high
            return I64_MIN, I64_MAX
        case "|" | "^":
            if a.low >= 0 and b.low >= 0:
                return 0, (1 << max(a.high.bit_length(), b.high.bit_length())) - 1
            return I64_MIN, I64_MAX
        case ">>" if b.low >= 0:
            shifts = (min(b.low, 63), min(b.high, 63))
            shifted = [x >> s for x in (a.low, a.high) for s in shifts]
            return min(shifted), max(shifted)
        case "<<" if b.low >= 0 and b.high <= 256:
            shifted = [x << s for x in (a.low, a.high) for s in (b.low, b.high)]
            return min(shifted), max(shifted)
        case "**" if b.low == b.high and 0 <= b.low <= 64:
            ends = (a.low**b.low, a.high**b.low)
            return min(0, *ends), max(1, *ends)
    return None


def _quotients(a: t.Int, b: t.Int) -> tuple[int, int]:
    if b.low <= 0 <= b.high:
        largest = max(abs(a.low), abs(a.high))
        return -largest, largest
    corners = tuple(x // y for x in (a.low, a.high) for y in (b.low, b.high))
    return min(corners), max(corners)


def _remainders(a: t.Int, b: t.Int) -> tuple[int, int]:
    low = min(b.low + 1, 0)
    high = max(b.high - 1, 0)
    if b.low > 0 and a.low >= 0:
        high = min(high, a.high)
    return low, high


def int_result(text: str, a: t.Int, b: t.Int) -> t.Type:
    if text == "/":
        return t.FLOAT
    interval = exact(text, a, b)
    if interval is not None:
        return clipped(*interval)
    if text in ("<<", ">>"):
        return t.INT
    if text == "**" and b.low >= 0:
        return t.INT
    return t.OBJECT


def number_result(text: str, a: t.Type, b: t.Type) -> t.Type:
    """Both are int, bool, float, or int-or-float."""
    first, second = as_int(a), as_int(b)
    if first is not None and second is not None:
        if a == t.BOOL and b == t.BOOL and text in ("&", "|", "^"):
            return t.BOOL
        return int_result(text, first, second)
    if text not in ("+", "-", "*", "/", "//", "%", "**"):
        return t.OBJECT
    if t.FLOAT in (a, b) or text == "/":
        return t.FLOAT
    return MIXED if text in ("+", "-", "*") else t.OBJECT
