"""The server: thin handlers over what is known of each document.

A change is analysed after a short pause in a worker process (`supervisor`); the answers of all
handlers come from the last analysis, so they are quick, and positions are mapped by the text that
it saw. An analysis that fails says so in the document and in the status, and costs nothing else.
"""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from pyc.compiler.ide.document import DocumentFacts
from pyc.lsp import convert
from pyc.lsp.supervisor import Failed, Poisoned, Supervisor

VERSION = "0.1"
PAUSE = 0.1  # seconds without a change before an analysis starts
MODIFIERS = ("native", "boxed", "dynamic")
TOKEN_TYPES = ("function", "method", "class")


@dataclass
class Document:
    uri: str
    version: int | None
    text: str
    facts: DocumentFacts | None = None
    analysed: str | None = None  # the text that `facts` is of
    failure: str = ""
    result: int = 0  # number of the last result, for pull diagnostics
    waiting: asyncio.Task[None] | None = None
    listeners: list[asyncio.Future[None]] = field(default_factory=list)


class PycServer(LanguageServer):
    def __init__(self) -> None:
        super().__init__("pyc-lsp", VERSION)
        self.supervisor = Supervisor()
        self.documents: dict[str, Document] = {}
        self.is_trusted = True
        self.pulls = False

    # ---- documents

    def changed(self, uri: str) -> Document:
        text = self.workspace.get_text_document(uri)
        document = self.documents.get(uri)
        if document is None:
            document = self.documents[uri] = Document(uri, text.version, text.source)
        document.version, document.text = text.version, text.source.replace("\r\n", "\n")
        if document.waiting is None or document.waiting.done():
            document.waiting = asyncio.ensure_future(self._analyse_soon(document))
        return document

    async def _analyse_soon(self, document: Document) -> None:
        """Until the analysis is of the text as it is now."""
        while document.analysed != document.text and document.uri in self.documents:
            text = document.text
            await asyncio.sleep(PAUSE)
            if text != document.text:
                continue
            await self._analyse(document, text)
        for each in document.listeners:
            if not each.done():
                each.set_result(None)
        document.listeners.clear()

    async def _analyse(self, document: Document, text: str) -> None:
        path = str(convert.path_of(document.uri))
        others = {
            str(convert.path_of(each.uri)): each.text
            for each in self.documents.values()
            if each is not document
        }
        document.failure = ""
        try:
            document.facts = await self.supervisor.ask("facts", path, text, others)
        except Poisoned as error:
            document.failure = f"{error}; this text is set aside until it changes"
        except Failed as error:
            document.failure = f"a bug of pyc: {str(error).strip().splitlines()[-1]}"
        document.analysed = text
        document.result += 1
        self.tell_status("warning" if document.failure else "ok", document.failure)
        if self.pulls:
            self.workspace_diagnostic_refresh(None)
        else:
            self.publish(document)
        self._refresh()

    def _refresh(self) -> None:
        can = self.client_capabilities.workspace
        if can is not None and can.inlay_hint is not None and can.inlay_hint.refresh_support:
            self.workspace_inlay_hint_refresh(None)
        if can is not None and can.code_lens is not None and can.code_lens.refresh_support:
            self.workspace_code_lens_refresh(None)

    async def settled(self, uri: str) -> Document | None:
        """The document, once its analysis is of its text."""
        document = self.documents.get(uri)
        if document is None:
            return None
        if document.analysed != document.text:
            future = asyncio.get_running_loop().create_future()
            document.listeners.append(future)
            await future
        return document

    def units(self, document: Document) -> convert.Units:
        return convert.Units(document.text, self.workspace.position_encoding)

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
        return convert.diagnostics(document.facts, self.units(document))

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

    @server.feature(lsp.SHUTDOWN)
    async def shutdown(params: None) -> None:
        await server.supervisor.close()

    _documents(server)
    _answers(server)
    _commands(server)
    return server


