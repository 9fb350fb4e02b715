"""Every program of examples/ prints the same under CPython and as an executable."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarks import gallery
from tests import harness


@pytest.mark.parametrize("name", gallery.SIZES)
def test_example(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.py"
    shutil.copy(gallery.EXAMPLES / path.name, path)
    small, _ = gallery.SIZES[name]
    expected = harness.cpython(path, arguments=small)
    assert expected.status == 0, expected.stderr.decode()
    actual = harness.pyc(path, "O2", arguments=small)
    different = harness.difference(expected, actual)
    assert not different, different


def test_every_example_is_in_the_gallery() -> None:
    programs = {path.stem for path in gallery.EXAMPLES.glob("*.py")}
    assert programs == set(gallery.SIZES)


def test_the_gallery_page_lists_what_there_is() -> None:
    """Not the times: they are those of one machine."""
    rows = [
        line.rsplit("|", 4)[0]
        for line in gallery.PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("| [")
    ]
    expected = [gallery.line(each, "", "", "").rsplit("|", 4)[0] for each in gallery.examples()]
    assert rows == expected, "python benchmarks/gallery.py writes the page anew"
