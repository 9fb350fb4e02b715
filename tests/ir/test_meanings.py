"""The meaning of each op in ir/ops.py is what LLVM makes of its row in backend/llvm_ops.py."""

from __future__ import annotations

import ctypes
import itertools
import math
import operator
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import llvmlite.binding as llvm
import pytest

from pyc.compiler.backend.codegen import optimized, target_machine
from pyc.compiler.backend.link import runtime_file
from pyc.compiler.backend.llvm_gen import llvm_module
from pyc.compiler.backend.tiers import TIERS
from pyc.compiler.ir.machine_types import BIT, CINT, F64, I64, WORD, MachineType
from pyc.compiler.ir.ops import OPS, Op, signed
from pyc.compiler.ir.parser import parsed

VALUES: dict[MachineType, tuple[Any, ...]] = {
    I64: (0, 1, -1, 2, -3, 7, 63, 2**31, -(2**31), 2**62 - 1, 2**62, -(2**62), 2**63 - 1, -(2**63)),
    WORD: (0, 1, 3, 2**64 - 1, 2**63, 4096, 2**63 + 1),
    F64: (0.0, -0.0, 1.0, -1.5, 0.1, 1e308, 5e-324, math.inf, -math.inf, math.nan, 2.0**53),
    BIT: (False, True),
    CINT: (0, 1, -1, 7),
}
C_TYPES: dict[MachineType, Any] = {
    I64: ctypes.c_int64, WORD: ctypes.c_uint64, F64: ctypes.c_double, BIT: ctypes.c_bool,
    CINT: ctypes.c_int,
}  # fmt: skip
# Results of C functions alone: there is no other way to get a cint.
TESTED = [op for op in OPS.values() if op.meaning is not None and CINT not in op.args]


def is_allowed(op: Op, args: tuple[Any, ...]) -> bool:
    """What docs/ir-specification.md asks of the arguments."""
    match op.name:
        case "iadd" | "isub" | "imul":
            exact = getattr(operator, op.name[1:])(*args)
            return bool(signed(exact) == exact)
        case "idiv" | "irem":
            return args[1] not in (0, -1)
        case "ishl" | "ishr":
            return 0 <= args[1] <= 63
        case "ftoi":
            return abs(args[0]) < 2**63
        case "fdiv":
            return args[1] != 0
        case "tag":
            return -(2**62) <= args[0] < 2**62
        case "offset":
            return 0 <= args[0] + args[1] < 2**64
        case _:
            return True


def function_text(op: Op) -> str:
    """A function that stores the op's results where its first argument says."""
    parameters = ", ".join(["word %0", *(f"{each} %{i}" for i, each in enumerate(op.args, 1))])
    n = len(op.args) + 1
    dests = ", ".join(f"%{n + i}" for i in range(len(op.results)))
    given = ", ".join(f"%{i}" for i in range(1, n))
    stores = "".join(
        f"    store_{each} %0, i64 {8 * i}, %{n + i}\n" for i, each in enumerate(op.results)
    )
    return (
        f"function @test_{op.name}({parameters}) -> (word) hot exported\nb0:\n"
        f"    {dests} = {op.name} {given}\n{stores}    return word 0\n"
    )


@lru_cache(maxsize=2)
def engine(level: int) -> llvm.ExecutionEngine:
    functions = parsed("".join(map(function_text, TESTED))).functions.values()
    machine = target_machine(level, is_jit=True)
    llvm.load_library_permanently(str(runtime_file("libpycrt.so")))
    module = optimized(llvm_module(functions, (), None), TIERS[level, "hot"], machine)
    made = llvm.create_mcjit_compiler(module, machine)
    made.finalize_object()
    return made


def arguments(op: Op) -> Iterator[tuple[Any, ...]]:
    for args in itertools.product(*(VALUES[each] for each in op.args)):
        if is_allowed(op, args):
            yield args


@pytest.mark.parametrize("level", [0, 2])
@pytest.mark.parametrize("op", TESTED, ids=str)
def test_meaning(op: Op, level: int) -> None:
    address = engine(level).get_function_address(f"test_{op.name}")
    prototype = ctypes.CFUNCTYPE(
        ctypes.c_void_p, ctypes.c_void_p, *(C_TYPES[each] for each in op.args)
    )
    code = prototype(address)
    room = (ctypes.c_uint64 * 2)()
    for args in arguments(op):
        code(ctypes.addressof(room), *args)
        given = [
            C_TYPES[each].from_address(ctypes.addressof(room) + 8 * i).value
            for i, each in enumerate(op.results)
        ]
        assert op.meaning is not None
        meant = op.meaning(*args)
        expected = [meant] if len(op.results) == 1 else list(meant)
        assert list(map(repr, given)) == list(map(repr, expected)), args
