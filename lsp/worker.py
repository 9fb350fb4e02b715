"""The process in which all analysis runs: a crash or an endless loop there costs one answer.

Requests and answers are pickled tuples, each behind its length, on stdin and a duplicate of
stdout: (number, name, arguments) -> (number, "ok" | "error", value).
"""

from __future__ import annotations

import os
import pickle
import resource
import struct
import sys
import traceback
from pathlib import Path
from typing import Any, BinaryIO

MEMORY = 2 << 30  # bytes of address space the worker may take beyond what it starts with
LENGTH = struct.Struct("<Q")


def send(stream: BinaryIO, message: object) -> None:
    data = pickle.dumps(message)
    stream.write(LENGTH.pack(len(data)) + data)
    stream.flush()


def received(stream: BinaryIO) -> Any:
    """Raises: EOFError."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    (size,) = LENGTH.unpack(head)
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return pickle.loads(data)


class Worker:
    """Holds one compiler session per project; texts come with each request."""

    def __init__(self) -> None:
        from pyc.compiler.session import Session

        self._make = Session
        self._sessions: dict[str, Any] = {}

    def _session(self, path: str) -> Any:
        return self._sessions.setdefault(path, self._make())

    def facts(self, path: str, text: str, others: dict[str, str]) -> Any:
        """Everything about a document; `others`: texts of other open documents."""
        from pyc.compiler.ide.document import facts

        session = self._session(path)
        for other, content in others.items():
            session.set_text(Path(other), content)
        return facts(session, Path(path), text)

    def view(self, path: str, text: str, kind: str, function: str) -> Any:
        from pyc.compiler.ide.views import view

        return view(self._session(path), Path(path), text, kind, function)

    def build(self, path: str, level: int, is_debug: bool) -> Any:
        """Of the file on disk, as the command line builds it."""
        from pyc.compiler.ide.actions import build

        return build(Path(path), level, is_debug)

    def compare(self, path: str) -> Any:
        from pyc.compiler.ide.actions import compare

        return compare(Path(path))

    def forget(self, path: str) -> None:
        self._sessions.pop(path, None)


def _limit_memory() -> None:
    with Path("/proc/self/statm").open() as told:
        now = int(told.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + MEMORY, now + MEMORY))


def main() -> None:
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    worker = Worker()
    _limit_memory()
    while True:
        try:
            number, name, arguments = received(sys.stdin.buffer)
        except EOFError:
            return
        try:
            value = getattr(worker, name)(*arguments)
            send(answers, (number, "ok", value))
        except Exception:  # whatever it is, the server goes on and says so
            send(answers, (number, "error", traceback.format_exc()))


if __name__ == "__main__":
    main()
