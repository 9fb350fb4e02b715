"""Runs a program under CPython and tells each line that `sys.settrace` reports, with the locals.

    PYC_STEPS=FILE PYC_LIMIT=N python3 traced.py PROGRAM

writes the first N stops to the file, a JSON line each: [function, line, {name: text}].

Texts are in the form of compiler/debuginfo/showing.py. Comprehensions have no frame of their own
natively: their lines are left out. A statement over several lines is one stop, at its first line.
"""

from __future__ import annotations

import ast
import atexit
import inspect
import json
import os
import sys
import types
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Iterator
from pathlib import Path

INLINED = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")
DEPTH = 20
STATES = {
    "GEN_CREATED": "not started", "GEN_SUSPENDED": "suspended", "GEN_RUNNING": "running",
    "GEN_CLOSED": "finished",
}  # fmt: skip


def text(value: object, depth: int = 0) -> str:
    kind = type(value)
    if depth > DEPTH:
        return "..."
    if value is None or kind in (bool, int, float, str, bytes, range, slice):
        return repr(value)
    if kind is list:
        return f"[{_joined(value, depth)}]"  # type: ignore[arg-type]
    if kind is tuple:
        return f"({_joined(value, depth)}{',' if len(value) == 1 else ''})"  # type: ignore[arg-type]
    if kind is dict:
        rows = (f"{text(k, depth + 1)}: {text(v, depth + 1)}" for k, v in value.items())  # type: ignore[attr-defined]
        return f"{{{', '.join(rows)}}}"
    if kind is set:
        return f"{{{_joined(value, depth)}}}" if value else "set()"  # type: ignore[arg-type]
    if isinstance(value, Counter):
        ranked = ", ".join(f"{text(k)}: {text(n)}" for k, n in value.most_common())
        return f"{kind.__name__}({{{ranked}}})"
    if isinstance(value, defaultdict):
        return f"{kind.__name__}({text(value.default_factory)}, {text(dict(dict.items(value)))})"
    if isinstance(value, OrderedDict):
        rows = f"[{_joined(list(dict.items(value)), depth)}]" if len(value) else ""
        return f"{kind.__name__}({rows})"
    if kind is deque:
        return f"deque([{_joined(value, depth)}])"  # type: ignore[arg-type]
    if kind is types.FunctionType:
        return f"<function {value.__qualname__}>"  # type: ignore[attr-defined]
    if isinstance(value, BaseException):
        return f"{kind.__name__}({_joined(value.args, depth)})"
    if isinstance(value, type):
        return repr(value)
    if kind is types.BuiltinFunctionType and isinstance(value.__self__, types.ModuleType):  # type: ignore[attr-defined]
        return f"<built-in function {value.__name__}>"  # type: ignore[attr-defined]
    if isinstance(value, tuple) and hasattr(kind, "_fields"):
        pairs = zip(kind._fields, value, strict=True)
        return f"{kind.__name__}({', '.join(f'{k}={text(v, depth + 1)}' for k, v in pairs)})"
    if kind.__module__ == "__main__":
        return f"<{kind.__name__}{''.join(_attributes(value, depth))}>"
    if kind is types.GeneratorType:
        state = STATES[inspect.getgeneratorstate(value)]  # type: ignore[arg-type]
        if state == "suspended":
            state += f" at line {value.gi_frame.f_lineno}"  # type: ignore[attr-defined]
        return f"<generator {value.__qualname__}, {state}>"  # type: ignore[attr-defined]
    return f"<{kind.__name__} object>"


def _attributes(value: object, depth: int) -> Iterator[str]:
    try:
        own = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return
    for name, each in own.items():
        yield f" {name}={text(each, depth + 1)}"


def _joined(values: object, depth: int) -> str:
    return ", ".join(text(each, depth + 1) for each in values)  # type: ignore[attr-defined]


def first_lines(tree: ast.Module) -> dict[int, int]:
    """Line -> first line of the simple statement, or of the head of the compound one, there."""
    found: dict[int, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt):
            body = getattr(node, "body", None)
            end = body[0].lineno - 1 if isinstance(body, list) and body else node.end_lineno
            if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Try)):
                end = node.lineno
            if isinstance(node, ast.Match):
                end = node.subject.end_lineno
            for line in range(node.lineno + 1, max(node.lineno, end or 0) + 1):
                found[line] = node.lineno
    return found


def main() -> None:
    path = Path(sys.argv[1])
    source = path.read_text(encoding="utf-8")
    statement = first_lines(ast.parse(source))
    several = set(statement.values())  # statements over several lines
    here: dict[int, int] = {}  # by id: a frame kept alive would keep its variables alive
    out = Path(os.environ["PYC_STEPS"]).open("w", encoding="utf-8")  # noqa: SIM115 - until the end
    rest = iter(range(int(os.environ["PYC_LIMIT"]) - 1, -1, -1))

    def trace(frame: types.FrameType, event: str, argument: object) -> object:
        code = frame.f_code
        if code.co_filename != str(path) or code.co_name in INLINED:
            return None
        if event == "call":
            here.pop(id(frame), None)
        if event == "line":
            line = frame.f_lineno
            if code.co_name != "<lambda>":
                line = statement.get(line, line)
            if line in several and here.get(id(frame)) == line:
                return trace
            here[id(frame)] = line
            variables = {}
            if code.co_name != "<module>" and code.co_flags & 2:
                variables = {name: text(each) for name, each in frame.f_locals.items()}
            out.write(json.dumps([code.co_name, line, variables]) + "\n")
            if next(rest) == 0:
                out.close()
                os._exit(0)
        return trace

    sys.path[0] = str(path.parent)
    names = {"__name__": "__main__", "__file__": str(path), "__doc__": None}
    code = compile(source, str(path), "exec")
    sys.argv = sys.argv[1:]
    atexit.register(out.close)
    sys.settrace(trace)
    exec(code, names)


if __name__ == "__main__":
    main()
