"""Runs of functions with nothing known of their arguments: units, each of which is on its own.

A unit reads its own syntax, the bodies of functions that it calls, and of all else only what
`Interface` tells. Where these are as they were for an earlier text, so is what it found:

    def area(w): ...      unit; reports nothing
    def total(): ...      unit; calls area: is run again when area's body changes
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from pyc.compiler.diagnostics.problem import Located
from pyc.compiler.frontend.semantic.frame import Checker, Effect, Key
from pyc.compiler.frontend.semantic.model import ClassInfo, FunctionInfo, FunctionNode, ModuleModel
from pyc.compiler.frontend.semantic.values import (
    ClassValue,
    Exact,
    FunctionValue,
    Instance,
    MethodValue,
    OneOf,
    Value,
)
from pyc.compiler.frontend.tree import Statement

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a unit reported, where without the arguments of some call (`direct`), and the functions
    whose bodies it ran."""

    found: dict[Key, Located]
    direct: frozenset[Key]
    entered: frozenset[ast.AST]


def structure(model: ModuleModel) -> str:
    """A fingerprint of what units find of a module beside values: signatures, classes, names."""
    parts = [
        model.source.name, repr((model.has_star_import, model.is_dynamic, model.sets_attributes)),
        *sorted(model.stored_attributes), "volatile", *_of_module(model, model.volatile),
        "captured", *_of_module(model, model.captured), "bound", *model.scope.bound, "made",
        *(repr(each.is_instantiated) for each in model.classes.values()),
    ]  # fmt: skip
    for each in model.index.statements:
        parts.append(each.once("interface", None, partial(_interface, each, model)))
    return _digest(parts)


def interface(checkers: Iterable[Checker], structures: Iterable[str]) -> str:
    """With what globals and fields hold, of all modules."""
    parts = list(structures)
    for checker in checkers:
        for name, value in checker.globals.items():
            parts += (name, canonical(value))
        for info in checker.model.classes.values():
            for name, value in info.fields.items():
                parts += (name, canonical(value))
    return _digest(parts)


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _of_module(model: ModuleModel, pairs: Iterable[tuple[object, str]]) -> list[str]:
    return sorted(name for scope, name in pairs if scope is model.scope)


def _interface(statement: Statement, model: ModuleModel) -> str:
    return "\n".join(_told(statement, model))


def _told(statement: Statement, model: ModuleModel) -> Iterator[str]:
    """What can be known of a statement's functions and classes without running their bodies. What
    other statements do is known by the values of globals."""
    functions: list[FunctionNode] = [*statement.nodes(ast.FunctionDef)]
    functions += statement.nodes(ast.AsyncFunctionDef)
    for function in functions:
        info = model.functions[function]
        yield f"{_place(info)} {info.kind} {info.is_stub} {info.is_generator}"
        yield from map(ast.dump, (function.args, *function.decorator_list))
    for class_ in statement.nodes(ast.ClassDef):
        shape = model.classes[class_]
        yield f"{_place(shape)} {sorted(shape.names)} {sorted(shape.body_names)}"
        yield from map(ast.dump, (*class_.bases, *class_.keywords, *class_.decorator_list))
        for each in class_.body:
            if not isinstance(each, DEFINITIONS):
                yield ast.dump(each, include_attributes=True)


# ---- values


def canonical(value: Value) -> str:
    """Equal for values that are equal, of whatever text."""
    match value:
        case Exact(type_, constant, items, element, keys):
            inner = [canonical(each) for each in items or ()]
            held = [(repr(key), canonical(each)) for key, each in keys or ()]
            of = canonical(element) if element is not None else ""
            shape = (items is None, keys is None)
            return repr((type_, type(constant).__name__, repr(constant), shape, inner, of, held))
        case Instance(info, is_exact):
            return f"instance {_place(info)} {is_exact}"
        case ClassValue(info):
            return f"class {_place(info)}"
        case FunctionValue(info, receiver):
            return f"{_place(info)} of {canonical(receiver) if receiver is not None else ''}"
        case MethodValue(receiver, name):
            return f"method {name} of {canonical(receiver)}"
        case OneOf(members):
            return f"one of {sorted(map(canonical, members))}"
        case _:
            return repr(value)


def _place(info: ClassInfo | FunctionInfo) -> str:
    model = info.module.name if isinstance(info, ClassInfo) else info.source.name
    return f"{model} {info.name} {info.node.lineno}:{info.node.col_offset}"


def relinked(value: Value, model: ModuleModel) -> Value | None:
    """The same value in a model of a later text; None: something of it is not there."""
    match value:
        case Instance(info, is_exact):
            found = model.classes.get(info.node)
            return Instance(found, is_exact) if found is not None else None
        case ClassValue(info):
            found = model.classes.get(info.node)
            return ClassValue(found) if found is not None else None
        case FunctionValue(info, receiver):
            function = model.functions.get(info.node)
            bound = relinked(receiver, model) if receiver is not None else None
            if function is None or (receiver is not None and bound is None):
                return None
            return FunctionValue(function, bound)
        case OneOf(members):
            parts = [relinked(each, model) for each in members]
            known = frozenset(each for each in parts if each is not None)
            return OneOf(known) if len(known) == len(parts) else None
        case Exact(items=items, element=element, keys=keys) if items or element or keys:
            return value if _is_plain(value) else None
        case MethodValue(receiver):
            return value if _is_plain(receiver) else None
        case _:
            return value


def _is_plain(value: Value) -> bool:
    """Nothing of the program is in it."""
    match value:
        case Exact(items=items, element=element, keys=keys):
            inner = [*(items or ()), *(each for _, each in keys or ())]
            return all(map(_is_plain, inner if element is None else [*inner, element]))
        case Instance() | ClassValue() | FunctionValue() | MethodValue() | OneOf():
            return False
        case _:
            return True


def relinked_effects(effects: tuple[Effect, ...], model: ModuleModel) -> list[Effect] | None:
    made: list[Effect] = []
    for each in effects:
        value = relinked(each.value, model)
        if value is None:
            return None
        made.append(Effect(each.is_global, each.name, value))
    return made
