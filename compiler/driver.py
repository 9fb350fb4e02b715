"""The command line: build, run, debug, profile, trace, check, explain, report.

Exit statuses: 0 fine; 1 the program has problems; 2 bad usage or an unreadable file; 3 the
machine lacks something (a linker, room on the disk); 4 a bug of the compiler; 130 interrupted.
`pyc run` ends as the program does.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path

from pyc.compiler.commands.loading import ENVIRONMENT, INTERNAL, USAGE
from pyc.compiler.plan import PlanError

INTERRUPTED = 130  # as a shell reports a program that SIGINT ended
TRACES = "guess types of parameters from what `pyc trace` saw; tested, never trusted"
EMITTED = ("ast", "flow", "ir", "cfg", "llvm", "asm", "obj", "exe")


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    sys.setrecursionlimit(20_000)
    gc.disable()  # a command ends before collecting pays; trees and graphs leave few cycles
    try:
        return _commanded(options)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        print(f"error: {place}{error.strerror or error}", file=sys.stderr)
        return ENVIRONMENT
    except PlanError as error:
        print(f"error: {error}", file=sys.stderr)
        return USAGE
    except Exception as error:
        if type(error).__name__ == "LinkError":
            print(f"error: {error}", file=sys.stderr)
            return ENVIRONMENT
        return _internal_error(error)


def _commanded(options: argparse.Namespace) -> int:
    """Imports what the command needs and no more: `check` starts without LLVM."""
    match options.command:
        case "build":
            from pyc.compiler.commands import building

            return building.build(options)
        case "run":
            from pyc.compiler.commands import building

            return building.run(options)
        case "debug" | "gdb" | "lldb":
            from pyc.compiler.commands import debugging

            forms = {"debug": debugging.debug, "gdb": debugging.gdb, "lldb": debugging.lldb}
            return forms[options.command](options)
        case "profile":
            from pyc.compiler.commands import profiling

            return profiling.profile(options)
        case "trace":
            from pyc.compiler.commands import tracing

            return tracing.trace(options)
        case "check":
            from pyc.compiler.commands import checking

            return checking.check(options)
        case "report":
            from pyc.compiler.commands import reporting

            return reporting.report(options)
        case _:
            from pyc.compiler.commands import explaining

            return explaining.explain(options)


def _internal_error(error: Exception) -> int:
    """A bug of ours: says so, where, and how to report it."""
    import traceback

    from pyc.compiler.commands.versions import versions

    place = traceback.extract_tb(error.__traceback__)[-1]
    print(
        "error: pyc has a bug and could not compile this program (your files are untouched)\n"
        f"  where: {Path(place.filename).name}:{place.lineno} in {place.name}\n"
        f"  what: {type(error).__name__}: {error}\n"
        f"  with: {versions()}\n"
        "  help: please report it with the program and this text;"
        " PYC_TRACEBACK=1 prints the whole stack",
        file=sys.stderr,
    )
    if os.environ.get("PYC_TRACEBACK"):
        traceback.print_exception(error)
    return INTERNAL


class _Version(argparse.Action):
    """argparse's own has its text made for every command."""

    def __call__(self, parser: argparse.ArgumentParser, *rest: object) -> None:
        from pyc.compiler.commands.versions import versions

        print(versions())
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="pyc", description="Python to native executables.")
    parser.add_argument("--version", action=_Version, nargs=0, help="and what it runs on")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    build = commands.add_parser("build", help="make an executable")
    build.add_argument("file", type=Path)
    build.add_argument("-o", "--output", type=Path, help="default: the file's name without .py")
    _code_options(build)
    build.add_argument("--static", action="store_true", help="needs no shared library at all")
    build.add_argument("--portable", action="store_true", help="runs on any x86-64, not just this")
    build.add_argument("--emit", choices=EMITTED, default="exe")
    build.add_argument("--timings", action="store_true", help="print what each stage took")
    build.set_defaults(command="build")

    run = commands.add_parser("run", help="compile in memory and run")
    _code_options(run)
    run.add_argument("file", type=Path)
    run.add_argument("arguments", nargs=argparse.REMAINDER)
    run.set_defaults(command="run")
    _debuggers(commands)
    _profilers(commands)
    _answers(commands)
    return parser


def _debuggers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    debug = commands.add_parser("debug", help="build with -g and open in gdb or lldb")
    debug.add_argument("-o", "--output", type=Path, help="default: the file's name without .py")
    for level in range(3):
        debug.add_argument(
            f"-O{level}", dest="level", action="store_const", const=level,
            help=argparse.SUPPRESS if level else "optimisation, -O0 to -O2 (default -O1)",
        )  # fmt: skip
    debug.add_argument("--debugger", choices=("gdb", "lldb"), help="default: the one that is there")
    debug.add_argument("--dap", action="store_true", help="be a debug adapter for an editor")
    debug.add_argument("--port", type=int, help="with --dap: listen there, not on stdin; 0: any")
    debug.add_argument("file", type=Path, nargs="?", help="with --dap also from the client")
    debug.add_argument("arguments", nargs=argparse.REMAINDER)
    debug.set_defaults(command="debug")
    for name in ("gdb", "lldb"):
        opened = commands.add_parser(name, help=f"open a program that was built with -g in {name}")
        opened.add_argument("--pid", type=int, help="a process that runs, `pyc run` too")
        opened.add_argument("program", type=Path, nargs="?")
        opened.add_argument("arguments", nargs=argparse.REMAINDER)
        opened.set_defaults(command=name)


