"""A project's `pyc.toml`: what counts in it, and what is told of a bad one, and where."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pyc.compiler.ide.actions import compare
from pyc.compiler.project import Project, project_of
from tests.diagnostics.examples import ROOT

FULL = """\
level = 3
search-path = ["lib", "../shared"]
exclude = ["build", "src/old", "*_old.py"]
compile-on-save = false
"""
BAD = {
    "level = 2\nlevle = 3\n": ("2:1", "there is no setting `levle`"),
    'level = "fast"\n': ("1:1", "`level` must be an integer from 0 to 3"),
    "level = true\n": ("1:1", "`level` must be an integer from 0 to 3"),
    "level = 4\n": ("1:1", "`level` must be an integer from 0 to 3"),
    'exclude = "build"\n': ("1:1", "`exclude` must be a list of strings"),
    "[tool]\nx = 1\n": ("1:2", "there is no setting `tool`"),
    "level = 2\nexclude = [\n": ("3:1", "Invalid value"),
    "level = = 2\n": ("1:9", "Invalid value"),
}


def pyc(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pyc.compiler.driver", *words], cwd=ROOT, capture_output=True,
        text=True, timeout=120, check=False,
    )  # fmt: skip


def test_the_nearest_file_counts(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    assert project_of(folder) == (Project(), ())
    (tmp_path / "pyc.toml").write_text(FULL)
    found, faults = project_of(folder)
    assert faults == ()
    assert (found.root, found.level, found.compile_on_save) == (tmp_path, 3, False)
    assert found.search_path == (tmp_path / "lib", tmp_path.parent / "shared")
    (folder / "pyc.toml").write_text("")
    assert project_of(folder)[0] == Project(folder)


def test_what_is_excluded(tmp_path: Path) -> None:
    (tmp_path / "pyc.toml").write_text(FULL)
    found, _ = project_of(tmp_path)
    excluded = ("build/x.py", "src/build/x.py", "src/old/x.py", "src/old/y/x.py", "a_old.py")
    for each in excluded:
        assert found.excludes(tmp_path / each), each
    for each in ("x.py", "old/x.py", "builder/x.py", "a_old.py.py", "src/x.py"):
        assert not found.excludes(tmp_path / each), each
    assert not found.excludes(tmp_path.parent / "build" / "x.py")


@pytest.mark.parametrize("text", BAD, ids=repr)
def test_a_bad_one_is_told_at_its_place_and_the_rest_counts(text: str, tmp_path: Path) -> None:
    (tmp_path / "pyc.toml").write_text(text)
    _, (fault,) = project_of(tmp_path)
    place, words = BAD[text]
    assert str(fault.span) == place
    assert words in fault.problem.text
    assert fault.source is not None
    assert fault.source.path == tmp_path / "pyc.toml"


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "pyc.toml").write_bytes(b"level = \xff\n")
    _, (fault,) = project_of(tmp_path)
    assert "cannot be read" in fault.problem.text


def test_good_keys_count_beside_a_bad_one(tmp_path: Path) -> None:
    (tmp_path / "pyc.toml").write_text("level = 1\nlevle = 3\n")
    assert project_of(tmp_path)[0].level == 1


def test_the_command_line_stops_at_a_bad_one(tmp_path: Path) -> None:
    (tmp_path / "prog.py").write_text("print(1)\n")
    (tmp_path / "pyc.toml").write_text("levle = 3\n")
    done = pyc(tmp_path, "build", str(tmp_path / "prog.py"))
    assert done.returncode == 1
    assert "error[bad-settings]: there is no setting `levle`" in done.stderr
    assert "pyc.toml:1:1" in done.stderr
    assert not (tmp_path / "prog").exists()


def test_modules_are_found_on_the_search_path_as_cpython_would(tmp_path: Path) -> None:
    (tmp_path / "pyc.toml").write_text('search-path = ["lib"]\n')
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "helpers.py").write_text("def twice(x):\n    return x + x\n")
    program = tmp_path / "prog.py"
    program.write_text("import helpers\n\nprint(helpers.twice(21))\n")
    done = pyc(tmp_path, "run", str(program))
    assert (done.stdout, done.stderr) == ("42\n", "")
    assert compare(program, 2, lambda stage, percent: None).equal


def test_the_level_counts_where_the_command_line_names_none(tmp_path: Path) -> None:
    program = tmp_path / "prog.py"
    program.write_text("def f(n):\n    while n > 1:\n        n -= 2\n    return n\n\n\nf(9)\n")
    text = [pyc(tmp_path, "build", "--emit", "asm", *level, str(program)).stdout
            for level in ((), ("-O0",))]  # fmt: skip
    (tmp_path / "pyc.toml").write_text("level = 0\n")
    now = [pyc(tmp_path, "build", "--emit", "asm", *level, str(program)).stdout
           for level in ((), ("-O2",))]  # fmt: skip
    assert now == text[::-1]
    assert text[0] != text[1]
