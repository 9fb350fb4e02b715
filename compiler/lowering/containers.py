"""Elements of lists, tuples, text and dicts, read and written in place."""

from __future__ import annotations

from pyc.compiler.flow import nodes as flow
from pyc.compiler.ir.builder import i64
from pyc.compiler.ir.ir_nodes import Operand, Symbol
from pyc.compiler.ir.machine_types import (
    BIT,
    F64,
    I64,
    LAYOUTS,
    LIST_BOOL,
    LIST_F64,
    LIST_I64,
    LIST_WORDS,
    WORD,
)
from pyc.compiler.lowering import numbers
from pyc.compiler.lowering.context import Lowering
from pyc.compiler.lowering.places import Place
from pyc.compiler.types import python_types as t

LIST = LAYOUTS["PycList"]


def list_kind(element: t.Type) -> int:
    """The storage that lists of such elements have."""
    match element:
        case t.Int():
            return LIST_I64
        case t.Simple("float"):
            return LIST_F64
        case t.Simple("bool"):
            return LIST_BOOL
        case _:
            return LIST_WORDS


def require_kind(low: Lowering, items: Operand, kind: int) -> None:
    actual = low.build.op("load_i64", items, i64(LIST["kind"]), alias="header")
    numbers.require(low, low.build.op("ieq", actual, i64(kind)))


def list_element(low: Lowering, items: Operand, index: Operand, element: t.Type) -> Operand:
    """items[index], index in range: raw, or a borrowed word that is of the element type."""
    build = low.build
    kind = list_kind(element)
    require_kind(low, items, kind)
    data = build.op("load_word", items, i64(LIST["items"]), alias="header")
    if kind == LIST_BOOL:
        return build.op("load_bit", data, index, alias="bit items")
    offset = build.op("ishl", index, i64(3))
    if kind == LIST_I64:
        return build.op("load_i64", data, offset, alias="i64 items")
    if kind == LIST_F64:
        return build.op("load_f64", data, offset, alias="f64 items")
    word = build.op("load_word", data, offset, alias="word items")
    return from_word(low, word, element)


def from_word(low: Lowering, word: Operand, type_: t.Type) -> Operand:
    """A borrowed word, checked and unboxed as its predicted type asks; else bails out."""
    build = low.build
    low.program.guards.branch(low, word, type_, low.bail)
    match type_:
        case t.Int():
            return build.op("untag", word)
        case t.Simple("float"):
            return build.op("load_f64", word, i64(LAYOUTS["PycFloat"]["value"]))
        case t.Simple("bool"):
            return build.op("weq", word, Symbol("pyc_true"))
        case _:
            return word


def give(low: Lowering, dest: flow.Register | None, value: Operand) -> None:
    """A raw value, or a borrowed word, as the step's result."""
    if dest is None:
        return
    if value.type is I64:
        low.give_i64(dest, value)
    elif value.type is F64:
        low.give_f64(dest, value)
    elif value.type is BIT:
        low.give_bit(dest, value)
    elif low.after & (1 << dest.index):
        place = low.place(dest)
        low.build.do("inc", value)
        if isinstance(place, Place) and place.type is WORD:
            low.set_place(dest, value)
        else:
            low.give_word(dest, value)


def in_range(low: Lowering, index: Operand, length: Operand, type_: t.Int) -> Operand:
    """A Python index as an offset; out of range bails out (the boxed step raises)."""
    build = low.build
    if type_.low < 0:
        moved = build.op("iadd", index, length)
        index = moved if type_.high < 0 else build.op(
            "iselect", build.op("ilt", index, i64(0)), moved, index
        )  # fmt: skip
    numbers.require(low, build.op("iult", index, length))
    return index


def get_item(low: Lowering, step: flow.Instruction) -> bool:
    owner, key = step.args
    owner_type, key_type = low.type_of(owner), low.type_of(key)
    if isinstance(key_type, t.Int):
        match owner_type:
            case t.Container("list", (element,)):
                _list_item(low, step, element, key_type)
                return True
            case t.TupleType(items) if key_type.low == key_type.high:
                return _tuple_item(low, step, items, key_type.low)
            case t.Simple("str"):
                text, index = low.borrowed(owner), numbers.as_i64(low, key)
                low.give_word(step.dest, low.call_word("pyc_str_get", text, index), t.STR)
                return True
            case t.Simple("bytes" | "bytearray" as kind):
                data, index = _byte_place(low, owner, key, kind, key_type)
                low.give_i64(step.dest, low.build.op("load_byte", data, index, alias="bytes"))
                return True
    if isinstance(owner_type, t.Container) and owner_type.name == "dict":
        args = (low.borrowed(owner), low.borrowed(key))
        low.give_word(step.dest, low.call_word("pyc_dict_get_item", *args))
        return True
    return False


