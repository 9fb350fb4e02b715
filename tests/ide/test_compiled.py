"""What an editor is told of machine code is what the object files hold."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from pyc.compiler.ide.compiled import CodeFacts, code_facts
from pyc.compiler.session import BuildOptions, Session

PROGRAM = """\
def total(rows):
    result = 0
    for row in rows:
        result += row * row
    return result


def longest(rows):
    size = 0
    while size < 10:
        size += rows[0]
    return size


print(total([1, 2, 3]), longest([1, 2]))
"""


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_functions_have_the_sizes_that_readelf_tells(tmp_path: Path) -> None:
    if shutil.which("readelf") is None:
        pytest.skip("binutils are not installed")
    session, path = Session(), tmp_path / "prog.py"
    session.set_text(path, PROGRAM)
    for part in session.snapshot(path).compiled(BuildOptions()):
        (tmp_path / "part.o").write_bytes(part.code)
        told = subprocess.run(
            ["readelf", "-sW", str(tmp_path / "part.o")], capture_output=True, text=True, check=True
        ).stdout
        rows = [line.split() for line in told.splitlines()]
        functions = {
            row[7]: int(row[2]) for row in rows if len(row) == 8 and row[3] == "FUNC" != row[6]
        }
        assert part.function_sizes() == functions


def test_only_what_changed_is_compiled_again(tmp_path: Path) -> None:
    session, path = Session(), tmp_path / "prog.py"
    first = code_facts(session, path, PROGRAM, 2)
    assert first.n_compiled > 1
    assert first.functions["total"].native > 0
    assert first.functions["total"].is_hot
    assert first.functions["total"].seconds is not None
    again = code_facts(session, path, PROGRAM, 2)
    assert (again.n_compiled, again.seconds) == (0, 0.0)
    assert again.functions["total"].native == first.functions["total"].native
    assert again.functions["total"].seconds is None
    edited = code_facts(session, path, PROGRAM.replace("row * row", "row * row * row"), 2)
    assert 0 < edited.n_compiled < first.n_compiled
    assert edited.functions["total"].seconds is not None
    assert edited.functions["longest"].seconds is None


def test_a_program_that_cannot_be_built_says_why(tmp_path: Path) -> None:
    found = code_facts(Session(), tmp_path / "prog.py", "async def f():\n    pass\n", 2)
    assert found.functions == {}
    assert found.failure


def test_facts_are_told_before_llvm_is_asked_for_remarks(tmp_path: Path) -> None:
    early: list[CodeFacts] = []
    facts = code_facts(Session(), tmp_path / "prog.py", PROGRAM, 2, early.append)
    assert [each.remarks for each in early] == [()]
    assert early[0].functions == facts.functions
    assert [each.function for each in facts.remarks] == ["total", "longest"]
