"""The generated pages of docs/, as texts."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

from pyc.compiler.backend.llvm_ops import ALIASES
from pyc.compiler.flow import ops as flow_ops
from pyc.compiler.frontend.support import RESTRICTED, SUPPORT
from pyc.compiler.ir import ops
from tests.repo.layers import LAYERS


def support_page() -> str:
    """docs/support.md from frontend/support.py."""
    lines = [
        "# Syntax that pyc compiles",
        "",
        "Every class of Python 3.11's syntax trees. Written from `compiler/frontend/support.py` by",
        "`pytest --update`; `tests/frontend/test_support.py` builds each example.",
    ]
    for group in dict.fromkeys(row.group for row in SUPPORT.values()):
        lines += ["", f"## {group}", "", "| Class | Example | |", "|---|---|---|"]
        for row in SUPPORT.values():
            if row.group == group:
                verdict = "" if row.is_supported else f"not yet: {row.why}"
                lines.append(f"| {row.name} | {_code(row.example)} | {verdict} |")
    lines += ["", "## Forms that are not compiled yet", ""]
    lines += [f"- {_code(example)}: {what}" for example, what in RESTRICTED.items()]
    return "\n".join(lines) + "\n"


def _code(text: str) -> str:
    inline = re.sub(r"\n\s*", " ⏎ ", text).replace("|", "\\|")
    return f"`{inline}`"


def ir_page() -> str:
    """docs/ir.md from ir/ops.py: its rows, with the comments that stand beside them."""
    lines = [
        "# Ops of the IR and of flow",
        "",
        "Written from `compiler/ir/ops.py` and `compiler/flow/ops.py` by `pytest --update`. What",
        "shapes there are and what they mean is in [ir-specification.md](ir-specification.md).",
        "",
        "## IR",
    ]
    for heading, rows in _groups():
        lines += ["", heading, ""]
        lines += ["| Op | Arguments | Results | Effect | |", "|---|---|---|---|---|"]
        for name, remark in rows:
            op = ops.OPS[name]
            args, results = ", ".join(map(str, op.args)), ", ".join(map(str, op.results))
            lines.append(f"| `{name}` | {args} | {results} | {op.effect.value} | {remark} |")
    names = ", ".join(f"`{each}`" for each in ALIASES)
    lines += ["", f"Memory that `!NAME` may name: {names}. Different names never overlap."]
    lines += [
        "", "## Flow", "",
        "| Op | May raise | Visible effect | Arguments, data in brackets |",
        "|---|---|---|---|",
    ]  # fmt: skip
    source = inspect.getsource(flow_ops)
    remarks = dict(re.findall(r'(?:FlowOp|_quiet)\("(\w+)".*?\) +# (.*)', source))
    for op in flow_ops.ALL:
        flags = f"{'yes' if op.raises else 'no'} | {'yes' if op.effect else 'no'}"
        remark = remarks.get(op.name, "").replace("|", "\\|")
        lines.append(f"| `{op.name}` | {flags} | {remark} |")
    return "\n".join(lines) + "\n"


def _groups() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Heading comment, then name and trailing comment of each row, as ops.py orders them."""
    source = inspect.getsource(ops)
    rows: list[tuple[str, str]] = []
    heading = ""
    for line in source[source.index("ROWS = (") :].splitlines():
        comment = re.match(r"    # (.*)", line)
        row = re.match(r'    _row\("(\w+)".*?\),(?: +# (.*))?$', line)
        if comment:
            if rows:
                yield heading, rows
            heading, rows = comment.group(1), []
        elif row:
            rows.append((row.group(1), row.group(2) or ""))
    yield heading, rows


def layers_table() -> str:
    """The table of layers for docs/architecture.md."""
    lines = ["| Part of compiler/ | may import, beside itself |", "|---|---|"]
    for part, allowed in LAYERS.items():
        lines.append(f"| {part} | {', '.join(allowed) or 'nothing'} |")
    return "\n".join(lines) + "\n"
