"""Python expressions over a stopped program: `x[3]`, `obj.attr`, `len(xs)`, `d["k"] + 1 > n`.

Nothing of the program runs: an attribute is read, a property or a method is not called. What can
not be answered so raises `Refused`, and the debugger's own language may try.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from pyc.compiler.debuginfo.heap import Exhausted, Fault, Heap
from pyc.compiler.debuginfo.objects import (
    MAPPINGS,
    SEQUENCES,
    SETS,
    Ref,
    Slot,
    Value,
    attributes,
    bytes_of,
    class_attribute,
    dict_entries,
    elements,
    family_of,
    fields_of,
    int_of,
    loaded,
    mro,
    named_attribute,
    sequence_length,
    sequence_slice,
    size_of,
    slots,
    text_of,
)
from pyc.compiler.debuginfo.showing import Limits, shown, type_name
from pyc.compiler.ir.machine_types import LAYOUTS

MANY = 100_000  # elements that == and `in` look at
DEEP = 50
LARGE = 1 << 20  # bits, or characters, that arithmetic may make


class Refused(Exception):
    """Not an expression that can be answered from memory: the text says why."""


class Names:
    """Where an expression finds its variables; the debuggers' glue fills it."""

    def find(self, name: str) -> Value:
        """The variable's value; raises KeyError where there is none, Refused for a lost one."""
        raise KeyError(name)


BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: operator.truediv, ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod,
    ast.Pow: operator.pow, ast.LShift: operator.lshift, ast.RShift: operator.rshift,
    ast.BitAnd: operator.and_, ast.BitOr: operator.or_, ast.BitXor: operator.xor,
}  # fmt: skip
COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip
UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg, ast.UAdd: operator.pos, ast.Invert: operator.invert,
}  # fmt: skip
PURE: dict[str, Callable[..., Any]] = {
        "abs": abs, "min": min, "max": max, "sum": sum, "int": int, "float": float, "str": str,
        "bool": bool, "round": round, "sorted": sorted, "hex": hex, "bin": bin, "ord": ord,
        "chr": chr, "any": any, "all": all, "list": list, "tuple": tuple}  # fmt: skip


def evaluated(heap: Heap, names: Names, text: str) -> Value:
    """Raises Refused, and nothing else."""
    try:
        tree = ast.parse(text.strip(), mode="eval")
        return _Evaluation(heap, names).value(tree.body)
    except SyntaxError as error:
        raise Refused(f"not a Python expression: {error.msg}") from None
    except Fault as fault:
        raise Refused(f"the memory is corrupt: {fault}") from None
    except Exhausted:
        raise Refused("too much to read") from None
    except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise Refused(f"{type(error).__name__}: {error}") from None
    except RecursionError:
        raise Refused("nested too deeply") from None


