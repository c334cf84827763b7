"""A project: an idea on its way from a draft to years of upkeep, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from dialogs.agreement import Alteration, Convention, Legal, Signature
from dialogs.casework import Casework, Settled, Vote
from dialogs.following import (
    Absence,
    Call,
    CheckIn,
    Drought,
    Entry,
    Hold,
    Note,
    Notice,
    Report,
    Wish,
    WorkDay,
)
from dialogs.spoken import words_of
from dialogs.upkeep_days import Task
from dialogs.wording import N_


class State(StrEnum):
    """The fifteen states of a project's life."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    NEEDS_INFO = "needs_info"
    UNDER_REVIEW = "under_review"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    AWAITING_SIGNATURE = "awaiting_signature"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    COMPLETION_REVIEW = "completion_review"
    UPKEEP = "upkeep"
    UPKEEP_LATE = "upkeep_late"
    RENEWAL = "renewal"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


STATE_NAMES: Mapping[State, str] = {
    State.DRAFT: N_("being written"),
    State.SUBMITTED: N_("received by the town hall"),
    State.NEEDS_INFO: N_("the town hall has a question for you"),
    State.UNDER_REVIEW: N_("being studied"),
    State.ACCEPTED: N_("accepted"),
    State.REFUSED: N_("not accepted"),
    State.AWAITING_SIGNATURE: N_("waiting for signatures"),
    State.IN_PROGRESS: N_("under way"),
    State.ON_HOLD: N_("on hold"),
    State.COMPLETION_REVIEW: N_("finished, being checked"),
    State.UPKEEP: N_("alive and looked after"),
    State.UPKEEP_LATE: N_("upkeep is late"),
    State.RENEWAL: N_("to be renewed"),
    State.CLOSED: N_("ended"),
    State.WITHDRAWN: N_("withdrawn"),
}


class Side(StrEnum):
    """Whose promise a commitment is."""

    BEARER = "bearer"
    TOWN = "town"


@dataclass(frozen=True, slots=True)
class Commitment:
    """One promise: who brings what, how much of it, worth how much.

    `quantity` is in `unit` ("hours", "days", "kg"… or ""), `value_cents` None when unknown,
    `frequency` only for upkeep; `due` is the day it is promised for, `owner` who at the town hall
    sees to it, `done_on` when it was kept, `month` ("2026-05") the one the bearer wishes for;
    `cannot` is why the town cannot keep it, `answered_at` when later or cannot was last said.
    """

    side: Side
    kind: str
    what: str
    quantity: float | None = None
    unit: str = ""
    value_cents: int | None = None
    frequency: str = ""
    due: date | None = None
    owner: str = ""
    done_on: date | None = None
    month: str = ""
    cannot: str = ""
    answered_at: datetime | None = None
    ended_on: date | None = None


class Channel(StrEnum):
    """How a dossier reached the town hall."""

    TELEGRAM = "telegram"
    DESK = "desk"
    PHONE = "phone"
    PAPER = "paper"


NOBODY = 0
"""No one's user id: of a referent who left, or of a person without an account."""


@dataclass(frozen=True, slots=True)
class WorkStep:
    """One step of the work, with the month ("2026-05") it is wished for, "" when unknown."""

    what: str
    month: str = ""


@dataclass(frozen=True, slots=True)
class CostLine:
    """One thing to be bought: `paid_by` is bearer, town, third, or "" when that is open.

    `quotes` are files as a media answer keeps them.
    """

    label: str
    cents: int
    paid_by: str = ""
    quotes: tuple[Mapping[str, Any], ...] = ()


