"""What a machine value is, and where the fields of run-time objects lie.

LAYOUTS is the compiler's copy of the structs in runtime/include/pyc.h; a test compiles a C program
that prints the offsets and compares.
"""

from __future__ import annotations

from enum import Enum


class MachineType(Enum):
    """WORD is a tagged Python value or any other address; BIT a truth value."""

    WORD = "word"
    I64 = "i64"
    F64 = "f64"
    BIT = "bit"
    CINT = "cint"  # only as the result of a C function: `int`

    def __str__(self) -> str:
        return self.value


WORD, I64, F64, BIT, CINT = MachineType

HEADER = {"refcount": 0, "type": 8}

LAYOUTS: dict[str, dict[str, int]] = {
    "PycObject": HEADER,
    "PycBool": {**HEADER, "value": 16},
    "PycFloat": {**HEADER, "value": 16},
    "PycInt": {**HEADER, "size": 16, "limbs": 24},
    "PycStr": {**HEADER, "length": 16, "hash": 24, "kind": 32, "ascii": 36, "data": 40},
    "PycBytes": {**HEADER, "length": 16, "hash": 24, "data": 32},
    "PycByteArray": {**HEADER, "length": 16, "capacity": 24, "data": 32},
    "PycTuple": {**HEADER, "length": 16, "items": 24},
    "PycList": {**HEADER, "length": 16, "capacity": 24, "kind": 32, "items": 40},
    "PycDict": {
        **HEADER,
        "used": 16, "n_entries": 24, "usable": 32, "log2_size": 40, "indices": 48, "entries": 56,
    },
    "PycDictEntry": {"hash": 0, "key": 8, "value": 16},
    "PycSet": {
        **HEADER,
        "fill": 16, "used": 24, "mask": 32, "finger": 40, "hash": 48, "table": 56,
    },
    "PycSetEntry": {"key": 0, "hash": 8},
    "PycInstance": {**HEADER, "extra": 16, "slots": 24},
    "PycException": {
        **HEADER,
        "extra": 16, "args": 24, "cause": 32, "context": 40, "traceback": 48, "slots": 72,
    },
    "PycTraceback": {**HEADER, "next": 16, "site": 24},
    "PycCell": {**HEADER, "value": 16},
    "PycRange": {**HEADER, "start": 16, "stop": 24, "step": 32, "big": 40},
    "PycSlice": {**HEADER, "start": 16, "stop": 24, "step": 32},
    "PycFunction": {**HEADER, "code": 16, "closure": 24, "defaults": 32, "extra": 48},
    "PycCode": {"name": 0, "qualname": 8, "flags": 64, "frame_size": 72, "yields": 80},
    "PycMethod": {**HEADER, "function": 16, "self": 24},
    "PycBuiltin": {**HEADER, "spec": 16, "self": 24, "owner": 32},
    "PycBuiltinSpec": {"name": 0, "owner": 8},
    "PycModule": {**HEADER, "name": 16, "attributes": 24, "spec": 32},
    "PycGenerator": {**HEADER, "function": 16, "frame": 24, "point": 32, "state": 40},
    "PycDictView": {**HEADER, "dict": 16},
    "PycDeque": {
        **HEADER,
        "items": 16, "capacity": 24, "first": 32, "length": 40, "bound": 48,
    },
    "PycDefaultDict": {"factory": 64},
    "PycType": {
        **HEADER,
        "name": 16, "base": 24, "mro": 40, "attributes": 48, "name_word": 56, "qualname": 64,
        "module": 72, "instance_size": 80, "flags": 88, "id": 96, "last_id": 104, "n_slots": 112,
        "slots": 120,
    },
    "PycSlot": {"name": 0, "kind": 8},
    "PycModuleSpec": {
        "name": 0, "file": 8, "lines": 16, "n_lines": 24, "names": 40, "cells": 48,
        "n_globals": 56, "module": 64,
    },
    "PycSite": {"module": 0, "function": 8, "line": 16},
    "PycState": {"exception": 0, "handled": 8, "depth": 16, "depth_limit": 24, "interrupted": 32},
    "PycClassSpec": {"type": 56, "made": 64},
}  # fmt: skip

# Bytes of the structs that stand in arrays, or that something stands behind.
SIZES = {
    "PycInt": 24, "PycTuple": 24, "PycDictEntry": 24, "PycSetEntry": 16, "PycSlot": 16,
    "PycDict": 64,
}  # fmt: skip

# PycType.flags
TYPE_TRACKED, TYPE_INHERITABLE, TYPE_USER, TYPE_EXCEPTION, TYPE_INT, TYPE_STR = (
    1 << bit for bit in range(6)
)
TYPE_LIST, TYPE_TUPLE, TYPE_DICT, TYPE_FLOAT, TYPE_FINALIZER, TYPE_DERIVED = (
    1 << bit for bit in range(6, 12)
)
TYPE_HEAP = 1 << 13

LIST_WORDS, LIST_I64, LIST_F64, LIST_BOOL = range(4)
SLOT_WORD, SLOT_F64 = range(2)
GENERATOR_CREATED, GENERATOR_SUSPENDED, GENERATOR_RUNNING, GENERATOR_CLOSED = range(4)
F64_ABSENT = 0x7FF4DEAD0000BEEF
GONE_WORD = 2  # no word: in what debuggers are shown, a variable whose object may be gone
I64_ABSENT = F64_ABSENT  # in what debuggers are shown only: an int variable that is unbound
SMALL_MAX = (1 << 62) - 1
SMALL_MIN = -(1 << 62)
I64_MAX = (1 << 63) - 1
I64_MIN = -(1 << 63)
IMMORTAL = 1 << 60
