"""The abstract value of expressions: `evaluate(frame, node)`.

`evaluate` hands the value on: a container that a variable names may then be changed from
elsewhere, so what it holds is forgotten. `look` only reads.
"""

from __future__ import annotations

import ast

from pyc.compiler.diagnostics.catalogue import NotIterable, UnhashableKey
from pyc.compiler.frontend.semantic import (
    attributes,
    calls,
    formats,
    narrowing,
    operators,
    subscripts,
)
from pyc.compiler.frontend.semantic.frame import Frame
from pyc.compiler.frontend.semantic.samples import TYPES
from pyc.compiler.frontend.semantic.state import joined, quieted
from pyc.compiler.frontend.semantic.values import (
    STR,
    UNKNOWN,
    Exact,
    FunctionValue,
    Instance,
    ModuleValue,
    OneOf,
    Value,
    constant,
    described,
    element_of,
    join_all,
    members,
    without_constant,
    without_content,
)

MAX_ITEMS = 40  # displays longer than this are known by their element type only
UNHASHABLE = frozenset({"list", "dict", "set", "bytearray"})


def evaluate(frame: Frame, node: ast.expr) -> Value:
    """The value, from now on also known elsewhere."""
    value = look(frame, node)
    if isinstance(node, ast.Name):
        frame.forget_content(node.id)
        return without_content(value)
    if isinstance(node, ast.IfExp | ast.BoolOp | ast.NamedExpr):
        for each in ast.walk(node):
            if isinstance(each, ast.Name):
                frame.forget_content(each.id)
        return without_content(value)
    return value


def look(frame: Frame, node: ast.expr) -> Value:
    if frame.state is None:
        return UNKNOWN
    match node:
        case ast.Name(id=name):
            return frame.load(name, node)
        case ast.Constant(value=value):
            return constant(value)
        case ast.Call():
            return calls.call(frame, node)
        case ast.Attribute(value=owner):
            found = attributes.loaded(frame, node)
            if isinstance(owner, ast.Name):
                frame.forget_content(owner.id)  # a bound method may change it later
            return found
        case ast.Subscript():
            return subscripts.loaded(frame, node)
        case ast.BinOp(left=left, op=operator, right=right):
            values = look(frame, left), look(frame, right)
            return operators.binary(frame, node, operator, *values)
        case ast.Compare():
            return operators.compare(frame, node)
        case ast.BoolOp():
            return _bool_op(frame, node)
        case ast.UnaryOp(op=operator, operand=operand):
            return operators.unary(frame, node, operator, look(frame, operand))
        case ast.JoinedStr(values=parts):
            for part in parts:
                look(frame, part)
            return STR
        case ast.FormattedValue(value=value, format_spec=spec):
            shown = look(frame, value)
            if spec is not None:
                look(frame, spec)
                formats.check_spec(frame, node, shown)
            return STR
        case ast.Tuple(elts=elements):
            return _sequence(frame, "tuple", elements)
        case ast.List(elts=elements):
            return _sequence(frame, "list", elements)
        case ast.Set(elts=elements):
            return _set(frame, elements)
        case ast.Dict():
            return _dict(frame, node)
        case ast.IfExp():
            return _if_expression(frame, node)
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            return _comprehension(frame, node)
        case ast.Lambda():
            return _lambda(frame, node)
        case ast.NamedExpr(target=target, value=value):
            result = evaluate(frame, value)
            _store_walrus(frame, target.id, result)
            return result
        case ast.Starred(value=value):
            evaluate(frame, value)
            return UNKNOWN
        case ast.Await(value=value) | ast.YieldFrom(value=value):
            evaluate(frame, value)
            return UNKNOWN
        case ast.Yield(value=value):
            if value is not None:
                evaluate(frame, value)
            return UNKNOWN
        case ast.Slice(lower=lower, upper=upper, step=step):
            for bound in (lower, upper, step):
                if bound is not None:
                    look(frame, bound)
            return Exact("slice")
        case _:
            return UNKNOWN


