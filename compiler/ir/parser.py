"""Text to IR: reads what `printer` writes.

    module = parsed("function @f(i64 %0) -> (i64) hot\\nb0:\\n    return %0\\n")
    module_text(module)          the same text again

What the text does not hold is not there afterwards: spans and Python's names of functions.
"""

from __future__ import annotations

import re
from ast import literal_eval
from collections.abc import Iterator

from pyc.compiler.ir import ir_nodes as ir
from pyc.compiler.ir.machine_types import MachineType
from pyc.compiler.ir.ops import OPS
from pyc.compiler.source import NOWHERE

TYPES = {each.value: each for each in MachineType}


class IrSyntaxError(Exception):
    """Text that is no IR; says the line and what was expected."""


def parsed(text: str) -> ir.IrModule:
    """Raises: IrSyntaxError."""
    module = ir.IrModule()
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    at = 0
    while at < len(lines):
        number, line = lines[at]
        end = at + 1
        if line.startswith("data "):
            data = _data(number, line)
            module.data[data.symbol] = data
        elif line.startswith("function "):
            while end < len(lines) and not lines[end][1].startswith(("data ", "function ")):
                end += 1
            function = _FunctionText(lines[at:end]).function()
            module.functions[function.name] = function
        else:
            raise _expected(number, "data or function", line)
        at = end
    return module


def _expected(number: int, what: str, found: str) -> IrSyntaxError:
    return IrSyntaxError(f"line {number}: expected {what}, found: {found.strip()}")


# ---- data

_LITERAL = r"b?'(?:[^'\\]|\\.)*'|b?\"(?:[^\"\\]|\\.)*\"|[-+\w.]+"
_FIELD = re.compile(rf"(i64|i32|i16|f64|bytes|ptr|zeros) ({_LITERAL})(?:, |$)")


def _data(number: int, line: str) -> ir.Data:
    head = re.match(r"data @(\S+)((?: readonly| exported)*) =(?: |$)", line)
    if head is None:
        raise _expected(number, "data @SYMBOL = FIELDS", line)
    fields: list[tuple[str, object]] = []
    at = head.end()
    while at < len(line):
        field = _FIELD.match(line, at)
        if field is None:
            raise _expected(number, "a field", line[at:])
        fields.append((field.group(1), _number(field.group(2), field.group(1))))
        at = field.end()
    marks = head.group(2).split()
    return ir.Data(head.group(1), tuple(fields), "readonly" not in marks, "exported" in marks)


def _number(text: str, kind: str) -> object:
    return float(text) if kind == "f64" else literal_eval(text)


# ---- functions

_HEAD = re.compile(
    r"function @(?P<name>\S+)\((?P<parameters>[^()]*)\) -> \((?P<results>[^()]*)\) (?P<tier>\w+)"
    r"(?P<exported> exported)?$"
)
_VARIABLE = re.compile(r"    var (\w+) (\$(.*)\.(\d+))$")
_BLOCK = re.compile(r"b(\d+):( cold)?$")
_ASSIGN = re.compile(r"(\$\S+) := (.*)$")
_CALL = re.compile(
    r"(?:(?P<dests>.*?) = )?call (?P<callee>[@%]\S+?)\((?P<args>.*)\)(?P<cold> cold)?$"
)
_APPLY = re.compile(
    r"(?:(?P<dests>%[\d, %]+) = )?(?P<op>\w+)(?: (?P<args>.*?))?(?: !(?P<alias>.+))?$"
)
_SWITCH = re.compile(r"switch (.*?), \[(.*)\], (b\d+)$")


