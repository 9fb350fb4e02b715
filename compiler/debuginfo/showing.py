"""A value as Python's repr: at bounded length and depth, in cycles too, whatever the memory holds.

    [1, 2.5, 'x']    <Point x=1 y=2.5>    KeyError('k')    <corrupt at 0x1234: it was freed>

What CPython shows with an address is shown without; an instance shows its attributes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice

from pyc.compiler.debuginfo.heap import Exhausted, Fault, Heap, Kind
from pyc.compiler.debuginfo.objects import (
    MAPPINGS,
    SEQUENCES,
    SETS,
    VIEWS,
    Ref,
    Value,
    attributes,
    bytes_of,
    dict_entries,
    dict_length,
    family_of,
    fields_of,
    int_of,
    loaded,
    range_of,
    sequence_length,
    sequence_slice,
    set_items,
    set_length,
    size_of,
    text_length,
    text_of,
    view_elements,
)
from pyc.compiler.ir.machine_types import (
    GENERATOR_CLOSED,
    GENERATOR_CREATED,
    GENERATOR_RUNNING,
    GENERATOR_SUSPENDED,
    LAYOUTS,
    TYPE_INT,
)

STATES = {
    GENERATOR_CREATED: "not started",
    GENERATOR_SUSPENDED: "suspended",
    GENERATOR_RUNNING: "running",
    GENERATOR_CLOSED: "finished",
}
PLAIN = {"NoneType": "None", "NotImplementedType": "NotImplemented", "ellipsis": "Ellipsis"}
DEEPEST = 60  # what Python's own recursion bears by far


class Limits:
    """How much of a value is shown."""

    def __init__(
        self, items: int = 100, characters: int = 500, depth: int = 8, total: int = 10_000
    ) -> None:
        self.items = items
        self.characters = characters
        self.depth = min(depth, DEEPEST)
        self.total = total


def shown(heap: Heap, value: Value, limits: Limits) -> str:
    """Never raises."""
    return _Text(heap, limits).whole(value)


def type_name(heap: Heap, value: Value) -> str:
    """type(value).__name__, or `object` where that can not be read."""
    if not isinstance(value, Ref):
        return type(value).__name__
    if value.word == 0:
        return "unbound"
    try:
        return "int" if value.word & 1 else heap.kind(value.word).name.rpartition(".")[2]
    except (Fault, Exhausted):
        return "object"


class _Text:
    def __init__(self, heap: Heap, limits: Limits) -> None:
        self.heap = heap
        self.limits = limits
        self._pieces: list[str] = []
        self._room = limits.total
        self._open: list[int] = []  # the objects around

    def whole(self, value: Value) -> str:
        try:
            self.value(value)
        except Exhausted:
            self._pieces.append("...")
        except Exception as error:  # a bug of ours must not stop the debugger's command
            self._pieces.append(f"<not shown: {type(error).__name__}: {error}>")
        return "".join(self._pieces)

    def add(self, text: str) -> None:
        if len(text) > self._room:
            self._pieces.append(text[: self._room])
            self._room = 0
            raise Exhausted
        self._room -= len(text)
        self._pieces.append(text)

    # ---- any value

    def value(self, value: Value) -> None:
        if isinstance(value, Ref):
            self._word(value.word)
        elif isinstance(value, (list, tuple)):
            self._made(value)
        elif isinstance(value, (str, bytes)):
            cut = value[: self.limits.characters]
            self.add(repr(cut) + ("..." if len(cut) < len(value) else ""))
        elif isinstance(value, int) and value.bit_length() > 13_000:
            self.add(f"<int of about {value.bit_length()} bits>")
        else:
            self.add(repr(value))

    def _made(self, values: list[Value] | tuple[Value, ...]) -> None:
        """A list or tuple that an expression made."""
        begin, end = "[]" if isinstance(values, list) else "()"
        self._listed(begin, values, len(values), end if len(values) != 1 or end == "]" else ",)")

    def _word(self, word: int) -> None:
        if word == 0:
            self.add("<unbound>")
            return
        if word & 1:
            self.value(loaded(self.heap, Ref(word)))
            return
        mark, room, depth = len(self._pieces), self._room, len(self._open)
        try:
            self._object(word)
        except Fault as fault:
            del self._pieces[mark:]
            self._room = room
            self.add(f"<corrupt at {word:#x}: {fault}>")
        finally:
            del self._open[depth:]

    def _object(self, word: int) -> None:
        kind = self.heap.kind(word)
        family = self.heap.family(kind)
        if kind.flags & TYPE_INT and not kind.is_heap:
            self.value(loaded(self.heap, Ref(word)))
        elif family in PLAIN:
            self.add(PLAIN[family])
        elif family == "float" and not kind.is_heap:
            self.value(loaded(self.heap, Ref(word)))
        elif family == "str" and not kind.is_heap:
            self._str(word)
        elif word in self._open or len(self._open) >= self.limits.depth:
            self._folded(kind, family)
        else:
            self._open.append(word)
            self._by_family(word, kind, family)

    def _folded(self, kind: Kind, family: str) -> None:
        """What stands for an object inside itself, or too deep."""
        forms = {"list": "[...]", "tuple": "(...)", "dict": "{...}", "set": "{...}"}
        form = None if kind.is_heap else forms.get(family)
        self.add(form or f"<{kind.name} ...>")

    def _by_family(self, word: int, kind: Kind, family: str) -> None:
        form = FORMS.get(family)
        named = family == "tuple" and kind.is_heap and fields_of(self.heap, kind)
        if named:
            self._named_tuple(word, kind, named)
        elif family == "object" and kind.is_heap:
            self.add(f"<{kind.name}")
            self._attributes(word)
            self.add(">")
        elif form is None:
            self.add(f"<{kind.name} object>")
        elif kind.is_heap and family in BARE:
            self.add(f"<{kind.name} ")
            form(self, word, kind, family)
            self._attributes(word)
            self.add(">")
        else:
            form(self, word, kind, family)

    def _attributes(self, word: int) -> None:
        pairs = attributes(self.heap, word)
        for name, value in pairs[: self.limits.items]:
            self.add(f" {name}=")
            self.value(value)
        if len(pairs) > self.limits.items:
            self.add(f" ... {len(pairs) - self.limits.items} more")

    # ---- texts

    def _str(self, word: int, *_: object) -> None:
        text = text_of(self.heap, word, self.limits.characters)
        self.add(repr(text) + ("..." if text_length(self.heap, word) > len(text) else ""))

    def _bytes(self, word: int, kind: Kind, family: str) -> None:
        data = bytes_of(self.heap, word, family, self.limits.characters)
        rest = "..." if (size_of(self.heap, word) or 0) > len(data) else ""
        self.add(repr(data) + rest if family == "bytes" else f"{kind.name}({data!r}{rest})")

    def _number(self, word: int, kind: Kind, family: str) -> None:
        """Of a class below int or float."""
        place = word + LAYOUTS["PycFloat"]["value"]
        self.value(self.heap.f64(place) if family == "float" else int_of(self.heap, word))

    # ---- containers

    def _listed(self, begin: str, values: Iterable[Value], n: int, end: str) -> None:
        self.add(begin)
        for index, value in enumerate(islice(values, self.limits.items)):
            if index:
                self.add(", ")
            self.value(value)
        self._rest(n)
        self.add(end)

    def _rest(self, n: int) -> None:
        if n > self.limits.items:
            self.add(f", ... {n - self.limits.items} more")

    def _sequence(self, word: int, kind: Kind, family: str) -> None:
        n = sequence_length(self.heap, word, family)
        values = sequence_slice(self.heap, word, family, 0, min(n, self.limits.items))
        if family == "list":
            self._listed("[", values, n, "]")
        elif family == "tuple":
            self._listed("(", values, n, ",)" if n == 1 else ")")
        else:
            bound = self.heap.i64(word + LAYOUTS["PycDeque"]["bound"])
            end = f"], maxlen={bound - 1})" if bound else "])"
            self._listed(f"{_last(kind)}([", values, n, end)

    def _named_tuple(self, word: int, kind: Kind, names: list[str]) -> None:
        n = sequence_length(self.heap, word, "tuple")
        values = sequence_slice(self.heap, word, "tuple", 0, min(n, len(names)))
        self.add(f"{kind.name}(")
        for index, value in enumerate(values):
            self.add(f"{', ' if index else ''}{names[index]}=")
            self.value(value)
        self.add(")")

    def _mapping(self, word: int, kind: Kind, family: str) -> None:
        n = dict_length(self.heap, word)
        pairs, name = islice(dict_entries(self.heap, word), self.limits.items), _last(kind)
        if family == "dict":
            self._entries("{", pairs, n, "}")
        elif family == "OrderedDict":
            self._listed(f"{name}([" if n else f"{name}(", pairs, n, "])" if n else ")")
        elif family == "Counter":
            ranked = sorted(pairs, key=self._rank)
            self._entries(f"{name}({{" if n else f"{name}(", ranked, n, "})" if n else ")")
        else:
            factory = self.heap.word(word + LAYOUTS["PycDefaultDict"]["factory"])
            self.add(f"{name}(")
            self.value(Ref(factory) if factory else None)
            self._entries(", {", pairs, n, "})")

    def _rank(self, pair: tuple[Value, Value]) -> float:
        """Counters show the most frequent first."""
        number = loaded(self.heap, pair[1], 0)
        return -number if isinstance(number, (int, float)) else 0

    def _entries(self, begin: str, pairs: Iterable[tuple[Value, Value]], n: int, end: str) -> None:
        self.add(begin)
        for index, (key, value) in enumerate(pairs):
            if index:
                self.add(", ")
            self.value(key)
            self.add(": ")
            self.value(value)
        self._rest(n)
        self.add(end)

    def _set(self, word: int, kind: Kind, family: str) -> None:
        n = set_length(self.heap, word)
        begin, end = ("{", "}") if kind.name == "set" else (f"{kind.name}({{", "})")
        if n == 0:
            self.add(f"{kind.name}()")
        else:
            self._listed(begin, set_items(self.heap, word), n, end)

    def _range(self, word: int, *_: object) -> None:
        start, stop, step = range_of(self.heap, word)
        self.add(f"range({start}, {stop})" if step == 1 else f"range({start}, {stop}, {step})")

    def _slice(self, word: int, *_: object) -> None:
        at = LAYOUTS["PycSlice"]
        parts = [Ref(self.heap.word(word + at[each])) for each in ("start", "stop", "step")]
        self._listed("slice(", parts, 3, ")")

    def _view(self, word: int, kind: Kind, family: str) -> None:
        n = size_of(self.heap, word) or 0
        values = view_elements(self.heap, word, family, self.limits.items)
        self._listed(f"{kind.name}([", values, n, "])")

    # ---- the rest

    def _exception(self, word: int, kind: Kind, *_: object) -> None:
        args = self.heap.word(word + LAYOUTS["PycException"]["args"])
        if not args:
            self.add(f"{kind.name}()")
            return
        if family_of(self.heap, args) != "tuple":
            raise Fault("its args are no tuple")
        n = sequence_length(self.heap, args, "tuple")
        values = sequence_slice(self.heap, args, "tuple", 0, min(n, self.limits.items))
        self._listed(f"{kind.name}(", values, n, ")")

    def _function(self, word: int, *_: object) -> None:
        self.add(f"<function {function_name(self.heap, word)}>")

    def _method(self, word: int, *_: object) -> None:
        at = LAYOUTS["PycMethod"]
        function = self.heap.word(word + at["function"])
        name = "?"
        if family_of(self.heap, function) == "function":
            name = function_name(self.heap, function)
        self.add(f"<bound method {name} of ")
        self.value(Ref(self.heap.word(word + at["self"])))
        self.add(">")

    def _builtin(self, word: int, *_: object) -> None:
        at, spec = LAYOUTS["PycBuiltin"], LAYOUTS["PycBuiltinSpec"]
        row, held = self.heap.word(word + at["spec"]), self.heap.word(word + at["self"])
        name = self.heap.text(self.heap.word(row + spec["name"]))
        owner = f" of {type_name(self.heap, Ref(held))} object" if held else ""
        self.add(f"<built-in {'method' if held else 'function'} {name}{owner}>")

    def _class(self, word: int, *_: object) -> None:
        at = LAYOUTS["PycType"]
        name = self.heap.text(self.heap.word(word + at["name"]))
        module = self.heap.word(word + at["module"])
        qualname = self.heap.word(word + at["qualname"])
        if qualname and self.heap.kind_at(word).is_heap:
            name = str(loaded(self.heap, Ref(qualname), 200))
            if module:
                name = f"{loaded(self.heap, Ref(module), 200)}.{name}"
        self.add(f"<class '{name}'>")

    def _module(self, word: int, *_: object) -> None:
        name = loaded(self.heap, Ref(self.heap.word(word + LAYOUTS["PycModule"]["name"])), 200)
        self.add(f"<module {name!r}>" if isinstance(name, str) else "<module>")

    def _generator(self, word: int, *_: object) -> None:
        at = LAYOUTS["PycGenerator"]
        state = STATES.get(self.heap.i64(word + at["state"]))
        if state is None:
            raise Fault("a generator in no state")
        function = self.heap.word(word + at["function"])
        line = self._waiting(function, self.heap.i64(word + at["point"]))
        at_line = f" at line {line}" if line and state == STATES[GENERATOR_SUSPENDED] else ""
        self.add(f"<generator {function_name(self.heap, function)}, {state}{at_line}>")

    def _waiting(self, function: int, point: int) -> int:
        """The line of the yield behind which the function goes on at `point`; 0: not known."""
        code = self.heap.word(function + LAYOUTS["PycFunction"]["code"])
        row = self.heap.word(code + LAYOUTS["PycCode"]["yields"])
        for _ in range(1000 if row else 0):
            number, line = self.heap.i64(row), self.heap.i64(row + 8)
            if number in (0, point):
                return line if number else 0
            row += 16
        return 0

    def _cell(self, word: int, *_: object) -> None:
        self.add("<cell ")
        self.value(Ref(self.heap.word(word + LAYOUTS["PycCell"]["value"])))
        self.add(">")


def function_name(heap: Heap, word: int) -> str:
    """__qualname__ of a function object."""
    code = heap.word(word + LAYOUTS["PycFunction"]["code"])
    name = loaded(heap, Ref(heap.word(code + LAYOUTS["PycCode"]["qualname"])), 200)
    if not isinstance(name, str):
        raise Fault("a function without a name")
    return name


def _last(kind: Kind) -> str:
    return kind.name.rpartition(".")[2]


# A class below one of these shows as <Name CONTENT attribute=...>.
BARE = ("int", "float", "str", "list", "tuple", "dict", "bytes")

FORMS: dict[str, Callable[[_Text, int, Kind, str], None]] = {
    "int": _Text._number, "float": _Text._number, "str": _Text._str, "bytes": _Text._bytes,
    "bytearray": _Text._bytes, "range": _Text._range, "slice": _Text._slice,
    "exception": _Text._exception, "function": _Text._function, "method": _Text._method,
    "builtin_function_or_method": _Text._builtin, "type": _Text._class, "module": _Text._module,
    "generator": _Text._generator, "cell": _Text._cell,
    **dict.fromkeys(SEQUENCES, _Text._sequence), **dict.fromkeys(MAPPINGS, _Text._mapping),
    **dict.fromkeys(SETS, _Text._set), **dict.fromkeys(VIEWS, _Text._view),
}  # fmt: skip


def children(heap: Heap, value: Value, limits: Limits) -> list[tuple[str, Value]]:
    """What a debugger unfolds below a value: elements, entries, attributes. Never raises."""
    try:
        if isinstance(value, (list, tuple)):
            return [(f"[{i}]", each) for i, each in enumerate(value[: limits.items])]
        if not isinstance(value, Ref) or value.word == 0 or value.word & 1:
            return []
        return _children(heap, value.word, limits)
    except (Fault, Exhausted):
        return []


def _children(heap: Heap, word: int, limits: Limits) -> list[tuple[str, Value]]:
    kind = heap.kind(word)
    family = heap.family(kind)
    found: list[tuple[str, Value]] = []
    if family in SEQUENCES:
        n = min(sequence_length(heap, word, family), limits.items)
        names = fields_of(heap, kind) if family == "tuple" else []
        for i, value in enumerate(sequence_slice(heap, word, family, 0, n)):
            found.append((names[i] if i < len(names) else f"[{i}]", value))
    elif family in MAPPINGS:
        brief = Limits(items=5, characters=40, depth=2, total=60)
        for key, value in islice(dict_entries(heap, word), limits.items):
            found.append((f"[{shown(heap, key, brief)}]", value))
    elif family in SETS:
        for i, value in enumerate(islice(set_items(heap, word), limits.items)):
            found.append((f"[{i}]", value))
    elif family == "exception":
        for name in ("args", "cause", "context"):
            held = heap.word(word + LAYOUTS["PycException"][name])
            if held:
                found.append((name if name == "args" else f"__{name}__", Ref(held)))
    elif family == "method":
        found.append(("__self__", Ref(heap.word(word + LAYOUTS["PycMethod"]["self"]))))
    elif family == "cell":
        found.append(("cell_contents", Ref(heap.word(word + LAYOUTS["PycCell"]["value"]))))
    return found + (attributes(heap, word) if kind.is_heap else [])
