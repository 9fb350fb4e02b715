"""What LLVM makes of loops is told at their places, in Python's words, and changes no code."""

from __future__ import annotations

import ast
import io
import json
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile

from pyc.compiler.backend import codegen
from pyc.compiler.backend import remarks as llvm_remarks
from pyc.compiler.backend.cache import Machine
from pyc.compiler.backend.chunks import Chunk, chunks
from pyc.compiler.backend.codegen import CodegenError
from pyc.compiler.backend.numbered import SpanNumbers
from pyc.compiler.backend.tiers import TIERS
from pyc.compiler.driver import main
from pyc.compiler.ide.loops import Loops
from pyc.compiler.ide.remarks import (
    CHECKED,
    REASONS,
    Remark,
    is_steady,
    moved,
    remarks,
    sentence,
)
from pyc.compiler.session import BuildOptions, Session, Snapshot
from pyc.compiler.source import Span

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """\
def bits(n: int) -> int:
    result = 0
    for i in range(n):
        result ^= i
    return result


def largest(xs: list[float]) -> float:
    result = 0.0
    for x in xs:
        if x > result:
            result = x
    return result


def total(grid: list[list[float]], n: int) -> float:
    result = 0.0
    for i in range(n):
        for j in range(n):
            result += grid[i][j] + grid[i][j]
    return result


def twice(n: int) -> list[float]:
    return [i * 2.0 for i in range(n)]


grid = [[0.5] * 10 for _ in range(10)]
for _ in range(10):
    print(bits(10), largest(grid[0]), total(grid, 10), twice(3))
"""


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def told(folder: Path, text: str, level: int = 2) -> list[Remark]:
    return remarks(snapshot_of(folder, text), BuildOptions(level=level))


def snapshot_of(folder: Path, text: str) -> Snapshot:
    session, path = Session(), folder / "prog.py"
    session.set_text(path, text)
    return session.snapshot(path)


def test_loops_and_reads_are_told_at_their_places(tmp_path: Path) -> None:
    rows = [
        (each.function, str(each.span), each.by, each.kind, each.text)
        for each in told(tmp_path, PROGRAM)
        if each.function != "<module>"
    ]
    assert rows == [
        ("bits", "3:5", "loop-vectorize", "passed", "loop vectorised: 4 turns at a time"),
        ("largest", "10:5", "loop-vectorize", "missed", f"loop not vectorised: {CHECKED}"),
        (
            "total", "19:9", "loop-vectorize", "missed",
            "loop not vectorised: each turn counts references to objects",
        ),
        (
            "total", "20:23", "licm", "missed",
            "`grid[i]` is read anew each turn: for all LLVM knows, the loop changes it",
        ),
        (
            "twice", "25:12", "loop-vectorize", "missed",
            "loop not vectorised: each turn works on objects, by calls of the runtime",
        ),
    ]  # fmt: skip


def test_nothing_is_told_of_code_that_is_not_optimised(tmp_path: Path) -> None:
    assert told(tmp_path, PROGRAM, level=1) == []


def test_what_the_remark_advises_ends_it(tmp_path: Path) -> None:
    mended = PROGRAM.replace("        for j", "        row = grid[i]\n        for j")
    mended = mended.replace("grid[i][j] + grid[i][j]", "row[j] + row[j]")
    assert [each.text for each in told(tmp_path, mended) if each.advice] == []
    advised = [each for each in told(tmp_path, PROGRAM) if each.advice]
    assert [each.advice for each in advised] == [
        "if it does not, bind a name before the loop: `name = grid[i]`"
    ]


def test_variants_that_fare_differently_are_counted(tmp_path: Path) -> None:
    text = """\
def mixed(xs, n: int) -> int:
    result = 0
    for i in range(n):
        result ^= i
        if len(xs) > 3:
            result ^= 1
    return result


for _ in range(10):
    print(mixed([1], 30), mixed({1}, 20))
"""
    found = [each.text for each in told(tmp_path, text) if each.function == "mixed"]
    assert found == ["loop vectorised: 4 turns at a time, in 1 of 2 variants of the function"]


