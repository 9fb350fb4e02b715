"""Attributes of the program's own classes at fixed offsets; names that always mean the same."""

from __future__ import annotations

from pyc.compiler import declarations
from pyc.compiler.flow import nodes as flow
from pyc.compiler.frontend.inference.builtin_types import name_of
from pyc.compiler.ir.builder import f64, i64
from pyc.compiler.ir.ir_nodes import Operand, Symbol
from pyc.compiler.ir.machine_types import F64, F64_ABSENT, LAYOUTS
from pyc.compiler.lowering import containers, numbers
from pyc.compiler.lowering.context import Lowering
from pyc.compiler.lowering.places import Place
from pyc.compiler.types import python_types as t
from pyc.compiler.types.relations import without

SLOTS = LAYOUTS["PycInstance"]["slots"]


def receiver(low: Lowering, register: flow.Register) -> tuple[Operand, str] | None:
    """An instance of a class of the program, and the class; None that may be there bails out."""
    type_ = low.type_of(register)
    narrowed = without(type_, lambda each: each == t.NONE)
    if not isinstance(narrowed, t.Instance):
        return None
    word = low.borrowed(register)
    if narrowed != type_:
        numbers.require(low, low.build.op("bnot", low.build.op("weq", word, Symbol("pyc_none"))))
    return word, narrowed.symbol


def check_method(low: Lowering, step: flow.Instruction) -> bool:
    """Nothing to do where all that the receiver may be has the method."""
    *_, self_ = step.args
    type_ = low.type_of(self_)
    known = without(type_, lambda each: each == t.NONE)
    facts = low.program.typed.facts
    match known:
        case t.Instance(symbol) if len(step.args) == 1:
            if facts.find_method(symbol, step.data) is None:
                return False
        case t.Instance(symbol):
            owner = low.type_of(step.args[0])
            base = facts.base_of(owner.symbol) if isinstance(owner, t.ClassObject) else None
            return base is not None and facts.find_method(base, step.data) is not None
        case t.ModuleObject(module):
            return declarations.find(module, step.data) is not None
        case _:
            owner_name = name_of(known)
            if owner_name is None or declarations.find(owner_name, step.data) is None:
                return False
    if known != type_:
        word = low.borrowed(self_)
        numbers.require(low, low.build.op("bnot", low.build.op("weq", word, Symbol("pyc_none"))))
    return True


def get_attribute(low: Lowering, step: flow.Instruction) -> bool:
    type_ = low.type_of(step.args[0])
    if isinstance(type_, t.ModuleObject):
        return _module_attribute(low, step, type_.name)
    narrowed = without(type_, lambda each: each == t.NONE)
    if not isinstance(narrowed, t.Instance):
        return False
    slot = low.program.slot(narrowed.symbol, step.data)
    if slot is None:
        return False
    found = receiver(low, step.args[0])
    assert found is not None and step.dest is not None
    word, _ = found
    index, kind = slot
    at = i64(SLOTS + 8 * index)
    if kind == "f64":
        bits = low.build.op("load_i64", word, at, alias="f64 slot")
        numbers.require(low, low.build.op("ine", bits, i64(F64_ABSENT)))
        low.give_f64(step.dest, low.build.op("load_f64", word, at, alias="f64 slot"))
        return True
    value = low.build.op("load_word", word, at, alias="slot")
    expected = low.typing.result(step, step.dest)
    if low.program.guards.test_accepts_null(expected):
        numbers.require(low, low.build.op("bnot", low.build.op("is_null", value)))
    containers.give(low, step.dest, containers.from_word(low, value, expected))
    return True


