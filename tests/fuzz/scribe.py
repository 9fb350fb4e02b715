"""What writing a random program keeps in mind: its switches, its names, what is known where it is."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

SWITCHES = (
    "boundary", "float", "str", "list", "dict", "class", "closure", "generator", "try", "recursion",
    "comprehension", "negative", "slice", "num", "any", "opt", "shift", "global", "fstring", "while",
    "unbound", "method", "subclass", "multi", "tuple",
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


class Scribe:
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
