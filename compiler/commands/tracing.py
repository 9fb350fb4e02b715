"""`pyc trace`: which types a program's functions see under CPython; and what was kept of that."""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyc
from pyc.compiler.commands.loading import ENVIRONMENT, PROBLEMS, USAGE
from pyc.compiler.tracer.analyzer import Function, analyzed
from pyc.compiler.tracer.database import Database, Traced, database_path
from pyc.compiler.tracer.fingerprints import TOLD, Standing, Texts

LAUNCHER = Path(__file__).resolve().parents[1] / "tracer" / "launch.py"


def trace(options: argparse.Namespace) -> int:
    """`ls`, `show`, `export` and `forget` ask the database; anything else is a program to run."""
    ask = QUERIES.get(options.words[0] if options.words else "")
    try:
        if ask is not None:
            with Database() as traces:
                return ask(traces, options.words[1:])
        if not options.words:
            print(f"error: {USES}", file=sys.stderr)
            return USAGE
        return _run(options)
    except sqlite3.Error as error:
        print(f"error: {database_path()}: {error}", file=sys.stderr)
        return ENVIRONMENT


USES = "pyc trace PROGRAM [ARGUMENTS], or pyc trace ls|show|export|forget"


def _run(options: argparse.Namespace) -> int:
    Path(options.words[0]).open("rb").close()  # raises what is wrong with it
    sys.stdout.flush()
    command, variables = launching(options.python, options.words)
    os.execve(options.python, command, {**os.environ, **variables})


def launching(python: str, words: list[str]) -> tuple[list[str], dict[str, str]]:
    """The command that runs a program with its functions watched, and variables that it needs."""
    roots = [str(Path(each).parent) for each in pyc.__path__[:1]]
    found = importlib.util.find_spec("bytecode")
    if found is not None and found.origin is not None:
        roots.append(str(Path(found.origin).parents[1]))
    return [python, str(LAUNCHER), *words], {"PYC_TRACE_PATH": os.pathsep.join(roots)}


# ---- Questions


def _list(traces: Database, words: list[str]) -> int:
    rows = traces.runs()
    print(f"{traces.path}: {len(rows)} runs")
    for run in rows:
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(run.started))
        seconds = run.ended - run.started
        print(
            f"{run.id:5}  {when}  {seconds:8.1f} s  {run.n_functions:4} functions"
            f"  Python {run.python}  {run.program}"
        )
    return 0


def _show(traces: Database, words: list[str]) -> int:
    found = _wanted(traces, words)
    if not found:
        print("nothing of that was traced", file=sys.stderr)
        return PROBLEMS
    texts = Texts()
    for function in analyzed(found):
        print(_text(function, TOLD[texts.standing(function.traced)]))
    return 0


def _wanted(traces: Database, words: list[str]) -> list[Traced]:
    """FILE, FILE FUNCTION, or a FUNCTION alone."""
    file = next((word for word in words if word.endswith(".py")), None)
    names = [word for word in words if word != file]
    if file is not None and Path(file).is_file():
        file = str(Path(file).resolve())
    return traces.functions(file, names[0] if names else None)


def _text(function: Function, note: str) -> str:
    time = f"{function.nanoseconds / 1e6:.1f} ms in all" if function.nanoseconds else "not timed"
    forms = "1 form" if function.n_forms == 1 else f"{function.n_forms} forms"
    lines = [
        f"{function.name}  {function.file}:{function.line}",
        *([f"  {note}"] if note else ()),
        f"  at least {function.calls} calls, {time}; {function.pattern}, {forms}",
    ]
    for parameter in function.parameters:
        lines.append(f"  {parameter.name}: {_shares(parameter.types)}")
    if function.returns:
        lines.append(f"  returns {_shares(function.returns)}")
    if function.traced.callers:
        callers = sorted(function.traced.callers.items(), key=lambda item: (-item[1], item[0]))
        lines.append("  called by " + ", ".join(name for (_, name), _ in callers[:5]))
    return "\n".join(lines)


def _shares(types: tuple[tuple[str, float], ...]) -> str:
    return ", ".join(
        kind if share == 1 else f"{kind} {100 * share:.1f} %" for kind, share in types[:4]
    ) + (", ..." if len(types) > 4 else "")


def _export(traces: Database, words: list[str]) -> int:
    """JSON lines, a function each."""
    texts = Texts()
    for each in _wanted(traces, words):
        print(json.dumps(exported(each, texts.standing(each))))
    return 0


def exported(traced: Traced, standing: Standing) -> dict[str, object]:
    """In the form that models are trained on: types, counts and times, never values."""
    return {
        "function": traced.name,
        "file": traced.file,
        "line": traced.line,
        "source": traced.source,
        "standing": standing,
        "traces": [
            {
                "args": dict(zip(traced.parameters, seen.types, strict=False)),
                "return": max(seen.returns, key=lambda kind: seen.returns[kind], default=None),
                "returns": seen.returns,
                "execution_time_ms": None if seen.mean is None else round(seen.mean / 1e6, 6),
                "call_count": seen.calls,
                "calls_seen": seen.seen,
                "sizes": {
                    name: size
                    for name, size in zip(traced.parameters, seen.sizes, strict=False)
                    if size is not None
                },
            }
            for seen in traced.signatures
        ],
    }


def _forget(traces: Database, words: list[str]) -> int:
    runs = [run.id for run in traces.runs()] if words == ["all"] else words
    for word in runs:
        if not str(word).isdigit() or not traces.forget(int(word)):
            print(f"error: there is no run {word}; `pyc trace ls` lists them", file=sys.stderr)
            return USAGE
    return 0


QUERIES: dict[str, Callable[[Database, list[str]], int]] = {
    "ls": _list,
    "show": _show,
    "export": _export,
    "forget": _forget,
}
