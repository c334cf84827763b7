"""The evidence pages: for each version that everyone has signed, who did, when and how.

As an act of the convention, a page is asked for in the turn that needs it and made afterwards.
"""

from __future__ import annotations

from datetime import datetime

from storage.conventions import Act
from storage.database import Row, Transaction
from storage.instants import from_micros, to_micros

COLUMNS = "id, project_id, number, version, data, created_at, sha256, made_at, tries, trouble"


def from_row(row: Row) -> Act:
    """Read a row of COLUMNS."""
    evidence_id, project_id, number, version, data, created, sha256, made, tries, trouble = row
    return Act(
        evidence_id,
        project_id,
        number,
        version,
        "evidence",
        data,
        from_micros(created),
        sha256,
        from_micros(made),
        tries,
        trouble,
    )


async def ask(transaction: Transaction, act: Act, data: str, now: datetime) -> None:
    """Ask for the evidence page of an act; it is asked for once."""
    await transaction.run(
        """
        INSERT INTO evidence (project_id, number, version, data, created_at, not_before)
        VALUES (:project_id, :number, :version, :data, :now, :now)
        ON CONFLICT (project_id, version) DO NOTHING
        """,
        {
            "project_id": act.project_id,
            "number": act.number,
            "version": act.version,
            "data": data,
            "now": to_micros(now),
        },
    )


async def load_of_project(transaction: Transaction, project_id: int) -> list[Act]:
    """Load a project's evidence pages, the first one first."""
    rows = await transaction.fetch(
        f"SELECT {COLUMNS} FROM evidence WHERE project_id = :project_id ORDER BY version",
        {"project_id": project_id},
    )
    return [from_row(row) for row in rows]


async def load_to_make(transaction: Transaction, now: datetime) -> Act | None:
    """Load the page that is to be made next, None when none is due."""
    rows = await transaction.fetch(
        f"""
        SELECT {COLUMNS} FROM evidence WHERE sha256 IS NULL AND not_before <= :now
        ORDER BY not_before, id LIMIT 1
        """,
        {"now": to_micros(now)},
    )
    return from_row(rows[0]) if rows else None


async def note_made(transaction: Transaction, act: Act, sha256: str, now: datetime) -> bool:
    """Note the document of a page; False when it was made meanwhile, or is gone."""
    rows = await transaction.fetch(
        """
        UPDATE evidence SET sha256 = :sha256, made_at = :now, trouble = ''
        WHERE id = :id AND sha256 IS NULL RETURNING id
        """,
        {"sha256": sha256, "now": to_micros(now), "id": act.id},
    )
    return bool(rows)


async def note_trouble(
    transaction: Transaction, act: Act, trouble: str, not_before: datetime
) -> None:
    """Note that a page could not be made, and when to try again."""
    await transaction.run(
        """
        UPDATE evidence SET tries = tries + 1, trouble = :trouble, not_before = :not_before
        WHERE id = :id AND sha256 IS NULL
        """,
        {"trouble": trouble, "not_before": to_micros(not_before), "id": act.id},
    )


async def erase_unsigned(transaction: Transaction, bearer: int) -> list[str]:
    """Erase the pages of a person's projects that have no convention in force.

    Returns the fingerprints of the documents that go with them, as `conventions.erase_unsigned`.
    """
    rows = await transaction.fetch(
        """
        DELETE FROM evidence WHERE project_id IN (
            SELECT id FROM projects WHERE bearer = :bearer AND data ->> '$.convention' IS NULL
        )
        RETURNING sha256
        """,
        {"bearer": bearer},
    )
    return [sha256 for (sha256,) in rows if sha256]
