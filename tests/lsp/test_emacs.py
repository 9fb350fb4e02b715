"""The server with a real editor: Emacs with eglot, without a screen."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lsp.client import ROOT

PROGRAM = """\
def area(width, height):
    return width * height


print(are(3, 4))
"""
HAS_EGLOT = "(progn (package-initialize) (require 'eglot))"


def emacs() -> str:
    found = shutil.which("emacs")
    if found is None:
        pytest.skip("Emacs is not installed")
    done = subprocess.run(
        [found, "--batch", "--eval", HAS_EGLOT], capture_output=True, timeout=60, check=False
    )
    if done.returncode != 0:
        pytest.skip("this Emacs has no eglot")
    return found


def test_emacs_edits_a_program(tmp_path: Path) -> None:
    program = emacs()
    file, out = tmp_path / "prog.py", tmp_path / "told.json"
    file.write_text(PROGRAM)
    given = {"PYC_PYTHON": sys.executable, "PYC_FILE": str(file), "PYC_OUT": str(out)}
    done = subprocess.run(
        [program, "--batch", "-l", str(Path(__file__).with_name("editor.el"))],
        env={**os.environ, **given, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert out.is_file(), done.stderr
    told = json.loads(out.read_text())
    assert "name `are` is not defined" in told["problem"]
    assert told["mended"]
    assert "**native**" in told["hover"]
    assert told["definition"] == 1
    mended = PROGRAM.replace("are(3", "area(3")
    assert told["renamed"] == mended.replace("area", "surface")
    assert told["stopped"]
    assert file.read_text() == PROGRAM, "nothing was saved"
