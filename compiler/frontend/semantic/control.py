"""Control flow by syntax alone: code behind a way out, paths that forget to return, `except`
clauses in the wrong order."""

from __future__ import annotations

import ast
import builtins
import itertools
from collections.abc import Iterator
from functools import partial

from pyc.compiler.diagnostics.catalogue import (
    MissingReturn,
    ReturnInInit,
    UnreachableCode,
    UnreachableExcept,
)
from pyc.compiler.diagnostics.problem import Located, Note, moved
from pyc.compiler.frontend.semantic.model import FunctionInfo, FunctionNode, ModuleModel
from pyc.compiler.frontend.tree import Statement, own_nodes

LEAVING = {ast.Return: "return", ast.Raise: "raise", ast.Break: "break", ast.Continue: "continue"}
# What is surely not None.
SOLID = (ast.Constant, ast.Tuple, ast.List, ast.Dict, ast.BinOp, ast.JoinedStr, ast.Compare)


def control_problems(model: ModuleModel) -> list[Located]:
    found = list(_unreachable(model, model.tree.body))
    rebound = frozenset(name for name in model.scope.bound if hasattr(builtins, name))
    for each in model.index.statements:
        inside = each.once("control", rebound, partial(_of_statement, model, each))
        found += [moved(located, model.source) for located in inside]
    return found


def _of_statement(model: ModuleModel, statement: Statement) -> tuple[Located, ...]:
    found: list[Located] = []
    for block in statement.blocks:
        found += _unreachable(model, block)
    for node in statement.nodes(ast.Try):
        found += _except_order(model, node)
    functions: list[FunctionNode] = [*statement.nodes(ast.FunctionDef)]
    for function in [*functions, *statement.nodes(ast.AsyncFunctionDef)]:
        found += _returns(model, model.functions[function])
        found += _init_returns(model, model.functions[function])
    return tuple(found)


# ---- unreachable code


def _unreachable(model: ModuleModel, block: list[ast.stmt]) -> Iterator[Located]:
    for before, after in itertools.pairwise(block):
        reason = _why_left(before)
        if reason is None:
            continue
        rest = block[block.index(after) :]
        if not any(isinstance(each, ast.Yield | ast.YieldFrom) for part in rest
                   for each in ast.walk(part)):  # fmt: skip
            note = Note("the way out is here", model.source, model.source.span(before))
            span = model.source.span(after)
            yield Located(UnreachableCode(reason), model.source, span, (note,))
        return


def _why_left(node: ast.stmt) -> str | None:
    """Why nothing behind the statement runs; None: something may."""
    for kind, word in LEAVING.items():
        if isinstance(node, kind):
            return f"`{word}` above always leaves"
    match node:
        case ast.While(test=ast.Constant(value=value)) if value:
            return None if _breaks(node.body) else "the loop above never ends"
        case ast.If(body=body, orelse=orelse) if orelse:
            if leaves(body) and leaves(orelse):
                return "all branches above leave"
    return None


def leaves(body: list[ast.stmt]) -> bool:
    """Control never comes out at the end."""
    return any(_why_left(each) is not None for each in body)