def _store_walrus(frame: Frame, name: str, value: Value) -> None:
    overlays, frame.overlays = frame.overlays, []
    frame.store(name, value)
    frame.overlays = overlays


def element_of_iterable(frame: Frame, node: ast.AST, value: Value) -> Value:
    """What iterating gives; reports what cannot be iterated over."""
    results = []
    wrong = []
    for each in members(value):
        if is_iterable(each) is False:
            wrong.append(each)
        results.append((element_of(each) or UNKNOWN) if isinstance(each, Exact) else UNKNOWN)
    if wrong and len(wrong) == len(members(value)):
        help_ = ""
        if isinstance(wrong[0], Exact) and wrong[0].type == "int":
            help_ = "to count, iterate over range(...)"
        frame.report(node, NotIterable(described(value)), help_=help_)
        return UNKNOWN
    return without_constant(join_all(results))


def is_iterable(value: Value) -> bool | None:
    """None: not known."""
    match value:
        case Exact(name) if name in TYPES:
            type_ = TYPES[name]
            return hasattr(type_, "__iter__") or hasattr(type_, "__getitem__")
        case FunctionValue() | ModuleValue():
            return False
        case Instance(info) if info.is_closed:
            if any(each.builtin_bases for each in info.mro()):
                return None
            if info.has("__iter__") or info.has("__getitem__"):
                return None
            return None if any(each.has("__iter__") for each in info.below()) else False
        case _:
            return None


# ---- displays


def _sequence(frame: Frame, name: str, elements: list[ast.expr]) -> Value:
    values = [without_content(evaluate(frame, each)) for each in elements]
    if any(isinstance(each, ast.Starred) for each in elements):
        return Exact(name)
    if len(values) > MAX_ITEMS:
        return Exact(name, element=without_constant(join_all(values)))
    return Exact(name, items=tuple(values))


def _set(frame: Frame, elements: list[ast.expr]) -> Value:
    values = []
    for each in elements:
        value = evaluate(frame, each)
        check_hashable(frame, each, value, "a member of a set")
        values.append(without_constant(value))
    if any(isinstance(each, ast.Starred) for each in elements):
        return Exact("set")
    return Exact("set", element=join_all(values))


def check_hashable(frame: Frame, node: ast.AST, value: Value, role: str) -> None:
    if isinstance(value, Exact) and value.type in UNHASHABLE:
        frame.report(node, UnhashableKey(value.type, role))


def _dict(frame: Frame, node: ast.Dict) -> Value:
    keys: list[Value] | None = []
    values = []
    for key_node, value_node in zip(node.keys, node.values, strict=True):
        key = evaluate(frame, key_node) if key_node is not None else UNKNOWN
        if key_node is not None:
            check_hashable(frame, key_node, key, "the key of a dict")
        values.append(without_content(evaluate(frame, value_node)))
        keys = None if key_node is None or keys is None else [*keys, key]
    if keys is None:
        return Exact("dict")
    if len(keys) <= MAX_ITEMS and all(_is_constant(key) for key in keys):
        pairs = ((key.constant, value) for key, value in zip(keys, values, strict=True)
                 if isinstance(key, Exact))  # fmt: skip
        return Exact("dict", keys=tuple(pairs))
    return Exact("dict", element=without_constant(join_all(keys)))


def _is_constant(value: Value) -> bool:
    return isinstance(value, Exact) and isinstance(value.constant, str | int | bytes)


# ---- conditions


def _bool_op(frame: Frame, node: ast.BoolOp) -> Value:
    """Each operand is evaluated where those before it let it be."""
    start = frame.state
    takes_true = isinstance(node.op, ast.And)
    results: list[Value] = []
    after = None
    conditional = frame.conditional
    for index, operand in enumerate(node.values):
        value = look(frame, operand)
        decided = narrowing.truth(frame, operand)
        is_last = index == len(node.values) - 1
        if is_last or decided is None or decided is not takes_true:
            results.append(_kept(value, takes_true, is_last))
        after = joined(after, frame.state)
        if not is_last:
            frame.state = narrowing.assumed(frame, operand, takes_true)
            if frame.state is None:
                break
            frame.state = quieted(frame.state)
            frame.conditional += decided is None
    frame.conditional = conditional
    frame.state = after if after is not None else start
    return join_all(results)


