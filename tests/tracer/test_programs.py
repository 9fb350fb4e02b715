"""A program that is traced does what it does, and its types are seen."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pyc.compiler.tracer.database import Database, Traced
from tests import harness
from tests.language.test_language import blocks
from tests.tracer.running import plain, pythons, traced

N_BLOCKS = 12  # of the language's tests, by chance
# Says "is" with a literal when a module is compiled: from its cached form it does not.
NOT_TWICE = ("warnings-of-the-compiler",)

PROGRAM = """\
import functools, inspect, pickle, sys, threading, time, traceback

class Shape:
    def __init__(self, size):
        self.size = size
    @property
    def area(self):
        return self.size * self.size
    @staticmethod
    def unit():
        return Shape(1)
    @classmethod
    def of(cls, size):
        return cls(size)
    def __add__(self, other):
        return Shape(self.size + other.size)

def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)

def numbers(n, *more, step=1, **rest):
    for i in range(0, n, step):
        yield i
    yield from more

def late(i, value):
    return value

def failing(x):
    try:
        return 1 // x
    except ZeroDivisionError as error:
        raise ValueError("no") from error

def counter():
    n = 0
    def more(by):
        nonlocal n
        n += by
        return n
    return more

@functools.lru_cache
def cached(x):
    return x * 2

def worker(results, n):
    results.append(sum(fib(k) for k in range(n)))

