"""`pyc profile --counts`: how often each function is called, exactly, beside where the time goes.

CPython runs the program from our launcher, whose hooks count; a native program is built to count.
"""

from __future__ import annotations

import json
import struct
import tempfile
from dataclasses import replace
from pathlib import Path

from pyc.compiler.commands.tracing import LAUNCHER, launching
from pyc.compiler.optimizer.counting import counted_functions
from pyc.compiler.profiler import recording
from pyc.compiler.profiler.profile import Named, Profile, Stack
from pyc.compiler.session import BuildOptions, Snapshot

WORD = 8
UNTOLD = "calls are not known: the program ended without telling them"


def cpython_run(
    python: str, words: list[str], hertz: int, foreign: bool
) -> tuple[Profile, int]:
    """The profile with calls of the program's own functions, and its exit status."""
    command, variables = launching(python, words)
    with tempfile.TemporaryDirectory(prefix="pyc-profile-") as folder:
        path = Path(folder) / "calls"
        found, status = recording.cpython_run(
            command, words[0], hertz, foreign, {**variables, "PYC_CALLS": str(path)}
        )
        calls: dict[Named, int] = {}
        if path.exists():
            shown = {str(Path(words[0]).absolute()): words[0]}  # stacks have it as it was given
            for file, name, _, count in json.loads(path.read_text("utf-8")):
                key = name, shown.get(file, file)
                calls[key] = calls.get(key, 0) + count
    stacks: dict[Stack, int] = {}
    for stack, time in found.stacks.items():
        own = _without_launcher(stack, words[0])
        if own is not None:
            stacks[own] = stacks.get(own, 0) + time
    n_samples = sum(stacks.values()) // found.period
    return replace(_with_calls(found, calls), stacks=stacks, n_samples=n_samples), status


def _without_launcher(stack: Stack, program: str) -> Stack | None:
    """None where only the launcher's own work was done."""
    ours = [i for i, frame in enumerate(stack) if frame.file == str(LAUNCHER)]
    if not ours:
        return stack
    rest = stack[ours[-1] + 1 :]
    is_at_start = len(ours) == ours[-1] - ours[0] + 1
    if not is_at_start or not rest or Path(rest[0].file).absolute() != Path(program).absolute():
        return None
    return (*stack[: ours[0]], *rest)


def with_native_calls(
    found: Profile, snapshot: Snapshot, options: BuildOptions, path: Path
) -> Profile:
    """`path`: where a program that was built with these options told its calls, if it did."""
    data = path.read_bytes() if path.exists() else b""
    counts = struct.unpack(f"={len(data) // WORD}Q", data)[1:]
    named = counted_functions(snapshot.ir(options).functions.values())
    wanted = {
        (each.qualname, each.source.path)
        for module in snapshot.program.modules.values()
        for each in module.functions
        if each.kind == "function"
    }
    return _with_calls(found, {
        (name, str(file.absolute())): count
        for (name, file), count in zip(named, counts, strict=False)
        if count and (name, file) in wanted
    })  # fmt: skip


def _with_calls(found: Profile, calls: dict[Named, int]) -> Profile:
    return replace(found, calls=calls, notes=(*found.notes, *(() if calls else (UNTOLD,))))
