"""Files and folders that change on disk."""

from __future__ import annotations

from lsprotocol import types as lsp

from pyc.compiler.project import NAME
from pyc.lsp import convert
from pyc.lsp.server import PycServer

WATCHED = ("**/*.py", f"**/{NAME}")


def register(server: PycServer) -> None:
    @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(params: lsp.DidChangeWatchedFilesParams) -> None:
        paths = [convert.path_of(each.uri) for each in params.changes]
        for path in paths:
            if path.name == NAME:
                server.projects.look(path)
                server.reanalyse(lambda document: True)
        changed = frozenset(paths)
        server.reanalyse(lambda document: document.imports_any(changed))
        server.index.touch()

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders(params: lsp.DidChangeWorkspaceFoldersParams) -> None:
        server.index.touch()


def watch(server: PycServer) -> None:
    """Asks the client to tell of changes on disk, if it can."""
    can = server.client_capabilities.workspace
    files = can.did_change_watched_files if can is not None else None
    if files is None or not files.dynamic_registration:
        return
    watchers = [lsp.FileSystemWatcher(each) for each in WATCHED]
    options = lsp.DidChangeWatchedFilesRegistrationOptions(watchers)
    wanted = lsp.Registration("watched", lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
    server.client_register_capability(lsp.RegistrationParams([wanted]))
