"""Whole programs run on the runtime print and end as under CPython: output, traceback, status."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
PROGRAMS = sorted((HERE / "programs").glob("*.py"))


def run(*command: str) -> tuple[str, str, int]:
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, timeout=60, check=False,
                          cwd=HERE / "programs", env={**os.environ, "PYC_RUNTIME_BUILT": "1", "PYTHONHASHSEED": "0"})
    return done.stdout, done.stderr, done.returncode


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_program(program: Path) -> None:
    want_out, want_errors, want_status = run(program.name)
    out, errors, status = run(str(HERE / "interpreter.py"), program.name)
    assert out == want_out
    assert errors == want_errors
    assert status == want_status
