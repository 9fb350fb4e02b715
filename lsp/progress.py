"""Long work whose stages the editor shows, and that the user can end there.

    built = await with_progress(server, "Compiling prog.py", lambda told: ask(..., told=told))
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar
from uuid import uuid4

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from pyc.lsp.worker import Told

Answer = TypeVar("Answer")


async def with_progress(
    server: LanguageServer,
    title: str,
    work: Callable[[Told], Coroutine[Any, Any, Answer]],
    token: str | int | None = None,
) -> Answer:
    """The answer of `work(told)`. `token`: that the client gave; else one is agreed with it, if it
    can show progress.

    Raises: what the work raises; CancelledError once the client or the user gave it up.
    """
    shown = _Shown(server, title)
    task = asyncio.ensure_future(work(shown.report))
    can = server.client_capabilities.window
    agreeing = None
    if token is not None:
        shown.begin(token, task)
    elif can is not None and can.work_done_progress:
        agreeing = asyncio.ensure_future(shown.agree(task))
    try:
        return await task
    finally:
        task.cancel()
        if agreeing is not None:
            agreeing.cancel()
        shown.end()


class _Shown:
    def __init__(self, server: LanguageServer, title: str) -> None:
        self._progress = server.work_done_progress
        self._title = title
        self._token: str | int | None = None
        self._last: tuple[str, int] | None = None

    async def agree(self, task: asyncio.Future[Any]) -> None:
        """The work does not wait for it."""
        token = str(uuid4())
        with suppress(Exception):  # the client does not want it
            await self._progress.create_async(token)
            self.begin(token, task)

    def begin(self, token: str | int, task: asyncio.Future[Any]) -> None:
        if task.done():
            return
        self._token = token
        started = lsp.WorkDoneProgressBegin(self._title, cancellable=True, percentage=0)
        self._progress.begin(token, started)
        self._progress.tokens[token].add_done_callback(lambda _: task.cancel())
        if self._last is not None:
            self.report(*self._last)

    def report(self, stage: str, percent: int) -> None:
        self._last = (stage, percent)
        if self._token is not None:
            told = lsp.WorkDoneProgressReport(cancellable=True, message=stage, percentage=percent)
            self._progress.report(self._token, told)

    def end(self) -> None:
        if self._token is not None:
            self._progress.tokens.pop(self._token, None)
            self._progress.end(self._token, lsp.WorkDoneProgressEnd())
