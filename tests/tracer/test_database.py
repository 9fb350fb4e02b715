"""The trace database survives what happens to files."""

from __future__ import annotations

import fcntl
import os
import random
import signal
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pyc.compiler.tracer import database
from pyc.compiler.tracer.database import Database, keep

FUNCTION: dict[str, Any] = {
    "file": "/p/prog.py", "function": "A.area", "line": 3, "module": "__main__", "source": "5f1c",
    "parameters": ["self", "x"],
    "signatures": [
        {"types": ["A", "int"], "seen": 64, "calls": 990, "timed": 10, "nanoseconds": 5000,
         "returns": {"int": 64}, "sizes": [None, None]},
        {"types": ["A", "str"], "seen": 8, "calls": 10, "timed": 2, "nanoseconds": 400,
         "returns": {"str": 8}, "sizes": [None, [1, 5]]},
    ],
    "callers": [["/p/prog.py", "main", 9, 70]],
}  # fmt: skip


def test_runs_are_added_up(tmp_path: Path) -> None:
    with Database(str(tmp_path / "t")) as traces:
        traces.record([FUNCTION], "/p/prog.py", 1.0)
        wider = FUNCTION["signatures"][1] | {"sizes": [None, [0, 3]]}
        second = traces.record([FUNCTION | {"signatures": [wider]}], "/p/prog.py", 2.0)
        (found,) = traces.functions()
        assert [(each.types, each.calls) for each in found.signatures] == [
            (("A", "int"), 990), (("A", "str"), 20)
        ]  # fmt: skip
        assert found.signatures[1].sizes == (None, (0, 5))
        assert found.signatures[0].mean == 500
        assert found.callers == {("/p/prog.py", "main"): 140}
        (latest,) = traces.functions(run=second)
        assert latest.calls == 10
        assert [run.n_functions for run in traces.runs()] == [1, 1]


def test_questions_by_file_and_name(tmp_path: Path) -> None:
    with Database(str(tmp_path / "t")) as traces:
        other = FUNCTION | {"file": "/q/prog.py", "function": "area"}
        traces.record([FUNCTION, other], "/p/prog.py", 1.0)

        def names(*wanted: str | None) -> list[str]:
            return [f"{each.file} {each.name}" for each in traces.functions(*wanted)]

        assert names("prog.py") == ["/p/prog.py A.area", "/q/prog.py area"]
        assert names("p/prog.py") == ["/p/prog.py A.area"]
        assert names(None, "area") == ["/p/prog.py A.area", "/q/prog.py area"]
        assert names(None, "A.area") == ["/p/prog.py A.area"]
        assert names("og.py") == []


def test_a_text_that_moved_is_one_function_and_one_that_changed_another(tmp_path: Path) -> None:
    with Database(str(tmp_path / "t")) as traces:
        for line, source in ((3, "5f1c"), (40, "5f1c"), (40, "77aa"), (3, ""), (40, "")):
            traces.record([FUNCTION | {"line": line, "source": source}], "/p/prog.py", 1.0)
        found = [(each.line, each.source, each.calls) for each in traces.functions()]
        assert found == [(40, "5f1c", 2000), (3, "", 1000), (40, "77aa", 1000), (40, "", 1000)]
        assert traces.functions()[0].callers == {("/p/prog.py", "main"): 140}


def test_it_is_the_users_own(tmp_path: Path) -> None:
    path = tmp_path / "new" / "t"
    with Database(str(path)) as traces:
        traces.record([FUNCTION], "p", 1.0)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_oldest_runs_go(tmp_path: Path) -> None:
    many = [FUNCTION | {"function": f"f{n}"} for n in range(200)]
    with Database(str(tmp_path / "t"), most_bytes=600_000) as traces:
        for n in range(30):
            traces.record(many, f"run {n}", float(n))
        left = [run.program for run in traces.runs()]
        assert left[-1] == "run 29"
        assert 0 < len(left) < 30
        assert left == [f"run {n}" for n in range(30 - len(left), 30)]


WRITER = """
import sys
from tests.tracer.test_database import FUNCTION
from pyc.compiler.tracer.database import Database
for n in range(int(sys.argv[2])):
    with Database(sys.argv[1]) as traces:
        traces.record([FUNCTION], f"writer {n}", 1.0)
print("written", flush=True)
"""
ROOT = Path(__file__).resolve().parents[2]


