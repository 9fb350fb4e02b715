"""The abstract run of statements: states flow through them, paths part and meet."""

from __future__ import annotations

import ast

from pyc.compiler.diagnostics.catalogue import (
    AlwaysTrue,
    BadExcept,
    BadRaise,
    DiscardedResult,
    UnpackMismatch,
)
from pyc.compiler.frontend.semantic import (
    attributes,
    calls,
    expressions,
    narrowing,
    operators,
    subscripts,
)
from pyc.compiler.frontend.semantic.frame import Frame, Loop
from pyc.compiler.frontend.semantic.model import FunctionInfo
from pyc.compiler.frontend.semantic.state import (
    MISSING,
    Slot,
    State,
    Unbound,
    joined,
    quieted,
    widened,
)
from pyc.compiler.frontend.semantic.values import (
    NONE,
    UNKNOWN,
    BuiltinValue,
    ClassValue,
    Exact,
    FunctionValue,
    Instance,
    ModuleValue,
    Value,
    described,
    without_content,
)

MAX_QUIET_LOOPS = 3  # inside so many silent runs of loops, loops are taken as they come
LEAVING = frozenset({"exit", "quit", "_exit", "abort"})
RETURNING = frozenset({"print", "log", "debug", "info", "warning", "error", "exception", "append",
                       "write", "add", "update"})  # fmt: skip
TEXT_METHODS = frozenset({
    "strip", "lstrip", "rstrip", "upper", "lower", "replace", "title", "capitalize", "swapcase",
    "removeprefix", "removesuffix", "zfill", "ljust", "rjust", "center",
})  # fmt: skip
MANAGERS_THAT_CATCH = ("raises", "suppress", "assert", "warns", "catch", "ignore", "expect", "fail")


def body(frame: Frame, statements: list[ast.stmt]) -> None:
    for each in statements:
        if frame.state is None:
            return
        statement(frame, each)


def statement(frame: Frame, node: ast.stmt) -> None:
    frame.note_raise()
    if frame.call is not None:
        frame.checker.budget -= 1
    _run(frame, node)


def _run(frame: Frame, node: ast.stmt) -> None:
    match node:
        case ast.Expr(value=value):
            _expression(frame, value)
        case ast.Assign(targets=targets, value=value):
            result = expressions.evaluate(frame, value)
            if result == NONE:
                calls.check_none_result(frame, value)
            for target in targets:
                assign(frame, target, result, value)
        case ast.AugAssign():
            _augmented(frame, node)
        case ast.AnnAssign(target=target, value=value):
            if value is not None:
                assign(frame, target, expressions.evaluate(frame, value), value)
        case ast.If():
            _if(frame, node)
        case ast.For() | ast.AsyncFor():
            _for(frame, node)
        case ast.While():
            _while(frame, node)
        case ast.Return(value=value):
            result = expressions.evaluate(frame, value) if value is not None else NONE
            frame.returns.append(without_content(result))
            frame.note_raise()
            frame.state = None
        case ast.Try() | ast.TryStar():
            _try(frame, node)
        case ast.With() | ast.AsyncWith():
            _with(frame, node)
        case ast.Raise():
            _raise(frame, node)
        case ast.Assert(test=test, msg=message):
            expressions.evaluate(frame, test)
            if message is not None:
                with frame.checker.silence():
                    expressions.evaluate(frame, message)
            frame.state = quieted(narrowing.assumed(frame, test, True))
        case ast.Break() | ast.Continue():
            _leave_loop(frame, node)
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            _function(frame, node)
        case ast.ClassDef():
            _class(frame, node)
        case ast.Import() | ast.ImportFrom():
            _import(frame, node)
        case ast.Delete(targets=targets):
            for target in targets:
                _delete(frame, target)
        case ast.Match():
            _match(frame, node)


def _expression(frame: Frame, value: ast.expr) -> None:
    expressions.look(frame, value)
    _check_discarded(frame, value)
    match value:
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if name in LEAVING:
            frame.note_raise()
            frame.state = None


def _check_discarded(frame: Frame, node: ast.expr) -> None:
    """`name.strip()` as a statement: a str is never changed."""
    match node:
        case ast.Call(func=ast.Attribute(value=owner, attr=name)) if name in TEXT_METHODS:
            with frame.checker.silence():
                kind = expressions.look(frame, owner)
            if isinstance(kind, Exact) and kind.type == "str" and not frame.guards:
                frame.report(node, DiscardedResult(f"`str.{name}`"))


