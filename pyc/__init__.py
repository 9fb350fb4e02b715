"""pyc: ordinary Python to native executables with CPython's answers.

The parts (`pyc.compiler`, `pyc.runtime`, ...) lie beside this folder in a checkout and below it
when installed; the path is extended so that both import alike.
"""

from pathlib import Path
from typing import Any

__version__ = "0.1.0"

_CHECKOUT = Path(__file__).resolve().parent.parent
if (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "compiler").is_dir():
    __path__.append(str(_CHECKOUT))


def __getattr__(name: str) -> Any:
    """`from pyc import trace`, without what that needs for those who do not ask."""
    if name == "trace":
        from pyc.compiler.tracer.decorator import trace

        return trace
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