def writer(path: Path, count: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(count)], cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE,
    )  # fmt: skip


def test_several_writers_at_once(tmp_path: Path) -> None:
    path = tmp_path / "t"
    writers = [writer(path, 8) for _ in range(4)]
    assert all(each.wait(timeout=120) == 0 for each in writers)
    for each in writers:
        each.communicate()
    with Database(str(path)) as traces:
        assert len(traces.runs()) == 32
        assert traces.functions()[0].calls == 32 * 1000


OPENERS = """
import multiprocessing, sys
from pyc.compiler.tracer.database import Database
def opener(barrier, failed):
    for n in range(40):
        barrier.wait(60)
        try:
            Database(f"{sys.argv[1]}{n}").__exit__()
        except Exception as error:
            failed.put(str(error))
context = multiprocessing.get_context("fork")
barrier, failed = context.Barrier(6), context.Queue()
openers = [context.Process(target=opener, args=(barrier, failed)) for _ in range(6)]
for each in openers:
    each.start()
for each in openers:
    each.join()
print("failed:", [failed.get() for _ in range(failed.qsize())])
"""


def test_a_new_file_opened_by_several_at_the_same_moment(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", OPENERS, str(tmp_path / "t")], check=False, timeout=200, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("failed: []\n", "")


def test_writers_that_are_killed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "t"
    chance = random.Random(5)
    for _ in range(4):
        with writer(path, 100_000) as process:
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(timeout=0.4 + chance.random() / 4)
            process.send_signal(signal.SIGKILL)
    with Database(str(path)) as traces:
        runs = len(traces.runs())
        traces.record([FUNCTION], "after", 1.0)
        assert len(traces.runs()) == runs + 1
    assert "damaged" not in capfd.readouterr().err


def damages(data: bytes) -> dict[str, bytes]:
    chance = random.Random(3)
    found = {
        "empty": b"",
        "garbage": bytes(chance.randrange(256) for _ in range(5000)),
        "text": b"not a database at all\n" * 400,
        "head only": data[:100],
    }
    for n in range(8):
        found[f"cut {n}"] = data[: chance.randrange(1, len(data))]
        broken = bytearray(data)
        for _ in range(60):
            broken[chance.randrange(len(data))] = chance.randrange(256)
        found[f"broken {n}"] = bytes(broken)
    return found


def test_damage_of_any_kind(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "whole"
    with Database(str(path)) as traces:
        traces.record([FUNCTION | {"function": f"f{n}"} for n in range(50)], "p", 1.0)
    data = path.read_bytes()
    for name, damaged in damages(data).items():
        file = tmp_path / name.replace(" ", "-")
        file.write_bytes(damaged)
        keep([FUNCTION], "p", 1.0)  # elsewhere: must not be touched
        with Database(str(file)) as traces:
            traces.record([FUNCTION], "again", 1.0)
            is_cut = not name.startswith("broken")
            assert not is_cut or "again" in [each.program for each in traces.runs()]
            traces.functions()  # damage may show only where one looks
            run = traces.record([FUNCTION], "after", 1.0)
            programs = [each.program for each in traces.runs()]
            assert programs[-1] == "after"
            assert [each.calls for each in traces.functions(run=run)] == [1000]
        said = capfd.readouterr().err
        assert said.count("it is now") == Path(f"{file}.damaged").exists()
        assert "again" in programs or "it is now" in said


def test_damage_that_shows_when_a_run_is_written(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "t"
    with Database(str(path)) as traces:
        traces.record([FUNCTION | {"function": f"f{n}"} for n in range(500)], "before", 1.0)
    data = bytearray(path.read_bytes())
    data[8192:] = bytes(len(data) - 8192)
    path.write_bytes(data)
    with Database(str(path)) as traces:
        assert capfd.readouterr().err == ""  # opening does not look
        traces.record([FUNCTION], "again", 1.0)
        assert [each.program for each in traces.runs()] == ["again"]
        assert capfd.readouterr().err.count("a new one begins") == 1
    assert Path(f"{path}.damaged").read_bytes()[8192:] == data[8192:]


FINDERS = """
import multiprocessing, sys
from tests.tracer.test_database import FUNCTION
from pyc.compiler.tracer.database import Database
def finder(barrier, failed, n):
    try:
        with Database(sys.argv[1]) as traces:
            barrier.wait(60)  # all have the damaged file open
            traces.record([FUNCTION], f"finder {n}", 1.0)
    except Exception as error:
        failed.put(repr(error))
context = multiprocessing.get_context("fork")
barrier, failed = context.Barrier(4), context.Queue()
finders = [context.Process(target=finder, args=(barrier, failed, n)) for n in range(4)]
for each in finders:
    each.start()
for each in finders:
    each.join()
print("failed:", [failed.get() for _ in range(failed.qsize())])
"""


def test_damage_that_several_find_at_once(tmp_path: Path) -> None:
    """It is set aside once, when the last of them has let go of it, and no run is lost."""
    path = tmp_path / "t"
    with Database(str(path)) as traces:
        traces.record([FUNCTION | {"function": f"f{n}"} for n in range(500)], "before", 1.0)
    data = path.read_bytes()
    path.write_bytes(data[:8192] + bytes(len(data) - 8192))
    done = subprocess.run(
        [sys.executable, "-c", FINDERS, str(path)], check=False, timeout=200, text=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True,
    )  # fmt: skip
    assert done.stdout == "failed: []\n", done.stderr
    assert done.stderr.count("a new one begins") == 1
    with Database(str(path)) as traces:
        assert sorted(each.program for each in traces.runs()) == [f"finder {n}" for n in range(4)]


def test_whoever_keeps_it_open_stops_nobody(tmp_path: Path) -> None:
    with Database(str(tmp_path / "t")) as one, Database(str(tmp_path / "t")) as other:
        one.record([FUNCTION], "one", 1.0)
        other.record([FUNCTION], "other", 1.0)
        assert [each.program for each in one.runs()] == ["one", "other"]


def test_a_lock_that_stays_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.01)
    with (
        Database(str(tmp_path / "t")), (tmp_path / "t.lock").open() as lock,
        pytest.raises(BlockingIOError),
    ):  # fmt: skip
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with (tmp_path / "t.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(sqlite3.OperationalError, match="does not let go"):
            Database(str(tmp_path / "t"))


@pytest.fixture(autouse=True)
def own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYC_TRACES", str(tmp_path / "own.sqlite"))


def test_a_place_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("PYC_TRACES", str(tmp_path / "file" / "t"))
    keep([FUNCTION], "p", 1.0)
    assert capfd.readouterr().err.startswith("pyc trace: nothing was kept: ")


def test_an_older_file_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "t"
    old = sqlite3.connect(path)
    for statement in database.MIGRATIONS[0].split(";"):
        old.execute(statement)
    old.execute("PRAGMA user_version = 1")
    old.execute("INSERT INTO run VALUES (1, 'p', '3.11', 1.0, 2.0)")
    old.execute("INSERT INTO function VALUES (1, '/p.py', 'f', 1, '__main__', '[\"x\"]')")
    old.execute("INSERT INTO signature VALUES (1, 1, '[\"int\"]', '{}', 3, 3, 0, 0)")
    old.execute("INSERT INTO call VALUES (1, '/p.py', 'main', 1, 2)")
    old.commit()
    old.close()
    with Database(str(path)) as traces:
        (found,) = traces.functions()
        assert (found.signatures[0].types, found.signatures[0].sizes) == (("int",), ())
        assert (found.name, found.line, found.source, found.callers) == (
            "f", 1, "", {("/p.py", "main"): 2}
        )  # fmt: skip
        traces.record([FUNCTION], "p", 1.0)
        assert traces.forget(1)
        assert [each.name for each in traces.functions()] == ["A.area"]


def test_a_newer_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "t"
    newer = sqlite3.connect(path)
    newer.execute("CREATE TABLE future (x)")
    newer.execute("PRAGMA user_version = 99")
    newer.close()
    data = path.read_bytes()
    with pytest.raises(sqlite3.OperationalError, match="newer pyc"):
        Database(str(path))
    assert path.read_bytes()[:4096] == data[:4096]
