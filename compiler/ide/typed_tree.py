"""The syntax tree with what is known of each expression, a node a line.

    value = BinOp(op=Mult)  # int (i64)
        left = Name(id='row')  # int (i64)
        right = Constant(value=2)  # int (i64)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from pyc.compiler.frontend.tree import WORDS
from pyc.compiler.ide.places import Places
from pyc.compiler.ide.reads import parameter_span
from pyc.compiler.source import SourceFile, Span
from pyc.compiler.types import python_types as t
from pyc.compiler.types.display import held, plain

INDENT = "    "


def rows(
    node: ast.AST, source: SourceFile, types: Mapping[Span, str], label: str = ""
) -> Iterator[tuple[str, int | None]]:
    """Each with its line of the source. `types`: of expressions and parameters, by place."""
    words, inner = [], []
    for name, value in ast.iter_fields(node):
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, WORDS):
                if not isinstance(each, ast.Load):
                    words.append(f"{name}={type(each).__name__}")
            elif isinstance(each, ast.AST):
                inner.append((f"{INDENT}{name} = ", each))
            elif each is not None:
                words.append(f"{name}={each!r}")
    told = ""
    if isinstance(node, ast.expr | ast.arg):
        span = parameter_span(node, source) if isinstance(node, ast.arg) else source.span(node)
        told = types.get(span, "")
    text = f"{label}{type(node).__name__}({', '.join(words)})"
    yield f"{text}  # {told}" if told else text, getattr(node, "lineno", None)
    indent = label[: len(label) - len(label.lstrip())]
    for inner_label, each in inner:
        yield from rows(each, source, types, indent + inner_label)


def types_of(places: Places) -> dict[Span, str]:
    """In the words of hints."""
    return {
        span: _words(type_)
        for shown in places.functions.values()
        for span, type_ in shown.types.items()
    }


def _words(type_: t.Type) -> str:
    how = held(type_)
    return plain(type_) if how == "object" else f"{plain(type_)} ({how})"
