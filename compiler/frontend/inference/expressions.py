"""The type of each step's result: `transfer(context, step, env)` writes it into the environment.

The rules follow Python's data model; what no rule covers is `object`.
"""

from __future__ import annotations

from collections.abc import Callable

from pyc.compiler.flow import nodes as flow
from pyc.compiler.flow import ops
from pyc.compiler.frontend.inference import calls, classes
from pyc.compiler.frontend.inference.arithmetic import as_int, is_number, number_result
from pyc.compiler.frontend.inference.builtin_types import element_of
from pyc.compiler.frontend.inference.context import Context, Environment
from pyc.compiler.ir.machine_types import I64_MAX, I64_MIN
from pyc.compiler.types import python_types as t
from pyc.compiler.types.builtin_names import BUILTIN_NAMES
from pyc.compiler.types.relations import depth_limited, without

DUNDER = {
    "+": "__add__", "-": "__sub__", "*": "__mul__", "/": "__truediv__", "//": "__floordiv__",
    "%": "__mod__", "**": "__pow__", "<<": "__lshift__", ">>": "__rshift__", "&": "__and__",
    "|": "__or__", "^": "__xor__", "@": "__matmul__",
}  # fmt: skip
COMPARE_DUNDER = {"<": "__lt__", "<=": "__le__", "==": "__eq__", "!=": "__ne__", ">": "__gt__",
                  ">=": "__ge__"}  # fmt: skip

FILE = t.Simple("TextIOWrapper")
Rule = Callable[[Context, flow.Instruction, list[t.Type], Environment], t.Type]


def transfer(context: Context, step: flow.Instruction, env: Environment) -> None:
    args = [env.get(each, t.OBJECT) for each in step.args]
    if step.op is ops.UNPACK:
        _unpack(context, step, args[0], env)
        return
    if step.op is ops.ENTER and args[0] == FILE:  # a file's __enter__ gives the file
        env[step.dests[0]], env[step.dests[1]] = t.OBJECT, FILE
        return
    rule = RULES.get(step.op)
    result = rule(context, step, args, env) if rule is not None else t.OBJECT
    for dest in step.dests:
        env[dest] = result


def constant_type(value: object) -> t.Type:
    match value:
        case None:
            return t.NONE
        case bool():
            return t.BOOL
        case int():
            return t.Int(value, value) if I64_MIN <= value <= I64_MAX else t.OBJECT
        case float():
            return t.FLOAT
        case str():
            return t.STR
        case bytes():
            return t.BYTES
        case tuple():
            return t.TupleType(tuple(map(constant_type, value)))
        case _:
            return t.OBJECT


def next_element(context: Context, iterator: t.Type) -> t.Type:
    if isinstance(iterator, t.IteratorType):
        return iterator.element
    return t.NEVER if iterator == t.NEVER else t.OBJECT


def _const(
    context: Context, step: flow.Instruction, args: list[t.Type], env: Environment
) -> t.Type:
    return constant_type(step.data)


def _copy(context: Context, step: flow.Instruction, args: list[t.Type], env: Environment) -> t.Type:
    return args[0]


def _binary(
    context: Context, step: flow.Instruction, args: list[t.Type], env: Environment
) -> t.Type:
    a, b = args
    if t.NEVER in (a, b):
        return t.NEVER
    if is_number(a) and is_number(b):
        return number_result(step.data, a, b)
    if step.op is ops.INPLACE and step.data == "+" and isinstance(a, t.Allocated):
        if a.name == "list":
            context.world.put(a, 0, element_of(context, b))
            return a
    return _sequence_operator(context, step, a, b) or _dunder_result(context, step, a, b)


