"""str methods, comparison, hash and codecs give what CPython gives."""

from __future__ import annotations

import ctypes
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from values_helper import WORD, call, expected, function, same, value, word

SPECIAL = "ßŉǰΐﬁﬀΣσςİıǅǆΆ\u0345\u1e9e\u1f80\u0301"
ALPHABETS = ["abcXYZ ", "ab", "aé ß\u00a0", "aΣσ\u0345.bİ", "a\u1234\u2028 ", "a\U00010400\U0001f600 ", "01²Ⅷ\u0663½a", " \t\n\r\x0b\x1c\x85\u2003ab",
             SPECIAL + "aB "]


def random_text(rng: random.Random, limit: int = 12) -> str:
    return "".join(rng.choices(rng.choice(ALPHABETS), k=rng.randrange(limit)))


def agree(name: str, theirs: Callable[[], object], *arguments: object) -> None:
    ours, wanted = call(name, *arguments), expected(theirs)
    assert same(ours, wanted), (name, arguments, ours, wanted)


def test_no_argument_methods() -> None:
    rng = random.Random(1)
    names = ["lower", "upper", "casefold", "capitalize", "title", "swapcase", "strip", "lstrip", "rstrip", "split", "rsplit",
             "splitlines", "isalpha", "isdecimal", "isdigit", "isnumeric", "isspace", "isalnum", "isascii", "isprintable",
             "isidentifier", "islower", "isupper", "istitle", "expandtabs"]
    optional = {"strip": 1, "lstrip": 1, "rstrip": 1, "split": 2, "rsplit": 2, "splitlines": 1, "expandtabs": 1}
    texts = [chr(c) for c in range(0x3000)] + [chr(c) for c in range(0x3000, 0x110000, 97)] + [random_text(rng) for _ in range(3000)]
    for text in texts:
        for name in names if len(text) > 1 else rng.sample(names, 6):
            method = getattr(text, name)
            agree(f"pyc_str_{name}", method, text, *[...] * optional.get(name, 0))


def test_searching() -> None:
    rng = random.Random(2)
    for _ in range(20000):
        text, sub = random_text(rng, 30), random_text(rng, 4)
        if rng.random() < 0.7 and text:
            start = rng.randrange(len(text))
            sub = text[start : start + rng.randrange(4)]
        bounds = [rng.choice([..., None, rng.randrange(-35, 35), 1 << 80, -(1 << 80)]) for _ in range(2)]
        limits = [None if bound is ... else bound for bound in bounds]
        for name in ("find", "rfind", "index", "rindex", "count", "startswith", "endswith"):
            agree(f"pyc_str_{name}", lambda: getattr(text, name)(sub, *limits), text, sub, *bounds)
        count, new = rng.choice([-1, 0, 1, 2]), random_text(rng, 4)
        agree("pyc_str_replace", lambda: text.replace(sub, new, count), text, sub, new, count)
        agree("pyc_str_split", lambda: text.split(sub, count), text, sub, count)
        agree("pyc_str_rsplit", lambda: text.rsplit(sub, count), text, sub, count)
        agree("pyc_str_split", lambda: text.split(None, count), text, None, count)
        agree("pyc_str_rsplit", lambda: text.rsplit(None, count), text, None, count)
        agree("pyc_str_partition", lambda: text.partition(sub), text, sub)
        agree("pyc_str_rpartition", lambda: text.rpartition(sub), text, sub)
        agree("pyc_str_removeprefix", lambda: text.removeprefix(sub), text, sub)
        agree("pyc_str_removesuffix", lambda: text.removesuffix(sub), text, sub)
        agree("pyc_str_strip", lambda: text.strip(sub), text, sub)
        agree("pyc_str_splitlines", lambda: text.splitlines(True), text, True)


