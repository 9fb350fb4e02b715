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

from tests.fuzz.expressions import Expressions
from tests.fuzz.scribe import ClassShape, Frame, Signature

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


def program(seed: int, prefix: str = "") -> str:
    return _Writer(random.Random(seed), prefix).text()


class _Writer(Expressions):
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
