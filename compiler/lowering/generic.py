"""Every step of flow on words: calls of the runtime. This alone is the boxed variant."""

from __future__ import annotations

from collections.abc import Callable

from pyc.compiler.flow import nodes as flow
from pyc.compiler.flow import ops
from pyc.compiler.ir.builder import NULL, i64
from pyc.compiler.ir.ir_nodes import Operand, Symbol
from pyc.compiler.ir.machine_types import I64, LAYOUTS, WORD
from pyc.compiler.lowering import observed
from pyc.compiler.lowering.context import Lowering
from pyc.compiler.lowering.places import Static
from pyc.compiler.types import python_types as t
from pyc.compiler.types.relations import may_be_float

BINARY_NUMBER = {
    text: number
    for number, text in enumerate(
        ("+", "-", "*", "/", "//", "%", "**", "<<", ">>", "&", "|", "^", "@")
    )
}
BINARY_SYMBOL = {
    "+": "pyc_add", "-": "pyc_sub", "*": "pyc_mul", "/": "pyc_truediv", "//": "pyc_floordiv",
    "%": "pyc_mod",
}  # fmt: skip
INPLACE = 32
COMPARE_NUMBER = {"<": 0, "<=": 1, "==": 2, "!=": 3, ">": 4, ">=": 5}
UNARY_NUMBER = {"-": 0, "+": 1, "~": 2}

# Ops that are one runtime call: symbol, and what its result means.
WORD_CALLS = {
    ops.GET_ITEM: "pyc_get_item",
    ops.ITER: "pyc_iterate",
    ops.LIST_TO_TUPLE: "pyc_tuple_from",
    ops.SPREAD: "pyc_spread",
    ops.MATCH_KEYS: "pyc_match_keys",
}
INT_CALLS = {
    ops.SET_ITEM: "pyc_set_item",
    ops.DEL_ITEM: "pyc_delete_item",
    ops.LIST_APPEND: "pyc_list_append",
    ops.LIST_EXTEND: "pyc_list_extend_star",
    ops.SET_ADD: "pyc_set_add",
    ops.SET_UPDATE: "pyc_set_add_all",
    ops.DICT_SET: "pyc_dict_set",
    ops.DICT_MERGE: "pyc_dict_merge",
    ops.DICT_MERGE_CALL: "pyc_dict_merge_call",
}
TRUTH_CALLS = {
    ops.MATCH: "pyc_exception_matches",
    ops.IS_SEQUENCE: "pyc_is_sequence",
    ops.IS_MAPPING: "pyc_is_mapping",
}


def lower(low: Lowering, step: flow.Instruction) -> None:
    """Any instruction, on words."""
    op = step.op
    if op in INT_CALLS:
        low.call_int(INT_CALLS[op], *map(low.borrowed, step.args))
    elif op in TRUTH_CALLS:
        truth = low.call_int(TRUTH_CALLS[op], *map(low.borrowed, step.args))
        low.give_bit(step.dest, truth)
    elif op in WORD_CALLS:
        low.give_word(step.dest, low.call_word(WORD_CALLS[op], *map(low.borrowed, step.args)))
    else:
        HANDLERS[op](low, step)


def _const(low: Lowering, step: flow.Instruction) -> None:
    word = low.constants.word(step.data)
    made = {str: t.STR, type(None): t.NONE, bytes: t.BYTES}.get(type(step.data), t.OBJECT)
    low.give_static(step.dest, low.program.word_operand(word, low), made)


def _copy(low: Lowering, step: flow.Instruction) -> None:
    assert step.dest is not None
    if not low.after & (1 << step.dest.index):
        return
    made = t.OBJECT if low.is_boxed else low.type_of(step.args[0])
    low.give_word(step.dest, low.owned(step.args[0]), made)


def _binary(low: Lowering, step: flow.Instruction) -> None:
    left, right = map(low.borrowed, step.args)
    if step.data in BINARY_SYMBOL and step.op is ops.BINARY:
        result = low.call_word(BINARY_SYMBOL[step.data], left, right)
    else:
        number = BINARY_NUMBER[step.data] + (INPLACE if step.op is ops.INPLACE else 0)
        result = low.call_word("pyc_binary", left, right, i64(number))
    low.give_word(step.dest, result)


