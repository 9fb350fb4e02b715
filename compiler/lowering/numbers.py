"""Arithmetic and comparison on raw ints, floats and bits.

Int results that may leave 64 bits are checked, and the check bails out; which ones may is what
the intervals of inference say.
"""

from __future__ import annotations

import math

from pyc.compiler.flow import nodes as flow
from pyc.compiler.frontend.inference.arithmetic import as_int, exact, is_number
from pyc.compiler.ir.builder import bit, f64, i64
from pyc.compiler.ir.ir_nodes import Constant, Operand, Symbol
from pyc.compiler.ir.machine_types import (
    BIT,
    F64,
    I64,
    I64_MAX,
    I64_MIN,
    LAYOUTS,
    WORD,
    MachineType,
)
from pyc.compiler.lowering import mixed
from pyc.compiler.lowering.context import Lowering
from pyc.compiler.lowering.places import Static
from pyc.compiler.types import python_types as t
from pyc.compiler.types.relations import is_mixed

COMPARE_OPS = {"<": "lt", "<=": "le", "==": "eq", "!=": "ne", ">": "gt", ">=": "ge"}
PLAIN = {"+": "iadd", "-": "isub", "*": "imul"}
FLOATS = {"+": "fadd", "-": "fsub", "*": "fmul"}
BITWISE = {"&": "iand", "|": "ior", "^": "ixor"}


# ---- reading registers as raw values


def as_i64(low: Lowering, register: flow.Register) -> Operand:
    """An int or bool register as i64; a big int in a word bails out."""
    place = low.place(register)
    if isinstance(place, Static):
        word = place.word
        if isinstance(word, int):
            signed = word - (1 << 64) if word >> 63 else word
            return i64(signed >> 1)
        if word in ("pyc_true", "pyc_false"):
            return i64(int(word == "pyc_true"))
        return _constant_beyond_small(low, register)
    if place.type is I64:
        return low.build.op("copy_i64", place.parts[0])
    if place.type is F64:  # an int-or-float that was found to be an int
        require(low, place.parts[1])
        return low.build.op("ftoi", place.parts[0])
    if place.type is BIT:
        return low.build.op("btoi", place.parts[0])
    value = low.build.read(place.parts[0])
    if low.type_of(register) == t.BOOL:
        return low.build.op("btoi", low.build.op("weq", value, Symbol("pyc_true")))
    require(low, low.build.op("is_small", value))
    return low.build.op("untag", value)


def _constant_beyond_small(low: Lowering, register: flow.Register) -> Operand:
    """An int literal of 63 or 64 bits."""
    (step,) = low.program.definitions(low.flow)[register]
    return i64(step.data)


def as_f64(low: Lowering, register: flow.Register) -> Operand:
    """A number register as double. Ints convert exactly as Python does for 64 bits."""
    place = low.place(register)
    type_ = low.type_of(register)
    if isinstance(place, Static):
        (step,) = low.program.definitions(low.flow)[register]
        return f64(float(step.data))
    if place.type is F64:  # a float, or the value of an int-or-float
        return low.build.op("copy_f64", place.parts[0])
    if is_mixed(type_):
        word = low.build.read(place.parts[0])
        return mixed.word_parts(low, word, lambda condition: require(low, condition))[0]
    if as_int(type_) is not None:
        return low.build.op("itof", as_i64(low, register))
    return low.build.op("load_f64", place.parts[0], i64(LAYOUTS["PycFloat"]["value"]))


def as_bit(low: Lowering, register: flow.Register) -> Operand:
    place = low.place(register)
    if isinstance(place, Static):
        return bit(place.word == "pyc_true")
    if place.type is BIT:
        return low.build.op("copy_bit", place.parts[0])
    return low.build.op("weq", place.parts[0], Symbol("pyc_true"))


def unboxed(low: Lowering, register: flow.Register, type_: MachineType) -> Operand:
    """The register in a machine type; words are borrowed."""
    if low.type_of(register) == t.NEVER and type_ is not WORD:
        return low.zero(type_)
    if type_ is I64:
        return as_i64(low, register)
    if type_ is F64:
        return as_f64(low, register)
    if type_ is BIT:
        return as_bit(low, register)
    return low.borrowed(register)


def require(low: Lowering, condition: Operand) -> None:
    """Goes on if the condition holds, else bails out before the step."""
    fine = low.build.new_block()
    low.build.branch(condition, fine, low.bail(), likely=True)
    low.build.start(fine)


