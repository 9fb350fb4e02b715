"""Options of the test run.

By default a seeded sample runs, for use while editing; `--all` runs every block in every mode.
"""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--all", action="store_true", help="every block of tests/language in every mode"
    )
    parser.addoption(
        "--seed", type=int, default=0, help="which third of the blocks, which fuzz programs"
    )
