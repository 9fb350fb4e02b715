"""Runs a Python file on the C runtime, statement by statement from its syntax tree.

A stand-in for compiled code in tests of the runtime: what a compiled program would call, this calls
through ctypes. Words are never dropped, so that only meaning is tested, not counts.

    python interpreter.py program.py
"""

from __future__ import annotations

import ast
import ctypes
import os
import sys
from collections.abc import Generator, Iterator
from ctypes import POINTER, c_char_p
from pathlib import Path

os.environ.setdefault("PYC_RUNTIME_BUILT", "1")
from expressions import Expressions
from structures import (
    BINARY,
    BODY,
    KEPT,
    MODULE_BODY,
    Break,
    ClassSpec,
    Code,
    Continue,
    ModuleSpec,
    Pending,
    Program,
    Return,
    Scope,
    Site,
    Slot,
    Step,
    assigned,
    bump,
    c,
    drain,
    is_yield,
    n,
    qualified,
    signed,
    text,
    words,
)

from runtime import NONE, Word, function, library, state


class Interpreter(Expressions):
    def __init__(self, path: str) -> None:
        source = Path(path).read_text(encoding="utf-8")
        self.tree = ast.parse(source, path)
        self.lines = source.split("\n")
        bound, _ = assigned(self.tree.body)
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Global):
                bound.update(node.names)
        bound |= {"__name__"}
        self.global_cells = {name: Word(0) for name in sorted(bound)}
        self.global_cells["__name__"].value = text("__main__")
        self.module_scope = Scope("module", "<module>", "", None, set())
        names = list(self.global_cells)
        self.spec = ModuleSpec(
            name=text("__main__"), file=text(path), n_lines=len(self.lines), n_globals=len(names),
            lines=(c_char_p * len(self.lines))(*(line.encode() for line in self.lines)),
            names=words([text(each) for each in names]), body=MODULE_BODY(self.module_body),
            cells=(POINTER(Word) * max(1, len(names)))(*(ctypes.pointer(self.global_cells[each]) for each in names)),
        )  # fmt: skip

    def module_body(self) -> int:
        try:
            drain(self.block(self.tree.body, self.module_scope))
        except Pending:
            return 0
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(99)
        return NONE

    # ---- failing ----

    def site(self, node: ast.AST, scope: Scope) -> Site:
        anchor = end_anchor = -1
        line = self.lines[node.lineno - 1]
        if isinstance(node, ast.BinOp) and node.lineno == node.end_lineno:
            at = node.left.end_col_offset
            while line[at] in " )\\\t":
                at += 1
            anchor, end_anchor = at, at + (2 if line[at + 1] in "/*<>" else 1)
        elif isinstance(node, ast.Subscript) and node.lineno == node.end_lineno:
            at = node.value.end_col_offset
            while line[at] != "[":
                at += 1
            anchor, end_anchor = at, node.end_col_offset
        made = Site(ctypes.pointer(self.spec), text(scope.name), node.lineno, node.end_lineno, node.col_offset,
                    node.end_col_offset, anchor, end_anchor)
        KEPT.append(made)
        return made

    def fail(self, node: ast.AST, scope: Scope) -> Pending:
        library.pyc_trace(ctypes.byref(self.site(node, scope)))
        return Pending()

    def check(self, word: int, node: ast.AST, scope: Scope) -> int:
        if word == 0:
            raise self.fail(node, scope)
        return word

    def status(self, result: int, node: ast.AST, scope: Scope) -> int:
        if result < 0:
            raise self.fail(node, scope)
        return result

    # ---- names ----

    def load(self, name: str, node: ast.AST, scope: Scope) -> int:
        at: Scope | None = scope
        while at is not None and at.kind != "module":
            if at.kind == "class" and at is scope and name not in at.free:
                found = c("pyc_dict_find_str", at.values["<namespace>"], text(name))
                if found:
                    return found
            elif at.kind == "function" and name in at.names:
                if name in at.values:
                    return at.values[name]
                c("pyc_raise_unbound_local" if at is scope else "pyc_raise_unbound_free", text(name))
                raise self.fail(node, scope)
            at = at.parent
        cell = self.global_cells.get(name)
        if cell is not None and cell.value:
            return cell.value
        found = c("pyc_builtin", text(name))
        if not found:
            c("pyc_raise_name", text(name))
            raise self.fail(node, scope)
        return found

    def store(self, name: str, value: int | None, node: ast.AST, scope: Scope) -> None:
        if scope.kind == "class" and name not in scope.free:
            namespace = scope.values["<namespace>"]
            if value is None:
                c("pyc_dict_delete", namespace, text(name))
            else:
                c("pyc_dict_set", namespace, text(name), value)
            return
        at: Scope | None = scope
        while at is not None and at.kind != "module":
            if at.kind == "function" and name in at.names:
                if value is None:
                    if at.values.pop(name, None) is None:
                        c("pyc_raise_unbound_local", text(name))
                        raise self.fail(node, scope)
                else:
                    at.values[name] = value
                return
            at = at.parent
        cell = self.global_cells[name]
        if value is None and not cell.value:
            c("pyc_raise_name", text(name))
            raise self.fail(node, scope)
        cell.value = value or 0
        if value is not None and not value & 1:
            library.pyc_inc_word(Word(value)) if hasattr(library, "pyc_inc_word") else bump(value)

    # ---- statements ----

    def block(self, body: list[ast.stmt], scope: Scope) -> Step:
        for statement in body:
            yield from self.statement(statement, scope)
        return 0

    def statement(self, node: ast.stmt, scope: Scope) -> Step:
        method = getattr(self, "do_" + type(node).__name__)
        return (yield from method(node, scope))

    def do_Expr(self, node: ast.Expr, scope: Scope) -> Step:
        yield from self.value(node.value, scope)
        return 0

    def do_Pass(self, node: ast.Pass, scope: Scope) -> Step:
        yield from ()
        return 0

    do_Global = do_Pass

    def do_Nonlocal(self, node: ast.Nonlocal, scope: Scope) -> Step:
        yield from ()
        return 0

    def do_Break(self, node: ast.Break, scope: Scope) -> Step:
        yield from ()
        raise Break

    def do_Continue(self, node: ast.Continue, scope: Scope) -> Step:
        yield from ()
        raise Continue

    def do_Return(self, node: ast.Return, scope: Scope) -> Step:
        raise Return((yield from self.value(node.value, scope)) if node.value else NONE)

    def do_Assign(self, node: ast.Assign, scope: Scope) -> Step:
        value = yield from self.value(node.value, scope)
        for target in node.targets:
            yield from self.assign(target, value, scope)
        return 0

    def do_AnnAssign(self, node: ast.AnnAssign, scope: Scope) -> Step:
        if node.value:
            value = yield from self.value(node.value, scope)
            yield from self.assign(node.target, value, scope)
        return 0

    def assign(self, target: ast.expr, value: int, scope: Scope) -> Step:
        match target:
            case ast.Name(id=name):
                self.store(name, value, target, scope)
            case ast.Attribute(value=owner, attr=name):
                object_ = yield from self.value(owner, scope)
                cache = ctypes.create_string_buffer(16)
                KEPT.append(cache)
                self.status(c("pyc_set_attribute", object_, text(name), value), target, scope)
            case ast.Subscript(value=owner, slice=key):
                object_ = yield from self.value(owner, scope)
                index = yield from self.value(key, scope)
                self.status(c("pyc_set_item", object_, index, value), target, scope)
            case ast.Tuple(elts=elements) | ast.List(elts=elements):
                yield from self.unpack(target, elements, value, scope)
            case ast.Starred(value=inner):
                yield from self.assign(inner, value, scope)
        return 0

    def unpack(self, node: ast.expr, elements: list[ast.expr], value: int, scope: Scope) -> Step:
        out = words([0] * len(elements))
        stars = [i for i, each in enumerate(elements) if isinstance(each, ast.Starred)]
        if stars:
            result = library.pyc_unpack_star(Word(value), n(stars[0]), n(len(elements) - stars[0] - 1), out)
        else:
            result = library.pyc_unpack(Word(value), n(len(elements)), out)
        self.status(result, node, scope)
        for element, word in zip(elements, list(out), strict=False):
            yield from self.assign(element, word, scope)
        return 0

    def do_AugAssign(self, node: ast.AugAssign, scope: Scope) -> Step:
        target, op = node.target, BINARY[type(node.op)] + 32
        if isinstance(target, ast.Name):
            old = self.load(target.id, target, scope)
            value = yield from self.value(node.value, scope)
            self.store(target.id, self.check(c("pyc_binary", old, value, n(op)), node, scope), node, scope)
            return 0
        object_ = yield from self.value(target.value, scope)
        if isinstance(target, ast.Attribute):
            old = self.check(c("pyc_get_attribute", object_, text(target.attr)), target, scope)
            value = yield from self.value(node.value, scope)
            new = self.check(c("pyc_binary", old, value, n(op)), node, scope)
            self.status(c("pyc_set_attribute", object_, text(target.attr), new), target, scope)
            return 0
        key = yield from self.value(target.slice, scope)
        old = self.check(c("pyc_get_item", object_, key), target, scope)
        value = yield from self.value(node.value, scope)
        new = self.check(c("pyc_binary", old, value, n(op)), node, scope)
        self.status(c("pyc_set_item", object_, key, new), target, scope)
        return 0

    def do_Delete(self, node: ast.Delete, scope: Scope) -> Step:
        for target in node.targets:
            match target:
                case ast.Name(id=name):
                    self.store(name, None, target, scope)
                case ast.Attribute(value=owner, attr=name):
                    object_ = yield from self.value(owner, scope)
                    self.status(c("pyc_delete_attribute", object_, text(name)), target, scope)
                case ast.Subscript(value=owner, slice=key):
                    object_ = yield from self.value(owner, scope)
                    index = yield from self.value(key, scope)
                    self.status(c("pyc_delete_item", object_, index), target, scope)
        return 0

    def truth(self, node: ast.expr, scope: Scope) -> Generator[int, int, bool]:
        word = yield from self.value(node, scope)
        return self.status(c("pyc_truth", word), node, scope) == 1

    def do_If(self, node: ast.If, scope: Scope) -> Step:
        chosen = node.body if (yield from self.truth(node.test, scope)) else node.orelse
        return (yield from self.block(chosen, scope))

    def do_While(self, node: ast.While, scope: Scope) -> Step:
        while (yield from self.truth(node.test, scope)):
            try:
                yield from self.block(node.body, scope)
            except Break:
                return 0
            except Continue:
                pass
        return (yield from self.block(node.orelse, scope))

    def items(self, node: ast.expr, scope: Scope) -> Generator[int, int, Iterator[int]]:
        iterable = yield from self.value(node, scope)
        iterator = self.check(c("pyc_iterate", iterable), node, scope)

        def run() -> Iterator[int]:
            while True:
                word = c("pyc_next", iterator)
                if not word:
                    if state.exception:
                        raise self.fail(node, scope)
                    return
                yield word

        return run()

    def do_For(self, node: ast.For, scope: Scope) -> Step:
        for word in (yield from self.items(node.iter, scope)):
            yield from self.assign(node.target, word, scope)
            try:
                yield from self.block(node.body, scope)
            except Break:
                return 0
            except Continue:
                pass
        return (yield from self.block(node.orelse, scope))

    def do_Assert(self, node: ast.Assert, scope: Scope) -> Step:
        if not (yield from self.truth(node.test, scope)):
            message = (yield from self.value(node.msg, scope)) if node.msg else 0
            c("pyc_raise_assertion", message)
            raise self.fail(node.test, scope)
        return 0

    def do_Raise(self, node: ast.Raise, scope: Scope) -> Step:
        if node.exc is None:
            c("pyc_reraise")
            if not state.handled:
                raise self.fail(node, scope)
            raise Pending
        exception = yield from self.value(node.exc, scope)
        cause = (yield from self.value(node.cause, scope)) if node.cause else 0
        c("pyc_raise", exception, cause)
        raise self.fail(node, scope)

    def do_Try(self, node: ast.Try, scope: Scope) -> Step:
        if not node.finalbody:
            return (yield from self.try_except(node, scope))
        try:
            yield from self.try_except(node, scope)
        except Pending:
            previous = c("pyc_catch")
            try:
                yield from self.block(node.finalbody, scope)
                c("pyc_reraise")
            finally:
                c("pyc_end_catch", previous)
            raise
        except (Break, Continue, Return):
            yield from self.block(node.finalbody, scope)
            raise
        return (yield from self.block(node.finalbody, scope))

    def try_except(self, node: ast.Try, scope: Scope) -> Step:
        try:
            yield from self.block(node.body, scope)
        except Pending:
            if not node.handlers:
                raise
            previous = c("pyc_catch")
            try:
                yield from self.handlers(node, scope)
            finally:
                c("pyc_end_catch", previous)
            return 0
        return (yield from self.block(node.orelse, scope))

    def handlers(self, node: ast.Try, scope: Scope) -> Step:
        for handler in node.handlers:
            if handler.type is not None:
                kind = yield from self.value(handler.type, scope)
                result = library.pyc_exception_matches(Word(state.handled), Word(kind))
                if self.status(result, handler.type, scope) == 0:
                    continue
            if handler.name:
                bump(state.handled)
                self.store(handler.name, state.handled, handler, scope)
            try:
                yield from self.block(handler.body, scope)
            finally:
                if handler.name:
                    self.forget(handler.name, scope)
            return 0
        c("pyc_reraise")
        raise Pending

    def forget(self, name: str, scope: Scope) -> None:
        if scope.kind == "function" and name in scope.names:
            scope.values.pop(name, None)
        elif scope.kind == "module":
            self.global_cells[name].value = 0

    def do_With(self, node: ast.With, scope: Scope) -> Step:
        return (yield from self.with_items(node.items, node.body, scope))

    def with_items(self, items: list[ast.withitem], body: list[ast.stmt], scope: Scope) -> Step:
        if not items:
            return (yield from self.block(body, scope))
        item = items[0]
        manager = yield from self.value(item.context_expr, scope)
        leave = self.check(c("pyc_get_attribute", manager, text("__exit__")), item.context_expr, scope)
        entered = self.check(c("pyc_call_method", manager, text("__enter__"), words([]), n(0), 0), item.context_expr, scope)
        if item.optional_vars:
            yield from self.assign(item.optional_vars, entered, scope)
        try:
            yield from self.with_items(items[1:], body, scope)
        except Pending:
            previous = c("pyc_catch")
            try:
                kind = ctypes.c_uint64.from_address(state.handled + 8).value
                result = c("pyc_call", leave, words([kind, state.handled, NONE]), n(3), 0)
                self.check(result, item.context_expr, scope)
                if c("pyc_truth", result) != 1:
                    c("pyc_reraise")
                    raise
            finally:
                c("pyc_end_catch", previous)
            return 0
        except (Break, Continue, Return):
            self.check(c("pyc_call", leave, words([NONE] * 3), n(3), 0), item.context_expr, scope)
            raise
        self.check(c("pyc_call", leave, words([NONE] * 3), n(3), 0), item.context_expr, scope)
        return 0

    def do_Import(self, node: ast.Import, scope: Scope) -> Step:
        yield from ()
        for alias in node.names:
            module = self.check(function("pyc_import_library")(alias.name.encode()), node, scope)
            self.store(alias.asname or alias.name, module, node, scope)
        return 0

    def do_ImportFrom(self, node: ast.ImportFrom, scope: Scope) -> Step:
        yield from ()
        module = self.check(function("pyc_import_library")(node.module.encode()), node, scope)
        for alias in node.names:
            value = self.check(c("pyc_import_from", module, text(alias.name)), node, scope)
            self.store(alias.asname or alias.name, value, node, scope)
        return 0

    # ---- functions and classes ----

    def do_FunctionDef(self, node: ast.FunctionDef, scope: Scope) -> Step:
        decorators = []
        for each in node.decorator_list:
            decorators.append((yield from self.value(each, scope)))
        value = yield from self.function(node, node.name, node.body, scope)
        for each, decorator in reversed(list(zip(node.decorator_list, decorators, strict=True))):
            value = self.check(c("pyc_call", decorator, words([value]), n(1), 0), each, scope)
        self.store(node.name, value, node, scope)
        return 0

    def function(self, node: ast.FunctionDef | ast.Lambda, name: str, body: list[ast.stmt], scope: Scope) -> Step:
        arguments = node.args
        defaults = []
        for each in arguments.defaults:
            defaults.append((yield from self.value(each, scope)))
        keyword_defaults = c("pyc_dict_new", n(0)) if any(arguments.kw_defaults) else 0
        for parameter, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
            if default is not None:
                c("pyc_dict_set", keyword_defaults, text(parameter.arg), (yield from self.value(default, scope)))
        qualname = qualified(name, scope)
        code = self.code(node, name, qualname, body, scope)
        doc = ast.get_docstring(node, clean=False) if isinstance(node, ast.FunctionDef) else None
        code.doc = text(doc) if doc else 0
        tuple_ = c("pyc_tuple_take", words(defaults), n(len(defaults))) if defaults else 0
        return c("pyc_function_new", ctypes.byref(code), 0, tuple_, keyword_defaults, text("__main__"))

    def code(self, node: ast.AST, name: str, qualname: str, body: list[ast.stmt], scope: Scope) -> Code:
        a = node.args
        positional = [each.arg for each in [*a.posonlyargs, *a.args]]
        keyword_only = [each.arg for each in a.kwonlyargs]
        star, stars = a.vararg and a.vararg.arg, a.kwarg and a.kwarg.arg
        order = [*positional, *([star] if star else []), *keyword_only, *([stars] if stars else [])]
        bound, free = assigned(body)
        is_generator = any(is_yield(each) for each in body)
        code = Code(
            name=text(name), qualname=text(qualname), n_positional_only=len(a.posonlyargs), n_positional=len(positional),
            parameters=words([text(each) for each in [*positional, *keyword_only, *filter(None, [star, stars])]]),
            n_keyword_only=len(keyword_only), flags=bool(star) | bool(stars) << 1 | is_generator << 2,
            frame_size=max(1, len(order)),
        )  # fmt: skip

        def scope_for(live: object) -> Scope:
            made = Scope("function", name, qualname, scope, (bound | set(order)) - free)
            made.free = free
            made.owner = scope.owner
            made.first = positional[0] if positional else None
            for i, each in enumerate(order):
                bump(live[i])
                made.values[each] = live[i]
            return made

        code.body = BODY(self.generator_body(body, scope_for) if is_generator else self.plain_body(body, scope_for))
        KEPT.append(code)
        return code

    def plain_body(self, body: list[ast.stmt], scope_for: object) -> object:
        def run(point: int, live: object, self_: int) -> int:
            if state.depth >= state.depth_limit:
                c("pyc_raise_recursion")
                return 0
            state.depth += 1
            try:
                drain(self.block(body, scope_for(live)))
            except Return as leaving:
                bump(leaving.value)
                return signed(leaving.value)
            except Pending:
                return 0
            except BaseException:
                import traceback

                traceback.print_exc()
                os._exit(99)
            finally:
                state.depth -= 1
            return NONE

        return run

    def generator_body(self, body: list[ast.stmt], scope_for: object) -> object:
        running: dict[int, Step] = {}

        def run(point: int, live: object, self_: int) -> int:
            key = ctypes.addressof(live.contents)
            try:
                if point == 0:
                    running[key] = self.block(body, scope_for(live))
                    yielded = next(running[key])
                else:
                    sent = c("pyc_generator_sent")
                    yielded = running[key].send(sent) if sent else running[key].throw(Pending())
                library.pyc_generator_suspend(n(1))
                bump(yielded)
                return signed(yielded)
            except StopIteration:
                return c("pyc_generator_return", NONE)
            except Return as leaving:
                bump(leaving.value)
                return c("pyc_generator_return", leaving.value)
            except Pending:
                return 0
            except BaseException:
                import traceback

                traceback.print_exc()
                os._exit(99)

        return run

    def do_ClassDef(self, node: ast.ClassDef, scope: Scope) -> Step:
        decorators, bases = [], []
        for each in node.decorator_list:
            decorators.append((yield from self.value(each, scope)))
        for each in node.bases:
            bases.append((yield from self.value(each, scope)))
        keywords = c("pyc_dict_new", n(0)) if node.keywords else 0
        for each in node.keywords:
            c("pyc_dict_set", keywords, text(each.arg), (yield from self.value(each.value, scope)))
        qualname = qualified(node.name, scope)
        bound, free = assigned(node.body)
        inner = Scope("class", node.name, qualname, scope, bound)
        inner.free = free
        inner.owner = [0]
        namespace = inner.values["<namespace>"] = c("pyc_dict_new", n(0))
        c("pyc_dict_set", namespace, text("__module__"), text("__main__"))
        c("pyc_dict_set", namespace, text("__qualname__"), text(qualname))
        doc = ast.get_docstring(node, clean=False)
        if doc:
            c("pyc_dict_set", namespace, text("__doc__"), text(doc))
        yield from self.block(node.body, inner)
        spec = self.class_spec(node, qualname)
        made = c("pyc_class_new", ctypes.byref(spec), words(bases), n(len(bases)), namespace, keywords)
        value = self.check(made, node, scope)
        inner.owner[0] = value
        for each, decorator in reversed(list(zip(node.decorator_list, decorators, strict=True))):
            value = self.check(c("pyc_call", decorator, words([value]), n(1), 0), each, scope)
        self.store(node.name, value, node, scope)
        return 0

    def class_spec(self, node: ast.ClassDef, qualname: str) -> ClassSpec:
        names = []
        for child in ast.walk(node):
            match child:
                case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()) if name not in names:
                    names.append(name)
        slots = (Slot * max(1, len(names)))(*(Slot(text(each), int(each.startswith("f_"))) for each in names))
        storage = ctypes.create_string_buffer(512)
        KEPT.extend([slots, storage])
        spec = ClassSpec(name=text(node.name), qualname=text(qualname), module=text("__main__"), slots=slots,
                         n_slots=len(names), type=ctypes.addressof(storage))
        KEPT.append(spec)
        return spec


def main() -> int:
    sys.setrecursionlimit(100_000)
    interpreter = Interpreter(str(Path(sys.argv[1]).absolute()))
    program = Program((POINTER(ModuleSpec) * 1)(ctypes.pointer(interpreter.spec)), 1)
    arguments = (c_char_p * (len(sys.argv) - 1))(*(each.encode() for each in sys.argv[1:]))
    return library.pyc_start(len(sys.argv) - 1, arguments, ctypes.byref(program))


if __name__ == "__main__":
    os._exit(main() & 0xFF)
