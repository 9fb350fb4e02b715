"""Sessions in gdb and lldb, run for their transcripts.

    transcript(Session("gdb", PROGRAM, ("break main", "run", "p xs[1]")), folder)

A transcript is what the terminal would show, with addresses, process numbers and the banner of
the thread library left out.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from pyc.compiler.commands.debugging import terminal, with_program
from pyc.compiler.session import BuildOptions
from pyc.compiler.session import Session as Compiler

# Runs each command as if typed, and goes on after one that fails.
GDB_DRIVER = """
set confirm off
set pagination off
set width 0
set style enabled off
python
def typed(command):
    gdb.write("(gdb) " + command + "\\n")
    gdb.flush()
    try:
        gdb.execute(command, False)
    except gdb.error as error:
        gdb.write(str(error) + "\\n")
    gdb.flush()
"""


@dataclass(frozen=True)
class Session:
    debugger: str
    program: str
    commands: tuple[str, ...]
    level: int = 0


def transcript(session: Session, folder: Path) -> str:
    (folder / "prog.py").write_text(session.program, encoding="utf-8")
    options = BuildOptions(level=session.level, is_debug=True)
    Compiler().snapshot(folder / "prog.py").build(folder / "prog", options)
    start = terminal(session.debugger)
    assert start is not None
    run = _gdb if session.debugger == "gdb" else _lldb
    return _plain(run(session, with_program(start, folder / "prog", []), folder), folder)


def _gdb(session: Session, command: list[str], folder: Path) -> str:
    lines = [f"typed({each!r})" for each in session.commands]
    script = folder / "commands.gdb"
    script.write_text(GDB_DRIVER + "\n".join(lines) + "\nend\n", encoding="utf-8")
    command = [command[0], "-nx", "-batch", "-x", str(script), *command[1:]]
    return _shown(command, folder, merged=False)


def _lldb(session: Session, command: list[str], folder: Path) -> str:
    script = folder / "commands.lldb"
    script.write_text("\n".join(session.commands) + "\n", encoding="utf-8")
    go_on = "settings set interpreter.stop-command-source-on-error false"
    options = ["--no-lldbinit", "--batch", "--no-use-colors", "-O", go_on, "-s", str(script)]
    shown = _shown([command[0], *options, *command[1:]], folder, merged=True)
    return shown.partition("'\n")[2] if "command source" in shown else shown


def _shown(command: list[str], folder: Path, merged: bool) -> str:
    done = subprocess.run(
        command, cwd=folder, stdout=subprocess.PIPE, text=True, check=False, timeout=60,
        stdin=subprocess.DEVNULL, stderr=subprocess.STDOUT if merged else subprocess.DEVNULL,
    )  # fmt: skip
    return done.stdout


NOISE = re.compile(
    r"^(\[Thread debugging using .*|Using host libthread_db .*|Executing commands in .*"
    r"|warning: Error disabling address space.*)\n",
    re.MULTILINE,
)


def _plain(text: str, folder: Path) -> str:
    text = NOISE.sub("", text).replace(f"{folder}/", "")
    text = re.sub(r"0x[0-9a-f]{5,}", "0x...", text)
    text = re.sub(r"\b([Pp]rocess) \d+", r"\1 1", text)
    text = re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)
    return text.strip("\n") + "\n"
