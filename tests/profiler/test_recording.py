"""Programs that run are sampled: the functions and lines that take the time are named."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pyc.compiler.profiler import perf, recording, totals
from pyc.compiler.profiler.profile import Profile, ProfileError, without_foreign
from pyc.compiler.profiler.samples import SampleReader, profile
from pyc.compiler.profiler.symbols import Symbols
from pyc.compiler.session import BuildOptions, Session

PROGRAM = """\
import sys

class Grid:
    def __init__(self, size):
        self.cells = [0] * size

    def step(self, rounds):
        cells = self.cells
        for n in range(rounds):
            for i in range(len(cells)):
                cells[i] = (cells[i] * 31 + i + n) % 1009        # line 11
        return cells[7]


def words(count):
    found = {}
    for n in range(count):
        key = "w" + str(n % 50)                                  # line 18
        found[key] = found.get(key, 0) + 1
    return len(found)


def main():
    times = int(sys.argv[1])
    total = 0
    for _ in range(times):
        total += Grid(1000).step(3000) + words(20000)            # line 27
    print("sum", total)
    sys.exit(7)


main()
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("profiled")
    source = folder / "grid.py"
    source.write_text(PROGRAM)
    choices = BuildOptions(level=2, is_debug=True)
    Session().snapshot(source).build(folder / "grid", choices)
    return folder / "grid"


@pytest.fixture(scope="module")
def samples(program: Path) -> Path:
    """What the program wrote about itself."""
    path = program.with_name("samples")
    done = subprocess.run(
        [program, "25"], env={"PYC_PROFILE": f"1000:{path}"}, capture_output=True, check=False
    )
    assert done.returncode == 7
    assert done.stdout.startswith(b"sum ")
    assert done.stderr == b""
    return path


def of_native(program: Path, samples: Path) -> Profile:
    reader = SampleReader(samples)
    return profile("grid", reader, reader.new(), Symbols(program))


def assert_right(found: Profile) -> None:
    python = without_foreign(found)
    functions = {row.function: row for row in totals.by_function(python)}
    assert set(functions) <= {"<module>", "main", "Grid.step", "Grid.__init__", "words", "Grid"}
    assert next(iter(functions)) == "Grid.step"
    assert {"main", "words"} <= set(functions)
    assert functions["main"].total >= functions["Grid.step"].own + functions["words"].own
    lines = totals.by_line(python)
    assert (lines[0].function, lines[0].line) == ("Grid.step", 11)
    assert ("main", 27) in {(row.function, row.line) for row in lines}


def test_native_time_by_function_and_line(program: Path, samples: Path) -> None:
    found = of_native(program, samples)
    assert found.n_samples > 50
    assert_right(found)
    assert all(frame.line for stack in found.stacks for frame in stack if frame.is_python)


def test_a_caller_is_not_lost_where_c_runs(program: Path, samples: Path) -> None:
    """Whatever C function runs for `words`, `words` is the frame around it."""
    for stack in of_native(program, samples).stacks:
        if len(stack) > 1 and not stack[-1].is_python and stack[0].is_python:
            assert stack[-2].function in ("words", "Grid.step", "main", "Grid.__init__", "<module>")
            if "str" in stack[-1].function:
                assert stack[-2].function in ("words", "main", "<module>")


