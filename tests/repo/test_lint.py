"""ruff finds nothing in the tree, mypy --strict nothing in the compiler and the server."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.repo.layers import ROOT


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def test_ruff() -> None:
    done = subprocess.run(
        [tool("ruff"), "check", "--output-format", "concise", "."],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    ours = set(tracked.stdout.splitlines())
    found = [
        line
        for line in done.stdout.splitlines()
        if (name := re.match(r"([\w./-]+):\d+:\d+:", line)) and (not ours or name[1] in ours)
    ]
    assert not found, "\n".join(found)


def test_mypy(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """In a folder where the package `pyc` lies as it does when installed."""
    package = tmp_path / "pyc"
    package.mkdir()
    shutil.copy(ROOT / "pyc" / "__init__.py", package)
    for name in ("compiler", "lsp", "runtime", "tui"):
        (package / name).symlink_to(ROOT / name)
    cache = pytestconfig.cache.mkdir("mypy") if pytestconfig.cache is not None else tmp_path / "c"
    done = subprocess.run(
        [tool("mypy"), "--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", str(cache),
         "--python-executable", sys.executable, "--exclude", r"compiler/library/.*\.pyi$",
         "-p", "pyc.compiler", "-p", "pyc.lsp", "-p", "pyc.tui"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
