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
    "PycInstance": {**HEADER, "extra": 16, "slots": 24},
    "PycException": {**HEADER, "extra": 16, "args": 24, "slots": 64},
    "PycCell": {**HEADER, "value": 16},
    "PycRange": {**HEADER, "start": 16, "stop": 24, "step": 32, "big": 40},
    "PycFunction": {**HEADER, "code": 16, "closure": 24, "defaults": 32},
    "PycType": {**HEADER, "id": 96, "last_id": 104},
    "PycState": {"exception": 0, "handled": 8, "depth": 16, "depth_limit": 24, "interrupted": 32},
    "PycClassSpec": {"type": 56, "made": 64},
}

LIST_WORDS, LIST_I64, LIST_F64, LIST_BOOL = range(4)
F64_ABSENT = 0x7FF4DEAD0000BEEF
SMALL_MAX = (1 << 62) - 1
SMALL_MIN = -(1 << 62)
I64_MAX = (1 << 63) - 1
I64_MIN = -(1 << 63)
IMMORTAL = 1 << 60