def truth(low: Lowering, register: flow.Register) -> Operand:
    """The truth of a register, as a bit; may raise."""
    place = low.place(register)
    type_ = low.type_of(register)
    build = low.build
    if not low.is_boxed:
        match type_:
            case t.Simple("bool"):
                return as_bit(low, register)
            case t.Int():
                return build.op("ine", as_i64(low, register), i64(0))
            case t.Simple("float"):
                return build.op("fne", as_f64(low, register), f64(0.0))
            case t.Union() if is_mixed(type_):
                return build.op("fne", as_f64(low, register), f64(0.0))
            case t.Simple("str") | t.Container("list"):
                at = i64(LAYOUTS["PycList"]["length"])
                length = build.op("load_i64", low.borrowed(register), at, alias="header")
                return build.op("ine", length, i64(0))
            case t.Instance(symbol) if not _has_truth(low, symbol):
                return bit(True)
            case t.Union(members) if t.NONE in members and len(members) == 2:
                (other,) = members - {t.NONE}
                if isinstance(other, t.Instance) and not _has_truth(low, other.symbol):
                    word = low.borrowed(register)
                    return build.op("bnot", build.op("weq", word, Symbol("pyc_none")))
    if not isinstance(place, Static) and place.type is BIT:
        return build.op("copy_bit", place.parts[0])
    return low.call_int("pyc_truth", low.borrowed(register))


def _has_truth(low: Lowering, symbol: str) -> bool:
    facts = low.program.typed.facts
    return any(
        name in facts.classes[each].methods or name in facts.classes[each].other_names
        for member in facts.family(symbol)
        for each in _chain(facts.classes, member)
        for name in ("__bool__", "__len__")
    )


def _chain(classes, symbol: str):  # type: ignore[no-untyped-def]
    while symbol is not None:
        yield symbol
        symbol = classes[symbol].base


# ---- operators


def binary(low: Lowering, step: flow.Instruction) -> bool:
    a, b = (low.type_of(each) for each in step.args)
    if not (is_number(a) and is_number(b)):
        return _text(low, step, a, b)
    first, second = as_int(a), as_int(b)
    text: str = step.data
    if first is not None and second is not None:
        if text in BITWISE and a == t.BOOL and b == t.BOOL:
            name = {"&": "band", "|": "bor", "^": "bxor"}[text]
            args = (as_bit(low, each) for each in step.args)
            low.give_bit(step.dest, low.build.op(name, *args))
            return True
        return _ints(low, step, text, first, second)
    return _floats(low, step, text)


def _text(low: Lowering, step: flow.Instruction, a: t.Type, b: t.Type) -> bool:
    """str + str; `s += x` grows in place where the old text is not needed any more."""
    if (a, b) != (t.STR, t.STR) or step.data != "+":
        return False
    left, right = step.args
    place = low.place(left)
    dies = low.dying >> left.index & 1 and left is not right
    if dies and not isinstance(place, Static) and place.is_owned:
        other = low.borrowed(right)
        result = low.build.call("pyc_str_append", (low.owned(left), other), WORD)
    else:
        result = low.build.call("pyc_str_concat", (low.borrowed(left), low.borrowed(right)), WORD)
    low.settle()
    low.give_word(step.dest, result, t.STR)
    return True


def _ints(low: Lowering, step: flow.Instruction, text: str, a: t.Int, b: t.Int) -> bool:
    build = low.build
    left, right = step.args
    if text in PLAIN:
        x, y = as_i64(low, left), as_i64(low, right)
        interval = exact(text, a, b)
        assert interval is not None
        if interval[0] >= I64_MIN and interval[1] <= I64_MAX:
            low.give_i64(step.dest, build.op(PLAIN[text], x, y))
        else:
            low.give_i64(step.dest, checked(low, PLAIN[text], x, y))
        return True
    if text in BITWISE:
        low.give_i64(step.dest, build.op(BITWISE[text], as_i64(low, left), as_i64(low, right)))
        return True
    if text in ("//", "%"):
        return _division(low, step, text, a, b)
    if text == "/":
        return _true_division(low, step, a, b)
    if text in ("<<", ">>"):
        return _shift(low, step, text, a, b)
    if text == "**":
        return _int_power(low, step, a, b)
    return False


def checked(low: Lowering, name: str, x: Operand, y: Operand) -> Operand:
    result, overflow = low.build.op2(f"{name}_ovf", x, y)
    fine = low.build.new_block()
    low.build.branch(overflow, low.bail(), fine, likely=False)
    low.build.start(fine)
    return result