def _documents(server: PycServer) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        server.changed(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        server.changed(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: lsp.DidSaveTextDocumentParams) -> None:
        server.changed(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        document = server.documents.pop(params.text_document.uri, None)
        if document is not None:
            for each in document.listeners:
                each.cancel()
            if not server.pulls:
                empty = lsp.PublishDiagnosticsParams(document.uri, [])
                server.text_document_publish_diagnostics(empty)


def _answers(server: PycServer) -> None:
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

    @server.feature(lsp.TEXT_DOCUMENT_INLAY_HINT)
    async def hints(params: lsp.InlayHintParams) -> list[lsp.InlayHint]:
        document = await server.settled(params.text_document.uri)
        if document is None or document.facts is None:
            return []
        units = server.units(document)
        first, last = units.place(params.range.start), units.place(params.range.end)
        return [
            convert.inlay_hint(each, units)
            for each in document.facts.hints
            if first <= (each.line, each.column) <= last and each.type != "object"
        ]

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    async def hover(params: lsp.HoverParams) -> lsp.Hover | None:
        document = await server.settled(params.text_document.uri)
        if document is None or document.facts is None:
            return None
        units = server.units(document)
        found = convert.hover_text(document.facts, *units.place(params.position))
        if found is None:
            return None
        text, span = found
        content = lsp.MarkupContent(lsp.MarkupKind.Markdown, text)
        return lsp.Hover(content, units.range(span))

    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def symbols(params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
        document = await server.settled(params.text_document.uri)
        if document is None or document.facts is None:
            return []
        units = server.units(document)
        return [convert.symbol(each, units) for each in document.facts.outline]

    @server.feature(lsp.TEXT_DOCUMENT_CODE_LENS)
    async def lenses(params: lsp.CodeLensParams) -> list[lsp.CodeLens]:
        document = await server.settled(params.text_document.uri)
        if document is None or document.facts is None:
            return []
        units = server.units(document)
        return convert.lenses(document.facts, units, server.is_trusted, document.uri)

    @server.feature(
        lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL,
        lsp.SemanticTokensLegend(list(TOKEN_TYPES), list(MODIFIERS)),
    )
    async def tokens(params: lsp.SemanticTokensParams) -> lsp.SemanticTokens:
        document = await server.settled(params.text_document.uri)
        if document is None or document.facts is None:
            return lsp.SemanticTokens([])
        return lsp.SemanticTokens(convert.tokens(document.facts, server.units(document)))

    @server.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION,
        lsp.CodeActionOptions([lsp.CodeActionKind.QuickFix, lsp.CodeActionKind.RefactorRewrite]),
    )
    async def actions(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        document = await server.settled(params.text_document.uri)
        if document is None or document.facts is None:
            return []
        units = server.units(document)
        return convert.annotations(document.facts, units, params.range, document.uri)


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
        return await done(server.supervisor.ask("build", path, level, is_debug))

    @server.command("pyc.compare")
    async def compare(argument: Any) -> dict[str, Any]:
        allowed()
        path = str(convert.path_of(_plain(argument)["uri"]))
        return await done(server.supervisor.ask("compare", path))

    @server.command("pyc.restartWorker")
    async def restart(*arguments: Any) -> None:
        await server.supervisor.close()

    @server.feature("pyc/view")
    async def view(params: Any) -> dict[str, Any]:
        given = _plain(params)
        document = server.documents.get(given["uri"])
        path = convert.path_of(given["uri"])
        text = document.text if document is not None else Path(path).read_text(encoding="utf-8")
        kind, function = str(given.get("kind", "ir")), str(given.get("function") or "")
        if kind == "problem":
            return await _problem_text(server, given["uri"])
        try:
            made = await server.supervisor.ask("view", str(path), text, kind, function)
        except Failed as error:
            return {"text": f"{error}\n", "languageId": "plaintext", "lines": []}
        return {
            "text": made.text, "languageId": made.language, "lines": [list(x) for x in made.lines],
        }  # fmt: skip

    @server.feature("pyc/report")
    async def report(params: Any) -> dict[str, Any]:
        document = await server.settled(_plain(params)["uri"])
        if document is None or document.facts is None:
            return {"functions": [], "native": 0.0}
        rows = [
            {
                "name": each.qualname, "verdict": each.verdict, "reason": each.reason,
                "line": each.span.line, "boxed": each.boxed,
            }
            for each in document.facts.functions()
        ]  # fmt: skip
        native = sum(row["verdict"] == "native" for row in rows)
        return {"functions": rows, "native": native / len(rows) if rows else 1.0}


async def _problem_text(server: PycServer, uri: str) -> dict[str, Any]:
    """All problems as the command line shows them."""
    from pyc.compiler.diagnostics.render import rendered

    document = await server.settled(uri)
    found = document.facts.problems if document is not None and document.facts is not None else ()
    text = "\n".join(map(rendered, found))
    return {"text": text or "no problems\n", "languageId": "plaintext", "lines": []}


def _plain(params: Any) -> dict[str, Any]:
    """The fields of a parameter object, however the protocol library made it."""
    if hasattr(params, "_asdict"):
        return dict(params._asdict())
    if isinstance(params, (list, tuple)):
        return _plain(params[0]) if params else {}
    return dict(params)
