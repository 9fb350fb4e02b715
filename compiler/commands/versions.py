"""What a report of a bug tells of an installation.

    pyc 0.1.0 (CPython 3.11.7, llvmlite 0.50.0, Linux x86_64)
"""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

import pyc


def versions() -> str:
    try:
        llvmlite = version("llvmlite")
    except PackageNotFoundError:
        llvmlite = "missing"
    python = f"{platform.python_implementation()} {platform.python_version()}"
    system = f"{platform.system()} {platform.machine()}"
    return f"pyc {pyc.__version__} ({python}, llvmlite {llvmlite}, {system})"
