"""What a session says of a text is what a fresh one says, whatever texts it saw before.

`--all` makes more edits, `--seed` others.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pyc.compiler.frontend.tree import Statement
from pyc.compiler.ide import layout
from pyc.compiler.ide.document import DocumentFacts, facts
from pyc.compiler.session import Session
from tests.lsp.random_edits import PROGRAMS, edit

CLASS = """\
class Counter:
    def __init__(self, start):
        self.value = start

    def up(self, by):
        self.value += by
        return self.value


def twice(n):
    return n + n


counter = Counter(1)
print(counter.up(twice(2)))
"""


def told(found: DocumentFacts) -> tuple[object, ...]:
    """All of it, comparable."""
    problems = [
        (each.problem, each.span, each.help, each.source and each.source.text,
         [(note.text, note.span, note.source and note.source.text) for note in each.notes])
        for each in found.problems
    ]  # fmt: skip
    return problems, sorted(map(repr, found.places)), found.hints, found.outline, found.left_out


def test_random_edits(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    chance = random.Random(request.config.getoption("--seed"))
    path = tmp_path / "prog.py"
    for _ in range(60 if request.config.getoption("--all") else 3):
        program = chance.choice(PROGRAMS).read_text(encoding="utf-8")
        session, texts = Session(), [program]
        facts(session, path, program)
        for number in range(10):
            text = chance.choice(texts) if chance.random() < 0.2 else texts[-1]
            start, end, new = edit(text, chance)
            texts.append(text[:start] + new + text[end:])
            known = told(facts(session, path, texts[-1]))
            if number % 3 == 0:
                assert known == told(facts(Session(), path, texts[-1]))


def test_room_between_definitions_is_not_seen(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The text is analysed with blank lines before its definitions; what is said is told of the
    text as it is, whole or broken."""
    chance = random.Random(request.config.getoption("--seed"))
    path = tmp_path / "prog.py"
    for _ in range(40 if request.config.getoption("--all") else 4):
        program = chance.choice(PROGRAMS).read_text(encoding="utf-8")
        start, end, new = edit(program, chance)
        wide, edited = Session(), program[:start] + new + program[end:]
        roomy = [told(facts(wide, path, text)) for text in (program, edited)]
        with monkeypatch.context() as patched:
            patched.setattr(layout, "ROOM", 0)
            assert roomy == [told(facts(Session(), path, text)) for text in (program, edited)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("print(1)\n", "from __future__ import annotations\nprint(1)\n"),
        ("x = 1\ny = 2\n", "x = 1\nglobal x\n"),
        ("x = 1\n\ny = 2\n", "x = 1 \\\n\ny = 2\n"),
        ("if a:\n    b\nc\n", "if a:\n    b\nelse:\n    c\n"),
        ("def f():\n    pass\nx = 1\n", "def f():\n    pass\n    x = 1\n"),
        ('x = 1\ny = 2\nz = """"""\n', 'x = """\ny = 2\nz = """"""\n'),
        ("def f():\n    return g()\ndef g():\n    return 1\nf()\n",
         "def f():\n    return g()\ndef g(x):\n    return 1\nf()\n"),
        ("def f():\n    return g() + 1\ndef g():\n    return 1\nf()\n",
         "def f():\n    return g() + 1\ndef g():\n    return ''\nf()\n"),
        ("class A:\n    def f(self):\n        return self.x\n    x = 1\nA().f()\n",
         "class A:\n    def f(self):\n        return self.x\n    y = 1\nA().f()\n"),
        ("def f():\n    return sum(x for x in [1])\ny = 1\n",
         "def f():\n    return sum(x for x in [1])\nsum = 1\n"),
        ("class A:\n    def __f(self): return 1\n    def g(self): return self.__f()\n",
         "class B:\n    def __f(self): return 1\n    def g(self): return self.__f()\n"),
        ("def f():\n    def g(): return 1\n    return g()\nf()\n",
         "def f():\n    def g(x): return 1\n    return g()\nf()\n"),
    ],
)  # fmt: skip
def test_edits_that_reach_far(before: str, after: str, tmp_path: Path) -> None:
    path = tmp_path / "prog.py"
    for first, second in ((before, after), (after, before)):
        session = Session()
        facts(session, path, first)
        assert told(facts(session, path, second)) == told(facts(Session(), path, second))


def statements(session: Session, path: Path, text: str) -> tuple[Statement, ...]:
    facts(session, path, text)
    return session.parsed(session.files.read(path, str(path))).index.statements  # of the wide text


def test_statements_that_stand_as_they_stood_are_taken_over(tmp_path: Path) -> None:
    session, path = Session(), tmp_path / "prog.py"
    first = statements(session, path, CLASS)
    edited = statements(session, path, CLASS.replace("n + n", "n * 2"))
    assert [a is b for a, b in zip(first, edited, strict=True)] == [True, False, True, True]


def test_methods_beside_the_edited_one_are_taken_over(tmp_path: Path) -> None:
    session, path = Session(), tmp_path / "prog.py"
    first, *_ = statements(session, path, CLASS)
    edited, *_ = statements(session, path, CLASS.replace("+= by", "-= by"))
    assert [a is b for a, b in zip(first.methods, edited.methods, strict=True)] == [True, False]


def test_a_line_more_moves_nothing_below(tmp_path: Path) -> None:
    session, path = Session(), tmp_path / "prog.py"
    text = "".join(f"def f{n}(a):\n    return a + {n}\n\n\n" for n in range(9))
    facts(session, path, text)
    (memory,) = session.memories.values()
    before = memory.n_run
    facts(session, path, text.replace("a + 4", "(a\n    + 4)"))
    assert memory.n_run - before == 2


def test_many_lines_more_move_few_functions(tmp_path: Path) -> None:
    """Room that is used up is taken from the next functions, not from all below."""
    session, path = Session(), tmp_path / "prog.py"
    text = "".join(f"def f{n}(a):\n    return a + {n}\n\n\n" for n in range(99))
    facts(session, path, text)
    (memory,) = session.memories.values()
    before = memory.n_run
    for _ in range(50):
        text = text.replace("    return a + 4\n", "    a\n    return a + 4\n")
        facts(session, path, text)
    assert memory.n_run - before < 4 * 50
    assert told(facts(session, path, text)) == told(facts(Session(), path, text))


def test_a_line_at_the_end_of_a_method_belongs_to_it(tmp_path: Path) -> None:
    session, path = Session(), tmp_path / "prog.py"
    first, *_ = statements(session, path, CLASS)
    edited, *_ = statements(session, path, CLASS.replace("value\n\n", "value\n        1\n\n"))
    assert [a is b for a, b in zip(first.methods, edited.methods, strict=True)] == [True, False]


def test_only_what_an_edit_touches_is_inferred_again(tmp_path: Path) -> None:
    """Of twenty functions that call nothing, an edit in one has it and the module's body run."""
    session, path = Session(), tmp_path / "prog.py"
    text = "".join(f"def f{n}(a):\n    return a + {n}\n\n\n" for n in range(20))
    facts(session, path, text)
    (memory,) = session.memories.values()
    before = memory.n_run
    facts(session, path, text.replace("a + 7", "a - 7"))
    assert memory.n_run - before == 2
