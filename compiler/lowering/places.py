"""Where a register lives, and the form it has there."""

from __future__ import annotations

from dataclasses import dataclass

from pyc.compiler.ir.ir_nodes import Variable
from pyc.compiler.ir.machine_types import WORD, MachineType
from pyc.compiler.types import python_types as t


@dataclass(frozen=True, slots=True)
class Static:
    """A register whose one value is known: nothing is stored. `word`: see `Constants.word`, or
    ("builtin", name) for a function of the library."""

    word: object


@dataclass(frozen=True, slots=True)
class Aggregate:
    """An unboxed iterator or tuple. `role` is "object" for what the builtin gave (a range, not
    yet an iterator over it)."""

    kind: str  # range, list, tuple, str, object, enumerate, zip; items; static, class cell; number
    parts: tuple[MachineType, ...]
    inner: tuple[Aggregate, ...] = ()
    type: t.Type = t.OBJECT
    role: str = "iterator"


@dataclass(frozen=True, slots=True)
class Place:
    """A register in one variable, or (aggregates: unboxed iterators) in several.

    is_owned: the register holds a count (False: a parameter that the caller keeps alive).
    is_nullable: may be unbound, then 0. is_narrow: an i64 that fits a small word.
    """

    type: MachineType
    parts: tuple[Variable, ...]
    is_owned: bool = True
    is_nullable: bool = False
    is_narrow: bool = False
    is_immortal: bool = False
    aggregate: Aggregate | None = None

    @property
    def is_counted_word(self) -> bool:
        return self.type is WORD and not self.is_immortal and self.aggregate is None

    def counted_parts(self) -> tuple[Variable, ...]:
        if self.is_immortal:
            return ()
        return tuple(part for part in self.parts if part.type is WORD)
