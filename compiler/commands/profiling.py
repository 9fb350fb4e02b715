"""`pyc profile`: where a program spends its time, under CPython or native."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pyc.compiler.commands import counting
from pyc.compiler.commands.loading import ENVIRONMENT, USAGE, checked
from pyc.compiler.profiler import profile as profiles
from pyc.compiler.profiler import recording, totals
from pyc.compiler.profiler.exports import FORMATS, exported, form_of
from pyc.compiler.profiler.profile import Named, Profile, ProfileError
from pyc.compiler.session import BuildOptions

ELF = b"\x7fELF"
RATE = 500  # samples a second
FOREIGN_RATE = 100  # of CPython with C functions: it is stopped for each


def profile(options: argparse.Namespace) -> int:
    """The exit status of the program, once its profile is shown."""
    if options.program is None and options.pid is None:
        print("error: pyc profile PROGRAM, or pyc profile --pid N", file=sys.stderr)
        return USAGE
    form = options.format
    if options.output is not None and form is None:
        form = form_of(options.output)
        if form is None:
            print(
                f"error: what to write into {options.output}? --format is one of"
                f" {', '.join(FORMATS)}",
                file=sys.stderr,
            )
            return USAGE
    try:
        found = _measured(options)
        if isinstance(found, int):
            return found
        result, status = found
        _show(result, options, form)
    except ProfileError as error:
        print(f"error: {error}", file=sys.stderr)
        return ENVIRONMENT
    return status


def _measured(options: argparse.Namespace) -> tuple[Profile, int] | int:
    """A profile and the program's exit status; or that of this command."""
    rate = options.rate or RATE
    python_rate = options.rate or (FOREIGN_RATE if options.foreign else RATE)
    if options.pid is not None:
        pid, seconds = options.pid, options.duration
        symbols = recording.native_symbols(pid)
        if symbols is not None:
            return recording.native_attached(pid, symbols, seconds, rate), 0
        return recording.cpython_attached(pid, seconds, python_rate, options.foreign), 0
    program: Path = options.program
    if profiles.is_kept(program):
        return profiles.loaded(program), 0
    if _start(program).startswith(ELF):
        if options.counts:
            raise ProfileError(f"{program} does not count calls: --counts --native prog.py does")
        return recording.native_run(program, options.arguments, rate, options.perf)
    if options.native:
        return _built_and_run(options, rate)
    command = [str(program), *options.arguments]
    if options.counts:
        return counting.cpython_run(options.python, command, python_rate, options.foreign)
    return recording.cpython_run(
        [options.python, *command], str(program), python_rate, options.foreign
    )


def _start(program: Path) -> bytes:
    with program.open("rb") as file:
        return file.read(64)


def _built_and_run(options: argparse.Namespace, rate: int) -> tuple[Profile, int] | int:
    """With debug information at the usual level: it costs no time when the program runs."""
    choices = BuildOptions(level=2, is_debug=True, counts=options.counts)
    options.file = options.program
    snapshot = checked(options, choices.observed)
    if isinstance(snapshot, int):
        return snapshot
    with tempfile.TemporaryDirectory(prefix="pyc-profile-") as folder:
        output = Path(folder) / options.program.stem
        snapshot.build(output, choices)
        calls = Path(folder) / "calls"
        found, status = recording.native_run(
            output, options.arguments, rate, options.perf, {"PYC_CALLS": str(calls)}
        )
        if options.counts:
            found = counting.with_native_calls(found, snapshot, choices, calls)
    return replace(found, program=str(options.program)), status


# ---- What is shown


