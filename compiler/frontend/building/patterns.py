"""match: patterns become comparisons, type tests, loads and branches that exist already."""

from __future__ import annotations

import ast

from pyc.compiler.flow import ops
from pyc.compiler.flow.nodes import Block, Register
from pyc.compiler.frontend.building import expressions, statements
from pyc.compiler.frontend.building.context import Builder, Unsupported


def match_statement(build: Builder, node: ast.Match) -> None:
    subject = expressions.value(build, node.subject)
    if subject.name is not None:
        subject = build.emit(ops.COPY, (subject,))
    after = build.new_block()
    for case in node.cases:
        miss = build.new_block()
        bound: dict[str, Register] = {}
        build.line(case.pattern)
        _pattern(build, case.pattern, subject, miss, bound)
        for name, register in bound.items():
            build.store(name, register, case.pattern)
        if case.guard is not None:
            passed = build.new_block()
            expressions.condition(build, case.guard, passed, miss)
            build.start(passed)
        statements.body(build, case.body)
        build.jump(after)
        build.start(miss)
    build.jump(after)
    build.start(after)


def _pattern(
    build: Builder, pattern: ast.pattern, subject: Register, miss: Block, bound: dict[str, Register]
) -> None:
    """Falls through with names in `bound` where the pattern matches, else goes to `miss`."""
    match pattern:
        case ast.MatchAs(pattern=None, name=name):
            if name is not None:
                bound[name] = subject
        case ast.MatchAs(pattern=inner, name=name):
            assert inner is not None
            _pattern(build, inner, subject, miss, bound)
            if name is not None:
                bound[name] = subject
        case ast.MatchValue(value=expression):
            pair = (subject, expressions.value(build, expression))
            _require(build, build.emit(ops.COMPARE, pair, "==", pattern), miss, pattern)
        case ast.MatchSingleton(value=constant):
            pair = (subject, build.constant(constant))
            _require(build, build.emit(ops.IS, pair, False, pattern), miss, pattern)
        case ast.MatchOr(patterns=alternatives):
            _alternatives(build, alternatives, subject, miss, bound)
        case ast.MatchSequence(patterns=patterns):
            _sequence(build, pattern, patterns, subject, miss, bound)
        case ast.MatchMapping():
            _mapping(build, pattern, subject, miss, bound)
        case ast.MatchClass():
            _class(build, pattern, subject, miss, bound)
        case _:
            raise Unsupported(pattern, type(pattern).__name__)


def _require(build: Builder, condition: Register, miss: Block, node: ast.AST) -> None:
    matched = build.new_block()
    build.branch(condition, matched, miss, node)
    build.start(matched)


def _alternatives(
    build: Builder,
    alternatives: list[ast.pattern],
    subject: Register,
    miss: Block,
    bound: dict[str, Register],
) -> None:
    after = build.new_block()
    results: dict[str, Register] = {}
    for index, alternative in enumerate(alternatives):
        is_last = index == len(alternatives) - 1
        following = miss if is_last else build.new_block()
        inner: dict[str, Register] = {}
        _pattern(build, alternative, subject, following, inner)
        for name, register in inner.items():
            result = results.setdefault(name, build.temp())
            build.emit(ops.COPY, (register,), dest=result)
        build.jump(after)
        if not is_last:
            build.start(following)
    bound.update(results)
    build.start(after)


def _sequence(
    build: Builder,
    node: ast.MatchSequence,
    patterns: list[ast.pattern],
    subject: Register,
    miss: Block,
    bound: dict[str, Register],
) -> None:
    _require(build, build.emit(ops.IS_SEQUENCE, (subject,), None, node), miss, node)
    length = build.emit(ops.LENGTH, (subject,), None, node)
    stars = [i for i, each in enumerate(patterns) if isinstance(each, ast.MatchStar)]
    wanted = build.constant(len(patterns) - len(stars))
    enough = build.emit(ops.COMPARE, (length, wanted), ">=" if stars else "==", node)
    _require(build, enough, miss, node)
    if all(map(_is_wildcard, patterns)):
        return
    if stars and _is_wildcard(patterns[stars[0]]):
        _some_items(build, node, patterns, stars[0], subject, length, miss, bound)
        return
    parts = tuple(build.temp() for _ in patterns)
    if stars:
        counts = (stars[0], len(patterns) - stars[0] - 1)
        build.step(ops.UNPACK_STAR, parts, (subject,), counts, node)
    else:
        build.step(ops.UNPACK, parts, (subject,), len(patterns), node)
    for inner, part in zip(patterns, parts, strict=True):
        if isinstance(inner, ast.MatchStar):
            if inner.name is not None:
                bound[inner.name] = part
        else:
            _pattern(build, inner, part, miss, bound)


def _is_wildcard(pattern: ast.pattern) -> bool:
    match pattern:
        case ast.MatchAs(pattern=None, name=None) | ast.MatchStar(name=None):
            return True
    return False


def _some_items(
    build: Builder,
    node: ast.MatchSequence,
    patterns: list[ast.pattern],
    star: int,
    subject: Register,
    length: Register,
    miss: Block,
    bound: dict[str, Register],
) -> None:
    """With `*_` the other items alone are fetched, as CPython does: the sequence may be long."""
    for index, inner in enumerate(patterns):
        if _is_wildcard(inner):
            continue
        place = build.constant(index if index < star else len(patterns) - index)
        if index > star:
            place = build.emit(ops.BINARY, (length, place), "-", node)
        _pattern(build, inner, build.emit(ops.GET_ITEM, (subject, place), None, node), miss, bound)


def _mapping(
    build: Builder,
    node: ast.MatchMapping,
    subject: Register,
    miss: Block,
    bound: dict[str, Register],
) -> None:
    _require(build, build.emit(ops.IS_MAPPING, (subject,), None, node), miss, node)
    keys = tuple(expressions.value(build, key) for key in node.keys)
    keys_tuple = build.emit(ops.TUPLE, keys, None, node)
    _parts(build, node, ops.MATCH_KEYS, (subject, keys_tuple), None, node.patterns, miss, bound)
    if node.rest is not None:
        rest = build.emit(ops.DICT, (), None, node)
        build.step(ops.DICT_MERGE, (), (rest, subject), None, node)
        for key in keys:
            build.step(ops.DEL_ITEM, (), (rest, key), None, node)
        bound[node.rest] = rest


def _class(
    build: Builder, node: ast.MatchClass, subject: Register, miss: Block, bound: dict[str, Register]
) -> None:
    class_ = expressions.value(build, node.cls)
    data = (len(node.patterns), tuple(node.kwd_attrs))
    patterns = [*node.patterns, *node.kwd_patterns]
    _parts(build, node, ops.MATCH_CLASS, (subject, class_), data, patterns, miss, bound)


def _parts(
    build: Builder,
    node: ast.pattern,
    op: ops.FlowOp,
    args: tuple[Register, ...],
    data: object,
    patterns: list[ast.pattern],
    miss: Block,
    bound: dict[str, Register],
) -> None:
    """`op` gives a tuple of the parts to match, or None."""
    found = build.emit(op, args, data, node)
    is_found = build.emit(ops.IS, (found, build.constant(None)), True, node)
    _require(build, is_found, miss, node)
    parts = tuple(build.temp() for _ in patterns)
    build.step(ops.UNPACK, parts, (found,), len(patterns), node)
    for inner, part in zip(patterns, parts, strict=True):
        _pattern(build, inner, part, miss, bound)
