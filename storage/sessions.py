"""Forms being filled: one row a session, its answers as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dialogs.session import Session, from_data, to_data
from storage.database import Params, Row, Transaction, in_list
from storage.instants import from_micros, to_micros

COLUMNS = "id, owner, chat_id, dialog, project_id, data, updated_at, ended_at"


@dataclass(frozen=True, slots=True)
class Held:
    """A session with whose it is, in which chat, and for which project.

    `chat_id` is the person's own chat, or the staff group for a staff member's short form.
    """

    session: Session
    owner: int
    chat_id: int
    project_id: int | None
    updated_at: datetime
    ended_at: datetime | None = None


def _from_row(row: Row) -> Held:
    session_id, owner, chat_id, _, project_id, data, updated_at, ended_at = row
    return Held(
        session=from_data(session_id, json.loads(data)),
        owner=owner,
        chat_id=chat_id,
        project_id=project_id,
        updated_at=from_micros(updated_at),
        ended_at=from_micros(ended_at),
    )


def _to_params(held: Held) -> Params:
    return {
        "id": held.session.id,
        "owner": held.owner,
        "chat_id": held.chat_id,
        "dialog": held.session.root.dialog,
        "project_id": held.project_id,
        "data": json.dumps(to_data(held.session), ensure_ascii=False, separators=(",", ":")),
        "updated_at": to_micros(held.updated_at),
        "ended_at": to_micros(held.ended_at),
    }


async def load(transaction: Transaction, ids: Iterable[str]) -> dict[str, Held]:
    """Load sessions by id."""
    names, params = in_list("s", ids)
    rows = await transaction.fetch(f"SELECT {COLUMNS} FROM sessions WHERE id IN ({names})", params)
    return {row[0]: _from_row(row) for row in rows}


async def load_present(transaction: Transaction, user_ids: Iterable[int]) -> dict[str, Held]:
    """Load the sessions that are in front of these people."""
    names, params = in_list("u", user_ids)
    rows = await transaction.fetch(
        f"""
        SELECT {", ".join(f"sessions.{name}" for name in COLUMNS.split(", "))}
        FROM residents JOIN sessions ON sessions.id = residents.session_id
        WHERE residents.user_id IN ({names})
        """,
        params,
    )
    return {row[0]: _from_row(row) for row in rows}


async def load_open(transaction: Transaction, owner: int, chat_id: int) -> list[Held]:
    """Load a person's unfinished forms in a chat, the latest touched first."""
    rows = await transaction.fetch(
        f"""
        SELECT {COLUMNS} FROM sessions
        WHERE owner = :owner AND chat_id = :chat_id AND ended_at IS NULL
        ORDER BY updated_at DESC
        """,
        {"owner": owner, "chat_id": chat_id},
    )
    return [_from_row(row) for row in rows]


async def load_busy(transaction: Transaction, since: datetime) -> list[int]:
    """Load the people whose present form was touched since an instant."""
    rows = await transaction.fetch(
        """
        SELECT residents.user_id FROM sessions
        JOIN residents ON residents.session_id = sessions.id
        WHERE sessions.ended_at IS NULL AND sessions.updated_at >= :since
        ORDER BY sessions.updated_at
        """,
        {"since": to_micros(since)},
    )
    return [row[0] for row in rows]


async def load_of_project(transaction: Transaction, project_id: int) -> list[Held]:
    """Load the unfinished forms about a project."""
    rows = await transaction.fetch(
        f"SELECT {COLUMNS} FROM sessions WHERE project_id = :project_id AND ended_at IS NULL",
        {"project_id": project_id},
    )
    return [_from_row(row) for row in rows]


async def save(transaction: Transaction, sessions: Iterable[Held]) -> None:
    """Write sessions as they are now."""
    await transaction.run_many(
        """
        INSERT INTO sessions (id, owner, chat_id, dialog, project_id, data, updated_at, ended_at)
        VALUES (:id, :owner, :chat_id, :dialog, :project_id, :data, :updated_at, :ended_at)
        ON CONFLICT (id) DO UPDATE SET
            chat_id = excluded.chat_id, project_id = excluded.project_id, data = excluded.data,
            updated_at = excluded.updated_at, ended_at = excluded.ended_at
        """,
        [_to_params(held) for held in sessions],
    )


async def forget_project(transaction: Transaction, project_id: int) -> None:
    """Delete every form about a project, with the answers in it."""
    await transaction.run(
        "DELETE FROM sessions WHERE project_id = :project_id", {"project_id": project_id}
    )
