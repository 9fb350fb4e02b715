"""A project's own choices: the nearest `pyc.toml` at or above a program's folder.

    level = 2                      # of optimisation, where the command line names none
    search-path = ["lib"]          # folders of modules, behind the program's own
    exclude = ["build", "*_old.py"]    # what is no part of the project, for the editor
    compile-on-save = true         # in the background, for the editor

All keys may be left out. Nothing in it names a program to run: it counts in untrusted places, too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from pyc.compiler.diagnostics.problem import Located
from pyc.compiler.source import SourceFile, Span

NAME = "pyc.toml"
LARGEST = 1 << 20  # bytes
PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)")
KINDS = {
    "level": "an integer from 0 to 3",
    "search-path": "a list of strings",
    "exclude": "a list of strings",
    "compile-on-save": "true or false",
}


@dataclass(frozen=True, slots=True)
class Project:
    """`root`: where its file is. `level`: None where it names none."""

    root: Path | None = None
    level: int | None = None
    search_path: tuple[Path, ...] = ()
    exclude: tuple[str, ...] = ()
    compile_on_save: bool = True

    def excludes(self, path: Path) -> bool:
        """A pattern counts for whole paths below the root, and without a slash for names."""
        if self.root is None or not path.is_relative_to(self.root):
            return False
        parts = path.relative_to(self.root).parts
        below = ["/".join(parts[: end + 1]) for end in range(len(parts))]
        return any(
            fnmatchcase(each, pattern.strip("/"))
            for pattern in self.exclude
            for each in (below if "/" in pattern.strip("/") else parts)
        )


def project_file(folder: Path) -> Path | None:
    """The nearest at or above."""
    folder = folder.resolve()
    found = (each / NAME for each in (folder, *folder.parents))
    return next((each for each in found if each.is_file()), None)


def project_of(folder: Path) -> tuple[Project, tuple[Located, ...]]:
    """Of programs in that folder, with what is wrong in its file; what is wrong counts as left
    out."""
    path = project_file(folder)
    if path is None:
        return Project(), ()
    return read(path)


def read(path: Path) -> tuple[Project, tuple[Located, ...]]:
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST).decode()
    except (OSError, UnicodeDecodeError) as error:
        source = SourceFile(path, str(path), "")
        return Project(path.parent), (_fault(source, f"the file cannot be read: {error}"),)
    return read_text(path, text)


def read_text(path: Path, text: str) -> tuple[Project, tuple[Located, ...]]:
    """As if that were in the file."""
    import tomllib

    source = SourceFile(path, str(path), text)
    try:
        rows = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Project(path.parent), (_syntax_fault(source, str(error)),)
    wrong = {key: _wrong(key, value) for key, value in rows.items()}
    faults = tuple(_fault(source, reason, key) for key, reason in wrong.items() if reason)
    good = {key: value for key, value in rows.items() if not wrong[key]}
    return _project(path.parent, good), faults


def _project(root: Path, rows: dict[str, Any]) -> Project:
    folders = tuple((root / each).resolve() for each in rows.get("search-path", ()))
    return Project(
        root, rows.get("level"), folders, tuple(rows.get("exclude", ())),
        rows.get("compile-on-save", True),
    )  # fmt: skip


def _wrong(key: str, value: object) -> str:
    """"": it is fine."""
    match key, value:
        case ("compile-on-save", bool()):
            return ""
        case ("level", int()) if not isinstance(value, bool) and 0 <= value <= 3:
            return ""
        case ("search-path" | "exclude", list()) if all(isinstance(each, str) for each in value):
            return ""
    if key in KINDS:
        return f"`{key}` must be {KINDS[key]}"
    return f"there is no setting `{key}`; there are: {', '.join(KINDS)}"


def _syntax_fault(source: SourceFile, message: str) -> Located:
    found = PLACE.search(message)
    lines = source.text.split("\n")
    line, column = len(lines), len(lines[-1])
    if found is not None and found[1]:
        line, column = int(found[1]), int(found[2]) - 1
    return _located(source, PLACE.sub("", message), Span(line, column, line, column + 1))


def _fault(source: SourceFile, reason: str, key: str = "") -> Located:
    """At the key, where it stands at a line's start."""
    pattern = re.compile(rf"""^\s*["'\[]*({re.escape(key)})""")
    for number, line in enumerate(source.text.split("\n"), 1):
        found = pattern.match(line) if key else None
        if found is not None:
            return _located(source, reason, Span(number, found.start(1), number, found.end(1)))
    return _located(source, reason, Span(1, 0, 1, 0))


def _located(source: SourceFile, reason: str, span: Span) -> Located:
    from pyc.compiler.diagnostics.catalogue import BadSettings

    return Located(BadSettings(reason), source, span)
