"""What other Python servers offer, too, for those who have none: definitions, references,
highlights, new names, completion, signatures. Registered only where the client asks for it.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from pyc.compiler.ide.completion import Completion, Signature
from pyc.compiler.ide.names import Names, Occurrence
from pyc.compiler.ide.renaming import Refused, mentioning, renamable
from pyc.compiler.source import Span
from pyc.lsp import convert
from pyc.lsp.reading import Files
from pyc.lsp.server import Document, PycServer

REQUEST_FAILED = -32803
MOST_PROGRAMS = 40  # that are looked through for a name
KINDS = {
    "function": lsp.CompletionItemKind.Function,
    "method": lsp.CompletionItemKind.Method,
    "class": lsp.CompletionItemKind.Class,
    "variable": lsp.CompletionItemKind.Variable,
    "field": lsp.CompletionItemKind.Field,
    "module": lsp.CompletionItemKind.Module,
    "constant": lsp.CompletionItemKind.Constant,
    "keyword": lsp.CompletionItemKind.Keyword,
}


def register(server: PycServer) -> None:
    _places(server)
    _new_names(server)
    _typing(server)


def _places(server: PycServer) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    async def definition(params: lsp.DefinitionParams) -> lsp.Location | None:
        found = await _at(server, params.text_document.uri, params.position)
        if found is None:
            return None
        _, names, here = found
        place = names.definition(here.key)
        return _location(Files(server), *place) if place is not None else None

    @server.feature(lsp.TEXT_DOCUMENT_REFERENCES)
    async def references(params: lsp.ReferenceParams) -> list[lsp.Location]:
        """In the program of the document, and in open ones that use the same."""
        found = await _at(server, params.text_document.uri, params.position)
        if found is None:
            return []
        document, names, here = found
        uses = names.of(here.key)
        place = names.definition(here.key)
        for opened in list(server.documents.values()):
            if place is not None and opened is not document:
                there = await _names(server, opened.uri)
                meant = there.at(place[0], place[1].line, place[1].column) if there else None
                if there is not None and meant is not None:
                    uses += there.of(meant.key)
        wanted = [
            each for each in uses if params.context.include_declaration or each.role != "defines"
        ]
        files = Files(server)
        places = dict.fromkeys((each.path, each.span) for each in wanted)
        return [_location(files, path, span) for path, span in places]

    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    async def highlight(params: lsp.DocumentHighlightParams) -> list[lsp.DocumentHighlight]:
        found = await _at(server, params.text_document.uri, params.position)
        if found is None:
            return []
        document, names, here = found
        kinds = lsp.DocumentHighlightKind
        return [
            lsp.DocumentHighlight(
                document.units.range(each.span),
                kinds.Read if each.role == "reads" else kinds.Write,
            )
            for each in names.of(here.key)
            if each.path == document.path
        ]


def _new_names(server: PycServer) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_PREPARE_RENAME)
    async def prepare(params: lsp.PrepareRenameParams) -> lsp.PrepareRenamePlaceholder:
        document = await server.settled(params.text_document.uri)
        names = await _names(server, params.text_document.uri)
        if document is None or names is None:
            raise _refused("nothing is known of this file yet")
        place = document.units.place(params.position)
        try:
            here = renamable(names, document.path, *place)
        except Refused as refusal:
            raise _refused(str(refusal)) from None
        return lsp.PrepareRenamePlaceholder(document.units.range(here.span), here.name)

    @server.feature(lsp.TEXT_DOCUMENT_RENAME, lsp.RenameOptions(prepare_provider=True))
    async def rename(params: lsp.RenameParams) -> lsp.WorkspaceEdit:
        """Of files of the workspace that mention the name, too, as programs of their own."""
        found = await _at(server, params.text_document.uri, params.position)
        if found is None:
            raise _refused("there is no name here whose meaning is known")
        document, _, here = found
        files = await server.index.files()
        opened = {each.path for each in server.documents.values()}
        candidates = {*files, *opened} - {document.path}
        mains = await asyncio.to_thread(mentioning, here.name, sorted(candidates))
        if len(mains) > MOST_PROGRAMS:
            raise _refused(f"more than {MOST_PROGRAMS} other files have the word `{here.name}`")
        place = document.units.place(params.position)
        programs = tuple(map(str, mains))
        made = await server.answer_now(document, "rename", *place, params.new_name, programs)
        if not isinstance(made, dict):
            raise _refused(made or "the analysis failed")
        units = Files(server)
        return lsp.WorkspaceEdit(
            {
                convert.uri_of(path): [
                    lsp.TextEdit(units.units(path).range(each.span), each.text) for each in edits
                ]
                for path, edits in made.items()
            }
        )


def _typing(server: PycServer) -> None:
    """Of the text as it is now: nobody waits for its analysis while typing."""

    @server.feature(lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=["."]))
    async def completion(params: lsp.CompletionParams) -> list[lsp.CompletionItem]:
        found: list[Completion] | None = await _asked(server, "completions", params)
        return [
            lsp.CompletionItem(
                each.name, kind=KINDS[each.kind], detail=each.detail or None,
                documentation=_markdown(each.doc),
            )
            for each in found or ()
        ]  # fmt: skip

    @server.feature(
        lsp.TEXT_DOCUMENT_SIGNATURE_HELP, lsp.SignatureHelpOptions(trigger_characters=["(", ","])
    )
    async def signature(params: lsp.SignatureHelpParams) -> lsp.SignatureHelp | None:
        found: Signature | None = await _asked(server, "signature", params)
        if found is None:
            return None
        rows = [lsp.ParameterInformation(each) for each in found.parameters]
        active = found.active if found.active >= 0 else len(rows)
        told = lsp.SignatureInformation(found.label, _markdown(found.doc), rows, active)
        return lsp.SignatureHelp([told], 0, active)


async def _asked(
    server: PycServer, name: str, params: lsp.CompletionParams | lsp.SignatureHelpParams
) -> Any:
    document = server.documents.get(params.text_document.uri)
    if document is None:
        return None
    units = convert.Units(document.text, server.encoding)
    return await server.answer_now(document, name, *units.place(params.position))


async def _names(server: PycServer, uri: str) -> Names | None:
    document = await server.settled(uri)
    if document is None or document.analysed is None:
        return None
    found: Names | None = await server.answer(document, "names")
    return found


async def _at(
    server: PycServer, uri: str, position: lsp.Position
) -> tuple[Document, Names, Occurrence] | None:
    names = await _names(server, uri)
    document = server.documents.get(uri)
    if names is None or document is None:
        return None
    here = names.at(document.path, *document.units.place(position))
    return (document, names, here) if here is not None else None


def _location(files: Files, path: Path, span: Span) -> lsp.Location:
    return lsp.Location(convert.uri_of(path), files.units(path).range(span))


def _refused(why: str) -> JsonRpcException:
    return JsonRpcException(why, REQUEST_FAILED)


def _markdown(text: str) -> lsp.MarkupContent | None:
    return lsp.MarkupContent(lsp.MarkupKind.Markdown, text) if text else None