@pytest.mark.parametrize("name", ["benchmarks/programs/fannkuch.py", "examples/nbody.py"])
@pytest.mark.parametrize("level", [2, 3])
def test_the_code_is_the_same_with_and_without(name: str, level: int) -> None:
    module = Session().snapshot(ROOT / name).ir(BuildOptions(level=level))
    plain = chunks(module, level, lambda: None)
    numbered = chunks(module, level, SpanNumbers)
    assert any("!DILocation" in each.text for each in numbered)
    for one, other in zip(plain, numbered, strict=True):
        assert "!DILocation" not in one.text
        assert machine_code(one) == machine_code(other)


def machine_code(chunk: Chunk) -> bytes:
    machine = codegen.target_machine(chunk.tier.codegen, is_jit=False)
    file = ELFFile(io.BytesIO(codegen.object_code(chunk.text, chunk.tier, machine)))
    names = (".text", ".rela.text")
    return b"".join(each.data() for each in file.iter_sections() if each.name.startswith(names))


def test_what_was_said_of_a_function_is_kept_when_its_lines_move(tmp_path: Path) -> None:
    moved = "# a comment\n\n" + PROGRAM
    first, second = (snapshot_of(tmp_path, each) for each in (PROGRAM, moved))
    parts = [
        [
            each.text
            for each in chunks(snapshot.ir(BuildOptions()), 2, SpanNumbers)
            if each.tier.passes == "full" and "<module>" not in each.text
        ]
        for snapshot in (first, second)
    ]
    assert len(parts[0]) == 4
    assert parts[0] == parts[1]
    before, after = (
        [each for each in remarks(one, BuildOptions()) if each.function != "<module>"]
        for one in (first, second)
    )
    assert [each.span.line + 2 for each in before] == [each.span.line for each in after]


