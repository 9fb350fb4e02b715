"""Outline, lenses and tokens: what became of each function."""

from __future__ import annotations

from lsprotocol import types as lsp

from pyc.lsp import convert
from pyc.lsp.server import PycServer

MODIFIERS = ("native", "boxed", "dynamic")
TOKEN_TYPES = ("function", "method", "class")


def register(server: PycServer) -> None:
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
        is_trusted, code = server.settings.trusted, document.code
        return convert.lenses(facts, document.units, is_trusted, document.uri, code)

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
