"""The server: thin handlers over what is known of each document.

A change is analysed after a short pause in a worker process (`supervisor`); the answers of all
handlers come from the last analysis, so they are quick, and positions are mapped by the text that
it saw. An analysis that fails says so in the document and in the status, and costs nothing else.
"""

from __future__ import annotations

import asyncio
import itertools
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer

from pyc.compiler.ide.document import DocumentFacts
from pyc.compiler.source import decoded
from pyc.lsp import convert
from pyc.lsp.processes import watch
from pyc.lsp.protocol import Protocol
from pyc.lsp.supervisor import Failed, Poisoned, Supervisor
from pyc.lsp.text import Text

VERSION = "0.1"
PAUSE = 0.1  # seconds without a change before an analysis starts
LONGEST_PAUSE = 1.0  # seconds of constant change before one starts all the same
MEMORY = 2 << 30  # bytes that analysis may take
PROGRAM_TIMEOUT = 300.0  # seconds for a build, a comparison or a view
MODIFIERS = ("native", "boxed", "dynamic")
FIX_ALL = "source.fixAll.pyc"
TOKEN_TYPES = ("function", "method", "class")


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
    fixes: dict[tuple[Any, ...], asyncio.Task[Any]] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        return convert.path_of(self.uri)

    def release(self) -> None:
        """Whoever waits is answered from what is known."""
        for each in self.listeners:
            if not each.done():
                each.set_result(None)
        self.listeners.clear()


class PycServer(LanguageServer):
    """`supervisor` analyses; what runs long, or runs programs, is `builder`'s, so that no
    keystroke waits for it."""

    def __init__(self) -> None:
        super().__init__("pyc-lsp", VERSION, protocol_cls=Protocol)
        self.supervisor = Supervisor(memory=MEMORY)
        self.builder = Supervisor(PROGRAM_TIMEOUT, most_poison=0)
        self.documents: dict[str, Document] = {}
        self.is_trusted = True
        self.pulls = False
        self._results = itertools.count(1)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """To the log: a request of an unknown kind is no reason to bother the user."""
        text = f"{source.__name__}: {error}"
        self.window_log_message(lsp.LogMessageParams(lsp.MessageType.Error, text))

    def end(self) -> None:
        """At once: the client is gone, and stdin may never end."""
        self.supervisor.kill()
        self.builder.kill()
        os._exit(1)

    # ---- documents

    @property
    def encoding(self) -> str:
        encoding = self.workspace.position_encoding
        return str(getattr(encoding, "value", encoding))

    def opened(self, uri: str, version: int, text: str) -> None:
        self.closed(uri)
        kept = Text(text, self.encoding)
        document = self.documents[uri] = Document(uri, version, kept, kept.normal())
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
        self._reanalyse_importers(document)
        if not self.pulls:
            empty = lsp.PublishDiagnosticsParams(uri, [])
            self.text_document_publish_diagnostics(empty)

    def _is_open(self, document: Document) -> bool:
        return self.documents.get(document.uri) is document

    def _schedule(self, document: Document) -> None:
        if document.waiting is None or document.waiting.done():
            document.waiting = asyncio.ensure_future(self._analyse_soon(document))

    def _reanalyse_importers(self, changed: Document) -> None:
        for each in self.documents.values():
            if each is not changed and each.facts and changed.path in each.facts.imports:
                each.analysed = None
                self._schedule(each)

    async def _analyse_soon(self, document: Document) -> None:
        """Until the analysis is of the text as it is now."""
        try:
            waited = 0.0
            while document.analysed != document.text and self._is_open(document):
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
        if not self._is_open(document):
            return
        document.facts = None if failure else facts
        document.analysed, document.failure = text, failure
        document.units = convert.Units(text, self.encoding)
        document.result = next(self._results)
        document.fixes.clear()
        self.tell_status("warning" if failure else "ok", failure)
        if self.pulls:
            self.workspace_diagnostic_refresh(None)
        else:
            self.publish(document)
        self._refresh()

    def other_texts(self, document: Document | None) -> dict[str, str]:
        others = (each for each in self.documents.values() if each is not document)
        return {str(each.path): each.text for each in others}

    def _refresh(self) -> None:
        can = self.client_capabilities.workspace
        if can is not None and can.inlay_hint is not None and can.inlay_hint.refresh_support:
            self.workspace_inlay_hint_refresh(None)
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

    async def fixes(self, document: Document, name: str, *arguments: Any) -> Any:
        """Of the text that was analysed. Proved once, whoever asks and gives up: to stop the
        worker for each move of the cursor would cost more."""
        key = (name, *arguments)
        if key not in document.fixes:
            path, others = str(document.path), self.other_texts(document)
            asked = self.supervisor.ask(name, path, document.analysed, others, *arguments)
            document.fixes[key] = asyncio.ensure_future(asked)
        try:
            return await asyncio.shield(document.fixes[key])
        except Failed:
            return ()

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


