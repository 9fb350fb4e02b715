"""Which argument of a call goes to which parameter, by types."""

from __future__ import annotations

from pyc.compiler.flow import nodes as flow
from pyc.compiler.frontend.inference.context import Context
from pyc.compiler.types import python_types as t


def argument_sources(
    function: flow.FlowFunction, n_positional: int, names: tuple[str, ...]
) -> list[int | str] | None:
    """For each parameter the index of its argument, or "default"; None: the call does not fit
    statically (stars, wrong number, unknown keyword)."""
    parameters = function.parameters
    if parameters.varargs or parameters.varkeywords:
        return None
    all_names = parameters.positional + parameters.keyword_only
    if n_positional > len(parameters.positional):
        return None
    sources: list[int | str | None] = [None] * len(all_names)
    sources[:n_positional] = range(n_positional)
    for offset, name in enumerate(names):
        if name not in all_names[parameters.n_positional_only :]:
            return None
        index = all_names.index(name)
        if sources[index] is not None:
            return None
        sources[index] = n_positional + offset
    first_default = len(parameters.positional) - parameters.n_defaults
    result: list[int | str] = []
    for index, source in enumerate(sources):
        if source is not None:
            result.append(source)
        elif (
            first_default <= index < len(parameters.positional)
            or all_names[index] in parameters.keyword_defaults
        ):
            result.append("default")
        else:
            return None
    return result


def bound_arguments(
    context: Context,
    function: flow.FlowFunction,
    arguments: list[t.Type],
    shape: flow.CallShape,
) -> list[t.Type] | None:
    """The types that the parameters get; None where the call is left to run time."""
    sources = argument_sources(function, shape.n_positional, shape.names)
    if sources is None:
        return None
    constants = context.world.facts.defaults.get(function.symbol, {})
    result: list[t.Type] = []
    names = function.parameters.positional + function.parameters.keyword_only
    for name, source in zip(names, sources, strict=True):
        if isinstance(source, int):
            result.append(arguments[source])
        elif name in constants:
            from pyc.compiler.frontend.inference.expressions import constant_type

            result.append(constant_type(constants[name]))
        else:
            return None
    return result
