"""Exports hold what the profile holds, in the form that other tools read."""

from __future__ import annotations

import gzip
import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from pyc.compiler.profiler.exports import FORMATS, exported, form_of
from pyc.compiler.profiler.profile import Frame, Profile, ProfileError, loaded
from tests.profiler.test_totals import PROFILE

HOSTILE = Profile(
    "<script>alert(1)</script>",
    "native",
    {(Frame("</title>&\x1b[31m\x00\"'", "a]]>b.py", 3), Frame("f\udc80;\n", "", 0)): 10**12},
)


def test_speedscope() -> None:
    data = json.loads(exported(PROFILE, "speedscope"))
    frames, (profile,) = data["shared"]["frames"], data["profiles"]
    stacks = {
        tuple(frames[n]["name"] for n in stack): weight
        for stack, weight in zip(profile["samples"], profile["weights"], strict=True)
    }
    assert stacks[("<module>", "area", "pyc_list_sort")] == 20
    assert profile["endValue"] == sum(profile["weights"]) == 100
    assert {"name": "area", "file": "/p/prog.py", "line": 3} in frames


def fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Of a message of protocol buffers: numbers and texts."""
    at = 0

    def varint() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(data):
        key = varint()
        if key & 7 == 0:
            yield key >> 3, varint()
        else:
            assert key & 7 == 2
            size = varint()
            yield key >> 3, data[at : at + size]
            at += size


def test_pprof() -> None:
    message = list(fields(gzip.decompress(exported(PROFILE, "pprof"))))
    texts = [
        value.decode() for number, value in message if number == 6 and isinstance(value, bytes)
    ]
    assert texts[0] == ""
    functions = {}
    locations = {}
    for number, value in message:
        if number == 5:
            each = dict(fields(value))  # type: ignore[arg-type]
            functions[each[1]] = (texts[each[2]], texts[each[4]])  # type: ignore[index]
        elif number == 4:
            each = dict(fields(value))  # type: ignore[arg-type]
            line = dict(fields(each[4]))  # type: ignore[arg-type]
            locations[each[1]] = (line[1], line[2])
    found = {}
    for number, value in message:
        if number == 2:
            each = dict(fields(value))  # type: ignore[arg-type]
            stack = [locations[n] for n in each[1]]  # type: ignore[union-attr]
            names = tuple((functions[f][0], line) for f, line in reversed(stack))
            found[names] = each[2][-1]  # type: ignore[index]
    assert found[(("<module>", 9), ("area", 4), ("pyc_list_sort", 0))] == 20
    assert ("<module>", "/p/prog.py") in functions.values()


def test_flame_graph_is_well_formed_and_to_scale() -> None:
    root = ET.fromstring(exported(PROFILE, "svg").decode())
    boxes = [each for each in root.iter() if each.get("class") == "box"]
    widths = {
        next(iter(box)).text.split(" (")[0].split("\n")[0]: float(box.get("data-w", "0"))  # type: ignore[union-attr]
        for box in boxes
    }
    assert widths["area"] == 0.5
    assert widths["pyc_list_sort"] == 0.2
    assert widths["prog.py"] == 1


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "png"])
def test_names_of_any_kind(form: str) -> None:
    assert exported(HOSTILE, form)
    exported(Profile("nothing", "native", {}), form)


def test_a_hostile_name_stays_text() -> None:
    for form in ("svg", "html"):
        text = exported(HOSTILE, form).decode()
        assert "<script>alert" not in text
        assert "\x1b" not in text
    ET.fromstring(exported(HOSTILE, "svg").decode())


def test_the_form_that_a_file_asks_for() -> None:
    names = ["a.svg", "a.html", "a.pb.gz", "a.collapsed", "a.speedscope.json", "a.json", "a.doc"]
    assert [form_of(Path(name)) for name in names] == [
        "svg", "html", "pprof", "collapsed", "speedscope", "profile", None
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"format":"pyc-profile"}', '{"format":"pyc-profile","version":9}',
     '{"format":"pyc-profile","version":1,"frames":[],"stacks":[[1,[4]]],"world":"native"}'],
)  # fmt: skip
def test_a_damaged_file_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "kept.json"
    path.write_text(text)
    with pytest.raises(ProfileError, match=r"kept\.json"):
        loaded(path)
