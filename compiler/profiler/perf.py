"""Native programs sampled by Linux' perf, for those who prefer it: it unwinds stacks by the
program's own unwind tables, at a higher cost than the sampler in the program."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pyc.compiler.profiler.profile import NANOSECONDS, Profile, ProfileError
from pyc.compiler.profiler.samples import Sample, profile_of
from pyc.compiler.profiler.symbols import Symbols

STACK = 16384  # bytes of the stack that go with each sample


def perf_run(
    program: Path, symbols: Symbols, arguments: Sequence[str], hertz: int,
    variables: Mapping[str, str],
) -> tuple[Profile, int]:  # fmt: skip
    """The profile and how the program ended. `variables`: its environment.

    Raises: ProfileError, OSError.
    """
    perf = shutil.which("perf")
    if perf is None:
        raise ProfileError("perf is not installed (Debian: `apt install linux-perf`)")
    with tempfile.TemporaryDirectory(prefix="pyc-profile-") as folder:
        data = str(Path(folder) / "perf.data")
        started, clock = time.time_ns(), time.monotonic_ns()
        status = subprocess.call(
            [perf, "record", "-q", "-F", str(hertz), "--call-graph", f"dwarf,{STACK}", "-o", data,
             "--", str(program.absolute()), *arguments], env=dict(variables),
        )  # fmt: skip
        duration = time.monotonic_ns() - clock
        done = subprocess.run(
            [perf, "script", "-i", data, "-F", "ip,sym,dso,period", "--no-inline"],
            capture_output=True, text=True, errors="replace", check=False,
        )  # fmt: skip
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["it gave no reason"])[-1]
        raise ProfileError(f"perf could not sample {program}: {reason}")
    samples = list(read(done.stdout.splitlines(), str(program.absolute())))
    found = profile_of(
        str(program), samples, symbols, NANOSECONDS // hertz, started=started, duration=duration
    )
    return found, status


def read(lines: Iterable[str], program: str) -> Iterable[Sample]:
    """What `perf script` prints: a period, then a line a frame from the inside out, then nothing.

    Code of other files than the program's gets the address 0.
    """
    addresses: list[int] = []
    period = 0
    for line in (*lines, ""):
        words = line.split()
        if len(words) > 1:
            inside = line.rstrip().endswith(f"({program})")
            address = int(words[0], 16) if inside else 0
            addresses.append(address - (1 if addresses and address else 0))
        elif words:
            period = int(words[0])
        elif addresses:
            yield Sample(tuple(addresses), (), 0, period, False)
            addresses = []
