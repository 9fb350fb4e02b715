"""Ints of any size give what CPython gives."""

from __future__ import annotations

import ctypes
import operator
import random
import sys

from values_helper import WORD, call, expected, function, library, pending, same, value, word

BINARY = {
    "pyc_int_add": operator.add, "pyc_int_sub": operator.sub, "pyc_int_mul": operator.mul,
    "pyc_int_floordiv": operator.floordiv, "pyc_int_mod": operator.mod, "pyc_int_divmod": divmod,
    "pyc_int_truediv": operator.truediv, "pyc_int_and": operator.and_, "pyc_int_or": operator.or_,
    "pyc_int_xor": operator.xor,
}
UNARY = {"pyc_int_neg": operator.neg, "pyc_int_invert": operator.invert, "pyc_int_abs": abs}


def random_int(rng: random.Random, limit: int = 700) -> int:
    bits = rng.choice([1, 8, 31, 61, 62, 63, 64, 65, 127, 128, 129, 192, 256, rng.randrange(1, limit)])
    number = rng.getrandbits(bits)
    match rng.randrange(6):
        case 0:
            number = 1 << bits
        case 1:
            number = (1 << bits) - 1
        case 2:
            number = (1 << bits) - (1 << rng.randrange(bits))
    return -number if rng.random() < 0.5 else number


def check(name: str, ours: object, theirs: object, *arguments: object) -> None:
    assert same(ours, theirs), f"{name}{arguments!r}: {ours!r}, not {theirs!r}"


def test_operators() -> None:
    rng = random.Random(1)
    for _ in range(3000):
        a, b = random_int(rng), random_int(rng)
        for name, operation in BINARY.items():
            check(name, call(name, a, b), expected(lambda: operation(a, b)), a, b)
        for name, unary in UNARY.items():
            check(name, call(name, a), unary(a), a)


def test_long_products_and_quotients() -> None:
    rng = random.Random(2)
    for _ in range(150):
        a, b = (rng.getrandbits(rng.randrange(1, 40000)) for _ in range(2))
        a = rng.choice([a, a | (1 << 20000) - 1, -a])
        check("mul", call("pyc_int_mul", a, b), a * b)
        check("square", call("pyc_int_mul", a, a), a * a)
        check("divmod", call("pyc_int_divmod", a, b), expected(lambda: divmod(a, b)))
        check("divmod", call("pyc_int_divmod", a * b + 5, b), expected(lambda: divmod(a * b + 5, b)))
        if b:
            check("divmod", call("pyc_int_divmod", a * b - 1, b), divmod(a * b - 1, b))


def test_shifts() -> None:
    rng = random.Random(3)
    for _ in range(3000):
        a, count = random_int(rng), rng.choice([0, 1, 62, 63, 64, 65, 128, rng.randrange(300), -1])
        check("lshift", call("pyc_int_lshift", a, count), expected(lambda: a << count), a, count)
        check("rshift", call("pyc_int_rshift", a, count), expected(lambda: a >> count), a, count)
    check("lshift", call("pyc_int_lshift", 1, 1 << 70), expected(lambda: 1 << (1 << 70)))
    check("rshift", call("pyc_int_rshift", -1, 1 << 70), -1)


def test_powers() -> None:
    rng = random.Random(4)
    for _ in range(1500):
        a, b = random_int(rng, 100), rng.randrange(-3, 60)
        check("pow", call("pyc_int_pow", a, b, ...), expected(lambda: a**b), a, b)
        a, b, m = random_int(rng), random_int(rng, 200), random_int(rng)
        check("pow", call("pyc_int_pow", a, b, m), expected(lambda: pow(a, b, m)), a, b, m)
    m = rng.getrandbits(3000) | 1
    for modulus in (m, m + 1):
        check("pow", call("pyc_int_pow", 3, m, modulus), pow(3, m, modulus))


def test_true_division_rounds_correctly() -> None:
    rng = random.Random(5)
    for _ in range(4000):
        a = rng.getrandbits(rng.randrange(1, 2200)) * rng.choice([1, -1])
        b = rng.getrandbits(rng.choice([3, 53, 54, 64, 1100, 2200]))
        check("truediv", call("pyc_int_truediv", a, b), expected(lambda: a / b), a, b)
        q = (rng.getrandbits(53) | 1) * 2 + 1  # half way between two floats
        b = rng.getrandbits(90) | 1
        check("truediv", call("pyc_int_truediv", q * b, b), q * b / b, q, b)