class _Evaluation:
    def __init__(self, heap: Heap, names: Names) -> None:
        self.heap = heap
        self.names = names

    def value(self, node: ast.expr) -> Value:
        form = getattr(self, f"_{type(node).__name__}", None)
        if form is None:
            raise Refused(f"{type(node).__name__} is not for a debugger")
        return loaded(self.heap, form(node))

    def _Constant(self, node: ast.Constant) -> Value:  # noqa: N802
        return node.value

    def _Name(self, node: ast.Name) -> Value:  # noqa: N802
        try:
            found = self.names.find(node.id)
        except KeyError:
            raise Refused(f"name '{node.id}' is not defined") from None
        if isinstance(found, Ref) and found.word == 0:
            raise Refused(f"name '{node.id}' is not bound here")
        return found

    def _Attribute(self, node: ast.Attribute) -> Value:  # noqa: N802
        return attribute(self.heap, self.value(node.value), node.attr)

    def _Subscript(self, node: ast.Subscript) -> Value:  # noqa: N802
        owner = self.value(node.value)
        key: Any = node.slice
        if isinstance(key, ast.Slice):
            parts = [each and self.value(each) for each in (key.lower, key.upper, key.step)]
            return sliced(self.heap, owner, slice(*parts))
        if type(key).__name__ == "Index":  # Python 3.8
            key = key.value
        return item(self.heap, owner, self.value(key))

    def _List(self, node: ast.List) -> Value:  # noqa: N802
        return [self.value(each) for each in node.elts]

    def _Tuple(self, node: ast.Tuple) -> Value:  # noqa: N802
        return tuple(self.value(each) for each in node.elts)

    def _BinOp(self, node: ast.BinOp) -> Value:  # noqa: N802
        left, right = self._plain(node.left), self._plain(node.right)
        if isinstance(node.op, (ast.Pow, ast.LShift, ast.Mult)):
            _check_size(node.op, left, right)
        form = BINARY.get(type(node.op))
        if form is None:
            raise Refused("this operator is not for a debugger")
        return form(left, right)

    def _UnaryOp(self, node: ast.UnaryOp) -> Value:  # noqa: N802
        if isinstance(node.op, ast.Not):
            return not self._truth(self.value(node.operand))
        return UNARY[type(node.op)](self._plain(node.operand))

    def _BoolOp(self, node: ast.BoolOp) -> Value:  # noqa: N802
        found: Value = None
        for each in node.values:
            found = self.value(each)
            if self._truth(found) != isinstance(node.op, ast.And):
                break
        return found

    def _IfExp(self, node: ast.IfExp) -> Value:  # noqa: N802
        return self.value(node.body if self._truth(self.value(node.test)) else node.orelse)

    def _Compare(self, node: ast.Compare) -> Value:  # noqa: N802
        left = self.value(node.left)
        for op, comparator in zip(node.ops, node.comparators):  # noqa: B905
            right = self.value(comparator)
            if not self._compared(op, left, right):
                return False
            left = right
        return True

    def _compared(self, op: ast.cmpop, left: Value, right: Value) -> bool:
        if isinstance(op, (ast.Is, ast.IsNot)):
            same = left == right if isinstance(left, Ref) else left is right or left == right
            return same == isinstance(op, ast.Is)
        if isinstance(op, (ast.In, ast.NotIn)):
            return self._contains(right, left) == isinstance(op, ast.In)
        return bool(COMPARE[type(op)](whole(self.heap, left), whole(self.heap, right)))

    def _contains(self, container: Value, wanted: Value) -> bool:
        if isinstance(container, (str, bytes)):
            return wanted in container
        wanted = whole(self.heap, wanted)
        return any(whole(self.heap, each) == wanted for each in _iterated(self.heap, container))

    def _JoinedStr(self, node: ast.JoinedStr) -> Value:  # noqa: N802
        raise Refused("an f-string may run code of the program")

    def _Call(self, node: ast.Call) -> Value:  # noqa: N802
        if not isinstance(node.func, ast.Name) or node.keywords:
            raise Refused("a debugger runs no code of the program")
        values = [self.value(each) for each in node.args]
        name = node.func.id
        if name in ("len", "repr", "type", "isinstance", "id") and values:
            return self._asked(name, values)
        if name not in PURE:
            raise Refused("a debugger runs no code of the program")
        if len(values) == 1 and isinstance(values[0], Ref) and name not in ("bool", "str"):
            values = [[loaded(self.heap, each) for each in _iterated(self.heap, values[0])]]
        elif name == "str" and not isinstance(values[0], str):
            return shown(self.heap, values[0], Limits())
        elif name == "bool":
            return self._truth(values[0])
        if any(isinstance(each, Ref) for each in values):
            raise Refused("a debugger runs no code of the program")
        return PURE[name](*values)

    def _asked(self, name: str, values: list[Value]) -> Value:
        first = values[0]
        if name == "len":
            return length(self.heap, first)
        if name == "repr":
            return shown(self.heap, first, Limits())
        if name == "id":
            if not isinstance(first, Ref):
                raise Refused("only objects have an address")
            return first.word
        if name == "type":
            if isinstance(first, Ref):
                return Ref(self.heap.kind(first.word).address)
            return type_name(self.heap, first)
        wanted = getattr(values[1], "word", None)
        if not isinstance(first, Ref) or wanted is None:
            raise Refused("isinstance is for objects of the program's classes")
        return wanted in mro(self.heap, self.heap.kind(first.word).address)

    def _plain(self, node: ast.expr) -> Value:
        value = whole(self.heap, self.value(node))
        if isinstance(value, Ref):
            raise Refused(f"an operator of {type_name(self.heap, value)} may run code")
        return value

    def _truth(self, value: Value) -> bool:
        if not isinstance(value, Ref):
            return bool(value)
        n = size_of(self.heap, value.word)
        if n is not None:
            return n != 0
        address = self.heap.kind(value.word).address
        if any(class_attribute(self.heap, address, name) is not None
               for name in ("__bool__", "__len__")):  # fmt: skip
            raise Refused("its truth may run code of the program")
        return True


