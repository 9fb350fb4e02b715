"""The trace database: what hooks saw in all runs, in one SQLite file private to its user.

    with Database() as traces:
        for function in traces.functions("prog.py"): ...

Writers of several processes take turns (WAL). A file that turns out to be damaged is set aside,
once, with a message, and what was to be written goes into a new one; without a database that can be
written nothing is kept, and no program fails of it. Only types, sizes and counts are stored, never
values.
"""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")

VERSION = 4
PATIENCE = 10.0  # seconds that a writer waits for another
BREATH = 0.01  # seconds between looks whether a lock is free
ATTEMPTS = 5
DAMAGE = (sqlite3.DatabaseError, UnicodeDecodeError)  # messages quote what the file holds
MOST_BYTES = 64 << 20  # then the oldest runs go

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
    "CREATE INDEX call_by_callee ON call (callee);",
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
        folder = os.path.dirname(os.path.abspath(self.path))  # noqa: PTH100, PTH120
        os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103
        self._file: object = None  # which one it is, whatever its name
        self._held = ExitStack()
        self._connection = self._opened()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *exception: object) -> None:
        self._held.close()

    # ---- Opening. Whoever has the file open shares a lock; whoever makes, changes or replaces it
    # has that lock alone: a file that has another name than its log would take that of the next.

    def _opened(self) -> sqlite3.Connection:
        for _ in range(ATTEMPTS):  # others may replace it meanwhile
            try:
                with ExitStack() as held:
                    held.enter_context(self._lock(fcntl.LOCK_SH))
                    connection = self._ready_connection(held)
                    if connection is not None:
                        self._held = held.pop_all()
                        return connection
                with self._lock(fcntl.LOCK_EX):
                    self._prepare()
            except DAMAGE as error:
                if not _is_damage(error):
                    raise
                self._set_aside(error)
        raise sqlite3.OperationalError(f"{self.path} cannot be made anew")

    @contextmanager
    def _lock(self, kind: int) -> Iterator[None]:
        lock = os.open(f"{self.path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            end = time.monotonic() + PATIENCE
            while not _is_locked(lock, kind):
                if time.monotonic() > end:
                    raise sqlite3.OperationalError("another process does not let go of it")
                time.sleep(BREATH)
            yield
        finally:
            os.close(lock)

    def _ready_connection(self, held: ExitStack) -> sqlite3.Connection | None:
        """None where there is no file, or one that must be brought up to date."""
        if not os.path.exists(self.path):  # noqa: PTH110
            return None
        connection = self._connected(held)
        if _asked(connection, "user_version") != VERSION:
            return None
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        self._refuse_cut(connection)
        return connection

    def _connected(self, held: ExitStack) -> sqlite3.Connection:
        status = os.stat(self.path)  # noqa: PTH116
        self._file = status.st_dev, status.st_ino
        connection = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)
        held.callback(connection.close)
        connection.text_factory = lambda data: data.decode("utf-8", "replace")
        version = _asked(connection, "user_version")
        if version > VERSION:
            raise sqlite3.OperationalError(
                f"{self.path} was written by a newer pyc (version {version}; this one knows"
                f" {VERSION})"
            )
        return connection

    def _refuse_cut(self, connection: sqlite3.Connection) -> None:
        """The one kind of damage that is seen at a glance: the file ends too soon. While there is a
        log, pages may still be missing."""
        with suppress(FileNotFoundError):
            if os.stat(self.path + "-wal").st_size:  # noqa: PTH116
                return
        pages, size = (_asked(connection, name) for name in ("page_count", "page_size"))
        if os.stat(self.path).st_size < pages * size:  # noqa: PTH116
            raise sqlite3.DatabaseError("its end is missing")

    def _prepare(self) -> None:
        """A new file, or an older one, is made what this version writes."""
        # Only a new file is opened here: closing another descriptor of a file that a connection of
        # this process has open would drop that connection's locks.
        with suppress(FileExistsError):
            flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
            os.close(os.open(self.path, flags, 0o600))
        with ExitStack() as held:
            connection = self._connected(held)
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            connection.execute("PRAGMA journal_mode = WAL")
            with _transaction(connection):
                for step in MIGRATIONS[_asked(connection, "user_version") :]:
                    for statement in step.split(";"):
                        connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {VERSION}")

    def _set_aside(self, error: Exception) -> None:
        """A damaged file is kept for whoever wants to look; a new one will begin."""
        aside = f"{self.path}.damaged"
        with self._lock(fcntl.LOCK_EX):
            with suppress(FileNotFoundError):
                status = os.stat(self.path)  # noqa: PTH116
                if (status.st_dev, status.st_ino) != self._file:
                    return  # another process was quicker
            for suffix in ("", "-wal", "-shm"):
                with suppress(FileNotFoundError):
                    os.replace(self.path + suffix, aside + suffix)  # noqa: PTH105
        print(
            f"pyc: the trace database was damaged ({error}); it is now {aside}, a new one begins",
            file=sys.stderr,
        )

    def _tried(self, work: Callable[[], T]) -> T:
        """Once more with a new file, where the file turns out to be damaged: what is written is
        kept, and whoever reads finds nothing."""
        try:
            return work()
        except DAMAGE as error:
            if not _is_damage(error):
                raise
            self._held.close()
            self._set_aside(error)
            self._connection = self._opened()
            return work()

    # ---- Writing

    def record(self, functions: list[dict[str, Any]], program: str, started: float) -> int:
        """A run's functions, as `Collector.functions` gives them; the run's number."""
        return self._tried(lambda: self._recorded(functions, program, started))

    def _recorded(self, functions: list[dict[str, Any]], program: str, started: float) -> int:
        with _transaction(self._connection):
            run = self._connection.execute(
                "INSERT INTO run (program, python, started, ended) VALUES (?, ?, ?, ?)",
                (_text(program), sys.version.partition(" ")[0], started, time.time()),
            ).lastrowid
            assert run is not None
            for each in functions:
                self._add(run, each)
        self._shrink(run)
        return run

    def _add(self, run: int, each: dict[str, Any]) -> None:
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
        # An index that is damaged may know a row that nobody finds.
        (function,) = execute(
            "SELECT id FROM function"
            " WHERE (file, name, line, parameters, source) = (?, ?, ?, ?, ?)",
            key,
        ).fetchone() or (None,)
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
            self._forget(oldest)

    def _bytes(self) -> int:
        pages, free, size = (
            _asked(self._connection, name) for name in ("page_count", "freelist_count", "page_size")
        )
        return (pages - free) * size

    def forget(self, run: int) -> bool:
        """Whether there was such a run."""
        return self._tried(lambda: self._forget(run))

    def _forget(self, run: int) -> bool:
        execute = self._connection.execute
        with _transaction(self._connection):
            functions = execute(
                "SELECT DISTINCT function FROM signature WHERE run = ?", (run,)
            ).fetchall()
            gone = execute("DELETE FROM run WHERE id = ?", (run,)).rowcount
            self._connection.executemany(
                "DELETE FROM function WHERE id = ?1"
                " AND NOT EXISTS (SELECT 1 FROM signature WHERE function = ?1)",
                functions,
            )
        execute("PRAGMA incremental_vacuum").fetchall()
        return gone > 0

    # ---- Reading

    def runs(self) -> list[Run]:
        question = (
            "SELECT run.id, program, python, started, ended, count(DISTINCT function) FROM run"
            " LEFT JOIN signature ON signature.run = run.id GROUP BY run.id ORDER BY run.id"
        )
        return self._tried(lambda: [Run(*row) for row in self._connection.execute(question)])

    def functions(
        self, file: str | None = None, name: str | None = None, run: int | None = None
    ) -> list[Traced]:
        """By file and line. `file`: a path's end; `name`: a qualified name or its end. A function
        that only moved within its file is one; one whose text was changed is another."""

        def is_wanted(path: str, qualified: str) -> bool:
            return _ends(path, file, "/") and _ends(qualified, name, ".")

        return self._tried(lambda: self._functions(is_wanted, run))

    def functions_of(self, files: Container[str]) -> list[Traced]:
        """The same of files, by their whole paths."""
        return self._tried(lambda: self._functions(lambda path, _: path in files, None))

    def _functions(
        self, is_wanted: Callable[[str, str], bool], run: int | None
    ) -> list[Traced]:
        rows = self._connection.execute(
            "SELECT id, file, name, line, module, parameters, source FROM function"
            " ORDER BY file, line, name, id"
        )
        same: dict[tuple[Any, ...], list[tuple[int, int, str]]] = {}
        for number, path, qualified, line, module, parameters, source in rows:
            if is_wanted(path, qualified):
                key = (path, qualified, parameters, source, 0 if source else line)
                same.setdefault(key, []).append((number, line, module))
        found = []
        try:
            for (path, qualified, parameters, source, _), places in same.items():
                numbers = [number for number, _, _ in places]
                signatures = self._signatures(numbers, run)
                if signatures:
                    _, line, module = max(places)
                    found.append(Traced(
                        path, qualified, line, module, tuple(json.loads(parameters)), signatures,
                        self._callers(numbers, run), source,
                    ))  # fmt: skip
        except (ValueError, TypeError, AttributeError) as error:
            raise sqlite3.DatabaseError(f"it holds what no pyc wrote: {error}") from error
        return found

    def _signatures(self, functions: list[int], run: int | None) -> tuple[Seen, ...]:
        found: dict[str, list[Seen]] = {}
        for function in functions:
            rows = self._connection.execute(
                "SELECT types, returns, seen, calls, timed, nanoseconds, sizes FROM signature"
                " WHERE function = ? AND (?2 IS NULL OR run = ?2)",
                (function, run),
            )
            for types, returns, seen, calls, timed, nanoseconds, sizes in rows:
                each = Seen(
                    tuple(json.loads(types)), json.loads(returns), seen, calls, timed, nanoseconds,
                    tuple(tuple(size) if size else None for size in json.loads(sizes)),
                )  # fmt: skip
                found.setdefault(types, []).append(each)
        merged = [_merged(each) for each in found.values()]
        return tuple(sorted(merged, key=lambda each: (-each.calls, each.types)))

    def _callers(self, functions: list[int], run: int | None) -> dict[tuple[str, str], int]:
        found: dict[tuple[str, str], int] = {}
        for function in functions:
            rows = self._connection.execute(
                "SELECT caller_file, caller, seen FROM call"
                " WHERE callee = ? AND (?2 IS NULL OR run = ?2)",
                (function, run),
            )
            for file, name, seen in rows:
                found[file, name] = found.get((file, name), 0) + seen
        return found


def _asked(connection: sqlite3.Connection, pragma: str) -> int:
    (number,) = connection.execute(f"PRAGMA {pragma}").fetchone()
    return int(number)


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _is_locked(lock: int, kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_damage(error: Exception) -> bool:
    """Not where it is locked, read-only or the disk is full: that is not the file's fault. No
    question that is asked here is wrong, so that one which SQLite cannot answer is."""
    if isinstance(error, sqlite3.OperationalError):
        return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR
    return True


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
