"""What may be typed at a place, and what a call there takes, as the compiler's own tables say.

    point.|       members of its inferred type          |       names of the scopes around
    from math import |    what the module offers        area(3, |    the callee's parameters

What is being typed is replaced by an attribute that nothing has: the text can be read, and what
inference knows of the attribute's owner is the answer.
"""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyc.compiler import declarations
from pyc.compiler.flow import nodes as flow
from pyc.compiler.flow import ops
from pyc.compiler.frontend.symbols import Scope
from pyc.compiler.ide.repair import repaired
from pyc.compiler.ide.scoping import parameters
from pyc.compiler.session import MAIN, Session, Snapshot
from pyc.compiler.source import SourceFile
from pyc.compiler.types import python_types as t
from pyc.compiler.types.builtin_names import BUILTIN_NAMES
from pyc.compiler.types.display import plain
from pyc.compiler.types.relations import join_all

MEMBER = re.compile(r"\.\s*(\w*)$")
FROM = re.compile(r"^\s*from\s+([\w.]+)\s+import\s+(?:.*,\s*)?(\w*)$")
WORD = re.compile(r"\w*$")
CALLEE = re.compile(r"(?:\.\s*(\w+)|[\w)\]])\s*$")
HERE = "pyc_here_"  # an attribute that nothing has, of the value that is asked about
PAIRS = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class Completion:
    """`kind`: function, method, class, variable, field, module, constant or keyword. `detail`: a
    signature or a type."""

    name: str
    kind: str
    detail: str = ""
    doc: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """`active`: the parameter at the cursor, -1: none."""

    name: str
    parameters: tuple[str, ...]
    returns: str
    doc: str
    active: int

    @property
    def label(self) -> str:
        result = f" -> {self.returns}" if self.returns else ""
        return f"{self.name}({', '.join(self.parameters)}){result}"


def completions(
    session: Session, path: Path, text: str, line: int, column: int
) -> list[Completion]:
    """Names that begin as what stands before the cursor, in order."""
    lines = text.split("\n")
    before = lines[line - 1][:column]
    found: Iterator[Completion]
    imported, member = FROM.match(before), MEMBER.search(before)
    word = WORD.search(before)
    prefix = word[0] if word is not None else ""
    if imported is not None:
        lines[line - 1] = ""
        place = _Place(session, path, "\n".join(lines))
        found = _module_members(place, imported[1])
    elif member is not None:
        known = before[: member.start()] + f".{HERE}"
        after = re.sub(r"^\w+", "", lines[line - 1][column:])
        lines[line - 1] = known + (after if after.strip() else _closing(before))
        place = _Place(session, path, "\n".join(lines))
        found = place.members()
    else:
        lines[line - 1] = before[: len(before) - len(prefix)] + "pass" * (not before.strip(prefix))
        place = _Place(session, path, "\n".join(lines))
        found = place.names(line)
    fitting = {each.name: each for each in found if _fits(prefix, each.name)}
    return [fitting[name] for name in sorted(fitting)]


def signature(
    session: Session, path: Path, text: str, line: int, column: int
) -> Signature | None:
    """Of the call that the cursor stands in."""
    lines = text.split("\n")
    before = lines[line - 1][:column]
    opened = _open_call(before)
    if opened is None:
        return None
    start, n_commas, word = opened
    callee = CALLEE.search(before[:start])
    if callee is None:
        return None
    method = callee[1] or ""
    known = before[: callee.start()] if method else before[:start].rstrip()
    lines[line - 1] = f"{known}.{HERE}{_closing(known)}"
    named = re.search(r"(\w+)\s*$", before[:start])
    found = _Place(session, path, "\n".join(lines)).signature(method, named[1] if named else "")
    if found is None:
        return None
    names = [re.split(r"[:=]", each)[0].strip().lstrip("*") for each in found.parameters]
    active = names.index(word) if word in names else n_commas
    if active >= len(names):
        active = len(names) - 1 if any(each.startswith("*") for each in found.parameters) else -1
    return Signature(found.name, found.parameters, found.returns, found.doc, active)


def _fits(prefix: str, name: str) -> bool:
    is_hidden = name.startswith("_") and not prefix.startswith("_")
    return not is_hidden and name.lower().startswith(prefix.lower())


def _closing(before: str) -> str:
    """Brackets that close those open in a line; strings are passed over."""
    return "".join(PAIRS[each] for each, _ in reversed(_open_brackets(before)))


