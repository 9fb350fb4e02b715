"""Names that nothing defines."""

from __future__ import annotations

import ast
import difflib
import sys

from pyc.compiler.diagnostics.catalogue import UndefinedName
from pyc.compiler.diagnostics.problem import Located
from pyc.compiler.frontend.semantic.frame import BUILTINS
from pyc.compiler.frontend.semantic.guards import Guards
from pyc.compiler.frontend.semantic.model import ModuleModel
from pyc.compiler.frontend.symbols import Scope

ALWAYS_THERE = frozenset({
    "__file__", "__path__", "__name__", "__doc__", "__package__", "__spec__", "__loader__",
    "__builtins__", "__annotations__", "__dict__", "__debug__", "__class__", "__module__",
    "__qualname__", "__cached__", "__version__",
    "_",  # gettext installs it
    "reveal_type", "WindowsError",
})  # fmt: skip
USUAL = {
    "null": "None", "nil": "None", "true": "True", "false": "False", "undefined": "None",
    "unicode": "str", "xrange": "range", "raw_input": "input", "unichr": "chr", "long": "int",
    "basestring": "str", "printf": "print", "println": "print", "string": "str", "this": "self",
    "elif": "if", "raises": "raise",
}  # fmt: skip


def undefined_names(model: ModuleModel, guards: Guards) -> list[Located]:
    if model.has_star_import or model.is_dynamic:
        return []
    known = set(model.scope.bound) | BUILTINS | ALWAYS_THERE
    for scope in model.scopes.values():
        known |= scope.declared_global & set(scope.bound)
    found = []
    for scope in model.scopes.values():
        suspects = {
            name for name in scope.used if name not in known and scope.meaning(name) == "global"
        }
        if suspects:
            found += _reports(model, guards, scope, suspects)
    return found


def _reports(
    model: ModuleModel, guards: Guards, scope: Scope, suspects: set[str]
) -> list[Located]:
    result = []
    for node in _loads(model, scope):
        if node.id in suspects and not guards.catches(node, "NameError"):
            help_ = _advice(model, scope, node.id)
            span = model.source.span(node)
            result.append(Located(UndefinedName(node.id), model.source, span, help=help_))
    return result


def _loads(model: ModuleModel, scope: Scope) -> list[ast.Name]:
    """The names that the scope itself reads, in the order of the text."""
    result: list[ast.Name] = []

    def visit(node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Load):
                result.append(child)
            if child not in model.scopes:
                visit(child)
            else:
                _visit_outside(model, child, visit, result)

    _inside(scope.node, visit, result)
    unique = {id(each): each for each in result}
    return sorted(unique.values(), key=lambda each: (each.lineno, each.col_offset))


def _inside(node: ast.AST, visit, result: list[ast.Name]) -> None:  # type: ignore[no-untyped-def]
    """The parts of a scope's node that run in the scope."""
    match node:
        case ast.FunctionDef(body=body) | ast.AsyncFunctionDef(body=body) | ast.ClassDef(body=body):
            visit(ast.Module(body, []))
        case ast.Lambda(body=body):
            visit(ast.Expr(body))
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            first, *more = node.generators
            parts: list[ast.AST] = [*first.ifs, *more]
            is_dict = isinstance(node, ast.DictComp)
            parts += [node.key, node.value] if is_dict else [node.elt]  # type: ignore[union-attr]
            visit(ast.Tuple(parts, ast.Load()))  # type: ignore[arg-type]
        case _:
            visit(node)


def _visit_outside(model: ModuleModel, node: ast.AST, visit, result: list[ast.Name]) -> None:  # type: ignore[no-untyped-def]
    """The parts of an inner scope's node that run in the scope around."""
    match node:
        case ast.FunctionDef(args=args) | ast.AsyncFunctionDef(args=args):
            defaults = [each for each in (*args.defaults, *args.kw_defaults) if each is not None]
            visit(ast.Tuple([*node.decorator_list, *defaults], ast.Load()))
        case ast.Lambda(args=args):
            defaults = [each for each in (*args.defaults, *args.kw_defaults) if each is not None]
            visit(ast.Tuple(defaults, ast.Load()))
        case ast.ClassDef(bases=bases, keywords=keywords, decorator_list=decorators):
            values = [keyword.value for keyword in keywords]
            visit(ast.Tuple([*decorators, *bases, *values], ast.Load()))
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            visit(ast.Tuple([node.generators[0].iter], ast.Load()))


def _advice(model: ModuleModel, scope: Scope, name: str) -> str:
    if name in USUAL:
        return f"in Python it is `{USUAL[name]}`"
    visible = set(model.scope.bound) | {each for each in BUILTINS if not each.startswith("_")}
    step: Scope | None = scope
    while step is not None:
        if step.kind != "class" or step is scope:
            visible |= set(step.bound)
        step = step.parent
    if name in sys.stdlib_module_names:
        return f"it is a module: add `import {name}`"
    owner = _class_with(model, scope, name)
    if owner:
        return f"the attribute is reached as `self.{name}`"
    close = difflib.get_close_matches(name, sorted(visible), n=1, cutoff=0.7)
    return f"did you mean `{close[0]}`?" if close else ""


def _class_with(model: ModuleModel, scope: Scope, name: str) -> bool:
    step: Scope | None = scope
    while step is not None:
        info = model.classes.get(step.node)
        if info is not None and name in info.names:
            return True
        step = step.parent
    return False