def test_padding_and_translate() -> None:
    rng = random.Random(3)
    for _ in range(5000):
        text, width, fill = random_text(rng), rng.randrange(-2, 20), rng.choice("x é\u1234\U0001f600")
        for name in ("center", "ljust", "rjust"):
            agree(f"pyc_str_{name}", lambda: getattr(text, name)(width, fill), text, width, fill)
        signed = rng.choice("+-x") + text
        agree("pyc_str_zfill", lambda: signed.zfill(width), signed, width)
        agree("pyc_str_expandtabs", lambda: (text + "\ta\t").expandtabs(width), text + "\ta\t", width)
        table = {ord(c): rng.choice(["", "xy", None, 65, 0x1F600, 0x110000]) for c in text[:3]}
        agree("pyc_str_translate", lambda: text.translate(table), text, table)
        parts = [random_text(rng, 4) for _ in range(rng.randrange(4))]
        agree("pyc_str_join", lambda: text.join(parts), text, parts)
        agree("pyc_str_join", lambda: text.join(tuple(parts)), text, tuple(parts))
        agree("pyc_str_concat", lambda: text + signed, text, signed)
        agree("pyc_repr", lambda: repr(text), text)
        agree("pyc_repr", lambda: repr(text + "'" + signed + '"\\\x7f'), text + "'" + signed + '"\\\x7f')


def test_arguments_of_wrong_type() -> None:
    for name, arguments in [("find", ("a", 1)), ("replace", ("a", 1, 2)), ("split", ("a", 1)), ("split", ("a", "")), ("join", (",", ["a", 1])),
                            ("join", (",", [1])), ("join", (",", [1.5])), ("join", (",", 1)), ("center", ("a", "b")), ("center", ("a", 5, "ab")),
                            ("center", ("a", 5, 1)), ("strip", ("a", 1)), ("startswith", ("a", 1)), ("startswith", ("a", ("b", 1))),
                            ("removeprefix", ("a", 1)), ("translate", ("a", {97: 1.5})), ("partition", ("a", "")), ("partition", ("a", 1)),
                            ("find", ("a", "a", "x")), ("zfill", ("a", "x")), ("encode", ("a", 1)), ("encode", ("a", "xx"))]:
        padded = [*arguments, *[...] * (4 - len(arguments))]
        agree(f"pyc_str_{name}", lambda: getattr(arguments[0], name)(*arguments[1:]), *padded)


def test_comparison() -> None:
    rng = random.Random(4)
    compare = function("pyc_str_compare", WORD, WORD, result=ctypes.c_int)
    equal = function("pyc_str_equal", WORD, WORD, result=ctypes.c_bool)
    for _ in range(5000):
        a, b = random_text(rng, 4), random_text(rng, 4)
        assert compare(word(a), word(b)) == (a > b) - (a < b)
        assert equal(word(a), word(b)) == (a == b)


def test_append_in_place() -> None:
    append = function("pyc_str_append", WORD, WORD)
    text, w = "", word("")
    rng = random.Random(5)
    for _ in range(3000):
        piece = random_text(rng, 5)
        text += piece
        w = append(w, word(piece))
    assert value(w) == text


def test_hash_equals_cpython() -> None:
    program = ("import sys; sys.path.insert(0, {path!r}); from values_helper import *; import ctypes\n"
               "h = function('pyc_str_hash', WORD, result=ctypes.c_int64)\n"
               "for t in ['', 'a', 'abc', 'abcdefgh', 'abcdefghijk' * 9, 'é', '\\u1234x', '\\U0001f600']: assert h(word(t)) == hash(t), t\n")
    for seed in ("0", "1", "42", "4294967295"):
        code = program.format(path=str(Path(__file__).parent))
        subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONHASHSEED": seed})


def test_codecs() -> None:
    rng = random.Random(6)
    codecs = ["utf-8", "UTF8", "ascii", "latin-1", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
    handlers = ["strict", "ignore", "replace", "backslashreplace", "surrogateescape", "surrogatepass", "nope"]
    for _ in range(20000):
        text = "".join(rng.choices("aé\u1234\U0001f600\udc80\ud800\udfff", k=rng.randrange(6)))
        codec, handler = rng.choice(codecs), rng.choice(handlers)
        if handler == "nope" and codec not in ("utf-8", "ascii", "latin-1"):
            continue  # CPython wraps this LookupError
        agree("pyc_str_encode", lambda: text.encode(codec, handler), text, codec, handler)
        data = rng.choice([rng.randbytes(rng.randrange(9)), text.encode(codec, "surrogatepass") if "utf" in codec else b"a",
                           bytes(rng.choices(b"a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xed\xa0\xff\x80", k=rng.randrange(8)))])
        agree("pyc_bytes_decode", lambda: data.decode(codec, handler), data, codec, handler)
    agree("pyc_str_encode", lambda: "é\u1234".encode("ascii", "xmlcharrefreplace"), "é\u1234", "ascii", "xmlcharrefreplace")
