"""Joins the files that run inside a debugger to one text that needs nothing of pyc.

The numbers of object layouts go in as literals from ir/machine_types.py; imports between the
files, which the joined text does not need, go out.
"""

from __future__ import annotations

import re
from pathlib import Path

from pyc.compiler.ir import machine_types

CORE = ("heap", "objects", "showing", "expressions", "catching")
GDB = (*CORE, "gdb_values", "gdb_frames", "gdb_commands", "gdb_stepping", "gdb_watching")
LLDB = (*CORE, "lldb_values", "lldb_stepping", "lldb_watching", "lldb_commands")
OURS = re.compile(r"^from pyc\.[\w.]+ import (?:\([^)]*\)|[^\n]*)\n", re.MULTILINE)
FUTURE = "from __future__ import annotations\n"

HEAD = '''"""Shows a program that pyc compiled as Python: values, frames, exceptions."""

'''


def gdb_script() -> str:
    return _in_a_module(_joined(GDB), "pyc_gdb")


def lldb_script() -> str:
    return _joined(LLDB)


def layout_table() -> str:
    """The numbers of machine_types.py that are plain data, as Python text."""
    lines = []
    for name, value in sorted(vars(machine_types).items()):
        if name.isupper() and isinstance(value, (int, dict)):
            lines.append(f"{name} = {value!r}\n")
    return "".join(lines)


def _joined(names: tuple[str, ...]) -> str:
    parts = [HEAD, FUTURE, layout_table()]
    for name in names:
        text = Path(__file__).with_name(f"{name}.py").read_text(encoding="utf-8")
        parts.append(OURS.sub("", text.replace(FUTURE, "")))
    return "\n".join(parts)


def _in_a_module(text: str, name: str) -> str:
    """gdb runs a script in one namespace with all others: ours gets a module of its own."""
    return (
        f"import sys, types\nsys.modules[{name!r}] = types.ModuleType({name!r})\n"
        f"exec(compile({text!r}, {name + '.py'!r}, 'exec'), sys.modules[{name!r}].__dict__)\n"
    )
