"""Who is in the team and with which roles: the configuration, changed by /role and by leaving.

Kept in memory, because every press asks for it, and in the table `team`, written in the turn that
changes it. Leaving the group ends every role; whoever comes back has those of the configuration.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from dialogs.rights import Role
from storage import team
from storage.team import Member
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Colleague:
    """Someone of the team, by name."""

    user_id: int
    name: str
    roles: frozenset[Role]


class Team:
    """Everyone with a role, and everyone seen in the group."""

    def __init__(self, configured: Mapping[int, frozenset[Role]]) -> None:
        self._configured = configured
        self._known: dict[int, Member] = {}

    def take_up(self, members: Iterable[Member]) -> None:
        """Take up what was kept."""
        self._known = {member.user_id: member for member in members}

    def roles_of(self, user_id: int) -> frozenset[Role]:
        """The roles that a person has now."""
        configured = self._configured.get(user_id, frozenset())
        member = self._known.get(user_id)
        if member is None:
            return configured
        return frozenset() if member.outside else (configured | member.granted) - member.removed

    def name_of(self, user_id: int) -> str:
        """How a person is called, "" when they were never seen."""
        member = self._known.get(user_id)
        return member.name if member else ""

    def is_outside(self, user_id: int) -> bool:
        """Whether a person was seen to leave the group."""
        member = self._known.get(user_id)
        return member is not None and member.outside

    def with_role(self, role: Role) -> list[int]:
        """The user ids that have a role."""
        everyone = sorted({*self._configured, *self._known})
        return [user_id for user_id in everyone if role in self.roles_of(user_id)]

    def everyone(self) -> frozenset[int]:
        """The user ids of all who have or had a role."""
        had = (one.user_id for one in self._known.values() if one.granted or one.removed)
        return frozenset({*self._configured, *had})

    def colleagues(self) -> list[Colleague]:
        """Everyone with a role who was seen, by name."""
        found = [
            Colleague(member.user_id, member.name, roles)
            for member in self._known.values()
            if (roles := self.roles_of(member.user_id))
        ]
        return sorted(found, key=lambda one: (one.name.casefold(), one.user_id))

    async def see(self, work: Work, user_id: int, name: str) -> None:
        """Note how someone who acts in the group is called."""
        member = self._known.get(user_id) or Member(user_id, "")
        if name and member.name != name:
            await self._put(work, replace(member, name=name))

    async def set_role(self, work: Work, user_id: int, name: str, role: Role, *, on: bool) -> None:
        """Give a role or take it away."""
        member = self._known.get(user_id) or Member(user_id, name)
        granted, removed = member.granted - {role}, member.removed - {role}
        configured = role in self._configured.get(user_id, frozenset())
        if on and not configured:
            granted |= {role}
        if configured and not on:
            removed |= {role}
        await self._put(work, replace(member, granted=granted, removed=removed))

    async def leave(self, work: Work, user_id: int, name: str) -> None:
        """End every role of someone who left; roles given by /role do not come back."""
        member = self._known.get(user_id) or Member(user_id, name)
        await self._put(work, replace(member, granted=frozenset(), outside=True))

    async def come_back(self, work: Work, user_id: int, name: str) -> None:
        """Let someone in again, with the roles of the configuration."""
        member = self._known.get(user_id)
        if member is not None and member.outside:
            await self._put(work, replace(member, name=name or member.name, outside=False))

    async def _put(self, work: Work, member: Member) -> None:
        await team.save(await work.direct(), member)
        self._known[member.user_id] = member
