"""Guesses about parameters, as a plan has them: texts such as `int`, `list[float]`, `app.Shape`.

    guessed({"__main__.area": {"width": "int"}}, facts) -> [(function, [INT, OBJECT])]

What a text does not say, or says of a type that is not known here, is guessed to be anything.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

from pyc.compiler.flow import nodes as flow
from pyc.compiler.frontend.inference.facts import ProgramFacts
from pyc.compiler.types import python_types as t

Guesses = Mapping[str, Mapping[str, str]]  # function's symbol -> parameter -> type

SIMPLE: dict[str, t.Type] = {
    "int": t.INT, "float": t.FLOAT, "bool": t.BOOL, "str": t.STR, "bytes": t.BYTES, "None": t.NONE
}  # fmt: skip
CONTAINERS = {"list": 1, "set": 1, "frozenset": 1, "dict": 2}


def guessed(
    guesses: Guesses, facts: ProgramFacts
) -> list[tuple[flow.FlowFunction, list[t.Type]]]:
    """Functions that can have a variant for what is guessed of them."""
    found = []
    for symbol, parameters in sorted(guesses.items()):
        function = facts.functions.get(symbol)
        if function is None or not _can_be_specialised(function):
            continue
        types = [
            _type(parameters.get(name, ""), facts) for name in function.parameters.names()
        ]
        if any(each != t.OBJECT for each in types):
            found.append((function, types))
    return found


def _can_be_specialised(function: flow.FlowFunction) -> bool:
    parameters = function.parameters
    return not (
        function.kind != "function" or function.is_generator or function.free_names
        or parameters.varargs or parameters.varkeywords or function.is_observed
    )  # fmt: skip


def _type(text: str, facts: ProgramFacts) -> t.Type:
    try:
        return _of(ast.parse(text.strip(), mode="eval").body, facts)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return t.OBJECT


def _of(node: ast.expr, facts: ProgramFacts) -> t.Type:
    match node:
        case ast.Constant(None):
            return t.NONE
        case ast.Name(name) if name in SIMPLE:
            return SIMPLE[name]
        case ast.Name(name) if name in CONTAINERS:
            return t.Container(name, (t.OBJECT,) * CONTAINERS[name])
        case ast.Subscript(ast.Name("tuple"), inside):
            items = inside.elts if isinstance(inside, ast.Tuple) else [inside]
            return t.TupleType(tuple(_of(each, facts) for each in items))
        case ast.Subscript(ast.Name(name), inside) if name in CONTAINERS:
            items = inside.elts if isinstance(inside, ast.Tuple) else [inside]
            if len(items) == CONTAINERS[name]:
                return t.Container(name, tuple(_of(each, facts) for each in items))
        case ast.Name() | ast.Attribute():
            symbol = ast.unparse(node)
            if symbol in facts.classes:
                return t.Instance(symbol)
    return t.OBJECT