def main():
    print(fib(16), list(numbers(5, 7, 8, step=2, name="x")))
    total = Shape.unit() + Shape.of(3)
    print(total.size, total.area, cached(4), cached(4))
    start = time.process_time()
    i = 0
    while time.process_time() - start < 0.3:
        late(i, 3)
        i += 1
    while time.process_time() - start < 1.2:
        late(i, "s")
    more = counter()
    print([more(k) for k in range(5)])
    results = []
    threads = [threading.Thread(target=worker, args=(results, n)) for n in (9, 10, 11)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    print(sorted(results))
    print(inspect.signature(numbers), inspect.getsource(late).splitlines()[0])
    print(pickle.loads(pickle.dumps(fib)) is fib, fib.__qualname__, fib.__code__.co_varnames)
    try:
        failing(0)
    except ValueError:
        traceback.print_exc()
    failing(0)

main()
"""


@pytest.fixture(scope="module", params=pythons(), ids=lambda path: str(path).split("/")[-3])
def run(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[harness.Outcome, harness.Outcome, dict[str, Traced]]:
    folder = tmp_path_factory.mktemp("traced")
    program = folder / "prog.py"
    program.write_text(PROGRAM)
    database = folder / "traces.sqlite"
    outcomes = plain(program, request.param), traced(program, database, request.param)
    with Database(str(database)) as traces:
        functions = {each.name: each for each in traces.functions()}
    return (*outcomes, functions)


Run = tuple[harness.Outcome, harness.Outcome, dict[str, Traced]]


def test_nothing_is_noticed(run: Run) -> None:
    assert not harness.difference(run[0], run[1])
    assert b"ValueError: no" in run[0].stderr


def types(function: Traced) -> set[tuple[str, ...]]:
    return {each.types for each in function.signatures}


def test_types_of_every_kind_of_function(run: Run) -> None:
    functions = run[2]
    shape = "__main__.Shape"
    assert types(functions["fib"]) == {("int",)}
    assert types(functions["numbers"]) == {("int", "int", "tuple[int, int]", "dict[str, str]")}
    assert functions["numbers"].parameters == ("n", "step", "more", "rest")
    assert types(functions["Shape.__init__"]) == {(shape, "int")}
    assert types(functions["Shape.area"]) == {(shape,)}
    assert types(functions["Shape.__add__"]) == {(shape, shape)}
    assert types(functions["Shape.of"]) == {("type", "int")}
    assert types(functions["counter.<locals>.more"]) == {("int",)}
    assert types(functions["failing"]) == {("int",)}
    assert types(functions["cached"]) == {("int",)}
    assert types(functions["worker"]) == {("list", "int"), ("list[int]", "int")} or types(
        functions["worker"]
    ) == {("list", "int")}


def test_types_that_change_late_are_seen(run: Run) -> None:
    assert types(run[2]["late"]) == {("int", "int"), ("int", "str")}
    assert run[2]["late"].calls > 64


def test_results_times_and_callers(run: Run) -> None:
    functions = run[2]
    (area,) = functions["Shape.area"].signatures
    assert area.returns == {"int": 1}
    assert area.timed == 1
    assert 0 < area.nanoseconds < 10**9
    assert ("main" in {name for _, name in functions["late"].callers}) and (
        "fib" in {name for _, name in functions["fib"].callers}
    )
    (failing,) = functions["failing"].signatures
    assert (failing.seen, failing.timed) == (2, 0)


def chosen() -> list[object]:
    everything = [each for each in blocks() if not each.name.endswith(NOT_TWICE)]
    return [
        pytest.param(each, id=each.name) for each in random.Random(11).sample(everything, N_BLOCKS)
    ]


@pytest.mark.parametrize("block", chosen())
def test_programs_of_all_kinds_run_as_ever(block, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for name, text in block.files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    main = tmp_path / "prog.py"
    expected = harness.cpython(main, block.stdin, block.arguments)
    actual = traced(main, tmp_path / "t.sqlite", stdin=block.stdin, arguments=block.arguments)
    assert not harness.difference(expected, actual)


ENDS = {
    "exec": "import os, sys\ndef f(x): return x\nf(1)\nfor i in range(10**6): pass\n"
    "os.execv(sys.executable, [sys.executable, '-c', 'for i in range(10**7): pass\\nprint(1)'])",
    "fork": "import os\ndef f(x): return x\nf(1)\npid = os.fork()\nif pid == 0:\n    f('child')\n"
    "    raise SystemExit(3)\nprint(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))",
    "own signal": "import signal\ndef f(x): return x\n"
    "signal.signal(signal.SIGPROF, lambda *a: print('mine'))\nf(2)\n"
    "signal.raise_signal(signal.SIGPROF)",
    "interrupt": "import signal\nsignal.raise_signal(signal.SIGINT)",
    "exit": "import sys\ndef f(x): return x\nf(1)\nsys.exit('bye')",
    "exit handlers": "import atexit\natexit.register(print, 'last')\nprint('first')",
    "deep": "def down(n): return down(n + 1)\ndown(0)",
    "just fits": "def down(n): return n and down(n - 1)\nprint(down(980))",
    "syntax": "def f(:\n",
    "main": "import __main__, sys\nprint(__name__, __main__.__file__ == __file__, sys.argv,"
    " sorted(globals()))",
}


@pytest.mark.parametrize("end", ENDS)
def test_ends_of_all_kinds(end: str, tmp_path: Path) -> None:
    program = tmp_path / "prog.py"
    program.write_text(ENDS[end])
    expected = plain(program)
    actual = traced(program, tmp_path / "t.sqlite")
    assert not harness.difference(expected, actual)


def test_a_module_of_the_program_hides_ours(tmp_path: Path) -> None:
    """As it hides the library's when the program runs alone."""
    for name in ("bytecode", "json", "describe", "pyc"):
        (tmp_path / f"{name}.py").write_text(f"def mine(x): return {name!r}")
    program = tmp_path / "prog.py"
    program.write_text(
        "import bytecode, json, describe, pyc\n"
        "print(bytecode.mine(1), json.mine(2), describe.mine(3), pyc.mine(4))\n"
    )
    database = tmp_path / "t.sqlite"
    assert not harness.difference(plain(program), traced(program, database))
    with Database(str(database)) as traces:
        assert [Path(each.file).name for each in traces.functions(name="mine")] == [
            "bytecode.py", "describe.py", "json.py", "pyc.py"
        ]  # fmt: skip
