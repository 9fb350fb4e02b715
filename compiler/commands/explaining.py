"""`pyc explain SLUG`: the page of a kind of problem; without a slug, all kinds in a line each."""

from __future__ import annotations

import argparse
import difflib
import sys
from pathlib import Path

from pyc.compiler.commands.loading import USAGE
from pyc.compiler.diagnostics.catalogue import CATALOGUE, by_slug

PAGES = Path(__file__).resolve().parents[2] / "docs" / "problems"


def explain(options: argparse.Namespace) -> int:
    if options.slug is None:
        for row in CATALOGUE:
            print(f"{row.severity.value:8} {row.slug}")
        return 0
    slug = options.slug.removeprefix("error[").removeprefix("warning[").removesuffix("]")
    if by_slug(slug) is None:
        print(f"error: there is no problem `{options.slug}`{_nearest(slug)}", file=sys.stderr)
        return USAGE
    sys.stdout.write(page(slug))
    return 0


def page(slug: str) -> str:
    """The text of the page.

    Raises: OSError where this installation has no pages.
    """
    return (PAGES / f"{slug}.md").read_text(encoding="utf-8")


def _nearest(slug: str) -> str:
    close = difflib.get_close_matches(slug, [row.slug for row in CATALOGUE], n=1)
    return f"; did you mean `{close[0]}`?" if close else "; `pyc explain` lists them all"