def make_server() -> PycServer:
    server = PycServer()

    @server.feature(lsp.INITIALIZED)
    def initialized(params: lsp.InitializedParams) -> None:
        can = server.client_capabilities.text_document
        server.pulls = can is not None and can.diagnostic is not None

    @server.feature(lsp.INITIALIZE)
    def initialize(params: lsp.InitializeParams) -> None:
        if params.initialization_options is not None:
            server.is_trusted = _plain(params.initialization_options).get("trusted") is not False
        if params.process_id is not None:
            watch(params.process_id, server.end)

    @server.feature(lsp.SHUTDOWN)
    async def shutdown(params: None) -> None:
        await server.supervisor.close()
        await server.builder.close()

    _documents(server)
    _problems(server)
    _types(server)
    _functions(server)
    _commands(server)
    return server


def _documents(server: PycServer) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        server.opened(document.uri, document.version, document.text)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        server.changed(params)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        server.closed(params.text_document.uri)


def _problems(server: PycServer) -> None:
    """Diagnostics, and what mends them."""

    @server.feature(
        lsp.TEXT_DOCUMENT_DIAGNOSTIC,
        lsp.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=False),
    )
    async def diagnostic(params: lsp.DocumentDiagnosticParams) -> lsp.DocumentDiagnosticReport:
        server.pulls = True
        document = await server.settled(params.text_document.uri)
        if document is None:
            return lsp.RelatedFullDocumentDiagnosticReport([])
        result = str(document.result)
        if params.previous_result_id == result:
            return lsp.RelatedUnchangedDocumentDiagnosticReport(result)
        found = server.diagnostics(document)
        return lsp.RelatedFullDocumentDiagnosticReport(found, result_id=result)

    @server.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION,
        lsp.CodeActionOptions(
            [lsp.CodeActionKind.QuickFix, lsp.CodeActionKind.RefactorRewrite, FIX_ALL]
        ),
    )
    async def actions(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        known = await server.known(params.text_document.uri)
        if known is None:
            return []
        document, facts = known
        units, uri, where = document.units, document.uri, params.range
        made = []
        if _wants(params.context, lsp.CodeActionKind.QuickFix):
            first, last = where.start.line + 1, where.end.line + 1
            if any(
                first <= each.span.end_line and each.span.line <= last and convert.is_fixable(each)
                for each in facts.problems
            ):
                found = await server.fixes(document, "fixes", first, last)
                made += [convert.quick_fix(each, facts, units, uri) for each in found]
        if _wants(params.context, lsp.CodeActionKind.RefactorRewrite):
            made += convert.annotation_actions(facts, units, where, uri)
        if params.context.only and _wants(params.context, FIX_ALL):
            edits = await server.fixes(document, "fix_all")
            if edits:
                edit = convert.workspace_edit(edits, units, uri)
                made.append(lsp.CodeAction("Mend all that is safe to mend", FIX_ALL, edit=edit))
        return made if document.facts is facts else []


def _types(server: PycServer) -> None:
    """Inlay hints and hover."""

    @server.feature(
        lsp.TEXT_DOCUMENT_INLAY_HINT, lsp.InlayHintOptions(resolve_provider=True)
    )
    async def hints(params: lsp.InlayHintParams) -> list[lsp.InlayHint]:
        known = await server.known(params.text_document.uri)
        if known is None:
            return []
        document, facts = known
        first, last = map(document.units.place, (params.range.start, params.range.end))
        return [
            convert.inlay_hint(each, document.units, document.uri)
            for each in facts.hints
            if first <= (each.line, each.column) <= last and each.type != "object"
        ]

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    async def hover(params: lsp.HoverParams) -> lsp.Hover | None:
        known = await server.known(params.text_document.uri)
        if known is None:
            return None
        document, facts = known
        found = convert.hover_text(facts, *document.units.place(params.position))
        if found is None:
            return None
        text, span = found
        content = lsp.MarkupContent(lsp.MarkupKind.Markdown, text)
        return lsp.Hover(content, document.units.range(span))

    @server.feature(lsp.INLAY_HINT_RESOLVE)
    async def resolved(hint: lsp.InlayHint) -> lsp.InlayHint:
        known = await server.known(str(hint.data))
        if known is not None:
            document, facts = known
            hint.tooltip = convert.hint_tooltip(facts, document.units, hint.position)
        return hint


def _functions(server: PycServer) -> None:
    """Outline, lenses and tokens: what became of each function."""

    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def symbols(params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
        known = await server.known(params.text_document.uri)
        if known is None:
            return []
        document, facts = known
        return [convert.symbol(each, document.units) for each in facts.outline]

    @server.feature(lsp.TEXT_DOCUMENT_CODE_LENS)
    async def lenses(params: lsp.CodeLensParams) -> list[lsp.CodeLens]:
        known = await server.known(params.text_document.uri)
        if known is None:
            return []
        document, facts = known
        return convert.lenses(facts, document.units, server.is_trusted, document.uri)

    @server.feature(
        lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL,
        lsp.SemanticTokensLegend(list(TOKEN_TYPES), list(MODIFIERS)),
    )
    async def tokens(params: lsp.SemanticTokensParams) -> lsp.SemanticTokens:
        known = await server.known(params.text_document.uri)
        if known is None:
            return lsp.SemanticTokens([])
        document, facts = known
        return lsp.SemanticTokens(convert.tokens(facts, document.units))


def _wants(context: lsp.CodeActionContext, kind: str) -> bool:
    """Kinds are asked for by name or by the start of it: `source` means `source.fixAll.pyc`."""
    return not context.only or any(
        kind == each or kind.startswith(f"{each}.")
        for each in (str(getattr(one, "value", one)) for one in context.only)
    )


def _commands(server: PycServer) -> None:
    def allowed() -> None:
        if not server.is_trusted:
            raise Failed("this workspace is not trusted: nothing of it is built or run")

    async def done(work: Any) -> dict[str, Any]:
        try:
            return asdict(await work)
        except Failed as error:
            return {"ok": False, "equal": False, "program": "", "message": str(error)}

    @server.command("pyc.build")
    async def build(argument: Any) -> dict[str, Any]:
        allowed()
        given = _plain(argument)
        path = str(convert.path_of(given["uri"]))
        level, is_debug = int(given.get("level", 2)), bool(given.get("debug", False))
        return await done(server.builder.ask("build", path, level, is_debug))

    @server.command("pyc.compare")
    async def compare(argument: Any) -> dict[str, Any]:
        allowed()
        path = str(convert.path_of(_plain(argument)["uri"]))
        return await done(server.builder.ask("compare", path))

    @server.command("pyc.restartWorker")
    async def restart(*arguments: Any) -> None:
        """Also tries again what was set aside."""
        for supervisor in (server.supervisor, server.builder):
            supervisor.poison.clear()
            await supervisor.close()

    @server.feature(lsp.WORKSPACE_EXECUTE_COMMAND)
    async def execute(params: lsp.ExecuteCommandParams) -> Any:
        handler = server.protocol.fm.commands.get(params.command)
        if handler is None:
            raise JsonRpcInvalidParams(f"there is no command {params.command!r}")
        return await handler(*(params.arguments or ()))

    @server.feature("pyc/view")
    async def view(params: Any) -> dict[str, Any]:
        given = _plain(params)
        uri, kind = given["uri"], str(given.get("kind", "ir"))
        if kind == "problem":
            return await _problem_text(server, uri)
        document = server.documents.get(uri)
        path, function = convert.path_of(uri), str(given.get("function") or "")
        try:
            text = document.text if document is not None else decoded(path.read_bytes())
            others = server.other_texts(document)
            made = await server.builder.ask("view", str(path), text, others, kind, function)
        except (Failed, OSError, UnicodeDecodeError, SyntaxError) as error:
            return {"text": f"{error}\n", "languageId": "plaintext", "lines": []}
        return {
            "text": made.text, "languageId": made.language, "lines": [list(x) for x in made.lines],
        }  # fmt: skip

    @server.feature("pyc/report")
    async def report(params: Any) -> dict[str, Any]:
        known = await server.known(_plain(params)["uri"])
        if known is None:
            return {"functions": [], "native": 0.0}
        rows = [
            {
                "name": each.qualname, "verdict": each.verdict, "reason": each.reason,
                "line": each.span.line, "boxed": each.boxed,
            }
            for each in known[1].functions()
        ]  # fmt: skip
        native = sum(row["verdict"] == "native" for row in rows)
        return {"functions": rows, "native": native / len(rows) if rows else 1.0}


async def _problem_text(server: PycServer, uri: str) -> dict[str, Any]:
    """All problems as the command line shows them."""
    from pyc.compiler.diagnostics.render import rendered

    known = await server.known(uri)
    found = known[1].problems if known is not None else ()
    text = "\n".join(map(rendered, found))
    return {"text": text or "no problems\n", "languageId": "plaintext", "lines": []}


def _plain(params: Any) -> dict[str, Any]:
    """The fields of a parameter object, however the protocol library made it."""
    if hasattr(params, "_asdict"):
        return dict(params._asdict())
    if isinstance(params, (list, tuple)):
        return _plain(params[0]) if params else {}
    return dict(params)
