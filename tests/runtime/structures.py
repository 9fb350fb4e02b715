"""What the interpreter of the tests and the C runtime share: structures, words, scopes."""

from __future__ import annotations

import ast
import ctypes
import os
from collections.abc import Generator
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int32, c_int64, c_void_p

os.environ.setdefault("PYC_RUNTIME_BUILT", "1")
from runtime import Word, function, to_word

BODY = CFUNCTYPE(c_int64, c_int64, POINTER(Word), c_void_p)
MODULE_BODY = CFUNCTYPE(c_int64)
KEPT: list[object] = []  # what C points at
INTERNED: dict[str, int] = {}


class Slot(Structure):
    _fields_ = [("name", Word), ("kind", c_int64)]


class Code(Structure):
    _fields_ = [
        ("name", Word), ("qualname", Word), ("doc", Word), ("body", BODY), ("parameters", POINTER(Word)),
        ("n_positional_only", c_int64), ("n_positional", c_int64), ("n_keyword_only", c_int64), ("flags", c_int64),
        ("frame_size", c_int64),
    ]  # fmt: skip


class ClassSpec(Structure):
    _fields_ = [
        ("name", Word), ("qualname", Word), ("module", Word), ("slots", POINTER(Slot)), ("n_slots", c_int64),
        ("id", c_int64), ("last_id", c_int64), ("type", c_void_p), ("made", c_int64),
    ]  # fmt: skip


class ModuleSpec(Structure):
    _fields_ = [
        ("name", Word), ("file", Word), ("lines", POINTER(c_char_p)), ("n_lines", c_int64), ("body", MODULE_BODY),
        ("names", POINTER(Word)), ("cells", POINTER(POINTER(Word))), ("n_globals", c_int64), ("module", Word),
        ("warnings", c_char_p),
    ]  # fmt: skip


class Site(Structure):
    _fields_ = [
        ("module", POINTER(ModuleSpec)), ("function", Word), ("line", c_int32), ("end_line", c_int32),
        ("column", c_int32), ("end_column", c_int32), ("anchor", c_int32), ("end_anchor", c_int32),
    ]  # fmt: skip


class Program(Structure):
    _fields_ = [("modules", POINTER(POINTER(ModuleSpec))), ("n_modules", c_int64)]


class Pending(Exception):
    """Something is pending in the runtime."""


class Break(Exception):
    pass


class Continue(Exception):
    pass


class Return(Exception):
    def __init__(self, value: int) -> None:
        self.value = value


def text(value: str) -> int:
    """An immortal str, as constants of compiled programs are."""
    if value not in INTERNED:
        word = to_word(value)
        ctypes.c_int64.from_address(word).value = 1 << 60
        INTERNED[value] = word
    return INTERNED[value]


def words(values: list[int]) -> ctypes.Array:
    return (Word * max(1, len(values)))(*values)


def c(name: str, *arguments: object) -> int:
    return function(name)(*(Word(each) if isinstance(each, int) else each for each in arguments))


def n(value: int) -> c_int64:
    return c_int64(value)


BINARY = {ast.Add: 0, ast.Sub: 1, ast.Mult: 2, ast.Div: 3, ast.FloorDiv: 4, ast.Mod: 5, ast.Pow: 6, ast.LShift: 7,
          ast.RShift: 8, ast.BitAnd: 9, ast.BitOr: 10, ast.BitXor: 11, ast.MatMult: 12}
UNARY = {ast.USub: 0, ast.UAdd: 1, ast.Invert: 2}
COMPARE = {ast.Lt: 0, ast.LtE: 1, ast.Eq: 2, ast.NotEq: 3, ast.Gt: 4, ast.GtE: 5}
Step = Generator[int, int, int]


def assigned(body: list[ast.stmt] | list[ast.expr]) -> tuple[set[str], set[str]]:
    """Names that a scope binds, and those that it declares global or nonlocal."""
    bound: set[str] = set()
    free: set[str] = set()

    def walk(node: ast.AST) -> None:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                bound.add(name)
                return
            case ast.Lambda() | ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                for child in ast.walk(node):
                    if isinstance(child, ast.NamedExpr):
                        bound.add(child.target.id)
                return
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                bound.add(name)
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                free.update(names)
            case ast.ExceptHandler(name=str(name)):
                bound.add(name)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                bound.update(alias.asname or alias.name for alias in aliases)
        for child in ast.iter_child_nodes(node):
            walk(child)

    for each in body:
        walk(each)
    return bound - free, free


class Scope:
    """Variables of a running function, class body or module."""

    def __init__(self, kind: str, name: str, qualname: str, parent: Scope | None, names: set[str]) -> None:
        self.kind, self.name, self.qualname, self.parent, self.names = kind, name, qualname, parent, names
        self.values: dict[str, int] = {}
        self.owner: list[int] = []  # the class whose body the function stands in
        self.first: str | None = None
        self.free: set[str] = set()


def bump(word: int) -> None:
    if word and not word & 1:
        ctypes.c_int64.from_address(word).value += 1


def signed(word: int) -> int:
    return word - (1 << 64) if word >> 63 else word


def drain(step: Step) -> None:
    for _ in step:
        raise AssertionError("a yield outside of a generator")


def is_yield(node: ast.AST) -> bool:
    if isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef):
        return False
    return isinstance(node, ast.Yield | ast.YieldFrom) or any(is_yield(each) for each in ast.iter_child_nodes(node))


def is_super(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super" and not node.args


def qualified(name: str, scope: Scope) -> str:
    if scope.kind == "module":
        return name
    return f"{scope.qualname}.{name}" if scope.kind == "class" else f"{scope.qualname}.<locals>.{name}"
