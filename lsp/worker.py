"""The process in which all analysis runs: a crash or an endless loop there costs one answer.

`python -m pyc.lsp.worker [MEMORY]`, bytes of address space it may take beyond what it starts with.
Requests and answers are pickled tuples, each behind its length, on stdin and a duplicate of
stdout: (number, name, arguments) -> (number, "ok" | "error", value), before it any number of
(number, "told", arguments). An analysis ends early behind (number, GIVE_UP, ()): "given up".
"""

from __future__ import annotations

import gc
import os
import pickle
import struct
import sys
import traceback
from collections import OrderedDict
from collections.abc import Callable
from io import RawIOBase
from pathlib import Path
from select import select
from typing import Any, BinaryIO

from pyc.lsp.processes import end_with_parent, give_memory_back, limit_memory, resident

MOST_SESSIONS = 8
MOST_LINES = 20_000  # of a program that is analysed: its nearest modules
GROWTH = 32 << 20  # bytes; garbage may take as much
MOST_KEPT = 250 << 20  # bytes; beyond them sessions are ended, the one asked last excepted
LENGTH = struct.Struct("<Q")
GIVE_UP = "give up"
Told = Callable[..., None]


def packed(message: object) -> bytes:
    data = pickle.dumps(message)
    return LENGTH.pack(len(data)) + data


def send(stream: BinaryIO, message: object) -> None:
    stream.write(packed(message))
    stream.flush()


def received(stream: RawIOBase) -> Any:
    """Raises: EOFError."""
    (size,) = LENGTH.unpack(_exactly(stream, LENGTH.size))
    return pickle.loads(_exactly(stream, size))


def _exactly(stream: RawIOBase, size: int) -> bytes:
    """No more: what comes behind it is to be seen by `select`."""
    parts = []
    while size > 0:
        part = stream.read(size)
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


class GivenUp(Exception):
    """Nobody wants the answer any more."""


