"""What has still to be said, and when: unique per project, kind and instant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dialogs.setting import Reminder
from storage.database import Params, Row, Transaction, peek
from storage.instants import from_micros, to_micros


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reminder that will be said at an instant, and the project it is about."""

    at: datetime
    kind: str
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """The whole set of reminders that must exist for one project."""

    project_id: int
    reminders: frozenset[Reminder]


def _to_params(reminder: Reminder) -> Params:
    return {
        "project_id": reminder.project_id,
        "kind": reminder.kind,
        "rank": reminder.rank,
        "due_at": to_micros(reminder.due_at),
    }


async def make_equal(transaction: Transaction, wanted: Iterable[Wanted]) -> None:
    """Make the rows of these projects equal to the sets; what was done stays done."""
    sets = list(wanted)
    for one in sets:
        rows = await transaction.fetch(
            """
            SELECT kind, rank, due_at FROM reminders
            WHERE project_id = :project_id AND done_at IS NULL
            """,
            {"project_id": one.project_id},
        )
        kept = {Reminder(one.project_id, kind, rank, from_micros(due)) for kind, rank, due in rows}
        await transaction.run_many(
            """
            DELETE FROM reminders
            WHERE project_id = :project_id AND kind = :kind AND due_at = :due_at
                AND rank = :rank AND done_at IS NULL
            """,
            [_to_params(reminder) for reminder in sorted(kept - one.reminders)],
        )
        await transaction.run_many(
            """
            INSERT INTO reminders (project_id, kind, rank, due_at, not_before)
            VALUES (:project_id, :kind, :rank, :due_at, :due_at)
            ON CONFLICT DO NOTHING
            """,
            [_to_params(reminder) for reminder in sorted(one.reminders - kept)],
        )


async def load_due(transaction: Transaction, now: datetime, most: int) -> list[Reminder]:
    """Load what is due, the oldest first."""
    rows = await transaction.fetch(
        """
        SELECT project_id, kind, rank, due_at FROM reminders
        WHERE done_at IS NULL AND not_before <= :now
        ORDER BY not_before, due_at LIMIT :most
        """,
        {"now": to_micros(now), "most": most},
    )
    return [Reminder(project, kind, rank, from_micros(due)) for project, kind, rank, due in rows]


async def load_upcoming(
    transaction: Transaction, most: int, *, drafts: bool = True
) -> list[Waiting]:
    """Load what will be said next, the soonest first; drafts belong to their writers alone."""
    params = {"most": most, "drafts": drafts}
    return [_waiting(row) for row in await transaction.fetch(_UPCOMING, params)]


def peek_upcoming(path: Path, most: int) -> list[Waiting]:
    """Read what will be said next in a database that may be in use. Raises StorageError."""
    return [_waiting(row) for row in peek(path, _UPCOMING, {"most": most, "drafts": True})]


_UPCOMING = """
    SELECT reminders.not_before, reminders.kind, projects.number,
        json_extract(projects.data, '$.dossier.title')
    FROM reminders JOIN projects ON projects.id = reminders.project_id
    WHERE reminders.done_at IS NULL AND (:drafts OR projects.number IS NOT NULL)
    ORDER BY reminders.not_before, reminders.project_id, reminders.kind LIMIT :most
"""


def _waiting(row: Row) -> Waiting:
    at, kind, number, title = row
    return Waiting(from_micros(at), kind, number or "", title or "")


async def mark_done(transaction: Transaction, reminders: Iterable[Reminder], now: datetime) -> None:
    """Note that these were said, or need no longer be."""
    await transaction.run_many(
        """
        UPDATE reminders SET done_at = :now
        WHERE project_id = :project_id AND kind = :kind AND due_at = :due_at
        """,
        [{**_to_params(reminder), "now": to_micros(now)} for reminder in reminders],
    )


async def postpone(
    transaction: Transaction, postponed: Iterable[tuple[Reminder, datetime]]
) -> None:
    """Let these wait until an instant at which they may be said."""
    await transaction.run_many(
        """
        UPDATE reminders SET not_before = :until
        WHERE project_id = :project_id AND kind = :kind AND due_at = :due_at
        """,
        [{**_to_params(one), "until": to_micros(until)} for one, until in postponed],
    )


async def said_at(
    transaction: Transaction, project_id: int, kind: str, before: datetime
) -> datetime | None:
    """When the last reminder of a kind was said that was due before an instant."""
    rows = await transaction.fetch(
        """
        SELECT MAX(done_at) FROM reminders
        WHERE project_id = :project_id AND kind = :kind AND due_at < :before
        """,
        {"project_id": project_id, "kind": kind, "before": to_micros(before)},
    )
    return from_micros(rows[0][0])


async def release(transaction: Transaction, project_ids: Iterable[int]) -> None:
    """Let what waits for these projects be said at its own time again."""
    await transaction.run_many(
        """
        UPDATE reminders SET not_before = due_at
        WHERE project_id = :project_id AND done_at IS NULL
        """,
        [{"project_id": project_id} for project_id in project_ids],
    )
