"""`pyc check FILE`: every problem of a program, without building it."""

from __future__ import annotations

import argparse
import json
import sys

from pyc.compiler.commands.loading import status_of
from pyc.compiler.diagnostics import render
from pyc.compiler.ide.problems import problems, speed_notes
from pyc.compiler.session import Session


def check(options: argparse.Namespace) -> int:
    """Text goes to stderr, JSON to stdout."""
    snapshot = Session().snapshot(options.file)
    found = problems(snapshot)
    if options.explain_speed and not snapshot.program.faults:
        found += speed_notes(snapshot)
    if options.format == "json":
        json.dump(render.report_as_json(found), sys.stdout, indent=2)
        print()
    else:
        render.show(found)
        if found:
            print(f"{options.file}: {render.summary(found)}", file=sys.stderr)
    return status_of(found)
