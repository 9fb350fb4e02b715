"""One variant of one function: its entry, its blocks, its terminators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyc.compiler.flow import nodes as flow
from pyc.compiler.flow import ops
from pyc.compiler.flow.liveness import Liveness, mask, maybe_unbound
from pyc.compiler.ir.builder import NULL, i64
from pyc.compiler.ir.ir_nodes import Block, IrFunction, Operand, Symbol, Temp
from pyc.compiler.ir.machine_types import F64, I64, LAYOUTS, WORD
from pyc.compiler.lowering import generic, heat, loops, numbers, observed, specialized
from pyc.compiler.lowering.context import (
    Lowering,
    Point,
    Typing,
    before_step,
)
from pyc.compiler.lowering.conventions import STATUS_EXCEPTION, machine_type, result_types
from pyc.compiler.lowering.entry import enter_guessed
from pyc.compiler.lowering.places import Place, Static
from pyc.compiler.source import Span
from pyc.compiler.types import python_types as t

if TYPE_CHECKING:
    from pyc.compiler.lowering.program import ProgramLowering


class BoxedTyping:
    """Nothing is known."""

    returns: t.Type = t.OBJECT

    def register(self, register: flow.Register) -> t.Type:
        return t.OBJECT

    def argument(self, step: object, register: flow.Register) -> t.Type:
        return t.OBJECT

    def result(self, step: object, register: flow.Register) -> t.Type:
        return t.OBJECT

    def is_reached(self, block: flow.Block) -> bool:
        return True


def lower_boxed(program: ProgramLowering, function: flow.FlowFunction, symbol: str) -> IrFunction:
    """point, live, self -> word, with an entry for each resume point asked for so far."""
    point, live, self_ = Temp(0, I64), Temp(1, WORD), Temp(2, WORD)
    target = IrFunction(
        symbol,
        (point, live, self_),
        (WORD,),
        "cold",
        function.qualname,
        function.span,
        function.source.path,
        function.module,
        n_temps=3,
    )
    low = Lowering(program, function, BoxedTyping(), program.liveness(function), target, True)
    low.self_word = self_
    entry = low.build.block
    make_places(low, frozenset())
    _initialize_nullable(low)
    observed.make_slots(low)
    if program.describes:
        observed.describe_places(low)
    guess = program.typed.entries.get(function)
    if guess is not None and not program.boxed_only:
        enter_guessed(low, point, live, program.typed.instances[guess])
    if function.kind == "function" and not function.is_generator:
        _enter_boxed(low, point)
    dispatch = low.build.block
    start = low.build.new_block()
    low.build.start(start)
    _boxed_parameters(low, live)
    bodies(low, program.points(function))
    low.build.jump(low.blocks[function.entry])
    resumes = _resume_entries(low, live)
    low.build.start(dispatch)
    if resumes:
        if low.slots:
            resumed = low.build.new_block(is_cold=True)
            low.build.branch(low.build.op("ieq", point, i64(0)), start, resumed)
            low.build.start(resumed)
            observed.load_slots(low, live)
        low.build.switch(point, resumes, start)
    else:
        low.build.jump(start)
    lower_blocks(low)
    assert entry is target.blocks[0]
    return target


def _enter_boxed(low: Lowering, point: Operand) -> None:
    """Counts the frame, at point 0 only: a variant that bailed out has counted it already."""
    count_frame(low, low.build.op("btoi", low.build.op("ieq", point, i64(0))))


def count_frame(low: Lowering, amount: Operand) -> None:
    """One more frame; too many: RecursionError."""
    build = low.build
    layout = LAYOUTS["PycState"]
    state = Symbol("pyc_state")
    depth = build.op("load_i64", state, i64(layout["depth"]), alias="state")
    limit = build.op("load_i64", state, i64(layout["depth_limit"]), alias="state")
    too_deep, fine = build.new_block(is_cold=True), build.new_block()
    deeper = build.op("iadd", depth, amount)
    build.branch(build.op("igt", deeper, limit), too_deep, fine, likely=False)
    build.start(too_deep)
    build.call_void("pyc_raise_recursion", (), is_cold=True)
    if low.target.results == (WORD,):
        build.ret(NULL)
    else:
        build.ret(low.zero(low.target.results[0]), i64(STATUS_EXCEPTION))
    build.start(fine)
    build.do("store_i64", state, i64(layout["depth"]), deeper, alias="state")
    low.depth_before = depth


def lower_specialized(
    program: ProgramLowering,
    function: flow.FlowFunction,
    typing: Typing,
    symbol: str,
    parameter_types: tuple[t.Type, ...],
    counts_frames: bool,
    is_rare: bool,
) -> IrFunction:
    """is_rare: it runs so seldom that only its loops are worth full optimisation."""
    looped = heat.looping(function) if is_rare else frozenset(function.blocks)
    parameters = tuple(Temp(i, machine_type(each)) for i, each in enumerate(parameter_types))
    target = IrFunction(
        symbol,
        parameters,
        result_types(typing.returns),
        "hot" if looped else "cold",
        function.qualname,
        function.span,
        function.source.path,
        function.module,
        n_temps=len(parameters),
    )
    low = Lowering(program, function, typing, program.liveness(function), target, False)
    low.rare = frozenset(function.blocks) - looped
    low.build.is_cold = target.blocks[0].is_cold = is_rare
    written = program.definitions(function)
    borrowed = frozenset(each for each in function.parameter_registers if each not in written)
    make_places(low, borrowed)
    _initialize_nullable(low)
    observed.make_slots(low)
    if program.describes:
        observed.describe_places(low)
    observed.tell_parameters(low, parameters)
    if counts_frames:
        count_frame(low, i64(1))
    live = low.live.into[function.entry]
    for register, value in zip(function.parameter_registers, parameters, strict=True):
        place = low.places[register]
        assert isinstance(place, Place)
        if not live >> register.index & 1:
            continue
        given: Operand = value
        if place.type is WORD and value.type is not WORD:
            given = _boxed_parameter(low, value)
        elif place.is_counted_word and place.is_owned:
            low.build.do("inc", value)
        low.build.assign(place.parts[0], given)
    bodies(low, {})
    low.build.jump(low.blocks[function.entry])
    lower_blocks(low)
    return target


def _boxed_parameter(low: Lowering, value: Operand) -> Operand:
    if value.type is I64:
        return low.box_i64(value)
    if value.type is F64:
        return low.build.call("pyc_float_box", (value,), WORD)
    return low.box_bit(value)


# ---- places


def make_places(low: Lowering, borrowed: frozenset[flow.Register]) -> None:
    function = low.flow
    definitions = low.program.definitions(function)
    nullable = low.program.nullable(function)
    for register in function.registers:
        steps = definitions.get(register, [])
        is_nullable = bool(nullable >> register.index & 1)
        static = None if is_nullable else low.program.static_of(steps)
        if static is not None and register not in function.parameter_registers:
            low.places[register] = Static(static)
            continue
        type_ = low.typing.register(register)
        aggregate = None if is_nullable else loops.aggregate_of(low, register, type_)
        if aggregate is not None:
            parts = tuple(
                low.build.variable(part, register.name or "it") for part in aggregate.parts
            )
            machine = parts[0].type if parts else WORD
            low.places[register] = Place(machine, parts, aggregate=aggregate)
            continue
        machine = WORD if is_nullable else machine_type(type_)
        is_immortal = bool(steps) and all(step.op is ops.CONST for step in steps)
        low.places[register] = Place(
            machine,
            (low.build.variable(machine, register.name or "t"),),
            is_owned=register not in borrowed,
            is_nullable=is_nullable,
            is_narrow=machine is I64 and _is_narrow(type_),
            is_immortal=is_immortal and register not in function.parameter_registers,
        )


def _is_narrow(type_: t.Type) -> bool:
    return isinstance(type_, t.Int) and type_.low >= -(1 << 62) and type_.high < 1 << 62


def _initialize_nullable(low: Lowering) -> None:
    for place in low.places.values():
        if isinstance(place, Place) and place.is_nullable:
            low.build.assign(place.parts[0], NULL)


def nullable_registers(function: flow.FlowFunction, live: Liveness) -> int:
    """Registers that may be unbound where they are live, and those that BEGIN_CATCH writes."""
    unbound = maybe_unbound(function)
    result = 0
    for block in function.blocks:
        result |= unbound[block] & live.into[block]
        for step in block.instructions:
            if step.op in (ops.UNBIND, ops.BEGIN_CATCH):
                result |= mask(step.dests)
            if step.op is ops.CHECK_BOUND:
                result |= mask(step.args)
    return result


def _boxed_parameters(low: Lowering, live: Operand) -> None:
    into = low.live.into[low.flow.entry]
    for index, register in enumerate(low.flow.parameter_registers):
        place = low.places[register]
        assert isinstance(place, Place)
        value = low.build.op("load_word", live, i64(8 * index))
        is_live = bool(into >> register.index & 1)
        if low.flow.is_generator:
            if not is_live:
                low.build.do("dec", value)
        elif is_live:
            low.build.do("inc", value)
        if is_live or (register in low.told and not low.flow.is_generator):
            low.build.assign(place.parts[0], value)


# ---- blocks


def bodies(low: Lowering, points: dict[Point, int]) -> None:
    here = low.build.block
    for block in low.flow.blocks:
        low.build.is_cold = block in low.rare
        low.blocks[block] = low.build.new_block()
    low.resume_blocks = {point: low.build.new_block() for point in points}
    low.build.start(here)


def _resume_entries(low: Lowering, live: Operand) -> tuple[tuple[int, Block], ...]:
    rows = []
    for point, number in low.program.points(low.flow).items():
        entry = low.build.new_block(is_cold=True)
        low.build.start(entry)
        low.load_live(live, low.program.live_at(low.flow, point))
        low.build.jump(low.resume_blocks[point])
        rows.append((number, entry))
    for point, number in low.program.yield_points(low.flow).items():
        entry = low.build.new_block(is_cold=True)
        low.resume_blocks[point] = entry
        rows.append((number, entry))
    low.frame = live
    return tuple(rows)


def lower_blocks(low: Lowering) -> None:
    for block in low.flow.blocks:
        low.build.start(low.blocks[block])
        low.build.is_cold = block in low.rare
        if not low.typing.is_reached(block):
            low.enter_step(flow.Jump(block), Point(block, 0), low.live.into[block], 0)
            low.build.jump(low.bail())
            continue
        _lower_block(low, block)


def _lower_block(low: Lowering, block: flow.Block) -> None:
    after = low.live.after(block)
    for index, step in enumerate(block.instructions):
        point = Point(block, index)
        _resume_here(low, point)
        low.enter_step(step, point, before_step(low.live, block, index, after[index]), after[index])
        if not low.is_boxed and step.op is not ops.CLOSURE and low.program.is_forced():
            low.build.jump(low.bail())
            low.build.start(low.build.new_block())
        if low.is_boxed or not specialized.lower(low, step):
            if step.op is ops.YIELD:
                _yield(low, step)
            elif step.op is ops.YIELD_FROM:
                _yield_from(low, step)
            else:
                generic.lower(low, step)
        low.settle()
        low.leave_step()
    point = Point(block, len(block.instructions))
    _resume_here(low, point)
    _terminator(low, block, point)


def _resume_here(low: Lowering, point: Point) -> None:
    resumed = low.resume_blocks.get(point)
    if resumed is not None and point in low.program.points(low.flow) and low.is_boxed:
        low.build.jump(resumed)
        low.build.start(resumed)


def _terminator(low: Lowering, block: flow.Block, point: Point) -> None:
    terminator = block.terminator
    assert terminator is not None
    before = low.live.before_terminator(block)
    low.enter_step(terminator, point, before, low.live.out[block])
    match terminator:
        case flow.Jump(target):
            if target.index <= block.index:  # the turn of a loop belongs to the loop's line
                low.build.span = _first_span(target) or low.build.span
            if target.index <= block.index and (low.is_boxed or _loop_calls(low, target, block)):
                _poll(low, target)
            low.release(low.counted(before & ~low.live.into[target]))
            low.build.jump(low.blocks[target])
        case flow.Branch(condition, then, otherwise):
            head = min(then, otherwise, key=lambda each: each.index)
            if head.index <= block.index and (low.is_boxed or _loop_calls(low, head, block)):
                _poll(low, head)
            truth = numbers.truth(low, condition)
            low.build.branch(truth, low.edge(before, then), low.edge(before, otherwise))
        case flow.Next():
            if low.is_boxed or not loops.lower_next(low, terminator, before):
                _next(low, terminator, before)
        case flow.Return(value):
            _return(low, value)
        case flow.Raise() | flow.RaiseAssertion():
            _raise(low, terminator)
        case flow.Resume(previous):
            low.build.call_void("pyc_resume", (low.owned(previous),))
            low.build.jump(low.cleanup(before & ~mask((previous,))))


CALLS = frozenset({ops.CALL, ops.CALL_METHOD, ops.CALL_SUPER, ops.CALL_SPREAD})


def _loop_calls(low: Lowering, head: flow.Block, end: flow.Block) -> bool:
    """Whether the blocks of a loop (by their order) call anything: then a look at the interrupt
    flag costs next to nothing."""
    return any(
        step.op in CALLS
        for block in low.flow.blocks[head.index : end.index + 1]
        for step in block.instructions
    )


def _poll(low: Lowering, head: flow.Block) -> None:
    """Ctrl-C raises KeyboardInterrupt at the turn of a loop."""
    build = low.build
    at = i64(LAYOUTS["PycState"]["interrupted"])
    flag = build.op("load_i64", Symbol("pyc_state"), at, alias="state")
    stop, more = build.new_block(is_cold=True), build.new_block()
    build.branch(build.op("ine", flag, i64(0)), stop, more, likely=False)
    build.start(stop)
    build.call_void("pyc_raise_interrupt", (), is_cold=True)
    low.trace_at(_first_span(head) or low.flow.span)
    build.jump(low.cleanup(low.before))
    build.start(more)


def _first_span(block: flow.Block) -> Span | None:
    if block.instructions:
        return block.instructions[0].span
    return getattr(block.terminator, "span", None)


def _next(low: Lowering, terminator: flow.Next, before: int) -> None:
    build = low.build
    result = build.call("pyc_next", (low.borrowed(terminator.iterator),), WORD)
    low.settle()
    ended, got = build.new_block(), build.new_block()
    build.branch(build.op("is_null", result), ended, got, likely=False)
    build.start(ended)
    at = i64(LAYOUTS["PycState"]["exception"])
    pending = build.op("load_word", Symbol("pyc_state"), at, alias="state")
    done = low.edge(before, terminator.done)
    build.branch(build.op("is_null", pending), done, low.fail(), likely=True)
    build.start(got)
    low.enter_body(terminator, before)
    low.give_word(terminator.dest, result)
    low.leave_to_body(terminator, before)


def _return(low: Lowering, register: flow.Register) -> None:
    low.after = 0
    low.dying = low.before
    results = low.target.results
    if results == (WORD,):
        value = low.owned(register)
        low.release(low.counted(low.dying))
        observed.release_slots(low)
        if low.flow.is_generator:
            value = low.build.call("pyc_generator_return", (value,), WORD)
        low.leave_frame()
        low.build.ret(value)
        return
    plain = numbers.unboxed(low, register, results[0])
    kept = low.build.op(f"copy_{results[0].value}", plain)
    low.release(low.counted(low.dying))
    observed.release_slots(low)
    low.leave_frame()
    low.build.ret(kept, i64(0))


def _raise(low: Lowering, terminator: flow.Raise | flow.RaiseAssertion) -> None:
    build = low.build
    if isinstance(terminator, flow.RaiseAssertion):
        message = low.borrowed(terminator.message) if terminator.message is not None else NULL
        build.call_void("pyc_raise_assertion", (message,), is_cold=True)
    elif terminator.exception is not None:
        exception = low.borrowed(terminator.exception)
        cause = low.borrowed(terminator.cause) if terminator.cause is not None else NULL
        build.call_void("pyc_raise", (exception, cause), is_cold=True)
    else:
        handled = build.call("pyc_handled", (), WORD)
        again, nothing = build.new_block(), build.new_block(is_cold=True)
        build.branch(build.op("is_null", handled), nothing, again, likely=False)
        build.start(again)
        build.call_void("pyc_reraise", ())
        build.jump(low.cleanup(low.before))
        build.start(nothing)
        build.call_void("pyc_reraise", (), is_cold=True)
    low.settle()
    build.jump(low.fail())


# ---- generators


def _yield(low: Lowering, step: flow.Instruction) -> None:
    """Leaves with the value; what is live waits in the frame."""
    build = low.build
    value = low.owned(step.args[0])
    low.release(low.counted(low.dying))
    low.dying = 0
    _suspend(low, step, value)
    sent = build.call("pyc_generator_sent", (), WORD)
    low.before = low.after & ~mask(step.dests)
    low._fail = None
    low.check_null(sent)
    low.give_word(step.dest, sent)


def _suspend(low: Lowering, step: flow.Instruction, value: Operand) -> None:
    """Ends the block with a yield of `value`, and starts the one it is resumed in."""
    assert low.point is not None
    point = Point(low.point.block, low.point.index + 1)
    waiting = low.program.yield_live(low.flow, step)
    words = [low.moved(each) for each in low.registers(low.program.movable(low.flow, waiting))]
    for index, moved in enumerate(words):
        low.build.do("store_word", low.frame, i64(8 * index), moved)
    observed.store_slots(low, low.frame)
    number = low.program.yield_points(low.flow)[point]
    low.build.call_void("pyc_generator_suspend", (i64(number),))
    low.build.ret(value)
    low.build.start(low.resume_blocks[point])
    low.load_live(low.frame, waiting)


def _yield_from(low: Lowering, step: flow.Instruction) -> None:
    """Yields what the iterator gives until it ends; the iterator stays live meanwhile."""
    build = low.build
    iterator = step.args[0]
    start, again, given = build.new_block(), build.new_block(), build.new_block()
    sent_now = build.variable(WORD, "sent")
    build.assign(sent_now, Symbol("pyc_none"))
    build.jump(start)
    build.start(start)
    # Taken here, not above: a resumed generator comes in at the yield, in another call.
    result = build.op("stack_words", i64(2))
    args = (low.borrowed(iterator), sent_now, result, build.op("offset", result, i64(8)))
    value = build.call("pyc_yield_from_step", args, WORD)
    build.do("xdec", sent_now)
    ended = build.new_block()
    build.branch(build.op("is_null", value), ended, again)
    build.start(again)
    _suspend(low, step, value)
    build.assign(sent_now, build.call("pyc_generator_sent", (), WORD))
    build.jump(start)
    build.start(ended)
    done = build.op("load_i64", result, i64(8))
    build.branch(build.op("ine", done, i64(0)), given, low.fail(), likely=True)
    build.start(given)
    low.give_word(step.dest, build.op("load_word", result, i64(0)))
