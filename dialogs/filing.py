"""Sending a dossier and taking it back: what its bearer does to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from dialogs.outcomes import (
    Applied,
    Lead,
    Outcome,
    Record,
    Refused,
    Row,
    TellBearer,
    TellStaff,
    UpdateCard,
)
from dialogs.project import Commitment, Project, State
from dialogs.rights import Actor, Rules, Why, bearer


@dataclass(frozen=True, slots=True)
class Submit:
    """The bearer sends the dossier."""

    number: str
    dossier: Mapping[str, Any]
    commitments: tuple[Commitment, ...]
    reply_on: date
    silence_on: date


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The bearer takes the dossier back."""

    reason: str = ""


def _submit(project: Project, action: Submit, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    del actor, rules
    if not action.commitments:
        return Refused(Why.NO_COMMITMENT)
    after = replace(
        project,
        state=State.SUBMITTED,
        number=action.number,
        dossier=action.dossier,
        commitments=action.commitments,
        submitted_at=now,
        reply_on=action.reply_on,
        silence_on=action.silence_on,
    )
    record = Record("submit", project.state, after.state)
    return Applied(after, (record,), (TellBearer("received"), UpdateCard()))


def _withdraw(
    project: Project, action: Withdraw, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del actor, rules
    after = replace(
        project, state=State.WITHDRAWN, proposal=None, reason=action.reason, closed_at=now
    )
    record = Record("withdraw", project.state, after.state, action.reason)
    if project.state is State.DRAFT:
        return Applied(after, (record,))
    return Applied(
        after, (record,), (TellBearer("withdrawn"), TellStaff("withdrawn"), UpdateCard())
    )


UNSIGNED = frozenset(
    {
        State.DRAFT,
        State.SUBMITTED,
        State.NEEDS_INFO,
        State.UNDER_REVIEW,
        State.ACCEPTED,
        State.AWAITING_SIGNATURE,
    }
)
"""The states before a signature: the bearer can take the dossier back."""

ROWS = {
    Submit: Row(frozenset({State.DRAFT}), bearer, _submit, (Lead("submit", State.SUBMITTED),)),
    Withdraw: Row(UNSIGNED, bearer, _withdraw, (Lead("withdraw", State.WITHDRAWN),)),
}
