"""Cuts a program into LLVM modules: one a source function, so that an edit recompiles one.

Small callees are handed along to be inlined (`available_externally`): the text of a chunk then
names all that its code depends on. Static data is a chunk of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pyc.compiler.backend.llvm_gen import Described, llvm_module
from pyc.compiler.backend.tiers import TIERS, Tier
from pyc.compiler.ir.ir_nodes import Apply, Call, IrFunction, IrModule, Symbol

INLINE_LIMIT = 300  # the `_cost` of a callee that LLVM may inline; it does so up to 225
INLINE_DEPTH = 2
COLD_GROUP = 6  # boxed functions a module: they never inline each other


@dataclass(frozen=True, slots=True)
class Chunk:
    text: str
    tier: Tier


def whole(module: IrModule, level: int, debug: Callable[[], Described | None]) -> list[Chunk]:
    """Two modules, hot and cold: what a JIT loads fastest."""
    hot = [each for each in module.functions.values() if each.tier == "hot"]
    cold = [each for each in module.functions.values() if each.tier == "cold"]
    result = []
    if hot:
        result.append(Chunk(llvm_module(hot, (), debug()), TIERS[level, "hot"]))
    text = llvm_module(cold, module.data.values(), debug())
    return [*result, Chunk(text, TIERS[level, "cold"])]


def chunks(module: IrModule, level: int, debug: Callable[[], Described | None]) -> list[Chunk]:
    result = [Chunk(llvm_module((), module.data.values(), debug()), TIERS[0, "cold"])]
    result += hot_chunks(module, level, debug)
    cold = [each for each in module.functions.values() if each.tier == "cold"]
    for index in range(0, len(cold), COLD_GROUP):
        text = llvm_module(cold[index : index + COLD_GROUP], (), debug())
        result.append(Chunk(text, TIERS[level, "cold"]))
    return result


def hot_chunks(
    module: IrModule, level: int, debug: Callable[[], Described | None]
) -> list[Chunk]:
    """Those of the chunks that hold hot functions."""
    variants: dict[str, list[IrFunction]] = {}
    for function in module.functions.values():
        if function.tier == "hot":
            variants.setdefault(function.name.rpartition("$")[0], []).append(function)
    result = []
    for group in variants.values():
        others = inlinable(module, group) if level >= 2 else []
        result.append(Chunk(llvm_module(group, (), debug(), others), TIERS[level, "hot"]))
    return result


def inlinable(module: IrModule, group: list[IrFunction]) -> list[IrFunction]:
    """Small hot functions that the group calls, and those that these call."""
    own = {each.name for each in group}
    found: dict[str, IrFunction] = {}
    level = group
    for _ in range(INLINE_DEPTH):
        following = []
        for function in level:
            for name in _called(function):
                callee = module.functions.get(name)
                if callee is None or name in own or name in found or callee.tier != "hot":
                    continue
                seldom_runs = callee.blocks[0].is_cold
                if not seldom_runs and _cost(callee) <= INLINE_LIMIT:
                    found[name] = callee
                    following.append(callee)
        level = following
    return list(found.values())


def _called(function: IrFunction) -> list[str]:
    return [
        instruction.callee.name
        for block in function.blocks
        for instruction in block.instructions
        if isinstance(instruction, Call) and isinstance(instruction.callee, Symbol)
    ]


# What an instruction counts for LLVM's inliner: 5, a call 25 and 5 an argument; counts of
# references are several instructions, releases with a call among them.
COSTS = {"inc": 25, "xinc": 25, "inc_object": 15, "dec": 40, "xdec": 45, "dec_object": 30,
         "statement": 0, "forget": 0, "lost": 0}  # fmt: skip


def _cost(function: IrFunction) -> int:
    """About what LLVM's inliner takes the function for: it counts cold code, too."""
    total = 0
    for block in function.blocks:
        total += 5
        for instruction in block.instructions:
            match instruction:
                case Call(args=args):
                    total += 25 + 5 * len(args)
                case Apply(op=op) if not op.name.startswith(("copy_", "stack_")):
                    total += COSTS.get(op.name, 5)
    return total
