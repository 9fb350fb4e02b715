"""Runs IR in Python over the real runtime: a second oracle beside CPython.

    Interpreter(module, runtime).start(arguments) -> exit status

Ops run by their `meaning`; memory is the process's own, so that the runtime (a shared object
called through ctypes) sees the same objects. Functions whose address is taken become C callbacks.
"""

from __future__ import annotations

import ctypes
import os
import sys
import traceback
from collections.abc import Callable
from typing import Any

from pyc.compiler.ir import ir_nodes as ir
from pyc.compiler.ir.machine_types import BIT, CINT, F64, I64, WORD, MachineType

C_TYPES: dict[MachineType, Any] = {
    WORD: ctypes.c_uint64, I64: ctypes.c_int64, F64: ctypes.c_double, BIT: ctypes.c_bool,
    CINT: ctypes.c_int,
}  # fmt: skip
SIZES = {"i64": 8, "f64": 8, "ptr": 8, "i32": 4, "i16": 2}
MASK = 2**64 - 1

_i64 = ctypes.c_int64.from_address
_u64 = ctypes.c_uint64.from_address
_f64 = ctypes.c_double.from_address
_u8 = ctypes.c_uint8.from_address


class Interpreter:
    """A program in memory, ready to run once."""

    def __init__(self, module: ir.IrModule, runtime: ctypes.CDLL) -> None:
        self.module = module
        self.runtime = runtime
        self.addresses: dict[str, int] = {}
        self.kept: list[Any] = []  # buffers and callbacks, as long as the program runs
        self._c_functions: dict[tuple[str, tuple[MachineType, ...], MachineType | None], Any] = {}
        self._place_data()

    def start(self, arguments: list[str]) -> int:
        """Runs the program; the result is its exit status."""
        sys.setrecursionlimit(1_000_000)
        encoded = [each.encode("utf-8", "surrogateescape") for each in arguments]
        argv = (ctypes.c_char_p * (len(encoded) + 1))(*encoded, None)
        start = self.runtime.pyc_start
        start.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p]
        start.restype = ctypes.c_int
        status: int = start(len(encoded), argv, self.address("pyc_program"))
        return status

    # ---- memory

    def _place_data(self) -> None:
        for data in self.module.data.values():
            size = sum(_field_size(kind, value) for kind, value in data.fields)
            buffer = ctypes.create_string_buffer(size + 16)
            self.kept.append(buffer)
            self.addresses[data.symbol] = -(-ctypes.addressof(buffer) // 16) * 16
        for data in self.module.data.values():
            at = self.addresses[data.symbol]
            for kind, value in data.fields:
                self._store_field(at, kind, value)
                at += _field_size(kind, value)

    def _store_field(self, at: int, kind: str, value: Any) -> None:
        if kind == "bytes":
            ctypes.memmove(at, value, len(value))
        elif kind == "ptr":
            _u64(at).value = self.address(value) if isinstance(value, str) else value
        elif kind == "f64":
            _f64(at).value = value
        elif kind != "zeros":
            bits = value & (1 << 8 * SIZES[kind]) - 1  # the limbs of a big int have no sign
            ctypes.memmove(at, bits.to_bytes(SIZES[kind], "little"), SIZES[kind])

    def address(self, symbol: str) -> int:
        found = self.addresses.get(symbol)
        if found is None:
            function = self.module.functions.get(symbol)
            if function is not None:
                found = self._callback(function)
            else:
                pointer = ctypes.c_char.in_dll(self.runtime, symbol)
                found = ctypes.addressof(pointer)
            self.addresses[symbol] = found
        return found

    def _callback(self, function: ir.IrFunction) -> int:
        prototype = ctypes.CFUNCTYPE(
            C_TYPES[function.results[0]], *(C_TYPES[each.type] for each in function.parameters)
        )

        def call(*args: Any) -> Any:
            try:
                return self.call(function, list(args))[0]
            except BaseException:
                traceback.print_exc()  # a bug of the interpreter: never goes on
                os._exit(99)

        made = prototype(call)
        self.kept.append(made)
        return ctypes.cast(made, ctypes.c_void_p).value or 0

    # ---- running

    def call(self, function: ir.IrFunction, args: list[Any]) -> tuple[Any, ...]:
        frame = _Frame(self, function, args)
        return frame.run()

    def call_symbol(
        self, symbol: str, args: list[Any], types: tuple[MachineType, ...],
        results: tuple[MachineType, ...],
    ) -> tuple[Any, ...]:
        function = self.module.functions.get(symbol)
        if function is not None:
            return self.call(function, args)
        result = results[0] if results else None
        key = (symbol, types, result)
        callee = self._c_functions.get(key)
        if callee is None:
            prototype = ctypes.CFUNCTYPE(
                C_TYPES[result] if result is not None else None, *(C_TYPES[each] for each in types)
            )
            callee = self._c_functions[key] = prototype((symbol, self.runtime))
        value = callee(*args)
        return (value,) if results else ()


class _Frame:
    """One call: its temporaries and variables by index."""

    def __init__(self, owner: Interpreter, function: ir.IrFunction, args: list[Any]) -> None:
        self.owner = owner
        self.function = function
        self.temps: list[Any] = [None] * function.n_temps
        # By index; a pass may have dropped variables in between.
        n_variables = 1 + max((each.index for each in function.variables), default=-1)
        self.variables: list[Any] = [0] * n_variables
        self.stack: dict[ir.Temp, Any] = {}
        for parameter, value in zip(function.parameters, args, strict=True):
            self.temps[parameter.index] = value

    def run(self) -> tuple[Any, ...]:
        block = self.function.blocks[0]
        while True:
            for instruction in block.instructions:
                self._step(instruction)
            terminator = block.terminator
            match terminator:
                case ir.Jump(target):
                    block = target
                case ir.Branch(condition, then, otherwise):
                    block = then if self.value(condition) else otherwise
                case ir.Switch(value, cases, default):
                    block = dict(cases).get(self.value(value), default)
                case ir.Return(values):
                    return tuple(map(self.value, values))
                case _:
                    raise AssertionError(f"{self.function.name}: unreachable code was reached")

    def value(self, operand: ir.Operand) -> Any:
        match operand:
            case ir.Temp(index=index):
                return self.temps[index]
            case ir.Variable(index=index):
                return self.variables[index]
            case ir.Constant(value=value):
                return value
            case ir.Symbol(name=name):
                return self.owner.address(name)

    def _step(self, instruction: ir.Instruction) -> None:
        match instruction:
            case ir.Apply(op=op, dests=dests, args=args):
                values = [self.value(each) for each in args]
                if op.meaning is None:
                    result = MEMORY[op.name](self, instruction, *values)
                    if dests:
                        self.temps[dests[0].index] = result
                elif len(dests) == 1:
                    self.temps[dests[0].index] = op.meaning(*values)
                else:
                    for dest, result in zip(dests, op.meaning(*values), strict=True):
                        self.temps[dest.index] = result
            case ir.Assign(variable, value):
                self.variables[variable.index] = self.value(value)
            case ir.Call(callee=callee, dests=dests, args=args):
                assert isinstance(callee, ir.Symbol)
                results = self.owner.call_symbol(
                    callee.name,
                    [self.value(each) for each in args],
                    tuple(each.type for each in args),
                    tuple(each.type for each in dests),
                )
                for dest, result in zip(dests, results, strict=True):
                    self.temps[dest.index] = result


def _stack_words(frame: _Frame, instruction: ir.Apply, count: int) -> int:
    """The same room each time the instruction runs in one call."""
    dest = instruction.dests[0]
    if dest not in frame.stack:
        frame.stack[dest] = (ctypes.c_uint64 * max(count, 1))()
    return ctypes.addressof(frame.stack[dest])


def _inc(frame: _Frame, instruction: ir.Apply, word: int) -> None:
    if word and not word & 1:
        _i64(word).value += 1


def _dec(frame: _Frame, instruction: ir.Apply, word: int) -> None:
    if word and not word & 1:
        count = _i64(word)
        count.value -= 1
        if count.value == 0:
            frame.owner.call_symbol("pyc_destroy", [word], (WORD,), ())


def _store(view: Callable[[int], Any]) -> Callable[..., None]:
    def store(frame: _Frame, instruction: ir.Apply, at: int, offset: int, value: Any) -> None:
        view(at + offset).value = value

    return store


def _load(view: Callable[[int], Any]) -> Callable[..., Any]:
    return lambda frame, instruction, at, offset: view(at + offset).value


MEMORY: dict[str, Callable[..., Any]] = {
    "load_i64": _load(_i64),
    "load_f64": _load(_f64),
    "load_word": _load(_u64),
    "load_byte": _load(_u8),
    "load_bit": lambda frame, instruction, at, offset: bool(_u8(at + offset).value),
    "store_i64": _store(_i64),
    "store_f64": _store(_f64),
    "store_word": _store(_u64),
    "store_byte": _store(_u8),
    "store_bit": lambda frame, instruction, at, offset, value: setattr(
        _u8(at + offset), "value", int(value)
    ),
    "stack_words": _stack_words,
    "forget": lambda frame, instruction, word: None,
    "lost": lambda frame, instruction, number: None,
    "statement": lambda frame, instruction: None,
    "at_statement": lambda frame, instruction, limit: False,  # no debugger stops here
    "inc": _inc, "xinc": _inc, "inc_object": _inc,
    "dec": _dec, "xdec": _dec, "dec_object": _dec,
}  # fmt: skip


def _field_size(kind: str, value: Any) -> int:
    if kind == "bytes":
        return len(value)
    if kind == "zeros":
        return int(value)
    return SIZES[kind]