def _check_condition(frame: Frame, test: ast.expr, value: Value) -> None:
    """`if self.is_empty:` without the call."""
    while isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        test = test.operand
        with frame.checker.silence():
            value = expressions.look(frame, test)
    if isinstance(value, FunctionValue) and isinstance(test, ast.Name | ast.Attribute):
        reason = f"{described(value)} itself is true; it is not called"
        frame.report(test, AlwaysTrue(reason), help_="add parentheses to call it")


# ---- assignment


def assign(frame: Frame, target: ast.expr, value: Value, source: ast.expr | None = None) -> None:
    match target:
        case ast.Name(id=name):
            frame.store(name, value)
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            _unpack(frame, target, elements, value)
        case ast.Starred(value=inner):
            assign(frame, inner, Exact("list"))
        case ast.Attribute():
            attributes.stored(frame, target, value)
        case ast.Subscript():
            subscripts.stored(frame, target, value)


def _unpack(frame: Frame, target: ast.expr, elements: list[ast.expr], value: Value) -> None:
    element = expressions.element_of_iterable(frame, target, value)
    items = value.items if isinstance(value, Exact) else None
    stars = [index for index, each in enumerate(elements) if isinstance(each, ast.Starred)]
    length = _length(value)
    if length is not None:
        fits = length >= len(elements) - 1 if stars else length == len(elements)
        if not fits:
            wanted = f"{'at least ' if stars else ''}{len(elements) - len(stars)}"
            problem = UnpackMismatch(_counted(length, "value"), _counted_text(wanted, "variable"))
            frame.report(target, problem)
            items = None
    for index, each in enumerate(elements):
        if items is not None and not stars:
            assign(frame, each, items[index])
        else:
            assign(frame, each, element)


def _length(value: Value) -> int | None:
    if not isinstance(value, Exact):
        return None
    if value.items is not None:
        return len(value.items)
    if isinstance(value.constant, str | bytes):
        return len(value.constant)
    return None


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _counted_text(number: str, noun: str) -> str:
    return f"{number} {noun}{'' if number == '1' else 's'}"


def _augmented(frame: Frame, node: ast.AugAssign) -> None:
    target = node.target
    old = expressions.look(frame, _as_load(target))
    new = expressions.evaluate(frame, node.value)
    result = operators.binary(frame, node, node.op, old, new, inplace=True)
    match target:
        case ast.Name(id=name):
            frame.store(name, result)
        case ast.Subscript():
            subscripts.stored(frame, target, result)
        case ast.Attribute(attr=name):
            attributes.note_field(frame, target, result)


def _as_load(target: ast.expr) -> ast.expr:
    match target:
        case ast.Name(id=name):
            made: ast.expr = ast.Name(name, ast.Load())
        case ast.Attribute(value=value, attr=name):
            made = ast.Attribute(value, name, ast.Load())
        case ast.Subscript(value=value, slice=key):
            made = ast.Subscript(value, key, ast.Load())
        case _:
            return target
    return ast.copy_location(made, target)


def _delete(frame: Frame, target: ast.expr) -> None:
    match target:
        case ast.Name(id=name):
            frame.load(name, target)
            if frame.state is not None and frame.is_local(name):
                frame.state[name] = MISSING
                if frame.scope.kind == "module":
                    frame.checker.note_global(name, UNKNOWN)
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            for each in elements:
                _delete(frame, each)
        case ast.Subscript():
            subscripts.deleted(frame, target)
        case ast.Attribute(value=value):
            expressions.evaluate(frame, value)


# ---- branches


def _if(frame: Frame, node: ast.If) -> None:
    _check_condition(frame, node.test, expressions.evaluate(frame, node.test))
    decided = narrowing.truth(frame, node.test)
    start = frame.state
    yes = narrowing.assumed(frame, node.test, True) if decided is not False else None
    no = narrowing.assumed(frame, node.test, False) if decided is not True else None
    if decided is None:
        yes, no = quieted(yes), quieted(no)
        with frame.conditionally():
            after_yes = _branch(frame, yes, node.body)
            after_no = _branch(frame, no, node.orelse)
    else:
        after_yes = _branch(frame, yes, node.body)
        after_no = _branch(frame, no, node.orelse)
    if decided is None and (after_yes is None) != (after_no is None):
        frame.conditional += 1  # the rest runs under this condition
        frame.state = quieted(after_yes if after_no is None else after_no)
        return
    loud = start is not None and _is_foreseen(frame, node, after_yes, after_no)
    frame.state = joined(after_yes, after_no, loud, loud)


