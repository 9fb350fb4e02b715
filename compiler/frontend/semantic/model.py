"""One module as the checks see it: its functions, classes, and what may change at a distance."""

from __future__ import annotations

import ast
import builtins
from dataclasses import dataclass, field

from pyc.compiler.frontend.semantic.values import Value
from pyc.compiler.frontend.symbols import Scope, scopes
from pyc.compiler.source import SourceFile

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
# Their use means that variables may change behind the checker's back.
DYNAMIC_NAMES = frozenset({"exec", "eval", "globals", "locals", "vars"})
NAME_MAKERS = frozenset({"_convert_", "_convert", "global_enum"})  # enums put names into modules
DYNAMIC_ATTRIBUTES = frozenset({"__dict__", "f_globals", "f_locals", "__class__"})


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
    closure: dict[str, Value] = field(default_factory=dict)

    @property
    def is_stub(self) -> bool:
        """Its body only says that others define it."""
        return all(_says_nothing(each) for each in self.node.body)

    @property
    def is_generator(self) -> bool:
        return self.scope.is_generator

    @property
    def first_parameter(self) -> str | None:
        every = (*self.node.args.posonlyargs, *self.node.args.args)
        return every[0].arg if every else None


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


def module_model(source: SourceFile, name: str, tree: ast.Module) -> ModuleModel:
    model = ModuleModel(source, name, tree, scopes(tree))
    _look_around(model)
    _note_sharing(model)
    _definitions(model, tree, None)
    _link_classes(model)
    return model


def _look_around(model: ModuleModel) -> None:
    own_fields = set()
    for node in ast.walk(model.tree):
        if isinstance(node, ast.ClassDef):
            for method in node.body:
                if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef):
                    own_fields.update(_field_stores(method))
    for node in ast.walk(model.tree):
        match node:
            case ast.Name(id=name) if name in DYNAMIC_NAMES:
                model.is_dynamic = True
                model.sets_attributes = True
            case ast.Name(id=name) | ast.Attribute(attr=name) if name in NAME_MAKERS:
                model.is_dynamic = True
            case ast.Name(id="setattr"):
                model.sets_attributes = True
            case ast.Attribute(attr=name, ctx=ast.Load()):
                model.sets_attributes = model.sets_attributes or name in DYNAMIC_ATTRIBUTES
            case ast.Attribute(attr=name) if node not in own_fields:
                model.stored_attributes.add(name)
            case ast.ImportFrom(names=[ast.alias(name="*")]):
                model.has_star_import = True


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


def _definitions(model: ModuleModel, node: ast.AST, owner: ClassInfo | None) -> None:
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                scope = model.scopes[child]
                kind = _kind(child, owner)
                info = FunctionInfo(model.source, child, scope, child.name, kind, owner)
                model.functions[child] = info
                if owner is not None and child in owner.node.body:
                    owner.methods[child.name] = info
                _definitions(model, child, None)
            case ast.ClassDef():
                info_ = ClassInfo(child, child.name, model, frozenset(model.scopes[child].bound))
                model.classes[child] = info_
                info_.names.update(info_.body_names)
                _definitions(model, child, info_)
                _note_class(model, info_)
            case _:
                _definitions(model, child, owner)


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


def _note_class(model: ModuleModel, info: ClassInfo) -> None:
    node = info.node
    counts: dict[str, int] = {}
    fields: set[str] = set()
    for method in ast.walk(node):
        if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef) and method in node.body:
            counts[method.name] = counts.get(method.name, 0) + 1
            fields |= _fields_of(method)
    info.names |= fields
    for each in ast.walk(node):
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store) and each.id in counts:
            counts[each.id] += 1
    for name, count in counts.items():
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


def _fields_of(method: FunctionNode) -> set[str]:
    """Attributes that the method stores on its first parameter."""
    return {node.attr for node in _field_stores(method)}


def _field_stores(method: FunctionNode) -> list[ast.Attribute]:
    names = [each.arg for each in (*method.args.posonlyargs, *method.args.args)]
    if not names:
        return []
    return [
        node
        for node in ast.walk(method)
        if isinstance(node, ast.Attribute)
        and not isinstance(node.ctx, ast.Load)
        and isinstance(node.value, ast.Name)
        and node.value.id == names[0]
    ]


def _link_classes(model: ModuleModel) -> None:
    """Resolves base classes by name; a base that is not seen leaves the class open."""
    top = {}
    for info in model.classes.values():
        if info.node in model.tree.body and model.scope.bound.get(info.name, 0) is None:
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
    for node in ast.walk(model.tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if top.get(name) is not None:
                made = top[name]
                assert made is not None
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
