"""ruff finds nothing in the tree, mypy --strict nothing in the compiler.

Files that are not clean yet stand in a list that may only shrink: a file that has become clean
must leave it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.repo.layers import ROOT

RUFF_NOT_CLEAN: dict[str, int] = {}
# Errors of mypy a file may still have.
MYPY_NOT_CLEAN: dict[str, int] = {
    "compiler/frontend/inference/classes.py": 2,
    "compiler/lowering/calls.py": 4,
    "compiler/lowering/constants.py": 5,
    "compiler/lowering/containers.py": 2,
    "compiler/lowering/context.py": 1,
    "compiler/lowering/guards.py": 3,
    "compiler/lowering/program.py": 1,
    "compiler/lowering/specialized.py": 1,
    "compiler/lowering/whole.py": 1,
}


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def compared(found: Counter[str], known: dict[str, int], output: str) -> None:
    worse = {name: n for name, n in found.items() if n > known.get(name, 0)}
    lines = [line for line in output.splitlines() if line.startswith(tuple(worse))]
    assert not worse, "\n".join(lines)
    clean = [name for name in known if name not in found]
    assert not clean, f"now clean, take them off the list: {clean}"


def test_ruff() -> None:
    done = subprocess.run(
        [tool("ruff"), "check", "--output-format", "concise", "."],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    ours = set(tracked.stdout.splitlines())
    found = Counter(
        name
        for name in re.findall(r"^([\w./-]+):\d+:\d+:", done.stdout, re.MULTILINE)
        if not ours or name in ours
    )
    compared(found, RUFF_NOT_CLEAN, done.stdout)


def test_mypy(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """In a folder where the package `pyc` lies as it does when installed."""
    package = tmp_path / "pyc"
    package.mkdir()
    (package / "__init__.py").write_text("")
    for name in ("compiler", "runtime"):
        (package / name).symlink_to(ROOT / name)
    cache = pytestconfig.cache.mkdir("mypy") if pytestconfig.cache is not None else tmp_path / "c"
    done = subprocess.run(
        [tool("mypy"), "--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", str(cache),
         "--exclude", r"compiler/library/.*\.pyi$", "-p", "pyc.compiler"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr + done.stdout
    text = re.sub(r"^pyc/", "", done.stdout, flags=re.MULTILINE)
    compared(Counter(re.findall(r"^([\w./-]+\.py):\d+: error:", text, re.MULTILINE)),
             MYPY_NOT_CLEAN, text)  # fmt: skip