def _division(low: Lowering, step: flow.Instruction, text: str, a: t.Int, b: t.Int) -> bool:
    """Floor division and modulo; zero raises, -2**63 // -1 bails out."""
    build = low.build
    x, y = as_i64(low, step.args[0]), as_i64(low, step.args[1])
    if b.low <= 0 <= b.high:
        raise_if_zero(low, build.op("ieq", y, i64(0)), _zero_text(text))
    if a.low == I64_MIN and b.low <= -1 <= b.high:
        unusual = build.op("band", build.op("ieq", x, i64(I64_MIN)), build.op("ieq", y, i64(-1)))
        require(low, build.op("bnot", unusual))
    low.give_i64(step.dest, floor_division(low, text, x, y, a, b))
    return True


def _zero_text(text: str) -> str:
    return "integer division or modulo by zero" if text == "//" else "integer modulo by zero"


def floor_division(
    low: Lowering, text: str, x: Operand, y: Operand, a: t.Int, b: t.Int
) -> Operand:
    build = low.build
    power = b.low.bit_length() - 1 if b.low == b.high and b.low > 0 else None
    if power is not None and b.low == 1 << power:
        if text == "//":
            return build.op("ishr", x, i64(power))
        return build.op("iand", x, i64(b.low - 1))
    remainder = build.op("irem", x, y)
    if a.low >= 0 and b.low >= 0:
        return build.op("idiv", x, y) if text == "//" else remainder
    wrong_sign = build.op("ilt", build.op("ixor", remainder, y), i64(0))
    adjust = build.op("band", wrong_sign, build.op("ine", remainder, i64(0)))
    if text == "%":
        return build.op("iadd", remainder, build.op("iselect", adjust, y, i64(0)))
    return build.op("isub", build.op("idiv", x, y), build.op("btoi", adjust))


def raise_if_zero(low: Lowering, is_zero: Operand, message: str) -> None:
    build = low.build
    failing, fine = build.new_block(is_cold=True), build.new_block()
    build.branch(is_zero, failing, fine, likely=False)
    build.start(failing)
    text = Symbol(low.constants.text(message))
    build.call_void("pyc_raise_zero_division", (text,), is_cold=True)
    build.jump(low.fail())
    build.start(fine)


def _true_division(low: Lowering, step: flow.Instruction, a: t.Int, b: t.Int) -> bool:
    """Exact operands below 2**53 divide as doubles do; else Python's own correct rounding."""
    limit = 1 << 53
    if not (-limit <= a.low and a.high <= limit and -limit <= b.low and b.high <= limit):
        return False
    x, y = as_i64(low, step.args[0]), as_i64(low, step.args[1])
    if b.low <= 0 <= b.high:
        raise_if_zero(low, low.build.op("ieq", y, i64(0)), "division by zero")
    quotient = low.build.op("fdiv", low.build.op("itof", x), low.build.op("itof", y))
    low.give_f64(step.dest, quotient)
    return True


def _shift(low: Lowering, step: flow.Instruction, text: str, a: t.Int, b: t.Int) -> bool:
    build = low.build
    if b.low < 0:
        return False
    x, y = as_i64(low, step.args[0]), as_i64(low, step.args[1])
    if text == ">>":
        if b.high > 63:
            y = build.op("iselect", build.op("igt", y, i64(63)), i64(63), y)
        low.give_i64(step.dest, build.op("ishr", x, y))
        return True
    interval = exact(text, a, b)
    if interval is not None and interval[0] >= I64_MIN and interval[1] <= I64_MAX:
        low.give_i64(step.dest, build.op("ishl", x, y))
        return True
    require(low, build.op("ilt", y, i64(63)))
    shifted = build.op("ishl", x, y)
    require(low, build.op("ieq", build.op("ishr", shifted, y), x))
    low.give_i64(step.dest, shifted)
    return True


def _int_power(low: Lowering, step: flow.Instruction, a: t.Int, b: t.Int) -> bool:
    """x ** 2, x ** 3 as products; others are the runtime's."""
    if not (b.low == b.high and b.low in (2, 3)):
        return False
    x = as_i64(low, step.args[0])
    square = checked(low, "imul", x, x)
    low.give_i64(step.dest, square if b.low == 2 else checked(low, "imul", square, x))
    return True


