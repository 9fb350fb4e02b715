"""Loops without iterator objects: range, list, tuple, str, enumerate and zip over them.

An unboxed iterator lives in several variables (an aggregate). Where a bail-out needs it as an
object, `boxed` makes one that stands at the same place.
"""

from __future__ import annotations

from pyc.compiler.flow import nodes as flow
from pyc.compiler.flow import ops
from pyc.compiler.flow.nodes import terminator_reads
from pyc.compiler.frontend.inference.classes import owner_of_method
from pyc.compiler.ir.builder import i64
from pyc.compiler.ir.ir_nodes import Block, Operand, Symbol, Variable
from pyc.compiler.ir.machine_types import F64, I64, I64_MAX, LAYOUTS, WORD, MachineType
from pyc.compiler.lowering import containers, mixed, numbers
from pyc.compiler.lowering.context import Lowering
from pyc.compiler.lowering.conventions import machine_type
from pyc.compiler.lowering.places import Aggregate, Place, Static
from pyc.compiler.types import python_types as t
from pyc.compiler.types.relations import is_mixed, join_all

SEQUENCES = ("list", "tuple", "str")


def aggregate_of(low: Lowering, register: flow.Register, type_: t.Type) -> Aggregate | None:
    """The unboxed form of a register, where all its uses can work with it."""
    if low.is_boxed or register in low.flow.parameter_registers:
        return None
    uses = low.program.uses(low.flow).get(register, [])
    if _is_class_cell(low, register):
        return Aggregate("class cell", ())
    if is_mixed(type_):
        return mixed.AGGREGATE
    if isinstance(type_, (t.FunctionObject, t.ClassObject, t.Builtin, t.ModuleObject)):
        return _static_aggregate(low, register, type_)
    if isinstance(type_, t.TupleType):
        return _tuple_aggregate(low, register, type_, uses)
    if not isinstance(type_, t.IteratorType):
        return None
    return _iterator_aggregate(low, register, type_, uses)


def _is_class_cell(low: Lowering, register: flow.Register) -> bool:
    """The cell of __class__ in a method, whose class is known."""
    steps = low.program.definitions(low.flow).get(register, [])
    return (
        len(steps) == 1
        and steps[0].op is ops.CLOSURE
        and low.flow.free_names[steps[0].data] == "__class__"
        and owner_of_method(low.program.typed.facts, low.flow) is not None
    )


def _static_aggregate(low: Lowering, register: flow.Register, type_: t.Type) -> Aggregate | None:
    """A variable that always holds the same function, class or module: looked up where needed."""
    steps = low.program.definitions(low.flow).get(register, [])
    if len(steps) == 1 and steps[0].op is ops.LOAD_GLOBAL:
        return Aggregate("static", (), type=type_, role=steps[0].data)
    return None


def _tuple_aggregate(
    low: Lowering, register: flow.Register, type_: t.TupleType, uses: list[object]
) -> Aggregate | None:
    """What a loop over enumerate or zip gives, taken apart at once."""
    definition = low.program.next_of(low.flow, register)
    if definition is None or not all(_unpacks(use, len(type_.items)) for use in uses):
        return None
    source = _iterator_place(low, definition.iterator)
    if source is None or source.kind not in ("enumerate", "zip"):
        return None
    counted = (Aggregate("range", ()),) if source.kind == "enumerate" else ()
    inner = (*counted, *source.inner)
    parts = tuple(
        # What any iterator gives is guarded when the tuple is taken apart.
        WORD if of.kind == "object" else machine_type(each)
        for of, each in zip(inner, type_.items, strict=True)
    )
    return Aggregate("items", parts, inner, type_)


def _unpacks(use: object, n: int) -> bool:
    return isinstance(use, flow.Instruction) and use.op is ops.UNPACK and use.data == n


def _iterator_place(low: Lowering, register: flow.Register) -> Aggregate | None:
    type_ = low.typing.register(register)
    if not isinstance(type_, t.IteratorType):
        return None
    return aggregate_of(low, register, type_)


