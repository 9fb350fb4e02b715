"""Expressions: `value(build, node)` gives the register that holds the expression's value."""

from __future__ import annotations

import ast

from pyc.compiler.flow import ops
from pyc.compiler.flow.nodes import Block, Register
from pyc.compiler.frontend.building import calls, comprehensions, functions
from pyc.compiler.frontend.building.context import (
    Builder,
    Unsupported,
    binary_anchor,
    subscript_anchor,
)

BINARY_TEXT: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%",
    ast.Pow: "**", ast.LShift: "<<", ast.RShift: ">>", ast.BitAnd: "&", ast.BitOr: "|",
    ast.BitXor: "^", ast.MatMult: "@",
}  # fmt: skip
UNARY_TEXT: dict[type[ast.unaryop], str] = {ast.USub: "-", ast.UAdd: "+", ast.Invert: "~"}
COMPARE_TEXT: dict[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Eq: "==", ast.NotEq: "!=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip
CONVERSION = {-1: "", ord("s"): "s", ord("r"): "r", ord("a"): "a"}


def value(build: Builder, node: ast.expr) -> Register:
    """Evaluates `node`; the register is not to be written by the caller."""
    match node:
        case ast.Name(id=name):
            return build.load(name, node)
        case ast.Constant(value=complex()):
            raise Unsupported(node, "a complex number")
        case ast.Constant(value=constant):
            return build.constant(constant, node)
        case ast.Call():
            return calls.call(build, node)
        case ast.Attribute(value=inner, attr=name):
            return build.emit(ops.GET_ATTR, (value(build, inner),), name, node)
        case ast.BinOp(left=left, op=operator, right=right):
            folded = _folded(node)
            if folded is not None:
                return build.constant(folded, node)
            args = (value(build, left), value(build, right))
            text = BINARY_TEXT[type(operator)]
            return build.emit(ops.BINARY, args, text, node, binary_anchor(build, node))
        case ast.Subscript(value=inner, slice=key):
            args = (value(build, inner), subscript_key(build, key))
            return build.emit(ops.GET_ITEM, args, None, node, subscript_anchor(build, node))
        case ast.Compare():
            return _comparison(build, node)
        case ast.UnaryOp(op=ast.Not()):
            return build.emit(ops.NOT, (value(build, node.operand),), None, node)
        case ast.UnaryOp(op=operator, operand=operand):
            folded = _folded(node)
            if folded is not None:
                return build.constant(folded, node)
            text = UNARY_TEXT[type(operator)]
            return build.emit(ops.UNARY, (value(build, operand),), text, node)
        case ast.BoolOp():
            return _short_circuit(build, node)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return _conditional(build, test, body, orelse)
        case ast.JoinedStr():
            return joined_text(build, node)
        case ast.FormattedValue():
            return _formatted(build, node)
        case ast.List(elts=elements):
            return display(build, node, elements)
        case ast.Tuple(elts=elements):
            return _tuple(build, node, elements)
        case ast.Set(elts=elements):
            return _setdisplay(build, node, elements)
        case ast.Dict():
            return _dictdisplay(build, node)
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            return comprehensions.comprehension(build, node)
        case ast.Lambda():
            return functions.lambda_value(build, node)
        case ast.NamedExpr(target=target, value=inner):
            result = value(build, inner)
            build.store(target.id, result, node)
            return result
        case ast.Slice(lower=lower, upper=upper, step=step):
            parts = tuple(
                build.constant(None) if each is None else value(build, each)
                for each in (lower, upper, step)
            )
            return build.emit(ops.SLICE, parts, None, node)
        case ast.Yield(value=inner):
            given = build.constant(None) if inner is None else value(build, inner)
            return build.emit(ops.YIELD, (given,), None, node)
        case ast.YieldFrom(value=inner):
            iterator = build.emit(ops.ITER, (value(build, inner),), None, node)
            return build.emit(ops.YIELD_FROM, (iterator,), None, node)
        case _:
            raise Unsupported(node, type(node).__name__)


def subscript_key(build: Builder, key: ast.expr) -> Register:
    return value(build, key)


def _folded(node: ast.expr) -> int | float | None:
    """Small arithmetic on number literals, as CPython's compiler folds it; None: not folded."""
    match node:
        case ast.Constant(value=int() | float() as constant) if not isinstance(constant, bool):
            return constant
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            inner = _folded(operand)
            return None if inner is None else -inner
        case ast.BinOp(left=left, op=operator, right=right):
            a, b = _folded(left), _folded(right)
            if a is None or b is None:
                return None
            return _folded_binary(a, operator, b)
    return None


def _folded_binary(a: int | float, operator: ast.operator, b: int | float) -> int | float | None:
    if not (abs(a) < 2**64 and abs(b) < 2**64):
        return None
    match operator:
        case ast.Add():
            return a + b
        case ast.Sub():
            return a - b
        case ast.Mult():
            return a * b
        case ast.Pow() if isinstance(a, int) and isinstance(b, int) and 0 <= b <= 64:
            return int(a**b)
        case ast.LShift() if isinstance(a, int) and isinstance(b, int) and 0 <= b <= 128:
            return a << b
        case ast.Div() if b != 0:
            return a / b
        case ast.FloorDiv() if b != 0 and isinstance(a, int) and isinstance(b, int):
            return a // b
        case ast.Mod() if b != 0 and isinstance(a, int) and isinstance(b, int):
            return a % b
    return None


def _comparison(build: Builder, node: ast.Compare) -> Register:
    """a < b < c evaluates b once and stops at the first false."""
    left = value(build, node.left)
    if len(node.ops) == 1:
        return _compared(build, left, node.ops[0], value(build, node.comparators[0]), node)
    result = build.temp()
    after = build.new_block()
    for index, (operator, comparator) in enumerate(zip(node.ops, node.comparators, strict=True)):
        right = value(build, comparator)
        outcome = _compared(build, left, operator, right, node)
        build.emit(ops.COPY, (outcome,), dest=result)
        if index < len(node.ops) - 1:
            more = build.new_block()
            build.branch(result, more, after, node)
            build.start(more)
        left = right
    build.jump(after)
    build.start(after)
    return result


def _compared(
    build: Builder, left: Register, operator: ast.cmpop, right: Register, node: ast.Compare
) -> Register:
    match operator:
        case ast.Is() | ast.IsNot():
            return build.emit(ops.IS, (left, right), isinstance(operator, ast.IsNot), node)
        case ast.In() | ast.NotIn():
            return build.emit(ops.CONTAINS, (left, right), isinstance(operator, ast.NotIn), node)
        case _:
            return build.emit(ops.COMPARE, (left, right), COMPARE_TEXT[type(operator)], node)


def _short_circuit(build: Builder, node: ast.BoolOp) -> Register:
    result = build.temp()
    after = build.new_block()
    for index, each in enumerate(node.values):
        build.emit(ops.COPY, (value(build, each),), dest=result)
        if index < len(node.values) - 1:
            more = build.new_block()
            if isinstance(node.op, ast.And):
                build.branch(result, more, after, each)
            else:
                build.branch(result, after, more, each)
            build.start(more)
    build.jump(after)
    build.start(after)
    return result


def _conditional(build: Builder, test: ast.expr, body: ast.expr, orelse: ast.expr) -> Register:
    result = build.temp()
    then, otherwise, after = build.new_block(), build.new_block(), build.new_block()
    condition(build, test, then, otherwise)
    for block, branch_value in ((then, body), (otherwise, orelse)):
        build.start(block)
        build.emit(ops.COPY, (value(build, branch_value),), dest=result)
        build.jump(after)
    build.start(after)
    return result


def condition(build: Builder, test: ast.expr, then: Block, otherwise: Block) -> None:
    """Branches on the truth of `test` without building the value of `and`, `or`, `not`."""
    match test:
        case ast.BoolOp(op=operator, values=values):
            for each in values[:-1]:
                more = build.new_block()
                if isinstance(operator, ast.And):
                    condition(build, each, more, otherwise)
                else:
                    condition(build, each, then, more)
                build.start(more)
            condition(build, values[-1], then, otherwise)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            condition(build, operand, otherwise, then)
        case ast.Compare(ops=operators) if len(operators) > 1:
            _chained_condition(build, test, then, otherwise)
        case ast.Constant(value=constant):
            build.jump(then if constant else otherwise)
        case _:
            build.branch(value(build, test), then, otherwise, test)


def _chained_condition(build: Builder, node: ast.Compare, then: Block, otherwise: Block) -> None:
    left = value(build, node.left)
    for index, (operator, comparator) in enumerate(zip(node.ops, node.comparators, strict=True)):
        right = value(build, comparator)
        outcome = _compared(build, left, operator, right, node)
        more = then if index == len(node.ops) - 1 else build.new_block()
        build.branch(outcome, more, otherwise, node)
        if more is not then:
            build.start(more)
        left = right


def joined_text(build: Builder, node: ast.JoinedStr) -> Register:
    parts = []
    for each in node.values:
        match each:
            case ast.Constant(value=text):
                parts.append(build.constant(text))
            case ast.FormattedValue():
                parts.append(_formatted(build, each))
            case _:
                raise Unsupported(each, type(each).__name__)
    if not parts:
        return build.constant("")
    if len(parts) == 1:
        return parts[0]
    return build.emit(ops.JOIN, tuple(parts), None, node)


def _formatted(build: Builder, node: ast.FormattedValue) -> Register:
    args: tuple[Register, ...] = (value(build, node.value),)
    if node.format_spec is not None:
        args += (value(build, node.format_spec),)
    return build.emit(ops.FORMAT, args, CONVERSION[node.conversion], node)


def display(build: Builder, node: ast.AST, elements: list[ast.expr]) -> Register:
    """A list display; with stars it grows piece by piece."""
    if not any(isinstance(each, ast.Starred) for each in elements):
        return build.emit(ops.LIST, tuple(value(build, each) for each in elements), None, node)
    result = build.emit(ops.LIST, (), None, node)
    for each in elements:
        if isinstance(each, ast.Starred):
            build.step(ops.LIST_EXTEND, (), (result, value(build, each.value)), None, node)
        else:
            build.step(ops.LIST_APPEND, (), (result, value(build, each)), None, node)
    return result


def _tuple(build: Builder, node: ast.expr, elements: list[ast.expr]) -> Register:
    constants = [each.value for each in elements if isinstance(each, ast.Constant)]
    if len(constants) == len(elements):
        return build.constant(tuple(constants), node)
    if any(isinstance(each, ast.Starred) for each in elements):
        return build.emit(ops.LIST_TO_TUPLE, (display(build, node, elements),), None, node)
    return build.emit(ops.TUPLE, tuple(value(build, each) for each in elements), None, node)


def _setdisplay(build: Builder, node: ast.expr, elements: list[ast.expr]) -> Register:
    if not any(isinstance(each, ast.Starred) for each in elements):
        return build.emit(ops.SET, tuple(value(build, each) for each in elements), None, node)
    result = build.emit(ops.SET, (), None, node)
    for each in elements:
        op = ops.SET_UPDATE if isinstance(each, ast.Starred) else ops.SET_ADD
        inner = each.value if isinstance(each, ast.Starred) else each
        build.step(op, (), (result, value(build, inner)), None, node)
    return result


def _dictdisplay(build: Builder, node: ast.Dict) -> Register:
    if all(key is not None for key in node.keys):
        args: list[Register] = []
        for key, item in zip(node.keys, node.values, strict=True):
            assert key is not None
            args += [value(build, key), value(build, item)]
        return build.emit(ops.DICT, tuple(args), None, node)
    result = build.emit(ops.DICT, (), None, node)
    for key, item in zip(node.keys, node.values, strict=True):
        if key is None:
            build.step(ops.DICT_MERGE, (), (result, value(build, item)), None, node)
        else:
            pair = (value(build, key), value(build, item))
            build.step(ops.DICT_SET, (), (result, *pair), None, node)
    return result


