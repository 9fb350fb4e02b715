"""Views of the stages: of one function or of all, with lines that belong together."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pyc.compiler.ide.views import STAGES, View, view
from pyc.compiler.session import BuildOptions, Session

PROGRAM = """\
import helpers


def total(rows):
    result = 0
    for row in rows:
        result += helpers.square(row)
    return result


class Shape:
    def __init__(self, side):
        self.side = side


print(total([1, 2, 3]), Shape(2).side)
"""
HELPERS = "def square(x):\n    return x * x\n"
INSTRUCTION = re.compile(r"\t[a-z]\w*(\t.*)?$")


def of(folder: Path, kind: str, function: str = "") -> View:
    (folder / "helpers.py").write_text(HELPERS)
    return view(Session(), folder / "prog.py", PROGRAM, kind, function)


@pytest.mark.parametrize("kind", ["ir", "llvm", "asm"])
def test_one_function_with_its_lines(kind: str, tmp_path: Path) -> None:
    made = of(tmp_path, kind, "total")
    assert "__main__.total$0" in made.text
    assert "__main__.total.boxed" in made.text
    assert not re.search(r"^\"?(define.*@)?\"?__main__\.Shape", made.text, re.MULTILINE)
    assert {line for _, line in made.lines} <= {4, 5, 6, 7, 8}
    assert {line for _, line in made.lines} >= {6, 7}
    rows = made.text.split("\n")
    assert all(rows[number - 1].strip() for number, _ in made.lines)


def test_the_tree_tells_types_and_the_flow_its_lines(tmp_path: Path) -> None:
    made = of(tmp_path, "ast", "total")
    rows = made.text.split("\n")
    assert rows[0] == "FunctionDef(name='total')"
    assert "        args = arg(arg='rows')  # list[int] (list[i64])" in rows
    assert "        value = Call()  # int (i64)" in [each[4:] for each in rows]
    assert not any("Shape" in each for each in rows)
    assert dict(made.lines)[rows.index("    body = Return()") + 1] == 8
    assert {line for _, line in made.lines} == {4, 5, 6, 7, 8}
    assert of(tmp_path, "ast").text.startswith("Module()\n    body = Import()")
    flow = of(tmp_path, "flow", "total")
    assert {line for _, line in flow.lines} == {4, 5, 6, 7}
    rows = flow.text.split("\n")
    assert [line for number, line in flow.lines if "binary" in rows[number - 1]] == []
    assert [line for number, line in flow.lines if "inplace['+']" in rows[number - 1]] == [7]


def test_a_tree_is_shown_where_a_module_is_not_supported(tmp_path: Path) -> None:
    text = "import tkinter\n\n\ndef f(x):\n    return x * 2\n\n\nprint(f(1.5))\n"
    made = view(Session(), tmp_path / "prog.py", text, "ast", "f")
    assert "value = BinOp(op=Mult)  # float (f64)" in made.text
    ir = view(Session(), tmp_path / "prog.py", text, "ir", "f").text
    assert ir == "; the module `tkinter` of the standard library is not supported yet\n"


def test_a_view_is_of_the_level_that_is_built(tmp_path: Path) -> None:
    (tmp_path / "helpers.py").write_text(HELPERS)
    made = [
        view(Session(), tmp_path / "prog.py", PROGRAM, "asm", "total", level).text
        for level in (0, 2)
    ]
    assert made[0] != made[1]
    assert made[1] == of(tmp_path, "asm", "total").text


@pytest.mark.parametrize("kind", ["ir", "llvm", "asm"])
def test_all_functions_of_the_document_and_no_others(kind: str, tmp_path: Path) -> None:
    text = of(tmp_path, kind).text
    for name in ("total$0", "Shape.__init__.boxed", "<module>$0"):
        assert f"__main__.{name}" in text
    assert not re.search(r"^\"?(define.*@)?\"?helpers\.square", text, re.MULTILINE)


def test_what_tells_of_places_is_taken_out_again(tmp_path: Path) -> None:
    llvm, asm = of(tmp_path, "llvm").text, of(tmp_path, "asm").text
    assert "!dbg" not in llvm
    assert "DILocation" not in llvm
    assert not re.search(r"\.loc|\.cfi|\.Ltmp|\.section", asm)


def test_the_assembly_is_that_of_a_build(tmp_path: Path) -> None:
    """Instruction by instruction, though labels are numbered otherwise."""

    def instructions(text: str) -> list[str]:
        lines = filter(INSTRUCTION.match, text.split("\n"))
        return [re.sub(r"\.L\w+", ".L", each) for each in lines]

    (tmp_path / "helpers.py").write_text(HELPERS)
    (tmp_path / "prog.py").write_text(PROGRAM)
    whole = "\n".join(Session().snapshot(tmp_path / "prog.py").assembly(BuildOptions()))
    start = whole.index("\n__main__.total$0:")
    built = instructions(whole[start : whole.index(".Lfunc_end", start)])
    shown = of(tmp_path, "asm", "total").text
    shown = shown[shown.index("__main__.total$0:") :].partition("\n\n")[0]
    assert instructions(shown) == built


def test_ir_after_each_pass(tmp_path: Path) -> None:
    (tmp_path / "helpers.py").write_text(HELPERS)
    made = [of(tmp_path, f"ir/{stage}", "total").text for stage in STAGES]
    assert len(set(made)) > 2, "some pass changes something"
    assert made[-1] == of(tmp_path, "ir", "total").text
    assert len(made[-1]) < len(made[0]), "they tidy"
    for kind in ("ir/nonsense", "asm/fold", "nonsense"):
        with pytest.raises(ValueError, match="there is no view"):
            of(tmp_path, kind)
