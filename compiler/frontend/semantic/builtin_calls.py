"""Calls of builtin functions, builtin types' methods and functions of the standard library.

How many arguments they take is what CPython declares; which types they accept is what CPython does
with samples of these types.
"""

from __future__ import annotations

import ast
import builtins
import importlib
from collections.abc import Callable

from pyc.compiler import declarations
from pyc.compiler.diagnostics.catalogue import (
    BadArgument,
    BadConversion,
    NotCallable,
    TooManyArguments,
)
from pyc.compiler.frontend.semantic import formats, signatures
from pyc.compiler.frontend.semantic.attributes import KNOWN_MODULES
from pyc.compiler.frontend.semantic.frame import Frame
from pyc.compiler.frontend.semantic.samples import NAME_OF, SAMPLES, TYPES, outcome, sample
from pyc.compiler.frontend.semantic.signatures import Given
from pyc.compiler.frontend.semantic.values import (
    BOOL,
    FLOAT,
    INT,
    NONE,
    STR,
    UNKNOWN,
    BuiltinValue,
    Exact,
    FunctionValue,
    Instance,
    MethodValue,
    Value,
    described,
    element_of,
    join,
    members,
    without_constant,
    without_content,
)

# Functions without effect on anything but their result: they may be tried on samples.
PURE = frozenset({
    "abs", "len", "int", "float", "range", "round", "sum", "sorted", "enumerate", "list", "tuple",
    "set", "frozenset", "dict", "reversed", "divmod", "chr", "ord", "hash", "zip", "any", "all",
    "bin", "hex", "oct", "bool", "str", "repr", "iter", "next", "pow", "bytes", "min", "max",
    "complex",
})  # fmt: skip
READING = PURE - {"iter", "next"} | {"print", "isinstance", "type", "id", "callable", "format"}
PURE_MODULES = frozenset({"math", "cmath"})
RESULTS: dict[str, Value] = {
    "abs": UNKNOWN, "len": INT, "int": INT, "float": FLOAT, "ord": INT, "chr": STR, "hash": INT,
    "bin": STR, "hex": STR, "oct": STR, "bool": BOOL, "str": STR, "repr": STR, "input": STR,
    "print": NONE, "any": BOOL, "all": BOOL, "isinstance": BOOL, "callable": BOOL, "id": INT,
    "format": STR, "ascii": STR, "range": Exact("range"), "bytes": Exact("bytes"),
    "issubclass": BOOL, "hasattr": BOOL, "slice": Exact("slice"), "complex": Exact("complex"),
    "bytearray": Exact("bytearray"),
}  # fmt: skip
READING_METHODS = frozenset({"index", "count", "copy", "get", "keys", "values", "items", "find",
                             "isdisjoint", "issubset", "issuperset"})  # fmt: skip


def reads_only(callee: Value) -> bool:
    """It keeps no argument and changes none."""
    match callee:
        case BuiltinValue(name, "builtins"):
            return name in READING
        case MethodValue(receiver):
            return receiver.type in ("str", "bytes")
    return False


def function(frame: Frame, node: ast.Call, callee: BuiltinValue, given: Given) -> Value:
    if callee.module not in {"builtins", *KNOWN_MODULES}:
        return UNKNOWN
    found = getattr(importlib.import_module(callee.module), callee.name, None)
    if found is None:
        return UNKNOWN
    label = described(callee)
    if not callable(found):
        frame.report(node, NotCallable(label))
        return UNKNOWN
    if not _fits(frame, node, found, given, label, 0):
        return UNKNOWN
    if callee.module == "builtins":
        if callee.name in PURE:
            if not _accepts(frame, node, found, given, label):
                return UNKNOWN
        _check_conversion(frame, node, callee.name, given)
        return _result(callee.name, given)
    if callee.module in PURE_MODULES and not _accepts(frame, node, found, given, label):
        return UNKNOWN
    return UNKNOWN


def _fits(
    frame: Frame, node: ast.Call, found: Callable[..., object], given: Given, label: str,
    n_hidden: int,
) -> bool:  # fmt: skip
    signature = _MISSING.get(label.strip("`")) or signatures.of_builtin(found)
    if isinstance(found, type) and label.strip("`") not in _MISSING:
        return True  # their constructors take more forms than one signature tells
    if signature is None:
        return True
    problem = signatures.problem_of(signature, given, label, n_hidden)
    if problem is None:
        return True
    if isinstance(problem, TooManyArguments) and signature.takes_more:
        return True
    frame.report(node, problem)
    return False


