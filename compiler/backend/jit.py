"""Running a program in this process: MCJIT over the runtime as a shared object."""

from __future__ import annotations

import ctypes

import llvmlite.binding as llvm

from pyc.compiler.backend.chunks import Chunk
from pyc.compiler.backend.codegen import optimized, target_machine
from pyc.compiler.backend.link import runtime_file


def run(chunks: list[Chunk], arguments: list[str], level: int) -> int:
    """Loads the chunks' code and runs `pyc_program`; the result is the exit status.

    `arguments`: sys.argv. Does not return if a signal ends the program.
    """
    library_path = str(runtime_file("libpycrt.so"))
    llvm.load_library_permanently(library_path)
    runtime = ctypes.CDLL(library_path, mode=ctypes.RTLD_GLOBAL)
    machine = target_machine(level, is_jit=True)
    engine = None
    for chunk in chunks:
        module = optimized(chunk.text, chunk.tier, machine)
        if engine is None:
            engine = llvm.create_mcjit_compiler(module, machine)
            engine.enable_jit_events()
        else:
            engine.add_module(module)
    assert engine is not None
    engine.finalize_object()
    program = engine.get_global_value_address("pyc_program")
    encoded = [each.encode("utf-8", "surrogateescape") for each in arguments]
    argv = (ctypes.c_char_p * (len(encoded) + 1))(*encoded, None)
    runtime.pyc_start.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p]
    runtime.pyc_start.restype = ctypes.c_int
    status: int = runtime.pyc_start(len(encoded), argv, program)
    return status
