"""What comes of an action: the project after it with the effects, or why it was refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

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
class UpdateCard:
    """Bring the card in the staff group up to date, making it if there is none."""


@dataclass(frozen=True, slots=True)
class Applied:
    """The action was lawful: the project after it, the journal's lines, what else to do."""

    project: Project
    records: tuple[Record, ...]
    effects: tuple[TellBearer | UpdateCard, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """The action was not lawful; nothing changed."""

    why: Why


Outcome: TypeAlias = Applied | Refused
Act: TypeAlias = Callable[[Project, Any, Actor, datetime, Rules], Outcome]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: in which states, by whom, and what it does."""

    states: frozenset[State]
    who: Callable[[Project, Actor, Rules], Why | None]
    act: Act
