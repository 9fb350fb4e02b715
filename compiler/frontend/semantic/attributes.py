"""Attributes: of builtin types (CPython's own tell), of the program's classes, of modules."""

from __future__ import annotations

import ast
import builtins
import difflib
import importlib

from pyc.compiler.diagnostics.catalogue import MissingAttribute, MissingImport, NoneAttribute
from pyc.compiler.frontend.semantic import expressions
from pyc.compiler.frontend.semantic.frame import Frame
from pyc.compiler.frontend.semantic.model import ClassInfo
from pyc.compiler.frontend.semantic.samples import TYPES
from pyc.compiler.frontend.semantic.values import (
    NONE,
    UNKNOWN,
    BuiltinValue,
    ClassValue,
    Exact,
    FunctionValue,
    Instance,
    MethodValue,
    ModuleValue,
    OneOf,
    Value,
    described,
    join_all,
)

# Modules that may be imported to ask what they offer: quick to import, without effects.
KNOWN_MODULES = frozenset({
    "math", "time", "random", "heapq", "bisect", "itertools", "functools", "operator", "string",
    "json", "re", "collections", "copy", "statistics", "textwrap", "datetime", "sys", "os",
    "fractions", "decimal", "struct", "cmath", "enum", "dataclasses", "array",
})  # fmt: skip
PLATFORM_MODULES = frozenset({"os", "sys", "time"})  # what they offer depends on the system
USUAL_NAMES = {
    ("list", "push"): "append", ("list", "add"): "append", ("list", "addAll"): "extend",
    ("list", "length"): "len(...)", ("str", "length"): "len(...)", ("list", "size"): "len(...)",
    ("dict", "has_key"): "the operator `in`", ("str", "contains"): "the operator `in`",
    ("list", "contains"): "the operator `in`", ("str", "substring"): "a slice",
    ("str", "trim"): "strip", ("str", "toUpperCase"): "upper", ("str", "toLowerCase"): "lower",
    ("str", "reverse"): "[::-1]", ("str", "append"): "+=", ("set", "append"): "add",
    ("dict", "iteritems"): "items", ("dict", "add"): "d[key] = value",
    ("dict", "append"): "d[key] = value", ("str", "sort"): "sorted(...)",
    ("tuple", "append"): "a list", ("tuple", "sort"): "sorted(...)", ("list", "join"): "str.join",
}  # fmt: skip


def loaded(frame: Frame, node: ast.Attribute) -> Value:
    owner = expressions.look(frame, node.value)
    return of(frame, node, owner, node.attr)


def of(frame: Frame, node: ast.Attribute, owner: Value, name: str) -> Value:
    match owner:
        case Exact():
            return _of_exact(frame, node, owner, name)
        case Instance(info, is_exact):
            return _of_instance(frame, node, info, is_exact, name)
        case ClassValue(info):
            return _of_class(frame, node, info, name)
        case ModuleValue(module):
            return _of_module_value(frame, node, module, name)
        case BuiltinValue(type_name, "builtins") if type_name in TYPES:
            if not hasattr(TYPES[type_name], name) and not hasattr(type, name):
                report_missing(frame, node, f"the type `{type_name}`", type_name, name)
        case OneOf(alternatives):
            return _of_one(frame, node, alternatives, name)
    return UNKNOWN


def _of_one(
    frame: Frame, node: ast.Attribute, alternatives: frozenset[Value], name: str
) -> Value:
    """Wrong only where no alternative has it."""
    known = [each for each in alternatives if isinstance(each, Exact) and each.type in TYPES]
    if len(known) == len(alternatives):
        if not any(hasattr(TYPES[each.type], name) for each in known):
            owner = described(OneOf(alternatives))
            report_missing(frame, node, owner, known[0].type, name)
    with frame.checker.silence():
        return join_all([of(frame, node, each, name) for each in alternatives])


def _of_exact(frame: Frame, node: ast.Attribute, owner: Exact, name: str) -> Value:
    type_ = TYPES.get(owner.type)
    if type_ is None or owner.type in ("function", "module", "method"):
        return UNKNOWN
    if owner == NONE and not hasattr(type_, name):
        frame.report(node, NoneAttribute(name))
        return UNKNOWN
    found = getattr(type_, name, None)
    if not hasattr(type_, name):
        report_missing(frame, node, described(owner), owner.type, name)
        return UNKNOWN
    return MethodValue(owner, name) if callable(found) else UNKNOWN


def report_missing(frame: Frame, node: ast.AST, owner: str, type_name: str, name: str) -> None:
    usual = USUAL_NAMES.get((type_name, name))
    help_ = f"use {usual}" if usual is not None else ""
    if not help_:
        names = [each for each in dir(TYPES[type_name]) if not each.startswith("_")]
        help_ = suggestion(name, names)
    frame.report(node, MissingAttribute(owner, name), help_=help_)


def suggestion(name: str, names: list[str] | set[str], likeness: float = 0.7) -> str:
    close = difflib.get_close_matches(name, sorted(names), n=1, cutoff=likeness)
    return f"did you mean `{close[0]}`?" if close else ""


