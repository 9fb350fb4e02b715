"""DWARF: which source line each machine instruction comes from, and where variables are.

The back end writes what this module hands it as metadata text. A value that is no raw number is
described as a struct of one member `__word`, named as its Python type; the formatters of
`debuginfo` read it. The producer calls itself clang: gdb then trusts the line table to say where
a function's prologue ends.
"""

from __future__ import annotations

import re
from pathlib import Path

from pyc.compiler.backend.elf import data_object
from pyc.compiler.ir.ir_nodes import Apply, Data, IrFunction, Local, Variable
from pyc.compiler.ir.machine_types import BIT, F64, GONE_WORD, I64, LAYOUTS, WORD, MachineType
from pyc.compiler.source import Span

FIRST = 100
STATEMENTS = frozenset(("statement", "at_statement"))  # debuggers stop there
SHOWING = frozenset(("forget", "lost"))  # what becomes a debug record alone
MAIN = "__main__"  # the module whose names stand alone
_CELL_VALUE = LAYOUTS["PycCell"]["value"]
EMPTY, IN_MEMORY = "!DIExpression()", "!DIExpression(DW_OP_deref)"
CELL_IN_MEMORY = f"!DIExpression(DW_OP_deref, DW_OP_plus_uconst, {_CELL_VALUE})"
CELL_IN_REGISTER = (
    f"!DIExpression(DW_OP_plus_uconst, {_CELL_VALUE}, DW_OP_deref, DW_OP_stack_value)"
)
# Of a word whose object may be gone: itself where it is a small int, else GONE_WORD.
# The stack: word, b = word & 1; b, word * b; b, word * b - 2 * b + 2.
_SMALL_ONLY = (
    "DW_OP_dup, DW_OP_constu, 1, DW_OP_and, DW_OP_dup, DW_OP_rot, DW_OP_mul, DW_OP_over, "
    f"DW_OP_constu, {GONE_WORD}, DW_OP_mul, DW_OP_minus, DW_OP_plus_uconst, {GONE_WORD}, "
    "DW_OP_stack_value"
)
SMALL_IN_REGISTER = f"!DIExpression({_SMALL_ONLY})"
SMALL_IN_MEMORY = f"!DIExpression(DW_OP_deref, {_SMALL_ONLY})"
RAW = {
    BIT: '!DIBasicType(name: "bool", size: 8, encoding: DW_ATE_boolean)',
    I64: '!DIBasicType(name: "int", size: 64, encoding: DW_ATE_signed)',
    F64: '!DIBasicType(name: "float", size: 64, encoding: DW_ATE_float)',
}


class DebugInfo:
    """Collects a module's metadata nodes while its functions and data are written."""

    is_for_debuggers = True

    def __init__(self, main: Path, is_optimized: bool) -> None:
        self._nodes: list[str] = []
        self._known: dict[str, int] = {}
        self._lists: dict[str, list[int]] = {"globals": []}  # what `{name}` in a node stands for
        self._main = self.file(main)
        self.subroutine = self.shared(f"!DISubroutineType(types: !{self.shared('!{null}')})")
        self.unit = self.node(
            "distinct !DICompileUnit(language: DW_LANG_C_plus_plus_14, "
            f'file: !{self._main}, producer: "clang (pyc)", isOptimized: '
            f"{'true' if is_optimized else 'false'}, runtimeVersion: 0, emissionKind: FullDebug, "
            "nameTableKind: None, globals: !{globals})"
        )

    def node(self, text: str) -> int:
        self._nodes.append(text)
        return FIRST + len(self._nodes) - 1

    def shared(self, text: str) -> int:
        """The node of this text, made once."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self.node(text)
        return found

    def file(self, path: Path) -> int:
        directory = escaped(str(path.resolve().parent))
        return self.shared(f'!DIFile(filename: "{escaped(path.name)}", directory: "{directory}")')

    def new_list(self) -> tuple[str, list[int]]:
        """A name for a list of nodes that is not complete yet, and the list."""
        name = f"list{len(self._lists)}"
        self._lists[name] = []
        return f"!{{{name}}}", self._lists[name]

    def namespace(self, names: list[str]) -> int | None:
        """A module's inside, as C++ names it; None: outermost."""
        within = None
        for each in names:
            scope = f"!{within}" if within is not None else "null"
            within = self.shared(f'!DINamespace(name: "{escaped(each)}", scope: {scope})')
        return within

    def global_variable(self, data: Data) -> str:
        """What follows the definition of a global variable."""
        if data.variable is None:
            return ""
        module, name = data.variable
        scope = self.namespace(module.split(".")) if module != MAIN else self.unit
        variable = self.node(
            f'distinct !DIGlobalVariable(name: "{escaped(name)}", scope: !{scope}, '
            f"file: !{self._main}, type: !{self.type(WORD, 'object')}, isDefinition: true)"
        )
        text = f"!DIGlobalVariableExpression(var: !{variable}, expr: !DIExpression())"
        self._lists["globals"].append(self.node(text))
        return f", !dbg !{self._lists['globals'][-1]}"

    def type(self, machine: MachineType, name: str) -> int:
        if machine in RAW:
            return self.shared(RAW[machine])
        word = self.shared('!DIBasicType(name: "word", size: 64, encoding: DW_ATE_unsigned)')
        member = self.shared(
            f'!DIDerivedType(tag: DW_TAG_member, name: "__word", baseType: !{word}, size: 64)'
        )
        members = self.shared(f"!{{!{member}}}")
        return self.shared(
            f'!DICompositeType(tag: DW_TAG_structure_type, name: "{escaped(name)}", size: 64, '
            f"elements: !{members})"
        )

    def function(self, function: IrFunction) -> DebugFunction:
        return DebugFunction(self, function)

    def lines(self) -> list[str]:
        lists = {
            f"!{{{name}}}": f"!{{{', '.join(f'!{each}' for each in nodes)}}}"
            for name, nodes in self._lists.items()
        }
        numbered = []
        for number, text in enumerate(self._nodes, FIRST):
            found = re.search(r"!\{\w+\}", text) if text.startswith("distinct") else None
            known = lists.get(found[0]) if found is not None else None
            whole = text.replace(found[0], known) if found is not None and known else text
            numbered.append(f"!{number} = {whole}")
        flags = [
            f"!llvm.dbg.cu = !{{!{self.unit}}}",
            "!llvm.module.flags = !{!3, !4}",
            '!3 = !{i32 7, !"Dwarf Version", i32 5}',
            '!4 = !{i32 2, !"Debug Info Version", i32 3}',
        ]
        return numbered + flags


