"""The server: what is known of each document, for the thin handlers of `features`.

A change is analysed in a worker process (`supervisor`): its syntax at once, the rest behind a short
pause, hints first. The answers of handlers come from the last analysis, so they are quick, and
positions are mapped by the text that it saw. One that is out of date before it ends is given up;
one that fails says so in the document and in the status, and costs nothing else.
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

import pyc
from pyc.compiler.ide.document import DocumentFacts
from pyc.compiler.ide.hints import Hint
from pyc.lsp import convert, remarks
from pyc.lsp.index import Index
from pyc.lsp.projects import Projects
from pyc.lsp.protocol import Protocol
from pyc.lsp.settings import Settings
from pyc.lsp.staged import Staged
from pyc.lsp.supervisor import Failed, GivenUp, Poisoned, Supervisor
from pyc.lsp.text import Text

PAUSE = 0.1  # seconds without a change before an analysis starts
LONGEST_PAUSE = 1.0  # seconds of constant change before one starts all the same
LONGEST_BEHIND = 3.0  # seconds of constant change before one is finished all the same
MEMORY = 2 << 30  # bytes that analysis may take
LARGEST = 4 << 20  # characters of a text that is analysed
TOO_LARGE = f"a text of more than {LARGEST:,} characters is not analysed"
REST = 60.0  # seconds without work after which background work gives its memory back
PROGRAM_TIMEOUT = 300.0  # seconds for a build, a comparison or a view


@dataclass
class Document:
    """`text`: with line feeds alone, empty where it is too large; the last `facts` are of
    `analysed`, which may be older; `staged`: what is known of a newer one. `listeners` hear of each
    stage, and whether more will come."""

    uri: str
    version: int | None
    kept: Text
    text: str = ""
    is_too_large: bool = False
    facts: DocumentFacts | None = None
    analysed: str | None = None
    failure: str = ""
    result: int = 0  # number of the last result, for pull diagnostics
    waiting: asyncio.Task[None] | None = None
    staged: Staged = field(default_factory=Staged)
    analysing: str | None = None  # None: nothing, or what is out of date
    changed_at: float = 0.0  # when the last analysis went out of date
    listeners: list[asyncio.Future[bool]] = field(default_factory=list)
    units: convert.Units = field(default_factory=lambda: convert.Units("", "utf-16"))
    saved: str | None = None
    code: convert.Code | None = None  # of the last build of a saved text
    compiling: asyncio.Task[None] | None = None
    answers: dict[tuple[Any, ...], asyncio.Task[Any]] = field(default_factory=dict)
    is_anew: bool = False  # analysed for the sake of another text

    @property
    def path(self) -> Path:
        return convert.path_of(self.uri)

    def take(self, version: int | None) -> None:
        """The text as it is kept now."""
        was_too_large, self.is_too_large = self.is_too_large, self.kept.size > LARGEST
        if was_too_large != self.is_too_large:
            self.analysed = None
        self.text = "" if self.is_too_large else self.kept.normal()
        self.version = version

    def imports_any(self, paths: Set[Path]) -> bool:
        return self.facts is not None and not self.facts.imports.isdisjoint(paths)

    @property
    def is_settled(self) -> bool:
        return self.analysed == self.text

    @property
    def has_hints(self) -> bool:
        return self.staged.hinted == self.text

    @property
    def hints(self) -> tuple[tuple[Hint, ...], convert.Units]:
        """The newest, and the units to place them."""
        if self.has_hints and not self.is_settled and self.staged.units is not None:
            return self.staged.hints, self.staged.units
        return self.facts.hints if self.facts is not None else (), self.units

    def tell(self, is_more_to_come: bool) -> None:
        """To whoever waits."""
        for each in self.listeners:
            if not each.done():
                each.set_result(is_more_to_come)
        self.listeners.clear()


class PycServer(LanguageServer):
    """`supervisor` analyses; what runs long, or runs programs, is `builder`'s, so that no
    keystroke waits for it; what nobody waits for is `background`'s. Each has its own process, from
    when it is first asked."""

    def __init__(self) -> None:
        super().__init__("pyc-lsp", pyc.__version__, protocol_cls=Protocol)
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
        document = self.documents[uri] = Document(uri, version, kept)
        document.take(version)
        self.projects.look_around(document.path)
        self._schedule(document)

    def changed(self, params: lsp.DidChangeTextDocumentParams) -> None:
        """Edits of a document that is not open are dropped: there is nothing to apply them to."""
        document = self.documents.get(params.text_document.uri)
        if document is None:
            return
        now = asyncio.get_running_loop().time()
        if document.is_settled:
            document.changed_at = now
        for change in params.content_changes:
            if isinstance(change, lsp.TextDocumentContentChangePartial):
                document.kept.replace(change.range, change.text)
            else:
                document.kept.replace_all(change.text)
        document.take(params.text_document.version)
        is_old = document.analysing is not None and document.analysing != document.text
        if is_old and now - document.changed_at < LONGEST_BEHIND:
            self.supervisor.give_up("facts", str(document.path))
        self._schedule(document)

    def closed(self, uri: str) -> None:
        document = self.documents.pop(uri, None)
        if document is None:
            return
        document.tell(False)
        if document.failure:
            self.tell_status()
        self.index.touch()
        self._reanalyse_importers(document)
        if not self.pulls:
            empty = lsp.PublishDiagnosticsParams(uri, [])
            self.text_document_publish_diagnostics(empty)

    def is_open(self, document: Document) -> bool:
        return self.documents.get(document.uri) is document

    @property
    def is_told_again(self) -> bool:
        """Clients that pull diagnostics pull again when asked to."""
        can = self.client_capabilities.workspace
        diagnostics = can.diagnostics if can is not None else None
        return diagnostics is not None and bool(diagnostics.refresh_support)

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
                each.analysed = each.staged.hinted = each.analysing = None
                each.is_anew = True
                self.supervisor.give_up("facts", str(each.path))
                self._schedule(each)

    def _reanalyse_importers(self, changed: Document) -> None:
        paths = frozenset((changed.path,))
        self.reanalyse(lambda each: each is not changed and each.imports_any(paths))

    async def _analyse_soon(self, document: Document) -> None:
        """Until the analysis is of the text as it is now."""
        try:
            waited = 0.0
            while not document.is_settled and self.is_open(document):
                text = document.text
                if document.is_too_large:
                    self._note(document, text, None, TOO_LARGE)
                    break
                await self._check(document, text)
                if document.is_settled:  # it failed
                    break
                await asyncio.sleep(PAUSE)
                waited += PAUSE
                if text != document.text and waited < LONGEST_PAUSE:
                    continue
                waited = 0.0
                await self._analyse(document, document.text)
        except Exception as error:  # a bug of ours: the next change is analysed all the same
            self.report_server_error(error, self._analyse_soon)
        finally:
            document.tell(False)

    async def _check(self, document: Document, text: str) -> None:
        """Its syntax. What fails here is left to the analysis."""
        if document.staged.checked == text:
            return
        try:
            found = await self.supervisor.ask("syntax_problems", str(document.path), text)
        except Failed as error:
            self._note(document, text, None, _failure(error))
            return
        document.staged.check(text, found)
        if document.text == text and document.staged.is_news and self.is_open(document):
            if not self.pulls:
                self.publish(document)
            document.tell(True)

    async def _analyse(self, document: Document, text: str) -> None:
        others, facts, failure = self.other_texts(document), None, ""
        is_told = False

        def told(hints: tuple[Hint, ...]) -> None:
            nonlocal is_told
            if document.analysing != text:  # something that it is analysed with has changed
                return
            is_told = True
            document.staged.hint(text, hints, convert.Units(text, self.encoding))
            self._reanalyse_importers(document)
            document.tell(True)

        document.analysing = text
        try:
            asked = self.supervisor.ask("facts", str(document.path), text, others, told=told)
            facts = await asked
        except GivenUp:
            document.analysing = None
            return
        except Exception as error:
            failure = _failure(error)
        if document.analysing == text:
            self._note(document, text, facts, failure)
            if not is_told:
                self._reanalyse_importers(document)

    def _note(
        self, document: Document, text: str, facts: DocumentFacts | None, failure: str
    ) -> None:
        """What became of an analysis."""
        if not self.is_open(document):
            return
        document.facts, document.analysing = facts, None
        document.analysed, document.failure = text, failure
        document.staged.finish(facts)
        document.units = convert.Units(text, self.encoding)
        document.result = next(self._results)
        document.answers.clear()
        self.index.touch()
        self.tell_status(document)
        if self.pulls:
            self.workspace_diagnostic_refresh(None)
        else:
            self.publish(document)
        self.refresh()
        if document.is_anew:
            document.is_anew = False
            self._refresh_tokens()

    def other_texts(self, document: Document | None) -> dict[str, str]:
        others = (each for each in self.documents.values() if each is not document)
        return {str(each.path): each.text for each in others}

    def refresh(self) -> None:
        can = self.client_capabilities.workspace
        if can is not None and can.inlay_hint is not None and can.inlay_hint.refresh_support:
            self.workspace_inlay_hint_refresh(None)
        self.refresh_lenses()

    def _refresh_tokens(self) -> None:
        """A client asks for them when a text changes, not when another one did."""
        can = self.client_capabilities.workspace
        if can is not None and can.semantic_tokens and can.semantic_tokens.refresh_support:
            self.workspace_semantic_tokens_refresh(None)

    def refresh_lenses(self) -> None:
        can = self.client_capabilities.workspace
        if can is not None and can.code_lens is not None and can.code_lens.refresh_support:
            self.workspace_code_lens_refresh(None)

    async def settled(
        self, uri: str, is_enough: Callable[[Document], bool] = lambda document: False
    ) -> Document | None:
        """The document, once its analysis is of its text, or enough is known of it."""
        document, is_more_to_come = self.documents.get(uri), True
        while document is not None and is_more_to_come:
            if document.is_settled or is_enough(document):
                break
            future = asyncio.get_running_loop().create_future()
            document.listeners.append(future)
            is_more_to_come = await future
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
        """Of the last analysis; of the syntax alone, where that is news."""
        if not document.is_settled and document.staged.is_news:
            units = convert.Units(document.text, self.encoding)
            return [convert.diagnostic(each, units) for each in document.staged.syntax]
        if document.failure:
            start, code = lsp.Position(0, 0), "analysis-failed"
            severity = lsp.DiagnosticSeverity.Warning
            if document.is_too_large:
                code, severity = "too-large", lsp.DiagnosticSeverity.Information
            where = lsp.Range(start, start)
            return [lsp.Diagnostic(where, document.failure, severity, code, source="pyc")]
        if document.facts is None:
            return []
        found = convert.diagnostics(document.facts, document.units)
        if self.settings.remarks:
            found += remarks.hints(document.code, document.facts.text, document.units)
        return found

    def tell_again(self, document: Document) -> None:
        """Diagnostics that are others than they were for the same text."""
        document.result = next(self._results)
        if self.pulls and self.is_told_again:
            self.workspace_diagnostic_refresh(None)
        elif not self.pulls and document.is_settled:
            self.publish(document)

    def publish(self, document: Document) -> None:
        self.text_document_publish_diagnostics(
            lsp.PublishDiagnosticsParams(
                document.uri, self.diagnostics(document), document.version
            )
        )

    def tell_status(self, analysed: Document | None = None) -> None:
        """Of all open documents: what one cannot be told of is not mended by another."""
        failed = [each for each in self.documents.values() if each.failure]
        status = {
            "health": "warning" if failed else "ok",
            "message": "; ".join(f"{each.path.name}: {each.failure}" for each in failed),
            "quiescent": True,
            "uri": analysed.uri if analysed is not None else None,
        }
        self.protocol.notify("pyc/status", status)


def _failure(error: Exception) -> str:
    """In words for the user."""
    if isinstance(error, Poisoned):
        return f"{error}; this text is set aside until it changes"
    if isinstance(error, Failed):
        return f"a bug of pyc: {str(error).strip().splitlines()[-1]}"
    return f"the analysis failed: {error!r}"  # the worker cannot even be started


def plain(params: Any) -> dict[str, Any]:
    """The fields of a parameter object, however the protocol library made it."""
    if hasattr(params, "_asdict"):
        return dict(params._asdict())
    if isinstance(params, (list, tuple)):
        return plain(params[0]) if params else {}
    return dict(params)
