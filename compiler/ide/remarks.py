"""What LLVM made of a program's loops, in Python's words: `remarks(snapshot, options)`.

    LLVM:   vectorized loop (vectorization width: 4, interleaved count: 4)
    told:   loop vectorised: 4 turns at a time

Comes in: what each pass said of each compiled variant, at spans of the source. Goes out: a remark
a loop and pass, in the order of the text. Rules: what has no place in the source, or no row in a
table here, is not told. A loop that LLVM has in several copies counts as vectorised if one of them
is; variants of a function that fare differently are counted. Reads are told of in innermost loops
that call nothing, once a loop, where a name bound before it would do and the read takes more than a
load; calls where they are in a loop and are not inlined for their size alone.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from pyc.compiler import declarations
from pyc.compiler.diagnostics.catalogue import OptimiserRemark
from pyc.compiler.diagnostics.problem import Located
from pyc.compiler.frontend.tree import own_nodes
from pyc.compiler.ide.loops import Comprehension, Function, Loop, Loops, contains
from pyc.compiler.ir.ir_nodes import Apply, Call, IrFunction, IrModule, Symbol
from pyc.compiler.session import BuildOptions, Said, Snapshot
from pyc.compiler.source import SourceFile, Span

PASSED, MISSED = "passed", "missed"


@dataclass(frozen=True, slots=True)
class Remark:
    """`by`: LLVM's pass; `kind`: "passed" or "missed"; `function`: its qualified name, `whole` its
    span, of module code the loop's; `advice`: what to change, "": nothing is known to help.
    `is_news`: not of a loop that calls functions, which nobody expects to be vectorised."""

    by: str
    kind: str
    path: Path
    function: str
    span: Span
    whole: Span
    text: str
    advice: str = ""
    is_news: bool = True


# ---- LLVM's words and ours

VECTORISED = re.compile(r"vectorized loop \(vectorization width: (\d+)")
UNROLLED = re.compile(r"unrolled loop by a factor of (\d+)")
TOO_LARGE = re.compile(r"'(.+)' not inlined into '.+' because too costly .*threshold=(\d+)")
NOT_HOISTED = re.compile(r"failed to (move|hoist) load with loop-invariant address")
MISSED_ENDS = (
    "loop not vectorized",
    "the cost-model indicates that vectorization is not beneficial",
)
INLINED_UP_TO = 225  # LLVM's measure of code that runs often; a lower one is of code that does not
A_CALL = "call instruction cannot be vectorized"
EARLY_EXIT = "early exit"
# Why a loop is not vectorised: the first row of which LLVM says something is told. What a call is,
# and what leaves a loop early, the program tells.
REASONS = (
    ("reorder floating-point operations", "floats added in another order give another result"),
    ("unsafe dependent memory operations", "a turn may read what another one has written"),
    (A_CALL, ""),
    ("early exit", ""),
    ("Incorrect number of successors from early exiting block", ""),
    ("Uncountable exit", ""),
    ("could not determine number of loop iterations", "how often it turns is not known before"),
    ("loop induction variable could not be identified", "how often it turns is not known before"),
    ("cannot identify array bounds", "which memory it reads and writes is not known before"),
    ("Control flow cannot be substituted", "what a turn does depends on a condition"),
    ("could not be identified as reduction", "a turn goes on from the result of the one before"),
    ("vectorization is not beneficial", "it would not be faster"),
)  # fmt: skip


def sentence(reasons: Iterable[str], call: str, leaving: str) -> str:
    """Why, of LLVM's reasons; `call`: what is called in the loop, `leaving`: what leaves it."""
    given = list(reasons)
    for part, words in REASONS:
        if any(part in each for each in given):
            known = words or (call if part == A_CALL else leaving)
            if known:
                return known
    return ""


# ---- from what was said to remarks


