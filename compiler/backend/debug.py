"""DWARF line tables: which source line each machine instruction comes from.

The back end writes what this module hands it as metadata text. Variables come with `debuginfo`.
"""

from __future__ import annotations

from pathlib import Path

from pyc.compiler.ir.ir_nodes import IrFunction
from pyc.compiler.source import Span

FIRST = 100


class DebugInfo:
    """Collects metadata nodes while a module's functions are written."""

    def __init__(self, file: Path, is_optimized: bool) -> None:
        self._nodes: list[str] = []
        self._locations: dict[tuple[int, int, int], int] = {}
        directory = str(file.resolve().parent)
        self._file = self._node(f'!DIFile(filename: "{file.name}", directory: "{directory}")')
        self._types = self._node("!{null}")
        self._type = self._node(f"!DISubroutineType(types: !{self._types})")
        self._unit = self._node(
            "distinct !DICompileUnit(language: DW_LANG_C_plus_plus_14, "
            f'file: !{self._file}, producer: "pyc", isOptimized: '
            f"{'true' if is_optimized else 'false'}, runtimeVersion: 0, emissionKind: FullDebug)"
        )

    def _node(self, text: str) -> int:
        self._nodes.append(text)
        return FIRST + len(self._nodes) - 1

    def function(self, function: IrFunction) -> int:
        line = function.span.line
        return self._node(
            f'distinct !DISubprogram(name: "{function.source_name}", scope: !{self._file}, '
            f"file: !{self._file}, line: {line}, type: !{self._type}, scopeLine: {line}, "
            f"spFlags: DISPFlagDefinition, unit: !{self._unit})"
        )

    def location(self, scope: int, span: Span | None) -> int:
        line = span.line if span is not None else 0
        column = span.column + 1 if span is not None else 0
        key = (scope, line, column)
        found = self._locations.get(key)
        if found is None:
            found = self._locations[key] = self._node(
                f"!DILocation(line: {line}, column: {column}, scope: !{scope})"
            )
        return found

    def lines(self) -> list[str]:
        numbered = [f"!{FIRST + i} = {text}" for i, text in enumerate(self._nodes)]
        flags = [
            f"!llvm.dbg.cu = !{{!{self._unit}}}",
            "!llvm.module.flags = !{!3, !4}",
            '!3 = !{i32 7, !"Dwarf Version", i32 5}',
            '!4 = !{i32 2, !"Debug Info Version", i32 3}',
        ]
        return numbered + flags