def test_a_file_that_ends_anywhere(program: Path, samples: Path, tmp_path: Path) -> None:
    data = samples.read_bytes()
    symbols = Symbols(program)
    path = tmp_path / "cut"
    counts = []
    for size in (*range(0, 200, 3), *range(200, len(data), len(data) // 40), len(data)):
        path.write_bytes(data[:size])
        reader = SampleReader(path)
        try:
            counts.append(profile("grid", reader, reader.new(), symbols).n_samples)
        except ProfileError:
            assert size < 48  # not even the head is whole
    assert counts == sorted(counts)
    assert counts[-1] > 50


def test_a_file_that_grows_is_read_in_parts(samples: Path, tmp_path: Path) -> None:
    data = samples.read_bytes()
    path = tmp_path / "growing"
    path.touch()
    reader = SampleReader(path)
    parts = []
    for size in range(0, len(data) + 997, 997):
        path.write_bytes(data[:size])
        parts.extend(reader.new())
    assert parts == SampleReader(samples).new()


def test_garbage_is_refused(tmp_path: Path, program: Path) -> None:
    path = tmp_path / "garbage"
    for data in (b"x" * 100, b"PYCSAMP1" + b"\xff" * 100):
        path.write_bytes(data)
        with pytest.raises(ProfileError):
            SampleReader(path).new()
    with pytest.raises(ProfileError):
        Symbols(path)


def test_without_debug_information_functions_are_known(program: Path, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    Session().snapshot(program.with_suffix(".py")).build(plain, BuildOptions())
    found, status = recording.native_run(plain, ["25"], 500)
    assert status == 7
    assert "built without -g" in found.notes[0]
    assert {"Grid.step"} <= {row.function for row in totals.by_function(found)}


def test_attached_to_a_native_process(program: Path) -> None:
    with subprocess.Popen([program, "100000"], stdout=subprocess.DEVNULL) as process:
        try:
            symbols = recording.native_symbols(process.pid)
            assert symbols is not None
            found = recording.native_attached(process.pid, symbols, 1.5, 500)
            again = recording.native_attached(process.pid, symbols, 0.5, 200)
        finally:
            process.kill()
    assert_right(found)
    assert again.period == 5_000_000
    assert not Path(f"/tmp/pyc-profile-{process.pid}").exists()


def test_no_signal_for_a_process_that_would_die_of_it(program: Path) -> None:
    with subprocess.Popen(["sleep", "60"]) as process:
        try:
            assert recording.native_symbols(process.pid) is None
            with pytest.raises(ProfileError):
                recording.native_attached(process.pid, Symbols(program), 1, 500)
            time.sleep(0.1)
            assert process.poll() is None
        finally:
            process.kill()


def test_cpython_by_py_spy(program: Path, capfd: pytest.CaptureFixture[str]) -> None:
    source = str(program.with_suffix(".py"))
    found, status = recording.cpython_run([sys.executable, source, "3"], source, 200)
    assert status == 7
    assert capfd.readouterr().out.startswith("sum ")
    functions = {row.function: row for row in totals.by_function(found)}
    assert next(iter(functions)) == "Grid.step"
    assert functions["main"].total >= functions["Grid.step"].own
    assert (totals.by_line(found)[0].line) in (10, 11)


PERF = """\
   2000000
\t           34e10 pyc_list_sort+0x20 (/p/my prog)
\t           35086 __main__.main$0+0x1d6 (/p/my prog)
\t           519bf [unknown] (/usr/lib/libc.so.6)

   1500000
\t    7f0000519bf [unknown] (/usr/lib/libc.so.6)
"""


def test_what_perf_prints() -> None:
    first, second = perf.read(PERF.splitlines(), "/p/my prog")
    assert (first.addresses, first.processor) == ((0x34E10, 0x35085, 0), 2_000_000)
    assert (second.addresses, second.processor) == ((0,), 1_500_000)


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "pyc.compiler.driver", "profile", *map(str, arguments)]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def test_the_command(program: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    done = command("--native", "--save", kept, "--json", program.with_suffix(".py"), "25")
    assert done.returncode == 7
    printed, _, data = done.stdout.partition("\n")
    assert printed.startswith("sum ")
    assert json.loads(data)["functions"][0]["function"] == "Grid.step"
    shown = command(kept)
    assert shown.returncode == 0
    assert "Grid.step  grid.py:11" in shown.stdout
    assert "hot path\n" in shown.stdout
    changed = command("--compare", kept, kept)
    assert "1.00 times as fast" in changed.stdout
    picture = tmp_path / "flame.svg"
    assert command("-o", picture, kept).returncode == 0
    assert "Grid.step" in picture.read_text()


def test_a_program_that_begins_like_a_profile(tmp_path: Path) -> None:
    program = tmp_path / "prog.py"
    program.write_text("{print('a set')}\n")
    done = command("--native", program)
    assert done.returncode == 0
    assert done.stdout.startswith("a set\n")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ((), 2, "pyc profile PROGRAM"),
        (("/nowhere/prog.py",), 3, "No such file"),
        (("--pid", "4194304"), 3, "there is no process"),
        (("-o", "/tmp/x.doc", "prog.py"), 2, "--format is one of"),
        (("--native", __file__ + "c"), 3, "No such file"),
        (("--rate", "0", "prog.py"), 2, "not between 1 and 10000"),
        (("--rate", "20000", "prog.py"), 2, "not between 1 and 10000"),
        (("--duration", "-1", "prog.py"), 2, "not between 1 and 1000000"),
    ],
)
def test_what_cannot_be_profiled(words: tuple[str, ...], status: int, said: str) -> None:
    done = command(*words)
    assert done.returncode == status
    assert said in done.stderr
    assert "Traceback" not in done.stderr
