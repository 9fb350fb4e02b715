"""Operators on exact types: CPython itself says which operands they refuse."""

from __future__ import annotations

import ast

from pyc.compiler.diagnostics.catalogue import BadOperand, DivisionByZero, NeverEqual
from pyc.compiler.frontend.semantic import expressions, formats
from pyc.compiler.frontend.semantic.frame import Frame
from pyc.compiler.frontend.semantic.samples import BINARY, INPLACE, SAMPLES, UNARY, outcome, sample
from pyc.compiler.frontend.semantic.values import (
    BOOL,
    NOTHING,
    UNKNOWN,
    Exact,
    FunctionValue,
    Instance,
    MethodValue,
    Value,
    described,
    element_of,
    join,
    join_all,
    members,
    without_constant,
)

SIGNS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%",
    ast.Pow: "**", ast.LShift: "<<", ast.RShift: ">>", ast.BitAnd: "&", ast.BitOr: "|",
    ast.BitXor: "^", ast.MatMult: "@", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.USub: "-", ast.UAdd: "+", ast.Invert: "~",
}  # fmt: skip
DUNDERS = {
    "+": "add", "-": "sub", "*": "mul", "/": "truediv", "//": "floordiv", "%": "mod", "**": "pow",
    "<<": "lshift", ">>": "rshift", "&": "and", "|": "or", "^": "xor", "@": "matmul",
    "<": "lt", "<=": "le", ">": "gt", ">=": "ge",
}  # fmt: skip
MIRRORED = {"<": "gt", "<=": "ge", ">": "lt", ">=": "le"}
NUMBERS = frozenset({"int", "float", "bool", "complex"})
CONTAINERS = frozenset({"list", "tuple", "dict", "set"})


def binary(
    frame: Frame, node: ast.AST, operator: ast.operator, a: Value, b: Value, inplace: bool = False
) -> Value:
    sign = SIGNS[type(operator)]
    if sign == "%" and isinstance(a, Exact) and a.type in ("str", "bytes"):
        formats.check_percent(frame, node, a, b)
        return Exact(a.type)
    if sign in ("/", "//", "%") and _is_zero(b) and _all_numbers(a):
        frame.report(node, DivisionByZero())
        return UNKNOWN
    results = []
    refused = 0
    pairs = [(x, y) for x in members(a) for y in members(b)]
    for x, y in pairs:
        result = _result(sign, x, y, inplace)
        refused += result is None
        results.append(UNKNOWN if result is None else result)
    if refused == len(pairs):
        operands = f"{described(a)} and {described(b)}"
        problem = BadOperand(sign + "=" if inplace else sign, operands)
        frame.report(node, problem, help_=_advice(sign, a, b))
        return without_constant(a)  # nothing comes out; a loop then meets the same again
    return join_all(results)


def _result(sign: str, a: Value, b: Value, inplace: bool) -> Value | None:
    """None: this must raise TypeError."""
    first, second = sample_name(a, sign, inplace), sample_name(b, sign, False, reflected=True)
    if first is None or second is None:
        return UNKNOWN
    table = INPLACE if inplace and sign in INPLACE else BINARY
    name, _ = outcome(table[sign], sample(first), sample(second))
    if name is None:
        return None
    if name not in SAMPLES or name == "object":
        return UNKNOWN
    return _with_content(sign, name, a, b)


def _with_content(sign: str, name: str, a: Value, b: Value) -> Value:
    if isinstance(a, Exact) and isinstance(b, Exact):
        if sign == "+" and name in ("list", "tuple"):
            if a.items is not None and b.items is not None and len(a.items) + len(b.items) < 40:
                return Exact(name, items=a.items + b.items)
            first, second = element_of(a), element_of(b)
            if first is not None and second is not None:
                return Exact(name, element=join(first, second))
        if name == "int" and sign in ("+", "-", "*"):
            return _folded(sign, a, b)
        if sign == "*" and name == "list":
            repeated = element_of(a) or element_of(b)
            return Exact(name, element=repeated)
    return Exact(name)


def _folded(sign: str, a: Exact, b: Exact) -> Value:
    x, y = a.constant, b.constant
    if type(x) is int and type(y) is int and abs(x) < 1 << 40 and abs(y) < 1 << 40:
        return Exact("int", {"+": x + y, "-": x - y, "*": x * y}[sign])
    return Exact("int")


