"""Every `python` block of tests/language/*.md is a program; CPython says what it does.

A heading names the block. `# stdin: TEXT` lines are its input, `# args: A B` its arguments.
A block of several files starts each with a line `# file: NAME`; `prog.py` is the one that runs.

A heading that ends with "(known bug)" marks a difference from CPython that is not mended yet: the
test fails when it is.

By default a third of the blocks runs in two modes (`--seed` chooses which of both); `--all` runs
everything.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import pytest

from tests import harness

FOLDER = Path(__file__).parent
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"^# file: (\S+)\n", re.MULTILINE)
SECOND_MODES = ("boxed", "guessed")


@dataclass(frozen=True)
class Block:
    name: str
    text: str
    is_known_bug: bool

    @property
    def files(self) -> dict[str, str]:
        """Text by file name."""
        parts = FILE.split(self.text)
        return dict(zip(parts[1::2], parts[2::2], strict=True)) or {"prog.py": self.text}

    @property
    def stdin(self) -> bytes:
        return "".join(line + "\n" for line in self._notes("stdin")).encode()

    @property
    def arguments(self) -> tuple[str, ...]:
        return tuple(" ".join(self._notes("args")).split())

    def _notes(self, kind: str) -> list[str]:
        return re.findall(rf"^# {kind}: ?(.*)$", self.text, re.MULTILINE)


def blocks() -> list[Block]:
    found = []
    for path in sorted(FOLDER.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        for number, match in enumerate(BLOCK.finditer(text)):
            headings = re.findall(r"^#+ (.*)$", BLOCK.sub("", text[: match.start()]), re.MULTILINE)
            heading = headings[-1] if headings else ""
            slug = re.sub(r"\W+", "-", heading.removesuffix("(known bug)")).strip("-").lower()
            name = f"{path.stem}/{number}-{slug}"
            found.append(Block(name, match.group(1), heading.endswith("(known bug)")))
    return found


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    everything = blocks()
    is_all = metafunc.config.getoption("--all")
    if not is_all:
        chooser = random.Random(metafunc.config.getoption("--seed"))
        everything = [each for each in everything if chooser.random() < 1 / 3]
    part, n_parts = map(int, metafunc.config.getoption("--part").split("/"))
    everything = everything[part::n_parts]
    metafunc.parametrize(
        ("block", "modes"),
        [
            pytest.param(
                each,
                harness.MODES if is_all else ("jit", second),
                id=each.name,
                # A bug may show in the other modes only.
                marks=[pytest.mark.xfail(strict=is_all)] if each.is_known_bug else [],
            )
            for each, second in zip(everything, cycle(SECOND_MODES), strict=False)
        ],
    )


def test_block(block: Block, modes: tuple[str, ...], tmp_path: Path) -> None:
    for name, text in block.files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    main = tmp_path / "prog.py"
    expected = harness.cpython(main, block.stdin, block.arguments)
    failures = []
    program = harness.Program(main)
    for mode in modes:
        actual = program.outcome(mode, block.stdin, block.arguments)
        different = harness.difference(expected, actual)
        if different:
            failures.append(f"mode {mode}: {different}")
    assert not failures, "\n\n".join(failures)
