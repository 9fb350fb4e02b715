"""Sessions in gdb and lldb go as their transcripts say; `pytest --update` writes them anew.

docs/debugging.md shows some of them, between <!-- session: NAME --> and <!-- end of session -->.
"""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console
from rich.text import Text

from pyc.compiler.commands.debugging import terminal
from tests.debug.sessions import Session, transcript
from tests.repo.layers import ROOT

Golden = Callable[[Path, str], None]
FOLDER = Path(__file__).parent / "sessions"
PAGE = ROOT / "docs" / "debugging.md"
PICTURES = ROOT / "docs" / "pictures"

BANK = """\
class Account:
    def __init__(self, owner, balance):
        self.owner = owner
        self.balance = balance

    def deposit(self, amount):
        self.balance += amount
        return self.balance


def evens(limit):
    for n in range(limit):
        if n % 2 == 0:
            yield n


def main():
    account = Account("Ada", 10)
    account.deposit(5)
    total = sum(evens(5))
    counts = {"a": 1, "b": [3, 4]}
    ranked = sorted(counts, key=lambda name: -ord(name))
    try:
        print(counts["z"])
    except KeyError as error:
        print("no", error, ranked, total)
    return account.missing


main()
"""

UNCAUGHT = """\
class Odd(Exception):
    pass


class Numbers:
    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        if self.n > 2:
            raise StopIteration
        return self.n


def parse(text):
    return int(text)


def careful(text):
    try:
        return parse(text)
    except (KeyError, ValueError):
        return 0
    finally:
        print("finally")


def checked(kind):
    failure = Odd if kind else KeyError
    try:
        work = kind
        raise failure("odd")
    except Odd as error:
        print("caught", error)


def loud(text):
    try:
        return parse(text)
    except TypeError:
        return 1
    finally:
        print("loud")


print(sum(Numbers()), careful("x"), hasattr(Numbers(), "m"))
checked(1)
try:
    checked(0)
except LookupError:
    print("lookup")
loud("y")
"""

WATCHED = """\
class Account:
    def __init__(self, owner, balance):
        self.owner = owner
        self.balance = balance
        self.rate = 1.5

    def deposit(self, amount):
        self.balance += amount


def main():
    account = Account("Ada", 10)
    account.deposit(5)
    account.rate = 2.0
    account.owner = "Eve"
    for n in range(3):
        account.deposit(n)
    account = None
    other = Account("Bob", 1)
    other.deposit(3)
    print(other.balance)


main()
"""

VALUES = """\
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple

Pair = namedtuple("Pair", "first second")


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def norm(self):
        return self.x + self.y


class Stack(list):
    pass


def counting(n):
    for i in range(n):
        yield i


def everything(flag, number, real):
    nothing = None
    big, low = 2**100 + number, -(10**30)
    plain, wide, astral = "it's\\n", "\\u4f60\\u597d", "\\U0001f600"
    data, more = b"ab\\x00\\xff", bytearray(b"xyz")
    ints, reals, bools, mixed = [1, 2], [1.0, 2.5], [True], [1, "a", None, 2.5]
    one, three = (1,), (1, "two", 3.0)
    table, numbered = {"k": 1, "j": [1, 2]}, {1: "a"}
    some, frozen = {3, 1}, frozenset({"q"})
    steps, part = range(0, 10, 3), slice(1, None, 2)
    point = Point(number, 2.5)
    point.label = "p"
    stack, pair = Stack([1, 2]), Pair(1, "z")
    running, fresh = counting(4), counting(2)
    next(running)
    queue, counter = deque([1, 2], maxlen=5), Counter("hello")
    ordered, default = OrderedDict(a=1), defaultdict(list, x=[1])
    error = ValueError("bad", 7)
    function, bound, builtin, kind = counting, point.norm, len, Point
    iterator, keys = iter(ints), table.keys()
    cycle = [1]
    cycle.append(cycle)
    deep = []
    for _ in range(50):
        deep = [deep]
    both = 0
    for turn in range(2):
        both += 0.5 if turn else 1
    print(both)
    later = 1
    return later


everything(True, 5, 2.5)
"""

WORK = """\
def total(values, factor):
    result = 0
    for value in values:
        result += value * factor
    return result


def show(values):
    print(total(values, 3))
    print(len(values))


show(list(range(10)))
"""

AGAIN = """\
class Box:
    def open(self):
        raise KeyError("shut")


def tried(box):
    try:
        box.open()
    except KeyError as error:
        kept = error
    try:
        raise kept
    except LookupError:
        return kept


try:
    raise tried(Box())
except KeyError:
    print("caught")
"""

