"""Where the names of one file stand, and the scope whose variable each is: `spots(parsed)`.

Syntax alone: what an attribute belongs to, and which parameter a keyword names, takes types
(`names.py`). Scopes are the compiler's own (`frontend/symbols.py`).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pyc.compiler.frontend.mangling import written
from pyc.compiler.frontend.parser import ParsedModule
from pyc.compiler.frontend.symbols import Scope
from pyc.compiler.source import SourceFile, Span

DEFINES, WRITES, READS = "defines", "writes", "reads"
LAST_WORD = re.compile(r"\w+$")
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


@dataclass(frozen=True, slots=True)
class NameSpot:
    """`owner`: the scope whose variable it is. `node`: what defines it, if it does."""

    name: str
    span: Span
    owner: ast.AST
    role: str
    node: ast.AST | None = None


@dataclass(frozen=True, slots=True)
class AttributeSpot:
    """`whole`: spans of the steps that look it up: the attribute's, and of its call. `of_self`:
    the class, where it is an attribute of a method's first parameter."""

    name: str
    span: Span
    whole: tuple[Span, ...]
    role: str
    of_self: ast.ClassDef | None = None


@dataclass(frozen=True, slots=True)
class KeywordSpot:
    name: str
    span: Span
    call: ast.Call


@dataclass(frozen=True, slots=True)
class ImportSpot:
    """`span`: of the name in its module, in `from module import name`; `bound`: under which name
    it is known here. `name` "": the module itself."""

    node: ast.Import | ast.ImportFrom
    module: str
    name: str
    span: Span
    bound: str
    bound_span: Span


@dataclass(slots=True)
class Spots:
    """A builder, filled by `spots` alone."""

    names: list[NameSpot] = field(default_factory=list)
    attributes: list[AttributeSpot] = field(default_factory=list)
    keywords: list[KeywordSpot] = field(default_factory=list)
    imports: list[ImportSpot] = field(default_factory=list)


def spots(module: ParsedModule) -> Spots:
    """`module.tree` is not None."""
    assert module.tree is not None
    walk = _Walk(module)
    walk.each(module.tree.body, module.scopes[module.tree])
    return walk.found


def owner_of(scope: Scope, name: str) -> Scope:
    """The scope whose variable a name is; the module's for globals and builtins."""
    meaning = scope.meaning(name)
    step: Scope | None = scope
    if meaning == "free":
        step = scope.parent
        while step is not None and (
            step.kind == "class" or name not in step.bound or name in step.declared_nonlocal
        ):
            step = step.parent
    if meaning == "global" or step is None:
        step = scope
        while step.parent is not None:
            step = step.parent
    return step


