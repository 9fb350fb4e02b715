"""The call hierarchy as an editor walks it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.lsp.client import Client, span

HELPERS = """\
def square(x):
    return x * x


def twice(x):
    return square(x) + square(x)


print(twice(2))
"""
MAIN = """\
import helpers


def spread(*numbers):
    return [helpers.square(each) for each in numbers]


print("\N{GRINNING FACE}", helpers.square(1.5), spread(1, 2))
"""


def walked(client: Client, item: Any, way: str) -> dict[str, tuple[str, list[Any]]]:
    """By name: what it costs, and where."""
    end, kind = {"incoming": ("from", "incomingCalls"), "outgoing": ("to", "outgoingCalls")}[way]
    calls = client.ask(f"callHierarchy/{kind}", {"item": item})
    return {each[end]["name"]: (each[end]["detail"], each["fromRanges"]) for each in calls}


def test_callers_and_callees_with_what_they_cost(tmp_path: Path) -> None:
    client = Client()
    (tmp_path / "helpers.py").write_text(HELPERS)
    main = client.open(tmp_path / "prog.py", MAIN)
    client.about("diagnostic", main)
    helpers = client.open(tmp_path / "helpers.py", HELPERS)
    at = {"line": 0, "character": 5}
    (item,) = client.about("prepareCallHierarchy", helpers, position=at)
    assert (item["name"], item["detail"], item["uri"]) == ("square", "native", helpers)
    assert item["selectionRange"] == span(0, 4, 0, 10)
    found = walked(client, item, "incoming")
    assert found["twice"] == ("native call", [span(5, 11, 5, 20), span(5, 23, 5, 32)])
    assert found["prog.py"] == ("native call", [span(7, 12, 7, 31)])
    assert found["spread"][0].startswith("boxed call: `spread` is boxed only")
    (item,) = client.about("prepareCallHierarchy", helpers, position={"line": 5, "character": 13})
    assert item["name"] == "square"
    (item,) = client.about("prepareCallHierarchy", helpers, position={"line": 4, "character": 5})
    assert walked(client, item, "outgoing") == {
        "square": ("native call", [span(5, 11, 5, 20), span(5, 23, 5, 32)])
    }
    nothing = {"line": 2, "character": 0}
    assert client.about("prepareCallHierarchy", helpers, position=nothing) == []
    client.close()
