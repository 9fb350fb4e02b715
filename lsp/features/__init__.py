"""What the server answers, a module an area; each has `register(server)`."""

from __future__ import annotations

from pyc.lsp.features import (
    calls,
    commands,
    documents,
    files,
    functions,
    lifecycle,
    problems,
    saving,
    types,
    workspace,
)
from pyc.lsp.server import PycServer

AREAS = (
    lifecycle, documents, files, saving, problems, types, functions, calls, commands, workspace,
)  # fmt: skip


def make_server() -> PycServer:
    server = PycServer()
    for each in AREAS:
        each.register(server)
    return server
