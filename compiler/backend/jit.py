"""Running a program in this process: object code in MCJIT, the runtime as a shared object.

`run` loads finished object code. `Tiered` starts sooner: hot functions in a quick form that
counts calls and turns of loops, boxed variants not at all. What proves hot is compiled fully (a
loop that runs is left in its middle for better code), a boxed variant when it is first called.

    @f           jumps to what its cell names: f.quick, later the full form
    @f.boxed     jumps to what its cell names, and asks for it while that is nothing
"""

from __future__ import annotations

import ctypes
import os
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass

import llvmlite.binding as llvm

from pyc.compiler.backend import cache
from pyc.compiler.backend.chunks import Chunk, inlinable
from pyc.compiler.backend.codegen import target_machine
from pyc.compiler.backend.link import runtime_file
from pyc.compiler.backend.llvm_gen import TYPE, llvm_module, quoted, result_type
from pyc.compiler.backend.tier_up import TIER_UP, Entry, counted, resumed
from pyc.compiler.backend.tiers import QUICK, TIERS
from pyc.compiler.ir.ir_nodes import Data, IrFunction, IrModule

TURNS_A_CALL = 4  # a call counts as much as so many turns of a loop
CRASHED = 4  # exit status: a bug of the compiler


def run(objects: list[bytes], arguments: list[str]) -> int:
    """Loads object code made for memory and runs its `pyc_program`; the result is the exit status.

    `arguments`: sys.argv. Does not return if a signal ends the program.
    """
    engine = _Engine()
    engine.load(objects)
    return engine.start(arguments)


class _Engine:
    def __init__(self) -> None:
        library_path = str(runtime_file("libpycrt.so"))
        llvm.load_library_permanently(library_path)
        self.runtime = ctypes.CDLL(library_path, mode=ctypes.RTLD_GLOBAL)
        machine = target_machine(0, is_jit=True)
        self.engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
        self.engine.enable_jit_events()

    def load(self, objects: list[bytes]) -> None:
        for code in objects:
            self.engine.add_object_file(llvm.ObjectFileRef.from_data(code))
        self.engine.finalize_object()

    def address(self, symbol: str) -> int:
        found: int = self.engine.get_global_value_address(symbol)
        assert found, symbol
        return found

    def start(self, arguments: list[str]) -> int:
        encoded = [each.encode("utf-8", "surrogateescape") for each in arguments]
        argv = (ctypes.c_char_p * (len(encoded) + 1))(*encoded, None)
        self.runtime.pyc_start.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p]
        self.runtime.pyc_start.restype = ctypes.c_int
        status: int = self.runtime.pyc_start(len(encoded), argv, self.address("pyc_program"))
        return status


_ASKED = ctypes.CFUNCTYPE(ctypes.c_uint64, ctypes.c_int64, ctypes.c_void_p)


@dataclass(frozen=True, slots=True)
class Promise:
    """Code that is made when it is asked for. cell: what callers jump through, "" for a loop.
    again: the promise to keep, too, when this one is asked for a second time."""

    symbol: str
    made: Callable[[], IrFunction]
    tier: str
    cell: str = ""
    again: int | None = None


