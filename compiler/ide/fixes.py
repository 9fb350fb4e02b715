"""Edits that mend a problem, each proved before it is offered.

A fix is proved when the program that it makes lacks the problem and has no new one:

    return wdth * height        ->   return width * height      undefined-name: its suggestion
    if x is 5:                  ->   if x == 5:                 literal-identity
    return 1; print(2)          ->   return 1                   unreachable-code
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pyc.compiler.diagnostics.problem import Located
from pyc.compiler.ide.problems import problems
from pyc.compiler.session import Session
from pyc.compiler.source import SourceFile, Span

SUGGESTION = re.compile(r"did you mean `([^`]+)`\?")


@dataclass(frozen=True, slots=True)
class Edit:
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """`slug` and `span`: of the problem. `is_safe`: there is one way to mend it, and this is it."""

    title: str
    slug: str
    span: Span
    edits: tuple[Edit, ...]
    is_safe: bool = False


def fixes(session: Session, path: Path, text: str, first: int, last: int) -> list[Fix]:
    """Proved fixes for problems on the lines [first, last]."""
    before = _found(session, path, text)
    made = []
    for each in _candidates(session, path, text, before):
        if first <= each.span.end_line and each.span.line <= last:
            if _is_proved(session, path, text, each.edits, before, each):
                made.append(each)
    return made


def fix_all(session: Session, path: Path, text: str) -> tuple[Edit, ...]:
    """Edits of all safe fixes that are proved together; none: ()."""
    before = _found(session, path, text)
    safe = [each for each in _candidates(session, path, text, before) if each.is_safe]
    kept: list[Edit] = []
    for each in safe:
        edits = [*kept, *each.edits]
        if _are_apart(edits) and _is_proved(session, path, text, edits, before, each):
            kept = edits
    return tuple(kept)


def applied(text: str, edits: Iterable[Edit]) -> str:
    lines = text.split("\n")
    for each in sorted(edits, key=lambda each: _start(each.span), reverse=True):
        span = each.span
        head = lines[span.line - 1][: span.column]
        tail = lines[span.end_line - 1][span.end_column :]
        lines[span.line - 1 : span.end_line] = (head + each.text + tail).split("\n")
    return "\n".join(lines)


def _found(session: Session, path: Path, text: str) -> list[Located]:
    session.set_text(path, text)
    return problems(session.snapshot(path))


def _is_proved(
    session: Session,
    path: Path,
    text: str,
    edits: Iterable[Edit],
    before: list[Located],
    fix: Fix,
) -> bool:
    after = Counter(map(_kind, _found(session, path, applied(text, edits))))
    had = Counter(map(_kind, before))
    return _of(after, fix.slug) < _of(had, fix.slug) and after <= had


def _kind(located: Located) -> tuple[str, str]:
    return located.problem.slug, located.problem.text


def _of(kinds: Counter[tuple[str, str]], slug: str) -> int:
    return sum(number for kind, number in kinds.items() if kind[0] == slug)


def _start(span: Span) -> tuple[int, int]:
    return span.line, span.column


def _are_apart(edits: list[Edit]) -> bool:
    spans = sorted((each.span for each in edits), key=_start)
    return all(
        (one.end_line, one.end_column) <= _start(other)
        for one, other in pairwise(spans)
    )


# ---- candidates, by the kind of problem


def _candidates(
    session: Session, path: Path, text: str, found: list[Located]
) -> Iterator[Fix]:
    source = SourceFile(path, str(path), text)
    tree = session.parsed(source).tree
    if tree is None:
        return
    nodes: dict[Span, list[ast.AST]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt | ast.expr):
            nodes.setdefault(source.span(node), []).append(node)
    for each in found:
        if each.source is not None and each.source.path == path:
            yield from _suggested(each, source)
            make = BY_SLUG.get(each.problem.slug)
            if make is not None:
                yield from make(each, source, tree, nodes.get(each.span, []))


def _suggested(located: Located, source: SourceFile) -> Iterator[Fix]:
    """The name that is meant, in place of the last one of its kind in the problem's text."""
    found = SUGGESTION.search(located.advice)
    name = located.problem.fields().get("name")
    if found is None or not isinstance(name, str):
        return
    span = located.span
    for line in range(span.end_line, span.line - 1, -1):
        start = span.column if line == span.line else 0
        content = source.lines[line - 1]
        end = span.end_column if line == span.end_line else len(content)
        places = list(re.finditer(rf"\b{re.escape(name)}\b", content[start:end]))
        if places:
            at = start + places[-1].start()
            edit = Edit(Span(line, at, line, at + len(name)), found[1])
            title = f"Change to `{found[1]}`"
            yield Fix(title, located.problem.slug, span, (edit,))
            return


