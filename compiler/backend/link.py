"""Object code and the runtime archive to an executable, with a linker called directly.

The first linker found of mold, ld.lld, ld does it; no compiler driver is needed. The result is
written beside its destination and moved there whole, so that an old file survives any failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pyc.runtime

LINKERS = ("mold", "ld.lld", "ld.gold", "ld")
LIBRARY_DIRECTORIES = tuple(
    Path(each)
    for each in ("/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib",
                 "/usr/lib/aarch64-linux-gnu")
)  # fmt: skip
INTERPRETERS = ("/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1")


class LinkError(Exception):
    """No linker, a missing system library, or a linker that failed; the text says which."""


def runtime_file(name: str) -> Path:
    """A built file of the runtime: beside the sources in a checkout, in `lib` when installed.

    Raises: LinkError.
    """
    for root in _runtime_roots():
        for folder in ("build", "lib"):
            path = root / folder / name
            if path.is_file():
                return path
    raise LinkError(
        f"the runtime library {name} has not been built;"
        " install the package, or run runtime/build.sh"
    )


def _runtime_roots() -> Iterable[Path]:
    return [Path(each) for each in pyc.runtime.__path__]


def find_linker() -> str:
    for name in LINKERS:
        path = shutil.which(name)
        if path is not None:
            return path
    raise LinkError(
        "no linker found: install one of mold, lld or binutils (for example `apt install binutils`)"
    )


def _system_file(name: str) -> str:
    for directory in LIBRARY_DIRECTORIES:
        if (directory / name).is_file():
            return str(directory / name)
    raise LinkError(f"the C library's {name} is missing: install libc6-dev (or glibc-devel)")


def _gcc_library(name: str) -> str | None:
    for base in (Path("/usr/lib/gcc"), Path("/usr/lib64/gcc")):
        found = sorted(base.glob(f"*/*/{name}"))
        if found:
            return str(found[-1])
    return None


def linked(objects: Iterable[bytes], output: Path, is_static: bool, keep_debug: bool) -> None:
    """Writes the executable.

    Raises: LinkError, OSError (of the destination).
    """
    linker = find_linker()
    with tempfile.TemporaryDirectory(prefix="pyc-") as folder:
        inputs = []
        for index, code in enumerate(objects):
            path = Path(folder, f"{index}.o")
            path.write_bytes(code)
            inputs.append(str(path))
        made = Path(folder, "program")
        command = [linker, "-o", str(made), *_arguments(inputs, is_static, keep_debug)]
        if not keep_debug:
            command.append("--strip-debug")
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise LinkError(f"{Path(linker).name} failed:\n{done.stderr.strip()}")
        _moved(made, output)


def _arguments(inputs: list[str], is_static: bool, keep_debug: bool = False) -> list[str]:
    """The runtime is one object without debug information, which links fast, or its archive."""
    archive = str(runtime_file("libpycrt.a" if keep_debug else "libpycrt.o"))
    common = ["--gc-sections", "--build-id", "-z", "noexecstack", "--eh-frame-hdr"]
    if is_static:
        libraries = [_system_file("libc.a")]
        math = [f"-L{directory}" for directory in LIBRARY_DIRECTORIES if directory.is_dir()]
        start = [_system_file("crt1.o"), _system_file("crti.o")]
        return [
            *common, "-static", *start, *inputs, archive, *math, "--start-group", "-lm",
            *libraries, *_compiler_support(), "--end-group", _system_file("crtn.o"),
        ]  # fmt: skip
    interpreter = next((each for each in INTERPRETERS if Path(each).exists()), INTERPRETERS[0])
    start = [_system_file("Scrt1.o"), _system_file("crti.o")]
    directories = [f"-L{each}" for each in LIBRARY_DIRECTORIES if each.is_dir()]
    return [
        *common, "-pie", "-z", "relro", "-dynamic-linker", interpreter, *start, *inputs, archive,
        *directories, "-lm", "-lc", *_compiler_support(), _system_file("crtn.o"),
    ]  # fmt: skip


def _compiler_support() -> list[str]:
    """gcc's own archives, for 128-bit division and the like."""
    found = (_gcc_library("libgcc.a"), _gcc_library("libgcc_eh.a"))
    return [each for each in found if each is not None]


def _moved(made: Path, output: Path) -> None:
    """To its place in one step, also from another file system; an error names the place."""
    name = ""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{output.name}.", dir=output.parent)
        os.close(handle)
        shutil.copyfile(made, name)
        Path(name).chmod(0o777 & ~_umask())
        Path(name).replace(output)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(output)) from None
    finally:
        if name:
            Path(name).unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
