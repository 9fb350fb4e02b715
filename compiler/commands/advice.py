"""The plan that a command builds by: a file's or the default one, with what traces say if asked."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, replace

from pyc.compiler.plan import DefaultAdvisor, Plan, read_plan
from pyc.compiler.session import Snapshot


@dataclass(frozen=True, slots=True)
class Advice:
    """`outdated`: symbols of functions whose traces are not used, since their text was changed."""

    plan: Plan
    outdated: frozenset[str] = frozenset()


def plan_of(options: argparse.Namespace) -> Plan:
    """Before the program is known. Raises: PlanError, OSError."""
    return read_plan(options.plan) if options.plan is not None else DefaultAdvisor().plan()


def advised(plan: Plan, options: argparse.Namespace, snapshot: Snapshot) -> Advice:
    """With guesses from the trace database, where `--traces` asks for them. What the plan itself
    guesses of a function stands. A database that cannot be read stops nothing."""
    if not options.traces:
        return Advice(plan)
    import sqlite3

    from pyc.compiler.tracer.advisor import Target, outdated, type_hints
    from pyc.compiler.tracer.analyzer import analyzed
    from pyc.compiler.tracer.database import Database, database_path
    from pyc.compiler.tracer.fingerprints import fingerprints

    files = set()
    targets: dict[tuple[str, str], tuple[Target, ...]] = {}
    for module in snapshot.program.modules.values():
        file = str(module.source.path.resolve())
        files.add(file)
        known = fingerprints(module.source.text)
        for function in module.functions:
            if function.kind == "function":
                key, line = (file, function.qualname), function.span.line
                target = Target(function.symbol, line, known.get((key[1], line), ""))
                targets[key] = (*targets.get(key, ()), target)
    try:
        with Database() as traces:
            functions = analyzed(traces.functions_of(files))
    except (sqlite3.Error, OSError) as error:
        print(f"warning: no traces are used: {database_path()}: {error}", file=sys.stderr)
        return Advice(plan)
    own = {each.function for each in plan.types}
    hints = [each for each in type_hints(functions, targets) if each.function not in own]
    return Advice(replace(plan, types=(*plan.types, *hints)), outdated(functions, targets))