def _list_item(low: Lowering, step: flow.Instruction, element: t.Type, key: t.Int) -> None:
    build = low.build
    items = low.borrowed(step.args[0])
    index = numbers.as_i64(low, step.args[1])
    length = build.op("load_i64", items, i64(LIST["length"]), alias="header")
    give(low, step.dest, list_element(low, items, in_range(low, index, length, key), element))


def _tuple_item(low: Lowering, step: flow.Instruction, items: tuple[t.Type, ...], at: int) -> bool:
    if not -len(items) <= at < len(items):
        return False
    at %= len(items)
    offset = i64(LAYOUTS["PycTuple"]["items"] + 8 * at)
    word = low.build.op("load_word", low.borrowed(step.args[0]), offset, alias="word items")
    give(low, step.dest, from_word(low, word, items[at]))
    return True


def _byte_place(
    low: Lowering, owner: flow.Register, key: flow.Register, kind: str, key_type: t.Int
) -> tuple[Operand, Operand]:
    """Where a byte of a bytes or bytearray lies: base address and checked offset."""
    build = low.build
    word = low.borrowed(owner)
    index = numbers.as_i64(low, key)
    length = build.op("load_i64", word, i64(LAYOUTS["PycBytes"]["length"]), alias="header")
    index = in_range(low, index, length, key_type)
    if kind == "bytes":
        return build.op("offset", word, i64(LAYOUTS["PycBytes"]["data"])), index
    data = build.op("load_word", word, i64(LAYOUTS["PycByteArray"]["data"]), alias="header")
    return data, index


def set_item(low: Lowering, step: flow.Instruction) -> bool:
    owner, key, value = step.args
    owner_type, key_type = low.type_of(owner), low.type_of(key)
    if isinstance(owner_type, t.Container) and owner_type.name == "dict":
        low.call_int("pyc_dict_set", *map(low.borrowed, step.args))
        return True
    value_type = low.type_of(value)
    match owner_type, key_type:
        case t.Container("list", (element,)), t.Int():
            return _set_list_item(low, step, element, value_type, key_type)
        case t.Simple("bytearray"), t.Int():
            if not isinstance(value_type, t.Int):
                return False
            data, index = _byte_place(low, owner, key, "bytearray", key_type)
            byte = numbers.as_i64(low, value)
            if value_type.low < 0 or value_type.high > 255:
                numbers.require(low, low.build.op("iult", byte, i64(256)))
            low.build.do("store_byte", data, index, byte, alias="bytes")
            return True
    return False


def _set_list_item(
    low: Lowering, step: flow.Instruction, element: t.Type, value_type: t.Type, key: t.Int
) -> bool:
    """Raw elements of the list's own kind are stored in place; others by the runtime."""
    build = low.build
    owner, at, value = step.args
    kind = list_kind(element)
    raw = {LIST_I64: t.Int, LIST_F64: t.Simple, LIST_BOOL: t.Simple}.get(kind)
    if raw is not None and not (isinstance(value_type, raw) and list_kind(value_type) == kind):
        return False
    items = low.borrowed(owner)
    index = numbers.as_i64(low, at)
    length = build.op("load_i64", items, i64(LIST["length"]), alias="header")
    index = in_range(low, index, length, key)
    require_kind(low, items, kind)
    data = build.op("load_word", items, i64(LIST["items"]), alias="header")
    if kind == LIST_BOOL:
        build.do("store_bit", data, index, numbers.as_bit(low, value), alias="bit items")
        return True
    offset = build.op("ishl", index, i64(3))
    if kind == LIST_I64:
        build.do("store_i64", data, offset, numbers.as_i64(low, value), alias="i64 items")
    elif kind == LIST_F64:
        number = numbers.as_f64(low, value)
        numbers.require(low, build.op("feq", number, number))  # nan keeps its identity: boxed
        build.do("store_f64", data, offset, number, alias="f64 items")
    else:
        old = build.op("load_word", data, offset, alias="word items")
        build.do("store_word", data, offset, low.owned(value), alias="word items")
        build.do("dec", old)
    return True


