"""Types as people write them: `int`, `list[float]`, `Node | None`; and how values of them are
held: i64, f64, bit, word."""

from __future__ import annotations

from pyc.compiler.types import python_types as t


def shown(type_: t.Type) -> str:
    match type_:
        case t.Never():
            return "never"
        case t.ObjectType():
            return "object"
        case t.Simple(name):
            return name
        case t.Int(low, high):
            return f"int[{low}]" if low == high else "int"
        case t.Container(name, args) | t.IteratorType(name, _, args):
            return f"{name}[{', '.join(map(shown, args))}]" if args else name
        case t.Allocated(name):
            return name
        case t.TupleType(items):
            return f"tuple[{', '.join(map(shown, items)) or '()'}]"
        case t.Instance(symbol):
            return _last(symbol)
        case t.ClassObject(symbol):
            return f"type[{_last(symbol)}]"
        case t.FunctionObject(symbol):
            return f"function {_last(symbol)}"
        case t.Builtin(name) | t.ModuleObject(name):
            return name
        case t.Union(members):
            return " | ".join(sorted(map(shown, members), key=lambda each: (each == "None", each)))


def representation(type_: t.Type) -> str:
    match type_:
        case t.Int():
            return "i64"
        case t.Simple("float"):
            return "f64"
        case t.Simple("bool"):
            return "bit"
        case t.Never():
            return "none"
        case _:
            return "word"


def _last(symbol: str) -> str:
    """Of `module.Outer.Class~1`, the class's own name."""
    return symbol.rpartition(".")[2].partition("~")[0]
