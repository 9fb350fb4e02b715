"""What must not break the server: damaged messages, storms, dead workers, dead clients."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lsp.client import WHOLE, Client, span
from tests.lsp.processes import children, worker

PROGRAM = """\
def area(width, height):
    return width * height


print(area(3, 4))
"""
FIVE_SECONDS = 5.0


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """One for all of them: it has to survive them."""
    made = Client()
    yield made
    assert made.close() == 0


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def eventually(holds: Any, seconds: float = FIVE_SECONDS) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.02)
    return bool(holds())


def labels(client: Client, uri: str) -> set[str]:
    return {each["label"] for each in client.about("inlayHint", uri, range=WHOLE)}


def codes(client: Client, uri: str) -> list[str]:
    return [each["code"] for each in client.about("diagnostic", uri)["items"]]


# ---- the worker


def test_a_killed_worker_is_replaced(client: Client, tmp_path: Path) -> None:
    uri = client.open(tmp_path / "prog.py", PROGRAM)
    assert ": int (i64)" in labels(client, uri)
    os.kill(worker(client), signal.SIGKILL)
    client.change(uri, 2, [{"range": span(4, 11, 4, 12), "text": "3.5"}])
    assert ": float (f64)" in labels(client, uri)


def test_a_worker_that_hangs_is_ended_and_the_document_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYC_LSP_TIMEOUT", "3")
    client = Client()
    uri = client.open(tmp_path / "prog.py", PROGRAM)
    assert codes(client, uri) == []
    os.kill(worker(client), signal.SIGSTOP)
    client.change(uri, 2, [{"range": span(4, 11, 4, 12), "text": "3.5"}])
    report = client.about("diagnostic", uri)["items"]
    assert [each["code"] for each in report] == ["analysis-failed"]
    assert "took longer than 3 s" in report[0]["message"]
    assert client.about("hover", uri, position={"line": 0, "character": 5}) is None
    assert codes(client, client.open(tmp_path / "other.py", "print(1)\n")) == []
    health, message = status(client)
    assert health == "warning", "another document that is fine mends nothing"
    assert message.startswith("prog.py: the analysis took longer than 3 s")
    client.change(uri, 3, [{"range": span(4, 11, 4, 14), "text": "2.5"}])
    assert ": float (f64)" in labels(client, uri)
    codes(client, uri)
    assert status(client) == ("ok", "")
    assert client.close() == 0


def status(client: Client) -> tuple[str, str]:
    """What was told last."""
    told = [each["params"] for each in client.told if each["method"] == "pyc/status"]
    return told[-1]["health"], told[-1]["message"]


def test_memory_that_runs_out_costs_one_answer(client: Client, tmp_path: Path) -> None:
    uri = client.open(tmp_path / "prog.py", PROGRAM)
    labels(client, uri)
    pid = worker(client)
    limits = resource.prlimit(pid, resource.RLIMIT_AS)
    now = int(Path(f"/proc/{pid}/statm").read_text().split()[0]) * resource.getpagesize()
    resource.prlimit(pid, resource.RLIMIT_AS, (now, limits[1]))
    many = "".join(f"def f{n}(x, y=[1, 2]):\n    return [x + {n}, y]\n\n" for n in range(700))
    client.change(uri, 2, [{"range": WHOLE, "text": many}])
    # By where memory runs out the answer is lost, or a new worker gives it, or what the old one
    # has kept for itself is enough.
    found = codes(client, uri)
    lost = found == ["analysis-failed"] and eventually(lambda: is_gone(pid))
    assert lost or set(found) == {"boxed-only"}
    client.change(uri, 3, [{"range": WHOLE, "text": PROGRAM}])
    assert ": int (i64)" in labels(client, uri)


def test_what_the_user_keeps_beside_a_program_is_not_run(tmp_path: Path) -> None:
    """No module of the folder is imported by the server, and opening writes nothing there."""
    trap = f"open({str(tmp_path / 'trapped')!r}, 'w')\n"
    for name in ("ast", "pickle", "pyc", "struct", "sitecustomize"):
        (tmp_path / f"{name}.py").write_text(trap)
    before = sorted(tmp_path.iterdir())
    client = Client(folder=tmp_path)
    uri = client.open(tmp_path / "prog.py", PROGRAM)
    assert ": int (i64)" in labels(client, uri)
    client.ask("pyc/view", {"uri": uri, "kind": "asm", "function": "area"})
    client.close()
    assert sorted(tmp_path.iterdir()) == before


# ---- damaged and strange messages


@pytest.mark.parametrize(
    "damage",
    [
        b"Content-Length: 4\r\n\r\n{\xff\xfe}",
        b"Content-Length: nonsense\r\n\r\n{}",
        b"Content-Length: -5\r\n\r\n{}",
        b"Content-Length: 99999999999\r\n\r\n{}",
        b"\r\n\r\nno header at all\r\n",
        b"Content-Length: 200000\r\n\r\n" + b"[" * 200_000,
        b'Content-Length: 24\r\n\r\n[{"jsonrpc":"2.0","id":1}',
    ],
    ids=["bytes", "nonsense", "negative", "huge", "none", "deep", "batch"],
)
def test_damaged_input_costs_at_most_itself(damage: bytes, client: Client, tmp_path: Path) -> None:
    assert client.process.stdin is not None
    client.process.stdin.write(damage)
    client.process.stdin.flush()
    uri = client.open(tmp_path / "prog.py", PROGRAM)
    assert ": int (i64)" in labels(client, uri)


def test_unknown_methods_and_bad_parameters_are_errors(client: Client) -> None:
    for method, parameters in (
        ("no/such", {}), ("textDocument/hover", {"position": 3}), ("textDocument/hover", None),
        ("workspace/executeCommand", {"command": "no.such"}), ("pyc/view", {}), ("pyc/report", 7),
    ):  # fmt: skip
        assert "error" in client.wait(client.start(method, parameters)), method
    client.tell("$/no/such", {})
    client.tell("no/such", {})
    popups = [each for each in client.told if each["method"] == "window/showMessage"]
    assert popups == []


def test_documents_that_are_not_open(client: Client, tmp_path: Path) -> None:
    uri = (tmp_path / "prog.py").as_uri()
    change = [{"range": span(0, 0, 0, 0), "text": "x"}]
    closing = {"textDocument": {"uri": uri}}
    client.change(uri, 2, change)
    client.tell("textDocument/didClose", closing)
    assert client.about("hover", uri, position={"line": 0, "character": 0}) is None
    client.open(tmp_path / "prog.py", PROGRAM)
    client.tell("textDocument/didClose", closing)
    client.tell("textDocument/didClose", closing)
    client.change(uri, 3, change)
    assert labels(client, uri) == set()
    client.open(tmp_path / "prog.py", PROGRAM)
    assert ": int (i64)" in labels(client, uri)


def test_positions_beyond_the_end_and_versions_out_of_order(
    client: Client, tmp_path: Path
) -> None:
    uri = client.open(tmp_path / "prog.py", PROGRAM)
    far = {"line": 10**6, "character": 10**6}
    assert client.about("hover", uri, position=far) is None
    end = {"start": far, "end": far}
    client.change(uri, 7, [{"range": end, "text": "half = 0.5\n"}])
    client.change(uri, 3, [{"range": end, "text": "print(half)\n"}])
    client.change(uri, -1, [{"range": end, "text": "print(undefined)\n"}])
    assert codes(client, uri) == ["undefined-name"]
    assert client.about("diagnostic", uri)["items"][0]["range"] == span(7, 6, 7, 15)


def test_edits_behind_a_surrogate_pair(client: Client, tmp_path: Path) -> None:
    uri = client.open(tmp_path / "prog.py", 'text = "\N{GRINNING FACE}"; bad\n')
    client.change(uri, 2, [{"range": span(0, 13, 0, 16), "text": "print(text)"}])
    assert codes(client, uri) == []


def test_files_that_cannot_be_read(client: Client, tmp_path: Path) -> None:
    latin = tmp_path / "latin.py"
    latin.write_bytes(b"x = '\xe9'\n")
    view = client.ask("pyc/view", {"uri": latin.as_uri(), "kind": "ir"})
    assert "encoding" in view["text"]
    latin.write_bytes(b"# coding: latin-1\nx = '\xe9'\nprint(x)\n")
    view = client.ask("pyc/view", {"uri": latin.as_uri(), "kind": "ast"})
    assert "Module" in view["text"]
    gone = client.ask("pyc/view", {"uri": (tmp_path / "gone.py").as_uri(), "kind": "ir"})
    assert "No such file" in gone["text"]
    built = {"command": "pyc.build", "arguments": [{"uri": (tmp_path / "gone.py").as_uri()}]}
    assert not client.ask("workspace/executeCommand", built)["ok"]


def test_a_deleted_folder(client: Client, tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    (folder / "other.py").write_text("value = 1\n")
    uri = client.open(folder / "prog.py", "import other\nprint(other.value)\n")
    assert codes(client, uri) == []
    (folder / "other.py").unlink()
    folder.rmdir()
    client.change(uri, 2, [{"range": span(1, 0, 1, 0), "text": "x = 1\n"}])
    assert "analysis-failed" not in codes(client, uri)


def test_an_importer_is_analysed_anew(client: Client, tmp_path: Path) -> None:
    main = client.open(tmp_path / "prog.py", "import other\nvalue = other.value\nprint(value)\n")
    other = client.open(tmp_path / "other.py", "value = 1\n")
    (tmp_path / "other.py").write_text("value = 1\n")
    client.change(main, 2, [{"range": span(0, 0, 0, 0), "text": "\n"}])
    assert ": int (i64)" in labels(client, main)
    client.change(other, 2, [{"range": span(0, 8, 0, 9), "text": "0.5"}])
    labels(client, other)
    assert ": float (f64)" in labels(client, main)


def test_tokens_are_asked_for_again_where_an_import_changed_them(tmp_path: Path) -> None:
    client = Client({"workspace": {"semanticTokens": {"refreshSupport": True}}})
    main = client.open(tmp_path / "prog.py", "import other\nprint(other.value)\n")
    other = client.open(tmp_path / "other.py", "value = 1\n")
    codes(client, main)
    codes(client, other)
    codes(client, main)
    client.told.clear()
    client.change(other, 2, [{"range": span(0, 8, 0, 9), "text": "0.5"}])
    labels(client, other)
    codes(client, main)
    assert "workspace/semanticTokens/refresh" in [each["method"] for each in client.told]
    told = [each["params"]["uri"] for each in client.told if each["method"] == "pyc/status"]
    assert main in told
    client.close()


# ---- many requests


def test_two_hundred_requests_at_once(client: Client, tmp_path: Path) -> None:
    uri = client.open(tmp_path / "prog.py", PROGRAM)
    document = {"textDocument": {"uri": uri}}
    started = [
        client.start("textDocument/hover", {**document, "position": {"line": 0, "character": 5}})
        for _ in range(200)
    ]
    for number in started:
        assert client.wait(number)["result"]["contents"]


def test_cancelled_requests_are_answered_at_once(client: Client, tmp_path: Path) -> None:
    uri = client.open(tmp_path / "prog.py", PROGRAM)
    labels(client, uri)
    os.kill(worker(client), signal.SIGSTOP)
    client.change(uri, 2, [{"range": span(4, 11, 4, 12), "text": "3.5"}])
    time.sleep(0.3)
    number = client.start("textDocument/hover", {
        "textDocument": {"uri": uri}, "position": {"line": 0, "character": 5},
    })  # fmt: skip
    client.tell("$/cancelRequest", {"id": number})
    assert client.wait(number)["error"]["code"] == -32800
    os.kill(worker(client), signal.SIGCONT)
    assert ": float (f64)" in labels(client, uri)


def test_all_that_waits_is_given_up(client: Client, tmp_path: Path) -> None:
    uri = client.open(tmp_path / "prog.py", PROGRAM)
    labels(client, uri)
    os.kill(worker(client), signal.SIGSTOP)
    try:
        client.change(uri, 2, [{"range": span(4, 11, 4, 12), "text": "3.5"}])
        asked = {"textDocument": {"uri": uri}, "range": WHOLE}
        numbers = [client.start("textDocument/inlayHint", asked) for _ in range(100)]
        for number in numbers:
            client.tell("$/cancelRequest", {"id": number})
        answered: dict[int, Any] = {}
        while len(answered) < len(numbers):
            message = client.read()
            if "method" not in message:
                answered[message["id"]] = message
        assert {answered[each]["error"]["code"] for each in numbers} == {-32800}
    finally:
        os.kill(worker(client), signal.SIGCONT)
    assert ": float (f64)" in labels(client, uri)


def test_an_imported_file_that_is_no_text(client: Client, tmp_path: Path) -> None:
    (tmp_path / "other.py").write_bytes(b"value = '\xe9'\n")
    uri = client.open(tmp_path / "prog.py", "import other\nprint(other.value)\n")
    assert "undecodable-source" in codes(client, uri)
    client.change(uri, 2, [{"range": WHOLE, "text": PROGRAM}])
    assert ": int (i64)" in labels(client, uri)


def test_closing_answers_whoever_waits(client: Client, tmp_path: Path) -> None:
    uri = client.open(tmp_path / "prog.py", PROGRAM)
    document = {"textDocument": {"uri": uri}}
    number = client.start("textDocument/inlayHint", {**document, "range": WHOLE})
    client.tell("textDocument/didClose", document)
    assert client.wait(number)["result"] == []


def test_a_cancelled_build_ends_its_programs(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "prog.py"
    path.write_text("while True:\n    pass\n")
    command = {"command": "pyc.compare", "arguments": [{"uri": path.as_uri()}]}
    number = client.start("workspace/executeCommand", command)

    def running() -> list[int]:
        return [each for builder in children(client.process.pid) for each in children(builder)]

    assert eventually(running, 20)
    programs = running()
    client.tell("$/cancelRequest", {"id": number})
    assert client.wait(number)["error"]["code"] == -32800
    assert eventually(lambda: all(map(is_gone, programs)))


def test_five_hundred_rapid_edits(client: Client, tmp_path: Path) -> None:
    uri = client.open(tmp_path / "prog.py", PROGRAM)
    labels(client, uri)
    before = worker(client)
    for number in range(500):
        client.change(uri, 2 + number, [{"range": span(5, 0, 5, 0), "text": f"x{number} = 0.5\n"}])
    assert ": float (f64)" in labels(client, uri)
    assert worker(client) == before


def test_a_hundred_thousand_lines(client: Client, tmp_path: Path) -> None:
    text = PROGRAM + "x = [1, 2, 3]\n" * 100_000
    uri = client.open(tmp_path / "prog.py", text)
    names = [each["name"] for each in client.about("documentSymbol", uri)]
    assert names == ["area"]
    started = time.process_time()
    for number in range(50):
        client.change(uri, 2 + number, [{"range": span(9, 0, 9, 0), "text": "y"}])
    client.change(uri, 99, [{"range": span(9, 0, 9, 0), "text": "("}])
    assert codes(client, uri) == ["syntax-error"]
    assert time.process_time() - started < FIVE_SECONDS
    client.tell("textDocument/didClose", {"textDocument": {"uri": uri}})


def test_a_large_program(client: Client, tmp_path: Path) -> None:
    """Its nearest modules are read, and the document says that others are not."""
    (tmp_path / "other.py").write_text("x = 1\n" * 20_000)
    uri = client.open(tmp_path / "prog.py", f"import other\n{PROGRAM}print(other.x)\n")
    assert "large-program" in codes(client, uri)
    assert ": int (i64)" in labels(client, uri)


def test_a_hundred_megabytes(client: Client, tmp_path: Path) -> None:
    """Are kept, but not analysed, and the document says so, until it is small again."""
    uri = client.open(tmp_path / "prog.py", PROGRAM * (100 * 2**20 // len(PROGRAM)))
    assert codes(client, uri) == ["too-large"]
    client.change(uri, 2, [{"range": span(1, 0, 1, 0), "text": "("}])
    assert codes(client, uri) == ["too-large"]
    assert client.about("documentSymbol", uri) == []
    client.change(uri, 3, [{"range": span(5, 0, 10**9, 0), "text": ""}])
    assert codes(client, uri) == ["syntax-error"]
    client.change(uri, 4, [{"range": span(1, 0, 1, 1), "text": ""}])
    assert ": int (i64)" in labels(client, uri)
    client.change(uri, 5, [{"text": PROGRAM * (2**23 // len(PROGRAM))}])
    client.change(uri, 6, [{"text": ""}])
    assert codes(client, uri) == []
    client.tell("textDocument/didClose", {"textDocument": {"uri": uri}})


CRASHING = """
import pyc.lsp.convert, pyc.lsp.features.types, pyc.lsp.server
from pyc.lsp.__main__ import main

