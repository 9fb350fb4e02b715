"""Simulated compiler bugs: each rewrites a program into what a wrong compiler would make of it.

A generator that cannot tell the rewritten program from the true one would miss that bug in the
compiler too. The rewritten programs call helpers whose names start with `_wrong_`; WRONG holds
them.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable
from dataclasses import dataclass

Node = ast.AST
Rewrite = Callable[[Node], Node]


@dataclass(frozen=True)
class Mutation:
    """`rewrite` gets every node, children first, and gives what takes its place."""

    name: str
    rewrite: Rewrite


def mutated(source: str, mutation: Mutation) -> str:
    tree = _Rewriter(mutation.rewrite).visit(ast.parse(source))
    return ast.unparse(ast.fix_missing_locations(tree))


class _Rewriter(ast.NodeTransformer):
    def __init__(self, rewrite: Rewrite) -> None:
        self.rewrite = rewrite

    def generic_visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.FunctionDef) and node.name in ("clamp", "note", "run"):
            return node  # the prelude is not the program
        return self.rewrite(super().generic_visit(node))


# ---- What the wrong code computes ----


def _small(n: object) -> bool:
    return type(n) is int


def _wrap(n: object) -> object:
    return (n + 2**63) % 2**64 - 2**63 if isinstance(n, int) and not isinstance(n, bool) else n


def _binary(operator: str, a: object, b: object) -> object:
    return eval(f"a {operator} b", {"a": a, "b": b})


def _truncated_quotient(a: object, b: object) -> object:
    if _small(a) and _small(b) and b:
        quotient = abs(a) // abs(b)  # type: ignore[arg-type]
        return quotient if (a < 0) == (b < 0) else -quotient  # type: ignore[operator]
    return _binary("//", a, b)


def _truncated_remainder(a: object, b: object) -> object:
    if _small(a) and _small(b) and b:
        return a - b * _truncated_quotient(a, b)  # type: ignore[operator]
    return _binary("%", a, b)


def _logical_shift(a: object, b: object) -> object:
    return a % 2**64 >> b if _small(a) and b >= 0 else _binary(">>", a, b)  # type: ignore[operator]


def _item(container: object, index: object) -> object:
    if isinstance(container, list | str) and _small(index) and index < 0 and container:  # type: ignore[operator]
        return container[0]
    return container[index]  # type: ignore[index]


def _half_up(x: object, n: object = None) -> object:
    if isinstance(x, float) and n is None and abs(x) < 1e15 and x - x // 1 == 0.5:
        return int(x // 1) + 1
    return builtins.round(x) if n is None else builtins.round(x, n)  # type: ignore[call-overload]


def _range(*bounds: int) -> object:
    if len(bounds) == 3 and bounds[2] < 0:
        return builtins.range(bounds[0], bounds[1] + 1, bounds[2])
    return builtins.range(*bounds)


def _short(value: object) -> object:
    if isinstance(value, float):
        return float(f"{value:.12g}")
    return [_short(each) for each in value] if isinstance(value, list) else value


def _both(operator: str, a: object, b: object) -> object:
    return (a and b) if operator == "and" else (a or b)


def _backwards(container: object, index: object) -> object:
    if isinstance(index, slice) and index.step is not None and index.step < 0:
        return container[slice(index.start, index.stop, index.step)][1:]  # type: ignore[index]
    return container[index]  # type: ignore[index]


def _floats(items: list[object]) -> list[object]:
    """An unboxed list of floats that takes an int for a float."""
    if any(type(each) is float for each in items):
        return [float(each) if type(each) is int and abs(each) < 2**60 else each for each in items]
    return items


WRONG: dict[str, object] = {
    "_wrong_wrap": _wrap,
    "_wrong_shift_left": lambda a, b: _wrap(_binary("<<", a, b)),
    "_wrong_floor": _truncated_quotient,
    "_wrong_mod": _truncated_remainder,
    "_wrong_shift": _logical_shift,
    "_wrong_item": _item,
    "_wrong_round": _half_up,
    "_wrong_range": _range,
    "_wrong_note": _short,
    "_wrong_both": _both,
    "_wrong_slice": _backwards,
    "_wrong_floats": _floats,
    "_wrong_string": lambda error: str(error).strip("'"),
    "_wrong_number": lambda x: int(x) if isinstance(x, bool) else x,
}


# ---- The rewrites ----


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(f"_wrong_{name}", ast.Load()), list(arguments), [])


def _for_operator(operator: type[ast.operator], name: str) -> Rewrite:
    def rewrite(node: Node) -> Node:
        match node:
            case ast.BinOp(left, op, right) if isinstance(op, operator):
                return _call(name, left, right)
            case ast.AugAssign(ast.Name(id) as target, op, value) if isinstance(op, operator):
                return ast.Assign([target], _call(name, ast.Name(id, ast.Load()), value))
        return node

    return rewrite


def _arithmetic_wraps(node: Node) -> Node:
    match node:
        case ast.BinOp(_, ast.Add() | ast.Sub() | ast.Mult(), _):
            return _call("wrap", node)
        case ast.AugAssign(ast.Name(id) as target, ast.Add() | ast.Sub() | ast.Mult() as op, value):
            return ast.Assign([target], _call("wrap", ast.BinOp(ast.Name(id, ast.Load()), op, value)))
    return node


def _no_finally(node: Node) -> Node:
    if isinstance(node, ast.Try) and node.finalbody:
        after, node.finalbody = node.finalbody, []
        if not node.handlers:
            return ast.If(ast.Constant(True), [*node.body, *after], [])
        node.orelse = [*node.orelse, *after]
    return node


def _eager(node: Node) -> Node:
    match node:
        case ast.BoolOp(op, [left, right]):
            return _call("both", ast.Constant("and" if isinstance(op, ast.And) else "or"), left, right)
    return node


def _first_comparison_only(node: Node) -> Node:
    match node:
        case ast.Compare(left, [first, _, *_], [right, *_]):
            return ast.Compare(left, [first], [right])
    return node


def _for_call(name: str, wrong: str) -> Rewrite:
    def rewrite(node: Node) -> Node:
        match node:
            case ast.Call(ast.Name(id), arguments, []) if id == name:
                return _call(wrong, *arguments)
        return node

    return rewrite


def _short_floats(node: Node) -> Node:
    match node:
        case ast.Call(ast.Name("note" | "str" | "repr"), arguments):
            node.args = [_call("note", each) for each in arguments]
        case ast.FormattedValue(value, _, None):
            node.value = _call("note", value)
    return node


def _negative_index(node: Node) -> Node:
    match node:
        case ast.Subscript(value, index, ast.Load()) if not isinstance(index, ast.Slice):
            return _call("item", value, index)
    return node


def _negative_step(node: Node) -> Node:
    match node:
        case ast.Subscript(value, ast.Slice(lower, upper, step), ast.Load()):
            bounds = [each or ast.Constant(None) for each in (lower, upper, step)]
            return _call("slice", value, ast.Call(ast.Name("slice", ast.Load()), bounds, []))
    return node


def _unquoted_key(node: Node) -> Node:
    match node:
        case ast.Call(ast.Name("str"), [ast.Name("error")]):
            return _call("string", node.args[0])
    return node


def _first_handler(node: Node) -> Node:
    """The first clause takes every exception."""
    if isinstance(node, ast.Try) and node.handlers:
        node.handlers = node.handlers[:1]
        node.handlers[0].type = ast.Name("Exception", ast.Load())
    return node


def _else_always(node: Node) -> Node:
    if isinstance(node, ast.For) and node.orelse:
        after, node.orelse = node.orelse, []
        return ast.If(ast.Constant(True), [node, *after], [])
    return node


def _no_overriding(node: Node) -> Node:
    """Methods are found in the first class: those of subclasses are never called."""
    if isinstance(node, ast.ClassDef) and node.bases:
        node.body = [each for each in node.body if getattr(each, "name", "")[:1] != "m"]
        node.body = node.body or [ast.Pass()]
    return node


def _float_lists(node: Node) -> Node:
    if isinstance(node, ast.List) and isinstance(node.ctx, ast.Load):
        return _call("floats", node)
    return node


def _joined_as_float(node: Node) -> Node:
    """Both arms of a choice get one machine type."""
    match node:
        case ast.IfExp(test, body, orelse):
            pair = ast.List([body, orelse], ast.Load())
            chosen = ast.Subscript(_call("floats", pair), ast.IfExp(test, ast.Constant(0), ast.Constant(1)), ast.Load())
            return chosen if _has_no_call(body) and _has_no_call(orelse) else node
    return node


def _has_no_call(node: ast.expr) -> bool:
    return all(isinstance(each, ast.Name | ast.Constant | ast.expr_context) for each in ast.walk(node))


def _bool_as_int(node: Node) -> Node:
    match node:
        case ast.Compare() | ast.Constant(True | False):
            return _call("number", node)
    return node


def _copied_on_augment(node: Node) -> Node:
    """A captured variable is copied into the closure."""
    if isinstance(node, ast.Nonlocal):
        return ast.Expr(ast.Constant(None))
    return node


def _kept_item_store(node: Node) -> Node:
    """`xs[i] += 1` reads and forgets to write."""
    match node:
        case ast.AugAssign(ast.Subscript()):
            return ast.Expr(ast.Subscript(node.target.value, node.target.slice, ast.Load()))
    return node


MUTATIONS = (
    Mutation("64-bit wrap", _arithmetic_wraps),
    Mutation("<< wraps", _for_operator(ast.LShift, "shift_left")),
    Mutation(">> is logical", _for_operator(ast.RShift, "shift")),
    Mutation("// truncates", _for_operator(ast.FloorDiv, "floor")),
    Mutation("% truncates", _for_operator(ast.Mod, "mod")),
    Mutation("no finally", _no_finally),
    Mutation("floats print 12 digits", _short_floats),
    Mutation("and, or are eager", _eager),
    Mutation("chained comparison looks at two", _first_comparison_only),
    Mutation("range with negative step is short", _for_call("range", "range")),
    Mutation("KeyError without quotes", _unquoted_key),
    Mutation("negative index is 0", _negative_index),
    Mutation("round half up", _for_call("round", "round")),
    Mutation("backward slice is short", _negative_step),
    Mutation("first except clause takes all", _first_handler),
    Mutation("else of a loop always runs", _else_always),
    Mutation("no overriding", _no_overriding),
    Mutation("ints in float lists become floats", _float_lists),
    Mutation("both arms of a choice are floats", _joined_as_float),
    Mutation("bool is int", _bool_as_int),
    Mutation("closures cannot write", _copied_on_augment),
    Mutation("augmented item is not stored", _kept_item_store),
)
