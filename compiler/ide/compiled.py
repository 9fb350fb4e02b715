"""What a build made of a document's functions: bytes of machine code, and what compiling took.

Facts of a build that took place, no estimates: the functions that changed are compiled as the
command line would, the others come from the cache of object code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from pyc.compiler.ide.remarks import Remark, remarks
from pyc.compiler.session import MAIN, BuildOptions, Session, Snapshot


@dataclass(frozen=True, slots=True)
class FunctionCode:
    """Bytes of all specialised variants and of the boxed one (0: there is none). `is_hot`: fully
    optimised. `seconds` of processor time, None: the code was there from an earlier build."""

    native: int
    boxed: int
    is_hot: bool
    seconds: float | None


@dataclass(frozen=True)
class CodeFacts:
    """Of a `text`; `functions` by qualified name. `seconds` of processor time for `n_compiled`
    parts of the program. No functions: `failure` says why. `remarks`: of the document's loops."""

    text: str
    level: int
    functions: dict[str, FunctionCode]
    n_compiled: int = 0
    seconds: float = 0.0
    failure: str = ""
    remarks: tuple[Remark, ...] = ()


Told = Callable[[CodeFacts], None]


def code_facts(
    session: Session, path: Path, text: str, level: int, told: Told = lambda facts: None
) -> CodeFacts:
    """Compiles the program of a document as `pyc build -O<level>` does, and links nothing. `told`:
    of what is known before LLVM was asked for remarks."""
    session.set_text(path, text)
    snapshot = session.snapshot(path)
    if snapshot.program.faults:
        failure = snapshot.program.faults[0].problem.text
        return CodeFacts(text, level, {}, failure=failure)
    options = BuildOptions(level=level)
    made = snapshot.compiled(options)
    sizes = [each.function_sizes() for each in made]
    took = [each.seconds for each in made]
    functions = _functions(snapshot, options, list(zip(sizes, took, strict=True)))
    new = [each for each in took if each is not None]
    facts = CodeFacts(text, level, functions, len(new), sum(new))
    told(facts)
    here = (each for each in remarks(snapshot, options) if each.path == path)
    return replace(facts, remarks=tuple(here))


def _functions(
    snapshot: Snapshot, options: BuildOptions, parts: Iterable[tuple[dict[str, int], float | None]]
) -> dict[str, FunctionCode]:
    ours = {
        each.name: each
        for each in snapshot.ir(options).functions.values()
        if each.module == MAIN
    }
    found: dict[str, FunctionCode] = {}
    for sizes, seconds in parts:
        here = {ours[name].source_name for name in sizes if name in ours}
        for name, size in sizes.items():
            if name not in ours:
                continue
            function = ours[name]
            had = found.get(function.source_name, FunctionCode(0, 0, False, None))
            # What a part took that holds several functions cannot be told apart.
            own = seconds if len(here) == 1 else None
            found[function.source_name] = FunctionCode(
                had.native + (0 if function.is_boxed else size),
                had.boxed + (size if function.is_boxed else 0),
                had.is_hot or function.tier == "hot",
                own if own is not None else had.seconds,
            )
    return found
