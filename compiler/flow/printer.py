"""Flow as text, for `--emit ir`'s upper half, tests and people."""

from __future__ import annotations

from pyc.compiler.flow import nodes
from pyc.compiler.flow.nodes import Block, FlowFunction, Instruction


def function_text(function: FlowFunction) -> str:
    parameters = ", ".join(map(repr, function.parameter_registers))
    lines = [f"function {function.symbol}({parameters})"]
    for block in function.blocks:
        handler = f"  [on exception {block.handler}]" if block.handler else ""
        lines.append(f"{block}:{handler}")
        lines += [f"    {instruction_text(each)}" for each in block.instructions]
        lines.append(f"    {terminator_text(block)}")
    return "\n".join(lines) + "\n"


def instruction_text(instruction: Instruction) -> str:
    dests = ", ".join(map(repr, instruction.dests))
    data = "" if instruction.data is None else f"[{_data_text(instruction.data)}]"
    args = ", ".join(map(repr, instruction.args))
    return f"{dests + ' = ' if dests else ''}{instruction.op}{data} {args}".rstrip()


def _data_text(data: object) -> str:
    match data:
        case nodes.FunctionData(function):
            return function.symbol
        case nodes.ClassData(name=name):
            return name
        case _:
            return repr(data)


def terminator_text(block: Block) -> str:
    match block.terminator:
        case nodes.Jump(target):
            return f"jump {target}"
        case nodes.Branch(condition, then, otherwise):
            return f"branch {condition}, {then}, {otherwise}"
        case nodes.Next(iterator, dest, body, done):
            return f"{dest} = next {iterator}, {body}, done {done}"
        case nodes.Return(value):
            return f"return {value}"
        case nodes.Raise(exception, cause):
            return f"raise {exception or ''} {f'from {cause}' if cause else ''}".rstrip()
        case nodes.RaiseAssertion(message):
            return f"raise_assertion {message or ''}".rstrip()
        case nodes.Resume(previous):
            return f"resume {previous}"
        case None:
            return "(no terminator)"
