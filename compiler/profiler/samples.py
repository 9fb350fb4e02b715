"""What the sampler in a native program wrote (runtime/src/sampler.h says how), as a profile.

A file may end anywhere: the program may still run, or have been killed.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

from pyc.compiler.profiler.profile import Frame, Profile, ProfileError, Stack
from pyc.compiler.profiler.symbols import Symbol, Symbols

HEAD = struct.Struct("=8sQQQQQ")
MAGIC = b"PYCSAMP1"
WORD = 8
TRUNCATED = Frame("[...]", "", 0)
OUTSIDE = Frame("[start and end of the program]", "", 0)


@dataclass(frozen=True, slots=True)
class Sample:
    """Program counters from the inside out; nanoseconds."""

    addresses: tuple[int, ...]
    hints: tuple[int, ...]
    at: int
    processor: int
    is_truncated: bool


class SampleReader:
    """Reads a file as it grows: each call of `new` gives what was added, nothing while there is no
    file. Raises: ProfileError."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.period = 0
        self.started = 0
        self.pid = 0
        self._moved = 0
        self._read = 0
        self._last: tuple[int, ...] = ()

    def new(self) -> list[Sample]:
        try:
            with self.path.open("rb") as file:
                file.seek(self._read)
                data = file.read()
        except FileNotFoundError:  # a process may end before it begins to write
            return []
        at = 0 if self._read else self._head(data)
        words = memoryview(data)[at : at + (len(data) - at) // WORD * WORD].cast("Q")
        samples, used = self._samples(words)
        self._read += at + used * WORD
        return samples

    def _head(self, data: bytes) -> int:
        if len(data) < HEAD.size:
            if data and not MAGIC.startswith(data[: len(MAGIC)]):
                raise ProfileError(f"{self.path} holds no samples")
            return 0
        magic, size, self.pid, self.period, self._moved, self.started = HEAD.unpack_from(data)
        if magic != MAGIC or size < HEAD.size or size > len(data):
            raise ProfileError(f"{self.path} holds no samples")
        return int(size)

    def _samples(self, words: memoryview) -> tuple[list[Sample], int]:
        """Those that are whole, and how many words they take."""
        samples: list[Sample] = []
        at = 0
        while self.period and at + 3 <= len(words):
            counts = words[at]
            n_new, n_same, n_hints = counts & 0xFFFF, counts >> 16 & 0xFFFF, counts >> 32 & 0xFFFF
            end = at + 3 + n_hints + n_new
            if end > len(words):
                break
            if n_same > len(self._last) or not n_new + n_same:
                raise ProfileError(f"{self.path} is damaged")
            new = tuple(word - self._moved for word in words[end - n_new : end])
            self._last = new + self._last[len(self._last) - n_same :]
            hints = tuple(word - self._moved for word in words[at + 3 : at + 3 + n_hints])
            samples.append(
                Sample(self._last, hints, words[at + 1], words[at + 2], bool(counts >> 48))
            )
            at = end
        return samples, at


def profile(program: str, reader: SampleReader, samples: list[Sample], symbols: Symbols) -> Profile:
    """Of samples that `reader` gave."""
    duration = samples[-1].at - samples[0].at if samples else 0
    return profile_of(
        program, samples, symbols, reader.period or 1, started=reader.started, duration=duration
    )


def profile_of(
    program: str, samples: list[Sample], symbols: Symbols, period: int, started: int, duration: int
) -> Profile:
    """Time of the processor, in Python's frames; `period` and `duration` in nanoseconds."""
    times: dict[Sample, int] = defaultdict(int)
    for sample in samples:
        times[replace(sample, at=0, processor=0)] += sample.processor
    known: dict[int, list[Frame]] = {}
    stacks: dict[Stack, int] = defaultdict(int)
    for sample, time in times.items():
        stacks[_stack(sample, symbols, known)] += time
    notes = () if symbols.has_lines else ("built without -g: lines are not known",)
    return Profile(
        program, "native", stacks, period, len(samples), duration=duration, started=started,
        notes=notes,
    )  # fmt: skip


def _stack(sample: Sample, symbols: Symbols, known: dict[int, list[Frame]]) -> Stack:
    """From the outside in: Python's functions, and innermost the C function that the last of them
    called, if one was running."""
    addresses = _repaired(sample, symbols)
    functions = [symbols.function(address) for address in addresses]
    frames: list[Frame] = []
    for i, (address, function) in enumerate(zip(addresses, functions, strict=True)):
        inner = functions[i - 1] if i else None
        if not _is_python(function):
            if not frames or not frames[-1].is_python:
                frames[:] = _frames(address, symbols, known)  # the outermost C function counts
        elif not (inner and function and _gives_up(function, inner)):
            frames.extend(reversed(_frames(address, symbols, known)))
    while len(frames) > 1 and not frames[-1].is_python:  # how C came to start the program
        frames.pop()
    if not any(frame.is_python for frame in frames):
        return (OUTSIDE, *reversed(frames))
    if sample.is_truncated:
        frames.append(TRUNCATED)
    return tuple(reversed(frames))


def _frames(address: int, symbols: Symbols, known: dict[int, list[Frame]]) -> list[Frame]:
    if address not in known:
        known[address] = symbols.frames(address)
    return known[address]


def _is_python(function: Symbol | None) -> bool:
    return function is not None and bool(function.variant)


def _gives_up(outer: Symbol, inner: Symbol) -> bool:
    """A specialised variant around the boxed one that goes on for it: Python has one frame."""
    return outer.name == inner.name and inner.variant == ".boxed" and outer.variant != ".boxed"


def _repaired(sample: Sample, symbols: Symbols) -> tuple[int, ...]:
    """With the innermost caller, where the chain of frame pointers misses it: a function that just
    begins or ends has no frame of its own, and those of C libraries never have.

    A call whose target is the function that runs proves who the caller is.
    """
    inner, *callers = sample.addresses
    function = symbols.function(inner)
    if callers and _reaches(callers[0], function, symbols):
        return sample.addresses
    is_bare = function is not None and not symbols.has_frame(function)
    for hint in sample.hints:
        if is_bare and symbols.called(hint) is not None:  # only saved registers lie before it
            return sample.addresses if hint in callers[:1] else (inner, hint, *callers)
        if hint not in callers[:1] and _reaches(hint, function, symbols):
            return (inner, hint, *callers)
    return sample.addresses


def _reaches(call: int, function: Symbol | None, symbols: Symbols) -> bool:
    """Whether that call leads to the function (None: one of a C library), perhaps by a jump at the
    end of the one that it calls."""
    target = symbols.called(call)
    if target is None:
        return False
    called = symbols.function(target)
    if called is None or function is None:
        return called is function
    return called.name.partition(".cold")[0] == function.name.partition(".cold")[
        0
    ] or function.start in symbols.goes_on_in(called)
