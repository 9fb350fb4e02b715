"""The server with a real editor: Helix, in a terminal, with the configuration of docs/editor.md."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from tests.lsp.client import ROOT
from tests.terminal import in_terminal, until

PROGRAM = """\
def area(width, height):
    return width * height


print(are(3, 4))
"""


@pytest.mark.skipif(shutil.which("hx") is None, reason="Helix is not installed")
def test_helix_edits_a_program(tmp_path: Path) -> None:
    """Problems and hints are on its screen; a hover tells more; an action mends the text."""
    page = (ROOT / "docs" / "editor.md").read_text(encoding="utf-8")
    block = re.search(r"```toml\n(\[language-server.*?)```", page, re.DOTALL)
    assert block is not None
    settings, programs = tmp_path / "helix", tmp_path / "bin"
    settings.mkdir()
    (settings / "languages.toml").write_text(block[1].replace(', "pylsp"', ""))
    (settings / "config.toml").write_text("[editor.lsp]\ndisplay-inlay-hints = true\n")
    programs.mkdir()
    server = programs / "pyc-lsp"
    server.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m pyc.lsp "$@"\n')
    server.chmod(0o755)
    file = tmp_path / "prog.py"
    file.write_text(PROGRAM)
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "PATH": f"{programs}:{os.environ['PATH']}",
        "XDG_CONFIG_HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "TERM": "xterm-256color",
    }  # fmt: skip
    with in_terminal(tmp_path, ["hx", "prog.py:5:7"], environment) as shown:
        shown.shows("name `are` is not defined")
        shown.press("Space")
        shown.shows("Open file picker")
        shown.press("a")
        shown.shows("Change to `area`")
        shown.press("Enter")
        shown.shows("print(area(3, 4))", "width: int (i64)", "-> int (i64):")
        until(lambda: "is not defined" not in shown.text, lambda: shown.text)
        shown.press("g", "g", *"llll")
        shown.shows("1:5")
        shown.press("Space")
        shown.shows("Open file picker")
        shown.press("k")
        shown.shows("native", "(width: int[3] as i64")
        shown.press("Escape")
        until(lambda: "as i64, height" not in shown.text, lambda: shown.text)
        shown.press(*":wq", "Enter")
        until(lambda: file.read_text() != PROGRAM, lambda: shown.text)
    assert file.read_text() == PROGRAM.replace("are(3", "area(3")
