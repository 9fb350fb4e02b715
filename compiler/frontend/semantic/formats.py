"""Formats against their values: `"%d %s" % x`, `"{} {}".format(x)`, `f"{x:.2f}"`."""

from __future__ import annotations

import ast
import re
import string

from pyc.compiler.diagnostics.catalogue import BadFormat
from pyc.compiler.frontend.semantic.frame import Frame
from pyc.compiler.frontend.semantic.samples import SAMPLES, outcome, sample
from pyc.compiler.frontend.semantic.values import Exact, Value, described

PERCENT = re.compile(r"%(\(\w*\))?[#0\- +]*(\*|\d+)?(?:\.(\*|\d+))?[hlL]?(.)", re.DOTALL)
NUMBER_CODES = frozenset("diouxXeEfFgG")


def check_percent(frame: Frame, node: ast.AST, text: Exact, given: Value) -> None:
    if not isinstance(text.constant, str) or not isinstance(given, Exact):
        return
    found = [match for match in PERCENT.finditer(text.constant) if match.group(4) != "%"]
    if any(match.group(1) or "*" in match.group(0) for match in found):
        return
    if given.type == "tuple":
        if given.items is None:
            return
        values = given.items
    elif given.type == "dict":
        return
    else:
        values = (given,)
    if len(values) != len(found):
        reason = f"it has {len(found)} placeholders, and {len(values)} values are given"
        frame.report(node, BadFormat(reason))
        return
    for match, value in zip(found, values, strict=True):
        if match.group(4) in NUMBER_CODES and isinstance(value, Exact):
            if value.type in ("str", "list", "dict", "tuple", "set", "None"):
                reason = f"`{match.group(0)}` wants a number, not {described(value)}"
                frame.report(node, BadFormat(reason))
                return


def check_format(
    frame: Frame, node: ast.AST, text: Exact, n_given: int, names: frozenset[str]
) -> None:
    """A call of str.format without stars."""
    if not isinstance(text.constant, str):
        return
    try:
        fields = [name for _, name, _, _ in string.Formatter().parse(text.constant)]
    except ValueError as error:
        frame.report(node, BadFormat(str(error)))
        return
    automatic = 0
    for field in fields:
        if field is None:
            continue
        head = re.split(r"[.\[]", field, maxsplit=1)[0]
        if head == "":
            head, automatic = str(automatic), automatic + 1
        if head.isdigit():
            if int(head) >= n_given:
                frame.report(node, BadFormat(f"it wants a value number {int(head) + 1}"))
                return
        elif head not in names:
            frame.report(node, BadFormat(f"it wants a value named `{head}`"))
            return


def check_spec(frame: Frame, node: ast.FormattedValue, value: Value) -> None:
    match node.format_spec:
        case ast.JoinedStr(values=[ast.Constant(value=str(spec))]) if node.conversion == -1:
            pass
        case _:
            return
    if not isinstance(value, Exact) or value.type not in SAMPLES:
        return
    if value.type in ("str", "int", "float", "bool"):
        try:
            format(sample(value.type), spec)
        except ValueError as error:
            frame.report(node, BadFormat(str(error)))
        return
    name, reason = outcome(format, sample(value.type), spec)
    if name is None:
        frame.report(node, BadFormat(reason))
