"""How often each function of a program is called under CPython, exactly.

A counted function begins with `next(counter)`, in its own bytecode: one call of C, which threads do
not disturb. From 3.12 on `sys.monitoring` tells of each call. A generator counts when it begins,
not when it goes on.
"""

from __future__ import annotations

import atexit
import itertools
import json
import os
import sys
from collections import defaultdict
from types import CodeType
from typing import Any

from pyc.compiler.tracer.collector import place_of

_counters: dict[CodeType, itertools.count[int]] = {}
_counts: dict[CodeType, int] = defaultdict(int)
monitoring: Any = getattr(sys, "monitoring", None)

if monitoring is None:
    from pyc.compiler.tracer.hooks_bytecode import counting


def counted(code: CodeType) -> CodeType:
    """The same code, whose calls count; `code` itself where CPython tells of them."""
    if monitoring is not None:
        _counts[code] = 0
        monitoring.set_local_events(monitoring.PROFILER_ID, code, monitoring.events.PY_START)
        return code
    counter = itertools.count()
    made = counting(code, counter)
    _counters[made] = counter
    return made


def start(path: str) -> None:
    """When this process ends, its counts go there."""
    if monitoring is not None:
        monitoring.use_tool_id(monitoring.PROFILER_ID, "pyc profile")
        monitoring.register_callback(
            monitoring.PROFILER_ID, monitoring.events.PY_START, _started
        )
    atexit.register(_end, path, os.getpid())


def _started(code: CodeType, offset: int) -> None:
    _counts[code] += 1


def _end(path: str, owner: int) -> None:
    """What a process that was forked does is not counted."""
    if os.getpid() != owner:
        return
    found: dict[CodeType, int] = {code: next(each) for code, each in _counters.items()} | _counts
    rows = [[*place_of(code), count] for code, count in found.items() if count]
    with open(path, "w", encoding="utf-8") as file:  # noqa: PTH123
        json.dump(rows, file)
