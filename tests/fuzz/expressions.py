"""Random expressions of a wanted type, out of the variables in scope."""

from __future__ import annotations

from tests.fuzz.scribe import Choice, ClassShape, Scribe, Signature

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


class Expressions(Scribe):
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
