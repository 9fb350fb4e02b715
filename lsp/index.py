"""What is known of the workspace's files that are not open: analysed one by one, in the background,
only when somebody asks, and again when the file or one that it imports has changed.
"""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections.abc import AsyncIterator, Awaitable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp

from pyc.compiler.ide.document import DocumentFacts
from pyc.compiler.ide.workspace import python_files
from pyc.compiler.project import project_file
from pyc.lsp import convert
from pyc.lsp.supervisor import Failed

if TYPE_CHECKING:
    from pyc.lsp.server import PycServer

PATIENCE = 0.05  # seconds between looks whether an open document is still being analysed
OUTLINES = 20  # files whose outline is asked for at once
Stamp = tuple[tuple[str, int, int], ...]  # path, time of the last change, size


@dataclass(frozen=True)
class Module:
    """`result` names the content of its diagnostics. `rows`: as in `pyc/report`."""

    stamp: Stamp
    diagnostics: list[lsp.Diagnostic]
    symbols: list[lsp.WorkspaceSymbol]
    rows: list[dict[str, Any]]
    result: str


class Index:
    def __init__(self, server: PycServer) -> None:
        self._server = server
        self._modules: dict[Path, Module] = {}
        self._outlines: dict[Path, tuple[Stamp, list[lsp.WorkspaceSymbol]]] = {}
        self._asked: dict[Path, asyncio.Task[Module | None]] = {}
        self._touched = asyncio.Event()
        self.version = 0  # of the workspace: another after each change that was told

    # ---- files

    @property
    def roots(self) -> list[Path]:
        folders = [each.uri for each in self._server.workspace.folders.values()]
        root = self._server.workspace.root_uri
        return [convert.path_of(each) for each in folders or ([root] if root else [])]

    async def files(self) -> list[Path]:
        """All of them, also those that are open. The walk ends when nobody waits for it."""
        given_up = threading.Event()
        try:
            return await asyncio.to_thread(python_files, self.roots, lambda: not given_up.is_set())
        finally:
            given_up.set()

    def touch(self) -> None:
        """Something may have changed; whoever waits looks again."""
        self.version += 1
        self._touched.set()

    async def changed_since(self, version: int, timeout: float) -> None:
        """Or until the time is over."""
        if self.version == version:
            self._touched.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._touched.wait(), timeout)

    # ---- modules

    def known(self) -> dict[Path, Module]:
        """Analysed before, and as it was then."""
        return {path: each for path, each in self._modules.items() if _holds(each.stamp)}

    async def module(self, path: Path) -> Module | None:
        """Analysed now, if it has to be. Whoever gives up leaves it to finish: to stop the worker
        would cost more. None: it cannot be read or analysed."""
        known = self._modules.get(path)
        if known is not None and _holds(known.stamp):
            return known
        if path not in self._asked:
            task = self._asked[path] = asyncio.ensure_future(self._analysed(path))
            task.add_done_callback(lambda _: self._asked.pop(path))
        return await asyncio.shield(self._asked[path])

    async def _analysed(self, path: Path) -> Module | None:
        while self._server.is_analysing:
            await asyncio.sleep(PATIENCE)
        settings = project_file(path.parent)
        stamp = _stamp({path, *([settings] if settings is not None else [])})
        others = self._server.other_texts(None)
        try:
            facts = await self._server.background.ask("module_facts", str(path), others)
        except Failed as error:
            self._server.report_server_error(error, self._analysed)
            return None
        if facts is None:
            self._modules.pop(path, None)
            return None
        uri, units = convert.uri_of(path), convert.Units(facts.text, self._server.encoding)
        diagnostics = convert.diagnostics(facts, units)
        result = hashlib.sha256(repr(diagnostics).encode("utf-8", "surrogatepass")).hexdigest()[:16]
        made = Module(
            stamp + _stamp(facts.imports),
            diagnostics,
            list(convert.workspace_symbols(facts, units, uri)),
            convert.function_rows(facts),
            result,
        )
        self._modules[path] = made
        return made

    async def symbols(self) -> AsyncIterator[list[lsp.WorkspaceSymbol]]:
        """Of each file, with badges where it was analysed before."""
        opened = {each.path: each for each in self._server.documents.values()}
        for document in opened.values():
            if document.facts is not None:
                made = convert.workspace_symbols(document.facts, document.units, document.uri)
                yield list(made)
        known = self.known()
        unread: list[Path] = []
        for path in await self.files():
            if path in opened:
                continue
            if path in known:
                yield known[path].symbols
                continue
            kept = self._outlines.get(path)
            if kept is not None and _holds(kept[0]):
                yield kept[1]
            else:
                unread.append(path)
        for start in range(0, len(unread), OUTLINES):
            for path in await self._read(unread[start : start + OUTLINES]):
                yield self._outlines[path][1]

    async def _read(self, paths: list[Path]) -> list[Path]:
        """Their outlines are known then; of those that can be read."""
        stamps = [_stamp({path}) for path in paths]
        asked = self._server.background.ask("module_outlines", tuple(map(str, paths)))
        found: list[DocumentFacts | None] = await _finished(asked)
        for path, stamp, facts in zip(paths, stamps, found, strict=True):
            if facts is not None:
                units = convert.Units(facts.text, self._server.encoding)
                made = convert.workspace_symbols(facts, units, convert.uri_of(path))
                self._outlines[path] = stamp, list(made)
        return [path for path, facts in zip(paths, found, strict=True) if facts is not None]


def _finished(work: Awaitable[Any]) -> Awaitable[Any]:
    return asyncio.shield(asyncio.ensure_future(work))


def _stamp(paths: set[Path] | frozenset[Path]) -> Stamp:
    return tuple(_state(str(path)) for path in sorted(paths))


def _state(path: str) -> tuple[str, int, int]:
    try:
        status = Path(path).stat()
    except OSError:
        return path, 0, -1
    return path, status.st_mtime_ns, status.st_size


def _holds(stamp: Stamp) -> bool:
    return all(_state(row[0]) == row for row in stamp)