def sample_name(value: Value, sign: str, inplace: bool, reflected: bool = False) -> str | None:
    """The sample that stands for the value; None where it may do anything."""
    match value:
        case Exact(name) if name in SAMPLES:
            return name
        case FunctionValue():
            return "function"
        case MethodValue():
            return "method"
        case Instance(info) if info.is_closed and sign in DUNDERS:
            classes = [*info.mro(), *info.below()]
            if any(each.builtin_bases for each in classes):
                return None
            stem = DUNDERS[sign]
            names = {f"__{stem}__", f"__r{stem}__", f"__i{stem}__", f"__{MIRRORED.get(sign)}__"}
            if any(each.names & names for each in classes):
                return None
            return "object"
        case _:
            return None


def _is_zero(value: Value) -> bool:
    return isinstance(value, Exact) and value.type in NUMBERS and (
        value.constant is not NOTHING and not value.constant
    )  # fmt: skip


def _all_numbers(value: Value) -> bool:
    return all(isinstance(each, Exact) and each.type in NUMBERS for each in members(value)) or (
        value == UNKNOWN
    )


def _advice(sign: str, a: Value, b: Value) -> str:
    for value in (a, b):
        if isinstance(value, FunctionValue | MethodValue):
            return "was a call meant? add parentheses"
    names = {each.type for each in (a, b) if isinstance(each, Exact)}
    if sign == "+" and "str" in names and names & NUMBERS:
        return "convert the number with str(...), or the text with int(...)"
    if "None" in names:
        return "the function that gave None may lack a return statement"
    return ""


def unary(frame: Frame, node: ast.UnaryOp, operator: ast.unaryop, value: Value) -> Value:
    if isinstance(operator, ast.Not):
        return BOOL
    sign = SIGNS[type(operator)]
    if isinstance(value, Exact) and isinstance(value.constant, int | float):
        if sign == "-":
            return Exact(value.type if value.type != "bool" else "int", -value.constant)
    results: list[Value] = []
    refused = 0
    for each in members(value):
        name = each.type if isinstance(each, Exact) and each.type in SAMPLES else None
        name = "function" if isinstance(each, FunctionValue) else name
        if name is None:
            return UNKNOWN
        result, _ = outcome(UNARY[sign], sample(name))
        refused += result is None
        results.append(Exact(result) if result else UNKNOWN)
    if refused == len(results):
        frame.report(node, BadOperand(sign, described(value)))
        return UNKNOWN
    return join_all(results)


def compare(frame: Frame, node: ast.Compare) -> Value:
    left_node, left = node.left, expressions.look(frame, node.left)
    for operator, right_node in zip(node.ops, node.comparators, strict=True):
        right = expressions.look(frame, right_node)
        place = node if len(node.ops) == 1 else right_node
        _compare(frame, place, operator, left, right)
        if isinstance(operator, ast.Eq | ast.NotEq):
            literals = isinstance(left_node, ast.Constant) and isinstance(right_node, ast.Constant)
            if not literals:
                _never_equal(frame, place, left, right)
        left_node, left = right_node, right
    is_plain = all(isinstance(each, ast.Is | ast.IsNot | ast.In | ast.NotIn) for each in node.ops)
    return BOOL if is_plain else UNKNOWN


def _compare(frame: Frame, node: ast.AST, operator: ast.cmpop, a: Value, b: Value) -> None:
    if isinstance(operator, ast.In | ast.NotIn):
        sign = "in"
    elif type(operator) in SIGNS:
        sign = SIGNS[type(operator)]
    else:
        return
    for x in members(a):
        for y in members(b):
            names = sample_name(x, sign, False), sample_name(y, sign, False, reflected=True)
            if sign == "in":
                names = _membership_names(x, y)
            if names[0] is None or names[1] is None:
                return
            result, _ = outcome(BINARY[sign], sample(names[0]), sample(names[1]))
            if result is not None:
                return
    problem = BadOperand(sign, f"{described(a)} and {described(b)}")
    frame.report(node, problem, help_=_advice(sign, a, b))


def _membership_names(item: Value, container: Value) -> tuple[str | None, str | None]:
    if not isinstance(container, Exact) or container.type not in SAMPLES:
        return (None, None) if not isinstance(container, FunctionValue) else ("int", "function")
    if isinstance(item, Exact) and item.type in SAMPLES:
        return item.type, container.type
    is_text = container.type in ("str", "bytes", "set", "dict", "frozenset")
    return (None, None) if is_text else ("int", container.type)


def _never_equal(frame: Frame, node: ast.AST, a: Value, b: Value) -> None:
    if not isinstance(a, Exact) or not isinstance(b, Exact) or frame.call is not None:
        return
    kinds = {_kind(a), _kind(b)}
    if len(kinds) == 2 and None not in kinds:
        frame.report(node, NeverEqual(described(a), described(b)))


def _kind(value: Exact) -> str | None:
    if value.type in NUMBERS:
        return "number"
    return value.type if value.type in CONTAINERS or value.type == "str" else None
