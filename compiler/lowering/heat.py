"""Which code runs often: what loops hold, and the variants that loops or recursion call.

All else runs a few times at most; there code that compiles fast is better than code that runs
fast. A module's body runs once, so does a `main` that it calls.
"""

from __future__ import annotations

from pyc.compiler.flow import nodes as flow
from pyc.compiler.frontend.inference.program import TypedInstance, TypedProgram
from pyc.compiler.frontend.inference.world import Instance

FEW = 8  # calls of a variant that are not worth its full optimisation


def looping(function: flow.FlowFunction) -> frozenset[flow.Block]:
    """Blocks that may run again in one call: those between the ends of a backward edge, whose
    union holds every cycle."""
    result: set[flow.Block] = set()
    for block in function.blocks:
        targets = block.successors()
        if block.handler is not None:
            targets = (*targets, block.handler)
        for target in targets:
            if target.index <= block.index:
                result.update(function.blocks[target.index : block.index + 1])
    return frozenset(result)


def rare_variants(typed: TypedProgram) -> frozenset[str]:
    """Symbols of the variants that run FEW times at most in a run of the program."""
    callers = _call_sites(typed)
    runs = {typed.instances[body].symbol: 1 for body in typed.bodies.values()}
    runs |= {typed.instances[entry].symbol: FEW + 1 for entry in typed.entries.values()}

    def times(symbol: str, above: tuple[str, ...]) -> int:
        """Runs of a variant, no more than FEW + 1."""
        if symbol not in runs:
            if symbol in above:
                return FEW + 1
            total = 0 if symbol in callers else FEW + 1
            for caller, in_loop in callers.get(symbol, ()):
                total += FEW + 1 if in_loop else times(caller, (*above, symbol))
                if total > FEW:
                    break
            runs[symbol] = total
        return runs[symbol]

    return frozenset(each.symbol for each in typed.instances.values()
                     if times(each.symbol, ()) <= FEW)  # fmt: skip


def _call_sites(typed: TypedProgram) -> dict[str, list[tuple[str, bool]]]:
    """Who calls each variant, and whether in a loop."""
    result: dict[str, list[tuple[str, bool]]] = {}
    for instance in typed.instances.values():
        looped = looping(instance.function)
        for block in instance.function.blocks:
            for step in (*block.instructions, block.terminator):
                for symbol in _called(typed, instance, step):
                    result.setdefault(symbol, []).append((instance.symbol, block in looped))
    return result


def _called(typed: TypedProgram, instance: TypedInstance, step: object) -> set[str]:
    callee = instance.callees.get(step)
    targets = callee.values() if isinstance(callee, dict) else (callee,)
    return {typed.instances[each].symbol for each in targets if isinstance(each, Instance)}
