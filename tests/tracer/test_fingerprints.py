"""Two texts of a function are the same where they do the same: nothing else counts."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pyc.compiler.tracer.fingerprints import fingerprints
from tests.tracer.running import ROOT, pythons

TEXT = """\
def area(width, height):
    return width * height
"""
SAME = (
    '# above\n\n\ndef area(width, height):\n    """Of a rectangle."""\n    return width * height\n',
    "def area(width,\n         height):  # beside\n\n    return (width\n            * height)\n",
)
OTHER = (
    TEXT.replace("*", "+"),
    TEXT.replace("height", "depth"),
    TEXT.replace("width * height", "width * height * 1"),
    TEXT.replace("height):", "height=0):"),
    "@cached\n" + TEXT,
    "async " + TEXT,
)


def of(text: str) -> str:
    (found,) = {each for (name, _), each in fingerprints(text).items() if name == "area"}
    return found


@pytest.mark.parametrize("text", SAME)
def test_what_does_not_count(text: str) -> None:
    assert of(text) == of(TEXT)


@pytest.mark.parametrize("text", OTHER)
def test_what_counts(text: str) -> None:
    assert of(text) != of(TEXT)


@pytest.mark.parametrize("one", ["1", "1.0", "True", "'1'", "b'1'", "None", "...", "0.0", "-0.0"])
def test_constants_are_told_apart(one: str) -> None:
    texts = [f"def area():\n    return {each}\n" for each in (one, "2", "()", "")]
    assert len({of(text) for text in texts}) == len(texts)


def test_functions_are_named_as_their_code_is() -> None:
    text = (
        "class A:\n"
        "    @property\n"
        "    def size(self, by=lambda n: n):\n"
        "        return by((lambda: self)())\n"
    )
    places = set(fingerprints(text))
    assert places == {
        ("A.size", 2), ("A.size", 3), ("A.<lambda>", 3), ("A.size.<locals>.<lambda>", 4)
    }  # fmt: skip
    assert {name for name, _ in fingerprints(text, {"A.size"})} == {"A.size"}


def test_a_text_that_does_not_parse_has_none() -> None:
    for text in ("def area(:", "\0", "(" * 500):
        assert fingerprints(text) == {}


def test_every_python_says_the_same() -> None:
    file = Path(__file__).parents[1] / "tui" / "sample.py"
    ask = (
        "import sys; from pyc.compiler.tracer.fingerprints import fingerprints;"
        "print(sorted(fingerprints(open(sys.argv[1], 'rb').read()).items()))"
    )
    said = {
        subprocess.run(
            [python, "-c", ask, file], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
        for python in pythons()
    }
    assert said == {f"{sorted(fingerprints(file.read_bytes()).items())}\n"}
