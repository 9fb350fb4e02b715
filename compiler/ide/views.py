"""What the compiler makes of a document, as text: `view(session, path, text, kind, function)`.

kind: "ast" (with types), "flow", "ir", "llvm", "asm"; "ir/fold": after that pass and those before
it, "ir/lowering": before any. `lines` pairs lines of the view with lines of the source (both from
1) where the view can tell. LLVM's text and assembly are those of the code that a build links, with
lines that tell of places taken out again.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from pyc.compiler.ide.document import HARMLESS
from pyc.compiler.ide.places import Places
from pyc.compiler.ide.typed_tree import rows, types_of
from pyc.compiler.ir.ir_nodes import IrFunction
from pyc.compiler.optimizer.passes import DEFAULT
from pyc.compiler.plan import Plan
from pyc.compiler.session import MAIN, BuildOptions, Session, Snapshot

KINDS = ("ast", "flow", "ir", "llvm", "asm")
STAGES = ("lowering", *DEFAULT)  # of IR


@dataclass(frozen=True)
class View:
    text: str
    language: str
    lines: tuple[tuple[int, int], ...] = ()


def view(
    session: Session, path: Path, text: str, kind: str, function: str = "", level: int = 2
) -> View:
    """`function`: a qualified name; "": all. `level`: of the build that it shows.

    Raises: ValueError for a kind that there is not.
    """
    kind, _, after = kind.partition("/")
    if kind not in KINDS or (after and (kind, after in STAGES) != ("ir", True)):
        raise ValueError(f"there is no view {kind!r}; there are: {', '.join(KINDS)}")
    session.set_text(path, text)
    snapshot = session.snapshot(path)
    faults = snapshot.program.faults
    if kind == "ast" and all(each.problem.slug in HARMLESS for each in faults):
        return _ast(snapshot, function)
    if faults:
        return View(f"; {faults[0].problem.text}\n", "plaintext")
    if kind == "flow":
        return _flow(snapshot, function)
    made = {"ir": _ir, "llvm": _llvm, "asm": _asm}[kind]
    return made(snapshot, function, _options(level, after))


def _options(level: int, stage: str) -> BuildOptions:
    """With the passes up to that one; "": all."""
    if not stage:
        return BuildOptions(level=level)
    return BuildOptions(level=level, plan=Plan(passes=STAGES[1 : STAGES.index(stage) + 1]))


def _ast(snapshot: Snapshot, function: str) -> View:
    module = snapshot.program.modules[MAIN]
    tree = snapshot.session.parsed(module.source).index.module
    places, text = Places(snapshot, {}), _Text()
    types = types_of(places)
    spans = {each.span for each in places.functions if each.qualname == function}
    wanted: list[ast.AST] = [
        each for each in ast.walk(tree)
        if isinstance(each, ast.FunctionDef) and module.source.span(each) in spans
    ]  # fmt: skip
    for each in wanted or [tree]:
        for line, place in rows(each, module.source, types):
            text.add(line, place)
    return text.view("python")


def _flow(snapshot: Snapshot, function: str) -> View:
    from pyc.compiler.flow.printer import function_text

    text = _Text()
    for each in snapshot.program.modules[MAIN].functions:
        if function and each.qualname != function:
            continue
        lines = iter(function_text(each).split("\n"))
        text.add(next(lines), each.span.line or None)
        for block in each.blocks:
            text.add(next(lines))
            for instruction in block.instructions:
                text.add(next(lines), instruction.span.line or None)
            text.add(next(lines))
        text.add("")
    return text.view("plaintext")


def _ir(snapshot: Snapshot, function: str, options: BuildOptions) -> View:
    from pyc.compiler.ir.printer import function_text, instruction_text

    text = _Text()
    for each in _wanted(snapshot, function, options).values():
        rows = function_text(each).split("\n")
        places: dict[int, int] = {}
        row = 0
        for block in each.blocks:
            for instruction in block.instructions:
                wanted = "    " + instruction_text(instruction)
                while row < len(rows) and rows[row] != wanted:
                    row += 1
                span = getattr(instruction, "span", None)
                if span is not None:
                    places[row] = span.line
        for number, line in enumerate(rows):
            text.add(line, places.get(number))
    return text.view("plaintext")


def _llvm(snapshot: Snapshot, function: str, options: BuildOptions) -> View:
    wanted, text = _wanted(snapshot, function, options), _Text()
    for part in snapshot.llvm(options, with_places=True):
        lines = part.text.split("\n")
        found = filter(None, map(LOCATION.match, lines))
        places = {each[1]: int(each[2]) for each in found if each[2] != "0"}
        is_inside = False
        for line in lines:
            start = DEFINE.match(line)
            is_inside = is_inside or (start is not None and start[2] in wanted)
            if is_inside and not line.startswith("#dbg"):
                place = PLACE.search(line)
                text.add(PLACE.sub("", line), places.get(place[1]) if place is not None else None)
            if line == "}" and is_inside:
                text.add("")
                is_inside = False
    return text.view("llvm")


def _asm(snapshot: Snapshot, function: str, options: BuildOptions) -> View:
    wanted, text = _wanted(snapshot, function, options), _Text()
    for part in snapshot.assembly(options, with_places=True):
        is_inside = False
        place: int | None = None
        file = FILE.search(part)
        for line in part.split("\n"):
            label = LABEL.match(line)
            if label is not None and label[2] in wanted:
                is_inside, place = True, None
            told = LOC.match(line)
            if told is not None:
                is_here = file is None or told[1] == file[1]
                place = int(told[2]) if is_here and told[2] != "0" else None
            elif is_inside and not HIDDEN.match(line):
                text.add(line, place if line.startswith("\t") else None)
            if END.match(line) and is_inside:
                text.add("")
                is_inside = False
    return text.view("asm")


DEFINE = re.compile(r'define .*?@("?)([^"(]+)\1\(')
LOCATION = re.compile(r"!(\d+) = !DILocation\(line: (\d+)")
PLACE = re.compile(r",? !dbg !(\d+)")
LABEL = re.compile(r'("?)([^\s":]+)\1:')
FILE = re.compile(r'^\t\.file\t(\d+) "', re.MULTILINE)
LOC = re.compile(r"\t\.loc\t(\d+) (\d+)")
END = re.compile(r"\.Lfunc_end\d+:")
HIDDEN = re.compile(r"\t\.(cfi_|file|loc)|\.(Ltmp|Lfunc_begin|Lfunc_end)\d+:")


def _wanted(
    snapshot: Snapshot, function: str, options: BuildOptions
) -> dict[str, IrFunction]:
    """Functions of the document by symbol: all, or the variants of one."""
    return {
        name: each
        for name, each in snapshot.ir(options).functions.items()
        if each.module == MAIN and (not function or each.source_name == function)
    }


class _Text:
    """A view that grows line by line."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._pairs: list[tuple[int, int]] = []

    def add(self, line: str, source: int | None = None) -> None:
        self._lines.append(line)
        if source is not None:
            self._pairs.append((len(self._lines), source))

    def view(self, language: str) -> View:
        return View("\n".join(self._lines), language, tuple(self._pairs))
