"""Is a function well formed? `problems(function)` lists what is not, in plain words.

Checked: every block ends; targets, variables and temporaries belong to the function; a temporary
is written once and on every path before it is read; operands and results have the types that ops
ask for; returns match the signature.
"""

from __future__ import annotations

from pyc.compiler.ir import ir_nodes as ir
from pyc.compiler.ir.machine_types import BIT, I64, MachineType
from pyc.compiler.ir.operands import instruction_dests, instruction_operands, terminator_operands
from pyc.compiler.ir.printer import instruction_text


def problems(function: ir.IrFunction) -> list[str]:
    return _Validator(function).problems()


class InvalidIr(Exception):
    """A pass or the lowering wrote IR that does not hold together."""


def validated(module: ir.IrModule) -> ir.IrModule:
    """The module itself. Raises: InvalidIr."""
    found = [
        f"{function.name}: {each}"
        for function in module.functions.values()
        for each in problems(function)
    ]
    if found:
        raise InvalidIr("\n".join(found[:20]))
    return module


class _Validator:
    def __init__(self, function: ir.IrFunction) -> None:
        self.function = function
        self.blocks = set(function.blocks)
        self.variables = set(function.variables)
        self.found: list[str] = []

    def problems(self) -> list[str]:
        written: dict[ir.Temp, str] = dict.fromkeys(self.function.parameters, "parameter")
        for block in self.function.blocks:
            for instruction in block.instructions:
                for dest in instruction_dests(instruction):
                    if dest in written:
                        self.found.append(f"{dest} is written twice")
                    written[dest] = str(block)
                self._types(block, instruction)
            self._terminator(block)
        if not self.found:
            self._order()
        return self.found

    def _types(self, block: ir.Block, instruction: ir.Instruction) -> None:
        match instruction:
            case ir.Apply(op=op, dests=dests, args=args):
                if tuple(each.type for each in args) != op.args:
                    self._wrong(block, instruction, f"expects {_types_text(op.args)}")
                if tuple(each.type for each in dests) != op.results:
                    self._wrong(block, instruction, f"gives {_types_text(op.results)}")
            case ir.Assign(variable, value):
                if variable not in self.variables:
                    self._wrong(block, instruction, "unknown variable")
                if variable.type is not value.type:
                    self._wrong(block, instruction, f"assigns {value.type} to {variable.type}")
            case ir.Call():
                pass  # the callee's C prototype is checked where it is declared

    def _wrong(self, block: ir.Block, instruction: ir.Instruction, what: str) -> None:
        self.found.append(f"{block}: {instruction_text(instruction)}: {what}")

    def _terminator(self, block: ir.Block) -> None:
        terminator = block.terminator
        if terminator is None:
            self.found.append(f"{block} has no terminator")
            return
        for target in block.successors():
            if target not in self.blocks:
                self.found.append(f"{block} goes to a block of another function")
        match terminator:
            case ir.Branch(condition=condition) if condition.type is not BIT:
                self.found.append(f"{block} branches on {condition.type}")
            case ir.Switch(value=value) if value.type is not I64:
                self.found.append(f"{block} switches on {value.type}")
            case ir.Return(values):
                types = tuple(each.type for each in values)
                if types != self.function.results:
                    wanted = _types_text(self.function.results)
                    self.found.append(f"{block} returns {_types_text(types)} instead of {wanted}")
            case _:
                pass

    def _order(self) -> None:
        """Temporaries known at a block's start: those that every way to it has written."""
        entry = self.function.blocks[0]
        known: dict[ir.Block, frozenset[ir.Temp]] = {entry: frozenset(self.function.parameters)}
        work = [entry]
        while work:
            block = work.pop()
            leaving = known[block] | {
                dest for step in block.instructions for dest in instruction_dests(step)
            }
            for target in block.successors():
                before = known.get(target)
                after = leaving if before is None else before & leaving
                if after != before:
                    known[target] = after
                    work.append(target)
        for block, start in known.items():
            self._reads(block, set(start))

    def _reads(self, block: ir.Block, written: set[ir.Temp]) -> None:
        for instruction in block.instructions:
            for operand in instruction_operands(instruction):
                if isinstance(operand, ir.Temp) and operand not in written:
                    self._wrong(block, instruction, f"{operand} may be read before it is written")
            written.update(instruction_dests(instruction))
        for operand in terminator_operands(block.terminator):
            if isinstance(operand, ir.Temp) and operand not in written:
                self.found.append(f"{block}: {operand} may be read before it is written")


def _types_text(types: tuple[MachineType, ...]) -> str:
    return f"({', '.join(map(str, types))})"
