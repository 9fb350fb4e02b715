"""Private names: within `class A`, `__x` means `_A__x`.

    mangled(tree)      renames in place; `written(node)` is what the source says of a definition

Names of definitions change, too, as that is what they bind; their __name__ stays as written.
"""

from __future__ import annotations

import ast
import re

PRIVATE = re.compile(r"\b__\w*(?<!__)\b")
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def mangle(tree: ast.Module, text: str) -> None:
    if PRIVATE.search(text) is not None:
        _visit(tree, None)


def written(node: ast.AST, field: str = "name") -> str:
    """The name as it stands in the source."""
    return str(getattr(node, f"written_{field}", getattr(node, field)))


def _name(name: str, owner: str | None) -> str:
    if owner is None or not name.startswith("__") or name.endswith("__") or "." in name:
        return name
    plain = owner.lstrip("_")
    return f"_{plain}{name}" if plain else name


def _rename(node: ast.AST, field: str, owner: str | None) -> None:
    name = getattr(node, field)
    if isinstance(name, str) and _name(name, owner) != name:
        setattr(node, f"written_{field}", name)
        setattr(node, field, _name(name, owner))


FIELDS: dict[type[ast.AST], str] = {
    ast.Name: "id", ast.Attribute: "attr", ast.arg: "arg", ast.FunctionDef: "name",
    ast.AsyncFunctionDef: "name", ast.ClassDef: "name", ast.ExceptHandler: "name",
    ast.MatchAs: "name", ast.MatchStar: "name", ast.MatchMapping: "rest",
}  # fmt: skip


def _visit(node: ast.AST, owner: str | None) -> None:
    match node:
        case ast.ClassDef():
            _rename(node, "name", owner)
            for outer in (*node.decorator_list, *node.bases, *node.keywords):
                _visit(outer, owner)
            for statement in node.body:
                _visit(statement, written(node))
            return
        case ast.Global() | ast.Nonlocal():
            node.names = [_name(each, owner) for each in node.names]
        case ast.alias():
            bound = node.asname or node.name
            if _name(bound, owner) != bound:
                node.asname = _name(bound, owner)
        case _ if type(node) in FIELDS:
            _rename(node, FIELDS[type(node)], owner)
    for child in ast.iter_child_nodes(node):
        _visit(child, owner)
