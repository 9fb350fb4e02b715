"""A new name for a variable, function, class or member, in all files that use it; proved before it
is offered: in the program that it makes, each name still means what it meant.
"""

from __future__ import annotations

import keyword
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyc.compiler.ide.fixes import Edit, applied
from pyc.compiler.ide.names import Names, Occurrence, names
from pyc.compiler.ide.problems import problems
from pyc.compiler.session import Session, Snapshot
from pyc.compiler.source import Span, decoded

LARGEST = 1 << 20  # bytes of a file that is looked into
Edits = dict[Path, tuple[Edit, ...]]


class Refused(Exception):
    """It cannot be renamed; the text says why."""


def renamable(found: Names, path: Path, line: int, column: int) -> Occurrence:
    """The name at a place.

    Raises: Refused.
    """
    here = found.at(path, line, column)
    if here is None:
        raise Refused("there is no name here whose meaning is known")
    if here.key[0] == "module":
        raise Refused("modules are named by their files")
    if found.definition(here.key) is None:
        raise Refused(f"`{here.name}` is not defined in this program")
    if here.name.startswith("__"):
        raise Refused(f"`{here.name}` has a meaning of its own in Python")
    for where, span, name in found.unknown:
        # An attribute may be a member, a keyword a parameter: neither a global.
        if name == here.name and (here.key[0] == "member" or here.key[2]):
            raise Refused(
                f"`{name}` at {where.name}:{span} may mean this one, too: its type is not known"
            )
    return here


def renamed(
    session: Session, path: Path, text: str, line: int, column: int, new: str, mains: Iterable[Path]
) -> Edits:
    """`mains`: other programs that may use the name.

    Raises: Refused.
    """
    if not new.isidentifier() or keyword.iskeyword(new):
        raise Refused(f"`{new}` is not a name")
    session.set_text(path, text)
    snapshot = session.snapshot(path)
    found = names(snapshot)
    here = renamable(found, path, line, column)
    place = found.definition(here.key)
    assert place is not None
    edits: dict[Path, set[Span]] = {}
    programs = [(snapshot, found, here)]
    _check_whole(snapshot)
    for main in mains:
        other = session.snapshot(main)
        there = names(other)
        meant = there.at(place[0], place[1].line, place[1].column)
        if meant is not None and meant.name == here.name:
            _check_whole(other)
            renamable(there, place[0], place[1].line, place[1].column)
            programs.append((other, there, meant))
    for _, each, meant in programs:
        for occurrence in each.of(meant.key):
            edits.setdefault(occurrence.path, set()).add(occurrence.span)
    made = {
        file: tuple(Edit(span, new) for span in sorted(spans, key=lambda x: (x.line, x.column)))
        for file, spans in edits.items()
    }
    before = [(each, Counter(_kinds(own))) for own, each, _ in programs]
    _apply(session, snapshot, made)
    for (own, _, _), (old, had) in zip(programs, before, strict=True):
        _prove(session.snapshot(own.main), old, had)
    return made


def _check_whole(snapshot: Snapshot) -> None:
    """Raises: Refused."""
    unread = sorted(snapshot.program.unread)
    if unread:
        raise Refused(
            f"the name may be used in modules that are not read here, such as `{unread[0]}`: the"
            f" program has more than {snapshot.session.most_lines:,} lines"
        )


def _kinds(snapshot: Snapshot) -> Iterator[str]:
    return (each.problem.slug for each in problems(snapshot))


def _apply(session: Session, snapshot: Snapshot, edits: Edits) -> None:
    for file, each in edits.items():
        session.set_text(file, applied(session.files.read(file, str(file)).text, each))


def _prove(after: Snapshot, old: Names, had: Counter[str]) -> None:
    """Raises: Refused."""
    new = names(after)
    if len(new.occurrences) != len(old.occurrences) or len(new.unknown) != len(old.unknown):
        raise Refused("the program would not be the same under this name")
    forward: dict[tuple[str, ...], tuple[str, ...]] = {}
    backward: dict[tuple[str, ...], tuple[str, ...]] = {}
    for one, other in zip(old.occurrences, new.occurrences, strict=True):
        if forward.setdefault(one.key, other.key) != other.key or (
            backward.setdefault(other.key, one.key) != one.key
        ):
            raise Refused(
                f"`{other.name}` at {other.path.name}:{other.span} would mean something else"
            )
    if not Counter(_kinds(after)) <= had:
        raise Refused("the program would have a new problem under this name")


def mentioning(word: str, files: Iterable[Path]) -> list[Path]:
    """Those whose text has the word."""
    pattern = re.compile(rf"\b{re.escape(word)}\b")
    found = []
    for path in files:
        try:
            if path.stat().st_size <= LARGEST and pattern.search(decoded(path.read_bytes())):
                found.append(path)
        except (OSError, UnicodeDecodeError, SyntaxError):
            continue
    return found
