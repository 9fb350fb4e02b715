"""One of CPython's test files as a program that pyc can compile.

    cases = written(folder, "test_list", set())

What pyc does not offer yet (modules, eval, frames...) is left out, method by method; what remains
runs case by case, with `standin.py` in the place of unittest, and prints how each case went.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from pyc.compiler.session import Session
from tests.harness import environment

HERE = Path(__file__).parent
SUITE = Path(sysconfig.get_path("stdlib")) / "test"
HELPERS = ("list_tests", "seq_tests", "mapping_tests", "string_tests")
MODULES = {"math", "time", "random", "sys", "collections", "heapq", "bisect", "unittest", *HELPERS}
ABSENT = {
    "complex", "globals", "locals", "eval", "exec", "compile", "dir", "vars", "memoryview", "open",
    "__import__", "__file__", "__builtins__", "ExceptionGroup", "BaseExceptionGroup",
    "UserList", "UserDict", "UserString", "ChainMap", "abc", "_count_elements", "SystemRandom",
}  # fmt: skip
ABSENT_ATTRIBUTES = ABSENT | {
    "__code__", "__globals__", "gi_frame", "gi_code", "tb_frame", "__subclasses__", "_getframe",
    "getrefcount", "getsizeof", "settrace", "flags", "__reduce__", "__reduce_ex__", "path",
}  # fmt: skip
UNSUPPORTED = (ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith, ast.TryStar)
MAX_ROUNDS = 40  # a statement goes in each, until the rest runs


def written(folder: Path, name: str, left_out: set[str]) -> int:
    """The number of cases in the program NAME.py that it writes into `folder`."""
    shutil.copy(HERE / "standin.py", folder / "unittest.py")
    body = _Translation(left_out).body(ast.parse((SUITE / f"{name}.py").read_text("utf-8")))
    for helper in HELPERS:
        if helper != name and (SUITE / f"{helper}.py").exists():
            kept = _Translation(set()).body(ast.parse((SUITE / f"{helper}.py").read_text("utf-8")))
            (folder / f"{helper}.py").write_text(ast.unparse(ast.Module(kept, [])))
    program = folder / f"{name}.py"
    for _ in range(MAX_ROUNDS):
        text = "import unittest\n" + ast.unparse(ast.Module(body, []))
        program.write_text(text)
        line, cases = _fault(folder, name)
        if line is None:
            break
        body = ast.parse(text).body[1:]
        _drop(body, line)
    else:
        raise AssertionError(f"{name}: what remains does not run")
    calls = [
        f"unittest.run({case!r}, {owner}, lambda test: test.{method}())"
        for case in cases
        for owner, method in [case.split(".")]
    ]
    program.write_text(text + "\n\n" + "\n".join(calls) + "\n")
    return len(cases)


def _fault(folder: Path, name: str) -> tuple[int | None, list[str]]:
    """The line of a statement that cannot stay, by CPython or by pyc; else the cases there are."""
    lister = (
        f"import {name}, unittest\n"
        f"for owner in list(vars({name}).values()):\n"
        "    if isinstance(owner, type) and issubclass(owner, unittest.TestCase):\n"
        f"        if owner.__module__ == {name!r}:\n"
        "            for each in dir(owner):\n"
        "                if each.startswith('test') and callable(getattr(owner, each)):\n"
        "                    print(f'{owner.__name__}.{each}')\n"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", lister], cwd=folder, capture_output=True, text=True,
        env=environment(), check=False,
    )  # fmt: skip
    if done.returncode:
        places = re.findall(rf'{name}.py", line (\d+), in (\S+)', done.stderr)
        classes = re.findall(r"^class (\w+)", (folder / f"{name}.py").read_text(), re.MULTILINE)
        bodies = [int(line) for line, where in places if where in ("<module>", *classes)]
        assert bodies, done.stderr
        return bodies[-1], []
    faults = Session().snapshot(folder / f"{name}.py").program.faults
    return (faults[0].span.line if faults else None), done.stdout.split()


def _drop(body: list[ast.stmt], line: int) -> None:
    for index, each in enumerate(body):
        first = min([each.lineno, *(d.lineno for d in getattr(each, "decorator_list", []))])
        assert each.end_lineno is not None
        if first <= line <= each.end_lineno:
            if isinstance(each, ast.ClassDef) and line > each.lineno:
                _drop(each.body, line)
                each.body = each.body or [ast.Pass()]
            else:
                del body[index]
            return
    raise AssertionError(f"nothing stands in line {line}")


@dataclass
class _Translation:
    left_out: set[str]

    def __post_init__(self) -> None:
        self.absent = set(ABSENT)

    def body(self, tree: ast.Module) -> list[ast.stmt]:
        kept = [each for each in map(self.statement, tree.body) if each is not None]
        return [ast.fix_missing_locations(each) for each in kept]

    def statement(self, node: ast.stmt) -> ast.stmt | None:
        match node:
            case ast.Import() | ast.ImportFrom():
                return self.imported(node)
            case ast.ClassDef():
                return self.class_(node)
            case ast.FunctionDef(name="load_tests"):
                return None
            case ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
                return None
        self.undecorated(node)
        if not self.needs_absent(node) and getattr(node, "name", "") not in self.left_out:
            return node
        self.absent |= _bound(node)
        return None

    def imported(self, node: ast.Import | ast.ImportFrom) -> ast.stmt | None:
        kept = node.names
        if isinstance(node, ast.Import):
            kept = [each for each in kept if each.name in MODULES]
        elif node.module == "test":
            kept = [each for each in kept if each.name in HELPERS]
        elif (node.module or "").removeprefix("test.") in MODULES:
            kept = [each for each in kept if each.name not in ABSENT]
        else:
            kept = []
        self.absent |= {
            (each.asname or each.name).partition(".")[0] for each in node.names if each not in kept
        }
        if not kept:
            return None
        if isinstance(node, ast.ImportFrom) and node.module != "test":
            return ast.ImportFrom((node.module or "").removeprefix("test."), kept, 0)
        return ast.Import(kept)

    def class_(self, node: ast.ClassDef) -> ast.stmt | None:
        self.undecorated(node)
        if any(map(self.needs_absent, (*node.bases, *node.keywords))):
            self.absent.add(node.name)
            return None
        body: list[ast.stmt] = []
        inside = set(self.absent)
        for each in node.body:
            self.undecorated(each)
            is_method = isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
            key = f"{node.name}.{getattr(each, 'name', '')}"
            if key in self.left_out or self.needs_absent(each):
                if not is_method:
                    self.absent |= _bound(each)
            else:
                body.append(each)
        self.absent = inside
        node.body = body or [ast.Pass()]
        return node

    def undecorated(self, node: ast.stmt) -> None:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            node.decorator_list = [d for d in node.decorator_list if not self.needs_absent(d)]

    def needs_absent(self, node: ast.AST) -> bool:
        return any(map(self.is_absent, ast.walk(node)))

    def is_absent(self, node: ast.AST) -> bool:
        match node:
            case ast.Import(names=names):
                return any(each.name not in MODULES for each in names)
            case ast.ImportFrom(module=module):
                return module not in MODULES
            case ast.Name(id=name, ctx=ast.Load()):
                return name in self.absent
            case ast.Constant(value=complex()):
                return True
            case ast.Attribute(attr=name):
                return name in ABSENT_ATTRIBUTES
        return isinstance(node, UNSUPPORTED)


def _bound(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
        return {node.name}
    return {
        each.id
        for each in ast.walk(node)
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    }
