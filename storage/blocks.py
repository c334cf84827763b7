"""Whose conversation staff have stopped, by whom, and why: kept to be looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.database import Row, Transaction
from storage.instants import from_micros, to_micros

COLUMNS = "id, user_id, reason, by_id, by_name, at, told_at"


@dataclass(frozen=True, slots=True)
class Block:
    """A block in force. `told_at` is when the person was last told whom to turn to instead."""

    id: int
    user_id: int
    reason: str
    by_id: int
    by_name: str
    at: datetime
    told_at: datetime | None = None


def _from_row(row: Row) -> Block:
    block_id, user_id, reason, by_id, by_name, at, told_at = row
    return Block(block_id, user_id, reason, by_id, by_name, from_micros(at), from_micros(told_at))


async def add(
    transaction: Transaction, user_id: int, reason: str, by_id: int, by_name: str, at: datetime
) -> Block:
    """Keep a new block."""
    rows = await transaction.fetch(
        f"""
        INSERT INTO blocks (user_id, reason, by_id, by_name, at)
        VALUES (:user_id, :reason, :by_id, :by_name, :at)
        RETURNING {COLUMNS}
        """,
        {
            "user_id": user_id,
            "reason": reason,
            "by_id": by_id,
            "by_name": by_name,
            "at": to_micros(at),
        },
    )
    return _from_row(rows[0])


async def load(transaction: Transaction) -> list[Block]:
    """Load every block in force, the oldest first."""
    rows = await transaction.fetch(
        f"SELECT {COLUMNS} FROM blocks WHERE ended_at IS NULL ORDER BY id"
    )
    return [_from_row(row) for row in rows]


async def load_of(transaction: Transaction, user_id: int) -> Block | None:
    """Load the block in force of a person."""
    rows = await transaction.fetch(
        f"SELECT {COLUMNS} FROM blocks WHERE user_id = :user_id AND ended_at IS NULL",
        {"user_id": user_id},
    )
    return _from_row(rows[0]) if rows else None


async def note_told(transaction: Transaction, block_id: int, at: datetime) -> None:
    """Note that the person was told whom to turn to."""
    await transaction.run(
        "UPDATE blocks SET told_at = :at WHERE id = :id", {"id": block_id, "at": to_micros(at)}
    )


async def end(transaction: Transaction, block_id: int, at: datetime) -> None:
    """End a block."""
    await transaction.run(
        "UPDATE blocks SET ended_at = :at WHERE id = :id", {"id": block_id, "at": to_micros(at)}
    )
