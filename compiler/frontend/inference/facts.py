"""What a program's definitions say before any inference: its classes, and which module variables
always hold the same function, class or module.

A name is static when one statement of the module's body stores it and nothing in the program may
store it otherwise. The search is by name and errs towards "not static".
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pyc.compiler.flow import nodes as flow
from pyc.compiler.flow import ops
from pyc.compiler.frontend.inference.changes import Changes, program_changes
from pyc.compiler.types import python_types as t

SPECIAL_ATTRIBUTES = frozenset({"__getattr__", "__getattribute__", "__setattr__", "__delattr__",
                                "__slots__", "__new__", "__class_getitem__"})  # fmt: skip


@dataclass(slots=True)
class ClassFacts:
    """A class whose layout and methods are known: single inheritance from such classes."""

    symbol: str
    name: str
    qualname: str
    module: str
    base: str | None
    methods: dict[str, flow.FlowFunction]
    other_names: frozenset[str]  # class attributes that are not plain methods
    slots: tuple[str, ...] = ()
    subclasses: list[str] = field(default_factory=list)


@dataclass(slots=True)
class ProgramFacts:
    modules: dict[str, flow.FlowModule]
    functions: dict[str, flow.FlowFunction]
    classes: dict[str, ClassFacts]
    statics: dict[tuple[str, str], t.Type]
    constants: dict[tuple[str, str], object]
    opaque_classes: dict[str, flow.ClassData]
    created_once: frozenset[str]  # symbols of functions whose statement runs once
    defaults: dict[str, dict[str, object]]  # function -> parameters with constant defaults
    early: frozenset[tuple[str, str]]  # variables set before any function can run
    changes: Changes

    def base_of(self, symbol: str) -> str | None:
        return self.classes[symbol].base

    def find_method(self, symbol: str, name: str) -> tuple[str, flow.FlowFunction] | None:
        """The class that defines the method that instances of exactly `symbol` use."""
        step: str | None = symbol
        while step is not None:
            facts = self.classes[step]
            if name in facts.methods:
                return step, facts.methods[name]
            if name in facts.other_names:
                return None
            step = facts.base
        return None

    def slot_owner(self, symbol: str, name: str) -> str | None:
        """The class whose own slots hold the attribute."""
        step: str | None = symbol
        while step is not None:
            if name in self.classes[step].slots:
                return step
            step = self.classes[step].base
        return None

    def family(self, symbol: str) -> list[str]:
        """The class and all below it."""
        result = [symbol]
        for each in self.classes[symbol].subclasses:
            result += self.family(each)
        return result


def program_facts(modules: dict[str, flow.FlowModule]) -> ProgramFacts:
    changes = program_changes(modules)
    facts = ProgramFacts(modules, {}, {}, {}, {}, {}, frozenset(), {}, frozenset(), changes)
    for module in modules.values():
        for function in module.functions:
            facts.functions[function.symbol] = function
    for function in list(facts.functions.values()):
        _note_defaults(facts, function)
    for module in _imported_first(modules):
        _module_statics(facts, module)
    facts.early = frozenset(
        (module.name, name) for module in modules.values() for name in _early_names(modules, module)
    )
    once: set[str] = set()
    for symbol, class_ in facts.classes.items():
        once.update(method.symbol for method in class_.methods.values())
        base = class_.base
        if base is not None:
            facts.classes[base].subclasses.append(symbol)
    once.update(
        static.symbol for static in facts.statics.values() if isinstance(static, t.FunctionObject)
    )
    facts.created_once = frozenset(once)
    for symbol in facts.classes:
        _find_slots(facts, symbol)
    return facts


def _imported_first(modules: dict[str, flow.FlowModule]) -> list[flow.FlowModule]:
    """Each module behind those that it imports, as far as they do not import each other."""
    ordered: dict[str, flow.FlowModule] = {}
    entered: set[str] = set()
    waiting = list(reversed(modules))
    while waiting:
        name = waiting[-1]
        if name not in entered:
            entered.add(name)
            waiting += [each for each in modules[name].imports if each in modules]
        else:
            ordered.setdefault(waiting.pop(), modules[name])
    return list(ordered.values())


def _note_defaults(facts: ProgramFacts, outer: flow.FlowFunction) -> None:
    """Defaults that are literals are the same for every call."""
    if not outer.steps(ops.FUNCTION):
        return
    constants: dict[flow.Register, object] = {}
    for step in outer.instructions():
        if step.op is ops.CONST and step.dest is not None:
            constants[step.dest] = step.data
        if step.op is not ops.FUNCTION:
            continue
        data: flow.FunctionData = step.data
        parameters = data.function.parameters
        positional = parameters.positional[len(parameters.positional) - data.n_defaults :]
        values = dict(zip((*positional, *data.keyword_defaults), step.args, strict=False))
        facts.defaults[data.function.symbol] = {
            name: constants[register] for name, register in values.items() if register in constants
        }


# Steps at the start of a module after which functions of the program still cannot have run.
QUIET = frozenset({ops.CONST, ops.COPY, ops.FUNCTION, ops.STORE_GLOBAL, ops.LOAD_GLOBAL, ops.LIST,
                   ops.DICT, ops.TUPLE, ops.SET, ops.GET_ATTR, ops.NEW_CELL, ops.JOIN,
                   ops.LINE, ops.SHOW})  # fmt: skip
NUMERIC = frozenset({ops.BINARY, ops.UNARY, ops.COMPARE})


def _early_names(modules: dict[str, flow.FlowModule], module: flow.FlowModule) -> set[str]:
    names: set[str] = set()
    for step in module.body.entry.instructions:
        if step.op is ops.STORE_GLOBAL:
            names.add(step.data)
        elif step.op is ops.BUILD_CLASS:
            if not _is_quiet_class(step):
                break
        elif step.op is ops.IMPORT:
            if step.data.module in modules:
                break
        elif step.op is ops.IMPORT_FROM or step.op in NUMERIC:
            continue
        elif step.op not in QUIET:
            break
    return names


def _is_quiet_class(step: flow.Instruction) -> bool:
    """The body only defines; no metaclass, and no decorator ran (that would be a call)."""
    quiet = QUIET | {ops.SET_ITEM, ops.LOAD_NAME, ops.ANNOTATE, ops.CLOSURE}
    hooks = ("__init_subclass__", "__set_name__")
    return not (step.data.keywords or step.data.is_spread) and all(
        each.op in quiet and not (each.op is ops.FUNCTION and each.data.function.name in hooks)
        for each in step.data.body.instructions()
    )


def _module_statics(facts: ProgramFacts, module: flow.FlowModule) -> None:
    """Walks the module's body in order, so that base classes come before their subclasses."""
    definitions: dict[flow.Register, flow.Instruction] = {}
    for block in module.body.blocks:
        for step in block.instructions:
            for dest in step.dests:
                definitions[dest] = step
            if step.op is not ops.STORE_GLOBAL or module.globals.get(step.data) != 1:
                continue
            if step.data in facts.changes.names or facts.changes.modules:
                continue
            made = definitions.get(step.args[0])
            if made is None:
                continue
            key = (module.name, step.data)
            if made.op is ops.CONST:
                facts.constants[key] = made.data
            static = _static(facts, module, made, definitions)
            if static is not None:
                facts.statics[key] = static