def _profilers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    profile = commands.add_parser(
        "profile", help="where a program spends its time, under CPython or native"
    )
    profile.add_argument("--pid", type=int, help="a process that runs, of either kind")
    profile.add_argument(
        "--duration", type=_between(1, 1_000_000), help="with --pid: seconds, not to the end"
    )
    profile.add_argument("--native", action="store_true", help="build the program and run that")
    profile.add_argument("--perf", action="store_true", help="sample native code by Linux' perf")
    profile.add_argument("--python", default=sys.executable, help="the CPython that runs it")
    profile.add_argument(
        "--rate", type=_between(1, 10_000),
        help="samples a second (default 500; of CPython with --foreign 100)",
    )  # fmt: skip
    profile.add_argument(
        "--top", type=_between(1, 10_000), default=10, help="rows of each table (default 10)"
    )
    profile.add_argument(
        "--foreign", action="store_true",
        help="show functions of C (extension modules, the runtime), not their callers",
    )  # fmt: skip
    profile.add_argument(
        "--counts", action="store_true", help="also count how often each function is called"
    )
    profile.add_argument("--json", action="store_true", help="the tables as JSON")
    profile.add_argument(
        "--format",
        choices=("collapsed", "speedscope", "pprof", "svg", "html", "png", "profile"),
        help="all stacks in that form (default with -o: by the file's name)",
    )
    profile.add_argument("-o", "--output", type=Path, help="write there, not on stdout")
    profile.add_argument("--save", type=Path, help="also keep the profile there, to compare with")
    profile.add_argument("--compare", type=Path, help="show what changed since that profile")
    profile.add_argument(
        "program", type=Path, nargs="?", help="prog.py, an executable, or a profile kept before"
    )
    profile.add_argument("arguments", nargs=argparse.REMAINDER)
    profile.set_defaults(command="profile")

    trace = commands.add_parser(
        "trace", help="which types functions see under CPython; ls, show, export what was kept"
    )
    trace.add_argument("--python", default=sys.executable, help="the CPython that runs it")
    trace.add_argument(
        "words", nargs=argparse.REMAINDER, metavar="PROGRAM [ARGUMENTS] | ls | show | export",
        help="a program to run; or: ls; show [FILE] [FUNCTION]; export [FILE]; forget RUN|all",
    )  # fmt: skip
    trace.set_defaults(command="trace")


def _between(least: int, most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not between {least} and {most}")
        return int(text)

    return number


def _answers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The commands that only tell something."""
    check = commands.add_parser("check", help="report mistakes, build nothing")
    check.add_argument("file", type=Path)
    check.add_argument("--format", choices=("text", "json"), default="text")
    check.add_argument(
        "--explain-speed", action="store_true", help="also say what keeps functions from full speed"
    )
    check.add_argument(
        "--remarks", action="store_true",
        help="also say what LLVM makes of loops; the program is compiled for it",
    )  # fmt: skip
    _level_options(check, "with --remarks: of a build at -O2 (default) or -O3")
    check.set_defaults(command="check")

    explain = commands.add_parser("explain", help="print the page of a kind of problem")
    explain.add_argument("slug", nargs="?", help="as in error[slug]; without: list them all")
    explain.set_defaults(command="explain")

    report = commands.add_parser("report", help="types, representations and speed of each function")
    report.add_argument("file", type=Path)
    report.add_argument("--format", choices=("text", "json"), default="text")
    report.add_argument(
        "--timings",
        action="store_true",
        help="compile each function alone and tell how long it took",
    )
    report.add_argument("--plan", type=Path, help="as `pyc build` with that plan would")
    report.add_argument("--traces", action="store_true", help=TRACES)
    report.set_defaults(command="report")


def _level_options(parser: argparse.ArgumentParser, words: str) -> None:
    for level in range(4):
        parser.add_argument(
            f"-O{level}", dest="level", action="store_const", const=level,
            help=argparse.SUPPRESS if level else words,
        )  # fmt: skip


def _code_options(parser: argparse.ArgumentParser) -> None:
    _level_options(parser, "optimisation, -O0 to -O3 (default -O2; with -g: -Og, which is -O1)")
    parser.add_argument(
        "-Og", dest="level", action="store_const", const=1, help=argparse.SUPPRESS
    )
    parser.add_argument(
        "-g", dest="debug", action="store_true",
        help="for debuggers; up to -Og each line and variable can be seen",
    )  # fmt: skip
    parser.add_argument("--boxed-only", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--plan", type=Path, help="replay a plan (JSON): passes, tiers")
    parser.add_argument("--traces", action="store_true", help=TRACES)
    parser.add_argument("--verify", action="store_true", help="check the IR after each pass")
    parser.add_argument("--print-after", metavar="PASS", help="print the IR after a pass and stop")


if __name__ == "__main__":
    sys.exit(main())
