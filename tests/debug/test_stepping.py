"""Stepping a native program visits the lines that CPython's `sys.settrace` reports, in the same
order, and shows the same variables at each.

The programs are blocks of tests/language and examples/, the first N stops of each; `--seed`
chooses, `--all` takes all. At -O2 lines are only broken at, and variables may be optimised out.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from pyc.compiler.session import BuildOptions, Session
from tests.debug import sessions
from tests.language.test_language import Block, blocks
from tests.repo.layers import ROOT

HERE = Path(__file__).parent
LIMIT = 150
COUNT = 40
PARTLY_VISIBLE = 0.6  # of the variables, at -O2
MOSTLY_HIT = 0.99  # of the lines, at -O2: LLVM may copy a loop's statement within one scope

# Where native stepping differs from CPython's trace, by the block's name, and why.
# CPython's trace function keeps frames, and with them objects, alive a little longer.
ALIVE = "tracing delays __del__"
SHOWN = "traced.py writes such a value in another form than the debugger"
ONE_LINE = "statements in one line, or several exits of one `with`, count otherwise"
BUG = "pyc calls a special method once more or less than CPython"
DEVIATIONS = {
    "classes/16-a-class-made-by-type-has-the-metaclass-of-its-bases": SHOWN,
    "classes/17-the-namespace-of-a-metaclass": "a prepared namespace is not asked for globals",
    "classes/19-private-names": SHOWN,
    "classes/20-inheritance-and-special-methods-kind-and-unkind": SHOWN,
    "collections/10-a-cache-that-forgets": SHOWN,
    "collections/11-classes-below-deque-and-the-module-itself": SHOWN,
    "collections/12-classes-below-all-of-them-and-what-other-code-makes-of-them": BUG,
    "collections/13-containers-of-one-s-own-above-builtin-ones": BUG,
    "control_flow/1-small-algorithms-of-all-kinds": ONE_LINE,
    "exceptions/11-a-traceback-keeps-the-variables-of-its-frames-alive": ALIVE,
    "exceptions/12-a-traceback-keeps-the-variables-of-its-frames-alive": ALIVE,
    "exceptions/13-managers-chains-and-finally": ONE_LINE,
    "functions/12-annotations": "traced.py reads attributes, which this program forbids",
    "functions/13-scopes-arguments-and-the-order-of-evaluation": ONE_LINE,
    "generators/8-events-processes-and-coroutines": SHOWN,
    "input/6-a-program-that-asks-captures-and-reads-files": ONE_LINE,
    "iterators/1-own-iterators": BUG,
    "iterators/9-who-is-asked-for-a-length": SHOWN,
}

Stop = tuple[str, int, dict[str, str]]


def chosen(config: pytest.Config, count: int) -> list[Block]:
    """Blocks with an end in sight; examples/ are blocks, too."""
    texts = {path.stem: path.read_text() for path in sorted((ROOT / "examples").glob("*.py"))}
    found = [*blocks(), *(Block(f"examples/{k}", text, False) for k, text in texts.items())]
    found = [each for each in found if not each.is_known_bug and each.name not in DEVIATIONS]
    if config.getoption("--all"):
        return found
    return random.Random(config.getoption("--seed")).sample(found, count)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "block" in metafunc.fixturenames:
        rows = chosen(metafunc.config, COUNT)
        metafunc.parametrize("block", rows, ids=[each.name for each in rows])


def written(block: Block, folder: Path) -> Path:
    for name, text in block.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "stdin").write_bytes(block.stdin)
    return folder / "prog.py"


def recorded(command: list[str], program: Path, lines: str = "") -> list[Stop]:
    steps = program.with_name("steps")
    steps.unlink(missing_ok=True)
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "0",
        "PYC_STEPS": str(steps),
        "PYC_LIMIT": str(LIMIT),
        "PYC_SOURCE": str(program),
        "PYC_LINES": lines,
    }
    with program.with_name("stdin").open("rb") as given:
        done = subprocess.run(
            command, cwd=program.parent, stdin=given, capture_output=True, env=environment,
            timeout=120, check=False,
        )  # fmt: skip
    assert steps.is_file(), (done.stdout + done.stderr).decode(errors="replace")
    assert b"Python Exception" not in done.stderr, done.stderr.decode(errors="replace")
    return [tuple(json.loads(line)) for line in steps.read_text().splitlines()]


def traced(block: Block, program: Path) -> list[Stop]:
    command = [sys.executable, str(HERE / "traced.py"), str(program), *block.arguments]
    return recorded(command, program)


def in_gdb(
    block: Block, program: Path, level: int, script: str, lines: str = ""
) -> list[Stop]:
    output = program.with_name("native")
    Session().snapshot(program).build(output, BuildOptions(level=level, is_debug=True))
    start = ["gdb", "-q", "-batch", "-nx", "-iex", f"add-auto-load-safe-path {output}"]
    arguments = ["--args", str(output), *block.arguments]
    return recorded([*start, "-x", str(HERE / script), *arguments], program, lines)


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
    pytestconfig: pytest.Config, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """At -O2 each line that runs is stopped at; most variables are there, and those are
    right."""
    n_lines = n_hit = n_seen = n_all = 0
    for number, block in enumerate(chosen(pytestconfig, COUNT // 4)):
        folder = tmp_path / str(number)
        folder.mkdir()
        program = written(block, folder)
        visits: dict[int, list[dict[str, str]]] = {}
        for name, line, variables in traced(block, program):
            visits.setdefault(line, []).append({} if name == "<module>" else variables)
        hits = in_gdb(block, program, 2, "broken.py", " ".join(map(str, visits)))
        n_lines, n_hit = n_lines + len(visits), n_hit + len(hits)
        for name, line, native in hits:
            if line < 0 or name in ("<module>", "<lambda>"):
                continue  # a line without code of its own; variables of another kind
            seen = {k: v for k, v in native.items() if v != "<optimized out>"}
            alike = [{k: v for k, v in each.items() if k in seen} for each in visits[line]]
            shown = {k: v for k, v in seen.items() if k in visits[line][0]}
            assert any(shown.items() <= each.items() for each in alike), (block.name, line, seen)
            n_all, n_seen = n_all + len(visits[line][0]), n_seen + len(shown)
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
    heads = [n for n, text in enumerate(COPIED.splitlines(), 1) if text.startswith("def ")]
    expected = Counter(line for _, line, _ in stops if line not in heads)  # gdb: calls of it, too
    commands = [f"break prog.py:{line}" for line in expected]
    commands += [f"ignore {number + 1} 1000" for number in range(len(expected))]
    session = sessions.Session("gdb", COPIED, (*commands, "run", "info breakpoints"), level)
    told = sessions.transcript(session, tmp_path).partition("(gdb) info breakpoints")[2]
    hits = r"^(\d+) +breakpoint .*\n\s+breakpoint already hit (\d+) "
    found = re.findall(hits, told, re.MULTILINE)
    lines = list(expected)
    assert {lines[int(number) - 1]: int(count) for number, count in found} == expected
