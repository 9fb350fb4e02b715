"""`pyc check FILE`: every problem of a program, without building it.

With `--remarks` it is compiled, not linked, to tell what LLVM made of its loops."""

from __future__ import annotations

import argparse
import json
import sys

from pyc.compiler.commands.loading import level_of, status_of
from pyc.compiler.diagnostics import render
from pyc.compiler.ide.problems import problems, speed_notes
from pyc.compiler.session import BuildOptions, Session


def check(options: argparse.Namespace) -> int:
    """Text goes to stderr, JSON to stdout."""
    snapshot = Session().snapshot(options.file)
    found = problems(snapshot)
    if options.explain_speed and not snapshot.program.faults:
        found += speed_notes(snapshot)
    if options.remarks and not snapshot.program.faults:
        from pyc.compiler.ide.remarks import located, remarks

        choices = BuildOptions(level=level_of(options, 2))
        found += located(remarks(snapshot, choices), snapshot)
        found.sort(key=lambda each: each.order)
    if options.format == "json":
        json.dump(render.report_as_json(found), sys.stdout, indent=2)
        print()
    else:
        render.show(found)
        if found:
            print(f"{options.file}: {render.summary(found)}", file=sys.stderr)
    return status_of(found)
