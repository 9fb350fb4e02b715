"""The VS Code extension: its types hold, its tests pass, it is bundled and packaged.

Needs npm, and the first time a registry. Modules stay in the extension's folder, so that a second
run installs nothing.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.repo.layers import ROOT

EXTENSION = ROOT / "vscode-extension"
MISTAKEN = """\
def total(rows):
    return sum(rows) + undefined_name


print(total([1, 2]))
print("a" + 1)
"""


@pytest.fixture(scope="module")
def npm() -> str:
    """npm's path, with the modules of the lock file in place."""
    found = shutil.which("npm")
    if found is None:
        pytest.skip("npm is not installed")
    lock = (EXTENSION / "package-lock.json").read_bytes()
    stamp = EXTENSION / "node_modules" / ".pyc-lock"
    if not stamp.is_file() or stamp.read_bytes() != lock:
        done = _run([found, "ci", "--prefer-offline", "--no-audit", "--no-fund"])
        if done.returncode != 0 and re.search("ENOTFOUND|EAI_AGAIN|ECONNREFUSED", done.stderr):
            pytest.skip("no npm registry can be reached")
        assert done.returncode == 0, done.stderr
        stamp.write_bytes(lock)
    return found


def _run(command: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=EXTENSION, env={**os.environ, **variables}, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip


def test_types_hold(npm: str) -> None:
    done = _run([npm, "run", "-s", "check"])
    assert done.returncode == 0, done.stdout


def test_unit_tests_pass_on_what_the_compiler_prints(npm: str, tmp_path: Path) -> None:
    program = tmp_path / "my prog.py"
    program.write_text(MISTAKEN)
    check = [sys.executable, "-m", "pyc.compiler.driver", "check"]
    printed, told = (
        subprocess.run([*check, *more], cwd=ROOT, capture_output=True, text=True, check=False)
        for more in ([str(program)], ["--format", "json", str(program)])
    )
    places = [
        f"{each['slug']} {program}:{each['range']['line']}:{each['range']['column']}"
        for each in json.loads(told.stdout)["problems"]
    ]
    assert len(places) == 2
    done = _run([npm, "run", "-s", "unit"], PYC_PRINTED=printed.stderr, PYC_PLACE="\n".join(places))
    assert done.returncode == 0, done.stdout


def test_package_has_what_it_runs_on(npm: str) -> None:
    done = _run([npm, "run", "-s", "pack"])
    assert done.returncode == 0, done.stdout + done.stderr
    with zipfile.ZipFile(EXTENSION / "dist" / "pyc.vsix") as package:
        names = package.namelist()
        manifest = json.loads(package.read("extension/package.json"))
    assert "extension/" + manifest["main"].removeprefix("./") in names
    assert not any("node_modules" in each or each.endswith(".ts") for each in names)


def test_lock_file_names_no_host() -> None:
    """But npm's public registry: whoever installs shall get the same from anywhere."""
    lock = json.loads((EXTENSION / "package-lock.json").read_text())
    hosts = {
        each.get("resolved", "https://registry.npmjs.org/") for each in lock["packages"].values()
    }
    assert all(each.startswith("https://registry.npmjs.org/") for each in hosts)
