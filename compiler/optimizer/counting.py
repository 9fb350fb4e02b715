"""Functions that count their calls: a build of its own, for whoever asks how often each runs.

    in:   function @__main__.area$0(f64 %0, f64 %1) -> (f64)
    out:  the same, but first: the number of `area` in the table `pyc_calls` grows by one

All variants of a function count together. The boxed one, which takes over in the middle of a call
or goes on with a generator, counts only where it begins.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pyc.compiler.ir import ir_nodes as ir
from pyc.compiler.ir.builder import IrBuilder, i64

TABLE = "pyc_calls"  # in 64-bit words: how many functions, then the calls of each
Named = tuple[str, Path]  # qualified name, source file


def counted_functions(functions: Iterable[ir.IrFunction]) -> tuple[Named, ...]:
    """In the order of the table."""
    return tuple(dict.fromkeys((each.source_name, each.path) for each in functions))


def with_counts(module: ir.IrModule) -> ir.IrModule:
    """Changes the module."""
    functions = module.functions.values()
    numbers = {name: n for n, name in enumerate(counted_functions(functions))}
    for function in functions:
        _count(function, numbers[function.source_name, function.path])
    size = (("i64", len(numbers)), ("zeros", 8 * len(numbers)))
    module.data[TABLE] = ir.Data(TABLE, size, is_exported=True)
    return module


def _count(function: ir.IrFunction, number: int) -> None:
    body = function.blocks[0]
    build = IrBuilder(function)
    first = build.block
    if function.is_boxed:
        begins = build.new_block()
        point = function.parameters[0]
        build.branch(build.op("ieq", point, i64(0)), begins, body, likely=True)
        build.start(begins)
    table, place = ir.Symbol(TABLE), i64(8 + 8 * number)
    calls = build.op("iadd", build.op("load_i64", table, place), i64(1))
    build.do("store_i64", table, place, calls)
    build.jump(body)
    function.blocks.remove(first)
    function.blocks.insert(0, first)
    for index, each in enumerate(function.blocks):
        each.index = index
