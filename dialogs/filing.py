"""Sending a dossier, its promises, and taking it back: what its bearer does to it."""

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
from dialogs.project import Project, Side, State
from dialogs.promises import CONTACT, lacking, promises_from
from dialogs.rights import Actor, Rules, Why, bearer


@dataclass(frozen=True, slots=True)
class Submit:
    """The bearer sends the idea, part A of the dossier."""

    number: str
    dossier: Mapping[str, Any]
    reply_on: date
    silence_on: date


@dataclass(frozen=True, slots=True)
class Promise:
    """The bearer sends the promises, or sends them again; `dossier` holds both parts."""

    dossier: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The bearer takes the dossier back."""

    reason: str = ""


def _submit(project: Project, action: Submit, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    del actor, rules
    after = replace(
        project,
        state=State.SUBMITTED,
        number=action.number,
        dossier=action.dossier,
        submitted_at=now,
        reply_on=action.reply_on,
        silence_on=action.silence_on,
    )
    record = Record("submit", project.state, after.state)
    return Applied(after, (record,), (TellBearer("received"), UpdateCard()))


def _promise(
    project: Project, action: Promise, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    """Keep the promises. A decision put forward looked at others, so it has to be made anew.

    What the town has promised in an offer that the bearer took stays promised.
    """
    del actor, rules
    if project.proposal is not None and project.proposal.settled is not None:
        return Refused(Why.SETTLED)
    if lacks := lacking(action.dossier):
        return Refused(lacks[0])
    found = promises_from(action.dossier)
    towns = tuple(one for one in project.commitments if one.side is Side.TOWN)
    bearers = tuple(one for one in found.commitments if one.side is Side.BEARER)
    again = project.promised_at is not None
    after = replace(
        project,
        dossier=action.dossier,
        commitments=(*bearers, *(towns or (CONTACT,))),
        requests=found.requests,
        work_steps=found.work_steps,
        cost_lines=found.cost_lines,
        upkeep_plan=found.upkeep_plan,
        risk_flags=found.risk_flags,
        promised_at=now,
        promise_changes=project.promise_changes + again,
        promising_on=None,
        proposal=None,
    )
    word = "promise_again" if again else "promise"
    record = Record(word, project.state, after.state)
    return Applied(after, (record,), (TellBearer("promised"), UpdateCard()))


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


UNDECIDED = frozenset({State.SUBMITTED, State.NEEDS_INFO, State.UNDER_REVIEW})
"""The states in which the promises may be written, sent, and sent again."""

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
    Promise: Row(UNDECIDED, bearer, _promise, (Lead("promise"), Lead("promise_again"))),
    Withdraw: Row(UNSIGNED, bearer, _withdraw, (Lead("withdraw", State.WITHDRAWN),)),
}
