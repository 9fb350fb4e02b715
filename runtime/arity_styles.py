"""How CPython words a wrong call of each function of its library: asked of the CPython that runs.

A C function says it as its way of taking arguments has it (none, one, a tuple, keywords), one
written in Python as all of them do. So each is called wrongly, and its words name the style:

    "abc".upper(1)     str.upper() takes no arguments (1 given)         NONE   shown: str.upper
    "abc".find()       find() takes at least 1 argument (0 given)       PARSED
    math.log()         math.log requires 1 to 2 arguments               FIXED  shown: the message
"""

from __future__ import annotations

import builtins
import importlib
import inspect
import io
import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Style:
    """`name`: PYC_ARITY_* without its prefix. `shown`: how messages call the function, or for FIXED
    the message."""

    name: str
    shown: str


RECEIVERS: dict[str, Callable[[], object]] = {
    "range": lambda: range(0),
    "slice": lambda: slice(0),
    "generator": lambda: (each for each in ()),
    "TextIOWrapper": lambda: io.TextIOWrapper(io.BytesIO()),
    "dict_keys": {}.keys,
    "dict_items": {}.items,
    "type": lambda: int,
}
UNKNOWN = {"no_such_parameter": None}


def style_of(
    module: str,
    owner: str | None,
    name: str,
    has_self: bool,
    n_required: int,
    n_positional: int,
    flags: int,
) -> Style:
    """The counts are the declaration's; flags: 1 *args, 2 **kwargs."""
    home = importlib.import_module(module)
    holder = home if owner is None else _type_called(owner, home)
    function = getattr(holder, name, None)
    if function is None:
        return Style("KEYWORDS", name)
    if inspect.isfunction(function):
        return Style("PYTHON", function.__qualname__)
    if inspect.ismethod(function):  # random.choice is a method of a hidden object
        return Style("PYTHON" if owner else "PYTHON_BOUND", function.__func__.__qualname__)
    before: tuple[object, ...] = ()
    if has_self:
        if inspect.ismethoddescriptor(function):
            before = (_receiver(holder),)
        n_required, n_positional = n_required - 1, n_positional - 1
    few = _complaint(function, before, n_required - 1, {}) if n_required > 0 else ""
    many = "" if flags & 1 else _complaint(function, before, n_positional + 1, {})
    wrong = "" if flags & 2 else _complaint(function, before, n_required, UNKNOWN)
    return _style(function, name, few, many, wrong)


def _type_called(name: str, home: object) -> type:
    found = getattr(home, name, None) or getattr(builtins, name, None)
    return found if isinstance(found, type) else type(RECEIVERS.get(name, object)())


def _receiver(holder: object) -> object:
    assert isinstance(holder, type)
    return RECEIVERS.get(holder.__name__, holder)()


def _complaint(
    function: Callable[..., object], before: tuple[object, ...], n: int, keywords: dict[str, None]
) -> str:
    filler: object = () if keywords else None  # sorted([1], wrong=1): the list comes first
    try:
        function(*before, *[filler] * n, **keywords)
    except TypeError as error:
        return str(error)
    except Exception:
        return ""
    return ""


def _style(function: Callable[..., object], name: str, few: str, many: str, wrong: str) -> Style:
    module = getattr(function, "__module__", None)
    qualname = getattr(function, "__qualname__", name)
    shown = f"{module}.{qualname}" if module not in (None, "builtins") else qualname
    if few and few == many:
        return Style("FIXED", few)
    keyword = re.search(r"is an invalid keyword argument for (\w+)\(\)", wrong)
    is_unpacked = " expected " in few or " expected " in many
    if is_unpacked:
        return Style("UNPACKED_KEYWORDS", keyword[1]) if keyword else Style("UNPACKED", shown)
    if "takes no arguments" in many:
        return Style("NONE", shown)
    if "takes exactly one argument" in many:
        return Style("ONE", shown)
    if "takes no keyword arguments" in wrong:
        return Style("PARSED", shown)
    return Style("KEYWORDS", getattr(function, "__name__", name))