def _show(profile: Profile, options: argparse.Namespace, form: str | None) -> None:
    if options.save is not None:
        _write(options.save, profiles.saved(profile).encode())
    if options.output is not None:
        assert form is not None
        _write(options.output, exported(profile, form))
        return
    if form is not None:
        sys.stdout.buffer.write(exported(profile, form))
    elif options.json:
        print(json.dumps(as_json(profile, options.top, options.foreign), indent=2))
    elif options.compare is not None:
        before = profiles.loaded(options.compare)
        print(comparison(before, profile, options.top, options.foreign), end="")
    else:
        print(as_text(profile, options.top, options.foreign), end="")


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def as_text(profile: Profile, top: int, foreign: bool) -> str:
    shown = profile if foreign else profiles.without_foreign(profile)
    total = shown.total or 1
    lines = [
        f"{profile.program} ({profile.world}): {shown.total / 1e9:.3f} s of processor time,"
        f" {profile.n_samples} samples"
    ]
    lines += [f"note: {note}" for note in profile.notes]
    counts = "       calls" if profile.calls else ""
    calls = [f"{n:12,}  {name}  {Path(file).name}" for name, file, n in _most_called(profile)[:top]]
    if calls:
        calls = ["", "       calls  most often called", *calls]
    if not shown.stacks:
        return "\n".join([*lines, "it ended before a sample was taken", *calls, ""])
    lines += ["", f"     self    total{counts}  function"]
    lines += [_row(row, total, profile.calls) for row in totals.by_function(shown)[:top]]
    lines += ["", "     self    total  line"]
    lines += [_row(row, total) for row in totals.by_line(shown)[:top]]
    lines += ["", "hot path"]
    for node in totals.hot_path(shown)[:top]:
        lines.append(f"  {100 * node.total / total:6.1f} %  {node.function}")
    return "\n".join([*lines, *calls, ""])


def _most_called(profile: Profile) -> list[tuple[str, str, int]]:
    rows = [(name, file, count) for (name, file), count in profile.calls.items()]
    return sorted(rows, key=lambda row: (-row[2], row[1], row[0]))


def _row(row: totals.Row, total: int, calls: Mapping[Named, int] | None = None) -> str:
    place = f"  {Path(row.file).name}" if row.file else ""
    if place and row.line:
        place += f":{row.line}"
    shares = f"{100 * row.own / total:6.1f} % {100 * row.total / total:6.1f} %"
    if calls:
        count = calls.get((row.function, row.file))
        shares += f" {count:11,}" if count is not None else " " * 12
    return f" {shares}  {row.function}{place}"


def as_json(profile: Profile, top: int, foreign: bool) -> dict[str, object]:
    shown = profile if foreign else profiles.without_foreign(profile)

    def as_row(row: totals.Row) -> dict[str, object]:
        calls = profile.calls.get((row.function, row.file))
        return {
            "function": row.function, "file": row.file, "self_ns": row.own, "total_ns": row.total,
        } | ({"line": row.line} if row.line else {"calls": calls})  # fmt: skip

    def rows(found: list[totals.Row]) -> list[dict[str, object]]:
        return [as_row(row) for row in found[:top]]

    return {
        "program": profile.program,
        "world": profile.world,
        "total_ns": shown.total,
        "n_samples": profile.n_samples,
        "period_ns": profile.period,
        "notes": list(profile.notes),
        "functions": rows(totals.by_function(shown)),
        "lines": rows(totals.by_line(shown)),
        "hot_path": [node.function for node in totals.hot_path(shown)],
        "calls": [
            {"function": name, "file": file, "calls": count}
            for name, file, count in _most_called(profile)
        ],
    }


def comparison(before: Profile, after: Profile, top: int, foreign: bool) -> str:
    """Two profiles beside each other, the greatest change first."""
    sides = [each if foreign else profiles.without_foreign(each) for each in (before, after)]
    lines = [f"{each.program} ({each.world}): {each.total / 1e9:.3f} s" for each in sides]
    if sides[0].total and sides[1].total:
        lines[-1] += f", {sides[0].total / sides[1].total:.2f} times as fast"
    lines += ["", "   before     after    function"]
    for row in totals.changes(*sides)[:top]:
        lines.append(
            f" {row.before / 1e6:8.1f}  {row.after / 1e6:8.1f} ms  {row.function}"
            f"  {Path(row.file).name}"
        )
    return "\n".join([*lines, ""])