def _signature(*required: str, optional: tuple[str, ...] = ()) -> signatures.Signature:
    names = (*required, *optional)
    return signatures.Signature(names, len(names), (), frozenset(required), False, False)


# Those that CPython declares no signature for.
_MISSING = {
    "range": _signature("start", optional=("stop", "step")),
    "input": _signature(optional=("prompt",)),
    "bool": _signature(optional=("x",)),
    "tuple": _signature(optional=("iterable",)),
    "list": _signature(optional=("iterable",)),
    "set": _signature(optional=("iterable",)),
    "next": _signature("iterator", optional=("default",)),
    "iter": _signature("object", optional=("sentinel",)),
    "getattr": _signature("object", "name", optional=("default",)),
}


def _accepts(frame: Frame, node: ast.Call, found: object, given: Given, label: str) -> bool:
    """Tries the call on samples; False after a TypeError was reported."""
    if given.keywords or given.has_stars or given.has_star_keywords:
        return True
    names = [_sample_name(each) for each in given.positional]
    if not names or any(name is None for name in names):
        return True
    if label in ("`min`", "`max`") and len(names) > 1:
        return True
    if label == "`ord`" and names[0] in ("str", "bytes", "bytearray"):
        return True  # depends on their length
    result, reason = outcome(found, *[sample(name) for name in names if name])  # type: ignore[arg-type]
    if result is not None:
        return True
    shown = " and ".join(described(each) for each in given.positional)
    frame.report(node, BadArgument(label, shown, reason), help_=_advice(label, names))
    return False


def _advice(label: str, names: list[str | None]) -> str:
    if label == "`range`" and names == ["list"]:
        return "iterate over the list itself, or over range(len(...))"
    if label == "`range`" and "float" in names:
        return "use // or int(...) to get an int"
    if label == "`range`" and "str" in names:
        return "convert the text with int(...)"
    return ""


def _sample_name(value: Value) -> str | None:
    match value:
        case Exact(name) if name in SAMPLES:
            return name
        case FunctionValue():
            return "function"
        case Instance(info) if info.is_closed:
            classes = [*info.mro(), *info.below()]
            has_dunder = any(
                each.builtin_bases or any(name.startswith("__") and name not in _PLAIN
                                          for name in each.names)
                for each in classes
            )  # fmt: skip
            return None if has_dunder else "object"
        case _:
            return None


_PLAIN = frozenset({"__init__", "__module__", "__qualname__", "__doc__", "__repr__", "__str__"})


def _check_conversion(frame: Frame, node: ast.Call, name: str, given: Given) -> None:
    """int("abc")."""
    match name, given.positional:
        case ("int" | "float"), (Exact("str", constant=str(text)),) if not given.keywords:
            try:
                getattr(builtins, name)(text)
            except ValueError:
                frame.report(node, BadConversion(f"`{name}`", repr(text)))


def _result(name: str, given: Given) -> Value:
    first = given.positional[0] if given.positional else None
    element = element_of(first) if isinstance(first, Exact) else None
    match name:
        case "list" | "sorted" | "set" | "frozenset" | "tuple" | "reversed":
            kind = "list" if name == "sorted" else name
            if first is None and not given.has_stars:
                return Exact(kind, items=()) if kind in ("list", "tuple") else Exact(kind)
            return Exact(kind, element=element and without_constant(element))
        case "dict":
            return Exact("dict")
        case "abs" | "round":
            same = first in (INT, FLOAT)
            if name == "round" and same and len(given.positional) == 1:
                return INT
            return first if same and first is not None else UNKNOWN
        case "sum":
            is_number = element in (INT, FLOAT, BOOL) and len(given.positional) == 1
            return join(INT, element) if is_number and element is not None else UNKNOWN
        case "min" | "max":
            if len(given.positional) == 1 and not given.keywords:
                return without_constant(element) if element is not None else UNKNOWN
        case "enumerate":
            return Exact("enumerate", element=_pair(INT, element))
        case "zip":
            parts = [element_of(each) if isinstance(each, Exact) else None
                     for each in given.positional]  # fmt: skip
            items = tuple(without_constant(each or UNKNOWN) for each in parts)
            return Exact("zip", element=None if given.has_stars else Exact("tuple", items=items))
        case "map" | "filter":
            return Exact(name)
    return RESULTS.get(name, UNKNOWN)


def _pair(first: Value, second: Value | None) -> Value:
    return Exact("tuple", items=(first, without_constant(second or UNKNOWN)))


# ---- methods of builtin types


