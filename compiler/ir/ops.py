"""The ops of the IR: one row each, with its types, its effect and its meaning in Python.

`meaning` is what the interpreter and constant folding run; ops that touch memory have none here
(the interpreter knows memory). Values of type I64 are Python ints in [-2**63, 2**63); WORDs are
ints in [0, 2**64).
"""

from __future__ import annotations

import operator
import struct
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from pyc.compiler.ir.machine_types import (
    BIT,
    CINT,
    F64,
    I64,
    SMALL_MAX,
    SMALL_MIN,
    WORD,
    MachineType,
)


class Effect(Enum):
    PURE = "pure"  # depends on its arguments only
    READS = "reads"  # reads memory
    WRITES = "writes"  # changes memory or calls


@dataclass(frozen=True, slots=True)
class Op:
    name: str
    args: tuple[MachineType, ...]
    results: tuple[MachineType, ...]
    effect: Effect = Effect.PURE
    meaning: Callable[..., Any] | None = None

    def __str__(self) -> str:
        return self.name


def signed(value: int) -> int:
    value &= 0xFFFF_FFFF_FFFF_FFFF
    return value - (1 << 64) if value >> 63 else value


def _wrapping(function: Callable[..., int]) -> Callable[..., int]:
    return lambda *args: signed(function(*args))


def _overflowing(function: Callable[..., int]) -> Callable[..., tuple[int, bool]]:
    def meaning(*args: int) -> tuple[int, bool]:
        exact = function(*args)
        return signed(exact), signed(exact) != exact

    return meaning


def _f64_bits(value: float) -> int:
    return signed(struct.unpack("<Q", struct.pack("<d", value))[0])


def _bits_f64(bits: int) -> float:
    result: float = struct.unpack("<d", struct.pack("<Q", bits & 0xFFFF_FFFF_FFFF_FFFF))[0]
    return result


def _c_quotient(a: int, b: int) -> int:
    return abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)


_2I, _2F, _2B, _2W = (I64, I64), (F64, F64), (BIT, BIT), (WORD, WORD)


def _row(
    name: str,
    args: tuple[MachineType, ...],
    results: tuple[MachineType, ...] | MachineType,
    meaning: Callable[..., Any] | None = None,
    effect: Effect = Effect.PURE,
) -> Op:
    results = results if isinstance(results, tuple) else (results,)
    return Op(name, args, results, effect, meaning)


_READS, _WRITES = Effect.READS, Effect.WRITES

