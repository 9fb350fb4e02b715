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


def plain(type_: t.Type) -> str:
    """As `shown`, but an int is an int, whatever its value."""
    match type_:
        case t.Int():
            return "int"
        case t.Container(name, args) | t.IteratorType(name, _, args) if args:
            return f"{name}[{', '.join(map(plain, args))}]"
        case t.TupleType(items):
            return f"tuple[{', '.join(map(plain, items)) or '()'}]"
        case t.Union(members):
            parts = sorted(map(plain, members), key=lambda each: (each == "None", each))
            return " | ".join(dict.fromkeys(parts))
        case _:
            return shown(type_)


def held(type_: t.Type) -> str:
    """As `representation`, in an editor's words: what elements a list holds raw, and "boxed" for
    values that carry their type with them."""
    match type_:
        case t.Container("list", (element,)) if representation(element) in ("i64", "f64", "bit"):
            return f"list[{representation(element)}]"
        case t.ObjectType() | t.Union() | t.Never():
            return "boxed"
        case t.Int() | t.Simple("float" | "bool"):
            return representation(type_)
        case _:
            return "object"


def annotation(type_: t.Type) -> str:
    """The type as an annotation that CPython accepts where all names are known; "object" where
    Python has no word for it."""
    match type_:
        case t.Int():
            return "int"
        case t.Container(name, args) if args and name in GENERIC_CLASSES:
            return f"{name}[{', '.join(map(annotation, args))}]"
        case t.TupleType(items):
            return f"tuple[{', '.join(map(annotation, items)) or '()'}]"
        case t.Simple() | t.Instance() | t.Allocated() | t.Container():
            return shown(type_) if shown(type_).isidentifier() or type_ == t.NONE else "object"
        case t.Union(members):
            parts = sorted(map(annotation, members), key=lambda each: (each == "None", each))
            return " | ".join(dict.fromkeys(parts)) if "object" not in parts else "object"
        case _:
            return "object"


GENERIC_CLASSES = ("list", "dict", "set", "frozenset", "tuple")
