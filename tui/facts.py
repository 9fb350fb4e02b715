"""What the compiler decided about a program's functions, and what was traced of them: as events."""

from __future__ import annotations

import argparse
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from pyc.compiler.commands.advice import Advice, advised, plan_of
from pyc.compiler.ide import document
from pyc.compiler.ide.report import FunctionReport, Variant, function_reports
from pyc.compiler.plan import Plan, PlanError
from pyc.compiler.session import BuildOptions, Session, Snapshot
from pyc.compiler.tracer import analyzer, database
from pyc.compiler.tracer.fingerprints import Standing, Texts
from pyc.tui.model import (
    Build,
    Decided,
    Decision,
    Event,
    Failed,
    RunRow,
    Signature,
    Traced,
    TraceRow,
)  # fmt: skip

LEVEL = 2
POLL = 0.5  # seconds between looks at the program's files


def watched(
    program: Path, options: argparse.Namespace, stop: threading.Event
) -> Iterator[Event]:
    """What the compiler makes of the program, and again whenever one of its files has changed.

    options: `plan`, a file or None; `traces`, whether they may guess types.
    """
    session = Session()
    kind, seen = "fresh", None
    files = {program}
    while not stop.is_set():
        stamps = {each: _stamp(each) for each in files}
        if stamps != seen:
            snapshot = session.snapshot(program)
            yield decided(snapshot, options, kind)
            kind = "incremental"
            files = {program, *(each.path for each in snapshot.program.sources.values())}
            seen = {each: stamps.get(each, _stamp(each)) for each in files}
        stop.wait(POLL)


def _stamp(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


def decided(snapshot: Snapshot, options: argparse.Namespace, kind: str) -> Decided | Failed:
    """Builds the program in memory, links nothing."""
    marks = [("", time.perf_counter())]
    faults = snapshot.program.faults
    if faults:
        return Failed(f"{snapshot.main.name} does not compile: {faults[0].problem.text}")
    marks.append(("parse and flow", time.perf_counter()))
    try:
        own = plan_of(options)
        advice = advised(own, options, snapshot)
        plan = snapshot.plan = advice.plan
        choices = BuildOptions(level=LEVEL, plan=plan)
        for name, work in (
            ("infer", lambda: snapshot.typed),
            ("lower", lambda: snapshot.ir(choices)),
            ("machine code", lambda: snapshot.compiled(choices)),
        ):
            work()
            marks.append((name, time.perf_counter()))
    except (PlanError, sqlite3.Error, OSError) as error:
        return Failed(str(error))
    stages = tuple((name, after - before) for (_, before), (name, after) in pairwise(marks))
    n_compiled = sum(each.seconds is not None for each in snapshot.compiled(choices))
    guesses = _guesses(own, advice)
    decisions = tuple(
        _decision(each, guesses) for each in function_reports(snapshot.typed, snapshot.variants)
    )
    build = Build(snapshot.main.name, time.strftime("%H:%M:%S"), kind, stages, n_compiled,
                  len(decisions))  # fmt: skip
    return Decided(decisions, (build,), _hints(snapshot))


# ---- Functions


Guess = tuple[str, str, str]  # who guessed, from what, the types


OUTDATED: Guess = ("default", "inference (its traces are of an older text)", "")


def _guesses(own: Plan, advice: Advice) -> dict[str, Guess]:
    """By the function's symbol: the plan's own, else those from traces."""
    mine = {each.function for each in own.types}
    return dict.fromkeys(advice.outdated, OUTDATED) | {
        each.function: (
            "plan file" if each.function in mine else "traces",
            each.source,
            ", ".join(f"{name}: {kind}" for name, kind in each.parameters),
        )
        for each in advice.plan.types
    }


def _decision(report: FunctionReport, guesses: Mapping[str, Guess]) -> Decision:
    variant = report.variants[0] if report.variants else None
    boxed = dict.fromkeys(
        (each.span.line, f"{each.what}; {each.why}" if each.why else each.what)
        for one in report.variants
        for each in one.boxed_steps
    )
    guess = guesses.get(report.function.symbol, ("default", "inference", ""))
    return Decision(
        report.function.qualname,
        str(report.source.path),
        report.function.span.line,
        report.verdict,
        variant.tier if variant else "cold",
        _signature(variant) if variant else "",
        report.reason,
        tuple(boxed),
        *guess,
    )


def _signature(variant: Variant) -> str:
    parameters = ", ".join(f"{each.name}: {each.type}" for each in variant.parameters)
    return f"({parameters}) -> {variant.returns.type}"


def _hints(snapshot: Snapshot) -> dict[str, dict[int, tuple[str, ...]]]:
    """By file and line: "n: int" where a variable is first set, "-> int" behind a signature."""
    source = snapshot.program.sources.get("__main__")
    if source is None:
        return {}
    found: dict[int, tuple[str, ...]] = {}
    known = document.facts(snapshot.session, snapshot.main, source.text)
    del snapshot.session.files.texts[snapshot.main.resolve()]  # the file counts, not this text
    for hint in known.hints:
        text = source.lines[hint.line - 1][: hint.column]
        told = f"-> {hint.type}" if hint.kind == "returns" else f"{_last_name(text)}: {hint.type}"
        found[hint.line] = (*found.get(hint.line, ()), told)
    return {str(source.path): found}


def _last_name(text: str) -> str:
    start = len(text)
    while start and (text[start - 1].isidentifier() or text[start - 1].isdigit()):
        start -= 1
    return text[start:]


# ---- Traces


def traced() -> Traced | Failed:
    """All that the trace database holds."""
    try:
        with database.Database() as traces:
            functions = traces.functions()
            runs = traces.runs()
    except (sqlite3.Error, OSError) as error:
        return Failed(f"the trace database cannot be read: {error}")
    texts = Texts()
    return Traced(
        tuple(
            _trace_row(each, texts.standing(each.traced))
            for each in analyzer.analyzed(functions)
        ),
        tuple(
            RunRow(
                each.id, time.strftime("%Y-%m-%d %H:%M", time.localtime(each.started)),
                each.ended - each.started, each.python, each.n_functions, each.program,
            )
            for each in reversed(runs)
        ),
    )  # fmt: skip


def _trace_row(each: analyzer.Function, standing: Standing) -> TraceRow:
    whole = each.traced
    signatures = tuple(
        Signature(
            ", ".join(f"{name}: {kind}" for name, kind in
                      zip(whole.parameters, seen.types, strict=False)),
            " | ".join(seen.returns),
            seen.calls,
            None if seen.mean is None else seen.mean / 1e6,
        )
        for seen in whole.signatures
    )  # fmt: skip
    callers = sorted(whole.callers.items(), key=lambda item: (-item[1], item[0]))
    return TraceRow(
        each.name, each.file, each.line, each.calls, each.nanoseconds / 1e6, each.pattern,
        ", ".join(f"{p.name}: {p.types[0][0]}" for p in each.parameters if p.types),
        min((p.stability for p in each.parameters), default=1.0),
        signatures,
        tuple((name, seen) for (_, name), seen in callers),
        standing,
    )  # fmt: skip
