"""The doctests of compiler/library/*.pyi hold under CPython and natively.

Each docstring becomes a function of a generated program, many to an executable: what it prints
under CPython must be what the docstring says, and natively the same.
"""

from __future__ import annotations

import ast
import doctest
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import harness
from tests.repo.layers import ROOT

LIBRARY = ROOT / "compiler" / "library"
PER_PROGRAM = 60  # docstrings
# Docstrings that differ natively today, each with its reason; a row that passes must go.
KNOWN_BUGS: dict[str, str] = {}


@dataclass(frozen=True)
class Docstring:
    """One docstring with examples."""

    name: str
    examples: tuple[doctest.Example, ...]

    @property
    def wanted(self) -> list[str]:
        found = []
        for each in self.examples:
            if each.exc_msg is not None:
                found.append(each.exc_msg.strip())
            elif each.want:
                found.append(each.want.replace("<BLANKLINE>", "").rstrip("\n"))
        return found


def docstrings() -> Iterator[Docstring]:
    parser = doctest.DocTestParser()
    for path in sorted(LIBRARY.glob("*.pyi")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for owner in [tree, *(each for each in tree.body if isinstance(each, ast.ClassDef))]:
            prefix = f"{path.stem}." + (f"{owner.name}." if isinstance(owner, ast.ClassDef) else "")
            for node in owner.body:
                if isinstance(node, ast.FunctionDef):
                    examples = [
                        each
                        for each in parser.get_examples(ast.get_docstring(node) or "")
                        if doctest.SKIP not in each.options
                    ]
                    if examples:
                        yield Docstring(f"{prefix}{node.name}:{node.lineno}", tuple(examples))


def function_text(number: int, tested: Docstring) -> str:
    body = []
    for each in tested.examples:
        if each.exc_msg is not None:
            body += ["try:", textwrap.indent(each.source, "    ").rstrip()]
            body += ["except BaseException as error:"]
            body += ["    parts = [type(error).__name__, str(error)]"]
            body += ["    print(': '.join([each for each in parts if each]))"]
        elif is_expression(each.source):
            body += [f"value = ({each.source.strip()})", "if value is not None: print(repr(value))"]
        else:
            body.append(each.source.rstrip())
    return f"def test_{number}():\n" + textwrap.indent("\n".join(body), "    ") + "\n"


def is_expression(source: str) -> bool:
    tree = ast.parse(source)
    return len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr)


def program_text(chosen: list[Docstring]) -> str:
    parts = [imports_text(each) for each in {each.name.split(".")[0]: each for each in chosen}]
    parts += [function_text(number, each) for number, each in enumerate(chosen)]
    for number, each in enumerate(chosen):
        parts.append(
            f"print('\\n=== {each.name}')\ntry:\n    test_{number}()\n"
            "except BaseException as error:\n    print('failed', repr(error))\n"
        )
    return "\n".join(parts)


def imports_text(stem: str) -> str:
    """A module's doctests call its functions by their bare names."""
    if stem not in sys.stdlib_module_names or stem == "builtins":
        return ""
    tree = ast.parse((LIBRARY / f"{stem}.pyi").read_text(encoding="utf-8"))
    names = {each.name for each in tree.body if isinstance(each, ast.FunctionDef | ast.ClassDef)}
    return f"import {stem}\nfrom {stem} import {', '.join(sorted(names))}\n"


def answers(printed: bytes) -> dict[str, list[str]]:
    """What each docstring printed."""
    found: dict[str, list[str]] = {}
    for part in printed.decode().split("=== ")[1:]:
        name, _, text = part.partition("\n")
        found[name] = text.rstrip("\n").splitlines()
    return found


EVERYTHING = list(docstrings())
GROUPS = [EVERYTHING[at : at + PER_PROGRAM] for at in range(0, len(EVERYTHING), PER_PROGRAM)]


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group[0].name)
def test_doctests(group: list[Docstring], tmp_path: Path) -> None:
    path = tmp_path / "doctests.py"
    path.write_text(program_text(group), encoding="utf-8")
    expected = answers(harness.cpython(path).stdout)
    for tested in group:
        assert expected[tested.name] == "\n".join(tested.wanted).splitlines(), tested.name
    outcome = harness.pyc(path, "boxed")
    actual = answers(outcome.stdout)
    wrong = {
        tested.name: actual.get(tested.name)
        for tested in group
        if actual.get(tested.name) != expected[tested.name]
    }
    assert set(wrong) == {each.name for each in group if each.name in KNOWN_BUGS}, (
        wrong, outcome.stderr.decode()[-500:],
    )  # fmt: skip
