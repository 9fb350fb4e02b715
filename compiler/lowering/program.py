"""A whole program to IR: functions in the variants that are asked for, and all static data.

`ProgramLowering` also answers what the lowering of one function asks about the others.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyc.compiler.flow import nodes as flow
from pyc.compiler.flow import ops
from pyc.compiler.flow.liveness import Liveness, liveness, mask
from pyc.compiler.frontend.inference.program import TypedInstance, TypedProgram
from pyc.compiler.ir.builder import i64, word
from pyc.compiler.ir.ir_nodes import Data, IrModule, Operand, Symbol
from pyc.compiler.ir.machine_types import WORD
from pyc.compiler.lowering import function, loops, observed
from pyc.compiler.lowering.constants import Constants, Word
from pyc.compiler.lowering.context import Lowering, Point, before_step
from pyc.compiler.lowering.conventions import machine_type
from pyc.compiler.lowering.guards import Guards
from pyc.compiler.types import builtin_names

if TYPE_CHECKING:
    from pyc.compiler.lowering.places import Place

CODE_VARARGS, CODE_VARKEYWORDS, CODE_GENERATOR = 1, 2, 4
FORCED_SHARE = 0.05  # of the steps, when bail-outs are forced
TYPE_STORAGE = 1024  # bytes kept for a PycType; the runtime checks that it fits


@dataclass(frozen=True, slots=True)
class ClassInfo:
    """A class statement: its place in the class tree and the slots of its instances."""

    symbol: str
    name: str
    type_symbol: str
    spec_symbol: str
    id: int
    last_id: int
    slots: tuple[tuple[str, str], ...] = ()  # own: (name, "word" | "f64")


@dataclass(slots=True)
class FunctionFacts:
    """What every variant of one function shares; computed once."""

    live: Liveness
    nullable: int
    definitions: dict[flow.Register, list[flow.Instruction]]
    static_mask: int
    uses: dict[flow.Register, list[object]]
    nexts: dict[flow.Register, flow.Next]
    shows: observed.Shows
    points: dict[Point, int] = field(default_factory=dict)
    yields: dict[Point, int] | None = None


class ProgramLowering:
    def __init__(
        self,
        typed: TypedProgram,
        classes: dict[str, ClassInfo],
        bail_seed: int = 0,
        describes: bool = False,
    ) -> None:
        self.boxed_only = False
        self.describes = describes  # debuggers are told where variables are
        self.typed = typed
        self.forced = random.Random(bail_seed) if bail_seed else None
        self.modules = typed.facts.modules
        self.classes = classes
        self.module = IrModule()
        self.constants = Constants(self.module)
        self.guards = Guards(self)
        self.emitted_classes: set[str] = set()
        self._facts: dict[flow.FlowFunction, FunctionFacts] = {}
        self._boxed_wanted: dict[flow.FlowFunction, str] = {}
        self._codes: dict[flow.FlowFunction, str] = {}
        self._builtin_cells: dict[str, str] = {}
        self._next_point: dict[flow.FlowFunction, int] = {}
        self._raw_parameters: dict[flow.FlowFunction, set[int]] | None = None

    # ---- facts about functions

    def facts(self, function_: flow.FlowFunction) -> FunctionFacts:
        found = self._facts.get(function_)
        if found is None:
            live = liveness(function_)
            definitions = _definitions(function_)
            nullable = function.nullable_registers(function_, live)
            static = 0
            for register, steps in definitions.items():
                if not nullable >> register.index & 1 and self.static_of(steps) is not None:
                    if register not in function_.parameter_registers:
                        static |= 1 << register.index
            nexts = {
                block.terminator.dest: block.terminator
                for block in function_.blocks
                if isinstance(block.terminator, flow.Next)
                and len(definitions[block.terminator.dest]) == 1
            }
            uses = loops.uses_of(function_)
            shows = observed.shows_of(function_)
            found = FunctionFacts(live, nullable, definitions, static, uses, nexts, shows)
            self._facts[function_] = found
        return found

    def liveness(self, function_: flow.FlowFunction) -> Liveness:
        return self.facts(function_).live

    def nullable(self, function_: flow.FlowFunction) -> int:
        return self.facts(function_).nullable

    def definitions(
        self, function_: flow.FlowFunction
    ) -> dict[flow.Register, list[flow.Instruction]]:
        return self.facts(function_).definitions

    def uses(self, function_: flow.FlowFunction) -> dict[flow.Register, list[object]]:
        return self.facts(function_).uses

    def shows(self, function_: flow.FlowFunction) -> observed.Shows:
        """What debuggers are shown of the function's variables."""
        return self.facts(function_).shows

    def raw_parameters(self, function_: flow.FlowFunction) -> set[int]:
        """By index: those that some variant takes in another form than a word."""
        if self._raw_parameters is None:
            self._raw_parameters = {}
            for instance in self.typed.instances.values():
                found = self._raw_parameters.setdefault(instance.function, set())
                rows = enumerate(instance.parameters)
                found.update(index for index, type_ in rows if machine_type(type_) is not WORD)
        return self._raw_parameters.get(function_, set())

    def next_of(self, function_: flow.FlowFunction, register: flow.Register) -> flow.Next | None:
        """The loop head that alone writes the register."""
        return self.facts(function_).nexts.get(register)

    def static_of(self, steps: list[flow.Instruction]) -> Word | None:
        """The word of a register that only one CONST writes."""
        if len(steps) == 1 and steps[0].op is ops.CONST:
            try:
                return self.constants.word(steps[0].data)
            except TypeError:
                return None
        return None

    def movable(self, function_: flow.FlowFunction, live: int) -> int:
        """What must be kept over a resume point: static registers need no keeping."""
        return live & ~self.facts(function_).static_mask

    def live_at(self, function_: flow.FlowFunction, point: Point) -> int:
        live = self.liveness(function_)
        block, index = point.block, point.index
        if index == len(block.instructions):
            return live.before_terminator(block)
        return before_step(live, block, index, live.after(block)[index])

    def is_forced(self) -> bool:
        """A test mode: the next step bails out whatever its guards say."""
        return self.forced is not None and self.forced.random() < FORCED_SHARE

    def resume_point(self, function_: flow.FlowFunction, point: Point) -> int:
        """The number under which the boxed variant goes on at `point`."""
        points = self.facts(function_).points
        if point not in points:
            points[point] = self._number(function_)
        return points[point]

    def points(self, function_: flow.FlowFunction) -> dict[Point, int]:
        return self.facts(function_).points

    def yield_points(self, function_: flow.FlowFunction) -> dict[Point, int]:
        """Behind each yield."""
        facts = self.facts(function_)
        if facts.yields is None:
            facts.yields = {
                Point(block, index + 1): self._number(function_)
                for block in function_.blocks
                for index, step in enumerate(block.instructions)
                if step.op in (ops.YIELD, ops.YIELD_FROM)
            }
        return facts.yields

    def _number(self, function_: flow.FlowFunction) -> int:
        number = self._next_point.get(function_, 1)
        self._next_point[function_] = number + 1
        return number

    def yield_live(self, function_: flow.FlowFunction, step: flow.Instruction) -> int:
        """What a generator keeps while it waits at `step`."""
        for block in function_.blocks:
            if step in block.instructions:
                after = self.liveness(function_).after(block)[block.instructions.index(step)]
                kept = after & ~mask(step.dests)
                return kept | mask(step.args) if step.op is ops.YIELD_FROM else kept
        raise AssertionError("no such step")

    # ---- symbols

    def boxed_symbol(self, function_: flow.FlowFunction) -> str:
        """The boxed variant, which will be emitted."""
        return self._boxed_wanted.setdefault(function_, f"{function_.symbol}.boxed")

    def class_info(self, symbol: str) -> ClassInfo:
        self.emitted_classes.add(symbol)
        return self.classes[symbol]

    def word_operand(self, value: object, low: Lowering) -> Operand:
        match value:
            case str():
                return Symbol(value)
            case int():
                return word(value)
            case ("builtin", str(name)):
                return self._memoised_builtin(name, low)
            case _:
                raise AssertionError(value)

    def builtin_word(self, name: str) -> object:
        """What a builtin's name stands for; None: there is no such builtin."""
        symbol = builtin_names.TYPE_SYMBOLS.get(name)
        if symbol is not None:
            return symbol
        if name in builtin_names.CONSTANT_SYMBOLS:
            return builtin_names.CONSTANT_SYMBOLS[name]
        return ("builtin", name) if name in builtin_names.BUILTIN_NAMES else None

    def _memoised_builtin(self, name: str, low: Lowering) -> Operand:
        """Looked up in the runtime the first time, kept in a cell of its own."""
        cell = self._builtin_cells.get(name)
        if cell is None:
            cell = self._builtin_cells[name] = f"builtin.{name}"
            self.constants.add(Data(cell, (("ptr", 0),)))
        build = low.build
        value = build.variable(WORD, "builtin")
        build.assign(value, build.op("load_word", Symbol(cell), i64(0), alias="global"))
        missing, ready = build.new_block(is_cold=True), build.new_block()
        build.branch(build.op("is_null", value), missing, ready, likely=False)
        build.start(missing)
        text = Symbol(self.constants.text(name))
        build.assign(value, build.call("pyc_builtin", (text,), WORD, is_cold=True))
        build.do("store_word", Symbol(cell), i64(0), value, alias="global")
        build.jump(ready)
        build.start(ready)
        return build.read(value)

    def global_cell(self, module: str, name: str) -> str | None:
        """The cell of a module's variable; None where the module never stores the name."""
        if name in self.modules[module].globals:
            return f"global.{module}.{name}"
        return None

    def module_spec(self, name: str) -> str | None:
        """The PycModuleSpec of one of the program's own modules."""
        return f"module.{name}" if name in self.modules else None

    def code_symbol(self, function_: flow.FlowFunction) -> str:
        """The PycCode of a function."""
        found = self._codes.get(function_)
        if found is None:
            found = self._codes[function_] = f"{function_.symbol}.code"
            self.boxed_symbol(function_)
        return found

    def boxed_aggregate(self, low: Lowering, place: Place) -> Operand:
        return loops.boxed(low, place)

    def static_object(self, low: Lowering, name: str) -> Operand:
        """The object that a static name stands for, with a count for the caller."""
        cell = self.global_cell(low.flow.module, name)
        if cell is None:
            value = self.word_operand(self.builtin_word(name), low)
        else:
            value = low.build.op("load_word", Symbol(cell), i64(0), alias="global")
        low.build.do("inc", value)
        return value

    def is_always_bound(self, module: str, name: str) -> bool:
        """A builtin, or a variable that the module's body sets before any code of the program's
        functions can run."""
        if name not in self.modules[module].globals:
            return True
        return (module, name) in self.typed.facts.early

    def variant(
        self, low: Lowering, step: object
    ) -> TypedInstance | dict[str, TypedInstance] | None:
        """What a call step calls: one variant, or one for each class of the receiver."""
        callees = getattr(low.typing, "callees", {})
        callee = callees.get(step)
        if callee is None:
            return None
        if isinstance(callee, dict):
            return {symbol: self.typed.instances[each] for symbol, each in callee.items()}
        return self.typed.instances[callee]

    def slot(self, symbol: str, name: str) -> tuple[int, str] | None:
        """The position and kind of an attribute in instances of a class."""
        facts = self.typed.facts
        owner = facts.slot_owner(symbol, name)
        if owner is None:
            return None
        index = 0
        above = facts.base_of(owner)
        while above is not None:
            index += len(facts.classes[above].slots)
            above = facts.base_of(above)
        position = facts.classes[owner].slots.index(name)
        return index + position, self.classes[owner].slots[position][1]

    def wanted_boxed(self) -> list[flow.FlowFunction]:
        """All that `lower_all_boxed` will write: a boxed variant wants those of the functions that
        it makes."""
        wanted = dict.fromkeys(self._boxed_wanted)
        todo = list(wanted)
        while todo:
            for step in todo.pop().instructions():
                if step.op is ops.FUNCTION and step.data.function not in wanted:
                    wanted[step.data.function] = None
                    todo.append(step.data.function)
        return list(wanted)

    def n_entries(self, function_: flow.FlowFunction) -> int:
        """Resume points of the boxed variant."""
        found = self._facts.get(function_)
        n_yields = sum(
            step.op in (ops.YIELD, ops.YIELD_FROM) for step in function_.instructions()
        )
        return n_yields + (len(found.points) if found is not None else 0)

    # ---- emission

    def lower_all_boxed(self) -> None:
        """Boxed variants for everything that is wanted, until nothing new is."""
        done: set[flow.FlowFunction] = set()
        while True:
            todo = [each for each in self._boxed_wanted if each not in done]
            if not todo:
                break
            for each in todo:
                done.add(each)
                symbol = self._boxed_wanted[each]
                self.module.functions[symbol] = function.lower_boxed(self, each, symbol)
        for each in self._codes:
            self._emit_code(each)

    def _emit_code(self, function_: flow.FlowFunction) -> None:
        parameters = function_.parameters
        text = self.constants.text
        starred = [each for each in (parameters.varargs, parameters.varkeywords) if each]
        names = (*parameters.positional, *parameters.keyword_only, *starred)
        flags = (
            (CODE_VARARGS if parameters.varargs else 0)
            | (CODE_VARKEYWORDS if parameters.varkeywords else 0)
            | (CODE_GENERATOR if function_.is_generator else 0)
        )
        fields = (
            ("ptr", text(function_.name)),
            ("ptr", text(function_.qualname)),
            ("ptr", text(function_.doc) if function_.doc is not None else 0),
            ("ptr", self.boxed_symbol(function_)),
            ("ptr", self.constants.words(tuple(map(text, names)), "names")),
            ("i64", parameters.n_positional_only),
            ("i64", len(parameters.positional)),
            ("i64", len(parameters.keyword_only)),
            ("i64", flags),
            ("i64", self._frame_size(function_)),
            ("ptr", self._yield_lines(function_)),
        )
        self.constants.add(Data(self._codes[function_], fields, is_writable=False))

    def _yield_lines(self, function_: flow.FlowFunction) -> Word:
        """Where a generator waits, for debuggers: each resume point with its yield's line."""
        if not function_.is_generator:
            return 0
        numbers: list[int] = []
        for point, number in self.yield_points(function_).items():
            numbers += (number, point.block.instructions[point.index - 1].span.line)
        symbol = f"{function_.symbol}.yields"
        fields = tuple(("i64", each) for each in (*numbers, 0))
        self.constants.add(Data(symbol, fields, is_writable=False))
        return symbol

    def _frame_size(self, function_: flow.FlowFunction) -> int:
        if not function_.is_generator:
            return 0
        return self.room(function_) + len(self.shows(function_))

    def room(self, function_: flow.FlowFunction) -> int:
        """Words that a generator's frame has for parameters and for what waits at a yield."""
        sizes = [len(function_.parameter_registers)]
        for block in function_.blocks:
            for step in block.instructions:
                if step.op in (ops.YIELD, ops.YIELD_FROM):
                    waiting = self.movable(function_, self.yield_live(function_, step))
                    sizes.append(waiting.bit_count())
        return max(sizes)

    def emit_class(self, info: ClassInfo, module: str, qualname: str) -> None:
        text = self.constants.text
        slots: Word = 0
        if info.slots:
            slots = f"{info.spec_symbol}.slots"
            fields = [
                field_
                for name, kind in info.slots
                for field_ in (("ptr", text(name)), ("i64", int(kind == "f64")))
            ]
            self.constants.add(Data(slots, tuple(fields)))
        self.constants.add(Data(info.type_symbol, (("zeros", TYPE_STORAGE),)))
        fields_ = (
            ("ptr", text(info.name)),
            ("ptr", text(qualname)),
            ("ptr", text(module)),
            ("ptr", slots),
            ("i64", len(info.slots)),
            ("i64", info.id),
            ("i64", info.last_id),
            ("ptr", info.type_symbol),
            ("i64", 0),
        )
        self.constants.add(Data(info.spec_symbol, fields_))

    def emit_modules(self, main: str, bodies: dict[str, str]) -> None:
        """Module specs, global cells, and `pyc_program`, where the runtime starts."""
        order = [main, *(each for each in self.modules if each != main)]
        for name in order:
            self._emit_module(self.modules[name], bodies[name])
        table = self.constants.words(tuple(f"module.{each}" for each in order), "modules")
        self.constants.add(
            Data("pyc_program", (("ptr", table), ("i64", len(order))), is_exported=True)
        )

    def _emit_module(self, module: flow.FlowModule, body: str) -> None:
        constants = self.constants
        names = tuple(module.globals)
        cells = tuple(f"global.{module.name}.{each}" for each in names)
        for cell, name in zip(cells, names, strict=True):
            constants.add(Data(cell, (("ptr", 0),), variable=(module.name, name)))
        lines = tuple(constants.c_text(each) for each in module.source.lines)
        fields = (
            ("ptr", constants.text(module.name)),
            ("ptr", constants.text(module.source.name)),
            ("ptr", constants.words(lines, "lines")),
            ("i64", len(lines)),
            ("ptr", body),
            ("ptr", constants.words(tuple(map(constants.text, names)), "names")),
            ("ptr", constants.words(cells, "cells")),
            ("i64", len(names)),
            ("ptr", 0),
            ("ptr", constants.c_text(module.warnings) if module.warnings else 0),
        )
        constants.add(Data(f"module.{module.name}", fields))


def _definitions(function_: flow.FlowFunction) -> dict[flow.Register, list[flow.Instruction]]:
    """Who writes each register; a register that a `for` writes has a None-like extra entry."""
    result: dict[flow.Register, list[flow.Instruction]] = {}
    for block in function_.blocks:
        for step in block.instructions:
            for dest in step.dests:
                result.setdefault(dest, []).append(step)
        if isinstance(block.terminator, flow.Next):
            loop = flow.Instruction(ops.ITER, (block.terminator.dest,), ())
            result.setdefault(block.terminator.dest, []).append(loop)
    return result