def _check_size(op: ast.operator, left: Value, right: Value) -> None:
    if isinstance(left, int) and isinstance(right, int):
        bits = left.bit_length() * max(right, 0) if isinstance(op, ast.Pow) else max(right, 0)
        if not isinstance(op, ast.Mult) and bits > LARGE:
            raise Refused("the result is too large")
        return
    number, other = (left, right) if isinstance(left, int) else (right, left)
    if isinstance(number, int) and isinstance(other, (str, bytes, list, tuple)):
        if number * len(other) > LARGE:
            raise Refused("the result is too large")


def _iterated(heap: Heap, value: Value) -> list[Value]:
    if isinstance(value, (list, tuple, str)):
        return list(value)
    found = elements(heap, value.word, MANY) if isinstance(value, Ref) and value.word else None
    if found is None:
        raise Refused(f"a debugger can not iterate over {type_name(heap, value)}")
    return found


def length(heap: Heap, value: Value) -> int:
    if isinstance(value, Ref):
        n = size_of(heap, value.word)
        if n is None:
            raise Refused(f"len() of {type_name(heap, value)} may run code of the program")
        return n
    return len(value)


def attribute(heap: Heap, value: Value, name: str) -> Value:
    if not isinstance(value, Ref):
        raise Refused(f"{type_name(heap, value)} has methods only, and they are not called")
    kind = heap.kind(value.word)
    if heap.family(kind) == "type":
        found = class_attribute(heap, value.word, name)
    elif heap.family(kind) == "module":
        found = _module_attribute(heap, value.word, name)
    elif heap.family(kind) == "tuple" and name in fields_of(heap, kind):
        return item(heap, value, fields_of(heap, kind).index(name))
    elif kind.is_exception and name in ("args", "__cause__", "__context__"):
        held = heap.word(value.word + LAYOUTS["PycException"][name.strip("_")])
        return Ref(held) if held else None
    else:
        found = named_attribute(heap, value.word, name)
    if found is None:
        raise Refused(f"'{kind.name}' object has no attribute '{name}'")
    if isinstance(found, Ref) and family_of(heap, found.word) == "property":
        raise Refused(f"{name} is a property: reading it runs code of the program")
    return found


def watched(heap: Heap, names: Names, text: str) -> Slot | None:
    """Where `obj.attr` is kept; None: the text is no attribute of an object."""
    try:
        node = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError):
        return None
    if not isinstance(node, ast.Attribute):
        return None
    try:
        owner = evaluated(heap, names, ast.unparse(node.value))
        if not isinstance(owner, Ref) or owner.word == 0:
            return None
        for slot in slots(heap, owner.word, heap.kind(owner.word)):
            if slot.name == node.attr:
                return slot
        found = [name for name, _ in attributes(heap, owner.word)]
    except (Refused, Fault, Exhausted):
        return None
    if node.attr in found:
        raise Refused(f"{node.attr} is kept in a dict, where values move")
    return None


def _module_attribute(heap: Heap, word: int, name: str) -> Value | None:
    spec = heap.word(word + LAYOUTS["PycModule"]["spec"])
    if spec:
        for known, value in module_globals(heap, spec):
            if known == name:
                return value
    held = heap.word(word + LAYOUTS["PycModule"]["attributes"])
    for key, value in dict_entries(heap, held):
        if loaded(heap, key, 200) == name:
            return value
    return None


def module_spec(heap: Heap, program: int, file: str) -> int:
    """The static record of the module in a file, by the program's table of modules; 0: none."""
    modules, n = heap.word(program), heap.i64(program + 8)
    for spec in heap.words(modules, min(n, 10_000)):
        known = loaded(heap, Ref(heap.word(spec + LAYOUTS["PycModuleSpec"]["file"])))
        if n == 1 or PurePath(str(known)).name == PurePath(file).name:
            return spec
    return 0


