"""Random edits of a document in a running server, compared with a fresh one at checkpoints.

    python -m tests.lsp.random_edits --edits 100000 --seed 1

Held: the text is the client's, answers are those of a server that just started, and the worker
lives through all of it. Prints what differs, with the seed and the edit.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp

from pyc.lsp.text import Text
from tests.lsp.client import ROOT, WHOLE, Client
from tests.lsp.processes import worker

PIECES = (
    "x", "(", ")", ":", "\n", "    ", '"', "# ", "return 1\n", "def f(a):\n    return a\n",
    "1.5", "undefined", "\N{GRINNING FACE}", "\f", "\t", "\u2028", "print(x)\n", ", y=2", "",
    "pass", "self.x", '"""', "global g\n", "\\", "else:\n", "import gc\n", "0", "None",
    "@property\n", "class A:\n    def g(self):\n        return self.q\n",
    "from __future__ import annotations\n",
)  # fmt: skip
LIBRARY = Path(statistics.__file__).parent
PROGRAMS = (
    *sorted((ROOT / "examples").glob("*.py")),
    *(LIBRARY / f"{name}.py" for name in ("bisect", "heapq", "textwrap", "shlex", "queue")),
)
WORD = re.compile(r"[A-Za-z_]\w*|\d+")
RESET_AFTER = 60  # edits; else all ends up as broken text
CANCELLED = 0.1  # share of edits behind which something is asked and given up


def edit(text: str, chance: random.Random) -> tuple[int, int, str]:
    """What an edit replaces, and by what: often such that the program stays one."""
    words = list(WORD.finditer(text))
    kind = chance.random()
    if words and kind < 0.4:
        old, new = chance.choice(words), chance.choice(words)
        return old.start(), old.end(), new.group()
    if kind < 0.5:
        line = text.rfind("\n", 0, chance.randrange(len(text) + 1)) + 1
        return line, text.find("\n", line) + 1 or len(text), ""
    start = chance.randrange(len(text) + 1)
    end = min(len(text), start + chance.choice((0, 0, 0, 1, 5, 40)))
    return start, end, chance.choice(PIECES)


def position(text: str, offset: int) -> dict[str, int]:
    line = text.rfind("\n", 0, offset) + 1
    units = len(text[line:offset].encode("utf-16-le")) // 2
    return {"line": text.count("\n", 0, offset), "character": units}


def answers(client: Client, uri: str) -> dict[str, Any]:
    return {
        "hints": client.about("inlayHint", uri, range=WHOLE),
        "problems": client.about("diagnostic", uri)["items"],
        "symbols": client.about("documentSymbol", uri),
        "lenses": client.about("codeLens", uri),
        "tokens": client.about("semanticTokens/full", uri),
    }


class Run:
    """One document, the server under test, and another that knows nothing at each checkpoint."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.client, self.fresh = Client(), Client()
        self.path = folder / "prog.py"
        self.text = PROGRAMS[0].read_text(encoding="utf-8")
        self.kept = Text(self.text, "utf-16")
        self.uri = self.client.open(self.path, self.text)
        self.version = 1
        answers(self.client, self.uri)
        self.worker = worker(self.client)

    def step(self) -> None:
        """One edit, or another program."""
        self.version += 1
        if self.version % RESET_AFTER == 0:
            self.text = self.chance.choice(PROGRAMS).read_text(encoding="utf-8")
            self.kept.replace_all(self.text)
            self.client.change(self.uri, self.version, [{"text": self.text}])
            return
        start, end, new = edit(self.text, self.chance)
        where = {"start": position(self.text, start), "end": position(self.text, end)}
        self.text = self.text[:start] + new + self.text[end:]
        self.client.change(self.uri, self.version, [{"range": where, "text": new}])
        places = [lsp.Position(each["line"], each["character"]) for each in where.values()]
        self.kept.replace(lsp.Range(*places), new)
        if self.chance.random() < CANCELLED:
            asked = {"textDocument": {"uri": self.uri}, "position": where["start"]}
            number = self.client.start("textDocument/hover", asked)
            self.client.tell("$/cancelRequest", {"id": number})

    def differences(self) -> list[str]:
        """What is not as it should be, in words."""
        found = [] if str(self.kept) == self.text else ["the text"]
        self.fresh.ask("workspace/executeCommand", {"command": "pyc.restartWorker"})
        uri = self.fresh.open(self.path, self.text)
        ours, theirs = answers(self.client, self.uri), answers(self.fresh, uri)
        self.fresh.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
        found += [f"{name}: {_difference(ours[name], theirs[name])}"
                  for name in ours if ours[name] != theirs[name]]  # fmt: skip
        if worker(self.client) != self.worker:
            found.append("the worker was started again")
            self.worker = worker(self.client)
        self.client.told.clear()
        return found

    def close(self) -> None:
        self.client.close()
        self.fresh.close()


def _difference(ours: Any, theirs: Any) -> str:
    if not isinstance(ours, list) or not isinstance(theirs, list):
        return f"{ours} for {theirs}"
    more = [each for each in ours if each not in theirs]
    less = [each for each in theirs if each not in ours]
    return f"{more[:2]} for {less[:2]}"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--edits", type=int, default=100_000)
    parser.add_argument("--every", type=int, default=50, help="edits between two checkpoints")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    started, n_wrong = time.monotonic(), 0
    with tempfile.TemporaryDirectory() as folder:
        run = Run(Path(folder), options.seed)
        for number in range(1, options.edits + 1):
            run.step()
            if number % options.every == 0:
                for each in run.differences():
                    n_wrong += 1
                    print(f"seed {options.seed}, edit {number}: {each}", flush=True)
            if number % 1000 == 0:
                print(f"{number} edits, {time.monotonic() - started:.0f} s", flush=True)
        run.close()
    print(f"seed {options.seed}: {options.edits} edits, {n_wrong} differences")
    return 1 if n_wrong else 0


if __name__ == "__main__":
    sys.exit(main())