def method(frame: Frame, node: ast.Call, callee: MethodValue, given: Given) -> Value:
    owner, name = callee.receiver, callee.name
    type_ = TYPES[owner.type]
    found = getattr(type_, name)
    label = f"`{owner.type}.{name}`"
    is_class_method = isinstance(type_.__dict__.get(name), classmethod | staticmethod)
    hidden = () if is_class_method or not _has_self(type_, name) else (owner,)
    whole = Given(
        (*hidden, *given.positional), given.keywords, given.has_stars, given.has_star_keywords
    )
    if not _fits(frame, node, found, whole, label, len(hidden)):
        return UNKNOWN
    if (owner.type, name) == ("str", "format"):
        if not given.has_stars and not given.has_star_keywords:
            names = frozenset(keyword for keyword, _ in given.keywords)
            formats.check_format(frame, node, owner, len(given.positional), names)
        return STR
    if (owner.type, name) == ("str", "join"):
        _check_join(frame, node, given)
    result: Value = UNKNOWN
    if owner.type in SAMPLES and owner.type not in ("generator", "function", "module", "method"):
        result = _tried(frame, node, owner, name, given, label)
    if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
        _changed(frame, node.func.value.id, owner, name, given)
    return result


def _has_self(type_: type, name: str) -> bool:
    return not isinstance(type_.__dict__.get(name), staticmethod)


def _tried(
    frame: Frame, node: ast.Call, owner: Exact, name: str, given: Given, label: str
) -> Value:
    if given.keywords or given.has_stars or given.has_star_keywords:
        return _declared(owner, name)
    names = [_sample_name(each) for each in given.positional]
    if any(each is None for each in names):
        return _declared(owner, name)
    receiver = sample(owner.type)
    bound = getattr(receiver, name)
    result, reason = outcome(bound, *[sample(each) for each in names if each])
    if result is None:
        shown = " and ".join(described(each) for each in given.positional) or "no arguments"
        frame.report(node, BadArgument(label, shown, reason))
        return UNKNOWN
    return _declared(owner, name)


def _declared(owner: Exact, name: str) -> Value:
    """The result as the library's declarations tell it."""
    declared = declarations.find(owner.type, name)
    if declared is None or declared.overloads:
        return UNKNOWN
    match declared.returns:
        case ast.Constant(value=None):
            return NONE
        case ast.Name(id=kind) if kind in ("int", "str", "float", "bool", "bytes"):
            return Exact(kind)
        case ast.Subscript(value=ast.Name(id="list"), slice=ast.Name(id=kind)):
            is_plain = kind in ("int", "str", "float", "bool", "bytes")
            return Exact("list", element=Exact(kind) if is_plain else element_of(owner))
        case ast.Subscript(value=ast.Name(id="tuple"), slice=ast.Tuple(elts=parts)):
            if all(isinstance(each, ast.Name) and each.id in NAME_OF.values() for each in parts):
                return Exact("tuple", items=tuple(Exact(each.id) for each in parts
                                                  if isinstance(each, ast.Name)))  # fmt: skip
    return UNKNOWN


def _check_join(frame: Frame, node: ast.Call, given: Given) -> None:
    if len(given.positional) != 1 or not isinstance(given.positional[0], Exact):
        return
    joined_ = given.positional[0]
    if joined_.items == () or joined_.keys == ():
        return
    element = element_of(joined_)
    wrong = element is not None and all(
        isinstance(each, Exact) and each.type != "str" for each in members(element)
    )
    if wrong and element is not None:
        reason = f"its items must be str, not {described(element)}"
        problem = BadArgument("`str.join`", described(joined_), reason)
        frame.report(node, problem, help_="convert them, as in (str(x) for x in ...)")


def _changed(frame: Frame, name: str, owner: Exact, method_name: str, given: Given) -> None:
    """What is still certain of a variable's container after the method ran."""
    if method_name in READING_METHODS or frame.state is None or name not in frame.state:
        return
    slot = frame.state[name]
    element = element_of(owner)
    was_empty = owner.items == ()
    frame.forget_content(name)
    value = given.positional[-1] if given.positional else None
    if owner.type != "list" or frame.state[name].value != Exact("list"):
        return
    kept: Value | None = None
    match method_name:
        case "append" if value is not None:
            kept = value if was_empty else (join(element, value) if element is not None else None)
        case "sort" | "reverse" | "pop" | "remove":
            kept = element
    if kept is not None:
        kept = without_constant(without_content(kept))
        frame.state[name] = type(slot)(Exact("list", element=kept), slot.unbound)

