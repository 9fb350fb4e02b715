"""IR reads back from its text as it was; text that is no IR is refused with the line."""

from __future__ import annotations

import pytest

from pyc.compiler.ir.ir_nodes import Data, IrModule
from pyc.compiler.ir.parser import IrSyntaxError, parsed
from pyc.compiler.ir.printer import module_text
from pyc.compiler.ir.validator import validated
from tests.ir import programs


@pytest.mark.parametrize("is_boxed_only", [False, True])
def test_the_ir_of_programs_reads_back(is_boxed_only: bool) -> None:
    text = module_text(programs.module(programs.PROGRAM, is_boxed_only))
    again = validated(parsed(text))
    assert module_text(again) == text


def test_data_reads_back() -> None:
    fields = (
        ("i64", -5), ("i32", 7), ("i16", 1), ("f64", 0.1), ("f64", float("inf")), ("f64", -0.0),
        ("bytes", b"it's \"quoted\", \\ and \x00\xff"), ("ptr", "a.b.<locals>"), ("ptr", 0),
        ("ptr", 15), ("zeros", 24),
    )  # fmt: skip
    module = IrModule()
    for flags in ((True, False), (False, False), (True, True)):
        data = Data(f"d{flags}".replace(", ", "_"), fields, *flags)
        module.data[data.symbol] = data
    again = parsed(module_text(module))
    assert again.data == module.data


def test_special_numbers_read_back() -> None:
    text = (
        "function @f(f64 %0) -> (f64) hot exported\n"
        "b0:\n"
        "    %1 = fadd %0, f64 nan\n"
        "    %2 = fadd %1, f64 -inf\n"
        "    %3 = fadd %2, f64 1e-320\n"
        "    return %3\n"
    )
    assert module_text(parsed(text)) == text


def test_every_shape_reads_back() -> None:
    text = (
        "function @f(i64 %0, word %1) -> (word, i64) cold\n"
        "    var word $it's.0\n"
        "b0: cold\n"
        "    %2, %3 = iadd_ovf %0, i64 1\n"
        "    switch %2, [1: b1, -2: b2], b3\n"
        "b1:\n"
        "    word %4 = call @g.<locals>.h(%1, bit True)\n"
        "    $it's.0 := %4\n"
        "    store_word $it's.0, i64 16, %1 !word items\n"
        "    branch %3, b2, b3 unlikely\n"
        "b2:\n"
        "    call %1() cold\n"
        "    i64 %5, f64 %6 = call @pair(@f)\n"
        "    return $it's.0, %5\n"
        "b3:\n"
        "    unreachable\n"
    )
    assert module_text(parsed(text)) == text


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("    %1 = nonsense %0", "an op"),
        ("    %1 = iadd_ovf %0, %0", "an op with these results"),
        ("    %1 = iadd %0, %9", "a temp that is written"),
        ("    %0 = iadd %0, %0", "a temp that is not written yet"),
        ("    $x.0 := %0", "a declared variable"),
        ("    jump b9", "a block of the function"),
        ("    %1 = iadd %0, i65 3", "a type"),
        ("    %1 = iadd %0, i64 three", "a constant"),
        ("    return %0\n    return %0", "a block after a terminator"),
    ],
)
def test_what_is_no_ir_is_refused_with_its_line(line: str, expected: str) -> None:
    text = f"function @f(i64 %0) -> (i64) hot\nb0:\n{line}\n"
    with pytest.raises(IrSyntaxError, match=r"line [34]: expected " + expected):
        parsed(text)


@pytest.mark.parametrize("text", ["hello\n", "data x = i64 1\n", "data @x = i64 1, float 2\n"])
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(IrSyntaxError, match="line 1: expected"):
        parsed(text)
