"""Where a tree itself says that something may fail: inside `try`, behind version checks."""

from __future__ import annotations

import ast
import builtins

from pyc.compiler.frontend.tree import Tree


class Guards:
    """Questions about what stands around a node of a tree."""

    def __init__(self, tree: Tree) -> None:
        self.parent = tree.parents

    def catches(self, node: ast.AST, exception: str) -> bool:
        """Does a `try` of the same function around the node catch the exception, or is the code
        only there for other versions or for type checkers?"""
        step: ast.AST | None = node
        while step is not None:
            above = self.parent.get(step)
            match above:
                case ast.Try() | ast.TryStar() if step in above.body:
                    if any(_catches(handler, exception) for handler in above.handlers):
                        return True
                case ast.With() | ast.AsyncWith() if any(map(_may_catch, above.items)):
                    return True
                case ast.If(test=test) if test is not step and _is_guard(test):
                    return True
                case ast.IfExp(test=test) if test is not step and _is_guard(test):
                    return True
            step = above
        return False


def _catches(handler: ast.ExceptHandler, exception: str) -> bool:
    raised = getattr(builtins, exception)
    names = {each.__name__ for each in raised.__mro__}
    match handler.type:
        case None:
            return True
        case ast.Name(id=name):
            return name in names
        case ast.Tuple(elts=elements):
            return any(not isinstance(each, ast.Name) or each.id in names for each in elements)
        case _:
            return True


def _may_catch(item: ast.withitem) -> bool:
    text = ast.unparse(item.context_expr).lower()
    return any(word in text for word in ("suppress", "raises", "assert", "catch", "ignore"))


def _is_guard(test: ast.expr) -> bool:
    """Conditions on the version, the platform, what exists."""
    words = ("version", "platform", "TYPE_CHECKING", "hasattr", "PY2", "PY3", "PYTHON", "os.name",
             "implementation", "in globals", "in dir", "__builtins__")  # fmt: skip
    text = ast.unparse(test)
    return text in ("False", "0") or any(word in text for word in words)
