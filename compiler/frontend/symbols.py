"""Scopes: what each name in a module means.

`scopes(tree)` gives a `Scope` for the module and for every function, lambda, class and
comprehension below it, keyed by node. A name in a scope is one of

    local    a register of this function
    cell     a local that inner functions use: a cell
    free     a cell of an enclosing function
    global   of the module, else a builtin
    class    (class bodies) looked up in the namespace, then as global or free

as the Python reference, section 4.2.2, rules.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import partial

from pyc.compiler.frontend.tree import Statement, Tree

Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
ScopeNode = (
    ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef | Comprehension
)


@dataclass(slots=True, eq=False)
class Scope:
    node: ScopeNode
    parent: Scope | None
    bound: dict[str, None] = field(default_factory=dict)
    used: dict[str, None] = field(default_factory=dict)
    declared_global: set[str] = field(default_factory=set)
    declared_nonlocal: set[str] = field(default_factory=set)
    cells: dict[str, None] = field(default_factory=dict)
    free: dict[str, None] = field(default_factory=dict)
    children: list[Scope] = field(default_factory=list)
    walrus: bool = False
    is_generator: bool = False
    is_fused: bool = False

    @property
    def kind(self) -> str:
        match self.node:
            case ast.Module():
                return "module"
            case ast.ClassDef():
                return "class"
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                return "function"
            case _:
                return "comprehension"

    @property
    def is_inlined(self) -> bool:
        """Comprehensions, and generator expressions that are consumed on the spot, run in the
        frame around them."""
        return isinstance(self.node, ast.ListComp | ast.SetComp | ast.DictComp) or self.is_fused

    def meaning(self, name: str) -> str:
        if name in self.declared_global:
            return "global"
        if self.kind == "class" and name in self.bound and name not in self.declared_nonlocal:
            return "class"  # a method may still use the enclosing function's variable of this name
        if name in self.free:
            return "free"
        if self.kind == "module":
            return "global"
        if name in self.bound:
            return "cell" if name in self.cells else "local"
        return "global"


# Builtins that take a whole iterable at once, so that a generator expression handed to them can
# run as a loop in place.
CONSUMERS = frozenset({"sum", "any", "all", "min", "max", "list", "tuple", "set", "sorted"})
REBINDABLE = CONSUMERS | {"*"}


def scopes(tree: Tree) -> dict[ast.AST, Scope]:
    root = Scope(tree.module, None)
    found: dict[ast.AST, Scope] = {tree.module: root}
    names = rebound(tree)
    for statement in tree.statements:
        part, inner = statement.once("scopes", names, partial(_scopes_of, statement, names))
        root.bound.update(part.bound)
        root.used.update(part.used)
        root.declared_global |= part.declared_global
        root.walrus |= part.walrus
        root.children += part.children
        for child in part.children:
            child.parent = root
        found.update(inner)
    return found


def rebound(tree: Tree) -> frozenset[str]:
    """The consumers whose names the module gives another meaning somewhere; "*": perhaps all."""
    return frozenset[str]().union(*map(_rebound, tree.statements))


def _scopes_of(
    statement: Statement, names: frozenset[str]
) -> tuple[Scope, dict[ast.AST, Scope]]:
    """What a statement does to the module's scope, and the scopes within."""
    part = Scope(ast.Module([], []), None)
    inner: dict[ast.AST, Scope] = {}
    _Collector(part, inner, _fusable(statement, names)).visit(statement.node)
    _resolve(part)
    return part, inner


def _rebound(statement: Statement) -> frozenset[str]:
    return statement.once("rebound", None, lambda: frozenset(_bound(statement) & REBINDABLE))


def _bound(statement: Statement) -> set[str]:
    bound = {node.id for node in statement.nodes(ast.Name) if isinstance(node.ctx, ast.Store)}
    bound.update(node.arg for node in statement.nodes(ast.arg))
    bound.update(node.name for node in statement.nodes(ast.FunctionDef))
    bound.update(node.name for node in statement.nodes(ast.ClassDef))
    bound.update(node.name for node in statement.nodes(ast.ExceptHandler) if node.name)
    bound.update(node.asname or node.name for node in statement.nodes(ast.alias))
    return bound


def _fusable(statement: Statement, names: frozenset[str]) -> frozenset[ast.AST]:
    """Generator expressions whose consumer is a builtin that this module never rebinds."""
    if "*" in names:
        return frozenset()
    candidates = []
    for node in statement.nodes(ast.Call):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[ast.GeneratorExp() as generator]):
                if name in CONSUMERS:
                    candidates.append((name, generator))
            case ast.Call(
                func=ast.Attribute(value=ast.Constant(value=str()), attr="join"),
                args=[ast.GeneratorExp() as generator],
                keywords=[],
            ):
                candidates.append(("", generator))
    return frozenset(generator for name, generator in candidates if name not in names)


