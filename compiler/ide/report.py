"""What became of each function: native, partly boxed, or boxed only; where and why.

Comes in: the typed program and its variants. Goes out: `FunctionReport`s in the order of the text.
A boxed step is a call of the runtime that works on words of any type, in the specialised variant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyc.compiler.flow import nodes as flow
from pyc.compiler.flow import ops
from pyc.compiler.frontend.inference.program import TypedInstance, TypedProgram
from pyc.compiler.ir import ir_nodes as ir
from pyc.compiler.source import SourceFile, Span
from pyc.compiler.types import python_types as t
from pyc.compiler.types.display import representation, shown

# Symbols of the runtime that dispatch on the types they meet, and what the step does.
GENERIC = {
    "pyc_call": "calls a value that is not known at compile time",
    "pyc_call_method": "looks the method up at run time",
    "pyc_call_spread": "passes arguments with * or **",
    "pyc_get_attribute_cached": "looks the attribute up at run time",
    "pyc_set_attribute_cached": "stores the attribute by name",
    "pyc_super_attribute": "looks the attribute up at run time",
    "pyc_binary": "computes with values of unknown type",
    "pyc_add": "computes with values of unknown type",
    "pyc_sub": "computes with values of unknown type",
    "pyc_mul": "computes with values of unknown type",
    "pyc_truediv": "computes with values of unknown type",
    "pyc_floordiv": "computes with values of unknown type",
    "pyc_mod": "computes with values of unknown type",
    "pyc_unary": "computes with values of unknown type",
    "pyc_compare": "compares values of unknown type",
    "pyc_truth": "tests the truth of a value of unknown type",
    "pyc_get_item": "indexes a value of unknown type",
    "pyc_set_item": "stores into a value of unknown type",
    "pyc_iterate": "iterates over a value of unknown type",
    "pyc_contains": "searches a value of unknown type",
}


@dataclass(frozen=True, slots=True)
class BoxedStep:
    span: Span
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Held:
    """A parameter, result or variable: its type and how it is held."""

    name: str
    type: str
    representation: str


@dataclass(frozen=True, slots=True)
class Variant:
    symbol: str
    parameters: tuple[Held, ...]
    returns: Held
    variables: tuple[Held, ...]
    tier: str
    boxed_steps: tuple[BoxedStep, ...]


@dataclass(frozen=True, slots=True)
class FunctionReport:
    """`verdict`: "native", "partly boxed", "boxed only", "unused". `n_resume_points`: places at
    which the boxed variant can take over. `source`: the text as it was analysed."""

    function: flow.FlowFunction
    source: SourceFile
    verdict: str
    reason: str
    variants: tuple[Variant, ...]
    n_resume_points: int


def function_reports(typed: TypedProgram, variants: ir.Variants) -> list[FunctionReport]:
    """Class bodies are left out: they run once."""
    by_function: dict[flow.FlowFunction, list[TypedInstance]] = {}
    for instance in typed.instances.values():
        by_function.setdefault(instance.function, []).append(instance)
    return [
        _report(function, flow_module.source, by_function.get(function, []), variants)
        for flow_module in typed.facts.modules.values()
        for function in flow_module.functions
        if function.kind != "class"
    ]


def _report(
    function: flow.FlowFunction,
    source: SourceFile,
    instances: list[TypedInstance],
    known: ir.Variants,
) -> FunctionReport:
    variants = tuple(
        _variant(each, known.specialized[each.symbol])
        for each in sorted(instances, key=lambda each: each.symbol)
        if each.symbol in known.specialized
    )
    points = known.boxed.get(function.symbol, 0)
    if variants:
        is_boxed = any(each.boxed_steps for each in variants)
        verdict = "partly boxed" if is_boxed else "native"
        return FunctionReport(function, source, verdict, "", variants, points)
    if function.symbol not in known.boxed:
        why = "nothing in the program calls it"
        return FunctionReport(function, source, "unused", why, (), 0)
    why = _why_boxed_only(function)
    return FunctionReport(function, source, "boxed only", why, (), points)


def _why_boxed_only(function: flow.FlowFunction) -> str:
    if function.is_generator:
        return "generators keep their variables over a yield"
    if function.free_names:
        names = ", ".join(f"`{name}`" for name in function.free_names)
        return f"it uses {names} of the function around it"
    if function.parameters.varargs or function.parameters.varkeywords:
        return "it takes *args or **kwargs"
    return "it is only called through values whose type is not known"


Makers = dict[flow.Register, flow.Instruction]


def _variant(instance: TypedInstance, code: ir.IrFunction) -> Variant:
    names = instance.function.parameters.names()
    parameters = tuple(
        _held(name, type_) for name, type_ in zip(names, instance.parameters, strict=False)
    )
    steps = tuple(_boxed_steps(instance, code))
    variables = tuple(_variables(instance))
    returns = _held("return", instance.returns)
    return Variant(instance.symbol, parameters, returns, variables, code.tier, steps)


def _held(name: str, type_: t.Type) -> Held:
    return Held(name, shown(type_), representation(type_))


def _variables(instance: TypedInstance) -> Iterator[Held]:
    """Local variables; one that holds different types at different times stands once a type."""
    parameters = set(instance.function.parameter_registers)
    seen = set()
    for register, type_ in instance.registers.items():
        if register.name is None or register in parameters or type_ == t.NEVER:
            continue
        held = _held(register.name, type_)
        if held not in seen:
            seen.add(held)
            yield held


def _boxed_steps(instance: TypedInstance, code: ir.IrFunction) -> Iterator[BoxedStep]:
    seen = set()
    makers = _makers(instance.function)
    steps = {
        step.span: step
        for block in instance.reached
        for step in block.instructions
        if step.op.raises
    }
    for block in code.blocks:
        for call in block.instructions:
            if not isinstance(call, ir.Call) or call.is_cold or call.span is None:
                continue
            if not isinstance(call.callee, ir.Symbol) or call.callee.name not in GENERIC:
                continue
            place = (call.span, call.callee.name)
            step = steps.get(call.span)
            if place not in seen and not _is_library_call(instance, step):
                seen.add(place)
                why = _why(instance, step, makers)
                yield BoxedStep(call.span, GENERIC[call.callee.name], why)


def _is_library_call(instance: TypedInstance, step: flow.Instruction | None) -> bool:
    """print(...): the runtime's own work, whatever the types."""
    if step is None or step.op is not ops.CALL:
        return False
    return isinstance(instance.argument(step, step.args[0]), t.Builtin)


