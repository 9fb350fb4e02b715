"""Every problem of a program, and the notes about what keeps it from full speed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyc.compiler.diagnostics.catalogue import BoxedOnly, PartlyBoxed
from pyc.compiler.diagnostics.problem import Located
from pyc.compiler.frontend.semantic.check import program_problems
from pyc.compiler.session import Snapshot

if TYPE_CHECKING:
    from pyc.compiler.ide.report import FunctionReport


def problems(snapshot: Snapshot) -> list[Located]:
    """What keeps the program from being built, and what is wrong with it."""
    program = snapshot.program
    modules = {
        name: snapshot.session.parsed(source) for name, source in program.sources.items()
    }
    found = [*program.faults, *program_problems(modules, program.unread)]
    return sorted(found, key=lambda each: each.order)


def speed_notes(snapshot: Snapshot) -> list[Located]:
    """Only for a program without faults."""
    from pyc.compiler.ide.report import function_reports

    return notes_of(function_reports(snapshot.typed, snapshot.variants))


def notes_of(reports: list[FunctionReport]) -> list[Located]:
    """A note for each boxed step and for each function that runs boxed only."""
    found = []
    for each in reports:
        source = each.source
        if each.verdict == "boxed only":
            note = BoxedOnly(each.function.qualname, each.reason)
            found.append(Located(note, source, each.function.span))
        for variant in each.variants:
            for step in variant.boxed_steps:
                reason = f"this {step.what}" + (f": {step.why}" if step.why else "")
                found.append(Located(PartlyBoxed(reason), source, step.span))
    unique = {located.order: located for located in found}
    return sorted(unique.values(), key=lambda located: located.order)
