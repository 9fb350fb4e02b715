"""Which names `from module import *` may bind, and which of them it surely does.

    star_names("shapes", parsed_of)  ->  (StarName("Square", True), StarName("debug", False))

An uncertain name (bound in a branch, listed in an `__all__` that is computed) is asked for when the
import runs.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, replace

from pyc.compiler import declarations
from pyc.compiler.frontend.building.context import StarName
from pyc.compiler.frontend.building.imports import absolute_name, erased_names
from pyc.compiler.frontend.parser import ParsedModule
from pyc.compiler.frontend.tree import Statement, Tree

ALL = "__all__"


@dataclass(frozen=True, slots=True)
class Sources:
    """A program's own modules by name."""

    parsed_of: Callable[[str], ParsedModule | None]
    reaches: Callable[[str, str], bool]  # whether importing the first imports the second


def star_names(importer: str, module: str, sources: Sources) -> tuple[StarName, ...]:
    """What `from module import *` may bind in `importer`."""
    return _given(importer, module, sources, frozenset({importer}))


def star_imports(tree: Tree, module: str, is_package: bool) -> tuple[str, ...]:
    """The modules that are imported whole into this one's names."""
    return tuple(
        absolute_name(module, is_package, node)
        for node in tree.nodes(ast.ImportFrom)
        if node.names[0].name == "*"
    )


def _given(
    importer: str, module: str, sources: Sources, around: frozenset[str]
) -> tuple[StarName, ...]:
    """around: modules whose names are being asked for."""
    if module in around:
        return ()
    names = _public(module, sources, around | {module})
    if sources.reaches(module, importer):  # it may be asked before it has run to its end
        return tuple(replace(each, is_certain=False) for each in names)
    return names


def _public(module: str, sources: Sources, around: frozenset[str]) -> tuple[StarName, ...]:
    parsed = sources.parsed_of(module)
    if parsed is None:
        return tuple(StarName(each, True) for each in declarations.public_names(module))
    own = _bound(module, parsed, sources, around)
    if ALL not in own:
        return tuple(each for name, each in own.items() if not name.startswith("_"))
    listed = listed_names(parsed.index)
    if listed is None:
        texts = [StarName(each, False) for each in _texts_about_all(parsed.index)]
        named = {each.name: replace(each, is_certain=False) for each in (*texts, *own.values())}
        return tuple(named.values())
    parts = {each for each in listed if sources.parsed_of(f"{module}.{each}") is not None}
    return tuple(own.get(each) or StarName(each, each in parts) for each in listed)


def listed_names(tree: Tree) -> tuple[str, ...] | None:
    """What `__all__` lists; None: there is none, or it is not one literal."""
    if sum(node.id == ALL for node in tree.nodes(ast.Name)) != 1:
        return None
    for node in tree.module.body:
        match node:
            case ast.Assign(
                targets=[ast.Name(id="__all__")], value=ast.List(elts=names) | ast.Tuple(elts=names)
            ):
                texts = [each.value for each in names if isinstance(each, ast.Constant)]
                listed = [each for each in texts if isinstance(each, str)]
                return tuple(listed) if len(listed) == len(names) else None
    return None


def _bound(
    module: str, parsed: ParsedModule, sources: Sources, around: frozenset[str]
) -> dict[str, StarName]:
    """Every name of the module's own, those that it imports by a star among them."""
    tree, is_package = parsed.index, parsed.source.is_package
    certain = _certain(tree)
    names = [*parsed.scopes[tree.module].bound]
    names += [name for node in tree.nodes(ast.Global) for name in node.names]
    erased = erased_names(tree)
    found = {name: StarName(name, name in certain) for name in names if name not in erased}
    always = star_imports(Tree(tree.module, _top_imports(tree)), module, is_package)
    for other in star_imports(tree, module, is_package):
        for each in _given(module, other, sources, around):
            is_certain = each.is_certain and other in always
            found.setdefault(each.name, StarName(each.name, is_certain))
    return found


def _top_imports(tree: Tree) -> tuple[Statement, ...]:
    return tuple(each for each in tree.statements if isinstance(each.node, ast.ImportFrom))


def _certain(tree: Tree) -> set[str]:
    """Names that a statement of the top level always binds, and that nothing deletes."""
    certain: set[str] = set()
    for node in tree.module.body:
        match node:
            case ast.FunctionDef() | ast.ClassDef():
                certain.add(node.name)
            case ast.Assign(targets=targets):
                certain.update(each.id for each in targets if isinstance(each, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
                certain.add(name)
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                certain.update(each.asname or each.name.split(".")[0] for each in names)
    for delete in tree.nodes(ast.Delete):
        certain.difference_update(
            each.id for each in ast.walk(delete) if isinstance(each, ast.Name)
        )
    certain.difference_update(each.name for each in tree.nodes(ast.ExceptHandler) if each.name)
    return certain


def _texts_about_all(tree: Tree) -> list[str]:
    """Text constants in statements that name `__all__`."""
    return [
        constant.value
        for statement in tree.statements
        if any(node.id == ALL for node in statement.nodes(ast.Name))
        for constant in statement.nodes(ast.Constant)
        if isinstance(constant.value, str)
    ]
