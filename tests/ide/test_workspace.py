"""A workspace's files, and what keeps their functions from being native."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyc.compiler.ide import workspace
from pyc.compiler.ide.document import facts
from pyc.compiler.ide.workspace import (
    blockers,
    line_costs,
    module_facts,
    module_outline,
    python_files,
)
from pyc.compiler.session import Session

PROGRAM = """\
def native(x):
    return x * 2


def dynamic(x):
    def inner(y):
        return y.name

    return x + x.size


def counted(n):
    for k in range(n):
        yield k


def closed():
    here, there = 1, 2
    return lambda: here + there


values = [1, "a", dynamic]
for each in values:
    dynamic(each)
print(native(3), list(counted(3)), closed()())
"""


def test_files_come_in_order_and_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("b.py", "a.py", "c/x.py", "a/y.py", "a/notes.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
    names = ["a.py", "b.py", "a/y.py", "c/x.py"]
    assert python_files([tmp_path]) == [tmp_path / each for each in names]
    assert python_files([tmp_path, tmp_path / "a", tmp_path / "gone"]) == python_files([tmp_path])
    monkeypatch.setattr(workspace, "MOST_FILES", 3)
    assert python_files([tmp_path]) == [tmp_path / each for each in names[:3]]
    assert python_files([tmp_path], lambda: False) == []


def test_files_that_cannot_be_read_are_nothing(tmp_path: Path) -> None:
    latin, large = tmp_path / "latin.py", tmp_path / "large.py"
    latin.write_bytes(b"x = '\xe9'\n")
    large.write_text("x = 1\n" * 200_000)
    for path in (latin, large, tmp_path / "gone.py"):
        assert module_facts(Session(), path) is None
        assert module_outline(Session(), path) is None


def test_what_keeps_a_function_from_being_native(tmp_path: Path) -> None:
    found = facts(Session(), tmp_path / "prog.py", PROGRAM)
    kept = {each.qualname: blockers(found, each) for each in found.functions()}
    assert kept["native"] == []
    assert kept["counted"] == ["generators keep their variables over a yield"]
    assert "looks the attribute up at run time" in kept["dynamic"]
    assert "computes with values of unknown type" in kept["dynamic"]
    assert len(kept["dynamic"]) == 2, "what an inner function does is its own"


def test_what_each_line_costs(tmp_path: Path) -> None:
    whole = facts(Session(), tmp_path / "prog.py", PROGRAM)
    found = {each.line: each for each in line_costs(whole)}
    assert (found[2].verdict, found[2].why) == ("native", "")
    assert found[9].verdict == "partly boxed"
    assert "looks the attribute up at run time" in found[9].why
    assert found[13].verdict == "boxed only"
    assert found[13].why == "generators keep their variables over a yield"
    assert found[7].verdict == "boxed only", "inner functions are told of by themselves"
    assert not {3, 4, 23, 26} & set(found)
