"""How each project's topic in the group was last asked to look; its id stands in `messages`."""

from __future__ import annotations

from dataclasses import dataclass

from storage.database import Transaction


@dataclass(frozen=True, slots=True)
class Shape:
    """A topic's name, its icon (an emoji, "" for none) and whether it is closed."""

    name: str
    icon: str
    closed: bool


async def load(transaction: Transaction, project_id: int) -> Shape | None:
    """Load the shape asked for last, None when the project has no topic yet."""
    rows = await transaction.fetch(
        "SELECT name, icon, closed FROM topics WHERE project_id = :project_id",
        {"project_id": project_id},
    )
    return Shape(rows[0][0], rows[0][1], bool(rows[0][2])) if rows else None


async def save(transaction: Transaction, project_id: int, shape: Shape) -> None:
    """Note the shape asked for."""
    await transaction.run(
        """
        INSERT INTO topics (project_id, name, icon, closed)
        VALUES (:project_id, :name, :icon, :closed)
        ON CONFLICT (project_id) DO UPDATE SET
            name = excluded.name, icon = excluded.icon, closed = excluded.closed
        """,
        {
            "project_id": project_id,
            "name": shape.name,
            "icon": shape.icon,
            "closed": shape.closed,
        },
    )
