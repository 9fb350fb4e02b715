"""What is known of definitions in a program that stores attributes by names that it computes."""

from __future__ import annotations

import pytest

from pyc.compiler.ir.printer import module_text
from tests.ir import programs

PROGRAM = '''
class Shape:
    def sides(self, n):
        return n

class Box:
    pass

def double(x):
    return x * 2

def change(box, name):
    {change}

change(Box(), "width")
print(double(21), Shape().sides(4))
'''
HARMLESS = ('setattr(box, "width", 1)', 'object.__setattr__(box, "width", 1)')
ANY_ATTRIBUTE = ("setattr(box, name, 1)", "box.__dict__[name] = 1", "print(vars(box))",
                 "box.__dict__ = {}",
                 "object.__setattr__(box, name, 1)", "return map(setattr, box)",
                 "import builtins; builtins.setattr(box, name, 1)",
                 'return getattr(box, "__dict__")', "box.__class__ = Shape")  # fmt: skip
ANY_VARIABLE = ("import sys; setattr(sys.modules[name], name, 1)",
                "import __main__; setattr(__main__, name, 1)",
                "change.__globals__[name] = 1; setattr(box, name, 1)")  # fmt: skip


@pytest.mark.parametrize(
    ("change", "functions", "methods"),
    [
        *((each, True, True) for each in HARMLESS),
        *((each, True, False) for each in ANY_ATTRIBUTE),
        *((each, False, False) for each in ANY_VARIABLE),
    ],
)
def test_direct_calls(change: str, functions: bool, methods: bool) -> None:
    """Functions and methods that nothing can replace are called as they are."""
    text = module_text(programs.module(PROGRAM.format(change=change)))
    assert ("call @__main__.double$" in text) is functions
    assert ("call @__main__.Shape.sides$" in text) is methods
