"""Calls that know their callee: variants of the program's functions, methods, constructors, the
library's functions, and the builtins that are an instruction or two."""

from __future__ import annotations

from collections.abc import Callable

from pyc.compiler import declarations
from pyc.compiler.flow import nodes as flow
from pyc.compiler.frontend.inference.arithmetic import as_int, is_number
from pyc.compiler.frontend.inference.binding import argument_sources
from pyc.compiler.frontend.inference.program import TypedInstance
from pyc.compiler.ir.builder import NULL, bit, f64, i64
from pyc.compiler.ir.ir_nodes import Operand, Symbol
from pyc.compiler.ir.machine_types import BIT, F64, I64, I64_MIN, LAYOUTS, WORD, MachineType
from pyc.compiler.lowering import attributes, containers, loops, numbers
from pyc.compiler.lowering.context import Lowering
from pyc.compiler.lowering.conventions import STATUS_WORD, machine_type, result_types
from pyc.compiler.types import python_types as t
from pyc.compiler.types.relations import without

C_TYPES = {"double": F64, "int64_t": I64, "bool": BIT, "PycWord": WORD}


def call(low: Lowering, step: flow.Instruction) -> bool:
    callee = low.type_of(step.args[0])
    shape: flow.CallShape = step.data
    match callee:
        case t.FunctionObject(symbol):
            return _function_call(low, step, symbol, step.args[1:], shape)
        case t.ClassObject(symbol):
            return construct(low, step, symbol, step.args[1:], shape)
        case t.Builtin(name) if not shape.names:
            rule = RULES.get(name)
            if rule is not None and rule(low, step):
                return True
            return _library_call(low, step, name, step.args[1:])
    return False


def _function_call(
    low: Lowering,
    step: flow.Instruction,
    symbol: str,
    args: tuple[flow.Register, ...],
    shape: flow.CallShape,
) -> bool:
    variant = low.program.variant(low, step)
    if variant is None or isinstance(variant, dict):
        return False
    operands = _arguments(low, variant, args, shape, None)
    if operands is None:
        return False
    give_result(low, step, variant, call_variant(low, variant, operands))
    return True


def _arguments(
    low: Lowering,
    variant: TypedInstance,
    args: tuple[flow.Register, ...],
    shape: flow.CallShape,
    self_: Operand | None,
) -> list[Operand] | None:
    """One operand a parameter of the variant, defaults filled in."""
    function = variant.function
    offset = 0 if self_ is None else 1
    sources = argument_sources(function, shape.n_positional + offset, shape.names)
    if sources is None:
        return None
    names = function.parameters.positional + function.parameters.keyword_only
    defaults = low.program.typed.facts.defaults.get(function.symbol, {})
    result: list[Operand] = []
    for name, source, type_ in zip(names, sources, variant.parameters, strict=True):
        machine = machine_type(type_)
        if isinstance(source, int) and source < offset:
            assert self_ is not None
            result.append(self_)
        elif isinstance(source, int):
            result.append(numbers.unboxed(low, args[source - offset], machine))
        else:
            result.append(_default(low, defaults[name], machine))
    return result


def _default(low: Lowering, value: object, machine: MachineType) -> Operand:
    if machine is I64:
        return i64(int(value))  # type: ignore[call-overload]
    if machine is F64:
        return f64(float(value))  # type: ignore[arg-type]
    if machine is BIT:
        return bit(bool(value))
    return low.program.word_operand(low.constants.word(value), low)


def call_variant(low: Lowering, variant, operands: list[Operand]) -> tuple[Operand, ...]:  # type: ignore[no-untyped-def]
    results = result_types(variant.returns)
    dests = low.build.call_pair(variant.symbol, tuple(operands), results)
    low.settle()
    return dests


