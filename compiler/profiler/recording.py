"""Runs or attaches to a program and takes its profile: py-spy looks into CPython, a native program
samples itself (runtime/src/sampler.c).

    profile, status = native_run(Path("prog"), ["10"], hertz=500)

The program keeps the terminal: what it reads and prints is its own. Raises: ProfileError, OSError.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from pyc.compiler.profiler import collapsed, mixed
from pyc.compiler.profiler.perf import perf_run
from pyc.compiler.profiler.profile import NANOSECONDS, Profile, ProfileError, Stack
from pyc.compiler.profiler.samples import SampleReader, profile
from pyc.compiler.profiler.symbols import Symbols

SIGNAL = signal.SIGRTMIN + 9  # as sampler.h has it
PATIENCE = 10.0  # seconds for a process that was told to begin
SLICE = 0.02  # seconds between looks
SEGMENT = 1  # seconds: py-spy tells nothing before it ends


# ---- CPython


def cpython_run(
    command: Sequence[str], program: str, hertz: int, foreign: bool = False,
    variables: Mapping[str, str] | None = None,
) -> tuple[Profile, int]:  # fmt: skip
    """The profile, and the exit status as a shell has it. `program`: the script that the command
    runs; `foreign`: with C functions; `variables`: of the environment."""
    with _terminal_is_theirs():
        process = subprocess.Popen(command, env={**os.environ, **(variables or {})})
        try:
            found = _spied(process.pid, program, hertz, None, foreign)
        except ProfileError:
            process.wait()
            raise
        return found, _shell_status(process.wait())


def cpython_attached(
    pid: int, seconds: float | None, hertz: int, foreign: bool = False
) -> Profile:
    """`seconds` None: until the process ends, or an interrupt."""
    return _spied(pid, program_of(pid), hertz, seconds, foreign)


def cpython_segments(
    pid: int, hertz: int, is_wanted: Callable[[], bool], foreign: bool
) -> Iterator[Profile]:
    """One profile a second while the process runs."""
    while is_wanted() and is_running(pid):
        yield _spied(pid, program_of(pid), hertz, SEGMENT, foreign)


def _spied(
    pid: int, program: str, hertz: int, seconds: float | None, foreign: bool
) -> Profile:
    """Non-blocking, since a process that is stopped for each sample runs up to a quarter slower;
    but C's stack can be read only while it stands still."""
    with tempfile.TemporaryDirectory(prefix="pyc-profile-") as folder:
        output = Path(folder) / "stacks"
        command = [
            _py_spy(), "record", "--pid", str(pid), "--format", "raw", "--output", str(output),
            "--rate", str(hertz), "--native" if foreign else "--nonblocking", "--full-filenames",
            "--subprocesses",
        ]  # fmt: skip
        if seconds is not None:
            command += ["--duration", str(max(1, round(seconds)))]
        started, clock = time.time_ns(), time.monotonic_ns()
        spy = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            text=True, errors="replace",
        )  # fmt: skip
        try:
            _, said = spy.communicate()
        except KeyboardInterrupt:
            spy.send_signal(signal.SIGINT)  # it then writes what it has
            _, said = spy.communicate()
        text = output.read_text("utf-8", "replace") if output.is_file() else ""
        if not text and is_running(pid):
            raise ProfileError(f"py-spy could not look into process {pid}: {_reason(said)}")
        period = NANOSECONDS // hertz
        stacks = _by_process(collapsed.stacks(text.splitlines()), foreign)
        return Profile(
            program, "cpython", {stack: n * period for stack, n in stacks.items()}, period,
            sum(stacks.values()),
            time.monotonic_ns() - clock, started,
        )  # fmt: skip


def _by_process(told: Mapping[Stack, int], foreign: bool) -> dict[Stack, int]:
    """py-spy begins each stack with its process: that stays where there are several."""
    processes = {stack[0] for stack in told}
    stacks: dict[Stack, int] = {}
    for stack, n in told.items():
        rest = mixed.named(stack[1:]) if foreign else stack[1:]
        key = (stack[0], *rest) if len(processes) > 1 else rest
        stacks[key] = stacks.get(key, 0) + n
    return stacks


def _py_spy() -> str:
    own = Path(sys.executable).with_name("py-spy")
    found = str(own) if own.is_file() else shutil.which("py-spy")
    if found is None:
        raise ProfileError("py-spy is not installed: `pip install py-spy`")
    return found


def _reason(said: str) -> str:
    lines = [line for line in said.splitlines() if line.strip() and not line.startswith("py-spy>")]
    return lines[-1].strip() if lines else "it gave no reason"


# ---- Native programs