def _branch(frame: Frame, state: State | None, statements: list[ast.stmt]) -> State | None:
    frame.state = dict(state) if state is not None else None
    body(frame, statements)
    return frame.state


def _is_foreseen(frame: Frame, node: ast.If, yes: State | None, no: State | None) -> bool:
    """Is the branch that leaves a variable unbound one that the program clearly takes? Not the
    missing `else` of a chain that looks at the cases of one thing."""
    if yes is None or no is None:
        return False
    if node.orelse:
        is_chain = len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If)
        if is_chain:
            return _all_ordered(node) and _returns_surely(node.body)
        return _returns_surely(node.body) and _returns_surely(node.orelse)
    return _all_ordered(node)


def _all_ordered(node: ast.If) -> bool:
    """All tests of the chain are comparisons by size: such chains tend to have gaps."""
    step: ast.stmt | None = node
    while isinstance(step, ast.If):
        if not _is_ordered(step.test):
            return False
        if len(step.orelse) > 1 or (step.orelse and not isinstance(step.orelse[0], ast.If)):
            return False
        step = step.orelse[0] if step.orelse else None
    return True


def _is_ordered(test: ast.expr) -> bool:
    match test:
        case ast.Compare(ops=operators_, comparators=compared, left=left):
            return all(
                isinstance(each, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for each in operators_
            ) and any(isinstance(each, ast.Constant) for each in (left, *compared))
        case ast.BoolOp(values=values):
            return all(map(_is_ordered, values))
    return False


def _returns_surely(statements: list[ast.stmt]) -> bool:
    """Control comes out at the end: the last statement is no call that may end the program."""
    match statements[-1]:
        case ast.Expr(value=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name))):
            return name in RETURNING
        case ast.Pass() | ast.Assign() | ast.AugAssign() | ast.AnnAssign():
            return True
    return False


def _match(frame: Frame, node: ast.Match) -> None:
    expressions.evaluate(frame, node.subject)
    start, after = quieted(frame.state), None
    is_total = False
    with frame.conditionally():
        for case in node.cases:
            frame.state = dict(start) if start is not None else None
            for each in ast.walk(case.pattern):
                name = getattr(each, "name", None) or getattr(each, "rest", None)
                if isinstance(name, str):
                    frame.store(name, UNKNOWN)
            if case.guard is not None:
                expressions.evaluate(frame, case.guard)
            elif _takes_all(case.pattern):
                is_total = True
            body(frame, case.body)
            after = joined(after, frame.state)
    if not is_total:
        after = joined(after, start)
    frame.conditional += 1
    frame.state = quieted(after)


def _takes_all(pattern: ast.pattern) -> bool:
    match pattern:
        case ast.MatchAs(pattern=None):
            return True
        case ast.MatchAs(pattern=inner) if inner is not None:
            return _takes_all(inner)
        case ast.MatchOr(patterns=patterns):
            return any(map(_takes_all, patterns))
    return False


# ---- loops


def _for(frame: Frame, node: ast.For | ast.AsyncFor) -> None:
    iterable = expressions.look(frame, node.iter)
    is_async = isinstance(node, ast.AsyncFor)
    if isinstance(node.iter, ast.Name) and _may_change(node.iter.id, node.body):
        frame.forget_content(node.iter.id)
    element = UNKNOWN if is_async else expressions.element_of_iterable(frame, node.iter, iterable)

    def once() -> None:
        assign(frame, node.target, element)
        body(frame, node.body)

    head, loop = _loop(frame, once)
    frame.state = dict(head) if head is not None else None
    body(frame, node.orelse)
    frame.state = joined(frame.state, loop.breaks)


def _may_change(name: str, statements: list[ast.stmt]) -> bool:
    return any(
        isinstance(each, ast.Name) and each.id == name
        for statement_ in statements
        for each in ast.walk(statement_)
    )


