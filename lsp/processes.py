"""Processes that end with the one that started them."""

from __future__ import annotations

import asyncio
import ctypes
import os
import resource
import signal
from collections.abc import Callable
from contextlib import suppress

SET_DEATH_SIGNAL = 1  # prctl's PR_SET_PDEATHSIG


def end_with_parent() -> None:
    """This process is killed when its parent ends, however that happens (Linux)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(SET_DEATH_SIGNAL, signal.SIGKILL)


def limit_memory(size: int) -> None:
    """Of address space, beyond what this process has; programs that it starts may lift it."""
    now = _memory("self", 0)
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (now + size, hard))


def resident(pid: int | str = "self") -> int:
    """Bytes of memory that the process has; 0 where that is not told."""
    try:
        return _memory(pid, 1)
    except (OSError, IndexError, ValueError):
        return 0


def give_memory_back() -> None:
    """Of what is free: the C library keeps it for later else (glibc)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _memory(pid: int | str, field: int) -> int:
    with open(f"/proc/{pid}/statm", encoding="ascii") as told:  # noqa: PTH123 - no path is meant
        return int(told.read().split()[field]) * resource.getpagesize()


def kill_group(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def watch(pid: int, ended: Callable[[], None]) -> None:
    """`ended()` once that process is gone, in the running event loop."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        ended()
        return
    except OSError:  # a kernel without them: the end of stdin has to do
        return
    asyncio.get_running_loop().add_reader(handle, ended)
