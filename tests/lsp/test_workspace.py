"""What the server tells of files that are not open, and of projects."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.lsp.client import Client, span
from tests.lsp.test_robust import children, eventually

GOOD = "def area(width, height):\n    return width * height\n\n\nprint(area(3, 4))\n"
BAD = "print(undefined)\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Eight Python files, of which three are part of the project."""
    (tmp_path / "good.py").write_text(GOOD)
    (tmp_path / "bad.py").write_text(BAD)
    (tmp_path / "pyc.toml").write_text('exclude = ["old"]\n')
    for name in ("package", ".hidden", "old", "venv/lib", "node_modules"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "inner.py").write_text(BAD)
    (tmp_path / "venv" / "pyvenv.cfg").write_text("")
    (tmp_path / "link.py").symlink_to(tmp_path / "bad.py")
    (tmp_path / "linked").symlink_to(tmp_path)
    return tmp_path


def opened(folder: Path, capabilities: dict[str, Any] | None = None, **options: Any) -> Client:
    given = {"workspaceDiagnostics": True, **options}
    rows = [{"uri": folder.as_uri(), "name": "x"}]
    return Client(capabilities, workspaceFolders=rows, initializationOptions=given)


def pulled(client: Client, **more: Any) -> Any:
    return client.ask("workspace/diagnostic", {"previousResultIds": [], **more})["items"]


def problems(reports: list[dict[str, Any]]) -> dict[str, list[str]]:
    return {
        each["uri"].rpartition("/")[2]: [one["code"] for one in each["items"]] for each in reports
    }


# ---- problems


def test_problems_of_files_that_are_not_open(folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    client = opened(folder)
    reports = pulled(client)
    assert problems(reports) == {
        "bad.py": ["undefined-name"], "good.py": [], "inner.py": ["undefined-name"],
    }  # fmt: skip
    assert client.close() == 0
    assert sorted(folder.rglob("*")) == before


def test_reports_are_told_as_they_come(folder: Path) -> None:
    client = opened(folder)
    assert pulled(client, partialResultToken="t") == []
    parts = [each["params"] for each in client.told if each["method"] == "$/progress"]
    assert [each["token"] for each in parts] == ["t"] * 3
    told = [each["value"]["items"] for each in parts]
    assert [len(each) for each in told] == [1, 1, 1]
    assert problems([each[0] for each in told])["bad.py"] == ["undefined-name"]
    client.close()


def test_the_answer_waits_for_news(folder: Path) -> None:
    client = opened(folder)
    had = [{"uri": each["uri"], "value": each["resultId"]} for each in pulled(client)]
    number = client.start("workspace/diagnostic", {"previousResultIds": had})
    uri = client.open(folder / "good.py", GOOD)  # what is open is told by itself
    client.change(uri, 2, [{"range": span(0, 0, 0, 0), "text": "("}])
    client.about("diagnostic", uri)
    (folder / "bad.py").write_text("print(1)\n")
    (folder / "package" / "inner.py").unlink()
    change = {"changes": [{"uri": (folder / "bad.py").as_uri(), "type": 2}]}
    client.tell("workspace/didChangeWatchedFiles", change)
    news = client.wait(number)["result"]["items"]
    assert problems(news) == {"bad.py": [], "inner.py": []}
    client.close()


def test_a_client_that_gives_up_is_answered_and_the_next_one_too(folder: Path) -> None:
    client = opened(folder)
    number = client.start("workspace/diagnostic", {"previousResultIds": []})
    client.tell("$/cancelRequest", {"id": number})
    assert client.wait(number)["error"]["code"] == -32800
    assert len(pulled(client)) == 3
    client.close()


def test_nothing_is_analysed_unless_it_is_wanted(folder: Path) -> None:
    client = opened(folder, workspaceDiagnostics=False)
    number = client.start("workspace/diagnostic", {"previousResultIds": []})
    uri = client.open(folder / "good.py", GOOD)
    assert client.about("diagnostic", uri)["items"] == []
    assert len(children(client.process.pid)) == 1
    settings = {"settings": {"pyc": {"workspaceDiagnostics": True}}}
    client.tell("workspace/didChangeConfiguration", settings)
    assert set(problems(client.wait(number)["result"]["items"])) == {"bad.py", "inner.py"}
    client.close()


# ---- symbols, functions


def symbols(client: Client, query: str) -> dict[str, str]:
    found = client.ask("workspace/symbol", {"query": query})
    return {each["name"]: each.get("containerName", "") for each in found}


def test_symbols_have_a_badge_once_it_is_known(folder: Path) -> None:
    client = opened(folder)
    assert symbols(client, "AE") == {"area": ""}
    assert symbols(client, "rea") == {"area": ""}
    assert symbols(client, "ear") == {}
    assert pulled(client)
    assert symbols(client, "area") == {"area": "native"}
    uri = client.open(folder / "good.py", "class Area:\n    def area(self):\n        return 1\n")
    client.about("diagnostic", uri)
    assert symbols(client, "area") == {"Area": "", "area": "Area · boxed"}
    client.close()


def test_the_whole_workspace_is_analysed_on_demand(folder: Path) -> None:
    client = opened(folder, {"window": {"workDoneProgress": True}}, workspaceDiagnostics=False)
    assert client.ask("pyc/modules", {}) == {"modules": []}
    asked = {"command": "pyc.analyseWorkspace", "arguments": []}
    answer = client.ask("workspace/executeCommand", asked)
    assert answer["files"] == 3
    rows = {each["uri"].rpartition("/")[2]: each for each in answer["modules"]}
    assert rows["good.py"]["native"] == 1.0
    assert [each["name"] for each in rows["good.py"]["functions"]] == ["area"]
    assert set(rows) == {"good.py", "bad.py", "inner.py"}
    told = [each["params"]["value"] for each in client.told if each["method"] == "$/progress"]
    assert told[0]["title"] == "Analysing the workspace"
    assert client.ask("pyc/modules", {}) == {"modules": answer["modules"]}
    client.close()


# ---- projects


def test_a_bad_project_file_is_told_in_it_until_it_is_mended(folder: Path) -> None:
    settings = folder / "package" / "pyc.toml"
    settings.write_text("level = 2\nlevle = 3\n")
    watches = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}
    client = opened(folder, watches)

    def told() -> list[Any]:
        return [
            each["params"]["diagnostics"]
            for each in client.told
            if each["method"] == "textDocument/publishDiagnostics"
            and each["params"]["uri"] == settings.as_uri()
        ]

    uri = client.open(folder / "package" / "inner.py", GOOD)
    assert client.about("diagnostic", uri)["items"] == []
    ((fault,),) = told()
    assert (fault["code"], fault["range"]) == ("bad-settings", span(1, 0, 1, 5))
    settings.write_text("level = 2\n")
    change = {"changes": [{"uri": settings.as_uri(), "type": 2}]}
    client.tell("workspace/didChangeWatchedFiles", change)
    client.about("diagnostic", uri)
    assert told()[-1] == []
    registered = [each for each in client.told if each["method"] == "client/registerCapability"]
    assert len(registered) == 1
    client.close()


