"""The two forms of a hot function that a JIT makes are well formed; a loop is left as it turns."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pyc.compiler.backend.tier_up import Entry, counted, resumed
from pyc.compiler.ir.ir_nodes import IrFunction
from pyc.compiler.ir.validator import problems
from tests.ir import programs

LOOPS = """
def work(n, text):
    total = 0.5
    found = False
    for i in range(n):
        for c in text:
            if c == "x":
                found = not found
                total += i
        while total > 1000.0:
            total -= 999.5
    return total, found

for n in (1, 20, 300):
    print(work(n, "axbx" * n))
"""


def forms(function: IrFunction) -> tuple[IrFunction, list[Entry]]:
    entries: list[Entry] = []

    def numbered(entry: Entry) -> int:
        entries.append(entry)
        return len(entries) - 1

    return counted(function, "quick", numbered, lambda entry: "count"), entries


def test_forms_are_valid() -> None:
    module = programs.module(programs.PROGRAM + LOOPS)
    hot = [each for each in module.functions.values() if each.tier == "hot"]
    assert len(hot) >= 3
    for function in hot:
        quick, entries = forms(function)
        assert not problems(quick)
        for entry in entries:
            if entry.head is not None:
                assert not problems(resumed(entry, "loop"))


def test_each_loop_can_be_left() -> None:
    module = programs.module(LOOPS)
    (work,) = (each for each in module.functions.values() if each.source_name == "work"
               and each.tier == "hot")  # fmt: skip
    _, entries = forms(work)
    assert sum(entry.head is not None for entry in entries) == 3


@pytest.mark.parametrize("turns", [1, 7, 1000])
def test_a_program_goes_on_in_better_code(turns: int) -> None:
    code = (
        "from pyc.compiler.session import BuildOptions\n"
        "from tests.ir import programs, test_tier_up\n"
        f"programs.snapshot(test_tier_up.LOOPS).run(['prog.py'], BuildOptions(turns={turns}))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "(0.5, False)\n(604.0, False)\n(462.0, False)\n"
