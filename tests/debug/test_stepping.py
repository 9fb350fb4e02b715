"""Stepping a native program visits the lines that CPython's `sys.settrace` reports, in the same
order, and shows the same variables at each.

The programs are those of programs.SAMPLE, the first N stops of each; `--all` takes all. At -O2
lines are only broken at, and variables may be optimised out.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.debug import optimised, programs, sessions
from tests.debug.stops import Stop, in_gdb, traced, written
from tests.language.test_language import Block

COUNT = 40
PARTLY_VISIBLE = 0.6  # of the variables, at -O2
MOSTLY_HIT = 0.99  # of the lines, at -O2: LLVM may copy a loop's statement within one scope

def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "block" in metafunc.fixturenames:
        found = programs.steppable()
        names = found if metafunc.config.getoption("--all") else programs.SAMPLE
        metafunc.parametrize("block", [found[each] for each in names], ids=list(names))


def test_the_sample_has_every_kind_of_block() -> None:
    everything, found = programs.programs(), programs.steppable()
    assert set(programs.DEVIATIONS) <= set(everything)
    assert len(set(programs.SAMPLE)) == len(programs.SAMPLE) >= COUNT
    wanted = set().union(*(programs.kinds(name, block) for name, block in found.items()))
    covered = set().union(*(programs.kinds(name, found[name]) for name in programs.SAMPLE))
    assert covered == wanted


def shown(stops: list[Stop], source: list[str]) -> list[str]:
    return [f"{name}:{line}: {source[line - 1].strip()}" for name, line, _ in stops]


@pytest.mark.skipif(shutil.which("gdb") is None, reason="gdb is not installed")
@pytest.mark.parametrize("level", [0, 1])
def test_each_line_and_variable(block: Block, level: int, tmp_path: Path) -> None:
    program = written(block, tmp_path)
    source = program.read_text(encoding="utf-8").splitlines()
    expected = traced(block, program)
    actual = in_gdb(block, program, level, "stepped.py")
    assert shown(actual, source) == shown(expected, source)
    for native, wanted in zip(actual, expected, strict=True):
        if native[0] != "<module>":
            assert native == wanted, source[wanted[1] - 1]


@pytest.mark.skipif(shutil.which("gdb") is None, reason="gdb is not installed")
def test_optimised_lines_and_variables(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """At -O2 each line that runs is stopped at; most variables are there, and those are
    right."""
    found = programs.steppable()
    done = []
    for number, name in enumerate(programs.OPTIMISED):
        folder = tmp_path / str(number)
        folder.mkdir()
        done.append(optimised.measured(found[name], folder))
        assert not done[-1].wrong
    n_lines, n_hit = sum(each.n_lines for each in done), sum(each.n_hit for each in done)
    variables = [each for one in done for each in one.variables]
    n_all, n_seen = len(variables), sum(not each.why for each in variables)
    record_property("lines", (n_hit, n_lines))
    record_property("variables", (n_seen, n_all))
    assert n_hit >= MOSTLY_HIT * n_lines
    assert n_seen >= PARTLY_VISIBLE * n_all


COPIED = """\
def numbers(limit):
    for n in range(limit):
        try:
            yield n
        finally:
            seen.append(n)


def first_even(values):
    found = None
    for value in values:
        if value % 2:
            continue
        try:
            if value > 2:
                found = value
                break
        finally:
            seen.append(-value)
    else:
        return None
    return found


def raising(value):
    try:
        value += 1
        value = value // 0
    except ZeroDivisionError:
        return value
    finally:
        seen.append(value)


seen = []
for limit in (3, 2**63 - 1):
    total = 0
    for n in numbers(min(limit, 3)):
        total += n
    print(total, first_even(range(1, limit)), raising(limit))
print(len(seen))
"""


@pytest.mark.skipif(shutil.which("gdb") is None, reason="gdb is not installed")
@pytest.mark.parametrize("level", [0, 1, 2])
def test_breakpoints_are_hit_as_often_as_lines_run(level: int, tmp_path: Path) -> None:
    """Also where a statement is there several times: in a `finally`, at the turn of a loop, where
    a generator goes on, in both variants of a function."""
    block = Block("copied", COPIED, False)
    stops = traced(block, written(block, tmp_path))
    expected = Counter(line for _, line, _ in stops)
    commands = [f"break prog.py:{line}" for line in expected]
    commands += [f"ignore {number + 1} 1000" for number in range(len(expected))]
    session = sessions.Session("gdb", COPIED, (*commands, "run", "info breakpoints"), level)
    told = sessions.transcript(session, tmp_path).partition("(gdb) info breakpoints")[2]
    hits = r"^(\d+) +breakpoint .*\n\s+breakpoint already hit (\d+) "
    found = re.findall(hits, told, re.MULTILINE)
    lines = list(expected)
    assert {lines[int(number) - 1]: int(count) for number, count in found} == expected