def _sequence_operator(
    context: Context, step: flow.Instruction, a: t.Type, b: t.Type
) -> t.Type | None:
    text = step.data
    match a, b:
        case t.Simple("str"), t.Simple("str") if text == "+":
            return t.STR
        case t.Simple("str"), _ if text == "%":
            return t.STR
        case (t.Simple("str" | "bytes") as repeated, other) | (
            other, t.Simple("str" | "bytes") as repeated,
        ) if text == "*" and as_int(other) is not None:  # fmt: skip
            return repeated
        case t.Simple("bytes"), t.Simple("bytes") if text == "+":
            return t.BYTES
        case (t.Allocated("list") as items, other) | (
            other, t.Allocated("list") as items,
        ) if text == "*" and as_int(other) is not None:  # fmt: skip
            return context.site(step, "list", context.elements(items))
        case t.Allocated("list"), t.Allocated("list") if text == "+":
            joined = context.world.join(context.elements(a), context.elements(b))
            return context.site(step, "list", joined)
        case t.TupleType(items), t.TupleType(items2) if text == "+":
            return depth_limited(t.TupleType(items + items2), 3)
        case t.Allocated("set"), t.Allocated("set") if text in ("|", "&", "-", "^"):
            joined = context.world.join(context.elements(a), context.elements(b))
            return context.site(step, "set", joined)
    return None


def _dunder_result(context: Context, step: flow.Instruction, a: t.Type, b: t.Type) -> t.Type:
    if isinstance(a, t.Instance):
        name = DUNDER[step.data]
        if step.op is ops.INPLACE:
            in_place = "__i" + name[2:]
            if context.world.facts.find_method(a.symbol, in_place) is not None:
                name = in_place
        return classes.operator_call(context, step, a, name, [b])
    return t.OBJECT


def _unary(
    context: Context, step: flow.Instruction, args: list[t.Type], env: Environment
) -> t.Type:
    interval = as_int(args[0])
    if interval is None:
        if is_number(args[0]) and step.data != "~":
            return args[0]
        if isinstance(args[0], t.Instance):
            names = {"-": "__neg__", "+": "__pos__", "~": "__invert__"}
            return classes.operator_call(context, step, args[0], names[step.data], [])
        return t.NEVER if args[0] == t.NEVER else t.OBJECT
    match step.data:
        case "-":
            return t.Int(max(-interval.high, I64_MIN), min(-interval.low, I64_MAX))
        case "~":
            return t.Int(-interval.high - 1, -interval.low - 1)
        case _:
            return interval


def _truth(
    context: Context, step: flow.Instruction, args: list[t.Type], env: Environment
) -> t.Type:
    return t.BOOL


def _compare(
    context: Context, step: flow.Instruction, args: list[t.Type], env: Environment
) -> t.Type:
    a, b = args
    if t.NEVER in (a, b):
        return t.NEVER
    if isinstance(a, t.Instance):
        method = context.world.facts.find_method(a.symbol, COMPARE_DUNDER[step.data])
        if method is not None:
            return classes.operator_call(context, step, a, COMPARE_DUNDER[step.data], [b])
    plain = (t.Simple, t.Int, t.Allocated, t.TupleType, t.Container, t.Instance)
    if isinstance(a, plain) and isinstance(b, plain):
        return t.BOOL
    return t.OBJECT


def _get_item(
    context: Context, step: flow.Instruction, args: list[t.Type], env: Environment
) -> t.Type:
    owner, key = args
    if t.NEVER in (owner, key):
        return t.NEVER
    is_slice = key == t.Simple("slice")
    match owner:
        case t.Allocated("list") if is_slice:
            return context.site(step, "list", context.elements(owner))
        case t.Allocated("list"):
            return context.elements(owner)
        case t.Allocated("dict"):
            return context.elements(owner, 1)
        case t.Simple("str"):
            return t.STR
        case t.Simple("bytes" | "bytearray"):
            return owner if is_slice else t.Int(0, 255)
        case t.TupleType(items):
            if (
                isinstance(key, t.Int)
                and key.low == key.high
                and -len(items) <= key.low < len(items)
            ):
                return items[key.low]
            if is_slice:
                return t.OBJECT
            return element_of(context, owner)
        case t.Container("tuple", args_) if not is_slice:
            return args_[0] if args_ else t.OBJECT
        case t.Instance():
            return classes.operator_call(context, step, owner, "__getitem__", [key])
        case t.Union():
            narrowed = without(owner, lambda each: each == t.NONE)
            if not isinstance(narrowed, t.Union):
                return _get_item(context, step, [narrowed, key], env)
    return t.OBJECT


