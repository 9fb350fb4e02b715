"""Calls: of the program's functions (run with the arguments given), classes, builtins."""

from __future__ import annotations

import ast

from pyc.compiler.diagnostics.catalogue import NoneResult, NotCallable
from pyc.compiler.diagnostics.problem import Note
from pyc.compiler.frontend.semantic import (
    attributes,
    builtin_calls,
    expressions,
    signatures,
    statements,
)
from pyc.compiler.frontend.semantic.frame import BUILTINS, Frame
from pyc.compiler.frontend.semantic.model import ClassInfo, FunctionInfo, defaults_of
from pyc.compiler.frontend.semantic.signatures import Given, Signature
from pyc.compiler.frontend.semantic.state import Slot
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
    constant,
    described,
    join_all,
    without_constant,
)
from pyc.compiler.source import Span

MAX_DEPTH = 5  # of calls run for the sake of their arguments


def call(frame: Frame, node: ast.Call) -> Value:
    if isinstance(node.func, ast.Attribute):
        callee = attributes.loaded(frame, node.func)
    else:
        callee = expressions.look(frame, node.func)
    reads_only = builtin_calls.reads_only(callee)
    given = arguments(frame, node, reads_only)
    match callee:
        case FunctionValue(info, receiver):
            return _function(frame, node, info, receiver, given)
        case ClassValue(info):
            return _construct(frame, node, info, given)
        case BuiltinValue():
            return builtin_calls.function(frame, node, callee, given)
        case MethodValue():
            return builtin_calls.method(frame, node, callee, given)
        case OneOf(alternatives):
            if not any(_may_be_called(each) for each in alternatives):
                frame.report(node, NotCallable(described(callee)))
        case Exact() | Instance() | ModuleValue():
            if not _may_be_called(callee):
                frame.report(node, NotCallable(described(callee)), help_=_advice(node, callee))
    return UNKNOWN


def _may_be_called(value: Value) -> bool:
    match value:
        case Exact(name):
            return name in ("function", "method")
        case Instance(info):
            every = [*info.mro(), *info.below()]
            return not info.is_closed or any("__call__" in each.names for each in every)
        case ModuleValue():
            return False
    return True


def _advice(node: ast.Call, callee: Value) -> str:
    if isinstance(callee, Exact) and isinstance(node.func, ast.Constant | ast.Tuple):
        return "is an operator or a comma missing before the parenthesis?"
    if isinstance(callee, Exact) and isinstance(node.func, ast.Name):
        if node.func.id in BUILTINS:
            return f"the name `{node.func.id}` was given another value; choose another name for it"
    if isinstance(callee, Exact) and callee.type in ("list", "dict", "tuple", "str"):
        return "to index, use square brackets"
    return ""


def arguments(frame: Frame, node: ast.Call, reads_only: bool) -> Given:
    positional = []
    has_stars = has_star_keywords = False
    take = expressions.look if reads_only else expressions.evaluate
    for each in node.args:
        if isinstance(each, ast.Starred):
            has_stars = True
            expressions.evaluate(frame, each)
        else:
            positional.append(take(frame, each))
    keywords = []
    for keyword in node.keywords:
        value = expressions.evaluate(frame, keyword.value)
        if keyword.arg is None:
            has_star_keywords = True
        else:
            keywords.append((keyword.arg, value))
    for (argument, value) in zip(node.args, positional, strict=False):
        _check_none_result(frame, argument, value)
    # Behind a star the positions are not known.
    return Given(tuple(positional), tuple(keywords), has_stars, has_star_keywords)


def _check_none_result(frame: Frame, node: ast.expr, value: Value) -> None:
    if value == NONE:
        check_none_result(frame, node)


