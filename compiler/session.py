"""The one door: `Session.set_text` is the only mutation, `Snapshot` answers everything.

The pipeline, stage by stage:

    SourceFile -> ParsedModule -> FlowModule -> TypedProgram -> IrModule -> LLVM text -> object code

Raises nothing on bad programs: `Snapshot.problems` tells. A failure inside the compiler is an
InternalError with the place.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyc.compiler import declarations
from pyc.compiler.diagnostics.problem import Located, Problem
from pyc.compiler.flow.nodes import FlowModule, Observed
from pyc.compiler.frontend.building import flow_module, has_finalizers
from pyc.compiler.frontend.building.context import Unsupported
from pyc.compiler.frontend.building.imports import ANNOTATION_MODULES
from pyc.compiler.frontend.building.module import Stars
from pyc.compiler.frontend.building.stars import Sources, listed_names, star_imports, star_names
from pyc.compiler.frontend.modules import imported_modules, missing_builtins, with_parents
from pyc.compiler.frontend.parser import ParsedModule, parsed, reparsed
from pyc.compiler.frontend.support import unsupported
from pyc.compiler.plan import Plan, TypeHint
from pyc.compiler.project import project_of
from pyc.compiler.source import NOWHERE, SourceFile, Span, decoded
from pyc.compiler.stages import Stage, uncollected

# Inference, lowering and the backend (llvmlite) are imported by the answers that need them:
# `pyc check` and an editor start without them. The catalogue takes long to import, and most
# programs have no faults.
if TYPE_CHECKING:
    from pyc.compiler.backend.cache import Compiled, Told
    from pyc.compiler.backend.chunks import Chunk
    from pyc.compiler.backend.debug import DebugInfo
    from pyc.compiler.backend.jit import Tiered
    from pyc.compiler.frontend.inference.memory import Memory
    from pyc.compiler.frontend.inference.program import Inference, TypedInstance, TypedProgram
    from pyc.compiler.ir.ir_nodes import IrFunction, IrModule, Variants

MAIN = "__main__"
MOST_LENGTHS = 2
MOST_TEXTS = 4  # of one file that are kept as parsed: an editor's undo finds the last ones


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """`level`: 0 to 3. `is_native`: use this machine's instruction set."""

    level: int = 2
    is_debug: bool = False
    is_static: bool = False
    is_boxed_only: bool = False
    is_native: bool = True
    verify: bool = False  # check the IR after each pass
    plan: Plan = field(default_factory=Plan)
    turns: int = 200_000  # of a loop, before code that runs in memory is compiled fully
    counts: bool = False  # functions count their calls
    bail_seed: int = 0  # not 0: specialised code bails out at random steps (a test mode)

    @property
    def observed(self) -> Observed:
        """Up to level 1 a debugger is to see every variable, too, at some cost in speed."""
        if not self.is_debug:
            return Observed.NOTHING
        return Observed.VARIABLES if self.level <= 1 else Observed.LINES


class Files:
    """Reads source files; an editor's unsaved texts come first."""

    def __init__(self) -> None:
        self.texts: dict[Path, str] = {}

    def read(self, path: Path, name: str) -> SourceFile:
        """Raises: OSError, UnicodeDecodeError, SyntaxError (unknown coding)."""
        text = self.texts.get(path.resolve())
        if text is None:
            text = decoded(path.read_bytes())
        return SourceFile(path, name, text)

    def exists(self, path: Path) -> bool:
        return path.resolve() in self.texts or path.is_file()


@dataclass(frozen=True, slots=True)
class Said:
    """A remark of LLVM about the code of a span of the function `symbol`; None: of no span."""

    symbol: str
    span: Span | None
    message: str


@dataclass(frozen=True)
class Program:
    """A main file and the program's own modules that it imports, parsed and built as flow."""

    modules: dict[str, FlowModule]
    faults: tuple[Located, ...]
    sources: dict[str, SourceFile] = field(default_factory=dict)  # whose text could be parsed
    unread: frozenset[str] = frozenset()  # modules that are there, past the session's `most_lines`


