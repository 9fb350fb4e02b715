"""IR to LLVM text: `llvm_module(functions, data, context)`.

Text, not llvmlite's builder objects: building them costs sixty times as much as formatting.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from functools import lru_cache

from pyc.compiler.backend.debug import SHOWING, STATEMENTS, DebugFunction, DebugInfo
from pyc.compiler.backend.llvm_ops import (
    ALIASES,
    COLD_TEMPLATES,
    DECLARATIONS,
    HELPERS,
    RARE_TEMPLATES,
    TEMPLATES,
)
from pyc.compiler.backend.numbered import NumberedFunction, SpanNumbers
from pyc.compiler.ir import ir_nodes as ir
from pyc.compiler.ir.machine_types import BIT, CINT, F64, I64, WORD, MachineType
from pyc.compiler.source import Span

Described = DebugInfo | SpanNumbers  # what goes with code beside it

TYPE = {WORD: "ptr", I64: "i64", F64: "double", BIT: "i1", CINT: "i32"}
FIELD_TYPE = {"i64": "i64", "i32": "i32", "f64": "double", "ptr": "ptr", "i16": "i16"}

# Fixed metadata numbers; debug info starts behind them.
_ROOT, _UNLIKELY, _LIKELY, _FIRST_ALIAS = 0, 1, 2, 10


def llvm_module(
    functions: Iterable[ir.IrFunction],
    data: Iterable[ir.Data],
    debug: Described | None,
    inlinable: Iterable[ir.IrFunction] = (),
    linkage: str = "hidden ",
    stubs: Mapping[str, str] | None = None,
) -> str:
    """A whole module; what it uses and does not define is declared by how it is used.

    `inlinable`: functions that another module defines, given here only to be inlined. `stubs`:
    functions that are given as text, by symbol; they may call `pyc_tier_up`.
    """
    bodies = []
    used: dict[str, str] = {}
    defined = set()
    for function in functions:
        defined.add(function.name)
        bodies.append(_FunctionText(function, used, debug, linkage).text())
    for function in inlinable:
        defined.add(function.name)
        bodies.append(_FunctionText(function, used, debug, "available_externally hidden ").text())
    if stubs:
        used["pyc_tier_up"] = "ptr | i64, ptr"
        defined.update(stubs)
        bodies += stubs.values()
    globals_ = []
    for each in data:
        defined.add(each.symbol)
        globals_.append(_data_text(each, used) + (debug.global_variable(each) if debug else ""))
    declared = [
        _declaration(symbol, declaration)
        for symbol, declaration in used.items()
        if symbol not in defined and symbol != "pyc_destroy"
    ]
    code = "\n".join(bodies)
    return "\n".join([
        _helpers(code), *declared, *globals_, code,
        UNWOUND if debug is not None and debug.is_for_debuggers else ATTRIBUTES, _metadata(debug),
    ])  # fmt: skip


def _helpers(code: str) -> str:
    """The helper functions that `code` calls, and those that these call."""
    used: list[str] = []
    for helper in reversed(HELPERS):  # each stands behind those that it calls
        name = helper[helper.index("@") : helper.index("(")]
        if f"{name}(" in code or any(f"{name}(" in each for each in used):
            used.append(helper)
    text = "\n".join([DECLARATIONS, *used])
    return text.replace("!REFCOUNT", f"!{_alias_number('refcount')}").replace(
        "!UNLIKELY", f"!{_UNLIKELY}"
    )


ATTRIBUTES = """
attributes #0 = { alwaysinline nounwind }
attributes #1 = { cold nounwind }
attributes #2 = { nounwind "frame-pointer"="all" }
attributes #3 = { cold nounwind noinline "frame-pointer"="all" }
attributes #4 = { nounwind noinline }
attributes #5 = { convergent nomerge nounwind willreturn memory(inaccessiblemem: readwrite) }
"""
# lldb gets the frames behind one of ours wrong without a table of how to unwind it.
UNWOUND = ATTRIBUTES.replace("nounwind", "nounwind uwtable")


@lru_cache(maxsize=10_000)
def quoted(symbol: str) -> str:
    """A symbol as LLVM writes it."""
    if symbol.replace("_", "a").replace(".", "a").replace("$", "a").isalnum() and symbol.isascii():
        return f"@{symbol}"
    escaped = "".join(c if c.isascii() and c.isprintable() and c not in '"\\' else
                      "".join(f"\\{b:02X}" for b in c.encode()) for c in symbol)  # fmt: skip
    return f'@"{escaped}"'


def _declaration(symbol: str, declaration: str) -> str:
    if declaration == "data":
        return f"{quoted(symbol)} = external global i8"
    result, _, types = declaration.partition(" | ")
    return f"declare {result} {quoted(symbol)}({types}) nounwind"


def _alias_number(alias: str) -> int:
    return _FIRST_ALIAS + 2 * ALIASES.index(alias) + 1


def _metadata(debug: Described | None) -> str:
    lines = [
        f'!{_ROOT} = !{{!"pyc memory"}}',
        f'!{_UNLIKELY} = !{{!"branch_weights", i32 1, i32 10000}}',
        f'!{_LIKELY} = !{{!"branch_weights", i32 10000, i32 1}}',
    ]
    for index, alias in enumerate(ALIASES):
        number = _FIRST_ALIAS + 2 * index
        lines.append(f'!{number} = !{{!"{alias}", !{_ROOT}, i64 0}}')
        lines.append(f"!{number + 1} = !{{!{number}, !{number}, i64 0}}")
    if debug is not None:
        lines += debug.lines()
    return "\n".join(lines) + "\n"


def f64_text(value: float) -> str:
    return f"0x{struct.unpack('<Q', struct.pack('<d', value))[0]:016X}"


def operand_text(operand: ir.Operand) -> str:
    """Temps and constants; variables are loaded before."""
    match operand:
        case ir.Temp(index=index):
            return f"%t{index}"
        case ir.Constant(type=MachineType.F64, value=value):
            return f64_text(float(value))
        case ir.Constant(type=MachineType.BIT, value=value):
            return "true" if value else "false"
        case ir.Constant(type=MachineType.WORD, value=value):
            return f"inttoptr (i64 {value} to ptr)" if value else "null"
        case ir.Constant(value=value):
            return str(value)
        case ir.Symbol(name=name):
            return quoted(name)
        case _:
            raise AssertionError(operand)


def _passed(type_: MachineType) -> str:
    """C callees expect a bool to fill its byte."""
    return "i1 zeroext" if type_ is BIT else TYPE[type_]


class _FunctionText:
    def __init__(
        self,
        function: ir.IrFunction,
        used: dict[str, str],
        debug: Described | None,
        linkage: str = "hidden ",
    ) -> None:
        self.function = function
        self.linkage = "" if function.is_exported else linkage
        self.used = used
        self.lines: list[str] = []
        self.counter = 0
        self.templates: dict[str, str] = {}
        self.debug = debug.function(function) if debug is not None else None
        self.location = ""  # what ends a line that comes from the place being written
        is_kept = function.is_observed or function.keeps_locals
        self.kept = function.shown() if is_kept else set()

    def text(self) -> str:
        function = self.function
        parameters = ", ".join(f"{TYPE[each.type]} %t{each.index}" for each in function.parameters)
        attributes = "#3" if function.tier == "cold" else "#2"
        scope = f" !dbg !{self.debug.scope}" if self.debug is not None else ""
        result = result_type(function.results)
        signature = f"{result} {quoted(function.name)}({parameters})"
        head = f"define {self.linkage}{signature} {attributes}{scope} {{"
        self.lines.append(head)
        self.lines.append("entry:")
        for variable in function.variables:
            self.lines.append(f"  %v{variable.index} = alloca {TYPE[variable.type]}, align 8")
        self._hoisted_stack()
        if self.debug is not None:
            self.lines += self.debug.declared()
        self.lines.append("  br label %b0")
        for block in function.blocks:
            self._block(block)
        self.lines.append("}")
        return "\n".join(self.lines) + "\n"

    def _hoisted_stack(self) -> None:
        """Room on the stack is made once a call, not once a loop turn."""
        for block in self.function.blocks:
            for each in block.instructions:
                if isinstance(each, ir.Apply) and each.op.name == "stack_words":
                    count = operand_text(each.args[0])
                    name = operand_text(each.dests[0])
                    self.lines.append(f"  {name} = alloca i64, i64 {count}, align 16")

    def _block(self, block: ir.Block) -> None:
        self.lines.append(f"b{block.index}:")
        self.templates = self._templates(block)
        self._come_from(_first_span(block))
        for instruction in block.instructions:
            self._instruction(instruction)
        self._terminator(block)

    def _templates(self, block: ir.Block) -> dict[str, str]:
        """Ops that are written in another way than TEMPLATES say."""
        if self.function.is_observed or block.is_cold:
            return RARE_TEMPLATES
        return COLD_TEMPLATES if self.function.tier == "cold" else {}

    def _line(self, text: str) -> None:
        self.lines.append(f"  {text}{self.location}")

    def _come_from(self, span: Span | None) -> None:
        """What is written next belongs to this place in the source."""
        if self.debug is not None:
            self.location = self.debug.location(span)

    def _value(self, operand: ir.Operand) -> str:
        if isinstance(operand, ir.Variable):
            name = f"%l{self.counter}"
            self.counter += 1
            self._line(f"{name} = load {TYPE[operand.type]}, ptr %v{operand.index}, align 8")
            return name
        if isinstance(operand, ir.Symbol):
            self.used.setdefault(operand.name, "data")
        return operand_text(operand)

    def _start_statement(self, span: Span | None) -> None:
        if self.debug is not None and span is not None:
            self.location = self.debug.statement(span)

    def _instruction(self, instruction: ir.Instruction) -> None:
        match instruction:
            case ir.Assign(variable, value):
                text = self._value(value)
                store = "store volatile" if variable in self.kept else "store"
                target = f"ptr %v{variable.index}, align 8"
                self._line(f"{store} {TYPE[variable.type]} {text}, {target}")
                if self.debug is not None:
                    self.lines += self.debug.assigned(variable, text)
            case ir.Apply():
                self._come_from(instruction.span)
                if instruction.op.name in STATEMENTS:
                    self._start_statement(instruction.span)
                    self._apply(instruction)
                    self._come_from(instruction.span)  # what follows starts no statement
                else:
                    self._apply(instruction)
            case ir.Call():
                self._come_from(instruction.span)
                self._call(instruction)

    def _apply(self, instruction: ir.Apply) -> None:
        if instruction.op.name == "stack_words":
            return
        if instruction.op.name in SHOWING:
            if isinstance(self.debug, DebugFunction):
                self.lines += self._shown(instruction, self.debug)
            return
        names = [operand_text(each) for each in instruction.dests]
        values = [self._value(each) for each in instruction.args]
        if not names:
            names = [""]
        name = instruction.op.name
        template = self.templates.get(name) or TEMPLATES[name]
        alias = f", !tbaa !{_alias_number(instruction.alias)}" if instruction.alias else ""
        prefix = f"%x{self.counter}"
        self.counter += 1
        for line in template.format(*names, *values, t=prefix, alias=alias).split("\n"):
            self._line(line)

    def _shown(self, instruction: ir.Apply, debug: DebugFunction) -> list[str]:
        (what,) = instruction.args
        if isinstance(what, ir.Variable):
            value = "" if self.function.keeps_locals else self._value(what)
            return debug.forgotten(what, value)
        assert isinstance(what, ir.Constant)
        return debug.lost(int(what.value))

    def _call(self, instruction: ir.Call) -> None:
        args = ", ".join(f"{_passed(each.type)} {self._value(each)}" for each in instruction.args)
        dests = instruction.dests
        result = result_type(tuple(each.type for each in dests))
        callee = instruction.callee
        if isinstance(callee, ir.Symbol):
            types = ", ".join(TYPE[each.type] for each in instruction.args)
            known = self.used.get(callee.name)
            if known is None or known == "data":
                self.used[callee.name] = f"{result} | {types}"
        target = operand_text(callee)
        cold = " #1" if instruction.is_cold else ""
        if self.debug is not None:
            self.location = self.debug.call_location(self.location)
        if not dests:
            self._line(f"call void {target}({args}){cold}")
        elif len(dests) == 1:
            is_bit = dests[0].type is BIT
            zext = "zeroext " if is_bit else ""
            self._line(
                f"{operand_text(dests[0])} = call {zext}{result} {target}({args}){cold}"
            )
        else:
            pair = f"%x{self.counter}"
            self.counter += 1
            self._line(f"{pair} = call {result} {target}({args}){cold}")
            for index, dest in enumerate(dests):
                self._line(f"{operand_text(dest)} = extractvalue {result} {pair}, {index}")

    def _terminator(self, block: ir.Block) -> None:
        match block.terminator:
            case ir.Jump(target):
                if isinstance(self.debug, NumberedFunction):
                    self._come_from(_first_span(target))
                self._line(f"br label %b{target.index}")
            case ir.Branch(condition, then, otherwise, likely):
                hint = ""
                if likely is not None:
                    hint = f", !prof !{_LIKELY if likely else _UNLIKELY}"
                value = self._value(condition)
                self._line(f"br i1 {value}, label %b{then.index}, label %b{otherwise.index}{hint}")
            case ir.Switch(value, cases, default):
                rows = " ".join(f"i64 {number}, label %b{target.index}" for number, target in cases)
                self._line(f"switch i64 {self._value(value)}, label %b{default.index} [ {rows} ]")
            case ir.Return(values):
                self._return(values)
            case _:
                self._line("unreachable")

    def _return(self, values: tuple[ir.Operand, ...]) -> None:
        if not values:
            self._line("ret void")
            return
        texts = [f"{TYPE[each.type]} {self._value(each)}" for each in values]
        if len(values) == 1:
            self._line(f"ret {texts[0]}")
            return
        result = result_type(tuple(each.type for each in values))
        built = "poison"
        for index, text in enumerate(texts):
            name = f"%x{self.counter}"
            self.counter += 1
            self._line(f"{name} = insertvalue {result} {built}, {text}, {index}")
            built = name
        self._line(f"ret {result} {built}")


def _first_span(block: ir.Block) -> Span | None:
    spans = (each.span for each in block.instructions if not isinstance(each, ir.Assign))
    return next(spans, None)


def result_type(results: tuple[MachineType, ...]) -> str:
    if not results:
        return "void"
    if len(results) == 1:
        return TYPE[results[0]]
    return "{" + ", ".join(TYPE[each] for each in results) + "}"


def _data_text(data: ir.Data, used: dict[str, str]) -> str:
    types, values = [], []
    for kind, value in data.fields:
        if kind == "bytes":
            assert isinstance(value, bytes)
            types.append(f"[{len(value)} x i8]")
            values.append(f"[{len(value)} x i8] c\"{_escaped(value)}\"")
        elif kind == "ptr" and isinstance(value, str):
            used.setdefault(value, "data")
            types.append("ptr")
            values.append(f"ptr {quoted(value)}")
        elif kind == "ptr":
            types.append("ptr")
            values.append(f"ptr inttoptr (i64 {value} to ptr)" if value else "ptr null")
        elif kind == "zeros":
            types.append(f"[{value} x i8]")
            values.append(f"[{value} x i8] zeroinitializer")
        else:
            text = f64_text(value) if kind == "f64" else str(value)  # type: ignore[arg-type]
            types.append(FIELD_TYPE[kind])
            values.append(f"{FIELD_TYPE[kind]} {text}")
    linkage = "" if data.is_exported else "hidden "
    kind = "global" if data.is_writable else "constant"
    body = f"<{{ {', '.join(types)} }}> <{{ {', '.join(values)} }}>"
    return f"{quoted(data.symbol)} = {linkage}{kind} {body}, align 16"


def _escaped(data: bytes) -> str:
    return "".join(
        chr(b) if 32 <= b < 127 and b not in (34, 92) else f"\\{b:02X}" for b in data
    )
