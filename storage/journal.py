"""Who did what to which project, when, from which state, why. Lines are added, never changed.

A line names a person by a name of the journal's own, made at random. Which person that is stands in
one row elsewhere: forgetting a person is dropping that row, and no line is rewritten. For the same
reason no word of a resident is written here.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.database import Transaction
from storage.instants import from_micros, to_micros


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `before` and `after` are states, or "".

    `actor` is "user:<id>", "clock", or "person:<name>" for someone who was forgotten since.
    """

    at: datetime
    actor: str
    action: str
    project_id: int | None = None
    before: str = ""
    after: str = ""
    reason: str = ""


async def add(transaction: Transaction, entries: Sequence[Entry]) -> None:
    """Write lines."""
    await _name(transaction, (entry.actor for entry in entries))
    await transaction.run_many(
        """
        INSERT INTO journal (project_id, at, actor, action, before, after, reason)
        VALUES (
            :project_id, :at,
            COALESCE((SELECT name FROM journal_names WHERE user_id = :user_id), :actor),
            :action, :before, :after, :reason
        )
        """,
        [
            {
                "project_id": entry.project_id,
                "at": to_micros(entry.at),
                "actor": entry.actor,
                "user_id": _user_id(entry.actor),
                "action": entry.action,
                "before": entry.before,
                "after": entry.after,
                "reason": entry.reason,
            }
            for entry in entries
        ],
    )


async def _name(transaction: Transaction, actors: Iterable[str]) -> None:
    """Give the people among these a name in the journal, unless they have one."""
    people = {user_id for actor in actors if (user_id := _user_id(actor)) is not None}
    await transaction.run_many(
        "INSERT INTO journal_names (user_id, name) VALUES (:user_id, :name) ON CONFLICT DO NOTHING",
        [{"user_id": one, "name": f"person:{secrets.token_hex(8)}"} for one in sorted(people)],
    )


def _user_id(actor: str) -> int | None:
    kind, _, number = actor.partition(":")
    return int(number) if kind == "user" else None


async def load_of_project(transaction: Transaction, project_id: int) -> list[Entry]:
    """Load a project's lines, the oldest first."""
    rows = await transaction.fetch(
        """
        SELECT at, COALESCE('user:' || user_id, actor), action, project_id, before, after, reason
        FROM journal LEFT JOIN journal_names ON name = actor
        WHERE project_id = :project_id ORDER BY id
        """,
        {"project_id": project_id},
    )
    return [Entry(from_micros(row[0]), *row[1:]) for row in rows]
