"""What a program may change behind definitions: attributes that it stores, by names in its text or
by names that it computes.

    shape.area = other               names: {"area"}
    setattr(shape, "area", other)    names: {"area"}
    setattr(shape, name, other)      classes: no method is certain any more
    vars(shape)["area"] = other      classes, and so for any use of a namespace: it must be
                                     the one dict that holds all attributes

Variables of modules are safe from computed names where no module is a value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyc.compiler.flow import nodes as flow
from pyc.compiler.flow import ops

NAMESPACES = frozenset({"globals", "exec", "eval", "__import__"})
SETTERS = frozenset({"setattr", "delattr"})
SETTER_METHODS = frozenset({"__setattr__", "__delattr__"})
LOOKUPS = SETTERS | NAMESPACES | {"vars"}
HIDDEN_NAMES = SETTER_METHODS | {"__dict__"}  # as texts, for `getattr`
LOOKING_OPS = frozenset({ops.IMPORT_FROM, ops.IS_PUBLIC, ops.GET_ATTR, ops.CALL_METHOD})


@dataclass(frozen=True, slots=True)
class Changes:
    names: frozenset[str]  # attributes stored or deleted by names in the text
    classes: bool  # others may be, too
    modules: bool  # and variables of modules


def program_changes(modules: Mapping[str, flow.FlowModule]) -> Changes:
    names: set[str] = set()
    computes = False
    for module in modules.values():
        for function in module.functions:
            for op in (ops.SET_ATTR, ops.DEL_ATTR):
                names.update(step.data for step in function.steps(op))
            set_names = list(_set_names(function))
            texts = _texts(function) if set_names else {}
            names.update(texts[name] for name in set_names if name in texts)
            computes = computes or any(name not in texts for name in set_names)
            hidden = any(step.data in HIDDEN_NAMES for step in function.steps(ops.CONST)
                         if isinstance(step.data, str))  # fmt: skip
            namespace = any(step.data == "__dict__" for step in function.steps(ops.GET_ATTR))
            lookup = any(step.data == "vars" for step in function.steps(ops.LOAD_GLOBAL))
            computes = computes or hidden or namespace or lookup
    computes = computes or bool(names & {"__class__", "__dict__"})
    every = [each for module in modules.values() for each in module.functions]
    is_open = any(
        step.data in NAMESPACES for each in every for step in each.steps(ops.LOAD_GLOBAL)
    )
    variables = is_open or (computes and _module_values(modules))
    return Changes(frozenset(names), computes or is_open, variables)


def _texts(function: flow.FlowFunction) -> dict[flow.Register | None, str]:
    """Registers that are written once, with a text."""
    written = _written(function)
    return {
        register: steps[0].data
        for register, steps in written.items()
        if len(steps) == 1 and steps[0].op is ops.CONST and isinstance(steps[0].data, str)
    }


def _written(function: flow.FlowFunction) -> dict[flow.Register, list[flow.Instruction]]:
    written: dict[flow.Register, list[flow.Instruction]] = {}
    for step in function.instructions():
        for dest in step.dests:
            written.setdefault(dest, []).append(step)
    return written


def _set_names(function: flow.FlowFunction) -> Iterator[flow.Register | None]:
    """Of each call that stores or deletes an attribute: what holds its name; None: not known.

    A `__setattr__` that hands on the name it was given stores what others do."""
    handed_on: flow.Register | None = None
    if function.name in SETTER_METHODS and len(function.parameter_registers) > 1:
        name = function.parameter_registers[1]
        handed_on = name if name not in _written(function) else None
    for found in _setting(function):
        if found is None or found is not handed_on:
            yield found


def _setting(function: flow.FlowFunction) -> Iterator[flow.Register | None]:
    for step in function.steps(ops.CALL_METHOD):
        if step.data[0] in SETTER_METHODS:
            # object.__setattr__(x, name, value), or x.__setattr__(name, value).
            index = len(step.args) - (2 if step.data[0] == "__setattr__" else 1)
            yield step.args[index] if 1 <= index <= 2 else None
        elif step.data[0] in LOOKUPS:  # of the module `builtins`
            yield None
    for step in function.steps(ops.CALL_SUPER):
        if step.data[0] in SETTER_METHODS:
            yield step.args[2] if len(step.args) > 2 else None
    # A setter as a value: bound to an object, or of `builtins`.
    yield from (None for x in function.steps(ops.GET_ATTR) if x.data in SETTER_METHODS | LOOKUPS)
    yield from (None for x in function.steps(ops.IMPORT_FROM) if x.data[1] in LOOKUPS)
    setters = {x.dest for x in function.steps(ops.LOAD_GLOBAL) if x.data in SETTERS}
    if setters:
        yield from _calls_of(setters, function)


def _calls_of(
    setters: set[flow.Register | None], function: flow.FlowFunction
) -> Iterator[flow.Register | None]:
    for block in function.blocks:
        if setters.intersection(flow.terminator_reads(block.terminator)):
            yield None
    for step in function.instructions():
        if step.op is ops.CALL and step.args[0] in setters:
            yield step.args[2] if len(step.args) > 2 else None
        elif setters.intersection(step.args):
            yield None


def _module_values(modules: Mapping[str, flow.FlowModule]) -> bool:
    """One of the program's modules may become a value that is more than looked into."""
    held = {(name, each) for name, module in modules.items() for each in _held(module, modules)}
    names = {name for _, name in held} | {each.rpartition(".")[2] for each in modules}
    names |= {"modules", "__globals__"}  # sys.modules, a function's
    return any(
        _has_module_value(function, modules, held, names)
        for module in modules.values()
        for function in module.functions
    )


def _held(module: flow.FlowModule, modules: Mapping[str, flow.FlowModule]) -> set[str]:
    """The module's variables that hold one of the program's modules."""
    held: set[str] = set()
    for function in module.functions:
        imported = _imported(function, modules)
        held.update(x.data for x in function.steps(ops.STORE_GLOBAL) if x.args[0] in imported)
    return held


def _imported(
    function: flow.FlowFunction, modules: Mapping[str, flow.FlowModule]
) -> set[flow.Register | None]:
    return {
        step.dest
        for step in function.steps(ops.IMPORT)
        if any(each in modules for each in _with_parents(step.data.module))
    }


def _has_module_value(
    function: flow.FlowFunction,
    modules: Mapping[str, flow.FlowModule],
    held: set[tuple[str, str]],
    names: set[str],
) -> bool:
    """held: variables of modules that hold modules; names: attributes that may do so."""
    values = _imported(function, modules)
    values.update(
        x.dest for x in function.steps(ops.LOAD_GLOBAL) if (function.module, x.data) in held
    )
    for step in function.instructions():
        if step.op is ops.GET_ATTR and step.data in names:
            return True
        if step.op is ops.IMPORT_FROM:
            source, name = step.data
            is_held = (source, name) in held or (source, name) == ("sys", "modules")
            if is_held or f"{source}.{name}" in modules:
                return True
        looked_into = step.args[1:] if step.op in LOOKING_OPS else step.args
        if step.op is not ops.STORE_GLOBAL and values.intersection(looked_into):
            return True
    return any(
        values.intersection(flow.terminator_reads(block.terminator)) for block in function.blocks
    )


def _with_parents(name: str) -> Iterator[str]:
    parts = name.split(".")
    return (".".join(parts[: i + 1]) for i in range(len(parts)))
