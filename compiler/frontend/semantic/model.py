"""One module as the checks see it: its functions, classes, and what may change at a distance."""

from __future__ import annotations

import ast
import builtins
from dataclasses import dataclass, field

from pyc.compiler.frontend.parser import ParsedModule
from pyc.compiler.frontend.semantic.values import Value
from pyc.compiler.frontend.symbols import Scope
from pyc.compiler.frontend.tree import Statement, Tree, inner_statements
from pyc.compiler.source import SourceFile

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
# Their use means that variables may change behind the checker's back.
DYNAMIC_NAMES = frozenset({"exec", "eval", "globals", "locals", "vars"})
NAME_MAKERS = frozenset({"_convert_", "_convert", "global_enum"})  # enums put names into modules
SETTERS = DYNAMIC_NAMES | {"setattr", ".__dict__", ".f_globals", ".f_locals", ".__class__"}


@dataclass(eq=False, slots=True)
class FunctionInfo:
    """A function statement. `kind`: "function", "method", "static", "class", "property", or
    "decorated" where a decorator may have made anything of it."""

    source: SourceFile
    node: FunctionNode
    scope: Scope
    name: str
    kind: str
    owner: ClassInfo | None

    @property
    def is_stub(self) -> bool:
        """Its body only says that others define it."""
        return all(_says_nothing(each) for each in self.node.body)

    @property
    def is_generator(self) -> bool:
        return self.scope.is_generator

    @property
    def first_parameter(self) -> str | None:
        return first_parameter(self.node)


@dataclass(eq=False, slots=True)
class ClassInfo:
    """A class statement. `is_closed`: no metaclass, unknown base, decorator or __getattr__ can
    give it more than is seen; `fields`: what its methods store on self."""

    node: ast.ClassDef
    name: str
    module: ModuleModel
    body_names: frozenset[str]
    bases: list[ClassInfo] = field(default_factory=list)
    builtin_bases: list[str] = field(default_factory=list)
    is_closed: bool = True
    is_dataclass: bool = False
    is_instantiated: bool = False
    methods: dict[str, FunctionInfo] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)  # of the body, and fields of self
    subclasses: list[ClassInfo] = field(default_factory=list)
    fields: dict[str, Value] = field(default_factory=dict)

    def mro(self) -> list[ClassInfo]:
        """Itself and all bases, in an order that is exact for single inheritance."""
        result = [self]
        for base in self.bases:
            result += [each for each in base.mro() if each not in result]
        return result

    def below(self) -> list[ClassInfo]:
        result = []
        for each in self.subclasses:
            result += [each, *each.below()]
        return result

    def find(self, name: str) -> FunctionInfo | None:
        """The method of that name, unless something else has the name too."""
        for each in self.mro():
            if name in each.methods:
                return each.methods[name]
            if name in each.names:
                return None
        return None

    def has(self, name: str) -> bool:
        return any(name in each.names for each in self.mro())


@dataclass(eq=False)
class ModuleModel:
    """`stored_attributes`: every name that any statement of the module sets as an attribute."""

    source: SourceFile
    name: str
    tree: ast.Module
    index: Tree
    scopes: dict[ast.AST, Scope]
    functions: dict[ast.AST, FunctionInfo] = field(default_factory=dict)
    classes: dict[ast.AST, ClassInfo] = field(default_factory=dict)
    stored_attributes: set[str] = field(default_factory=set)
    volatile: set[tuple[Scope, str]] = field(default_factory=set)
    captured: set[tuple[Scope, str]] = field(default_factory=set)
    has_star_import: bool = False
    is_dynamic: bool = False
    sets_attributes: bool = False  # setattr, __dict__, ...: attributes may appear anywhere

    @property
    def scope(self) -> Scope:
        return self.scopes[self.tree]


