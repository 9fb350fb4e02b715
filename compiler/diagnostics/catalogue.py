"""Every problem that pyc reports: one row a kind, with a page docs/problems/SLUG.md each.

The fields of a row are the placeholders of its message. How to add one: a class here, its page
with a failing and a mended example, and the place that reports it.
"""

from __future__ import annotations

from dataclasses import dataclass

from pyc.compiler.diagnostics.problem import ERROR, HINT, NOTE, WARNING, Problem, Severity


@dataclass(frozen=True)
class SyntaxProblem(Problem):
    slug = "syntax-error"
    message = "{message_text}"
    raises = "SyntaxError"
    message_text: str


@dataclass(frozen=True)
class UndecodableSource(Problem):
    slug = "undecodable-source"
    message = "{reason}"
    advice = (
        "save the file as UTF-8, or name its encoding in the first line: # -*- coding: latin-1 -*-"
    )
    reason: str


@dataclass(frozen=True)
class UnreadableFile(Problem):
    slug = "unreadable-file"
    message = "cannot read {path}: {reason}"
    path: str
    reason: str


@dataclass(frozen=True)
class BadSettings(Problem):
    slug = "bad-settings"
    message = "{reason}"
    reason: str


@dataclass(frozen=True)
class NoDebugger(Problem):
    slug = "no-debugger"
    message = "{wanted}"
    advice = "on Debian and Ubuntu: apt install lldb-19, or gdb"
    wanted: str


@dataclass(frozen=True)
class UnsupportedSyntax(Problem):
    slug = "unsupported-syntax"
    message = "{what} cannot be compiled yet"
    what: str


@dataclass(frozen=True)
class UnsupportedModule(Problem):
    slug = "unsupported-module"
    message = "the module `{module}` of the standard library is not supported yet"
    module: str


@dataclass(frozen=True)
class UnsupportedBuiltin(Problem):
    slug = "unsupported-builtin"
    message = "the builtin `{name}` is not supported yet"
    name: str


@dataclass(frozen=True)
class MissingModule(Problem):
    slug = "missing-module"
    message = "no module named `{module}`"
    advice = "modules of your own are looked for beside the main file"
    raises = "ModuleNotFoundError"
    module: str


@dataclass(frozen=True)
class MissingImport(Problem):
    slug = "missing-import"
    message = "`{module}` has no `{name}` to import"
    raises = "ImportError"
    module: str
    name: str


@dataclass(frozen=True)
class UndefinedName(Problem):
    slug = "undefined-name"
    message = "name `{name}` is not defined"
    raises = "NameError"
    name: str


@dataclass(frozen=True)
class UnboundName(Problem):
    slug = "unbound-name"
    message = "`{name}` is used before it has a value"
    raises = "UnboundLocalError"
    name: str


@dataclass(frozen=True)
class PossiblyUnbound(Problem):
    slug = "possibly-unbound"
    severity = WARNING
    message = "`{name}` may have no value here"
    advice = "give it a value on every path that leads here"
    raises = "UnboundLocalError"
    name: str


@dataclass(frozen=True)
class Redefinition(Problem):
    slug = "redefinition"
    severity = WARNING
    message = "this hides the {kind} `{name}` defined above, which nothing uses"
    advice = "rename one of the two or remove the first"
    kind: str
    name: str


@dataclass(frozen=True)
class NotCallable(Problem):
    slug = "not-callable"
    message = "{what} cannot be called"
    raises = "TypeError"
    what: str


@dataclass(frozen=True)
class TooManyArguments(Problem):
    slug = "too-many-arguments"
    message = "{function} takes {takes}, but {given} {were} given"
    raises = "TypeError"
    function: str
    takes: str
    given: int
    were: str


@dataclass(frozen=True)
class MissingArgument(Problem):
    slug = "missing-argument"
    message = "{function} needs a value for {names}"
    raises = "TypeError"
    function: str
    names: str


@dataclass(frozen=True)
class UnknownKeyword(Problem):
    slug = "unknown-keyword"
    message = "{function} has no parameter `{name}`"
    raises = "TypeError"
    function: str
    name: str


@dataclass(frozen=True)
class RepeatedArgument(Problem):
    slug = "repeated-argument"
    message = "{function} gets two values for `{name}`"
    raises = "TypeError"
    function: str
    name: str