def remarks(snapshot: Snapshot, options: BuildOptions) -> list[Remark]:
    """Only for a program without faults. Raises: CodegenError (a bug)."""
    said = snapshot.remarks(options)
    sources = snapshot.program.sources
    module = snapshot.ir(options)
    texts = {
        name: Loops(source, snapshot.session.parsed(source).index.module)
        for name, source in sources.items()
    }
    found: dict[object, Remark] = {}
    outcomes = _outcomes(said, module, texts)
    for outcome in outcomes.values():
        for each in _told(outcome, module):
            found[each.path, each.span, each.by] = each
    for each in _others(said, module, texts, outcomes):
        found.setdefault((each.path, each.span, each.by), each)
    vectorised = {
        (each.path, each.span) for each in found.values() if (each.by, each.kind) == VECTOR_DONE
    }
    return sorted(
        (
            each for each in found.values()
            if each.by != "loop-unroll" or (each.path, each.span) not in vectorised
        ),
        key=lambda each: (str(each.path), each.span.line, each.span.column, each.by),
    )  # fmt: skip


VECTOR_DONE = ("loop-vectorize", PASSED)


def located(found: Iterable[Remark], snapshot: Snapshot) -> list[Located]:
    """Those that are news, as hints at their places."""
    sources = {each.path: each for each in snapshot.program.sources.values()}
    return [hint(each, sources[each.path]) for each in found if each.is_news]


def hint(remark: Remark, source: SourceFile | None) -> Located:
    row = OptimiserRemark(remark.text, remark.by, remark.kind, remark.function)
    return Located(row, source, remark.span, help=remark.advice)


def moved(found: tuple[Remark, ...], was: str, now: str) -> tuple[Remark, ...]:
    """Remarks of an earlier text where they stand in a later one; those of functions between the
    first and the last line that differ are gone."""
    if not found or was == now:
        return found
    before, after = was.split("\n"), now.split("\n")
    shorter = min(len(before), len(after))
    above = next((n for n in range(shorter) if before[n] != after[n]), shorter)
    room = range(1, shorter - above + 1)
    below = next((n for n in room if before[-n] != after[-n]), len(room) + 1) - 1
    more = len(after) - len(before)
    return tuple(
        each if each.whole.end_line <= above else replace(
            each, span=_lower(each.span, more), whole=_lower(each.whole, more)
        )
        for each in found
        if each.whole.end_line <= above or each.whole.line > len(before) - below
    )  # fmt: skip


def _lower(span: Span, more: int) -> Span:
    return replace(span, line=span.line + more, end_line=span.end_line + more)


@dataclass
class _Outcome:
    """Of one loop: by variant, how many turns at a time at most, and reasons where none."""

    text: Loops
    node: Loop
    function: IrFunction
    widths: dict[str, int] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    called: list[str] = field(default_factory=list)

    def calls(self) -> bool:
        """Functions of the program or the runtime, beside which a read takes no time."""
        return any(each.startswith("pyc_") or "$" in each for each in self.called)


Outcomes = dict[tuple[Path, Span], _Outcome]


def _outcomes(said: list[Said], module: IrModule, texts: dict[str, Loops]) -> Outcomes:
    """LLVM gives its reasons, then its verdict at the loop's start."""
    outcomes: Outcomes = {}
    reasons: list[Said] = []
    for each in said:
        if each.message.startswith("loop not vectorized:"):
            reasons.append(each)
            continue
        done = VECTORISED.match(each.message)
        if done is None and not each.message.startswith(MISSED_ENDS):
            continue
        function = module.functions[each.symbol]
        text = texts.get(function.module)
        loop = text.around(function, each.span) if text is not None else None
        if text is not None and loop is not None:
            whole = text.source.span(loop)
            key = (function.path, whole)
            outcome = outcomes.setdefault(key, _Outcome(text, loop, function))
            width = int(done[1]) if done is not None else 0
            outcome.widths[each.symbol] = max(width, outcome.widths.get(each.symbol, 0))
            inside = [x for x in reasons if x.span is None or contains(whole, x.span)]
            outcome.reasons += [x.message for x in (*inside, each)]
            outcome.called += [name for x in inside for name in _called(x, module)]
        reasons.clear()
    return outcomes


