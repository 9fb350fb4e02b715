"""Options of the test run.

By default a seeded sample runs, for use while editing; `--all` runs every block in every mode.
`--update` writes expected texts and generated pages anew; review the diff.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

# The runtime, once a test has started it in this process, keeps its hashes for all later ones.
os.environ["PYTHONHASHSEED"] = "0"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--all", action="store_true", help="every block of tests/language in every mode"
    )
    parser.addoption(
        "--part", default="0/1", help="0/2 and 1/2 in two processes run the blocks on two cores"
    )
    parser.addoption(
        "--seed", type=int, default=0, help="which third of the blocks, which fuzz programs"
    )
    parser.addoption(
        "--update", action="store_true", help="write goldens and generated pages anew"
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """`golden(path, text)`: the file must hold the text; with --update it will."""

    def check(path: Path, text: str) -> None:
        if request.config.getoption("--update"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        kept = path.read_text(encoding="utf-8") if path.is_file() else ""
        assert kept == text, f"{path.name} is out of date: pytest --update writes it"

    return check
