"""`pyc check FILE`: every problem of a program, without building it."""

from __future__ import annotations

import argparse
import json
import sys

from pyc.compiler.commands.loading import status_of
from pyc.compiler.diagnostics import render
from pyc.compiler.diagnostics.problem import Located
from pyc.compiler.frontend.semantic.check import program_problems
from pyc.compiler.session import Session, Snapshot


def check(options: argparse.Namespace) -> int:
    """Text goes to stderr, JSON to stdout."""
    snapshot = Session().snapshot(options.file)
    found = problems(snapshot)
    if options.explain_speed and not snapshot.program.faults:
        from pyc.compiler.commands.reporting import speed_notes

        found += speed_notes(snapshot)
    if options.format == "json":
        json.dump(render.report_as_json(found), sys.stdout, indent=2)
        print()
    else:
        render.show(found)
        if found:
            print(f"{options.file}: {render.summary(found)}", file=sys.stderr)
    return status_of(found)


def problems(snapshot: Snapshot) -> list[Located]:
    """What keeps the program from being built, and what is wrong with it."""
    program = snapshot.program
    modules = {}
    for name, source in program.sources.items():
        tree = snapshot.session.parsed(source).tree
        assert tree is not None
        modules[name] = (source, tree)
    found = [*program.faults, *program_problems(modules)]
    return sorted(found, key=lambda each: each.order)
