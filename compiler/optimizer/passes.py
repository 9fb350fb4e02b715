"""The passes and what must come before what.

`pipeline(plan)` gives the passes that a plan asks for, in an order that satisfies ORDER; asking for
another order is an error, found when the plan is read. Every pass takes a function and changes it
in place; the validator may run after each (`--verify`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pyc.compiler.ir.ir_nodes import IrFunction, IrModule
from pyc.compiler.ir.printer import module_text
from pyc.compiler.ir.validator import validated
from pyc.compiler.optimizer.blocks import drop_unreachable, join_blocks, thread_jumps
from pyc.compiler.optimizer.constants import fold_constants
from pyc.compiler.optimizer.temporaries import drop_unused
from pyc.compiler.plan import PlanError


@dataclass(frozen=True, slots=True)
class Pass:
    name: str
    run: Callable[[IrFunction], None]


@dataclass(frozen=True, slots=True)
class Before:
    """`first` runs before `then`, because."""

    first: str
    then: str
    because: str


PASSES = (
    Pass("fold", fold_constants),
    Pass("thread", thread_jumps),
    Pass("unreachable", drop_unreachable),
    Pass("join", join_blocks),
    Pass("unused", drop_unused),
)
ORDER = (
    Before("fold", "thread", because="a branch on a constant becomes a jump"),
    Before("thread", "unreachable", because="blocks that are jumped over become unreachable"),
    Before("unreachable", "join", because="an edge from dead code keeps a block from being joined"),
)
DEFAULT = tuple(each.name for each in PASSES)


def pipeline(names: tuple[str, ...] | None) -> tuple[Pass, ...]:
    """The passes of these names, None: all. Raises: PlanError."""
    names = DEFAULT if names is None else names
    known = {each.name: each for each in PASSES}
    for name in names:
        if name not in known:
            raise PlanError(f"there is no pass `{name}`; known: {', '.join(known)}")
    for rule in ORDER:
        if rule.first in names and rule.then in names:
            if names.index(rule.first) > names.index(rule.then):
                raise PlanError(f"`{rule.first}` must run before `{rule.then}`: {rule.because}")
    return tuple(known[name] for name in names)


def optimized(
    module: IrModule,
    names: tuple[str, ...] | None = None,
    verify: bool = False,
    printing: tuple[str, Callable[[str], None]] | None = None,
) -> IrModule:
    """Runs the passes over every function, in place; the result is the module itself.

    verify: check the IR after each pass. printing: (pass name, where its result goes as text).
    Raises: PlanError, InvalidIr.
    """
    for each in pipeline(names):
        for function in module.functions.values():
            each.run(function)
        if verify:
            validated(module)
        if printing is not None and printing[0] == each.name:
            printing[1](module_text(module))
    return module
