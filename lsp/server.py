"""The server: what is known of each document, for the thin handlers of `features`.

A change is analysed after a short pause in a worker process (`supervisor`); the answers of all
handlers come from the last analysis, so they are quick, and positions are mapped by the text that
it saw. An analysis that fails says so in the document and in the status, and costs nothing else.
"""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import Callable, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from pyc.compiler.ide.document import DocumentFacts
from pyc.lsp import convert
from pyc.lsp.index import Index
from pyc.lsp.projects import Projects
from pyc.lsp.protocol import Protocol
from pyc.lsp.settings import Settings
from pyc.lsp.supervisor import Failed, Poisoned, Supervisor
from pyc.lsp.text import Text

VERSION = "0.1"
PAUSE = 0.1  # seconds without a change before an analysis starts
LONGEST_PAUSE = 1.0  # seconds of constant change before one starts all the same
MEMORY = 2 << 30  # bytes that analysis may take
REST = 60.0  # seconds without work after which background work gives its memory back
PROGRAM_TIMEOUT = 300.0  # seconds for a build, a comparison or a view


@dataclass
class Document:
    """`text`: with line feeds alone; the last `facts` are of `analysed`, which may be older."""

    uri: str
    version: int | None
    kept: Text
    text: str
    facts: DocumentFacts | None = None
    analysed: str | None = None
    failure: str = ""
    result: int = 0  # number of the last result, for pull diagnostics
    waiting: asyncio.Task[None] | None = None
    listeners: list[asyncio.Future[None]] = field(default_factory=list)
    units: convert.Units = field(default_factory=lambda: convert.Units("", "utf-16"))
    saved: str | None = None
    code: convert.Code | None = None  # of the last build of a saved text
    compiling: asyncio.Task[None] | None = None
    answers: dict[tuple[Any, ...], asyncio.Task[Any]] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        return convert.path_of(self.uri)

    def imports_any(self, paths: Set[Path]) -> bool:
        return self.facts is not None and not self.facts.imports.isdisjoint(paths)

    def release(self) -> None:
        """Whoever waits is answered from what is known."""
        for each in self.listeners:
            if not each.done():
                each.set_result(None)
        self.listeners.clear()


