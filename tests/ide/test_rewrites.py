"""Annotations taken away, and files taken out of a project."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyc.compiler.ide.fixes import Edit, applied
from pyc.compiler.ide.rewrites import Rewrite, annotation_removals, exclusion, harmless
from pyc.compiler.project import project_of
from pyc.compiler.session import Session
from pyc.compiler.source import Span

PROGRAM = """\
from typing import Dict, List

limit: int = 3
late: float


def total(rows: List[int], *more: int, scale: "float" = 1.5, **named: Dict[str, int]) -> float:
    result: float = 0.0
    return result * scale


def plain(x):
    return x


print(total([1]), limit, plain(1))
"""


def removed(folder: Path, first: int, last: int) -> dict[str, str]:
    found = annotation_removals(Session(), folder / "prog.py", PROGRAM, first, last)
    return {
        each.title: applied(PROGRAM, each.edits).split("\n")[first - 1] for each in found
    }


def test_annotations_away(tmp_path: Path) -> None:
    assert removed(tmp_path, 3, 3) == {"Remove the annotation of `limit`": "limit = 3"}
    assert removed(tmp_path, 7, 7) == {
        "Remove the annotations of `total`": 'def total(rows, *more, scale = 1.5, **named):',
    }
    assert removed(tmp_path, 8, 8) == {"Remove the annotation of `result`": "    result = 0.0"}
    for line in (4, 12, 13, 99):
        assert removed(tmp_path, line, line) == {}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, 'exclude = ["old/x.py"]\n'),
        ("level = 2\n", 'level = 2\nexclude = ["old/x.py"]\n'),
        ("level = 2", 'level = 2\nexclude = ["old/x.py"]\n'),
        ("exclude = []\nlevel = 2\n", 'exclude = ["old/x.py"]\nlevel = 2\n'),
        ('exclude = [\n  "a",\n]\n', 'exclude = [\n  "a", "old/x.py"]\n'),
        ('exclude = ["old"]\n', None),
        ("level = = 2\n", None),
    ],
    ids=repr,
)
def test_a_file_out_of_the_project(before: str | None, after: str | None, tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    if before is not None:
        (tmp_path / "pyc.toml").write_text(before)
    made = exclusion(tmp_path / "old" / "x.py", tmp_path)
    assert made == (None if after is None else (tmp_path / "pyc.toml", after))
    if made is not None:
        made[0].write_text(made[1])
        assert project_of(tmp_path)[0].excludes(tmp_path / "old" / "x.py")


def test_an_annotation_that_makes_a_problem_is_not_offered(tmp_path: Path) -> None:
    text = "def f(x):\n    return x\n\n\nprint(f(1))\n"
    good, bad = (
        Rewrite(name, (Edit(Span(1, 7, 1, 7), f": {name}"),)) for name in ("int", "list[")
    )
    assert harmless(Session(), tmp_path / "prog.py", text, (good, bad)) == [good]
