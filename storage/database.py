"""The only door to the database: one connection, one writer at a time, real transactions.

Rule: nothing outside this file imports aiosqlite. A block that is left without `commit` is
rolled back, on cancellation too.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, TypeAlias, cast

import aiosqlite

try:
    import fcntl
except ImportError:  # Windows has no such locks; there the operator sees to it
    fcntl = None  # type: ignore[assignment]

from storage.migrate import migrate

Row: TypeAlias = tuple[Any, ...]
Params: TypeAlias = Mapping[str, Any]


class StorageError(Exception):
    """The database cannot be used; the message says why and what to do, in one line."""


class RefusedError(StorageError):
    """The database refuses these very values; trying again would not help."""


class Transaction:
    """Statements that are kept together or not at all."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._open = True

    async def fetch(self, sql: str, params: Params | None = None) -> list[Row]:
        """Run a query and return its rows."""
        with _translated():
            return cast("list[Row]", await self._connection.execute_fetchall(sql, params or {}))

    async def run(self, sql: str, params: Params | None = None) -> None:
        """Run one statement. One trip to the database's thread, where `execute` makes two."""
        with _translated():
            await self._connection.execute_fetchall(sql, params or {})

    async def run_many(self, sql: str, rows: Sequence[Params]) -> None:
        """Run one statement for many rows."""
        if len(rows) == 1:
            await self.run(sql, rows[0])
        elif rows:
            with _translated():
                await (await self._connection.executemany(sql, rows)).close()

    async def commit(self) -> None:
        """Keep everything. Returns when it is on the disk."""
        with _translated():
            await self._connection.commit()
        self._open = False

    @property
    def is_open(self) -> bool:
        """Whether there is still something to keep or to roll back."""
        return self._open


class Database:
    """One SQLite file. Use as `async with Database(path) as database`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: aiosqlite.Connection | None = None
        self._writer = asyncio.Lock()
        self._lock: IO[bytes] | None = None

    async def __aenter__(self) -> Self:
        """Open the file, make it if it is not there, and bring it to today's shape."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = _lock(self._path)
            migrate(self._path)
            connection = await aiosqlite.connect(self._path, isolation_level=None)
        except (OSError, sqlite3.OperationalError) as error:
            raise StorageError(f"{self._path}: cannot be opened: {error}") from error
        self._connection = connection
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "busy_timeout = 5000",
        ):
            await (await connection.execute(f"PRAGMA {pragma}")).close()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file; the write-ahead log is folded back into it."""
        if self._connection is not None:
            await self._connection.close()
        if self._lock is not None:
            self._lock.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Open a transaction; without `commit` it is rolled back."""
        connection = self._need()
        async with self._writer:
            transaction = Transaction(connection)
            try:
                # Inside: a task cancelled while it waits here has begun a transaction all the same.
                with _translated():
                    await (await connection.execute("BEGIN IMMEDIATE")).close()
                yield transaction
            finally:
                if transaction.is_open:
                    await asyncio.shield(connection.rollback())

    async def fetch(self, sql: str, params: Params | None = None) -> list[Row]:
        """Run one query outside any transaction of ours, when no one is writing."""
        async with self._writer:
            with _translated():
                return cast("list[Row]", await self._need().execute_fetchall(sql, params or {}))

    def _need(self) -> aiosqlite.Connection:
        if self._connection is None:
            raise StorageError("the database is not open")
        return self._connection


def _lock(path: Path) -> IO[bytes]:
    """Hold a database for this process alone, as long as the file is open or the process lives.

    Two bots on one database would send every letter twice. Raises StorageError when it is held.
    """
    file = path.with_name(f"{path.name}.lock").open("ab")
    if fcntl is not None:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            raise StorageError(
                f"{path}: another bot is running on this database; stop it first"
            ) from None
    return file


@contextmanager
def _translated() -> Iterator[None]:
    """Turn the driver's errors into ours, by what the caller can do about them."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StorageError(f"the database cannot be used now: {error}") from error
    except (sqlite3.Error, UnicodeError, OverflowError) as error:
        raise RefusedError(f"the database refuses a value: {error}") from error


def peek(path: Path, sql: str, params: Params | None = None) -> list[Row]:
    """Run one query in a database that another process may be using, without changing anything.

    Raises StorageError, with the remedy, when it cannot be read.
    """
    if not path.exists():
        raise StorageError(f"{path}: there is no database yet; it is made by `fifty-fifty run`")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as reader:
            return cast("list[Row]", reader.execute(sql, dict(params or {})).fetchall())
    except sqlite3.Error as error:
        remedy = "start `fifty-fifty run` once, to bring the database up to date"
        raise StorageError(f"{path}: cannot be read: {error}; {remedy}") from error


def in_list(prefix: str, values: Iterable[Any]) -> tuple[str, dict[str, Any]]:
    """Write `:p0, :p1, …` and its parameters, for `IN (…)`; values stay bound."""
    params = {f"{prefix}{rank}": value for rank, value in enumerate(values)}
    return ", ".join(f":{name}" for name in params), params
