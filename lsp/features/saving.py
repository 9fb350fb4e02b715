"""On save, functions that changed are compiled in the background; lenses and hovers tell of it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

from lsprotocol import types as lsp

from pyc.compiler.ide.compiled import CodeFacts
from pyc.compiler.project import project_of
from pyc.lsp import convert, remarks
from pyc.lsp.server import Document, PycServer
from pyc.lsp.supervisor import Failed


def register(server: PycServer) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE, lsp.SaveOptions(include_text=False))
    def saved(params: lsp.DidSaveTextDocumentParams) -> None:
        document = server.documents.get(params.text_document.uri)
        server.index.touch()
        wanted = server.settings.trusted and server.settings.compile_on_save
        if document is not None and wanted and project_of(document.path.parent)[0].compile_on_save:
            document.saved = document.text
            if document.compiling is None or document.compiling.done():
                document.compiling = asyncio.ensure_future(_compile(server, document))


async def _compile(server: PycServer, document: Document) -> None:
    """Until the code is of the text that was saved last. A build that fails tells nothing."""
    tried = None
    while server.is_open(document) and document.saved != tried:
        tried = document.saved
        path, others = str(document.path), server.other_texts(document)
        level = server.settings.level_of(document.path)

        def told(facts: CodeFacts) -> None:
            kept = remarks.now(document.code, facts.text)
            document.code = convert.Code(replace(facts, remarks=kept), time.strftime("%H:%M"))
            server.refresh_lenses()

        try:
            asked = server.background.ask("code_facts", path, tried, others, level, told=told)
            document.code = convert.Code(await asked, time.strftime("%H:%M"))
        except Failed as error:
            server.report_server_error(error, _compile)
            continue
        server.refresh_lenses()
        if server.settings.remarks:
            server.tell_again(document)