class Session:
    """All state of the compiler. One for a command, one for an editor's life."""

    def __init__(self) -> None:
        self.files = Files()
        # Of a program, that are read: those of the main file first, then its imports, then theirs.
        # Of modules beyond them nothing is known. None: all are read.
        self.most_lines: int | None = None
        self.parsed: Stage[SourceFile, ParsedModule] = Stage("parse", self._parse)
        self._whole: dict[Path, dict[int, ParsedModule]] = {}  # the last trees, by number of lines
        self.flows: Stage[tuple[SourceFile, str, bool, Stars, Observed], FlowModule] = Stage(
            "flow", lambda key: flow_module(self.parsed(key[0]), *key[1:])
        )
        # Of inference, by main file and what else it depends on.
        self._texts: dict[Path, list[SourceFile]] = {}  # the last ones of each file
        # Of texts in an editor, as ide/layout.py and ide/places.py make them.
        self.layouts: dict[Path, Any] = {}
        self.places: dict[Path, Any] = {}
        self.memories: dict[tuple[Path, Observed, tuple[TypeHint, ...]], Memory] = {}
        self.timings: dict[str, float] = {}

    def _parse(self, source: SourceFile) -> ParsedModule:
        known = self._whole.get(source.path, {})
        earlier = known.get(len(source.lines)) or next(reversed(known.values()), None)
        made = reparsed(source, earlier) if earlier is not None else parsed(source)
        self.go_on_from(made)
        texts = self._texts.setdefault(source.path, [])
        texts.append(source)
        if len(texts) > MOST_TEXTS:
            old = texts.pop(0)
            self.parsed.forget(lambda key: key == old)
            self.flows.forget(lambda key: key[0] == old)
        return made

    def go_on_from(self, module: ParsedModule) -> None:
        """The next text of the file is likely to be like this one."""
        if module.tree is not None:
            known = self._whole.setdefault(module.source.path, {})
            known.pop(len(module.source.lines), None)
            known[len(module.source.lines)] = module
            for length in [*known][:-MOST_LENGTHS]:
                del known[length]

    def set_text(self, path: Path, text: str) -> None:
        self.files.texts[path.resolve()] = text

    def snapshot(self, main: Path, observed: Observed = Observed.NOTHING) -> Snapshot:
        return Snapshot(self, main, observed)


