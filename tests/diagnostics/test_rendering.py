"""How problems look: the excerpt, carets under wide characters, escapes, JSON, colours."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

from pyc.compiler.diagnostics import render
from pyc.compiler.diagnostics.catalogue import UndefinedName, UnsupportedModule
from pyc.compiler.diagnostics.problem import Located, Note
from pyc.compiler.source import SourceFile, Span
from tests.diagnostics.examples import ROOT


def located(text: str, column: int, width: int, name: str = "x") -> Located:
    source = SourceFile(Path("prog.py"), "prog.py", text)
    return Located(UndefinedName(name), source, Span(1, column, 1, column + width))


def test_excerpt_carets_notes_help() -> None:
    found = located("print(cuont)\n", 6, 5, "cuont")
    note = Note("defined here", found.source, Span(1, 0, 1, 5))
    whole = Located(found.problem, found.source, found.span, (note,), help="did you mean `count`?")
    assert render.rendered(whole).split("\n") == [
        "error[undefined-name]: name `cuont` is not defined",
        " --> prog.py:1:7",
        "  |",
        "1 | print(cuont)",
        "  |       ^^^^^",
        "note: defined here",
        " --> prog.py:1:1",
        "  |",
        "1 | print(cuont)",
        "  | ^^^^^",
        "  = help: did you mean `count`?",
        "  = more: pyc explain undefined-name",
    ]


def test_carets_stand_under_wide_characters_and_tabs() -> None:
    lines = render.rendered(located("说明 + x\n", 5, 1)).split("\n")
    assert lines[4] == "  | " + " " * 7 + "^"
    lines = render.rendered(located("\tx\n", 1, 1)).split("\n")
    assert lines[3:5] == ["1 |     x", "  |     ^"]


def test_control_characters_are_escaped() -> None:
    text = render.rendered(located("x = '\x1b[2J\u202e'\n", 0, 1, "a\x1b[31m"))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\\x1b[2J\\u202e" in text


def test_a_span_over_several_lines_marks_the_first() -> None:
    source = SourceFile(Path("prog.py"), "prog.py", "f(1,\n  2)\n")
    found = Located(UndefinedName("f"), source, Span(1, 0, 2, 4))
    assert render.rendered(found).split("\n")[4] == "  | ^^^^"


def test_a_cause_follows() -> None:
    first = located("x\n", 0, 1)
    found = Located(UnsupportedModule("tkinter"), None, Span(1, 0, 1, 0), cause=first)
    text = render.rendered(found)
    assert "caused by:\nerror[undefined-name]" in text


def test_plain_text_where_the_stream_is_no_terminal() -> None:
    stream = io.StringIO()
    render.show([located("x\n", 0, 1)], stream)
    assert "\x1b" not in stream.getvalue()


def test_colours_on_a_terminal() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    render.show([located("x[0]\n", 0, 1)], stream)
    assert "x[0]" in stream.getvalue()  # rich's markup does not eat brackets


def test_json_has_the_fields_of_the_schema() -> None:
    report = render.report_as_json([located("é + x\n", 4, 1)])
    assert report["schema"] == render.SCHEMA
    problem = json.loads(json.dumps(report))["problems"][0]
    assert problem["range"] == {"line": 1, "column": 5, "end_line": 1, "end_column": 6}
    page = (ROOT / "docs" / "json-output.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in page for name in problem)


def test_summary_counts_by_severity() -> None:
    assert render.summary([located("x\n", 0, 1)] * 2) == "2 errors"


def test_check_starts_without_the_backend_and_without_rich(tmp_path: Path) -> None:
    path = tmp_path / "prog.py"
    path.write_text("print(1)\n")
    command = [sys.executable, "-X", "importtime", "-m", "pyc.compiler.driver", "check", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.split("\n")}
    assert not {name for name in imported if name.split(".")[0] in ("llvmlite", "rich")}
    assert not {name for name in imported if name.startswith("pyc.compiler.lowering")}


def test_commands_and_their_statuses(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.py", tmp_path / "bad.py"
    good.write_text("print(1)\n")
    bad.write_text("print(x)\n")

    def status(*arguments: str) -> int:
        command = [sys.executable, "-m", "pyc.compiler.driver", *arguments]
        return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode

    assert status("check", str(good)) == 0
    assert status("check", str(bad)) == 1
    assert status("check", str(tmp_path / "none.py")) == 2
    assert status("explain", "undefined-name") == 0
    assert status("explain", "no-such-thing") == 2
    assert status("report", "--format", "json", str(good)) == 0
