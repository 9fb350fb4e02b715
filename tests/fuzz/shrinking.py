"""Makes a failing program small.

    shrunk(source, still_fails)  ->  a short program that still fails

Candidates drop statements, put a body in place of its statement, and put a child or a plain
literal in place of an expression. Each must stay a program worth looking at: CPython compiles it,
runs it twice with the same output, and ends it in the same way (an exception that was not there
before would be another program).
"""

from __future__ import annotations

import ast
import copy
import re
import warnings
from collections.abc import Callable, Iterator

from tests.fuzz.running import interpreted

LITERALS = ("0", "1", "True", "''", "[]", "1.5")


def shrunk(source: str, still_fails: Callable[[str], bool], tries: int = 2000) -> str:
    """`still_fails` is asked only about valid candidates."""
    best = source
    tree = ast.parse(source)
    ending = _ending(source)
    left = tries
    progress = True
    while progress and left > 0:
        progress = False
        for candidate in _candidates(tree):
            if left <= 0:
                break
            text = ast.unparse(ast.fix_missing_locations(candidate))
            if len(text) >= len(best) or _ending(text) != ending:
                continue
            left -= 1
            if still_fails(text):
                best, tree, progress = text, ast.parse(text), True
                break
    return best


def _ending(source: str) -> str | None:
    """How CPython ends it; None for what is no program or does not repeat."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source, "prog.py", "exec")
            first, second = interpreted(source), interpreted(source)
    except (SyntaxError, ValueError, RecursionError):
        return None
    if first != second or re.search(r"NameError|AttributeError|positional argument", first):
        return None
    lines = first.splitlines()
    return lines[-1].split(" ", 3)[2] if lines and lines[-1].startswith("ended by") else "ran"


def _candidates(tree: ast.Module) -> Iterator[ast.Module]:
    """Big cuts first."""
    blocks = [
        (node, name)
        for node in ast.walk(tree)
        for name in ("body", "orelse", "finalbody", "handlers")
        if isinstance(getattr(node, name, None), list)
    ]
    size = max((len(getattr(node, name)) for node, name in blocks), default=1)
    while size >= 1:
        for node, name in blocks:
            statements = getattr(node, name)
            for start in range(0, len(statements), size):
                kept = statements[:start] + statements[start + size :]
                if size > len(statements) or (name == "body" and not kept and node is not tree):
                    continue
                yield _replaced(tree, node, name, kept)
        size //= 2
    for node, name in blocks:
        for index, statement in enumerate(getattr(node, name)):
            inner = [s for n in ("body", "orelse", "finalbody") for s in getattr(statement, n, [])]
            if inner and not isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.ExceptHandler):
                statements = getattr(node, name)
                yield _replaced(tree, node, name, [*statements[:index], *inner, *statements[index + 1 :]])
    for node in list(ast.walk(tree)):
        for name, value in ast.iter_fields(node):
            values = value if isinstance(value, list) else [value]
            for index, each in enumerate(values):
                if not isinstance(each, ast.expr) or isinstance(getattr(each, "ctx", None), ast.Store):
                    continue
                for new in _smaller(each):
                    changed = [*values[:index], new, *values[index + 1 :]]
                    yield _replaced(tree, node, name, changed if isinstance(value, list) else new)
            if isinstance(value, list) and name in ("elts", "args", "values", "ops"):
                for index in range(len(value)):
                    yield _replaced(tree, node, name, value[:index] + value[index + 1 :])


def _smaller(node: ast.expr) -> list[ast.expr]:
    found = [each for each in ast.iter_child_nodes(node) if isinstance(each, ast.expr)]
    if isinstance(node, ast.Call):
        found += [each.value for each in node.args if isinstance(each, ast.Starred)]
    if not isinstance(node, ast.Constant | ast.Name):
        found += [ast.parse(each, mode="eval").body for each in LITERALS]
    return [each for each in found if not isinstance(each, ast.FormattedValue | ast.Starred)]


def _replaced(tree: ast.Module, node: ast.AST, name: str, value: object) -> ast.Module:
    """A copy of the tree with another value in one field of one node."""
    old = getattr(node, name)
    setattr(node, name, value)
    try:
        return copy.deepcopy(tree)
    finally:
        setattr(node, name, old)