class DebugFunction:
    """One function: its scopes, its places in the source, its variables."""

    def __init__(self, info: DebugInfo, function: IrFunction) -> None:
        self._info = info
        self._function = function
        self._line = function.span.line
        self._file = info.file(function.path)
        # Debuggers show the linkage name, Python's `Class.method`, and find the short one, too.
        qualified = function.source_name.replace(".<locals>", "")
        name = qualified.rpartition(".")[2]
        is_plain = qualified.isidentifier()
        linkage = "" if is_plain else f'linkageName: "{escaped(qualified)}", '
        modules = function.module.split(".") if function.module != MAIN else []
        within = info.namespace(modules) or self._file
        listed, self._retained = info.new_list()
        self.scope = info.node(
            f'distinct !DISubprogram(name: "{escaped(name)}", {linkage}scope: !{within}, '
            f"file: !{self._file}, line: {self._line}, type: !{info.subroutine}, "
            f"scopeLine: 0, spFlags: DISPFlagDefinition, unit: !{info.unit}, "
            f"keyInstructions: true, retainedNodes: {listed})"
        )
        self._n_statements = 0
        # Lines of statements that were not met yet: what comes before, such as the way back into a
        # generator, is no place to stop at.
        self._unmarked = _statement_lines(function)
        self._marked: set[int] = set()
        self._copy = (0, self.scope)  # the line of a statement that was met before, its scope now
        self._locations: dict[tuple[int, int], str] = {}
        self._blocks: list[tuple[Span, int]] = []  # comprehensions, outer ones first
        self._add_comprehensions()
        self._variables: dict[Variable, tuple[int, Local]] = {}
        # the nodes of each name: one a form that its values have
        self._same: dict[tuple[str, Span | None], list[tuple[int, Local]]] = {}

    def _add_comprehensions(self) -> None:
        spans = {each.within for each in self._function.locals if each.within is not None}
        for span in sorted(spans, key=lambda span: (span.line, span.column)):
            place = f"line: {span.line}, column: {span.column + 1}"
            block = f"scope: !{self._innermost(span)}, file: !{self._file}, {place}"
            self._blocks.append((span, self._info.node(f"distinct !DILexicalBlock({block})")))

    def _innermost(self, span: Span) -> int:
        at = (span.line, span.column)
        for around, block in reversed(self._blocks):
            if (around.line, around.column) <= at < (around.end_line, around.end_column):
                return block
        line, copy = self._copy
        return copy if span.line == line else self.scope

    # ---- places in the source

    def location(self, span: Span | None) -> str:
        """What follows an instruction; nothing for those that belong to no statement, such as the
        entry of a function: a debugger takes them for its prologue."""
        if span is None or span == self._function.span:
            return ""
        if span.line in self._unmarked:
            return self.call_location("")
        key = (span.line, span.column)
        if key not in self._locations:
            self._locations[key] = f", !dbg !{self._info.shared(self._place(span))}"
        return self._locations[key]

    def call_location(self, location: str) -> str:
        """As `location` said; LLVM wants a place for every call, be it line 0."""
        nowhere = f"!DILocation(line: 0, scope: !{self.scope})"
        return location or f", !dbg !{self._info.shared(nowhere)}"

    def statement(self, span: Span) -> str:
        """As `location`, for code that starts a statement: debuggers stop there and only there
        (LLVM's "key instructions").

        They stop at one address of a line in a scope, so each copy of a statement (of a `finally`,
        say) has a scope of its own; LLVM drops a scope without names."""
        self._n_statements += 1
        atom = f", atomGroup: {self._n_statements}, atomRank: 1"
        if span.line in self._marked:
            self._start_copy(span.line)
        self._marked.add(span.line)
        self._unmarked.discard(span.line)
        return f", !dbg !{self._info.node(self._place(span, atom))}"

    def _start_copy(self, line: int) -> None:
        place = f"file: !{self._file}, line: {line}"
        block = self._info.node(f"distinct !DILexicalBlock(scope: !{self.scope}, {place})")
        self._copy = (line, block)
        self._locations.clear()
        kind = f"tag: DW_TAG_imported_declaration, entity: !{self._info.type(I64, 'int')}"
        named = self._info.node(f"!DIImportedEntity({kind}, scope: !{block}, {place})")
        self._retained.append(named)

    def _place(self, span: Span, atom: str = "") -> str:
        place = f"line: {span.line}, column: {span.column + 1}"
        return f"!DILocation({place}, scope: !{self._innermost(span)}{atom})"

    # ---- variables

    def declared(self) -> list[str]:
        """Records that say where variables live; those that live nowhere are listed, too."""
        records = []
        made: dict[tuple[object, ...], int] = {}
        for local in self._function.locals:
            machine = local.variable.type if local.variable is not None else WORD
            key = (local.name, local.within, machine, local.is_cell)
            if key not in made:
                made[key] = self._variable(local, machine)
                self._same.setdefault((local.name, local.within), []).append((made[key], local))
            if local.variable is None:
                continue
            self._variables[local.variable] = (made[key], local)
            if self._function.is_observed or not (local.is_cell or self._function.keeps_locals):
                expression = CELL_IN_MEMORY if local.is_cell else EMPTY
                where = f"ptr %v{local.variable.index}"
                records.append(self._record("declare", where, made[key], local, expression))
        return records

    def _variable(self, local: Local, machine: MachineType) -> int:
        argument = f"arg: {local.argument}, " if local.argument else ""
        node = self._info.node(
            f'!DILocalVariable(name: "{escaped(local.name)}", {argument}'
            f"scope: !{self._block(local)}, file: !{self._file}, line: {self._line}, "
            f"type: !{self._info.type(machine, local.type)})"
        )
        if local.within is None:
            self._retained.append(node)
        return node

    def _block(self, local: Local) -> int:
        return dict(self._blocks)[local.within] if local.within is not None else self.scope

    def _record(self, kind: str, what: str, node: int, local: Local, expression: str) -> str:
        place = self._info.shared(f"!DILocation(line: {self._line}, scope: !{self._block(local)})")
        return f"  #dbg_{kind}({what}, !{node}, {expression}, !{place})"

    def assigned(self, variable: Variable, value: str) -> list[str]:
        """What the variable held elsewhere until now is not its value any more; where it is now,
        unless that was declared."""
        node, local = self._variables.get(variable, (0, None))
        if local is None or self._function.is_observed:
            return []
        records = self._lost_but(node, local)
        if self._function.keeps_locals:
            expression = CELL_IN_MEMORY if local.is_cell else IN_MEMORY
            where = f"ptr %v{variable.index}"
            records.append(self._record("value", where, node, local, expression))
        elif local.is_cell:
            where = f"ptr {value}"
            records.append(self._record("value", where, node, local, CELL_IN_REGISTER))
        return records

    def forgotten(self, variable: Variable, value: str) -> list[str]:
        """From here on its value is only to be shown where it is a small int."""
        node, local = self._variables[variable]
        if local.is_cell:
            return [self._record("value", "ptr poison", node, local, EMPTY)]
        if self._function.keeps_locals:
            where, expression = f"ptr %v{variable.index}", SMALL_IN_MEMORY
        else:
            where, expression = f"ptr {value}", SMALL_IN_REGISTER
        return [self._record("value", where, node, local, expression)]

    def lost(self, number: int) -> list[str]:
        """The local of this number has a value that is nowhere to be seen."""
        return self._lost_but(0, self._function.locals[number])

    def _lost_but(self, kept: int, local: Local) -> list[str]:
        return [
            self._record("value", "ptr poison", node, each, EMPTY)
            for node, each in self._same[local.name, local.within]
            if node != kept and each.variable is not None
        ]


def _statement_lines(function: IrFunction) -> set[int]:
    return {
        step.span.line
        for block in function.blocks
        for step in block.instructions
        if isinstance(step, Apply) and step.op.name in STATEMENTS and step.span is not None
    }


def script_object(text: str) -> bytes:
    """An object with a Python text that gdb runs when it reads the binary (entry type 4)."""
    return data_object(".debug_gdb_scripts", b"\x04pyc\n" + text.encode() + b"\0")


def escaped(text: str) -> str:
    return "".join(
        chr(b) if 32 <= b < 127 and b not in b'"\\' else f"\\{b:02X}" for b in text.encode()
    )
