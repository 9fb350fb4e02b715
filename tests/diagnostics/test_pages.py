"""Every page says what it explains: its failing example reports that slug alone, its mended one
nothing, and CPython runs the mended one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pyc.compiler.diagnostics.catalogue import CATALOGUE
from pyc.compiler.ide.problems import problems, speed_notes
from pyc.compiler.ide.remarks import located, remarks
from pyc.compiler.session import BuildOptions, Session
from tests.diagnostics.examples import PAGES, found_in, section

SPEED = ("partly-boxed", "boxed-only")
REMARK = "optimiser-remark"
BUILT = (*SPEED, REMARK)
WITHOUT_TEXT = ("undecodable-source", "unreadable-file", "bad-settings", "no-debugger")
SLUGS = [row.slug for row in CATALOGUE]


@pytest.mark.parametrize("slug", [each for each in SLUGS if each not in (*BUILT, *WITHOUT_TEXT)])
def test_failing_example_reports_its_slug(slug: str, tmp_path: Path) -> None:
    text = section((PAGES / f"{slug}.md").read_text(encoding="utf-8"), "Fails")
    assert text is not None
    assert {each.problem.slug for each in found_in(text, tmp_path)} == {slug}


@pytest.mark.parametrize("slug", SPEED)
def test_slow_example_is_noted(slug: str, tmp_path: Path) -> None:
    page = (PAGES / f"{slug}.md").read_text(encoding="utf-8")
    for title, expected in (("Fails", True), ("Mended", False)):
        path = tmp_path / "prog.py"
        path.write_text(section(page, title) or "", encoding="utf-8")
        snapshot = Session().snapshot(path)
        assert not problems(snapshot)
        assert (slug in {each.problem.slug for each in speed_notes(snapshot)}) is expected


def test_mending_what_a_remark_says_ends_it(tmp_path: Path) -> None:
    page = (PAGES / f"{REMARK}.md").read_text(encoding="utf-8")
    for title, expected in (("Fails", ["`grid[i]`"]), ("Mended", [])):
        path = tmp_path / "prog.py"
        path.write_text(section(page, title) or "", encoding="utf-8")
        snapshot = Session().snapshot(path)
        found = located(remarks(snapshot, BuildOptions()), snapshot)
        assert {each.problem.slug for each in found} == {REMARK}
        assert [each.problem.text.split()[0] for each in found if each.advice] == expected


@pytest.mark.parametrize("slug", SLUGS)
def test_mended_example_is_clean_and_runs(slug: str, tmp_path: Path) -> None:
    text = section((PAGES / f"{slug}.md").read_text(encoding="utf-8"), "Mended")
    assert text is not None
    assert [each.problem.text for each in found_in(text, tmp_path)] == []
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_undecodable_source(tmp_path: Path) -> None:
    path = tmp_path / "prog.py"
    path.write_bytes(b"print('\xe9')\n")
    assert [each.problem.slug for each in problems(Session().snapshot(path))] == [
        "undecodable-source"
    ]


def test_unreadable_file(tmp_path: Path) -> None:
    found = problems(Session().snapshot(tmp_path / "nowhere.py"))
    assert [each.problem.slug for each in found] == ["unreadable-file"]