def _iterator_aggregate(
    low: Lowering, register: flow.Register, type_: t.IteratorType, uses: list[object]
) -> Aggregate | None:
    steps = low.program.definitions(low.flow).get(register, [])
    if len(steps) != 1:
        return None
    step = steps[0]
    if step.op is ops.CALL:
        if all(_iterates(low, use) for use in uses):
            return _of_call(low, step, type_)
        return None
    if step.op is not ops.ITER or not all(map(_steps_or_drops, uses)):
        return None
    if type_.kind in SEQUENCES:
        return Aggregate(type_.kind, (WORD, I64), type=type_.parts[0])
    source = _iterator_place(low, step.args[0])
    if source is None:
        return None
    return Aggregate(source.kind, source.parts, source.inner, source.type)


def _steps_or_drops(use: object) -> bool:
    return isinstance(use, flow.Next) or (
        isinstance(use, flow.Instruction) and use.op is ops.DROP
    )


def _iterates(low: Lowering, use: object) -> bool:
    """The use takes the value as something to loop over, unboxed."""
    if not isinstance(use, flow.Instruction):
        return False
    if use.op is ops.ITER:
        return True
    if use.op is not ops.CALL or use.dest is None or use.data.names:
        return False
    type_ = low.typing.register(use.dest)
    if not isinstance(type_, t.IteratorType) or type_.kind not in ("enumerate", "zip"):
        return False
    return all(_iterates(low, each) for each in low.program.uses(low.flow).get(use.dest, []))


def _of_call(low: Lowering, step: flow.Instruction, type_: t.IteratorType) -> Aggregate | None:
    if step.data.names:
        return None
    if type_.kind == "range":
        return Aggregate("range", (I64, I64, I64), type=type_, role="object")
    if type_.kind not in ("enumerate", "zip"):
        return None
    inner = tuple(
        _inner(low, each, part) for each, part in zip(step.args[1:], type_.parts, strict=True)
    )
    parts = tuple(part for each in inner for part in each.parts)
    if type_.kind == "enumerate":
        parts = (I64, *parts)
    return Aggregate(type_.kind, parts, inner, type_)


def _inner(low: Lowering, register: flow.Register, type_: t.Type) -> Aggregate:
    assert isinstance(type_, t.IteratorType)
    if type_.kind in SEQUENCES:
        return Aggregate(type_.kind, (WORD, I64), type=type_.parts[0])
    found = _iterator_place(low, register)
    if found is not None and found.kind != "static":
        return Aggregate(found.kind, found.parts, found.inner, found.type)
    return Aggregate("object", (WORD,), type=t.Container("iterable", (type_.element,)))


# ---- making


def make_range(low: Lowering, step: flow.Instruction) -> bool:
    """range(...) into (next, stop, step)."""
    assert step.dest is not None
    place = low.place(step.dest)
    if not isinstance(place, Place) or not isinstance(place.aggregate, Aggregate):
        return False
    args = [numbers.as_i64(low, each) for each in step.args[1:]]
    if len(args) == 1:
        args = [i64(0), args[0]]
    if len(args) == 2:
        args.append(i64(1))
    aggregate = place.aggregate
    assert isinstance(aggregate.type, t.IteratorType)
    stride = aggregate.type.parts[2]
    assert isinstance(stride, t.Int)
    if stride.low <= 0 <= stride.high:
        numbers.require(low, low.build.op("ine", args[2], i64(0)))
    _assign_all(low, place, args)
    return True


def make_compound(low: Lowering, step: flow.Instruction) -> bool:
    """enumerate(x) and zip(x, y, ...) into their parts."""
    assert step.dest is not None
    place = low.place(step.dest)
    if not isinstance(place, Place) or not isinstance(place.aggregate, Aggregate):
        return False
    values: list[Operand] = [i64(0)] if place.aggregate.kind == "enumerate" else []
    for register, inner in zip(step.args[1:], place.aggregate.inner, strict=True):
        values += _parts_of(low, register, inner)
    _assign_all(low, place, values)
    return True


