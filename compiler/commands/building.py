"""`pyc build`, `pyc run` and what `--emit` prints."""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import replace
from itertools import pairwise

from pyc.compiler.commands.advice import advised, plan_of
from pyc.compiler.commands.loading import ENVIRONMENT, USAGE, checked, level_of
from pyc.compiler.flow.printer import function_text
from pyc.compiler.session import BuildOptions, Snapshot


def build(options: argparse.Namespace) -> int:
    started = time.perf_counter()
    choices = replace(_choices(options), is_static=options.static, is_native=not options.portable)
    snapshot = checked(options, choices.observed)
    if isinstance(snapshot, int):
        return snapshot
    choices = replace(choices, plan=advised(choices.plan, options, snapshot).plan)
    if options.print_after is not None:
        from pyc.compiler.optimizer.passes import pipeline

        pipeline((options.print_after,))
        snapshot.ir(choices, (options.print_after, lambda text: print(text, end="")))
        return 0
    if options.emit != "exe":
        return _emit(snapshot, options, choices)
    output = options.output or options.file.with_suffix("")
    if output.is_dir():
        print(f"error: the output {output} is a directory; choose another with -o", file=sys.stderr)
        return USAGE
    marks = [("load", started)]
    for name, work in (
        ("parse and flow", lambda: snapshot.program),
        ("infer", lambda: snapshot.typed),
        ("lower", lambda: snapshot.ir(choices)),
        ("machine code", lambda: snapshot.objects(choices)),
        ("link", lambda: snapshot.build(output, choices)),
    ):
        work()
        marks.append((name, time.perf_counter()))
    if options.timings:
        for (_, before), (name, after) in pairwise(marks):
            print(f"{name:>16} {1000 * (after - before):7.1f} ms", file=sys.stderr)
    return 0


def _choices(options: argparse.Namespace) -> BuildOptions:
    """What `build` and `run` both take."""
    return BuildOptions(
        level=level_of(options, 1 if options.debug else 2),
        is_debug=options.debug,
        is_boxed_only=options.boxed_only,
        verify=options.verify,
        plan=plan_of(options),
    )


def _emit(snapshot: Snapshot, options: argparse.Namespace, choices: BuildOptions) -> int:
    text: str | bytes
    match options.emit:
        case "ast":
            import ast

            tree = snapshot.session.parsed(snapshot.program.modules["__main__"].source).tree
            assert tree is not None
            text = ast.dump(tree, indent=2) + "\n"
        case "flow":
            modules = snapshot.program.modules.values()
            text = "\n".join(function_text(each) for m in modules for each in m.functions)
        case "ir":
            from pyc.compiler.ir.printer import module_text

            text = module_text(snapshot.ir(choices))
        case "cfg":
            return _emit_graph(snapshot, options, choices)
        case "llvm":
            text = "\n".join(part.text for part in snapshot.llvm(choices))
        case "asm":
            text = "\n".join(snapshot.assembly(choices))
        case _:
            for index, code in enumerate(snapshot.objects(choices)):
                path = (options.output or options.file.with_suffix("")).with_suffix(f".{index}.o")
                path.write_bytes(code)
            return 0
    if options.output is not None:
        options.output.write_text(text)
    else:
        sys.stdout.write(text)
    return 0


def _emit_graph(snapshot: Snapshot, options: argparse.Namespace, choices: BuildOptions) -> int:
    """Graphviz text; with `-o FILE.svg` the picture, drawn by Graphviz's `dot`."""
    import shutil
    import subprocess

    from pyc.compiler.ir.graph import graph_text

    text = graph_text(snapshot.ir(choices))
    if options.output is None:
        sys.stdout.write(text)
    elif options.output.suffix != ".svg":
        options.output.write_text(text)
    else:
        dot = shutil.which("dot")
        if dot is None:
            print("error: Graphviz's `dot` draws the SVG and is not installed", file=sys.stderr)
            return ENVIRONMENT
        done = subprocess.run([dot, "-Tsvg"], input=text.encode(), capture_output=True, check=True)
        options.output.write_bytes(done.stdout)
    return 0


def run(options: argparse.Namespace) -> int:
    choices = _choices(options)
    snapshot = checked(options, choices.observed)
    if isinstance(snapshot, int):
        return snapshot
    choices = replace(choices, plan=advised(choices.plan, options, snapshot).plan)
    status = snapshot.run([str(options.file), *options.arguments], choices)
    os._exit(status)