APPEND = {LIST_I64: "pyc_list_append_i64", LIST_F64: "pyc_list_append_f64",
          LIST_BOOL: "pyc_list_append_bool"}  # fmt: skip


def append(low: Lowering, step: flow.Instruction) -> bool:
    owner, value = step.args
    return append_value(low, owner, value)


def append_value(low: Lowering, owner: flow.Register, value: flow.Register) -> bool:
    """xs.append(value), raw where the value is; the runtime keeps the list's kind right."""
    items = low.borrowed(owner)
    type_ = low.type_of(value)
    kind = list_kind(type_)
    if kind == LIST_WORDS:
        low.call_int("pyc_list_append", items, low.borrowed(value))
        return True
    raw = {LIST_I64: numbers.as_i64, LIST_F64: numbers.as_f64, LIST_BOOL: numbers.as_bit}[kind]
    element = raw(low, value)
    _append_raw(low, items, kind, element)
    return True


def _append_raw(low: Lowering, items: Operand, kind: int, element: Operand) -> None:
    """In place while there is room and the kind fits; else by the runtime."""
    build = low.build
    length = build.op("load_i64", items, i64(LIST["length"]), alias="header")
    capacity = build.op("load_i64", items, i64(LIST["capacity"]), alias="header")
    actual = build.op("load_i64", items, i64(LIST["kind"]), alias="header")
    has_room = build.op("ilt", length, capacity)
    fits = build.op("band", has_room, build.op("ieq", actual, i64(kind)))
    if kind == LIST_F64:  # nan keeps its identity, so it is never stored raw
        fits = build.op("band", fits, build.op("feq", element, element))
    direct, slow, after = build.new_block(), build.new_block(), build.new_block()
    build.branch(fits, direct, slow, likely=True)
    build.start(direct)
    data = build.op("load_word", items, i64(LIST["items"]), alias="header")
    if kind == LIST_BOOL:
        build.do("store_bit", data, length, element, alias="bit items")
    else:
        offset = build.op("ishl", length, i64(3))
        name, alias = ("store_i64", "i64 items") if kind == LIST_I64 else ("store_f64", "f64 items")
        build.do(name, data, offset, element, alias=alias)
    longer = build.op("iadd", length, i64(1))
    build.do("store_i64", items, i64(LIST["length"]), longer, alias="header")
    build.jump(after)
    build.start(slow)
    low.call_int(APPEND[kind], items, element)
    build.jump(after)
    build.start(after)


def contains(low: Lowering, step: flow.Instruction) -> bool:
    item, container = step.args
    match low.type_of(container):
        case t.Container("dict"):
            symbol = "pyc_dict_has"
        case t.Container("set"):
            symbol = "pyc_set_has"
        case _:
            return False
    truth = low.call_int(symbol, low.borrowed(container), low.borrowed(item))
    low.give_bit(step.dest, low.build.op("bnot", truth) if step.data else truth)
    return True


def unpack(low: Lowering, step: flow.Instruction) -> bool:
    """Tuples of known length are taken apart in place."""
    source = step.args[0]
    place = low.place(source)
    if isinstance(place, Place) and place.aggregate is not None:
        if place.aggregate.kind != "items":
            return False
        tuple_type = place.aggregate.type
        assert isinstance(tuple_type, t.TupleType)
        raw = []
        for part, of, item in zip(
            place.parts, place.aggregate.inner, tuple_type.items, strict=True
        ):
            value: Operand = low.build.read(part)
            raw.append(from_word(low, value, item) if of.kind == "object" else value)
        for dest, value in zip(step.dests, raw, strict=True):
            give(low, dest, value)
        return True
    type_ = low.type_of(source)
    if not isinstance(type_, t.TupleType) or len(type_.items) != len(step.dests):
        return False
    word = low.borrowed(source)
    values = []
    for index, item in enumerate(type_.items):
        at = i64(LAYOUTS["PycTuple"]["items"] + 8 * index)
        part_word = low.build.op("load_word", word, at, alias="word items")
        values.append(from_word(low, part_word, item))
    for dest, value in zip(step.dests, values, strict=True):
        give(low, dest, value)
    return True