def _static(
    facts: ProgramFacts,
    module: flow.FlowModule,
    made: flow.Instruction,
    definitions: dict[flow.Register, flow.Instruction],
) -> t.Type | None:
    if made.op is ops.FUNCTION:
        function: flow.FlowFunction = made.data.function
        return None if function.free_names else t.FunctionObject(function.symbol)
    if made.op is ops.IMPORT:
        return t.ModuleObject(
            made.data.module if made.data.whole else made.data.module.split(".")[0]
        )
    if made.op is ops.IMPORT_FROM:
        source, name = made.data
        if f"{source}.{name}" in facts.modules:
            return t.ModuleObject(f"{source}.{name}")
        if source in facts.modules:
            return facts.statics.get((source, name))
        return t.Builtin(f"{source}.{name}")
    if made.op is ops.BUILD_CLASS and not facts.changes.classes:
        class_ = _class_facts(facts, module, made, definitions)
        if class_ is not None:
            facts.classes[class_.symbol] = class_
            return t.ClassObject(class_.symbol)
        facts.opaque_classes[made.data.symbol] = made.data
    return None


def _class_facts(
    facts: ProgramFacts,
    module: flow.FlowModule,
    made: flow.Instruction,
    definitions: dict[flow.Register, flow.Instruction],
) -> ClassFacts | None:
    data: flow.ClassData = made.data
    if data.keywords or data.is_spread or data.n_bases > 1 or any(
        each not in ("__class__",) for each in data.body.free_names
    ):
        return None
    base: str | None = None
    if data.n_bases == 1:
        named = definitions.get(made.args[1])
        if named is None or named.op is not ops.LOAD_GLOBAL:
            return None
        static = facts.statics.get((module.name, named.data))
        if isinstance(static, t.ClassObject):
            base = static.symbol
        elif named.data != "object" or "object" in module.globals:
            return None
    methods, others = _class_body(data.body)
    if others & SPECIAL_ATTRIBUTES or any(name in SPECIAL_ATTRIBUTES for name in methods):
        return None
    stored = facts.changes.names
    plain = {name: method for name, method in methods.items() if name not in stored}
    others |= frozenset(name for name in methods if name in stored)
    return ClassFacts(
        data.symbol, data.name, data.qualname, module.name, base, plain, frozenset(others)
    )


def _class_body(
    body: flow.FlowFunction,
) -> tuple[dict[str, flow.FlowFunction], frozenset[str]]:
    """Methods stored once, straight from their `def`; and all other names."""
    definitions: dict[flow.Register, flow.Instruction] = {}
    methods: dict[str, flow.FlowFunction] = {}
    others: set[str] = set()
    for index, block in enumerate(body.blocks):
        for step in block.instructions:
            for dest in step.dests:
                definitions[dest] = step
            if step.op is not ops.SET_ITEM or step.args[0] is not body.parameter_registers[0]:
                continue
            key = definitions[step.args[1]].data
            made = definitions.get(step.args[2])
            is_method = (
                made is not None
                and made.op is ops.FUNCTION
                and index == 0
                and key not in methods
                and set(made.data.function.free_names) <= {"__class__"}
            )
            if is_method:
                assert made is not None
                methods[key] = made.data.function
            else:
                others.add(key)
                methods.pop(key, None)
    return methods, frozenset(others - {"__module__", "__qualname__", "__doc__"})


def _find_slots(facts: ProgramFacts, symbol: str) -> None:
    """Attributes that methods store on their first parameter, __init__'s first."""
    class_ = facts.classes[symbol]
    inherited: set[str] = set()
    step = class_.base
    while step is not None:
        inherited.update(facts.classes[step].slots)
        step = facts.classes[step].base
    names: dict[str, None] = {}
    ordered = sorted(class_.methods.items(), key=lambda item: item[0] != "__init__")
    for _, method in ordered:
        if not method.parameter_registers:
            continue
        self_ = method.parameter_registers[0]
        for step_ in method.instructions():
            if step_.op is ops.SET_ATTR and step_.args[0] is self_:
                name = step_.data
                if name not in inherited and facts.find_method(symbol, name) is None:
                    if name not in class_.other_names:
                        names.setdefault(name)
    class_.slots = tuple(names)
