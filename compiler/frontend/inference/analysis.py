"""One function instance: types of its registers, block by block, until nothing changes."""

from __future__ import annotations

from pyc.compiler.flow import nodes as flow
from pyc.compiler.flow import ops
from pyc.compiler.flow.nodes import terminator_reads
from pyc.compiler.frontend.inference import expressions, narrowing
from pyc.compiler.frontend.inference.context import Context, Environment
from pyc.compiler.frontend.inference.world import Instance, World
from pyc.compiler.ir.machine_types import I64_MAX, I64_MIN
from pyc.compiler.types import python_types as t

WIDEN_AFTER = 3  # visits of a block before intervals are widened
THRESHOLDS_LOW = (0, -(1 << 31), -(1 << 62), I64_MIN)
THRESHOLDS_HIGH = ((1 << 31) - 1, (1 << 62) - 1, I64_MAX)


def analyse(world: World, instance: Instance) -> None:
    """Runs the instance once with what the world knows now; records what it found."""
    function = instance.function
    start: Environment = dict(
        zip(function.parameter_registers, instance.parameters, strict=True)
    )
    into: dict[flow.Block, Environment] = {function.entry: start}
    visits: dict[flow.Block, int] = {}
    context = Context(world, instance)
    work = [function.entry]
    while work:
        block = min(work, key=lambda each: each.index)
        work.remove(block)
        visits[block] = visits.get(block, 0) + 1
        for successor, state in _flow_through(context, block, dict(into[block])):
            old = into.get(successor)
            if old is None:
                into[successor] = state
                work.append(successor)
            elif _merged(context, old, state, visits.get(successor, 0) >= WIDEN_AFTER):
                if successor not in work:
                    work.append(successor)
    _record(context, into)


def _flow_through(
    context: Context, block: flow.Block, env: Environment
) -> list[tuple[flow.Block, Environment]]:
    """Types behind the block, for each successor that can be reached."""
    caught: Environment | None = None
    if block.handler is not None and block.may_raise():
        caught = dict(env)
    leaving: list[tuple[flow.Block, Environment]] = []
    for step in block.instructions:
        expressions.transfer(context, step, env)
        if caught is not None:
            for dest in step.dests:
                old = caught.get(dest, t.NEVER)
                caught[dest] = context.world.join(old, env[dest])
        if _never_returns(step, env):
            if caught is not None:
                assert block.handler is not None
                leaving.append((block.handler, caught))
            return leaving
    leaving += _terminator(context, block, env)
    if caught is not None:
        assert block.handler is not None
        leaving.append((block.handler, caught))
    return leaving


def _never_returns(step: flow.Instruction, env: Environment) -> bool:
    """A call whose result never comes: so far every path through the callee raises, or the
    callee has not been analysed yet."""
    calls = (ops.CALL, ops.CALL_METHOD, ops.CALL_SUPER)
    return step.op in calls and step.dest is not None and env.get(step.dest) == t.NEVER


def _terminator(
    context: Context, block: flow.Block, env: Environment
) -> list[tuple[flow.Block, Environment]]:
    match block.terminator:
        case flow.Jump(target):
            return [(target, env)]
        case flow.Branch(condition, then, otherwise):
            taken = narrowing.assumed(context, block, condition, env, True)
            skipped = narrowing.assumed(context, block, condition, env, False)
            result = []
            if taken is not None:
                result.append((then, taken))
            if skipped is not None:
                result.append((otherwise, skipped))
            return result
        case flow.Next() as head:
            element = expressions.next_element(context, env.get(head.iterator, t.OBJECT))
            done = (head.done, dict(env))
            if element == t.NEVER:
                return [done]
            inside = dict(env)
            inside[head.dest] = element
            return [(head.body, inside), done]
        case flow.Return(value):
            context.world.grow_return(context.instance, env.get(value, t.OBJECT))
            return []
        case _:
            return []


def _merged(context: Context, old: Environment, new: Environment, widen: bool) -> bool:
    """Joins `new` into `old`; True if anything grew. A register missing on one side is unbound
    there and keeps its type."""
    changed = False
    for register, type_ in new.items():
        before = old.get(register)
        if before is None:
            old[register] = type_
            changed = True
            continue
        if before is type_ or before == type_:
            continue
        grown = context.world.join(before, type_)
        if grown != before:
            if widen and isinstance(grown, t.Int) and isinstance(before, t.Int):
                grown = _widened(before, grown)
            old[register] = grown
            changed = True
    return changed


def _widened(before: t.Int, grown: t.Int) -> t.Int:
    low = grown.low
    if low < before.low:
        low = next(each for each in THRESHOLDS_LOW if each <= low)
    high = grown.high
    if high > before.high:
        high = next(each for each in THRESHOLDS_HIGH if each >= high)
    return t.Int(low, high)


def _record(context: Context, into: dict[flow.Block, Environment]) -> None:
    """Once more through every block with the final types, writing them down."""
    instance = context.instance
    instance.reached = set(into)
    instance.registers = {}
    instance.arguments = {}
    instance.results = {}
    instance.callees = {}
    context.is_recording = True
    note = instance.registers
    join = context.world.join
    for register, type_ in zip(
        instance.function.parameter_registers, instance.parameters, strict=True
    ):
        note[register] = type_
    for block, start in into.items():
        env = dict(start)
        stopped = False
        for step in block.instructions:
            for register in step.args:
                instance.arguments[step, register] = env.get(register, t.NEVER)
            expressions.transfer(context, step, env)
            for dest in step.dests:
                instance.results[step, dest] = env[dest]
                note[dest] = join(note.get(dest, t.NEVER), env[dest])
            if _never_returns(step, env):
                stopped = True
                break
        terminator = block.terminator
        if stopped:
            continue
        for register in terminator_reads(terminator):
            instance.arguments[terminator, register] = env.get(register, t.NEVER)
        if isinstance(terminator, flow.Next):
            element = expressions.next_element(context, env.get(terminator.iterator, t.OBJECT))
            instance.results[terminator, terminator.dest] = element
            note[terminator.dest] = join(note.get(terminator.dest, t.NEVER), element)
    context.is_recording = False
