"""The plan that a command builds by: a file's or the default one, with what traces say if asked."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace

from pyc.compiler.plan import DefaultAdvisor, Plan, read_plan
from pyc.compiler.session import Snapshot


def plan_of(options: argparse.Namespace) -> Plan:
    """Before the program is known. Raises: PlanError, OSError."""
    return read_plan(options.plan) if options.plan is not None else DefaultAdvisor().plan()


def advised(plan: Plan, options: argparse.Namespace, snapshot: Snapshot) -> Plan:
    """With guesses from the trace database, where `--traces` asks for them. What the plan itself
    guesses of a function stands. A database that cannot be read stops nothing."""
    if not options.traces:
        return plan
    import sqlite3

    from pyc.compiler.tracer.advisor import type_hints
    from pyc.compiler.tracer.analyzer import analyzed
    from pyc.compiler.tracer.database import Database, database_path

    symbols: dict[tuple[str, str], dict[int, str]] = {}
    for module in snapshot.program.modules.values():
        file = str(module.source.path.resolve())
        for function in module.functions:
            if function.kind == "function":
                lines = symbols.setdefault((file, function.qualname), {})
                lines[function.span.line] = function.symbol
    try:
        with Database() as traces:
            hints = type_hints(analyzed(traces.functions()), symbols)
    except (sqlite3.Error, OSError, ValueError) as error:
        print(f"warning: no traces are used: {database_path()}: {error}", file=sys.stderr)
        return plan
    known = {each.function for each in plan.types}
    return replace(plan, types=(*plan.types, *(h for h in hints if h.function not in known)))