def _unary(low: Lowering, step: flow.Instruction) -> None:
    number = i64(UNARY_NUMBER[step.data])
    low.give_word(step.dest, low.call_word("pyc_unary", low.borrowed(step.args[0]), number))


def _not(low: Lowering, step: flow.Instruction) -> None:
    truth = low.call_int("pyc_truth", low.borrowed(step.args[0]))
    low.give_bit(step.dest, low.build.op("bnot", truth))


def _compare(low: Lowering, step: flow.Instruction) -> None:
    left, right = map(low.borrowed, step.args)
    number = i64(COMPARE_NUMBER[step.data])
    low.give_word(step.dest, low.call_word("pyc_compare", left, right, number))


def _is(low: Lowering, step: flow.Instruction) -> None:
    """Floats that are not stored as objects have no identity: equal bits stand for it."""
    same: Operand
    if any(_is_no_float(low, each) for each in step.args):
        same = low.build.op("weq", *map(low.borrowed, step.args))
        low.settle()
    else:
        same = low.call_int("pyc_is", *map(low.borrowed, step.args))
    low.give_bit(step.dest, low.build.op("bnot", same) if step.data else same)


def _is_no_float(low: Lowering, register: flow.Register) -> bool:
    steps = low.program.definitions(low.flow).get(register, [])
    if len(steps) == 1 and steps[0].op is ops.CONST:
        return not isinstance(steps[0].data, float)
    return not low.is_boxed and not may_be_float(low.type_of(register))


def _contains(low: Lowering, step: flow.Instruction) -> None:
    item, container = map(low.borrowed, step.args)
    truth = low.call_int("pyc_contains", container, item)
    low.give_bit(step.dest, low.build.op("bnot", truth) if step.data else truth)


def _get_attr(low: Lowering, step: flow.Instruction) -> None:
    cache = Symbol(low.constants.cache(low.target.name, 2))
    name = Symbol(low.constants.text(step.data))
    args = (low.borrowed(step.args[0]), name, cache)
    low.give_word(step.dest, low.call_word("pyc_get_attribute_cached", *args))


def _set_attr(low: Lowering, step: flow.Instruction) -> None:
    cache = Symbol(low.constants.cache(low.target.name, 2))
    name = Symbol(low.constants.text(step.data))
    owner, value = map(low.borrowed, step.args)
    low.call_int("pyc_set_attribute_cached", owner, name, value, cache)


def _del_attr(low: Lowering, step: flow.Instruction) -> None:
    name = Symbol(low.constants.text(step.data))
    low.call_int("pyc_delete_attribute", low.borrowed(step.args[0]), name)


def _slice(low: Lowering, step: flow.Instruction) -> None:
    low.give_word(step.dest, low.call_word("pyc_slice_new", *map(low.borrowed, step.args)))


def _taking(symbol: str, kind: str) -> Callable[[Lowering, flow.Instruction], None]:
    """A display whose elements move into the new object."""

    def handler(low: Lowering, step: flow.Instruction) -> None:
        array = low.word_array([low.owned(each) for each in step.args])
        result = low.build.call(symbol, (array, i64(len(step.args))), WORD)
        is_tuple = kind == "tuple"
        made = t.TupleType((t.OBJECT,) * len(step.args)) if is_tuple else t.Container(kind)
        low.give_word(step.dest, result, made)

    return handler


def _set(low: Lowering, step: flow.Instruction) -> None:
    """CPython merges displays of three constants and more from a frozenset: another order."""
    definitions = low.program.definitions(low.flow)
    is_constant = len(step.args) >= 3 and all(
        all(each.op is ops.CONST for each in definitions[register]) for register in step.args
    )
    symbol = "pyc_set_of_constants" if is_constant else "pyc_set_of"
    array = low.word_array([low.borrowed(each) for each in step.args])
    made = low.call_word(symbol, array, i64(len(step.args)))
    low.give_word(step.dest, made, t.Container("set"))


