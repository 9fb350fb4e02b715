"""Run Python statements on the runtime's containers, for comparison with CPython.

in:   source text of statements (assignments, calls, operators, loops; no def, no class)
out:  one line a statement that is an expression or fails: its repr, or "Error: text"

`on_runtime(source)` works through ctypes on libpycrt.so, `on_python(source)` is the oracle.
"""

from __future__ import annotations

import ast
import builtins
import ctypes
import importlib
import os
from pathlib import Path

WORD = ctypes.c_uint64
ROOT = Path(__file__).resolve().parents[2]
LIBRARY = Path(os.environ.get("PYC_TEST_LIBRARY", ROOT / "runtime/build/libpycrt.so"))

BINARY = ["Add", "Sub", "Mult", "Div", "FloorDiv", "Mod", "Pow", "LShift", "RShift", "BitAnd", "BitOr", "BitXor"]
COMPARE = {"Lt": 0, "LtE": 1, "Eq": 2, "NotEq": 3, "Gt": 4, "GtE": 5}
UNARY = {"USub": 0, "UAdd": 1, "Invert": 2}
INPLACE = 32
FUNCTIONS = {"sum": 2, "min": 3, "max": 3, "any": 1, "all": 1, "sorted": 3}
KEYWORDS = {
    "sum": {"start": 1}, "min": {"key": 1, "default": 2}, "max": {"key": 1, "default": 2},
    "sorted": {"key": 1, "reverse": 2},
}
SYMBOLS = {"sorted": "pyc_sorted_of"}


class Failed(Exception):
    """An exception is pending in the runtime."""


class TypeStruct(ctypes.Structure):
    """PycType of pyc.h, for the callbacks that tests define."""

    _fields_ = [(name, ctypes.c_int64) for name in ["refcount", "type", "name", "base", "bases", "mro", "attributes", "name_word", "qualname", "module", "instance_size", "flags", "id", "last_id", "n_slots", "slots", "slot_index", "release", "traverse", "clear", "create", "call", "repr", "str", "hash", "compare", "iterate", "next", "get_attribute", "set_attribute", "length", "get_item", "set_item", "contains", "truth", "binary", "unary", "get_descriptor", "set_descriptor"]]


class Runtime:
    """The loaded library."""

    def __init__(self) -> None:
        self.library = ctypes.CDLL(str(LIBRARY))
        self.function("pyc_initialize")()
        self.state = ctypes.c_uint64.in_dll(self.library, "pyc_state")

    def function(self, name: str, result: object = WORD):
        found = getattr(self.library, name)
        found.restype = result
        return found

    def address(self, name: str) -> int:
        return ctypes.addressof(ctypes.c_char.in_dll(self.library, name))

    def call(self, name: str, *words: object) -> int:
        """A function with a word as result; Failed for 0 with an exception pending."""
        result = self.function(name)(*[word if not isinstance(word, int) else WORD(word) for word in words])
        if result == 0 and self.state.value:
            raise Failed
        return result

    def status(self, name: str, *words: object) -> int:
        function = self.function(name, ctypes.c_int)
        result = function(*[word if not isinstance(word, int) else WORD(word) for word in words])
        if result < 0:
            raise Failed
        return result

    def type_name(self, word: int) -> str:
        if word & 1:
            return "int"
        kind = ctypes.cast(ctypes.c_void_p.from_address(word + 8).value, ctypes.POINTER(TypeStruct))[0]
        return ctypes.string_at(kind.name).decode()

    def text(self, word: int) -> str:
        """The Python str of a str word."""
        length = ctypes.c_int64.from_address(word + 16).value
        kind = ctypes.c_int32.from_address(word + 32).value
        data = ctypes.string_at(word + 40, length * kind)
        return data.decode({1: "latin-1", 2: "utf-16-le", 4: "utf-32-le"}[kind], "surrogatepass")

    def failure(self) -> str:
        """Type and text of the pending exception, which is cleared."""
        word = self.state.value
        name = self.type_name(word)
        self.state.value = 0
        shown = self.function("pyc_str")(WORD(word))
        text = f"{name}: {self.text(shown)}"
        self.drop(shown)
        self.drop(word)
        return text

    def repr(self, word: int) -> str:
        shown = self.call("pyc_repr", word)
        text = self.text(shown)
        self.drop(shown)
        return text

    def drop(self, word: int) -> None:
        """pyc_dec."""
        if word & 1:
            return
        count = ctypes.c_int64.from_address(word)
        count.value -= 1
        if count.value == 0:
            self.function("pyc_destroy", None)(WORD(word))


def is_constant(node: ast.expr) -> bool:
    """What CPython folds into a constant."""
    kinds = (ast.Constant, ast.UnaryOp, ast.BinOp, ast.Tuple, ast.operator, ast.unaryop, ast.expr_context)
    return all(isinstance(child, kinds) for child in ast.walk(node))