Nodes = list[ast.AST]


def _identity(
    located: Located, source: SourceFile, tree: ast.Module, nodes: Nodes
) -> Iterator[Fix]:
    for node in nodes:
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            left, right = source.span(node.left), source.span(node.comparators[0])
            between = Span(left.end_line, left.end_column, right.line, right.column)
            better = "!=" if isinstance(node.ops[0], ast.IsNot) else "=="
            if left.end_line == right.line:
                edit = Edit(between, f" {better} ")
                title = f"Compare with `{better}`"
                yield Fix(title, "literal-identity", located.span, (edit,), True)


def _unreachable(
    located: Located, source: SourceFile, tree: ast.Module, nodes: Nodes
) -> Iterator[Fix]:
    """The statement and those behind it in its body, by whole lines."""
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            body = getattr(node, name, None)
            if not isinstance(body, list):
                continue
            for index, each in enumerate(body):
                if index and source.span(each) == located.span:
                    above = source.span(body[index - 1])
                    end = source.span(body[-1])
                    gone = Span(above.end_line, above.end_column, end.end_line, end.end_column)
                    title = "Remove what can never run"
                    yield Fix(title, "unreachable-code", located.span, (Edit(gone, ""),), True)


def _missing_self(
    located: Located, source: SourceFile, tree: ast.Module, nodes: Nodes
) -> Iterator[Fix]:
    line = located.span.line
    content = source.lines[line - 1]
    found = re.compile(r"def\s+\w+\s*\(\s*").search(content, located.span.column)
    found = found or re.compile(r"def\s+\w+\s*\(\s*").search(content)
    if found is not None:
        text = "self" if content[found.end() : found.end() + 1] == ")" else "self, "
        edit = Edit(Span(line, found.end(), line, found.end()), text)
        yield Fix("Add `self`", "missing-self", located.span, (edit,), True)
        indent = " " * (len(content) - len(content.lstrip()))
        start = Span(line, 0, line, 0)
        static = Edit(start, f"{indent}@staticmethod\n")
        yield Fix("Decorate with @staticmethod", "missing-self", located.span, (static,))


def _tuple_assert(
    located: Located, source: SourceFile, tree: ast.Module, nodes: Nodes
) -> Iterator[Fix]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert) and isinstance(node.test, ast.Tuple):
            span = source.span(node.test)
            is_it = located.span in (span, source.span(node))
            if is_it and len(node.test.elts) == 2 and span.line == span.end_line:
                parts = [ast.get_source_segment(source.text, each) for each in node.test.elts]
                edit = Edit(span, ", ".join(each or "" for each in parts))
                yield Fix("Remove the parentheses", "assert-on-tuple", located.span, (edit,), True)


def _comparison(
    located: Located, source: SourceFile, tree: ast.Module, nodes: Nodes
) -> Iterator[Fix]:
    for node in nodes:
        if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ast.Eq):
            continue
        left, right = source.span(node.left), source.span(node.comparators[0])
        if left.end_line == right.line and isinstance(node.left, ast.Name | ast.Attribute):
            between = Span(left.end_line, left.end_column, right.line, right.column)
            yield Fix("Assign", "unused-comparison", located.span, (Edit(between, " = "),))


def _discarded(
    located: Located, source: SourceFile, tree: ast.Module, nodes: Nodes
) -> Iterator[Fix]:
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if isinstance(node.func.value, ast.Name):
                name = node.func.value.id
                start = source.span(node)
                edit = Edit(Span(start.line, start.column, start.line, start.column), f"{name} = ")
                title = f"Assign the result to `{name}`"
                yield Fix(title, "discarded-result", located.span, (edit,))


Make = Callable[[Located, SourceFile, ast.Module, Nodes], Iterator[Fix]]
BY_SLUG: dict[str, Make] = {
    "literal-identity": _identity,
    "unreachable-code": _unreachable,
    "missing-self": _missing_self,
    "assert-on-tuple": _tuple_assert,
    "unused-comparison": _comparison,
    "discarded-result": _discarded,
}
