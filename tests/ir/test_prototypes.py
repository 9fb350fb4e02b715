"""Calls of the runtime in the IR pass what its C prototypes take and expect what they give."""

from __future__ import annotations

import ast
import re
from functools import lru_cache

import pytest

from benchmarks.gallery import EXAMPLES, SIZES
from pyc.compiler.ir import ir_nodes as ir
from pyc.compiler.ir.machine_types import BIT, CINT, F64, I64, WORD, MachineType
from tests.ir import programs
from tests.repo.layers import ROOT
from tests.repo.test_tables import declared, n_parameters

PROTOTYPE = re.compile(r"^(?:extern )?([\w ]+?[ *]+)(pyc_\w+)\(([^()]*)\)\s*;", re.MULTILINE)


def machine_type(text: str) -> MachineType | None:
    """Of a C type or parameter; None for void, `...` and what no program calls."""
    if "*" in text or re.search(r"\b(PycWord|PycVisit|PycCall|PycBody)\b", text):
        return WORD
    kinds = {"double": F64, "int64_t": I64, "uint64_t": I64, "bool": BIT, "int": CINT}
    return kinds.get(text.partition(" ")[0])


@lru_cache(maxsize=1)
def prototypes() -> dict[str, tuple[tuple[MachineType | None, ...], MachineType | None]]:
    """What the headers say; else what a @runtime declaration means: words in, a word out."""
    found = {}
    for path in sorted((ROOT / "runtime" / "include").glob("*.h")):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        for result, name, parameters in PROTOTYPE.findall(text):
            given = [each.strip() for each in parameters.split(",") if each.strip() != "void"]
            found[name] = (tuple(map(machine_type, given)), machine_type(result))
    for _, decorator, node in declared():
        symbol = ast.literal_eval(decorator.args[0])
        found.setdefault(symbol, ((WORD,) * n_parameters(node), WORD))
        for keyword in decorator.keywords:
            if keyword.arg == "fast":
                ((result, name, parameters),) = PROTOTYPE.findall(
                    ast.literal_eval(keyword.value) + ";"
                )
                kinds = tuple(machine_type(each.strip()) for each in parameters.split(","))
                found.setdefault(name, (kinds, machine_type(result)))
    return found


def problem(call: ir.Call) -> str:
    """What is wrong with a call of the runtime; empty where nothing is."""
    assert isinstance(call.callee, ir.Symbol)
    name = call.callee.name
    if name not in prototypes():
        return f"{name} is in no header"
    parameters, result = prototypes()[name]
    given = tuple(each.type for each in call.args)
    # Small numbers go to C's int as i64: the callee reads the lower half.
    taken = tuple(I64 if each is CINT else each for each in parameters)
    if given != taken:
        return f"{name} takes {[str(each) for each in taken]}, not {[str(each) for each in given]}"
    dests = tuple(each.type for each in call.dests)
    if dests not in ((result,), ()) or (result is WORD and not dests):
        return f"{name} gives {result}, not {[str(each) for each in dests]}"
    return ""


def check(module: ir.IrModule) -> None:
    found = {
        problem(step)
        for function in module.functions.values()
        for block in function.blocks
        for step in block.instructions
        if isinstance(step, ir.Call)
        and isinstance(step.callee, ir.Symbol)
        and step.callee.name not in module.functions
    }
    assert found <= {""}, sorted(found)


@pytest.mark.parametrize("is_boxed_only", [False, True])
def test_calls_of_a_small_program(is_boxed_only: bool) -> None:
    check(programs.module(programs.PROGRAM, is_boxed_only))


@pytest.mark.parametrize("name", SIZES)
def test_calls_of_the_examples(name: str) -> None:
    check(programs.module((EXAMPLES / f"{name}.py").read_text()))
