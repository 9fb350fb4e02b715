"""DWARF: which source line each machine instruction comes from, and where variables are.

The back end writes what this module hands it as metadata text. A value that is no raw number is
described as a struct of one member `__word`, named as its Python type; the formatters of
`debuginfo` read it. The producer calls itself clang: gdb then trusts the line table to say where
a function's prologue ends.
"""

from __future__ import annotations

from pathlib import Path

from pyc.compiler.ir.ir_nodes import IrFunction, Local
from pyc.compiler.ir.machine_types import F64, I64, LAYOUTS, MachineType
from pyc.compiler.source import Span

FIRST = 100
RAW = {
    I64: '!DIBasicType(name: "int", size: 64, encoding: DW_ATE_signed)',
    F64: '!DIBasicType(name: "float", size: 64, encoding: DW_ATE_float)',
}


class DebugInfo:
    """Collects metadata nodes while a module's functions are written."""

    def __init__(self, main: Path, is_optimized: bool, is_observed: bool) -> None:
        self._is_observed = is_observed  # statements are marked
        self._n_statements = 0
        self._nodes: list[str] = []
        self._known: dict[str, int] = {}
        self._blocks: dict[int, list[tuple[Span, int]]] = {}  # scope -> comprehensions in it
        self._locations: dict[tuple[int, int, int], str] = {}
        self._functions: dict[int, IrFunction] = {}
        file = self._file(main)
        self._subroutine = self._shared(f"!DISubroutineType(types: !{self._shared('!{null}')})")
        self._unit = self._node(
            "distinct !DICompileUnit(language: DW_LANG_C_plus_plus_14, "
            f'file: !{file}, producer: "clang (pyc)", isOptimized: '
            f"{'true' if is_optimized else 'false'}, runtimeVersion: 0, emissionKind: FullDebug)"
        )

    def _node(self, text: str) -> int:
        self._nodes.append(text)
        return FIRST + len(self._nodes) - 1

    def _shared(self, text: str) -> int:
        """The node of this text, made once."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self._node(text)
        return found

    def _file(self, path: Path) -> int:
        directory = _quoted(str(path.resolve().parent))
        return self._shared(f'!DIFile(filename: "{_quoted(path.name)}", directory: "{directory}")')

    # ---- functions and lines

    def function(self, function: IrFunction) -> int:
        line = function.span.line
        file = self._file(function.path)
        *outer, name = function.source_name.replace(".<locals>", "").split(".")
        within = file
        for each in outer:
            parent = f"scope: !{within}" if within != file else "scope: null"
            within = self._shared(f'!DINamespace(name: "{_quoted(each)}", {parent})')
        keys = ", keyInstructions: true" if self._is_observed else ""
        scope = self._node(
            f'distinct !DISubprogram(name: "{_quoted(name)}", scope: !{within}, '
            f"file: !{file}, line: {line}, type: !{self._subroutine}, scopeLine: {line}, "
            f"spFlags: DISPFlagDefinition, unit: !{self._unit}{keys})"
        )
        self._functions[scope] = function
        spans = sorted(
            {each.within for each in function.locals if each.within is not None},
            key=lambda span: (span.line, span.column),
        )
        blocks: list[tuple[Span, int]] = []
        for span in spans:
            place = f"line: {span.line}, column: {span.column + 1}"
            around = _innermost(blocks, span, scope)
            block = f"distinct !DILexicalBlock(scope: !{around}, file: !{file}, {place})"
            blocks.append((span, self._node(block)))
        self._blocks[scope] = blocks
        return scope

    def location(self, scope: int, span: Span | None) -> str:
        """What follows an instruction; nothing for those that belong to no statement, such as the
        entry of a function: a debugger takes them for its prologue."""
        if span is None or span == self._functions[scope].span:
            return ""
        key = (scope, span.line, span.column)
        if key not in self._locations:
            within = _innermost(self._blocks[scope], span, scope)
            place = f"line: {span.line}, column: {span.column + 1}"
            node = self._shared(f"!DILocation({place}, scope: !{within})")
            self._locations[key] = f", !dbg !{node}"
        return self._locations[key]

    def statement(self, scope: int, span: Span) -> str:
        """As `location`, for code that starts a statement: debuggers stop there and only there
        (LLVM's "key instructions")."""
        self._n_statements += 1
        within = _innermost(self._blocks[scope], span, scope)
        place = f"line: {span.line}, column: {span.column + 1}"
        atom = f"atomGroup: {self._n_statements}, atomRank: 1"
        return f", !dbg !{self._node(f'!DILocation({place}, scope: !{within}, {atom})')}"

    # ---- variables

    def declared(self, scope: int, local: Local) -> str:
        """The record that says where a variable lives for the whole function."""
        function = self._functions[scope]
        within = scope
        if local.within is not None:
            within = next(block for span, block in self._blocks[scope] if span == local.within)
        argument = f"arg: {local.argument}, " if local.argument else ""
        line = function.span.line
        variable = self._node(
            f'!DILocalVariable(name: "{_quoted(local.name)}", {argument}scope: !{within}, '
            f"file: !{self._file(function.path)}, line: {line}, "
            f"type: !{self._type(local.variable.type, local.type)})"
        )
        expression = "!DIExpression()"
        if local.is_cell:
            at = LAYOUTS["PycCell"]["value"]
            expression = f"!DIExpression(DW_OP_deref, DW_OP_plus_uconst, {at})"
        location = self._shared(f"!DILocation(line: {line}, scope: !{within})")
        where = f"ptr %v{local.variable.index}"
        return f"#dbg_declare({where}, !{variable}, {expression}, !{location})"

    def _type(self, machine: MachineType, name: str) -> int:
        if machine in RAW:
            return self._shared(RAW[machine])
        word = self._shared('!DIBasicType(name: "word", size: 64, encoding: DW_ATE_unsigned)')
        member = self._shared(
            f'!DIDerivedType(tag: DW_TAG_member, name: "__word", baseType: !{word}, size: 64)'
        )
        members = self._shared(f"!{{!{member}}}")
        return self._shared(
            f'!DICompositeType(tag: DW_TAG_structure_type, name: "{_quoted(name)}", size: 64, '
            f"elements: !{members})"
        )

    def lines(self) -> list[str]:
        numbered = [f"!{FIRST + i} = {text}" for i, text in enumerate(self._nodes)]
        flags = [
            f"!llvm.dbg.cu = !{{!{self._unit}}}",
            "!llvm.module.flags = !{!3, !4}",
            '!3 = !{i32 7, !"Dwarf Version", i32 5}',
            '!4 = !{i32 2, !"Debug Info Version", i32 3}',
        ]
        return numbered + flags


def script_module(text: str) -> str:
    """An LLVM module with a Python text that gdb runs when it reads the binary (entry type 4)."""
    data = b"\x04pyc\n" + text.encode() + b"\0"
    escaped = "".join(chr(b) if 32 <= b < 127 and b not in b'"\\' else f"\\{b:02X}" for b in data)
    section = 'section ".debug_gdb_scripts"'
    return (
        f'@pyc.gdb = internal constant [{len(data)} x i8] c"{escaped}", {section}\n'
        '@llvm.used = appending global [1 x ptr] [ptr @pyc.gdb], section "llvm.metadata"\n'
    )


def _innermost(blocks: list[tuple[Span, int]], span: Span, scope: int) -> int:
    """The smallest of the nested blocks that the span starts in."""
    at = (span.line, span.column)
    for around, block in reversed(blocks):
        if (around.line, around.column) <= at < (around.end_line, around.end_column):
            return block
    return scope


def _quoted(text: str) -> str:
    return "".join(
        chr(b) if 32 <= b < 127 and b not in b'"\\' else f"\\{b:02X}" for b in text.encode()
    )
