"""pyc: ordinary Python to native executables with CPython's answers.

The parts (`pyc.compiler`, `pyc.runtime`, ...) lie beside this folder in a checkout and below it
when installed; the path is extended so that both import alike.
"""

from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parent.parent
if (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "compiler").is_dir():
    __path__.append(str(_CHECKOUT))
