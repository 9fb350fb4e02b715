"""The README's commands and files exist."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys

from tests.repo.layers import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^    (.+)$", README, re.MULTILINE)


def test_scripts_exist_and_can_be_run() -> None:
    scripts = [each for each in COMMANDS if each.startswith("scripts/")]
    assert scripts
    for script in scripts:
        path = ROOT / script.split()[0]
        assert path.is_file()
        assert os.access(path, os.X_OK), f"{script} cannot be executed"


def test_commands_of_pyc_exist() -> None:
    used = [each for each in COMMANDS if each.startswith("pyc ")]
    assert used
    for command in used:
        word = shlex.split(command, comments=True)[1]
        shown = subprocess.run(
            [sys.executable, "-m", "pyc.compiler.driver", word, "--help"],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert shown.returncode == 0, f"pyc {word}: {shown.stderr}"


def test_options_of_build_exist() -> None:
    """The paragraph that starts with `pyc build` takes."""
    paragraph = README.partition("`pyc build` takes")[2].partition("\n\n")[0]
    shown = subprocess.run(
        [sys.executable, "-m", "pyc.compiler.driver", "build", "--help"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for option in re.findall(r"`(--\w+)[^`]*`", paragraph):
        assert option in shown, f"pyc build has no {option}"