def module_globals(heap: Heap, spec: int) -> list[tuple[str, Value]]:
    """Names and values of a module's bound globals, from its static record."""
    at = LAYOUTS["PycModuleSpec"]
    n = heap.length(spec + at["n_globals"], 100_000)
    names = heap.words(heap.word(spec + at["names"]), n)
    cells = heap.words(heap.word(spec + at["cells"]), n)
    found = []
    for name, cell in zip(names, cells):  # noqa: B905
        held = heap.word(cell)
        if held:
            found.append((str(loaded(heap, Ref(name), 200)), Ref(held)))
    return found


def known_globals(heap: Heap, spec: int) -> list[tuple[str, Value]]:
    """Those of the module, as far as its record is known (0: it is not) and memory is whole."""
    try:
        return module_globals(heap, spec) if spec else []
    except (Fault, Exhausted):
        return []


def item(heap: Heap, owner: Value, key: Value) -> Value:
    if not isinstance(owner, Ref):
        return owner[key]
    family = family_of(heap, owner.word)
    if family in MAPPINGS:
        wanted = whole(heap, key)
        for known, value in dict_entries(heap, owner.word):
            if whole(heap, known) == wanted:
                return value
        raise Refused(f"KeyError: {shown(heap, key, Limits())}")
    n = size_of(heap, owner.word)
    if n is None or family in SETS or not isinstance(key, int):
        raise Refused(f"a debugger can not subscript {type_name(heap, owner)} so")
    if not -n <= key < n:
        raise Refused(f"IndexError: index {key} of {n} elements")
    return _part(heap, owner.word, family, key % n, 1)[0]


def sliced(heap: Heap, owner: Value, part: slice) -> Value:
    if not isinstance(owner, Ref):
        return owner[part]
    family, n = family_of(heap, owner.word), size_of(heap, owner.word)
    if n is None or family in SETS or family in MAPPINGS:
        raise Refused(f"a debugger can not slice {type_name(heap, owner)}")
    first, last, step = part.indices(n)
    found = range(first, last, step)
    if not found:
        return []
    if len(found) > MANY:
        raise Refused("too many elements")
    low, high = min(found[0], found[-1]), max(found[0], found[-1])
    if high - low > 50 * MANY:
        raise Refused("too many elements")
    return _part(heap, owner.word, family, low, high - low + 1)[:: abs(step)][
        :: 1 if step > 0 else -1
    ]


def _part(heap: Heap, word: int, family: str, first: int, n: int) -> Any:
    if family in SEQUENCES:
        return sequence_slice(heap, word, family, first, n)
    if family == "str":
        return text_of(heap, word, first + n)[first:]
    if family in ("bytes", "bytearray"):
        return list(bytes_of(heap, word, family, first + n)[first:])
    found = elements(heap, word, first + n)
    if found is None:
        raise Refused("it can not be subscripted")
    return found[first:]


def whole(heap: Heap, value: Value, depth: int = 0) -> Value:
    """A value to compare: containers as Python's own, all that the debugger can not compare as
    its Ref, equal to itself."""
    value = loaded(heap, value)
    if isinstance(value, (list, tuple)):
        return type(value)(whole(heap, each, depth + 1) for each in value)
    if not isinstance(value, Ref) or value.word == 0:
        return value
    if depth > DEEP:
        raise Refused("nested too deeply")
    family = family_of(heap, value.word)
    if family in MAPPINGS:
        pairs = dict_entries(heap, value.word)
        return {whole(heap, key, depth + 1): whole(heap, each, depth + 1) for key, each in pairs}
    if family in ("list", "tuple"):
        n = sequence_length(heap, value.word, family)
        if n > MANY:
            raise Refused("too many elements")
        found = sequence_slice(heap, value.word, family, 0, n)
        made = [whole(heap, each, depth + 1) for each in found]
        return made if family == "list" else tuple(made)
    if family in SETS:
        found = elements(heap, value.word, MANY) or []
        return frozenset(whole(heap, each, depth + 1) for each in found)
    if family == "int":
        return int_of(heap, value.word)
    return text_of(heap, value.word) if family == "str" else value