ROWS = (
    # i64. The plain forms must not overflow (proved); the _ovf forms tell.
    _row("iadd", _2I, I64, _wrapping(operator.add)),
    _row("isub", _2I, I64, _wrapping(operator.sub)),
    _row("imul", _2I, I64, _wrapping(operator.mul)),
    _row("iadd_ovf", _2I, (I64, BIT), _overflowing(operator.add)),
    _row("isub_ovf", _2I, (I64, BIT), _overflowing(operator.sub)),
    _row("imul_ovf", _2I, (I64, BIT), _overflowing(operator.mul)),
    _row("iand", _2I, I64, operator.and_),
    _row("ior", _2I, I64, operator.or_),
    _row("ixor", _2I, I64, operator.xor),
    _row("ishl", _2I, I64, _wrapping(operator.lshift)),
    _row("ishr", _2I, I64, operator.rshift),
    _row("idiv", _2I, I64, _c_quotient),  # truncates; divisor not 0 or -1
    _row("irem", _2I, I64, lambda a, b: a - b * _c_quotient(a, b)),
    _row("ieq", _2I, BIT, operator.eq),
    _row("ine", _2I, BIT, operator.ne),
    _row("ilt", _2I, BIT, operator.lt),
    _row("ile", _2I, BIT, operator.le),
    _row("igt", _2I, BIT, operator.gt),
    _row("ige", _2I, BIT, operator.ge),
    _row("iult", _2I, BIT, lambda a, b: a & (2**64 - 1) < b & (2**64 - 1)),
    # f64.
    _row("fadd", _2F, F64, operator.add),
    _row("fsub", _2F, F64, operator.sub),
    _row("fmul", _2F, F64, operator.mul),
    _row("fdiv", _2F, F64, operator.truediv),  # divisor not 0
    _row("fneg", (F64,), F64, operator.neg),
    _row("feq", _2F, BIT, operator.eq),
    _row("fne", _2F, BIT, operator.ne),
    _row("flt", _2F, BIT, operator.lt),
    _row("fle", _2F, BIT, operator.le),
    _row("fgt", _2F, BIT, operator.gt),
    _row("fge", _2F, BIT, operator.ge),
    _row("itof", (I64,), F64, float),
    _row("ftoi", (F64,), I64, int),  # a whole number that fits
    _row("f64_bits", (F64,), I64, _f64_bits),
    _row("bits_f64", (I64,), F64, _bits_f64),
    # bits.
    _row("bnot", (BIT,), BIT, operator.not_),
    _row("band", _2B, BIT, lambda a, b: a and b),
    _row("bor", _2B, BIT, lambda a, b: a or b),
    _row("bxor", _2B, BIT, operator.ne),
    _row("btoi", (BIT,), I64, int),
    _row("iselect", (BIT, I64, I64), I64, lambda c, a, b: a if c else b),
    _row("fselect", (BIT, F64, F64), F64, lambda c, a, b: a if c else b),
    _row("wselect", (BIT, WORD, WORD), WORD, lambda c, a, b: a if c else b),
    # C ints: negative means an exception.
    _row("cint_negative", (CINT,), BIT, lambda a: a < 0),
    _row("cint_true", (CINT,), BIT, lambda a: a != 0),
    # words.
    _row("tag", (I64,), WORD, lambda a: (a << 1 | 1) & (2**64 - 1)),  # must fit 63 bits
    _row("untag", (WORD,), I64, lambda w: signed(w) >> 1),
    _row("is_small", (WORD,), BIT, lambda w: bool(w & 1)),
    _row("fits_small", (I64,), BIT, lambda a: SMALL_MIN <= a <= SMALL_MAX),
    _row("weq", _2W, BIT, operator.eq),
    _row("is_null", (WORD,), BIT, operator.not_),
    _row("wtoi", (WORD,), I64, signed),
    _row("itow", (I64,), WORD, lambda a: a & (2**64 - 1)),
    _row("offset", (WORD, I64), WORD, operator.add),
    # the value of a variable at this moment
    _row("copy_word", (WORD,), WORD, lambda a: a),
    _row("copy_i64", (I64,), I64, lambda a: a),
    _row("copy_f64", (F64,), F64, lambda a: a),
    _row("copy_bit", (BIT,), BIT, lambda a: a),
    # memory: address, byte offset; the immediate names what is accessed, for alias facts.
    _row("load_i64", (WORD, I64), I64, None, _READS),
    _row("load_f64", (WORD, I64), F64, None, _READS),
    _row("load_word", (WORD, I64), WORD, None, _READS),
    _row("load_bit", (WORD, I64), BIT, None, _READS),  # one byte, 0 or 1
    _row("load_byte", (WORD, I64), I64, None, _READS),
    _row("store_i64", (WORD, I64, I64), (), None, _WRITES),
    _row("store_f64", (WORD, I64, F64), (), None, _WRITES),
    _row("store_word", (WORD, I64, WORD), (), None, _WRITES),
    _row("store_byte", (WORD, I64, I64), (), None, _WRITES),  # the low 8 bits
    _row("store_bit", (WORD, I64, BIT), (), None, _WRITES),
    _row("stack_words", (I64,), WORD, None, _WRITES),  # room for constant n words, this call long
    _row("forget", (WORD,), (), None, _WRITES),  # debuggers: the variable's object may be gone
    _row("lost", (I64,), (), None, _WRITES),  # debuggers: the n-th local's value is nowhere now
    _row("statement", (), (), None, _WRITES),  # debuggers: a statement starts
    # the same: whether this call's frame is not below the limit at an address
    _row("at_statement", (WORD,), BIT, None, _READS),
    # reference counts. The _object forms know that the word is no small int.
    _row("inc", (WORD,), (), None, _WRITES),
    _row("xinc", (WORD,), (), None, _WRITES),
    _row("dec", (WORD,), (), None, _WRITES),
    _row("xdec", (WORD,), (), None, _WRITES),
    _row("inc_object", (WORD,), (), None, _WRITES),
    _row("dec_object", (WORD,), (), None, _WRITES),
)

OPS: dict[str, Op] = {row.name: row for row in ROWS}
