"""Every table is total: what one place lists, the others have."""

from __future__ import annotations

import ast
import ctypes
import re
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from pyc.compiler.backend import llvm_ops
from pyc.compiler.diagnostics import catalogue
from pyc.compiler.flow import ops as flow_ops
from pyc.compiler.ir import interpreter, machine_types
from pyc.compiler.ir.ops import OPS, ROWS
from pyc.compiler.lowering import generic, specialized
from tests.repo.layers import ROOT

INCLUDE = ROOT / "runtime" / "include"
PRIVATE = ROOT / "runtime" / "src"
LIBRARY = ROOT / "compiler" / "library"
PAGES = ROOT / "docs" / "problems"


# ---- ops


def test_every_ir_op_has_a_row_of_llvm() -> None:
    assert set(llvm_ops.TEMPLATES) == set(OPS)
    assert len(OPS) == len(ROWS), "two rows of ir/ops.py have one name"


def test_every_ir_op_can_be_interpreted() -> None:
    assert set(interpreter.MEMORY) == {row.name for row in ROWS if row.meaning is None}


def test_every_flow_op_has_a_generic_form() -> None:
    """The boxed variant alone can run any program; the function's lowering takes the yields."""
    tables = (generic.HANDLERS, generic.INT_CALLS, generic.TRUTH_CALLS, generic.WORD_CALLS)
    handled = [op for table in tables for op in table]
    assert len(handled) == len(set(handled)), "an op stands in two tables"
    assert {*handled, flow_ops.YIELD, flow_ops.YIELD_FROM} == set(flow_ops.ALL)
    assert set(specialized.RULES) <= set(flow_ops.ALL)
    assert len({op.name for op in flow_ops.ALL}) == len(flow_ops.ALL)


# ---- the runtime


@lru_cache(maxsize=1)
def runtime() -> ctypes.CDLL:
    path = ROOT / "runtime" / "build" / "libpycrt.so"
    if not path.is_file():
        pytest.fail("build the runtime first: runtime/build.sh")
    return ctypes.CDLL(str(path))


def missing(symbols: set[str]) -> list[str]:
    return sorted(each for each in symbols if not hasattr(runtime(), each))


