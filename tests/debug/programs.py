"""Which programs are stepped: blocks of tests/language and the programs of examples/, by name.

    classes/bank-accounts                       the block of that title in classes.md
    numbers/warnings-of-the-compiler, 2         the second one of that title
    examples/queens                             examples/queens.py

Names, not numbers or chance, so that new blocks leave the choice as it is.
"""

from __future__ import annotations

import ast
import re
import warnings

from tests.language.test_language import Block, blocks
from tests.repo.layers import ROOT

# Where native stepping differs from CPython's trace, and why.
# CPython's trace function keeps frames, and with them objects, alive a little longer.
ALIVE = "tracing delays __del__"
SHOWN = "traced.py writes such a value in another form than the debugger"
ONE_LINE = "statements in one line, or several exits of one `with`, count otherwise"
BUG = "pyc calls a special method once more or less than CPython"
DEVIATIONS = {
    "classes/a-class-made-by-type-has-the-metaclass-of-its-bases": SHOWN,
    "classes/the-namespace-of-a-metaclass": "a prepared namespace is not asked for globals",
    "classes/annotations-in-a-namespace-of-its-own": SHOWN,
    "classes/keywords-for-classes-below-builtin-ones": SHOWN,
    "classes/private-names": SHOWN,
    "classes/inheritance-and-special-methods-kind-and-unkind": SHOWN,
    "collections/a-cache-that-forgets": SHOWN,
    "collections/classes-below-deque-and-the-module-itself": SHOWN,
    "collections/classes-below-all-of-them-and-what-other-code-makes-of-them": BUG,
    "collections/containers-of-one-s-own-above-builtin-ones": BUG,
    "control_flow/small-algorithms-of-all-kinds": ONE_LINE,
    "exceptions/a-traceback-keeps-the-variables-of-its-frames-alive": ALIVE,
    "exceptions/a-traceback-keeps-the-variables-of-its-frames-alive, 2": ALIVE,
    "exceptions/managers-chains-and-finally": ONE_LINE,
    "functions/annotations": "traced.py reads attributes, which this program forbids",
    "functions/scopes-arguments-and-the-order-of-evaluation": ONE_LINE,
    "generators/events-processes-and-coroutines": SHOWN,
    "input/a-program-that-asks-captures-and-reads-files": ONE_LINE,
    "iterators/own-iterators": BUG,
    "iterators/who-is-asked-for-a-length": SHOWN,
}

# Stepped at -O0 and -O1; those of OPTIMISED are broken at in the -O2 build, too.
OPTIMISED = (
    "classes/bank-accounts",
    "classes/container-dunders",
    "closures/several-levels",
    "comprehensions/scope",
    "dicts/memoised-recursion-and-graphs",
    "examples/inventory",
    "exceptions/finally-and-return",
    "floats/temperature-tables",
    "functions/recursion",
    "generators/generators-in-classes",
    "iterators/loops-over-zip-and-enumerate-of-any-iterators",
    "lists/stacks-queues-and-two-dimensional-puzzles",
    "numbers/numeric-algorithms-as-people-write-them",
    "slices/algorithms-on-slices",
    "strings/palindromes-anagrams-vowels",
    "with_match/with",
)
SAMPLE = (
    *OPTIMISED,
    "big_integers/a-linear-congruential-generator-masks",
    "big_integers/overflow-of-arguments-and-returns",
    "classes/linked-lists",
    "collections/records-pipelines-and-what-library-functions-refuse",
    "control_flow/loops",
    "examples/calculator",
    "examples/markdown",
    "exceptions/which-clause-is-taken",
    "exits/a-failed-assertion",
    "formatting/objects-with-__format__-and-__str__",
    "functions/docstrings-annotations-attributes-of-functions",
    "generators/a-loop-left-at-once-drops-its-generator-after-the-body",
    "generators/yield-from",
    "globals/reading-and-writing",
    "input/reading-until-the-end",
    "modules/packages-and-relative-imports",
    "printing/streams",
    "sets/sets",
    "tracebacks/a-deleted-item",
    "tracebacks/in-__init__-and-class-bodies",
    "tracebacks/inside-a-generator-expression-that-a-call-consumes",
    "tracebacks/re-raised",
    "tuples/unpacking",
    "with_match/every-kind-of-pattern-and-patterns-that-fail",
)


def programs() -> dict[str, Block]:
    """All that the language tests and the examples hold, by name."""
    found: dict[str, Block] = {}
    for block in blocks():
        name = re.sub(r"/\d+-", "/", block.name)
        same = sum(each == name or each.startswith(f"{name}, ") for each in found)
        found[f"{name}, {same + 1}" if same else name] = block
    for path in sorted((ROOT / "examples").glob("*.py")):
        name = f"examples/{path.stem}"
        found[name] = Block(name, path.read_text(encoding="utf-8"), False)
    return found


def steppable() -> dict[str, Block]:
    """Those whose stops are as CPython's."""
    return {
        name: block
        for name, block in programs().items()
        if not block.is_known_bug and name not in DEVIATIONS
    }


def kinds(name: str, block: Block) -> set[str]:
    """The area of the language that the block belongs to, and the syntax that it has."""
    found = {f"blocks of {name.partition('/')[0]}"}
    for text in block.files.values():
        try:
            with warnings.catch_warnings(action="ignore"):
                tree = ast.parse(text)
        except SyntaxError:
            continue
        syntax = (ast.stmt, ast.expr, ast.pattern)
        found |= {type(node).__name__ for node in ast.walk(tree) if isinstance(node, syntax)}
    return found
