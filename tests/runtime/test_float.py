"""Floats: text both ways, rounding, arithmetic with Python's signs, hash."""

from __future__ import annotations

import ctypes
import math
import operator
import random
import struct

from values_helper import WORD, call, expected, function, pending, same, value, word

ADD, SUB, MUL, TRUEDIV, FLOORDIV, MOD, POW = range(7)
DIVMOD = 13
OPERATIONS = {ADD: operator.add, SUB: operator.sub, MUL: operator.mul, TRUEDIV: operator.truediv,
              FLOORDIV: operator.floordiv, MOD: operator.mod, POW: operator.pow, DIVMOD: divmod}
SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.5, 1.5, 2.5, math.inf, -math.inf, math.nan, 5e-324, 1.7976931348623157e308,
           2.2250738585072014e-308, 1e16, 1e22, 9007199254740993.0, 1e15, 123456789.0, 0.1, 1e-5, 1e-4, 3.0, 1e23]


def random_float(rng: random.Random) -> float:
    match rng.randrange(7):
        case 0:
            return rng.choice(SPECIAL)
        case 1:
            return rng.uniform(-100, 100)
        case 2:
            return round(rng.uniform(-1000, 1000), rng.randrange(6))
        case 3:
            return float(rng.randrange(-1000, 1000))
        case 4:
            return math.ldexp(1.0, rng.randrange(-1074, 1024))
        case 5:
            return rng.randrange(-10**6, 10**6) / 2 ** rng.randrange(20)
    return struct.unpack("<d", rng.randbytes(8))[0]


def test_repr() -> None:
    rng = random.Random(1)
    buffer = ctypes.create_string_buffer(64)
    write = function("pyc_f64_repr", ctypes.c_double, ctypes.c_char_p, result=ctypes.c_int)
    for i in range(60000):
        x = math.ldexp(1.0, i - 1100) if i < 2123 else random_float(rng)
        length = write(x, buffer)
        assert buffer.raw[:length].decode() == repr(x)


def test_parse() -> None:
    rng = random.Random(2)
    texts = ["", " ", "1", "1.", ".5", ".", "1e5", "1e", "e5", "1_0", "1__0", "_1", "1_", "1_.5", "1._5", "inf", "-Infinity",
             "nan", "+nan", "-nan", "infi", "0x10", "1e400", "1e-400", " 1.5 ", "\u0661.5", "1\0", "1.5\n", "1e1_0", "é", "nan(1)",
             "1" * 400, "0." + "0" * 400 + "1", "9007199254740993", "179769313486231580793e289"]
    for _ in range(10000):
        texts.append(repr(random_float(rng)))
        texts.append("".join(rng.choices("0123456789.e-+_ inf\u0665", k=rng.randrange(1, 12))))
        texts.append(f"{rng.randrange(10**rng.randrange(1, 22))}.{rng.randrange(10**9)}e{rng.randrange(-330, 310)}")
    for text in texts:
        ours, theirs = call("pyc_float_parse", text), expected(lambda: float(text))
        assert same(ours, theirs), (text, ours, theirs)


def test_arithmetic() -> None:
    rng = random.Random(3)
    binary = function("pyc_float_binary", ctypes.c_double, ctypes.c_double, ctypes.c_int64)
    for _ in range(30000):
        a, b = random_float(rng), random_float(rng)
        for op, operation in OPERATIONS.items():
            if op == POW and a < 0 and b != math.floor(b) if math.isfinite(b) else False:
                continue  # complex: an error of ours
            theirs = expected(lambda: operation(a, b))
            w = binary(a, b, op)
            ours = pending() or value(w)
            assert same(ours, theirs), (a, b, op, ours, theirs)


def test_round() -> None:
    rng = random.Random(4)
    round_ = function("pyc_float_round", ctypes.c_double, WORD)
    for _ in range(20000):
        x, digits = random_float(rng), rng.choice([None, 0, 1, 2, 3, -1, -2, 5, 10, 17, 20, 25, -20, -308, -309, 308, 400])
        w = round_(x, 0 if digits is None else word(digits))
        ours = pending() or value(w)
        theirs = expected(lambda: round(x, digits) if digits is not None else round(x))
        assert same(ours, theirs), (x, digits, ours, theirs)


def test_hash_and_methods() -> None:
    rng = random.Random(5)
    hash_ = function("pyc_f64_hash", ctypes.c_double, result=ctypes.c_int64)
    for _ in range(20000):
        x = random_float(rng)
        if x == x:
            assert hash_(x) == hash(x)
        assert same(call("pyc_float_hex", x), x.hex())
        assert same(call("pyc_float_as_integer_ratio", x), expected(x.as_integer_ratio))
        assert same(call("pyc_float_fromhex", ..., x.hex()), float.fromhex(x.hex())) or x != x
        assert call("pyc_float_is_integer", x) == x.is_integer()
    for text in ["0x1p5000", "x", "", " 0x1.8p1 ", "1.8", "-inf", "+NaN", "0x", "0x.p1", "0x1p", "1p-1075", "0x1.fffffffffffff8p0", "0x1p5 x"]:
        assert same(call("pyc_float_fromhex", ..., text), expected(lambda: float.fromhex(text))), text
