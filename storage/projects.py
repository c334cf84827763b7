"""Projects: what is searched for in columns, the rest of the value as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from pydantic import TypeAdapter

from dialogs.project import Project, State
from dialogs.similar import Idea, idea_of
from storage.database import Params, Row, Transaction, in_list
from storage.database import peek as peek_rows
from storage.instants import from_micros, to_micros

COLUMNS = "id, number, bearer, state, language, data, created_at"


_AS_DATA = TypeAdapter(Project)
"""A project as JSON: fields that an older row lacks take their defaults, unknown ones are left."""

_IN_COLUMNS = frozenset({"id", "number", "bearer", "state", "language", "created_at"})


def _from_row(row: Row) -> Project:
    project_id, number, bearer, state, language, data, created_at = row
    columns = {
        "id": project_id,
        "number": number or "",
        "bearer": bearer,
        "state": state,
        "language": language,
        "created_at": from_micros(created_at),
    }
    return _AS_DATA.validate_python({**json.loads(data), **columns})


def _to_params(project: Project) -> Params:
    idea = idea_of(project.id, project.dossier)
    return {
        "filed_by": project.filed_by,
        "title": idea.title,
        "place": idea.place,
        "latitude": idea.latitude,
        "longitude": idea.longitude,
        "id": project.id,
        "number": project.number or None,
        "bearer": project.bearer,
        "state": project.state.value,
        "language": project.language,
        "data": _AS_DATA.dump_json(project, exclude=set(_IN_COLUMNS)).decode(),
        "created_at": to_micros(project.created_at),
    }


async def load(transaction: Transaction, ids: Iterable[int]) -> dict[int, Project]:
    """Load projects by id."""
    names, params = in_list("p", ids)
    rows = await transaction.fetch(f"SELECT {COLUMNS} FROM projects WHERE id IN ({names})", params)
    return {row[0]: _from_row(row) for row in rows}


async def load_numbered(transaction: Transaction, number: str) -> Project | None:
    """Load the project of a number such as "2026-014"."""
    rows = await transaction.fetch(
        f"SELECT {COLUMNS} FROM projects WHERE number = :number", {"number": number}
    )
    return _from_row(rows[0]) if rows else None


async def load_of_bearer(transaction: Transaction, bearer: int) -> list[Project]:
    """Load a person's projects, the newest first."""
    rows = await transaction.fetch(
        f"SELECT {COLUMNS} FROM projects WHERE bearer = :bearer ORDER BY id DESC",
        {"bearer": bearer},
    )
    return [_from_row(row) for row in rows]


async def load_beside(transaction: Transaction, member: int) -> list[Project]:
    """Load the projects that a person carries with their bearer, the newest first."""
    rows = await transaction.fetch(
        f"""
        SELECT {COLUMNS} FROM projects
        WHERE bearer <> :member AND EXISTS (
            SELECT 1 FROM json_each(data, '$.members') WHERE json_each.value = :member
            UNION ALL
            SELECT 1 FROM json_each(data, '$.standins') WHERE json_each.value = :member
        )
        ORDER BY id DESC
        """,
        {"member": member},
    )
    return [_from_row(row) for row in rows]


async def load_in(transaction: Transaction, states: Iterable[State]) -> list[Project]:
    """Load the projects that are in one of these states."""
    names, params = in_list("s", [state.value for state in states])
    rows = await transaction.fetch(
        f"SELECT {COLUMNS} FROM projects WHERE state IN ({names})", params
    )
    return [_from_row(row) for row in rows]


async def load_filed_by(transaction: Transaction, user_id: int) -> list[Project]:
    """Load the dossiers that a staff member filed for people without an account, newest first."""
    rows = await transaction.fetch(
        f"""
        SELECT {COLUMNS} FROM projects
        WHERE filed_by = :user_id AND filed_by <> 0 AND bearer = 0 ORDER BY id DESC
        """,
        {"user_id": user_id},
    )
    return [_from_row(row) for row in rows]


async def load_ideas(transaction: Transaction, states: Iterable[State]) -> list[Idea]:
    """Load what tells whether another idea is alike, of every dossier in one of these states."""
    names, params = in_list("s", [state.value for state in states])
    rows = await transaction.fetch(
        f"""
        SELECT id, title, place, latitude, longitude FROM projects
        WHERE state IN ({names}) AND number IS NOT NULL ORDER BY id
        """,
        params,
    )
    return [Idea(*row) for row in rows]


def peek_all(path: Path) -> list[Project]:
    """Read every project but drafts, in a database that may be in use, without changing it.

    Raises StorageError when it cannot be read.
    """
    rows = peek_rows(path, f"SELECT {COLUMNS} FROM projects WHERE state != 'draft' ORDER BY id", {})
    return [_from_row(row) for row in rows]


async def save(transaction: Transaction, projects: Iterable[Project]) -> None:
    """Write projects as they are now."""
    await transaction.run_many(
        """
        INSERT INTO projects (
            id, number, bearer, filed_by, state, language, title, place, latitude, longitude,
            data, created_at
        ) VALUES (
            :id, :number, :bearer, :filed_by, :state, :language, :title, :place, :latitude,
            :longitude, :data, :created_at
        )
        ON CONFLICT (id) DO UPDATE SET
            number = excluded.number, bearer = excluded.bearer, filed_by = excluded.filed_by,
            state = excluded.state, language = excluded.language, title = excluded.title,
            place = excluded.place, latitude = excluded.latitude,
            longitude = excluded.longitude, data = excluded.data
        """,
        [_to_params(project) for project in projects],
    )
