"""`python -m pyc.lsp [--port N]`: speaks the Language Server Protocol on stdin/stdout or TCP."""

from __future__ import annotations

import argparse
import os
import sys
from typing import BinaryIO, cast


def main() -> int:
    parser = argparse.ArgumentParser(prog="pyc-lsp", description="pyc's language server.")
    parser.add_argument("--port", type=int, help="listen there (127.0.0.1), not on stdin")
    parser.add_argument("--stdio", action="store_true", help="the default; editors may say so")
    options = parser.parse_args()
    if options.port is None:
        # The protocol gets file descriptors of its own: a stray print must not break it.
        protocol = os.fdopen(os.dup(1), "wb", buffering=0)
        os.dup2(2, 1)
        sys.stdout = sys.stderr
    from pyc.lsp.features import make_server
    from pyc.lsp.protocol import Input

    server = make_server()
    if options.port is None:
        server.start_io(cast(BinaryIO, Input(sys.stdin.buffer)), protocol)
    else:
        server.start_tcp("127.0.0.1", options.port)
    return 0


if __name__ == "__main__":
    sys.exit(main())
