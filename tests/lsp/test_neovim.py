"""The server with a real editor: Neovim, without a screen."""

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


@pytest.mark.skipif(shutil.which("nvim") is None, reason="Neovim is not installed")
def test_neovim_edits_a_program(tmp_path: Path) -> None:
    file, out = tmp_path / "prog.py", tmp_path / "told.json"
    file.write_text(PROGRAM)
    given = {"PYC_PYTHON": sys.executable, "PYC_FILE": str(file), "PYC_OUT": str(out)}
    homes = {name: str(tmp_path) for name in ("HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")}
    done = subprocess.run(
        ["nvim", "--headless", "--clean", "-n", "-S", str(Path(__file__).with_name("editor.lua"))],
        env={**os.environ, **given, **homes, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert out.is_file(), done.stderr
    told = json.loads(out.read_text())
    assert told["diagnostics"] == ["undefined-name", "", "syntax-error", ""]
    labels = {(each["position"]["line"], each["label"]) for each in told["hints"]}
    assert (2, ": int (i64)") in labels
    assert "**native**" in told["hover"]["contents"]["value"]
    assert [each["name"] for each in told["symbols"]] == ["area"]
    assert told["stopped"]
    assert file.read_text() == PROGRAM
