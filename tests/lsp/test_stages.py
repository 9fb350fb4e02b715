"""Of an edited text the syntax is told first, then hints, then all: of that text, or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pyc.compiler.ide.document import DocumentFacts, facts
from pyc.compiler.ide.hints import Hint
from pyc.compiler.session import Session
from pyc.lsp.worker import GivenUp, Worker
from tests.ide.test_incremental import told
from tests.lsp.client import Client, span

PROGRAM = """\
def area(width, height):
    return width * height


print(area(3, 4))
print(undefined)
"""
BROKEN = {"range": span(1, 24, 1, 24), "text": "("}
PULLS = {"workspace": {"diagnostics": {"refreshSupport": True}}}


def published(client: Client, version: int) -> list[list[tuple[str, int]]]:
    """Codes and lines, each time that they were told of a version."""
    return [
        [(row["code"], row["range"]["start"]["line"]) for row in each["params"]["diagnostics"]]
        for each in client.told
        if each["method"] == "textDocument/publishDiagnostics"
        and each["params"]["version"] == version
    ]


def test_an_error_of_syntax_is_told_before_the_rest(tmp_path: Path) -> None:
    client = Client()
    uri = client.open(tmp_path / "prog.py", PROGRAM)
    client.about("documentSymbol", uri)
    client.change(uri, 2, [{"range": span(0, 0, 0, 0), "text": "# more\n"}, BROKEN])
    client.about("documentSymbol", uri)
    client.change(uri, 3, [{"range": span(1, 24, 1, 25), "text": ""}])
    client.about("documentSymbol", uri)
    broken, mended = published(client, 2), published(client, 3)
    client.close()
    assert broken == [[("syntax-error", 1)], [("syntax-error", 1)]]
    assert mended == [[], [("undefined-name", 6)]]


def test_who_pulls_is_answered_early_if_he_can_be_asked_again(tmp_path: Path) -> None:
    def pulled(capabilities: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        client = Client(capabilities)
        uri = client.open(tmp_path / "prog.py", PROGRAM)
        client.about("diagnostic", uri)
        client.about("documentSymbol", uri)
        client.change(uri, 2, [BROKEN])
        first = client.about("diagnostic", uri)
        client.about("documentSymbol", uri)
        last = client.about("diagnostic", uri)
        client.close()
        return first, last

    first, last = pulled(PULLS)
    assert first.get("resultId") is None
    assert last["resultId"] is not None
    assert "syntax-error" in {each["code"] for each in first["items"]}
    assert pulled({}) == (last, last)


@pytest.mark.parametrize("moment", range(4))
def test_an_analysis_that_is_given_up_leaves_nothing_behind(moment: int, tmp_path: Path) -> None:
    path, rest = str(tmp_path / "prog.py"), [-1]
    hints: list[tuple[Hint, ...]] = []

    def pause() -> None:
        rest[0] -= 1
        if rest[0] == 0:
            raise GivenUp

    worker = Worker(hints.append, pause)
    worker.facts(path, PROGRAM, {})
    edited = PROGRAM.replace("3, 4", "3.5, 4").replace("undefined", "area")
    rest[0] = moment + 1
    try:
        worker.facts(path, edited, {})
        assert moment == 3  # behind the last one
    except GivenUp:
        pass
    rest[0] = -1
    found: DocumentFacts = worker.facts(path, edited, {})
    assert told(found) == told(facts(Session(), Path(path), edited))
    assert hints[-1] == found.hints
