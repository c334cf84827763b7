"""What comes of an action: the project after it with the effects, or why it was refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from dialogs.membership import BearerRole, Standing
from dialogs.project import Project, State
from dialogs.rights import Actor, Rules, Why


@dataclass(frozen=True, slots=True)
class Record:
    """A line for the journal: what was done, from which state to which, and why."""

    action: str
    before: State
    after: State
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TellBearer:
    """Tell the bearer: `what` names the message (received, taken, accepted, refused, silence)."""

    what: str


@dataclass(frozen=True, slots=True)
class TellCarriers:
    """Tell everyone who carries the project, or with `but` all others than this person."""

    what: str
    but: int | None = None


@dataclass(frozen=True, slots=True)
class TellStaff:
    """Tell the staff group, under the project's card."""

    what: str


@dataclass(frozen=True, slots=True)
class TellColleague:
    """Tell one member of the team: `what` names the message (assigned, opinion…)."""

    user_id: int
    what: str


@dataclass(frozen=True, slots=True)
class Seat:
    """Keep a person's row among those who carry the project as it is from now on."""

    user_id: int
    role: BearerRole
    standing: Standing


@dataclass(frozen=True, slots=True)
class UpdateCard:
    """Bring the card in the staff group up to date, making it if there is none."""


Effect: TypeAlias = TellBearer | TellCarriers | TellStaff | TellColleague | Seat | UpdateCard


@dataclass(frozen=True, slots=True)
class Applied:
    """The action was lawful: the project after it, the journal's lines, what else to do."""

    project: Project
    records: tuple[Record, ...]
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """The action was not lawful; nothing changed."""

    why: Why


Outcome: TypeAlias = Applied | Refused
Act: TypeAlias = Callable[[Project, Any, Actor, datetime, Rules], Outcome]


@dataclass(frozen=True, slots=True)
class Lead:
    """Where an action leads: the journal's word for it, and the state after it (None: the same).

    `only_from` narrows the states in which it can happen; empty means those of its row.
    """

    word: str
    to: State | None = None
    only_from: frozenset[State] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: in which states, by whom, what it does, and where that can lead."""

    states: frozenset[State]
    who: Callable[[Project, Actor, Rules], Why | None]
    act: Act
    leads: tuple[Lead, ...]
