"""The trace database: what hooks saw in all runs, in one SQLite file private to its user.

    with Database() as traces:
        for function in traces.functions("prog.py"): ...

Writers of several processes take turns (WAL). A file that is damaged is set aside, once, with a
message; without a database that can be written nothing is kept, and no program fails of it. Only
types, sizes and counts are stored, never values.
"""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

VERSION = 3
PATIENCE = 10.0  # seconds that a writer waits for another
MOST_BYTES = 64 << 20  # then the oldest runs go
PAGES_PER_STEP = 64

# One step a version; a file of an older one is brought up to date when it is opened. Meanwhile no
# foreign key is looked at: a table that is made anew takes nothing with it.
MIGRATIONS = (
    """
    CREATE TABLE run (
        id INTEGER PRIMARY KEY, program TEXT NOT NULL, python TEXT NOT NULL,
        started REAL NOT NULL, ended REAL NOT NULL);
    CREATE TABLE function (
        id INTEGER PRIMARY KEY, file TEXT NOT NULL, name TEXT NOT NULL, line INTEGER NOT NULL,
        module TEXT NOT NULL, parameters TEXT NOT NULL, UNIQUE (file, name, line, parameters));
    CREATE TABLE signature (
        run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
        function INTEGER NOT NULL REFERENCES function ON DELETE CASCADE,
        types TEXT NOT NULL, returns TEXT NOT NULL, seen INTEGER NOT NULL,
        calls INTEGER NOT NULL, timed INTEGER NOT NULL, nanoseconds INTEGER NOT NULL);
    CREATE INDEX signature_by_function ON signature (function);
    CREATE INDEX signature_by_run ON signature (run);
    CREATE TABLE call (
        run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
        caller_file TEXT NOT NULL, caller TEXT NOT NULL,
        callee INTEGER NOT NULL REFERENCES function ON DELETE CASCADE, seen INTEGER NOT NULL);
    CREATE INDEX call_by_run ON call (run);
    """,
    "ALTER TABLE signature ADD COLUMN sizes TEXT NOT NULL DEFAULT '[]';",
    """
    CREATE TABLE told (
        id INTEGER PRIMARY KEY, file TEXT NOT NULL, name TEXT NOT NULL, line INTEGER NOT NULL,
        source TEXT NOT NULL, module TEXT NOT NULL, parameters TEXT NOT NULL,
        UNIQUE (file, name, line, parameters, source));
    INSERT INTO told SELECT id, file, name, line, '', module, parameters FROM function;
    DROP TABLE function;
    ALTER TABLE told RENAME TO function;
    """,
)


@dataclass(frozen=True, slots=True)
class Seen:
    """Calls of a function with the same types of arguments, of all runs asked for."""

    types: tuple[str, ...]
    returns: dict[str, int]
    seen: int
    calls: int  # with those that are estimated
    timed: int
    nanoseconds: int
    sizes: tuple[tuple[int, int] | None, ...] = ()

    @property
    def mean(self) -> float | None:
        """Nanoseconds of a call with all that it called."""
        return self.nanoseconds / self.timed if self.timed else None


@dataclass(frozen=True, slots=True)
class Traced:
    file: str
    name: str
    line: int
    module: str
    parameters: tuple[str, ...]
    signatures: tuple[Seen, ...]
    callers: dict[tuple[str, str], int] = field(default_factory=dict)
    source: str = ""  # the fingerprint of its text; "" where it was not taken

    @property
    def calls(self) -> int:
        return sum(each.calls for each in self.signatures)


@dataclass(frozen=True, slots=True)
class Run:
    id: int
    program: str
    python: str
    started: float
    ended: float
    n_functions: int


def database_path() -> str:
    """PYC_TRACES, or the user's folder for data."""
    chosen = os.environ.get("PYC_TRACES")
    if chosen:
        return chosen
    folder = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")  # noqa: PTH111
    return os.path.join(folder, "pyc", "traces.sqlite")  # noqa: PTH118


def keep(functions: list[dict[str, Any]], program: str, started: float) -> None:
    """Adds a run. A program that is traced never fails of this: at worst it is told why nothing was
    kept."""
    try:
        with Database() as traces:
            traces.record(functions, program, started)
    except (sqlite3.Error, OSError) as error:
        with suppress(Exception):
            print(f"pyc trace: nothing was kept: {error}", file=sys.stderr)