def _breaks(body: list[ast.stmt]) -> bool:
    """Is there a break that belongs to the loop around?"""
    for each in body:
        if isinstance(each, ast.Break):
            return True
        if isinstance(each, ast.For | ast.While | ast.AsyncFor):
            if _breaks(each.orelse):
                return True
        elif not isinstance(each, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            parts = [getattr(each, name, []) for name in ("body", "orelse", "finalbody")]
            parts += [handler.body for handler in getattr(each, "handlers", [])]
            parts += [case.body for case in getattr(each, "cases", [])]
            if any(_breaks(part) for part in parts):
                return True
    return False


# ---- returns


def _returns(model: ModuleModel, info: FunctionInfo) -> Iterator[Located]:
    if info.is_generator or info.is_stub or info.kind == "decorated":
        return
    node = info.node
    own = list(own_nodes(node))
    if not any(isinstance(each, ast.Return) and _gives_value(each) for each in own):
        return
    if any(isinstance(each, ast.Return) and not _gives_value(each) for each in own):
        return  # None is one of its answers
    end = _forgotten_end(info, node.body)
    if end is not None:
        span = model.source.span(end)
        yield Located(MissingReturn(info.name), model.source, span)


def _gives_value(node: ast.Return) -> bool:
    return node.value is not None and not (
        isinstance(node.value, ast.Constant) and node.value.value is None
    )


def _forgotten_end(info: FunctionInfo, body: list[ast.stmt]) -> ast.stmt | None:
    """The place at the end of the function where a return was clearly forgotten. Searches that
    give None where nothing was found end in a loop or an `if` alone: those are fine."""
    if leaves(body):
        return None
    last = body[-1]
    match last:
        case ast.Expr(value=ast.Call(func=func)) if _is_itself(info, func):
            return last
        case ast.Expr(value=value) if isinstance(value, ast.BinOp | ast.Compare | ast.BoolOp):
            return last
        case ast.If():
            return _forgotten_branch(info, last)
    return None


def _is_itself(info: FunctionInfo, func: ast.expr) -> bool:
    """A call of the function itself whose result is dropped."""
    match func:
        case ast.Name(id=name):
            return name == info.name and info.owner is None
        case ast.Attribute(value=ast.Name(id="self"), attr=name):
            return name == info.name and info.owner is not None
    return False


def _forgotten_branch(info: FunctionInfo, node: ast.If) -> ast.stmt | None:
    """One branch of a chain that forgets what the others do, or a gap between ordered cases."""
    chain: list[list[ast.stmt]] = []
    tests = []
    step: ast.If = node
    while True:
        chain.append(step.body)
        tests.append(step.test)
        match step.orelse:
            case [ast.If() as inner]:
                step = inner
                continue
            case []:
                is_ordered = all(map(_is_ordered, tests)) and len(tests) > 1
                if is_ordered and all(map(_returns_value, chain)):
                    return node
                forgotten = [_forgotten_end(info, each) for each in chain if not leaves(each)]
                return next((each for each in forgotten if each is not None), None)
            case rest:
                chain.append(rest)
        break
    open_ends = [each for each in chain if not leaves(each)]
    for each in open_ends:
        found = _forgotten_end(info, each)
        if found is not None:
            return found
    if len(open_ends) == 1 and sum(map(_returns_value, chain)) == len(chain) - 1:
        last = open_ends[0][-1]
        is_computed = isinstance(last, ast.Assign) and len(chain) > 1
        if is_computed and not any(isinstance(each, ast.Raise) for part in chain for each in part):
            target = last.targets[0] if isinstance(last, ast.Assign) else None
            return last if isinstance(target, ast.Name) else None
    return None


def _returns_value(body: list[ast.stmt]) -> bool:
    return isinstance(body[-1], ast.Return) and _gives_value(body[-1])


def _is_ordered(test: ast.expr) -> bool:
    match test:
        case ast.Compare(ops=operators, comparators=compared, left=left):
            sizes = all(isinstance(each, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for each in operators)
            return sizes and any(isinstance(each, ast.Constant) for each in (left, *compared))
        case ast.BoolOp(values=values):
            return all(map(_is_ordered, values))
    return False


def _init_returns(model: ModuleModel, info: FunctionInfo) -> Iterator[Located]:
    if info.name != "__init__" or info.kind != "method":
        return
    for node in own_nodes(info.node):
        if not isinstance(node, ast.Return) or not _gives_value(node):
            continue
        is_self = isinstance(node.value, ast.Name) and node.value.id == info.first_parameter
        if is_self or isinstance(node.value, SOLID):
            yield Located(ReturnInInit(), model.source, model.source.span(node))


# ---- except clauses


def _except_order(model: ModuleModel, node: ast.Try) -> Iterator[Located]:
    caught: list[type[BaseException]] = []
    for handler in node.handlers:
        classes = _classes(model, handler.type)
        if not classes:
            return
        for earlier in caught:
            if all(issubclass(each, earlier) for each in classes):
                names = " and ".join(each.__name__ for each in classes)
                problem = UnreachableExcept(f"`except {earlier.__name__}`", names)
                place = handler.type if handler.type is not None else handler
                yield Located(problem, model.source, model.source.span(place))
                return
        caught += classes


def _classes(model: ModuleModel, node: ast.expr | None) -> list[type[BaseException]]:
    """[] where one is not a builtin exception."""
    if node is None:
        return [BaseException]
    names = node.elts if isinstance(node, ast.Tuple) else [node]
    result = []
    for each in names:
        if not isinstance(each, ast.Name) or each.id in model.scope.bound:
            return []
        found = getattr(builtins, each.id, None)
        if not isinstance(found, type) or not issubclass(found, BaseException):
            return []
        result.append(found)
    return result
