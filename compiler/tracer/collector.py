"""What hooks saw: per function and per tuple of argument types, calls, results and times.

A hook sees the first calls of a function (FIRST) and then removes itself; from time to time it
comes back for a few (AGAIN), ever more rarely while nothing new is seen. What happens in between is
estimated from how quickly those few came.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from pyc.compiler.tracer.describe import described, size_of
from pyc.compiler.tracer.fingerprints import Place, fingerprints

FIRST, AGAIN = 64, 8  # calls
TICK = 0.05  # seconds of processor time
MOST_TICKS = 16  # between two looks at a function
MOST_SIGNATURES = 64  # of a function: what comes then is counted together
START = Path.cwd()  # file names may be relative to it
OTHERS = ("...",)
CALL = 250  # nanoseconds that calling a hook takes beside what it takes itself, at the least
VARIADIC, KEYWORDS = 0x04, 0x08  # flags of code objects
GENERATORS = 0x20 | 0x80 | 0x200  # generators, coroutines, both


@dataclass(eq=False, slots=True)
class Signature:
    """Calls with the same types of arguments. Mutable: counts grow."""

    seen: int = 0
    estimated: float = 0.0  # calls that no hook saw
    timed: int = 0
    nanoseconds: int = 0  # of `timed` calls, with all that they called
    returns: dict[str, int] = field(default_factory=dict)
    sizes: list[tuple[int, int] | None] = field(default_factory=list)  # least and most, by argument


class Site:
    """A function's code, its hooks and what they saw."""

    def __init__(self, collector: Collector, code: CodeType, module: str) -> None:
        self.collector = collector
        self.code = code
        self.module = module
        self.names = parameters(code)
        self.is_generator = bool(code.co_flags & GENERATORS)
        self.signatures: dict[tuple[str, ...], Signature] = {}
        self.callers: dict[CodeType, int] = {}
        self.arm: Callable[[], None] = lambda: None
        self.disarm: Callable[[], None] = lambda: None
        self.is_armed = True
        self.left = FIRST  # calls until the hooks go
        self.quota = FIRST
        self.since = 0  # when the first call of this time came, without what hooks took
        self.until = 0  # when the last one came, alike
        self.gone = 0  # when the hooks went, by the clock
        self.wait = 1  # ticks between looks
        self.ticks = 0
        self.is_new = False  # something was seen for the first time since the hooks came
        self.epoch = 0  # how often they came back: calls that began before are not timed

    def entered(self, arguments: tuple[Any, ...], frame: FrameType) -> None:
        """`frame`: the function's own."""
        began = time.perf_counter_ns()
        collector = self.collector
        now = began - collector.spent  # the program's own time
        types = tuple([described(each) for each in arguments])
        found = self.signatures.get(types)
        if found is None:
            found = self._new(types)
        found.seen += 1
        _grow(found, arguments)
        caller = frame.f_back
        if caller is not None:
            self.callers[caller.f_code] = self.callers.get(caller.f_code, 0) + 1
        if self.left == self.quota:
            self.since = now
        self.left -= 1
        if self.left <= 0 and self.is_armed:
            self.until, self.gone = now, began
            self.is_armed = False
            self.disarm()
        if not self.is_generator:
            collector.running().append((id(frame), self, self.epoch, found, now))
        collector.spent += time.perf_counter_ns() - began + CALL

    def left_with(self, value: Any, frame: FrameType) -> None:
        began = time.perf_counter_ns()
        collector = self.collector
        running = collector.running()
        mark = id(frame)
        while running:  # calls that ended by an exception are still there
            at, site, epoch, found, since = running.pop()
            if at == mark and site is self and epoch == self.epoch:
                found.timed += 1
                found.nanoseconds += max(0, began - collector.spent - since)
                kind = described(value)
                if kind not in found.returns:
                    self.is_new = True
                found.returns[kind] = found.returns.get(kind, 0) + 1
                break
        collector.spent += time.perf_counter_ns() - began + CALL

    def _new(self, types: tuple[str, ...]) -> Signature:
        self.is_new = True
        if len(self.signatures) >= MOST_SIGNATURES:
            types = OTHERS
        return self.signatures.setdefault(types, Signature())

    def tick(self, now: int) -> None:
        """Brings the hooks back when it is time."""
        if self.is_armed:
            return
        self.ticks += 1
        if self.ticks < self.wait:
            return
        self._estimate(now)
        self.wait = 1 if self.is_new else min(MOST_TICKS, 2 * self.wait)
        self.is_new = False
        self.ticks = 0
        self.left = self.quota = AGAIN
        self.is_armed = True
        self.epoch += 1
        self.arm()

    def _estimate(self, now: int) -> None:
        """Calls went on as quickly as the last ones came, in the shares that were seen."""
        seen = sum(each.seen for each in self.signatures.values())
        if self.is_armed or not seen:
            return
        missed = (self.quota - 1) / max(1, self.until - self.since) * (now - self.gone)
        for each in self.signatures.values():
            each.estimated += missed * each.seen / seen
        self.gone = now

    def finish(self, now: int) -> None:
        self._estimate(now)


