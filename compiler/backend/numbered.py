"""Places for remarks alone, in place of debug information: numbers of spans, within a function.

Written like debug information, so LLVM carries them along; nothing of them is emitted. The file of
a place is the symbol of its function, its line is the number of its span, from 1, in the order in
which `numbered` finds them.
"""

from __future__ import annotations

from pyc.compiler.backend.debug import FIRST, escaped
from pyc.compiler.ir.ir_nodes import Assign, Data, IrFunction, Variable
from pyc.compiler.source import Span


def numbered(function: IrFunction) -> dict[int, Span]:
    """The spans of a function by their numbers."""
    spans = (
        step.span
        for block in function.blocks
        for step in block.instructions
        if not isinstance(step, Assign) and step.span is not None
    )
    return dict(enumerate(dict.fromkeys(spans), 1))


class SpanNumbers:
    """What the back end asks of debug information, for a module."""

    is_for_debuggers = False

    def __init__(self) -> None:
        self._nodes: list[str] = []
        self._file = self.node('!DIFile(filename: "pyc", directory: "")')
        self._type = self.node("!DISubroutineType(types: !{})")
        self._unit = self.node(
            f"distinct !DICompileUnit(language: DW_LANG_C99, file: !{self._file}, "
            "isOptimized: true, runtimeVersion: 0, emissionKind: NoDebug)"
        )

    def node(self, text: str) -> int:
        self._nodes.append(text)
        return FIRST + len(self._nodes) - 1

    def function(self, function: IrFunction) -> NumberedFunction:
        name = escaped(function.name)
        file = self.node(f'!DIFile(filename: "{name}", directory: "")')
        scope = self.node(
            f'distinct !DISubprogram(name: "{name}", scope: !{file}, file: !{file}, line: 1, '
            f"type: !{self._type}, spFlags: DISPFlagDefinition | DISPFlagOptimized, "
            f"unit: !{self._unit})"
        )
        numbers = {span: number for number, span in numbered(function).items()}
        return NumberedFunction(self, scope, numbers)

    def global_variable(self, data: Data) -> str:
        return ""

    def lines(self) -> list[str]:
        return [
            *(f"!{number} = {text}" for number, text in enumerate(self._nodes, FIRST)),
            f"!llvm.dbg.cu = !{{!{self._unit}}}",
            "!llvm.module.flags = !{!3}",
            '!3 = !{i32 2, !"Debug Info Version", i32 3}',
        ]


class NumberedFunction:
    """Of one function. Variables are not described."""

    def __init__(self, info: SpanNumbers, scope: int, numbers: dict[Span, int]) -> None:
        self.scope = scope
        self._info = info
        self._numbers = numbers
        self._nodes: dict[int, int] = {}

    def location(self, span: Span | None) -> str:
        return self._at(self._numbers[span]) if span is not None else ""

    def call_location(self, location: str) -> str:
        """LLVM wants a place for every call."""
        return location or self._at(0)

    def statement(self, span: Span) -> str:
        return self.location(span)

    def _at(self, number: int) -> str:
        if number not in self._nodes:
            place = f"!DILocation(line: {number}, scope: !{self.scope})"
            self._nodes[number] = self._info.node(place)
        return f", !dbg !{self._nodes[number]}"

    def declared(self) -> list[str]:
        return []

    def assigned(self, variable: Variable, value: str) -> list[str]:
        return []
