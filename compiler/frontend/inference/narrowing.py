"""What a branch tells about the registers that its condition looked at."""

from __future__ import annotations

from pyc.compiler.flow import nodes as flow
from pyc.compiler.flow import ops
from pyc.compiler.frontend.inference.context import Context, Environment
from pyc.compiler.types import python_types as t
from pyc.compiler.types.relations import without

NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
SWAPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def assumed(
    context: Context, block: flow.Block, condition: flow.Register, env: Environment, holds: bool
) -> Environment | None:
    """Types where the condition holds (or does not); None: that cannot be."""
    result = dict(env)
    if not _assume(context, block, condition, result, holds, len(block.instructions)):
        return None
    return result


def _assume(
    context: Context,
    block: flow.Block,
    condition: flow.Register,
    env: Environment,
    holds: bool,
    before: int,
) -> bool:
    index = _definition(block, condition, before)
    if index is None:
        return _truthiness(env, condition, holds)
    step = block.instructions[index]
    match step.op:
        case ops.NOT if _is_fresh(block, step.args[0], index, before):
            return _assume(context, block, step.args[0], env, not holds, index)
        case ops.COPY if _is_fresh(block, step.args[0], index, before):
            return _assume(context, block, step.args[0], env, holds, index)
        case ops.IS:
            return _identity(block, step, index, before, env, holds != step.data)
        case ops.COMPARE:
            return _comparison(block, step, index, before, env, holds)
        case ops.CALL:
            _isinstance(context, block, step, index, before, env, holds)
    return _truthiness(env, condition, holds)


def _definition(block: flow.Block, register: flow.Register, before: int) -> int | None:
    for index in range(before - 1, -1, -1):
        if register in block.instructions[index].dests:
            return index
    return None


def _is_fresh(block: flow.Block, register: flow.Register, since: int, until: int) -> bool:
    """The register was not written between the test and the branch."""
    return all(register not in step.dests for step in block.instructions[since:until])


def _truthiness(env: Environment, register: flow.Register, holds: bool) -> bool:
    type_ = env.get(register, t.OBJECT)
    if holds:
        env[register] = without(type_, lambda each: each == t.NONE)
        if env[register] == t.NEVER:
            return type_ == t.NEVER
    elif isinstance(type_, t.Int) and type_.low > 0:
        return False
    elif isinstance(type_, t.Int):
        env[register] = t.Int(0, 0) if type_.low <= 0 <= type_.high else t.NEVER
    return True


def _identity(
    block: flow.Block, step: flow.Instruction, index: int, before: int, env: Environment, same: bool
) -> bool:
    left, right = step.args
    if env.get(left) == t.NONE:
        left, right = right, left
    if env.get(right) != t.NONE or not _is_fresh(block, left, index, before):
        return True
    type_ = env.get(left, t.OBJECT)
    if same:
        if isinstance(type_, t.ObjectType):
            env[left] = t.NONE
            return True
        narrowed = without(type_, lambda each: each != t.NONE)
    else:
        narrowed = without(type_, lambda each: each == t.NONE)
    if narrowed == t.NEVER:
        return type_ == t.NEVER
    env[left] = narrowed
    return True


def _comparison(
    block: flow.Block,
    step: flow.Instruction,
    index: int,
    before: int,
    env: Environment,
    holds: bool,
) -> bool:
    left, right = step.args
    a, b = env.get(left), env.get(right)
    if not isinstance(a, t.Int) or not isinstance(b, t.Int):
        return True
    text = step.data if holds else NEGATED[step.data]
    new_a, new_b = _bounded(a, text, b), _bounded(b, SWAPPED[text], a)
    if new_a is None or new_b is None:
        return False
    if _is_fresh(block, left, index, before):
        env[left] = new_a
    if _is_fresh(block, right, index, before):
        env[right] = new_b
    return True


def _bounded(a: t.Int, text: str, b: t.Int) -> t.Int | None:
    low, high = a.low, a.high
    match text:
        case "<":
            high = min(high, b.high - 1)
        case "<=":
            high = min(high, b.high)
        case ">":
            low = max(low, b.low + 1)
        case ">=":
            low = max(low, b.low)
        case "==":
            low, high = max(low, b.low), min(high, b.high)
        case "!=" if b.low == b.high:
            low += low == b.low
            high -= high == b.low
    return t.Int(low, high) if low <= high else None


def _isinstance(
    context: Context,
    block: flow.Block,
    step: flow.Instruction,
    index: int,
    before: int,
    env: Environment,
    holds: bool,
) -> None:
    if env.get(step.args[0]) != t.Builtin("isinstance") or len(step.args) != 3:
        return
    register = step.args[1]
    if not _is_fresh(block, register, index, before):
        return
    wanted = env.get(step.args[2])
    type_ = env.get(register, t.OBJECT)
    if isinstance(type_, t.Union):
        narrowed = without(type_, lambda each: _matches(context, each, wanted) is not holds)
        if narrowed != t.NEVER and _is_decisive(context, type_, wanted):
            env[register] = narrowed
    elif holds and isinstance(wanted, t.ClassObject):
        if isinstance(type_, t.ObjectType) or _is_below(context, wanted.symbol, type_):
            env[register] = t.Instance(wanted.symbol)


def _is_below(context: Context, symbol: str, type_: t.Type) -> bool:
    return isinstance(type_, t.Instance) and symbol in context.world.facts.family(type_.symbol)


def _is_decisive(context: Context, type_: t.Union, wanted: t.Type | None) -> bool:
    return all(_matches(context, each, wanted) is not None for each in type_.members)


def _matches(context: Context, member: t.Type, wanted: t.Type | None) -> bool | None:
    """Is every (True) or no (False) value of `member` an instance of `wanted`? None: unknown."""
    match wanted:
        case t.Builtin(name):
            match member:
                case t.Int():
                    return name in ("int", "object")
                case t.Simple("bool"):
                    return name in ("bool", "int", "object")
                case t.Simple(own) | t.Allocated(own) | t.Container(own):
                    return name in (own, "object")
                case t.TupleType():
                    return name in ("tuple", "object")
                case t.Instance():
                    return name == "object"
        case t.ClassObject(symbol):
            if not isinstance(member, t.Instance):
                return False if not isinstance(member, t.ObjectType) else None
            if member.symbol in context.world.facts.family(symbol):
                return True
            return None if symbol in context.world.facts.family(member.symbol) else False
    return None
