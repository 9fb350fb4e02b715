"""The control flow of IR functions as Graphviz text."""

from __future__ import annotations

from pyc.compiler.ir import ir_nodes as ir
from pyc.compiler.ir.printer import instruction_text, terminator_text


def graph_text(module: ir.IrModule) -> str:
    """One cluster a function, one box a block; cold blocks are grey."""
    lines = ["digraph program {", '  node [shape=box, fontname="monospace", fontsize=9];']
    for number, function in enumerate(module.functions.values()):
        lines.append(f"  subgraph cluster_{number} {{")
        lines.append(f"    label={_quoted(function.name)};")
        for block in function.blocks:
            lines += _block_lines(number, block)
        lines.append("  }")
    return "\n".join([*lines, "}"]) + "\n"


def _block_lines(number: int, block: ir.Block) -> list[str]:
    texts = [f"{block}:", *map(instruction_text, block.instructions)]
    label = "".join(_escaped(each) + "\\l" for each in [*texts, terminator_text(block.terminator)])
    style = ', style=filled, fillcolor="grey90"' if block.is_cold else ""
    name = f"f{number}{block}"
    return [
        f'    {name} [label="{label}"{style}];',
        *(f"    {name} -> f{number}{target};" for target in block.successors()),
    ]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _quoted(text: str) -> str:
    return f'"{_escaped(text)}"'
