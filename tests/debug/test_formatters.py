"""What debuggers show of memory: as repr() does; of any memory, something and in bounds."""

from __future__ import annotations

import math
import random
import struct
import time
from collections import Counter, OrderedDict, defaultdict, deque
from typing import Any

import pytest

from pyc.compiler.debuginfo.expressions import Names, Refused, evaluated
from pyc.compiler.debuginfo.heap import Heap
from pyc.compiler.debuginfo.objects import Ref, Value, or_unbound
from pyc.compiler.debuginfo.showing import Limits, children, shown, type_name
from pyc.compiler.ir import machine_types as m
from pyc.compiler.ir.machine_types import LAYOUTS
from tests.debug.fake import Memory, Word

VALUES: list[Any] = [
    0, 1, -1, 2**61, -(2**62), 2**62, 2**64, -(2**200) + 7, 10**1000, True, False, None,
    0.0, -0.0, 1.0, 1e16, 1e-7, 0.1 + 0.2, math.inf, -math.inf, math.nan,
    "", "a", "it's", 'say "hi"', "both ' and \"", "tab\tline\nback\\", "\x00\x7f", "\xe9\xff",
    "\u4f60\u597d", "\ud800", "\U0001f600!", b"", b"ab\x00\xff'", bytearray(b"xyz"),
    [], [1, 2, 3], [1.0, 2.5], [True, False], [1, "a", None, 2.5], [[1], [[2]], []],
    (), (1,), (1, "two", 3.0), {}, {"k": 1, "j": [1, 2]}, {1: "a", (1, 2): None},
    {7}, frozenset({"q"}), frozenset(), set(), range(5), range(0, 10, 3), range(5, 0, -1),
    slice(1, None, 2), deque([1, 2], maxlen=5), deque(["a"]), Counter("aab"), Counter(),
    OrderedDict([("a", 1)]), OrderedDict(), defaultdict(list, {"x": [1]}),
]  # fmt: skip
LIMITS = Limits(items=1000, characters=2000, depth=20, total=100_000)


def text(memory: Memory, word: int, limits: Limits = LIMITS) -> str:
    return shown(Heap(memory), Ref(word), limits)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:30])
def test_value_shows_as_its_repr(value: Any) -> None:
    memory = Memory()
    assert text(memory, memory.word(value)) == repr(value)


def test_instances_show_their_attributes() -> None:
    memory = Memory()
    memory.user_class("Point", ("x", "y", "z"), f64=("y", "z"))
    absent = struct.pack("<Q", m.F64_ABSENT)
    point = memory.instance("Point", [1, struct.pack("<d", 2.5), absent], {"more": "q"})
    assert text(memory, point) == "<Point x=1 y=2.5 more='q'>"
    assert text(memory, memory.instance("Point", [..., absent, absent])) == "<Point>"
    names = [name for name, _ in children(Heap(memory), Ref(point), LIMITS)]
    assert names == ["x", "y", "more"]


def test_classes_below_builtin_ones_show_both() -> None:
    memory = Memory()
    memory.user_class("Stack", base="list")
    plain = memory.word([1, 2])
    memory.put(plain + 8, memory.type("Stack"))
    instance_size = LAYOUTS["PycType"]["instance_size"]
    memory.put(memory.type("list") + instance_size, 48)
    memory.reserve(16)
    assert text(memory, plain) == "<Stack [1, 2]>"


def test_exceptions_functions_generators() -> None:
    memory = Memory()
    assert text(memory, memory.exception("KeyError", "k")) == "KeyError('k')"
    assert text(memory, memory.exception("ValueError")) == "ValueError()"
    assert text(memory, memory.function("outer.<locals>.f")) == "<function outer.<locals>.f>"
    assert text(memory, memory.generator("gen", m.GENERATOR_SUSPENDED)) == (
        "<generator gen, suspended>"
    )
    waiting = memory.generator("gen", m.GENERATOR_SUSPENDED, (3, 7), 2)
    assert text(memory, waiting) == "<generator gen, suspended at line 7>"
    assert text(memory, memory.struct("PycObject", 32, "list_iterator")) == "<list_iterator object>"
    assert text(memory, memory.type("int")) == "<class 'int'>"
    memory.user_class("Point")
    assert text(memory, memory.type("Point")) == "<class '__main__.Point'>"
    assert text(memory, 0) == "<unbound>"


def test_a_number_may_say_that_it_is_not_bound() -> None:
    absent = struct.unpack("<d", struct.pack("<Q", m.F64_ABSENT))[0]
    assert or_unbound(absent) == Ref(0)
    assert or_unbound(m.I64_ABSENT) == Ref(0)
    assert or_unbound(-1) == -1
    assert math.isnan(or_unbound(math.nan))


# ---- bounds


def test_long_values_are_cut() -> None:
    memory = Memory()
    brief = Limits(items=3, characters=5, depth=2, total=60)
    assert text(memory, memory.word(list(range(10))), brief) == "[0, 1, 2, ... 7 more]"
    assert text(memory, memory.word("abcdefgh"), brief) == "'abcde'..."
    assert text(memory, memory.word({i: i for i in range(5)}), brief) == (
        "{0: 0, 1: 1, 2: 2, ... 2 more}"
    )
    assert text(memory, memory.word([[[[1]]]]), brief) == "[[[...]]]"
    assert len(text(memory, memory.word([["abcdef"] * 9] * 9), brief)) <= 63
    assert "bits" in text(memory, memory.word(7**9000))


