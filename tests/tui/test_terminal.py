"""The console in a terminal, on programs that run; and in the browser."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from pyc.compiler.session import BuildOptions, Session
from pyc.tui.__main__ import main
from pyc.tui.feed import Process, Started
from pyc.tui.model import Ended, Measured, Printed
from tests.repo.layers import ROOT
from tests.terminal import LIMIT, Terminal, in_terminal, until

PROGRAM = """\
def warm(n):
    total = 0
    for i in range(n):
        total += i * i % 7
    return total


def main():
    total = 0
    while True:
        total += warm(5000)


main()
"""


def environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ, "PYTHONPATH": str(ROOT), "PYC_TRACES": str(folder / "traces.sqlite"),
        "TERM": "xterm-256color",
    }  # fmt: skip


@contextmanager
def terminal(folder: Path, arguments: list[str]) -> Iterator[Terminal]:
    command = [sys.executable, "-m", "pyc.tui", *arguments]
    with in_terminal(folder, command, environment(folder)) as shown:
        yield shown


@pytest.mark.parametrize("kind", [[], ["--native"]], ids=["cpython", "native"])
def test_a_program_that_runs(kind: list[str], tmp_path: Path) -> None:
    program = tmp_path / "busy.py"
    program.write_text(PROGRAM)
    with terminal(tmp_path, [*kind, str(program)]) as shown:
        shown.shows("busy.py", "warm", "live", "native" if kind else "cpython")
        shown.shows("(n: int", "-> int", "hot")  # the compiler was asked meanwhile
        shown.press("2")
        shown.shows("<module>", "main", "warm", "100.0 % in all")
        shown.press("3")
        shown.shows("for i in range(n):", "total: int")
        shown.press("q")
        until(lambda: "Quit" not in shown.text, lambda: shown.text)


def test_a_native_process_is_attached_to(tmp_path: Path) -> None:
    program = tmp_path / "busy.py"
    program.write_text(PROGRAM)
    binary = tmp_path / "busy"
    Session().snapshot(program).build(binary, BuildOptions(level=2, is_debug=True))
    with subprocess.Popen([binary]) as process:
        try:
            words = ["--pid", str(process.pid), "--source", str(program)]
            with terminal(tmp_path, words) as shown:
                shown.shows(f"busy ({process.pid})", "live", "native", "warm", "busy.py")
                shown.press("3")
                shown.shows("for i in range(n):")
                process.kill()
                shown.shows("ended", "the process has ended")
                shown.press("q")
                until(lambda: "Quit" not in shown.text, lambda: shown.text)
        finally:
            process.kill()
    assert not Path(f"/tmp/pyc-profile-{process.pid}").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["missing.py"], "missing.py: there is no such file"),
        (["."], ".: it is a folder; a program, an executable or a profile is wanted"),
        (["--pid", "999999999"], "there is no process 999999999"),
    ],
)
def test_what_cannot_be_watched_is_told(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(words) == 3
    assert capsys.readouterr().err == f"error: {said}\n"


def test_output_and_exit_status_of_a_program(tmp_path: Path) -> None:
    program = tmp_path / "prog.py"
    program.write_text("import sys\nprint('one\\n\\x1b[31mtwo')\nsys.exit('went wrong')\n")
    feed = Started(program, [], native=False, foreign=False, python=sys.executable)
    events = list(feed.events(threading.Event()))
    printed = [each for each in events if isinstance(each, Printed)][-1]
    assert sorted(printed.lines) == ["\x1b[31mtwo", "one", "went wrong"]
    last = events[-1]
    assert isinstance(last, Ended) and last.message.startswith("exit status 1")


def test_a_program_is_ended_with_the_console(tmp_path: Path) -> None:
    program = tmp_path / "stubborn.py"
    program.write_text(
        "import os, signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "open('pid', 'w').write(str(os.getpid()))\nwhile True:\n    pass\n"
    )
    stop = threading.Event()
    feed = Started(program, [], native=False, foreign=False, python=sys.executable)
    here = Path.cwd()
    os.chdir(tmp_path)
    try:
        for event in feed.events(stop):
            if isinstance(event, Measured):
                stop.set()
    finally:
        os.chdir(here)
    pid = int((tmp_path / "pid").read_text())
    assert not Path(f"/proc/{pid}").exists()


def test_a_native_program_that_ends_at_once(tmp_path: Path) -> None:
    program = tmp_path / "prog.py"
    program.write_text(
        "def busy(n):\n    total = 0\n    for i in range(n):\n        total += i * i % 7\n"
        "    return total\nbusy(20_000_000)\nprint('short')\n"
    )
    feed = Started(program, [], native=True, foreign=False, python=sys.executable)
    events = list(feed.events(threading.Event()))
    assert events[-2:] == [Printed(("short",)), Ended("ended", "exit status 0")]
    functions = {
        frame.function for event in events if isinstance(event, Measured)
        for stack in event.profile.stacks for frame in stack
    }  # fmt: skip
    assert "busy" in functions


def test_a_process_that_dies_while_it_is_watched() -> None:
    process = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        messages = []
        for event in Process(process.pid, foreign=False).events(threading.Event()):
            process.send_signal(signal.SIGKILL)
            process.wait(LIMIT)
            messages.append(event)
    finally:
        process.kill()
        process.wait()
    assert isinstance(messages[-1], Ended) and "ended" in messages[-1].message


def test_in_the_browser(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    log = (tmp_path / "log").open("w+")
    server = subprocess.Popen(
        [sys.executable, "-m", "pyc.tui", "--serve", str(port)], env=environment(tmp_path),
        stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
    )  # fmt: skip
    pages: list[str] = []

    def came() -> bool:
        with suppress(OSError), urllib.request.urlopen(f"http://localhost:{port}/") as answer:
            pages.append(answer.read().decode())
        return bool(pages)

    def why() -> str:
        log.seek(0)
        return log.read()

    try:
        until(came, why)
    finally:
        server.terminate()
        server.wait(LIMIT)
        log.close()
    assert f"ws://localhost:{port}/" in pages[0]
