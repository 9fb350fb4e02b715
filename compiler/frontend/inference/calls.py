"""Types of calls: functions of the program, of the library, classes, methods."""

from __future__ import annotations

from collections.abc import Callable

from pyc.compiler import declarations
from pyc.compiler.flow import nodes as flow
from pyc.compiler.frontend.inference import classes
from pyc.compiler.frontend.inference.arithmetic import as_int
from pyc.compiler.frontend.inference.binding import bound_arguments
from pyc.compiler.frontend.inference.builtin_types import (
    element_of,
    function_result,
    method_result,
)
from pyc.compiler.frontend.inference.context import Context, Environment
from pyc.compiler.ir.machine_types import I64_MAX
from pyc.compiler.types import python_types as t
from pyc.compiler.types.relations import without


def call(context: Context, step: flow.Instruction, args: list[t.Type], env: Environment) -> t.Type:
    callee, *arguments = args
    shape: flow.CallShape = step.data
    match callee:
        case t.Never():
            return t.NEVER
        case t.FunctionObject(symbol):
            return function_call(context, step, symbol, arguments, shape)
        case t.ClassObject(symbol):
            return classes.construct(context, step, symbol, arguments, shape)
        case t.Builtin(name) if not shape.names:
            return _builtin(context, step, name, arguments)
        case t.Builtin(name):
            return _builtin_with_names(context, step, name, arguments[: shape.n_positional])
    return t.OBJECT


def function_call(
    context: Context,
    step: object,
    symbol: str,
    arguments: list[t.Type],
    shape: flow.CallShape,
) -> t.Type:
    """A call of a function of the program, by the variant for these arguments."""
    world = context.world
    function = world.facts.functions[symbol]
    bound = bound_arguments(context, function, arguments, shape)
    if bound is None or function.is_generator:
        return t.OBJECT
    instance = world.instance(function, bound)
    if instance is None:
        return t.OBJECT
    context.callee(step, instance)
    return context.read(instance.returns)


def call_method(
    context: Context, step: flow.Instruction, args: list[t.Type], env: Environment
) -> t.Type:
    receiver, *arguments = args
    name, shape = step.data
    return method_call(context, step, receiver, name, arguments, shape)


def method_call(
    context: Context,
    step: flow.Instruction,
    receiver: t.Type,
    name: str,
    arguments: list[t.Type],
    shape: flow.CallShape,
) -> t.Type:
    match receiver:
        case t.Never():
            return t.NEVER
        case t.Instance():
            return classes.method_call(context, step, receiver, name, arguments, shape)
        case t.ModuleObject(module):
            return _module_function(context, step, module, name, arguments, shape)
        case t.Union():
            narrowed = without(receiver, lambda each: each == t.NONE)
            if not isinstance(narrowed, t.Union):
                return method_call(context, step, narrowed, name, arguments, shape)
        case _ if not shape.names:
            result = method_result(context, step, receiver, name, arguments)
            if result is not None:
                return result
    return t.OBJECT


def _module_function(
    context: Context,
    step: flow.Instruction,
    module: str,
    name: str,
    arguments: list[t.Type],
    shape: flow.CallShape,
) -> t.Type:
    facts = context.world.facts
    if module in facts.modules:
        static = facts.statics.get((module, name))
        if isinstance(static, t.FunctionObject):
            return function_call(context, step, static.symbol, arguments, shape)
        if isinstance(static, t.ClassObject):
            return classes.construct(context, step, static.symbol, arguments, shape)
        return t.OBJECT
    declared = declarations.find(module, name)
    if declared is None or shape.names:
        return t.OBJECT
    return function_result(context, step, declared, arguments)


def _builtin(
    context: Context, step: flow.Instruction, name: str, arguments: list[t.Type]
) -> t.Type:
    if t.NEVER in arguments:
        return t.NEVER
    rule = RULES.get(name)
    if rule is not None:
        result = rule(context, step, arguments)
        if result is not None:
            return result
    module, _, member = name.rpartition(".")
    declared = declarations.find(module, member)
    if declared is not None:
        return function_result(context, step, declared, arguments)
    return t.OBJECT


def _builtin_with_names(
    context: Context, step: flow.Instruction, name: str, arguments: list[t.Type]
) -> t.Type:
    """Keywords (key=, reverse=, end=...) do not change these results."""
    if name == "print":
        return t.NONE
    if name == "sorted" and arguments:
        return context.site(step, "list", element_of(context, arguments[0]))
    if name in ("min", "max") and len(arguments) == 1:
        return element_of(context, arguments[0])
    return t.OBJECT


Rule = Callable[[Context, flow.Instruction, list[t.Type]], t.Type | None]


def _range(context: Context, step: flow.Instruction, args: list[t.Type]) -> t.Type | None:
    bounds = [as_int(each) for each in args]
    if not 1 <= len(bounds) <= 3 or None in bounds:
        return None
    start = bounds[0] if len(bounds) > 1 else t.Int(0, 0)
    stop = bounds[0] if len(bounds) == 1 else bounds[1]
    stride = bounds[2] if len(bounds) == 3 else t.Int(1, 1)
    assert start is not None and stop is not None and stride is not None
    if stride.low > 0:
        low, high = start.low, max(stop.high - 1, start.low)
    elif stride.high < 0:
        low, high = min(stop.low + 1, start.high), start.high
    else:
        low, high = min(start.low, stop.low + 1), max(start.high, stop.high - 1)
    return t.IteratorType("range", t.Int(low, max(low, high)), (start, stop, stride))


