"""Statements that are valid but hardly ever meant: by syntax alone."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeGuard

from pyc.compiler.diagnostics.catalogue import (
    AlwaysTrue,
    AssertOnTuple,
    ChangedWhileIterating,
    DuplicateKey,
    LiteralIdentity,
    MissingSelf,
    MutableDefault,
    Redefinition,
    UnusedComparison,
)
from pyc.compiler.diagnostics.problem import Located, Note, Problem, moved
from pyc.compiler.frontend.semantic.model import ModuleModel, defaults_of
from pyc.compiler.frontend.tree import Statement, blocks_within
from pyc.compiler.source import SourceFile

CHANGING = frozenset({"append", "extend", "insert", "add", "update", "setdefault", "pop", "remove",
                      "clear", "discard", "sort"})  # fmt: skip
RESIZING = {"remove": "list", "discard": "set", "popitem": "dict"}
MAX_KEYS = 60  # longer dicts are generated tables
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def suspicious(model: ModuleModel) -> list[Located]:
    reads = {each.node: each.once("reads", None, partial(_reads, each.node))
             for each in model.index.statements}  # fmt: skip
    found = _located(model.source, _of_block(model.tree.body, reads.__getitem__))
    for each in model.index.statements:
        inside = each.once("suspicious", None, partial(_of_statement, each, model.source))
        found += [moved(located, model.source) for located in inside]
        for class_ in each.nodes(ast.ClassDef):
            found += _located(model.source, _without_self(model, class_))
    return found


@dataclass(frozen=True, slots=True)
class _Finding:
    node: ast.AST
    problem: Problem
    help: str = ""
    earlier: ast.AST | None = None


def _located(source: SourceFile, found: Iterable[_Finding]) -> list[Located]:
    rows = []
    for each in found:
        notes: tuple[Note, ...] = ()
        if each.earlier is not None:
            notes = (Note("first defined here", source, source.span(each.earlier)),)
        span = source.span(each.node)
        rows.append(Located(each.problem, source, span, notes, help=each.help))
    return rows


def _of_statement(statement: Statement, source: SourceFile) -> tuple[Located, ...]:
    return tuple(_located(source, _inside(statement)))


def _inside(statement: Statement) -> Iterator[_Finding]:
    """What is found in a statement by itself."""
    for compare in statement.nodes(ast.Compare):
        yield from _identity(compare)
    for assert_ in statement.nodes(ast.Assert):
        if isinstance(assert_.test, ast.Tuple) and assert_.test.elts:
            yield _Finding(assert_, AssertOnTuple())
    for dict_ in statement.nodes(ast.Dict):
        if len(dict_.keys) <= MAX_KEYS:
            yield from _duplicate_keys(dict_)
    choices: list[ast.If | ast.While | ast.IfExp] = [*statement.nodes(ast.If)]
    for choice in [*choices, *statement.nodes(ast.While), *statement.nodes(ast.IfExp)]:
        for place, problem in _always_true(choice.test):
            yield _Finding(place, problem, _in_advice(choice.test))
    for loop in statement.nodes(ast.For):
        yield from _changes(loop)
    functions: list[ast.FunctionDef | ast.AsyncFunctionDef] = [*statement.nodes(ast.FunctionDef)]
    for function in [*functions, *statement.nodes(ast.AsyncFunctionDef)]:
        yield from _mutable_defaults(function)
    for each in (statement.node, *(each for block in statement.blocks for each in block)):
        if _is_unused_comparison(each):
            if not any(isinstance(around, ast.Try | ast.With) for around in statement.around(each)):
                yield _Finding(each, UnusedComparison())
    for block in statement.blocks:
        yield from _of_block(block, _reads)


def _head(node: Definition) -> ast.AST:
    """The first line of a definition alone."""
    word = {ast.FunctionDef: 4, ast.ClassDef: 6, ast.AsyncFunctionDef: 10}[type(node)]
    return ast.Name(
        node.name, lineno=node.lineno, end_lineno=node.lineno, col_offset=node.col_offset,
        end_col_offset=node.col_offset + word + len(node.name),
    )  # fmt: skip


def _identity(node: ast.Compare) -> Iterator[_Finding]:
    operands = [node.left, *node.comparators]
    for operator, left, right in zip(node.ops, operands, operands[1:], strict=False):
        if isinstance(operator, ast.Is | ast.IsNot) and (_is_literal(left) or _is_literal(right)):
            is_ = isinstance(operator, ast.Is)
            problem = LiteralIdentity("is" if is_ else "is not", "==" if is_ else "!=")
            yield _Finding(node, problem)


def _is_literal(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=bool() | None):
            return False
        case ast.Constant(value=str() | bytes() | int() | float()):
            return True
        case ast.List() | ast.Dict() | ast.Set() | ast.Tuple() | ast.JoinedStr():
            return True
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _is_literal(operand)
    return False


def _duplicate_keys(node: ast.Dict) -> Iterator[_Finding]:
    seen: dict[object, ast.expr] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        if not isinstance(key, ast.Constant):
            continue
        identity = (type(key.value), key.value)
        if identity in seen and ast.dump(seen[identity]) != ast.dump(value):
            yield _Finding(key, DuplicateKey(repr(key.value)))
        seen[identity] = value


def _always_true(test: ast.expr) -> Iterator[tuple[ast.AST, Problem]]:
    """`x == 1 or 2`: an operand that is a true literal."""
    match test:
        case ast.BoolOp(op=ast.Or(), values=values):
            for each in values[1:]:
                if _is_true_literal(each):
                    yield each, AlwaysTrue(f"the operand {each.value!r} of `or` is true")
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield from _always_true(operand)
        case ast.Tuple(elts=[_, *_]):
            yield test, AlwaysTrue("a tuple with items is true")


def _is_true_literal(node: ast.expr) -> TypeGuard[ast.Constant]:
    return (
        isinstance(node, ast.Constant)
        and bool(node.value)
        and not isinstance(node.value, bool)
    )


def _in_advice(test: ast.expr) -> str:
    match test:
        case ast.BoolOp(
            values=[ast.Compare(left=left, ops=[ast.Eq()], comparators=[first]), *rest]
        ):
            if all(isinstance(each, ast.Constant) for each in rest):
                items = ", ".join(ast.unparse(each) for each in (first, *rest))
                return f"write `{ast.unparse(left)} in ({items})`"
    return ""


# ---- loops


def _changes(node: ast.For) -> Iterator[_Finding]:
    """`for x in items: items.remove(x)`, where the loop goes on afterwards."""
    walked, is_dict_view = _walked(node.iter)
    if walked is None:
        return
    for block in [node.body, *(each for part in node.body for each in blocks_within(part))]:
        for index, statement in enumerate(block):
            changed = _changed_in(statement, walked, is_dict_view)
            if changed and not any(_ends_walk(each, walked) for each in block[index:]):
                copy = f"list({ast.unparse(node.iter)})"
                yield _Finding(statement, ChangedWhileIterating(walked, copy))
                return


def _walked(node: ast.expr) -> tuple[str | None, bool]:
    match node:
        case ast.Name(id=name):
            return name, False
        case ast.Call(func=ast.Attribute(value=ast.Name(id="self"))):
            return None, False  # its keys() may give a list
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="keys" | "items" | "values"),
                      args=[]):  # fmt: skip
            return name, True
        case ast.Call(func=ast.Name(id="enumerate"), args=[ast.Name(id=name)]):
            return name, False
    return None, False


def _changed_in(statement: ast.stmt, name: str, is_view: bool) -> bool:
    match statement:
        case ast.Expr(value=ast.Call(
            func=ast.Attribute(value=ast.Name(id=owner), attr="pop"), args=[_, *_]
        )):  # fmt: skip
            return owner == name
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=method))):
            return owner == name and method in RESIZING
        case ast.Delete(targets=[ast.Subscript(value=ast.Name(id=owner))]):
            return owner == name
    return False


def _ends_walk(statement: ast.stmt, name: str) -> bool:
    """The loop is left, or the name means another object from here on."""
    match statement:
        case ast.Break() | ast.Return() | ast.Raise():
            return True
        case ast.Assign(targets=targets):
            return any(isinstance(each, ast.Name) and each.id == name for each in targets)
    return False


# ---- definitions


def _mutable_defaults(
    node: ast.FunctionDef | ast.AsyncFunctionDef,
) -> Iterator[_Finding]:
    """Only where the function changes the parameter without giving it another value first."""
    for parameter, default in defaults_of(node.args):
        is_cache = any(word in parameter.arg.lower() for word in ("cache", "memo", "seen"))
        if not is_cache and _is_mutable(default) and _is_changed(node, parameter.arg):
            yield _Finding(default, MutableDefault())


def _is_mutable(node: ast.expr) -> bool:
    """Empty ones: `n=[0]` is a known way to keep a count."""
    match node:
        case ast.List(elts=[]) | ast.Dict(keys=[]):
            return True
        case ast.Call(func=ast.Name(id="list" | "dict" | "set"), args=[]):
            return True
    return False


def _is_changed(node: ast.AST, name: str) -> bool:
    changed = False
    for each in ast.walk(node):
        match each:
            case ast.Name(id=stored, ctx=ast.Store()) if stored == name:
                return False
            case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=method)):
                changed = changed or (owner == name and method in CHANGING)
            case ast.Subscript(value=ast.Name(id=owner), ctx=ast.Store() | ast.Del()):
                changed = changed or owner == name
            case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[ast.Name(id=owner)]):
                if owner == name:
                    return False  # looked up before it is set: a cache, kept on purpose
            case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr="get")):
                if owner == name:
                    return False
    return changed


def _without_self(model: ModuleModel, node: ast.ClassDef) -> Iterator[_Finding]:
    if node.bases or node.keywords or node.decorator_list:
        return  # what a base class or decorator does with it is not seen
    suspects = [each for each in node.body if _lacks_self(each)]
    if not suspects:
        return
    used = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    for each in suspects:
        assert isinstance(each, ast.FunctionDef)
        if not used & {each.name, "getattr"}:
            if not _is_called_on_class(model, node.name, each.name):
                yield _Finding(_head(each), MissingSelf(each.name))


def _lacks_self(node: ast.stmt) -> bool:
    if not isinstance(node, ast.FunctionDef) or node.decorator_list or node.name.startswith("__"):
        return False
    return not (node.args.args or node.args.posonlyargs or node.args.vararg)


def _is_called_on_class(model: ModuleModel, class_name: str, name: str) -> bool:
    return any(
        each.attr == name
        and isinstance(each.value, ast.Name)
        and each.value.id == class_name
        for each in model.index.nodes(ast.Attribute)
    )


def _reads(statement: ast.stmt) -> frozenset[str]:
    """The names that are read anywhere in a statement."""
    return frozenset(
        each.id
        for each in ast.walk(statement)
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)
    )


def _of_block(
    block: list[ast.stmt], reads: Callable[[ast.stmt], frozenset[str]]
) -> Iterator[_Finding]:
    """A second definition of a name that nothing in between reads."""
    defined: dict[str, Definition] = {}
    for statement in block:
        for name in reads(statement) & defined.keys() if defined else ():
            defined.pop(name)
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            earlier = defined.get(statement.name)
            if earlier is not None and not statement.decorator_list:
                kind = "class" if isinstance(earlier, ast.ClassDef) else "function"
                problem = Redefinition(kind, statement.name)
                yield _Finding(_head(statement), problem, earlier=_head(earlier))
            if not statement.decorator_list and statement.name != "_":
                defined[statement.name] = statement
        elif not isinstance(statement, ast.Assign | ast.AnnAssign | ast.Expr
                                                  | ast.Import | ast.ImportFrom):  # fmt: skip
            defined.clear()


def _is_unused_comparison(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Compare(left=ast.Name(), ops=[operator])):
            return isinstance(operator, ast.Eq | ast.Lt | ast.Gt | ast.LtE | ast.GtE | ast.NotEq)
    return False
