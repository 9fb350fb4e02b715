"""Patterns, stability and hints, from what was traced."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pyc.compiler.tracer.analyzer import analyzed, annotation, call_graph
from pyc.compiler.tracer.database import Database, Seen, Traced
from tests.tracer.test_database import FUNCTION


def traced(*forms: tuple[tuple[str, ...], int], names: tuple[str, ...] = ("x",)) -> Traced:
    seen = tuple(Seen(types, {"int": 1}, calls, calls, 1, 1000) for types, calls in forms)
    return Traced("/p.py", "f", 1, "__main__", names, seen, {("/p.py", "main"): 3}, "5f1c")


@pytest.mark.parametrize(
    ("forms", "pattern"),
    [
        ([(("int",), 1000)], "monomorphic"),
        ([(("int",), 995), (("str",), 5)], "monomorphic"),
        ([(("int",), 900), (("int:big",), 100)], "monomorphic"),
        ([(("int",), 900), (("str",), 100)], "polymorphic"),
        ([((f"m.C{n}",), 10) for n in range(9)], "megamorphic"),
    ],
)
def test_patterns(forms: list[tuple[tuple[str, ...], int]], pattern: str) -> None:
    (found,) = analyzed([traced(*forms)])
    assert found.pattern == pattern


def test_each_parameter_by_itself() -> None:
    (found,) = analyzed([traced((("int", "str"), 600), (("int", "float"), 400), names=("a", "b"))])
    assert found.hints == {"a": "int"}
    assert found.gains_words == ("a",)
    assert found.parameters[1].types == (("str", 0.6), ("float", 0.4))
    assert found.returns == (("int", 1.0),)


def test_annotations_are_python() -> None:
    assert annotation("list[int]") == "list[int]"
    assert annotation("__main__.Shape") == "Shape"
    assert annotation("dict[str, list[float]]") == "dict[str, list[float]]"
    for each in ("list[int|str]", "f.<locals>.C", "...", "ndarray[x]"):
        assert annotation(each) is None


def test_the_call_graph() -> None:
    assert call_graph([traced((("int",), 1))]) == {("/p.py", "f"): {("/p.py", "main"): 3}}


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "t.sqlite"
    monkeypatch.setenv("PYC_TRACES", str(path))
    with Database() as traces:
        traces.record([FUNCTION], "/p/prog.py", 1.0)
    return path


def command(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pyc.compiler.driver", "trace", *words],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_questions_on_the_command_line(kept: Path) -> None:
    assert "1 functions" in command("ls").stdout
    shown = command("show", "A.area").stdout
    assert "at least 1000 calls" in shown
    assert "x: int 99.0 %, str 1.0 %" in shown
    assert "called by main" in shown
    assert "there is no such function any more" in shown
    (line,) = command("export").stdout.splitlines()
    exported = json.loads(line)
    assert exported["function"] == "A.area"
    assert (exported["source"], exported["standing"]) == ("5f1c", "gone")
    assert exported["traces"][0] == {
        "args": {"self": "A", "x": "int"}, "return": "int", "returns": {"int": 64},
        "execution_time_ms": 0.0005, "call_count": 990, "calls_seen": 64, "sizes": {},
    }  # fmt: skip
    assert command("show", "nothing").returncode == 1
    assert command("forget", "7").returncode == 2
    assert command("forget", "all").returncode == 0
    assert "0 runs" in command("ls").stdout


def test_a_program_is_traced_and_shown(kept: Path, tmp_path: Path) -> None:
    program = tmp_path / "prog.py"
    program.write_text("def half(x):\n    return x / 2\nprint(half(9))\nraise SystemExit(4)\n")
    done = command(str(program))
    assert (done.returncode, done.stdout) == (4, "4.5\n")
    shown = command("show", str(program)).stdout
    assert "x: int\n  returns float" in shown
    program.write_text("# moved\n" + program.read_text())
    assert command("show", str(program)).stdout == shown
    program.write_text(program.read_text().replace("/ 2", "* 0.5"))
    assert "its text was changed since" in command("show", str(program)).stdout
    missing = command("nowhere.py")
    assert missing.returncode == 3
    assert missing.stderr == "error: nowhere.py: No such file or directory\n"
