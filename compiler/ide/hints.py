"""Inlay hints: what type each variable, parameter and result has where none is written.

    x = f(2)              x: int = f(2)
    def f(n):       ->    def f(n: int) -> int:
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from pyc.compiler.frontend.tree import Statement, Tree, own_nodes
from pyc.compiler.ide.annotating import Import, Scope, class_symbols, scope_of
from pyc.compiler.ide.places import Places, Shown
from pyc.compiler.source import SourceFile, Span
from pyc.compiler.types import python_types as t
from pyc.compiler.types.display import annotation, held, plain
from pyc.compiler.types.relations import join_all

Types = dict[Span, t.Type]


@dataclass(frozen=True, slots=True)
class Hint:
    """Shown behind (line, column). `edit`: the annotation that says the same in Python, if one
    can be written there, and `imports` that it needs; `kind`: variable, parameter or returns."""

    line: int
    column: int
    kind: str
    type: str
    representation: str
    edit: str
    imports: tuple[Import, ...] = ()

    def moved(self, line: Callable[[int], int]) -> Hint:
        imports = tuple(each.moved(line) for each in self.imports)
        return replace(self, line=line(self.line), imports=imports)


Typed = tuple[Hint, t.Type]


def hints(tree: Tree, source: SourceFile, places: Places) -> tuple[Hint, ...]:
    """In the order of the text."""
    scope = scope_of(tree, places.modules)
    made = (_written(scope, *each) for each in _hints(tree, source, places))
    return tuple(sorted(made, key=lambda each: (each.line, each.column)))


def _hints(tree: Tree, source: SourceFile, places: Places) -> Iterator[Typed]:
    seen: set[str] = set()
    module: Types = {}
    firsts = [each.first_line for each in tree.statements]
    within: list[list[Shown]] = [[] for _ in firsts]
    for function, shown in places.functions.items():
        if function.kind == "module":
            module = shown.types
        else:
            within[bisect_right(firsts, function.span.line) - 1].append(shown)
    for statement, functions in zip(tree.statements, within, strict=True):
        own, inner = statement.once("variables", None, partial(_variables, statement, source))
        for variable in own:
            if variable.name not in seen:
                yield from _variable(variable, module)
        seen.update(each.name for each in own)
        if functions:
            make = partial(_inner_hints, statement, inner, source, places, functions)
            yield from statement.once("hints", tuple(functions), make)


def _inner_hints(
    statement: Statement,
    variables: list[_Variable],
    source: SourceFile,
    places: Places,
    functions: list[Shown],
) -> list[Typed]:
    """Of the functions and classes in a statement: they depend on what is known of those alone."""
    types: Types = {}
    for each in functions:
        types.update(each.types)
    found = [hint for variable in variables for hint in _variable(variable, types)]
    for node in statement.nodes(ast.FunctionDef):
        found += _signature(node, source, places)
    return found


@dataclass(frozen=True, slots=True)
class _Variable:
    """Where a scope first sets a variable; `span` is None where an annotation tells its type."""

    name: str
    span: Span | None
    takes_annotation: bool = False


def _variable(each: _Variable, types: Types) -> Iterator[Typed]:
    if each.span is None:
        return
    type_ = types.get(each.span)
    if type_ is not None and not isinstance(type_, t.ModuleObject):
        edit = annotation(type_) if each.takes_annotation else ""
        place = (each.span.end_line, each.span.end_column)
        yield _hint(*place, "variable", type_, edit and f": {edit}")


def _variables(
    statement: Statement, source: SourceFile
) -> tuple[list[_Variable], list[_Variable]]:
    """Of the module's scope, and of all scopes within."""
    own: list[_Variable] = []
    inner: list[_Variable] = []
    todo: list[tuple[ast.AST, list[_Variable]]] = [(ast.Module([statement.node], []), own)]
    while todo:
        scope, rows = todo.pop()
        seen: set[str] = set()
        annotatable: set[ast.expr] = set()
        for node in own_nodes(scope):
            match node:
                case ast.FunctionDef() | ast.ClassDef():
                    todo.append((node, inner))
                case ast.AnnAssign(target=ast.Name(id=name)) if name not in seen:
                    seen.add(name)
                    rows.append(_Variable(name, None))
                case ast.Assign(targets=[target]):
                    annotatable.add(target)
                case ast.Name(id=name, ctx=ast.Store()) if name not in seen:
                    seen.add(name)
                    rows.append(_Variable(name, source.span(node), node in annotatable))
    return own, inner


def _signature(node: ast.FunctionDef, source: SourceFile, places: Places) -> Iterator[Typed]:
    found = places.function_at(source.span(node))
    if found is None:
        return
    function, shown = found
    args = (*node.args.posonlyargs, *node.args.args, node.args.vararg, *node.args.kwonlyargs)
    named = {each.arg: each for each in (*args, node.args.kwarg) if each is not None}
    for index, name in enumerate(function.parameters.names()):
        argument = named.get(name)
        is_self = index == 0 and name in ("self", "cls")
        if argument is None or argument.annotation is not None or is_self:
            continue
        type_ = join_all([each.parameters[index] for each in shown.instances])
        span = source.span(argument)
        yield _hint(span.end_line, span.end_column, "parameter", type_, f": {annotation(type_)}")
    if node.returns is None and node.name != "__init__" and not function.is_generator:
        type_ = join_all([each.returns for each in shown.instances])
        place = _before_colon(node, source)
        if place is not None and type_ != t.NEVER:
            yield _hint(*place, "returns", type_, f" -> {annotation(type_)}")


def _before_colon(node: ast.FunctionDef, source: SourceFile) -> tuple[int, int] | None:
    """Behind the `)` of a signature: the last one before the body's line or statement."""
    first = source.span(node.body[0])
    for line in range(first.line, source.span(node).line - 1, -1):
        text = source.lines[line - 1]
        end = first.column if line == first.line else len(text)
        column = text.rfind("):", 0, end)
        if column >= 0:
            return line, column + 1
    return None


def _hint(line: int, column: int, kind: str, type_: t.Type, edit: str) -> Typed:
    says_something = type_ != t.NEVER and edit.lstrip(":-> ") != "object"
    edit = edit if says_something else ""
    return Hint(line, column, kind, plain(type_), held(type_), edit), type_


def _written(scope: Scope, hint: Hint, type_: t.Type) -> Hint:
    """With its annotation as Python accepts it there, or without an edit."""
    words = hint.edit.lstrip(":-> ")
    if not words:
        return hint
    written = scope.annotation(words, class_symbols(type_), hint.line)
    if written is None:
        return replace(hint, edit="")
    if written.text == words and not written.imports:
        return hint
    edit = hint.edit[: len(hint.edit) - len(words)] + written.text
    return replace(hint, edit=edit, imports=written.imports)