def test_each_root_has_its_own_project(tmp_path: Path) -> None:
    """Modules of one are not found from the other, and a change of a file is seen."""
    for name in ("one", "two"):
        (tmp_path / name / "lib").mkdir(parents=True)
        (tmp_path / name / "lib" / "shared.py").write_text(f"value = {len(name)}.5\n")
    (tmp_path / "one" / "pyc.toml").write_text('search-path = ["lib"]\n')
    text = "import shared\n\nx = shared.value\nprint(x)\n"
    rows = [{"uri": (tmp_path / name).as_uri(), "name": name} for name in ("one", "two")]
    client = Client(workspaceFolders=rows)
    uris = [client.open(tmp_path / name / "prog.py", text) for name in ("one", "two")]

    def types(uri: str) -> list[str]:
        return [each["label"] for each in client.about("inlayHint", uri, range=span(0, 0, 9, 0))]

    assert types(uris[0]) == [": float (f64)"]
    assert types(uris[1]) == []
    (tmp_path / "two" / "pyc.toml").write_text('search-path = ["lib"]\n')
    change = {"changes": [{"uri": (tmp_path / "two" / "pyc.toml").as_uri(), "type": 1}]}
    client.tell("workspace/didChangeWatchedFiles", change)
    assert types(uris[1]) == [": float (f64)"]
    (tmp_path / "one" / "lib" / "shared.py").write_text("value = 1\n")
    change = {"changes": [{"uri": (tmp_path / "one/lib/shared.py").as_uri(), "type": 2}]}
    client.tell("workspace/didChangeWatchedFiles", change)
    assert types(uris[0]) == [": int (i64)"]
    client.close()


def test_a_project_may_leave_saves_alone(tmp_path: Path) -> None:
    (tmp_path / "pyc.toml").write_text("compile-on-save = false\n")
    (tmp_path / "prog.py").write_text(GOOD)
    client = Client()
    uri = client.open(tmp_path / "prog.py", GOOD)
    client.tell("textDocument/didSave", {"textDocument": {"uri": uri}})
    client.about("codeLens", uri)
    assert eventually(lambda: len(children(client.process.pid)) == 1)
    client.close()
