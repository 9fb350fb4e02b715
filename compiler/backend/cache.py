"""Object code by content: the same text in the same tier, for the same machine, is compiled once.

Entries carry a checksum and are written whole (temporary file, then rename); the folder belongs to
the user alone. A cache that cannot be used only costs time.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pickle
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pyc.compiler.backend.chunks import Chunk

if TYPE_CHECKING:
    from llvmlite.binding import TargetMachine


@dataclass(frozen=True, slots=True)
class Machine:
    """What code is made for: this machine's instruction set or any; a file or memory."""

    is_native: bool = True
    is_jit: bool = False


@dataclass(frozen=True, slots=True)
class Compiled:
    """A chunk's object code; `seconds` of processor time that it took just now, None: the cache
    had it."""

    code: bytes
    seconds: float | None

    def function_sizes(self) -> dict[str, int]:
        """Bytes of machine code by symbol."""
        from pyc.compiler.backend import elf

        return elf.function_sizes(self.code)


Told = Callable[[int, int], None]  # how many chunks this process has compiled, of how many

PARALLEL_TEXT = 150_000  # characters of LLVM text from which a second process pays


def objects(chunks: list[Chunk], machine: Machine) -> list[bytes]:
    """Object code of each chunk, from the cache where it is there."""
    return [each.code for each in compiled(chunks, machine)]


def compiled(chunks: list[Chunk], machine: Machine, told: Told | None = None) -> list[Compiled]:
    """The same, with what it took; `told` as it goes on."""
    folder = cache_folder()
    paths = [path_of(folder, chunk, machine) for chunk in chunks]
    kept = [read(path) for path in paths]
    found = {index: Compiled(code, None) for index, code in enumerate(kept) if code is not None}
    missing = [index for index, code in enumerate(kept) if code is None]
    if missing:
        made = _compiled([chunks[index] for index in missing], machine, told)
        for index, each in zip(missing, made, strict=True):
            found[index] = each
            store(paths[index], each.code)
    return [found[index] for index in range(len(chunks))]


def _compiled(chunks: list[Chunk], machine: Machine, told: Told | None) -> list[Compiled]:
    """In two processes when there is much to do: LLVM's Python binding holds one lock."""
    ours, theirs = list(range(len(chunks))), list[int]()
    if sum(len(chunk.text) for chunk in chunks) >= PARALLEL_TEXT and len(chunks) > 1:
        ours, theirs = _halves(chunks)
    finish = _in_child([chunks[index] for index in theirs], machine) if theirs else list
    result: dict[int, Compiled] = {}
    for index in ours:
        if told is not None:
            told(len(result), len(ours))
        result[index] = _made(chunks[index], machine)
    result.update(zip(theirs, finish(), strict=True))
    return [result[index] for index in range(len(chunks))]


def _made(chunk: Chunk, machine: Machine) -> Compiled:
    from pyc.compiler.backend import codegen

    started = time.process_time()
    made = target(chunk.tier.codegen, machine)
    code = codegen.object_code(chunk.text, chunk.tier, made)
    return Compiled(code, time.process_time() - started)


@lru_cache(maxsize=8)
def target(level: int, machine: Machine) -> TargetMachine:
    from pyc.compiler.backend import codegen

    return codegen.target_machine(level, machine.is_jit, machine.is_native)


def _halves(chunks: list[Chunk]) -> tuple[list[int], list[int]]:
    """Indices in two shares of about the same cost; full optimisation costs ten times as much."""
    costs = [len(each.text) * (10 if each.tier.passes == "full" else 1) for each in chunks]
    shares: tuple[list[int], list[int]] = ([], [])
    totals = [0, 0]
    for index in sorted(range(len(chunks)), key=lambda each: -costs[each]):
        side = totals.index(min(totals))
        shares[side].append(index)
        totals[side] += costs[index]
    return shares


def _in_child(chunks: list[Chunk], machine: Machine) -> Callable[[], list[Compiled]]:
    """Compiles in a forked process; the result waits for it. If the child fails, the parent does
    the work and meets the error itself."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - lives until the child has been read
    child = os.fork()
    if child == 0:
        status = 1
        try:
            pickle.dump([_made(chunk, machine) for chunk in chunks], file)
            file.flush()
            status = 0
        finally:
            os._exit(status)

    def finish() -> list[Compiled]:
        _, status = os.waitpid(child, 0)
        with file:
            if status:
                return [_made(chunk, machine) for chunk in chunks]
            file.seek(0)
            made: list[Compiled] = pickle.load(file)
            return made

    return finish


@lru_cache(maxsize=4)
def _identity(machine: Machine) -> str:
    """All that object code depends on beside text and tier; without loading LLVM."""
    spec = importlib.util.find_spec("llvmlite")
    version = spec.origin if spec is not None else ""
    stamp = Path(version).stat().st_mtime_ns if version else 0
    host = ""
    if machine.is_native:
        try:
            text = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
        except OSError:
            text = ""
        lines = text.split("\n\n", maxsplit=1)[0].splitlines()
        host = "\n".join(line for line in lines if line.startswith(("model name", "flags")))
    return f"{version} {stamp} {machine.is_jit} {host}"


def path_of(folder: Path | None, chunk: Chunk, machine: Machine, suffix: str = ".o") -> Path | None:
    if folder is None:
        return None
    key = repr((_identity(machine), chunk.tier)) + chunk.text
    return folder / f"{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()}{suffix}"


def read(path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        kept = path.read_bytes()
    except OSError:
        return None
    return kept[32:] if kept[:32] == hashlib.sha256(kept[32:]).digest() else None


def store(path: Path | None, code: bytes) -> None:
    if path is None:
        return
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(hashlib.sha256(code).digest() + code)
        Path(file.name).replace(path)
    except OSError:
        return  # a full or read-only disk only costs speed


def cache_folder() -> Path | None:
    """Private to the user; None where there is none to be had."""
    base = os.environ.get("XDG_CACHE_HOME")
    home = os.environ.get("HOME")
    if not base and not home:
        return None
    folder = (Path(base) if base else Path(home or "", ".cache")) / "pyc"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
    except OSError:
        return None
    return folder if status.st_uid == os.getuid() and not status.st_mode & 0o077 else None