def declared() -> Iterator[tuple[str, ast.Call, ast.FunctionDef]]:
    """Place, decorator and function of each @runtime declaration of the library."""
    for path in sorted(LIBRARY.glob("*.pyi")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for decorator in node.decorator_list:
                    match decorator:
                        case ast.Call(func=ast.Name(id="runtime")):
                            yield f"{path.name}:{node.lineno} {node.name}", decorator, node


def n_parameters(node: ast.FunctionDef) -> int:
    given = node.args
    stars = (given.vararg is not None) + (given.kwarg is not None)
    return len(given.posonlyargs) + len(given.args) + len(given.kwonlyargs) + stars


def test_every_symbol_of_the_library_exists() -> None:
    symbols = {ast.literal_eval(decorator.args[0]) for _, decorator, _ in declared()}
    assert len(symbols) > 300
    assert not missing(symbols)


def test_every_fast_symbol_of_the_library_exists() -> None:
    prototypes = [
        str(ast.literal_eval(keyword.value))
        for _, decorator, _ in declared()
        for keyword in decorator.keywords
        if keyword.arg == "fast"
    ]
    found = [re.match(r"[\w ]+?\**\s*(pyc_\w+)\(", each) for each in prototypes]
    assert all(found), prototypes
    assert not missing({match.group(1) for match in found if match})


def test_declarations_of_one_symbol_agree() -> None:
    """Two declarations may share a C function (`list.copy`, `dict.copy`), not its arguments."""
    taken: dict[str, tuple[int, str]] = {}
    for place, decorator, node in declared():
        symbol = ast.literal_eval(decorator.args[0])
        n, first = taken.setdefault(symbol, (n_parameters(node), place))
        assert n == n_parameters(node), f"{symbol}: {place} and {first} pass other arguments"


def test_no_member_is_declared_twice() -> None:
    for path in sorted(LIBRARY.glob("*.pyi")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for owner in (tree, *(each for each in tree.body if isinstance(each, ast.ClassDef))):
            names = [
                each.name
                for each in owner.body
                if isinstance(each, ast.FunctionDef)
                and not any(isinstance(d, ast.Name) and d.id == "overload"
                            for d in each.decorator_list)
            ]  # fmt: skip
            twice = {each for each in names if names.count(each) > 1}
            assert not twice, f"{path.name}: {twice}"


def test_every_symbol_that_the_lowering_calls_exists() -> None:
    named: set[str] = set()
    for path in (ROOT / "compiler" / "lowering").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if re.fullmatch(r"pyc_[a-z0-9_]*[a-z0-9]", node.value):
                    named.add(node.value)
    named.discard("pyc_program")  # what a program defines
    assert len(named) > 80
    assert not missing(named)


# ---- layouts and numbers shared with C


def compiled_c(folder: Path, lines: list[str]) -> dict[str, int]:
    """Runs a C program of `name = expression` lines; gives the numbers."""
    prints = "\n".join(
        f'    printf("%s %lld\\n", "{name}", (long long)({text}));'
        for name, text in (line.split(" = ") for line in lines)
    )
    source = folder / "numbers.c"
    source.write_text(
        '#include <stdio.h>\n#include "objects_private.h"\n#undef PYC_TYPE_HEAD\n'
        '#include "collections_private.h"\n'
        f"int main(void) {{\n{prints}\n    return 0;\n}}\n"
    )
    program = folder / "numbers"
    command = ["gcc", "-std=gnu11", "-O1", f"-I{INCLUDE}", f"-I{PRIVATE}", source, "-o", program]
    subprocess.run(command, check=True)
    shown = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    return {name: int(number) for name, number in (line.split() for line in shown.splitlines())}


def test_layouts_are_those_of_the_header(tmp_path: Path) -> None:
    lines, expected = [], {}
    for struct, fields in machine_types.LAYOUTS.items():
        has_header = struct != "PycObject" and fields.items() >= machine_types.HEADER.items()
        has_header |= struct == "PycType"
        for field, offset in fields.items():
            inner = has_header and field in machine_types.HEADER
            path = f"object.{field}" if inner else field
            lines.append(f"{struct}.{field} = offsetof({struct}, {path})")
            expected[f"{struct}.{field}"] = offset
    for struct, size in machine_types.SIZES.items():
        lines.append(f"sizeof.{struct} = sizeof({struct})")
        expected[f"sizeof.{struct}"] = size
    assert compiled_c(tmp_path, lines) == expected


def numbered(prefix: str, *names: str) -> dict[str, int]:
    return {f"PYC_{prefix}{name}": getattr(machine_types, prefix + name) for name in names}


def test_constants_are_those_of_the_header(tmp_path: Path) -> None:
    binary = ("ADD", "SUB", "MUL", "TRUEDIV", "FLOORDIV", "MOD", "POW", "LSHIFT", "RSHIFT", "AND",
              "OR", "XOR", "MATMUL")  # fmt: skip
    expected = {
        "PYC_SMALL_MAX": machine_types.SMALL_MAX,
        "PYC_SMALL_MIN": machine_types.SMALL_MIN,
        "PYC_IMMORTAL": machine_types.IMMORTAL,
        "PYC_F64_ABSENT": machine_types.F64_ABSENT,
        "PYC_LIST_WORDS": machine_types.LIST_WORDS,
        "PYC_LIST_I64": machine_types.LIST_I64,
        "PYC_LIST_F64": machine_types.LIST_F64,
        "PYC_LIST_BOOL": machine_types.LIST_BOOL,
        "PYC_SLOT_WORD": machine_types.SLOT_WORD,
        "PYC_SLOT_F64": machine_types.SLOT_F64,
        **numbered("GENERATOR_", "CREATED", "SUSPENDED", "RUNNING", "CLOSED"),
        **numbered("TYPE_", "TRACKED", "INHERITABLE", "USER", "EXCEPTION", "INT", "STR", "LIST",
                   "TUPLE", "DICT", "FLOAT", "FINALIZER", "DERIVED", "HEAP"),
        "PYC_INPLACE": generic.INPLACE,
        **dict(
            zip((f"PYC_{each}" for each in binary), generic.BINARY_NUMBER.values(), strict=True)
        ),
        **dict(zip(("PYC_LT", "PYC_LE", "PYC_EQ", "PYC_NE", "PYC_GT", "PYC_GE"),
                   generic.COMPARE_NUMBER.values(), strict=True)),
        **dict(zip(("PYC_NEG", "PYC_POS", "PYC_INVERT"), generic.UNARY_NUMBER.values(),
                   strict=True)),
    }  # fmt: skip
    assert compiled_c(tmp_path, [f"{name} = {name}" for name in expected]) == expected


# ---- problems


def test_every_problem_has_a_page_and_every_page_a_problem() -> None:
    pages = {path.stem for path in PAGES.glob("*.md")}
    if not pages:
        pytest.skip("the pages of the problems are not written yet")
    slugs = [row.slug for row in catalogue.CATALOGUE]
    assert len(slugs) == len(set(slugs))
    assert pages - {"README", "index"} == set(slugs)