def crashing(*arguments):
    raise RuntimeError("a bug of ours")

def crashing_once(self, *arguments):
    type(self).tell_status = told
    crashing()

told = pyc.lsp.server.PycServer.tell_status
pyc.lsp.convert.hover_text = crashing
pyc.lsp.convert.lenses = lambda *arguments: crashing_deeply(0)
pyc.lsp.server.PycServer.tell_status = crashing_once

def crashing_deeply(depth):
    return crashing_deeply(depth + 1)

main()
"""


def test_a_handler_that_crashes_costs_one_answer(tmp_path: Path) -> None:
    """So does what runs behind a notification."""
    client = Client(command=[sys.executable, "-P", "-c", CRASHING])
    uri = client.open(tmp_path / "prog.py", PROGRAM)
    document = {"textDocument": {"uri": uri}}
    client.wait(client.start("textDocument/documentSymbol", document))
    client.change(uri, 2, [{"range": span(4, 11, 4, 12), "text": "3.5"}])
    for _ in range(3):
        place = {**document, "position": {"line": 0, "character": 5}}
        for name, parameters in (("hover", place), ("codeLens", document)):
            answer = client.wait(client.start(f"textDocument/{name}", parameters))
            assert answer["error"]["code"] == -32603, answer
    assert ": float (f64)" in labels(client, uri)
    logged = [each for each in client.told if each["method"] == "window/logMessage"]
    assert any("a bug of ours" in each["params"]["message"] for each in logged)
    assert client.close() == 0


# ---- the end


def test_shutdown_twice_and_requests_behind_it(tmp_path: Path) -> None:
    client = Client()
    assert client.ask("shutdown", None) is None
    assert client.ask("shutdown", None) is None
    hover = {"textDocument": {"uri": "file:///x.py"}, "position": {"line": 0, "character": 0}}
    assert client.wait(client.start("textDocument/hover", hover))["error"]["code"] == -32600
    client.tell("exit", None)
    assert client.process.wait(10) == 0


@pytest.mark.parametrize("way", ["end of input", "killed"])
def test_no_worker_outlives_the_server(way: str, tmp_path: Path) -> None:
    client = Client()
    uri = client.open(tmp_path / "prog.py", PROGRAM)
    labels(client, uri)
    pid = worker(client)
    if way == "killed":
        os.kill(pid, signal.SIGSTOP)
        client.process.kill()
    else:
        assert client.process.stdin is not None
        client.process.stdin.close()
    assert client.process.wait(10) is not None
    assert eventually(lambda: is_gone(pid))


def test_the_server_ends_with_its_editor(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as editor:
        client = Client(processId=editor.pid)
        uri = client.open(tmp_path / "prog.py", PROGRAM)
        labels(client, uri)
        pid = worker(client)
        editor.kill()
    assert client.process.wait(5) == 1
    assert eventually(lambda: is_gone(pid))

