"""Runs programs under CPython with and without tracing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import bytecode

from tests import harness

ROOT = Path(__file__).resolve().parents[2]
LAUNCHER = ROOT / "compiler" / "tracer" / "launch.py"


def traced(
    program: Path,
    database: Path,
    python: str = sys.executable,
    stdin: bytes = b"",
    arguments: tuple[str, ...] = (),
) -> harness.Outcome:
    roots = (str(ROOT), str(Path(bytecode.__file__).parents[1]))
    variables = {"PYC_TRACES": str(database), "PYC_TRACE_PATH": os.pathsep.join(roots)}
    done = subprocess.run(
        [python, LAUNCHER, program, *arguments], cwd=program.parent, input=stdin,
        capture_output=True, env=harness.environment() | variables, check=False, timeout=120,
    )  # fmt: skip
    return harness.Outcome(done.returncode, done.stdout, done.stderr)


def plain(program: Path, python: str = sys.executable) -> harness.Outcome:
    done = subprocess.run(
        [python, program], cwd=program.parent, capture_output=True, env=harness.environment(),
        check=False, timeout=120,
    )  # fmt: skip
    return harness.Outcome(done.returncode, done.stdout, done.stderr)


def pythons() -> list[str]:
    """This one, and later ones where the machine has them: they have hooks of another kind."""
    found = [sys.executable]
    for minor in (12, 13, 14):
        path = shutil.which(f"python3.{minor}")
        installed = sorted(Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/python3"))
        candidates = [str(each) for each in installed] + ([path] if path else [])
        for each in candidates:
            if subprocess.run([each, "-c", ""], capture_output=True, check=False).returncode == 0:
                found.append(each)
                break
    return found
