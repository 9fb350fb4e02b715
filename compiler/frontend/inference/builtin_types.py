"""Types of the library's methods and functions, from their declarations.

An annotation like `list[T]` is read with the receiver's element types for its type variables;
an argument annotated `T` flows into the receiver.
"""

from __future__ import annotations

import ast

from pyc.compiler import declarations
from pyc.compiler.declarations import Declaration
from pyc.compiler.frontend.inference.context import Context
from pyc.compiler.types import python_types as t
from pyc.compiler.types.relations import join_all

CONTAINERS = {"list": 1, "set": 1, "dict": 2}
SIMPLE = frozenset({"float", "str", "bytes", "bytearray", "bool", "TextIOWrapper"})
Bindings = dict[str, t.Type]


def name_of(type_: t.Type) -> str | None:
    """The library's name of a builtin type."""
    match type_:
        case t.Simple("None"):
            return None
        case t.Simple(name) | t.Allocated(name) | t.Container(name):
            return name
        case t.TupleType():
            return "tuple"
        case t.Int():
            return "int"
        case _:
            return None


def element_of(context: Context, type_: t.Type) -> t.Type:
    """What iterating over a value of the type gives."""
    match type_:
        case t.Never():
            return t.NEVER
        case t.IteratorType(_, element):
            return element
        case t.Allocated():
            return context.elements(type_)
        case t.TupleType(items):
            return join_all(items, context.world.facts.base_of)
        case t.Container(_, (element, *_)):
            return element
        case t.Simple("str" | "TextIOWrapper"):
            return t.STR
        case t.Simple("bytes" | "bytearray"):
            return t.Int(0, 255)
        case _:
            return t.OBJECT


def method_result(
    context: Context, step: object, receiver: t.Type, name: str, arguments: list[t.Type]
) -> t.Type | None:
    """The result of receiver.name(*arguments); None where the library declares no such method."""
    owner_name = name_of(receiver)
    if owner_name is None:
        return None
    owner = declarations.owner_of(owner_name)
    declared = owner.members.get(name) if owner is not None else None
    if owner is None or declared is None:
        return None
    bindings: Bindings = {
        variable: context.elements(receiver, index)
        if isinstance(receiver, t.Allocated)
        else element_of(context, receiver)
        for index, variable in enumerate(owner.type_parameters)
    }
    declared = _overload(declared, len(arguments) + 1)
    for parameter, argument in zip(declared.parameters[1:], arguments, strict=False):
        if parameter.name == "default" and isinstance(parameter.annotation, ast.Name):
            variable = parameter.annotation.id
            if variable in bindings:
                bindings[variable] = context.world.join(bindings[variable], argument)
        if name in READING:
            continue
        _flow_in(context, receiver, owner.type_parameters, parameter.annotation, argument)
        _bind(context, parameter.annotation, argument, bindings, owner.type_parameters)
    return result_type(context, step, declared, bindings)


READING = frozenset({"get", "index", "count", "remove", "discard"})  # look for, do not keep


def _overload(declared: Declaration, n_arguments: int) -> Declaration:
    for each in declared.overloads:
        required = sum(not parameter.has_default for parameter in each.parameters)
        if required <= n_arguments <= len(each.parameters):
            return each
    return declared


def function_result(
    context: Context, step: object, declared: Declaration, arguments: list[t.Type]
) -> t.Type:
    bindings: Bindings = {}
    declared = _overload(declared, len(arguments))
    for parameter, argument in zip(declared.parameters, arguments, strict=False):
        _bind(context, parameter.annotation, argument, bindings, ())
    return result_type(context, step, declared, bindings)


def result_type(
    context: Context, step: object, declared: Declaration, bindings: Bindings
) -> t.Type:
    """What the declaration says it returns; a container is one made by `step`."""
    return _annotated(context, step, declared.returns, bindings, "result")


def _flow_in(
    context: Context,
    receiver: t.Type,
    variables: tuple[str, ...],
    annotation: ast.expr | None,
    argument: t.Type,
) -> None:
    """An argument of type T (or Iterable[T]) becomes an element of the receiver."""
    match annotation:
        case ast.Name(id=name) if name in variables:
            context.world.put(receiver, variables.index(name), argument)
        case ast.Subscript(value=ast.Name(id="Iterable"), slice=ast.Name(id=name)):
            if name in variables:
                element = element_of(context, argument)
                context.world.put(receiver, variables.index(name), element)


def _bind(
    context: Context,
    annotation: ast.expr | None,
    argument: t.Type,
    bindings: Bindings,
    fixed: tuple[str, ...],
) -> None:
    """Type variables of the function itself take the types of the arguments."""
    match annotation:
        case ast.Name(id=name) if len(name) <= 2 and name.isupper() and name not in fixed:
            bindings[name] = context.world.join(bindings.get(name, t.NEVER), argument)
        case ast.Subscript(
            value=ast.Name(id="Iterable" | "Sequence" | "list" | "Iterator"), slice=inner
        ):
            _bind(context, inner, element_of(context, argument), bindings, fixed)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            _bind(context, left, argument, bindings, fixed)
            _bind(context, right, argument, bindings, fixed)


def _annotated(
    context: Context, step: object, annotation: ast.expr | None, bindings: Bindings, part: str
) -> t.Type:
    """The type that an annotation of the library names; containers are new ones of this step."""
    match annotation:
        case ast.Constant(value=None):
            return t.NONE
        case ast.Name(id="int"):
            return t.INT
        case ast.Name(id=name) if name in SIMPLE:
            return t.Simple(name)
        case ast.Name(id=name) if name in bindings:
            return bindings[name]
        case ast.Name(id=name) if name in CONTAINERS:
            return context.site((step, part), name, *([t.OBJECT] * CONTAINERS[name]))
        case ast.Subscript(value=ast.Name(id=name), slice=inner) if name in CONTAINERS:
            inner_types = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            elements = [
                _annotated(context, step, each, bindings, f"{part}.{index}")
                for index, each in enumerate(inner_types)
            ]
            if len(elements) != CONTAINERS[name]:
                return t.OBJECT
            return context.site((step, part), name, *elements)
        case ast.Subscript(value=ast.Name(id="tuple"), slice=ast.Tuple(elts=items)):
            if items and isinstance(items[-1], ast.Constant) and items[-1].value is ...:
                return t.Container(
                    "tuple", (_annotated(context, step, items[0], bindings, part),)
                )
            return t.TupleType(
                tuple(
                    _annotated(context, step, each, bindings, f"{part}.{index}")
                    for index, each in enumerate(items)
                )
            )
        case ast.Subscript(
            value=ast.Name(
                id="Iterator" | "Iterable" | "dict_keys" | "dict_values" | "reversed" as name
            ),
            slice=inner,
        ):
            if isinstance(inner, ast.Tuple):
                inner = inner.elts[1 if name == "dict_values" else 0]
            element = _annotated(context, step, inner, bindings, part)
            return t.Container("iterable", (element,))
        case ast.Subscript(value=ast.Name(id="dict_items"), slice=ast.Tuple(elts=items)):
            pair = tuple(_annotated(context, step, each, bindings, part) for each in items)
            return t.Container("iterable", (t.TupleType(pair),))
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return context.world.join(
                _annotated(context, step, left, bindings, part),
                _annotated(context, step, right, bindings, part),
            )
    return t.OBJECT
