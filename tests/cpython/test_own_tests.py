"""CPython prints for its own tests what pyc does, but for the cases of a table."""

from __future__ import annotations

import random
import re
import sys
from pathlib import Path

import pytest

from tests.cpython.known import DIFFERENT, FILES, LEFT_OUT, VERSION
from tests.cpython.translate import SUITE, written
from tests.harness import Program, cpython

SAMPLED = 6  # files without --all


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Which files by default: a few that --seed chooses."""
    config = metafunc.config
    names = list(FILES)
    if not config.getoption("--all"):
        names = random.Random(config.getoption("--seed")).sample(names, SAMPLED)
    if "name" in metafunc.fixturenames:
        metafunc.parametrize("name", sorted(names))


def cases(output: bytes) -> dict[str, list[str]]:
    """What each case printed."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in output.decode("utf-8", "backslashreplace").splitlines():
        if re.fullmatch(r"\w+\.test\w*", line):
            lines = found[line] = []
        else:
            lines.append(line)
    return found


def test_the_table_names_files_and_says_why() -> None:
    assert set(DIFFERENT) <= set(FILES)
    assert all(reason for file in DIFFERENT.values() for reason in file.values())


@pytest.mark.skipif(
    sys.version_info[:3] != VERSION or not (SUITE / "list_tests.py").exists(),
    reason="the tests of CPython 3.11.7 are not here",
)
def test_as_cpython(name: str, tmp_path: Path) -> None:
    count = written(tmp_path, name, set(LEFT_OUT.get(name, {})))
    program = tmp_path / f"{name}.py"
    expected, got = cpython(program), Program(program).outcome("jit")
    wanted, found = cases(expected.stdout), cases(got.stdout)
    assert len(wanted) == count > 0
    assert (got.status, list(found)) == (expected.status, list(wanted)), got.stderr.decode()[-2000:]
    known = DIFFERENT.get(name, {})
    different = {case for case in wanted if wanted[case] != found[case]}
    unknown = "\n".join(
        f"{case}:\n  {wanted[case][-3:]}\n  {found[case][-3:]}"
        for case in sorted(different - set(known))
    )
    assert not unknown
