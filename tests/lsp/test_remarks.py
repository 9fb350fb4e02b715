"""What LLVM made of loops, as an editor shows it after a save: in hovers, the gutter, and as hints
where they are wished for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lsp.client import Client, span
from tests.lsp.test_builds import PATIENCE, saved
from tests.lsp.test_robust import eventually

PROGRAM = """\
def bits(n: int) -> int:
    result = 0
    for i in range(n):
        result ^= i
    return result


def total(grid: list[list[float]], n: int) -> float:
    result = 0.0
    for i in range(n):
        for j in range(n):
            result += grid[i][j]
    return result


grid = [[0.5] * 10 for _ in range(10)]
for _ in range(10):
    print(bits(10), total(grid, 10))
"""
READ = "`grid[i]` is read anew each turn: for all LLVM knows, the loop changes it"
SLUG = "optimiser-remark"


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def client() -> Iterator[Client]:
    made = Client(initializationOptions={"remarks": True})
    yield made
    assert made.close() == 0


def hover(client: Client, uri: str, line: int, character: int) -> str:
    found = client.about("hover", uri, position={"line": line, "character": character})
    return str(found["contents"]["value"]) if found is not None else ""


def hints(client: Client, uri: str) -> list[dict[str, Any]]:
    items = client.about("diagnostic", uri)["items"]
    return [each for each in items if each["code"] == SLUG]


def test_hovers_tell_what_became_of_a_loop(client: Client, tmp_path: Path) -> None:
    uri = saved(client, tmp_path / "prog.py", PROGRAM)
    assert eventually(lambda: "LLVM" in hover(client, uri, 2, 5), PATIENCE)
    told = hover(client, uri, 2, 5)
    assert "LLVM at -O2 (build of " in told
    assert "\n- loop vectorised: 4 turns at a time" in told
    read = hover(client, uri, 11, 24)
    assert read.startswith("```python\n"), "the type comes first"
    assert f"- {READ}; if it does not, bind a name before the loop" in read
    lines = client.ask("pyc/report", {"uri": uri})["lines"]
    assert {each["line"]: each["why"] for each in lines}[3] == "loop vectorised: 4 turns at a time"


def test_hints_go_with_their_function_and_end_with_an_edit_in_it(
    client: Client, tmp_path: Path
) -> None:
    path = tmp_path / "prog.py"
    uri = saved(client, path, PROGRAM)
    assert eventually(lambda: hints(client, uri), PATIENCE)
    (found,) = hints(client, uri)
    assert found["severity"] == 4
    assert found["range"] == span(11, 22, 11, 29)
    assert found["message"].startswith(READ)
    client.change(uri, 2, [{"range": span(1, 0, 1, 0), "text": "    # above\n    # more\n"}])
    assert [each["range"] for each in hints(client, uri)] == [span(13, 22, 13, 29)]
    client.change(uri, 3, [{"range": span(14, 4, 14, 10), "text": "return 2 *"}])
    assert hints(client, uri) == []
    client.tell("textDocument/didSave", {"textDocument": {"uri": uri}})
    assert eventually(lambda: hints(client, uri), PATIENCE)


def test_hints_are_a_setting_hovers_are_not(tmp_path: Path) -> None:
    client = Client()
    uri = saved(client, tmp_path / "prog.py", PROGRAM)
    assert eventually(lambda: "LLVM" in hover(client, uri, 2, 5), PATIENCE)
    assert hints(client, uri) == []
    client.tell("workspace/didChangeConfiguration", {"settings": {"pyc": {"remarks": True}}})
    assert len(hints(client, uri)) == 1
    client.tell("workspace/didChangeConfiguration", {"settings": {"pyc": {"remarks": False}}})
    assert hints(client, uri) == []
    assert client.close() == 0