@pytest.mark.parametrize("depth", [10, 100, 3000])
def test_deep_structures(depth: int) -> None:
    memory = Memory()
    word = memory.word([])
    for _ in range(depth):
        word = memory.word([Word(word)])
    assert text(memory, word, Limits(depth=1000)).startswith("[[[[[")
    assert memory.n_reads < 1000


def test_cycles() -> None:
    memory = Memory()
    inner = memory.word([None])
    items = int.from_bytes(memory.read(inner + LAYOUTS["PycList"]["items"], 8), "little")
    memory.put(items, inner)
    assert text(memory, inner) == "[[...]]"
    assert text(memory, memory.word([Word(inner), Word(inner)])) == "[[[...]], [[...]]]"
    memory.user_class("Node", ("next",))
    node = memory.instance("Node", [None])
    memory.put(node + LAYOUTS["PycInstance"]["slots"], node)
    assert text(memory, node) == "<Node next=<Node ...>>"


# ---- corrupt memory


def corrupted(build: Any, layout: str, field: str, value: int) -> tuple[str, int]:
    memory = Memory()
    word = build(memory)
    memory.put(word + LAYOUTS[layout][field], value)
    return text(memory, word), word


BROKEN = [
    ([1, 2], "PycList", "length", -1, "its length is -1"),
    ([1, 2], "PycList", "length", 1 << 50, f"its length is {1 << 50}"),
    ([1, 2], "PycList", "length", 3, "its length is 3"),
    ([1, 2], "PycList", "kind", 9, "a list of an unknown kind"),
    ([1, 2], "PycList", "items", 0x40, "no memory at 0x40"),
    ([1, 2], "PycList", "refcount", 0, "it was freed"),
    ([1, 2], "PycList", "refcount", -5, "it was freed"),
    ([1, 2], "PycList", "refcount", 1 << 62, "its header is overwritten"),
    ([1, 2], "PycList", "type", 0, "its header names no type"),
    ([1, 2], "PycList", "type", 0x4141414141414141, "its header names no type"),
    ((1, 2), "PycTuple", "length", 1 << 39, "no memory"),
    ("abc", "PycStr", "kind", 3, "a str of kind 3"),
    ("abc", "PycStr", "length", -7, "its length is -7"),
    (b"abc", "PycBytes", "length", -7, "its length is -7"),
    (bytearray(b"abc"), "PycByteArray", "data", 7, "no memory at 0x7"),
    ({1: 2}, "PycDict", "used", 9, "its length is 9"),
    ({1: 2}, "PycDict", "entries", 8, "no memory at 0x8"),
    ({1: 2}, "PycDict", "used", 2, "a dict with too few entries"),
    ({1}, "PycSet", "mask", 6, "a set whose table has an impossible size"),
    ({1}, "PycSet", "used", 3, "a set with too few items"),
    ({1}, "PycSet", "table", 1 << 60, "no memory"),
    (2**70, "PycInt", "size", 1 << 40, "an int of 1099511627776 limbs"),
    (2**70, "PycInt", "size", 3000, "an int of about 192000 bits"),
    (range(3), "PycRange", "step", 0, "a range without a step"),
    (deque([1]), "PycDeque", "length", 1 << 30, f"its length is {1 << 30}"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "layout", "field", "number", "why"), BROKEN, ids=lambda each: repr(each)[:20]
)
def test_corrupt_objects_say_why(
    value: Any, layout: str, field: str, number: int, why: str
) -> None:
    found, word = corrupted(lambda memory: memory.word(value), layout, field, number)
    assert found.startswith(f"<corrupt at {word:#x}: {why}")


def test_what_is_around_a_corrupt_object_is_shown() -> None:
    memory = Memory()
    bad = memory.word("abc")
    memory.put(bad, 0)
    whole = memory.word([1.5, Word(bad), "x"])
    assert text(memory, whole) == f"[1.5, <corrupt at {bad:#x}: it was freed>, 'x']"


@pytest.mark.parametrize(
    "word", [2, 4, 8, 0x7FF0, 1 << 62, 0xFFFF_FFFF_FFFF_FFF8, 0x10008, 0x10004]
)
def test_wild_pointers(word: int) -> None:
    assert text(Memory(), word).startswith(f"<corrupt at {word:#x}: ")


class Variables(Names):
    def __init__(self, values: dict[str, Value]) -> None:
        self._values = values

    def find(self, name: str) -> Value:
        return self._values[name]


NASTY = [
    0,
    1,
    2,
    7,
    8,
    -1,
    -8,
    255,
    1 << 20,
    1 << 31,
    1 << 40,
    1 << 62,
    -(1 << 63),
    0x4141414141414141,
]


