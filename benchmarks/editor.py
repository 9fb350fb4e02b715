"""What edits cost in an editor: processor time of a language server, from keystroke to answer.

    python -m benchmarks.editor                          pyc's own server
    python -m benchmarks.editor -- ty server             another one, on the same edits

Two files of the standard library are opened, one of some 2,600 lines and several joined to some
9,900. Each edit is made in another function: a character in a line, a line more, a bracket that
breaks the syntax and its removal. All processes of the server count: until it first tells of the
edited text's problems (of its syntax at least), until it gives the hints of the lines around, until
it last tells of problems, and until nothing is computed any more.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks.measuring import ROOT
from tests.lsp.client import Client, span
from tests.lsp.processes import children

LIBRARY = Path(statistics.__file__).parent
LARGE = ("argparse", "tarfile", "pydoc", "_pydecimal")
MOST_LINES = 9_900
SILENCE = 0.4  # seconds without processor time: the answer is complete
LONGEST = 120.0  # seconds
DIAGNOSTICS = "textDocument/publishDiagnostics"
N_PLACES = 7
STAGES = ("first told", "hints", "last told", "altogether")
NOTHING = 0.01  # seconds that a server takes which has nothing to do
Cost = list[float]  # milliseconds, by stage
PAGE = os.sysconf("SC_PAGE_SIZE")
VISIBLE = 60  # lines


def documents() -> dict[str, str]:
    """By name: the text, whole statements only."""
    large = "\n".join((LIBRARY / f"{name}.py").read_text(encoding="utf-8") for name in LARGE)
    body = ast.parse(large).body
    last = max(each.end_lineno or 0 for each in body if (each.end_lineno or 0) < MOST_LINES)
    whole = "\n".join(large.split("\n")[:last]) + "\n"
    return {"argparse.py": (LIBRARY / "argparse.py").read_text(encoding="utf-8"), "large.py": whole}


class Told(list[dict[str, Any]]):
    """What a server tells; `times`: the processor time that it had taken at each diagnostics."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        super().__init__()
        self._seconds = seconds
        self.times: list[float] = []

    def append(self, message: dict[str, Any]) -> None:
        if message["method"] == DIAGNOSTICS:
            self.times.append(self._seconds())
        super().append(message)


class Server:
    """A running server and one open document."""

    def __init__(self, command: list[str], path: Path, text: str) -> None:
        path.write_text(text, encoding="utf-8")
        self.client = Client(command=command, folder=path.parent, rootUri=path.parent.as_uri())
        self.client.told = self.told = Told(self.seconds)
        self.has_hints = "inlayHintProvider" in self.client.server
        self.uri = self.client.open(path, text)
        self.version = 1
        self.lines = text.split("\n")
        self.settle()

    def processes(self) -> list[int]:
        found, todo = [], [self.client.process.pid]
        while todo:
            found.append(todo.pop())
            todo += children(found[-1])
        return found

    def seconds(self) -> float:
        """Of all threads that live, so far."""
        total = 0
        for pid in self.processes():
            for each in Path(f"/proc/{pid}/task").glob("*/schedstat"):
                with suppress(OSError):
                    total += int(each.read_text().split()[0])
        return total / 1e9

    def megabytes(self) -> list[int]:
        """Resident, by process."""
        rows = [Path(f"/proc/{pid}/statm").read_text().split()[1] for pid in self.processes()]
        return sorted((int(each) * PAGE >> 20 for each in rows), reverse=True)

    def settle(self) -> None:
        """Until nothing is computed any more. The answer waits for the analysis; to ask on and on
        would be work, too."""
        end = time.monotonic() + LONGEST
        self.client.about("hover", self.uri, position={"line": 0, "character": 0})
        known = self.seconds()
        since = time.monotonic()
        while time.monotonic() < end and time.monotonic() - since < SILENCE:
            now = self.seconds()
            if now - known > NOTHING:
                known, since = now, time.monotonic()
            time.sleep(0.02)

    def cost(self, line: int, start: int, end: int, new: str) -> Cost:
        """Of an edit within a line (counted from 0)."""
        self.version += 1
        self.lines[line : line + 1] = (
            self.lines[line][:start] + new + self.lines[line][end:]
        ).split("\n")
        self.told.times.clear()
        before = self.seconds()
        where = span(line, start, line, end)
        self.client.change(self.uri, self.version, [{"range": where, "text": new}])
        hinted = before
        if self.has_hints:
            around = span(max(0, line - VISIBLE // 2), 0, line + VISIBLE // 2, 0)
            self.client.about("inlayHint", self.uri, range=around)
            hinted = self.seconds()
        self.settle()
        first, last = self.told.times[0], self.told.times[-1]
        return [1000 * (each - before) for each in (first, hinted, last, self.seconds())]

    def asked(self, method: str, n: int, **more: object) -> float:
        """Milliseconds of processor time of one request, from n of them."""
        before = self.seconds()
        for _ in range(n):
            self.client.wait(self.client.start(
                f"textDocument/{method}", {"textDocument": {"uri": self.uri}, **more}
            ))  # fmt: skip
        return 1000 * (self.seconds() - before) / n

    def close(self) -> None:
        self.client.process.kill()
        self.client.process.wait()


def places(lines: list[str]) -> list[int]:
    """Lines with a plain `return`, spread over the file."""
    found = [i for i, line in enumerate(lines) if re.match(r"\s+return \w+$", line)]
    step = len(found) / N_PLACES
    return [found[int(step * (i + 0.5))] for i in range(N_PLACES)]


def measured(command: list[str], path: Path, text: str) -> None:
    server = Server(command, path, text)
    rows: dict[str, list[Cost]] = {
        "in a line": [], "a line more": [], "broken": [], "mended": []
    }  # fmt: skip
    for number, each in enumerate(places(server.lines)):
        line, column = each + number, len(server.lines[each + number])
        indent = len(server.lines[line]) - len(server.lines[line].lstrip())
        rows["in a line"].append(server.cost(line, column, column, " "))
        rows["broken"].append(server.cost(line, column + 1, column + 1, "("))
        rows["mended"].append(server.cost(line, column + 1, column + 2, ""))
        rows["a line more"].append(server.cost(line, indent, indent, f"pass\n{' ' * indent}"))
    print(f"{path.name}: {len(server.lines)} lines; milliseconds of processor time")
    print(f"  {'median, most':12}" + "".join(f"{each:>14}" for each in STAGES))
    for name, costs in rows.items():
        parts = [sorted(each) for each in zip(*costs, strict=True)]
        print(f"  {name:12}" + "".join(
            f"{statistics.median(part):9.0f},{part[-1]:4.0f}" for part in parts
        ))  # fmt: skip
    line = places(server.lines)[N_PLACES // 2]
    hover = server.asked("hover", 100, position={"line": line, "character": 20})
    hints = server.asked("inlayHint", 20, range=span(line, 0, line + VISIBLE, 0))
    print(f"  {'hover':12} {hover:14.2f}\n  {'hints':12} {hints:14.2f}   of {VISIBLE} lines")
    print(f"  {'megabytes':12} {', '.join(map(str, server.megabytes())):>14}   by process")
    server.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", nargs="*", help="another server, as started on stdio")
    options = parser.parse_args()
    command = options.command or [sys.executable, "-P", "-m", "pyc.lsp"]
    os.environ["PYTHONPATH"] = str(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in documents().items():
            measured(command, Path(folder) / name, text)


if __name__ == "__main__":
    main()
