"""A typed program to IR, whole: `lowered(typed, main, boxed_only)`."""

from __future__ import annotations

from pyc.compiler.flow import nodes as flow
from pyc.compiler.flow import ops
from pyc.compiler.frontend.inference.program import TypedInstance, TypedProgram
from pyc.compiler.ir.builder import NULL, IrBuilder, i64
from pyc.compiler.ir.ir_nodes import IrFunction, IrModule, Variants
from pyc.compiler.ir.machine_types import WORD
from pyc.compiler.lowering import heat
from pyc.compiler.lowering.function import lower_specialized
from pyc.compiler.lowering.program import ClassInfo, ProgramLowering
from pyc.compiler.source import NOWHERE
from pyc.compiler.types import python_types as t


def lowered(
    typed: TypedProgram,
    main: str,
    boxed_only: bool = False,
    bail_seed: int = 0,
    describes: bool = False,
) -> IrModule:
    """`main` names the module that runs. boxed_only: no specialised variants at all (a test mode:
    the boxed variant alone must give the same answers). bail_seed: not 0 makes specialised code
    bail out at random steps (a test mode: where it bails must not matter)."""
    classes = class_infos(typed)
    program = ProgramLowering(typed, classes, bail_seed, describes)
    bodies = {}
    program.boxed_only = boxed_only
    if not boxed_only:
        _lower_specialized(program)
    for name, module in typed.facts.modules.items():
        if boxed_only:
            bodies[name] = _boxed_body(program, module)
        else:
            bodies[name] = typed.instances[typed.bodies[name]].symbol
    program.lower_all_boxed()
    emitted = program.emitted_classes
    for module in typed.facts.modules.values():
        for function in module.functions:
            for step in function.instructions():
                if step.op is ops.BUILD_CLASS and step.data.symbol in emitted:
                    info = classes[step.data.symbol]
                    program.emit_class(info, module.name, step.data.qualname)
    program.emit_modules(main, bodies)
    return program.module


def _lower_specialized(program: ProgramLowering) -> None:
    typed = program.typed
    recursive, rare = _recursive(typed), heat.rare_variants(typed)
    for instance in typed.instances.values():
        program.module.functions[instance.symbol] = lower_specialized(
            program,
            instance.function,
            instance,
            instance.symbol,
            instance.parameters,
            instance.function.kind == "function" and instance.symbol in recursive,
            instance.symbol in rare,
        )


def variants(typed: TypedProgram) -> Variants:
    """What `lowered` makes of a program's functions; boxed variants are told of, not written."""
    program = ProgramLowering(typed, class_infos(typed))
    _lower_specialized(program)
    boxed = program.wanted_boxed()
    return Variants(
        program.module.functions, {each.symbol: program.n_entries(each) for each in boxed}
    )


def _boxed_body(program: ProgramLowering, module: flow.FlowModule) -> str:
    symbol = f"{module.body.symbol}.run"
    body = module.body
    place = (body.qualname, body.span, body.source.path, module.name)
    function = IrFunction(symbol, (), (WORD,), "cold", *place)
    build = IrBuilder(function)
    build.span = NOWHERE
    callee = program.boxed_symbol(module.body)
    build.ret(build.call(callee, (i64(0), NULL, NULL), WORD))
    program.module.functions[symbol] = function
    return symbol


def class_infos(typed: TypedProgram) -> dict[str, ClassInfo]:
    """Every class statement; those of known layout get numbers in preorder of the class tree."""
    facts = typed.facts
    infos: dict[str, ClassInfo] = {}
    counter = 1

    def number(symbol: str) -> None:
        nonlocal counter
        first = counter
        counter += 1
        for below in facts.classes[symbol].subclasses:
            number(below)
        slots = tuple(
            (name, _slot_kind(typed, symbol, name)) for name in facts.classes[symbol].slots
        )
        class_ = facts.classes[symbol]
        infos[symbol] = ClassInfo(
            symbol, class_.name, f"{symbol}.type", f"{symbol}.spec", first, counter - 1, slots
        )

    for symbol, class_ in facts.classes.items():
        if class_.base is None:
            number(symbol)
    for module in facts.modules.values():
        for function in module.functions:
            for step in function.instructions():
                if step.op is ops.BUILD_CLASS and step.data.symbol not in infos:
                    symbol = step.data.symbol
                    infos[symbol] = ClassInfo(
                        symbol, step.data.name, f"{symbol}.type", f"{symbol}.spec", 0, 0
                    )
    return infos


def _slot_kind(typed: TypedProgram, symbol: str, name: str) -> str:
    return "f64" if typed.fields.get((symbol, name)) == t.FLOAT else "word"


def _recursive(typed: TypedProgram) -> set[str]:
    """Variants that may reach themselves, and those that call such ones: their frames count
    towards the recursion limit."""
    calls: dict[str, set[str]] = {}
    for instance in typed.instances.values():
        called: set[str] = set()
        for callee in instance.callees.values():
            targets = callee.values() if isinstance(callee, dict) else (callee,)
            called.update(typed.instances[each].symbol for each in targets)
        calls[instance.symbol] = called
    reach = _closure(calls)
    cyclic = {symbol for symbol, reached in reach.items() if symbol in reached}
    unknown = {
        instance.symbol for instance in typed.instances.values() if _calls_unknown(instance)
    }
    return {
        symbol
        for symbol, reached in reach.items()
        if symbol in cyclic or symbol in unknown or reached & (cyclic | unknown)
    }


def _calls_unknown(instance: TypedInstance) -> bool:
    """A call that the runtime dispatches may come back to the program's functions."""
    for block in instance.reached:
        for step in block.instructions:
            if step.op in (ops.CALL, ops.CALL_METHOD, ops.CALL_SUPER, ops.CALL_SPREAD):
                if step not in instance.callees and _may_run_user_code(instance, step):
                    return True
    return False


def _may_run_user_code(instance: TypedInstance, step: flow.Instruction) -> bool:
    receiver = instance.argument(step, step.args[0])
    return isinstance(
        receiver, t.ObjectType | t.Instance | t.Union | t.FunctionObject | t.ClassObject
    )


def _closure(calls: dict[str, set[str]]) -> dict[str, set[str]]:
    reach = {symbol: set(called) for symbol, called in calls.items()}
    changed = True
    while changed:
        changed = False
        for reached in reach.values():
            more = set().union(*(calls[each] for each in reached)) if reached else set()
            if not more <= reached:
                reached.update(more)
                changed = True
    return reach


