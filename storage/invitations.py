"""Links and codes that let people take a part in a project. Of each only a digest is kept.

A wrong code is counted for an hour, so that nobody can try many.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from dialogs.membership import BearerRole, Invitation
from storage.database import Row, Transaction
from storage.instants import from_micros, to_micros

COLUMNS = "id, project_id, role, made_by, made_at, expires_at, uses_left, revoked_at"

COUNTED = timedelta(hours=1)
"""How long a wrong code counts."""


def _from_row(row: Row) -> Invitation:
    invitation_id, project_id, role, made_by, made_at, expires_at, uses_left, revoked_at = row
    return Invitation(
        id=invitation_id,
        project_id=project_id,
        role=BearerRole(role),
        made_by=made_by,
        made_at=from_micros(made_at),
        expires_at=from_micros(expires_at),
        uses_left=uses_left,
        revoked_at=from_micros(revoked_at),
    )


async def add(
    transaction: Transaction,
    digest: str,
    *,
    project_id: int,
    role: BearerRole,
    made_by: int,
    made_at: datetime,
    expires_at: datetime,
    uses: int,
) -> None:
    """Keep a new one, by the digest of its secret."""
    await transaction.run(
        """
        INSERT INTO invitations (
            project_id, role, digest, made_by, made_at, expires_at, uses_left
        ) VALUES (:project_id, :role, :digest, :made_by, :made_at, :expires_at, :uses)
        """,
        {
            "project_id": project_id,
            "role": role.value,
            "digest": digest,
            "made_by": made_by,
            "made_at": to_micros(made_at),
            "expires_at": to_micros(expires_at),
            "uses": uses,
        },
    )


async def find(transaction: Transaction, digest: str) -> Invitation | None:
    """Find the one whose secret has this digest, open or not."""
    rows = await transaction.fetch(
        f"SELECT {COLUMNS} FROM invitations WHERE digest = :digest", {"digest": digest}
    )
    return _from_row(rows[0]) if rows else None


async def load(transaction: Transaction, invitation_id: int) -> Invitation | None:
    """Load one by its id."""
    rows = await transaction.fetch(
        f"SELECT {COLUMNS} FROM invitations WHERE id = :id", {"id": invitation_id}
    )
    return _from_row(rows[0]) if rows else None


async def load_open(transaction: Transaction, project_id: int, now: datetime) -> list[Invitation]:
    """Load those by which someone may still come to a project, the oldest first."""
    rows = await transaction.fetch(
        f"""
        SELECT {COLUMNS} FROM invitations
        WHERE project_id = :project_id AND revoked_at IS NULL AND uses_left > 0
            AND expires_at > :now
        ORDER BY id
        """,
        {"project_id": project_id, "now": to_micros(now)},
    )
    return [_from_row(row) for row in rows]


async def use(transaction: Transaction, invitation_id: int) -> None:
    """Count one use."""
    await transaction.run(
        "UPDATE invitations SET uses_left = uses_left - 1 WHERE id = :id AND uses_left > 0",
        {"id": invitation_id},
    )


async def revoke(
    transaction: Transaction, project_id: int, roles: frozenset[BearerRole], now: datetime
) -> None:
    """Close every one of a project that gives one of these parts."""
    await transaction.run_many(
        """
        UPDATE invitations SET revoked_at = :now
        WHERE project_id = :project_id AND role = :role AND revoked_at IS NULL
        """,
        [
            {"project_id": project_id, "role": role.value, "now": to_micros(now)}
            for role in sorted(roles)
        ],
    )


async def note_wrong(transaction: Transaction, user_id: int, now: datetime) -> None:
    """Count a wrong code against whoever sent it, and forget everyone's old ones."""
    await transaction.run(
        "DELETE FROM wrong_codes WHERE at <= :before", {"before": to_micros(now - COUNTED)}
    )
    await transaction.run(
        "INSERT INTO wrong_codes (user_id, at) VALUES (:user_id, :now)",
        {"user_id": user_id, "now": to_micros(now)},
    )


async def count_wrong(transaction: Transaction, user_id: int, now: datetime) -> int:
    """How many wrong codes someone sent within the hour."""
    rows = await transaction.fetch(
        "SELECT count(*) FROM wrong_codes WHERE user_id = :user_id AND at > :before",
        {"user_id": user_id, "before": to_micros(now - COUNTED)},
    )
    return int(rows[0][0])