def _while(frame: Frame, node: ast.While) -> None:
    is_endless = isinstance(node.test, ast.Constant) and bool(node.test.value)

    def once() -> None:
        _check_condition(frame, node.test, expressions.evaluate(frame, node.test))
        frame.state = quieted(narrowing.assumed(frame, node.test, True))
        body(frame, node.body)

    head, loop = _loop(frame, once)
    if is_endless:
        frame.state = loop.breaks
        return
    frame.state = dict(head) if head is not None else None
    if frame.state is not None:
        with frame.checker.silence():
            expressions.evaluate(frame, node.test)
        frame.state = quieted(narrowing.assumed(frame, node.test, False))
    body(frame, node.orelse)
    frame.state = joined(frame.state, loop.breaks)


def _loop(frame: Frame, once) -> tuple[State | None, Loop]:  # type: ignore[no-untyped-def]
    """Runs a loop's body until its head's state holds for every round, then once to report.
    Gives the state at the head, and what left by break."""
    head = frame.state
    rounds = 3 if frame.checker.quiet < MAX_QUIET_LOOPS else 1
    for round_ in range(rounds):
        with frame.checker.silence():
            after, _ = _round(frame, head, once)
        grown = joined(head, after)
        if grown == head:
            break
        assert head is not None and grown is not None
        head = grown if round_ < rounds - 1 else widened(head, grown)
    after, loop = _round(frame, head, once)
    return joined(head, after), loop


def _round(frame: Frame, head: State | None, once) -> tuple[State | None, Loop]:  # type: ignore[no-untyped-def]
    loop = Loop()
    frame.loops.append(loop)
    conditional, n_returns = frame.conditional, len(frame.returns)
    frame.state = dict(head) if head is not None else None
    once()
    frame.note_raise()  # the next round's head
    frame.loops.pop()
    if len(frame.returns) == n_returns:
        frame.conditional = conditional
    return joined(frame.state, loop.continues), loop


def _leave_loop(frame: Frame, node: ast.Break | ast.Continue) -> None:
    if frame.loops:
        loop = frame.loops[-1]
        if isinstance(node, ast.Break):
            loop.breaks = joined(loop.breaks, frame.state)
        else:
            loop.continues = joined(loop.continues, frame.state)
    frame.state = None


# ---- exceptions


def _try(frame: Frame, node: ast.Try | ast.TryStar) -> None:
    raised: list[State | None] = [frame.state and dict(frame.state)]
    in_try: list[State | None] = [raised[0]]
    frame.raised.append(raised)
    frame.raised.append(in_try)
    frame.guards.append(_caught(node.handlers))
    body(frame, node.body)
    frame.guards.pop()
    frame.raised.pop()
    body(frame, node.orelse)
    after = frame.state
    for handler in node.handlers:
        frame.state = in_try[0] and quieted(in_try[0])
        with frame.conditionally():
            _handler(frame, handler)
        loud = bool(after) and bool(frame.state) and _returns_surely(handler.body)
        after = joined(after, frame.state, loud_b=loud)
    frame.raised.pop()
    if node.finalbody:
        with frame.conditionally():
            frame.state = joined(after, raised[0])
            body(frame, node.finalbody)
        if frame.state is None:
            return
        frame.state = after
        with frame.checker.silence():
            body(frame, node.finalbody)
    else:
        frame.state = after


def _caught(handlers: list[ast.ExceptHandler]) -> frozenset[str]:
    """Names of the exceptions caught; "*" where that is not certain."""
    names: set[str] = set()
    for handler in handlers:
        match handler.type:
            case ast.Name(id="Exception" | "BaseException") | None:
                names.add("*")
            case ast.Name(id=name):
                names.add(name)
            case ast.Tuple(elts=elements) if all(isinstance(each, ast.Name) for each in elements):
                names.update(each.id for each in elements if isinstance(each, ast.Name))
            case _:
                names.add("*")
    return frozenset(names)


def _handler(frame: Frame, handler: ast.ExceptHandler) -> None:
    if handler.type is not None and frame.state is not None:
        classes = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        for each in classes:
            caught = expressions.evaluate(frame, each)
            if isinstance(caught, Exact) and caught.type in ("str", "int", "None", "list"):
                frame.report(each, BadExcept(described(caught)))
    if handler.name and frame.state is not None:
        frame.store(handler.name, UNKNOWN)
    body(frame, handler.body)
    if handler.name and frame.state is not None and frame.is_local(handler.name):
        frame.state[handler.name] = MISSING


