"""What the town's team notes about a dossier: opinions, votes, checks, the offer, the time spent.

Frozen values inside a project. Nothing in here is shown to the bearer, except the offer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from dialogs.wording import N_


class View(StrEnum):
    """What a colleague thinks of a dossier."""

    FINE = "fine"
    RESERVES = "reserves"
    AGAINST = "against"


VIEW_NAMES: Mapping[View, str] = {
    View.FINE: N_("in favour"),
    View.RESERVES: N_("in favour, with reserves"),
    View.AGAINST: N_("against"),
}


@dataclass(frozen=True, slots=True)
class Opinion:
    """The opinion asked of a colleague; `view` is None until they answered, `text` their words."""

    of: int
    of_name: str
    by: int
    asked_at: datetime
    view: View | None = None
    text: str = ""
    given_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Vote:
    """How an elected member voted on a decision put forward."""

    by: int
    by_name: str
    yes: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Settled:
    """A decision confirmed and not yet told: it can be undone until `due_at`."""

    by: int
    by_name: str
    at: datetime
    due_at: datetime


class Reply(StrEnum):
    """What the bearer says of the town's offer."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DISCUSSED = "discussed"


@dataclass(frozen=True, slots=True)
class Offer:
    """What surrounds the town's promises once they are sent to the bearer."""

    by: int
    by_name: str
    at: datetime
    conditions: str = ""
    reply: Reply = Reply.WAITING
    replied_at: datetime | None = None
    reply_text: str = ""


@dataclass(frozen=True, slots=True)
class Casework:
    """The team's own notes on a project.

    `checks` holds the answers to the seven questions of the review by id; `answered_at` is the
    last word of a person to the bearer; `minutes` is the time noted; `reference_cents` is what it
    would cost if the town did all of it, None as long as nobody said; `reopened_at` is when an
    appeal began; `queued_at` is since when an accepted project waits for a place, `expected_on`
    the first of the month told to the bearer.
    """

    opinions: tuple[Opinion, ...] = ()
    checks: Mapping[str, bool] = field(default_factory=dict)
    offer: Offer | None = None
    minutes: int = 0
    reference_cents: int | None = None
    assigned_at: datetime | None = None
    answered_at: datetime | None = None
    reopened_at: datetime | None = None
    queued_at: datetime | None = None
    expected_on: date | None = None

    def opinion_of(self, user_id: int) -> Opinion | None:
        """The opinion that a colleague was asked for last."""
        return next((one for one in reversed(self.opinions) if one.of == user_id), None)

    @property
    def awaited(self) -> tuple[Opinion, ...]:
        """The opinions that have not come yet."""
        return tuple(one for one in self.opinions if one.view is None)

    @property
    def failed_checks(self) -> tuple[str, ...]:
        """The questions of the review that were answered with no."""
        return tuple(name for name, good in self.checks.items() if not good)
