"""The abstract run of one scope (`Frame`), and what all frames of a module share (`Checker`)."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from pyc.compiler.diagnostics.catalogue import PossiblyUnbound, UnboundName
from pyc.compiler.diagnostics.problem import Located, Note, Problem
from pyc.compiler.frontend.semantic.guards import Guards
from pyc.compiler.frontend.semantic.model import ClassInfo, FunctionInfo, ModuleModel
from pyc.compiler.frontend.semantic.state import MISSING, Slot, State, Unbound, joined
from pyc.compiler.frontend.semantic.values import (
    NONE,
    UNKNOWN,
    BuiltinValue,
    ClassValue,
    FunctionValue,
    Value,
    join,
    without_constant,
    without_content,
)
from pyc.compiler.frontend.symbols import Scope

BUILTINS = frozenset(dir(builtins))
BUDGET = 1000  # statements that a unit runs for the sake of particular arguments
Place = ast.AST
Key = tuple[int, int, str]
Memo = dict[tuple[FunctionInfo, tuple[tuple[str, Value], ...]], Value]


@dataclass(frozen=True, slots=True)
class Effect:
    """A value that a global variable or field was given."""

    is_global: bool
    name: str
    value: Value


@dataclass(eq=False)
class Checker:
    """`phase` 1 gathers what globals and fields hold, silently; `phase` 2 reports. `found`,
    `direct`, `entered`: as in `units.Outcome`, of the unit that runs. `home`: the frame in which
    each inner function was defined, in phase 1."""

    model: ModuleModel
    phase: int = 1
    quiet: int = 0
    found: dict[Key, Located] = field(default_factory=dict)
    direct: set[Key] = field(default_factory=set)
    entered: set[ast.AST] = field(default_factory=set)
    effects: list[Effect] = field(default_factory=list)
    takes: bool = True  # effects at once
    globals: dict[str, Value] = field(default_factory=dict)
    memo: Memo = field(default_factory=dict)
    reported: set[object] = field(default_factory=set)  # calls whose problems were reported
    home: dict[ast.AST, Frame] = field(default_factory=dict)
    home_of: Callable[[ast.AST], Frame | None] = lambda node: None
    active: list[FunctionInfo] = field(default_factory=list)
    queue: list[tuple[ast.AST, Frame]] = field(default_factory=list)
    budget: int = BUDGET
    module_of: Callable[[str], Checker | None] = lambda name: None
    unread: frozenset[str] = frozenset()  # modules that are there, of which nothing is known
    module_frame: Frame | None = None

    @cached_property
    def guards(self) -> Guards:
        return Guards(self.model.index)

    def global_value(self, name: str) -> Value:
        """What a function finds under a global name, whenever it runs."""
        scope = self.model.scope
        if name in scope.bound or (scope, name) in self.model.volatile:
            if (scope, name) in self.model.volatile or self.phase == 1:
                return UNKNOWN
            value = self.globals.get(name, UNKNOWN)
            return UNKNOWN if value == NONE else value
        if self.model.has_star_import or self.model.is_dynamic:
            return UNKNOWN
        return BuiltinValue(name) if name in BUILTINS else UNKNOWN

    def note_global(self, name: str, value: Value) -> None:
        self._effect(Effect(True, name, without_constant(without_content(value))))

    def note_field(self, name: str, value: Value) -> None:
        """The owner may be of any class that has such a field."""
        self._effect(Effect(False, name, without_constant(without_content(value))))

    def _effect(self, effect: Effect) -> None:
        self.effects.append(effect)
        if self.takes:
            self.take(effect)

    def take(self, effect: Effect) -> None:
        name, value = effect.name, effect.value
        holders = [self.globals]
        if not effect.is_global:
            classes = self.model.classes.values()
            holders = [each.fields for each in classes if name in each.names]
        for holder in holders:
            old = holder.get(name)
            holder[name] = value if old is None else join(old, value)

    @contextmanager
    def silence(self) -> Iterator[None]:
        self.quiet += 1
        yield
        self.quiet -= 1


@dataclass(eq=False)
class Loop:
    breaks: State | None = None
    continues: State | None = None


@dataclass(eq=False)
class Frame:
    """`guards`: for each `try` around, the exceptions it catches. `raised`: for each `try`
    around, the states from which its handlers may be entered. `call`: where the function is
    called with the arguments that this run assumes."""

    checker: Checker
    scope: Scope
    state: State | None = field(default_factory=dict)
    info: FunctionInfo | None = None
    class_: ClassInfo | None = None
    outer: Frame | None = None
    overlays: list[dict[str, Value]] = field(default_factory=list)
    loops: list[Loop] = field(default_factory=list)
    guards: list[frozenset[str]] = field(default_factory=list)
    raised: list[list[State | None]] = field(default_factory=list)
    returns: list[Value] = field(default_factory=list)
    call: Note | None = None
    conditional: int = 0

    @property
    def model(self) -> ModuleModel:
        return self.checker.model

    @property
    def is_silent(self) -> bool:
        return bool(
            self.checker.quiet
            or self.checker.phase == 1
            or self.state is None
            or (self.call is not None and self.conditional)
        )

    # ---- variables

    def is_local(self, name: str) -> bool:
        scope = self.scope
        return (
            name in scope.bound
            and name not in scope.declared_global
            and name not in scope.declared_nonlocal
        )

    def is_volatile(self, name: str) -> bool:
        return (self.scope, name) in self.model.volatile

    def slot(self, name: str) -> Slot:
        assert self.state is not None
        return self.state.get(name, MISSING)

    def load(self, name: str, node: ast.expr) -> Value:
        """The value of a name; reports it where it is unbound."""
        if self.state is None:
            return UNKNOWN
        for overlay in reversed(self.overlays):
            if name in overlay:
                return overlay[name]
        if self.is_local(name):
            if self.is_volatile(name):
                return UNKNOWN
            slot = self.slot(name)
            if self.scope.kind == "class":
                return self._outside(name) if slot.unbound is Unbound.ALWAYS else slot.value
            if slot.unbound >= Unbound.LOUD:
                self._report_unbound(name, node, slot)
            return slot.value
        return self._outside(name)

    def _outside(self, name: str) -> Value:
        """Of an enclosing function, the module, or builtin."""
        frame = self.outer
        if name in self.scope.declared_global:
            return self.checker.global_value(name)
        while frame is not None and frame.scope.kind != "module":
            if frame.scope.kind == "function" and name in frame.scope.bound:
                return frame.stable(name)
            frame = frame.outer
        if frame is not None and frame.state is not None and self._runs_with(frame):
            slot = frame.state.get(name)
            if slot is not None and not frame.is_volatile(name):
                return slot.value if slot.unbound is Unbound.NEVER else UNKNOWN
        return self.checker.global_value(name)

    def _runs_with(self, frame: Frame) -> bool:
        """A class body runs where it stands: it sees the module's variables as they are."""
        step: Frame | None = self
        while step is not None and step is not frame:
            if step.scope.kind != "class":
                return False
            step = step.outer
        return True

    def stable(self, name: str) -> Value:
        """A local variable as inner functions find it: only definitions stay what they are."""
        if self.is_volatile(name) or self.state is None:
            return UNKNOWN
        value = self.state.get(name, MISSING).value
        if not isinstance(value, FunctionValue | ClassValue):
            return UNKNOWN
        n_stores = sum(
            name in (getattr(each, word, None) for word in ("name", "id", "arg"))
            for each in ast.walk(self.scope.node)
            if not (isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load))
        )
        return value if n_stores == 1 else UNKNOWN

    def store(self, name: str, value: Value) -> None:
        if self.state is None:
            return
        if self.overlays and name in self.overlays[-1]:
            self.overlays[-1][name] = value
            return
        if not self.is_local(name):
            if name in self.scope.declared_global:
                self.checker.note_global(name, UNKNOWN)
            return
        if (self.scope, name) in self.model.captured or self.scope.kind == "class":
            value = without_content(value)
        if self.scope.kind == "module":
            self.checker.note_global(name, value)
        self.state[name] = Slot(value)

    def forget_content(self, name: str) -> None:
        """Something else may change the container from here on."""
        if self.state is not None and self.is_local(name) and name in self.state:
            slot = self.state[name]
            plain = without_content(slot.value)
            if plain != slot.value:
                self.state[name] = Slot(plain, slot.unbound)

    # ---- paths

    def reach(self, state: State | None) -> None:
        self.state = state

    def note_raise(self) -> None:
        """An exception here would come to the handlers around with this state."""
        if self.state is None:
            return
        for states in self.raised:
            states[0] = joined(states[0], dict(self.state))

    @contextmanager
    def conditionally(self) -> Iterator[None]:
        self.conditional += 1
        yield
        self.conditional -= 1

    # ---- reports

    def is_guarded(self, exception: str) -> bool:
        raised = getattr(builtins, exception, None)
        if not isinstance(raised, type):
            return False
        names = {each.__name__ for each in raised.__mro__}
        return any("*" in caught or caught & names for caught in self.guards)

    def report(
        self, node: ast.AST, problem: Problem, *notes: Note, help_: str = ""
    ) -> None:
        if self.is_silent or (problem.raises and self.is_guarded(problem.raises)):
            return
        if problem.raises and self.checker.guards.catches(node, problem.raises):
            return
        span = self.model.source.span(node)
        more = (self.call,) if self.call is not None else ()
        located = Located(problem, self.model.source, span, (*notes, *more), help=help_)
        key = (span.line, span.column, problem.slug)
        known = self.checker.found.get(key)
        if known is None or (self.call is None and known.notes != notes):
            self.checker.found[key] = located  # best without the arguments of one call
        if self.call is None:
            self.checker.direct.add(key)

    def note(self, text: str, node: ast.AST) -> Note:
        return Note(text, self.model.source, self.model.source.span(node))

    def _report_unbound(self, name: str, node: ast.expr, slot: Slot) -> None:
        if self.scope.kind == "module" and (name in BUILTINS or name.startswith("__")):
            return
        if self.model.is_dynamic:
            return
        if slot.unbound is Unbound.LOUD:
            self.report(node, PossiblyUnbound(name))
            return
        help_ = ""
        if self.scope.kind == "function" and name in self.model.scope.bound:
            help_ = f"to change the module's variable, say `global {name}` first"
        self.report(node, UnboundName(name), help_=help_)
        assert self.state is not None
        self.state[name] = Slot(UNKNOWN)
