"""`from pyc import trace`: a function stays what it is."""

from __future__ import annotations

import inspect
import pickle
import threading
from itertools import pairwise
from typing import Any

import pytest

from pyc import trace
from pyc.compiler.tracer import collector


def area(width: float, height: float = 2) -> float:
    """What it says."""
    return width * height


@trace
def traced_area(width: float, height: float = 2) -> float:
    """What it says."""
    return width * height


def site(function: Any) -> collector.Site:
    (found,) = [
        each for each in collector.COLLECTOR.sites
        if each.code.co_qualname == function.__qualname__ and each.module == function.__module__
    ]  # fmt: skip
    return found


def test_the_same_function_object() -> None:
    before = area
    assert trace(area) is before
    assert area.__code__.co_name == "area"
    assert inspect.signature(traced_area) == inspect.signature(area)
    assert (
        inspect.getsource(traced_area).splitlines()[2:] == inspect.getsource(area).splitlines()[1:]
    )
    assert pickle.loads(pickle.dumps(traced_area)) is traced_area
    assert traced_area.__doc__ == "What it says."


def test_types_sizes_and_results() -> None:
    assert [traced_area(3), traced_area(2.5), traced_area("ab", height=3)] == [6, 5.0, "ababab"]  # type: ignore[arg-type]
    found = site(traced_area).signatures
    assert found[("int", "int")].returns == {"int": 1}
    assert found[("float", "int")].returns == {"float": 1}
    assert found[("str", "int")].sizes == [(2, 2), None]


def test_hooks_go_and_come_back() -> None:
    @trace
    def step(x: object) -> object:
        return x

    own = site(step)
    for i in range(collector.FIRST):
        step(i)
    assert not own.is_armed
    step("not seen")
    assert set(own.signatures) == {("int",)}
    collector.COLLECTOR.tick()
    collector.COLLECTOR.tick()
    assert own.is_armed
    step("seen")
    assert own.signatures[("str",)].seen == 1
    assert own.signatures[("int",)].seen == collector.FIRST
    assert own.signatures[("int",)].estimated > 0


def test_nothing_new_is_looked_for_ever_more_rarely() -> None:
    @trace
    def same(x: int) -> int:
        return x

    own = site(same)
    looks = []
    for tick in range(120):
        for _ in range(collector.FIRST):
            same(1)
        before = own.epoch
        collector.COLLECTOR.tick()
        if own.epoch != before:
            looks.append(tick)
    gaps = [later - earlier for earlier, later in pairwise(looks)]
    assert gaps == sorted(gaps)
    assert gaps[-1] == collector.MOST_TICKS


def test_more_forms_than_are_kept_are_counted_together() -> None:
    @trace
    def anything(x: object) -> None:
        del x

    for n in range(collector.MOST_SIGNATURES + 20):
        anything(type(f"T{n}", (), {})())
        collector.COLLECTOR.tick()
    found = site(anything).signatures
    assert len(found) == collector.MOST_SIGNATURES + 1
    assert found[collector.OTHERS].seen >= 1


def test_a_class() -> None:
    @trace
    class Pair:
        def __init__(self, a: int) -> None:
            self.a = a

        @property
        def twice(self) -> int:
            return 2 * self.a

        @staticmethod
        def none(x: object) -> None: ...

    assert Pair(4).twice == 8
    Pair.none("s")
    names = {
        each.code.co_name for each in collector.COLLECTOR.sites if "Pair" in each.code.co_qualname
    }
    assert names == {"__init__", "twice", "none"}


def test_what_cannot_be_traced() -> None:
    with pytest.raises(TypeError, match="function or a class"):
        trace(3)
    with pytest.raises(TypeError, match="builtin_function"):
        trace(len)


def test_exceptions_and_recursion_keep_times_apart() -> None:
    @trace
    def down(n: int) -> int:
        if n == 7:
            raise ValueError
        return 0 if n == 0 else down(n - 1)

    assert down(5) == 0
    for n in (9, 7):
        with pytest.raises(ValueError):
            down(n)
    (found,) = site(down).signatures.values()
    assert (found.seen, found.timed) == (6 + 3 + 1, 6)


def test_threads() -> None:
    @trace
    def each(x: int) -> int:
        return x + 1

    threads = [threading.Thread(target=lambda: [each(n) for n in range(3000)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(site(each).signatures) == {("int",)}
    assert not site(each).is_armed


def test_values_that_mean_to_be_asked() -> None:
    """Nothing of a value's own code runs."""

    class Meta(type):
        def __getattribute__(cls, name: str) -> object:
            raise AssertionError(name)

    class Loud(metaclass=Meta):
        def __getattribute__(self, name: str) -> object:
            raise AssertionError(name)

        def __len__(self) -> int:
            raise AssertionError

    class Listed(list):  # type: ignore[type-arg]
        def __iter__(self) -> Any:
            raise AssertionError

    @trace
    def take(*values: object) -> None: ...

    loud = type.__call__(Loud)
    take(loud, Listed([1]), [loud], {"a": loud})
    ((types,),) = site(take).signatures
    assert types.count("Loud") >= 3
