"""`support.py` tells the truth: it names every class of syntax, and the builder does as it says."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from pyc.compiler.diagnostics.catalogue import UnsupportedSyntax
from pyc.compiler.diagnostics.problem import Located
from pyc.compiler.frontend.support import NEVER_PARSED, RESTRICTED, SUPPORT, Support
from pyc.compiler.session import Session

REJECTED = [each for each in SUPPORT.values() if not each.is_supported]
SUPPORTED = [each for each in SUPPORT.values() if each.is_supported]


def concrete(base: type[ast.AST] = ast.AST) -> set[str]:
    """Names of the classes of ast without subclasses (Constant's are names of old)."""
    below = base.__subclasses__()
    found = {base.__name__} if not below or base is ast.Constant else set()
    return found.union(*(concrete(each) for each in below if each.__module__ == "ast"))


def faults(text: str) -> tuple[Located, ...]:
    path = Path("/nowhere/prog.py")
    session = Session()
    session.set_text(path, text + "\n")
    return session.snapshot(path).program.faults


def test_every_class_of_syntax_is_listed() -> None:
    assert concrete() - NEVER_PARSED == set(SUPPORT)
    assert not NEVER_PARSED & set(SUPPORT)


@pytest.mark.parametrize("row", SUPPORT.values(), ids=lambda row: row.name)
def test_the_example_holds_the_class(row: Support) -> None:
    assert row.name in {type(node).__name__ for node in ast.walk(ast.parse(row.example))}


@pytest.mark.parametrize("row", SUPPORTED, ids=lambda row: row.name)
def test_what_is_supported_builds(row: Support) -> None:
    assert not faults(row.example)


@pytest.mark.parametrize("row", REJECTED, ids=lambda row: row.name)
def test_what_is_rejected_says_where_and_what(row: Support) -> None:
    (found,) = faults(row.example)
    assert isinstance(found.problem, UnsupportedSyntax)
    # What stands inside an async function is never reached: the function comes first.
    first = SUPPORT["AsyncFunctionDef"] if row.example.startswith("async") else row
    assert (found.problem.what, found.help) == (first.words, first.why)
    assert found.source is not None
    assert found.span.line == 1


@pytest.mark.parametrize(("example", "what"), RESTRICTED.items())
def test_restrictions_of_supported_classes(example: str, what: str) -> None:
    (found,) = faults(example)
    assert isinstance(found.problem, UnsupportedSyntax)
    assert what in found.problem.text
