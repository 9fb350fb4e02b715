"""The interpreter answers as the machine code does: where both differ from CPython, the IR is
wrong; where only the machine code does, the backend is.

A seeded sample of tests/language runs (`--seed`; `--all` runs every block).
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests import harness
from tests.language.test_language import Block, blocks

N_SAMPLE = 25


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "block" not in metafunc.fixturenames:
        return
    chosen = [each for each in blocks() if not each.is_known_bug]
    if not metafunc.config.getoption("--all"):
        chosen = random.Random(metafunc.config.getoption("--seed")).sample(chosen, N_SAMPLE)
    metafunc.parametrize("block", chosen, ids=lambda block: block.name)


def test_block(block: Block, tmp_path: Path) -> None:
    for name, text in block.files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    main = tmp_path / "prog.py"
    program = harness.Program(main)
    expected = program.outcome("jit", block.stdin, block.arguments)
    actual = program.outcome("interpret", block.stdin, block.arguments)
    different = harness.difference(expected, actual)
    assert not different, different
