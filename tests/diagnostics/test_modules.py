"""Checks see through imports of the program's own modules."""

from __future__ import annotations

from pathlib import Path

from tests.diagnostics.examples import found_in

HELPERS = """
def scale(x, factor):
    return x * factor


class Box:
    def __init__(self, width):
        self.width = width
"""


def test_calls_and_attributes_of_another_module(tmp_path: Path) -> None:
    (tmp_path / "helpers.py").write_text(HELPERS)
    text = (
        "import helpers\n"
        "from helpers import Box, scale, nothing\n"
        "print(scale(2))\n"
        "print(helpers.scal(1, 2))\n"
        "print(Box(1).height)\n"
        "print(helpers.Box(1, 2), nothing)\n"
        "print(scale(2, 3), helpers.Box(1).width)\n"
    )
    found = [(each.problem.slug, each.span.line) for each in found_in(text, tmp_path)]
    assert found == [
        ("missing-import", 2),
        ("missing-argument", 3),
        ("missing-attribute", 4),
        ("missing-attribute", 5),
        ("too-many-arguments", 6),
    ]


def test_problems_of_imported_modules_are_reported_there(tmp_path: Path) -> None:
    (tmp_path / "helpers.py").write_text("def f():\n    return cuont\n")
    found = found_in("import helpers\nprint(helpers.f())\n", tmp_path)
    assert [(each.source and each.source.path.name, each.span.line) for each in found] == [
        ("helpers.py", 2)
    ]