class Database:
    """Raises: sqlite3.Error, OSError where it can neither be used nor made anew."""

    def __init__(self, path: str | None = None, most_bytes: int = MOST_BYTES) -> None:
        self.path = path or database_path()
        self._most_bytes = most_bytes
        self._connection = self._opened()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *exception: object) -> None:
        self._connection.close()

    def _opened(self) -> sqlite3.Connection:
        folder = os.path.dirname(os.path.abspath(self.path))  # noqa: PTH100, PTH120
        os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103
        with self._alone():
            try:
                return self._connected()
            except sqlite3.OperationalError:  # locked, read-only, a full disk: not the file's fault
                raise
            except sqlite3.DatabaseError as error:
                self._set_aside(error)
                return self._connected()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time opens the file: while a new one is being turned to WAL, SQLite
        refuses others at once, whatever their patience; and a damaged one is set aside once."""
        lock = os.open(f"{self.path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _connected(self) -> sqlite3.Connection:
        # Only a new file is opened here: closing another descriptor of a file that a connection of
        # this process has open would drop that connection's locks.
        with suppress(FileExistsError):
            flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
            os.close(os.open(self.path, flags, 0o600))
        connection = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)
        try:
            self._refuse_newer(connection)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            self._migrate(connection)
            connection.execute("PRAGMA foreign_keys = ON")
            check = connection.execute("PRAGMA quick_check(1)").fetchone()
            if check != ("ok",):
                raise sqlite3.DatabaseError(str(check and check[0]))
        except BaseException:
            connection.close()
            raise
        return connection

    def _refuse_newer(self, connection: sqlite3.Connection) -> None:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            raise sqlite3.OperationalError(
                f"{self.path} was written by a newer pyc (version {version}; this one knows"
                f" {VERSION})"
            )

    def _migrate(self, connection: sqlite3.Connection) -> None:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == VERSION:
            return
        connection.execute("BEGIN IMMEDIATE")
        try:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            for step in MIGRATIONS[version:]:
                for statement in step.split(";"):
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {VERSION}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    def _set_aside(self, error: Exception) -> None:
        """A damaged file is kept for whoever wants to look; a new one begins."""
        aside = f"{self.path}.damaged"
        for suffix in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                os.replace(self.path + suffix, aside + suffix)  # noqa: PTH105
        print(
            f"pyc: the trace database was damaged ({error}); it is now {aside}, a new one begins",
            file=sys.stderr,
        )

    # ---- Writing

    def record(self, functions: list[dict[str, Any]], program: str, started: float) -> int:
        """A run's functions, as `Collector.functions` gives them; the run's number."""
        execute = self._connection.execute
        execute("BEGIN IMMEDIATE")
        try:
            run = execute(
                "INSERT INTO run (program, python, started, ended) VALUES (?, ?, ?, ?)",
                (_text(program), sys.version.partition(" ")[0], started, time.time()),
            ).lastrowid
            for each in functions:
                self._add(run, each)
            execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                execute("ROLLBACK")
            raise
        assert run is not None
        self._shrink(run)
        return run

    def _add(self, run: int | None, each: dict[str, Any]) -> None:
        execute = self._connection.execute
        key = (
            _text(each["file"]), _text(each["function"]), each["line"],
            json.dumps(each["parameters"]), each["source"],
        )  # fmt: skip
        execute(
            "INSERT OR IGNORE INTO function (file, name, line, parameters, source, module)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (*key, _text(each["module"])),
        )
        (function,) = execute(
            "SELECT id FROM function"
            " WHERE (file, name, line, parameters, source) = (?, ?, ?, ?, ?)",
            key,
        ).fetchone()
        for signature in each["signatures"]:
            execute(
                "INSERT INTO signature"
                " (run, function, types, returns, seen, calls, timed, nanoseconds, sizes)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    run, function, json.dumps(signature["types"]), json.dumps(signature["returns"]),
                    signature["seen"], signature["calls"], signature["timed"],
                    signature["nanoseconds"], json.dumps(signature["sizes"]),
                ),
            )  # fmt: skip
        for file, name, _, seen in each["callers"]:
            execute(
                "INSERT INTO call (run, caller_file, caller, callee, seen) VALUES (?, ?, ?, ?, ?)",
                (run, _text(file), _text(name), function, seen),
            )

    def _shrink(self, newest: int) -> None:
        """The oldest runs go while the file is larger than it may be; the newest stays."""
        execute = self._connection.execute
        while self._bytes() > self._most_bytes:
            oldest = execute("SELECT min(id) FROM run").fetchone()[0]
            if oldest is None or oldest == newest:
                return
            self.forget(oldest)

    def _bytes(self) -> int:
        execute = self._connection.execute
        pages, free = (
            execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count")
        )
        size: int = execute("PRAGMA page_size").fetchone()[0]
        return int(pages - free) * size

    def forget(self, run: int) -> bool:
        """Whether there was such a run."""
        execute = self._connection.execute
        gone = execute("DELETE FROM run WHERE id = ?", (run,)).rowcount
        execute("DELETE FROM function WHERE id NOT IN (SELECT function FROM signature)")
        execute("PRAGMA incremental_vacuum").fetchall()
        return gone > 0

    # ---- Reading

    def runs(self) -> list[Run]:
        rows = self._connection.execute(
            "SELECT run.id, program, python, started, ended, count(DISTINCT function) FROM run"
            " LEFT JOIN signature ON signature.run = run.id GROUP BY run.id ORDER BY run.id"
        )
        return [Run(*row) for row in rows]

    def functions(
        self, file: str | None = None, name: str | None = None, run: int | None = None
    ) -> Iterator[Traced]:
        """By file and line. `file`: a path's end; `name`: a qualified name or its end. A function
        that only moved within its file is one; one whose text was changed is another."""
        rows = self._connection.execute(
            "SELECT id, file, name, line, module, parameters, source FROM function"
            " ORDER BY file, line, name, id"
        ).fetchall()
        same: dict[tuple[Any, ...], list[tuple[int, int, str]]] = {}
        for number, path, qualified, line, module, parameters, source in rows:
            if _ends(path, file, "/") and _ends(qualified, name, "."):
                key = (path, qualified, parameters, source, 0 if source else line)
                same.setdefault(key, []).append((number, line, module))
        for (path, qualified, parameters, source, _), places in same.items():
            numbers = json.dumps([number for number, _, _ in places])
            signatures = self._signatures(numbers, run)
            if signatures:
                _, line, module = max(places)
                yield Traced(
                    path, qualified, line, module, tuple(json.loads(parameters)), signatures,
                    self._callers(numbers, run), source,
                )  # fmt: skip

    def _signatures(self, functions: str, run: int | None) -> tuple[Seen, ...]:
        """`functions`: their numbers, as JSON."""
        rows = self._connection.execute(
            "SELECT types, returns, seen, calls, timed, nanoseconds, sizes FROM signature"
            " WHERE function IN (SELECT value FROM json_each(?1)) AND (?2 IS NULL OR run = ?2)",
            (functions, run),
        )
        found: dict[str, list[Seen]] = {}
        for types, returns, seen, calls, timed, nanoseconds, sizes in rows:
            each = Seen(
                tuple(json.loads(types)), json.loads(returns), seen, calls, timed, nanoseconds,
                tuple(tuple(size) if size else None for size in json.loads(sizes)),
            )  # fmt: skip
            found.setdefault(types, []).append(each)
        merged = [_merged(each) for each in found.values()]
        return tuple(sorted(merged, key=lambda each: (-each.calls, each.types)))

    def _callers(self, functions: str, run: int | None) -> dict[tuple[str, str], int]:
        rows = self._connection.execute(
            "SELECT caller_file, caller, sum(seen) FROM call"
            " WHERE callee IN (SELECT value FROM json_each(?1)) AND (?2 IS NULL OR run = ?2)"
            " GROUP BY caller_file, caller",
            (functions, run),
        )
        return {(file, name): seen for file, name, seen in rows}


def _text(name: str) -> str:
    """SQLite takes no lone surrogates."""
    return name.encode("utf-8", "backslashreplace").decode()


def _ends(text: str, wanted: str | None, separator: str) -> bool:
    return wanted is None or text == wanted or text.endswith(separator + wanted)


def _merged(rows: Iterable[Seen]) -> Seen:
    first, *rest = rows
    if not rest:
        return first
    returns = dict(first.returns)
    sizes = list(first.sizes)
    for each in rest:
        for kind, count in each.returns.items():
            returns[kind] = returns.get(kind, 0) + count
        for i, size in enumerate(each.sizes[: len(sizes)]):
            known = sizes[i]
            if size and known:
                sizes[i] = (min(size[0], known[0]), max(size[1], known[1]))
            else:
                sizes[i] = size or known
    everything = (first, *rest)
    return Seen(
        first.types,
        returns,
        sum(each.seen for each in everything),
        sum(each.calls for each in everything),
        sum(each.timed for each in everything),
        sum(each.nanoseconds for each in everything),
        tuple(sizes),
    )
