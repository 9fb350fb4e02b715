"""Profiles in the forms other tools read: collapsed stacks, speedscope, pprof.

Sources: speedscope's file-format-schema.json; pprof's proto/profile.proto.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path

from pyc.compiler.profiler import collapsed, flame
from pyc.compiler.profiler.profile import Frame, Profile, saved

SPEEDSCOPE = "https://www.speedscope.app/file-format-schema.json"
TEXTS = ("collapsed", "speedscope", "svg", "html", "profile")
FORMATS = (*TEXTS, "pprof", "png")


def exported(profile: Profile, form: str) -> bytes:
    """`form`: one of FORMATS. Raises: ProfileError (png without matplotlib)."""
    match form:
        case "collapsed":
            return collapsed.text(profile).encode("utf-8", "backslashreplace")
        case "speedscope":
            return speedscope(profile).encode()
        case "svg":
            return flame.svg(profile).encode()
        case "html":
            return flame.html(profile).encode()
        case "profile":
            return saved(profile).encode()
        case "pprof":
            return pprof(profile)
        case "png":
            from pyc.compiler.profiler.picture import hot_spots

            return hot_spots(profile)
    raise ValueError(form)


def form_of(path: Path) -> str | None:
    """The form that a file's name asks for."""
    for suffix, form in (
        (".collapsed", "collapsed"), (".txt", "collapsed"), (".speedscope.json", "speedscope"),
        (".json", "profile"), (".svg", "svg"), (".html", "html"), (".png", "png"),
        (".pb.gz", "pprof"), (".pprof", "pprof"),
    ):  # fmt: skip
        if path.name.endswith(suffix):
            return form
    return None


def speedscope(profile: Profile) -> str:
    numbers: dict[Frame, int] = {}
    samples = [
        [numbers.setdefault(frame, len(numbers)) for frame in stack] for stack in profile.stacks
    ]
    frames = [
        {"name": frame.function, "file": frame.file, "line": frame.line}
        if frame.file
        else {"name": frame.function}
        for frame in numbers
    ]
    return json.dumps(
        {
            "$schema": SPEEDSCOPE,
            "name": f"{profile.program} ({profile.world})",
            "exporter": "pyc",
            "shared": {"frames": frames},
            "profiles": [
                {
                    "type": "sampled",
                    "name": profile.world,
                    "unit": "nanoseconds",
                    "startValue": 0,
                    "endValue": profile.total,
                    "samples": samples,
                    "weights": list(profile.stacks.values()),
                }
            ],
        }
    )


# ---- pprof: a message of protocol buffers, gzipped


def pprof(profile: Profile) -> bytes:
    texts: dict[str, int] = {"": 0}
    functions: dict[tuple[str, str], int] = {}
    places: dict[Frame, int] = {}

    def text(word: str) -> int:
        return texts.setdefault(word, len(texts))

    message = bytearray()
    for kind, unit in (("samples", "count"), ("cpu", "nanoseconds")):
        message += _message(1, _number(1, text(kind)) + _number(2, text(unit)))
    for stack, time in profile.stacks.items():
        numbers = [places.setdefault(frame, len(places) + 1) for frame in reversed(stack)]
        count = max(1, round(time / profile.period))
        message += _message(2, _packed(1, numbers) + _packed(2, (count, time)))
    for frame, number in places.items():
        function = functions.setdefault((frame.function, frame.file), len(functions) + 1)
        line = _number(1, function) + _number(2, frame.line)
        message += _message(4, _number(1, number) + _message(4, line))
    for (name, file), number in functions.items():
        fields = _number(1, number) + _number(2, text(name)) + _number(3, text(name))
        message += _message(5, fields + _number(4, text(file)))
    cpu, nanoseconds = text("cpu"), text("nanoseconds")
    for word in texts:
        message += _message(6, word.encode("utf-8", "surrogatepass"))
    message += _number(9, profile.started) + _number(10, profile.duration)
    message += _message(11, _number(1, cpu) + _number(2, nanoseconds))
    message += _number(12, profile.period)
    return gzip.compress(bytes(message), mtime=0)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _message(field: int, data: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(data)) + data


def _packed(field: int, values: Iterable[int]) -> bytes:
    return _message(field, b"".join(_varint(value) for value in values))