def _why(instance: TypedInstance, step: flow.Instruction | None, makers: Makers) -> str:
    """The operand that is to blame, and where it comes from."""
    if step is None:
        return ""
    callee = instance.argument(step, step.args[0]) if step.args else t.OBJECT
    if step.op is ops.CALL and isinstance(callee, t.FunctionObject | t.ClassObject):
        return f"{shown(callee)} has no native form for this call"
    for register in step.args:
        type_ = instance.argument(step, register)
        if isinstance(type_, t.Union):
            return f"{_named(register)} may be {shown(type_)}"
        if isinstance(type_, t.ObjectType):
            origin = _origin(instance, register, makers)
            return f"the type of {_named(register)} is unknown{origin}"
    return ""


def _named(register: flow.Register) -> str:
    return f"`{register.name}`" if register.name else "the operand"


def _makers(function: flow.FlowFunction) -> Makers:
    """The first step that makes each register."""
    found: Makers = {}
    for step in function.instructions():
        for dest in step.dests:
            found.setdefault(dest, step)
    return found


def _origin(instance: TypedInstance, register: flow.Register, makers: Makers) -> str:
    if register in instance.function.parameter_registers:
        return ": its callers pass values of unknown type"
    made = makers.get(register)
    if made is None:
        return ""
    if made.op is ops.COPY and made.args[0] is not register:
        return _origin(instance, made.args[0], makers)
    return ORIGINS.get(made.op, "")


ORIGINS = {
    ops.CALL: ": it comes from a call whose result is not known",
    ops.CALL_METHOD: ": it comes from a method whose result is not known",
    ops.GET_ATTR: ": it is an attribute that holds values of several types, or of a dynamic object",
    ops.GET_ITEM: ": it is an element of a container that holds values of unknown type",
    ops.LOAD_GLOBAL: ": it is a global variable that holds values of several types",
    ops.LOAD_CELL: ": an inner function shares the variable",
    ops.BINARY: ": it was computed from values of unknown type",
    ops.INPLACE: ": it was computed from values of unknown type",
}