def module_model(parsed: ParsedModule, name: str) -> ModuleModel:
    """`parsed.tree` is not None."""
    tree = parsed.index
    model = ModuleModel(parsed.source, name, tree.module, tree, parsed.scopes)
    shapes = {node: shape for each in tree.statements for node, shape in class_shapes(each).items()}
    _look_around(model, {store for each in shapes.values() for store in each.stores})
    _note_sharing(model)
    _definitions(model, tree.module, None, shapes)
    _link_classes(model)
    return model


@dataclass(slots=True)
class ClassShape:
    """`stores`: what methods store on their first parameter; `counts`: how often each method's
    name is bound in the class or anywhere inside."""

    counts: dict[str, int]
    stores: list[ast.Attribute] = field(default_factory=list)


def class_shapes(statement: Statement) -> dict[ast.AST, ClassShape]:
    """Of all classes in a statement."""
    shapes: dict[ast.AST, ClassShape] = {}
    methods: dict[ast.AST, ClassShape] = {}
    for class_ in statement.nodes(ast.ClassDef):
        shape = shapes[class_] = ClassShape({})
        for method in class_.body:
            if isinstance(method, FunctionNode):
                methods[method] = shape
                shape.counts[method.name] = shape.counts.get(method.name, 0) + 1
    if not methods:
        return shapes
    names = {name for shape in shapes.values() for name in shape.counts}
    for stored in statement.nodes(ast.Name):
        if stored.id in names and isinstance(stored.ctx, ast.Store):
            for around in statement.around(stored):
                if around in shapes and stored.id in shapes[around].counts:
                    shapes[around].counts[stored.id] += 1
    for attribute in statement.nodes(ast.Attribute):
        owner = attribute.value
        if isinstance(owner, ast.Name) and not isinstance(attribute.ctx, ast.Load):
            for around in statement.around(attribute):
                if around in methods and first_parameter(around) == owner.id:
                    methods[around].stores.append(attribute)
    return shapes


def first_parameter(node: ast.AST) -> str | None:
    assert isinstance(node, FunctionNode)
    every = (*node.args.posonlyargs, *node.args.args)
    return every[0].arg if every else None


def _look_around(model: ModuleModel, own_fields: set[ast.Attribute]) -> None:
    used = {node.id for node in model.index.nodes(ast.Name)}
    for node in model.index.nodes(ast.Attribute):
        if isinstance(node.ctx, ast.Load):
            used.add(f".{node.attr}")
        elif node not in own_fields:
            model.stored_attributes.add(node.attr)
        if node.attr in NAME_MAKERS:
            used.add(node.attr)
    model.is_dynamic = bool(used & (DYNAMIC_NAMES | NAME_MAKERS))
    model.sets_attributes = bool(used & SETTERS)
    model.has_star_import = any(
        node.names[0].name == "*" for node in model.index.nodes(ast.ImportFrom)
    )


def _note_sharing(model: ModuleModel) -> None:
    """Which variables other scopes write (volatile) or use (captured)."""
    for scope in model.scopes.values():
        for name in scope.declared_global & set(scope.bound):
            model.volatile.add((model.scope, name))
        for name in (*scope.used, *scope.bound):
            owner = _owner(model, scope, name)
            if owner is None or owner is scope or _frame(scope) is _frame(owner):
                continue
            model.captured.add((owner, name))
            if name in scope.declared_nonlocal:
                model.volatile.add((owner, name))


def _frame(scope: Scope) -> Scope:
    """Comprehensions count as part of the scope around them."""
    while scope.kind == "comprehension" and scope.parent is not None:
        scope = scope.parent
    return scope


def _owner(model: ModuleModel, scope: Scope, name: str) -> Scope | None:
    if name in scope.declared_global:
        return model.scope
    if name in scope.bound and name not in scope.declared_nonlocal:
        return scope
    step = scope.parent
    while step is not None:
        if step.kind != "class" and name in step.bound and name not in step.declared_nonlocal:
            return step
        step = step.parent
    return None