@dataclass(frozen=True)
class BadArgument(Problem):
    slug = "bad-argument"
    message = "{function} does not accept {given}: {reason}"
    raises = "TypeError"
    function: str
    given: str
    reason: str


@dataclass(frozen=True)
class BadConversion(Problem):
    slug = "bad-conversion"
    message = "{function} cannot convert {given}"
    raises = "ValueError"
    function: str
    given: str


@dataclass(frozen=True)
class BadFormat(Problem):
    slug = "bad-format"
    message = "the format does not fit its values: {reason}"
    raises = "TypeError"
    reason: str


@dataclass(frozen=True)
class BadOperand(Problem):
    slug = "bad-operand"
    message = "`{operator}` does not work with {operands}"
    raises = "TypeError"
    operator: str
    operands: str


@dataclass(frozen=True)
class MissingAttribute(Problem):
    slug = "missing-attribute"
    message = "{owner} has no attribute `{name}`"
    raises = "AttributeError"
    owner: str
    name: str


@dataclass(frozen=True)
class NoneAttribute(Problem):
    slug = "none-attribute"
    message = "this is None, which has no attribute `{name}`"
    raises = "AttributeError"
    name: str


@dataclass(frozen=True)
class NotSubscriptable(Problem):
    slug = "not-subscriptable"
    message = "{what} cannot be indexed"
    raises = "TypeError"
    what: str


@dataclass(frozen=True)
class BadIndex(Problem):
    slug = "bad-index"
    message = "{what} cannot be indexed with {key}"
    raises = "TypeError"
    what: str
    key: str


@dataclass(frozen=True)
class ImmutableItem(Problem):
    slug = "immutable-item"
    message = "{what} cannot be changed: its items cannot be {action}"
    advice = "build a new value, or use a list"
    raises = "TypeError"
    what: str
    action: str


@dataclass(frozen=True)
class IndexOutOfRange(Problem):
    slug = "index-out-of-range"
    message = "index {index} is out of range: {what} has {length}"
    raises = "IndexError"
    index: int
    what: str
    length: str


@dataclass(frozen=True)
class MissingKey(Problem):
    slug = "missing-key"
    message = "the dict has no key {key}"
    raises = "KeyError"
    key: str


@dataclass(frozen=True)
class UnhashableKey(Problem):
    slug = "unhashable-key"
    message = "{what} cannot be hashed, so it cannot be {role}"
    advice = "use a tuple or a frozenset"
    raises = "TypeError"
    what: str
    role: str


@dataclass(frozen=True)
class NotIterable(Problem):
    slug = "not-iterable"
    message = "{what} cannot be iterated over"
    raises = "TypeError"
    what: str


@dataclass(frozen=True)
class UnpackMismatch(Problem):
    slug = "unpack-mismatch"
    message = "{given} cannot be unpacked into {wanted}"
    raises = "ValueError"
    given: str
    wanted: str


@dataclass(frozen=True)
class DivisionByZero(Problem):
    slug = "division-by-zero"
    message = "division by zero"
    raises = "ZeroDivisionError"


@dataclass(frozen=True)
class BadRaise(Problem):
    slug = "bad-raise"
    message = "{what} cannot be raised: it is no exception"
    advice = "raise an exception, as in raise ValueError(...)"
    raises = "TypeError"
    what: str


@dataclass(frozen=True)
class NoneResult(Problem):
    slug = "none-result"
    severity = WARNING
    message = "{function} always returns None, and this value is used"
    function: str


@dataclass(frozen=True)
class NeverEqual(Problem):
    slug = "never-equal"
    severity = WARNING
    message = "{left} and {right} are never equal"
    advice = "convert one of them first"
    left: str
    right: str


@dataclass(frozen=True)
class MissingReturn(Problem):
    slug = "missing-return"
    severity = WARNING
    message = "`{function}` returns a value on some paths, but None where it ends here"
    advice = "add a return statement"
    function: str


@dataclass(frozen=True)
class UnreachableCode(Problem):
    slug = "unreachable-code"
    severity = WARNING
    message = "this can never run: {reason}"
    reason: str


@dataclass(frozen=True)
class UnreachableExcept(Problem):
    slug = "unreachable-except"
    severity = WARNING
    message = "this clause can never run: {earlier} above catches {caught} already"
    advice = "put the clause of the narrower exception first"
    earlier: str
    caught: str


