"""How often functions are called: exactly, alike under CPython and natively."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pyc.compiler.commands.tracing import launching
from pyc.compiler.profiler.profile import Frame, Profile, loaded, merged, saved
from pyc.tui import questions
from pyc.tui.model import Measured, State, step
from tests.tracer.running import pythons

PROGRAM = """\
import sys
from helper import helped

def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)

def add(a, b=1):
    return a + b

def numbers(n):
    for i in range(n):
        yield i

class Point:
    def __init__(self, x):
        self.x = x

    @property
    def twice(self):
        return add(self.x, self.x)

def refused():
    raise ValueError

def never():
    return 1

def main():
    total = 0
    for i in numbers(1000):
        total = add(total, Point(i).twice)
    for _ in range(7):
        try:
            refused()
        except ValueError:
            total += 1
    big = 2 ** 62
    for _ in range(50):
        big = add(big, big)                        # bails out, and goes on in the boxed variant
    words = sorted(["bb", "a"], key=lambda word: len(word))
    print(total, fib(15), add("a", "b"), words, sum(map(helped, range(30))), big % 97)
    sys.exit(5)

main()
"""
HELPER = "def helped(x):\n    return x + 1\n"
CALLS = {
    "fib": 1973, "add": 2051, "numbers": 1, "Point.__init__": 1000, "Point.twice": 1000,
    "refused": 7, "main": 1, "main.<locals>.<lambda>": 2, "helped": 30,
}  # fmt: skip


@pytest.fixture
def program(tmp_path: Path) -> Path:
    (tmp_path / "helper.py").write_text(HELPER)
    path = tmp_path / "prog.py"
    path.write_text(PROGRAM)
    return path


def command(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pyc.compiler.driver", "profile", *map(str, words)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("world", ["cpython", "native"])
def test_calls_are_exact(program: Path, world: str) -> None:
    native = ["--native"] if world == "native" else []
    kept = program.with_name("kept.json")
    done = command(*native, "--counts", "--save", kept, "--top", 20, program)
    assert done.returncode == 5, done.stderr
    assert "       1,973  fib  prog.py" in done.stdout
    assert loaded(kept).calls == {
        (name, str(program.with_name("helper.py" if name == "helped" else "prog.py"))): count
        for name, count in CALLS.items()
    }
    told = json.loads(command("--json", kept).stdout)
    assert told["calls"][0] == {"function": "add", "file": str(program), "calls": 2051}
    assert "launch.py" not in json.dumps(told)


@pytest.mark.parametrize("python", pythons())
def test_every_python_counts(program: Path, python: str) -> None:
    words, variables = launching(python, [str(program)])
    path = program.with_name("calls")
    done = subprocess.run(
        words, env={**os.environ, **variables, "PYC_CALLS": str(path)}, capture_output=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 5, done.stderr
    assert {name: count for _, name, _, count in json.loads(path.read_text())} == CALLS


def test_threads_count_together_and_children_apart(tmp_path: Path) -> None:
    program = tmp_path / "prog.py"
    program.write_text(
        "import os, threading\n"
        "def work():\n    pass\n"
        "def many():\n    for _ in range(20_000):\n        work()\n"
        "threads = [threading.Thread(target=many) for _ in range(4)]\n"
        "for each in threads:\n    each.start()\n"
        "for each in threads:\n    each.join()\n"
        "if os.fork():\n    os.wait()\nelse:\n    many()\n"
    )
    kept = tmp_path / "kept.json"
    assert command("--counts", "--save", kept, program).returncode == 0
    assert loaded(kept).calls == {("work", str(program)): 80_000, ("many", str(program)): 4}


def test_a_program_that_does_not_tell(tmp_path: Path) -> None:
    program = tmp_path / "prog.py"
    program.write_text("import os\ndef f():\n    os._exit(3)\nf()\n")
    done = command("--counts", program)
    assert done.returncode == 3
    assert "calls are not known" in done.stdout


def test_an_executable_that_does_not_count() -> None:
    done = command("--counts", Path(sys.executable).resolve())
    assert done.returncode == 3
    assert "--counts --native prog.py does" in done.stderr


def test_calls_add_up_are_kept_and_stand_in_the_console(tmp_path: Path) -> None:
    stacks = {(Frame("f", "/p.py", 3), Frame("g", "/p.py", 7)): 1000}
    part = Profile("/p.py", "cpython", stacks, calls={("f", "/p.py"): 2})
    whole = merged([part, part])
    assert whole.calls == {("f", "/p.py"): 4}
    kept = tmp_path / "kept.json"
    kept.write_text(saved(whole))
    assert loaded(kept).calls == whole.calls
    state = step(step(State("p"), Measured(part)), Measured(part))
    assert {row.key[0]: row.calls for row in questions.hot_rows(state)} == {"f": 4, "g": None}
