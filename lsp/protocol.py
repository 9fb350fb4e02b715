"""What the protocol library leaves open: requests that it would never answer, damaged input.

Texts of documents are kept by `text.Text`, and commands run as ordinary requests, so that both can
be cancelled and answered alike.
"""

from __future__ import annotations

import re
from typing import Any, BinaryIO

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException, JsonRpcInvalidRequest
from pygls.protocol import LanguageServerProtocol

OWN = (
    lsp.TEXT_DOCUMENT_DID_OPEN,
    lsp.TEXT_DOCUMENT_DID_CHANGE,
    lsp.TEXT_DOCUMENT_DID_CLOSE,
    lsp.WORKSPACE_EXECUTE_COMMAND,
)
HEADER = re.compile(rb"content-length:\s*(\d+)\s*$", re.IGNORECASE)
LARGEST = 256 << 20  # bytes of one message


class Protocol(LanguageServerProtocol):
    def __init__(self, server: Any, converter: Any) -> None:
        super().__init__(server, converter)
        for name in OWN:
            self.fm.builtin_features.pop(name)

    def structure_message(self, data: dict[str, Any]) -> Any:
        """A request with bad parameters gets its error."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "id" in data and "method" in data:
                self._send_response(data["id"], None, error.to_response_error())
            raise

    def handle_message(self, message: Any) -> None:
        """After `shutdown`, requests are errors; a second `shutdown` is agreed to."""
        number = getattr(message, "id", None)
        if self._shutdown and number is not None and hasattr(message, "method"):
            error = JsonRpcInvalidRequest("the server was shut down").to_response_error()
            self._send_response(number, None, None if message.method == lsp.SHUTDOWN else error)
            return
        super().handle_message(message)


class Input:
    """The client's bytes. A header behind the rest of a damaged message counts: one bad length
    must not cost all that follows."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw

    def readline(self) -> bytes:
        line = self._raw.readline(1 << 20)
        found = HEADER.search(line)
        if found is None or int(found[1]) > LARGEST:
            return line if not line.strip() else b"-\r\n"
        return b"Content-Length: %d\r\n" % int(found[1])

    def read(self, size: int) -> bytes:
        return self._raw.read(size)
