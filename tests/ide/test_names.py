"""What names mean across files, and new names for them."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from pyc.compiler.ide.fixes import applied
from pyc.compiler.ide.names import Names, names
from pyc.compiler.ide.renaming import Refused, mentioning, renamed
from pyc.compiler.session import Session

HELPERS = """\
LIMIT = 10


def square(x, times=1):
    return x * x * times
"""
MAIN = """\
import helpers
from helpers import square, LIMIT as most


class Shape:
    sides = 0

    def __init__(self, size):
        self.size = size

    def area(self):
        return square(self.size, times=1)


class Round(Shape):
    def area(self):
        return super().area() + helpers.square(self.size)


def biggest(shapes: "list[Shape]", most=None):
    best: "Shape" = shapes[0]
    for shape in shapes:
        if shape.area() > best.area():
            best = shape
    return best


def outer():
    count = 0

    def inner():
        nonlocal count
        count += 1
        return [count for count in range(3)]

    return inner


shape = biggest([Shape(1), Round(size=2)])
shape.size += 1
print(shape.size, shape.sides, most, outer()())
try:
    print(helpers.LIMIT)
except ValueError as error:
    print(error)
match shape.size:
    case 1 | 2 as found:
        print(found)
    case other:
        print(other)
"""


def test_no_new_name_while_a_part_of_the_program_is_unread(tmp_path: Path) -> None:
    (tmp_path / "helpers.py").write_text(HELPERS)
    session = Session()
    session.most_lines = 20
    with pytest.raises(Refused, match="modules that are not read here, such as `helpers`"):
        renamed(session, tmp_path / "prog.py", MAIN, *position("class |Shape"), "Figure", [])


def table(folder: Path) -> Names:
    (folder / "helpers.py").write_text(HELPERS)
    (folder / "prog.py").write_text(MAIN)
    return names(Session().snapshot(folder / "prog.py"))


def position(word: str, nth: int = 0, text: str = MAIN) -> tuple[int, int]:
    """Line and column of the nth time that some words stand there; `|` marks the place."""
    plain = word.replace("|", "")
    offset = -1
    for _ in range(nth + 1):
        offset = text.index(plain, offset + 1)
    offset += max(word.find("|"), 0)
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1)


def uses(folder: Path, word: str, nth: int = 0) -> list[str]:
    """All places of a name, as lines of the text with the name marked."""
    found = table(folder)
    here = found.at(folder / "prog.py", *position(word, nth))
    assert here is not None
    rows = []
    for each in found.of(here.key):
        text = (MAIN if each.path.name == "prog.py" else HELPERS).split("\n")[each.span.line - 1]
        start, end = each.span.column, each.span.end_column
        rows.append(f"{text[:start]}<{text[start:end]}>{text[end:]}".strip())
    return rows


def test_a_function_of_another_file(tmp_path: Path) -> None:
    assert uses(tmp_path, "square(self.size, times") == [
        "def <square>(x, times=1):", "from helpers import <square>, LIMIT as most",
        "return <square>(self.size, times=1)",
        "return super().area() + helpers.<square>(self.size)",
    ]  # fmt: skip


def test_an_import_under_another_name(tmp_path: Path) -> None:
    assert uses(tmp_path, "helpers.|LIMIT") == [
        "<LIMIT> = 10", "from helpers import square, <LIMIT> as most", "print(helpers.<LIMIT>)",
    ]  # fmt: skip
    assert uses(tmp_path, "sides, |most") == [
        "from helpers import square, LIMIT as <most>",
        "print(shape.size, shape.sides, <most>, outer()())",
    ]


def test_members_by_the_types_of_their_receivers(tmp_path: Path) -> None:
    assert len(uses(tmp_path, "self.|size = ")) == 6
    assert uses(tmp_path, "shape.|sides") == [
        "<sides> = 0", "print(shape.size, shape.<sides>, most, outer()())",
    ]  # fmt: skip
    areas = uses(tmp_path, "best.|area")
    assert areas == [
        "def <area>(self):", "def <area>(self):",
        "return super().<area>() + helpers.square(self.size)",
        "if shape.<area>() > best.area():", "if shape.area() > best.<area>():",
    ]  # fmt: skip


def test_parameters_with_the_keywords_that_name_them(tmp_path: Path) -> None:
    assert uses(tmp_path, "|times=1)") == [
        "def square(x, <times>=1):", "return x * x * <times>",
        "return square(self.size, <times>=1)",
    ]  # fmt: skip
    assert uses(tmp_path, "|size=2") == [
        "def __init__(self, <size>):", "self.size = <size>",
        "shape = biggest([Shape(1), Round(<size>=2)])",
    ]  # fmt: skip


def test_scopes(tmp_path: Path) -> None:
    assert uses(tmp_path, "nonlocal |count") == [
        "<count> = 0", "nonlocal <count>", "<count> += 1",
    ]  # fmt: skip
    assert len(uses(tmp_path, "[|count for")) == 2
    assert uses(tmp_path, "as |error") == ["except ValueError as <error>:", "print(<error>)"]
    assert uses(tmp_path, "as |found") == ["case 1 | 2 as <found>:", "print(<found>)"]
    assert uses(tmp_path, 'best: "|Shape"')[0] == "class <Shape>:"


def test_definitions(tmp_path: Path) -> None:
    found = table(tmp_path)
    for word, place in (
        ("helpers.|square", ("helpers.py", 4)), ("import |helpers", ("helpers.py", 1)),
        ("best.|area", ("prog.py", 11)), ("print(|shape", ("prog.py", 39)),
    ):  # fmt: skip
        here = found.at(tmp_path / "prog.py", *position(word))
        assert here is not None
        definition = found.definition(here.key)
        assert definition is not None
        assert (definition[0].name, definition[1].line) == place, word
    here = found.at(tmp_path / "prog.py", *position("|print(error)"))
    assert here is not None
    assert found.definition(here.key) is None


# ---- renaming


def rename(folder: Path, word: str, new: str, text: str = MAIN) -> dict[str, str]:
    (folder / "helpers.py").write_text(HELPERS)
    (folder / "prog.py").write_text(text)
    place = position(word, text=text)
    edits = renamed(Session(), folder / "prog.py", text, *place, new, ())
    return {path.name: applied(path.read_text(), each) for path, each in edits.items()}


def test_a_new_name_in_all_files(tmp_path: Path) -> None:
    made = rename(tmp_path, "helpers.|square", "power")
    assert set(made) == {"helpers.py", "prog.py"}
    assert "square" not in made["helpers.py"] + made["prog.py"]
    assert (made["helpers.py"] + made["prog.py"]).count("power") == 4
    made = rename(tmp_path, "self.|size = ", "width")
    assert made["prog.py"].count("width") == 6
    assert "def __init__(self, size):" in made["prog.py"]


@pytest.mark.parametrize(
    ("word", "new", "why"),
    [
        ("|best: ", "shapes", "would"),
        ("nonlocal |count", "range", "would mean something else"),
        ("|biggest([", "class", "is not a name"),
        ("|biggest([", "2nd", "is not a name"),
        ("|biggest([", "outer", "would"),
        ("def |__init__", "start", "has a meaning of its own"),
        ("import |helpers", "others", "named by their files"),
        ("|print(error)", "show", "is not defined"),
        ("|try", "x", "no name here"),
    ],
)
def test_a_name_that_would_change_the_program_is_refused(
    word: str, new: str, why: str, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match=why):
        rename(tmp_path, word, new)


def test_a_member_that_may_be_meant_elsewhere_is_refused(tmp_path: Path) -> None:
    text = MAIN + "\n\ndef show(thing):\n    return thing.sides\n"
    with pytest.raises(Refused, match=r"`sides` at prog.py:\d+:\d+ may mean this one"):
        rename(tmp_path, "shape.|sides", "edges", text)


def test_members_of_a_class_that_nothing_uses(tmp_path: Path) -> None:
    text = (
        "class A:\n    def __init__(self):\n        self.size = 1\n\n"
        "    def grow(self, by):\n        self.size += by.size\n        self.grow(by)\n"
    )
    made = rename(tmp_path, "self.|grow", "widen", text)
    assert made["prog.py"].count("widen") == 2
    with pytest.raises(Refused, match=r"`size` at prog.py:6:25 may mean this one"):
        rename(tmp_path, "self.|size", "width", text)


def test_other_programs_that_use_the_name(tmp_path: Path) -> None:
    (tmp_path / "helpers.py").write_text(HELPERS)
    (tmp_path / "prog.py").write_text(MAIN)
    (tmp_path / "alone.py").write_text("def square(x):\n    return x\n")
    files = sorted(tmp_path.glob("*.py"))
    assert mentioning("square", files) == files
    assert mentioning("squar", files) == []
    place = position("def |square", text=HELPERS)
    path = tmp_path / "helpers.py"
    edits = renamed(Session(), path, HELPERS, *place, "power", files)
    assert {each.name: len(rows) for each, rows in edits.items()} == {"helpers.py": 1, "prog.py": 3}
    (tmp_path / "prog.py").write_text(MAIN + "\n\ndef power():\n    return square(2)\n")
    with pytest.raises(Refused):
        renamed(Session(), path, HELPERS, *place, "power", files)


PROGRAMS = sorted((Path(__file__).parents[2] / "examples").glob("*.py"))


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_every_place_has_the_name_that_is_told(path: Path) -> None:
    found = names(Session().snapshot(path))
    lines = path.read_text().split("\n")
    assert found.occurrences
    for each in found.occurrences:
        if each.path == path:
            text = lines[each.span.line - 1][each.span.column : each.span.end_column]
            assert each.name.endswith(text), each
            assert text.isidentifier(), each


def output(program: Path) -> tuple[bytes, bytes]:
    done = subprocess.run(
        [sys.executable, str(program)], stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
        check=False,
    )  # fmt: skip
    return done.stdout, done.stderr


def test_programs_answer_under_new_names_as_before(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """`--all` renames more of them, `--seed` others."""
    chance = random.Random(request.config.getoption("--seed"))
    program = tmp_path / "prog.py"
    wanted = 120 if request.config.getoption("--all") else 4
    n_renamed = 0
    while n_renamed < wanted:
        text = chance.choice(PROGRAMS).read_text()
        program.write_text(text)
        here = chance.choice(names(Session().snapshot(program)).occurrences)
        try:
            place = here.span.line, here.span.column
            edits = renamed(Session(), program, text, *place, "another_name", ())
        except Refused:
            continue
        before = output(program)
        program.write_text(applied(text, edits[program]))
        assert output(program) == before, here
        n_renamed += 1
