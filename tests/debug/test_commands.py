"""`pyc debug`, `pyc gdb` and `pyc lldb` open a debugger with everything set."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest

from pyc.compiler.commands import debugging
from pyc.compiler.commands.debugging import terminal
from pyc.compiler.driver import main
from pyc.compiler.flow.nodes import Observed
from tests.repo.layers import ROOT

PROGRAM = """\
import sys


def total(values):
    for value in values:
        if value > 1:
            print("waits", flush=True)
            input()
    return values


total([1, 2, len(sys.argv)])
"""


def pyc(*arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pyc.compiler.driver", *arguments]
    return subprocess.run(
        command, cwd=ROOT, input=typed, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "prog.py"
    path.write_text(PROGRAM)
    return path


def needed(debugger: str) -> None:
    if terminal(debugger) is None:
        pytest.skip(f"{debugger} is not installed")


@pytest.mark.parametrize(
    ("given", "project", "observed"),
    [
        ([], "", Observed.VARIABLES),
        ([], "level = 2\n", Observed.LINES),
        (["-O1"], "level = 2\n", Observed.VARIABLES),
        (["-O2"], "level = 0\n", Observed.LINES),
    ],
)
def test_the_level_is_the_command_line_s_else_the_project_s(
    given: list[str], project: str, observed: Observed, source: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    (source.parent / "pyc.toml").write_text(project)
    asked: list[Observed] = []

    def checked(options: object, observed: Observed) -> int:
        asked.append(observed)
        return 9

    monkeypatch.setattr(gc, "disable", lambda: None)  # of the process that runs the tests
    monkeypatch.setattr(sys, "setrecursionlimit", lambda limit: None)
    monkeypatch.setattr(debugging, "terminal", lambda debugger: ["gdb"])
    monkeypatch.setattr(debugging, "checked", checked)
    assert main(["debug", *given, str(source)]) == 9
    assert asked == [observed]


TYPED = {
    "gdb": "break prog.py:6\nrun\nbt\np values[2]\nkill\nquit\n",
    "lldb": "script lldb.debugger.SetAsync(False)\n"
    "b prog.py:6\nrun\npy-bt\np values[2]\nkill\nquit\n",
}


@pytest.mark.parametrize("debugger", TYPED)
def test_build_and_open(debugger: str, source: Path) -> None:
    needed(debugger)
    done = pyc("debug", "--debugger", debugger, str(source), "a", "b", typed=TYPED[debugger])
    assert "total(values=[1, 2, 3])" in done.stdout.replace("total (", "total(")
    again = pyc(debugger, str(source.with_suffix("")), "a", typed=TYPED[debugger])
    assert "total(values=[1, 2, 2])" in again.stdout.replace("total (", "total(")


@pytest.mark.parametrize("debugger", TYPED)
@pytest.mark.parametrize("is_built", [True, False])
def test_attach(debugger: str, is_built: bool, source: Path) -> None:
    """To an executable, and to a program that was compiled in memory."""
    needed(debugger)
    command = [sys.executable, "-m", "pyc.compiler.driver", "run", "-g", str(source)]
    if is_built:
        assert pyc("build", "-g", "-O0", str(source)).returncode == 0
        command = [str(source.with_suffix(""))]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as running:
        try:
            assert running.stdout is not None
            assert running.stdout.readline() == b"waits\n"
            stack = "bt" if debugger == "gdb" else "py-bt"
            done = pyc(debugger, "--pid", str(running.pid), typed=f"{stack}\np len(values)\nquit\n")
        finally:
            running.kill()
    if "not permitted" in done.stderr + done.stdout:
        pytest.skip("this machine lets no process be attached to")
    assert "total(values=[1, 2, 1])" in done.stdout.replace("total (", "total(")


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    needed("gdb")
    done = pyc("gdb", str(tmp_path / "nothing"))
    assert (done.returncode, done.stderr) == (2, f"error: there is no program {tmp_path}/nothing\n")
    assert pyc("gdb").returncode == 2
