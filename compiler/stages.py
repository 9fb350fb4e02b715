"""Content-addressed incremental stages.

A stage is a pure function of its key. The key names all that the function may read, so results
are never invalidated: another text is another key, and an undo finds the old result.
"""

from __future__ import annotations

import gc
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import wraps
from typing import Generic, ParamSpec, TypeVar

K = TypeVar("K", bound=Hashable)
R = TypeVar("R")
P = ParamSpec("P")


@dataclass(slots=True, eq=False)
class Stage(Generic[K, R]):
    """Remembers the last `capacity` results. `seconds`: processor time spent, for --timings."""

    name: str
    function: Callable[[K], R]
    capacity: int = 256
    seconds: float = 0.0
    n_computed: int = 0
    _results: OrderedDict[K, R] = field(default_factory=OrderedDict)

    def __call__(self, key: K) -> R:
        if key in self._results:
            self._results.move_to_end(key)
            return self._results[key]
        started = time.process_time()
        result = self.function(key)
        self.seconds += time.process_time() - started
        self.n_computed += 1
        self._results[key] = result
        if len(self._results) > self.capacity:
            self._results.popitem(last=False)
        return result


    def forget(self, is_old: Callable[[K], bool]) -> None:
        """What nobody will ask for again."""
        for key in [each for each in self._results if is_old(each)]:
            del self._results[key]


def uncollected(function: Callable[P, R]) -> Callable[P, R]:
    """Runs without Python's cycle collector: a stage makes much that lives and few cycles, and
    walking it all again and again is a sixth of the stage's time."""

    @wraps(function)
    def quick(*args: P.args, **keywords: P.kwargs) -> R:
        was_on = gc.isenabled()
        gc.disable()
        try:
            return function(*args, **keywords)
        finally:
            if was_on:
                gc.enable()

    return quick
