"""`pyc report FILE`: what became of each function."""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import Any

from pyc.compiler.commands.advice import Advice, advised, plan_of
from pyc.compiler.commands.loading import checked
from pyc.compiler.diagnostics.render import printable
from pyc.compiler.flow.nodes import FlowFunction
from pyc.compiler.ide.report import FunctionReport, Held, Variant, function_reports
from pyc.compiler.plan import TypeHint
from pyc.compiler.session import BuildOptions, Snapshot

SCHEMA = 1
Guesses = dict[FlowFunction, TypeHint]


def report(options: argparse.Namespace) -> int:
    snapshot = checked(options)
    if isinstance(snapshot, int):
        return snapshot
    advice = advised(plan_of(options), options, snapshot)
    snapshot.plan = advice.plan
    hints = {each.function: each for each in snapshot.plan.types}
    guesses = {function: hints[function.symbol] for function in snapshot.typed.entries}
    reports = function_reports(snapshot.typed, snapshot.variants)
    times = compile_times(snapshot) if options.timings else {}
    if options.format == "json":
        functions = [_as_json(each, times, guesses, advice) for each in reports]
        json.dump({"schema": SCHEMA, "functions": functions}, sys.stdout, indent=2)
        print()
        return 0
    for each in reports:
        print("\n".join(_lines(each, times, guesses, advice)))
    return 0


def compile_times(snapshot: Snapshot) -> dict[str, float]:
    """Seconds that LLVM takes for each compiled variant alone, by symbol; nothing is cached."""
    from pyc.compiler.backend import codegen
    from pyc.compiler.backend.llvm_gen import llvm_module
    from pyc.compiler.backend.tiers import TIERS

    options = BuildOptions()
    times = {}
    for function in snapshot.lowered(options).functions.values():
        tier = TIERS[options.level, function.tier]
        machine = codegen.target_machine(tier.codegen, is_jit=False)
        started = time.perf_counter()
        codegen.object_code(llvm_module([function], (), None), tier, machine)
        times[function.name] = time.perf_counter() - started
    return times


def _guess(hint: TypeHint) -> str:
    return ", ".join(f"{name}: {type_}" for name, type_ in hint.parameters)


def _lines(
    each: FunctionReport, times: dict[str, float], guesses: Guesses, advice: Advice
) -> list[str]:
    function = each.function
    place = f"{function.source.path}:{function.span.line}"
    head = f"{printable(function.qualname)}  ({printable(place)}): {each.verdict}"
    lines = [head + (f", {each.reason}" if each.reason else "")]
    if function in guesses:
        hint = guesses[function]
        lines.append(f"    guessed: {printable(_guess(hint))} ({printable(hint.source)})")
    if function.symbol in advice.outdated:
        lines.append("    traces are not used: it was changed since")
    if each.n_resume_points:
        lines.append(f"    resume points: {each.n_resume_points}")
    for variant in each.variants:
        took = times.get(variant.symbol)
        lines.append(
            f"    ({', '.join(map(_held, variant.parameters))}) -> {_plain(variant.returns)}"
            f"  tier {variant.tier}" + (f", {1000 * took:.1f} ms" if took is not None else "")
        )
        lines += [f"        {_held(variable)}" for variable in variant.variables]
        lines += [
            f"        boxed at {step.span}: {step.what}" + (f"; {step.why}" if step.why else "")
            for step in variant.boxed_steps
        ]
    return lines


def _held(held: Held) -> str:
    return f"{held.name}: {_plain(held)}"


def _plain(held: Held) -> str:
    return f"{held.type} as {held.representation}"


def _as_json(
    each: FunctionReport, times: dict[str, float], guesses: Guesses, advice: Advice
) -> dict[str, Any]:
    function = each.function
    hint = guesses.get(function)
    return {
        "name": function.qualname,
        "module": function.module,
        "file": str(function.source.path),
        "line": function.span.line,
        "verdict": each.verdict,
        "reason": each.reason or None,
        "resume_points": each.n_resume_points,
        "guess": hint and {"parameters": dict(hint.parameters), "source": hint.source},
        "traces_outdated": function.symbol in advice.outdated,
        "variants": [_variant(variant, times) for variant in each.variants],
    }


def _variant(variant: Variant, times: dict[str, float]) -> dict[str, Any]:
    took = times.get(variant.symbol)
    return {
        "symbol": variant.symbol,
        "parameters": [_held_json(held) for held in variant.parameters],
        "returns": _held_json(variant.returns),
        "variables": [_held_json(held) for held in variant.variables],
        "tier": variant.tier,
        "compile_ms": round(1000 * took, 2) if took is not None else None,
        "boxed_steps": [
            {
                "line": step.span.line,
                "column": step.span.column + 1,
                "what": step.what,
                "why": step.why or None,
            }
            for step in variant.boxed_steps
        ],
    }


def _held_json(held: Held) -> dict[str, str]:
    return {"name": held.name, "type": held.type, "representation": held.representation}
