"""Running a program in this process: object code in MCJIT, the runtime as a shared object."""

from __future__ import annotations

import ctypes

import llvmlite.binding as llvm

from pyc.compiler.backend.codegen import target_machine
from pyc.compiler.backend.link import runtime_file


def run(objects: list[bytes], arguments: list[str]) -> int:
    """Loads object code made for memory and runs its `pyc_program`; the result is the exit status.

    `arguments`: sys.argv. Does not return if a signal ends the program.
    """
    library_path = str(runtime_file("libpycrt.so"))
    llvm.load_library_permanently(library_path)
    runtime = ctypes.CDLL(library_path, mode=ctypes.RTLD_GLOBAL)
    machine = target_machine(0, is_jit=True)
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    engine.enable_jit_events()
    for code in objects:
        engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    program = engine.get_global_value_address("pyc_program")
    encoded = [each.encode("utf-8", "surrogateescape") for each in arguments]
    argv = (ctypes.c_char_p * (len(encoded) + 1))(*encoded, None)
    runtime.pyc_start.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p]
    runtime.pyc_start.restype = ctypes.c_int
    status: int = runtime.pyc_start(len(encoded), argv, program)
    return status
