"""Nothing is reported on correct programs: a seeded sample of the standard library, each file
alone. What is allowed was read and is truly wrong there."""

from __future__ import annotations

import random
import sysconfig
from pathlib import Path

from pyc.compiler.frontend.parser import parsed
from pyc.compiler.frontend.semantic.check import program_problems
from pyc.compiler.source import SourceFile, decoded

LIBRARY = Path(sysconfig.get_paths()["stdlib"])
SEED = 311
SAMPLE = 40
ALWAYS = ("argparse.py", "typing.py", "dataclasses.py", "enum.py", "ast.py", "statistics.py",
          "_pydecimal.py", "inspect.py", "difflib.py", "collections/__init__.py")  # fmt: skip
# Mistakes of CPython 3.11's library: (file, slug).
REAL = {
    ("doctest.py", "none-attribute"),  # SkipDocTestCase passes None where a test is used
    ("lib2to3/pgen2/conv.py", "missing-module"),  # imports its package by its old name
    ("pprint.py", "too-many-arguments"),  # _perfcheck passes one argument too many
    ("turtle.py", "missing-argument"),  # Shape calls a method on the class
}


def sample() -> list[Path]:
    every = sorted(
        path
        for path in LIBRARY.rglob("*.py")
        if not {"site-packages", "test", "tests", "idle_test"} & set(path.parts)
    )
    chosen = random.Random(SEED).sample(every, SAMPLE)
    return [*(LIBRARY / name for name in ALWAYS), *chosen]


def test_no_false_alarms() -> None:
    n_checked = 0
    wrong = []
    for path in sample():
        try:
            source = SourceFile(path, path.name, decoded(path.read_bytes()))
        except (UnicodeDecodeError, SyntaxError):
            continue
        module = parsed(source)
        if module.tree is None:
            continue
        n_checked += 1
        name = path.relative_to(LIBRARY).as_posix()
        for found in program_problems({"__main__": module}):
            if (name, found.problem.slug) not in REAL:
                wrong.append(f"{name}:{found.span} {found.problem.slug}: {found.problem.text}")
    assert not wrong, "\n".join(wrong)
    assert n_checked > SAMPLE
