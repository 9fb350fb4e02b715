"""Runs a program under CPython with all its functions watched: `python launch.py prog.py args...`;
or, if PYC_CALLS names a file, with all their calls counted.

The program sees itself as `__main__`, its own arguments and search path, and its uncaught
exceptions print as they would without us. Functions of the interpreter's own library and of
installed packages are not watched. PYC_TRACE_PATH: where `pyc` and what it needs are found.
"""

import os
import sys

_before = set(sys.modules)
_calls = os.environ.pop("PYC_CALLS", None)
_roots = os.environ.pop("PYC_TRACE_PATH", "").split(os.pathsep)
_path = sys.path[1:]
sys.path[:1] = _roots

import atexit  # noqa: E402
import builtins  # noqa: E402
import importlib.machinery  # noqa: E402
import io  # noqa: E402
import signal  # noqa: E402
import types  # noqa: E402

from pyc.compiler.tracer import tracing  # noqa: E402

if _calls:
    from pyc.compiler.tracer import counting

LIBRARY = os.path.dirname(os.__file__) + os.sep  # noqa: PTH120
OWN_DEPTH = 3  # calls below the program's first
INSTALLED = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")


class Loader(importlib.machinery.SourceFileLoader):
    """Loads a module as ever, and has its functions watched."""

    def get_code(self, fullname: str) -> types.CodeType | None:
        code = super().get_code(fullname)
        file = os.path.abspath(self.path)  # noqa: PTH100
        if code is None or file.startswith(LIBRARY) or any(each in file for each in INSTALLED):
            return code
        return _watched(code, fullname)


def _watched(code: types.CodeType, module: str) -> types.CodeType:
    if _calls:
        return tracing.in_all(code, counting.counted)
    return tracing.all_watched(code, module)


def main(path: str) -> int:
    """Raises whatever ends the program early: SystemExit."""
    hook = importlib.machinery.FileFinder.path_hook(
        (importlib.machinery.ExtensionFileLoader, importlib.machinery.EXTENSION_SUFFIXES),
        (Loader, importlib.machinery.SOURCE_SUFFIXES),
        (importlib.machinery.SourcelessFileLoader, importlib.machinery.BYTECODE_SUFFIXES),
    )
    sys.path_hooks[:] = [
        hook if "FileFinder" in getattr(each, "__qualname__", "") else each
        for each in sys.path_hooks
    ]
    sys.path_importer_cache.clear()
    folder = os.path.dirname(os.path.realpath(path))  # noqa: PTH120
    sys.path[:] = [folder, *_path]
    if _calls:
        counting.start(_calls)
    _give_way(folder)
    module = types.ModuleType("__main__")
    module.__dict__.update(
        __file__=path, __builtins__=builtins, __annotations__={}, __cached__=None,
        __loader__=importlib.machinery.SourceFileLoader("__main__", path), __package__=None,
    )  # fmt: skip
    sys.modules["__main__"] = module
    try:
        with io.open_code(path) as file:
            source = file.read()
        code = _watched(compile(source, path, "exec", dont_inherit=True), "__main__")
        del source
        if not _calls:
            tracing.start()
        sys.setrecursionlimit(sys.getrecursionlimit() + OWN_DEPTH)
        exec(code, module.__dict__)
    except SystemExit:
        raise
    except BaseException as error:
        following = error.__traceback__.tb_next if error.__traceback__ else None
        sys.excepthook(type(error), error.with_traceback(following), following)
        if isinstance(error, KeyboardInterrupt):
            _interrupted.append(error)
        return 1
    return 0


def _give_way(folder: str) -> None:
    """A program may have a module named as one of ours: it gets its own."""
    for name in set(sys.modules) - _before:
        place = os.path.join(folder, name.partition(".")[0])  # noqa: PTH118
        if os.path.isfile(place + ".py") or os.path.isdir(place):  # noqa: PTH112, PTH113
            del sys.modules[name]


_interrupted: list[BaseException] = []


def _die() -> None:
    """Last of all: as CPython does, so that a shell knows."""
    if _interrupted:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)


if __name__ == "__main__":
    atexit.register(_die)
    del sys.argv[0]
    sys.exit(main(sys.argv[0]))
