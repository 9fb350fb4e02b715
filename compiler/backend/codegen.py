"""LLVM text to object code, in two tiers: full optimisation for hot functions, cheap for cold."""

from __future__ import annotations

from functools import lru_cache

import llvmlite.binding as llvm

from pyc.compiler.backend.tiers import Tier


class CodegenError(Exception):
    """LLVM refused a module: a bug of the compiler."""


@lru_cache(maxsize=1)
def initialized() -> bool:
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    llvm.initialize_native_asmparser()  # of the op `statement`
    # Code without a place belongs to the line before it, not to "line 0": gdb looks for the end of
    # a function's prologue in the line table, and steps by it.
    llvm.set_option("pyc", "-use-unknown-locations=Disable")
    return True


def target_machine(level: int, is_jit: bool, is_native: bool = True) -> llvm.TargetMachine:
    """`is_native`: use this machine's instruction set; else only what every x86-64 has."""
    initialized()
    target = llvm.Target.from_default_triple()
    return target.create_target_machine(
        cpu=llvm.get_host_cpu_name() if is_native else "",
        features=llvm.get_host_cpu_features().flatten() if is_native else "",
        opt=level,
        reloc="static" if is_jit else "pic",
        codemodel="large" if is_jit else "default",
        jit=is_jit,
    )


def optimized(text: str, tier: Tier, machine: llvm.TargetMachine) -> llvm.ModuleRef:
    """Parsed, verified, optimised.

    Raises: CodegenError.
    """
    try:
        module = llvm.parse_assembly(text)
        module.verify()
    except RuntimeError as error:
        raise CodegenError(str(error)) from None
    module.triple = machine.triple
    module.data_layout = str(machine.target_data)
    if tier.passes == "full":
        tuning = llvm.create_pipeline_tuning_options(speed_level=tier.speed)
        tuning.slp_vectorization = True
        tuning.loop_vectorization = True
        builder = llvm.create_pass_builder(machine, tuning)
        builder.getModulePassManager().run(module, builder)
    elif tier.passes != "none":
        builder = llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options(0))
        passes = llvm.create_new_module_pass_manager()
        passes.add_always_inliner_pass()
        passes.add_sroa_pass()
        if tier.passes == "cheap":
            passes.add_instruction_combine_pass()
        passes.add_simplify_cfg_pass()
        passes.run(module, builder)
    return module


def object_code(text: str, tier: Tier, machine: llvm.TargetMachine) -> bytes:
    code: bytes = machine.emit_object(optimized(text, tier, machine))
    return code


def assembly(text: str, tier: Tier, machine: llvm.TargetMachine) -> str:
    result: str = machine.emit_assembly(optimized(text, tier, machine))
    return result
