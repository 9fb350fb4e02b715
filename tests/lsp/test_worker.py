"""What the worker keeps, asked in this process."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from pyc.compiler.session import Session
from pyc.lsp import worker

TEXT = "def f(n):\n    return n + 1\n\n\nprint(f(2))\n"


def n_sessions() -> int:
    return sum(isinstance(each, Session) for each in gc.get_objects())


def test_sessions_are_ended_where_memory_runs_short(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """But for the one that was asked last; it costs the others time, no answer."""
    gc.collect()
    before = n_sessions()
    kept = worker.Worker(lambda *told: None, lambda: None)
    paths = [str(tmp_path / f"{name}.py") for name in "abc"]
    first = [kept.facts(each, TEXT, {}) for each in paths]
    assert n_sessions() == before + 3
    monkeypatch.setattr(worker, "resident", lambda: worker.MOST_KEPT)
    kept.tidied()
    assert n_sessions() == before + 3
    monkeypatch.setattr(worker, "resident", lambda: worker.MOST_KEPT + 1)
    kept.tidied()
    assert n_sessions() == before + 1
    again = [kept.facts(each, TEXT, {}) for each in paths]
    assert [each.hints for each in again] == [each.hints for each in first]
    assert again[0].hints


def test_a_module_of_the_workspace_leaves_no_session_behind(tmp_path: Path) -> None:
    gc.collect()
    before = n_sessions()
    kept = worker.Worker(lambda *told: None, lambda: None)
    path = tmp_path / "prog.py"
    path.write_text(TEXT)
    assert kept.module_facts(str(path), {}) is not None
    kept.tidied()
    assert n_sessions() == before