@dataclass
class Snapshot:
    """Answers about one program as its files are now; each is computed when first asked for.

    observed, plan: which `program` and `typed` to tell of; the answers that take BuildOptions take
    both from them.
    """

    session: Session
    main: Path
    observed: Observed = Observed.NOTHING
    plan: Plan = field(default_factory=Plan)
    _programs: dict[Observed, Program] = field(default_factory=dict, repr=False)
    _inferred: dict[tuple[Observed, tuple[TypeHint, ...]], Inference] = field(
        default_factory=dict, repr=False
    )
    _ir: dict[tuple[object, ...], IrModule] = field(default_factory=dict, repr=False)

    @property
    def program(self) -> Program:
        return self._program(self.observed)

    def _program(self, observed: Observed) -> Program:
        if observed not in self._programs:
            loader = _Loader(self.session, self.main, observed)
            self._programs[observed] = loader.load()
        return self._programs[observed]

    @property
    def typed(self) -> TypedProgram:
        """Only for a program without faults."""
        return self._inference(self.observed, self.plan).typed

    @property
    @uncollected
    def uncalled(self) -> tuple[TypedInstance, ...]:
        """The functions of such a program that nothing calls, as if called with anything."""
        return self._inference(self.observed, self.plan).uncalled

    @uncollected
    def _inference(self, observed: Observed, plan: Plan) -> Inference:
        key = observed, plan.types
        if key not in self._inferred:
            from pyc.compiler.frontend.inference.memory import Memory
            from pyc.compiler.frontend.inference.program import Inference

            memory = self.session.memories.setdefault((self.main, *key), Memory())
            modules = self._program(observed).modules
            self._inferred[key] = Inference(modules, memory, plan.guesses)
        return self._inferred[key]

    @property
    @uncollected
    def variants(self) -> Variants:
        """Only for a program without faults."""
        from pyc.compiler.lowering.whole import variants

        return variants(self.typed)

    def lowered(self, options: BuildOptions) -> IrModule:
        """IR as the lowering writes it, before any pass."""
        from pyc.compiler.lowering.whole import lowered

        boxed_only = options.is_boxed_only or not options.plan.specialize
        typed = self._inference(options.observed, options.plan).typed
        describes = options.observed is Observed.LINES
        return lowered(typed, MAIN, boxed_only, options.bail_seed, describes)

    @uncollected
    def ir(
        self, options: BuildOptions, printing: tuple[str, Callable[[str], None]] | None = None
    ) -> IrModule:
        """IR behind the plan's passes. printing: a pass, and where its result goes as text.

        Raises: PlanError, InvalidIr (a bug, with options.verify).
        """
        key = _choices(options)
        if key not in self._ir or printing is not None:
            from pyc.compiler.optimizer.passes import optimized

            module = self._planned(options)
            self._ir[key] = optimized(module, options.plan.passes, options.verify, printing)
        return self._ir[key]

    def _planned(self, options: BuildOptions) -> IrModule:
        module = self.lowered(options)
        for name, tier in options.plan.tiers:
            if name in module.functions:
                module.functions[name].tier = tier
        if not options.counts:
            return module
        from pyc.compiler.optimizer.counting import with_counts

        return with_counts(module)

    def llvm(self, options: BuildOptions, with_places: bool = False) -> list[Chunk]:
        """LLVM text with the tier each part is compiled in: hot functions, then all else.
        with_places: the very same code tells its lines of the source."""
        from pyc.compiler.backend.chunks import whole

        debug = self._debug(replace(options, is_debug=True) if with_places else options)
        return whole(self.ir(options), options.level, debug)

    @uncollected
    def assembly(self, options: BuildOptions, with_places: bool = False) -> list[str]:
        from pyc.compiler.backend import codegen

        return [
            codegen.assembly(
                part.text, part.tier, codegen.target_machine(part.tier.codegen, False)
            )
            for part in self.llvm(options, with_places)
        ]

    def objects(self, options: BuildOptions, told: Told | None = None) -> list[bytes]:
        """All that is linked; `told` of each part before it is compiled."""
        made = [each.code for each in self.compiled(options, told)]
        if options.is_debug:
            from pyc.compiler.backend.debug import script_object
            from pyc.compiler.debuginfo import gdb_script

            made.append(script_object(gdb_script()))
        return made

    def compiled(self, options: BuildOptions, told: Told | None = None) -> list[Compiled]:
        """Object code of the program, with what it took; `told` of each part before it."""
        from pyc.compiler.backend import cache
        from pyc.compiler.backend.chunks import chunks

        parts = chunks(self.ir(options), options.level, self._debug(options))
        return cache.compiled(parts, cache.Machine(options.is_native), told)

    def remarks(self, options: BuildOptions) -> list[Said]:
        """What LLVM said of the code that a build with the same options makes, at -O2 and -O3.

        Raises: CodegenError.
        """
        from pyc.compiler.backend import remarks
        from pyc.compiler.backend.cache import Machine
        from pyc.compiler.backend.chunks import hot_chunks
        from pyc.compiler.backend.numbered import SpanNumbers, numbered

        module = self.ir(options)
        spans: dict[str, dict[int, Span]] = {}
        made = []
        parts = hot_chunks(module, options.level, SpanNumbers)
        for each in remarks.collected(parts, Machine(options.is_native)):
            function = module.functions.get(each.symbol)
            if function is None:
                continue
            if each.symbol not in spans:
                spans[each.symbol] = numbered(function)
            made.append(Said(each.symbol, spans[each.symbol].get(each.place), each.message))
        return made

    def _debug(self, options: BuildOptions) -> Callable[[], DebugInfo | None]:
        """Debug information is collected a module at a time."""
        from pyc.compiler.backend.debug import DebugInfo

        if not options.is_debug:
            return lambda: None
        return lambda: DebugInfo(self.main, options.level > 0)

    def build(self, output: Path, options: BuildOptions) -> None:
        """Writes the executable.

        Raises: LinkError, OSError, CodegenError.
        """
        self.link(self.objects(options), output, options)

    def link(self, objects: list[bytes], output: Path, options: BuildOptions) -> None:
        """Raises: LinkError, OSError."""
        from pyc.compiler.backend import link

        link.linked(objects, output, options.is_static, options.is_debug)

    def run(self, arguments: list[str], options: BuildOptions) -> int:
        from pyc.compiler.backend import cache, jit

        if options.level >= 2 and not options.is_debug and not options.is_boxed_only:
            return self.tiered(options).run(arguments)
        objects = cache.objects(self.llvm(options), cache.Machine(is_jit=True))
        return jit.run(objects, arguments)

    @uncollected
    def tiered(self, options: BuildOptions) -> Tiered:
        """The program in memory, most of it to be compiled when it is first called."""
        from pyc.compiler.backend.jit import Tiered
        from pyc.compiler.ir.ir_nodes import IrModule
        from pyc.compiler.optimizer.passes import optimized

        def tidied(functions: list[IrFunction]) -> None:
            part = IrModule({each.name: each for each in functions})
            optimized(part, options.plan.passes, options.verify)

        known = self._ir.get(_choices(options))
        if known is not None:
            return Tiered(known, options.level, options.turns, lambda functions: None)
        return Tiered(self._planned(options), options.level, options.turns, tidied)