class PycServer(LanguageServer):
    """`supervisor` analyses; what runs long, or runs programs, is `builder`'s, so that no
    keystroke waits for it; what nobody waits for is `background`'s. Each has its own process, from
    when it is first asked."""

    def __init__(self) -> None:
        super().__init__("pyc-lsp", VERSION, protocol_cls=Protocol)
        self.supervisor = Supervisor(memory=MEMORY)
        self.builder = Supervisor(PROGRAM_TIMEOUT, most_poison=0)
        self.background = Supervisor(PROGRAM_TIMEOUT, memory=MEMORY, niceness=10, rest=REST)
        self.documents: dict[str, Document] = {}
        self.settings = Settings()
        self.pulls = False
        self.index = Index(self)
        self.projects = Projects(self)
        self._results = itertools.count(1)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """To the log: a request of an unknown kind is no reason to bother the user."""
        text = f"{source.__name__}: {error}"
        self.window_log_message(lsp.LogMessageParams(lsp.MessageType.Error, text))

    def end(self) -> None:
        """At once: the client is gone, and stdin may never end."""
        for each in self.supervisors:
            each.kill()
        os._exit(1)

    @property
    def supervisors(self) -> tuple[Supervisor, ...]:
        return self.supervisor, self.builder, self.background

    # ---- documents

    @property
    def encoding(self) -> str:
        encoding = self.workspace.position_encoding
        return str(getattr(encoding, "value", encoding))

    def opened(self, uri: str, version: int, text: str) -> None:
        self.closed(uri)
        kept = Text(text, self.encoding)
        document = self.documents[uri] = Document(uri, version, kept, kept.normal())
        self.projects.look_around(document.path)
        self._schedule(document)

    def changed(self, params: lsp.DidChangeTextDocumentParams) -> None:
        """Edits of a document that is not open are dropped: there is nothing to apply them to."""
        document = self.documents.get(params.text_document.uri)
        if document is None:
            return
        for change in params.content_changes:
            if isinstance(change, lsp.TextDocumentContentChangePartial):
                document.kept.replace(change.range, change.text)
            else:
                document.kept.replace_all(change.text)
        document.version, document.text = params.text_document.version, document.kept.normal()
        self._schedule(document)

    def closed(self, uri: str) -> None:
        document = self.documents.pop(uri, None)
        if document is None:
            return
        document.release()
        self.index.touch()
        self._reanalyse_importers(document)
        if not self.pulls:
            empty = lsp.PublishDiagnosticsParams(uri, [])
            self.text_document_publish_diagnostics(empty)

    def is_open(self, document: Document) -> bool:
        return self.documents.get(document.uri) is document

    @property
    def is_analysing(self) -> bool:
        """Whether somebody may wait for an open document."""
        return any(
            each.waiting is not None and not each.waiting.done()
            for each in self.documents.values()
        )

    def _schedule(self, document: Document) -> None:
        if document.waiting is None or document.waiting.done():
            document.waiting = asyncio.ensure_future(self._analyse_soon(document))

    def reanalyse(self, is_concerned: Callable[[Document], bool]) -> None:
        """Documents whose text is as it was, but not what it is analysed with."""
        for each in self.documents.values():
            if is_concerned(each):
                each.analysed = None
                self._schedule(each)

    def _reanalyse_importers(self, changed: Document) -> None:
        paths = frozenset((changed.path,))
        self.reanalyse(lambda each: each is not changed and each.imports_any(paths))

    async def _analyse_soon(self, document: Document) -> None:
        """Until the analysis is of the text as it is now."""
        try:
            waited = 0.0
            while document.analysed != document.text and self.is_open(document):
                text = document.text
                await asyncio.sleep(PAUSE)
                waited += PAUSE
                if text != document.text and waited < LONGEST_PAUSE:
                    continue
                waited = 0.0
                await self._analyse(document, document.text)
                self._reanalyse_importers(document)
        finally:
            document.release()

    async def _analyse(self, document: Document, text: str) -> None:
        others = self.other_texts(document)
        failure = ""
        try:
            facts = await self.supervisor.ask("facts", str(document.path), text, others)
        except Poisoned as error:
            failure = f"{error}; this text is set aside until it changes"
        except Failed as error:
            failure = f"a bug of pyc: {str(error).strip().splitlines()[-1]}"
        except Exception as error:  # the worker cannot even be started
            failure = f"the analysis failed: {error!r}"
        if not self.is_open(document):
            return
        document.facts = None if failure else facts
        document.analysed, document.failure = text, failure
        document.units = convert.Units(text, self.encoding)
        document.result = next(self._results)
        document.answers.clear()
        self.index.touch()
        self.tell_status("warning" if failure else "ok", failure)
        if self.pulls:
            self.workspace_diagnostic_refresh(None)
        else:
            self.publish(document)
        self.refresh()

    def other_texts(self, document: Document | None) -> dict[str, str]:
        others = (each for each in self.documents.values() if each is not document)
        return {str(each.path): each.text for each in others}

    def refresh(self) -> None:
        can = self.client_capabilities.workspace
        if can is not None and can.inlay_hint is not None and can.inlay_hint.refresh_support:
            self.workspace_inlay_hint_refresh(None)
        self.refresh_lenses()

    def refresh_lenses(self) -> None:
        can = self.client_capabilities.workspace
        if can is not None and can.code_lens is not None and can.code_lens.refresh_support:
            self.workspace_code_lens_refresh(None)

    async def settled(self, uri: str) -> Document | None:
        """The document, once its analysis is of its text."""
        document = self.documents.get(uri)
        if document is not None and document.analysed != document.text:
            future = asyncio.get_running_loop().create_future()
            document.listeners.append(future)
            await future
        return self.documents.get(uri)

    async def known(self, uri: str) -> tuple[Document, DocumentFacts] | None:
        """The same, if anything is known of it."""
        document = await self.settled(uri)
        if document is None or document.facts is None:
            return None
        return document, document.facts

    async def answer(self, document: Document, name: str, *arguments: Any) -> Any:
        """The worker's about the text that was analysed; None: it has none. Found once, whoever
        asks and gives up: to stop the worker for each move of the cursor would cost more."""
        key = (name, *arguments)
        if key not in document.answers:
            text = document.analysed or ""
            document.answers[key] = asyncio.ensure_future(
                self._ask(document, name, text, arguments)
            )
        return await asyncio.shield(document.answers[key])

    async def answer_now(self, document: Document, name: str, *arguments: Any) -> Any:
        """The same about the text as it is."""
        asked = self._ask(document, name, document.text, arguments)
        return await asyncio.shield(asyncio.ensure_future(asked))

    async def _ask(
        self, document: Document, name: str, text: str, arguments: tuple[Any, ...]
    ) -> Any:
        others = self.other_texts(document)
        try:
            return await self.supervisor.ask(name, str(document.path), text, others, *arguments)
        except Failed:
            return None

    # ---- what is told unasked

    def diagnostics(self, document: Document) -> list[lsp.Diagnostic]:
        if document.failure:
            start = lsp.Position(0, 0)
            return [
                lsp.Diagnostic(
                    lsp.Range(start, start), document.failure, lsp.DiagnosticSeverity.Warning,
                    code="analysis-failed", source="pyc",
                )
            ]  # fmt: skip
        if document.facts is None:
            return []
        return convert.diagnostics(document.facts, document.units)

    def publish(self, document: Document) -> None:
        self.text_document_publish_diagnostics(
            lsp.PublishDiagnosticsParams(
                document.uri, self.diagnostics(document), document.version
            )
        )

    def tell_status(self, health: str, message: str) -> None:
        status = {"health": health, "message": message, "quiescent": True}
        self.protocol.notify("pyc/status", status)


def plain(params: Any) -> dict[str, Any]:
    """The fields of a parameter object, however the protocol library made it."""
    if hasattr(params, "_asdict"):
        return dict(params._asdict())
    if isinstance(params, (list, tuple)):
        return plain(params[0]) if params else {}
    return dict(params)
