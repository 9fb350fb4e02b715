"""The configurations that docs/editor.md gives are whole: each is read by what will read it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from pyc.compiler.project import read
from tests.repo.layers import ROOT

PAGE = (ROOT / "docs" / "editor.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    found = re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    assert found
    return found


def test_helix_knows_the_server_that_it_names() -> None:
    tables = [tomllib.loads(each) for each in blocks("toml")]
    (helix,) = [each for each in tables if "language-server" in each]
    servers = helix["language-server"]
    (language,) = helix["language"]
    assert language["name"] == "python"
    assert "pyc" in language["language-servers"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert servers["pyc"]["command"] in project["scripts"]


def test_the_project_file_that_is_shown_is_a_good_one(tmp_path: Path) -> None:
    (text,) = [each for each in blocks("toml") if "search-path" in each]
    (tmp_path / "pyc.toml").write_text(text)
    project, faults = read(tmp_path / "pyc.toml")
    assert faults == ()
    assert project.level == 2


def test_zed_starts_the_server_that_it_lists() -> None:
    settings = [json.loads(each) for each in blocks("json")]
    (zed,) = [each for each in settings if "lsp" in each]
    assert set(zed["lsp"]) <= set(zed["languages"]["Python"]["language_servers"])


def test_neovim_reads_its_blocks(tmp_path: Path) -> None:
    if shutil.which("nvim") is None:
        pytest.skip("Neovim is not installed")
    for number, text in enumerate(blocks("lua")):
        path = tmp_path / f"{number}.lua"
        path.write_text(text)
        load = f"lua assert(loadfile({str(path)!r}))"
        done = subprocess.run(
            ["nvim", "--headless", "--clean", "-c", load, "-c", "qall!"],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert "Error" not in done.stderr, text


def test_emacs_reads_its_blocks(tmp_path: Path) -> None:
    if shutil.which("emacs") is None:
        pytest.skip("Emacs is not installed")
    for number, text in enumerate(blocks("elisp")):
        path = tmp_path / f"{number}.el"
        path.write_text(text)
        check = f'(with-temp-buffer (insert-file-contents "{path}") (check-parens))'
        done = subprocess.run(
            ["emacs", "--batch", "-Q", "--eval", check], capture_output=True, timeout=60,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
