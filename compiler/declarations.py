"""What the library offers: the one lookup over `compiler/library/*.pyi`.

    find("str", "upper")      a method        find("math", "sqrt")      a module's function
    find("", "len")           a builtin       constant("math", "pi")    a module's constant

Files are parsed when first asked for. docs/library-declarations.md tells their form.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from importlib import resources

BUILTIN_FUNCTION_FILES = ("builtins", "iteration")
CONSTANTS = frozenset(
    {"NotImplemented", "Ellipsis", "__debug__", "__name__", "__doc__", "__file__"}
)


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    annotation: ast.expr | None
    has_default: bool
    kind: str  # "positional", "varargs", "keyword", "varkeywords"


@dataclass(frozen=True, slots=True)
class Declaration:
    """One function or method. `fast`: a C prototype with unboxed parameters."""

    name: str
    symbol: str
    parameters: tuple[Parameter, ...]
    returns: ast.expr | None
    fast: str | None
    raises: bool
    effects: str
    doc: str
    kind: str  # "function", "method", "classmethod", "staticmethod", "property"
    overloads: tuple[Declaration, ...] = ()


@dataclass(frozen=True)
class Owner:
    """A type or a module."""

    name: str
    type_parameters: tuple[str, ...]
    members: dict[str, Declaration]
    constants: dict[str, ast.expr]


def find(owner: str, name: str) -> Declaration | None:
    """The declaration of a member; owner "" means the builtin functions."""
    if owner == "":
        for file in BUILTIN_FUNCTION_FILES:
            found = _file(file)
            if found is not None and name in found[""].members:
                return found[""].members[name]
        return None
    known = owner_of(owner)
    return known.members.get(name) if known is not None else None


def result_name(declared: Declaration) -> str:
    """What it returns, by name and without parameters; "" where that is not one type."""
    match declared.returns:
        case ast.Constant(value=None):
            return "None"
        case ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name)):
            return name
    return ""


def owner_of(name: str) -> Owner | None:
    """A builtin type, or a module by its dotted name."""
    owners = _file(name)
    if owners is None:
        return None
    return owners.get(name) or owners.get("")


def is_library_module(name: str) -> bool:
    owners = _file(name)
    return owners is not None and name not in owners


def public_names(module: str) -> tuple[str, ...]:
    """What `from module import *` binds of a library module: functions, constants, classes."""
    owners = _file(module)
    if owners is None:
        return ()
    own = owners[""]
    names = (*own.members, *own.constants, *(each for each in owners if each))
    return tuple(each for each in names if not each.startswith("_"))


def has_builtin(name: str) -> bool:
    """Whether the runtime has this builtin function, type or exception."""
    if find("", name) is not None or name in CONSTANTS:
        return True
    exceptions = _file("exceptions")
    if exceptions is not None and name in exceptions:
        return True
    owners = _file(name)
    return owners is not None and name in owners


@cache
def _file(stem: str) -> dict[str, Owner] | None:
    """The owners that a file declares: "" holds its functions and constants."""
    path = resources.files("pyc.compiler.library") / f"{stem}.pyi"
    if not path.is_file():
        return None
    tree = ast.parse(path.read_text(encoding="utf-8"))
    owners = {"": _owner("", tree.body, ())}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            owners[node.name] = _owner(node.name, node.body, _type_parameters(node))
    return owners


def _type_parameters(node: ast.ClassDef) -> tuple[str, ...]:
    for base in node.bases:
        match base:
            case ast.Subscript(value=ast.Name(id="Generic"), slice=ast.Name(id=name)):
                return (name,)
            case ast.Subscript(value=ast.Name(id="Generic"), slice=ast.Tuple(elts=names)):
                return tuple(each.id for each in names if isinstance(each, ast.Name))
    return ()


def _owner(name: str, body: list[ast.stmt], type_parameters: tuple[str, ...]) -> Owner:
    members: dict[str, Declaration] = {}
    constants: dict[str, ast.expr] = {}
    pending: dict[str, list[Declaration]] = {}
    for node in body:
        if isinstance(node, ast.FunctionDef):
            made = _declaration(node, name)
            if any(
                isinstance(each, ast.Name) and each.id == "overload" for each in node.decorator_list
            ):
                pending.setdefault(node.name, []).append(made)
            else:
                overloads = tuple(pending.get(node.name, ()))
                members[node.name] = _with_overloads(made, overloads)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            constants[node.target.id] = node.value or node.annotation
    for key, overloads_ in pending.items():
        members.setdefault(key, _with_overloads(overloads_[-1], tuple(overloads_)))
    return Owner(name, type_parameters, members, constants)


def _with_overloads(made: Declaration, overloads: tuple[Declaration, ...]) -> Declaration:
    return Declaration(
        made.name, made.symbol, made.parameters, made.returns, made.fast, made.raises,
        made.effects, made.doc, made.kind, overloads,
    )  # fmt: skip


def _declaration(node: ast.FunctionDef, owner: str) -> Declaration:
    symbol, fast, raises, effects = "", None, False, "anything"
    kind = "method" if owner else "function"
    for decorator in node.decorator_list:
        match decorator:
            case ast.Call(func=ast.Name(id="runtime"), args=[ast.Constant(value=str(text))]):
                symbol = text
                options = {
                    each.arg: each.value.value
                    for each in decorator.keywords
                    if isinstance(each.value, ast.Constant)
                }
                fast = str(options["fast"]) if "fast" in options else None
                raises = bool(options.get("raises", False))
                effects = str(options.get("effects", "anything"))
            case ast.Name(id=("classmethod" | "staticmethod" | "property") as name):
                kind = name
    return Declaration(
        node.name, symbol, _parameters(node.args), node.returns, fast, raises, effects,
        ast.get_docstring(node) or "", kind,
    )  # fmt: skip


def _parameters(args: ast.arguments) -> tuple[Parameter, ...]:
    positional = (*args.posonlyargs, *args.args)
    required = len(positional) - len(args.defaults)
    result = [
        Parameter(each.arg, each.annotation, index >= required, "positional")
        for index, each in enumerate(positional)
    ]
    if args.vararg is not None:
        result.append(Parameter(args.vararg.arg, args.vararg.annotation, True, "varargs"))
    for each, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        result.append(Parameter(each.arg, each.annotation, default is not None, "keyword"))
    if args.kwarg is not None:
        result.append(Parameter(args.kwarg.arg, args.kwarg.annotation, True, "varkeywords"))
    return tuple(result)
