"""A crash of native code, of a built program or made in memory, shows Python's stack on stderr, and
the program ends by the signal.

The C library's `write` is replaced by one that crashes when the program prints.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pyc.compiler.session import BuildOptions, Session

FAULTY = r"""
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int sink(int n) {
    volatile char room[1 << 20];
    room[0] = (char)n;
    return n < 0 ? 0 : sink(n + 1) + room[0];
}

ssize_t write(int file, const void *data, size_t n) {
    const char *how = getenv("CRASH");
    volatile int zero = 0;
    if (file == 1 && !strcmp(how, "SIGABRT")) abort();
    if (file == 1 && !strcmp(how, "SIGSEGV")) *(volatile int *)16 = 1;
    if (file == 1 && !strcmp(how, "SIGFPE")) zero = 7 / zero;
    if (file == 1 && !strcmp(how, "SIGILL")) __builtin_trap();
    if (file == 1 && !strcmp(how, "SIGBUS")) raise(SIGBUS);
    if (file == 1 && !strcmp(how, "overflow")) return sink(zero);
    return syscall(SYS_write, file, data, n);
}
"""

PROGRAM = """\
class Report:
    def show(self, n):
        print("line", n, flush=True)


def lines(report):
    report.show(1)
    yield 1


def again(n, report):
    if n == 0:
        return list(lines(report))
    return again(n - 1, report)


def main():
    print(sorted(again(6, Report()), key=lambda n: -n))


main()
"""

STACK = """\
Most recent call first:
  File "prog.py", line 3, in show
  File "prog.py", line 7, in lines
  File "prog.py", line 13, in again
  File "prog.py", line 14, in again
  File "prog.py", line 14, in again
  File "prog.py", line 14, in again
  [Previous line repeated 3 more times]
  File "prog.py", line 18, in main
  File "prog.py", line 21, in <module>
"""

WORDS = {
    "SIGSEGV": "Segmentation fault", "SIGFPE": "Floating-point exception", "SIGABRT": "Aborted",
    "SIGILL": "Illegal instruction", "SIGBUS": "Bus error",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A program with and without -g, and the faulty library."""
    folder = tmp_path_factory.mktemp("crash")
    (folder / "faulty.c").write_text(FAULTY)
    (folder / "prog.py").write_text(PROGRAM)
    for name, is_debug in (("debug", True), ("plain", False)):
        snapshot = Session().snapshot(folder / "prog.py")
        snapshot.build(folder / name, BuildOptions(level=0, is_debug=is_debug))
    command = ["gcc", "-O1", "-shared", "-fPIC", "faulty.c", "-o", "faulty.so"]
    subprocess.run(command, cwd=folder, check=True)
    return folder


def crashed(folder: Path, program: str, how: str) -> tuple[int, str]:
    """Exit status, and stderr with the file's folder left out."""
    return ended(folder, [str(folder / program)], how)


def crashed_in_memory(folder: Path, options: list[str]) -> tuple[int, str]:
    pyc = [sys.executable, "-m", "pyc.compiler.driver", "run", *options]
    return ended(folder, [*pyc, str(folder / "prog.py")], "SIGSEGV")


def ended(folder: Path, command: list[str], how: str) -> tuple[int, str]:
    faulty = {"CRASH": how, "LD_PRELOAD": str(folder / "faulty.so")}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **faulty}
    )
    assert done.stdout == ""
    return done.returncode, done.stderr.replace(f"{folder}/", "")


@pytest.mark.parametrize("name", sorted(WORDS))
def test_stack_and_signal(folder: Path, name: str) -> None:
    status, shown = crashed(folder, "debug", name)
    assert shown == f"pyc: the program crashed: {WORDS[name]}\n{STACK}"
    assert status == -signal.Signals[name]


def test_stack_overflow_of_native_code(folder: Path) -> None:
    status, shown = crashed(folder, "debug", "overflow")
    assert shown == f"pyc: the program crashed: Segmentation fault\n{STACK}"
    assert status == -signal.SIGSEGV


@pytest.mark.parametrize("level", ["-O0", "-O2"])
def test_code_made_in_memory(folder: Path, level: str) -> None:
    status, shown = crashed_in_memory(folder, ["-g", level])
    assert shown == f"pyc: the program crashed: Segmentation fault\n{STACK}"
    assert status == -signal.SIGSEGV


def test_code_made_in_memory_bit_by_bit(folder: Path) -> None:
    _, shown = crashed_in_memory(folder, [])
    functions = re.findall(r'^  File "prog.py", in (.*)$', shown, re.MULTILINE)
    assert functions == ["show", "lines", "again", "again", "again", "main", "<module>"]


def test_without_debug_information_there_are_no_lines(folder: Path) -> None:
    _, shown = crashed(folder, "plain", "SIGSEGV")
    functions = re.findall(r'^  File "prog.py", in (.*)$', shown, re.MULTILINE)
    assert functions == ["show", "lines", "again", "again", "again", "main", "<module>"]


def test_a_signal_from_outside_is_not_a_crash(folder: Path) -> None:
    (folder / "wait.py").write_text("print('ready', flush=True)\ninput()\n")
    Session().snapshot(folder / "wait.py").build(folder / "wait", BuildOptions())
    started = subprocess.Popen(
        [folder / "wait"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert started.stdout is not None
    started.stdout.readline()
    started.send_signal(signal.SIGSEGV)
    _, shown = started.communicate()
    assert (started.returncode, shown) == (-signal.SIGSEGV, b"")