def _dict(low: Lowering, step: flow.Instruction) -> None:
    array = low.word_array([low.borrowed(each) for each in step.args])
    made = low.call_word("pyc_dict_of", array, i64(len(step.args) // 2))
    low.give_word(step.dest, made, t.Container("dict"))


def _format(low: Lowering, step: flow.Instruction) -> None:
    convert = {"r": "pyc_repr", "s": "pyc_str", "a": "pyc_ascii"}.get(step.data)
    value = low.borrowed(step.args[0])
    spec = low.borrowed(step.args[1]) if len(step.args) > 1 else NULL
    if convert is not None:
        made = low.build.call(convert, (value,), WORD)
        low.check_null(made)
        low.release_later(made)
        value = made
    low.give_word(step.dest, low.call_word("pyc_format", value, spec))


def _join(low: Lowering, step: flow.Instruction) -> None:
    array = low.word_array([low.borrowed(each) for each in step.args])
    made = low.call_word("pyc_str_join_words", array, i64(len(step.args)))
    low.give_word(step.dest, made, t.STR)


def _unpack(low: Lowering, step: flow.Instruction) -> None:
    array = low.build.op("stack_words", i64(max(len(step.dests), 1)))
    value = low.borrowed(step.args[0])
    if step.op is ops.UNPACK:
        low.call_int("pyc_unpack", value, i64(step.data), array)
    else:
        before, behind = step.data
        low.call_int("pyc_unpack_star", value, i64(before), i64(behind), array)
    parts = [
        (dest, low.build.op("load_word", array, i64(8 * index)))
        for index, dest in enumerate(step.dests)
    ]
    for index, (dest, part) in enumerate(parts):
        low.not_given = tuple(parts[index + 1 :])  # a guard may leave with them
        low.give_word(dest, part)


def _names(low: Lowering, names: tuple[str, ...]) -> Operand:
    if not names:
        return NULL
    return Symbol(low.constants.tuple_object(tuple(low.constants.text(each) for each in names)))


def _call(low: Lowering, step: flow.Instruction) -> None:
    callee, *args = map(low.borrowed, step.args)
    array = low.word_array(args)
    shape: flow.CallShape = step.data
    names = _names(low, shape.names)
    result = low.call_word("pyc_call", callee, array, i64(shape.n_positional), names)
    low.give_word(step.dest, result)


def _call_method(low: Lowering, step: flow.Instruction) -> None:
    name, shape = step.data
    self_, *args = map(low.borrowed, step.args)
    array = low.word_array(args)
    text = Symbol(low.constants.text(name))
    count = i64(shape.n_positional)
    result = low.build.call(
        "pyc_call_method", (self_, text, array, count, _names(low, shape.names)), WORD
    )
    low.settle()
    _check_result(low, step, result, text)
    low.give_word(step.dest, result)


def _check_result(low: Lowering, step: flow.Instruction, result: Operand, name: Operand) -> None:
    """A method that is not there is reported at its name, one that fails at the call."""
    if step.lookup is None:
        low.check_null(result)
        return
    build = low.build
    failed, fine, missing = build.new_block(is_cold=True), build.new_block(), build.new_block(True)
    build.branch(build.op("is_null", result), failed, fine, likely=False)
    build.start(failed)
    cell = Symbol("pyc_missing_method")
    is_missing = build.op("weq", build.op("load_word", cell, i64(0), alias="state"), name)
    build.do("store_word", cell, i64(0), NULL, alias="state")
    build.branch(is_missing, missing, low.fail())
    build.start(missing)
    low.trace_at(step.lookup, None, step.frame)
    build.jump(low.cleanup(low.before))
    build.start(fine)


def _call_super(low: Lowering, step: flow.Instruction) -> None:
    name, shape = step.data
    owner, self_, *args = map(low.borrowed, step.args)
    array = low.word_array(args)
    text = Symbol(low.constants.text(name))
    method = low.build.call("pyc_super_attribute", (owner, self_, text), WORD)
    _check_found(low, step, method)
    low.release_later(method)
    names = _names(low, shape.names)
    low.give_word(
        step.dest, low.call_word("pyc_call", method, array, i64(shape.n_positional), names)
    )


def _check_found(low: Lowering, step: flow.Instruction, method: Operand) -> None:
    build = low.build
    missing, fine = build.new_block(is_cold=True), build.new_block()
    build.branch(build.op("is_null", method), missing, fine, likely=False)
    build.start(missing)
    assert step.lookup is not None
    low.trace_at(step.lookup, None, step.frame)
    build.jump(low.cleanup(low.before))
    build.start(fine)


def _check_method(low: Lowering, step: flow.Instruction) -> None:
    name = Symbol(low.constants.text(step.data))
    symbol = "pyc_check_method" if len(step.args) == 1 else "pyc_check_super"
    low.call_int(symbol, *map(low.borrowed, step.args), name)


def _call_spread(low: Lowering, step: flow.Instruction) -> None:
    low.give_word(step.dest, low.call_word("pyc_call_spread", *map(low.borrowed, step.args)))


def _load_global(low: Lowering, step: flow.Instruction) -> None:
    """The module's variable; while it is unbound (and has a builtin's name) the builtin."""
    build = low.build
    assert step.dest is not None
    cell = low.program.global_cell(low.flow.module, step.data)
    builtin = low.program.builtin_word(step.data)
    if cell is None:
        if builtin is None:
            _raise_name(low, step)
            build.jump(low.fail())
            build.start(build.new_block())
            low.give_static(step.dest, Symbol("pyc_none"))
            return
        found = low.program.word_operand(builtin, low)
        build.do("inc", found)
        low.give_word(step.dest, found)
        return
    value = build.op("load_word", Symbol(cell), i64(0), alias="global")
    unbound, bound = build.new_block(is_cold=True), build.new_block()
    if builtin is not None:
        result = build.variable(WORD, "global")
        build.assign(result, value)
        build.branch(build.op("is_null", value), unbound, bound, likely=False)
        build.start(unbound)
        build.assign(result, low.program.word_operand(builtin, low))
        build.jump(bound)
        build.start(bound)
        value = build.read(result)
    else:
        build.branch(build.op("is_null", value), unbound, bound, likely=False)
        build.start(unbound)
        build.call_void("pyc_raise_name", (Symbol(low.constants.text(step.data)),), is_cold=True)
        build.jump(low.fail())
        build.start(bound)
    build.do("inc", value)
    low.give_word(step.dest, value)


def _raise_name(low: Lowering, step: flow.Instruction) -> None:
    """NameError; the function's own names are what may have been meant."""
    name = Symbol(low.constants.text(step.data))
    names = low.local_names if step.frame is None else ()
    if names:
        among = Symbol(low.constants.tuple_object(tuple(map(low.constants.text, names))))
        low.build.call_void("pyc_raise_name_among", (name, among), is_cold=True)
    else:
        low.build.call_void("pyc_raise_name", (name,), is_cold=True)


def _store_global(low: Lowering, step: flow.Instruction) -> None:
    cell = low.program.global_cell(low.flow.module, step.data)
    assert cell is not None
    value = low.owned(step.args[0])
    old = low.build.op("load_word", Symbol(cell), i64(0), alias="global")
    low.build.do("store_word", Symbol(cell), i64(0), value, alias="global")
    low.build.do("xdec", old)


def _del_global(low: Lowering, step: flow.Instruction) -> None:
    cell = low.program.global_cell(low.flow.module, step.data)
    assert cell is not None
    _delete_variable(low, Symbol(cell), "global", "pyc_raise_name", step.data)


def _delete_variable(low: Lowering, cell: Operand, alias: str, raising: str, name: str) -> None:
    build = low.build
    at = i64(0 if alias == "global" else LAYOUTS["PycCell"]["value"])
    value = build.op("load_word", cell, at, alias=alias)
    unbound, bound = build.new_block(is_cold=True), build.new_block()
    build.branch(build.op("is_null", value), unbound, bound, likely=False)
    build.start(unbound)
    build.call_void(raising, (Symbol(low.constants.text(name)),), is_cold=True)
    build.jump(low.fail())
    build.start(bound)
    build.do("store_word", cell, at, NULL, alias=alias)
    build.do("dec", value)


def _load_name(low: Lowering, step: flow.Instruction) -> None:
    """Class bodies: the namespace, the module's globals, the builtins."""
    name = Symbol(low.constants.text(step.data))
    cell = low.program.global_cell(low.flow.module, step.data)
    outer: Operand = NULL
    if cell is not None:
        outer = low.build.op("load_word", Symbol(cell), i64(0), alias="global")
    result = low.call_word("pyc_load_name", low.borrowed(step.args[0]), name, outer)
    low.give_word(step.dest, result)


def _new_cell(low: Lowering, step: flow.Instruction) -> None:
    value = low.owned(step.args[0]) if step.args else NULL
    low.give_word(step.dest, low.build.call("pyc_cell_new", (value,), WORD))


def _load_cell(low: Lowering, step: flow.Instruction) -> None:
    build = low.build
    name, meaning = step.data
    at = i64(LAYOUTS["PycCell"]["value"])
    value = build.op("load_word", low.borrowed(step.args[0]), at, alias="cell")
    unbound, bound = build.new_block(is_cold=True), build.new_block()
    build.branch(build.op("is_null", value), unbound, bound, likely=False)
    build.start(unbound)
    raising = "pyc_raise_unbound_local" if meaning == "cell" else "pyc_raise_unbound_free"
    build.call_void(raising, (Symbol(low.constants.text(name)),), is_cold=True)
    build.jump(low.fail())
    build.start(bound)
    build.do("inc", value)
    low.give_word(step.dest, value)


def _store_cell(low: Lowering, step: flow.Instruction) -> None:
    at = i64(LAYOUTS["PycCell"]["value"])
    value = low.owned(step.args[1])
    cell = low.borrowed(step.args[0])
    old = low.build.op("load_word", cell, at, alias="cell")
    low.build.do("store_word", cell, at, value, alias="cell")
    low.build.do("xdec", old)


def _del_cell(low: Lowering, step: flow.Instruction) -> None:
    name, meaning = step.data
    raising = "pyc_raise_unbound_local" if meaning == "cell" else "pyc_raise_unbound_free"
    _delete_variable(low, low.borrowed(step.args[0]), "cell", raising, name)


def _closure(low: Lowering, step: flow.Instruction) -> None:
    layout = LAYOUTS["PycFunction"]
    cells = low.build.op("load_word", low.self_word, i64(layout["closure"]), alias="header")
    at = i64(LAYOUTS["PycTuple"]["items"] + 8 * step.data)
    cell = low.build.op("load_word", cells, at, alias="header")
    low.build.do("inc_object", cell)
    low.give_word(step.dest, cell)


def _drop(low: Lowering, step: flow.Instruction) -> None:
    """The iterator dies here by being read for the last time."""


def _check_bound(low: Lowering, step: flow.Instruction) -> None:
    build = low.build
    place = low.place(step.args[0])
    if isinstance(place, Static) or not place.is_nullable:
        return
    unbound, bound = build.new_block(is_cold=True), build.new_block()
    build.branch(build.op("is_null", place.parts[0]), unbound, bound, likely=False)
    build.start(unbound)
    name = Symbol(low.constants.text(step.data))
    build.call_void("pyc_raise_unbound_local", (name,), is_cold=True)
    build.jump(low.fail())
    build.start(bound)


def _unbind(low: Lowering, step: flow.Instruction) -> None:
    assert step.dest is not None
    place = low.place(step.dest)
    if not isinstance(place, Static) and place.is_nullable:
        if low.after & (1 << step.dest.index):
            low.set_place(step.dest, NULL)


def _function(low: Lowering, step: flow.Instruction) -> None:
    data: flow.FunctionData = step.data
    n_named = len(data.keyword_defaults)
    defaults = step.args[: data.n_defaults]
    named = step.args[data.n_defaults : data.n_defaults + n_named]
    cells = step.args[data.n_defaults + n_named :]
    parts = [_tuple_of(low, cells), _tuple_of(low, defaults), _keyword_dict(low, data, named)]
    code = Symbol(low.program.code_symbol(data.function))
    module = Symbol(low.constants.text(data.function.module))
    result = low.build.call("pyc_function_new", (code, *parts, module), WORD)
    for part in parts:
        if part is not NULL:
            low.build.do("dec", part)
    low.settle()
    low.give_word(step.dest, result)


def _tuple_of(low: Lowering, registers: tuple[flow.Register, ...]) -> Operand:
    if not registers:
        return NULL
    array = low.word_array([low.borrowed(each) for each in registers])
    return low.build.call("pyc_tuple_of", (array, i64(len(registers))), WORD)


def _keyword_dict(
    low: Lowering, data: flow.FunctionData, registers: tuple[flow.Register, ...]
) -> Operand:
    if not registers:
        return NULL
    words: list[Operand] = []
    for name, register in zip(data.keyword_defaults, registers, strict=True):
        words += [Symbol(low.constants.text(name)), low.borrowed(register)]
    array = low.word_array(words)
    return low.build.call("pyc_dict_of", (array, i64(len(registers))), WORD)


def _build_class(low: Lowering, step: flow.Instruction) -> None:
    data: flow.ClassData = step.data
    spec = Symbol(low.program.class_info(data.symbol).spec_symbol)
    body, *others = map(low.borrowed, step.args)
    if data.is_spread:
        low.give_word(step.dest, low.call_word("pyc_build_class_spread", spec, body, *others))
        return
    bases = low.word_array(others[: data.n_bases])
    keywords: Operand = NULL
    if data.keywords:
        words: list[Operand] = []
        for name, value in zip(data.keywords, others[data.n_bases :], strict=True):
            words += [Symbol(low.constants.text(name)), value]
        keywords = low.build.call(
            "pyc_dict_of", (low.word_array(words), i64(len(data.keywords))), WORD
        )
        low.release_later(keywords)
    result = low.call_word("pyc_build_class", spec, body, bases, i64(data.n_bases), keywords)
    low.give_word(step.dest, result)


def _import(low: Lowering, step: flow.Instruction) -> None:
    """Packages first, then what they hold; a plain `import a.b` names the outermost."""
    data: flow.ImportData = step.data
    parts = data.module.split(".")
    names = [".".join(parts[: i + 1]) for i in range(len(parts))]
    results = []
    for name in names:
        spec = low.program.module_spec(name)
        if spec is not None:
            made = low.build.call("pyc_import_user", (Symbol(spec),), WORD)
        elif name == names[0] or not low.program.module_spec(names[0]):
            if name != data.module and data.whole:
                continue
            made = low.build.call(
                "pyc_import_library", (Symbol(low.constants.c_text(name)),), WORD
            )
        else:
            made = low.build.call("pyc_import_missing", (Symbol(low.constants.text(name)),), WORD)
        low.check_null(made)
        results.append(made)
        if not data.whole and name == names[0] and spec is None:
            break
    wanted = results[-1] if data.whole else results[0]
    for made in results:
        if made is not wanted:
            low.build.do("dec", made)
    low.give_word(step.dest, wanted)


def _import_from(low: Lowering, step: flow.Instruction) -> None:
    """An attribute of the module, or a module of the package that is not imported yet."""
    args, spec = _imported_name(low, step)
    if spec is None:
        low.give_word(step.dest, low.call_word("pyc_import_from", *args))
    else:
        low.give_word(step.dest, low.call_word("pyc_import_submodule", *args, Symbol(spec)))


def _is_public(low: Lowering, step: flow.Instruction) -> None:
    args, spec = _imported_name(low, step)
    found = low.call_int("pyc_is_public", *args, i64(0 if spec is None else 1))
    low.give_bit(step.dest, found)


def _imported_name(
    low: Lowering, step: flow.Instruction
) -> tuple[tuple[Operand, Operand], str | None]:
    """The module and the name in it; what describes the module of a package that it may mean."""
    source, name = step.data
    args = (low.borrowed(step.args[0]), Symbol(low.constants.text(name)))
    return args, low.program.module_spec(f"{source}.{name}")


def _begin_catch(low: Lowering, step: flow.Instruction) -> None:
    low.give_word(step.dest, low.build.call("pyc_catch", (), WORD))


def _handled(low: Lowering, step: flow.Instruction) -> None:
    at = i64(LAYOUTS["PycState"]["handled"])
    value = low.build.op("load_word", Symbol("pyc_state"), at, alias="state")
    low.build.do("inc_object", value)
    low.give_word(step.dest, value)


def _end_catch(low: Lowering, step: flow.Instruction) -> None:
    low.build.call_void("pyc_end_catch", (low.owned(step.args[0]),))


def _enter(low: Lowering, step: flow.Instruction) -> None:
    array = low.build.op("stack_words", i64(1))
    value = low.call_word("pyc_with_enter", low.borrowed(step.args[0]), array)
    exit_, entered = step.dests
    low.give_word(exit_, low.build.op("load_word", array, i64(0)))
    low.give_word(entered, value)


def _exit(low: Lowering, step: flow.Instruction) -> None:
    low.call_int("pyc_with_exit", low.borrowed(step.args[0]))


def _exit_handled(low: Lowering, step: flow.Instruction) -> None:
    truth = low.call_int("pyc_with_exit_handled", low.borrowed(step.args[0]))
    low.give_bit(step.dest, truth)


def _length(low: Lowering, step: flow.Instruction) -> None:
    length = low.build.call("pyc_length", (low.borrowed(step.args[0]),), I64)
    low.settle()
    fine = low.build.new_block()
    low.build.branch(low.build.op("ilt", length, i64(0)), low.fail(), fine, likely=False)
    low.build.start(fine)
    low.give_i64(step.dest, length)


def _match_class(low: Lowering, step: flow.Instruction) -> None:
    n_positional, names = step.data
    subject, class_ = map(low.borrowed, step.args)
    args = (subject, class_, i64(n_positional), _names(low, names))
    low.give_word(step.dest, low.call_word("pyc_match_class", *args))


def _annotate(low: Lowering, step: flow.Instruction) -> None:
    name = Symbol(low.constants.text(step.data))
    namespace, *value = map(low.borrowed, step.args)
    low.call_int("pyc_annotate", namespace, name, value[0] if value else Symbol("pyc_none"))


HANDLERS: dict[ops.FlowOp, Callable[[Lowering, flow.Instruction], None]] = {
    ops.CONST: _const, ops.COPY: _copy, ops.BINARY: _binary, ops.INPLACE: _binary,
    ops.UNARY: _unary, ops.NOT: _not, ops.COMPARE: _compare, ops.IS: _is,
    ops.CONTAINS: _contains, ops.GET_ATTR: _get_attr, ops.SET_ATTR: _set_attr,
    ops.DEL_ATTR: _del_attr, ops.CALL_SUPER: _call_super, ops.SLICE: _slice,
    ops.TUPLE: _taking("pyc_tuple_take", "tuple"), ops.LIST: _taking("pyc_list_take", "list"),
    ops.SET: _set,
    ops.DICT: _dict, ops.FORMAT: _format, ops.JOIN: _join, ops.UNPACK: _unpack,
    ops.UNPACK_STAR: _unpack, ops.CALL: _call, ops.CALL_METHOD: _call_method,
    ops.CALL_SPREAD: _call_spread, ops.CHECK_METHOD: _check_method, ops.LOAD_GLOBAL: _load_global,
    ops.STORE_GLOBAL: _store_global, ops.DEL_GLOBAL: _del_global, ops.LOAD_NAME: _load_name,
    ops.NEW_CELL: _new_cell, ops.LOAD_CELL: _load_cell, ops.STORE_CELL: _store_cell,
    ops.DEL_CELL: _del_cell, ops.CLOSURE: _closure, ops.DROP: _drop, ops.CHECK_BOUND: _check_bound,
    ops.UNBIND: _unbind, ops.FUNCTION: _function, ops.BUILD_CLASS: _build_class,
    ops.IMPORT: _import, ops.IMPORT_FROM: _import_from, ops.IS_PUBLIC: _is_public,
    ops.BEGIN_CATCH: _begin_catch,
    ops.HANDLED: _handled, ops.END_CATCH: _end_catch, ops.ENTER: _enter, ops.EXIT: _exit,
    ops.EXIT_HANDLED: _exit_handled, ops.LENGTH: _length, ops.MATCH_CLASS: _match_class,
    ops.ANNOTATE: _annotate, ops.LINE: observed.line, ops.SHOW: observed.show,
}  # fmt: skip
