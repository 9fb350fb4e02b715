"""The module math gives what CPython's gives, errors too."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from test_float import SPECIAL, random_float
from test_int import random_int
from values_helper import call, expected, same

ONE = ["acos", "acosh", "asin", "asinh", "atan", "atanh", "cbrt", "ceil", "cos", "cosh", "degrees", "erf", "erfc", "exp", "exp2", "expm1",
       "fabs", "floor", "frexp", "gamma", "isfinite", "isinf", "isnan", "lgamma", "log10", "log1p", "log2", "modf", "radians", "sin",
       "sinh", "sqrt", "tan", "tanh", "trunc", "ulp"]
TWO = ["atan2", "copysign", "fmod", "nextafter", "pow", "remainder", "isclose"]


def agree(name: str, theirs: Callable[[], object], *arguments: object) -> None:
    ours, wanted = call(f"pyc_math_{name}", *arguments), expected(theirs)
    assert same(ours, wanted), (name, arguments, ours, wanted)


def test_functions_of_floats() -> None:
    rng = random.Random(1)
    values = SPECIAL + [-x for x in SPECIAL] + [float(n) for n in range(-30, 180)]
    for _ in range(3000):
        values.append(random_float(rng))
        values.append(rng.uniform(-5, 5))
        values.append(rng.uniform(-200, 200))
    for x in values:
        for name in ONE:
            agree(name, lambda: getattr(math, name)(x), x)
        agree("log", lambda: math.log(x), x, ...)
        y = rng.choice(values)
        agree("log", lambda: math.log(x, y), x, y)
        for name in TWO:
            agree(name, lambda: getattr(math, name)(x, y), x, y, *[...] * (2 if name == "isclose" else 0))
        i = rng.choice([0, 1, -1, 60, -1100, 2000, 1 << 70, -(1 << 70)])
        agree("ldexp", lambda: math.ldexp(x, i), x, i)


def test_sums() -> None:
    rng = random.Random(2)
    for _ in range(6000):
        n = rng.randrange(6)
        finite = rng.random() < 0.7
        p, q = ([rng.uniform(-10, 10) if finite else random_float(rng) for _ in range(n)] for _ in range(2))
        agree("hypot", lambda: math.hypot(*p), tuple(p))
        agree("dist", lambda: math.dist(p, q), p, q)
        many = [rng.uniform(-1, 1) * 10.0 ** rng.randrange(-20, 20) for _ in range(rng.randrange(30))]
        agree("fsum", lambda: math.fsum(many), many)
        agree("fsum", lambda: math.fsum(p), p)
        agree("prod", lambda: math.prod(p), p, ...)
    agree("prod", lambda: math.prod([3, 1 << 70, 2], start=5), [3, 1 << 70, 2], 5)
    agree("hypot", lambda: math.hypot("a"), ("a",))
    agree("dist", lambda: math.dist([1], [1, 2]), [1], [1, 2])


def test_ints() -> None:
    rng = random.Random(3)
    for _ in range(4000):
        a, b = random_int(rng, 500), random_int(rng, 500)
        agree("gcd", lambda: math.gcd(a, b), (a, b))
        agree("gcd", lambda: math.gcd(a * b, b * 12, b), (a * b, b * 12, b))
        agree("lcm", lambda: math.lcm(a, b), (a, b))
        agree("isqrt", lambda: math.isqrt(a), a)
        square = b * b
        agree("isqrt", lambda: math.isqrt(square), square)
        agree("isqrt", lambda: math.isqrt(square - 1), square - 1)
        n, k = rng.randrange(-2, 150), rng.randrange(-2, 150)
        agree("comb", lambda: math.comb(n, k), n, k)
        agree("perm", lambda: math.perm(n, k), n, k)
        c = abs(a)
        agree("comb", lambda: math.comb(c, k % 6), c, k % 6)
        agree("perm", lambda: math.perm(c, k % 6), c, k % 6)
        agree("log", lambda: math.log(a), a, ...)
        agree("log2", lambda: math.log2(a), a)
        agree("log10", lambda: math.log10(a), a)
    for n in [*range(-2, 60), 300, 1000]:
        agree("factorial", lambda: math.factorial(n), n)
    big = rng.getrandbits(5000)
    agree("log", lambda: math.log(big), big, ...)
    agree("log2", lambda: math.log2((1 << 5000) - 1), (1 << 5000) - 1)
    agree("gcd", lambda: math.gcd(), ())


def test_arguments_of_wrong_type() -> None:
    for name, arguments in [("sqrt", ("a",)), ("floor", ("a",)), ("ceil", (None,)), ("trunc", ("a",)), ("gcd", ((1.5, 2),)), ("isqrt", (1.5,)),
                            ("factorial", (1.0,)), ("comb", (1.0, 2)), ("fsum", (["a"],)), ("fsum", (1,)), ("ldexp", (1, 1.5)), ("sqrt", (10**400,)),
                            ("isnan", ("x",)), ("pow", (2, "a")), ("factorial", (1 << 70,)), ("comb", (1 << 100, 1 << 70)), ("log", ("a",))]:
        unpacked = arguments[0] if name == "gcd" else arguments
        extra = {"log": 1}.get(name, 0)
        agree(name, lambda: getattr(math, name)(*unpacked), *arguments, *[...] * extra)
