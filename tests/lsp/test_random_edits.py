"""After random edits the server's text is the client's, and its answers are a fresh server's.

`--all` makes more of them, `--seed` others; `random_edits.py` runs as many as wanted.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lsp.random_edits import Run

CHECK_EVERY = 25  # edits


def test_random_edits(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    n_edits = 3000 if request.config.getoption("--all") else 250
    run = Run(tmp_path, request.config.getoption("--seed"))
    for number in range(1, n_edits + 1):
        run.step()
        if number % CHECK_EVERY == 0:
            assert run.differences() == [], f"edit {number}"
    run.close()
