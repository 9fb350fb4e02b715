"""Pages that are generated are as their sources say; `pytest --update` writes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pyc.compiler.ir.ops import OPS
from tests.repo import pages
from tests.repo.layers import ROOT

DOCS = ROOT / "docs"
Golden = Callable[[Path, str], None]


def test_support_page(golden: Golden) -> None:
    golden(DOCS / "support.md", pages.support_page())


def test_ir_page(golden: Golden) -> None:
    text = pages.ir_page()
    assert all(f"| `{name}` |" in text for name in OPS), "a row of ops.py was not understood"
    golden(DOCS / "ir.md", text)


def test_layers_in_the_architecture_page(golden: Golden) -> None:
    page = DOCS / "architecture.md"
    before, begin, rest = page.read_text(encoding="utf-8").partition("<!-- layers -->\n")
    _, end, after = rest.partition("<!-- end of layers -->\n")
    assert begin and end
    golden(page, before + begin + pages.layers_table() + end + after)


def written_pages() -> Iterator[Path]:
    yield ROOT / "README.md"
    yield from sorted(DOCS.rglob("*.md"))


@pytest.mark.parametrize("page", written_pages(), ids=lambda page: page.name)
def test_links_and_named_files_exist(page: Path) -> None:
    """Relative links, and paths in backticks that start with one of our folders."""
    text = page.read_text(encoding="utf-8")
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", prose):
        if page.name != "gallery.md" or target:
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
    folders = "compiler|runtime|tests|docs|scripts|examples|benchmarks"
    for named in re.findall(rf"`((?:{folders})/[\w./-]*)`", prose):
        path = named.rstrip(".")
        if not re.search(r"/[A-Z]+\.|/build", path):  # NAME.py is any file
            assert (ROOT / path).exists(), f"{page.name} names {path}"
