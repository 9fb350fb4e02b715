"""Which argument goes to which parameter, and what is wrong where one does not fit."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from pyc.compiler.diagnostics.catalogue import (
    MissingArgument,
    RepeatedArgument,
    TooManyArguments,
    UnknownKeyword,
)
from pyc.compiler.diagnostics.problem import Problem
from pyc.compiler.frontend.semantic.values import Value


@dataclass(frozen=True, slots=True)
class Given:
    """The arguments of a call. `has_stars`, `has_star_keywords`: more may come at run time."""

    positional: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]
    has_stars: bool = False
    has_star_keywords: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """`required`: names without default, of positional and keyword-only parameters."""

    positional: tuple[str, ...]
    n_positional_only: int
    keyword_only: tuple[str, ...]
    required: frozenset[str]
    takes_more: bool
    takes_more_keywords: bool


def of_arguments(args: ast.arguments) -> Signature:
    positional = [each.arg for each in (*args.posonlyargs, *args.args)]
    required = set(positional[: len(positional) - len(args.defaults)])
    for each, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        if default is None:
            required.add(each.arg)
    return Signature(
        tuple(positional),
        len(args.posonlyargs),
        tuple(each.arg for each in args.kwonlyargs),
        frozenset(required),
        args.vararg is not None,
        args.kwarg is not None,
    )


@cache
def of_builtin(function: Callable[..., object]) -> Signature | None:
    """As CPython declares it, which it parses anew each time; None where it does not."""
    try:
        found = inspect.signature(function)
    except (ValueError, TypeError):
        return None
    kinds = inspect.Parameter
    positional, only, required = [], [], set()
    n_positional_only = 0
    for name, parameter in found.parameters.items():
        if parameter.kind in (kinds.POSITIONAL_ONLY, kinds.POSITIONAL_OR_KEYWORD):
            positional.append(name)
            n_positional_only += parameter.kind is kinds.POSITIONAL_ONLY
        elif parameter.kind is kinds.KEYWORD_ONLY:
            only.append(name)
        else:
            continue
        if parameter.default is kinds.empty:
            required.add(name)
    every = {parameter.kind for parameter in found.parameters.values()}
    return Signature(
        tuple(positional), n_positional_only, tuple(only), frozenset(required),
        kinds.VAR_POSITIONAL in every, kinds.VAR_KEYWORD in every,
    )  # fmt: skip


def problem_of(signature: Signature, given: Given, function: str, n_hidden: int) -> Problem | None:
    """What CPython would refuse about the call. `n_hidden`: arguments not written (self)."""
    names = signature.positional
    n_given = len(given.positional)
    if n_given > len(names) and not signature.takes_more:
        return _too_many(signature, n_given, function, n_hidden)
    bound = set(names[:n_given])
    by_keyword = {*names[signature.n_positional_only :], *signature.keyword_only}
    for name, _ in given.keywords:
        if name not in by_keyword:
            if signature.takes_more_keywords:
                continue
            return UnknownKeyword(function, name)
        if name in bound:
            return RepeatedArgument(function, name)
        bound.add(name)
    if given.has_star_keywords:
        return None
    missing = [name for name in (*names, *signature.keyword_only)
               if name in signature.required and name not in bound]  # fmt: skip
    if given.has_stars:
        missing = [name for name in missing if name in signature.keyword_only]
    if missing:
        return MissingArgument(function, " and ".join(f"`{name}`" for name in missing))
    return None


def _too_many(signature: Signature, n_given: int, function: str, n_hidden: int) -> Problem:
    most = len(signature.positional) - n_hidden
    least = sum(name in signature.required for name in signature.positional[n_hidden:])
    if most <= 0:
        takes = "no arguments" if not signature.keyword_only else "no positional arguments"
    elif least == most:
        takes = f"{most} argument{'' if most == 1 else 's'}"
    else:
        takes = f"{least} to {most} arguments"
    shown = n_given - n_hidden
    return TooManyArguments(function, takes, shown, "was" if shown == 1 else "were")


def bound(signature: Signature, given: Given) -> dict[str, Value]:
    """The values of parameters, for a call without problem; what is not given is left out."""
    result = dict(zip(signature.positional, given.positional, strict=False))
    known = {*signature.positional, *signature.keyword_only}
    result.update({name: value for name, value in given.keywords if name in known})
    return result
