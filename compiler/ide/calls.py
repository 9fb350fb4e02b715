"""Who calls whom in a program, and what each call costs: `call_graph(session, path, text)`.

A call is native where one specialised variant calls another directly; else the reason is told why
it goes through the runtime. Calls of values that are not known at compile time have no edge.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyc.compiler.flow import nodes as flow
from pyc.compiler.flow import ops
from pyc.compiler.frontend.inference.program import TypedInstance, TypedProgram
from pyc.compiler.ide.document import is_typed
from pyc.compiler.ide.report import FunctionReport, function_reports
from pyc.compiler.session import Session
from pyc.compiler.source import Span
from pyc.compiler.types import python_types as t


@dataclass(frozen=True, slots=True)
class End:
    """A function, or a module's body, at an end of calls. `verdict`: as in a report; "" for a
    module."""

    path: Path
    name: str
    qualname: str
    span: Span
    name_span: Span
    verdict: str


@dataclass(frozen=True, slots=True)
class Edge:
    """Symbols of the ends, and where the call stands. `why` it is not native; "": it is."""

    caller: str
    callee: str
    span: Span
    why: str


@dataclass(frozen=True)
class CallGraph:
    ends: dict[str, End]
    edges: tuple[Edge, ...] = ()

    def at(self, path: Path, line: int, column: int) -> str | None:
        """The function whose name stands there, or that is called there; its symbol."""
        for symbol, each in self.ends.items():
            if each.path == path and each.verdict and _holds(each.name_span, line, column):
                return symbol
        here = [
            each
            for each in self.edges
            if self.ends[each.caller].path == path and _holds(each.span, line, column)
        ]
        smallest = min(here, key=lambda each: _size(each.span), default=None)
        return smallest.callee if smallest is not None else None


def call_graph(session: Session, path: Path, text: str) -> CallGraph:
    """Of the program of a document; empty where it cannot be read. What it imports of modules that
    are not supported has no edges."""
    session.set_text(path, text)
    snapshot = session.snapshot(path)
    if not is_typed(snapshot):
        return CallGraph({})
    typed = snapshot.typed
    reports = {
        each.function.symbol: each for each in function_reports(typed, snapshot.variants)
    }
    ends = {
        function.symbol: _end(function, reports.get(function.symbol))
        for module in typed.facts.modules.values()
        for function in (module.body, *module.functions)
        if function.kind != "class"
    }
    instances = (*typed.instances.values(), *snapshot.uncalled)
    edges: dict[tuple[str, str, Span], str] = {}
    for each in instances:
        for edge in _edges(each, typed, reports):
            key = edge.caller, edge.callee, edge.span
            if edge.caller in ends and edge.callee in ends:
                edges[key] = edges.get(key) or edge.why
    return CallGraph(ends, tuple(Edge(*key, why) for key, why in edges.items()))


def _end(function: flow.FlowFunction, report: FunctionReport | None) -> End:
    is_module = function.kind == "module"
    path, span = function.source.path, function.span
    if is_module or report is None:
        top = Span(1, 0, 1, 0)
        return End(path, path.name, function.qualname, top, top, "")
    return End(path, function.name, function.qualname, span, _name_span(function), report.verdict)


def _name_span(function: flow.FlowFunction) -> Span:
    line = function.span.line
    column = function.source.lines[line - 1].find(function.name, function.span.column)
    column = column if column >= 0 else function.span.column  # a lambda has no name
    return Span(line, column, line, column + len(function.name))


def _edges(
    instance: TypedInstance, typed: TypedProgram, reports: dict[str, FunctionReport]
) -> Iterator[Edge]:
    """Boxed calls are told of by the steps of the specialised variant; a function without one is
    boxed as a whole."""
    own = instance.function
    report = reports.get(own.symbol)
    reasons = {}
    whole = ""
    if report is not None:
        variant = next((each for each in report.variants if each.symbol == instance.symbol), None)
        if variant is not None:
            reasons = {each.span: each.why or each.what for each in variant.boxed_steps}
        else:
            whole = _why_boxed(report)
    for block in own.blocks:
        if block not in instance.reached:
            continue
        for step in block.instructions:
            direct = instance.callees.get(step)
            why = reasons.get(step.span, whole)
            if direct is not None:
                found = direct.values() if isinstance(direct, dict) else (direct,)
                for callee in found:
                    yield Edge(own.symbol, callee.function.symbol, step.span, why)
            else:
                for symbol in _named(instance, step, typed):
                    called = reports.get(symbol)
                    if called is not None and not called.variants and not whole:
                        why = _why_boxed(called)
                    unknown = "its arguments have no native form"
                    yield Edge(own.symbol, symbol, step.span, why or unknown)


def _why_boxed(report: FunctionReport) -> str:
    return f"`{report.function.qualname}` is {report.verdict}: {report.reason}"


def _named(
    instance: TypedInstance, step: flow.Instruction, typed: TypedProgram
) -> Iterator[str]:
    """Functions of the program that a step calls by their known value, through the runtime."""
    if step.op not in (ops.CALL, ops.CALL_SPREAD, ops.CALL_METHOD):
        return
    match instance.argument(step, step.args[0]):
        case t.FunctionObject(symbol) if step.op is not ops.CALL_METHOD:
            yield symbol
        case t.ClassObject(symbol) if step.op is not ops.CALL_METHOD:
            found = typed.facts.find_method(symbol, "__init__")
            if found is not None:
                yield found[1].symbol
        case t.Instance(symbol) if step.op is ops.CALL_METHOD:
            found = typed.facts.find_method(symbol, step.data[0])
            if found is not None:
                yield found[1].symbol
        case t.ObjectType() if step.op is ops.CALL_METHOD:
            # Nothing calls the method with a known `self`: it is one of its class.
            own = instance.function
            if step.args[0] in own.parameter_registers[:1]:
                yield from _of_class(typed, own.symbol.rpartition(".")[0], step.data[0])


def _of_class(typed: TypedProgram, symbol: str, name: str) -> Iterator[str]:
    if symbol in typed.facts.classes:
        found = typed.facts.find_method(symbol, name)
        if found is not None:
            yield found[1].symbol
    elif f"{symbol}.{name}" in typed.facts.functions:  # of a program whose classes may change
        yield f"{symbol}.{name}"


def _holds(span: Span, line: int, column: int) -> bool:
    return (span.line, span.column) <= (line, column) <= (span.end_line, span.end_column)


def _size(span: Span) -> tuple[int, int]:
    return span.end_line - span.line, span.end_column - span.column
