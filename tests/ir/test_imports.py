"""What a module imports from another of the program is known as well as its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyc.compiler.ir.printer import module_text
from pyc.compiler.session import BuildOptions, Session

HELPER = """
def double(x):
    return x * 2
"""
IMPORTS = ("from helper import double", "from helper import *", "from between import *")


@pytest.mark.parametrize("statement", IMPORTS)
def test_calls_are_direct(statement: str) -> None:
    """The specialised variant of the function is called, with the argument as it is."""
    session = Session()
    session.set_text(Path("/nowhere/helper.py"), HELPER)
    session.set_text(Path("/nowhere/between.py"), "from helper import double\n")
    session.set_text(Path("/nowhere/prog.py"), f"{statement}\n\nprint(double(21))\n")
    ir = session.snapshot(Path("/nowhere/prog.py")).ir(BuildOptions())
    assert "call @helper.double$0(i64 21)" in module_text(ir)
