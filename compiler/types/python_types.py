"""Python's types as the compiler sees them: frozen values, joined in `relations`.

`Never` is the type of what does not happen, `ObjectType` of what nothing is known about. An
`Int` carries the interval that its values are known to lie in. Element types of mutable
containers (`Container`) and types of fields are predictions, guarded where they are read; all
others are facts about the values of a register.
"""

from __future__ import annotations

from dataclasses import dataclass

from pyc.compiler.ir.machine_types import I64_MAX, I64_MIN


@dataclass(frozen=True, slots=True)
class Never:
    pass


@dataclass(frozen=True, slots=True)
class ObjectType:
    pass


@dataclass(frozen=True, slots=True)
class Simple:
    """A type without parameters, by name: None, bool, float, str, bytes, complex..."""

    name: str


@dataclass(frozen=True, slots=True)
class Int:
    """An int in [low, high]. Specialised code holds no others: beyond 64 bits it bails out."""

    low: int = I64_MIN
    high: int = I64_MAX

    @property
    def is_any(self) -> bool:
        return self.low == I64_MIN and self.high == I64_MAX


@dataclass(frozen=True, slots=True)
class Container:
    """list, dict, set, ... by name, with predicted element types."""

    name: str
    args: tuple[Type, ...] = ()


Site = tuple[str, int]  # whose code makes the container, and which one it is there


@dataclass(frozen=True, slots=True)
class Allocated:
    """A mutable container by the places that may have made it; only while inference runs.
    The world knows what each place's containers hold."""

    name: str
    sites: frozenset[Site]


@dataclass(frozen=True, slots=True)
class TupleType:
    """A tuple of known length."""

    items: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class Instance:
    """An instance of a class of the program, or of a class below it."""

    symbol: str


@dataclass(frozen=True, slots=True)
class ClassObject:
    """A class of the program itself."""

    symbol: str


@dataclass(frozen=True, slots=True)
class FunctionObject:
    """A function of the program that captures nothing."""

    symbol: str


@dataclass(frozen=True, slots=True)
class Builtin:
    """A function or type of the library: `len`, `range`, `math.sqrt`."""

    name: str


@dataclass(frozen=True, slots=True)
class ModuleObject:
    name: str


@dataclass(frozen=True, slots=True)
class IteratorType:
    """What iter() gives: `kind` names the loop form, `parts` the types of what it walks."""

    kind: str
    element: Type
    parts: tuple[Type, ...] = ()


@dataclass(frozen=True, slots=True)
class Union:
    members: frozenset[Type]


Type = (
    Never
    | ObjectType
    | Simple
    | Int
    | Container
    | Allocated
    | TupleType
    | Instance
    | ClassObject
    | FunctionObject
    | Builtin
    | ModuleObject
    | IteratorType
    | Union
)

NEVER = Never()
OBJECT = ObjectType()
NONE = Simple("None")
BOOL = Simple("bool")
FLOAT = Simple("float")
STR = Simple("str")
BYTES = Simple("bytes")
INT = Int()
