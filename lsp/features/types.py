"""Inlay hints and hover."""

from __future__ import annotations

from lsprotocol import types as lsp

from pyc.lsp import convert, remarks
from pyc.lsp.server import PycServer


def register(server: PycServer) -> None:
    @server.feature(
        lsp.TEXT_DOCUMENT_INLAY_HINT, lsp.InlayHintOptions(resolve_provider=True)
    )
    async def hints(params: lsp.InlayHintParams) -> list[lsp.InlayHint]:
        uri = params.text_document.uri
        document = await server.settled(uri, lambda document: document.has_hints)
        if document is None:
            return []
        hints, units = document.hints
        first, last = map(units.place, (params.range.start, params.range.end))
        return [
            convert.inlay_hint(each, units, uri)
            for each in hints
            if first <= (each.line, each.column) <= last and each.type != "object"
        ]

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    async def hover(params: lsp.HoverParams) -> lsp.Hover | None:
        known = await server.known(params.text_document.uri)
        if known is None:
            return None
        document, facts = known
        place = document.units.place(params.position)
        linked = document.uri if server.settings.command_links else ""
        told = (
            convert.hover_text(facts, *place, document.code, linked),
            remarks.at(document.code, facts.text, *place),
        )
        found = [each for each in told if each is not None]
        if not found:
            return None
        text, span = "\n\n".join(text for text, _ in found), found[0][1]
        content = lsp.MarkupContent(lsp.MarkupKind.Markdown, text)
        return lsp.Hover(content, document.units.range(span))

    @server.feature(lsp.INLAY_HINT_RESOLVE)
    async def resolved(hint: lsp.InlayHint) -> lsp.InlayHint:
        known = await server.known(str(hint.data))
        if known is not None:
            document, facts = known
            hint.tooltip = convert.hint_tooltip(facts, document.units, hint.position)
        return hint
