"""gdb shows a -g build at Python lines: breakpoints, stack, source."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from pyc.compiler.session import BuildOptions, Session

PROGRAM = '''\
def area(width, height):
    result = width * height
    return result


def main():
    total = 0
    for n in range(3):
        total += area(n, n + 1)
    print(total)


main()
'''


@pytest.mark.skipif(shutil.which("gdb") is None, reason="gdb is not installed")
@pytest.mark.parametrize("level", [0, 2])
def test_breakpoint_stack_and_source(level: int, tmp_path: Path) -> None:
    path = tmp_path / "prog.py"
    path.write_text(PROGRAM)
    output = tmp_path / "prog"
    Session().snapshot(path).build(output, BuildOptions(level=level, is_debug=True))
    line = 2 if level == 0 else 10  # at -O2 area is inlined
    commands = ["set confirm off", f"break prog.py:{line}", "run", "bt", "list"]
    script = [each for command in commands for each in ("-ex", command)]
    done = subprocess.run(
        ["gdb", "-q", "-batch", *script, str(output)], capture_output=True, text=True, check=True
    )
    assert f"prog.py:{line}" in done.stdout
    assert "main () at prog.py" in done.stdout
    assert PROGRAM.splitlines()[line - 1] in done.stdout
    if level == 0:
        assert "area (width=0, height=1) at prog.py:2" in done.stdout
