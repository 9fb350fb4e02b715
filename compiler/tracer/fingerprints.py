"""Which text of a function was traced: a fingerprint of what the text says.

    fingerprints("def area(w, h):  # of a rectangle\\n    return w * h")
    -> {("area", 1): "5f1c0a61e7a1d8f2"}

Comments, blank lines, docstrings and where a function stands do not count: only what it does.
Functions are named as their code objects name them. Every CPython that pyc traces with says the
same of a text.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Container, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from pyc.compiler.profiler.naming import UNREADABLE, definitions, first_line
from pyc.compiler.tracer.database import Traced

Place = tuple[str, int]  # qualified name, line
Standing = Literal["current", "changed", "gone", "unknown"]
TOLD: dict[Standing, str] = {
    "current": "",
    "changed": "its text was changed since: no guess is made from this",
    "gone": "there is no such function any more",
    "unknown": "which text was traced is not known: no guess is made from this",
}
DOCUMENTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
SIZE = 8  # bytes


def fingerprints(text: str | bytes, names: Container[str] | None = None) -> dict[Place, str]:
    """Of all functions, or of those names, by the line of the first decorator and by that of `def`;
    nothing of a text that does not parse. Several of one name in one line (lambdas) have one
    together."""
    found: dict[Place, list[str]] = defaultdict(list)
    try:
        for node, qualified in definitions(ast.parse(text)):
            if not isinstance(node, ast.ClassDef) and (names is None or qualified in names):
                form = repr(_form(node))
                for line in {first_line(node), node.lineno}:
                    found[qualified, line].append(form)
    except UNREADABLE:
        return {}
    return {
        place: blake2b(
            "\n".join(forms).encode("utf-8", "surrogatepass"), digest_size=SIZE
        ).hexdigest()
        for place, forms in found.items()
    }


def _form(value: object) -> object:
    """Without what is absent: versions of CPython differ in how they say that."""
    if isinstance(value, list):
        return [_form(each) for each in value]
    if not isinstance(value, ast.AST):
        return value
    parts = {name: getattr(value, name, None) for name in value._fields}
    if isinstance(value, DOCUMENTED) and ast.get_docstring(value, clean=False) is not None:
        parts["body"] = value.body[1:]
    return (
        type(value).__name__,
        *((name, _form(part)) for name, part in parts.items() if part is not None and part != []),
    )


class Texts:
    """Files as they are now; each is read once."""

    def __init__(self) -> None:
        self._known: dict[str, Mapping[Place, str]] = {}

    def fingerprints(self, file: str) -> Mapping[Place, str]:
        """None of a file that cannot be read."""
        if file not in self._known:
            try:
                self._known[file] = fingerprints(Path(file).read_bytes())
            except (OSError, ValueError):
                self._known[file] = {}
        return self._known[file]

    def standing(self, traced: Traced) -> Standing:
        """Whether the function's text is still the one that was traced."""
        known = self.fingerprints(traced.file).items()
        now = {each for (name, _), each in known if name == traced.name}
        if not now:
            return "gone"
        if not traced.source:
            return "unknown"
        return "current" if traced.source in now else "changed"
