"""Who did what to which project, when, from which state, why. Lines are added, never changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from storage.database import Transaction
from storage.instants import from_micros, to_micros


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `actor` is "user:<id>" or "clock"; `before` and `after` are states, or ""."""

    at: datetime
    actor: str
    action: str
    project_id: int | None = None
    before: str = ""
    after: str = ""
    reason: str = ""


async def add(transaction: Transaction, entries: Iterable[Entry]) -> None:
    """Write lines."""
    await transaction.run_many(
        """
        INSERT INTO journal (project_id, at, actor, action, before, after, reason)
        VALUES (:project_id, :at, :actor, :action, :before, :after, :reason)
        """,
        [
            {
                "project_id": entry.project_id,
                "at": to_micros(entry.at),
                "actor": entry.actor,
                "action": entry.action,
                "before": entry.before,
                "after": entry.after,
                "reason": entry.reason,
            }
            for entry in entries
        ],
    )


async def load_of_project(transaction: Transaction, project_id: int) -> list[Entry]:
    """Load a project's lines, the oldest first."""
    rows = await transaction.fetch(
        """
        SELECT at, actor, action, project_id, before, after, reason FROM journal
        WHERE project_id = :project_id ORDER BY id
        """,
        {"project_id": project_id},
    )
    return [Entry(from_micros(row[0]), *row[1:]) for row in rows]
