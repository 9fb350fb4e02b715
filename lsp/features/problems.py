"""Diagnostics, and what mends them."""

from __future__ import annotations

from typing import Any

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from pyc.compiler.ide.rewrites import Rewrite, exclusion
from pyc.lsp import convert
from pyc.lsp.server import Document, PycServer, plain

FIX_ALL = "source.fixAll.pyc"


def register(server: PycServer) -> None:
    @server.feature(
        lsp.TEXT_DOCUMENT_DIAGNOSTIC,
        lsp.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=True),
    )
    async def diagnostic(params: lsp.DocumentDiagnosticParams) -> lsp.DocumentDiagnosticReport:
        server.pulls = True
        def is_news(document: Document) -> bool:
            staged = document.staged
            return server.is_told_again and staged.checked == document.text and staged.is_news

        document = await server.settled(params.text_document.uri, is_news)
        if document is None:
            return lsp.RelatedFullDocumentDiagnosticReport([])
        if not document.is_settled and is_news(document):
            return lsp.RelatedFullDocumentDiagnosticReport(server.diagnostics(document))
        result = str(document.result)
        if params.previous_result_id == result:
            return lsp.RelatedUnchangedDocumentDiagnosticReport(result)
        found = server.diagnostics(document)
        return lsp.RelatedFullDocumentDiagnosticReport(found, result_id=result)

    @server.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION,
        lsp.CodeActionOptions(
            [lsp.CodeActionKind.QuickFix, lsp.CodeActionKind.RefactorRewrite, FIX_ALL],
            resolve_provider=True,
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
                found = await server.answer(document, "fixes", first, last)
                made += [convert.quick_fix(each, facts, units, uri) for each in found or ()]
        if _wants(params.context, lsp.CodeActionKind.RefactorRewrite):
            rewrites = convert.annotation_rewrites(facts, where)
            if _resolves(server):
                made += [_promised(each, document) for each in rewrites]
            elif rewrites:
                proved = await server.answer(document, "harmless", rewrites)
                made += [convert.rewrite_action(each, units, uri) for each in proved or ()]
            for each in await _removals(server, document, where):
                made.append(convert.rewrite_action(each, units, uri))
            first, last = where.start.line + 1, where.end.line + 1
            if any(first <= each.span.line <= last for each in facts.problems):
                made += _exclusions(server, document)
        if params.context.only and _wants(params.context, FIX_ALL):
            edits = await server.answer(document, "fix_all")
            if edits:
                edit = convert.workspace_edit(edits, units, uri)
                made.append(lsp.CodeAction("Mend all that is safe to mend", FIX_ALL, edit=edit))
        return made if document.facts is facts else []


    @server.feature(lsp.CODE_ACTION_RESOLVE)
    async def resolved(action: lsp.CodeAction) -> lsp.CodeAction:
        """With its edit, once that is proved."""
        data: dict[str, Any] = plain(action.data)
        known = await server.known(str(data["uri"]))
        if known is not None and known[0].result == data["result"]:
            document, facts = known
            line = lsp.Position(int(data["line"]), 0)
            rewrites = convert.annotation_rewrites(facts, lsp.Range(line, line))
            rewrites = tuple(each for each in rewrites if each.title == action.title)
            for each in await server.answer(document, "harmless", rewrites) or ():
                return convert.rewrite_action(each, document.units, document.uri)
            raise JsonRpcException("this edit would make a new problem")
        raise JsonRpcException("the text has changed since")


def _resolves(server: PycServer) -> bool:
    """Whether the client takes an edit when the user chose it: then none is proved for each move of
    the cursor."""
    can = server.client_capabilities.text_document
    actions = can.code_action if can is not None else None
    if actions is None or actions.resolve_support is None:
        return False
    return bool(actions.data_support) and "edit" in actions.resolve_support.properties


def _promised(rewrite: Rewrite, document: Document) -> lsp.CodeAction:
    line = rewrite.edits[0].span.line - 1
    data = {"uri": document.uri, "result": document.result, "line": line}
    return lsp.CodeAction(rewrite.title, lsp.CodeActionKind.RefactorRewrite, data=data)


def _wants(context: lsp.CodeActionContext, kind: str) -> bool:
    """Kinds are asked for by name or by the start of it: `source` means `source.fixAll.pyc`."""
    return not context.only or any(
        kind == each or kind.startswith(f"{each}.")
        for each in (str(getattr(one, "value", one)) for one in context.only)
    )


async def _removals(
    server: PycServer, document: Document, where: lsp.Range
) -> list[Rewrite]:
    lines = range(where.start.line, where.end.line + 1)
    written = (document.analysed or "").split("\n")
    if not any(":" in each for each in written[lines.start : lines.stop]):
        return []
    asked = server.answer(document, "annotation_removals", lines.start + 1, lines.stop)
    found: list[Rewrite] = await asked or []
    return found


def _exclusions(server: PycServer, document: Document) -> list[lsp.CodeAction]:
    """Where the file has problems: a pyc.toml that leaves it out of the workspace's analysis."""
    path = document.path.resolve()
    roots = [each for each in server.index.roots if path.is_relative_to(each)]
    made = exclusion(path, roots[0] if roots else path.parent)
    if made is None:
        return []
    file, text = made
    uri = convert.uri_of(file)
    start, end = lsp.Position(0, 0), lsp.Position(1 << 20, 0)
    whole = lsp.TextEdit(lsp.Range(start, end), text)
    changes = lsp.TextDocumentEdit(lsp.OptionalVersionedTextDocumentIdentifier(uri), [whole])
    create = lsp.CreateFile(uri, options=lsp.CreateFileOptions(ignore_if_exists=True))
    edit = lsp.WorkspaceEdit(document_changes=[create, changes])
    title = f"Exclude `{path.name}` from the workspace's analysis"
    return [lsp.CodeAction(title, lsp.CodeActionKind.RefactorRewrite, edit=edit)]