@dataclass(frozen=True)
class BadExcept(Problem):
    slug = "bad-except"
    message = "{what} cannot be caught: it is no exception class"
    raises = "TypeError"
    what: str


@dataclass(frozen=True)
class ReturnInInit(Problem):
    slug = "return-in-init"
    message = "__init__ must return None"
    advice = "remove the value; to make other objects, write a function or __new__"
    raises = "TypeError"


@dataclass(frozen=True)
class AlwaysTrue(Problem):
    slug = "always-true"
    severity = WARNING
    message = "this condition is always true: {reason}"
    reason: str


@dataclass(frozen=True)
class AssertOnTuple(Problem):
    slug = "assert-on-tuple"
    severity = WARNING
    message = "this assertion never fails: a tuple with items is true"
    advice = "remove the parentheses"


@dataclass(frozen=True)
class ChangedWhileIterating(Problem):
    slug = "changed-while-iterating"
    severity = WARNING
    message = "`{name}` is changed while the loop walks it"
    advice = "walk a copy, as in {copy}"
    name: str
    copy: str


@dataclass(frozen=True)
class LiteralIdentity(Problem):
    slug = "literal-identity"
    severity = WARNING
    message = "`{operator}` compares identity, not equality, with a literal"
    advice = "use `{better}`"
    operator: str
    better: str


@dataclass(frozen=True)
class MutableDefault(Problem):
    slug = "mutable-default"
    severity = WARNING
    message = "this default value is made once and shared by all calls, and the function changes it"
    advice = "use None as the default and make the value in the function"


@dataclass(frozen=True)
class DuplicateKey(Problem):
    slug = "duplicate-key"
    severity = WARNING
    message = "the key {key} appears twice, with different values; the last one wins"
    key: str


@dataclass(frozen=True)
class UnusedComparison(Problem):
    slug = "unused-comparison"
    severity = WARNING
    message = "the result of this comparison is not used"
    advice = "was an assignment meant?"


@dataclass(frozen=True)
class DiscardedResult(Problem):
    slug = "discarded-result"
    severity = WARNING
    message = "{function} changes nothing: it returns a new value, which is not used"
    advice = "assign the result"
    function: str


@dataclass(frozen=True)
class MissingSelf(Problem):
    slug = "missing-self"
    severity = WARNING
    message = "the method `{name}` has no parameter for its instance"
    advice = "add `self`, or decorate it with @staticmethod"
    name: str


@dataclass(frozen=True)
class PartlyBoxed(Problem):
    slug = "partly-boxed"
    severity = NOTE
    message = "{reason}"
    reason: str


@dataclass(frozen=True)
class OptimiserRemark(Problem):
    slug = "optimiser-remark"
    severity = HINT
    message = "{remark}"
    remark: str
    by: str
    kind: str
    function: str


@dataclass(frozen=True)
class BoxedOnly(Problem):
    slug = "boxed-only"
    severity = NOTE
    message = "`{function}` runs boxed only: {reason}"
    function: str
    reason: str


CATALOGUE: tuple[type[Problem], ...] = (
    SyntaxProblem, UndecodableSource, UnreadableFile, BadSettings, NoDebugger, UnsupportedSyntax,
    UnsupportedModule, UnsupportedBuiltin,
    MissingModule, MissingImport, UndefinedName, UnboundName, PossiblyUnbound, Redefinition,
    NotCallable, TooManyArguments, MissingArgument, UnknownKeyword, RepeatedArgument,
    BadArgument, BadConversion, BadFormat, BadOperand, MissingAttribute, NoneAttribute,
    NotSubscriptable, BadIndex, ImmutableItem, IndexOutOfRange, MissingKey, UnhashableKey,
    NotIterable, UnpackMismatch, DivisionByZero, BadRaise, NoneResult, NeverEqual,
    MissingReturn, UnreachableCode, UnreachableExcept, BadExcept, ReturnInInit, AlwaysTrue,
    AssertOnTuple, ChangedWhileIterating, LiteralIdentity, MutableDefault, DuplicateKey,
    UnusedComparison, DiscardedResult, MissingSelf, PartlyBoxed, BoxedOnly,
    OptimiserRemark,
)  # fmt: skip


def by_slug(slug: str) -> type[Problem] | None:
    return next((row for row in CATALOGUE if row.slug == slug), None)


def severity_of(slug: str) -> Severity:
    row = by_slug(slug)
    return row.severity if row is not None else ERROR