def test_llvm_is_silent_in_this_process(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    snapshot = snapshot_of(tmp_path, PROGRAM)
    assert remarks(snapshot, BuildOptions())
    assert snapshot.compiled(BuildOptions())
    assert capfd.readouterr().err == ""


def test_a_failure_of_llvm_is_an_error_here() -> None:
    broken = Chunk("define broken", TIERS[2, "hot"])
    with pytest.raises(CodegenError, match="expected"):
        llvm_remarks.collected([broken], Machine())


def test_llvm_may_say_something_in_several_lines() -> None:
    said = "loop not vectorized: unsafe\nUnsafe: at a:10:17"
    text = f"remark: __main__.<module>$0:3:0: {said}\nremark: <unknown>:0:0: hoisting add\n"
    assert llvm_remarks.parsed(text) == [
        llvm_remarks.Remark("__main__.<module>$0", 3, said),
        llvm_remarks.Remark("<unknown>", 0, "hoisting add"),
    ]
    assert llvm_remarks.parsed("") == []


def test_of_several_reasons_the_first_row_is_told() -> None:
    call, leaving = "it calls", "it leaves"
    said = ["Cannot vectorize early exit loop", "call instruction cannot be vectorized"]
    assert sentence(said, call, leaving) == call
    assert sentence(said, "", leaving) == leaving
    assert sentence(["something new"], call, leaving) == ""
    assert all(sentence([part], call, leaving) in (words, call, leaving) for part, words in REASONS)
    assert not any("vector" in words or "SLP" in words for _, words in REASONS)


@pytest.mark.parametrize(
    ("read", "loop", "expected"),
    [
        ("a.x", "for i in b: f(a.x)", True),
        ("a.x", "for i in b: a.x = i", False),
        ("a.x", "for a in b: f(a.x)", False),
        ("a[i]", "while c: f(a[i])", True),
        ("a[i]", "while c: a[j] = 1", False),
        ("a[i]", "while c: i += 1", False),
        ("a[i + 1]", "while c: f(a[i + 1])", False),
        ("a.moved", "while c: f(a.moved)", False),
        ("a.moved", "while len(c): print(a.moved)", True),
        ("a.moved", "while c: math.sqrt(a.moved)", True),
    ],
)
def test_a_read_that_a_name_may_stand_for(read: str, loop: str, expected: bool) -> None:
    node = ast.parse(loop).body[0]
    assert isinstance(node, ast.For | ast.While)
    expression = ast.parse(read, mode="eval").body
    assert is_steady(expression, node, frozenset({"moved"})) is expected


def test_a_call_that_is_too_large_to_inline_is_told() -> None:
    snapshot = Session().snapshot(ROOT / "benchmarks/programs/huffman.py")
    found = [each for each in remarks(snapshot, BuildOptions()) if each.by == "inline"]
    assert [each.text for each in found] == [
        "`Node.__init__` is called, not inlined: it is too large"
    ]


def test_reads_that_cost_no_more_than_a_register_are_not_told(tmp_path: Path) -> None:
    text = """\
class Scale:
    def __init__(self, factor: float, steps: list[float]) -> None:
        self.factor = factor
        self.steps = steps


def total(scale: Scale, n: int) -> float:
    result = 0.0
    for i in range(n):
        result += scale.factor + scale.steps[i]
    return result


for _ in range(10):
    print(total(Scale(2.0, [1.0] * 10), 10))
"""
    found = [each.text.split()[0] for each in told(tmp_path, text) if each.by == "licm"]
    assert found == ["`scale.steps`"]


def test_the_command_line_tells_in_order_of_places(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "prog.py"
    path.write_text(PROGRAM)
    assert main(["check", "--remarks", "--format", "json", str(path)]) == 0
    found = json.loads(capsys.readouterr().out)["problems"]
    lines = [each["range"]["line"] for each in found]
    assert lines == [3, 10, 19, 20, 30], "loops that call functions are no news"
    assert found[0]["fields"] == {
        "remark": "loop vectorised: 4 turns at a time",
        "by": "loop-vectorize", "kind": "passed", "function": "bits",
    }  # fmt: skip
    assert main(["check", "--remarks", "-O0", str(path)]) == 0
    assert main(["check", str(path)]) == 0
    assert capsys.readouterr().err == ""


def test_remarks_move_with_functions_that_stay_as_they_were() -> None:
    def at(line: int, end_line: int) -> Remark:
        span = Span(line, 4, line, 9)
        return Remark("licm", "missed", Path("a.py"), "f", span, Span(line, 0, end_line, 1), "")

    was = "\n".join("abcdefgh")
    found = (at(1, 2), at(4, 5), at(7, 8))

    def lines(now: str) -> list[int]:
        return [each.span.line for each in moved(found, was, "\n".join(now))]

    assert lines("abcdefgh") == [1, 4, 7]
    assert lines("abc!defgh") == [1, 5, 8]
    assert lines("abdefgh") == [1, 3, 6]
    assert lines("abcd!fgh") == [1, 7]
    assert lines("abcde") == [1, 4]
    assert lines("!abcdefgh!") == []
    assert lines("") == []
    assert lines("abcdefghgh") == [1, 4, 7]


def test_turns_of_a_generator_are_no_turns_of_the_loop_around(tmp_path: Path) -> None:
    text = """\
def total(xs: list[int], n: int) -> int:
    result = 0
    for _ in range(n):
        result ^= len(xs)
        result ^= sum(i ^ 3 for i in range(30))
    return result


for _ in range(10):
    print(total([1, 2, 3], 2))
"""
    found = [each for each in told(tmp_path, text) if each.function == "total"]
    assert {str(each.span) for each in found} <= {"3:5", "5:22"}
    assert [each.by for each in found if str(each.span) == "5:22"] != []
    snapshot = snapshot_of(tmp_path, text)
    module, source = snapshot.ir(BuildOptions()), snapshot.program.sources["__main__"]
    loops = Loops(source, snapshot.session.parsed(source).index.module)
    function = module.functions["__main__.total$0"]
    assert isinstance(loops.around(function, Span(5, 18, 5, 47)), ast.GeneratorExp)
    assert isinstance(loops.around(function, Span(3, 4, 5, 47)), ast.For)
    assert loops.around(function, Span(2, 4, 2, 14)) is None
