"""Flow and IR of small functions, as text: tests/ir/goldens/*.md.

A page holds Python blocks; behind each stand its flow and its IR, which `pytest --update` writes.
Read the diff: it is what a change of the compiler does to code.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pyc.compiler.flow.printer import function_text as flow_text
from pyc.compiler.ir.printer import function_text as ir_text
from pyc.compiler.session import BuildOptions
from tests.ir import programs

PAGES = sorted((Path(__file__).parent / "goldens").glob("*.md"))
BLOCK = re.compile(r"^```python\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
RESULT = re.compile(r"\n```(?:flow|ir)\n.*?^```\n", re.MULTILINE | re.DOTALL)


def expected(program: str) -> str:
    """Flow of the program's functions, and the IR of their specialised variants."""
    snapshot = programs.snapshot(program)
    (module,) = snapshot.program.modules.values()
    flows = [each for each in module.functions if each is not module.body]
    variants = [
        function
        for name, function in snapshot.ir(BuildOptions()).functions.items()
        if re.search(r"\$\d+$", name) and "<module>" not in name
    ]
    flow, code = "\n".join(map(flow_text, flows)), "\n".join(map(ir_text, variants))
    return f"\n```flow\n{flow}```\n\n```ir\n{code}```\n"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page(page: Path, golden: Callable[[Path, str], None]) -> None:
    text = RESULT.sub("", page.read_text(encoding="utf-8"))
    golden(page, BLOCK.sub(lambda block: block.group(0) + expected(block.group(1)), text))