class Tiered:
    """A program in memory. turns: of a loop, before it is compiled fully. tidied: runs the plan's
    passes over functions of the module, which has not seen them."""

    def __init__(
        self, module: IrModule, level: int, turns: int, tidied: Callable[[list[IrFunction]], None]
    ) -> None:
        self.module = module
        self.level = level
        self.turns = turns
        self.tidied = tidied
        self._promises: list[Promise] = []
        self._data: list[Data] = []
        self._made: dict[int, int] = {}
        self._engine = _Engine()
        self._asked = _ASKED(self._answer)  # lives as long as the code that calls it
        llvm.add_symbol(TIER_UP, ctypes.cast(self._asked, ctypes.c_void_p).value)

    def run(self, arguments: list[str]) -> int:
        self.load()
        return self._engine.start(arguments)

    def load(self) -> None:
        """Now everything can be called."""
        self.tidied([each for each in self.module.functions.values() if not each.is_boxed])
        functions: list[IrFunction] = []
        stubs: dict[str, str] = {}
        for name, function in self.module.functions.items():
            if function.is_boxed:
                stubs[name] = _asking(function, self._promised_boxed(function))
            elif function.tier == "hot":
                quick = self._quick(function)
                functions.append(quick)
                stubs[name] = _jumping(function, quick.name)
            else:
                functions.append(function)
        data = [*self.module.data.values(), *self._data]
        text = llvm_module(functions, data, None, stubs=stubs)
        self._load(Chunk(text, QUICK))

    def _load(self, chunk: Chunk) -> None:
        self._engine.load(cache.objects([chunk], cache.Machine(is_jit=True)))

    # ---- promises

    def _promised(self, promise: Promise) -> int:
        self._promises.append(promise)
        return len(self._promises) - 1

    def _promised_boxed(self, function: IrFunction) -> int:
        def made() -> IrFunction:
            self.tidied([function])
            return function

        cell = f"{function.name}.cell"
        return self._promised(Promise(function.name, made, function.tier, cell))

    def _quick(self, function: IrFunction) -> IrFunction:
        cell = f"{function.name}.cell"
        whole = self._promised(Promise(function.name, lambda: function, "hot", cell))

        def numbered(entry: Entry) -> int:
            if entry.head is None:
                return whole
            symbol = f"{function.name}.loop"
            promise = Promise(symbol, lambda: resumed(entry, symbol), "hot", again=whole)
            return self._promised(promise)

        def counter(entry: Entry) -> str:
            symbol = f"{function.name}.count{len(self._data)}"
            count = self.turns if entry.head is not None else self.turns // TURNS_A_CALL
            self._data.append(Data(symbol, (("i64", count),)))
            return symbol

        return counted(function, f"{function.name}.quick", numbered, counter)

    def _answer(self, number: int, _live: int) -> int:
        """Called by the program: the address of what was promised."""
        again = self._promises[number].again
        wanted = number if number not in self._made else again
        if wanted is not None and wanted not in self._made:
            # On a stack of its own: the program may be deep in a recursion.
            thread = threading.Thread(target=self._keep, args=(wanted,))
            thread.start()
            thread.join()
        return self._made[number]

    def _keep(self, number: int) -> None:
        try:
            self._made[number] = self._compiled(number)
        except BaseException:  # there is nobody above to tell: the program called
            traceback.print_exc()
            os._exit(CRASHED)

    def _compiled(self, number: int) -> int:
        promise = self._promises[number]
        function = promise.made()
        others = inlinable(self.module, [function]) if promise.tier == "hot" else []
        name = f"{promise.symbol}.{number}"
        text = llvm_module([function], (), None, others, linkage="internal ")
        text += f"{quoted(name)} = hidden alias ptr, ptr {quoted(function.name)}\n"
        self._load(Chunk(text, TIERS[self.level, promise.tier]))
        address = self._engine.address(name)
        if promise.cell:
            ctypes.c_uint64.from_address(self._engine.address(promise.cell)).value = address
        return address


def _jumping(function: IrFunction, first: str) -> str:
    """The function that callers know, by way of its cell."""
    cell, result, parameters = _parts(function)
    return (
        f"{cell} = hidden global ptr {quoted(first)}\n"
        f"define hidden {result} {quoted(function.name)}({parameters}) #4 {{\n"
        f"  %f = load ptr, ptr {cell}\n{_left(result, '%f', parameters)}}}\n"
    )


def _asking(boxed: IrFunction, number: int) -> str:
    """A boxed variant, by way of its cell; while that is empty, `pyc_tier_up` is asked."""
    cell, result, parameters = _parts(boxed)
    return (
        f"{cell} = hidden global ptr null\n"
        f"define hidden {result} {quoted(boxed.name)}({parameters}) #4 {{\n"
        f"  %f = load ptr, ptr {cell}\n  %n = icmp eq ptr %f, null\n"
        f"  br i1 %n, label %ask, label %go\n"
        f"go:\n{_left(result, '%f', parameters)}"
        f"ask:\n  %a = call ptr @pyc_tier_up(i64 {number}, ptr null)\n"
        f"{_left(result, '%a', parameters)}}}\n"
    )


def _parts(function: IrFunction) -> tuple[str, str, str]:
    named = [f"{TYPE[each.type]} %t{each.index}" for each in function.parameters]
    return quoted(f"{function.name}.cell"), result_type(function.results), ", ".join(named)


def _left(result: str, callee: str, arguments: str) -> str:
    name = callee + "r"
    return f"  {name} = musttail call {result} {callee}({arguments})\n  ret {result} {name}\n"
