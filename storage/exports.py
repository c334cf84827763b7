"""The documents of people's own data, kept as files until they are delivered."""

from __future__ import annotations

from datetime import datetime

from storage.database import Transaction
from storage.instants import to_micros


async def note(transaction: Transaction, sha256: str, user_id: int, now: datetime) -> None:
    """Note a document made for a person, so that its file is deleted in time."""
    await transaction.run(
        """
        INSERT INTO exports (sha256, user_id, at) VALUES (:sha256, :user_id, :at)
        ON CONFLICT (sha256) DO UPDATE SET at = excluded.at
        """,
        {"sha256": sha256, "user_id": user_id, "at": to_micros(now)},
    )


async def load_of(transaction: Transaction, user_id: int) -> list[str]:
    """Load the documents made for a person, by the hash of their file."""
    rows = await transaction.fetch(
        "SELECT sha256 FROM exports WHERE user_id = :user_id", {"user_id": user_id}
    )
    return [row[0] for row in rows]


async def take_before(transaction: Transaction, instant: datetime) -> list[str]:
    """Take out those made before an instant; return the hashes of the files to delete."""
    rows = await transaction.fetch(
        "DELETE FROM exports WHERE at < :instant RETURNING sha256", {"instant": to_micros(instant)}
    )
    return [row[0] for row in rows]
