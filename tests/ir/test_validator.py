"""What the validator finds wrong, one rule at a time; what lowering writes is right."""

from __future__ import annotations

import pytest

from pyc.compiler.ir.ir_nodes import IrFunction
from pyc.compiler.ir.parser import parsed
from pyc.compiler.ir.validator import InvalidIr, problems, validated
from tests.ir import programs


def function(body: str, results: str = "i64") -> IrFunction:
    text = f"function @f(i64 %0, bit %1) -> ({results}) hot\n    var word $w.0\nb0:\n{body}\n"
    return parsed(text).functions["f"]


@pytest.mark.parametrize("is_boxed_only", [False, True])
def test_what_lowering_writes_is_valid(is_boxed_only: bool) -> None:
    validated(programs.module(programs.PROGRAM, is_boxed_only))


def test_a_good_function_has_no_problems() -> None:
    assert not problems(function("    %2 = iadd %0, i64 1\n    return %2"))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("    %2 = iadd %0, %1\n    return %2", "expects (i64, i64)"),
        ("    %2 = iadd %0, f64 1.0\n    return %2", "expects (i64, i64)"),
        ("    %2 = iadd %0\n    return %2", "expects (i64, i64)"),
        ("    $w.0 := %0\n    return %0", "assigns i64 to word"),
        ("    branch %0, b0, b0", "branches on i64"),
        ("    switch %1, [1: b0], b0", "switches on bit"),
        ("    return %1", "returns (bit) instead of (i64)"),
        ("    return", "returns () instead of (i64)"),
        ("    %2 = iadd %0, %0\n    (open)", "has no terminator"),
        (
            "    branch %1, b1, b2\nb1:\n    %2 = iadd %0, %0\n    jump b2\nb2:\n    return %2",
            "%2 may be read before it is written",
        ),
        ("    %3 = iadd %2, %0\n    %2 = iadd %0, %0\n    return %3", "%2 may be read before"),
    ],
)
def test_each_rule(body: str, expected: str) -> None:
    found = problems(function(body))
    assert any(expected in each for each in found), found


def test_a_temp_written_on_both_ways_is_known_after_them() -> None:
    body = (
        "    %2 = iadd %0, %0\n    branch %1, b1, b2\n"
        "b1:\n    %3 = iadd %2, %2\n    jump b2\n"
        "b2:\n    return %2"
    )
    assert not problems(function(body))


def test_problems_stop_the_build() -> None:
    module = parsed("function @f() -> (i64) hot\nb0:\n    return bit True\n")
    with pytest.raises(InvalidIr, match="f: b0 returns"):
        validated(module)
