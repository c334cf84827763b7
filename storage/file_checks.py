"""Files that wait to be compared with the conventions that were issued."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.database import Transaction
from storage.instants import to_micros


@dataclass(frozen=True, slots=True)
class FileCheck:
    """One file that a person sent; `tries` counts how often it could not be fetched."""

    id: int
    person: int
    file_id: str
    tries: int = 0


async def add(transaction: Transaction, person: int, file_id: str, now: datetime) -> None:
    """Let a file wait."""
    await transaction.run(
        """
        INSERT INTO file_checks (person, file_id, created_at, not_before)
        VALUES (:person, :file_id, :now, :now)
        """,
        {"person": person, "file_id": file_id, "now": to_micros(now)},
    )


async def load_due(transaction: Transaction, now: datetime) -> FileCheck | None:
    """Load the file that is looked at next, None when none is due."""
    rows = await transaction.fetch(
        """
        SELECT id, person, file_id, tries FROM file_checks WHERE not_before <= :now
        ORDER BY not_before, id LIMIT 1
        """,
        {"now": to_micros(now)},
    )
    return FileCheck(*rows[0]) if rows else None


async def remove(transaction: Transaction, check: FileCheck) -> bool:
    """Forget a file that is answered; False when it was meanwhile."""
    rows = await transaction.fetch(
        "DELETE FROM file_checks WHERE id = :id RETURNING id", {"id": check.id}
    )
    return bool(rows)


async def postpone(transaction: Transaction, check: FileCheck, until: datetime) -> None:
    """Try again later."""
    await transaction.run(
        "UPDATE file_checks SET tries = tries + 1, not_before = :until WHERE id = :id",
        {"until": to_micros(until), "id": check.id},
    )
