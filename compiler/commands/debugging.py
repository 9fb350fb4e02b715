"""`pyc gdb`, `pyc lldb`, `pyc debug`: a debugger with everything set to show Python.

`pyc debug --dap` becomes a debug adapter for an editor: it speaks the Debug Adapter Protocol on
its standard streams, or with --port to the first client that connects there. Without a program it
waits for the client's launch request to name one, and builds that.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from pyc.compiler.backend.cache import cache_folder
from pyc.compiler.backend.link import LinkError
from pyc.compiler.commands.adapter import Built, Launching, NotBuilt, Rewriting, served
from pyc.compiler.commands.loading import ENVIRONMENT, USAGE, checked, level_of
from pyc.compiler.debuginfo import gdb_script, lldb_script
from pyc.compiler.diagnostics import render
from pyc.compiler.diagnostics.catalogue import NoDebugger
from pyc.compiler.diagnostics.problem import Located
from pyc.compiler.flow.nodes import Observed
from pyc.compiler.session import BuildOptions, Session
from pyc.compiler.source import NOWHERE

LLDB = range(22, 12, -1)  # Debian's names carry the version
LLDB_DAP = range(22, 17, -1)  # before 18 the adapter had another name and knew less
GDB_DAP = 14


def debug(options: argparse.Namespace) -> int:
    """Builds the program and opens it in the debugger, or as a debug adapter."""
    command = adapter(options.debugger) if options.dap else terminal(options.debugger)
    if command is None:
        wanted = (
            "neither lldb-dap (18 or later) nor gdb (14 or later) is installed"
            if options.dap
            else f"{options.debugger or 'neither gdb nor lldb'} is "
            + ("not installed" if options.debugger else "installed")
        )
        return _missing(wanted)
    if options.file is None:
        if options.dap:
            return _adapted(command, options, None, is_steppable=False)
        print("error: pyc debug PROGRAM.py, or pyc debug --dap", file=sys.stderr)
        return USAGE
    choices = _choices(options)
    snapshot = checked(options, choices.observed)
    if isinstance(snapshot, int):
        return snapshot
    output = _output(options)
    snapshot.build(output, choices)
    if not options.dap:
        return _become(with_program(command, output, options.arguments))
    return _adapted(command, options, output, choices.observed is Observed.VARIABLES)


def _choices(options: argparse.Namespace) -> BuildOptions:
    return BuildOptions(level=level_of(options, 1), is_debug=True)


def _output(options: argparse.Namespace) -> Path:
    return Path(options.output or options.file.with_suffix("")).absolute()


def _adapted(
    command: list[str], options: argparse.Namespace, program: Path | None, is_steppable: bool
) -> int:
    """Serves an editor. program: None, where its launch request brings one."""
    if options.port is not None:
        _connect(options.port)
    launching = Launching(program, is_steppable, lambda file: _built(file, options))
    if "lldb" in Path(command[0]).name:
        rewriting: Launching | Rewriting = Rewriting(launching)
    elif program is not None:
        return _become([*command, *_gdb_options(program), str(program)])
    else:  # whom to trust is known when the program is: the script is read at once instead
        command = [*command, "-iex", f"source {_kept('pyc_gdb', gdb_script())}"]
        rewriting = launching
    status = served(command, rewriting, sys.stdin.buffer, sys.stdout.buffer)
    os._exit(status)  # a thread may still wait for input


def _built(file: Path, given: argparse.Namespace) -> Built:
    """Raises: NotBuilt."""
    options = argparse.Namespace(file=file, level=given.level, output=given.output)
    choices = _choices(options)
    snapshot = Session().snapshot(file, choices.observed)
    faults = snapshot.program.faults
    if faults:
        raise NotBuilt("\n\n".join(render.rendered(each) for each in faults))
    output = _output(options)
    try:
        snapshot.build(output, choices)
    except (OSError, LinkError) as error:
        raise NotBuilt(str(error)) from None
    return output, choices.observed is Observed.VARIABLES


def gdb(options: argparse.Namespace) -> int:
    return _opened("gdb", options)


def lldb(options: argparse.Namespace) -> int:
    return _opened("lldb", options)


def _opened(debugger: str, options: argparse.Namespace) -> int:
    command = terminal(debugger)
    if command is None:
        return _missing(f"{debugger} is not installed")
    if options.pid is not None:
        return _become([*command, *_attached(command[0], options.pid)])
    if options.program is None:
        print(f"error: pyc {debugger} PROGRAM, or pyc {debugger} --pid N", file=sys.stderr)
        return USAGE
    if not options.program.is_file():
        print(f"error: there is no program {options.program}", file=sys.stderr)
        return USAGE
    return _become(with_program(command, options.program.absolute(), options.arguments))


def _missing(wanted: str) -> int:
    render.show([Located(NoDebugger(wanted), None, NOWHERE)])
    return ENVIRONMENT


def _become(command: list[str]) -> int:
    sys.stdout.flush()
    os.execv(command[0], command)


# ---- which debugger


def terminal(debugger: str | None) -> list[str] | None:
    """The start of a command line; None: not installed."""
    found = shutil.which("gdb") if debugger in (None, "gdb") else None
    if found is None and debugger in (None, "lldb"):
        found = _numbered("lldb", LLDB)
    return None if found is None else [found]


def adapter(debugger: str | None = None) -> list[str] | None:
    """The command of a debug adapter, of any debugger or of this one; None: there is none."""
    found = _numbered("lldb-dap", LLDB_DAP) if debugger in (None, "lldb") else None
    if found is not None:
        return [found, "--pre-init-command", _lldb_import()]
    found = shutil.which("gdb") if debugger in (None, "gdb") else None
    if found is not None and _gdb_version(found) >= GDB_DAP:
        return [found, "-q", "--interpreter=dap"]
    return None


def _numbered(name: str, versions: range) -> str | None:
    names = (name, *(f"{name}-{version}" for version in versions))
    return next((found for each in names if (found := shutil.which(each))), None)


def _gdb_version(path: str) -> int:
    told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"(\d+)\.\d+\s*$", told.split("\n", 1)[0])
    return int(found[1]) if found else 0


# ---- how it is started


def with_program(command: list[str], program: Path, arguments: list[str]) -> list[str]:
    if "lldb" in Path(command[0]).name:
        return [*command, "-O", _lldb_import(), "--", str(program), *arguments]
    return [*command, "-q", *_gdb_options(program), "--args", str(program), *arguments]


def _attached(debugger: str, pid: int) -> list[str]:
    """gdb loads a script from a binary, not from code that was made in memory: it is named here."""
    if "lldb" in Path(debugger).name:
        return ["-p", str(pid), "-o", _lldb_import()]
    return ["-q", "-p", str(pid), "-ex", f"source {_kept('pyc_gdb', gdb_script())}"]


def _gdb_options(program: Path) -> list[str]:
    """gdb runs the script inside a binary only where it was told to trust it."""
    return ["-iex", f"add-auto-load-safe-path {program}"]


def _lldb_import() -> str:
    """The lldb command that loads our script; lldb takes none from a binary."""
    return f'command script import "{_kept("pyc_lldb", lldb_script())}"'


def _kept(name: str, text: str) -> Path:
    """A file with the text, whose name says what is in it."""
    folder = cache_folder() or Path(tempfile.mkdtemp(prefix="pyc-"))
    path = folder / f"{name}_{hashlib.sha256(text.encode()).hexdigest()[:12]}.py"
    if not path.is_file():
        new = path.with_suffix(f".{os.getpid()}")
        new.write_text(text, encoding="utf-8")
        new.replace(path)
    return path


def _connect(port: int) -> None:
    """Makes the first client on the port our standard input and output."""
    with socket.create_server(("127.0.0.1", port)) as server:
        print(f"listening on 127.0.0.1:{server.getsockname()[1]}", file=sys.stderr, flush=True)
        client, _ = server.accept()
        for stream in (0, 1):
            os.dup2(client.fileno(), stream)
            os.set_inheritable(stream, True)