class _Walk:
    def __init__(self, module: ParsedModule) -> None:
        self._source: SourceFile = module.source
        self._scopes = module.scopes
        self.found = Spots()

    def each(self, nodes: list[ast.stmt] | list[ast.expr], scope: Scope) -> None:
        for node in nodes:
            self.visit(node, scope)

    def visit(self, node: ast.AST, scope: Scope) -> None:
        match node:
            case ast.Name(id=name, ctx=ctx):
                role = READS if isinstance(ctx, ast.Load) else WRITES
                self._name(name, self._source.span(node), scope, role, node)
            case ast.Attribute():
                self._attribute(node, None, scope)
                self.visit(node.value, scope)
            case ast.Call():
                self._call(node, scope)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._name(node.name, self._definition(node), scope, DEFINES, node)
                self.each(node.decorator_list, scope)
                if node.returns is not None:
                    self._annotation(node.returns, scope)
                inner = self._scopes[node]
                self._parameters(node.args, scope, inner)
                self.each(node.body, inner)
            case ast.Lambda(args=args, body=body):
                inner = self._scopes[node]
                self._parameters(args, scope, inner)
                self.visit(body, inner)
            case ast.ClassDef():
                self._name(node.name, self._definition(node), scope, DEFINES, node)
                self.each([*node.decorator_list, *node.bases], scope)
                self.each([each.value for each in node.keywords], scope)
                self.each(node.body, self._scopes[node])
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                self._comprehension(node, scope)
            case ast.Import() | ast.ImportFrom():
                self._import(node, scope)
            case ast.AnnAssign(target=target, annotation=annotation, value=value):
                self.visit(target, scope)
                self._annotation(annotation, scope)
                if value is not None:
                    self.visit(value, scope)
            case _:
                self._words(node, scope)
                for child in ast.iter_child_nodes(node):
                    self.visit(child, scope)

    def _name(
        self, name: str, span: Span, scope: Scope, role: str, node: ast.AST | None = None
    ) -> None:
        owner = owner_of(scope, name).node
        self.found.names.append(NameSpot(name, span, owner, role, node))

    def _words(self, node: ast.AST, scope: Scope) -> None:
        """Names that are no nodes of their own."""
        match node:
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                for name in names:
                    for span in self._matches(rf"\b({re.escape(name)})\b", node):
                        self._name(name, span, scope, READS)
            case ast.ExceptHandler(name=str(name)):
                start = self._source.span(node)
                line = Span(start.line, start.column, start.line, 1 << 30)
                for span in self._matches_in(rf"\bas\s+({re.escape(name)})\s*:", line):
                    self._name(name, span, scope, WRITES, node)
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                whole = self._source.span(node)
                end = whole.end_column
                span = Span(whole.end_line, end - len(name), whole.end_line, end)
                self._name(name, span, scope, WRITES, node)
            case ast.MatchMapping(rest=str(name)):
                for span in self._matches(rf"\*\*\s*({re.escape(name)})\b", node):
                    self._name(name, span, scope, WRITES, node)
            case ast.MatchClass(kwd_attrs=names):
                for name in names:
                    for span in self._matches(rf"\b({re.escape(name)})\s*=", node):
                        self.found.attributes.append(AttributeSpot(name, span, (), READS))

    def _attribute(self, node: ast.Attribute, call: ast.Call | None, scope: Scope) -> None:
        whole = self._source.span(node)
        before = self._source.lines[whole.end_line - 1][: whole.end_column]
        word = LAST_WORD.search(before)
        start = word.start() if word is not None else whole.end_column
        span = Span(whole.end_line, start, whole.end_line, whole.end_column)
        places = (whole,) if call is None else (whole, self._source.span(call))
        role = READS if isinstance(node.ctx, ast.Load) else WRITES
        of_self = _class_of_self(node.value, scope)
        self.found.attributes.append(AttributeSpot(node.attr, span, places, role, of_self))

    def _call(self, node: ast.Call, scope: Scope) -> None:
        if isinstance(node.func, ast.Attribute):
            self._attribute(node.func, node, scope)
            self.visit(node.func.value, scope)
        else:
            self.visit(node.func, scope)
        self.each(node.args, scope)
        for keyword in node.keywords:
            if keyword.arg is not None:
                start = self._source.span(keyword)
                end = start.column + len(written(keyword, "arg"))
                span = Span(start.line, start.column, start.line, end)
                self.found.keywords.append(KeywordSpot(keyword.arg, span, node))
            self.visit(keyword.value, scope)

    def _parameters(self, args: ast.arguments, scope: Scope, inner: Scope) -> None:
        for default in (*args.defaults, *args.kw_defaults):
            if default is not None:
                self.visit(default, scope)
        for each in parameters(args):
            start = self._source.span(each)
            end = start.column + len(written(each, "arg"))
            span = Span(start.line, start.column, start.line, end)
            self._name(each.arg, span, inner, DEFINES, each)
            if each.annotation is not None:
                self._annotation(each.annotation, scope)

    def _annotation(self, node: ast.expr, scope: Scope) -> None:
        """One in quotes is a name, too, if it is no more than that."""
        if isinstance(node, ast.Constant) and str(node.value).isidentifier():
            span = self._source.span(node)
            inside = Span(span.line, span.column + 1, span.end_line, span.end_column - 1)
            if isinstance(node.value, str) and _width(inside) == len(node.value):
                self._name(node.value, inside, scope, READS)
        self.visit(node, scope)

    def _comprehension(self, node: Comprehension, scope: Scope) -> None:
        inner = self._scopes[node]
        for index, generator in enumerate(node.generators):
            self.visit(generator.iter, inner if index else scope)
            self.visit(generator.target, inner)
            self.each(generator.ifs, inner)
        parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        self.each(parts, inner)

    def _import(self, node: ast.Import | ast.ImportFrom, scope: Scope) -> None:
        module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
        for alias in node.names:
            if alias.name == "*":
                continue
            whole = self._source.span(alias)
            name = alias.name if isinstance(node, ast.ImportFrom) else ""
            first = alias.name.partition(".")[0]
            bound = alias.asname or first
            start = whole.column
            span = Span(whole.line, start, whole.line, start + len(alias.name if name else first))
            bound_span = span
            if alias.asname is not None:
                end = whole.end_column
                bound_span = Span(whole.end_line, end - len(alias.asname), whole.end_line, end)
            named = module if name else alias.name if alias.asname is not None else first
            imported = ImportSpot(node, named, name, span, bound, bound_span)
            self.found.imports.append(imported)
            self._name(bound, bound_span, scope, DEFINES, alias)

    def _definition(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Span:
        """Of the name behind `def` or `class`."""
        line = self._source.span(node).line
        name = written(node)
        pattern = rf"\b(?:def|class)\s+({re.escape(name)})\b"
        within = Span(line, self._source.span(node).column, line, 1 << 30)
        found = next(self._matches_in(pattern, within), None)
        return found if found is not None else self._source.span(node)

    def _matches(self, pattern: str, node: ast.AST) -> Iterator[Span]:
        return self._matches_in(pattern, self._source.span(node))

    def _matches_in(self, pattern: str, span: Span) -> Iterator[Span]:
        """Of the pattern's group."""
        for line in range(span.line, span.end_line + 1):
            text = self._source.lines[line - 1]
            start = span.column if line == span.line else 0
            end = min(span.end_column, len(text)) if line == span.end_line else len(text)
            for found in re.compile(pattern).finditer(text, start, end):
                yield Span(line, found.start(1), line, found.end(1))


def _class_of_self(value: ast.expr, scope: Scope) -> ast.ClassDef | None:
    if not isinstance(value, ast.Name):
        return None
    owner = owner_of(scope, value.id)
    around = owner.parent.node if owner.parent is not None else None
    match owner.node:
        case ast.FunctionDef(args=args, decorator_list=[]) if isinstance(around, ast.ClassDef):
            first = [*args.posonlyargs, *args.args][:1]
            if [each.arg for each in first] == [value.id]:
                return around
    return None


def parameters(args: ast.arguments) -> list[ast.arg]:
    every = (*args.posonlyargs, *args.args, args.vararg, *args.kwonlyargs, args.kwarg)
    return [each for each in every if each is not None]


def _width(span: Span) -> int:
    return span.end_column - span.column if span.line == span.end_line else -1
