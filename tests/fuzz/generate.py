"""Random programs that are typed, end, and say at the end of every function what they computed.

    program(seed, "p0_")  ->  the text of classes and functions and of `def p0_main()`

Every program is drawn with its own switches (a swarm): most leave some features out, so that the
others meet more often. An expression is drawn for a wanted type out of the variables in scope.
Loops count to small bounds; calls go to functions written earlier, or recurse on falling fuel; what
may grow without bound is cut back where it is stored. Exceptions are part of what a program does.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

PRELUDE = '''\
def clamp(x):
    return x if -10**40 < x < 10**40 else x % 1000003

notes = [0, 0]

def note(*values):
    text = " ".join([repr(value) for value in values])
    for c in text:
        notes[1] = (notes[1] * 31 + ord(c)) % 2305843009213693951
    notes[0] += 1
    if notes[0] <= 40:
        print(text[:400])

def run(name, main):
    notes[0] = 0
    notes[1] = 7
    print("=====", name)
    try:
        main()
    except Exception as error:
        print("uncaught", type(error).__name__, error)
    print("checksum", notes[0], notes[1])
'''

SWITCHES = (
    "boundary", "float", "str", "list", "dict", "class", "closure", "generator", "try", "recursion",
    "comprehension", "negative", "slice", "num", "any", "opt", "shift", "global", "fstring", "while",
    "unbound", "method", "subclass", "multi", "tuple",
)  # fmt: skip
BOUNDARIES = (
    "2147483647", "2147483648", "-2147483648", "4294967296", "4611686018427387903",
    "4611686018427387904", "-4611686018427387904", "9223372036854775807", "9223372036854775808",
    "-9223372036854775808", "-9223372036854775809", "3037000500", "1000000007",
    "18446744073709551615", "1152921504606846975", "1152921504606846976", "-1152921504606846977",
)  # fmt: skip
FLOATS = (
    "0.0", "-0.0", "0.5", "1.5", "2.5", "-0.5", "-2.5", "0.1", "3.25", "1e16", "1e-7", "-7.75",
    "2.675", "1e300", "100.0", "0.30000000000000004", "123456.789", "9007199254740993.0",
)  # fmt: skip
TEXTS = ("", "a", "ab", "hello", "x y", "Zz9", "é", "a,b,c", "12", "-7", "0.5", "tab\\t", "it's")
TEXT_CALLS = (
    "upper()", "lower()", "strip()", "title()", "zfill(4)", "capitalize()", "swapcase()",
    "rjust(5)", 'replace("a", "bb")',
)  # fmt: skip
Choice = tuple[int, Callable[[], str]]


@dataclass
class Signature:
    name: str
    parameters: list[str]
    returns: str
    cost: int


@dataclass
class ClassShape:
    name: str
    fields: dict[str, str]
    methods: list[Signature]


@dataclass
class Frame:
    """What is known where the next statement goes. `trips`: how often it runs, at most."""

    variables: dict[str, str]
    fixed: set[str] = field(default_factory=set)
    returns: str | None = None
    trips: int = 1
    loops: int = 0
    cost: int = 0
    is_generator: bool = False
    own: set[str] = field(default_factory=set)


def program(seed: int, prefix: str = "") -> str:
    return _Writer(random.Random(seed), prefix).text()


class _Writer:
    def __init__(self, rng: random.Random, prefix: str) -> None:
        self.rng = rng
        self.prefix = prefix
        self.switches = {each for each in SWITCHES if rng.random() < 0.7}
        self.lines: list[str] = []
        self.indent = 0
        self.functions: list[Signature] = []
        self.classes: list[ClassShape] = []
        self.globals: dict[str, str] = {}
        self.frame = Frame({})
        self.n_names = 0

    # ---- The program ----

    def text(self) -> str:
        if self.on("global"):
            for _ in range(self.rng.randint(1, 3)):
                kind = self.kind()
                self.globals[self.fresh("g")] = kind
            for name, kind in self.globals.items():
                self.line(f"{name} = {self.literal(kind)}")
        if self.on("class"):
            for _ in range(self.rng.randint(1, 2 if self.on("subclass") else 1)):
                self.class_()
        for _ in range(self.rng.randint(1, 3)):
            self.function()
        self.main()
        return "\n".join(self.lines) + "\n"

    def main(self) -> None:
        self.line(f"def {self.prefix}main():")
        with self.body():
            self.frame = Frame({})
            for _ in range(2):
                for each in self.functions:
                    self.guarded(lambda e=each: self.line(f"note({e.name!r}, {self.call(e)})"))
            for shape in self.classes:
                self.guarded(lambda s=shape: self.use_object(s))
            self.block(self.rng.randint(1, 4))
            self.checksum("main")

    def guarded(self, write: Callable[[], None]) -> None:
        self.line("try:")
        with self.body():
            write()
        self.line("except Exception as error:")
        with self.body():
            self.line("note(type(error).__name__, str(error))")

    def use_object(self, shape: ClassShape) -> None:
        name = self.fresh("o")
        self.line(f"{name} = {self.new(shape)}")
        for _ in range(self.rng.randint(1, 4)):
            method = self.rng.choice(shape.methods)
            self.line(f"note({name}.{method.name}({self.arguments(method)}))")
        self.line(f"note({', '.join(f'{name}.{each}' for each in shape.fields)})")

    def function(self) -> None:
        rng = self.rng
        name = self.fresh("f")
        kinds = [self.kind() for _ in range(rng.randint(0, 4))]
        returns = self.kind()
        is_recursive = self.on("recursion") and rng.random() < 0.4
        is_generator = self.on("generator") and not is_recursive and rng.random() < 0.3
        names = [f"a{i}" for i in range(len(kinds))]
        marked = [*names, *(["fuel"] if is_recursive else [])]
        self.line(f"def {name}({', '.join(marked)}):")
        frame = Frame(dict(zip(names, kinds, strict=True)), returns=returns)
        frame.is_generator = is_generator
        frame.own = set(names)
        self.frame = frame
        with self.body():
            self.declare_globals()
            if is_recursive:
                frame.variables["fuel"] = "int"
                frame.fixed.add("fuel")
                self.line("if fuel <= 0:")
                with self.body():
                    self.line(f"return {self.bounded(returns)}")
            self.locals_()
            self.block(rng.randint(2, 5))
            if is_recursive:
                target = self.fresh("v")
                given = [self.expression(k, 1) for k in kinds]
                self.line(f"{target} = {name}({', '.join([*given, 'fuel - 1'])})")
                frame.variables[target] = returns
                frame.own.add(target)
                frame.cost *= 4
                self.block(rng.randint(1, 2))
            if rng.random() < 0.85:
                self.checksum(name)
            if is_generator:
                self.line(f"yield {self.bounded(returns)}")
            else:
                self.line(f"return {self.bounded(returns)}")
        if is_recursive:
            kinds.append("fuel")
        result = f"list[{returns}]" if is_generator and returns in ("int", "float", "str") else returns
        if is_generator and result == returns:
            result = "list[any]"
        self.functions.append(Signature(name, kinds, result, frame.cost + 5))
        if is_generator:
            wrapper = self.fresh("f")
            self.line(f"def {wrapper}({', '.join(names)}):")
            with self.body():
                self.line(f"return [each for each in {name}({', '.join(names)})][:12]")
            self.functions[-1] = Signature(wrapper, kinds, result, frame.cost + 10)

    def class_(self) -> None:
        rng = self.rng
        base = rng.choice(self.classes) if self.classes and self.on("subclass") else None
        name = self.fresh("C")
        fields = {f"x{i}": self.kind() for i in range(rng.randint(1, 4))}
        if base is not None:
            fields = dict(base.fields)
        shape = ClassShape(name, fields, [])
        self.line(f"class {name}{f'({base.name})' if base else ''}:")
        with self.body():
            if base is None:
                self.line(f"def __init__(self, {', '.join(fields)}):")
                with self.body():
                    for each in fields:
                        self.line(f"self.{each} = {each}")
            methods = [each.name for each in base.methods] if base else []
            for index in range(rng.randint(1, 3)):
                self.method(shape, f"m{index}", base)
            for each in base.methods if base else []:
                if each.name not in {m.name for m in shape.methods}:
                    shape.methods.append(each)
            if not methods and rng.random() < 0.5:
                self.line("def __repr__(self):")
                with self.body():
                    inside = " ".join(f"{{self.{each}!r}}" for each in fields)
                    self.line(f'return f"{name}({inside})"')
            else:
                self.line("def __repr__(self):")
                with self.body():
                    self.line(f'return "{name}!"')
            if base is None:
                first = next(iter(fields))
                self.line("def __eq__(self, other):")
                with self.body():
                    self.line(f"return isinstance(other, {name}) and self.{first} == other.{first}")
        self.classes.append(shape)

    def method(self, shape: ClassShape, name: str, base: ClassShape | None) -> None:
        rng = self.rng
        old = next((m for m in base.methods if m.name == name), None) if base else None
        kinds = list(old.parameters) if old else [self.kind() for _ in range(rng.randint(0, 2))]
        returns = old.returns if old else self.kind()
        names = [f"a{i}" for i in range(len(kinds))]
        self.line(f"def {name}({', '.join(['self', *names])}):")
        frame = Frame(dict(zip(names, kinds, strict=True)), returns=returns)
        frame.own = set(names)
        for each, kind in shape.fields.items():
            frame.variables[f"self.{each}"] = kind
            frame.own.add(f"self.{each}")
        self.frame = frame
        with self.body():
            self.declare_globals()
            if old and rng.random() < 0.5:
                self.line(f"note(super().{name}({', '.join(names)}))")
                frame.cost += old.cost
            self.block(rng.randint(1, 4))
            self.line(f"return {self.bounded(returns)}")
        shape.methods.append(Signature(name, kinds, returns, frame.cost + 5))

    def declare_globals(self) -> None:
        if self.globals and self.rng.random() < 0.6:
            names = list(self.globals)
            self.line(f"global {', '.join(names)}")
            self.frame.own |= set(names)
        self.frame.variables = {**self.globals, **self.frame.variables}

    def locals_(self) -> None:
        for _ in range(self.rng.randint(1, 4)):
            kind = self.kind()
            name = self.fresh("v")
            self.line(f"{name} = {self.expression(kind, 2)}")
            self.frame.variables[name] = kind
            self.frame.own.add(name)

    def checksum(self, name: str) -> None:
        self.line(f"note({', '.join([repr(name.removeprefix(self.prefix)), *self.frame.variables])})")

    # ---- Small things ----

    def on(self, switch: str) -> bool:
        return switch in self.switches

    def fresh(self, letter: str) -> str:
        self.n_names += 1
        return f"{self.prefix if letter in 'fgC' else ''}{letter}{self.n_names}"

    def line(self, text: str) -> None:
        self.lines.append("    " * self.indent + text)

    @contextmanager
    def body(self) -> Iterator[None]:
        """Indented; variables that come to be inside are forgotten, or may be unbound."""
        self.indent += 1
        frame = self.frame
        before = dict(frame.variables)
        start = len(self.lines)
        yield
        if len(self.lines) == start:
            self.line("pass")
        self.indent -= 1
        if self.frame is frame and not (self.on("unbound") and self.rng.random() < 0.1):
            frame.variables = {k: v for k, v in frame.variables.items() if k in before}

    def kind(self) -> str:
        """A type, as the switches allow."""
        kinds = ["int"] * 6
        kinds += ["bool"]
        if self.on("float"):
            kinds += ["float"] * 4
        if self.on("str"):
            kinds += ["str"] * 2
        if self.on("num") and self.on("float"):
            kinds += ["num"] * 2
        if self.on("opt"):
            kinds += ["opt"]
        if self.on("any"):
            kinds += ["any"]
        if self.on("list"):
            kinds += ["list[int]", "list[int]", *self.only("float", "list[float]")]
            kinds += [*self.only("str", "list[str]"), *self.only("any", "list[any]")]
        if self.on("dict"):
            kinds += ["dict[str,int]", *self.only("float", "dict[int,float]")]
        if self.on("tuple"):
            kinds += ["tuple[int,str]"]
        return self.rng.choice(kinds)

    def only(self, switch: str, kind: str) -> list[str]:
        return [kind] if self.on(switch) else []

    def names(self, kind: str) -> list[str]:
        return [name for name, each in self.frame.variables.items() if each == kind]

    def writable(self, *kinds: str) -> list[str]:
        frame = self.frame
        return [
            name for name, each in frame.variables.items()
            if each in kinds and name not in frame.fixed and name in frame.own
        ]  # fmt: skip

    def pick(self, *choices: Choice) -> str:
        weights = [weight for weight, _ in choices]
        return self.rng.choices([make for _, make in choices], weights)[0]()

    # ---- Statements ----

    def block(self, n: int) -> None:
        for _ in range(n):
            self.statement()

    def statement(self) -> None:
        frame = self.frame
        frame.cost += frame.trips
        nested = self.indent < 5 and frame.cost < 300
        choices: list[tuple[int, Callable[[], None]]] = [
            (5, self.assign),
            (5, self.augmented),
            (2, lambda: self.line(f"note({self.expression(self.kind(), 2)})")),
            (2, self.store),
        ]
        if nested:
            choices += [(3, self.if_), (4, self.for_)]
            if self.on("while"):
                choices.append((2, self.while_))
            if self.on("try"):
                choices.append((3, self.try_))
            if self.on("closure"):
                choices.append((1, self.closure))
        if frame.loops:
            choices.append((1, self.jump))
        if frame.returns and self.indent > 1:
            choices.append((1, self.leave))
        if self.on("multi"):
            choices.append((2, self.swap))
        self.rng.choices([make for _, make in choices], [weight for weight, _ in choices])[0]()

    def assign(self) -> None:
        kind = self.kind()
        old = self.writable(kind)
        if self.on("any") and self.rng.random() < 0.1 and self.writable("any"):
            self.line(f"{self.rng.choice(self.writable('any'))} = {self.kept(kind)}")
        elif old and self.rng.random() < 0.7:
            self.line(f"{self.rng.choice(old)} = {self.kept(kind)}")
        else:
            name = self.fresh("v")
            self.line(f"{name} = {self.kept(kind)}")
            self.frame.variables[name] = kind
            self.frame.own.add(name)

    def kept(self, kind: str) -> str:
        """An expression whose value may be stored again and again without growing for ever."""
        return self.bounded(kind) if self.frame.loops or self.rng.random() < 0.3 else self.expression(kind, 3)

    def bounded(self, kind: str) -> str:
        text = self.expression(kind, 3)
        match kind:
            case "int":
                if not any(each in text for each in ("*", "<<", "(", "self", "g")):
                    return text
                return self.pick(
                    (3, lambda: f"clamp({text})"),
                    (2, lambda: f"({text}) % {self.rng.choice(['1000003', '4294967296', '-97', '2305843009213693951'])}"),
                    (1, lambda: f"({text}) & {self.rng.choice(['255', '9223372036854775807', '18446744073709551615'])}"),
                )  # fmt: skip
            case "num" | "any" | "opt":
                return self.rng.choice([self.literal(kind), self.variable(kind)])
            case "str":
                return f"({text})[{self.rng.choice([':20', '-9:', '::-1', '1:30'])}][:30]"
            case "list[int]" | "list[float]" | "list[str]" | "list[any]":
                return f"({text})[{self.rng.choice([':8', '-5:', '::2', '1:7'])}][:9]"
        return text

    def augmented(self) -> None:
        rng = self.rng
        names = self.writable("int", "float", "num", "str")
        if not names:
            return self.assign()
        name = rng.choice(names)
        kind = self.frame.variables[name]
        match kind:
            case "int":
                operator = rng.choice(["+", "-", "+", "-", "^", "|", "&", "//", "%", ">>"])
                amount = self.expression("int", 2)
                if operator == ">>":
                    amount = str(rng.randint(0, 70))
                if operator in "+-" and self.frame.loops:
                    amount = self.rng.choice([*self.names("int"), self.literal("int"), self.literal("int")])
                if rng.random() < 0.15 and self.frame.trips < 200:
                    operator, amount = "*", str(rng.randint(-3, 7))
                self.line(f"{name} {operator}= {amount}")
                if operator == "*":
                    self.line(f"{name} = clamp({name})")
            case "float" | "num":
                operator = rng.choice(["+", "-", "*", "/", "+"])
                amount = self.expression(rng.choice(["int", "float"]), 1) if kind == "num" else self.expression(rng.choice(["float", "int"]), 1)
                if kind == "num":
                    operator = rng.choice("+-")
                    amount = rng.choice([self.literal("int"), self.literal("float"), self.literal("num")])
                self.line(f"{name} {operator}= {amount}")
            case "str":
                number = self.variable("int")
                self.line(f"{name} += {rng.choice([self.literal('str'), f'str({number})'])}")
                self.line(f"{name} = {name}[-30:]")
        return None

    def store(self) -> None:
        """Into a list, a dict, a field."""
        rng = self.rng
        names = self.writable("list[int]", "list[float]", "list[str]", "list[any]", "dict[str,int]", "dict[int,float]")
        if not names:
            return self.assign()
        name = rng.choice(names)
        kind = self.frame.variables[name]
        if kind.startswith("dict"):
            key, value = kind[5:-1].split(",")
            if rng.random() < 0.2:
                self.line(f"note({name}.pop({self.expression(key, 1)}, None), len({name}))")
            elif rng.random() < 0.3:
                self.line(f"{name}[{self.expression(key, 1)}] += {self.literal(value)}")
            elif rng.random() < 0.1:
                self.line(f"del {name}[{self.expression(key, 1)}]")
            else:
                self.line(f"{name}[{self.expression(key, 1)}] = {self.bounded(value)}")
            return None
        item = kind[5:-1]
        match rng.randint(0, 7):
            case 0:
                self.line(f"{name}[{self.index(name)}] = {self.bounded(item)}")
            case 1 | 2:
                self.line(f"if len({name}) < 12:")
                with self.body():
                    self.line(f"{name}.append({self.bounded(item)})")
            case 3:
                self.line(f"note({name}.pop({rng.choice(['', '0', '-1'])}))")
            case 4:
                self.line(f"{name}[{self.index(name)}] = {self.bounded(item)}")
            case 5 if item in ("int", "float"):
                self.line(f"{name}[{self.index(name)}] += {self.literal(rng.choice(['int', 'float']))}" if item == "float"
                          else f"{name}[{self.index(name)}] -= {self.literal('int')}")  # fmt: skip
            case 6 if item != "any":
                self.line(f"{name}.sort({rng.choice(['', 'reverse=True'])})")
            case 7 if self.on("slice"):
                self.line(f"{name}[{rng.randint(0, 2)}:{rng.randint(-1, 4)}] = [{self.bounded(item)}]")
            case _:
                self.line(f"{name}.insert({self.index(name)}, {self.bounded(item)})")
                self.line(f"del {name}[12:]")
        return None

    def swap(self) -> None:
        for kind in self.rng.sample(["int", "float", "str", "num"], 4):
            names = self.writable(kind)
            if len(names) >= 2:
                a, b = self.rng.sample(names, 2)
                self.line(f"{a}, {b} = {b}, {a if kind != 'int' else self.bounded('int')}")
                return
        self.assign()

    def if_(self) -> None:
        self.line(f"if {self.expression('bool', 2)}:")
        with self.body():
            self.block(self.rng.randint(1, 3))
        if self.rng.random() < 0.3:
            self.line(f"elif {self.expression('bool', 2)}:")
            with self.body():
                self.block(1)
        if self.rng.random() < 0.5:
            self.line("else:")
            with self.body():
                self.block(self.rng.randint(1, 2))

    @contextmanager
    def looping(self, trips: int) -> Iterator[None]:
        frame = self.frame
        frame.loops += 1
        frame.trips *= trips
        with self.body():
            yield
        frame.loops -= 1
        frame.trips //= trips

    def for_(self) -> None:
        rng = self.rng
        name = self.fresh("i")
        trips, kind = rng.randint(1, 6), "int"
        lists = [(n, k[5:-1]) for n, k in self.frame.variables.items() if k.startswith("list[")]
        if lists and rng.random() < 0.35:
            source, kind = rng.choice(lists)
            trips = 12
            if rng.random() < 0.3:
                counter = self.fresh("i")
                header = f"for {counter}, {name} in enumerate({source}[:12]):"
                self.frame.variables[counter] = "int"
                self.frame.fixed.add(counter)
            else:
                header = f"for {name} in {source}[:12]:" if rng.random() < 0.7 else f"for {name} in list({source}):"
        else:
            header = f"for {name} in {self.range_(trips)}:"
        self.line(header)
        with self.looping(trips):
            self.frame.variables[name] = kind
            self.frame.fixed.add(name)
            self.block(rng.randint(1, 3))
        if header.startswith("for") and "enumerate" in header:
            self.frame.variables.pop(counter, None)
        if rng.random() < 0.15:
            self.line("else:")
            with self.body():
                self.block(1)

    def range_(self, trips: int) -> str:
        rng = self.rng
        match rng.randint(0, 4):
            case 0:
                start = rng.randint(-5, 5)
                return f"range({start}, {start + trips})"
            case 1:
                start, step = rng.randint(-5, 9), rng.randint(1, 3)
                return f"range({start}, {start - trips * step}, -{step})"
            case 2 if self.on("boundary"):
                start = rng.choice(["9223372036854775805", "4611686018427387901", "2147483646", "-9223372036854775809"])
                return f"range({start}, {start} + {trips})"
            case 3:
                return f"range({self.expression('int', 1)} % {trips + 1})"
        return f"range({trips})"

    def while_(self) -> None:
        fuel = self.fresh("w")
        trips = self.rng.randint(1, 6)
        self.line(f"{fuel} = {trips}")
        self.line(f"while {fuel} > 0 and {self.expression('bool', 1)}:" if self.rng.random() < 0.5 else f"while {fuel} > 0:")
        with self.looping(trips):
            self.line(f"{fuel} -= 1")
            self.frame.variables[fuel] = "int"
            self.frame.fixed.add(fuel)
            self.block(self.rng.randint(1, 3))

    def jump(self) -> None:
        self.line(f"if {self.expression('bool', 1)}:")
        with self.body():
            self.line(self.rng.choice(["break", "continue"]))

    def leave(self) -> None:
        self.line(f"if {self.expression('bool', 1)}:")
        with self.body():
            if self.frame.is_generator:
                self.line(f"yield {self.bounded(self.frame.returns or 'int')}")
            elif self.rng.random() < 0.2:
                self.line(f"raise {self.rng.choice(['ValueError', 'KeyError', 'TypeError'])}({self.expression(self.kind(), 1)})")
            else:
                self.line(f"return {self.bounded(self.frame.returns or 'int')}")

    def try_(self) -> None:
        rng = self.rng
        handlers = ["ZeroDivisionError", "IndexError", "KeyError", "(ValueError, OverflowError)", "Exception"]
        has_finally = rng.random() < 0.45
        self.line("try:")
        with self.body():
            self.block(rng.randint(1, 3))
            if rng.random() < 0.6:
                self.line(self.risky())
        if not has_finally or rng.random() < 0.6:
            for each in sorted(rng.sample(range(5), rng.randint(1, 2))):
                self.line(f"except {handlers[each]} as error:")
                with self.body():
                    self.line("note(type(error).__name__, str(error))")
                    self.block(rng.randint(0, 1))
                    if rng.random() < 0.08:
                        self.line("raise")
            if rng.random() < 0.2:
                self.line("else:")
                with self.body():
                    self.block(1)
        if has_finally:
            self.line("finally:")
            with self.body():
                self.block(1)
                self.line(f"note('finally', {self.variable('int')})")

    def risky(self) -> str:
        return self.pick(
            (2, lambda: f"note({self.expression('int', 1)} {self.rng.choice(['//', '%'])} {self.variable('int')})"),
            (2, lambda: f"note([1, 2, 3][{self.expression('int', 1)}])"),
            (2, lambda: f"note({{'a': 1, 5: 2, None: 3}}[{self.expression(self.rng.choice(['int', 'bool', *self.only('str', 'str')]), 1)}])"),
            (1, lambda: f"note(int({self.expression('str', 1)}))"),
            (1, lambda: f"note({self.expression('int', 1)} << {self.expression('int', 1)} % 50 - 5)"),
            (1, lambda: f"raise ValueError({self.expression(self.kind(), 1)})"),
        )  # fmt: skip

    def closure(self) -> None:
        rng = self.rng
        name = self.fresh("h")
        kind = rng.choice(["int", "float", "num"] if self.on("float") else ["int"])
        captured = [n for n in self.writable(kind) if "." not in n and n not in self.globals]
        self.line(f"def {name}(z):")
        self.indent += 1
        inner = self.frame.variables
        outer_own = self.frame.own
        outer = self.frame
        self.frame = Frame({**inner, "z": "int"}, own={"z"})
        if captured and rng.random() < 0.7:
            target = rng.choice(captured)
            self.line(f"nonlocal {target}")
            self.line(f"{target} += {'z' if kind != 'float' else 'z / 2'}")
        self.line(f"return {self.bounded('int')}")
        self.indent -= 1
        self.frame = outer
        self.frame.own = outer_own
        for _ in range(rng.randint(1, 2)):
            self.line(f"note({name}({self.expression('int', 1)}))")

    # ---- Expressions ----

    def call(self, signature: Signature) -> str:
        self.frame.cost += self.frame.trips * signature.cost
        return f"{signature.name}({self.arguments(signature)})"

    def arguments(self, signature: Signature) -> str:
        return ", ".join(
            str(self.rng.randint(0, 4)) if kind == "fuel" else self.expression(kind, 1)
            for kind in signature.parameters
        )

    def new(self, shape: ClassShape) -> str:
        return f"{shape.name}({', '.join(self.expression(kind, 1) for kind in shape.fields.values())})"

    def index(self, name: str) -> str:
        if self.on("negative") and self.rng.random() < 0.4:
            return str(-self.rng.randint(1, 3))
        if self.rng.random() < 0.15:
            return self.variable("int")
        return self.rng.choice(["0", "1", f"len({name}) // 2", f"{self.variable('int')} % len({name})"])

    def variable(self, kind: str) -> str:
        names = self.names(kind)
        return self.rng.choice(names) if names else self.literal(kind)

    def literal(self, kind: str) -> str:
        rng = self.rng
        match kind:
            case "int":
                if self.on("boundary") and rng.random() < 0.3:
                    return rng.choice(BOUNDARIES)
                return str(rng.choice([0, 1, 2, -1, 3, 7, -5, 10, 63, 64, 100, -128, 255, 1000]))
            case "float":
                return rng.choice(FLOATS)
            case "bool":
                return rng.choice(["True", "False"])
            case "str":
                return f'"{rng.choice(TEXTS)}"'
            case "num":
                return self.literal(rng.choice(["int", "float", "bool"]))
            case "opt":
                return rng.choice(["None", self.literal("int")])
            case "any":
                return self.literal(rng.choice(["int", "float", "bool", "str", "opt", "list[int]"]))
            case "tuple[int,str]":
                return f"({self.literal('int')}, {self.literal('str')})"
            case "dict[str,int]":
                return "{" + ", ".join(f"{self.literal('str')}: {self.literal('int')}" for _ in range(rng.randint(0, 3))) + "}"
            case "dict[int,float]":
                return "{" + ", ".join(f"{self.literal('int')}: {self.literal('float')}" for _ in range(rng.randint(0, 3))) + "}"
        item = kind[5:-1]
        return "[" + ", ".join(self.literal(item) for _ in range(rng.randint(0, 4))) + "]"

    def expression(self, kind: str, depth: int) -> str:
        if depth <= 0 or self.rng.random() < 0.12:
            return self.variable(kind) if self.rng.random() < 0.75 else self.literal(kind)
        common: list[Choice] = [
            (3, lambda: self.variable(kind)),
            (1, lambda: self.literal(kind)),
            (1, lambda: f"({self.expression(kind, depth - 1)} if {self.expression('bool', depth - 1)} else {self.expression(kind, depth - 1)})"),
        ]
        callable_ = [
            each for each in self.functions
            if each.returns == kind and self.frame.cost + self.frame.trips * each.cost < 1500
        ]  # fmt: skip
        if callable_:
            common.append((2, lambda: self.call(self.rng.choice(callable_))))
        match kind:
            case "int":
                own = self._int(depth - 1)
            case "float":
                own = self._float(depth - 1)
            case "bool":
                own = self._bool(depth - 1)
            case "str":
                own = self._str(depth - 1)
            case "num":
                own = [(3, lambda: self.expression("int", depth - 1)), (3, lambda: self.expression("float", depth - 1)),
                       (2, lambda: f"({self.variable('num')} {self.rng.choice('+-')} {self.literal('num')})")]  # fmt: skip
            case "opt":
                own = [(1, lambda: "None"), (2, lambda: self.expression("int", depth - 1))]
            case "any":
                own = [(2, lambda: self.expression(self.rng.choice(["int", "float", "str", "bool", "list[int]"]), depth - 1))]
            case "tuple[int,str]":
                own = [(3, lambda: f"({self.expression('int', depth - 1)}, {self.expression('str', depth - 1)})")]
            case "dict[str,int]" | "dict[int,float]":
                own = self._dict(kind, depth - 1)
            case _:
                own = self._list(kind[5:-1], depth - 1)
        return self.pick(*common, *own)

    def _int(self, d: int) -> list[Choice]:
        def e(kind: str = "int") -> str:
            return self.expression(kind, d)

        rng = self.rng
        growing = 0 if self.frame.loops and d > 1 else 2
        choices: list[Choice] = [
            (6, lambda: f"({e()} {rng.choice('+-')} {e()})"),
            (growing, lambda: f"({e()} * {e()})"),
            (2, lambda: f"({e()} * {rng.randint(-4, 9)})"),
            (3, lambda: f"({e()} {rng.choice(['//', '%'])} {rng.choice([e(), self.literal('int'), '7', '-3'])})"),
            (2, lambda: f"({e()} {rng.choice('&|^')} {e()})"),
            (1, lambda: f"{rng.choice('-~')}{e() if d < 1 else '(' + e() + ')'}"),
            (1, lambda: f"abs({e()})"),
            (1, lambda: f"({e()} ** {rng.randint(0, 3)})"),
            (1, lambda: f"({e('bool')} + {e()})"),
            (1, lambda: f"{rng.choice(['min', 'max'])}({e()}, {e()})"),
            (1, lambda: f"divmod({e()}, {self.literal('int')})[{rng.randint(0, 1)}]"),
        ]
        if self.on("shift"):
            choices += [
                (2, lambda: f"({e()} >> {rng.choice(['1', '3', '63', '64', f'({e()} & 63)'])})"),
                (2, lambda: f"({e()} << {rng.choice(['1', '5', '31', self.count(), '62', '63'])})"),
                (1, lambda: f"({e()} & 1023).bit_length()"),
            ]  # fmt: skip
        if self.on("float"):
            choices += [(1, lambda: f"int({e('float')})"), (2, lambda: f"round({e('float')})"), (1, lambda: f"round({rng.randint(-9, 9)} + 0.5)")]
        if self.on("str"):
            choices += [(1, lambda: f"len({e('str')})"), (1, lambda: f"{e('str')}.count('a')"), (1, lambda: f"{e('str')}.find({self.literal('str')})")]
        if self.on("list"):
            choices += [
                (1, lambda: f"sum({e('list[int]')})"),
                (1, lambda: f"len({e('list[int]')})"),
                (2, lambda: (lambda n: f"{n}[{self.index(n)}]" if not n.startswith('[') else f"{n}.count(1)")(self.variable("list[int]"))),
                (1, lambda: f"max({e('list[int]')}, default={self.literal('int')})"),
            ]
            if self.on("comprehension"):
                choices.append((1, lambda: f"sum({self.element('int', d)} for j in range({rng.randint(0, 5)}))"))
        if self.on("dict"):
            choices += [(1, lambda: f"{self.variable('dict[str,int]')}.get({self.literal('str')}, {self.literal('int')})"),
                        (1, lambda: f"{self.variable('dict[str,int]')}[{self.literal('str')}]")]  # fmt: skip
        if self.on("opt") and self.names("opt"):
            name = rng.choice(self.names("opt"))
            choices.append((2, lambda: f"({name} if {name} is not None else {e()})"))
        if self.on("tuple"):
            choices.append((1, lambda: f"{e('tuple[int,str]')}[0]"))
        if self.classes and self.on("method"):
            choices.append((1, lambda: self.member("int")))
        return choices

    def count(self) -> str:
        return f"({self.variable('int')} & 15)"

    def member(self, kind: str) -> str:
        """A field of, or what a method gives, on a new object."""
        shape = self.rng.choice(self.classes)
        found = [f".{name}" for name, each in shape.fields.items() if each == kind]
        cheap = [each for each in shape.methods if each.returns == kind and self.frame.cost + self.frame.trips * each.cost < 1500]
        if cheap and self.rng.random() < 0.7:
            method = self.rng.choice(cheap)
            self.frame.cost += self.frame.trips * method.cost
            return f"{self.new(shape)}.{method.name}({self.arguments(method)})"
        return f"{self.new(shape)}{self.rng.choice(found)}" if found else self.variable(kind)

    def element(self, kind: str, d: int) -> str:
        """An element expression over the loop variable j, an int."""
        before = self.frame.variables
        self.frame.variables = {**before, "j": "int"}
        text = self.expression(kind, min(d, 2))
        self.frame.variables = before
        return text

    def _float(self, d: int) -> list[Choice]:
        def e(kind: str = "float") -> str:
            return self.expression(kind, d)

        rng = self.rng
        choices: list[Choice] = [
            (5, lambda: f"({e()} {rng.choice('+-*')} {e()})"),
            (2, lambda: f"({e()} {rng.choice('+-*')} {e('int')})"),
            (2, lambda: f"({e('int')} / {rng.choice([e('int'), '4', '-3', '7'])})"),
            (2, lambda: f"({e()} {rng.choice(['//', '%', '/'])} {rng.choice([self.literal('float'), e('int'), '2', '-0.75'])})"),
            (1, lambda: f"float({e('int')})"),
            (1, lambda: f"round({e()}, {rng.randint(-2, 3)})"),
            (1, lambda: f"abs({e()})"),
            (1, lambda: f"({e()} ** 2)"),
            (1, lambda: f"-{e() if d < 1 else '(' + e() + ')'}"),
            (1, lambda: f"{rng.choice(['min', 'max'])}({e()}, {e()})"),
        ]
        if self.on("list"):
            choices += [
                (1, lambda: f"sum({e('list[float]')}, 0.0)"),
                (2, lambda: (lambda n: f"{n}[{self.index(n)}]" if not n.startswith('[') else "0.5")(self.variable("list[float]"))),
            ]
        if self.on("dict"):
            choices.append((1, lambda: f"{self.variable('dict[int,float]')}.get({self.variable('int')}, 0.25)"))
        if self.classes and self.on("method"):
            choices.append((1, lambda: self.member("float")))
        return choices

    def _bool(self, d: int) -> list[Choice]:
        def e(kind: str = "int") -> str:
            return self.expression(kind, d)

        rng = self.rng
        compare = ["<", "<=", "==", "!=", ">", ">="]
        choices: list[Choice] = [
            (5, lambda: f"({e()} {rng.choice(compare)} {e()})"),
            (2, lambda: f"({e()} {rng.choice(compare)} {e()} {rng.choice(compare)} {e()})"),
            (2, lambda: f"({e('bool')} {rng.choice(['and', 'or'])} {e('bool')})"),
            (1, lambda: f"(not {e('bool')})"),
            (1, lambda: f"bool({e()})"),
            (1, lambda: f"({e()} in ({e()}, {e()}))"),
            (1, lambda: f"({e()} % {rng.randint(2, 5)} == 0)"),
        ]
        if self.on("float"):
            choices += [(2, lambda: f"({e('float')} {rng.choice(compare)} {e(rng.choice(['float', 'int']))})")]
        if self.on("str"):
            choices += [(1, lambda: f"({e('str')} {rng.choice([*compare, 'in'])} {e('str')})"), (1, lambda: f"{e('str')}.isdigit()")]
        if self.on("list"):
            choices += [(1, lambda: f"({e()} in {e('list[int]')})"), (1, lambda: f"({e('list[int]')} {rng.choice(compare)} {e('list[int]')})")]
            if self.on("comprehension"):
                choices.append((1, lambda: f"{rng.choice(['any', 'all'])}({self.element('bool', d)} for j in range(4))"))
        if self.on("any") and self.names("any"):
            name = rng.choice(self.names("any"))
            choices += [(2, lambda: f"isinstance({name}, {rng.choice(['int', 'float', 'str', 'list', '(int, float)'])})"),
                        (1, lambda: f"({name} == {e()})"),
                        (1, lambda: f"(isinstance({name}, int) and {name} > {e()})")]  # fmt: skip
        if self.on("opt") and self.names("opt"):
            name = rng.choice(self.names("opt"))
            choices += [(1, lambda: f"({name} is None)"), (1, lambda: f"({name} is not None and {name} < {e()})")]
        return choices

    def _str(self, d: int) -> list[Choice]:
        def e(kind: str = "str") -> str:
            return self.expression(kind, d)

        rng = self.rng
        choices: list[Choice] = [
            (3, lambda: f"({e()} + {e()})"),
            (2, lambda: f"str({e(self.kind())})"),
            (1, lambda: f"repr({e(self.kind())})"),
            (1, lambda: f"({self.literal('str')} * {rng.randint(-1, 3)})"),
            (2, lambda: f"{e()}.{rng.choice(TEXT_CALLS)}"),
            (1, lambda: f"'-'.join({e('list[str]')})"),
            (1, lambda: f"('%s|%5d' % ({e(self.kind())}, {e('int')}))"),
            (1, lambda: f"chr({e('int')} % 26 + 97)"),
            (1, lambda: f"{e()}.split(',')[0]"),
            (1, lambda: f"hex({e('int')})"),
        ]
        if self.on("negative"):
            choices.append((1, lambda: f"{self.variable('str')}[{rng.choice(['-1', '0', '-2', '1'])}]"))
        if self.on("slice"):
            choices.append((2, lambda: f"({e()})[{rng.choice(['1:', ':-1', '::-1', '-3:', '::2', '1:3', '5:1:-1'])}]"))
        if self.on("fstring"):
            spec = rng.choice(["", "!r", ":>6", ":<4", ""])
            choices += [
                (3, lambda: "f'" + "{" + self.plain(rng.choice(["int", "str", "bool"]), d) + spec + "}" + rng.choice(["", " ok", "{{}}"]) + "'"),
                (2, lambda: "f'{" + self.plain("float", d) + rng.choice([":.2f", ":e", ":g", ":10.3f", ":.0f", ""]) + "}'"),
                (2, lambda: "f'{" + self.plain("int", d) + rng.choice([":d", ":,", ":x", ":08d", ":+", ":b"]) + "}'"),
            ]  # fmt: skip
        return choices

    def plain(self, kind: str, d: int) -> str:
        """An expression that may stand in an f-string of single quotes."""
        for _ in range(5):
            text = self.expression(kind, min(d, 1))
            if not any(each in text for each in "'\"\\{:!"):
                return f"({text})"
        names = self.names(kind)
        return names[0] if names else {"int": "17", "float": "2.5", "bool": "True", "str": "str(5)"}[kind]

    def _list(self, item: str, d: int) -> list[Choice]:
        kind = f"list[{item}]"

        def e(wanted: str) -> str:
            return self.expression(wanted, d)

        rng = self.rng
        choices: list[Choice] = [
            (4, lambda: "[" + ", ".join(e(item) for _ in range(rng.randint(1, 4))) + "]"),
            (1, lambda: f"({e(kind)} + {e(kind)})"),
            (1, lambda: f"([{e(item)}] * {rng.randint(0, 4)})"),
            (1, lambda: f"list(reversed({e(kind)}))"),
        ]
        if item != "any":
            choices.append((1, lambda: f"sorted({e(kind)}{rng.choice(['', ', reverse=True'])})"))
        if self.on("slice"):
            choices.append((2, lambda: f"{e(kind)}[{rng.choice(['1:', ':-1', '::-1', '-3:', '::2', '-2::-1', '1:3'])}]"))
        if self.on("comprehension") and self.on("list"):
            choices += [
                (2, lambda: f"[{self.element(item, d)} for j in {self.range_(rng.randint(1, 5))}]"),
                (1, lambda: f"[{self.element(item, d)} for j in {e('list[int]')} if {self.element('bool', d)}]"),
            ]
        if item == "int":
            choices.append((1, lambda: f"list({self.range_(rng.randint(0, 5))})"))
        if item == "str":
            choices += [(1, lambda: f"{e('str')}.split()"), (1, lambda: f"list({self.literal('str')})")]
        return choices

    def _dict(self, kind: str, d: int) -> list[Choice]:
        key, value = kind[5:-1].split(",")

        def entry() -> str:
            return f"{self.expression(key, d)}: {self.expression(value, d)}"

        choices: list[Choice] = [(3, lambda: "{" + ", ".join(entry() for _ in range(self.rng.randint(0, 3))) + "}")]
        if self.on("comprehension"):
            choices.append((2, lambda: "{" + f"{self.element(key, d)}: {self.element(value, d)} for j in range(4)" + "}"))
        return choices
