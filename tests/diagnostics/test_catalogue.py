"""The catalogue is total: each problem has a page, a unique slug, and a place that reports it."""

from __future__ import annotations

import ast
import re
import string

import pytest

from pyc.compiler.diagnostics.catalogue import CATALOGUE, by_slug
from pyc.compiler.diagnostics.problem import Problem
from tests.diagnostics.examples import PAGES, ROOT


def test_slugs_are_unique_and_lower_case() -> None:
    slugs = [row.slug for row in CATALOGUE]
    assert len(slugs) == len(set(slugs))
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", slug) for slug in slugs)


def test_catalogue_lists_every_row() -> None:
    assert set(CATALOGUE) == set(Problem.__subclasses__())


def test_each_problem_has_a_page_and_each_page_a_problem() -> None:
    pages = {path.stem for path in PAGES.glob("*.md")}
    assert pages == {row.slug for row in CATALOGUE}


@pytest.mark.parametrize("row", CATALOGUE, ids=lambda row: row.slug)
def test_placeholders_are_fields(row: type[Problem]) -> None:
    named = {
        name
        for text in (row.message, row.advice)
        for _, name, _, _ in string.Formatter().parse(text)
        if name
    }
    assert named <= set(row.__annotations__)


def test_each_problem_is_reported_somewhere() -> None:
    used = set()
    for path in (ROOT / "compiler").rglob("*.py"):
        if path.name == "catalogue.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                used.add(name)
    assert {row.__name__ for row in CATALOGUE} <= used


def test_pages_show_the_message_of_their_row() -> None:
    for path in PAGES.glob("*.md"):
        row = by_slug(path.stem)
        assert row is not None
        assert row.message in path.read_text(encoding="utf-8"), path.name
