"""Small facts about the running service: counters, the heartbeat, where a group moved to."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from storage.database import StorageError, Transaction


async def load(transaction: Transaction, name: str) -> str | None:
    """Load a fact, None when it was never set."""
    rows = await transaction.fetch("SELECT value FROM facts WHERE name = :name", {"name": name})
    return rows[0][0] if rows else None


def peek(path: Path, name: str) -> str | None:
    """Look a fact up in a database that another process may be using, without changing it.

    Raises StorageError when it cannot be read.
    """
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            row = connection.execute(
                "SELECT value FROM facts WHERE name = :name", {"name": name}
            ).fetchone()
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise StorageError(f"{path}: cannot be read: {error}") from error
    return str(row[0]) if row else None


async def store(transaction: Transaction, name: str, value: str) -> None:
    """Set a fact."""
    await transaction.run(
        """
        INSERT INTO facts (name, value) VALUES (:name, :value)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value
        """,
        {"name": name, "value": value},
    )


async def count_up(transaction: Transaction, name: str) -> int:
    """Raise a counter and return it; the first is 1."""
    rows = await transaction.fetch(
        """
        INSERT INTO facts (name, value) VALUES (:name, '1')
        ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(facts.value AS INTEGER) + 1 AS TEXT)
        RETURNING value
        """,
        {"name": name},
    )
    return int(rows[0][0])
