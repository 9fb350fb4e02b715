"""What the compiler and the trace database tell the console, of real programs."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

import pytest

from pyc.compiler.tracer.database import Database
from pyc.compiler.tracer.fingerprints import fingerprints
from pyc.tui import facts
from pyc.tui.model import Decided, Failed, Traced
from tests.tui.test_console import plan

TEXT = """\
def twice(x):
    result = x + x
    return result


def applied(function, x):
    return function(x)


print(applied(twice, 21))
"""
CALLS = {
    "types": ["int"], "returns": {"int": 40}, "seen": 40, "calls": 40, "timed": 10,
    "nanoseconds": 5000, "sizes": [None],
}  # fmt: skip


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PYC_TRACES", str(tmp_path / "traces.sqlite"))
    path = tmp_path / "prog.py"
    path.write_text(TEXT)
    return path


def kept(program: Path) -> None:
    row = {"file": str(program), "function": "twice", "line": 1, "module": "__main__",
           "source": fingerprints(TEXT)["twice", 1], "parameters": ["x"], "signatures": [CALLS],
           "callers": [(str(program), "applied", 7, 40)]}  # fmt: skip
    with Database() as traces:
        traces.record([row], str(program), 0.0)


def test_decisions_types_and_builds(program: Path) -> None:
    stop = threading.Event()
    builds = facts.watched(program, plan(), stop)
    first = next(builds)
    assert isinstance(first, Decided)
    by_name = {each.function: each for each in first.decisions}
    assert set(by_name) >= {"twice", "applied"}
    assert by_name["twice"].line == 1 and by_name["twice"].verdict in ("native", "partly boxed",
                                                                       "boxed only")  # fmt: skip
    assert {each.by for each in first.decisions} == {"default"}
    (hints,) = first.hints.values()
    assert any(text.startswith("result: ") for text in hints[2])
    (build,) = first.builds
    assert build.kind == "fresh" and build.n_functions == len(first.decisions)
    assert [name for name, _ in build.stages] == ["parse and flow", "infer", "lower",
                                                  "machine code"]  # fmt: skip
    program.write_text(TEXT.replace("21", "22") + "print(twice(2.5))\n")
    os.utime(program, ns=(1, 1))  # another time, however coarse the clock
    second = next(builds)
    assert isinstance(second, Decided) and second.builds[0].kind == "incremental"
    assert second != first
    stop.set()
    assert next(builds, None) is None


def test_guesses_come_from_traces_or_a_plan(program: Path, tmp_path: Path) -> None:
    kept(program)

    def decision(**options: object) -> tuple[str, str, str]:
        told = next(iter(facts.watched(program, plan(**options), threading.Event())))
        assert isinstance(told, Decided)
        found = next(each for each in told.decisions if each.function == "twice")
        return found.by, found.guesses, found.evidence

    assert decision() == ("default", "", "inference")
    by, guesses, evidence = decision(traces=True)
    assert (by, guesses) == ("traces", "x: int") and "40 calls" in evidence
    program.write_text(TEXT.replace("x + x", "2 * x"))
    assert decision(traces=True) == ("default", "", "inference (its traces are of an older text)")
    chosen = tmp_path / "plan.json"
    chosen.write_text(
        '{"types": {"__main__.twice": {"parameters": {"x": "float"}, "source": "a guess"}}}'
    )
    assert decision(traces=True, plan=chosen) == ("plan file", "x: float", "a guess")
    chosen.write_text("[]")
    told = next(iter(facts.watched(program, plan(plan=chosen), threading.Event())))
    assert isinstance(told, Failed) and "not a plan" in told.message


def test_what_was_traced(program: Path) -> None:
    assert facts.traced() == Traced((), ())
    kept(program)
    told = facts.traced()
    assert isinstance(told, Traced)
    (row,) = told.rows
    assert (row.function, row.calls, row.pattern, row.stability) == ("twice", 40, "monomorphic", 1)
    (seen,) = row.signatures
    assert (seen.types, seen.returns, seen.calls) == ("x: int", "int", 40)
    assert seen.milliseconds == pytest.approx(0.0005)
    assert row.callers == (("applied", 40),) and row.standing == "current"
    (run,) = told.runs
    assert run.program == str(program) and run.n_functions == 1
    program.write_text(TEXT.replace("x + x", "2 * x"))
    told = facts.traced()
    assert isinstance(told, Traced) and told.rows[0].standing == "changed"


def test_a_trace_database_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "newer.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 1000")
    connection.close()
    monkeypatch.setenv("PYC_TRACES", str(path))
    told = facts.traced()
    assert isinstance(told, Failed) and "newer pyc" in told.message
