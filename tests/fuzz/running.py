"""Runs many generated programs as one, under CPython and under pyc, and says which differ.

    differences([3, 4], "jit", folder)  ->  {4: "what differs"}

A pack is one file: the prelude, the programs, and a `run(NAME, MAIN)` for each. Its output is cut
at the lines `===== NAME`; a program whose part differs is run again alone.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from tests import harness
from tests.fuzz.generate import PRELUDE, program

FUZZ_MODES = ("O2", "boxed", "bail")


def packed(programs: dict[str, str]) -> str:
    """Programs by their prefix."""
    calls = "".join(f'run("{name}", {name}main)\n' for name in programs)
    return PRELUDE + "\n" + "\n".join(programs.values()) + "\n" + calls


def generated(seeds: Sequence[int]) -> dict[str, str]:
    return {f"p{seed}_": program(seed, f"p{seed}_") for seed in seeds}


def compiled_differs(source: str, mode: str, folder: Path) -> str:
    """What pyc does otherwise than CPython; a failure of the compiler counts too."""
    path = folder / "prog.py"
    path.write_text(source, encoding="utf-8")
    expected = harness.cpython(path)
    return harness.difference(expected, _outcome(path, mode))


def _outcome(path: Path, mode: str) -> harness.Outcome:
    try:
        return harness.pyc(path, mode)
    except Exception as error:
        return harness.Outcome(99, b"", f"{type(error).__name__}: {error}".encode())


def differences(seeds: Sequence[int], mode: str, folder: Path) -> dict[int, str]:
    programs = generated(seeds)
    path = folder / "prog.py"
    path.write_text(packed(programs), encoding="utf-8")
    expected, actual = harness.cpython(path), _outcome(path, mode)
    if expected == actual:
        return {}
    wanted, got = _parts(expected.stdout), _parts(actual.stdout)
    suspects = [name for name in programs if wanted.get(name) != got.get(name)]
    found = {}
    for name in suspects or programs:
        different = compiled_differs(packed({name: programs[name]}), mode, folder)
        if different:
            found[int(name[1:-1])] = different
    return found or {seeds[0]: f"only together, seeds {list(seeds)}: {harness.difference(expected, actual)}"}


def _parts(output: bytes) -> dict[str, bytes]:
    pieces = re.split(rb"^===== (\w+)\n", output, flags=re.MULTILINE)
    return {name.decode(): part for name, part in zip(pieces[1::2], pieces[2::2], strict=True)}


def interpreted(source: str, prepare: Callable[[dict[str, object]], None] | None = None) -> str:
    """What CPython prints, in this process; for many short runs."""
    out = io.StringIO()
    names: dict[str, object] = {"__name__": "program"}
    if prepare is not None:
        prepare(names)
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(source, "prog.py", "exec"), names)
        except Exception as error:
            print("ended by", type(error).__name__, error)
    return out.getvalue()
