"""The call hierarchy, with the cost of each call: native, or boxed and why."""

from __future__ import annotations

from typing import Any

from lsprotocol import types as lsp

from pyc.compiler.ide.calls import CallGraph, End
from pyc.lsp import convert
from pyc.lsp.reading import Files
from pyc.lsp.server import Document, PycServer, plain


def register(server: PycServer) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY)
    async def prepare(params: lsp.CallHierarchyPrepareParams) -> list[lsp.CallHierarchyItem]:
        document = await server.settled(params.text_document.uri)
        if document is None or document.facts is None:
            return []
        graph = await _graph(server, document)
        symbol = graph.at(document.path, *document.units.place(params.position))
        if symbol is None:
            return []
        return [_item(Files(server), graph.ends[symbol], symbol, document.uri)]

    @server.feature(lsp.CALL_HIERARCHY_OUTGOING_CALLS)
    async def outgoing(
        params: lsp.CallHierarchyOutgoingCallsParams,
    ) -> list[lsp.CallHierarchyOutgoingCall]:
        graph, symbol, uri = await _asked(server, params.item)
        made, files = [], Files(server)
        for callee, (ranges, cost) in _calls(files, graph, symbol, "callee").items():
            item = _item(files, graph.ends[callee], callee, uri, cost)
            made.append(lsp.CallHierarchyOutgoingCall(item, ranges))
        return made

    @server.feature(lsp.CALL_HIERARCHY_INCOMING_CALLS)
    async def incoming(
        params: lsp.CallHierarchyIncomingCallsParams,
    ) -> list[lsp.CallHierarchyIncomingCall]:
        """From the program that was asked about, and from open ones that import the file."""
        graph, symbol, uri = await _asked(server, params.item)
        made, files = [], Files(server)
        for caller, (ranges, cost) in _calls(files, graph, symbol, "caller").items():
            item = _item(files, graph.ends[caller], caller, uri, cost)
            made.append(lsp.CallHierarchyIncomingCall(item, ranges))
        end = graph.ends.get(symbol)
        for opened in list(server.documents.values()):
            if end is None or opened.uri == uri or not opened.imports_any({end.path}):
                continue
            document = await server.settled(opened.uri)
            other = await _graph(server, document) if document is not None else CallGraph({})
            named = next((key for key, each in other.ends.items() if _is_same(each, end)), "")
            for caller, (ranges, cost) in _calls(files, other, named, "caller").items():
                if other.ends[caller].path != end.path:  # its own calls are told above
                    item = _item(files, other.ends[caller], caller, opened.uri, cost)
                    made.append(lsp.CallHierarchyIncomingCall(item, ranges))
        return made


async def _graph(server: PycServer, document: Document) -> CallGraph:
    return await server.answer(document, "calls") or CallGraph({})


async def _asked(
    server: PycServer, item: lsp.CallHierarchyItem
) -> tuple[CallGraph, str, str]:
    """The graph that an item is of, its symbol there, and the document of the program."""
    data: dict[str, Any] = plain(item.data)
    document = await server.settled(str(data["program"]))
    graph = await _graph(server, document) if document is not None else CallGraph({})
    return graph, str(data["symbol"]), str(data["program"])


def _is_same(one: End, other: End) -> bool:
    return (one.path, one.qualname) == (other.path, other.qualname)


def _calls(
    files: Files, graph: CallGraph, symbol: str, wanted: str
) -> dict[str, tuple[list[lsp.Range], str]]:
    """By the symbol of the other end, which is `wanted`: where the calls stand, and their cost."""
    found: dict[str, tuple[list[lsp.Range], list[str]]] = {}
    for edge in graph.edges:
        own, other = edge.caller, edge.callee
        if wanted == "caller":
            own, other = other, own
        if own == symbol:
            ranges, reasons = found.setdefault(other, ([], []))
            ranges.append(files.units(graph.ends[edge.caller].path).range(edge.span))
            if edge.why and edge.why not in reasons:
                reasons.append(edge.why)
    return {
        other: (ranges, f"boxed call: {'; '.join(reasons)}" if reasons else "native call")
        for other, (ranges, reasons) in found.items()
    }


def _item(
    files: Files, end: End, symbol: str, program: str, cost: str = ""
) -> lsp.CallHierarchyItem:
    units = files.units(end.path)
    kind = lsp.SymbolKind.Function if end.verdict else lsp.SymbolKind.Module
    return lsp.CallHierarchyItem(
        end.name if not end.verdict else end.qualname,
        kind,
        convert.uri_of(end.path),
        units.range(end.span),
        units.range(end.name_span),
        detail=cost or end.verdict,
        data={"symbol": symbol, "program": program},
    )
