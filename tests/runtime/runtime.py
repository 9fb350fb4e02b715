"""The runtime as Python sees it: libpycrt.so through ctypes, with Python values in and out.

    word = to_word([1, "a"])        an owned word of the runtime
    from_word(word)                 [1, 'a'] again
    outcome("pyc_add", 1, "a")      ("TypeError", "unsupported operand type(s) for +: ...")

A test compares such an outcome with CPython's own: `expected(lambda: 1 + "a")`.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("PYC_RUNTIME_BUILD", ROOT / "runtime" / "build"))

Word = ctypes.c_uint64
BODY = ctypes.CFUNCTYPE(Word, ctypes.c_int64, ctypes.POINTER(Word), ctypes.c_void_p)

INT_RESULTS = {
    "pyc_truth", "pyc_contains", "pyc_set_item", "pyc_delete_item", "pyc_set_attribute",
    "pyc_delete_attribute", "pyc_isinstance", "pyc_issubclass", "pyc_compare_truth", "pyc_equal",
    "pyc_list_append", "pyc_list_extend", "pyc_list_set", "pyc_dict_set", "pyc_dict_delete",
    "pyc_set_add", "pyc_set_has", "pyc_dict_has", "pyc_list_sort", "pyc_dict_merge",
}  # fmt: skip
I64_RESULTS = {"pyc_hash", "pyc_length", "pyc_collect_cycles", "pyc_dict_length"}


def load() -> ctypes.CDLL:
    if not os.environ.get("PYC_RUNTIME_BUILT"):
        subprocess.run([ROOT / "runtime" / "build.sh"], check=False, capture_output=True)
    library = ctypes.CDLL(str(BUILD / "libpycrt.so"), mode=os.RTLD_LAZY)
    library.pyc_initialize()
    return library


library = load()


class State(ctypes.Structure):
    _fields_ = [
        ("exception", Word), ("handled", Word), ("depth", ctypes.c_int64),
        ("depth_limit", ctypes.c_int64), ("interrupted", ctypes.c_int64),
    ]  # fmt: skip


state = State.in_dll(library, "pyc_state")


def address(name: str) -> int:
    return ctypes.addressof(ctypes.c_char.in_dll(library, name))


def function(name: str) -> Callable[..., int]:
    found = getattr(library, name)
    if name in INT_RESULTS:
        found.restype = ctypes.c_int
    elif name in I64_RESULTS:
        found.restype = ctypes.c_int64
    else:
        found.restype = Word
    return found


def call(name: str, *words: int) -> int:
    """Calls a C function with words (or plain C ints wrapped by ctypes)."""
    return function(name)(*(word if not isinstance(word, int) else Word(word) for word in words))


class Raised(Exception):
    """What the runtime raised: its type's name and its text."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(kind, text)
        self.kind, self.text = kind, text


NONE, TRUE, FALSE = address("pyc_none"), address("pyc_true"), address("pyc_false")


def type_name(word: int) -> str:
    if word & 1:
        return "int"
    kind = ctypes.c_uint64.from_address(word + 8).value
    return ctypes.c_char_p.from_address(kind + 16).value.decode()


def text_of(word: int) -> str:
    length = ctypes.c_int64.from_address(word + 16).value
    kind = ctypes.c_int32.from_address(word + 32).value
    data = ctypes.string_at(word + 40, length * kind)
    codec = {1: "latin-1", 2: "utf-16-le", 4: "utf-32-le"}[kind]
    return data.decode(codec, "surrogatepass")


def check(word: int) -> int:
    """The word; raises what is pending where it is 0."""
    if word or not state.exception:
        return word
    raise pending()


def pending() -> Raised:
    exception = state.exception
    state.exception = 0
    kind = type_name(exception)
    text = call("pyc_str", exception)
    return Raised(kind, text_of(text) if text else "<no text>")


