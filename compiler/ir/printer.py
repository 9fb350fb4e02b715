"""IR as text; `parser` reads it back."""

from __future__ import annotations

from pyc.compiler.ir import ir_nodes as ir


def module_text(module: ir.IrModule) -> str:
    functions = [function_text(each) for each in module.functions.values()]
    return "\n".join([*map(data_text, module.data.values()), *functions])


def data_text(data: ir.Data) -> str:
    fields = ", ".join(f"{kind} {value!r}" for kind, value in data.fields)
    marks = ("" if data.is_writable else " readonly") + (" exported" if data.is_exported else "")
    return f"data @{data.symbol}{marks} = {fields}\n"


def function_text(function: ir.IrFunction) -> str:
    parameters = ", ".join(f"{each.type} {each}" for each in function.parameters)
    results = ", ".join(map(str, function.results))
    exported = " exported" if function.is_exported else ""
    lines = [f"function @{function.name}({parameters}) -> ({results}) {function.tier}{exported}"]
    lines += [f"    var {each.type} {each}" for each in function.variables]
    for block in function.blocks:
        lines.append(f"{block}:{' cold' if block.is_cold else ''}")
        lines += [f"    {instruction_text(each)}" for each in block.instructions]
        lines.append(f"    {terminator_text(block.terminator)}")
    return "\n".join(lines) + "\n"


def instruction_text(instruction: ir.Instruction) -> str:
    match instruction:
        case ir.Apply(op=op, dests=dests, args=args, alias=alias):
            left = f"{', '.join(map(str, dests))} = " if dests else ""
            right = f" !{alias}" if alias else ""
            return f"{left}{op} {', '.join(map(str, args))}{right}".rstrip()
        case ir.Assign(variable, value):
            return f"{variable} := {value}"
        case ir.Call(callee=callee, dests=dests, args=args, is_cold=is_cold):
            types = ", ".join(f"{each.type} {each}" for each in dests)
            left = f"{types} = " if dests else ""
            return f"{left}call {callee}({', '.join(map(str, args))}){' cold' if is_cold else ''}"


def terminator_text(terminator: ir.Terminator | None) -> str:
    match terminator:
        case ir.Jump(target):
            return f"jump {target}"
        case ir.Branch(condition, then, otherwise, likely):
            hint = "" if likely is None else " likely" if likely else " unlikely"
            return f"branch {condition}, {then}, {otherwise}{hint}"
        case ir.Switch(value, cases, default):
            rows = ", ".join(f"{number}: {block}" for number, block in cases)
            return f"switch {value}, [{rows}], {default}"
        case ir.Return(values):
            return f"return {', '.join(map(str, values))}".rstrip()
        case ir.Unreachable():
            return "unreachable"
        case None:
            return "(open)"
