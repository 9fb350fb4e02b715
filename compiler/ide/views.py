"""What the compiler makes of a document, as text: `view(session, path, text, kind, function)`.

kind: "ast", "flow", "ir", "llvm", "asm". `lines` pairs lines of the view with lines of the source
(both from 1) where the view can tell.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

from pyc.compiler.session import BuildOptions, Session, Snapshot

KINDS = ("ast", "flow", "ir", "llvm", "asm")
LANGUAGES = {"llvm": "llvm", "asm": "asm"}


@dataclass(frozen=True)
class View:
    text: str
    language: str
    lines: tuple[tuple[int, int], ...] = ()


def view(session: Session, path: Path, text: str, kind: str, function: str = "") -> View:
    """`function`: a qualified name; "": all. Raises: ValueError for a kind that there is not."""
    if kind not in KINDS:
        raise ValueError(f"there is no view {kind!r}; there are: {', '.join(KINDS)}")
    session.set_text(path, text)
    snapshot = session.snapshot(path)
    if snapshot.program.faults:
        return View(f"; {snapshot.program.faults[0].problem.text}\n", "plaintext")
    made = {"ast": _ast, "flow": _flow, "ir": _ir, "llvm": _llvm, "asm": _asm}[kind]
    return made(snapshot, function)


def _ast(snapshot: Snapshot, function: str) -> View:
    tree = snapshot.session.parsed(snapshot.program.modules["__main__"].source).tree
    assert tree is not None
    return View(ast.dump(tree, indent=2) + "\n", "python")


def _flow(snapshot: Snapshot, function: str) -> View:
    from pyc.compiler.flow.printer import function_text

    functions = snapshot.program.modules["__main__"].functions
    wanted = [each for each in functions if not function or each.qualname == function]
    return View("\n".join(map(function_text, wanted)), "plaintext")


def _ir(snapshot: Snapshot, function: str) -> View:
    from pyc.compiler.ir.printer import function_text, instruction_text

    module = snapshot.ir(BuildOptions())
    texts: list[str] = []
    lines: list[tuple[int, int]] = []
    at = 1
    for each in module.functions.values():
        if function and each.source_name != function:
            continue
        text = function_text(each)
        rows = text.split("\n")
        row = 0
        for block in each.blocks:
            for instruction in block.instructions:
                wanted = "    " + instruction_text(instruction)
                while row < len(rows) and rows[row] != wanted:
                    row += 1
                span = getattr(instruction, "span", None)
                if span is not None:
                    lines.append((at + row, span.line))
        texts.append(text)
        at += len(rows)
    return View("\n".join(texts), "plaintext", tuple(lines))


def _llvm(snapshot: Snapshot, function: str) -> View:
    return View("\n".join(part.text for part in snapshot.llvm(BuildOptions())), "llvm")


def _asm(snapshot: Snapshot, function: str) -> View:
    return View("\n".join(snapshot.assembly(BuildOptions())), "asm")
