"""What Telegram sent: which updates were seen, and those that could not be handled, whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from storage.database import Transaction, in_list
from storage.instants import to_micros


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An update that could not be parsed or whose turn raised, kept as it came (JSON)."""

    update_id: int
    body: str
    traceback: str


async def load_seen(transaction: Transaction, ids: Iterable[int]) -> set[int]:
    """Tell which of these updates were handled before."""
    names, params = in_list("i", ids)
    rows = await transaction.fetch(
        f"SELECT update_id FROM updates WHERE update_id IN ({names})", params
    )
    return {row[0] for row in rows}


async def mark_seen(transaction: Transaction, ids: Iterable[int], now: datetime) -> None:
    """Note that these updates are handled."""
    at = to_micros(now)
    await transaction.run_many(
        "INSERT INTO updates (update_id, seen_at) VALUES (:id, :at) ON CONFLICT DO NOTHING",
        [{"id": update_id, "at": at} for update_id in ids],
    )


async def forget_seen(transaction: Transaction, before: datetime) -> None:
    """Forget updates seen before an instant; Telegram redelivers for 24 hours at most."""
    await transaction.run(
        "DELETE FROM updates WHERE seen_at < :before", {"before": to_micros(before)}
    )


async def bury(transaction: Transaction, letters: Iterable[DeadLetter], now: datetime) -> None:
    """Keep updates that could not be handled."""
    await transaction.run_many(
        """
        INSERT INTO dead_letters (update_id, body, traceback, at)
        VALUES (:update_id, :body, :traceback, :at)
        """,
        [
            {
                "update_id": letter.update_id,
                "body": letter.body,
                "traceback": letter.traceback,
                "at": to_micros(now),
            }
            for letter in letters
        ],
    )
