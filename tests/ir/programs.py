"""Small programs whose IR tests look at."""

from __future__ import annotations

from pathlib import Path

from pyc.compiler.ir.ir_nodes import IrModule
from pyc.compiler.session import BuildOptions, Session, Snapshot

PROGRAM = '''
class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

def total(points):
    result = 0
    for index, point in enumerate(points):
        result += point.x * index + len(str(point.y))
    return result

def parsed(texts):
    for text in texts:
        try:
            yield int(text)
        except ValueError as error:
            print(error)

def mixed(n):
    half = n / 2
    return (half, half > 1.5, not n, f"{half:.2f}", b"\\x00'\\"", "\\u00e4 \\U0001f600")

print(total([Point(i, 2 ** (20 * i)) for i in range(6)]))
print(list(parsed(["1", "x", "-3"])), mixed(4), 1e300 * 1e10, -0.0)
'''


def snapshot(text: str) -> Snapshot:
    path = Path("/nowhere/prog.py")
    session = Session()
    session.set_text(path, text)
    return session.snapshot(path)


def module(text: str, is_boxed_only: bool = False) -> IrModule:
    return snapshot(text).ir(BuildOptions(is_boxed_only=is_boxed_only))
