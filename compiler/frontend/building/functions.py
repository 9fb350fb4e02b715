"""Functions, lambdas, generator expressions: their own flow, and the value that names them."""

from __future__ import annotations

import ast
import builtins
from functools import partial

from pyc.compiler.flow import nodes, ops
from pyc.compiler.flow.nodes import CallShape, FlowFunction, FunctionData, Parameters, Register
from pyc.compiler.frontend.building import comprehensions, expressions, statements
from pyc.compiler.frontend.building.context import Builder
from pyc.compiler.frontend.building.kept import kept
from pyc.compiler.frontend.mangling import written
from pyc.compiler.frontend.symbols import Scope


def function_statement(build: Builder, node: ast.FunctionDef) -> None:
    decorators = decorator_values(build, node)
    result = decorated(build, node, decorators, _function_value(build, node, written(node)))
    build.store(node.name, result, node)


def decorator_values(build: Builder, node: ast.FunctionDef | ast.ClassDef) -> list[Register]:
    """Evaluated before what they decorate; the statement's own line comes behind theirs."""
    values = []
    for index, each in enumerate(node.decorator_list):
        if index:
            build.line(each)
        values.append(expressions.value(build, each))
    if values:
        build.line(node)
    return values


def decorated(
    build: Builder, node: ast.FunctionDef | ast.ClassDef, decorators: list[Register], made: Register
) -> Register:
    for decorator, expression in zip(
        reversed(decorators), reversed(node.decorator_list), strict=True
    ):
        build.line(expression)
        made = build.emit(ops.CALL, (decorator, made), CallShape(1), expression)
    if decorators:
        build.line(node)
    return made


def lambda_value(build: Builder, node: ast.Lambda) -> Register:
    return _function_value(build, node, "<lambda>")


def _function_value(
    build: Builder, node: ast.FunctionDef | ast.Lambda, name: str
) -> Register:
    args = node.args
    defaults = [expressions.value(build, each) for each in args.defaults]
    keyword_defaults = [
        (each.arg, expressions.value(build, default))
        for each, default in zip(args.kwonlyargs, args.kw_defaults, strict=True)
        if default is not None
    ]
    annotations = _annotations(build, node) if isinstance(node, ast.FunctionDef) else None
    with_default = tuple(name for name, _ in keyword_defaults)
    build_it = partial(_function, build, node, name, with_default)
    function = kept(build, node, name, build_it)
    values = (*defaults, *(register for _, register in keyword_defaults))
    made = make_function(build, function, values, len(defaults), with_default)
    if annotations is not None:
        build.step(ops.SET_ATTR, (), (made, annotations), "__annotations__")
    return made


def _function(
    build: Builder, node: ast.FunctionDef | ast.Lambda, name: str, with_default: tuple[str, ...]
) -> FlowFunction:
    args = node.args
    scope = build.module.scopes[node]
    function = new_function(build, scope, name, _parameters(args, with_default), node)
    inner = Builder(build.module, function, scope)
    inner.span = build.span_of(node)
    enter_function(inner)
    if isinstance(node, ast.Lambda):
        inner.line(node.body)
        inner.end(nodes.Return(expressions.value(inner, node.body)))
    else:
        function.doc = ast.get_docstring(node, clean=False)
        annotated = (*args.posonlyargs, *args.args, args.vararg, *args.kwonlyargs, args.kwarg)
        function.annotations = tuple(each.annotation for each in annotated if each is not None)
        function.return_annotation = node.returns
        statements.body(inner, statements.behind_docstring(node.body))
        finish(inner)
    return function


def _annotations(build: Builder, node: ast.FunctionDef) -> Register | None:
    """The dict for __annotations__, where the module reads it; evaluated in CPython's order."""
    args = node.args
    annotated = (*args.args, *args.posonlyargs, args.vararg, *args.kwonlyargs, args.kwarg)
    pairs = [(each.arg, each.annotation) for each in annotated if each is not None]
    items: list[Register] = []
    for name, annotation in (*pairs, ("return", node.returns)):
        if annotation is None:
            continue
        value = annotation_value(build, annotation)
        if value is not None:
            items += [build.constant(name), value]
    return build.emit(ops.DICT, tuple(items)) if items else None


def finish(build: Builder) -> None:
    """Falls off the end: return None."""
    build.end(nodes.Return(build.constant(None)) if build.is_open else nodes.Jump(build.block))


def new_function(
    build: Builder, scope: Scope, name: str, parameters: Parameters, node: ast.AST
) -> FlowFunction:
    outer = build.function
    if outer.kind == "module" or name in _declared_global(build, scope):
        qualname = name
    elif outer.kind == "class":
        qualname = f"{outer.qualname}.{name}"
    else:
        qualname = f"{outer.qualname}.<locals>.{name}"
    function = FlowFunction(
        name=name,
        qualname=qualname,
        symbol=build.module.symbol(qualname),
        kind="function",
        source=build.module.source,
        module=build.module.name,
        span=build.span_of(node),
        parameters=parameters,
        is_generator=scope.is_generator or isinstance(node, ast.GeneratorExp),
        free_names=tuple(scope.free),
    )
    build.module.functions.append(function)
    outer.inner.append(function)
    return function