def iterate(low: Lowering, step: flow.Instruction) -> bool:
    assert step.dest is not None
    place = low.place(step.dest)
    if not isinstance(place, Place) or not isinstance(place.aggregate, Aggregate):
        return False
    _assign_all(low, place, _parts_of(low, step.args[0], place.aggregate))
    return True


def _parts_of(low: Lowering, register: flow.Register, aggregate: Aggregate) -> list[Operand]:
    """The start values of an unboxed iterator over what `register` holds."""
    if aggregate.kind in SEQUENCES:
        return [low.owned(register), i64(0)]
    source = low.place(register)
    if isinstance(source, Place) and isinstance(source.aggregate, Aggregate):
        if source.aggregate.kind == aggregate.kind:
            moved: list[Operand] = [low.build.read(each) for each in source.parts]
            if any(each.type is WORD for each in source.parts):
                low.dying &= ~(1 << register.index)
            return moved
    return [low.call_word("pyc_iterate", low.borrowed(register))]


def _assign_all(low: Lowering, place: Place, values: list[Operand]) -> None:
    for part, value in zip(place.parts, values, strict=True):
        low.build.assign(part, value)


# ---- stepping


def lower_next(low: Lowering, terminator: flow.Next, before: int) -> bool:
    place = low.place(terminator.iterator)
    if not isinstance(place, Place) or not isinstance(place.aggregate, Aggregate):
        return False
    done = low.edge(before, terminator.done)
    stepper = _Stepper(low, done)
    element = stepper.next(place.aggregate, list(place.parts))
    low.enter_body(terminator, before)
    _give(low, terminator.dest, element)
    low.leave_to_body(terminator, before)
    return True


Element = tuple["Operand | list[Element]", t.Type, bool]
# (value, type, owned): raw by machine type; a list for a tuple that was never made