def test_floats() -> None:
    rng = random.Random(6)
    to_float = function("pyc_int_to_f64", WORD, ctypes.POINTER(ctypes.c_bool), result=ctypes.c_double)
    compare = function("pyc_int_compare_f64", WORD, ctypes.c_double, result=ctypes.c_int)
    for _ in range(5000):
        a = random_int(rng, 1100)
        overflow = ctypes.c_bool(False)
        ours = to_float(word(a), ctypes.byref(overflow))
        theirs = expected(lambda: float(a))
        assert overflow.value if isinstance(theirs, tuple) else ours == theirs, a
        b = rng.choice([ours, ours + 0.5, rng.uniform(-1e20, 1e20), float("inf"), -float("inf"), 0.0])
        assert compare(word(a), b) == (a > b) - (a < b), (a, b)


def test_hash_and_text() -> None:
    rng = random.Random(7)
    hash_ = function("pyc_int_hash", WORD, result=ctypes.c_int64)
    text = function("pyc_int_text", WORD, ctypes.c_int64, ctypes.c_bool)
    for _ in range(3000):
        a = random_int(rng, 2000)
        assert hash_(word(a)) == hash(a)
        assert value(text(word(a), 10, False)) == str(a)
        assert value(text(word(a), 2, True)) == bin(a)
        assert value(text(word(a), 8, True)) == oct(a)
        assert value(text(word(a), 16, True)) == hex(a)
    assert text(word(10**4300), 10, False) == 0
    assert pending() == expected(lambda: str(10**4300))
    limit = ctypes.c_int64.in_dll(library, "pyc_int_max_text_digits")
    limit.value = 0
    sys.set_int_max_str_digits(0)
    for digits in (4300, 10000, 40001, 65536):
        a = rng.randrange(10**digits)
        assert value(text(word(a), 10, False)) == str(a)
        parse = function("pyc_int_parse", WORD, ctypes.c_int64)
        assert value(parse(word(str(a)), 10)) == a
    limit.value = 4300
    sys.set_int_max_str_digits(4300)


def test_parse() -> None:
    parse = function("pyc_int_parse", WORD, ctypes.c_int64)
    rng = random.Random(8)
    alphabet = "0123456789abcxzABX_+- \t\n\u0663\u2003é\0"
    texts = ["", " ", "0x", "0b1", "0o17", "-0xff", "0x_f", "_1", "1_", "1__0", "1_0", "010", "00", " 12 ",
             "1" * 100, "z" * 40, "1" * 4301, "1" * 4301 + "_", "0" * 5000, "+5", "- 5", "x" * 300]
    texts += ["".join(rng.choices(alphabet, k=rng.randrange(1, 8))) for _ in range(4000)]
    for text in texts:
        for base in (10, 0, 16, 2, 36):
            ours = parse(word(text), base)
            error = pending()
            theirs = expected(lambda: int(text, base))
            assert (error or value(ours)) == theirs, (text, base)


def test_methods() -> None:
    rng = random.Random(9)
    for _ in range(2000):
        a = random_int(rng)
        check("bit_length", call("pyc_int_bit_length", a), a.bit_length())
        check("bit_count", call("pyc_int_bit_count", a), a.bit_count())
        digits = rng.choice([-1, -2, -5, -20, -200, 0, 3])
        check("round", call("pyc_int_round", a, digits), round(a, digits), a, digits)
        length, order, signed = rng.randrange(0, 70), rng.choice(["little", "big"]), rng.random() < 0.5
        check("to_bytes", call("pyc_int_to_bytes", a, length, order, signed),
              expected(lambda: a.to_bytes(length, order, signed=signed)), a, length, order, signed)
        data = rng.randbytes(rng.randrange(40))
        check("from_bytes", call("pyc_int_from_bytes", ..., data, order, signed),
              int.from_bytes(data, order, signed=signed), data)
