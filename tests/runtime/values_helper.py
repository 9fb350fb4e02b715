"""Python values to words of the C runtime and back, for the tests of int, float, str and bytes.

    >>> call("pyc_int_add", 1 << 70, 5)      # the result, or the exception as ("TypeError", text)
    1180591620717411303429
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Callable
from pathlib import Path

WORD = ctypes.c_uint64
LIBRARY = Path(os.environ.get("PYCRT", Path(__file__).parents[2] / "runtime/build/libpycrt.so"))
os.environ.setdefault("PYTHONHASHSEED", "0")
library = ctypes.CDLL(str(LIBRARY))
library.pyc_initialize()


class Keyword(dict):  # type: ignore[type-arg]
    """A dict that is handed over as it is (keywords, mappings)."""


def function(name: str, *types: type, result: type = WORD) -> Callable[..., int]:
    entry = getattr(library, name)
    entry.restype = result
    entry.argtypes = list(types)
    return entry


def address(name: str) -> int:
    return ctypes.addressof(ctypes.c_char.in_dll(library, name))


NONE, TRUE, FALSE = address("pyc_none"), address("pyc_true"), address("pyc_false")
NOT_IMPLEMENTED = address("pyc_not_implemented")
make_int = function("pyc_int_make", ctypes.c_void_p, ctypes.c_int64, ctypes.c_bool)
make_str = function("pyc_str_from_kind", ctypes.c_char_p, ctypes.c_int64, ctypes.c_int)
make_bytes = function("pyc_bytes_new", ctypes.c_char_p, ctypes.c_int64)
make_bytearray = function("pyc_bytearray_from", ctypes.c_char_p, ctypes.c_int64)
make_float = function("pyc_float_new", ctypes.c_double)
make_tuple = function("pyc_tuple_of", ctypes.c_void_p, ctypes.c_int64)
make_list = function("pyc_list_from", WORD)
make_dict = function("pyc_dict_new", ctypes.c_int64)
dict_set = function("pyc_dict_set", WORD, WORD, WORD, result=ctypes.c_int)
to_str = function("pyc_str", WORD)
get_item = function("pyc_list_get", WORD, ctypes.c_int64)
clear = library.pyc_clear
OBJECT_TYPES = {address(f"pyc_{name}_type"): name for name in
                ("int", "bool", "float", "str", "bytes", "bytearray", "tuple", "list", "dict")}


def word(value: object) -> int:
    """An owned word for the value; None is 0 for an argument that was left out: use NONE for None."""
    match value:
        case None:
            return NONE
        case bool():
            return TRUE if value else FALSE
        case int() if -(1 << 62) <= value < 1 << 62:
            return (value << 1 | 1) & (1 << 64) - 1
        case int():
            n = (abs(value).bit_length() + 63) // 64
            return make_int(abs(value).to_bytes(n * 8, "little"), n, value < 0)
        case float():
            return make_float(value)
        case str():
            return make_str(value.encode("utf-32-le", "surrogatepass"), len(value), 4)
        case bytes():
            return make_bytes(value, len(value))
        case bytearray():
            return make_bytearray(bytes(value), len(value))
        case tuple():
            items = (WORD * len(value))(*map(word, value))
            return make_tuple(items, len(value))
        case list():
            return make_list(word(tuple(value)))
        case dict():
            result = make_dict(len(value))
            for key, item in value.items():
                dict_set(result, word(key), word(item))
            return result
    raise TypeError(f"no word for {value!r}")


def i64(at: int) -> int:
    return ctypes.c_int64.from_address(at).value


def value(w: int) -> object:
    """The Python value of a word."""
    if w & 1:
        return struct.unpack("<q", struct.pack("<Q", w))[0] >> 1
    if w == NONE:
        return None
    if w in (TRUE, FALSE):
        return w == TRUE
    if w == NOT_IMPLEMENTED:
        return NotImplemented
    kind = OBJECT_TYPES.get(i64(w + 8))
    match kind:
        case "int":
            size = i64(w + 16)
            magnitude = int.from_bytes(ctypes.string_at(w + 24, abs(size) * 8), "little")
            result = -magnitude if size < 0 else magnitude
            assert not -(1 << 62) <= result < 1 << 62, "an int that fits a small word is not small"
            return result
        case "float":
            return ctypes.c_double.from_address(w + 16).value
        case "str":
            return text_value(w)
        case "bytes":
            return ctypes.string_at(w + 32, i64(w + 16))
        case "bytearray":
            return bytearray(ctypes.string_at(i64(w + 32), i64(w + 16)))
        case "tuple":
            return tuple(value(i64(w + 24 + 8 * i) % (1 << 64)) for i in range(i64(w + 16)))
        case "list":
            return [value(get_item(w, i)) for i in range(i64(w + 16))]
    return f"<object of type at {i64(w + 8):#x}>"


def text_value(w: int) -> str:
    length, kind, ascii_ = i64(w + 16), ctypes.c_int32.from_address(w + 32).value, ctypes.c_int32.from_address(w + 36).value
    raw = ctypes.string_at(w + 40, length * kind)
    text = raw.decode({1: "latin-1", 2: "utf-16-le", 4: "utf-32-le"}[kind], "surrogatepass")
    if kind == 2:
        text = "".join(chr(unit) for (unit,) in struct.iter_unpack("<H", raw))
    highest = max(map(ord, text), default=0)
    assert kind == (1 if highest < 256 else 2 if highest < 65536 else 4), "not the smallest kind"
    assert bool(ascii_) == (highest < 128), "wrong ascii mark"
    assert ctypes.string_at(w + 40 + length * kind, kind) == bytes(kind), "no terminator"
    return text


def pending() -> tuple[str, str] | None:
    """The pending exception as (type, text), cleared."""
    exception = ctypes.c_uint64.in_dll(library, "pyc_state").value
    if not exception:
        return None
    name = ctypes.string_at(i64(i64(exception + 8) + 16)).decode()
    exception_word = ctypes.c_uint64.in_dll(library, "pyc_state")
    exception_word.value = 0
    return name, str(value(to_str(exception)))


def call(name: str, *arguments: object) -> object:
    """What the C function gives; arguments that are ... are left out."""
    entry = function(name, *[WORD] * len(arguments))
    result = entry(*[0 if argument is ... else word(argument) for argument in arguments])
    error = pending()
    if error:
        assert result == 0, "a result and an exception"
        return error
    assert result != 0, "neither result nor exception"
    return value(result)


def expected(compute: Callable[[], object]) -> object:
    """What Python gives, exceptions in the form of call()."""
    try:
        return compute()
    except Exception as error:
        return type(error).__name__, str(error)


def shown(item: object) -> object:
    """What tells values apart that compare equal: types, signs of zero, nan."""
    if isinstance(item, tuple | list):
        return [type(item).__name__, *map(shown, item)]
    return (type(item).__name__, hex(item) if isinstance(item, int) else repr(item))


def same(ours: object, theirs: object) -> bool:
    """Equal, of the same types, nan and -0.0 told apart."""
    return shown(ours) == shown(theirs)
