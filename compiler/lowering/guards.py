"""Checks that a word is of the type that was predicted; where not, the boxed variant goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from pyc.compiler.flow.nodes import Register
from pyc.compiler.ir.builder import bit, i64
from pyc.compiler.ir.ir_nodes import Block, Operand, Symbol
from pyc.compiler.ir.machine_types import BIT, F64, HEADER, I64, LAYOUTS, MachineType
from pyc.compiler.types import python_types as t

if TYPE_CHECKING:
    from pyc.compiler.lowering.context import Lowering
    from pyc.compiler.lowering.program import ProgramLowering

TYPE_SYMBOLS = {
    "float": "pyc_float_type", "str": "pyc_str_type", "bytes": "pyc_bytes_type",
    "bytearray": "pyc_bytearray_type", "list": "pyc_list_type", "tuple": "pyc_tuple_type",
    "dict": "pyc_dict_type", "set": "pyc_set_type", "frozenset": "pyc_frozenset_type",
    "range": "pyc_range_type", "TextIOWrapper": "pyc_text_file_type", "slice": "pyc_slice_type",
}  # fmt: skip


class Guards:
    def __init__(self, program: ProgramLowering) -> None:
        self.program = program

    def guard(
        self,
        lowering: Lowering,
        value: Operand,
        expected: t.Type,
        register: Register,
        made: t.Type = t.OBJECT,
    ) -> None:
        """Falls through if `value` is of the expected type. `made`: what it is known to be."""
        if not passes(made, expected):
            self.branch(lowering, value, expected, lambda: lowering.bail_after(register, value))

    def branch(
        self, lowering: Lowering, value: Operand, expected: t.Type, other: Callable[[], Block]
    ) -> None:
        """Falls through if `value` is of the expected type, else goes to `other()`."""
        build = lowering.build
        if _is_one_type(expected):
            elsewhere = other()
            look = build.new_block()
            build.branch(build.op("is_small", value), elsewhere, look, likely=False)
            build.start(look)
            tests = self.object_tests(lowering, value, expected)
        else:
            test = self.test(lowering, value, expected)
            if test is None:
                return
            elsewhere = other()
            tests = iter((test,))
        for each in tests:
            fine = build.new_block()
            build.branch(each, fine, elsewhere, likely=True)
            build.start(fine)

    def test(self, lowering: Lowering, value: Operand, expected: t.Type) -> Operand | None:
        """A truth value, or None where every word fits."""
        build = lowering.build
        match expected:
            case t.ObjectType() | t.IteratorType() | t.Container("iterable"):
                return None
            case t.FunctionObject() | t.ClassObject() | t.Builtin() | t.ModuleObject():
                return None
            case t.Never():
                return build.op("is_null", value)
            case t.Int():
                return build.op("is_small", value)
            case t.Simple("None"):
                return build.op("weq", value, Symbol("pyc_none"))
            case t.Simple("bool"):
                is_true = build.op("weq", value, Symbol("pyc_true"))
                return build.op("bor", is_true, build.op("weq", value, Symbol("pyc_false")))
            case t.Union(members):
                return self._union(lowering, value, members)
            case _:
                return self._object(lowering, value, expected)

    def test_accepts_null(self, expected: t.Type) -> bool:
        """Whether an unset slot (0) could pass for the type, so that it needs a test of its own."""
        return not (isinstance(expected, t.Int) or expected in (t.NONE, t.BOOL))

    def fits(self, lowering: Lowering, value: Operand, type_: MachineType) -> Operand:
        types: dict[MachineType, t.Type] = {I64: t.INT, F64: t.FLOAT, BIT: t.BOOL}
        expected = types[type_]
        test = self.test(lowering, value, expected)
        assert test is not None
        return test

    def _object(self, lowering: Lowering, value: Operand, expected: t.Type) -> Operand:
        """Not a small int, and of one type, as a truth value."""
        build = lowering.build
        result = build.variable(BIT, "fits")
        after = build.new_block()
        build.assign(result, bit(False))
        self.branch(lowering, value, expected, lambda: after)
        build.assign(result, bit(True))
        build.jump(after)
        build.start(after)
        return build.read(result)

    def object_tests(
        self, lowering: Lowering, value: Operand, expected: t.Type
    ) -> Iterator[Operand]:
        """Truth values that must all hold; each is written after a branch on the one before.
        `value` is known to be the address of an object."""
        build = lowering.build
        type_word = build.op("load_word", value, i64(HEADER["type"]), alias="header")
        if expected == t.FLOAT:
            yield build.op("weq", type_word, Symbol("pyc_float_type"))
            # A nan is equal to nothing but known by its identity, which a raw double has not.
            number = build.op("load_f64", value, i64(LAYOUTS["PycFloat"]["value"]))
            yield build.op("feq", number, number)
        else:
            yield self._type_test(lowering, value, type_word, expected)

    def _type_test(
        self, lowering: Lowering, value: Operand, type_word: Operand, expected: t.Type
    ) -> Operand:
        build = lowering.build
        match expected:
            case t.Simple(name) | t.Container(name):
                return build.op("weq", type_word, Symbol(TYPE_SYMBOLS[name]))
            case t.TupleType(items):
                is_tuple = build.op("weq", type_word, Symbol("pyc_tuple_type"))
                length = build.op(
                    "load_i64", value, i64(LAYOUTS["PycTuple"]["length"]), alias="header"
                )
                return build.op("band", is_tuple, build.op("ieq", length, i64(len(items))))
            case t.Instance(symbol):
                info = self.program.class_info(symbol)
                if info.id == info.last_id:
                    return build.op("weq", type_word, Symbol(info.type_symbol))
                at = LAYOUTS["PycType"]
                number = build.op("load_i64", type_word, i64(at["id"]), alias="header")
                distance = build.op("isub", number, i64(info.id))
                return build.op("iult", distance, i64(info.last_id - info.id + 1))
            case _:
                raise AssertionError(expected)

    def _union(
        self, lowering: Lowering, value: Operand, members: frozenset[t.Type]
    ) -> Operand | None:
        build = lowering.build
        result = build.variable(BIT, "fits")
        after = build.new_block()
        build.assign(result, bit(True))
        for member in sorted(members, key=_test_order):
            test = self.test(lowering, value, member)
            if test is None:
                build.jump(after)
                build.start(after)
                return None
            more = build.new_block()
            build.branch(test, after, more)
            build.start(more)
        build.assign(result, bit(False))
        build.jump(after)
        build.start(after)
        return build.read(result)


def _is_one_type(expected: t.Type) -> bool:
    """Words of it are addresses of objects, whose type says that they are of it."""
    match expected:
        case t.Container("iterable") | t.Simple("None" | "bool"):
            return False
        case t.Simple() | t.Container() | t.TupleType() | t.Instance():
            return True
    return False


def passes(made: t.Type, expected: t.Type) -> bool:
    """Whether each word of type `made` is sure to pass the test for `expected`. A float is not: a
    nan is refused where it comes from, not by its type."""
    match made, expected:
        case t.Union(members), _:
            return all(passes(each, expected) for each in members)
        case _, t.Union(members):
            return any(passes(made, each) for each in members)
        case t.TupleType(items), t.TupleType(wanted):
            return len(items) == len(wanted)
        case t.TupleType(), t.Container("tuple"):
            return True
        case t.Container(name), t.Container(wanted):
            return name == wanted
        case t.Int(), t.Int():
            return True
        case (t.Simple() | t.Instance()), _:
            return made == expected != t.FLOAT
    return False


def _test_order(type_: t.Type) -> tuple[int, str]:
    """Cheap tests first; the name keeps the order the same from build to build."""
    cheap: dict[t.Type, int] = {t.NONE: 0, t.BOOL: 1}
    return cheap.get(type_, 2), repr(type_)
