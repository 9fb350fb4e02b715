"""What the tests of problems share: programs in Markdown, and the slugs that a text reports."""

from __future__ import annotations

import re
from pathlib import Path

from pyc.compiler.diagnostics.problem import Located
from pyc.compiler.ide.problems import problems
from pyc.compiler.session import Session

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "problems"


def python_blocks(text: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def section(text: str, title: str) -> str | None:
    """The first python block under `## title`."""
    _, _, rest = text.partition(f"## {title}\n")
    blocks = python_blocks(rest.partition("\n## ")[0])
    return blocks[0] if blocks else None


def found_in(text: str, folder: Path) -> list[Located]:
    """The problems of one file."""
    path = folder / "prog.py"
    path.write_text(text, encoding="utf-8")
    return problems(Session().snapshot(path))
