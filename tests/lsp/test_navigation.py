"""Definitions, references, new names, completion: only where they are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lsp.client import Client, span

HELPERS = "def twice(number):\n    return number * 2\n"
MAIN = """\
import helpers


print("\N{GRINNING FACE}", helpers.twice(3))
value = helpers.twice(4)
"""
PROVIDERS = ("definitionProvider", "referencesProvider", "renameProvider", "completionProvider",
             "signatureHelpProvider", "documentHighlightProvider")  # fmt: skip
TWICE = {"line": 3, "character": 22}


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[tuple[Client, str]]:
    (tmp_path / "helpers.py").write_text(HELPERS)
    (tmp_path / "prog.py").write_text(MAIN)
    (tmp_path / "other.py").write_text("from helpers import twice\n\nprint(twice(1))\n")
    rows = [{"uri": tmp_path.as_uri(), "name": "x"}]
    made = Client(workspaceFolders=rows, initializationOptions={"navigation": True})
    yield made, made.open(tmp_path / "prog.py", MAIN)
    assert made.close() == 0


def places(found: list[dict[str, Any]]) -> list[tuple[str, int, int]]:
    return [
        (each["uri"].rpartition("/")[2], each["range"]["start"]["line"],
         each["range"]["start"]["character"])
        for each in found
    ]  # fmt: skip


def test_a_server_beside_another_offers_none_of_it() -> None:
    client = Client()
    assert not [each for each in PROVIDERS if client.server.get(each)]
    client.close()


def test_definition_references_and_highlights(opened: tuple[Client, str]) -> None:
    client, uri = opened
    assert [each for each in PROVIDERS if client.server.get(each)] == list(PROVIDERS)
    found = client.about("definition", uri, position=TWICE)
    assert places([found]) == [("helpers.py", 0, 4)]
    context = {"includeDeclaration": True}
    found = client.about("references", uri, position=TWICE, context=context)
    assert places(found) == [("helpers.py", 0, 4), ("prog.py", 3, 20), ("prog.py", 4, 16)]
    context = {"includeDeclaration": False}
    found = client.about("references", uri, position=TWICE, context=context)
    assert len(found) == 2
    found = client.about("documentHighlight", uri, position={"line": 4, "character": 2})
    assert found == [{"range": span(4, 0, 4, 5), "kind": 3}]
    assert client.about("definition", uri, position={"line": 1, "character": 0}) is None


def test_a_new_name_is_proved_and_reaches_other_programs(opened: tuple[Client, str]) -> None:
    client, uri = opened
    told = client.about("prepareRename", uri, position=TWICE)
    assert told == {"range": span(3, 20, 3, 25), "placeholder": "twice"}
    edit = client.about("rename", uri, position=TWICE, newName="double")
    rows = {name.rpartition("/")[2]: edits for name, edits in edit["changes"].items()}
    assert {name: len(edits) for name, edits in rows.items()} == {
        "helpers.py": 1, "prog.py": 2, "other.py": 2,
    }  # fmt: skip
    assert rows["prog.py"][0] == {"range": span(3, 20, 3, 25), "newText": "double"}
    for position, name, why in (
        (TWICE, "not a name", "is not a name"),
        ({"line": 3, "character": 2}, "show", "is not defined in this program"),
        ({"line": 0, "character": 9}, "others", "modules are named by their files"),
    ):
        params = {"textDocument": {"uri": uri}, "position": position, "newName": name}
        answer = client.wait(client.start("textDocument/rename", params))
        assert why in answer["error"]["message"]
        assert answer["error"]["code"] == -32803


def test_completion_and_signatures_of_a_text_that_is_being_typed(
    opened: tuple[Client, str]
) -> None:
    client, uri = opened
    client.change(uri, 2, [{"range": span(5, 0, 5, 0), "text": "value = helpers."}])
    found = client.about("completion", uri, position={"line": 5, "character": 16})
    assert [(each["label"], each["detail"]) for each in found] == [("twice", "twice(number)")]
    client.change(uri, 3, [{"range": span(5, 16, 5, 16), "text": "twice(1, "}])
    told = client.about("signatureHelp", uri, position={"line": 5, "character": 22})
    assert told["signatures"][0]["label"] == "twice(number)"
    assert told["activeParameter"] == 0
    nowhere = {"line": 1, "character": 0}
    assert client.about("signatureHelp", uri, position=nowhere) is None