def crowd(memory: Memory) -> list[int]:
    """Objects of all kinds that hold each other."""
    memory.user_class("Point", ("x", "y"), f64=("y",))
    words = [memory.word(each) for each in VALUES]
    words.append(
        memory.instance("Point", [words[5], struct.pack("<d", 1.5)], {"q": Word(words[9])})
    )
    words.append(memory.exception("KeyError", Word(words[-1])))
    words.append(memory.generator("gen", m.GENERATOR_RUNNING))
    words.append(memory.word([Word(each) for each in words]))
    words.append(memory.word({f"k{i}": Word(each) for i, each in enumerate(words)}))
    return words


@pytest.mark.parametrize("seed", range(200))
def test_overwritten_memory(seed: int) -> None:
    """Nothing raises, and the answer is bounded in size and time."""
    chosen = random.Random(seed)
    memory = Memory()
    words = crowd(memory)
    end = len(memory.data) - 8
    for _ in range(chosen.choice((1, 5, 50, 500))):
        place = 0x10000 + chosen.randrange(0, end) // 8 * 8
        values = (*NASTY, chosen.getrandbits(64), chosen.choice(words), place)
        memory.put(place, chosen.choice(values))
    if seed % 4 == 0:
        del memory.data[chosen.randrange(1000, end) :]
    limits = Limits(items=200, characters=200, depth=20, total=5000)
    started = time.perf_counter()
    for word in (*words[-5:], chosen.choice(words)):
        assert len(text(memory, word, limits)) <= 5003
        assert isinstance(type_name(Heap(memory), Ref(word)), str)
        for _, value in children(Heap(memory), Ref(word), limits):
            shown(Heap(memory), value, limits)
        for expression in (
            "x[3]",
            "len(x)",
            "x == y",
            "x.x",
            "x + 1",
            "y in x",
            "x['k3']",
            "x[::2]",
        ):
            names = Variables({"x": Ref(word), "y": Ref(chosen.choice(words))})
            try:
                shown(Heap(memory), evaluated(Heap(memory), names, expression), limits)
            except Refused as refused:
                assert str(refused)
    assert time.perf_counter() - started < 5


# ---- expressions


def variables(memory: Memory) -> Variables:
    memory.user_class("Point", ("x", "y"))
    point = memory.instance("Point", [1, [4, 5]])
    values = {"xs": [1, 2, 3], "d": {"k": 1, "j": [7]}, "s": "h\xe9", "t": (1, "a"), "f": 2.5,
              "st": {1, 2}, "r": range(0, 10, 2), "big": 2**70, "none": None, "b": b"ab",
              "q": deque([1, 2, 3])}  # fmt: skip
    found: dict[str, Value] = {name: Ref(memory.word(each)) for name, each in values.items()}
    return Variables({**found, "p": Ref(point), "n": 5, "unbound": Ref(0)})


ANSWERS = {
    "xs[0]": "1", "xs[-1]": "3", "xs[::-1]": "[3, 2, 1]", "xs[1:]": "[2, 3]", "len(xs)": "3",
    "d['k']": "1", "d['j'][0] + 1": "8", "'k' in d": "True", "s[1]": "'é'",
    "s + '!'": "'hé!'", "len(s)": "2", "t[1]": "'a'", "t == (1, 'a')": "True", "f * 2": "5.0",
    "1 in st": "True", "r[2]": "4", "r[1:3]": "[2, 4]", "len(r)": "5", "big * 2": str(2**71),
    "none is None": "True", "p.x": "1", "p.y[1]": "5", "p": "<Point x=1 y=[4, 5]>",
    "n > 4 and n < 6": "True", "not xs": "False", "[n, p.x]": "[5, 1]", "(n,)": "(5,)",
    "-n": "-5", "n if f > 2 else 0": "5", "sum(xs)": "6", "max(xs)": "3", "b[0]": "97",
    "sorted(d)": "['j', 'k']", "xs == [1, 2, 3]": "True", "q[1]": "2", "type(p)":
    "<class '__main__.Point'>", "isinstance(p, type(p))": "True", "repr(xs)": "'[1, 2, 3]'",
    "id(p) > 0": "True", "str(n)": "'5'", "1 < n < 9": "True", "n in r": "False",
}  # fmt: skip
REFUSED = [
    "xs[3]", "d['z']", "p.z", "p.norm()", "unbound", "nothing", "xs.append(1)", "1 +", "lambda: 1",
    "10 ** 10 ** 10", "1 << 10 ** 9", "'a' * 10 ** 9", "1 / 0", "[x for x in xs]", "xs + d",
    "f'{n}'", "(yield)", "__import__('os')", "p < p", "d == {}", "((((" + "(" * 300, "s.upper()",
]  # fmt: skip


@pytest.mark.parametrize("expression", ANSWERS)
def test_expression(expression: str) -> None:
    memory = Memory()
    value = evaluated(Heap(memory), variables(memory), expression)
    assert shown(Heap(memory), value, LIMITS) == ANSWERS[expression]


@pytest.mark.parametrize("expression", REFUSED, ids=lambda text: text[:20])
def test_expression_that_is_refused(expression: str) -> None:
    memory = Memory()
    with pytest.raises(Refused, match=r"."):
        evaluated(Heap(memory), variables(memory), expression)
