"""After random edits the server's text is the client's, and its answers are a fresh server's.

`--all` makes more of them, `--seed` others.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from tests.lsp.client import ROOT, WHOLE, Client

PIECES = (
    "x", "(", ")", ":", "\n", "    ", '"', "# ", "return 1\n", "def f(a):\n    return a\n",
    "1.5", "undefined", "\N{GRINNING FACE}", "\f", "\t", "\u2028", "print(x)\n", ", y=2", "",
)  # fmt: skip
CHECK_EVERY = 50  # edits


def _position(text: str, offset: int) -> dict[str, int]:
    line = text.rfind("\n", 0, offset) + 1
    units = len(text[line:offset].encode("utf-16-le")) // 2
    return {"line": text.count("\n", 0, offset), "character": units}


def _edited(text: str, chance: random.Random) -> tuple[str, dict[str, Any]]:
    start = chance.randrange(len(text) + 1)
    end = min(len(text), start + chance.choice((0, 0, 0, 1, 5, 40)))
    new = chance.choice(PIECES)
    where = {"start": _position(text, start), "end": _position(text, end)}
    return text[:start] + new + text[end:], {"range": where, "text": new}


def _answers(client: Client, uri: str) -> dict[str, Any]:
    return {
        "hints": client.about("inlayHint", uri, range=WHOLE),
        "problems": client.about("diagnostic", uri)["items"],
        "symbols": client.about("documentSymbol", uri),
        "lenses": client.about("codeLens", uri),
        "tokens": client.about("semanticTokens/full", uri),
    }


def test_random_edits(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    chance = random.Random(request.config.getoption("--seed"))
    n_edits = 3000 if request.config.getoption("--all") else 200
    original = (ROOT / "examples" / "inventory.py").read_text()
    client, fresh = Client(), Client()
    text = original
    uri = client.open(tmp_path / "prog.py", text)
    for number in range(1, n_edits + 1):
        text, change = _edited(text, chance)
        client.change(uri, number + 1, [change])
        if chance.random() < 0.1:  # asked in between, and given up
            position = {"textDocument": {"uri": uri}, "position": change["range"]["start"]}
            client.tell("$/cancelRequest", {"id": client.start("textDocument/hover", position)})
        if number % CHECK_EVERY == 0:
            other = fresh.open(tmp_path / "prog.py", text)
            assert _answers(client, uri) == _answers(fresh, other), f"edit {number}"
            fresh.tell("textDocument/didClose", {"textDocument": {"uri": other}})
        if number % (4 * CHECK_EVERY) == 0:  # else all ends up as broken text
            text = original
            client.change(uri, number + 1, [{"text": text}])
    client.close()
    fresh.close()