def _of_instance(
    frame: Frame, node: ast.Attribute, info: ClassInfo, is_exact: bool, name: str
) -> Value:
    method = info.find(name)
    if method is not None and not _is_overridden(info, is_exact, name):
        if name in frame.model.stored_attributes:
            return UNKNOWN
        receiver = Instance(info, is_exact)
        match method.kind:
            case "method":
                return FunctionValue(method, receiver)
            case "static":
                return FunctionValue(method)
            case "class":
                return FunctionValue(method, ClassValue(info))
        return UNKNOWN
    if lacks(frame, info, is_exact, name):
        known = set().union(*(each.names for each in info.mro()))
        problem = MissingAttribute(described(Instance(info)), name)
        frame.report(node, problem, help_=suggestion(name, known))
        return UNKNOWN
    return _field(frame, info, name)


def _is_overridden(info: ClassInfo, is_exact: bool, name: str) -> bool:
    return not is_exact and any(name in each.names for each in info.below())


def lacks(frame: Frame, info: ClassInfo, is_exact: bool, name: str) -> bool:
    """Surely no attribute of that name."""
    if not info.is_closed or any(
        model.sets_attributes or name in model.stored_attributes
        for model in (frame.model, info.module)
    ):
        return False
    if info.has(name) or hasattr(object, name) or name == "__dict__":
        return False
    if not is_exact and not (info.is_instantiated and not info.below()):
        return False
    bases = [name_ for each in info.mro() for name_ in each.builtin_bases]
    return not any(hasattr(getattr(builtins, each), name) for each in bases)


def _field(frame: Frame, info: ClassInfo, name: str) -> Value:
    """What all stores of the attribute in the module agree on."""
    is_foreign = info.module is not frame.model
    if frame.checker.phase == 1 or not info.is_closed or info.module.sets_attributes or is_foreign:
        return UNKNOWN
    holders = [each for each in info.mro() if name in each.names]
    if len(holders) != 1 or info.below() or name in holders[0].body_names:
        return UNKNOWN
    value = holders[0].fields.get(name, UNKNOWN)
    return UNKNOWN if value == NONE else value


def _of_class(frame: Frame, node: ast.Attribute, info: ClassInfo, name: str) -> Value:
    method = info.find(name)
    if method is not None and name not in frame.model.stored_attributes:
        match method.kind:
            case "method" | "static":
                return FunctionValue(method)
            case "class":
                return FunctionValue(method, ClassValue(info))
        return UNKNOWN
    in_body = {each for base in info.mro() for each in base.body_names}
    if lacks(frame, info, True, name) and not hasattr(type, name) and not info.below():
        problem = MissingAttribute(described(ClassValue(info)), name)
        frame.report(node, problem, help_=suggestion(name, in_body))
    return UNKNOWN


# ---- stores


def stored(frame: Frame, target: ast.Attribute, value: Value) -> None:
    owner = expressions.evaluate(frame, target.value)
    if isinstance(owner, Exact) and owner.type in TYPES:
        if owner.type not in ("function", "module") and not hasattr(TYPES[owner.type], target.attr):
            if owner == NONE:
                frame.report(target, NoneAttribute(target.attr))
            else:
                frame.report(target, MissingAttribute(described(owner), target.attr))
    note_field(frame, target, value)


def note_field(frame: Frame, target: ast.Attribute, value: Value) -> None:
    """Joins into the field of every class that has it: the owner may be of any of them."""
    if frame.checker.phase == 1 and not frame.call:
        frame.checker.note_field(target.attr, value)


# ---- modules


def _of_module_value(frame: Frame, node: ast.Attribute, module: str, name: str) -> Value:
    if has(frame, module, name) is False:
        names = _names(frame, module)
        problem = MissingAttribute(f"the module `{module}`", name)
        frame.report(node, problem, help_=suggestion(name, names))
        return UNKNOWN
    return of_module(frame, module, name)


def of_module(frame: Frame, module: str, name: str) -> Value:
    """The value of a module's attribute."""
    other = frame.checker.module_of(module)
    if other is not None:
        value = other.global_value(name) if name in other.model.scope.bound else UNKNOWN
        return value if isinstance(value, FunctionValue | ClassValue) else UNKNOWN
    if module in KNOWN_MODULES:
        return BuiltinValue(name, module)
    return UNKNOWN


def has(frame: Frame, module: str, name: str) -> bool | None:
    """None: not known."""
    other = frame.checker.module_of(module)
    if other is not None:
        if other.model.has_star_import or other.model.is_dynamic:
            return None
        bound = other.model.scope.bound
        known = name in bound or name.startswith("__") or "__getattr__" in bound
        known = known or (other.model.scope, name) in other.model.volatile
        return known or frame.checker.module_of(f"{module}.{name}") is not None
    if module not in KNOWN_MODULES or name in frame.model.stored_attributes:
        return None
    if hasattr(importlib.import_module(module), name):
        return True
    if module in PLATFORM_MODULES and not suggestion(name, _names(frame, module), 0.85):
        return None
    return False


def _names(frame: Frame, module: str) -> set[str]:
    other = frame.checker.module_of(module)
    if other is not None:
        return set(other.model.scope.bound)
    return set(dir(importlib.import_module(module)))


def check_import(frame: Frame, node: ast.ImportFrom) -> None:
    """from m import name: does m have it?"""
    if node.level or not node.module:
        return
    for alias in node.names:
        if alias.name != "*" and has(frame, node.module, alias.name) is False:
            help_ = suggestion(alias.name, _names(frame, node.module))
            problem = MissingImport(node.module, alias.name)
            frame.report(alias, problem, help_=help_)
