"""What commands share: exit statuses, and a program loaded or its problems shown."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from pyc.compiler.diagnostics.problem import Located
from pyc.compiler.flow.nodes import Observed
from pyc.compiler.project import project_of
from pyc.compiler.session import Session, Snapshot

PROBLEMS, USAGE, ENVIRONMENT, INTERNAL = 1, 2, 3, 4


def checked(options: argparse.Namespace, observed: Observed = Observed.NOTHING) -> Snapshot | int:
    """The program's snapshot; or, after its faults were shown, the exit status they mean."""
    snapshot = Session().snapshot(options.file, observed)
    faults = snapshot.program.faults
    if not faults:
        return snapshot
    from pyc.compiler.diagnostics import render

    render.show(faults)
    return status_of(faults)


def level_of(options: argparse.Namespace, usual: int) -> int:
    """Of optimisation: the command line's, else the project's, else the usual one."""
    level: int | None = options.level
    if level is None:
        level = project_of(options.file.parent)[0].level
    return usual if level is None else level


def status_of(problems: Sequence[Located]) -> int:
    """0 where nothing is an error."""
    from pyc.compiler.diagnostics.catalogue import UnreadableFile

    if any(isinstance(each.problem, UnreadableFile) and each.source is None for each in problems):
        return USAGE
    return PROBLEMS if any(each.is_error for each in problems) else 0
