"""Operators, attributes and builtin functions over all kinds of values give CPython's answers."""

from __future__ import annotations

import ctypes
import itertools
import operator

import pytest

from runtime import builtin, expected, method, outcome

VALUES = [0, 1, -3, 2**62, -(2**70), True, 1.5, float("inf"), "", "ab", None, [1, 2], (1,), {"a": 1}, {1}, b"x"]
OPERATORS = {
    "+": (0, operator.add), "-": (1, operator.sub), "*": (2, lambda a, b: a * b), "/": (3, operator.truediv),
    "//": (4, operator.floordiv), "%": (5, operator.mod), "&": (9, operator.and_), "|": (10, operator.or_),
    "^": (11, operator.xor), "@": (12, operator.matmul),
    "divmod": (13, divmod),
}  # fmt: skip


def show(value: object) -> str:
    """repr tells 1 from 1.0 and from True; nan equals itself."""
    return repr(value)


def huge(a: object, b: object) -> bool:
    return any(isinstance(x, int) and abs(x) > 10 for x in (a, b)) and any(
        isinstance(x, str | bytes | list | tuple) for x in (a, b))


@pytest.mark.parametrize("symbol", OPERATORS)
def test_binary_operator(symbol: str) -> None:
    code, meaning = OPERATORS[symbol]
    for a, b in itertools.product(VALUES, VALUES):
        if symbol == "*" and huge(a, b):
            continue
        got = outcome("pyc_binary", a, b, ctypes.c_int64(code))
        assert show(got) == show(expected(lambda a=a, b=b: meaning(a, b))), f"{a!r} {symbol} {b!r}"


@pytest.mark.parametrize(("op", "meaning"), enumerate(
    [operator.lt, operator.le, operator.eq, operator.ne, operator.gt, operator.ge]))
def test_comparison(op: int, meaning: object) -> None:
    for a, b in itertools.product(VALUES, VALUES):
        assert outcome("pyc_compare", a, b, ctypes.c_int64(op)) == expected(lambda a=a, b=b: meaning(a, b)), (a, b)


@pytest.mark.parametrize(("op", "meaning"), enumerate([operator.neg, operator.pos, operator.inv, abs]))
def test_unary_operator(op: int, meaning: object) -> None:
    for a in VALUES:
        assert show(outcome("pyc_unary", a, ctypes.c_int64(op))) == show(expected(lambda a=a: meaning(a))), a


ONE = ["len", "abs", "repr", "ascii", "callable", "ord", "chr", "bin", "hex", "oct", "iter", "next", "round",
       "str", "int", "float", "bool", "list", "tuple", "set", "dict", "frozenset", "bytes", "hash", "dir",
       "isinstance", "getattr", "print", "vars", "format", "sum", "min", "max", "sorted", "reversed", "any"]


@pytest.mark.parametrize("name", ONE)
def test_builtin_of_one_value(name: str) -> None:
    import builtins

    for a in VALUES:
        if name in ("print", "vars") or (name == "dir"):
            continue
        if name == "bytes" and isinstance(a, int) and a > 10:
            continue
        if name == "hash" and (isinstance(a, str | bytes | tuple) or a is None):
            continue
        want = expected(lambda a=a: getattr(builtins, name)(a))
        got = builtin(name, a)
        if name in ("iter", "reversed") and not isinstance(want, tuple):
            assert str(got).split(" at ")[0] == repr(want).split(" at ")[0]
            continue
        assert show(got) == show(want), f"{name}({a!r})"


@pytest.mark.parametrize("arguments", [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)])
@pytest.mark.parametrize("name", ["len", "isinstance", "getattr", "hasattr", "chr", "divmod", "callable", "id", "setattr",
                                  "repr", "hash", "ord", "iter", "next", "abs", "format", "input" ])
def test_wrong_number_of_arguments(name: str, arguments: tuple[object, ...]) -> None:
    import builtins

    want = expected(lambda: getattr(builtins, name)(*arguments))
    if isinstance(want, tuple) and "argument" in str(want[-1]):
        assert builtin(name, *arguments) == want


@pytest.mark.parametrize("value", [1, 1.5, "a", [1], (1,), {"a": 1}, {1}, None, True, b"a", 2**70])
def test_dunders_and_missing_attributes(value: object) -> None:
    for name in ["__repr__", "__str__", "__len__", "__bool__", "__hash__"]:
        if name == "__hash__" and isinstance(value, str | bytes | tuple | type(None)):
            continue
        assert method(value, name) == expected(lambda n=name: getattr(value, n)()), name
    assert method(value, "nothing") == expected(lambda: value.nothing())
    assert outcome("pyc_set_attribute", value, "x", 1) == expected(lambda: setattr(value, "x", 1))
    assert outcome("pyc_get_attribute", value, "__class__") == repr(type(value))
    for other in [1, "a", [1], (1,)]:
        for name in ["__eq__", "__lt__", "__add__", "__mul__", "__contains__", "__getitem__"]:
            if hasattr(value, name):
                assert show(method(value, name, other)) == show(expected(lambda n=name, o=other: getattr(value, n)(o))), (name, other)
            else:
                assert method(value, name, other)[0] == "AttributeError", (name, other)


@pytest.mark.parametrize("name", ["ValueError", "KeyError", "OSError", "SystemExit", "StopIteration", "UnicodeDecodeError",
                                  "UnicodeEncodeError", "ImportError", "AttributeError", "KeyboardInterrupt"])
def test_exceptions_are_made_and_shown(name: str) -> None:
    import builtins

    kind = getattr(builtins, name)
    for arguments in [(), (1,), ("a",), (2, "b"), (2, "b", "c"), ("utf-8", b"\xff", 0, 1, "r"), ("utf-8", "a\u20ac", 1, 2, "r"),
                      ("utf-8", "abc", 0, 2, "r"), ("utf-8", b"abc", 0, 2, "r")]:
        want = expected(lambda a=arguments: kind(*a))
        got = builtin(name, *arguments)
        assert got == (repr(want) if isinstance(want, BaseException) else want)
        if isinstance(want, BaseException):
            shown = builtin("str", _Made(name, arguments))
            assert shown == str(want), (name, arguments)


class _Made:
    def __init__(self, name: str, arguments: tuple[object, ...]) -> None:
        self.name, self.arguments = name, arguments


def _convert_made() -> None:
    import runtime

    plain = runtime.to_word

    def to_word(value: object) -> int:
        if not isinstance(value, _Made):
            return plain(value)
        words = (runtime.Word * len(value.arguments))(*map(plain, value.arguments))
        callee = runtime.call("pyc_builtin", plain(value.name))
        return runtime.function("pyc_call")(
            runtime.Word(callee), words, ctypes.c_int64(len(value.arguments)), runtime.Word(0))

    runtime.to_word = to_word


_convert_made()
