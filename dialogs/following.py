"""What is kept of a project's work and of its upkeep: words and days of those who carry it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Status(StrEnum):
    """How the work goes, in one tap."""

    GOOD = "good"
    LATE = "late"
    STUCK = "stuck"


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One answer to "how is it going?"; `photos` name kept files."""

    by: int
    at: datetime
    status: Status
    words: str = ""
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hold:
    """A pause of the work: why, and until which day."""

    since: date
    until: date
    reason: str


@dataclass(frozen=True, slots=True)
class WorkDay:
    """A day on which people work together; announced two days before."""

    day: date
    words: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The bearer's word at the end: five answers and the photos.

    `hours` are of all people together; money in cents.
    """

    at: datetime
    by: int
    words: str
    people: int
    hours: float
    cost_cents: int | None = None
    learnt: str = ""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class Handled(StrEnum):
    """What became of a task on its day."""

    DONE = "done"
    LATER = "later"
    EXCUSED = "excused"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the upkeep log: a task, the day it was due, what became of it, by whom.

    `until` is the new day of a task put off. `seen` says that staff saw it on the spot.
    """

    task: int
    due: date
    handled: Handled
    by: int
    on: date
    until: date | None = None
    note: str = ""
    photos: tuple[str, ...] = ()
    seen: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """Words and photos from the place in the years of upkeep."""

    by: int
    at: datetime
    words: str = ""
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Absence:
    """Someone is away from one day to another; `standin` has agreed to take over, 0 for no one."""

    user_id: int
    since: date
    until: date
    standin: int = 0


@dataclass(frozen=True, slots=True)
class Drought:
    """The town asks not to water, to a last day; None until it says that it is over."""

    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A call for hands or material, and who answered that they help."""

    by: int
    at: datetime
    words: str
    helpers: tuple[int, ...] = ()


class Wish(StrEnum):
    """What the bearer wants at the end of the term."""

    GO_ON = "go_on"
    HAND_OVER = "hand_over"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Notice:
    """The town's formal step towards an end: the letter's day, and the day of the hearing."""

    on: date
    by: int
    reason: str
    heard_on: date | None = None