class Verdict(StrEnum):
    """What staff can decide about a dossier."""

    ACCEPT = "accept"
    CONDITIONS = "accept_with_conditions"
    REFUSE = "refuse"
    HAND_OVER = "hand_over"

    @property
    def is_yes(self) -> bool:
        """Whether the project goes on with the town."""
        return self in (Verdict.ACCEPT, Verdict.CONDITIONS)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A decision that one person has put forward and another has still to confirm.

    `conditions` belong to an acceptance that has some, `structure` is who takes a project handed
    over. `settled` is set when it is confirmed, until the bearer is told.
    """

    verdict: Verdict
    by: int
    by_name: str
    at: datetime
    reason: str = ""
    alternative: str = ""
    conditions: str = ""
    structure: str = ""
    votes: tuple[Vote, ...] = ()
    settled: Settled | None = None

    @property
    def in_favour(self) -> int:
        """How many elected members voted for it."""
        return sum(vote.yes for vote in self.votes)

    @property
    def opposed(self) -> int:
        """How many elected members voted against it."""
        return len(self.votes) - self.in_favour


@dataclass(frozen=True, slots=True)
class Question:
    """Something that staff asked the bearer; `word` is the message that asks it.

    It is open until `closed_at`: `answered` by the bearer, or no longer needed.
    """

    word: int
    text: str
    by: int
    by_name: str
    asked_at: datetime
    closed_at: datetime | None = None
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Project:
    """An idea and all that became of it.

    `bearer` is the messenger's user id of the referent, who speaks for the project; `number`
    ("2026-014") is given at submission; instants are UTC; `dossier` holds the answers by field.
    `active_on` is the last local day on which the bearer wrote something in the draft; `ack_text`
    is the receipt as sent.

    `members` carry it with the referent, `standins` look after it when they are away: user ids,
    equal to the joined rows of the table `members`. `handing_to` is a member who is asked to be
    the referent, `missing_since` since when there is none to be reached.

    A dossier that staff filed for someone without an account has a `channel` of its own and
    `filed_by`; its `bearer` is NOBODY until the account is linked, and what is said to it goes to
    whoever filed it, with the person's name and contact. `similar` are the numbers of the ideas
    like it when it was filed, `looked_at` the ids of those that its bearer was shown.

    `offered` is the version that is out for signature, `convention` the one in force; `signatures`
    keeps those of all versions, `versions` counts them. `amendment` is what staff draft of the next
    amendment. `outcome` says how a closed project ended
    (not_signed, not_done, bearer_ended, town_ended, term_ended, handed_over, merged); `report` is
    the bearer's word at the end of the work. `closed_at` is when it was closed or withdrawn.
    `bearer` is NOBODY once they are forgotten.

    `promised_at` is when the promises were last sent, `promise_changes` how often they were sent
    again, `promising_on` the last local day the bearer wrote in their draft, None without one.
    `commitments` are the promises of both sides; `risk_flags` are what the answers tell staff to
    look at (`promises.RISK_FLAGS`).

    `requests` is what they ask of the town, `town_offer` what the town promises in return, before
    the convention; `structure` is who took a project handed over, or the number of the idea it
    was merged with. `casework` is the team's own.
    """

    id: int
    bearer: int
    state: State
    created_at: datetime
    language: str
    number: str = ""
    dossier: Mapping[str, Any] = field(default_factory=dict)
    commitments: tuple[Commitment, ...] = ()
    requests: tuple[Commitment, ...] = ()
    work_steps: tuple[WorkStep, ...] = ()
    cost_lines: tuple[CostLine, ...] = ()
    upkeep_plan: tuple[Task, ...] = ()
    risk_flags: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    promised_at: datetime | None = None
    promise_changes: int = 0
    promising_on: date | None = None
    active_on: date | None = None
    submitted_at: datetime | None = None
    reply_on: date | None = None
    silence_on: date | None = None
    ack_text: str = ""
    assigned_to: int | None = None
    assigned_name: str = ""
    proposal: Proposal | None = None
    decided_at: datetime | None = None
    reason: str = ""
    alternative: str = ""
    appeal_on: date | None = None
    members: tuple[int, ...] = ()
    legal: Legal = field(default_factory=Legal)
    offered: Convention | None = None
    convention: Convention | None = None
    signatures: tuple[Signature, ...] = ()
    versions: int = 0
    amendment: tuple[Alteration, ...] = ()
    checkins: tuple[CheckIn, ...] = ()
    work_days: tuple[WorkDay, ...] = ()
    hold: Hold | None = None
    paused_days: int = 0
    report: Report | None = None
    completed_at: datetime | None = None
    tasks: tuple[Task, ...] = ()
    upkeep_by: str = "turns"
    upkeep_log: tuple[Entry, ...] = ()
    notes: tuple[Note, ...] = ()
    calls: tuple[Call, ...] = ()
    absences: tuple[Absence, ...] = ()
    droughts: tuple[Drought, ...] = ()
    wishes: tuple[tuple[int, Wish], ...] = ()
    notice: Notice | None = None
    outcome: str = ""
    closed_at: datetime | None = None
    conditions: str = ""
    structure: str = ""
    casework: Casework = field(default_factory=Casework)
    town_offer: tuple[Commitment, ...] = ()
    standins: tuple[int, ...] = ()
    handing_to: int = NOBODY
    missing_since: datetime | None = None
    channel: Channel = Channel.TELEGRAM
    filed_by: int = NOBODY
    filed_by_name: str = ""
    person_name: str = ""
    person_contact: str = ""
    similar: tuple[str, ...] = ()
    looked_at: tuple[int, ...] = ()

    @property
    def speaker(self) -> int:
        """Who acts for the bearer: the referent, or whoever filed it for someone not linked yet."""
        return self.bearer or self.filed_by

    @property
    def carriers(self) -> tuple[int, ...]:
        """The user ids of all who carry it: the referent first, then the members."""
        return tuple(one for one in dict.fromkeys((self.bearer, *self.members)) if one != NOBODY)

    @property
    def signers(self) -> tuple[int, ...]:
        """Who signs for the bearer's side; NOBODY is the person who has no account yet."""
        by_hand = (NOBODY,) if self.bearer == NOBODY and self.filed_by != NOBODY else ()
        return (*by_hand, *self.carriers)

    @property
    def everyone(self) -> frozenset[int]:
        """All who have a part in it, and so decide nothing about it for the town."""
        return frozenset({*self.carriers, *self.standins})

    @property
    def successors(self) -> tuple[int, ...]:
        """Who may take over when nobody speaks for it: the stand-ins first, then the members."""
        return () if self.missing_since is None else (*self.standins, *self.members)

    @property
    def people(self) -> int:
        """How many people carry it; a stand-in is not counted."""
        return len(self.signers)

    @property
    def signed(self) -> frozenset[int]:
        """Who has signed the version that is out for signature."""
        if self.offered is None:
            return frozenset()
        version, sha256 = self.offered.version, self.offered.sha256
        return frozenset(
            one.by
            for one in self.signatures
            if one.version == version and one.sha256 == sha256 and not one.for_town
        )

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """The questions that wait for the bearer, the oldest first."""
        return tuple(one for one in self.questions if one.closed_at is None)

    @property
    def title(self) -> str:
        """The name of the idea: its words, else its number; "" before it has either."""
        return words_of(self.dossier.get("title")) or self.number
