"""What LLVM says of its own work: `collected(chunks, machine)`, of chunks that it optimises fully.

    chunks whose places are `SpanNumbers`  ->  Remark("__main__.total$0", 3, "vectorized loop ...")

LLVM has no other way to tell than its switches, which hold for a whole process, and stderr. So a
forked process runs the very passes of a build there and is read; nothing of it stays. Places are
numbers within a function, and the file of a place is the function's symbol: what was said of a
function is found again in the cache when its lines move.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from dataclasses import dataclass

from pyc.compiler.backend import cache
from pyc.compiler.backend.cache import Machine
from pyc.compiler.backend.chunks import Chunk
from pyc.compiler.backend.codegen import CodegenError

# Which passes may speak, by what they say. Kept is what was said under a `SUFFIX` for this choice.
SUFFIX = ".remarks-1"
SPEAKERS = (
    ("pass-remarks", "loop-vectorize|loop-unroll"),
    ("pass-remarks-missed", "loop-vectorize|licm|inline"),
    ("pass-remarks-analysis", "loop-vectorize"),
)
REMARK = re.compile(r"^remark: (.*?):(\d+):\d+: ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Remark:
    """`symbol`: of the function whose code it is about, wherever that was inlined; `place`: the
    number of a span of it (`SpanNumbers`), 0: nowhere."""

    symbol: str
    place: int
    message: str


def collected(chunks: list[Chunk], machine: Machine) -> list[Remark]:
    """Raises: CodegenError."""
    folder = cache.cache_folder()
    spoken = [each for each in chunks if each.tier.passes == "full"]
    paths = [cache.path_of(folder, each, machine, SUFFIX) for each in spoken]
    kept = [cache.read(each) for each in paths]
    missing = [index for index, each in enumerate(kept) if each is None]
    for index, said in zip(missing, _said([spoken[x] for x in missing], machine), strict=True):
        kept[index] = said
        cache.store(paths[index], said)
    return [remark for each in kept for remark in parsed((each or b"").decode())]


def parsed(text: str) -> list[Remark]:
    """A message may go on for lines."""
    parts = REMARK.split(text)[1:]
    return [
        Remark(symbol, int(place), message.rstrip())
        for symbol, place, message in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    ]


def _said(chunks: list[Chunk], machine: Machine) -> list[bytes]:
    """What LLVM prints about each."""
    if not chunks:
        return []
    with tempfile.TemporaryFile() as errors:
        sys.stderr.flush()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                os.dup2(errors.fileno(), 2)
                _speak(chunks, machine)
                status = 0
            except CodegenError as error:
                os.write(2, str(error).encode())
            finally:
                os._exit(status)
        _, status = os.waitpid(child, 0)
        errors.seek(0)
        parts = errors.read().split(BETWEEN)
    if status or len(parts) != len(chunks) + 1:
        reason = parts[-1].decode(errors="replace").strip()
        raise CodegenError(f"LLVM failed while it was asked for remarks: {reason[-LONGEST:]}")
    return parts[:-1]


LONGEST = 2000  # characters of a reason
BETWEEN = b"\n=== next ===\n"


def _speak(chunks: list[Chunk], machine: Machine) -> None:
    import llvmlite.binding as llvm

    from pyc.compiler.backend import codegen

    for option, passes in SPEAKERS:
        llvm.set_option("pyc", f"-{option}=^({passes})$")
    for chunk in chunks:
        codegen.optimized(chunk.text, chunk.tier, cache.target(chunk.tier.codegen, machine))
        os.write(2, BETWEEN)
