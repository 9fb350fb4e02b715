"""One version: of the package, the language server and the extension."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib

import pyc
from pyc.lsp.features import make_server
from tests.repo.layers import ROOT


def test_all_parts_have_the_same_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extension = json.loads((ROOT / "vscode-extension" / "package.json").read_text())
    told = {project["version"], extension["version"], make_server().version}
    assert told == {pyc.__version__}


def test_the_command_line_tells_what_it_runs_on() -> None:
    command = [sys.executable, "-m", "pyc.compiler.driver", "--version"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    others = r"\(CPython 3\.\d+\S+, llvmlite \S+, \S+ \S+\)"
    assert re.fullmatch(rf"pyc {re.escape(pyc.__version__)} {others}\n", done.stdout)
