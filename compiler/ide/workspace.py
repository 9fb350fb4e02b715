"""The Python files of a project, and what is worth knowing of each: functions, blockers, costs."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pyc.compiler.diagnostics.catalogue import PartlyBoxed
from pyc.compiler.ide.document import DocumentFacts, Outlined, facts, syntax_facts
from pyc.compiler.ide.places import PlaceTable
from pyc.compiler.project import Project, project_file, read
from pyc.compiler.session import Session
from pyc.compiler.source import Span, decoded

MOST_FILES = 2000
MOST_FOLDERS = 20_000
LARGEST = 1 << 20  # bytes of a file that is read
NAMES = re.compile(r"(`[^`]*`, )*`[^`]*`")
SKIPPED = frozenset({"__pycache__", "node_modules", "site-packages"})


def python_files(roots: list[Path], is_wanted: Callable[[], bool] = lambda: True) -> list[Path]:
    """In the order of their paths, the first MOST_FILES. Left out: hidden folders, environments,
    what pyc.toml excludes, links. Nothing is opened but folders. Ends early once nobody wants it.
    """
    found: list[Path] = []
    for path in _walked(sorted({each.resolve() for each in roots})):
        if len(found) >= MOST_FILES or not is_wanted():
            break
        found.append(path)
    return found


def _walked(roots: list[Path]) -> Iterator[Path]:
    todo = list(reversed(roots))
    seen: set[Path] = set()
    projects: dict[Path | None, Project] = {}  # by their files
    while todo and len(seen) < MOST_FOLDERS:
        folder = todo.pop()
        if folder in seen:
            continue
        seen.add(folder)
        file = project_file(folder)
        if file not in projects:
            projects[file] = read(file)[0] if file is not None else Project()
        project = projects[file]
        folders = []
        for entry in _entries(folder):
            path = folder / entry.name
            if entry.name.startswith(".") or entry.is_symlink() or project.excludes(path):
                continue
            if entry.is_file() and entry.name.endswith(".py"):
                yield path
            elif entry.is_dir() and entry.name not in SKIPPED:
                folders.append(path)
        todo += [each for each in reversed(folders) if not (each / "pyvenv.cfg").exists()]


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as rows:
            return sorted(rows, key=lambda each: each.name)
    except OSError:  # gone, or not for us to read
        return []


def blockers(found: DocumentFacts, function: Outlined) -> list[str]:
    """What keeps a function from being native, each kind once: without it, it would be."""
    if function.verdict == "boxed only":
        return [NAMES.sub("…", function.reason)]
    if function.verdict != "partly boxed":
        return []
    whole, inner = function.span, [each.span for each in function.inner]
    kinds = {
        located.problem.reason.partition(":")[0].removeprefix("this ")
        for located in found.problems
        if isinstance(located.problem, PartlyBoxed)
        and _contains(whole, located.span)
        and not any(_contains(each, located.span) for each in inner)
    }
    return sorted(kinds)


@dataclass(frozen=True, slots=True)
class LineCost:
    """`verdict` of what runs there: "native", "partly boxed" or "boxed only"; `why`, by step."""

    line: int
    verdict: str
    why: str


def line_costs(found: DocumentFacts) -> list[LineCost]:
    """Of the lines of functions that are compiled, and of others with boxed steps."""
    reasons: dict[int, list[str]] = {}
    for located in found.problems:
        if isinstance(located.problem, PartlyBoxed):
            reasons.setdefault(located.span.line, []).append(located.problem.reason)
    owners: dict[int, Outlined] = {}
    for function in found.functions():  # inner ones come behind those around them
        for line in range(function.span.line, function.span.end_line + 1):
            owners[line] = function
    made = []
    for line, text in enumerate(found.text.split("\n"), 1):
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        owner = owners.get(line)
        verdict = owner.verdict if owner is not None else ""
        if owner is not None and verdict == "boxed only":
            made.append(LineCost(line, verdict, owner.reason))
        elif line in reasons:
            why = "; ".join(dict.fromkeys(reasons[line]))
            made.append(LineCost(line, "partly boxed", why))
        elif verdict in ("native", "partly boxed"):
            made.append(LineCost(line, "native", ""))
    return made


def _contains(outer: Span, inner: Span) -> bool:
    return outer.line <= inner.line and inner.end_line <= outer.end_line


def module_facts(session: Session, path: Path) -> DocumentFacts | None:
    """Problems and outline of a file; None: it cannot be read, or is very large. That a program is
    large is told of the documents that are open: of each file it would be said again and again."""
    text = _text(path)
    if text is None:
        return None
    found = facts(session, path, text)
    return replace(found, places=PlaceTable(), hints=(), unread=frozenset())


def module_outline(session: Session, path: Path) -> DocumentFacts | None:
    """The outline alone, without analysis."""
    text = _text(path)
    if text is None:
        return None
    return syntax_facts(session, path, text)


def _text(path: Path) -> str | None:
    try:
        if path.stat().st_size > LARGEST:
            return None
        return decoded(path.read_bytes())
    except (OSError, UnicodeDecodeError, SyntaxError):
        return None
