"""The server's start and end."""

from __future__ import annotations

from lsprotocol import types as lsp

from pyc.lsp.features import files, navigation
from pyc.lsp.processes import watch
from pyc.lsp.server import PycServer, plain


def register(server: PycServer) -> None:
    @server.feature(lsp.INITIALIZED)
    def initialized(params: lsp.InitializedParams) -> None:
        can = server.client_capabilities.text_document
        server.pulls = can is not None and can.diagnostic is not None
        files.watch(server)

    @server.feature(lsp.INITIALIZE)
    def initialize(params: lsp.InitializeParams) -> None:
        if params.initialization_options is not None:
            server.settings = server.settings.changed(plain(params.initialization_options))
        if server.settings.navigation:  # else it is not even told that there is any
            navigation.register(server)
        if params.process_id is not None:
            watch(params.process_id, server.end)

    @server.feature(lsp.SHUTDOWN)
    async def shutdown(params: None) -> None:
        for each in server.supervisors:
            await each.close()

    @server.feature(lsp.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def configured(params: lsp.DidChangeConfigurationParams) -> None:
        """Trust and navigation come with the start alone: another choice takes a new server."""
        if params.settings is not None:
            given = plain(plain(params.settings).get("pyc") or {})
            for each in ("trusted", "navigation"):
                given.pop(each, None)
            had_remarks = server.settings.remarks
            server.settings = server.settings.changed(given)
            server.index.touch()
            if server.settings.remarks != had_remarks:
                for document in server.documents.values():
                    server.tell_again(document)