def _choices(options: BuildOptions) -> tuple[object, ...]:
    """All that the IR of a program depends on."""
    return (
        options.observed, options.is_boxed_only, options.bail_seed, options.counts, options.plan
    )  # fmt: skip


class _Loader:
    """Reads the main file and, transitively, the modules it imports."""

    def __init__(self, session: Session, main: Path, observed: Observed) -> None:
        self.session = session
        self.main = main
        self.observed = observed
        self.root = main.parent
        project, faults = project_of(self.root)
        self.search_path = project.search_path
        self.faults: list[Located] = list(faults)
        self.modules: dict[str, FlowModule] = {}
        self.sources: dict[str, SourceFile] = {}
        self.unread: set[str] = set()
        self.n_lines = 0
        self.imports: deque[tuple[str, SourceFile, Span]] = deque()  # yet to be followed
        self.imported: dict[str, list[str]] = {}  # by module: what it may import

    def load(self) -> Program:
        name = os.path.abspath(self.main)  # noqa: PTH100 - as CPython shows it: links stay
        source = self._read(self.main, name, None, None)
        if source is not None:
            self._add(MAIN, source)
        n_known = -1
        while n_known < len(self.sources):
            n_known = len(self.sources)
            while self.imports:
                self._import(*self.imports.popleft())
            self._import_listed()
        trees = [self.session.parsed(each).index for each in self.sources.values()]
        keeps_variables = any(map(has_finalizers, trees))
        for name, each in self.sources.items():
            self._build(name, each, keeps_variables)
        unread = frozenset(self.unread)
        return Program(self.modules, tuple(self.faults), self.sources, unread)

    def _read(
        self, path: Path, name: str, importer: SourceFile | None, span: Span | None
    ) -> SourceFile | None:
        try:
            return self.session.files.read(path, name)
        except (OSError, UnicodeDecodeError, SyntaxError) as error:
            self._fault(_unread(path, error), importer, span)
        return None

    def _fault(self, problem: Problem, source: SourceFile | None, span: Span | None) -> None:
        self.faults.append(Located(problem, source, span or NOWHERE))

    def _add(self, name: str, source: SourceFile) -> None:
        tree = self.session.parsed(source)
        if tree.tree is None:
            from pyc.compiler.diagnostics import catalogue

            for fault in tree.faults:
                self._fault(catalogue.SyntaxProblem(fault.message), source, fault.span)
            return
        self.sources[name] = source
        self.n_lines += len(source.lines)
        self.imported[name] = []
        for imported in imported_modules(tree.index, name, source.is_package):
            for each in with_parents(imported.name):
                self.imported[name].append(each)
                self.imports.append((each, source, source.span(imported.node)))

    def _import_listed(self) -> None:
        """The modules that a package's `__all__` lists, where a module imports it whole."""
        for name, source in list(self.sources.items()):
            for whole in star_imports(self.session.parsed(source).index, name, source.is_package):
                package = self.sources.get(whole)
                if package is not None and package.is_package:
                    listed = listed_names(self.session.parsed(package).index) or ()
                    self.imports += [(f"{whole}.{each}", source, NOWHERE) for each in listed]

    def _build(self, name: str, source: SourceFile, keeps_variables: bool) -> None:
        try:
            stars = self._stars(name, source)
            key = (source, name, keeps_variables, stars, self.observed)
            self.modules[name] = self.session.flows(key)
        except Unsupported as error:
            self.faults.append(unsupported(error.node, error.what, source))
            return
        for step in missing_builtins(self.modules[name]):
            from pyc.compiler.diagnostics import catalogue

            self._fault(catalogue.UnsupportedBuiltin(step.data), source, step.span)

    def _stars(self, name: str, source: SourceFile) -> Stars:
        """Modules that `source` imports whole, with the names that this may bind."""
        own = self.session.parsed(source).index
        named = Sources(self._parsed_of, self._reaches)
        modules = star_imports(own, name, source.is_package)
        return tuple((each, star_names(name, each, named)) for each in modules)

    def _parsed_of(self, name: str) -> ParsedModule | None:
        source = self.sources.get(name)
        return self.session.parsed(source) if source is not None else None

    def _reaches(self, name: str, other: str) -> bool:
        """Whether importing one of the program's modules imports the other, too."""
        reached = {name}
        waiting = [name]
        while waiting:
            for each in self.imported.get(waiting.pop(), ()):
                if each not in reached:
                    reached.add(each)
                    waiting.append(each)
        return other in reached

    def _import(self, name: str, importer: SourceFile, span: Span) -> None:
        if name in self.sources or name in self.unread:
            return
        bases = [each.joinpath(*name.split(".")) for each in (self.root, *self.search_path)]
        for path in (x for each in bases for x in (each / "__init__.py", each.with_suffix(".py"))):
            if self.session.files.exists(path):
                source = self._read(path, str(path.resolve()), importer, span)
                if source is not None and self._has_room(source):
                    self._add(name, source)
                elif source is not None:
                    self.unread.add(name)
                return
        top = name.split(".", maxsplit=1)[0]
        is_known = declarations.is_library_module(top)
        if name in ANNOTATION_MODULES or (
            not is_known and top in sys.stdlib_module_names and "." not in name
        ):
            from pyc.compiler.diagnostics import catalogue

            self._fault(catalogue.UnsupportedModule(name), importer, span)

    def _has_room(self, source: SourceFile) -> bool:
        most = self.session.most_lines
        return most is None or self.n_lines + len(source.lines) <= most


def _unread(path: Path, error: OSError | UnicodeDecodeError | SyntaxError) -> Problem:
    from pyc.compiler.diagnostics import catalogue

    match error:
        case UnicodeDecodeError():
            byte = error.object[error.start]
            reason = f"{path} is not valid {error.encoding}: byte 0x{byte:02x}"
            return catalogue.UndecodableSource(reason)
        case SyntaxError():
            return catalogue.UndecodableSource(f"{path}: {error.msg}")
        case _:
            return catalogue.UnreadableFile(str(path), error.strerror or str(error))
