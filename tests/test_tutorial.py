"""The commands of docs/tutorial.md print what the page says they print.

A Python block starts with a comment that names its file. In console blocks `$ ` starts a command;
DIR stands for the folder that all runs in.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.repo.layers import ROOT

PAGE = ROOT / "docs" / "tutorial.md"
BLOCK = re.compile(r"^```(python|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_tutorial(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    shim = tmp_path / "bin" / "pyc"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pyc.compiler.driver "$@"\n')
    shim.chmod(0o755)
    environment = {
        **os.environ, "PATH": f"{shim.parent}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT),
        "NO_COLOR": "1",
    }  # fmt: skip
    n_commands = 0
    for kind, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if kind == "python":
            (folder / text.split()[1]).write_text(text, encoding="utf-8")
            continue
        for command, expected in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", text, re.MULTILINE):
            done = subprocess.run(
                command, shell=True, cwd=folder, env=environment, text=True, check=False,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )  # fmt: skip
            assert done.stdout.replace(str(folder), "DIR") == expected, command
            n_commands += 1
    assert n_commands > 4
