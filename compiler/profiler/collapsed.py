"""Stacks as text, `outer (prog.py:9);inner (prog.py:3) 150`: what py-spy writes and most tools
read. A function's name may hold anything but `;`, a newline and ` (` before its file."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pyc.compiler.profiler.profile import Frame, Profile, Stack

PLACE = re.compile(r"^(?P<function>.*) \((?P<file>.*?)(?::(?P<line>\d+))?\)$")
FOREIGN = "[native]"
UNFIT = re.compile(r"[;\r\n]")


def text(profile: Profile) -> str:
    """One line a stack; counts are samples, at least one."""
    lines = []
    for stack, time in profile.stacks.items():
        names = ";".join(_written(frame) for frame in stack) or FOREIGN
        lines.append(f"{names} {max(1, round(time / profile.period))}\n")
    return "".join(sorted(lines))


def _written(frame: Frame) -> str:
    place = f"{frame.file}:{frame.line}" if frame.file else FOREIGN
    return UNFIT.sub("_", f"{frame.function} ({place})")


def stacks(lines: Iterable[str]) -> dict[Stack, int]:
    """Counts by stack; what is no line of this form is passed over."""
    found: dict[Stack, int] = {}
    known: dict[str, Frame] = {}
    for line in lines:
        names, _, count = line.rstrip("\r\n").rpartition(" ")
        if not names or not count.isdigit():
            continue
        words = names.split(";")
        for word in words:
            if word not in known:
                known[word] = _read(word)
        stack = tuple([known[word] for word in words])
        found[stack] = found.get(stack, 0) + int(count)
    return found


def _read(name: str) -> Frame:
    match = PLACE.match(name)
    if match is None or match["file"] == FOREIGN:
        return Frame(match["function"] if match else name, "", 0)
    return Frame(match["function"], match["file"], int(match["line"] or 0))
