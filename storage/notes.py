"""Private notes of the team about a project: words that never leave the group."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.database import Row, Transaction
from storage.instants import from_micros, to_micros


@dataclass(frozen=True, slots=True)
class Note:
    """One note."""

    id: int
    project_id: int
    author: int
    author_name: str
    text: str
    at: datetime


def _from_row(row: Row) -> Note:
    note_id, project_id, author, name, text, at = row
    return Note(note_id, project_id, author, name, text, from_micros(at))


async def add(
    transaction: Transaction, project_id: int, author: int, name: str, text: str, at: datetime
) -> int:
    """Keep a note; return its id."""
    rows = await transaction.fetch(
        """
        INSERT INTO notes (project_id, author, author_name, text, at)
        VALUES (:project_id, :author, :name, :text, :at) RETURNING id
        """,
        {
            "project_id": project_id,
            "author": author,
            "name": name,
            "text": text,
            "at": to_micros(at),
        },
    )
    return int(rows[0][0])


async def load(transaction: Transaction, note_id: int) -> Note | None:
    """Load a note, None when it was taken back."""
    rows = await transaction.fetch(
        "SELECT id, project_id, author, author_name, text, at FROM notes WHERE id = :id",
        {"id": note_id},
    )
    return _from_row(rows[0]) if rows else None


async def load_of_project(transaction: Transaction, project_id: int) -> list[Note]:
    """Load a project's notes, the oldest first."""
    rows = await transaction.fetch(
        """
        SELECT id, project_id, author, author_name, text, at FROM notes
        WHERE project_id = :project_id ORDER BY id
        """,
        {"project_id": project_id},
    )
    return [_from_row(row) for row in rows]


async def forget(transaction: Transaction, project_id: int) -> None:
    """Erase the notes about a project whose people are forgotten."""
    await transaction.run(
        "DELETE FROM notes WHERE project_id = :project_id", {"project_id": project_id}
    )


async def take_back(transaction: Transaction, note_id: int) -> None:
    """Erase a note."""
    await transaction.run("DELETE FROM notes WHERE id = :id", {"id": note_id})