def check_none_result(frame: Frame, node: ast.expr) -> None:
    """`x = items.sort()`: methods that change their object give None."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return
    with frame.checker.silence():
        callee = expressions.look(frame, node.func)
    if isinstance(callee, MethodValue):
        name = f"{callee.receiver.type}.{callee.name}"
        advice = {"list.sort": "sorted(...) gives a new list",
                  "list.reverse": "reversed(...) or [::-1] gives the reverse"}  # fmt: skip
        frame.report(node, NoneResult(f"`{name}`"), help_=advice.get(name, ""))


# ---- functions of the program


def _function(
    frame: Frame, node: ast.Call, info: FunctionInfo, receiver: Value | None, given: Given
) -> Value:
    signature = signatures.of_arguments(info.node.args)
    if receiver is not None:
        given = Given(
            (receiver, *given.positional), given.keywords, given.has_stars, given.has_star_keywords
        )
    if isinstance(receiver, Instance) and not receiver.is_exact and info.is_stub:
        return UNKNOWN  # classes below may take other arguments
    name = f"`{info.name}`" if info.owner is None else f"`{info.owner.name}.{info.name}`"
    n_hidden = int(receiver is not None)
    problem = signatures.problem_of(signature, given, name, n_hidden)
    if problem is not None:
        help_ = ""
        if receiver is not None and not signature.positional:
            help_ = "the method lacks the parameter `self`"
        frame.report(node, problem, _definition(info), help_=help_)
        return UNKNOWN
    if given.has_stars or given.has_star_keywords:
        return UNKNOWN
    result = run(frame, node, info, signatures.bound(signature, given))
    is_sure = not isinstance(receiver, Instance) or receiver.is_exact
    return result if is_sure else UNKNOWN


def _definition(info: FunctionInfo) -> Note:
    """The `def` and the name behind it."""
    node = info.node
    start = info.source.span(node)
    word = 4 if isinstance(node, ast.FunctionDef) else 10
    span = Span(start.line, start.column, start.line, start.column + word + len(node.name))
    return Note("defined here", info.source, span)


def run(frame: Frame, node: ast.Call, info: FunctionInfo, given: dict[str, Value]) -> Value:
    """What the function gives for these arguments; problems inside are reported with the call."""
    checker = frame.checker
    if info.is_generator:
        return Exact("generator") if isinstance(info.node, ast.FunctionDef) else UNKNOWN
    if checker.phase == 1 or not isinstance(info.node, ast.FunctionDef) or info.is_stub:
        return UNKNOWN
    if checker.model.functions.get(info.node) is not info:
        return UNKNOWN  # of another module: that is checked by itself
    if len(checker.active) >= MAX_DEPTH or info in checker.active or checker.budget <= 0:
        return UNKNOWN
    given = {**_defaults(info), **{name: without_constant(each) for name, each in given.items()}}
    key = (info, tuple(sorted(given.items(), key=lambda item: item[0])))
    silent = frame.is_silent
    if key in checker.memo and (silent or key in checker.reported):
        return checker.memo[key]
    checker.active.append(info)
    checker.entered.add(info.node)
    result = _run(frame, node, info, given)
    checker.active.pop()
    checker.memo[key] = result
    if not silent:
        checker.reported.add(key)
    return result


def _run(frame: Frame, node: ast.Call, info: FunctionInfo, given: dict[str, Value]) -> Value:
    shown = ", ".join(
        described(given[each.arg]) if each.arg in given and given[each.arg] != UNKNOWN else "..."
        for each in (*info.node.args.posonlyargs, *info.node.args.args)
        if each.arg != info.first_parameter or info.owner is None
    )
    if any(value != UNKNOWN and name != "self" for name, value in given.items()):
        note = frame.note(f"called here with ({shown})", node)
    else:
        note = frame.call or frame.note("called here", node)
    inner = Frame(
        frame.checker, info.scope, statements.start_state(info, given), info, info.owner,
        frame.checker.home_of(info.node), guards=list(frame.guards), call=note,
    )  # fmt: skip
    if frame.call is not None and frame.conditional:
        inner.conditional = 1
    for name in inner.scope.bound:
        if inner.is_volatile(name) and inner.state is not None:
            inner.state[name] = Slot(UNKNOWN)
    quiet = frame.checker.quiet
    if frame.is_silent:
        frame.checker.quiet += 1
    queued = len(frame.checker.queue)
    statements.body(inner, info.node.body)
    del frame.checker.queue[queued:]
    frame.checker.quiet = quiet
    if inner.state is not None:
        inner.returns.append(NONE)
    return without_constant(join_all(inner.returns)) if inner.returns else UNKNOWN


def _defaults(info: FunctionInfo) -> dict[str, Value]:
    """Defaults that are literals."""
    return {
        each.arg: without_constant(constant(default.value))
        for each, default in defaults_of(info.node.args)
        if isinstance(default, ast.Constant)
    }


# ---- classes of the program


def _construct(frame: Frame, node: ast.Call, info: ClassInfo, given: Given) -> Value:
    if not info.is_closed:
        return UNKNOWN
    made = Instance(info)
    if info.is_dataclass and "__init__" not in info.methods:
        signature = _dataclass_signature(info)
        if signature is not None:
            _check(frame, node, info, signature, given, 0)
        return made
    method = info.find("__init__")
    if method is None:
        has_init = any(each.has("__init__") or each.is_dataclass for each in info.mro())
        has_base = any(each.builtin_bases for each in info.mro())
        if not has_init and not has_base:
            nothing = Signature((), 0, (), frozenset(), False, False)
            _check(frame, node, info, nothing, given, 0)
        return made
    if method.kind != "method":
        return made
    signature = signatures.of_arguments(method.node.args)
    with_self = Given(
        (made, *given.positional), given.keywords, given.has_stars, given.has_star_keywords
    )
    if _check(frame, node, info, signature, with_self, 1) and not given.has_stars:
        if not given.has_star_keywords:
            run(frame, node, method, signatures.bound(signature, with_self))
    return made


def _check(
    frame: Frame, node: ast.Call, info: ClassInfo, signature: Signature, given: Given, n_hidden: int
) -> bool:
    problem = signatures.problem_of(signature, given, f"`{info.name}`", n_hidden)
    if problem is not None:
        method = info.find("__init__")
        notes = [_definition(method)] if method is not None else []
        frame.report(node, problem, *notes)
    return problem is None


def _dataclass_signature(info: ClassInfo) -> Signature | None:
    """The parameters of the __init__ that @dataclass makes; None where that is not plain."""
    if info.bases or info.builtin_bases or any(
        isinstance(each, ast.Call) and each.keywords and any(
            key.arg in ("init", "kw_only") for key in each.keywords
        )
        for each in info.node.decorator_list
    ):  # fmt: skip
        return None
    names, required = [], set()
    for each in info.node.body:
        if not isinstance(each, ast.AnnAssign) or not isinstance(each.target, ast.Name):
            continue
        text = ast.unparse(each.annotation)
        if any(word in text for word in ("ClassVar", "InitVar", "KW_ONLY")):
            return None
        match each.value:
            case ast.Call(func=ast.Name(id="field"), keywords=keywords):
                options = {key.arg for key in keywords}
                if "init" in options or "kw_only" in options:
                    return None
                has_default = bool(options & {"default", "default_factory"})
            case None:
                has_default = False
            case _:
                has_default = True
        names.append(each.target.id)
        if not has_default:
            required.add(each.target.id)
    return Signature(tuple(names), 0, (), frozenset(required), False, False)

