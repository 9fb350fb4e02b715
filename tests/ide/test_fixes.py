"""Fixes that an editor offers: what each makes of a program, and that unproved ones are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyc.compiler.ide.fixes import applied, fix_all, fixes
from pyc.compiler.session import Session

CASES = {
    "undefined-name": (
        "def f(width):\n    return wdth * 2\n\n\nprint(f(3))\n",
        "def f(width):\n    return width * 2\n\n\nprint(f(3))\n",
    ),
    "missing-attribute": (
        "import math\n\nprint(math.sqroot(3))\n", "import math\n\nprint(math.sqrt(3))\n",
    ),
    "literal-identity": (
        "x = int(input())\nif x is not 5:\n    print(x)\n",
        "x = int(input())\nif x != 5:\n    print(x)\n",
    ),
    "unreachable-code": (
        "def f():\n    return 1\n    print(2)\n    print(3)\n\n\nprint(f())\n",
        "def f():\n    return 1\n\n\nprint(f())\n",
    ),
    "missing-self": (
        "class A:\n    def go(x):\n        return 1\n\n    def run():\n        return 2\n\n\n"
        "print(A())\n",
        "class A:\n    def go(x):\n        return 1\n\n    def run(self):\n        return 2\n\n\n"
        "print(A())\n",
    ),
    "assert-on-tuple": (
        "x = int(input())\nassert (x > 1, 'small')\nprint(x)\n",
        "x = int(input())\nassert x > 1, 'small'\nprint(x)\n",
    ),
    "unused-comparison": (
        "x = 1\nx == 2\nprint(x)\n", "x = 1\nx = 2\nprint(x)\n",
    ),
    "discarded-result": (
        "x = input()\nx.upper()\nprint(x)\n", "x = input()\nx = x.upper()\nprint(x)\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("slug", CASES)
def test_a_fix(slug: str, tmp_path: Path) -> None:
    before, after = CASES[slug]
    made = fixes(Session(), tmp_path / "prog.py", before, 1, 99)
    assert made
    assert made[0].slug == slug
    assert applied(before, made[0].edits) == after


def test_only_on_the_lines_asked_for(tmp_path: Path) -> None:
    before, _ = CASES["unreachable-code"]
    assert fixes(Session(), tmp_path / "prog.py", before, 1, 1) == []


def test_a_suggestion_that_makes_another_problem_is_not_offered(tmp_path: Path) -> None:
    clash = "text = ''\nprint(txt + 1)\n"
    assert fixes(Session(), tmp_path / "prog.py", clash, 1, 99) == []


def test_all_safe_fixes_at_once(tmp_path: Path) -> None:
    text = (
        "def f(x):\n    if x is 1:\n        return 2\n    return 3\n    print(4)\n\n\n"
        "length = f(int(input()))\nassert (length is not 4, 'four')\nprint(lenght)\n"
    )
    edits = fix_all(Session(), tmp_path / "prog.py", text)
    mended = applied(text, edits)
    assert "x == 1" in mended
    assert "print(4)" not in mended
    assert "lenght" in mended, "a guess is not safe"
