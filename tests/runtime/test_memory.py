"""Chains, cycles, finalizers and counts: memory_check.c, with and without the sanitizers."""

from __future__ import annotations

import subprocess
from pathlib import Path

import runtime  # builds the library

HERE = Path(__file__).resolve().parent


def test_memory_check(tmp_path: Path) -> None:
    program = tmp_path / "memory_check"
    build = runtime.ROOT / "runtime" / "build"
    subprocess.run(
        ["gcc", "-std=gnu11", "-O1", "-I", runtime.ROOT / "runtime" / "include", HERE / "memory_check.c",
         build / "libpycrt.so", f"-Wl,-rpath,{build}", "-o", program],
        check=True,
    )  # fmt: skip
    done = subprocess.run([program], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
