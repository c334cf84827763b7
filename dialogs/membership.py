"""Those who carry an idea together, and the links that invite them, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dialogs.wording import N_


class BearerRole(StrEnum):
    """What someone is among those who carry a project.

    The referent speaks for all of them; a stand-in takes over the upkeep when they are away.
    """

    REFERENT = "referent"
    MEMBER = "member"
    STANDIN = "standin"


ROLE_NAMES: Mapping[BearerRole, str] = {
    BearerRole.REFERENT: N_("speaks for the project"),
    BearerRole.MEMBER: N_("carries it too"),
    BearerRole.STANDIN: N_("stands in"),
}


class Standing(StrEnum):
    """Where someone stands with a project: only who has joined carries it.

    `invited` opened a link and has not answered, `asking` is about to ask by themselves, `asked`
    waits for the referent.
    """

    INVITED = "invited"
    ASKING = "asking"
    ASKED = "asked"
    JOINED = "joined"
    DECLINED = "declined"
    LEFT = "left"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Member:
    """One person's part in one project.

    `name` is what they want to be called, "" until they said; `named` whether it may be shown
    beyond the town hall. `invitation` is the link they came by, None without one. `since` is when
    they came to this standing, `joined_at` when they joined, None before.
    """

    project_id: int
    user_id: int
    role: BearerRole
    standing: Standing
    since: datetime
    name: str = ""
    named: bool = False
    invitation: int | None = None
    joined_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link or a code that lets people take a part in a project; its secret is not in here.

    `uses_left` counts down as people join. A link for the referent belongs to a dossier that
    staff filed: it brings the dossier to the account of the person it was filed for.
    """

    id: int
    project_id: int
    role: BearerRole
    made_by: int
    made_at: datetime
    expires_at: datetime
    uses_left: int
    revoked_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether someone may still come by it."""
        return self.revoked_at is None and self.uses_left > 0 and now < self.expires_at
