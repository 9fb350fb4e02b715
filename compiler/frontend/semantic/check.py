"""All checks of one program: `program_problems(modules)`.

    in:   the modules, each of which has a tree
    out:  located problems, in the order of files and lines, each place and kind once
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import replace

from pyc.compiler.diagnostics.problem import Located, moved
from pyc.compiler.frontend.parser import ParsedModule
from pyc.compiler.frontend.semantic import expressions, imports, statements, suspicious, units
from pyc.compiler.frontend.semantic.control import control_problems
from pyc.compiler.frontend.semantic.frame import BUDGET, Checker, Frame
from pyc.compiler.frontend.semantic.model import FunctionInfo, module_model
from pyc.compiler.frontend.semantic.names import undefined_names
from pyc.compiler.frontend.semantic.state import Slot, State
from pyc.compiler.frontend.semantic.units import Outcome
from pyc.compiler.frontend.semantic.values import UNKNOWN, Instance, Value

Modules = Mapping[str, ParsedModule]


def program_problems(modules: Modules, unread: frozenset[str] = frozenset()) -> list[Located]:
    """Problems of all modules, sorted. `unread`: others that are there."""
    checkers = {
        name: Checker(module_model(parsed, name), unread=unread)
        for name, parsed in modules.items()
    }
    structures = [units.structure(each.model) for each in checkers.values()]
    for checker in checkers.values():
        checker.module_of = checkers.get
        _gather(checker, "".join(structures))
    for checker in checkers.values():
        checker.phase = 2
    found: list[Located] = []
    for checker in checkers.values():
        _report(checker, lambda: units.interface(checkers.values(), structures))
        found += _of_module(checker)
    return _unique(found)


def _of_module(checker: Checker) -> list[Located]:
    model = checker.model
    guards = checker.guards
    return [
        *checker.found.values(),
        *undefined_names(model, guards),
        *control_problems(model),
        *suspicious.suspicious(model),
        *imports.missing_modules(model, guards, checker),
    ]


def _unique(found: list[Located]) -> list[Located]:
    kept: dict[object, Located] = {}
    for each in found:
        kept.setdefault(each.order, each)
    return sorted(kept.values(), key=lambda each: each.order)


Unit = tuple[ast.AST, Frame]


def _body(checker: Checker) -> dict[ast.AST, Frame]:
    """Runs the module's body; the functions that it defines, each with the frame where it does."""
    model = checker.model
    _start(checker)
    frame = checker.module_frame = Frame(checker, model.scope)
    statements.body(frame, model.tree.body)
    if frame.state is None:
        frame.state = {}
    defined: dict[ast.AST, Frame] = {}
    for node, outer in checker.queue:
        defined.setdefault(node, outer)
    return defined


def _start(checker: Checker) -> None:
    """Nothing is known from before."""
    checker.queue, checker.memo, checker.reported = [], {}, set()
    checker.found, checker.direct, checker.entered, checker.effects = {}, set(), set(), []
    checker.budget = BUDGET


def _unit(checker: Checker, node: ast.AST, outer: Frame) -> None:
    """A function and those inside, with nothing known of their arguments."""
    _start(checker)
    _run(checker, node, outer)


def _run(checker: Checker, node: ast.AST, outer: Frame) -> None:
    model = checker.model
    checker.queue.append((node, outer))
    done: set[ast.AST] = set()
    while checker.queue:
        node, outer = checker.queue.pop(0)
        if node in done:
            continue
        done.add(node)
        if checker.phase == 1:
            checker.home[node] = outer
        if isinstance(node, ast.Lambda):
            _lambda(checker, node, outer)
        else:
            _function(checker, model.functions[node], outer)


def _gather(checker: Checker, structure: str) -> None:
    """Phase 1. What a unit of an earlier text did is done again without running it."""
    model = checker.model
    defined = _body(checker)
    for node, outer in defined.items():
        statement = model.index.statement_of(node)
        known = statement.known(("effects", node), structure)
        effects = units.relinked_effects(known, model) if isinstance(known, tuple) else None
        if effects is None:
            _unit(checker, node, outer)
            statement.note(("effects", node), structure, tuple(checker.effects))
        else:
            checker.home[node] = outer
            for each in effects:
                checker.take(each)

    def home_of(node: ast.AST) -> Frame | None:
        """Of a function in a unit that was not run, by running it."""
        if node not in checker.home:
            unit = next(each for each in model.index.around(node) if each in defined)
            silent = replace(checker, phase=1, queue=[], effects=[], takes=False)
            _run(silent, unit, defined[unit])
        return checker.home.get(node)

    checker.home_of = home_of


def _report(checker: Checker, interface: Callable[[], str]) -> None:
    """Phase 2."""
    model = checker.model
    defined = _body(checker)
    key = interface()
    found, direct = checker.found, checker.direct
    for node, outer in defined.items():
        statement = model.index.statement_of(node)
        known = statement.known(("problems", node), key)
        if not isinstance(known, Outcome) or not known.entered <= model.functions.keys():
            _unit(checker, node, outer)
            known = Outcome(checker.found, frozenset(checker.direct), frozenset(checker.entered))
            statement.note(("problems", node), key, known)
        for place, located in known.found.items():
            if place not in found or (place in known.direct and place not in direct):
                found[place] = moved(located, model.source)
        direct |= known.direct
    checker.found = found


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
