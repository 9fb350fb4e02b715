"""A text with syntax errors, made whole enough to be analysed.

    def good(): ...              def good(): ...
    def bad(:               ->   pass
        return 1                     return 1
    x = good()                   x = good()

At each error the least is taken out that moves it on: the line itself or the one before, a quote
that swallows definitions, the function around, the whole statement. Lines keep their places, so
that what is said of all others holds of the text as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

MOST_ERRORS = 20
MOST_LINES = 250_000  # that may be parsed in search of what to take out
OPENS = re.compile(r"[^\s#)\]}]")  # a line that starts a statement at the top level
CONTINUES = re.compile(r"(else|elif|except|finally)\b")
DEFINES = re.compile(r"[ \t]*(?:(?:async[ \t]+)?def[ \t]+\w+[ \t]*\(|class[ \t]+\w+[ \t]*[(:])")
HEADS = re.compile(r"[ \t]*(?:async[ \t]+def|def|class)[ \t]+\w")  # perhaps broken
TRIPLES = ('"""', "'''")
# A string in triple quotes, closed or not; what else holds quotes is passed over.
TRIPLE = re.compile(
    r'#[^\n]*|"""(?:\\.|[^\\])*?(?:"""|\Z)|\'\'\'(?:\\.|[^\\])*?(?:\'\'\'|\Z)'
    r'|"(?:\\.|[^"\\\n])*"?|\'(?:\\.|[^\'\\\n])*\'?',
    re.DOTALL,
)
ErrorLine = Callable[[str], int | None]
Change = dict[int, str]  # lines by index, and what stands there instead


def repaired(text: str, error_line: ErrorLine) -> tuple[str, tuple[int, ...]]:
    """The text without what is broken, and the lines left out. `error_line` tells the line of a
    text's first syntax error, None: it has none."""
    lines = text.split("\n")
    gone: set[int] = set()
    n_trials = max(MOST_LINES // len(lines), 1)
    for _ in range(MOST_ERRORS):
        line = error_line("\n".join(lines))
        if line is None:
            return "\n".join(lines), tuple(sorted(gone))
        line = min(line, len(lines))
        change, n_tried = _least_change(lines, line, error_line, n_trials)
        n_trials -= n_tried
        if not change:
            break
        for index, new in change.items():
            lines[index] = new
            gone.add(index + 1)
    return "\n" * (len(lines) - 1), tuple(range(1, len(lines) + 1))


def _least_change(
    lines: list[str], line: int, error_line: ErrorLine, n_trials: int
) -> tuple[Change, int]:
    """The first change behind which the next error, if there is one, lies outside the statement;
    else the one that moves it furthest; and how many were tried."""
    start, end = _statement(lines, line - 1)
    best, furthest, n_tried = _without(lines, start, end), line, 0
    for change in _changes(lines, line):
        if n_tried == n_trials:
            break
        n_tried += 1
        left = error_line("\n".join(change.get(i, each) for i, each in enumerate(lines)))
        if left is None or left > end:
            return change, n_tried
        if left > furthest:
            best, furthest = change, left
    return best, n_tried


def _changes(lines: list[str], line: int) -> Iterator[Change]:
    """From the least to the largest."""
    says = [i for i in range(line) if lines[i].strip() and not lines[i].lstrip().startswith("#")]
    for index in reversed(says[-2:]):
        if HEADS.match(lines[index]):
            yield _without_block(lines, index)
            continue
        if lines[index].strip() != "pass":
            yield {index: _passing(lines[index])}
        yield {index: ""}
        yield {index: lines[index][: _indent(lines[index])] + "if True:"}
    for quoting in _swallowing(lines):
        yield {quoting: ""}
    yield from _blocks(lines, line - 1)


def _passing(line: str) -> str:
    return line[: _indent(line)] + "pass"


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _swallowing(lines: list[str]) -> Iterator[int]:
    """Lines at whose triple quote a string begins that has definitions in it, or at which the
    string before ends: a quote too many may be either."""
    text = "\n".join(lines)
    before: int | None = None
    for found in TRIPLE.finditer(text):
        if found[0][:3] in TRIPLES:
            opening = text.count("\n", 0, found.start())
            if any(map(DEFINES.match, found[0].split("\n")[1:])):
                yield opening
                if before is not None:
                    yield before
            before = text.count("\n", 0, found.end())


def _blocks(lines: list[str], at: int) -> Iterator[Change]:
    """The definitions around a line, by their indentation, from the inside out."""
    limit = _indent(lines[at]) + 1 if lines[at].strip() else len(lines[at]) + 1
    for index in range(at, -1, -1):
        line = lines[index]
        if line.strip() and _indent(line) < limit and DEFINES.match(line):
            limit = _indent(line)
            yield _without_block(lines, index)
        if limit == 0:
            return


def _without_block(lines: list[str], head: int) -> Change:
    """Without a definition: its decorators, its head and all that is indented more."""
    first, end, indent = head, head + 1, _indent(lines[head])
    while end < len(lines) and (not lines[end].strip() or _indent(lines[end]) > indent):
        end += 1
    while first > 0 and lines[first - 1].startswith("@", _indent(lines[first - 1])):
        first -= 1
    return {**_without(lines, first, end), head: _passing(lines[head])}


def _without(lines: list[str], start: int, end: int) -> Change:
    return {index: "" for index in range(start, end) if lines[index].strip()}


def _statement(lines: list[str], at: int) -> tuple[int, int]:
    """The lines [start, end) of the top-level statement around a line, by its indentation."""
    start = at
    while start > 0 and not _starts(lines[start]):
        start -= 1
    while start > 0 and lines[start - 1].startswith("@"):
        start -= 1
    end = at + 1
    while end < len(lines) and not _starts(lines[end]):
        end += 1
    return start, end


def _starts(line: str) -> bool:
    return bool(OPENS.match(line)) and not CONTINUES.match(line)
