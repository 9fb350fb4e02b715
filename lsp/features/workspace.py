"""What is told of the whole workspace: problems, symbols, and what became of all functions."""

from __future__ import annotations

from typing import Any

from lsprotocol import types as lsp

from pyc.lsp import convert
from pyc.lsp.progress import with_progress
from pyc.lsp.server import PycServer
from pyc.lsp.worker import Told

LONGEST_WAIT = 60.0  # seconds until files are looked at again though nobody told of a change
MOST_SYMBOLS = 500


def register(server: PycServer) -> None:
    @server.feature(lsp.WORKSPACE_DIAGNOSTIC)
    async def diagnostic(params: lsp.WorkspaceDiagnosticParams) -> lsp.WorkspaceDiagnosticReport:
        """Told as each file is analysed; while there is nothing to tell, the answer waits, so that
        clients which ask again and again do not."""
        had = {each.uri: each.value for each in params.previous_result_ids}
        while True:
            version = server.index.version
            made = await _news(server, had, params.partial_result_token)
            if made:
                break
            await server.index.changed_since(version, LONGEST_WAIT)
        return lsp.WorkspaceDiagnosticReport(made if params.partial_result_token is None else [])

    @server.feature(lsp.WORKSPACE_SYMBOL)
    async def symbols(params: lsp.WorkspaceSymbolParams) -> list[lsp.WorkspaceSymbol]:
        wanted = params.query.lower()
        found: list[lsp.WorkspaceSymbol] = []
        async for each in server.index.symbols():
            fitting = [symbol for symbol in each if _fits(wanted, symbol.name.lower())]
            if params.partial_result_token is not None and fitting:
                told = lsp.ProgressParams(params.partial_result_token, fitting)
                server.progress(told)
            found += fitting
            if len(found) >= MOST_SYMBOLS:
                break
        return found[:MOST_SYMBOLS] if params.partial_result_token is None else []

    @server.feature("pyc/modules")
    async def modules(params: Any) -> dict[str, Any]:
        return {"modules": _modules(server)}

    @server.command("pyc.analyseWorkspace")
    async def analyse(*arguments: Any) -> dict[str, Any]:
        """All files, whatever the setting."""

        async def work(told: Told) -> int:
            files = await server.index.files()
            for number, path in enumerate(files):
                told(f"{number} of {len(files)} files", 100 * number // len(files))
                if convert.uri_of(path) not in server.documents:
                    await server.index.module(path)
            return len(files)

        files = await with_progress(server, "Analysing the workspace", work)
        return {"files": files, "modules": _modules(server)}


async def _news(
    server: PycServer, had: dict[str, str], token: int | str | None
) -> list[lsp.WorkspaceDocumentDiagnosticReport]:
    """Reports that differ from those that the client had, each sent at once to the token. What is
    open is told by itself."""
    made: list[lsp.WorkspaceDocumentDiagnosticReport] = []

    def tell(uri: str, items: list[lsp.Diagnostic], result: str | None) -> None:
        report = lsp.WorkspaceFullDocumentDiagnosticReport(uri, items, result_id=result)
        made.append(report)
        if token is not None:
            part = lsp.WorkspaceDiagnosticReportPartialResult([report])
            server.progress(lsp.ProgressParams(token, part))

    there = set()
    for path in await server.index.files() if server.settings.workspace_diagnostics else ():
        uri = convert.uri_of(path)
        there.add(uri)
        if uri not in server.documents:
            module = await server.index.module(path)
            if module is not None and had.get(uri) != module.result:
                tell(uri, module.diagnostics, module.result)
    for uri in had.keys() - there - server.documents.keys():
        tell(uri, [], None)
    return made


def _modules(server: PycServer) -> list[dict[str, Any]]:
    """Of open documents, and of files that were analysed."""
    rows = {convert.uri_of(path): each.rows for path, each in server.index.known().items()}
    for document in server.documents.values():
        if document.facts is not None:
            rows[document.uri] = convert.function_rows(document.facts)
    return [
        {"uri": uri, "functions": each, "native": convert.native_share(each)}
        for uri, each in sorted(rows.items())
    ]


def _fits(wanted: str, name: str) -> bool:
    """Its letters, in this order."""
    rest = iter(name)
    return all(letter in rest for letter in wanted)