class Collector:
    """All functions that are traced in this process."""

    def __init__(self) -> None:
        self.sites: list[Site] = []
        self.spent = 0  # nanoseconds in hooks
        self.started = time.time()
        self._stamps: dict[str, object] = {}  # of files when their functions were defined
        self._local = threading.local()

    def running(self) -> list[tuple[int, Site, int, Signature, int]]:
        """Calls of this thread that hooks saw begin and not yet end."""
        try:
            return self._local.running  # type: ignore[no-any-return]
        except AttributeError:
            self._local.running = []
            return self._local.running  # type: ignore[no-any-return]

    def site(self, code: CodeType, module: str) -> Site:
        site = Site(self, code, module)
        self.sites.append(site)
        file = place_of(code)[0]
        if file not in self._stamps:
            self._stamps[file] = _stamp(file)
        return site

    def tick(self) -> None:
        now = time.perf_counter_ns()
        for site in self.sites:
            site.tick(now)

    def forget(self) -> None:
        """In a process that was forked: what the parent saw is the parent's to tell."""
        for site in self.sites:
            site.signatures.clear()
            site.callers.clear()
        self._local = threading.local()

    def functions(self) -> list[dict[str, Any]]:
        """What was seen, as plain data; the database's `record` takes it."""
        now = time.perf_counter_ns()
        known = {place_of(site.code) for site in self.sites}
        sources = self._sources()
        found = []
        for site in self.sites:
            site.finish(now)
            if not site.signatures:
                continue
            file, name, line = place_of(site.code)
            found.append(
                {
                    "file": file,
                    "function": name,
                    "line": line,
                    "source": sources.get(file, {}).get((name, line), ""),
                    "module": site.module,
                    "parameters": list(site.names),
                    "signatures": [
                        _written(types, each) for types, each in site.signatures.items()
                    ],
                    "callers": [
                        [*place_of(code), count]
                        for code, count in site.callers.items()
                        if place_of(code) in known or code.co_name == "<module>"
                    ],
                }
            )
        return found

    def _sources(self) -> dict[str, dict[Place, str]]:
        """Fingerprints of the functions that were seen, by file; none of a file that was changed
        meanwhile, or cannot be read."""
        names: dict[str, set[str]] = {}
        for site in self.sites:
            if site.signatures:
                file, name, _ = place_of(site.code)
                names.setdefault(file, set()).add(name)
        found = {}
        for file, wanted in names.items():
            stamp = self._stamps[file]
            if stamp is not None and stamp == _stamp(file):
                with suppress(OSError):
                    found[file] = fingerprints(Path(file).read_bytes(), wanted)
        return found


def parameters(code: CodeType) -> tuple[str, ...]:
    """Names of the arguments as a hook gets them: `*args` and `**keywords` last, each as one."""
    count = code.co_argcount + code.co_kwonlyargcount
    count += bool(code.co_flags & VARIADIC) + bool(code.co_flags & KEYWORDS)
    return code.co_varnames[:count]


def place_of(code: CodeType) -> tuple[str, str, int]:
    """Code with hooks is another object than the code it was made from."""
    return str(START / code.co_filename), code.co_qualname, code.co_firstlineno


def _stamp(file: str) -> object:
    """Differs once the file has changed; None where there is none."""
    try:
        status = os.stat(file)  # noqa: PTH116
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _grow(found: Signature, arguments: tuple[Any, ...]) -> None:
    sizes = found.sizes
    if not sizes:
        sizes.extend([None] * len(arguments))
    for i, each in enumerate(arguments[: len(sizes)]):
        size = size_of(each)
        if size is not None:
            known = sizes[i]
            sizes[i] = (min(known[0], size), max(known[1], size)) if known else (size, size)


def _written(types: tuple[str, ...], each: Signature) -> dict[str, Any]:
    return {
        "types": list(types),
        "seen": each.seen,
        "calls": each.seen + round(each.estimated),
        "timed": each.timed,
        "nanoseconds": each.nanoseconds,
        "returns": dict(each.returns),
        "sizes": [list(size) if size else None for size in each.sizes],
    }


COLLECTOR = Collector()


def own_frame() -> FrameType:
    """Of the function whose hook calls this."""
    return sys._getframe(2)