class Machine:
    """Evaluates statements with words as values, which it owns until `release`."""

    def __init__(self, runtime: Runtime, names: dict[str, int] | None = None) -> None:
        self.runtime = runtime
        self.names: dict[str, int] = names or {}
        self.log: list[str] = []
        self.owned: list[int] = []

    def call(self, name: str, *words: object) -> int:
        result = self.runtime.call(name, *words)
        if result:
            self.owned.append(result)
        return result

    def release(self) -> None:
        """Drop all words; then what the statements made is gone, cycles apart."""
        for word in self.owned:
            self.runtime.drop(word)
        self.owned.clear()
        self.names.clear()

    # ---- statements ----

    def run(self, source: str) -> list[str]:
        for statement in ast.parse(source).body:
            try:
                if isinstance(statement, ast.Expr):
                    self.log.append(self.runtime.repr(self.value(statement.value)))
                else:
                    self.execute(statement)
            except Failed:
                self.log.append(self.runtime.failure())
        return self.log

    def execute(self, node: ast.stmt) -> None:
        match node:
            case ast.Expr(value):
                self.value(value)
            case ast.Assign([target], value):
                self.assign(target, self.value(value))
            case ast.AugAssign(target, op, value):
                code = BINARY.index(type(op).__name__) + INPLACE
                left = self.value(ast.parse(ast.unparse(target), mode="eval").body)
                self.assign(target, self.call("pyc_binary", left, self.value(value), code))
            case ast.Delete([ast.Subscript(owner, key)]):
                self.runtime.status("pyc_delete_item", self.value(owner), self.value(key))
            case ast.For(target, iterable, body):
                iterator = self.call("pyc_iterate", self.value(iterable))
                while item := self.call("pyc_next", iterator):
                    self.assign(target, item)
                    for inner in body:
                        self.execute(inner)
            case ast.If(test, body, otherwise):
                for inner in body if self.truth(self.value(test)) else otherwise:
                    self.execute(inner)
            case ast.Import([ast.alias()]):
                pass
            case _:
                raise NotImplementedError(ast.dump(node))

    def assign(self, target: ast.expr, word: int) -> None:
        match target:
            case ast.Name(name):
                self.names[name] = word
            case ast.Subscript(owner, key):
                self.runtime.status("pyc_set_item", self.value(owner), self.value(key), word)
            case ast.Tuple(targets):
                words = (WORD * len(targets))()
                self.runtime.status("pyc_unpack", word, len(targets), words)
                self.owned += words
                for inner, item in zip(targets, words, strict=True):
                    self.assign(inner, item)
            case _:
                raise NotImplementedError(ast.dump(target))

    # ---- expressions ----

    def truth(self, word: int) -> bool:
        return bool(self.runtime.status("pyc_truth", word))

    def constant(self, value: object) -> int:
        match value:
            case None | bool():
                return self.runtime.address({None: "pyc_none", True: "pyc_true", False: "pyc_false"}[value])
            case int():
                text = self.constant(str(value))
                return self.call("pyc_int_parse", text, 10)
            case float():
                return self.call("pyc_float_new", ctypes.c_double(value))
            case str():
                kind = 1 if not value or max(value) < "\u0100" else 2 if max(value) < "\U00010000" else 4
                data = value.encode({1: "latin-1", 2: "utf-16-le", 4: "utf-32-le"}[kind], "surrogatepass")
                return self.call("pyc_str_from_kind", data, len(value), kind)
            case bytes():
                return self.call("pyc_bytes_new", value, len(value))
        raise NotImplementedError(repr(value))

    def array(self, nodes: list[ast.expr]):
        words = [self.value(node) for node in nodes]
        return (WORD * max(1, len(words)))(*words)

    def value(self, node: ast.expr) -> int:
        call = self.call
        match node:
            case ast.Constant(value):
                return self.constant(value)
            case ast.Name(name):
                return self.names.get(name) or self.runtime.address(f"pyc_{name}_type")
            case ast.UnaryOp(ast.Not(), operand):
                return self.constant(not self.truth(self.value(operand)))
            case ast.UnaryOp(op, operand):
                return call("pyc_unary", self.value(operand), UNARY[type(op).__name__])
            case ast.BinOp(left, op, right):
                return call("pyc_binary", self.value(left), self.value(right), BINARY.index(type(op).__name__))
            case ast.Compare(left, [op], [right]):
                return self.compare(self.value(left), type(op).__name__, self.value(right))
            case ast.List(items):
                return call("pyc_list_from", call("pyc_tuple_of", self.array(items), len(items)))
            case ast.Tuple(items):
                return call("pyc_tuple_of", self.array(items), len(items))
            case ast.Set(items):
                if len(items) > 2 and all(is_constant(item) for item in items):
                    return call("pyc_set_of_constants", self.array(items), len(items))
                made = call("pyc_set_new")
                for item in items:
                    self.runtime.status("pyc_set_add", made, self.value(item))
                return made
            case ast.Dict(keys, values):
                made = call("pyc_dict_new", len(keys))
                for key, value in zip(keys, values, strict=True):
                    self.runtime.status("pyc_dict_set", made, self.value(key), self.value(value))
                return made
            case ast.Slice(start, stop, step):
                return call("pyc_slice_new", *[self.value(part) if part else 0 for part in (start, stop, step)])
            case ast.Subscript(owner, key):
                return call("pyc_get_item", self.value(owner), self.value(key))
            case ast.Attribute(owner, name):
                return call("pyc_get_attribute", self.value(owner), self.constant(name))
            case ast.Call():
                return self.called(node)
        raise NotImplementedError(ast.dump(node))

    def compare(self, left: int, op: str, right: int) -> int:
        match op:
            case "In" | "NotIn":
                found = self.runtime.status("pyc_contains", right, left)
                return self.constant(bool(found) == (op == "In"))
            case "Is" | "IsNot":
                return self.constant((left == right) == (op == "Is"))
        return self.call("pyc_compare", left, right, COMPARE[op])

    def called(self, node: ast.Call) -> int:
        match node.func:
            case ast.Name("len"):
                function = self.runtime.function("pyc_length", ctypes.c_int64)
                length = function(WORD(self.value(node.args[0])))
                if length < 0:
                    raise Failed
                return self.constant(length)
            case ast.Name("hash"):
                hashed = self.runtime.function("pyc_hash", ctypes.c_int64)(WORD(self.value(node.args[0])))
                if hashed == -1:
                    raise Failed
                return self.constant(hashed)
            case ast.Name("iter"):
                return self.call("pyc_iterate", self.value(node.args[0]))
            case ast.Name("next"):
                return self.call("pyc_next", self.value(node.args[0])) or self.constant("exhausted")
            case ast.Name(name) if name in FUNCTIONS and name not in self.names:
                return self.function_called(name, node)
            case ast.Attribute(ast.Name(module), name) if module in ("random", "heapq", "bisect", "time"):
                return self.module_called(module, name, node)
        names, values = self.keywords(node)
        args = (WORD * (len(node.args) + len(values) + 1))(*[self.value(arg) for arg in node.args], *values)
        if isinstance(node.func, ast.Attribute):
            owner = self.value(node.func.value)
            name = self.constant(node.func.attr)
            return self.call("pyc_call_method", owner, name, args, len(node.args), names)
        return self.call("pyc_call", self.value(node.func), args, len(node.args), names)

    def keywords(self, node: ast.Call) -> tuple[int, list[int]]:
        if not node.keywords:
            return 0, []
        names = (WORD * len(node.keywords))(*[self.constant(keyword.arg) for keyword in node.keywords])
        values = [self.value(keyword.value) for keyword in node.keywords]
        return self.call("pyc_tuple_of", names, len(node.keywords)), values

    def function_called(self, name: str, node: ast.Call) -> int:
        words = [0] * FUNCTIONS[name]
        if name in ("min", "max"):
            words[0] = self.call("pyc_tuple_of", self.array(node.args), len(node.args))
        else:
            for index, arg in enumerate(node.args):
                words[index] = self.value(arg)
        for keyword in node.keywords:
            words[KEYWORDS[name][keyword.arg]] = self.value(keyword.value)
        return self.call(SYMBOLS.get(name, f"pyc_{name}"), *words)

    def module_called(self, module: str, name: str, node: ast.Call) -> int:
        """By the parameters of CPython's function, as the library table would bind them."""
        import inspect

        if module == "time":
            return self.call(f"pyc_time_{name.replace('perf_counter', 'monotonic')}",
                                     *[self.value(arg) for arg in node.args], *[0] * (2 - len(node.args)))
        signature = inspect.signature(getattr(importlib.import_module(module), name))
        bound = signature.bind(*node.args, **{keyword.arg: keyword.value for keyword in node.keywords})
        words = [self.value(bound.arguments[parameter]) if parameter in bound.arguments else 0
                 for parameter in signature.parameters]
        symbol = {"random": "random_", "bisect": "bisect_right", "insort": "insort_right"}.get(name, name)
        return self.call(f"pyc_{module}_{symbol}", *words)


def on_runtime(source: str, runtime: Runtime) -> list[str]:
    machine = Machine(runtime)
    log = machine.run(source)
    machine.release()
    return log


def on_python(source: str, names: dict[str, object] | None = None) -> list[str]:
    log: list[str] = []
    scope: dict[str, object] = dict(names or {})
    scope["next"] = lambda iterator: builtins.next(iterator, "exhausted")
    for statement in ast.parse(source).body:
        try:
            if isinstance(statement, ast.Expr):
                log.append(repr(eval(compile(ast.Expression(statement.value), "<test>", "eval"), scope)))
            else:
                exec(compile(ast.Module([statement], []), "<test>", "exec"), scope)
        except Exception as exception:
            log.append(f"{type(exception).__name__}: {exception}")
    return log