def give_result(low: Lowering, step: flow.Instruction, variant, dests: tuple[Operand, ...]) -> None:  # type: ignore[no-untyped-def]
    """The callee's answer: an exception, a word instead of the predicted kind, or the value."""
    build = low.build
    if len(dests) == 1:
        low.check_null(dests[0])
        low.give_word(step.dest, dests[0])
        return
    value, status = dests
    unusual, fine = build.new_block(is_cold=True), build.new_block()
    build.branch(build.op("ine", status, i64(0)), unusual, fine, likely=False)
    build.start(unusual)
    bailing = build.new_block(is_cold=True)
    build.branch(build.op("ieq", status, i64(STATUS_WORD)), bailing, low.fail())
    build.start(bailing)
    word = word_instead(low, value)
    assert step.dest is not None
    if low.after & (1 << step.dest.index):
        build.jump(low.bail_after(step.dest, word))
    else:
        build.do("dec", word)
        build.jump(fine)
    build.start(fine)
    if value.type is I64:
        low.give_i64(step.dest, value)
    elif value.type is F64:
        low.give_f64(step.dest, value)
    else:
        low.give_bit(step.dest, value)


def word_instead(low: Lowering, value: Operand) -> Operand:
    """What the variant returned with STATUS_WORD."""
    build = low.build
    if value.type is BIT:
        return build.op("load_word", Symbol("pyc_bailed_result"), i64(0))
    bits = value if value.type is I64 else build.op("f64_bits", value)
    return build.op("itow", bits)


# ---- classes


def construct(
    low: Lowering,
    step: flow.Instruction,
    symbol: str,
    args: tuple[flow.Register, ...],
    shape: flow.CallShape,
) -> bool:
    """A new instance, and __init__'s variant on it."""
    build = low.build
    type_symbol = Symbol(low.program.class_info(symbol).type_symbol)
    found = low.program.typed.facts.find_method(symbol, "__init__")
    if found is None:
        if args:
            return False
        assert step.dest is not None
        low.give_known(step.dest, low.build.call("pyc_instance_new", (type_symbol,), WORD))
        return True
    variant = low.program.variant(low, step)
    if variant is None or isinstance(variant, dict):
        return False
    made = build.call("pyc_instance_new", (type_symbol,), WORD)
    low.release_later(made)
    operands = _arguments(low, variant, args, shape, made)
    assert operands is not None
    results = result_types(variant.returns)
    dests = build.call_pair(variant.symbol, tuple(operands), results)
    build.do("inc_object", made)
    low.settle()
    failing, fine = build.new_block(is_cold=True), build.new_block()
    build.branch(build.op("is_null", dests[0]), failing, fine, likely=False)
    build.start(failing)
    build.do("dec_object", made)
    build.jump(low.fail())
    build.start(fine)
    build.do("dec", dests[0])
    assert step.dest is not None
    low.give_known(step.dest, made)
    return True


def call_super(low: Lowering, step: flow.Instruction) -> bool:
    variant = low.program.variant(low, step)
    if variant is None or isinstance(variant, dict):
        return False
    _, shape = step.data
    self_ = low.borrowed(step.args[1])
    operands = _arguments(low, variant, step.args[2:], shape, self_)
    if operands is None:
        return False
    give_result(low, step, variant, call_variant(low, variant, operands))
    return True


def call_method(low: Lowering, step: flow.Instruction) -> bool:
    name, shape = step.data
    receiver, *args = step.args
    type_ = low.type_of(receiver)
    match without(type_, lambda each: each == t.NONE):
        case t.Instance():
            return _instance_method(low, step, tuple(args), shape)
        case t.ModuleObject(module):
            return _module_call(low, step, module, name, tuple(args), shape)
        case t.Container("list") if name == "append" and len(args) == 1 and not shape.names:
            if type_ != without(type_, lambda each: each == t.NONE):
                return False
            containers.append_value(low, receiver, args[0])
            low.give_static(step.dest, Symbol("pyc_none"))
            return True
        case _ if not shape.names and type_ != t.NONE and not isinstance(type_, t.Union):
            return _library_method(low, step, type_, name, receiver, tuple(args))
    return False


def _instance_method(
    low: Lowering, step: flow.Instruction, args: tuple[flow.Register, ...], shape: flow.CallShape
) -> bool:
    """By the receiver's class: one test and direct call for each that it may be of."""
    targets = low.program.variant(low, step)
    if not isinstance(targets, dict) or not targets:
        return False
    found = attributes.receiver(low, step.args[0])
    assert found is not None
    word, _ = found
    distinct = {variant.symbol: variant for variant in targets.values()}
    if len(distinct) == 1:
        (variant,) = distinct.values()
        operands = _arguments(low, variant, args, shape, word)
        if operands is None:
            return False
        give_result(low, step, variant, call_variant(low, variant, operands))
        return True
    return _dispatch(low, step, targets, word, args, shape)


