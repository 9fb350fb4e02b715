"""Traces become guesses; guesses change speed, never the answer."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from pyc.compiler.plan import Plan, PlanError, TypeHint, read_plan
from pyc.compiler.session import BuildOptions, Session
from pyc.compiler.tracer.advisor import Target, outdated, type_hints
from pyc.compiler.tracer.analyzer import analyzed
from tests.tracer.test_analyzer import traced

PROGRAM = """\
def square(x):
    return x * x

def shout(text, times):
    return text * times + "!"

class Pair:
    def __init__(self, a):
        self.a = a
    def __lt__(self, other):
        return self.a < other.a

TABLE = {"square": square, "shout": shout}

def main():
    print(sum(TABLE["square"](i) for i in range(100)))
    print([TABLE["shout"]("a", i) for i in range(3)])
    print([each.a for each in sorted([Pair(3), Pair(1), Pair(2)])])
    for odd in (2.5, 10**30, "no", None):
        try:
            print(TABLE["square"](odd))
        except TypeError as error:
            print(error)

main()
"""


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PYC_TRACES", str(tmp_path / "traces.sqlite"))
    path = tmp_path / "prog.py"
    path.write_text(PROGRAM)
    return path


def pyc(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pyc.compiler.driver", *map(str, words)],
        capture_output=True, text=True, check=False, env=dict(os.environ),
    )  # fmt: skip


def test_from_a_run_to_a_build(program: Path) -> None:
    expected = pyc("trace", program)
    assert expected.returncode == 0
    assert pyc("run", program).stdout == expected.stdout
    assert pyc("run", "--traces", program).stdout == expected.stdout
    report = pyc("report", "--traces", program).stdout
    assert "guessed: text: str, times: int (traces: at least 3 calls)" in report
    assert "guessed: self: __main__.Pair, other: __main__.Pair" in report
    assert "guessed" not in pyc("report", program).stdout
    as_json = json.loads(pyc("report", "--traces", "--format", "json", program).stdout)
    guesses = {each["name"]: each["guess"] for each in as_json["functions"]}
    assert guesses["shout"]["parameters"] == {"text": "str", "times": "int"}
    assert guesses["main"] is None


def test_a_database_of_garbage_stops_no_build(program: Path) -> None:
    expected = pyc("run", program).stdout
    database = Path(os.environ["PYC_TRACES"])
    pyc("trace", program)
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE signature SET types = 'no json'")
    connection.close()
    done = pyc("run", "--traces", program)
    assert done.stdout == expected
    assert "it holds what no pyc wrote" in done.stderr and "a new one begins" in done.stderr
    assert pyc("run", "--traces", program).stderr == ""
    database.write_bytes(b"garbage" * 1000)
    assert pyc("run", "--traces", program).stdout == expected
    assert Path(f"{database}.damaged").exists()


@pytest.mark.parametrize(
    "kind", ["int", "float", "str", "list[int]", "None", "nonsense[", "no.Such"]
)
def test_a_wrong_guess_costs_speed_only(program: Path, kind: str) -> None:
    plan = program.with_name("plan.json")
    guess = {"parameters": {"x": kind, "text": kind, "times": kind, "unknown": kind}}
    plan.write_text(json.dumps({"types": {"__main__.square": guess, "__main__.shout": guess}}))
    done = pyc("run", "--plan", plan, "--verify", program)
    assert done.stdout == pyc("run", program).stdout
    assert done.stderr == ""


def test_guessed_code_is_reached(program: Path) -> None:
    """By a call through a table: the boxed variant calls the specialised one."""
    hint = TypeHint("__main__.square", (("x", "int"),), "the test")
    snapshot = Session().snapshot(program)
    plain = snapshot.ir(BuildOptions()).functions
    guessed = snapshot.ir(BuildOptions(plan=Plan(types=(hint,)))).functions
    assert "__main__.square$0" not in plain
    assert "__main__.square$0" in guessed
    called = {
        step.callee.name
        for block in guessed["__main__.square.boxed"].blocks
        for step in block.instructions
        if hasattr(step, "callee") and hasattr(step.callee, "name")
    }
    assert "__main__.square$0" in called


F = Target("__main__.f", 1, "5f1c")


def test_only_what_nearly_all_calls_have() -> None:
    stable = traced((("int",), 995), (("str",), 5))
    (hint,) = type_hints(analyzed([stable]), {("/p.py", "f"): (F,)})
    assert hint == TypeHint("__main__.f", (("x", "int"),), "traces: at least 1000 calls")
    unstable = traced((("int",), 900), (("str",), 100))
    assert not type_hints(analyzed([unstable]), {("/p.py", "f"): (F,)})
    assert not type_hints(analyzed([stable]), {("/q.py", "f"): (F,)})


def test_functions_of_one_name_are_told_apart_by_line() -> None:
    found = analyzed([traced((("int",), 5))])
    alike = {("/p.py", "f"): (F, Target("__main__.f'2", 40, "5f1c"))}
    (hint,) = type_hints(found, alike)
    assert hint.function == "__main__.f"
    other = {("/p.py", "f"): (Target("__main__.f", 1, "77aa"), Target("__main__.f'2", 40, "5f1c"))}
    (hint,) = type_hints(found, other)
    assert hint.function == "__main__.f'2"
    assert not outdated(found, alike) and not outdated(found, other)


@pytest.mark.parametrize("now", ["77aa", ""])
def test_what_was_changed_since_is_no_guess(now: str) -> None:
    found = analyzed([traced((("int",), 5))])
    targets = {("/p.py", "f"): (Target("__main__.f", 1, now),)}
    assert not type_hints(found, targets)
    assert outdated(found, targets) == {"__main__.f"}
    assert not outdated(found, {("/p.py", "g"): (Target("__main__.g", 1, now),)})


def test_a_changed_function_is_traced_anew(program: Path) -> None:
    pyc("trace", program)
    moved = "# a comment\n\n" + PROGRAM.replace("return x * x", "return x * x  # squared")
    program.write_text(moved)
    report = pyc("report", "--traces", program).stdout
    assert "guessed: text: str, times: int" in report and "not used" not in report
    program.write_text(moved.replace('+ "!"', '+ "?"'))
    report = pyc("report", "--traces", program).stdout
    assert "guessed: text: str" not in report
    assert report.count("traces are not used: it was changed since") == 1
    as_json = json.loads(pyc("report", "--traces", "--format", "json", program).stdout)
    assert [each["name"] for each in as_json["functions"] if each["traces_outdated"]] == ["shout"]
    pyc("trace", program)
    report = pyc("report", "--traces", program).stdout
    assert "guessed: text: str, times: int" in report and "not used" not in report


def test_plans_keep_guesses(tmp_path: Path) -> None:
    plan = Plan(types=(TypeHint("__main__.f", (("a", "int"), ("b", "str")), "traces: 3 calls"),))
    path = tmp_path / "plan.json"
    path.write_text(plan.text())
    assert read_plan(path) == plan
    for wrong in (
        '{"types": []}',
        '{"types": {"f": 3}}',
        '{"types": {"f": {"parameters": {"a": 1}}}}',
    ):
        path.write_text(wrong)
        with pytest.raises(PlanError):
            read_plan(path)