def _told(outcome: _Outcome, module: IrModule) -> Iterator[Remark]:
    text, function = outcome.text, outcome.function
    span = text.head(outcome.node)
    whole = text.whole(function, outcome.node)
    made = Remark(
        "loop-vectorize", MISSED, function.path, function.source_name, span, whole, ""
    )
    done = [each for each in outcome.widths.values() if each]
    if done:
        some = f", in {len(done)} of {len(outcome.widths)} variants of the function"
        rest = some if len(done) < len(outcome.widths) else ""
        words = f"loop vectorised: {max(done)} turns at a time{rest}"
        yield replace(made, kind=PASSED, text=words)
        return
    call = _call_words(outcome.called, module)
    why = sentence(outcome.reasons, call, _leaving(outcome.node))
    if why:
        yield replace(made, text=f"loop not vectorised: {why}", is_news=not outcome.calls())


def _called(said: Said, module: IrModule) -> Iterator[str]:
    """Symbols that are called where LLVM met a call, and ops that are written as calls."""
    if A_CALL in said.message and said.span is not None:
        for block in module.functions[said.symbol].blocks:
            for step in block.instructions if not block.is_cold else ():
                match step:
                    case Call(callee=Symbol(name=name), is_cold=False) if step.span == said.span:
                        yield name
                    case Apply(op=op) if step.span == said.span:
                        yield op.name


def _call_words(called: list[str], module: IrModule) -> str:
    own = [module.functions[each].source_name for each in called if each in module.functions]
    if own:
        return f"each turn calls `{own[0]}`"
    if any(each.startswith("pyc_") for each in called):
        return "each turn works on objects, by calls of the runtime"
    if COUNTING.intersection(called):
        return "each turn counts references to objects"
    is_tested = any(each.endswith("_ovf") for each in called)
    return "each turn tests that an int fits into 64 bits" if is_tested else ""


TAKEN = frozenset(("inc", "xinc", "inc_object", "untag"))  # ops on a word that was read
COUNTING = frozenset(("inc", "xinc", "inc_object", "dec", "xdec", "dec_object"))


def _leaving(loop: Loop) -> str:
    if isinstance(loop, Comprehension):
        return CHECKED
    kinds = {type(node) for node in own_nodes(ast.Module(loop.body, []))}
    left = [
        word
        for kind, word in ((ast.Break, "`break`"), (ast.Return, "`return`"), (ast.Raise, "`raise`"))
        if kind in kinds
    ]
    return f"a turn may leave it by {' or '.join(left)}" if left else CHECKED


CHECKED = "each turn tests an index, a length or the size of an int, and may leave it"


def _others(
    said: list[Said], module: IrModule, texts: dict[str, Loops], outcomes: Outcomes
) -> Iterator[Remark]:
    """Reads that stay in a loop, calls that stay calls, loops that are unrolled."""
    changed = _changed(texts.values())
    told = set()
    objects: dict[str, set[Span | None]] = {}  # by symbol
    for each in said:
        function = module.functions[each.symbol]
        text = texts.get(function.module)
        loop = text.around(function, each.span) if text is not None else None
        if text is None or loop is None or each.span is None:
            continue
        whole = text.whole(function, loop)
        made = Remark("", MISSED, function.path, function.source_name, each.span, whole, "")
        unrolled, large = UNROLLED.match(each.message), TOO_LARGE.match(each.message)
        if unrolled is not None:
            words = f"loop unrolled: {unrolled[1]} turns in one"
            head = text.head(loop)
            yield replace(made, by="loop-unroll", kind=PASSED, span=head, text=words)
        elif large is not None and int(large[2]) >= INLINED_UP_TO:
            callee = module.functions.get(large[1])
            if callee is not None:
                words = f"`{callee.source_name}` is called, not inlined: it is too large"
                yield replace(made, by="inline", text=words)
        elif NOT_HOISTED.match(each.message):
            if each.symbol not in objects:
                objects[each.symbol] = _object_reads(function)
            outcome = outcomes.get((function.path, text.source.span(loop)))
            if each.span not in objects[each.symbol] or (outcome and outcome.calls()):
                continue
            node = _repeated(text, each.span, loop, text.functions.get(function.span), changed)
            if node is None or (function.path, loop, ast.dump(node)) in told:
                continue
            told.add((function.path, loop, ast.dump(node)))
            read = ast.unparse(node)
            words = f"`{read}` is read anew each turn: for all LLVM knows, the loop changes it"
            advice = f"if it does not, bind a name before the loop: `name = {read}`"
            yield replace(made, by="licm", span=text.source.span(node), text=words, advice=advice)


