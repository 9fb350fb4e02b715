"""The language server: `pyc-lsp` or `python -m pyc.lsp`."""