class _Stepper:
    """Writes the code that advances an iterator, going to `done` when it is exhausted.

    All tests come before anything changes, so that a bail-out may do the step again.
    """

    def __init__(self, low: Lowering, done: Block) -> None:
        self.low = low
        self.done = done
        self.updates: list[tuple[Variable, Operand]] = []

    def next(self, aggregate: Aggregate, parts: list[Variable]) -> Element:
        element = self._element(aggregate, parts)
        for variable, value in self.updates:
            self.low.build.assign(variable, value)
        return element

    def _element(self, aggregate: Aggregate, parts: list[Variable]) -> Element:
        match aggregate.kind:
            case "range":
                return self._range(aggregate, parts)
            case "list":
                return self._list(aggregate, parts)
            case "tuple":
                return self._tuple(aggregate, parts)
            case "str":
                return self._str(parts)
            case "enumerate":
                count = self.low.build.read(parts[0])
                self.updates.append((parts[0], self.low.build.op("iadd", count, i64(1))))
                inner = self._element(aggregate.inner[0], parts[1:])
                return [(count, t.INT, True), inner], t.OBJECT, True
            case "zip":
                return self._zip(aggregate, parts)
            case _:
                return self._object(aggregate, parts)

    def _continue_if(self, condition: Operand) -> None:
        build = self.low.build
        body = build.new_block()
        build.branch(condition, body, self.done, likely=True)
        build.start(body)

    def _range(self, aggregate: Aggregate, parts: list[Variable]) -> Element:
        build = self.low.build
        at, stop, stride = (build.read(each) for each in parts)
        type_ = aggregate.type
        assert isinstance(type_, t.IteratorType)
        bounds = type_.parts
        step_type = bounds[2]
        assert isinstance(step_type, t.Int) and isinstance(bounds[1], t.Int)
        by: Operand = i64(step_type.low) if step_type.low == step_type.high else stride
        if step_type.low > 0:
            self._continue_if(build.op("ilt", at, stop))
        elif step_type.high < 0:
            self._continue_if(build.op("igt", at, stop))
        else:
            upward = build.op("band", build.op("igt", by, i64(0)), build.op("ilt", at, stop))
            downward = build.op("band", build.op("ilt", by, i64(0)), build.op("igt", at, stop))
            self._continue_if(build.op("bor", upward, downward))
        if step_type.low > 0 and (
            step_type.high == 1 or bounds[1].high + step_type.high <= I64_MAX
        ):
            following: Operand = build.op("iadd", at, by)
        else:
            total, overflow = build.op2("iadd_ovf", at, by)
            following = build.op("iselect", overflow, stop, total)
        self.updates.append((parts[0], following))
        return at, type_.element, True

    def _list(self, aggregate: Aggregate, parts: list[Variable]) -> Element:
        low, build = self.low, self.low.build
        items, index = build.read(parts[0]), build.read(parts[1])
        length = build.op("load_i64", items, i64(LAYOUTS["PycList"]["length"]), alias="header")
        self._continue_if(build.op("ilt", index, length))
        self.updates.append((parts[1], build.op("iadd", index, i64(1))))
        element = _only_argument(aggregate.type)
        value = containers.list_element(low, items, index, element)
        return value, element, False

    def _tuple(self, aggregate: Aggregate, parts: list[Variable]) -> Element:
        low, build = self.low, self.low.build
        items, index = build.read(parts[0]), build.read(parts[1])
        length = build.op("load_i64", items, i64(LAYOUTS["PycTuple"]["length"]), alias="header")
        self._continue_if(build.op("ilt", index, length))
        self.updates.append((parts[1], build.op("iadd", index, i64(1))))
        offset = build.op("ishl", index, i64(3))
        base = build.op("offset", items, i64(LAYOUTS["PycTuple"]["items"]))
        word = build.op("load_word", base, offset, alias="word items")
        element = _only_argument(aggregate.type)
        return containers.from_word(low, word, element), element, False

    def _str(self, parts: list[Variable]) -> Element:
        build = self.low.build
        text, index = build.read(parts[0]), build.read(parts[1])
        length = build.op("load_i64", text, i64(LAYOUTS["PycStr"]["length"]), alias="header")
        self._continue_if(build.op("ilt", index, length))
        self.updates.append((parts[1], build.op("iadd", index, i64(1))))
        return build.call("pyc_str_get", (text, index), WORD), t.STR, True

    def _zip(self, aggregate: Aggregate, parts: list[Variable]) -> Element:
        elements = []
        for inner in aggregate.inner:
            elements.append(self._element(inner, parts[: len(inner.parts)]))
            parts = parts[len(inner.parts) :]
        return elements, t.OBJECT, True

    def _object(self, aggregate: Aggregate, parts: list[Variable]) -> Element:
        low, build = self.low, self.low.build
        word = build.call("pyc_next", (build.read(parts[0]),), WORD)
        ended, got = build.new_block(), build.new_block()
        build.branch(build.op("is_null", word), ended, got, likely=False)
        build.start(ended)
        at = i64(LAYOUTS["PycState"]["exception"])
        pending = build.op("load_word", Symbol("pyc_state"), at, alias="state")
        build.branch(build.op("is_null", pending), self.done, low.fail(), likely=True)
        build.start(got)
        return word, t.OBJECT, True


def _only_argument(type_: t.Type) -> t.Type:
    match type_:
        case t.Container(_, (element, *_)):
            return element
        case t.TupleType(items):
            return join_all(items)
        case _:
            return t.OBJECT


def _give(low: Lowering, dest: flow.Register, element: Element) -> None:
    value, type_, is_owned = element
    place = low.place(dest)
    if isinstance(place, Place) and place.aggregate is not None and place.aggregate.kind == "items":
        assert isinstance(value, list)
        if not low.after & (1 << dest.index):
            return
        for part, (inner, inner_type, inner_owned) in zip(place.parts, value, strict=True):
            low.build.assign(part, _as_part(low, part.type, inner, inner_type, inner_owned))
        return
    if isinstance(value, list):
        low.give_word(dest, _tuple_word(low, value), t.TupleType((t.OBJECT,) * len(value)))
        return
    if not isinstance(place, Static) and low.after & (1 << dest.index):
        if value.type is I64:
            low.give_i64(dest, value)
        elif value.type is F64:
            low.give_f64(dest, value)
        elif value.type is WORD:
            if not is_owned:
                low.build.do("inc", value)
            low.give_word(dest, value, type_)
        else:
            low.give_bit(dest, value)
    elif value.type is WORD and is_owned:
        low.build.do("dec", value)