def _open_brackets(before: str) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    for each in re.finditer(r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|#.*|[()\[\]{}]""", before):
        if each[0] in PAIRS:
            found.append((each[0], each.start()))
        elif each[0] in ")]}" and found:
            found.pop()
    return found


def _open_call(before: str) -> tuple[int, int, str] | None:
    """Where the innermost open call's bracket stands, how many commas follow it, and the keyword
    whose value is being typed."""
    opened = _open_brackets(before)
    if not opened or opened[-1][0] != "(":
        return None
    start = opened[-1][1]
    depth = n_commas = 0
    last = start + 1
    for each in re.finditer(
        r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[()\[\]{},]""", before[start + 1 :]
    ):
        depth += (each[0] in PAIRS) - (each[0] in ")]}")
        if each[0] == "," and not depth:
            n_commas += 1
            last = start + 1 + each.end()
    word = re.match(r"\s*(\w+)\s*=(?!=)", before[last:])
    return start, n_commas, word[1] if word is not None else ""


class _Place:
    """A text that can be read, with its types."""

    def __init__(self, session: Session, path: Path, text: str) -> None:
        def error_line(text: str) -> int | None:
            faults = session.parsed(SourceFile(path, str(path), text)).faults
            return faults[0].span.line if faults else None

        whole, _ = repaired(text, error_line)
        session.set_text(path, whole)
        self._snapshot: Snapshot = session.snapshot(path)
        self._source = self._snapshot.program.sources[MAIN]
        self._parsed = session.parsed(self._source)

    # ---- what stands there

    def _receiver(self) -> t.Type | None:
        """The type of the value that is asked about."""
        if MAIN not in self._snapshot.program.modules:
            return None
        found = [
            instance.argument(step, step.args[0])
            for instance in (*self._snapshot.typed.instances.values(), *self._snapshot.uncalled)
            for step in instance.function.instructions()
            if (step.op in (ops.GET_ATTR, ops.SET_ATTR) and step.data == HERE)
            or (step.op is ops.CALL_METHOD and step.data[0] == HERE)
        ]
        known = [each for each in found if each != t.NEVER]
        return join_all(known) if known else None

    def members(self) -> Iterator[Completion]:
        type_ = self._receiver()
        if type_ is not None:
            yield from self._members_of(type_)

    def _members_of(self, type_: t.Type) -> Iterator[Completion]:
        match type_:
            case t.Instance(symbol) | t.ClassObject(symbol):
                yield from self._class_members(symbol)
            case t.ModuleObject(name):
                yield from _module_members(self, name)
            case t.Union(members):
                for each in members:
                    if each != t.NONE:
                        yield from self._members_of(each)
            case _:
                owner = declarations.owner_of(_head(type_))
                for name, member in owner.members.items() if owner is not None else ():
                    kind = "field" if member.kind == "property" else "method"
                    yield Completion(name, kind, _declared(name, member).label, member.doc)

    def _class_members(self, symbol: str) -> Iterator[Completion]:
        typed = self._snapshot.typed
        step: str | None = symbol
        while step is not None:
            facts = typed.facts.classes[step]
            for name, method in facts.methods.items():
                yield Completion(name, "method", self._of_function(method, 1).label)
            for owner, name in typed.fields:
                if owner == step:
                    type_ = typed.fields[owner, name]
                    yield Completion(name, "field", plain(type_) if type_ != t.NEVER else "")
            for name in (*facts.other_names, *facts.slots):
                if (step, name) not in typed.fields:
                    yield Completion(name, "field")
            step = facts.base

    # ---- names

    def names(self, line: int) -> Iterator[Completion]:
        """Of the innermost scope first; classes are seen by their own bodies alone."""
        for name in sorted(BUILTIN_NAMES):
            if declarations.has_builtin(name):
                declared = declarations.find("", name)
                detail = _declared(name, declared).label if declared is not None else ""
                yield Completion(name, "function" if declared is not None else "class", detail)
        for name in keyword.kwlist:
            yield Completion(name, "keyword")
        chain = self._scopes_at(line)
        for depth, scope in enumerate(chain):
            if scope.kind == "class" and depth < len(chain) - 1:
                continue
            for name in scope.bound:
                kind, detail = self._bound(scope, name)
                yield Completion(name, kind, detail)

    def _scopes_at(self, line: int) -> list[Scope]:
        """From the module inwards."""
        chain = [self._parsed.scopes[self._parsed.index.module]]
        while True:
            inner = [
                each
                for each in chain[-1].children
                if isinstance(each.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
                and each.node.lineno < line <= (each.node.end_lineno or 0)
            ]
            if not inner:
                return chain
            chain.append(inner[0])

    def _bound(self, scope: Scope, name: str) -> tuple[str, str]:
        body = getattr(scope.node, "body", [])
        for each in body if isinstance(body, list) else ():
            match each:
                case ast.FunctionDef(name=known) if known == name:
                    return "function", _of_node(each, 0).label
                case ast.ClassDef(name=known) if known == name:
                    return "class", ""
                case ast.Import(names=rows):
                    if any((row.asname or row.name.partition(".")[0]) == name for row in rows):
                        return "module", ""
        return "variable", ""

    # ---- signatures

    def signature(self, method: str, name: str) -> Signature | None:
        """Of a method of the value that is asked about, or of the value itself."""
        type_ = self._receiver()
        if method and type_ is not None:
            return self._method(type_, method)
        found = self._callable(type_) if type_ is not None else None
        declared = declarations.find("", name)
        if found is None and not method and declared is not None:
            return _declared(name, declared)
        return found

    def _method(self, type_: t.Type, name: str) -> Signature | None:
        match type_:
            case t.Instance(symbol) | t.ClassObject(symbol):
                found = self._snapshot.typed.facts.find_method(symbol, name)
                return self._of_function(found[1], 1) if found is not None else None
            case t.ModuleObject(module) if module in self._snapshot.program.modules:
                for function in self._snapshot.program.modules[module].functions:
                    if function.qualname == name and function.kind == "function":
                        return self._of_function(function, 0)
                return None
            case t.ModuleObject(module):
                declared = declarations.find(module, name)
            case _:
                declared = declarations.find(_head(type_), name)
        return _declared(name, declared) if declared is not None else None

    def _callable(self, type_: t.Type) -> Signature | None:
        facts = self._snapshot.typed.facts
        match type_:
            case t.FunctionObject(symbol):
                return self._of_function(facts.functions[symbol], 0)
            case t.ClassObject(symbol):
                made = facts.find_method(symbol, "__init__")
                return self._of_function(made[1], 1, plain(t.Instance(symbol))) if made else None
            case t.Builtin(name):
                owner, _, own = name.rpartition(".")
                declared = declarations.find(owner, own)
                return _declared(own, declared) if declared is not None else None
        return None

    def _of_function(self, function: flow.FlowFunction, skipped: int, name: str = "") -> Signature:
        parsed = self._snapshot.session.parsed(function.source)
        for node in parsed.index.nodes(ast.FunctionDef):
            if function.source.span(node) == function.span:
                return _of_node(node, skipped, name)
        names = tuple(function.parameters.names())[skipped:]
        return Signature(name or function.name, names, "", function.doc or "", -1)

    def module_names(self, module: str) -> Iterator[Completion] | None:
        """Of a module of the program; None: it is none."""
        source = self._snapshot.program.sources.get(module) or self._beside(module)
        if source is None:
            return None
        parsed = self._snapshot.session.parsed(source)
        if parsed.tree is None:
            return None
        scope = parsed.scopes[parsed.tree]
        return (Completion(name, *self._bound(scope, name)) for name in scope.bound)

    def _beside(self, module: str) -> SourceFile | None:
        """A file that nothing imports yet."""
        path = self._source.path.parent.joinpath(*module.split(".")).with_suffix(".py")
        try:
            return self._snapshot.session.files.read(path, str(path))
        except (OSError, UnicodeDecodeError, SyntaxError):
            return None


def _module_members(place: _Place, module: str) -> Iterator[Completion]:
    own = place.module_names(module)
    if own is not None:
        yield from own
        return
    for name in declarations.public_names(module):
        declared = declarations.find(module, name)
        if declared is None:
            yield Completion(name, "constant")
        else:
            yield Completion(name, "function", _declared(name, declared).label, declared.doc)


def _head(type_: t.Type) -> str:
    return plain(type_).partition("[")[0]


def _declared(name: str, declared: declarations.Declaration) -> Signature:
    rows = tuple(
        {"varargs": "*", "varkeywords": "**"}.get(each.kind, "") + each.name
        + (f": {ast.unparse(each.annotation)}" if each.annotation is not None else "")
        + (" = ..." if each.has_default else "")
        for each in declared.parameters
        if each.name != "self"
    )  # fmt: skip
    returns = ast.unparse(declared.returns) if declared.returns is not None else ""
    return Signature(name, rows, returns, declared.doc, -1)


def _of_node(node: ast.FunctionDef, skipped: int, name: str = "") -> Signature:
    """Each parameter as it is written."""
    args = node.args
    positional = [*args.posonlyargs, *args.args]
    defaults: dict[ast.arg, ast.expr | None] = dict(
        zip(reversed(positional), reversed(args.defaults), strict=False)
    )
    defaults.update(zip(args.kwonlyargs, args.kw_defaults, strict=True))
    rows = []
    for each in parameters(args)[skipped:]:
        stars = "*" if each is args.vararg else "**" if each is args.kwarg else ""
        default = defaults.get(each)
        given = f"={ast.unparse(default)}" if default is not None else ""
        rows.append(stars + ast.unparse(each) + given)
    returns = ast.unparse(node.returns) if node.returns is not None else ""
    return Signature(name or node.name, tuple(rows), returns, ast.get_docstring(node) or "", -1)
