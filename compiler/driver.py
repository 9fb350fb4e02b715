"""The command line: build, run, check, explain, report.

Exit statuses: 0 fine; 1 the program has problems; 2 bad usage or an unreadable file; 3 the
machine lacks something (a linker, room on the disk); 4 a bug of the compiler. `pyc run` ends as
the program does.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import traceback
from pathlib import Path

from pyc.compiler.backend.codegen import CodegenError
from pyc.compiler.backend.link import LinkError
from pyc.compiler.ir.printer import module_text
from pyc.compiler.session import BuildOptions, Fault, Session, Snapshot

PROBLEMS, USAGE, ENVIRONMENT, INTERNAL = 1, 2, 3, 4


def main(arguments: list[str] | None = None) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    sys.setrecursionlimit(20_000)
    try:
        status: int = options.command(options)
        return status
    except LinkError as error:
        print(f"error: {error}", file=sys.stderr)
        return ENVIRONMENT
    except OSError as error:
        print(f"error: {error.filename or ''}: {error.strerror or error}", file=sys.stderr)
        return ENVIRONMENT
    except (CodegenError, AssertionError, KeyError, IndexError, TypeError, ValueError,
            AttributeError, RuntimeError, NotImplementedError) as error:  # fmt: skip
        return _internal_error(error)


def _internal_error(error: Exception) -> int:
    """A bug of ours: says so, where, and how to report it."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    print(
        "error: pyc has a bug and could not compile this program (your files are untouched)\n"
        f"  where: {Path(place.filename).name}:{place.lineno} in {place.name}\n"
        f"  what: {type(error).__name__}: {error}\n"
        "  help: please report it with the program and this text;"
        " PYC_TRACEBACK=1 prints the whole stack",
        file=sys.stderr,
    )
    if os.environ.get("PYC_TRACEBACK"):
        traceback.print_exception(error)
    return INTERNAL


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="pyc", description="Python to native executables.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    build = commands.add_parser("build", help="make an executable")
    build.add_argument("file", type=Path)
    build.add_argument("-o", "--output", type=Path, help="default: the file's name without .py")
    _code_options(build)
    build.add_argument("-g", dest="debug", action="store_true", help="debug information")
    build.add_argument("--static", action="store_true", help="needs no shared library at all")
    build.add_argument("--portable", action="store_true", help="runs on any x86-64, not just this")
    build.add_argument("--emit", choices=("ast", "flow", "ir", "llvm", "asm", "obj", "exe"), default="exe")
    build.add_argument("--timings", action="store_true", help="print what each stage took")
    build.set_defaults(command=_build)

    run = commands.add_parser("run", help="compile in memory and run")
    _code_options(run)
    run.add_argument("file", type=Path)
    run.add_argument("arguments", nargs=argparse.REMAINDER)
    run.set_defaults(command=_run)
    return parser


def _code_options(parser: argparse.ArgumentParser) -> None:
    for level in range(4):
        parser.add_argument(
            f"-O{level}", dest="level", action="store_const", const=level, default=2,
            help=argparse.SUPPRESS if level else "optimisation, -O0 to -O3 (default -O2)",
        )  # fmt: skip
    parser.add_argument("--boxed-only", action="store_true", help=argparse.SUPPRESS)


def _checked(options: argparse.Namespace) -> Snapshot | None:
    """The program's snapshot; None after its faults were printed."""
    snapshot = Session().snapshot(options.file)
    faults = snapshot.program.faults
    for fault in faults:
        print(_fault_text(fault), file=sys.stderr)
    return None if faults else snapshot


def _fault_text(fault: Fault) -> str:
    text = f"error[{fault.slug}]: {fault.message}"
    if fault.source is None:
        return text
    line = fault.source.lines[fault.span.line - 1] if fault.source.lines else ""
    width = max(fault.span.end_column - fault.span.column, 1)
    if fault.span.end_line != fault.span.line:
        width = max(len(line) - fault.span.column, 1)
    number = str(fault.span.line)
    margin = " " * len(number)
    return (
        f"{text}\n{margin}--> {fault.source.name}:{fault.span}\n{margin} |\n{number} | {line}\n"
        f"{margin} | {' ' * fault.span.column}{'^' * width}"
    )


def _build(options: argparse.Namespace) -> int:
    started = time.perf_counter()
    snapshot = _checked(options)
    if snapshot is None:
        return PROBLEMS
    build = BuildOptions(
        level=options.level,
        is_debug=options.debug,
        is_static=options.static,
        is_boxed_only=options.boxed_only,
        is_native=not options.portable,
    )
    if options.emit != "exe":
        return _emit(snapshot, options, build)
    output = options.output or options.file.with_suffix("")
    if output.is_dir():
        print(f"error: the output {output} is a directory; choose another with -o", file=sys.stderr)
        return USAGE
    marks = [("load", started)]
    for name, work in (
        ("parse and flow", lambda: snapshot.program),
        ("infer", lambda: snapshot.typed),
        ("lower", lambda: snapshot.ir(build.is_boxed_only)),
        ("machine code", lambda: snapshot.objects(build)),
        ("link", lambda: snapshot.build(output, build)),
    ):
        work()
        marks.append((name, time.perf_counter()))
    if options.timings:
        for (_, before), (name, after) in zip(marks, marks[1:], strict=False):
            print(f"{name:>16} {1000 * (after - before):7.1f} ms", file=sys.stderr)
    return 0


def _emit(snapshot: Snapshot, options: argparse.Namespace, build: BuildOptions) -> int:
    import ast

    from pyc.compiler.backend import codegen
    from pyc.compiler.flow.printer import function_text

    text: str | bytes
    match options.emit:
        case "ast":
            tree = snapshot.session.parsed(snapshot.program.modules["__main__"].source).tree
            assert tree is not None
            text = ast.dump(tree, indent=2) + "\n"
        case "flow":
            modules = snapshot.program.modules.values()
            text = "\n".join(function_text(each) for m in modules for each in m.functions)
        case "ir":
            text = module_text(snapshot.ir(build.is_boxed_only))
        case "llvm":
            text = "\n".join(part for part, _ in snapshot.llvm(build))
        case "asm":
            text = "\n".join(
                codegen.assembly(part, tier, codegen.target_machine(tier.codegen, False))
                for part, tier in snapshot.llvm(build)
            )
        case _:
            for index, code in enumerate(snapshot.objects(build)):
                path = (options.output or options.file.with_suffix("")).with_suffix(f".{index}.o")
                path.write_bytes(code)
            return 0
    if options.output is not None:
        options.output.write_text(text)
    else:
        sys.stdout.write(text)
    return 0


def _run(options: argparse.Namespace) -> int:
    snapshot = _checked(options)
    if snapshot is None:
        return PROBLEMS
    build = BuildOptions(level=options.level, is_boxed_only=options.boxed_only)
    status = snapshot.run([str(options.file), *options.arguments], build)
    os._exit(status)


if __name__ == "__main__":
    sys.exit(main())
