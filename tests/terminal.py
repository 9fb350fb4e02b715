"""Programs that draw on a terminal: run in tmux, their screen read, keys pressed.

    with in_terminal(folder, ["hx", "prog.py"], environment) as shown:
        shown.shows("prog.py")
        shown.press("q")
"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

LIMIT = 60.0  # seconds until what must come counts as missing


def until(holds: Callable[[], bool], told: Callable[[], str]) -> None:
    end = time.monotonic() + LIMIT
    while not holds():
        assert time.monotonic() < end, told()
        time.sleep(0.1)


class Terminal:
    """One in tmux, with a server of its own."""

    def __init__(self, socket: Path) -> None:
        self.tmux = ["tmux", "-S", str(socket), "-f", "/dev/null"]

    def call(self, *words: str) -> str:
        done = subprocess.run(
            [*self.tmux, *words], capture_output=True, text=True, timeout=60, check=False
        )
        return done.stdout

    def press(self, *keys: str) -> None:
        self.call("send-keys", *keys)

    @property
    def text(self) -> str:
        return self.call("capture-pane", "-p")

    def shows(self, *words: str) -> None:
        until(lambda: all(word in self.text for word in words), lambda: self.text)


@contextmanager
def in_terminal(
    folder: Path, command: Sequence[str], environment: Mapping[str, str]
) -> Iterator[Terminal]:
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    terminal = Terminal(folder / "socket")
    start = [*terminal.tmux, "new-session", "-d", "-x", "120", "-y", "36", *command]
    subprocess.run(start, env=dict(environment), cwd=folder, check=True, timeout=60)
    try:
        yield terminal
    finally:
        terminal.call("kill-server")