def _dispatch(
    low: Lowering,
    step: flow.Instruction,
    targets: dict[str, TypedInstance],
    word: Operand,
    args: tuple[flow.Register, ...],
    shape: flow.CallShape,
) -> bool:
    """Compares the receiver's class with each class that has a method of its own; another class
    (made at run time) bails out. All variants' results are brought to one form."""
    build = low.build
    assert step.dest is not None
    wanted = machine_type(low.typing.result(step, step.dest))
    if any(result_types(each.returns)[0] is not wanted for each in targets.values()):
        wanted = WORD
    kind = build.op("load_word", word, i64(LAYOUTS["PycObject"]["type"]), alias="header")
    result = build.variable(wanted, "result")
    status = build.variable(I64, "status")
    after = build.new_block()
    prepared = {}
    for variant in targets.values():
        if variant.symbol not in prepared:
            operands = _arguments(low, variant, args, shape, word)
            if operands is None:
                raise AssertionError("variants of one method take the same arguments")
            prepared[variant.symbol] = operands
    releases, low._releases = low._releases, []
    for class_symbol, variant in targets.items():
        here, more = build.new_block(), build.new_block()
        type_symbol = Symbol(low.program.class_info(class_symbol).type_symbol)
        build.branch(build.op("weq", kind, type_symbol), here, more)
        build.start(here)
        dests = build.call_pair(
            variant.symbol, tuple(prepared[variant.symbol]), result_types(variant.returns)
        )
        _unify(low, dests, wanted, result, status)
        build.jump(after)
        build.start(more)
    for value in releases:
        build.do("dec", value)
    build.jump(low.bail())
    build.start(after)
    low._releases = releases
    low.settle()
    value = build.read(result)
    if wanted is WORD:
        low.check_null(value)
        low.give_word(step.dest, value)
    else:
        give_result(low, step, None, (value, build.read(status)))
    return True


def _unify(low: Lowering, dests: tuple[Operand, ...], wanted: MachineType, result, status) -> None:  # type: ignore[no-untyped-def]
    build = low.build
    if len(dests) == 2 and dests[0].type is wanted:
        build.assign(result, dests[0])
        build.assign(status, dests[1])
        return
    if len(dests) == 1:
        build.assign(result, dests[0])
        return
    value, code = dests
    plain, other, failed, end = (build.new_block() for _ in range(4))
    build.switch(code, ((0, plain), (STATUS_WORD, other)), failed)
    build.start(plain)
    build.assign(result, loops.as_owned_word(low, value, True))
    build.jump(end)
    build.start(other)
    build.assign(result, word_instead(low, value))
    build.jump(end)
    build.start(failed)
    build.assign(result, NULL)
    build.jump(end)
    build.start(end)


# ---- the library


def _module_call(
    low: Lowering,
    step: flow.Instruction,
    module: str,
    name: str,
    args: tuple[flow.Register, ...],
    shape: flow.CallShape,
) -> bool:
    if module in low.program.modules:
        static = low.program.typed.facts.statics.get((module, name))
        if isinstance(static, t.FunctionObject):
            return _function_call(low, step, static.symbol, args, shape)
        if isinstance(static, t.ClassObject):
            return construct(low, step, static.symbol, args, shape)
        return False
    if shape.names:
        return False
    return _library_call(low, step, f"{module}.{name}", args)


def _library_call(
    low: Lowering, step: flow.Instruction, name: str, args: tuple[flow.Register, ...]
) -> bool:
    """A function of the library by its C symbol, unboxed where it has such a form."""
    module, _, member = name.rpartition(".")
    declared = declarations.find(module, member)
    if declared is None or not declared.symbol:
        return False
    if declared.fast is not None and _fast_call(low, step, declared, args):
        return True
    return _declared_call(low, step, declared, args)


def _library_method(
    low: Lowering,
    step: flow.Instruction,
    type_: t.Type,
    name: str,
    receiver: flow.Register,
    args: tuple[flow.Register, ...],
) -> bool:
    from pyc.compiler.frontend.inference.builtin_types import name_of

    owner = name_of(type_)
    if owner is None:
        return False
    declared = declarations.find(owner, name)
    if declared is None or not declared.symbol or declared.kind != "method":
        return False
    return _declared_call(low, step, declared, (receiver, *args))


