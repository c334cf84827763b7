"""Those who carry a project together: one row a person and project, with where they stand."""

from __future__ import annotations

from dialogs.membership import BearerRole, Member, Standing
from storage.database import Row, Transaction
from storage.instants import from_micros, to_micros

COLUMNS = "project_id, user_id, role, standing, since, name, named, invitation, joined_at"


def _from_row(row: Row) -> Member:
    project_id, user_id, role, standing, since, name, named, invitation, joined_at = row
    return Member(
        project_id=project_id,
        user_id=user_id,
        role=BearerRole(role),
        standing=Standing(standing),
        since=from_micros(since),
        name=name,
        named=bool(named),
        invitation=invitation,
        joined_at=from_micros(joined_at),
    )


async def load(transaction: Transaction, project_id: int, user_id: int) -> Member | None:
    """Load one person's part in a project."""
    rows = await transaction.fetch(
        f"SELECT {COLUMNS} FROM members WHERE project_id = :project_id AND user_id = :user_id",
        {"project_id": project_id, "user_id": user_id},
    )
    return _from_row(rows[0]) if rows else None


async def load_of_project(transaction: Transaction, project_id: int) -> list[Member]:
    """Load everyone who ever had to do with a project, in the order in which they joined."""
    rows = await transaction.fetch(
        f"""
        SELECT {COLUMNS} FROM members WHERE project_id = :project_id
        ORDER BY joined_at IS NULL, joined_at, since, user_id
        """,
        {"project_id": project_id},
    )
    return [_from_row(row) for row in rows]


async def load_joined(transaction: Transaction, project_id: int) -> list[Member]:
    """Load those who carry a project, the referent first, then as they joined."""
    rows = await load_of_project(transaction, project_id)
    joined = [row for row in rows if row.standing is Standing.JOINED]
    return sorted(joined, key=lambda row: row.role is not BearerRole.REFERENT)


async def load_of_user(transaction: Transaction, user_id: int) -> list[Member]:
    """Load one person's part in every project."""
    rows = await transaction.fetch(
        f"SELECT {COLUMNS} FROM members WHERE user_id = :user_id ORDER BY project_id",
        {"user_id": user_id},
    )
    return [_from_row(row) for row in rows]


async def save(transaction: Transaction, member: Member) -> None:
    """Keep a person's part in a project as it is now."""
    await transaction.run(
        """
        INSERT INTO members (
            project_id, user_id, role, standing, since, name, named, invitation, joined_at
        ) VALUES (
            :project_id, :user_id, :role, :standing, :since, :name, :named, :invitation, :joined_at
        )
        ON CONFLICT (project_id, user_id) DO UPDATE SET
            role = excluded.role, standing = excluded.standing, since = excluded.since,
            name = excluded.name, named = excluded.named, invitation = excluded.invitation,
            joined_at = excluded.joined_at
        """,
        {
            "project_id": member.project_id,
            "user_id": member.user_id,
            "role": member.role.value,
            "standing": member.standing.value,
            "since": to_micros(member.since),
            "name": member.name,
            "named": member.named,
            "invitation": member.invitation,
            "joined_at": to_micros(member.joined_at),
        },
    )


async def remove(transaction: Transaction, project_id: int, user_id: int) -> None:
    """Forget one person's part in a project."""
    await transaction.run(
        "DELETE FROM members WHERE project_id = :project_id AND user_id = :user_id",
        {"project_id": project_id, "user_id": user_id},
    )


async def remove_all(transaction: Transaction, project_id: int) -> None:
    """Forget everyone who ever had to do with a project, with the links they came by."""
    for table in ("members", "invitations"):
        await transaction.run(
            f"DELETE FROM {table} WHERE project_id = :project_id", {"project_id": project_id}
        )
