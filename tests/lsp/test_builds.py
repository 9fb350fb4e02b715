"""Builds as an editor sees them: in the background on save, and with progress and an end."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lsp.client import Client, span
from tests.lsp.test_robust import children, eventually, is_gone

PROGRAM = """\
def total(rows):
    result = 0
    for row in rows:
        result += row * row
    return result


print(total([1, 2, 3]))
"""
SHOWS_PROGRESS = {"window": {"workDoneProgress": True}}
PATIENCE = 60.0  # seconds


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = Client(SHOWS_PROGRESS)
    yield made
    assert made.close() == 0


def saved(client: Client, path: Path, text: str) -> str:
    path.write_text(text)
    uri = client.open(path, text)
    client.tell("textDocument/didSave", {"textDocument": {"uri": uri}})
    return uri


def titles(client: Client, uri: str) -> list[str]:
    return [each["command"]["title"] for each in client.about("codeLens", uri)]


def lens_of_build(client: Client, uri: str) -> str:
    def found() -> list[str]:
        return [each for each in titles(client, uri) if "build of" in each]

    assert eventually(found, PATIENCE)
    return found()[0]


# ---- on save


def test_lenses_and_hovers_tell_of_the_build_that_a_save_made(
    client: Client, tmp_path: Path
) -> None:
    uri = saved(client, tmp_path / "prog.py", PROGRAM)
    lens = lens_of_build(client, uri)
    told = r"native · ([\d,]+) bytes · compiled in \d+ ms · build of \d\d:\d\d"
    found = re.fullmatch(told, lens)
    assert found, lens
    hover = client.about("hover", uri, position={"line": 0, "character": 5})["contents"]["value"]
    assert f"- {found[1]} bytes native" in hover
    assert "machine code at -O2, fully optimised (build of " in hover
    assert list(tmp_path.glob("prog*")) == [tmp_path / "prog.py"], "nothing is written beside it"


def test_an_edit_makes_the_facts_old_and_a_save_new(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "prog.py"
    uri = saved(client, path, PROGRAM)
    before = lens_of_build(client, uri)
    client.change(uri, 2, [{"range": span(3, 18, 3, 27), "text": "row * row * row * 7"}])
    assert lens_of_build(client, uri) == f"{before}, before the last edits"
    client.tell("textDocument/didSave", {"textDocument": {"uri": uri}})
    assert eventually(lambda: "before" not in lens_of_build(client, uri), PATIENCE)
    assert lens_of_build(client, uri) != before


@pytest.mark.parametrize("options", [{"trusted": False}, {"compileOnSave": False}], ids=str)
def test_a_save_compiles_nothing_where_that_is_not_wanted(
    options: dict[str, Any], tmp_path: Path
) -> None:
    client = Client(initializationOptions=options)
    uri = saved(client, tmp_path / "prog.py", PROGRAM)
    assert "native" in titles(client, uri)
    client.tell("textDocument/didSave", {"textDocument": {"uri": uri}})
    titles(client, uri)
    assert len(children(client.process.pid)) == 1, "no process but the one that analyses"
    client.close()


def test_settings_may_change(tmp_path: Path) -> None:
    client = Client(initializationOptions={"compileOnSave": False})
    changed = {"settings": {"pyc": {"compileOnSave": True, "level": "bad"}}}
    client.tell("workspace/didChangeConfiguration", changed)
    uri = saved(client, tmp_path / "prog.py", PROGRAM)
    assert "bytes" in lens_of_build(client, uri)
    client.close()


def test_the_level_is_the_client_s_else_the_project_s(tmp_path: Path) -> None:
    (tmp_path / "pyc.toml").write_text("level = 1\n")
    for options, level in (({}, 1), ({"level": 3}, 3)):
        client = Client(initializationOptions=options)
        uri = saved(client, tmp_path / "prog.py", PROGRAM)
        lens_of_build(client, uri)
        hover = client.about("hover", uri, position={"line": 0, "character": 5})
        assert f"machine code at -O{level}" in hover["contents"]["value"]
        client.close()


def test_a_build_and_a_comparison_have_the_level_that_the_command_line_would_choose(
    tmp_path: Path,
) -> None:
    (tmp_path / "none").mkdir()
    (tmp_path / "pyc.toml").write_text("level = 0\n")
    (tmp_path / "none" / "pyc.toml").write_text("")

    def told(options: dict[str, Any], folder: str, name: str, **more: object) -> str:
        path = tmp_path / folder / "prog.py"
        path.write_text("print(1)\n")
        client = Client(initializationOptions=options)
        command = {"command": name, "arguments": [{"uri": path.as_uri(), **more}]}
        answer: str = client.ask("workspace/executeCommand", command)["message"]
        client.close()
        return answer

    assert told({}, "", "pyc.build") == "built prog at -O0"
    assert told({}, "", "pyc.build", level=1) == "built prog at -O1"
    assert told({"level": 3}, "", "pyc.build") == "built prog at -O3"
    assert told({}, "none", "pyc.build", debug=True) == "built prog at -O1"
    assert " s at -O0 (" in told({}, "", "pyc.compare")
    assert " s at -O2 (" in told({}, "none", "pyc.compare")


# ---- progress


def progress(client: Client) -> list[dict[str, Any]]:
    return [each["params"]["value"] for each in client.told if each["method"] == "$/progress"]


def test_a_build_tells_its_stages(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "prog.py"
    path.write_text(PROGRAM)
    command = {"command": "pyc.build", "arguments": [{"uri": path.as_uri()}]}
    assert client.ask("workspace/executeCommand", command)["ok"]
    told = progress(client)
    assert told[0]["kind"] == "begin"
    assert (told[0]["title"], told[0]["cancellable"]) == ("Compiling prog.py", True)
    stages = list(dict.fromkeys(each["message"] for each in told[1:-1]))
    everything = ["reading", "inferring types", "lowering", "compiling", "linking"]
    assert stages == everything[-len(stages) :]
    percents = [each["percentage"] for each in told[:-1]]
    assert percents == sorted(percents)
    assert told[-1]["kind"] == "end"


def test_a_client_without_progress_is_told_none(tmp_path: Path) -> None:
    client = Client()
    path = tmp_path / "prog.py"
    path.write_text(PROGRAM)
    command = {"command": "pyc.build", "arguments": [{"uri": path.as_uri()}]}
    assert client.ask("workspace/executeCommand", command)["ok"]
    assert not [each for each in client.told if "rogress" in each["method"]]
    client.close()


def test_the_user_ends_a_build_and_the_old_program_stays(client: Client, tmp_path: Path) -> None:
    path, old = tmp_path / "prog.py", tmp_path / "prog"
    many = "".join(PROGRAM.replace("total", f"total{number}") for number in range(200))
    path.write_text(many)
    old.write_text("the old program")
    command = {"command": "pyc.build", "arguments": [{"uri": path.as_uri()}]}
    number = client.start("workspace/executeCommand", command)
    while not any(each["kind"] == "report" for each in progress(client)):
        message = client.read()
        client.told.append(message)
        if "id" in message:
            client.send({"id": message["id"], "result": None})
    builders = children(client.process.pid)
    for each in builders:
        os.kill(each, signal.SIGSTOP)  # it gets no further by itself
    token = next(each for each in client.told if each["method"] == "$/progress")["params"]["token"]
    client.tell("window/workDoneProgress/cancel", {"token": token})
    assert client.wait(number)["error"]["code"] == -32800
    assert eventually(lambda: all(map(is_gone, builders)), PATIENCE)
    assert old.read_text() == "the old program"
    assert eventually(lambda: not children(client.process.pid), PATIENCE)