def _declared_call(
    low: Lowering,
    step: flow.Instruction,
    declared: declarations.Declaration,
    args: tuple[flow.Register, ...],
) -> bool:
    """All positional, no star parameters, none missing: the C function itself."""
    parameters = declared.parameters
    if any(each.kind in ("varargs", "varkeywords") for each in parameters):
        return False
    positional = [each for each in parameters if each.kind == "positional"]
    if len(args) > len(positional):
        return False
    if any(not each.has_default for each in positional[len(args) :]):
        return False
    if any(each.kind == "keyword" and not each.has_default for each in parameters):
        return False
    words: list[Operand] = [low.borrowed(each) for each in args]
    words += [NULL] * (len(parameters) - len(args))
    made = _declared_result(declared, tuple(map(low.type_of, args)))
    low.give_word(step.dest, low.call_word(declared.symbol, *words), made)
    return True


EXACT = (t.STR, t.BYTES, t.BOOL, t.FLOAT, t.NONE)


def _declared_result(declared: declarations.Declaration, args: tuple[t.Type, ...]) -> t.Type:
    """What the declaration promises of every result. An element of an argument, or an instance of
    a class below str, could come out of a function that is given more than plain values."""
    match declarations.result_name(declared):
        case "None" | "bool" as name:
            return t.Simple(name)
        case "str" if all(each in EXACT or isinstance(each, t.Int) for each in args):
            return t.STR
        case "list" if args and args[0] in EXACT:
            return t.Container("list")
    return t.OBJECT


def _fast_call(
    low: Lowering,
    step: flow.Instruction,
    declared: declarations.Declaration,
    args: tuple[flow.Register, ...],
) -> bool:
    """`double pyc_f(double)`: only where the arguments are of those types already, or ints that a
    float parameter takes."""
    assert declared.fast is not None
    head, _, tail = declared.fast.rstrip(") ").partition("(")
    result, symbol = head.rsplit(maxsplit=1)
    wanted = [each.split()[0] for each in tail.split(",")] if tail.strip() else []
    if len(wanted) != len(args) or symbol.startswith("*"):
        return False
    for c_type, register in zip(wanted, args, strict=True):
        type_ = low.type_of(register)
        fits = {
            "double": is_number(type_),
            "int64_t": as_int(type_) is not None,
            "bool": type_ == t.BOOL,
        }.get(c_type, True)
        if not fits:
            return False
    operands = tuple(
        numbers.as_f64(low, register)
        if c_type == "double"
        else numbers.unboxed(low, register, C_TYPES[c_type])
        for c_type, register in zip(wanted, args, strict=True)
    )
    value = low.build.call(symbol, operands, C_TYPES[result])
    low.settle()
    if declared.raises:
        at = i64(LAYOUTS["PycState"]["exception"])
        pending = low.build.op("load_word", Symbol("pyc_state"), at, alias="state")
        fine = low.build.new_block()
        low.build.branch(low.build.op("is_null", pending), fine, low.fail(), likely=True)
        low.build.start(fine)
    if result == "double":
        low.give_f64(step.dest, value)
    elif result == "int64_t":
        low.give_i64(step.dest, value)
    elif result == "bool":
        low.give_bit(step.dest, value)
    else:
        low.give_word(step.dest, value)
    return True


# ---- builtins that are an instruction or two

Rule = Callable[[Lowering, flow.Instruction], bool]


def _len(low: Lowering, step: flow.Instruction) -> bool:
    if len(step.args) != 2:
        return False
    match low.type_of(step.args[1]):
        case t.Simple("str" | "bytes") | t.Container("list" | "tuple") | t.TupleType():
            word = low.borrowed(step.args[1])
            at = i64(LAYOUTS["PycList"]["length"])  # the same place in all of them
            low.give_i64(step.dest, low.build.op("load_i64", word, at, alias="header"))
            return True
        case t.Container("dict"):
            word = low.borrowed(step.args[1])
            low.give_i64(step.dest, low.build.call("pyc_dict_length", (word,), I64))
            return True
    return False