def to_word(value: object) -> int:
    if value is None:
        return NONE
    if value is True or value is False:
        return TRUE if value else FALSE
    if value is NotImplemented:
        return address("pyc_not_implemented")
    if isinstance(value, int):
        if -(2**62) <= value < 2**62:
            return (value << 1 | 1) & (2**64 - 1)
        return call("pyc_int_parse", to_word(str(value)), ctypes.c_int64(10))
    if isinstance(value, float):
        function("pyc_float_new")
        return library.pyc_float_new(ctypes.c_double(value))
    if isinstance(value, str):
        data = value.encode("utf-32-le", "surrogatepass")
        return function("pyc_str_from_kind")(data, ctypes.c_int64(len(value)), 4)
    if isinstance(value, bytes):
        return function("pyc_bytes_new")(value, ctypes.c_int64(len(value)))
    if isinstance(value, list | tuple):
        words = (Word * len(value))(*map(to_word, value))
        made = "pyc_list_take" if isinstance(value, list) else "pyc_tuple_take"
        return function(made)(words, ctypes.c_int64(len(value)))
    if isinstance(value, dict):
        dict_word = call("pyc_dict_new", ctypes.c_int64(0))
        for key, item in value.items():
            call("pyc_dict_set", dict_word, to_word(key), to_word(item))
        return dict_word
    if isinstance(value, set | frozenset):
        kind = "pyc_set_type" if isinstance(value, set) else "pyc_frozenset_type"
        return call("pyc_set_from", address(kind), to_word(list(value)))
    if isinstance(value, type) and value.__module__ == "builtins":
        return call("pyc_builtin", to_word(value.__name__))
    raise TypeError(f"no word for {value!r}")


def from_word(word: int) -> object:
    """The Python value of a word (ints, text, containers, ...); its repr for other objects."""
    kind = type_name(word)
    if word & 1:
        return (word >> 1) - (2**63 if word >> 63 else 0)
    match kind:
        case "NoneType":
            return None
        case "NotImplementedType":
            return NotImplemented
        case "bool":
            return word == TRUE
        case "int":
            return int(text_of(call("pyc_int_text", word, ctypes.c_int64(16), ctypes.c_bool(False))), 16)
        case "float":
            return ctypes.c_double.from_address(word + 16).value
        case "str":
            return text_of(word)
        case "bytes":
            return ctypes.string_at(word + 32, ctypes.c_int64.from_address(word + 16).value)
        case "tuple" | "list":
            items = [call("pyc_get_item", word, to_word(i)) for i in range(call("pyc_length", word))]
            values = [from_word(item) for item in items]
            return tuple(values) if kind == "tuple" else values
        case "dict":
            keys = call("pyc_list_from", word)
            return {key: from_word(call("pyc_get_item", word, to_word(key))) for key in from_word(keys)}
        case "set" | "frozenset":
            items = from_word(call("pyc_list_from", word))
            return set(items) if kind == "set" else frozenset(items)
    return text_of(check(call("pyc_repr", word)))


def outcome(name: str, *values: object) -> object:
    """What a C function gives for Python values, or (type name, text) of what it raises."""
    result = function(name)(*(Word(to_word(value)) if not isinstance(value, ctypes._SimpleCData) else value
                              for value in values))
    try:
        if name in INT_RESULTS or name in I64_RESULTS:
            if result == -1 and state.exception:
                raise pending()
            return result
        return from_word(check(result)) if result else check(result)
    except Raised as raised:
        return (raised.kind, raised.text)


def method(value: object, name: str, *arguments: object, **keywords: object) -> object:
    """What value.name(*arguments) gives in the runtime."""
    words = (Word * (len(arguments) + len(keywords)))(*map(to_word, [*arguments, *keywords.values()]))
    names = to_word(tuple(keywords)) if keywords else 0
    result = function("pyc_call_method")(Word(to_word(value)), Word(to_word(name)), words,
                                         ctypes.c_int64(len(arguments)), Word(names))
    try:
        return from_word(check(result))
    except Raised as raised:
        return (raised.kind, raised.text)


def builtin(name: str, *arguments: object, **keywords: object) -> object:
    """What a builtin function or class gives in the runtime."""
    words = (Word * (len(arguments) + len(keywords)))(*map(to_word, [*arguments, *keywords.values()]))
    names = to_word(tuple(keywords)) if keywords else 0
    callee = call("pyc_builtin", to_word(name))
    result = function("pyc_call")(Word(callee), words, ctypes.c_int64(len(arguments)), Word(names))
    try:
        return from_word(check(result))
    except Raised as raised:
        return (raised.kind, raised.text)


def expected(thunk: Callable[[], object]) -> object:
    """CPython's answer in the same form."""
    try:
        return thunk()
    except BaseException as raised:
        return (type(raised).__name__, str(raised))
