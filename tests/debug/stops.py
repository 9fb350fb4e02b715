"""The stops of a program under CPython's `sys.settrace`, and natively in gdb."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from pyc.compiler.session import BuildOptions, Session
from tests.language.test_language import Block

HERE = Path(__file__).parent
LIMIT = 150
Stop = tuple[str, int, dict[str, str]]  # function, line, texts of the variables


def written(block: Block, folder: Path) -> Path:
    for name, text in block.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "stdin").write_bytes(block.stdin)
    return folder / "prog.py"


def recorded(
    command: list[str], program: Path, lines: str = "", limit: int = LIMIT
) -> list[Stop]:
    steps = program.with_name("steps")
    steps.unlink(missing_ok=True)
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "0",
        "PYC_STEPS": str(steps),
        "PYC_LIMIT": str(limit),
        "PYC_SOURCE": str(program),
        "PYC_LINES": lines,
    }
    with program.with_name("stdin").open("rb") as given:
        done = subprocess.run(
            command, cwd=program.parent, stdin=given, capture_output=True, env=environment,
            timeout=120, check=False,
        )  # fmt: skip
    assert steps.is_file(), (done.stdout + done.stderr).decode(errors="replace")
    assert b"Python Exception" not in done.stderr, done.stderr.decode(errors="replace")
    return [tuple(json.loads(line)) for line in steps.read_text().splitlines()]


def traced(block: Block, program: Path, limit: int = LIMIT) -> list[Stop]:
    command = [sys.executable, str(HERE / "traced.py"), str(program), *block.arguments]
    return recorded(command, program, limit=limit)


def in_gdb(
    block: Block, program: Path, level: int, script: str, lines: str = ""
) -> list[Stop]:
    output = program.with_name("native")
    Session().snapshot(program).build(output, BuildOptions(level=level, is_debug=True))
    start = ["gdb", "-q", "-batch", "-nx", "-iex", f"add-auto-load-safe-path {output}"]
    arguments = ["--args", str(output), *block.arguments]
    return recorded([*start, "-x", str(HERE / script), *arguments], program, lines)