def _declared_global(build: Builder, scope: Scope) -> set[str]:
    return scope.parent.declared_global if scope.parent is not None else set()


def enter_function(build: Builder) -> None:
    """Registers for parameters, cells for what inner functions share, cells from the closure."""
    function, scope = build.function, build.scope
    registers = []
    for name in function.parameters.names():
        registers.append(build.register(name))
    function.parameter_registers = tuple(registers)
    for index, name in enumerate(scope.free):
        build.cells[scope, name] = build.emit(ops.CLOSURE, data=index)
    for name, register in zip(function.parameters.names(), registers, strict=True):
        if name in scope.cells:
            build.cells[scope, name] = build.emit(ops.NEW_CELL, (register,))
            build.show(scope, name, build.cells[scope, name], is_cell=True)
        else:
            build.variables[scope, name] = register
            register.shown = nodes.Shown(name)
            build.show(scope, name, register)
    for name in scope.cells:
        if (scope, name) not in build.cells:
            build.cells[scope, name] = build.emit(ops.NEW_CELL)
            build.show(scope, name, build.cells[scope, name], is_cell=True)
    for name in scope.free:
        build.show(scope, name, build.cells[scope, name], is_cell=True)


def make_function(
    build: Builder,
    function: FlowFunction,
    values: tuple[Register, ...] = (),
    n_defaults: int = 0,
    keyword_defaults: tuple[str, ...] = (),
) -> Register:
    cells = tuple(_captured(build, name) for name in function.free_names)
    data = FunctionData(function, n_defaults, keyword_defaults, len(cells))
    return build.emit(ops.FUNCTION, values + cells, data)


def _captured(build: Builder, name: str) -> Register:
    scope: Scope | None = build.scope
    while scope is not None:
        if (scope, name) in build.cells:
            return build.cells[scope, name]
        scope = scope.parent
    raise AssertionError(f"no cell for {name}")


def _parameters(args: ast.arguments, keyword_defaults: tuple[str, ...]) -> Parameters:
    return Parameters(
        positional=tuple(each.arg for each in (*args.posonlyargs, *args.args)),
        n_positional_only=len(args.posonlyargs),
        varargs=args.vararg.arg if args.vararg else None,
        keyword_only=tuple(each.arg for each in args.kwonlyargs),
        varkeywords=args.kwarg.arg if args.kwarg else None,
        n_defaults=len(args.defaults),
        keyword_defaults=keyword_defaults,
    )


def generator_expression(build: Builder, node: ast.GeneratorExp) -> Register:
    first = node.generators[0].iter
    iterator = build.emit(ops.ITER, (expressions.value(build, first),), None, first)
    scope = build.module.scopes[node]
    function = new_function(build, scope, "<genexpr>", Parameters(positional=(".0",)), node)
    inner = Builder(build.module, function, scope)
    inner.span = build.span_of(node)
    enter_function(inner)
    source = function.parameter_registers[0]

    def give() -> None:
        inner.emit(ops.YIELD, (expressions.value(inner, node.elt),), None, node)

    comprehensions._loops(inner, node.generators, source, give)
    finish(inner)
    callee = make_function(build, function)
    return build.emit(ops.CALL, (callee, iterator), CallShape(1), node)


def annotation_value(build: Builder, annotation: ast.expr) -> Register | None:
    """The value where the program may see it, or that it is computed. Else only NameErrors count:
    a name that the module may not have yet is looked up."""
    if build.module.future_annotations:
        return build.constant(ast.unparse(annotation)) if build.module.reads_annotations else None
    parts = tuple(ast.walk(annotation))
    is_erased = any(isinstance(each, ast.Name) and each.id in build.module.erased for each in parts)
    is_plain = not is_erased and not any(isinstance(each, SCOPES) for each in parts)
    if build.module.reads_annotations and not is_plain:
        return build.constant(ast.unparse(annotation))
    is_computed = any(isinstance(each, ast.Call) for each in parts)
    if is_plain and (build.module.reads_annotations or is_computed):
        value = expressions.value(build, annotation)
        return value if build.module.reads_annotations else None
    _annotation_names(build, annotation)
    return None


SCOPES = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.NamedExpr)


def _annotation_names(build: Builder, annotation: ast.expr) -> None:
    for node in ast.walk(annotation):
        if isinstance(node, ast.Name) and node.id not in build.module.erased:
            _, meaning = build.owner(node.id)
            if meaning == "global" and node.id not in _BUILTIN_NAMES:
                build.emit(ops.LOAD_GLOBAL, data=node.id, node=node)


_BUILTIN_NAMES = frozenset(dir(builtins))
