"""The one table of layers: what a part of the compiler may import, beside itself.

A part is named by its path below `pyc.compiler`; the longest name that fits a module counts.
docs/architecture.md prints this table.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

BASE = ("source", "stages")
MEANING = ("flow", "types", "declarations", "ir.machine_types")

LAYERS: dict[str, tuple[str, ...]] = {
    # texts and numbers that everything may know
    "source": (),
    "stages": (),
    "ir.machine_types": (),
    "library": (),
    # vocabularies: each stands alone
    "diagnostics": ("source",),
    "types": ("ir.machine_types",),
    "declarations": ("library",),
    "flow": ("source",),
    "ir": ("source", "ir.machine_types"),
    "project": ("source", "diagnostics"),
    # from text to typed flow
    "frontend": (*BASE, *MEANING, "diagnostics"),
    "frontend.building": ("source", "flow", "types", "declarations", "frontend"),
    "frontend.modules": (*MEANING, "frontend", "frontend.building"),
    "frontend.inference": ("source", *MEANING),
    "frontend.semantic": (*BASE, *MEANING, "diagnostics", "frontend"),
    # from typed flow to machine code
    "lowering": ("source", *MEANING, "frontend.inference", "ir"),
    "plan": (),
    "optimizer": ("source", "ir", "ir.machine_types", "plan"),
    "backend": ("source", "ir", "ir.machine_types"),
    "debuginfo": ("ir.machine_types",),
    # the door, and those who use it
    "session": (
        *BASE, *MEANING, "diagnostics", "frontend", "frontend.building", "frontend.modules",
        "frontend.inference", "frontend.semantic", "ir", "lowering", "optimizer", "plan", "backend",
        "debuginfo", "project",
    ),
    "ide": ("source", "types", "diagnostics", "flow", "ir", "declarations", "session", "project",
            "plan", "optimizer",
            "frontend", "frontend.building", "frontend.inference", "frontend.semantic"),
    "profiler": (),
    "tracer": ("plan", "profiler"),
    "commands": ("source", "types", "diagnostics", "flow", "ir", "optimizer", "plan",
                 "backend", "debuginfo", "session", "ide", "profiler", "tracer", "project"),
    "driver": ("commands", "plan"),
}  # fmt: skip

# A third-party library has one home: parts, or single modules, that may import it.
HOMES: dict[str, tuple[str, ...]] = {
    "llvmlite": ("backend",),
    "rich": ("diagnostics.render",),
    "bytecode": ("tracer.hooks_bytecode",),
    "elftools": ("profiler.symbols",),
    "matplotlib": ("profiler.picture",),
    "gdb": ("debuginfo",),  # each debugger brings its own
    "lldb": ("debuginfo",),
}

# Only these read or make Python's syntax trees; `source` turns their positions into spans.
# `commands` prints one (`--emit ast`), `debuginfo` reads what is typed into a debugger,
# `profiler` finds the qualified names of what was sampled, `tracer` whether a function was changed.
SYNTAX_READERS = ("frontend", "frontend.building", "frontend.modules", "frontend.inference",
                  "frontend.semantic", "declarations", "source", "ide", "commands",
                  "debuginfo", "profiler", "tracer")  # fmt: skip


def modules() -> dict[str, Path]:
    """Module name below pyc.compiler -> file."""
    folder = ROOT / "compiler"
    found = {}
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        found[".".join(parts).removesuffix(".__init__")] = path
    del found["__init__"]
    return found


def part_of(module: str) -> str | None:
    fitting = [each for each in LAYERS if module == each or module.startswith(each + ".")]
    return max(fitting, key=len, default=None)


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every module that a file may import, also inside functions, with the line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node.lineno
