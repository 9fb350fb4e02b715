"""`@trace`: a function's types, calls and times are kept; nothing else of it changes.

    from pyc import trace

    @trace
    def area(width, height):
        return width * height

It stays the same function object: it pickles, and `inspect` finds its source. `pyc trace show`
tells what was seen.
"""

from __future__ import annotations

from types import FunctionType
from typing import Any, TypeVar

from pyc.compiler.tracer.tracing import start, watched

T = TypeVar("T")


def trace(target: T) -> T:
    """A function, or all functions of a class body. Raises: TypeError for anything else."""
    if isinstance(target, type):
        for member in vars(target).values():
            function = _function(member)
            if function is not None:
                _watch(function)
        return target
    function = _function(target)
    if function is None:
        raise TypeError(f"trace takes a function or a class, not {type(target).__name__!r}")
    _watch(function)
    return target


def _function(member: Any) -> FunctionType | None:
    if isinstance(member, property):
        member = member.fget
    if isinstance(member, (staticmethod, classmethod)):
        member = member.__func__
    return member if isinstance(member, FunctionType) else None


def _watch(function: FunctionType) -> None:
    start()
    function.__code__ = watched(function.__code__, function.__module__)