class _FunctionText:
    """The lines of one function. Blocks and temps may be named before they are written."""

    def __init__(self, lines: list[tuple[int, str]]) -> None:
        self.lines = lines
        self.number = lines[0][0]
        self.temps: dict[int, ir.Temp] = {}
        self.variables: dict[str, ir.Variable] = {}
        self.blocks: dict[str, ir.Block] = {}

    def function(self) -> ir.IrFunction:
        head = _HEAD.match(self.lines[0][1])
        if head is None:
            raise _expected(self.number, "function @NAME(...) -> (...) TIER", self.lines[0][1])
        parameters = tuple(self._typed(each) for each in _listed(head["parameters"]))
        results = tuple(self._type(each) for each in _listed(head["results"]))
        function = ir.IrFunction(head["name"], parameters, results, head["tier"], "", NOWHERE)
        function.is_exported = head["exported"] is not None
        body = list(self._declared(function))
        self._find_temps(body)
        block = None
        for self.number, line in body:
            if line.startswith("b"):
                block = self.blocks[line.partition(":")[0]]
            elif block is None:
                raise _expected(self.number, "a block", line)
            else:
                self._step(block, line.strip())
        function.n_temps = max(self.temps, default=-1) + 1
        return function

    def _declared(self, function: ir.IrFunction) -> Iterator[tuple[int, str]]:
        """Notes variables and blocks; gives the lines of the blocks."""
        for number, line in self.lines[1:]:
            self.number = number
            variable, block = _VARIABLE.match(line), _BLOCK.match(line)
            if variable is not None:
                made = ir.Variable(int(variable[4]), self._type(variable[1]), variable[3])
                function.variables.append(made)
                self.variables[variable[2]] = made
                continue
            if block is not None:
                made_block = ir.Block(int(block[1]), is_cold=block[2] is not None)
                function.blocks.append(made_block)
                self.blocks[f"b{block[1]}"] = made_block
            yield number, line

    def _find_temps(self, body: list[tuple[int, str]]) -> None:
        for self.number, line in body:
            text = line.strip()
            call = _CALL.match(text)
            if call is not None:
                for each in _listed(call["dests"]):
                    self._typed(each)
                continue
            apply = _APPLY.match(text)
            if apply is not None and apply["dests"] and " := " not in text:
                row = OPS.get(apply["op"])
                names = _listed(apply["dests"])
                if row is None or len(row.results) != len(names):
                    raise _expected(self.number, "an op with these results", text)
                for name, type_ in zip(names, row.results, strict=True):
                    self._made(name, type_)

    def _type(self, text: str) -> MachineType:
        if text not in TYPES:
            raise _expected(self.number, "a type", text)
        return TYPES[text]

    def _typed(self, text: str) -> ir.Temp:
        """`i64 %3`, a new temp."""
        type_, _, name = text.partition(" ")
        return self._made(name, self._type(type_))

    def _made(self, name: str, type_: MachineType) -> ir.Temp:
        if not re.fullmatch(r"%\d+", name):
            raise _expected(self.number, "a temp", name)
        index = int(name[1:])
        if index in self.temps:
            raise _expected(self.number, "a temp that is not written yet", name)
        made = self.temps[index] = ir.Temp(index, type_)
        return made

    # ---- steps

    def _step(self, block: ir.Block, text: str) -> None:
        if block.terminator is not None:
            raise _expected(self.number, "a block after a terminator", text)
        block.terminator = self._terminator(text)
        if block.terminator is None and text != "(open)":
            block.instructions.append(self._instruction(text))

    def _terminator(self, text: str) -> ir.Terminator | None:
        word, _, rest = text.partition(" ")
        parts = _listed(rest)
        match word:
            case "jump":
                return ir.Jump(self._block(rest))
            case "branch" if len(parts) == 3:
                otherwise, _, hint = parts[2].partition(" ")
                likely = {"likely": True, "unlikely": False}.get(hint)
                sides = self._block(parts[1]), self._block(otherwise)
                return ir.Branch(self._operand(parts[0]), *sides, likely)
            case "switch":
                return self._switch(text)
            case "return":
                return ir.Return(tuple(map(self._operand, parts)))
            case "unreachable":
                return ir.Unreachable()
            case _:
                return None

    def _switch(self, text: str) -> ir.Switch:
        found = _SWITCH.match(text)
        if found is None:
            raise _expected(self.number, "switch VALUE, [N: B, ...], B", text)
        rows = [each.split(": ") for each in _listed(found[2])]
        cases = tuple((int(value), self._block(name)) for value, name in rows)
        return ir.Switch(self._operand(found[1]), cases, self._block(found[3]))

    def _instruction(self, text: str) -> ir.Instruction:
        assign = _ASSIGN.match(text)
        if assign is not None:
            return ir.Assign(self._variable(assign[1]), self._operand(assign[2]))
        call = _CALL.match(text)
        if call is not None:
            callee = self._operand(call["callee"])
            assert isinstance(callee, ir.Symbol | ir.Temp)
            dests = tuple(self._temp(each.partition(" ")[2]) for each in _listed(call["dests"]))
            args = tuple(map(self._operand, _listed(call["args"])))
            return ir.Call(callee, dests, args, None, call["cold"] is not None)
        apply = _APPLY.match(text)
        if apply is None or apply["op"] not in OPS:
            raise _expected(self.number, "an op", text)
        dests = tuple(map(self._temp, _listed(apply["dests"])))
        args = tuple(map(self._operand, _listed(apply["args"])))
        return ir.Apply(OPS[apply["op"]], dests, args, None, apply["alias"] or "")

    # ---- operands

    def _operand(self, text: str) -> ir.Operand:
        if text.startswith("%"):
            return self._temp(text)
        if text.startswith("$"):
            return self._variable(text)
        if text.startswith("@"):
            return ir.Symbol(text[1:])
        type_, _, value = text.partition(" ")
        match self._type(type_):
            case MachineType.F64:
                return ir.Constant(MachineType.F64, float(value))
            case MachineType.BIT if value in ("True", "False"):
                return ir.Constant(MachineType.BIT, value == "True")
            case kind if re.fullmatch(r"-?\d+", value):
                return ir.Constant(kind, int(value))
        raise _expected(self.number, "a constant", text)

    def _temp(self, name: str) -> ir.Temp:
        index = int(name[1:]) if re.fullmatch(r"%\d+", name) else -1
        if index not in self.temps:
            raise _expected(self.number, "a temp that is written somewhere", name)
        return self.temps[index]

    def _variable(self, name: str) -> ir.Variable:
        if name not in self.variables:
            raise _expected(self.number, "a declared variable", name)
        return self.variables[name]

    def _block(self, name: str) -> ir.Block:
        if name not in self.blocks:
            raise _expected(self.number, "a block of the function", name)
        return self.blocks[name]


def _listed(text: str | None) -> list[str]:
    return text.split(", ") if text else []
