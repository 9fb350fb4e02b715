"""The processes of a running server, as the kernel lists them."""

from __future__ import annotations

from pathlib import Path

from tests.lsp.client import Client

MEMORY = str(2 << 30)  # of the process that analyses; that of builds is not limited


def children(pid: int) -> list[int]:
    rows = [Path(each, "stat") for each in Path("/proc").glob("[0-9]*")]
    found = []
    for row in rows:
        try:
            fields = row.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(row.parent.name))
    return found


def worker(client: Client) -> int:
    """The process that analyses."""
    for pid in children(client.process.pid):
        words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
        if words[-3:-1] == ["pyc.lsp.worker", MEMORY]:
            return pid
    raise AssertionError("there is no worker")
