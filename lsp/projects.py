"""What is wrong in a project's `pyc.toml`, told in that file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from pyc.compiler.project import project_file, read
from pyc.lsp import convert

if TYPE_CHECKING:
    from pyc.lsp.server import PycServer


class Projects:
    def __init__(self, server: PycServer) -> None:
        self._server = server
        self._bad: set[Path] = set()

    def look_around(self, path: Path) -> None:
        """At the file that counts for a program."""
        nearest = project_file(path.parent)
        if nearest is not None:
            self.look(nearest)

    def look(self, path: Path) -> None:
        """Tells only news: most files are fine and stay so."""
        faults = read(path)[1] if path.is_file() else ()
        if not faults and path not in self._bad:
            return
        (self._bad.add if faults else self._bad.discard)(path)
        sources = [each.source for each in faults if each.source is not None]
        units = convert.Units(sources[0].text if sources else "", self._server.encoding)
        found = [convert.diagnostic(each, units) for each in faults]
        told = lsp.PublishDiagnosticsParams(convert.uri_of(path), found)
        self._server.text_document_publish_diagnostics(told)