def _definitions(
    model: ModuleModel, node: ast.AST, owner: ClassInfo | None, shapes: dict[ast.AST, ClassShape]
) -> None:
    for child in inner_statements(node):
        match child:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                scope = model.scopes[child]
                kind = _kind(child, owner)
                info = FunctionInfo(model.source, child, scope, child.name, kind, owner)
                model.functions[child] = info
                if owner is not None and child in owner.node.body:
                    owner.methods[child.name] = info
                _definitions(model, child, None, shapes)
            case ast.ClassDef():
                info_ = ClassInfo(child, child.name, model, frozenset(model.scopes[child].bound))
                model.classes[child] = info_
                info_.names.update(info_.body_names)
                _definitions(model, child, info_, shapes)
                _note_class(info_, shapes[child])
            case _:
                _definitions(model, child, owner, shapes)


def _kind(node: FunctionNode, owner: ClassInfo | None) -> str:
    plain = "method" if owner is not None else "function"
    if owner is not None and node.name in ("__new__", "__init_subclass__", "__class_getitem__"):
        return "static" if node.name == "__new__" else "class"
    match node.decorator_list:
        case []:
            return plain
        case [ast.Name(id="staticmethod")] if owner is not None:
            return "static"
        case [ast.Name(id="classmethod")] if owner is not None:
            return "class"
        case [ast.Name(id="property")] if owner is not None:
            return "property"
        case _:
            return "decorated"


def _note_class(info: ClassInfo, shape: ClassShape) -> None:
    node = info.node
    fields = {each.attr for each in shape.stores}
    info.names |= fields
    for name, count in shape.counts.items():
        if count > 1 or name in fields or info.methods[name].kind == "decorated":
            info.methods.pop(name)
    match node.decorator_list:
        case []:
            pass
        case [ast.Name(id="dataclass") | ast.Call(func=ast.Name(id="dataclass"), args=[])]:
            info.is_dataclass = True
        case _:
            info.is_closed = False
    hooks = {"__getattr__", "__getattribute__", "__new__", "__slots__", "__init_subclass__"}
    if node.keywords or info.names & hooks:
        info.is_closed = False


def _link_classes(model: ModuleModel) -> None:
    """Resolves base classes by name; a base that is not seen leaves the class open."""
    top = {}
    top_level = set(model.tree.body)
    for info in model.classes.values():
        if info.node in top_level and model.scope.bound.get(info.name, 0) is None:
            top[info.name] = None if info.name in top else info
    builtin_names = {"object", "list", "dict", "set", "tuple", "str", "int", "float"}
    exceptions = {
        name
        for name, value in vars(builtins).items()
        if isinstance(value, type) and issubclass(value, BaseException)
    }
    for info in model.classes.values():
        for base in info.node.bases:
            name = base.id if isinstance(base, ast.Name) else ""
            found = top.get(name)
            if found is not None and found is not info and info not in found.mro():
                info.bases.append(found)
                found.subclasses.append(info)
            elif name in builtin_names | exceptions and name not in model.scope.bound:
                if name != "object":
                    info.builtin_bases.append(name)
            else:
                info.is_closed = False
    for info in model.classes.values():
        if not all(each.is_closed for each in info.mro()):
            info.is_closed = False
    for node in model.index.nodes(ast.Call):
        made = top.get(node.func.id) if isinstance(node.func, ast.Name) else None
        if made is not None:
            made.is_instantiated = True


def defaults_of(args: ast.arguments) -> list[tuple[ast.arg, ast.expr]]:
    """Parameters that have a default, with it."""
    positional = (*args.posonlyargs, *args.args)
    n_required = len(positional) - len(args.defaults)
    pairs = list(zip(positional[n_required:], args.defaults, strict=True))
    for each, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        if default is not None:
            pairs.append((each, default))
    return pairs


def _says_nothing(statement: ast.stmt) -> bool:
    match statement:
        case ast.Pass() | ast.Raise() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Return(value=None | ast.Constant(value=None)):
            return True
        case _:
            return False