def _set_item(
    context: Context, step: flow.Instruction, args: list[t.Type], env: Environment
) -> t.Type:
    owner, key, value = args
    match owner:
        case t.Allocated("list"):
            if key == t.Simple("slice"):
                context.world.put(owner, 0, element_of(context, value))
            else:
                context.world.put(owner, 0, value)
        case t.Allocated("dict"):
            context.world.put(owner, 0, key)
            context.world.put(owner, 1, value)
        case t.Instance():
            classes.operator_call(context, step, owner, "__setitem__", [key, value])
    return t.NONE


def _list(context: Context, step: flow.Instruction, args: list[t.Type], env: Environment) -> t.Type:
    return context.site(step, "list", context_join(context, args))


def context_join(context: Context, types: list[t.Type]) -> t.Type:
    result: t.Type = t.NEVER
    for each in types:
        result = context.world.join(result, each)
    return result


def _set(context: Context, step: flow.Instruction, args: list[t.Type], env: Environment) -> t.Type:
    return context.site(step, "set", context_join(context, args))


def _dict(context: Context, step: flow.Instruction, args: list[t.Type], env: Environment) -> t.Type:
    keys, values = context_join(context, args[0::2]), context_join(context, args[1::2])
    return context.site(step, "dict", keys, values)


def _tuple(
    context: Context, step: flow.Instruction, args: list[t.Type], env: Environment
) -> t.Type:
    return depth_limited(t.TupleType(tuple(map(_kept, args))), 3)


def _kept(type_: t.Type) -> t.Type:
    """Inside a tuple an int is a word, an iterator an object."""
    return t.OBJECT if isinstance(type_, t.IteratorType) else type_


def _adding(index_of_value: int) -> Rule:
    def rule(
        context: Context, step: flow.Instruction, args: list[t.Type], env: Environment
    ) -> t.Type:
        context.world.put(args[0], 0, args[index_of_value])
        return t.NONE

    return rule


def _extend(
    context: Context, step: flow.Instruction, args: list[t.Type], env: Environment
) -> t.Type:
    context.world.put(args[0], 0, element_of(context, args[1]))
    return t.NONE


def _dict_set(
    context: Context, step: flow.Instruction, args: list[t.Type], env: Environment
) -> t.Type:
    context.world.put(args[0], 0, args[1])
    context.world.put(args[0], 1, args[2])
    return t.NONE


def _to_tuple(
    context: Context, step: flow.Instruction, args: list[t.Type], env: Environment
) -> t.Type:
    return t.Container("tuple", (t.OBJECT,))


def _text(context: Context, step: flow.Instruction, args: list[t.Type], env: Environment) -> t.Type:
    return t.STR


def _iter(context: Context, step: flow.Instruction, args: list[t.Type], env: Environment) -> t.Type:
    return iterator_over(context, args[0])


def iterator_over(context: Context, type_: t.Type) -> t.Type:
    """What iter(x) gives; kinds with an unboxed form are named."""
    match type_:
        case t.Never():
            return t.NEVER
        case t.IteratorType():
            return type_
        case t.Allocated("list"):
            return t.IteratorType("list", context.elements(type_), (type_,))
        case t.TupleType() | t.Container("tuple"):
            return t.IteratorType("tuple", element_of(context, type_), (type_,))
        case t.Simple("str"):
            return t.IteratorType("str", t.STR, (type_,))
        case t.Allocated() | t.Simple() | t.Container():
            return t.IteratorType("object", element_of(context, type_))
        case t.Instance(symbol):
            method = context.world.facts.find_method(symbol, "__iter__")
            if method is not None:
                result = classes.operator_call(context, None, type_, "__iter__", [])
                if isinstance(result, t.Instance):
                    element = classes.operator_call(context, None, result, "__next__", [])
                    return t.IteratorType("object", element)
    return t.IteratorType("object", t.OBJECT)