def _abs(low: Lowering, step: flow.Instruction) -> bool:
    if len(step.args) != 2:
        return False
    build = low.build
    type_ = low.type_of(step.args[1])
    if type_ == t.FLOAT:
        value = numbers.as_f64(low, step.args[1])
        low.give_f64(step.dest, build.call("fabs", (value,), F64))
        return True
    interval = as_int(type_)
    if interval is None:
        return False
    number = numbers.as_i64(low, step.args[1])
    if interval.low == I64_MIN:
        negated: Operand = numbers.checked(low, "isub", i64(0), number)
    else:
        negated = build.op("isub", i64(0), number)
    low.give_i64(step.dest, build.op("iselect", build.op("ilt", number, i64(0)), negated, number))
    return True


def _extreme(less: str, fless: str) -> Rule:
    """min(a, b), max(a, b) of two numbers of one kind; the first wins where they are equal."""

    def rule(low: Lowering, step: flow.Instruction) -> bool:
        if len(step.args) != 3:
            return False
        a, b = (low.type_of(each) for each in step.args[1:])
        build = low.build
        if isinstance(a, t.Int) and isinstance(b, t.Int):
            x, y = (numbers.as_i64(low, each) for each in step.args[1:])
            low.give_i64(step.dest, build.op("iselect", build.op(less, y, x), y, x))
            return True
        if a == t.FLOAT and b == t.FLOAT:
            x, y = (numbers.as_f64(low, each) for each in step.args[1:])
            low.give_f64(step.dest, build.op("fselect", build.op(fless, y, x), y, x))
            return True
        return False

    return rule


def _float(low: Lowering, step: flow.Instruction) -> bool:
    if len(step.args) != 2 or not is_number(low.type_of(step.args[1])):
        return False
    low.give_f64(step.dest, numbers.as_f64(low, step.args[1]))
    return True


def _int(low: Lowering, step: flow.Instruction) -> bool:
    if len(step.args) != 2:
        return False
    type_ = low.type_of(step.args[1])
    if as_int(type_) is not None:
        low.give_i64(step.dest, numbers.as_i64(low, step.args[1]))
        return True
    if type_ == t.FLOAT:
        value = numbers.as_f64(low, step.args[1])
        low.give_word(step.dest, low.call_word("pyc_int_from_f64", value))
        return True
    if type_ == t.STR:
        args = (low.borrowed(step.args[1]), i64(10))
        low.give_word(step.dest, low.call_word("pyc_int_parse", *args))
        return True
    return False


def _str(low: Lowering, step: flow.Instruction) -> bool:
    if len(step.args) != 2:
        return False
    made = t.STR if low.type_of(step.args[1]) == t.STR else t.OBJECT
    low.give_word(step.dest, low.call_word("pyc_str", low.borrowed(step.args[1])), made)
    return True


def _ord(low: Lowering, step: flow.Instruction) -> bool:
    """One character; any other length bails out to the TypeError."""
    if len(step.args) != 2 or low.type_of(step.args[1]) != t.STR:
        return False
    build = low.build
    text = low.borrowed(step.args[1])
    length = build.op("load_i64", text, i64(LAYOUTS["PycStr"]["length"]), alias="header")
    numbers.require(low, build.op("ieq", length, i64(1)))
    low.give_i64(step.dest, build.call("pyc_ord", (text,), I64))
    return True


def _isinstance(low: Lowering, step: flow.Instruction) -> bool:
    if len(step.args) != 3:
        return False
    value, class_ = map(low.borrowed, step.args[1:])
    low.give_bit(step.dest, low.call_int("pyc_isinstance", value, class_))
    return True


def _sorted(low: Lowering, step: flow.Instruction) -> bool:
    if len(step.args) != 2:
        return False
    made = low.call_word("pyc_sorted", low.borrowed(step.args[1]), NULL, NULL)
    low.give_word(step.dest, made, t.Container("list"))
    return True


def _list(low: Lowering, step: flow.Instruction) -> bool:
    if len(step.args) != 2:
        return False
    made = low.call_word("pyc_list_from", low.borrowed(step.args[1]))
    low.give_word(step.dest, made, t.Container("list"))
    return True


RULES: dict[str, Rule] = {
    "range": loops.make_range, "enumerate": loops.make_compound, "zip": loops.make_compound,
    "len": _len, "abs": _abs, "min": _extreme("ilt", "flt"), "max": _extreme("igt", "fgt"),
    "float": _float, "int": _int, "str": _str, "ord": _ord, "isinstance": _isinstance,
    "sorted": _sorted, "list": _list,
}  # fmt: skip