def set_attribute(low: Lowering, step: flow.Instruction) -> bool:
    """A store into a slot of the receiver's class; numbers go in raw or tagged."""
    narrowed = without(low.type_of(step.args[0]), lambda each: each == t.NONE)
    if not isinstance(narrowed, t.Instance):
        return False
    slot = low.program.slot(narrowed.symbol, step.data)
    if slot is None:
        return False
    index, kind = slot
    at = i64(SLOTS + 8 * index)
    value = step.args[1]
    if kind == "f64":
        if low.type_of(value) != t.FLOAT:
            return False
        found = receiver(low, step.args[0])
        assert found is not None
        raw = numbers.as_f64(low, value)
        old = low.build.op("load_i64", found[0], at, alias="f64 slot")
        absent = low.build.op("ieq", old, i64(F64_ABSENT))
        direct, slow, after = (
            low.build.new_block(),
            low.build.new_block(is_cold=True),
            low.build.new_block(),
        )
        low.build.branch(absent, slow, direct, likely=False)
        low.build.start(direct)
        low.build.do("store_f64", found[0], at, raw, alias="f64 slot")
        low.build.jump(after)
        low.build.start(slow)
        name = Symbol(low.constants.text(step.data))
        low.call_int("pyc_set_attribute", found[0], name, low.borrowed(value))
        low.build.jump(after)
        low.build.start(after)
        return True
    found = receiver(low, step.args[0])
    assert found is not None
    old_word = low.build.op("load_word", found[0], at, alias="slot")
    low.build.do("store_word", found[0], at, low.owned(value), alias="slot")
    low.build.do("xdec", old_word)
    return True


def _module_attribute(low: Lowering, step: flow.Instruction, module: str) -> bool:
    """math.pi and the like; functions of a module are looked at by the call."""
    if step.dest is None:
        return False
    place = low.place(step.dest)
    if module in low.program.modules:
        return _user_module_attribute(low, step, module)
    owner = declarations.owner_of(module)
    if owner is None:
        return False
    constant = owner.constants.get(step.data)
    number = getattr(constant, "value", None)
    if isinstance(number, float) and isinstance(place, Place) and place.type is F64:
        low.give_f64(step.dest, f64(number))
        return True
    return False


def _user_module_attribute(low: Lowering, step: flow.Instruction, module: str) -> bool:
    cell = low.program.global_cell(module, step.data)
    if cell is None:
        return False
    return _load_cell_word(low, step, Symbol(cell))


def _load_cell_word(low: Lowering, step: flow.Instruction, cell: Operand) -> bool:
    """A module variable; unbound bails out (the boxed step raises, or finds the builtin)."""
    assert step.dest is not None
    value = low.build.op("load_word", cell, i64(0), alias="global")
    numbers.require(low, low.build.op("bnot", low.build.op("is_null", value)))
    expected = low.typing.result(step, step.dest)
    containers.give(low, step.dest, containers.from_word(low, value, expected))
    return True


def load_global(low: Lowering, step: flow.Instruction) -> bool:
    assert step.dest is not None
    place = low.place(step.dest)
    aggregate = place.aggregate if isinstance(place, Place) else None
    if aggregate is not None and aggregate.kind == "static":
        if not low.program.is_always_bound(low.flow.module, step.data):
            _require_bound(low, step)
        return True
    cell = low.program.global_cell(low.flow.module, step.data)
    if cell is None:
        return False
    if not low.after & (1 << step.dest.index):
        return False
    return _load_cell_word(low, step, Symbol(cell))


def _require_bound(low: Lowering, step: flow.Instruction) -> None:
    cell = low.program.global_cell(low.flow.module, step.data)
    if cell is None:
        return
    value = low.build.op("load_word", Symbol(cell), i64(0), alias="global")
    numbers.require(low, low.build.op("bnot", low.build.op("is_null", value)))


def load_cell(low: Lowering, step: flow.Instruction) -> bool:
    """__class__ of a method is the class that the method is written in."""
    assert step.dest is not None
    type_ = low.typing.result(step, step.dest)
    if step.data[0] != "__class__" or not isinstance(type_, t.ClassObject):
        return False
    low.give_static(step.dest, Symbol(low.program.class_info(type_.symbol).type_symbol))
    return True
