"""What the compiler decided about a program's functions, and what was traced of them: as events."""

from __future__ import annotations

import sqlite3
import time
from itertools import pairwise
from pathlib import Path

from pyc.compiler.ide.report import FunctionReport, Variant, function_reports
from pyc.compiler.session import BuildOptions, Session
from pyc.compiler.tracer.analyzer import analyzed
from pyc.compiler.tracer.database import Database
from pyc.tui.model import Build, Decided, Decision, Ended, Traced, TraceRow

LEVEL = 2


def decided(program: Path) -> Decided | Ended:
    """Builds the program in memory, links nothing."""
    snapshot = Session().snapshot(program)
    faults = snapshot.program.faults
    if faults:
        return Ended("failed", f"{program.name} does not compile: {faults[0].problem.text}")
    options = BuildOptions(level=LEVEL)
    marks = [("", time.process_time())]
    for name, work in (
        ("parse and flow", lambda: snapshot.program),
        ("infer", lambda: snapshot.typed),
        ("lower", lambda: snapshot.ir(options)),
        ("machine code", lambda: snapshot.compiled(options)),
    ):
        work()
        marks.append((name, time.process_time()))
    stages = tuple((name, after - before) for (_, before), (name, after) in pairwise(marks))
    compiled = snapshot.compiled(options)
    decisions = tuple(
        _decision(each) for each in function_reports(snapshot.typed, snapshot.variants)
    )
    build = Build(
        program.name, time.strftime("%H:%M:%S"), stages,
        sum(each.seconds is not None for each in compiled), len(decisions),
    )  # fmt: skip
    return Decided(decisions, (build,))


def _decision(report: FunctionReport) -> Decision:
    variant = report.variants[0] if report.variants else None
    boxed = dict.fromkeys(
        (each.span.line, f"{each.what}; {each.why}" if each.why else each.what)
        for one in report.variants
        for each in one.boxed_steps
    )
    return Decision(
        report.function.qualname,
        str(report.source.path),
        report.function.span.line,
        report.verdict,
        variant.tier if variant else "cold",
        _signature(variant) if variant else "",
        report.reason,
        tuple(boxed),
    )


def _signature(variant: Variant) -> str:
    parameters = ", ".join(f"{each.name}: {each.type}" for each in variant.parameters)
    return f"({parameters}) -> {variant.returns.type}"


def traced() -> Traced | Ended:
    """All that the trace database holds."""
    try:
        with Database() as traces:
            found = analyzed(traces.functions())
    except (sqlite3.Error, OSError) as error:
        return Ended("failed", f"the trace database cannot be read: {error}")
    return Traced(
        tuple(
            TraceRow(
                each.name, each.file, each.line, each.calls, each.nanoseconds / 1e6, each.pattern,
                ", ".join(f"{p.name}: {p.types[0][0]}" for p in each.parameters if p.types),
                min((p.stability for p in each.parameters), default=1.0),
            )
            for each in found
        )
    )  # fmt: skip
