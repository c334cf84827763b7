"""The town's team as it is known here: names seen, roles given and taken, who left the group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dialogs.rights import Role
from storage.database import Transaction


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the group.

    `granted` and `removed` change the roles of the configuration; `outside` says that they left
    the group, which ends every role until they are back.
    """

    user_id: int
    name: str
    granted: frozenset[Role] = frozenset()
    removed: frozenset[Role] = frozenset()
    outside: bool = False


async def load_all(transaction: Transaction) -> list[Member]:
    """Load everyone."""
    rows = await transaction.fetch("SELECT user_id, name, granted, removed, outside FROM team")
    return [
        Member(user_id, name, _roles(granted), _roles(removed), bool(outside))
        for user_id, name, granted, removed, outside in rows
    ]


async def save(transaction: Transaction, member: Member) -> None:
    """Write a person as they are now."""
    await transaction.run(
        """
        INSERT INTO team (user_id, name, granted, removed, outside)
        VALUES (:user_id, :name, :granted, :removed, :outside)
        ON CONFLICT (user_id) DO UPDATE SET
            name = excluded.name, granted = excluded.granted, removed = excluded.removed,
            outside = excluded.outside
        """,
        {
            "user_id": member.user_id,
            "name": member.name,
            "granted": _text(member.granted),
            "removed": _text(member.removed),
            "outside": member.outside,
        },
    )


def _roles(text: str) -> frozenset[Role]:
    return frozenset(Role(name) for name in text.split() if name in set(Role))


def _text(roles: Iterable[Role]) -> str:
    return " ".join(sorted(roles))