def _raise(frame: Frame, node: ast.Raise) -> None:
    if node.exc is not None:
        raised = expressions.evaluate(frame, node.exc)
        is_wrong = isinstance(raised, Exact | FunctionValue | ModuleValue) or (
            isinstance(raised, BuiltinValue) and raised.name == "NotImplemented"
        )
        if isinstance(raised, Instance | ClassValue) and raised.info.is_closed:
            is_wrong = not any(each.builtin_bases for each in raised.info.mro())
        if is_wrong:
            help_ = ""
            if isinstance(raised, BuiltinValue):
                help_ = "raise NotImplementedError"
            frame.report(node.exc, BadRaise(described(raised)), help_=help_)
    if node.cause is not None:
        expressions.evaluate(frame, node.cause)
    frame.note_raise()
    frame.state = None


def _with(frame: Frame, node: ast.With | ast.AsyncWith) -> None:
    catches = False
    for item in node.items:
        expressions.evaluate(frame, item.context_expr)
        if item.optional_vars is not None:
            assign(frame, item.optional_vars, UNKNOWN)
        catches = catches or _may_catch(item.context_expr)
    if not catches:
        body(frame, node.body)
        frame.note_raise()  # leaving the manager
        return
    raised: list[State | None] = [frame.state and dict(frame.state)]
    frame.raised.append(raised)
    frame.guards.append(frozenset({"*"}))
    body(frame, node.body)
    frame.guards.pop()
    frame.raised.pop()
    frame.state = joined(frame.state, raised[0])


def _may_catch(manager: ast.expr) -> bool:
    """By its name: only files, locks and the like surely let exceptions through."""
    match manager:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            lower = name.lower()
            return any(each in lower for each in MANAGERS_THAT_CATCH)
    return False


# ---- definitions


def _function(frame: Frame, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    for decorator in node.decorator_list:
        expressions.evaluate(frame, decorator)
    for default in (*node.args.defaults, *node.args.kw_defaults):
        if default is not None:
            expressions.evaluate(frame, default)
    info = frame.model.functions[node]
    frame.checker.queue.append((node, frame))
    is_plain = info.kind in ("function", "method") and isinstance(node, ast.FunctionDef)
    frame.store(node.name, FunctionValue(info) if is_plain else UNKNOWN)


def _class(frame: Frame, node: ast.ClassDef) -> None:
    for each in (*node.decorator_list, *node.bases, *(key.value for key in node.keywords)):
        expressions.evaluate(frame, each)
    info = frame.model.classes[node]
    inner = Frame(
        frame.checker, frame.model.scopes[node], {}, None, info, frame,
        guards=list(frame.guards), raised=[], call=frame.call, conditional=frame.conditional,
    )  # fmt: skip
    body(inner, node.body)
    is_plain = info.is_closed or not node.decorator_list
    frame.store(node.name, ClassValue(info) if is_plain else UNKNOWN)


def _import(frame: Frame, node: ast.Import | ast.ImportFrom) -> None:
    if isinstance(node, ast.Import):
        for alias in node.names:
            name = alias.name if alias.asname else alias.name.split(".", maxsplit=1)[0]
            known = alias.asname is not None or "." not in alias.name
            frame.store(alias.asname or name, ModuleValue(name) if known else UNKNOWN)
        return
    for alias in node.names:
        if alias.name != "*":
            value: Value = UNKNOWN
            if not node.level and node.module:
                value = attributes.of_module(frame, node.module, alias.name)
            frame.store(alias.asname or alias.name, value)


def start_state(info: FunctionInfo, given: dict[str, Value]) -> State:
    """Parameters as given; all others unknown."""
    args = info.node.args
    state = {
        each.arg: Slot(given.get(each.arg, UNKNOWN), Unbound.NEVER)
        for each in (*args.posonlyargs, *args.args, *args.kwonlyargs)
    }
    if args.vararg is not None:
        state[args.vararg.arg] = Slot(Exact("tuple"))
    if args.kwarg is not None:
        state[args.kwarg.arg] = Slot(Exact("dict"))
    return state
