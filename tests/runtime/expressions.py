"""The interpreter's expressions: a method for each class of the syntax tree."""

from __future__ import annotations

import ast
import ctypes
from ctypes import c_int64

from structures import (
    BINARY,
    COMPARE,
    UNARY,
    Pending,
    Scope,
    Step,
    c,
    is_super,
    n,
    qualified,
    text,
    words,
)

from runtime import FALSE, NONE, TRUE, Word, address, to_word


class Expressions:
    def value(self, node: ast.expr, scope: Scope) -> Step:
        method = getattr(self, "get_" + type(node).__name__)
        return (yield from method(node, scope))

    def get_Constant(self, node: ast.Constant, scope: Scope) -> Step:
        yield from ()
        if isinstance(node.value, str):
            return text(node.value)
        if node.value is ...:
            return address("pyc_ellipsis")
        return to_word(node.value)

    def get_Name(self, node: ast.Name, scope: Scope) -> Step:
        yield from ()
        if node.id == "__class__" and scope.owner:
            return scope.owner[0]
        return self.load(node.id, node, scope)

    def get_NamedExpr(self, node: ast.NamedExpr, scope: Scope) -> Step:
        value = yield from self.value(node.value, scope)
        self.store(node.target.id, value, node, scope)
        return value

    def get_Attribute(self, node: ast.Attribute, scope: Scope) -> Step:
        if is_super(node.value):
            first = self.load(scope.first, node, scope)
            return self.check(c("pyc_super_attribute", scope.owner[0], first, text(node.attr)), node, scope)
        object_ = yield from self.value(node.value, scope)
        cache = ctypes.create_string_buffer(16)
        for _ in range(2):
            word = self.check(c("pyc_get_attribute_cached", object_, text(node.attr), cache), node, scope)
            if not any(cache.raw):
                break
        return word

    def get_Subscript(self, node: ast.Subscript, scope: Scope) -> Step:
        object_ = yield from self.value(node.value, scope)
        key = yield from self.value(node.slice, scope)
        return self.check(c("pyc_get_item", object_, key), node, scope)

    def get_Slice(self, node: ast.Slice, scope: Scope) -> Step:
        parts = []
        for each in (node.lower, node.upper, node.step):
            parts.append((yield from self.value(each, scope)) if each else NONE)
        return c("pyc_slice_new", *parts)

    def get_BinOp(self, node: ast.BinOp, scope: Scope) -> Step:
        left = yield from self.value(node.left, scope)
        right = yield from self.value(node.right, scope)
        return self.check(c("pyc_binary", left, right, n(BINARY[type(node.op)])), node, scope)

    def get_UnaryOp(self, node: ast.UnaryOp, scope: Scope) -> Step:
        if isinstance(node.op, ast.Not):
            return FALSE if (yield from self.truth(node.operand, scope)) else TRUE
        operand = yield from self.value(node.operand, scope)
        return self.check(c("pyc_unary", operand, n(UNARY[type(node.op)])), node, scope)

    def get_BoolOp(self, node: ast.BoolOp, scope: Scope) -> Step:
        for each in node.values[:-1]:
            word = yield from self.value(each, scope)
            if (self.status(c("pyc_truth", word), node, scope) == 1) == isinstance(node.op, ast.Or):
                return word
        return (yield from self.value(node.values[-1], scope))

    def get_IfExp(self, node: ast.IfExp, scope: Scope) -> Step:
        chosen = node.body if (yield from self.truth(node.test, scope)) else node.orelse
        return (yield from self.value(chosen, scope))

    def get_Compare(self, node: ast.Compare, scope: Scope) -> Step:
        left = yield from self.value(node.left, scope)
        result = TRUE
        for i, (op, each) in enumerate(zip(node.ops, node.comparators, strict=True)):
            right = yield from self.value(each, scope)
            result = self.compare(op, left, right, node, scope)
            if i < len(node.ops) - 1 and self.status(c("pyc_truth", result), node, scope) == 0:
                return result
            left = right
        return result

    def compare(self, op: ast.cmpop, left: int, right: int, node: ast.AST, scope: Scope) -> int:
        match op:
            case ast.Is():
                return TRUE if left == right else FALSE
            case ast.IsNot():
                return FALSE if left == right else TRUE
            case ast.In() | ast.NotIn():
                found = self.status(c("pyc_contains", right, left), node, scope) == 1
                return TRUE if found == isinstance(op, ast.In) else FALSE
        return self.check(c("pyc_compare", left, right, n(COMPARE[type(op)])), node, scope)

    def get_Call(self, node: ast.Call, scope: Scope) -> Step:
        if any(isinstance(each, ast.Starred) for each in node.args) or any(each.arg is None for each in node.keywords):
            return (yield from self.spread(node, scope))
        method = isinstance(node.func, ast.Attribute) and not is_super(node.func.value)
        callee = yield from self.value(node.func.value if method else node.func, scope)
        arguments = []
        for each in [*node.args, *(keyword.value for keyword in node.keywords)]:
            arguments.append((yield from self.value(each, scope)))
        names = [text(keyword.arg) for keyword in node.keywords]
        tuple_ = c("pyc_tuple_of", words(names), n(len(names))) if names else 0
        rest = (words(arguments), n(len(node.args)), tuple_)
        if method:
            return self.check(c("pyc_call_method", callee, text(node.func.attr), *rest), node, scope)
        return self.check(c("pyc_call", callee, *rest), node, scope)

    def spread(self, node: ast.Call, scope: Scope) -> Step:
        callee = yield from self.value(node.func, scope)
        list_ = yield from self.gathered(node.args, scope)
        keywords = c("pyc_dict_new", n(0))
        for each in node.keywords:
            word = yield from self.value(each.value, scope)
            if each.arg is None:
                self.status(c("pyc_dict_merge", keywords, word), node, scope)
            else:
                c("pyc_dict_set", keywords, text(each.arg), word)
        tuple_ = c("pyc_tuple_from", list_)
        return self.check(c("pyc_call_spread", callee, tuple_, keywords), node, scope)

    def gathered(self, elements: list[ast.expr], scope: Scope) -> Step:
        list_ = c("pyc_list_new", n(0), n(0))
        for each in elements:
            if isinstance(each, ast.Starred):
                word = yield from self.value(each.value, scope)
                self.status(c("pyc_list_extend", list_, word), each, scope)
            else:
                c("pyc_list_append", list_, (yield from self.value(each, scope)))
        return list_

    def get_List(self, node: ast.List, scope: Scope) -> Step:
        return (yield from self.gathered(node.elts, scope))

    def get_Tuple(self, node: ast.Tuple, scope: Scope) -> Step:
        return c("pyc_tuple_from", (yield from self.gathered(node.elts, scope)))

    def get_Set(self, node: ast.Set, scope: Scope) -> Step:
        list_ = yield from self.gathered(node.elts, scope)
        return self.check(c("pyc_set_from", address("pyc_set_type"), list_), node, scope)

    def get_Dict(self, node: ast.Dict, scope: Scope) -> Step:
        dict_ = c("pyc_dict_new", n(0))
        for key, each in zip(node.keys, node.values, strict=True):
            if key is None:
                self.status(c("pyc_dict_merge", dict_, (yield from self.value(each, scope))), node, scope)
                continue
            word = yield from self.value(key, scope)
            self.status(c("pyc_dict_set", dict_, word, (yield from self.value(each, scope))), node, scope)
        return dict_

    def get_Lambda(self, node: ast.Lambda, scope: Scope) -> Step:
        body = [ast.copy_location(ast.Return(node.body), node.body)]
        return (yield from self.function(node, "<lambda>", body, scope))

    def comprehension(self, node: ast.expr, scope: Scope, kind: str, put: object) -> Step:
        names = set()
        for each in node.generators:
            names |= {name.id for name in ast.walk(each.target) if isinstance(name, ast.Name)}
        inner = Scope("function", kind, qualified(kind, scope), scope, names)
        inner.owner = scope.owner

        def loop(index: int) -> Step:
            if index == len(node.generators):
                return (yield from put(inner))
            generator = node.generators[index]
            for word in (yield from self.items(generator.iter, inner if index else scope)):
                yield from self.assign(generator.target, word, inner)
                for test in generator.ifs:
                    if not (yield from self.truth(test, inner)):
                        break
                else:
                    yield from loop(index + 1)
            return 0

        return (yield from loop(0))

    def get_ListComp(self, node: ast.ListComp, scope: Scope) -> Step:
        list_ = c("pyc_list_new", n(0), n(0))

        def put(inner: Scope) -> Step:
            return c("pyc_list_append", list_, (yield from self.value(node.elt, inner)))

        yield from self.comprehension(node, scope, "<listcomp>", put)
        return list_

    def get_GeneratorExp(self, node: ast.GeneratorExp, scope: Scope) -> Step:
        list_ = yield from self.get_ListComp(node, scope)
        return c("pyc_iterate", list_)

    def get_SetComp(self, node: ast.SetComp, scope: Scope) -> Step:
        list_ = yield from self.get_ListComp(node, scope)
        return self.check(c("pyc_set_from", address("pyc_set_type"), list_), node, scope)

    def get_DictComp(self, node: ast.DictComp, scope: Scope) -> Step:
        dict_ = c("pyc_dict_new", n(0))

        def put(inner: Scope) -> Step:
            key = yield from self.value(node.key, inner)
            return self.status(c("pyc_dict_set", dict_, key, (yield from self.value(node.value, inner))), node, scope)

        yield from self.comprehension(node, scope, "<dictcomp>", put)
        return dict_

    def get_JoinedStr(self, node: ast.JoinedStr, scope: Scope) -> Step:
        parts = []
        for each in node.values:
            parts.append((yield from self.value(each, scope)))
        return c("pyc_str_join_words", words(parts), n(len(parts)))

    def get_FormattedValue(self, node: ast.FormattedValue, scope: Scope) -> Step:
        word = yield from self.value(node.value, scope)
        convert = {115: "pyc_str", 114: "pyc_repr", 97: "pyc_ascii"}.get(node.conversion)
        if convert:
            word = self.check(c(convert, word), node.value, scope)
        spec = (yield from self.value(node.format_spec, scope)) if node.format_spec else 0
        return self.check(c("pyc_format", word, spec), node.value, scope)

    def get_Yield(self, node: ast.Yield, scope: Scope) -> Step:
        word = (yield from self.value(node.value, scope)) if node.value else NONE
        try:
            return (yield word)
        except Pending:
            raise self.fail(node, scope) from None

    def get_YieldFrom(self, node: ast.YieldFrom, scope: Scope) -> Step:
        iterable = yield from self.value(node.value, scope)
        iterator = self.check(c("pyc_iterate", iterable), node, scope)
        sent = NONE
        value, done = Word(0), c_int64(0)
        while True:
            step = c("pyc_yield_from_step", iterator, sent, ctypes.byref(value), ctypes.byref(done))
            if not step:
                if done.value:
                    return value.value
                raise self.fail(node, scope)
            try:
                sent = yield step
            except Pending:
                sent = 0
