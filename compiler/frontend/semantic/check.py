"""All checks of one program: `program_problems(modules)`.

    in:   the modules, each of which has a tree
    out:  located problems, in the order of files and lines, each place and kind once
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

from pyc.compiler.diagnostics.problem import Located
from pyc.compiler.frontend.parser import ParsedModule
from pyc.compiler.frontend.semantic import expressions, imports, statements, suspicious
from pyc.compiler.frontend.semantic.control import control_problems
from pyc.compiler.frontend.semantic.frame import BUDGET, Checker, Frame
from pyc.compiler.frontend.semantic.model import FunctionInfo, module_model
from pyc.compiler.frontend.semantic.names import undefined_names
from pyc.compiler.frontend.semantic.state import Slot, State
from pyc.compiler.frontend.semantic.values import UNKNOWN, Instance, Value

Modules = Mapping[str, ParsedModule]


def program_problems(modules: Modules) -> list[Located]:
    """Problems of all modules, sorted."""
    checkers = {
        name: Checker(module_model(parsed, name)) for name, parsed in modules.items()
    }
    for checker in checkers.values():
        checker.module_of = checkers.get
        _run(checker)
    found: list[Located] = []
    for checker in checkers.values():
        checker.phase = 2
    for checker in checkers.values():
        checker.budget = BUDGET
        _run(checker)
        found += _of_module(checker)
    return _unique(found)


def _of_module(checker: Checker) -> list[Located]:
    model = checker.model
    guards = checker.guards
    return [
        *checker.found.values(),
        *undefined_names(model, guards),
        *control_problems(model),
        *suspicious.suspicious(model, guards),
        *imports.missing_modules(model, guards, checker),
    ]


def _unique(found: list[Located]) -> list[Located]:
    kept: dict[object, Located] = {}
    for each in found:
        kept.setdefault(each.order, each)
    return sorted(kept.values(), key=lambda each: each.order)


def _run(checker: Checker) -> None:
    """The module's body, then every function with nothing known of its arguments."""
    checker.queue.clear()
    checker.memo.clear()
    model = checker.model
    frame = Frame(checker, model.scope)
    checker.module_frame = frame
    statements.body(frame, model.tree.body)
    if frame.state is None:
        frame.state = {}
    done: set[ast.AST] = set()
    while checker.queue:
        node, outer = checker.queue.pop(0)
        if node in done:
            continue
        done.add(node)
        checker.home[node] = outer
        if isinstance(node, ast.Lambda):
            _lambda(checker, node, outer)
        else:
            _function(checker, model.functions[node], outer)


def _function(checker: Checker, info: FunctionInfo, outer: Frame) -> None:
    state = statements.start_state(info, _self(info))
    frame = Frame(checker, info.scope, state, info, info.owner, outer)
    _open_volatile(frame)
    statements.body(frame, info.node.body)
    frame.state = frame.state or {}


def _self(info: FunctionInfo) -> dict[str, Value]:
    name = info.first_parameter
    if info.kind in ("method", "property") and info.owner is not None and name is not None:
        if info.owner.is_closed:
            return {name: Instance(info.owner, is_exact=False)}
    return {}


def _lambda(checker: Checker, node: ast.Lambda, outer: Frame) -> None:
    args = node.args
    every = (*args.posonlyargs, *args.args, args.vararg, *args.kwonlyargs, args.kwarg)
    state: State = {each.arg: Slot(UNKNOWN) for each in every if each is not None}
    frame = Frame(checker, checker.model.scopes[node], state, None, None, outer)
    frame.overlays = [{name: UNKNOWN for overlay in outer.overlays for name in overlay}]
    expressions.evaluate(frame, node.body)


def _open_volatile(frame: Frame) -> None:
    """Parameters that inner functions write."""
    assert frame.state is not None
    for name in list(frame.state):
        if frame.is_volatile(name):
            frame.state[name] = Slot(UNKNOWN)
