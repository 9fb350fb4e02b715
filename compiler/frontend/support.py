'''Every class of Python's syntax trees, once: supported, or rejected and why.

    SUPPORT["Match"].is_supported        True
    SUPPORT["AsyncFor"].words, .why      "`async for`", "there is no event loop in native ..."

`example` is a small program that holds the class; a test builds it. docs/support.md is printed
from this table, and a test walks the subclasses of ast.AST, so that a class that a new Python
brings is a decision here and never a silent miscompilation.
'''

from __future__ import annotations

import ast
from dataclasses import dataclass

from pyc.compiler.diagnostics.problem import Located
from pyc.compiler.source import SourceFile


@dataclass(frozen=True, slots=True)
class Support:
    """One class. Of a rejected one `words` is what was written, `why` the reason or way out."""

    name: str
    group: str
    example: str
    words: str = ""
    why: str = ""

    @property
    def is_supported(self) -> bool:
        return not self.why


_ASYNC = "there is no event loop in native programs yet"

_ROWS: dict[str, dict[str, str | tuple[str, str, str]]] = {
    "Statements": {
        "Expr": "print(1)",
        "Assign": "a = b = 1",
        "AugAssign": "a = 1\na += 1",
        "AnnAssign": "a: int = 1",
        "If": "if a: pass\nelse: pass",
        "For": "for a in b: pass\nelse: pass",
        "While": "while a: pass\nelse: pass",
        "Break": "while a: break",
        "Continue": "while a: continue",
        "Pass": "pass",
        "FunctionDef": "def f(a, /, b=1, *c, d, e=2, **g): pass",
        "Return": "def f(): return 1",
        "ClassDef": "class A(B, metaclass=M): pass",
        "Raise": "raise a from b",
        "Try": "try: pass\nexcept A as a: pass\nelse: pass\nfinally: pass",
        "With": "with a as b, c: pass",
        "Assert": "assert a, b",
        "Match": "match a:\n    case 1: pass",
        "Import": "import math",
        "ImportFrom": "from math import sqrt as root",
        "Global": "def f():\n    global a\n    a = 1",
        "Nonlocal": "def f():\n    a = 1\n    def g():\n        nonlocal a\n        a = 2",
        "Delete": "del a, b.c, d[0]",
        "TryStar": (
            "try: pass\nexcept* A: pass",
            "`except*`",
            "exception groups are not built natively yet; use plain `except`",
        ),
        "AsyncFunctionDef": ("async def f(): pass", "`async def`", _ASYNC),
        "AsyncFor": ("async def f():\n    async for a in b: pass", "`async for`", _ASYNC),
        "AsyncWith": ("async def f():\n    async with a: pass", "`async with`", _ASYNC),
    },
    "Expressions": {
        "Constant": "1, 2.5, 'text', b'bytes', True, None, ...",
        "Name": "a",
        "Attribute": "a.b",
        "Subscript": "a[0]",
        "Slice": "a[1:2:3]",
        "Call": "f(1, *a, b=2, **c)",
        "BinOp": "a + b",
        "UnaryOp": "-a",
        "BoolOp": "a and b or c",
        "Compare": "a < b <= c",
        "IfExp": "a if b else c",
        "Lambda": "lambda a, b=1: a",
        "NamedExpr": "(a := 1)",
        "Tuple": "(a, *b)",
        "List": "[a, *b]",
        "Set": "{a, *b}",
        "Dict": "{a: b, **c}",
        "Starred": "a, *b = c",
        "ListComp": "[a for a in b if a for c in a]",
        "SetComp": "{a for a in b}",
        "DictComp": "{a: 1 for a in b}",
        "GeneratorExp": "c = (a for a in b)",
        "JoinedStr": "f'{a}{b!r:>{c}}'",
        "FormattedValue": "f'{a:.2f}'",
        "Yield": "def f(): a = yield 1",
        "YieldFrom": "def f(): yield from a",
        "Await": ("async def f(): await a", "`await`", _ASYNC),
    },
    "Patterns": {
        "MatchValue": "match a:\n    case 1 | b.c: pass",
        "MatchSingleton": "match a:\n    case None: pass",
        "MatchSequence": "match a:\n    case [1, b]: pass",
        "MatchStar": "match a:\n    case [1, *b]: pass",
        "MatchMapping": "match a:\n    case {'k': b, **c}: pass",
        "MatchClass": "match a:\n    case A(1, b=c): pass",
        "MatchAs": "match a:\n    case 1 as b: pass\n    case _: pass",
        "MatchOr": "match a:\n    case 1 | 2: pass",
    },
    "Operators": {
        "And": "a and b", "Or": "a or b", "Not": "not a",
        "Add": "a + b", "Sub": "a - b", "Mult": "a * b", "MatMult": "a @ b", "Div": "a / b",
        "FloorDiv": "a // b", "Mod": "a % b", "Pow": "a ** b", "LShift": "a << b",
        "RShift": "a >> b", "BitOr": "a | b", "BitXor": "a ^ b", "BitAnd": "a & b",
        "Invert": "~a", "UAdd": "+a", "USub": "-a",
        "Eq": "a == b", "NotEq": "a != b", "Lt": "a < b", "LtE": "a <= b", "Gt": "a > b",
        "GtE": "a >= b", "Is": "a is b", "IsNot": "a is not b", "In": "a in b",
        "NotIn": "a not in b",
    },
    "Parts": {
        "Module": "a", "Load": "a", "Store": "a = 1", "Del": "del a",
        "arguments": "def f(a): pass", "arg": "def f(a): pass", "keyword": "f(a=1)",
        "alias": "import math as m", "withitem": "with a: pass",
        "comprehension": "[a for a in b]", "ExceptHandler": "try: pass\nexcept A: pass",
        "match_case": "match a:\n    case 1 if b: pass",
    },
}  # fmt: skip

SUPPORT: dict[str, Support] = {
    name: Support(name, group, *((row,) if isinstance(row, str) else row))
    for group, rows in _ROWS.items()
    for name, row in rows.items()
}

# Never in the tree of a source file: other ways of parsing, type comments, names that Python
# keeps for programs written for old versions.
NEVER_PARSED = frozenset({
    "Interactive", "Expression", "FunctionType", "TypeIgnore", "Suite", "AugLoad", "AugStore",
    "Param", "Index", "ExtSlice", "slice", "Num", "Str", "Bytes", "NameConstant", "Ellipsis",
})  # fmt: skip

# Forms of supported classes that are rejected all the same: an example, and the problem's words.
RESTRICTED: dict[str, str] = {
    "a = 1j": "a complex number",
}


def unsupported(node: ast.AST, what: str, source: SourceFile) -> Located:
    """The problem that a node cannot be compiled; `what`: where its class tells nothing."""
    from pyc.compiler.diagnostics import catalogue

    row = SUPPORT.get(type(node).__name__)
    words, why = (row.words, row.why) if row is not None else ("", "")
    problem = catalogue.UnsupportedSyntax(words or what)
    return Located(problem, source, source.span(node), help=why)
