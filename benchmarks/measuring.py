"""Builds with pyc and measures processor time of a process with its children."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def environment() -> dict[str, str]:
    """pyc importable from the checkout; the same string hashes in every run."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}


def built(source: Path, folder: Path) -> tuple[Path, float]:
    """The executable, and the seconds that the build took with an empty cache.

    Raises: RuntimeError with what pyc said.
    """
    output = folder / source.stem
    command = [sys.executable, "-m", "pyc.compiler.driver", "build", str(source), "-o", str(output)]
    cache = {"XDG_CACHE_HOME": str(folder / f"{source.stem}.cache")}
    (folder / f"{source.stem}.cache").mkdir()
    started = time.perf_counter()
    done = subprocess.run(
        command, capture_output=True, text=True, env=environment() | cache, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{source.name}: {done.stderr.strip()[-400:]}")
    return output, time.perf_counter() - started


def seconds(command: list[str], variables: Mapping[str, str] | None = None) -> float:
    """User and system time of one run; its output is thrown away.

    Raises: RuntimeError where the program fails.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    known = environment() | dict(variables or {})
    done = subprocess.run(command, stdout=subprocess.DEVNULL, env=known, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise RuntimeError(f"{command[0]} ended with {done.returncode}")
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def output(command: list[str]) -> bytes:
    return subprocess.run(command, capture_output=True, env=environment(), check=True).stdout
