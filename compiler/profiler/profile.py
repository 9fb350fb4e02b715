"""A profile: how much processor time was seen in each stack, and the file that keeps it.

    Profile("prog.py", world="native", stacks={(Frame("<module>", "prog.py", 9),
                                                Frame("area", "prog.py", 3)): 1_500_000_000})

One form for both worlds, so that everything that shows, compares or exports profiles exists once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

FORMAT, VERSION = "pyc-profile", 1
NANOSECONDS = 1_000_000_000
World = Literal["cpython", "native"]


# Files of what Python calls: the text that native code was made of, where that is known.
FOREIGN = (".c", ".h", ".cc", ".hh", ".cpp", ".hpp", ".cxx", ".pyx", ".pxd", ".rs", ".f90", ".S")


def is_python(file: str) -> bool:
    return bool(file) and not file.endswith(FOREIGN)


class Frame(NamedTuple):
    """A function at a line. Code that is no Python (the runtime, a C library) has the file "",
    or that of its own text.

    A tuple, since stacks are compared and hashed by the thousands.
    """

    function: str
    file: str
    line: int  # 0: not known

    @property
    def is_python(self) -> bool:
        return is_python(self.file)


Stack = tuple[Frame, ...]  # from the outermost to the innermost frame
Named = tuple[str, str]  # function, file


@dataclass(frozen=True, slots=True)
class Profile:
    program: str
    world: World
    stacks: Mapping[Stack, int]  # nanoseconds of processor time
    period: int = NANOSECONDS // 100  # nanoseconds between samples
    n_samples: int = 0
    duration: int = 0  # nanoseconds of the wall's clock
    started: int = 0  # nanoseconds since 1970
    notes: tuple[str, ...] = field(default=())  # what a reader must know to read it right
    calls: Mapping[Named, int] = field(default_factory=dict)  # exact, where they were counted

    @property
    def total(self) -> int:
        return sum(self.stacks.values())


class ProfileError(Exception):
    """A profile that cannot be made or read; the text says why."""


def merged(profiles: Iterable[Profile]) -> Profile:
    """Of one program: parts of a run, or several runs, added up. Needs at least one."""
    first, *rest = profiles
    stacks, calls = dict(first.stacks), dict(first.calls)
    for each in rest:
        for stack, time in each.stacks.items():
            stacks[stack] = stacks.get(stack, 0) + time
        for name, count in each.calls.items():
            calls[name] = calls.get(name, 0) + count
    return replace(
        first,
        stacks=stacks,
        calls=calls,
        n_samples=first.n_samples + sum(each.n_samples for each in rest),
        duration=first.duration + sum(each.duration for each in rest),
        notes=tuple(dict.fromkeys(note for each in (first, *rest) for note in each.notes)),
    )


def without_foreign(profile: Profile) -> Profile:
    """Time in the runtime and in C libraries counts for the Python line that called them."""
    stacks: dict[Stack, int] = {}
    for stack, time in profile.stacks.items():
        kept = tuple(frame for frame in stack if frame.is_python)
        stacks[kept] = stacks.get(kept, 0) + time
    return replace(profile, stacks=stacks)


# ---- The file


def saved(profile: Profile) -> str:
    """JSON; each frame is written once."""
    numbers: dict[Frame, int] = {}
    stacks = [
        [time, [numbers.setdefault(frame, len(numbers)) for frame in stack]]
        for stack, time in profile.stacks.items()
    ]
    return json.dumps(
        {
            "format": FORMAT,
            "version": VERSION,
            "program": profile.program,
            "world": profile.world,
            "period": profile.period,
            "n_samples": profile.n_samples,
            "duration": profile.duration,
            "started": profile.started,
            "notes": profile.notes,
            "frames": [[frame.function, frame.file, frame.line] for frame in numbers],
            "stacks": stacks,
            "calls": [[*name, count] for name, count in profile.calls.items()],
        },
        ensure_ascii=True,
        separators=(",", ":"),
    )


def is_kept(path: Path) -> bool:
    """Whether the file may be a profile that was kept; a program may begin with a brace, too.

    Raises: OSError.
    """
    with path.open("rb") as file:
        return path.suffix != ".py" and file.read(64).lstrip().startswith(b"{")


def loaded(path: Path) -> Profile:
    """Raises: ProfileError, OSError."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise ProfileError(f"{path} is no profile that `pyc profile --save` wrote")
        if data["version"] != VERSION:
            raise ProfileError(f"{path} has version {data['version']}; this pyc reads {VERSION}")
        return _profile(data)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise ProfileError(f"{path} is damaged: {type(error).__name__}: {error}") from error


def _profile(data: dict[str, Any]) -> Profile:
    frames = [Frame(str(name), str(file), int(line)) for name, file, line in data["frames"]]
    world = data["world"]
    if world not in ("cpython", "native"):
        raise ValueError(f"world {world!r}")
    return Profile(
        program=str(data["program"]),
        world=world,
        stacks={tuple(frames[n] for n in stack): int(time) for time, stack in data["stacks"]},
        period=int(data["period"]),
        n_samples=int(data["n_samples"]),
        duration=int(data["duration"]),
        started=int(data["started"]),
        notes=tuple(str(note) for note in data["notes"]),
        calls={(str(name), str(file)): int(n) for name, file, n in data.get("calls", ())},
    )
