"""`pyc-tui [PROGRAM [ARGUMENTS] | PROFILE | EXECUTABLE]`, or `pyc-tui --pid N`."""

from __future__ import annotations

import argparse
import gc
import sys
from functools import partial
from pathlib import Path

from pyc.compiler.profiler.profile import ProfileError
from pyc.compiler.profiler.recording import program_of
from pyc.tui.feed import feed_for

USAGE, ENVIRONMENT = 2, 3


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        if options.target is not None and options.pid is None and not options.target.is_file():
            raise ProfileError(f"{options.target}: {_what_is_wrong(options.target)}")
        feed = feed_for(
            options.target, options.arguments, options.pid, options.native, options.foreign,
            options.python,
        )  # fmt: skip
    except ProfileError as error:
        print(f"error: {error}", file=sys.stderr)
        return ENVIRONMENT
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        print(f"error: {place}{error.strerror or error}", file=sys.stderr)
        return ENVIRONMENT
    if options.serve is not None:
        return _served(options.serve, sys.argv[1:] if arguments is None else arguments)
    from pyc.tui import facts
    from pyc.tui.app import Console, Facts

    program = _program(options)
    gc.freeze()
    gc.disable()  # stacks by the thousands hold no cycles: the console looks between refreshes
    watched = partial(facts.watched, program, options) if program is not None else None
    Console(feed, Facts(watched, facts.traced), options.compare, options.foreign).run()
    return 0


def _what_is_wrong(target: Path) -> str:
    if target.is_dir():
        return "it is a folder; a program, an executable or a profile is wanted"
    return "there is no such file"


def _program(options: argparse.Namespace) -> Path | None:
    """The Python text whose functions the compiler is asked about."""
    candidates = [options.source, options.target]
    if options.pid is not None:
        candidates.append(Path(program_of(options.pid)))
    return next((each for each in candidates if each is not None and each.suffix == ".py"), None)


def _served(port: int, words: list[str]) -> int:
    """In the browser: each page runs a console of its own."""
    import shlex

    from textual_serve.server import Server

    at = next(i for i, word in enumerate(words) if word.startswith("--serve"))
    rest = words[:at] + words[at + (1 if "=" in words[at] else 2) :]
    command = shlex.join([sys.executable, "-m", "pyc.tui", *rest])
    Server(command, host="localhost", port=port, title="pyc").serve()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pyc-tui", description="Where time goes, and what the compiler decided.",
        allow_abbrev=False,
    )  # fmt: skip
    parser.add_argument("--pid", type=int, help="watch a process that runs, CPython or native")
    parser.add_argument("--native", action="store_true", help="build the program and run that")
    parser.add_argument(
        "--foreign", action="store_true", help="with C functions, of extension modules, too"
    )
    parser.add_argument("--python", default=sys.executable, help="the CPython that runs it")
    parser.add_argument("--compare", type=Path, metavar="PROFILE", help="show changes since that")
    parser.add_argument("--source", type=Path, help="with --pid or a profile: the program's text")
    parser.add_argument("--plan", type=Path, help="decisions by that plan (docs/json-output.md)")
    parser.add_argument("--traces", action="store_true", help="let traces guess types")
    parser.add_argument("--serve", type=int, metavar="PORT", help="in the browser, on that port")
    parser.add_argument(
        "target", type=Path, nargs="?", help="a program to start, or a profile that was kept"
    )
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    return parser


if __name__ == "__main__":
    sys.exit(main())