SESSIONS = {
    "gdb-stepping": Session("gdb", BANK, (
        "break main", "run", "next", "step", "bt", "finish", "next", "step", "bt", "up",
        "info locals", "step", "until", "continue")),
    "gdb-expressions": Session("gdb", BANK, (
        "break prog.py:23", "run", "info locals", "p account.balance", "p counts['b'][-1] + total",
        "p len(counts)", "p ranked[::-1]", "p 'a' in counts and account.owner == 'Ada'",
        "p Account", "p isinstance(account, Account)", "p account.missing", "p counts['q']",
        "p account.deposit(1)", "p/x total", "p $item(counts, \"b\")", "p $len(ranked)",
        "ptype counts", "py-globals", "set print elements 1", "p counts")),
    "gdb-breakpoints": Session("gdb", BANK, (
        "break Account.deposit if amount > 3", "run", "info args", "watch self", "delete",
        "tbreak evens", "continue", "p limit", "break prog.py:13 if n == 2", "continue", "p n",
        "delete", "tbreak prog.py:21", "continue", "watch ranked", "continue", "continue")),
    "gdb-exceptions": Session("gdb", BANK, (
        "catch-py LookupError", "run", "bt", "info locals", "next", "next", "delete", "catch-py",
        "catch-py -uncaught", "continue", "p account", "continue")),
    "gdb-raised-again": Session("gdb", AGAIN, (
        "catch-py KeyError", "catch-py LookupError", "run", "bt", "continue", "continue",
        "continue")),
    "gdb-uncaught": Session("gdb", UNCAUGHT, (
        "catch-py -uncaught", "run", "bt", "up", "p text", "continue"), level=2),
    "gdb-watching": Session("gdb", WATCHED, (
        "break prog.py:13", "run", "watch account.balance", "watch account.rate",
        "watch account.nothing", "continue", "continue", "continue", "continue", "continue")),
    "gdb-values": Session("gdb", VALUES, ("break prog.py:53", "run", "info locals", "info args")),
    "gdb-pretty": Session("gdb", VALUES, (
        "break prog.py:53", "run", "set print pretty on", "p table", "p point", "p three",
        "p reals", "p bools")),
    "gdb-corrupt": Session("gdb", VALUES, (
        "break prog.py:53", "run", "set {long}(ints.__word + 16) = -3", "p ints",
        "set {long}(mixed.__word + 40) = 64", "p mixed", "set {long}(table.__word + 8) = 12345",
        "p table", "set {long}(point.__word) = 0", "p point", "p point.x",
        "set {char}(wide.__word + 32) = 3", "p wide", "p [wide, 1]", "next")),
    "gdb-optimized": Session("gdb", WORK, (
        "break prog.py:4", "run", "bt", "info locals", "up", "info locals", "p len(values)",
        "delete", "continue"), level=2),
    "lldb-session": Session("lldb", BANK, (
        "b prog.py:23", "run", "frame variable", "p account.balance", "p counts['b'][-1] + total",
        "p account.missing", "py-bt", "py-locals", "catch-py KeyError", "continue", "py-bt",
        "next", "continue")),
    "lldb-stepping": Session("lldb", BANK, (
        "b prog.py:20", "run", "step", "step", "py-bt", "step", "next",
        "breakpoint delete -f", "continue")),
    "lldb-raised-again": Session("lldb", AGAIN, (
        "b Box.open", "catch-py KeyError", "run", "continue", "py-bt", "continue", "continue",
        "continue")),
    "lldb-uncaught": Session("lldb", UNCAUGHT, (
        "catch-py -uncaught", "run", "py-bt", "continue")),
    "lldb-watching": Session("lldb", WATCHED, (
        "b prog.py:13", "run", "py-watch account.balance", "py-watch account.rate",
        "py-watch account.nothing", "continue", "continue", "continue", "continue", "continue")),
    "lldb-values": Session("lldb", VALUES, ("b prog.py:53", "run", "py-locals")),
}  # fmt: skip


def needed(debugger: str) -> None:
    if terminal(debugger) is None:
        pytest.skip(f"{debugger} is not installed")


@pytest.mark.parametrize("name", SESSIONS)
def test_session(name: str, golden: Golden, tmp_path: Path) -> None:
    session = SESSIONS[name]
    needed(session.debugger)
    golden(FOLDER / f"{name}.txt", transcript(session, tmp_path))


def test_page_shows_the_sessions(golden: Golden) -> None:
    def filled(match: re.Match[str]) -> str:
        name = match[1]
        shown = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
        return f"<!-- session: {name} -->\n```text\n{shown}```\n<!-- end of session -->"

    pattern = r"<!-- session: ([\w-]+) -->\n.*?<!-- end of session -->"
    text = PAGE.read_text(encoding="utf-8")
    golden(PAGE, re.sub(pattern, filled, text, flags=re.DOTALL))


@pytest.mark.parametrize("name", ["gdb-stepping", "lldb-session"])
def test_pictures_show_the_sessions(name: str, golden: Golden) -> None:
    """The transcript as it stands in a terminal."""
    shown = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    terminal_ = Console(record=True, width=88, file=io.StringIO(), color_system="truecolor")
    for line in shown.splitlines():
        is_typed = line.startswith(("(gdb)", "(lldb)"))
        terminal_.print(Text(line, style="bold green" if is_typed else ""))
    program = name.partition("-")[0]
    golden(PICTURES / f"{name}.svg", terminal_.export_svg(title=f"pyc {program} prog"))


@pytest.mark.skipif(shutil.which("gdb") is None, reason="gdb is not installed")
def test_core_dump(tmp_path: Path) -> None:
    """Values, the stack and expressions come from memory alone."""
    core = tmp_path / "core"
    stopped = Session("gdb", VALUES, ("break prog.py:53", "run", f"generate-core-file {core}"))
    transcript(stopped, tmp_path)
    commands = (f"core-file {core}", "bt", "info locals", "p table['j'][1]", "p len(mixed)")
    shown = transcript(Session("gdb", VALUES, commands), tmp_path)
    alive = (FOLDER / "gdb-values.txt").read_text(encoding="utf-8")
    values = alive.partition("(gdb) info locals\n")[2].partition("(gdb)")[0]
    assert values in shown
    assert re.search(r"^#\d+  <module> \(\) at prog\.py:", shown, re.MULTILINE)
    assert shown.endswith("(gdb) p table['j'][1]\n$1 = 2\n(gdb) p len(mixed)\n$2 = 4\n")