def _unpack(context: Context, step: flow.Instruction, source: t.Type, env: Environment) -> None:
    match source:
        case t.TupleType(items) if len(items) == len(step.dests):
            for dest, item in zip(step.dests, items, strict=True):
                env[dest] = item
        case t.Never():
            for dest in step.dests:
                env[dest] = t.NEVER
        case _:
            element = element_of(context, source)
            for dest in step.dests:
                env[dest] = element


def _load_global(
    context: Context, step: flow.Instruction, args: list[t.Type], env: Environment
) -> t.Type:
    facts = context.world.facts
    module = context.instance.function.module
    static = facts.statics.get((module, step.data))
    if static is not None:
        return static
    if step.data in facts.modules[module].globals:
        key = (module, step.data)
        known = context.read(context.world.global_(module, step.data))
        if key in facts.constants and known != t.NEVER:
            return constant_type(facts.constants[key])
        return known if known != t.NEVER or step.data not in BUILTIN_NAMES else t.OBJECT
    return t.Builtin(step.data) if step.data in BUILTIN_NAMES else t.OBJECT


def _store_global(
    context: Context, step: flow.Instruction, args: list[t.Type], env: Environment
) -> t.Type:
    fact = context.world.global_(context.instance.function.module, step.data)
    context.world.grow(fact, args[0])
    return t.NONE


def _load_cell(
    context: Context, step: flow.Instruction, args: list[t.Type], env: Environment
) -> t.Type:
    if step.data[0] == "__class__":
        owner = classes.enclosing_class(context)
        if owner is not None:
            return t.ClassObject(owner)
    return t.OBJECT


def _length(
    context: Context, step: flow.Instruction, args: list[t.Type], env: Environment
) -> t.Type:
    return t.Int(0, I64_MAX)


RULES: dict[ops.FlowOp, Rule] = {
    ops.CONST: _const, ops.COPY: _copy, ops.BINARY: _binary, ops.INPLACE: _binary,
    ops.UNARY: _unary, ops.NOT: _truth, ops.IS: _truth, ops.CONTAINS: _truth,
    ops.MATCH: _truth, ops.IS_PUBLIC: _truth, ops.IS_SEQUENCE: _truth, ops.IS_MAPPING: _truth,
    ops.EXIT_HANDLED: _truth, ops.COMPARE: _compare, ops.GET_ITEM: _get_item,
    ops.SET_ITEM: _set_item, ops.LIST: _list, ops.SET: _set, ops.DICT: _dict, ops.TUPLE: _tuple,
    ops.LIST_APPEND: _adding(1), ops.SET_ADD: _adding(1), ops.LIST_EXTEND: _extend,
    ops.SET_UPDATE: _extend, ops.DICT_SET: _dict_set, ops.LIST_TO_TUPLE: _to_tuple,
    ops.SPREAD: _to_tuple, ops.FORMAT: _text, ops.JOIN: _text, ops.ITER: _iter, ops.LENGTH: _length,
    ops.SLICE: lambda context, step, args, env: t.Simple("slice"),
    ops.LOAD_GLOBAL: _load_global, ops.STORE_GLOBAL: _store_global, ops.LOAD_CELL: _load_cell,
    ops.GET_ATTR: classes.get_attribute, ops.SET_ATTR: classes.set_attribute,
    ops.CALL: calls.call, ops.CALL_METHOD: calls.call_method, ops.CALL_SUPER: classes.call_super,
}  # fmt: skip