class _Collector:
    """Walks one scope's statements; opens a new collector for each inner scope."""

    def __init__(
        self, scope: Scope, found: dict[ast.AST, Scope], fusable: frozenset[ast.AST]
    ) -> None:
        self.scope = scope
        self.found = found
        self.fusable = fusable

    def body(self, statements: list[ast.stmt]) -> None:
        for statement in statements:
            self.visit(statement)

    def bind(self, name: str) -> None:
        self.scope.bound.setdefault(name)

    def open(self, node: ScopeNode) -> _Collector:
        inner = Scope(node, self.scope, is_fused=node in self.fusable)
        self.scope.children.append(inner)
        self.found[node] = inner
        return _Collector(inner, self.found, self.fusable)

    def visit(self, node: ast.AST) -> None:
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                self.scope.used.setdefault(name)
                if name == "super" and self._in_method():
                    self.scope.used.setdefault("__class__")
            case ast.Name(id=name):
                self.bind(name)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._function(node)
            case ast.Lambda(args=args, body=body):
                self._defaults(args)
                inner = self.open(node)
                inner._parameters(args)
                inner.visit(body)
            case ast.ClassDef():
                self._class(node)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                self._comprehension(node)
            case ast.Global(names=names):
                self.scope.declared_global.update(names)
            case ast.Nonlocal(names=names):
                self.scope.declared_nonlocal.update(names)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                for alias in aliases:
                    if alias.name != "*":
                        self.bind(alias.asname or alias.name.split(".")[0])
            case ast.ExceptHandler(name=name):
                if name:
                    self.bind(name)
                self._children(node)
            case ast.MatchAs(name=name) | ast.MatchStar(name=name):
                if name:
                    self.bind(name)
                self._children(node)
            case ast.MatchMapping(rest=rest):
                if rest:
                    self.bind(rest)
                self._children(node)
            case ast.NamedExpr(target=target, value=value):
                self.visit(value)
                owner = self.scope
                while owner.kind == "comprehension" and owner.parent is not None:
                    owner = owner.parent
                owner.bound.setdefault(target.id)
                owner.walrus = True
                self.scope.walrus = True
                if owner is not self.scope:
                    self.scope.declared_nonlocal.add(target.id)
            case ast.Yield() | ast.YieldFrom():
                self.scope.is_generator = True
                self._children(node)
            case ast.AnnAssign(target=target, annotation=annotation, value=value):
                if node.simple or value is not None or not isinstance(target, ast.Name):
                    self.visit(target)
                if self.scope.kind in ("module", "class"):
                    self.visit(annotation)
                if value is not None:
                    self.visit(value)
            case _:
                self._children(node)

    def _children(self, node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            self.visit(child)

    def _in_method(self) -> bool:
        scope: Scope | None = self.scope
        while scope is not None:
            if scope.kind == "class":
                return True
            scope = scope.parent
        return False

    def _defaults(self, args: ast.arguments) -> None:
        for default in (*args.defaults, *args.kw_defaults):
            if default is not None:
                self.visit(default)

    def _parameters(self, args: ast.arguments) -> None:
        for each in (*args.posonlyargs, *args.args, args.vararg, *args.kwonlyargs, args.kwarg):
            if each is not None:
                self.bind(each.arg)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.bind(node.name)
        for decorator in node.decorator_list:
            self.visit(decorator)
        self._defaults(node.args)
        inner = self.open(node)
        inner._parameters(node.args)
        inner.body(node.body)

    def _class(self, node: ast.ClassDef) -> None:
        self.bind(node.name)
        for each in (*node.decorator_list, *node.bases):
            self.visit(each)
        for keyword in node.keywords:
            self.visit(keyword.value)
        inner = self.open(node)
        for implicit in ("__module__", "__qualname__"):
            inner.bind(implicit)
        inner.body(node.body)

    def _comprehension(self, node: Comprehension) -> None:
        self.visit(node.generators[0].iter)  # evaluated in the scope around
        inner = self.open(node)
        for index, generator in enumerate(node.generators):
            inner.visit(generator.target)
            if index:
                inner.visit(generator.iter)
            for condition in generator.ifs:
                inner.visit(condition)
        if isinstance(node, ast.DictComp):
            inner.visit(node.key)
            inner.visit(node.value)
        else:
            inner.visit(node.elt)


def _resolve(scope: Scope) -> None:
    """Marks which names are free here and cells in the scope that owns them."""
    for name in (*scope.used, *scope.declared_nonlocal):
        if name in scope.bound and name not in scope.declared_nonlocal:
            if name != "__class__":
                continue
        if name in scope.declared_global or scope.kind == "module":
            continue
        owner = _owner(scope, name)
        if owner is not None:
            _thread(scope, owner, name)
    for child in scope.children:
        _resolve(child)


def _owner(scope: Scope, name: str) -> Scope | None:
    """The enclosing function scope (or class, for __class__) in which `name` is a variable."""
    outer = scope.parent
    while outer is not None and outer.kind != "module":
        if outer.kind == "class":
            if name == "__class__":
                return outer
        elif name in outer.declared_global:
            return None
        elif name in outer.bound and name not in outer.declared_nonlocal:
            return outer
        outer = outer.parent
    return None


def _thread(scope: Scope, owner: Scope, name: str) -> None:
    """Makes `name` free in every scope from `scope` up to its owner, where it is a cell."""
    crossing = False  # does a real function boundary lie between?
    step: Scope | None = scope
    chain = []
    while step is not None and step is not owner:
        chain.append(step)
        crossing = crossing or not step.is_inlined
        step = step.parent
    for each in chain:
        each.free.setdefault(name)
    if crossing:
        owner.cells.setdefault(name)