def _floats(low: Lowering, step: flow.Instruction, text: str) -> bool:
    build = low.build
    left, right = step.args
    if text in FLOATS:
        x, y = as_f64(low, left), as_f64(low, right)
        low.give_f64(step.dest, build.op(FLOATS[text], x, y))
        return True
    if text == "**":
        return _float_power(low, step)
    if text not in ("/", "//", "%"):
        return False
    messages = {"/": "float division by zero", "//": "float floor division by zero",
                "%": "float modulo"}  # fmt: skip
    x, y = as_f64(low, left), as_f64(low, right)
    if any(is_mixed(low.type_of(each)) for each in step.args):
        require(low, build.op("fne", y, f64(0.0)))  # two ints have another message than floats
    elif not (isinstance(y, Constant) and y.value != 0):
        raise_if_zero(low, build.op("feq", y, f64(0.0)), messages[text])
    if text == "/":
        low.give_f64(step.dest, build.op("fdiv", x, y))
    else:
        symbol = "pyc_f64_floordiv" if text == "//" else "pyc_f64_mod"
        low.give_f64(step.dest, build.call(symbol, (x, y), F64))
    return True


def _float_power(low: Lowering, step: flow.Instruction) -> bool:
    """x ** 2.0 and x ** 0.5 keep to libm's pow, as CPython does; only 2 as an int literal that
    pow computes exactly as a product does is written as one."""
    exponent = low.place(step.args[1])
    if not isinstance(exponent, Static):
        return False
    (defining,) = low.program.definitions(low.flow)[step.args[1]]
    if defining.data not in (2, 2.0) or low.type_of(step.args[0]) != t.FLOAT:
        return False
    x = as_f64(low, step.args[0])
    square = low.build.op("fmul", x, x)
    infinite = low.build.op("feq", square, f64(math.inf))
    require(low, low.build.op("bnot", infinite))  # OverflowError is the runtime's
    low.give_f64(step.dest, square)
    return True


def unary(low: Lowering, step: flow.Instruction) -> bool:
    type_ = low.type_of(step.args[0])
    interval = as_int(type_)
    build = low.build
    if interval is None:
        if not is_number(type_) or step.data == "~":
            return False
        if is_mixed(type_):
            return False
        value = as_f64(low, step.args[0])
        low.give_f64(step.dest, build.op("fneg", value) if step.data == "-" else value)
        return True
    value = as_i64(low, step.args[0])
    match step.data:
        case "-" if interval.low > I64_MIN:
            low.give_i64(step.dest, build.op("isub", i64(0), value))
        case "-":
            low.give_i64(step.dest, checked(low, "isub", i64(0), value))
        case "~":
            low.give_i64(step.dest, build.op("ixor", value, i64(-1)))
        case _:
            low.give_i64(step.dest, value)
    return True


def compare(low: Lowering, step: flow.Instruction) -> bool:
    a, b = (low.type_of(each) for each in step.args)
    suffix = COMPARE_OPS[step.data]
    if as_int(a) is not None and as_int(b) is not None:
        x, y = (as_i64(low, each) for each in step.args)
        low.give_bit(step.dest, low.build.op(f"i{suffix}", x, y))
        return True
    if a == t.FLOAT and b == t.FLOAT:
        x, y = (as_f64(low, each) for each in step.args)
        low.give_bit(step.dest, low.build.op(f"f{suffix}", x, y))
        return True
    if is_number(a) and is_number(b):
        return _mixed_compare(low, step, suffix, a, b)
    if a == t.STR and b == t.STR:
        return _text_compare(low, step)
    return False


def _mixed_compare(
    low: Lowering, step: flow.Instruction, suffix: str, a: t.Type, b: t.Type
) -> bool:
    """int against float: exact while the int is exact as a double."""
    limit = 1 << 53
    for type_ in (a, b):
        interval = as_int(type_)
        if interval is not None and not (-limit <= interval.low and interval.high <= limit):
            return False
    x, y = (as_f64(low, each) for each in step.args)
    low.give_bit(step.dest, low.build.op(f"f{suffix}", x, y))
    return True


def _text_compare(low: Lowering, step: flow.Instruction) -> bool:
    build = low.build
    args = tuple(low.borrowed(each) for each in step.args)
    if step.data in ("==", "!="):
        same: Operand = build.call("pyc_str_equal", args, BIT)
        low.give_bit(step.dest, build.op("bnot", same) if step.data == "!=" else same)
        return True
    return False
