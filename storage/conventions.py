"""The acts of a project's convention: the first text, amendments, renewals, the end.

An act is asked for in the turn that decides it, with all that its document says (`data`), and its
PDF is made afterwards: a row without `sha256` waits for it. A project has one number; each act is a
version of it. Rows are not rewritten once their document is made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from storage import facts
from storage.database import Row, Transaction
from storage.instants import from_micros, to_micros

Kind: TypeAlias = Literal["convention", "amendment", "renewal", "ending", "evidence"]

COLUMNS = (
    "id, project_id, number, version, kind, data, created_at, sha256, made_at, tries, trouble, "
    "asked_by"
)


@dataclass(frozen=True, slots=True)
class Act:
    """One version. `data` is the paper as JSON; `sha256` and `made_at` are None until it is made.

    `tries` counts what failed so far, `trouble` says why the last one did. `asked_by` is the member
    of the team who asked for it, 0 for the clock. Evidence pages (`storage.evidence`) are such acts
    too, with the number and version that they prove.
    """

    id: int
    project_id: int
    number: str
    version: int
    kind: Kind
    data: str
    created_at: datetime
    sha256: str | None = None
    made_at: datetime | None = None
    tries: int = 0
    trouble: str = ""
    asked_by: int = 0


def from_row(row: Row) -> Act:
    """Read a row of COLUMNS."""
    act_id, project_id, number, version, kind, data, created, *rest = row
    sha256, made, tries, trouble, asked_by = rest
    return Act(
        act_id,
        project_id,
        number,
        version,
        kind,
        data,
        from_micros(created),
        sha256,
        from_micros(made),
        tries,
        trouble,
        asked_by,
    )


async def issue(
    transaction: Transaction,
    project_id: int,
    kind: Kind,
    now: datetime,
    data: Callable[[str, int], str],
    *,
    year: int,
    asked_by: int = 0,
) -> Act:
    """Add a project's next act; `data` is asked for its JSON, given its number and version.

    The first act takes the next number of the local `year`, such as "C-2026-003". Numbers and
    versions are given inside the transaction and are unique in the database: none is given twice.
    """
    rows = await transaction.fetch(
        """
        SELECT number, MAX(version) FROM conventions WHERE project_id = :project_id GROUP BY number
        """,
        {"project_id": project_id},
    )
    if rows:
        ((number, last),) = rows
    else:
        number, last = f"C-{year}-{await facts.count_up(transaction, f'conventions:{year}'):03d}", 0
    rows = await transaction.fetch(
        f"""
        INSERT INTO conventions (
            project_id, number, version, kind, data, created_at, not_before, asked_by
        )
        VALUES (:project_id, :number, :version, :kind, :data, :now, :now, :asked_by)
        RETURNING {COLUMNS}
        """,
        {
            "project_id": project_id,
            "number": number,
            "version": last + 1,
            "kind": kind,
            "data": data(number, last + 1),
            "now": to_micros(now),
            "asked_by": asked_by,
        },
    )
    return from_row(rows[0])


async def load_to_make(transaction: Transaction, now: datetime) -> Act | None:
    """Load the act whose document is to be made next, None when none is due."""
    rows = await transaction.fetch(
        f"""
        SELECT {COLUMNS} FROM conventions WHERE sha256 IS NULL AND not_before <= :now
        ORDER BY not_before, id LIMIT 1
        """,
        {"now": to_micros(now)},
    )
    return from_row(rows[0]) if rows else None


async def load_history(transaction: Transaction, project_id: int) -> list[Act]:
    """Load the acts of a project, the first one first."""
    rows = await transaction.fetch(
        f"SELECT {COLUMNS} FROM conventions WHERE project_id = :project_id ORDER BY version",
        {"project_id": project_id},
    )
    return [from_row(row) for row in rows]


async def find(transaction: Transaction, sha256: str) -> Act | None:
    """Find the act whose document has this fingerprint."""
    rows = await transaction.fetch(
        f"SELECT {COLUMNS} FROM conventions WHERE sha256 = :sha256", {"sha256": sha256}
    )
    return from_row(rows[0]) if rows else None


async def load_unended(transaction: Transaction) -> list[int]:
    """Load the projects that were closed with a convention in force, whose end is not written."""
    rows = await transaction.fetch(
        """
        SELECT id FROM projects
        WHERE state = 'closed' AND data ->> '$.convention' IS NOT NULL
            AND id IN (SELECT project_id FROM conventions)
            AND id NOT IN (SELECT project_id FROM conventions WHERE kind = 'ending')
        ORDER BY id
        """
    )
    return [project_id for (project_id,) in rows]


async def note_made(transaction: Transaction, act: Act, sha256: str, now: datetime) -> bool:
    """Note the document of an act; False when it was made or changed meanwhile, or is gone."""
    rows = await transaction.fetch(
        """
        UPDATE conventions SET sha256 = :sha256, made_at = :now, trouble = ''
        WHERE id = :id AND sha256 IS NULL AND data = :data RETURNING id
        """,
        {"sha256": sha256, "now": to_micros(now), "id": act.id, "data": act.data},
    )
    return bool(rows)


async def put_otherwise(transaction: Transaction, act: Act, data: str, now: datetime) -> None:
    """Let an act that waits for its document say something else, and be made at once."""
    await transaction.run(
        """
        UPDATE conventions SET data = :data, not_before = :now, trouble = ''
        WHERE id = :id AND sha256 IS NULL
        """,
        {"data": data, "now": to_micros(now), "id": act.id},
    )


async def note_trouble(
    transaction: Transaction, act: Act, trouble: str, not_before: datetime
) -> None:
    """Note that a document could not be made, and when to try again."""
    await transaction.run(
        """
        UPDATE conventions SET tries = tries + 1, trouble = :trouble, not_before = :not_before
        WHERE id = :id AND sha256 IS NULL
        """,
        {"trouble": trouble, "not_before": to_micros(not_before), "id": act.id},
    )


async def erase_unsigned(transaction: Transaction, bearer: int) -> list[str]:
    """Erase the acts of a person's projects that never had a convention in force.

    What was signed is a public archive. Returns the fingerprints of the documents that go with it.
    """
    rows = await transaction.fetch(
        """
        DELETE FROM conventions WHERE project_id IN (
            SELECT id FROM projects WHERE bearer = :bearer AND data ->> '$.convention' IS NULL
        )
        RETURNING sha256
        """,
        {"bearer": bearer},
    )
    return [sha256 for (sha256,) in rows if sha256]
