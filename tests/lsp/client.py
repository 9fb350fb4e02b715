"""A small client of the protocol over a pipe: requests wait for their answer, all else is kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


class Client:
    def __init__(
        self,
        capabilities: dict[str, Any] | None = None,
        folder: Path = ROOT,
        command: list[str] | None = None,
        **options: Any,
    ) -> None:
        """`folder`: where the server is started, as an editor does in what it has open. `command`:
        another server than ours."""
        self.process = subprocess.Popen(
            command or [sys.executable, "-P", "-m", "pyc.lsp"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        self.told: list[dict[str, Any]] = []
        self._number = 0
        given = {"processId": None, "rootUri": None, "capabilities": capabilities or {}, **options}
        self.server = self.ask("initialize", given)["capabilities"]
        self.tell("initialized", {})

    def send(self, message: dict[str, Any]) -> None:
        self.send_raw(json.dumps({"jsonrpc": "2.0", **message}).encode())

    def send_raw(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(data) + data)
        self.process.stdin.flush()

    def read(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        size = 0
        while line := self.process.stdout.readline().strip():
            name, _, value = line.partition(b": ")
            if name == b"Content-Length":
                size = int(value)
        assert size, "the server ended"
        found: dict[str, Any] = json.loads(self.process.stdout.read(size))
        return found

    def tell(self, method: str, params: Any) -> None:
        self.send({"method": method, "params": params})

    def start(self, method: str, params: Any) -> int:
        self._number += 1
        self.send({"id": self._number, "method": method, "params": params})
        return self._number

    def wait(self, number: int) -> dict[str, Any]:
        while True:
            message = self.read()
            if message.get("id") == number and "method" not in message:
                return message
            if "method" in message:
                self.told.append(message)
                if "id" in message:  # a request of the server's: agreed
                    self.send({"id": message["id"], "result": None})

    def ask(self, method: str, params: Any) -> Any:
        answer = self.wait(self.start(method, params))
        assert "error" not in answer, answer["error"]
        return answer["result"]

    # ---- documents

    def open(self, path: Path, text: str) -> str:
        uri = path.as_uri()
        document = {"uri": uri, "languageId": "python", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})
        return uri

    def change(self, uri: str, version: int, changes: list[dict[str, Any]]) -> None:
        document = {"uri": uri, "version": version}
        params = {"textDocument": document, "contentChanges": changes}
        self.tell("textDocument/didChange", params)

    def about(self, method: str, uri: str, **more: Any) -> Any:
        return self.ask(f"textDocument/{method}", {"textDocument": {"uri": uri}, **more})

    def close(self) -> int:
        self.ask("shutdown", None)
        self.tell("exit", None)
        return self.process.wait(10)


def span(line: int, start: int, end_line: int, end: int) -> dict[str, Any]:
    return {
        "start": {"line": line, "character": start},
        "end": {"line": end_line, "character": end},
    }


WHOLE = span(0, 0, 1_000_000, 0)