class Worker:
    """Holds one compiler session per project; texts come with each request. What takes long tells
    how far it is: `told(stage, percent)`; an analysis, of hints; between them, it may be given up:
    `pause` raises GivenUp."""

    def __init__(self, told: Told, pause: Callable[[], None]) -> None:
        from pyc.compiler.session import Session

        self._make = Session
        self._told = told
        self._pause = pause
        self._sessions: OrderedDict[str, Any] = OrderedDict()

    def _session(
        self, path: str, texts: dict[str, str], most_lines: int | None = MOST_LINES
    ) -> Any:
        """Of that document, with the texts of other open documents, and of none that is closed."""
        session = self._sessions.get(path)
        if session is None:
            session = self._sessions[path] = self._make()
        self._sessions.move_to_end(path)
        if len(self._sessions) > MOST_SESSIONS:
            self._sessions.popitem(last=False)
        session.most_lines = most_lines
        session.files.texts.clear()
        for other, content in texts.items():
            session.set_text(Path(other), content)
        return session

    def tidied(self) -> int:
        """Collects garbage, while nobody waits: it takes longer than most edits. What is left, in
        bytes."""
        while True:
            gc.collect()
            give_memory_back()
            if resident() <= MOST_KEPT or len(self._sessions) <= 1:
                return resident()
            self._sessions.popitem(last=False)

    def facts(self, path: str, text: str, others: dict[str, str]) -> Any:
        """Everything about a document; `others`: texts of other open documents."""
        from pyc.compiler.ide.document import facts

        def told(hints: Any) -> None:
            if hints is not None:
                self._told(hints)
            self._pause()

        return facts(self._session(path, others), Path(path), text, told)

    def syntax_problems(self, path: str, text: str) -> Any:
        """What is known at once."""
        from pyc.compiler.ide.document import syntax_problems

        return syntax_problems(self._session(path, {}), Path(path), text)

    def module_facts(self, path: str, others: dict[str, str]) -> Any:
        """Of a file on disk, whose session is not kept: few files are asked for again."""
        from pyc.compiler.ide.workspace import module_facts

        found = module_facts(self._session(path, others), Path(path))
        del self._sessions[path]
        return found

    def module_outlines(self, paths: tuple[str, ...]) -> Any:
        from pyc.compiler.ide.workspace import module_outline

        session = self._session("", {})
        return [module_outline(session, Path(each)) for each in paths]

    def view(
        self, path: str, text: str, others: dict[str, str], kind: str, function: str, level: int
    ) -> Any:
        from pyc.compiler.ide.views import view

        session = self._session(path, others, None)
        return view(session, Path(path), text, kind, function, level)

    def fixes(
        self, path: str, text: str, others: dict[str, str], first: int, last: int
    ) -> Any:
        from pyc.compiler.ide.fixes import fixes

        return fixes(self._session(path, others), Path(path), text, first, last)

    def annotation_removals(
        self, path: str, text: str, others: dict[str, str], first: int, last: int
    ) -> Any:
        from pyc.compiler.ide.rewrites import annotation_removals

        return annotation_removals(self._session(path, others), Path(path), text, first, last)

    def harmless(
        self, path: str, text: str, others: dict[str, str], rewrites: Any
    ) -> Any:
        from pyc.compiler.ide.rewrites import harmless

        return harmless(self._session(path, others), Path(path), text, rewrites)

    def fix_all(self, path: str, text: str, others: dict[str, str]) -> Any:
        from pyc.compiler.ide.fixes import fix_all

        return fix_all(self._session(path, others), Path(path), text)

    def calls(self, path: str, text: str, others: dict[str, str]) -> Any:
        from pyc.compiler.ide.calls import call_graph

        return call_graph(self._session(path, others), Path(path), text)

    def names(self, path: str, text: str, others: dict[str, str]) -> Any:
        from pyc.compiler.ide.names import names

        session = self._session(path, others)
        session.set_text(Path(path), text)
        return names(session.snapshot(Path(path)))

    def rename(
        self, path: str, text: str, others: dict[str, str], line: int, column: int, new: str,
        mains: tuple[str, ...],
    ) -> Any:  # fmt: skip
        """Edits by path; a text: why there are none."""
        from pyc.compiler.ide.renaming import Refused, renamed

        session = self._session(path, others)
        programs = [Path(each) for each in mains]
        try:
            return renamed(session, Path(path), text, line, column, new, programs)
        except Refused as refusal:
            return str(refusal)

    def completions(
        self, path: str, text: str, others: dict[str, str], line: int, column: int
    ) -> Any:
        from pyc.compiler.ide.completion import completions

        return completions(self._session(path, others), Path(path), text, line, column)

    def signature(
        self, path: str, text: str, others: dict[str, str], line: int, column: int
    ) -> Any:
        from pyc.compiler.ide.completion import signature

        return signature(self._session(path, others), Path(path), text, line, column)

    def code_facts(self, path: str, text: str, others: dict[str, str], level: int) -> Any:
        from pyc.compiler.ide.compiled import code_facts

        return code_facts(self._session(path, others, None), Path(path), text, level, self._told)

    def build(self, path: str, level: int, is_debug: bool) -> Any:
        """Of the file on disk, as the command line builds it."""
        from pyc.compiler.ide.actions import build

        return build(Path(path), level, is_debug, self._told)

    def compare(self, path: str, level: int) -> Any:
        from pyc.compiler.ide.actions import compare

        return compare(Path(path), level, self._told)


def main() -> None:
    questions = os.fdopen(0, "rb", buffering=0)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    end_with_parent()
    number = 0

    def told(*arguments: object) -> None:
        send(answers, (number, "told", arguments))

    def pause() -> None:
        while select([questions], [], [], 0)[0]:
            if received(questions)[:2] == (number, GIVE_UP):
                raise GivenUp

    worker = Worker(told, pause)
    gc.disable()
    kept = resident()
    if len(sys.argv) > 1:
        limit_memory(int(sys.argv[1]))
    while True:
        value = None
        try:
            number, name, arguments = received(questions)
        except EOFError:
            return
        if name == GIVE_UP:  # it came behind the answer
            continue
        try:
            value = getattr(worker, name)(*arguments)
            send(answers, (number, "ok", value))
        except GivenUp:
            send(answers, (number, "given up", None))
        except MemoryError:
            send(answers, (number, "error", "the analysis ran out of memory"))
            return
        except Exception:  # what a failure left half made serves nobody: a new process goes on
            send(answers, (number, "error", traceback.format_exc()))
            return
        if resident() > kept + GROWTH:
            kept = worker.tidied()


if __name__ == "__main__":
    main()