def _len(context: Context, step: flow.Instruction, args: list[t.Type]) -> t.Type | None:
    return t.Int(0, (1 << 60)) if len(args) == 1 else None


def _abs(context: Context, step: flow.Instruction, args: list[t.Type]) -> t.Type | None:
    if len(args) == 1 and args[0] == t.FLOAT:
        return t.FLOAT
    interval = as_int(args[0]) if len(args) == 1 else None
    if interval is None:
        return t.OBJECT
    low = 0 if interval.low <= 0 <= interval.high else min(abs(interval.low), abs(interval.high))
    return t.Int(low, min(max(abs(interval.low), abs(interval.high)), I64_MAX))


def _extreme(context: Context, step: flow.Instruction, args: list[t.Type]) -> t.Type | None:
    """min and max: of the arguments, or of one iterable."""
    if len(args) == 1:
        return element_of(context, args[0])
    result: t.Type = t.NEVER
    for each in args:
        result = context.world.join(result, each)
    return result


def _sum(context: Context, step: flow.Instruction, args: list[t.Type]) -> t.Type | None:
    if len(args) != 1:
        return t.OBJECT
    element = element_of(context, args[0])
    if as_int(element) is not None or element == t.NEVER:
        return t.INT
    return t.Union(frozenset([t.INT, t.FLOAT])) if element == t.FLOAT else t.OBJECT


def _sorted(context: Context, step: flow.Instruction, args: list[t.Type]) -> t.Type | None:
    return context.site(step, "list", element_of(context, args[0])) if len(args) == 1 else None


def _list(context: Context, step: flow.Instruction, args: list[t.Type]) -> t.Type | None:
    element = element_of(context, args[0]) if args else t.NEVER
    return context.site(step, "list", element)


def _set(context: Context, step: flow.Instruction, args: list[t.Type]) -> t.Type | None:
    element = element_of(context, args[0]) if args else t.NEVER
    return context.site(step, "set", element)


def _dict(context: Context, step: flow.Instruction, args: list[t.Type]) -> t.Type | None:
    if not args:
        return context.site(step, "dict", t.NEVER, t.NEVER)
    if isinstance(args[0], t.Allocated) and args[0].name == "dict":
        keys, values = context.elements(args[0], 0), context.elements(args[0], 1)
        return context.site(step, "dict", keys, values)
    return context.site(step, "dict", t.OBJECT, t.OBJECT)


def _tuple(context: Context, step: flow.Instruction, args: list[t.Type]) -> t.Type | None:
    if not args:
        return t.TupleType(())
    return t.Container("tuple", (element_of(context, args[0]),))


def _number(type_: t.Type) -> Rule:
    return lambda context, step, args: type_


def _round(context: Context, step: flow.Instruction, args: list[t.Type]) -> t.Type | None:
    if len(args) == 1 and (args[0] == t.FLOAT or as_int(args[0]) is not None):
        return t.INT
    if len(args) == 2 and args[0] == t.FLOAT:
        return t.FLOAT
    return t.OBJECT


def _enumerate(context: Context, step: flow.Instruction, args: list[t.Type]) -> t.Type | None:
    from pyc.compiler.frontend.inference.expressions import iterator_over

    if len(args) != 1:
        return None
    inner = iterator_over(context, args[0])
    if not isinstance(inner, t.IteratorType):
        return t.OBJECT
    pair = t.TupleType((t.Int(0, 1 << 60), inner.element))
    return t.IteratorType("enumerate", pair, (inner,))


def _zip(context: Context, step: flow.Instruction, args: list[t.Type]) -> t.Type | None:
    from pyc.compiler.frontend.inference.expressions import iterator_over

    inner = [iterator_over(context, each) for each in args]
    if not inner or not all(isinstance(each, t.IteratorType) for each in inner):
        return t.OBJECT
    elements = tuple(each.element for each in inner if isinstance(each, t.IteratorType))
    return t.IteratorType("zip", t.TupleType(elements), tuple(inner))


def _reversed(context: Context, step: flow.Instruction, args: list[t.Type]) -> t.Type | None:
    return t.Container("iterable", (element_of(context, args[0]),)) if len(args) == 1 else None


RULES: dict[str, Rule] = {
    "range": _range, "len": _len, "abs": _abs, "min": _extreme, "max": _extreme, "sum": _sum,
    "sorted": _sorted, "list": _list, "set": _set, "dict": _dict, "tuple": _tuple,
    "round": _round, "enumerate": _enumerate, "zip": _zip, "reversed": _reversed,
    "int": _number(t.INT), "float": _number(t.FLOAT), "str": _number(t.STR),
    "bool": _number(t.BOOL), "ord": _number(t.Int(0, 0x10FFFF)), "chr": _number(t.STR),
    "print": _number(t.NONE), "repr": _number(t.STR), "input": _number(t.STR),
    "isinstance": _number(t.BOOL), "callable": _number(t.BOOL), "hash": _number(t.INT),
    "bin": _number(t.STR), "hex": _number(t.STR), "oct": _number(t.STR),
    "any": _number(t.BOOL), "all": _number(t.BOOL), "bytes": _number(t.BYTES),
    "bytearray": _number(t.Simple("bytearray")),
}  # fmt: skip
