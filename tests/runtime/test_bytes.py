"""bytes and bytearray methods give what CPython gives."""

from __future__ import annotations

import random
from collections.abc import Callable

from values_helper import call, expected, same


def random_bytes(rng: random.Random, limit: int = 12) -> bytes | bytearray:
    data = bytes(rng.choices(rng.choice([b"ab", b"aB1 \t\n", b"a\xff\x00'\"\\", b"+-0aZ \r\n\x0b"]), k=rng.randrange(limit)))
    return bytearray(data) if rng.random() < 0.3 else data


def agree(name: str, theirs: Callable[[], object], *arguments: object) -> None:
    ours, wanted = call(name, *arguments), expected(theirs)
    assert same(ours, wanted), (name, arguments, ours, wanted)


def test_methods() -> None:
    rng = random.Random(1)
    for _ in range(6000):
        text, sub, new = random_bytes(rng), random_bytes(rng, 3), random_bytes(rng, 3)
        for name in ("lower", "upper", "capitalize", "title", "swapcase", "isalpha", "isalnum", "isdigit", "isspace", "isascii", "islower", "isupper",
                     "istitle"):
            agree(f"pyc_bytes_{name}", getattr(text, name), text)
        bounds = [rng.choice([None, rng.randrange(-15, 15)]) for _ in range(2)]
        for name in ("find", "rfind", "index", "rindex", "count", "startswith", "endswith"):
            agree(f"pyc_bytes_{name}", lambda: getattr(text, name)(sub, *bounds), text, sub, *bounds)
        byte = rng.choice([97, 255, 256, -1])
        agree("pyc_bytes_find", lambda: text.find(byte), text, byte, ..., ...)
        count, width = rng.choice([-1, 0, 1, 2]), rng.randrange(-1, 20)
        agree("pyc_bytes_replace", lambda: text.replace(sub, new, count), text, sub, new, count)
        agree("pyc_bytes_split", lambda: text.split(sub, count), text, sub, count)
        agree("pyc_bytes_rsplit", lambda: text.rsplit(sub, count), text, sub, count)
        agree("pyc_bytes_split", lambda: text.split(None, count), text, None, count)
        agree("pyc_bytes_rsplit", lambda: text.rsplit(None, count), text, None, count)
        agree("pyc_bytes_splitlines", lambda: text.splitlines(True), text, True)
        for name in ("partition", "rpartition", "strip", "lstrip", "rstrip", "removeprefix", "removesuffix"):
            agree(f"pyc_bytes_{name}", lambda: getattr(text, name)(sub), text, sub)
        for name in ("center", "ljust", "rjust"):
            agree(f"pyc_bytes_{name}", lambda: getattr(text, name)(width, b"*"), text, width, b"*")
        agree("pyc_bytes_zfill", lambda: text.zfill(width), text, width)
        agree("pyc_bytes_expandtabs", lambda: text.expandtabs(width), text, width)
        agree("pyc_bytes_hex", lambda: text.hex("-", width), text, "-", width)
        agree("pyc_bytes_hex", text.hex, text, ..., ...)
        agree("pyc_bytes_fromhex", lambda: bytes.fromhex(text.hex(" ", 2)), ..., text.hex(" ", 2))
        agree("pyc_bytes_join", lambda: text.join([sub, new]), text, [sub, new])
        agree("pyc_bytes_translate", lambda: text.translate(None, sub), text, None, sub)
        agree("pyc_repr", lambda: repr(text), text)


def test_percent() -> None:
    rng = random.Random(2)
    for _ in range(4000):
        directive = b"%" + rng.choice([b"", b"-", b"0"]) + rng.choice([b"", b"5"]) + rng.choice([b"", b".2"]) + rng.choice([b"s", b"b", b"a", b"r", b"c", b"d", b"x", b"f"])
        values = (rng.choice([b"ab", 65, 1.5, "x", None, bytearray(b"q"), 300]),)
        agree("pyc_bytes_percent", lambda: (b"<" + directive + b">") % values, b"<" + directive + b">", values)
