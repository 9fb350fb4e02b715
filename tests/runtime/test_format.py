"""format(), str.format and % give what CPython gives, errors too."""

from __future__ import annotations

import random

from test_float import random_float
from test_int import random_int
from values_helper import call, expected, same

TYPES = ["", "d", "b", "o", "x", "X", "c", "n", "e", "E", "f", "F", "g", "G", "%", "s", "q", "dd", "\u1234"]


def random_spec(rng: random.Random) -> str:
    pick = rng.choice
    return (pick(["", "", "", "<", ">", "^", "=", "*<", "é>", "\u1234^", "0="]) + pick(["", "", "", "+", "-", " "])
            + pick(["", "", "", "z"]) + pick(["", "", "", "#"]) + pick(["", "", "0"])
            + pick(["", "", "5", "12", "30", "99999999999999999999"] if rng.random() < 0.1 else ["", "7", "14"])
            + pick(["", "", "", ",", "_", ",_", "_,"]) + pick(["", "", ".0", ".2", ".3", ".10", ".25", "."]) + pick(TYPES))


def test_format() -> None:
    rng = random.Random(1)
    for _ in range(40000):
        spec = random_spec(rng)
        integer, real, text = random_int(rng, 200), random_float(rng), rng.choice(["", "a", "abc", "é\u1234", "x" * 20])
        for name, item in (("pyc_int_format_method", integer), ("pyc_float_format_method", real),
                           ("pyc_str_format_method", text), ("pyc_int_format_method", rng.randrange(0x120000)),
                           ("pyc_int_format_method", True)):
            ours, theirs = call(name, item, spec), expected(lambda: format(item, spec))
            if isinstance(theirs, tuple) and "C long" in theirs[1]:
                continue
            assert same(ours, theirs), (item, spec, ours, theirs)


def test_percent() -> None:
    rng = random.Random(2)
    for _ in range(60000):
        directive = "%" + "".join(rng.sample("-+ #0", rng.randrange(3))) + rng.choice(["", "", "8", "20", "*"]) \
            + rng.choice(["", "", ".3", ".0", ".12", ".*", "."]) + rng.choice(["", "", "", "l"]) + rng.choice("sradiuoxXeEfFgGc%q")
        large = 10 if "*" in directive else 100  # a width of 2**60 would be tried
        arguments = [rng.choice([random_int(rng, 100) % (1 << large), random_float(rng), rng.randrange(200), "ab", "é", None, True])
                     for _ in range(rng.randrange(1, 4))]
        if rng.random() < 0.3:
            arguments.insert(0, rng.randrange(-9, 20))
        values = tuple(arguments) if rng.random() < 0.8 else arguments[0]
        text = "a" + directive + rng.choice(["", "b", "%s", "%%"])
        ours, theirs = call("pyc_format_percent", text, values), expected(lambda: text % values)
        assert same(ours, theirs), (text, values, ours, theirs)
    mapping = {"a": 5, "b": "x", "": 1}
    for text in ["%(a)d", "%(b)5s|", "%(c)s", "%(a", "%(a)", "%()s", "%(a)s %s", "%s %(a)s", "%s", "abc", "%((a))s", "%(a)s%%", "%(a)*d"]:
        assert same(call("pyc_format_percent", text, mapping), expected(lambda: text % mapping)), text
    for text in ["%(a)s", "%s", "a"]:
        assert same(call("pyc_format_percent", text, [1]), expected(lambda: text % [1])), text


def test_str_format() -> None:
    rng = random.Random(3)
    pieces = ["{", "}", "{}", "{0}", "{1}", "{a}", "{:>8}", "{!r}", "{0!s:^7}", "{{", "}}", "x", "é", "{:{}}", "{0[0]}", "{b[x]}",
              "{a!z}", "{0.}", "{[", "{0[}", "{9}", "{a:{w}}", "{:.2f}", "{2:05.1f}", "{a[", "]", "{:{:{}}}", "{!", "{ }", "{c[1]}"]
    keywords = {"a": 7, "b": {"x": "y"}, "w": 5, "c": [1, 2]}
    for _ in range(20000):
        text = "".join(rng.choices(pieces, k=rng.randrange(1, 4)))
        arguments = ("p\u1234", 3, 2.5)
        ours, theirs = call("pyc_str_format_call", text, arguments, keywords), expected(lambda: text.format(*arguments, **keywords))
        assert same(ours, theirs), (text, ours, theirs)
        ours, theirs = call("pyc_str_format_map", text, keywords), expected(lambda: text.format_map(keywords))
        assert same(ours, theirs), (text, ours, theirs)
