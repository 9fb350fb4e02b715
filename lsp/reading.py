"""Positions in files that an answer names: open, or else on disk."""

from __future__ import annotations

from pathlib import Path

from pyc.compiler.source import decoded
from pyc.lsp import convert
from pyc.lsp.server import PycServer


class Files:
    """Units of each file as it was analysed: open, or else on disk."""

    def __init__(self, server: PycServer) -> None:
        self._server = server
        self._units: dict[Path, convert.Units] = {}

    def units(self, path: Path) -> convert.Units:
        document = self._server.documents.get(convert.uri_of(path))
        if document is not None:
            return document.units
        if path not in self._units:
            try:
                text = decoded(path.read_bytes())
            except (OSError, UnicodeDecodeError, SyntaxError):
                text = ""
            self._units[path] = convert.Units(text, self._server.encoding)
        return self._units[path]
