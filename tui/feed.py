"""Where the console's facts come from: a profile that is kept, a process that runs, a program that
is started. A feed yields events; it runs in a thread of its own and ends when `stop` is set.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from pyc.compiler.profiler import recording
from pyc.compiler.profiler.profile import Profile, ProfileError, is_kept, loaded
from pyc.compiler.profiler.samples import SampleReader, profile
from pyc.compiler.profiler.symbols import Symbols
from pyc.tui.model import Ended, Event, Measured, Printed, Read

REFRESH = 0.5  # seconds
HERTZ = 100  # samples a second
ELF = b"\x7fELF"
MOST_LINES = 100_000  # of a text
MOST_BYTES = 16 << 20  # of a text
LAST_LINES, LAST_BYTES = 500, 200_000  # of what a program prints
GRACE = 2.0  # seconds for a program that was told to end


class Feed(Protocol):
    title: str

    def events(self, stop: threading.Event) -> Iterator[Event]: ...


class Kept:
    """A profile in a file."""

    def __init__(self, path: Path) -> None:
        self.title = path.name
        self._path = path

    def events(self, stop: threading.Event) -> Iterator[Event]:
        yield Measured(loaded(self._path))
        yield Ended("saved")


class Process:
    """One that runs, of either kind."""

    def __init__(self, pid: int, foreign: bool, program: str = "", hertz: int = HERTZ) -> None:
        self._pid = pid
        self._foreign = foreign
        self._hertz = hertz
        self.program = program or recording.program_of(pid)
        self.title = f"{Path(self.program).name or '?'} ({pid})"

    def events(self, stop: threading.Event) -> Iterator[Event]:
        symbols = recording.native_symbols(self._pid)
        parts = self._native(symbols, stop) if symbols is not None else self._cpython(stop)
        for each in parts:
            yield Measured(replace(each, program=self.program))
        yield Ended("ended", "the process has ended" if not stop.is_set() else "")

    def _cpython(self, stop: threading.Event) -> Iterator[Profile]:
        is_wanted = lambda: not stop.is_set()  # noqa: E731
        return recording.cpython_segments(self._pid, self._hertz, is_wanted, self._foreign)

    def _native(self, symbols: Symbols, stop: threading.Event) -> Iterator[Profile]:
        with recording.native_samples(self._pid, self._hertz) as reader:
            while recording.is_running(self._pid) and not stop.is_set():
                stop.wait(REFRESH)
                yield profile(self.program, reader, reader.new(), symbols)
            yield profile(self.program, reader, reader.new(), symbols)


class Started:
    """A program that the console starts; what it prints goes to a file, its last lines are told."""

    def __init__(
        self, program: Path, arguments: list[str], native: bool, foreign: bool, python: str,
        hertz: int = HERTZ,
    ) -> None:  # fmt: skip
        self.title = program.name
        self._program = program
        self._arguments = arguments
        self._native = native
        self._foreign = foreign
        self._python = python
        self._hertz = hertz

    def events(self, stop: threading.Event) -> Iterator[Event]:
        with tempfile.TemporaryDirectory(prefix="pyc-tui-") as folder:
            command = [*self._command(Path(folder)), *self._arguments]
            output, samples = Path(folder) / "output", Path(folder) / "samples"
            variables = {**os.environ, "PYC_PROFILE": f"{self._hertz}:{samples}"}
            symbols = recording.symbols_of(Path(command[0]))
            with output.open("wb") as file:
                process = subprocess.Popen(
                    command, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT,
                    env=variables if symbols is not None else None,
                )  # fmt: skip
            why = ""
            try:
                events = (
                    self._attached(process, stop)
                    if symbols is None
                    else self._sampled(process, stop, SampleReader(samples), symbols)
                )
                for event in events:
                    yield event
                    yield Printed(_last_lines(output))
                why = "" if process.poll() is None else _ending(process.returncode)
            except ProfileError as error:
                if process.poll() is None:
                    raise
                why = f"{_ending(process.returncode)}; {error}"
            finally:
                _ended(process)
            yield Printed(_last_lines(output))
            yield Ended("ended", why)

    def _sampled(
        self, process: subprocess.Popen[bytes], stop: threading.Event, reader: SampleReader,
        symbols: Symbols,
    ) -> Iterator[Event]:  # fmt: skip
        """A native program samples itself from its first step."""
        while process.poll() is None and not stop.is_set():
            stop.wait(REFRESH)
            yield Measured(profile(str(self._program), reader, reader.new(), symbols))
        yield Measured(profile(str(self._program), reader, reader.new(), symbols))

    def _attached(self, process: subprocess.Popen[bytes], stop: threading.Event) -> Iterator[Event]:
        begun = time.monotonic()
        while process.poll() is None and not stop.is_set():
            try:
                running = Process(process.pid, self._foreign, str(self._program), self._hertz)
                for event in running.events(stop):
                    if isinstance(event, Measured):
                        yield event
            except ProfileError:  # it has not yet begun, or has just ended
                if time.monotonic() - begun > recording.PATIENCE:
                    raise
                stop.wait(0.05)

    def _command(self, folder: Path) -> list[str]:
        with self._program.open("rb") as file:
            if file.read(4) == ELF:
                return [str(self._program.absolute())]
        if not self._native:
            return [self._python, str(self._program)]
        from pyc.compiler.session import BuildOptions, Session

        output = folder / self._program.stem
        snapshot = Session().snapshot(self._program)
        if snapshot.program.faults:
            raise ProfileError(snapshot.program.faults[0].problem.text)
        snapshot.build(output, BuildOptions(level=2, is_debug=True))
        return [str(output)]


def _ended(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()


def _ending(status: int) -> str:
    if status >= 0:
        return f"exit status {status}"
    try:
        return f"killed by {signal.Signals(-status).name}"
    except ValueError:
        return f"killed by signal {-status}"


def _last_lines(path: Path) -> tuple[str, ...]:
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - LAST_BYTES))
        return tuple(file.read(LAST_BYTES).decode("utf-8", "replace").splitlines()[-LAST_LINES:])


def text_of(file: str) -> Read:
    """The lines of a file, none where it cannot be read."""
    try:
        if not Path(file).is_file():
            raise FileNotFoundError("there is no such file")
        with Path(file).open("rb") as opened:
            lines = opened.read(MOST_BYTES).decode("utf-8", "replace").splitlines()
    except (OSError, ValueError) as error:
        lines = [f"{file} cannot be read: {error}"]
    return Read(file, tuple(lines[:MOST_LINES]))


def feed_for(
    target: Path | None, arguments: list[str], pid: int | None, native: bool,
    foreign: bool = False, python: str = sys.executable,
) -> Feed | None:  # fmt: skip
    """`foreign`: CPython's stacks with C functions. Raises: ProfileError, OSError."""
    if pid is not None:
        if not recording.is_running(pid):
            raise ProfileError(f"there is no process {pid}")
        return Process(pid, foreign)
    if target is None:
        return None
    if is_kept(target):
        return Kept(target)
    return Started(target, arguments, native, foreign, python)