def _as_part(
    low: Lowering, wanted: MachineType, value: object, type_: t.Type, is_owned: bool
) -> Operand:
    if isinstance(value, list):
        return _tuple_word(low, value)
    assert not isinstance(value, list)
    operand: Operand = value  # type: ignore[assignment]
    if operand.type is wanted:
        if wanted is WORD and not is_owned:
            low.build.do("inc", operand)
        return operand
    return as_owned_word(low, operand, is_owned)


def as_owned_word(low: Lowering, value: Operand, is_owned: bool) -> Operand:
    if value.type is I64:
        return low.box_i64(value)
    if value.type is F64:
        return low.build.call("pyc_float_box", (value,), WORD)
    if value.type is WORD:
        if not is_owned:
            low.build.do("inc", value)
        return value
    return low.box_bit(value)


def _tuple_word(low: Lowering, elements: list[Element]) -> Operand:
    words = []
    for value, _, is_owned in elements:
        words.append(
            _tuple_word(low, value)
            if isinstance(value, list)
            else as_owned_word(low, value, is_owned)
        )
    array = low.word_array(words)
    return low.build.call("pyc_tuple_take", (array, i64(len(words))), WORD)


# ---- boxing for a bail-out


def boxed(low: Lowering, place: Place) -> Operand:
    """An object that stands where the unboxed iterator stands; counts of the parts are kept."""
    aggregate = place.aggregate
    assert isinstance(aggregate, Aggregate)
    if aggregate.kind == "static":
        return low.program.static_object(low, aggregate.role)
    if aggregate.kind == "number":
        return mixed.boxed(low, place)
    if aggregate.kind == "class cell":
        owner = owner_of_method(low.program.typed.facts, low.flow)
        assert owner is not None
        class_ = Symbol(low.program.class_info(owner).type_symbol)
        low.build.do("inc_object", class_)
        return low.build.call("pyc_cell_new", (class_,), WORD)
    return _boxed(low, aggregate, list(place.parts))


def _boxed(low: Lowering, aggregate: Aggregate, parts: list[Variable]) -> Operand:
    build = low.build
    match aggregate.kind:
        case "range":
            symbol = "pyc_range_new" if aggregate.role == "object" else "pyc_range_iterator_at"
            return build.call(symbol, tuple(parts), WORD)
        case "list" | "tuple" | "str":
            result = build.call("pyc_sequence_iterator_at", tuple(parts), WORD)
            build.do("dec", parts[0])
            return result
        case "enumerate":
            inner = _boxed(low, aggregate.inner[0], parts[1:])
            result = build.call("pyc_enumerate_at", (inner, parts[0]), WORD)
            build.do("dec", inner)
            return result
        case "zip":
            words = []
            for each in aggregate.inner:
                words.append(_boxed(low, each, parts[: len(each.parts)]))
                parts = parts[len(each.parts) :]
            array = low.word_array(words)
            return build.call("pyc_zip_of", (array, i64(len(words))), WORD)
        case "items":
            words = [as_owned_word(low, build.read(part), True) for part in parts]
            array = low.word_array(words)
            return build.call("pyc_tuple_take", (array, i64(len(words))), WORD)
        case _:
            return build.read(parts[0])


def uses_of(function: flow.FlowFunction) -> dict[flow.Register, list[object]]:
    """Every step that reads each register."""
    result: dict[flow.Register, list[object]] = {}
    for block in function.blocks:
        for step in block.instructions:
            for register in step.args:
                result.setdefault(register, []).append(step)
        for register in terminator_reads(block.terminator):
            result.setdefault(register, []).append(block.terminator)
    return result


