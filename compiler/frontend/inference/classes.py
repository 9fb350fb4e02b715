"""Types of attributes, methods and instances of the program's own classes."""

from __future__ import annotations

import ast

from pyc.compiler import declarations
from pyc.compiler.flow import nodes as flow
from pyc.compiler.frontend.inference.binding import bound_arguments
from pyc.compiler.frontend.inference.context import Context, Environment
from pyc.compiler.frontend.inference.facts import ProgramFacts
from pyc.compiler.frontend.inference.world import Instance
from pyc.compiler.types import python_types as t
from pyc.compiler.types.relations import without


def get_attribute(
    context: Context, step: flow.Instruction, args: list[t.Type], env: Environment
) -> t.Type:
    return _attribute(context, args[0], step.data, step)


def _attribute(context: Context, owner: t.Type, name: str, step: object) -> t.Type:
    match owner:
        case t.Never():
            return t.NEVER
        case t.Instance(symbol):
            holder = context.world.facts.slot_owner(symbol, name)
            if holder is None:
                return t.OBJECT
            return context.read(context.world.field(holder, name))
        case t.ModuleObject(module):
            return _module_attribute(context, module, name, step)
        case t.Union():
            narrowed = without(owner, lambda each: each == t.NONE)
            if not isinstance(narrowed, t.Union):
                return _attribute(context, narrowed, name, step)
    return t.OBJECT


def _module_attribute(context: Context, module: str, name: str, step: object) -> t.Type:
    facts = context.world.facts
    if module in facts.modules:
        static = facts.statics.get((module, name))
        if static is not None:
            return static
        if name in facts.modules[module].globals:
            return context.read(context.world.global_(module, name))
        return t.OBJECT
    if (module, name) == ("sys", "argv"):
        return context.site(step, "list", t.STR)
    if module == "sys" and name in ("stdin", "stdout", "stderr"):
        return t.Simple("TextIOWrapper")
    owner = declarations.owner_of(module)
    if owner is None:
        return t.OBJECT
    if name in owner.members:
        return t.Builtin(f"{module}.{name}")
    match owner.constants.get(name):
        case ast.Constant(value=float()):
            return t.FLOAT
        case _:
            return t.OBJECT


def set_attribute(
    context: Context, step: flow.Instruction, args: list[t.Type], env: Environment
) -> t.Type:
    owner, value = args
    owner = without(owner, lambda each: each == t.NONE)
    if isinstance(owner, t.Instance):
        facts = context.world.facts
        holders = {facts.slot_owner(owner.symbol, step.data)}
        if holders == {None}:  # a class below may have the slot
            holders = {
                facts.slot_owner(each, step.data) for each in facts.family(owner.symbol)
            }
        for holder in holders:
            if holder is not None:
                context.world.grow(context.world.field(holder, step.data), value)
    elif isinstance(owner, t.ObjectType):
        for fact in context.world.fields_named(step.data):
            context.world.grow(fact, value)
    elif isinstance(owner, t.ModuleObject):
        context.world.grow(context.world.global_(owner.name, step.data), t.OBJECT)
    return t.NONE


def call_super(
    context: Context, step: flow.Instruction, args: list[t.Type], env: Environment
) -> t.Type:
    """super().name(...): with single inheritance the next class up has it, whatever self is."""
    owner, self_, *arguments = args
    name, shape = step.data
    facts = context.world.facts
    if not isinstance(owner, t.ClassObject) or not isinstance(self_, t.Instance):
        return t.OBJECT
    base = facts.base_of(owner.symbol)
    found = facts.find_method(base, name) if base is not None else None
    if found is None:
        return t.OBJECT
    shifted = flow.CallShape(shape.n_positional + 1, shape.names)
    called = _call(context, step, found[1], [self_, *arguments], shifted)
    if called is None:
        return t.OBJECT
    context.callee(step, called)
    return context.read(called.returns)


def enclosing_class(context: Context) -> str | None:
    """The class whose method this instance is."""
    return owner_of_method(context.world.facts, context.instance.function)


def owner_of_method(facts: ProgramFacts, function: flow.FlowFunction) -> str | None:
    for symbol, class_ in facts.classes.items():
        if any(each is function for each in class_.methods.values()):
            return symbol
    return None


def construct(
    context: Context,
    step: object,
    symbol: str,
    arguments: list[t.Type],
    shape: flow.CallShape,
) -> t.Type:
    """C(...): an instance, made by __init__ where there is one."""
    facts = context.world.facts
    found = facts.find_method(symbol, "__init__")
    made = t.Instance(symbol)
    if found is None:
        return made if not arguments else t.OBJECT
    shifted = flow.CallShape(shape.n_positional + 1, shape.names)
    called = _call(context, step, found[1], [made, *arguments], shifted)
    if called is None:
        return made
    context.callee(step, called)
    result = context.read(called.returns)
    return made if result != t.NEVER else t.NEVER


def _call(
    context: Context,
    step: object,
    function: flow.FlowFunction,
    arguments: list[t.Type],
    shape: flow.CallShape,
) -> Instance | None:
    bound = bound_arguments(context, function, arguments, shape)
    if bound is None or function.is_generator:
        return None
    return context.world.instance(function, bound)


def method_call(
    context: Context,
    step: object,
    receiver: t.Instance,
    name: str,
    arguments: list[t.Type],
    shape: flow.CallShape,
) -> t.Type:
    """Calls the method of every class that the receiver may be of; notes them for the lowering as
    a list of (class, variant)."""
    facts = context.world.facts
    if facts.slot_owner(receiver.symbol, name) is not None:
        return t.OBJECT
    targets: dict[str, Instance] = {}
    result: t.Type = t.NEVER
    shifted = flow.CallShape(shape.n_positional + 1, shape.names)
    for symbol in facts.family(receiver.symbol):
        found = facts.find_method(symbol, name)
        if found is None or facts.slot_owner(symbol, name) is not None:
            if symbol == receiver.symbol:
                return t.OBJECT
            continue
        definer, function = found
        self_type = t.Instance(symbol if definer != receiver.symbol else receiver.symbol)
        called = _call(context, step, function, [self_type, *arguments], shifted)
        if called is None:
            return t.OBJECT
        targets[symbol] = called
        result = context.world.join(result, context.read(called.returns))
    context.callee(step, targets)
    return result


def operator_call(
    context: Context, step: object, receiver: t.Type, name: str, arguments: list[t.Type]
) -> t.Type:
    """A dunder called by an operator; the lowering leaves these to the runtime for now."""
    if not isinstance(receiver, t.Instance):
        return t.OBJECT
    found = context.world.facts.find_method(receiver.symbol, name)
    if found is None:
        return t.OBJECT
    shape = flow.CallShape(1 + len(arguments))
    called = _call(context, step, found[1], [receiver, *arguments], shape)
    if called is None:
        return t.OBJECT
    return context.world.stored(context.read(called.returns))
