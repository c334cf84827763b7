"""The droughts the town has spoken of, by category of project ("" for all)."""

from __future__ import annotations

from datetime import date, timedelta

from dialogs.following import Drought
from storage.database import Transaction


async def add(transaction: Transaction, category: str, drought: Drought) -> None:
    """Keep a drought."""
    await transaction.run(
        "INSERT INTO droughts (category, since, until) VALUES (:category, :since, :until)",
        {
            "category": category,
            "since": drought.since.isoformat(),
            "until": drought.until.isoformat() if drought.until else None,
        },
    )


async def load(transaction: Transaction, today: date, category: str) -> tuple[Drought, ...]:
    """Load the droughts in force on a day for a category, the oldest first."""
    rows = await transaction.fetch(
        """
        SELECT since, until FROM droughts
        WHERE (until IS NULL OR until >= :today) AND category IN ('', :category)
        ORDER BY since, id
        """,
        {"today": today.isoformat(), "category": category},
    )
    return tuple(
        Drought(date.fromisoformat(since), date.fromisoformat(until) if until else None)
        for since, until in rows
    )


async def endless_since(transaction: Transaction) -> date | None:
    """Return since when the oldest drought is in force that nobody has given an end."""
    rows = await transaction.fetch("SELECT MIN(since) FROM droughts WHERE until IS NULL")
    return date.fromisoformat(rows[0][0]) if rows[0][0] else None


async def lift(transaction: Transaction, category: str, on: date) -> None:
    """Let people water again from a day on; "" lifts the droughts of every category."""
    await transaction.run(
        """
        UPDATE droughts SET until = :until
        WHERE (until IS NULL OR until >= :on) AND :category IN ('', category)
        """,
        {
            "until": (on - timedelta(days=1)).isoformat(),
            "on": on.isoformat(),
            "category": category,
        },
    )
