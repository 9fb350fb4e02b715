"""Edits that a user may want though nothing is wrong: annotations written or away, a file out of
the project.

Each is tried before it is offered: the text with other annotations must have no new problem, and
the settings must be good and exclude the file.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyc.compiler.ide.fixes import Edit, applied
from pyc.compiler.ide.problems import problems
from pyc.compiler.ide.scoping import parameters
from pyc.compiler.project import NAME, project_file, read_text
from pyc.compiler.session import Session
from pyc.compiler.source import SourceFile, Span

EXCLUDE = re.compile(r"^(\s*exclude\s*=\s*\[)([^\]]*)(\])", re.MULTILINE)
TABLE = re.compile(r"^\s*\[", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Rewrite:
    title: str
    edits: tuple[Edit, ...]


def annotation_removals(
    session: Session, path: Path, text: str, first: int, last: int
) -> list[Rewrite]:
    """For annotated functions and variables that start on the lines [first, last]."""
    source = SourceFile(path, str(path), text)
    tree = session.parsed(source).tree
    if tree is None:
        return []
    found = []
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if not first <= line <= last:
            continue
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                edits = tuple(_of_signature(node, source))
                found.append(Rewrite(f"Remove the annotations of `{node.name}`", edits))
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
                start, end = source.span(node.target), source.span(node.annotation)
                gone = Span(start.end_line, start.end_column, end.end_line, end.end_column)
                found.append(Rewrite(f"Remove the annotation of `{name}`", (Edit(gone, ""),)))
    return harmless(session, path, text, tuple(each for each in found if each.edits))


def harmless(
    session: Session, path: Path, text: str, rewrites: tuple[Rewrite, ...]
) -> list[Rewrite]:
    """Those that make no new problem."""
    return [each for each in rewrites if _is_harmless(session, path, text, each)]


def _of_signature(
    node: ast.FunctionDef | ast.AsyncFunctionDef, source: SourceFile
) -> Iterator[Edit]:
    for each in parameters(node.args):
        if each.annotation is not None:
            start, end = source.span(each), source.span(each.annotation)
            after = start.column + len(each.arg)
            yield Edit(Span(start.line, after, end.end_line, end.end_column), "")
    if node.returns is not None:
        end = source.span(node.returns)
        before = source.lines[end.line - 1][: end.column]
        arrow = re.search(r"\s*->\s*\(*$", before)
        if arrow is not None and not arrow[0].endswith("("):
            yield Edit(Span(end.line, arrow.start(), end.end_line, end.end_column), "")


def _is_harmless(session: Session, path: Path, text: str, rewrite: Rewrite) -> bool:
    def kinds(text: str) -> Counter[str]:
        session.set_text(path, text)
        return Counter(each.problem.slug for each in problems(session.snapshot(path)))

    return kinds(applied(text, rewrite.edits)) <= kinds(text)


def exclusion(path: Path, root: Path) -> tuple[Path, str] | None:
    """The nearest pyc.toml, else a new one in `root`, and its text when it excludes the file;
    None: it does already, or cannot be made to."""
    file = project_file(path.parent) or root / NAME
    try:
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
    except (OSError, UnicodeDecodeError):
        return None
    if not path.is_relative_to(file.parent) or read_text(file, text)[0].excludes(path):
        return None
    pattern = path.relative_to(file.parent).as_posix()
    row = f'"{pattern}"'
    known = EXCLUDE.search(text)
    table = TABLE.search(text)
    if known is not None:
        inner = known[2].rstrip().rstrip(",")
        made = f"{known[1]}{inner}{', ' if inner.strip() else ''}{row}{known[3]}"
        text = text[: known.start()] + made + text[known.end() :]
    else:
        at = table.start() if table is not None else len(text)
        gap = "" if not text[:at] or text[:at].endswith("\n") else "\n"
        text = f"{text[:at]}{gap}exclude = [{row}]\n{text[at:]}"
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None
    return (file, text) if read_text(file, text)[0].excludes(path) else None