def _object_reads(function: IrFunction) -> set[Span | None]:
    """Where it takes more than a load: a raw number is read as fast as one in a register; of an
    object the type is tested and the references are counted, of an int whether it is small."""
    return {
        step.span
        for block in function.blocks
        if not block.is_cold
        for step in block.instructions
        if isinstance(step, Apply) and step.op.name in TAKEN
    }


def _repeated(
    text: Loops, span: Span, loop: Loop, function: Function | None, changed: frozenset[str]
) -> ast.expr | None:
    """The largest read at a place for which a name bound before the loop would do. Not in loops
    around others, which take the time, nor in a module's body, whose names are in memory, too."""
    node = text.reads.get(span)
    is_innermost = sum(isinstance(each, Loop) for each in ast.walk(loop)) == 1
    if function is None or node is None or not is_innermost or not is_steady(node, loop, changed):
        return None
    around = text.outer.get(node)
    while around is not None and is_steady(around, loop, changed):
        node, around = around, text.outer.get(around)
    is_known = isinstance(node, ast.Name) and node.id in text.defined | _bound(function)
    return None if is_known else node


def _bound(function: Function) -> set[str]:
    """Names of its own."""
    given = function.args
    named = {each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)}
    stored = {
        each.id for each in ast.walk(function)
        if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load)
    }  # fmt: skip
    return named | stored


def _changed(texts: Iterable[Loops]) -> frozenset[str]:
    """Attributes that are assigned outside `__init__`, and names that functions declare global."""
    found: set[str] = set()
    for text in texts:
        todo: list[ast.AST] = [text.tree]
        while todo:
            node = todo.pop()
            match node:
                case ast.FunctionDef(name="__init__"):
                    continue
                case ast.Attribute(attr=name, ctx=ast.Store() | ast.Del()):
                    found.add(name)
                case ast.Global(names=names):
                    found.update(names)
            todo += ast.iter_child_nodes(node)
    return frozenset(found)


def is_steady(read: ast.expr, loop: Loop, changed: frozenset[str]) -> bool:
    """Whether a name bound before the loop is likely to do in place of a read in it: it reads
    names, attributes and items alone; the loop binds none of the names and assigns to no such
    place, and calls nothing where a function that it may reach changes one (`changed`)."""
    if not _is_plain(read) or not _is_run_each_turn(read, loop):
        return False
    names = {node.id for node in ast.walk(read) if isinstance(node, ast.Name)}
    attributes = {node.attr for node in ast.walk(read) if isinstance(node, ast.Attribute)}
    items = {ast.dump(node.value) for node in ast.walk(read) if isinstance(node, ast.Subscript)}
    for node in ast.walk(loop):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) if name in names:
                return False
            case ast.Attribute(attr=name, ctx=ast.Store() | ast.Del()) if name in attributes:
                return False
            case ast.Subscript(value=value, ctx=ast.Store() | ast.Del()):
                if ast.dump(value) in items:
                    return False
            case ast.Call(func=func) if not _is_library(func) and changed & (names | attributes):
                return False
    return True


def _is_library(called: ast.expr) -> bool:
    """By its name: a builtin, or a function of a module."""
    match called:
        case ast.Name(id=name):
            return hasattr(builtins, name)
        case ast.Attribute(value=ast.Name(id=name)):
            return declarations.is_library_module(name)
    return False


def _is_run_each_turn(read: ast.expr, loop: Loop) -> bool:
    """Not in what is evaluated once, before the first turn."""
    once = loop.iter if isinstance(loop, ast.For) else None
    if isinstance(loop, Comprehension):
        once = loop.generators[0].iter
    return once is None or all(node is not read for node in ast.walk(once))


def _is_plain(node: ast.expr) -> bool:
    match node:
        case ast.Attribute(value=value):
            return _is_plain(value)
        case ast.Subscript(value=value, slice=index):
            return _is_plain(value) and _is_plain(index)
        case ast.Name():
            return True
        case ast.Constant(value=value):
            return isinstance(value, (int, str))
    return False