def _kept(value: Value, takes_true: bool, is_last: bool) -> Value:
    """`x or y` gives x only where x is true."""
    if is_last or takes_true:
        return value
    kept = [each for each in members(value) if each != Exact("None", None)]
    return join_all(kept) if kept else value


def _if_expression(frame: Frame, node: ast.IfExp) -> Value:
    evaluate(frame, node.test)
    decided = narrowing.truth(frame, node.test)
    states, results = [], []
    for holds, branch in ((True, node.body), (False, node.orelse)):
        if decided is (not holds):
            continue
        before = frame.state
        frame.state = quieted(narrowing.assumed(frame, node.test, holds))
        if frame.state is not None:
            with frame.conditionally():
                results.append(evaluate(frame, branch))
            states.append(frame.state)
        frame.state = before
    for state in states[:1]:
        frame.state = state
    for state in states[1:]:
        frame.state = joined(frame.state, state)
    return join_all(results)


# ---- comprehensions and lambdas


def _comprehension(
    frame: Frame, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
) -> Value:
    """Its variables lie over those around; it runs zero times or more."""
    before = frame.state
    overlay: dict[str, Value] = {}
    conditional = frame.conditional
    for index, generator in enumerate(node.generators):
        iterable = look(frame, generator.iter)
        element = element_of_iterable(frame, generator.iter, iterable)
        if index == 0:
            frame.overlays.append(overlay)
        for each in ast.walk(generator.target):
            if isinstance(each, ast.Name):
                overlay[each.id] = UNKNOWN
        _bind(frame, generator.target, UNKNOWN if generator.is_async else element)
        for test in generator.ifs:
            evaluate(frame, test)
            _narrow_overlay(frame, overlay, test)
            frame.state = quieted(narrowing.assumed(frame, test, True))
            frame.conditional += 1
            if frame.state is None:
                frame.overlays.pop()
                frame.state, frame.conditional = before, conditional
                return UNKNOWN
    if isinstance(node, ast.DictComp):
        key = evaluate(frame, node.key)
        check_hashable(frame, node.key, key, "the key of a dict")
        evaluate(frame, node.value)
        result: Value = Exact("dict", element=without_constant(key))
    else:
        element = without_constant(without_content(evaluate(frame, node.elt)))
        result = Exact(_KINDS[type(node)], element=element)
    frame.overlays.pop()
    frame.conditional = conditional
    frame.state = joined(before, frame.state)
    return result


_KINDS = {ast.ListComp: "list", ast.SetComp: "set", ast.GeneratorExp: "generator"}


def _narrow_overlay(frame: Frame, overlay: dict[str, Value], test: ast.expr) -> None:
    """A condition on a comprehension's variable: what it rules out is not worked out."""
    for each in ast.walk(test):
        if isinstance(each, ast.Name) and isinstance(overlay.get(each.id), OneOf):
            overlay[each.id] = UNKNOWN


def _bind(frame: Frame, target: ast.expr, value: Value) -> None:
    match target:
        case ast.Name(id=name):
            frame.overlays[-1][name] = value
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            items = value.items if isinstance(value, Exact) else None
            if items is None or len(items) != len(elements):
                items = (UNKNOWN,) * len(elements)
            for each, item in zip(elements, items, strict=True):
                _bind(frame, each, item)


def _lambda(frame: Frame, node: ast.Lambda) -> Value:
    for default in (*node.args.defaults, *node.args.kw_defaults):
        if default is not None:
            evaluate(frame, default)
    frame.checker.queue.append((node, frame))
    return Exact("function")

