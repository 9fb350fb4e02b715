"""Assignment to names, attributes, subscripts and patterns of them."""

from __future__ import annotations

import ast

from pyc.compiler.flow import ops
from pyc.compiler.flow.nodes import Register
from pyc.compiler.frontend.building import expressions
from pyc.compiler.frontend.building.context import Builder, Unsupported, subscript_anchor


def assign(build: Builder, target: ast.expr, item: Register) -> None:
    match target:
        case ast.Name(id=name):
            build.store(name, item, target)
        case ast.Attribute(value=inner, attr=name):
            args = (expressions.value(build, inner), item)
            build.step(ops.SET_ATTR, (), args, name, target)
        case ast.Subscript(value=inner, slice=key):
            owner, at = expressions.value(build, inner), expressions.value(build, key)
            anchor = subscript_anchor(build, target)
            build.step(ops.SET_ITEM, (), (owner, at, item), None, target, anchor)
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            _unpack(build, target, elements, item)
        case ast.Starred(value=inner):
            assign(build, inner, item)
        case _:
            raise Unsupported(target, type(target).__name__)


def _unpack(build: Builder, target: ast.expr, elements: list[ast.expr], item: Register) -> None:
    parts = tuple(build.temp() for _ in elements)
    stars = [i for i, each in enumerate(elements) if isinstance(each, ast.Starred)]
    if stars:
        counts = (stars[0], len(elements) - stars[0] - 1)
        build.step(ops.UNPACK_STAR, parts, (item,), counts, target)
    else:
        build.step(ops.UNPACK, parts, (item,), len(elements), target)
    for element, part in zip(elements, parts, strict=True):
        assign(build, element, part)


def assign_parallel(build: Builder, target: ast.Tuple | ast.List, source: ast.Tuple) -> bool:
    """a, b = b, a without the tuple; False: shapes differ or stars, nothing was built."""
    if len(target.elts) != len(source.elts):
        return False
    if any(isinstance(each, ast.Starred) for each in (*target.elts, *source.elts)):
        return False
    parts = []
    for each in source.elts:
        part = expressions.value(build, each)
        if part.name is not None:  # a variable: the stores below may change it
            part = build.emit(ops.COPY, (part,))
        parts.append(part)
    for element, part in zip(target.elts, parts, strict=True):
        assign(build, element, part)
    return True


def delete(build: Builder, target: ast.expr) -> None:
    match target:
        case ast.Name(id=name):
            build.delete(name, target)
        case ast.Attribute(value=inner, attr=name):
            build.step(ops.DEL_ATTR, (), (expressions.value(build, inner),), name, target)
        case ast.Subscript(value=inner, slice=key):
            args = (expressions.value(build, inner), expressions.value(build, key))
            build.step(ops.DEL_ITEM, (), args, None, target, subscript_anchor(build, target))
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            for each in elements:
                delete(build, each)
        case _:
            raise Unsupported(target, type(target).__name__)
