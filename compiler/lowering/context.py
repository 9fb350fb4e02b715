"""Lowering one function: where registers live, who owns them, and the edges out of each step.

Ownership: a register that holds a counted word owns one count from the step that writes it until
it dies (is not live any more); the step at which it dies releases it or hands it on. Steps borrow
their arguments. So every count is released on every path: normal edges, exception edges (`fail`)
and bail edges (`bail`), because all three know what is live.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from pyc.compiler.flow import nodes as flow
from pyc.compiler.flow.liveness import Liveness, mask
from pyc.compiler.ir.builder import NULL, IrBuilder, bit, f64, i64
from pyc.compiler.ir.ir_nodes import Block, IrFunction, Operand, Symbol, Temp, Variable
from pyc.compiler.ir.machine_types import BIT, CINT, F64, I64, LAYOUTS, WORD, MachineType
from pyc.compiler.lowering import bailing, mixed, observed
from pyc.compiler.lowering.conventions import STATUS_EXCEPTION, STATUS_WORD
from pyc.compiler.lowering.places import Place, Static
from pyc.compiler.source import Span
from pyc.compiler.types import python_types as t
from pyc.compiler.types.relations import is_never_small

if TYPE_CHECKING:
    from pyc.compiler.lowering.program import ProgramLowering

Step = flow.Instruction | flow.Terminator


class Typing(Protocol):
    """What is known about one function instance."""

    def register(self, register: flow.Register) -> t.Type: ...
    def argument(self, step: Step, register: flow.Register) -> t.Type: ...
    def result(self, step: Step, register: flow.Register) -> t.Type: ...
    def is_reached(self, block: flow.Block) -> bool: ...
    @property
    def returns(self) -> t.Type: ...


@dataclass(frozen=True, slots=True)
class Point:
    """Before instruction `index` of `block` (the terminator counts as last)."""

    block: flow.Block
    index: int


class Lowering:
    """The state while one variant is lowered; area modules (`arithmetic`, `calls`, ...) use it."""

    def __init__(
        self,
        program: ProgramLowering,
        function: flow.FlowFunction,
        typing: Typing,
        live: Liveness,
        target: IrFunction,
        is_boxed: bool,
    ) -> None:
        self.program = program
        self.constants = program.constants
        self.flow = function
        self.typing = typing
        self.live = live
        self.target = target
        self.is_boxed = is_boxed
        self.build = IrBuilder(target)
        self.places: dict[flow.Register, Place | Static] = {}
        self.slots: dict[flow.Shown, Variable] = {}  # what debuggers see (`observed`)
        self.told: dict[flow.Register, int] = {}  # without slots: its number in target.locals
        self.lasting: frozenset[flow.Register] = frozenset()  # told, and there until the return
        self.set_dead: list[flow.Register] = []  # told, and set by this step for debuggers alone
        self.blocks: dict[flow.Block, Block] = {}
        self.self_word: Operand = NULL
        self.frame: Operand = NULL  # generators: where values stay over a yield
        self.resume_blocks: dict[Point, Block] = {}
        self.rare: frozenset[flow.Block] = frozenset()  # blocks that seldom run
        self.depth_before: Operand | None = None  # frames counted before this one
        self.before = 0
        self.after = 0
        self.dying = 0
        self.not_given: tuple[tuple[flow.Register, Operand], ...] = ()  # results still to come
        self.step: Step | None = None
        self.point: Point | None = None
        self._releases: list[Operand] = []
        self._cleanups: dict[tuple[flow.Block | None, int, int], Block] = {}
        self._fail: Block | None = None
        self._bail: Block | None = None
        self.exits = bailing.Exits()
        self._bail_return: tuple[Block, Variable] | None = None

    # ---- places

    def place(self, register: flow.Register) -> Place | Static:
        return self.places[register]

    def type_of(self, register: flow.Register) -> t.Type:
        """What is known of an argument at the current step."""
        assert self.step is not None
        return self.typing.argument(self.step, register)

    def registers(self, bits: int) -> Iterator[flow.Register]:
        while bits:
            lowest = bits & -bits
            yield self.flow.registers[lowest.bit_length() - 1]
            bits ^= lowest

    @cached_property
    def local_names(self) -> tuple[str, ...]:
        """CPython's co_varnames: parameters and variables, but none that only a cell holds."""
        names = (each.name for each in self.flow.registers if each.name is not None)
        return tuple(dict.fromkeys(names))

    # ---- reading

    def borrowed(self, register: flow.Register) -> Operand:
        """The register as a word for the current step; new objects made for it are released by
        `settle`."""
        place = self.places[register]
        if isinstance(place, Static):
            return self.static_word(place)
        value, is_new = self.boxed(place)
        if is_new:
            self._releases.append(value)
        return value

    def static_word(self, static: Static) -> Operand:
        return self.program.word_operand(static.word, self)

    def owned(self, register: flow.Register) -> Operand:
        """The register as a word that the step hands on; moved where the register dies here."""
        place = self.places[register]
        if isinstance(place, Static):
            return self.static_word(place)
        value, is_new = self.boxed(place)
        if is_new or not place.is_counted_word:
            return value
        bit_ = 1 << register.index
        if self.dying & bit_ and place.is_owned:
            self.dying &= ~bit_
            moved = self.build.read(place.parts[0])
            observed.forget(self, register)
            return moved
        kept = self.build.read(place.parts[0])
        if place.is_nullable:
            self.build.do("xinc", kept)
        else:
            self.build.do("inc_object" if is_never_small(self.type_of(register)) else "inc", kept)
        return kept

    def boxed(self, place: Place) -> tuple[Operand, bool]:
        """A word of the place's value, and whether it is a new object that the caller owns."""
        if place.aggregate is not None:
            return self.program.boxed_aggregate(self, place), True
        value = place.parts[0]
        match place.type:
            case MachineType.I64:
                if place.is_narrow:
                    return self.build.op("tag", value), False
                return self.box_i64(value), True
            case MachineType.F64:
                return self.build.call("pyc_float_box", (value,), WORD), True
            case MachineType.BIT:
                return self.box_bit(value), False
            case _:
                return value, False

    def box_i64(self, value: Operand) -> Operand:
        """An owned word: tagged in place where it fits."""
        build = self.build
        kept = build.op("copy_i64", value)
        result = build.variable(WORD, "boxed")
        tag, big, after = build.new_block(), build.new_block(is_cold=True), build.new_block()
        build.branch(build.op("fits_small", kept), tag, big, likely=True)
        build.start(tag)
        build.assign(result, build.op("tag", kept))
        build.jump(after)
        build.start(big)
        build.assign(result, build.call("pyc_int_from_i64", (kept,), WORD, is_cold=True))
        build.jump(after)
        build.start(after)
        return build.read(result)

    def box_bit(self, value: Operand) -> Operand:
        return self.build.op("wselect", value, Symbol("pyc_true"), Symbol("pyc_false"))

    def release_later(self, value: Operand) -> None:
        self._releases.append(value)

    def settle(self) -> None:
        """Releases what was made for the call just written; before any branch on its result."""
        for value in self._releases:
            self.build.do("dec", value)
        self._releases.clear()

    # ---- results

    def set_place(self, register: flow.Register, value: Operand) -> None:
        """Stores an owned value of the place's own machine type; the old one is released."""
        place = self.places[register]
        if isinstance(place, Static) or not place.parts:
            return
        bit_ = 1 << register.index
        is_dead = not self.after & bit_
        if is_dead and register not in self.told:
            if place.is_counted_word:
                self.build.do("xdec" if place.is_nullable else "dec", value)
            return
        old = None
        if place.is_counted_word and place.is_owned and self.dying & bit_:
            old = self.build.read(place.parts[0])
            self.dying &= ~bit_
        self.build.assign(place.parts[0], value)
        if old is not None:
            self.build.do("xdec" if place.is_nullable else "dec", old)
        if is_dead:
            self.set_dead.append(register)
            self.release(self.counted(1 << register.index))

    def give_word(
        self, register: flow.Register | None, value: Operand, made: t.Type = t.OBJECT
    ) -> None:
        """The step's result is the owned word `value`; unboxed, or guarded, as the type asks.
        `made`: what the word is known to be."""
        if register is None:
            self.build.do("dec", value)
            return
        place = self.places[register]
        assert self.step is not None
        if isinstance(place, Static):
            self.build.do("dec", value)
            return
        if not self.after & (1 << register.index):
            self.build.do("xdec" if place.is_nullable else "dec", value)
            return
        if mixed.is_mixed_place(place):
            mixed.give_word(self, register, value)
            return
        if not self.is_boxed:
            expected = self.typing.result(self.step, register)
            self.program.guards.guard(self, value, expected, register, made)
        self.give_known(register, value)

    def give_known(self, register: flow.Register, value: Operand) -> None:
        """As `give_word`, where the word is sure to be of the predicted type."""
        place = self.places[register]
        if isinstance(place, Static) or not self.after & (1 << register.index):
            self.build.do("dec", value)
            return
        match place.type:
            case MachineType.I64:
                self.set_place(register, self.build.op("untag", value))
            case MachineType.F64:
                at = i64(LAYOUTS["PycFloat"]["value"])
                number = self.build.op("load_f64", value, at)
                self.build.do("dec_object", value)
                self.set_place(register, number)
            case MachineType.BIT:
                self.set_place(register, self.build.op("weq", value, Symbol("pyc_true")))
            case _:
                self.set_place(register, value)

    def give_i64(self, register: flow.Register | None, value: Operand) -> None:
        if register is None:
            return
        place = self.places[register]
        if isinstance(place, Static):
            return
        if mixed.is_mixed_place(place):
            if self.after & (1 << register.index):
                mixed.give_i64(self, register, value)
        elif place.type is I64:
            self.set_place(register, value)
        elif self.after & (1 << register.index):
            self.set_place(register, self.box_i64(value))

    def give_f64(self, register: flow.Register | None, value: Operand) -> None:
        if register is None:
            return
        place = self.places[register]
        if isinstance(place, Static):
            return
        if mixed.is_mixed_place(place):
            mixed.give(self, register, value, bit(False))
        elif place.type is F64:
            self.set_place(register, value)
        elif self.after & (1 << register.index):
            self.set_place(register, self.build.call("pyc_float_box", (value,), WORD))

    def give_bit(self, register: flow.Register | None, value: Operand) -> None:
        if register is None:
            return
        place = self.places[register]
        if isinstance(place, Static):
            return
        self.set_place(register, value if place.type is BIT else self.box_bit(value))

    def give_static(
        self, register: flow.Register | None, value: Operand, made: t.Type = t.OBJECT
    ) -> None:
        """An immortal word (None, a class, a constant): no count is needed."""
        if register is not None and not isinstance(self.places[register], Static):
            if self.after & (1 << register.index):
                self.give_word(register, value, made)

    # ---- calls of the runtime

    def call_word(self, symbol: str, *args: Operand) -> Temp:
        """An owned word; an exception goes to `fail`."""
        result = self.build.call(symbol, args, WORD)
        self.settle()
        self.check_null(result)
        return result

    def call_int(self, symbol: str, *args: Operand) -> Temp:
        """A C int that is negative for an exception; the result is a truth value."""
        result = self.build.call(symbol, args, CINT)
        self.settle()
        fine = self.build.new_block()
        self.build.branch(self.build.op("cint_negative", result), self.fail(), fine, likely=False)
        self.build.start(fine)
        return self.build.op("cint_true", result)

    def check_null(self, result: Operand) -> None:
        fine = self.build.new_block()
        self.build.branch(self.build.op("is_null", result), self.fail(), fine, likely=False)
        self.build.start(fine)

    def word_array(self, words: list[Operand]) -> Operand:
        """The words in stack memory; NULL for none."""
        if not words:
            return NULL
        array = self.build.op("stack_words", i64(len(words)))
        for index, value in enumerate(words):
            self.build.do("store_word", array, i64(8 * index), value)
        return array

    # ---- edges

    def fail(self) -> Block:
        """Where an exception of the current step goes: the traceback entry, the releases, then
        the handler or out of the function."""
        if self._fail is None:
            self._fail = self._fail_block(self.before, with_trace=True)
        return self._fail

    def _fail_block(self, live: int, with_trace: bool) -> Block:
        here = self.build.block
        block = self.build.new_block(is_cold=True)
        self.build.start(block)
        if with_trace:
            self.trace()
        self.build.jump(self.cleanup(live))
        self.build.start(here)
        return block

    def trace(self) -> None:
        assert self.step is not None
        span = getattr(self.step, "span", None)
        if span is None:
            return
        anchor = getattr(self.step, "anchor", None)
        self.trace_at(span, anchor, getattr(self.step, "frame", None))

    def trace_at(
        self, span: Span, anchor: flow.Anchor | None = None, frame: flow.InlineFrame | None = None
    ) -> None:
        """The pending exception passes through this place."""
        owner = self.flow.symbol
        sites = self.constants.sites(owner, self.flow.module, self.flow.name, span, anchor, frame)
        for site in sites:
            self.build.call_void("pyc_trace", (Symbol(site),), is_cold=True)

    def cleanup(self, live: int) -> Block:
        """Releases what is live and not needed by the handler, then goes to it."""
        assert self.point is not None
        handler = self.point.block.handler
        needed = self.live.into[handler] if handler is not None else 0
        taken = live & self.live.leaving if handler is None else 0
        return self._released(handler, self.counted(live & ~needed & ~taken), taken)

    def _released(self, handler: flow.Block | None, gone: int, taken: int) -> Block:
        """One release, then the way with the others, which other steps share."""
        key = (handler, gone, taken)
        if key not in self._cleanups:
            here = self.build.block
            block = self.build.new_block(is_cold=True)
            self._cleanups[key] = block
            self.build.start(block)
            first = gone & -gone
            self.release(first)
            if gone != first:
                self.build.jump(self._released(handler, gone & ~first, taken))
            else:
                self._keep_in_traceback(taken)
                if handler is not None:
                    self.build.jump(self.blocks[handler])
                else:
                    self.return_exception()
            self.build.start(here)
        return self._cleanups[key]

    def _keep_in_traceback(self, bits: int) -> None:
        """CPython's traceback holds the frame, and so its variables."""
        words = []
        for register in self.registers(bits):
            place = self.places[register]
            if isinstance(place, Place) and place.is_counted_word:
                words.append(self.moved(register))
            else:
                self.release(self.counted(1 << register.index))
        if words:
            array = self.word_array(words)
            self.build.call_void("pyc_trace_keep", (array, i64(len(words))), is_cold=True)

    def counted(self, bits: int) -> int:
        result = 0
        for register in self.registers(bits):
            place = self.places[register]
            if isinstance(place, Place) and place.is_owned and place.counted_parts():
                result |= 1 << register.index
        return result

    def release(self, bits: int) -> None:
        for register in self.registers(bits):
            place = self.places[register]
            if isinstance(place, Static) or not place.is_owned:
                continue
            # The parts of an unboxed pair may be small ints, though no pair is one.
            whole = place.aggregate is None
            known = whole and is_never_small(self.typing.register(register))
            for part in place.counted_parts():
                if place.is_nullable:
                    self.build.do("xdec", part)
                else:
                    self.build.do("dec_object" if known else "dec", part)
            observed.forget(self, register)

    def leave_frame(self) -> None:
        """The function's frame no longer counts towards the recursion limit."""
        if self.depth_before is not None:
            at = i64(LAYOUTS["PycState"]["depth"])
            self.build.do(
                "store_i64", Symbol("pyc_state"), at, self.depth_before, alias="state"
            )

    def return_exception(self) -> None:
        observed.release_slots(self)
        self.leave_frame()
        if self.target.results == (WORD,):
            self.build.ret(NULL)
        else:
            self.build.ret(self.zero(self.target.results[0]), i64(STATUS_EXCEPTION))

    def zero(self, type_: MachineType) -> Operand:
        return {WORD: NULL, I64: i64(0), F64: f64(0.0), BIT: bit(False)}[type_]

    def edge(self, before: int, target: flow.Block) -> Block:
        """The way to `target`, releasing what it does not need."""
        gone = self.counted(before & ~self.live.into[target])
        if not gone:
            return self.blocks[target]
        here = self.build.block
        block = self.build.new_block()
        self.build.start(block)
        self.release(gone)
        self.build.jump(self.blocks[target])
        self.build.start(here)
        return block

    def enter_body(self, terminator: flow.Next, before: int) -> None:
        """The loop got an element: from here on its register is what a step would write."""
        self.after = self.live.into[terminator.body]
        self.dying = before & mask((terminator.dest,))

    def leave_to_body(self, terminator: flow.Next, before: int) -> None:
        gone = before & ~self.live.into[terminator.body] & ~mask((terminator.dest,))
        self.release(self.counted(gone | self.dying))
        observed.lose(self, (terminator.dest,))
        self.build.jump(self.blocks[terminator.body])

    # ---- bailing out into the boxed variant

    def bail(self) -> Block:
        """Where a guard of the current step goes, before the step did anything."""
        if self._bail is None:
            assert self.point is not None
            self._bail = bailing.bail_block(self, self.point, self.before)
        return self._bail

    def bail_after(self, register: flow.Register, value: Operand) -> Block:
        """Where a guard on the step's result goes: the step is done, its result is the owned
        `value`, and so are `not_given`. The registers that die here are released first."""
        point, live = self.next_point()
        known = ((register, value), *self.not_given)
        dying = self.dying & ~mask(tuple(each for each, _ in known))
        return bailing.bail_block(self, point, live, known, dying)

    def next_point(self) -> tuple[Point, int]:
        assert self.point is not None
        if isinstance(self.step, flow.Next):
            body = self.step.body
            return Point(body, 0), self.live.into[body]
        return Point(self.point.block, self.point.index + 1), self.after

    def moved(self, register: flow.Register) -> Operand:
        """The register's value as an owned word (0 where it is unbound)."""
        place = self.places[register]
        if isinstance(place, Static):
            return self.static_word(place)
        if place.is_counted_word and not place.is_owned:
            kept = self.build.read(place.parts[0])
            self.build.do("inc", kept)
            return kept
        value, _ = self.boxed(place)
        return value

    def load_live(self, array: Operand, live: int) -> None:
        """Takes over the values that `moved` put into an array, and the slots behind them."""
        movable = self.program.movable(self.flow, live)
        for index, register in enumerate(self.registers(movable)):
            value = self.build.op("load_word", array, i64(8 * index))
            place = self.places[register]
            assert isinstance(place, Place)
            self.build.assign(place.parts[0], value)

    def return_word(self, result: Operand) -> None:
        """Returns the owned word (0: exception) in the variant's own convention."""
        if self.target.results == (WORD,):
            self.build.ret(result)
            return
        if self._bail_return is None:
            variable = self.build.variable(WORD, "bailed")
            self._bail_return = (self.build.new_block(is_cold=True), variable)
            here = self.build.block
            self.build.start(self._bail_return[0])
            self._convert_return(variable)
            self.build.start(here)
        block, variable = self._bail_return
        self.build.assign(variable, result)
        self.build.jump(block)

    def _convert_return(self, variable: Variable) -> None:
        build = self.build
        value = build.read(variable)
        type_ = self.target.results[0]
        failed, fine = build.new_block(is_cold=True), build.new_block(is_cold=True)
        fits, other = build.new_block(is_cold=True), build.new_block(is_cold=True)
        build.branch(build.op("is_null", value), failed, fine)
        build.start(failed)
        build.ret(self.zero(type_), i64(STATUS_EXCEPTION))
        build.start(fine)
        build.branch(self.program.guards.fits(self, value, type_), fits, other)
        build.start(fits)
        plain: Operand
        if type_ is I64:
            plain = build.op("untag", value)
        elif type_ is F64:
            plain = build.op("load_f64", value, i64(LAYOUTS["PycFloat"]["value"]))
            build.do("dec", value)
        else:
            plain = build.op("weq", value, Symbol("pyc_true"))
        build.ret(plain, i64(0))
        build.start(other)
        raw: Operand = build.op("wtoi", value)
        if type_ is F64:
            raw = build.op("bits_f64", raw)
        if type_ is BIT:  # a bit cannot carry a word: leave it where the caller looks
            build.do("store_word", Symbol("pyc_bailed_result"), i64(0), value)
            raw = self.zero(BIT)
        build.ret(raw, i64(STATUS_WORD))

    # ---- steps

    def enter_step(self, step: Step, point: Point, before: int, after: int) -> None:
        self.step = step
        self.point = point
        self.before = before
        self.after = after
        self.dying = before & ~after
        if isinstance(step, flow.Instruction):
            self.dying |= before & mask(step.dests)
        self._fail = None
        self._bail = None
        self.set_dead = []
        span = getattr(step, "span", None)
        if isinstance(span, Span):
            self.build.span = span

    def leave_step(self) -> None:
        self.release(self.dying)
        self.dying = 0
        if isinstance(self.step, flow.Instruction):
            observed.lose(self, self.step.dests)


def before_step(live: Liveness, block: flow.Block, index: int, after: int) -> int:
    return live.before(block.instructions[index], after) | live.caught(block)