def native_run(
    program: Path, arguments: Sequence[str], hertz: int, by_perf: bool = False,
    variables: Mapping[str, str] | None = None,
) -> tuple[Profile, int]:  # fmt: skip
    """The same of an executable that pyc built."""
    variables = {**os.environ, **(variables or {})}
    symbols = _symbols(program)
    if by_perf:
        with _terminal_is_theirs():
            found, status = perf_run(program, symbols, arguments, hertz, variables)
        return found, _shell_status(status)
    with tempfile.TemporaryDirectory(prefix="pyc-profile-") as folder, _terminal_is_theirs():
        reader = SampleReader(Path(folder) / "samples")
        environment = {**variables, "PYC_PROFILE": f"{hertz}:{reader.path}"}
        status = subprocess.call([str(program.absolute()), *arguments], env=environment)
        if not reader.path.exists():
            raise ProfileError(
                f"{program} was built by a pyc that could not profile: build it anew"
            )
        return profile(str(program), reader, reader.new(), symbols), _shell_status(status)


def native_attached(pid: int, symbols: Symbols, seconds: float | None, hertz: int) -> Profile:
    """`symbols`: the program's, as `native_symbols` has them."""
    with native_samples(pid, hertz) as reader:
        end = None if seconds is None else time.monotonic() + seconds
        with suppress(KeyboardInterrupt):
            while is_running(pid) and (end is None or time.monotonic() < end):
                time.sleep(SLICE)
        _ask(pid, 0)
        return profile(program_of(pid) or "?", reader, reader.new(), symbols)


@contextmanager
def native_samples(pid: int, hertz: int) -> Iterator[SampleReader]:
    """What a process that runs samples of itself, until the end of the block."""
    if not _listens(pid):
        raise ProfileError(f"process {pid} runs no program that this pyc built")
    # Its own /tmp: it may run in a container.
    path = Path(f"/proc/{pid}/root/tmp/pyc-profile-{pid}")
    with suppress(FileNotFoundError):
        path.unlink()
    _ask(pid, hertz)
    _wait(lambda: path.exists() or not is_running(pid), f"process {pid} did not begin to sample")
    kept = Path(tempfile.mkdtemp(prefix="pyc-profile-")) / "samples"
    try:
        kept.symlink_to(f"/tmp/{path.name}" if _shares_tmp(path) else path)
        yield SampleReader(kept)
    finally:
        _ask(pid, 0)
        with suppress(FileNotFoundError):
            kept.resolve().unlink()
        shutil.rmtree(kept.parent, ignore_errors=True)


def _shares_tmp(path: Path) -> bool:
    """Then the file can still be read when the process is gone."""
    try:
        return path.samefile(Path("/tmp") / path.name)
    except OSError:
        return False


def _symbols(program: Path) -> Symbols:
    symbols = Symbols(program)
    if not symbols.has_python:
        raise ProfileError(f"{program} is no program that pyc built")
    return symbols


def _listens(pid: int) -> bool:
    """It catches the signal; to any other process that would be the end."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("SigCgt:"):
            return bool(int(line.split()[1], 16) >> (SIGNAL - 1) & 1)
    return False


class _Value(ctypes.Union):
    _fields_ = (("sival_int", ctypes.c_int), ("sival_ptr", ctypes.c_void_p))


def _ask(pid: int, hertz: int) -> None:
    """To sample at that rate; 0: no more. A process that is gone is not asked."""
    library = ctypes.CDLL(None, use_errno=True)
    library.sigqueue.argtypes = (ctypes.c_int, ctypes.c_int, _Value)
    if is_running(pid) and library.sigqueue(pid, SIGNAL, _Value(sival_int=hertz)) < 0:
        raise ProfileError(f"process {pid}: {os.strerror(ctypes.get_errno())}")


# ---- Processes


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def native_symbols(pid: int) -> Symbols | None:
    """None: the process runs no program that pyc built. Raises: ProfileError if there is none."""
    if not is_running(pid):
        raise ProfileError(f"there is no process {pid}")
    return symbols_of(Path(f"/proc/{pid}/exe"))


def symbols_of(program: Path) -> Symbols | None:
    """None: pyc did not build it."""
    try:
        symbols = Symbols(program)
    except ProfileError:
        return None
    return symbols if symbols.has_python else None


def program_of(pid: int) -> str:
    """The script or executable that it runs; the empty text where that cannot be known."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
    except OSError:
        return ""
    scripts = [word for word in words[1:] if word.endswith(".py")]
    return (scripts or words)[0]


def _wait(holds: Callable[[], bool], failure: str) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise ProfileError(failure)
        time.sleep(SLICE)


def _shell_status(status: int) -> int:
    return 128 - status if status < 0 else status


@contextmanager
def _terminal_is_theirs() -> Iterator[None]:
    """An interrupt goes to the whole group of processes: the program decides what it means."""
    before = signal.signal(signal.SIGINT, lambda number, frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
