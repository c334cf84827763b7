"""From a decision confirmed to the bearer's being told: a moment in which it can be undone.

The moment is counted by the clock, but it is whoever settled the decision who lets it take effect.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from dialogs.casework import Settled
from dialogs.outcomes import Applied, Lead, Outcome, Record, Refused, Row, TellBearer, UpdateCard
from dialogs.project import Project, Proposal, State, Verdict
from dialogs.rights import Actor, Rules, Why, decider, settler


@dataclass(frozen=True, slots=True)
class Undo:
    """A confirmed decision is taken back before the bearer was told."""


@dataclass(frozen=True, slots=True)
class Enact:
    """The moment to undo is over: the decision takes effect and the bearer is told."""

    appeal_on: date | None = None
    expected_on: date | None = None


def settle(
    project: Project,
    actor: Actor,
    now: datetime,
    rules: Rules,
    appeal_on: date | None,
    expected_on: date | None,
    records: tuple[Record, ...],
) -> Outcome:
    """Confirm: the decision takes effect now, or after the moment in which it can be undone."""
    if not rules.undo_seconds:
        return _decide(project, now, appeal_on, expected_on, records)
    assert project.proposal is not None  # noqa: S101 - only what is proposed is settled
    due = now + timedelta(seconds=rules.undo_seconds)
    settled = Settled(actor.user_id, actor.name, now, due)
    after = replace(project, proposal=replace(project.proposal, settled=settled))
    record = Record(f"settle_{project.proposal.verdict}", project.state, after.state)
    return Applied(after, (*records, record), (UpdateCard(),))


_ENDS = {
    Verdict.ACCEPT: (State.ACCEPTED, "accepted", ""),
    Verdict.CONDITIONS: (State.ACCEPTED, "accepted", ""),
    Verdict.REFUSE: (State.REFUSED, "refused", ""),
    Verdict.HAND_OVER: (State.CLOSED, "handed_over", "handed_over"),
}
"""By verdict: the state it leads to, what the bearer is told, the outcome."""


def _decide(
    project: Project,
    now: datetime,
    appeal_on: date | None,
    expected_on: date | None,
    records: tuple[Record, ...],
) -> Outcome:
    assert project.proposal is not None  # noqa: S101 - only what is proposed is decided
    after, told = _after(project, project.proposal, now, appeal_on, expected_on)
    text = after.reason or after.conditions
    record = Record(project.proposal.verdict, project.state, after.state, text)
    return Applied(after, (*records, record), (TellBearer(told), UpdateCard()))


def foreseen(project: Project, appeal_on: date | None) -> tuple[Project, str]:
    """The project as the decision put forward would leave it, and what its bearer would be told."""
    assert project.proposal is not None  # noqa: S101 - there is nothing to foresee otherwise
    proposal = project.proposal
    return _after(project, proposal, proposal.at, appeal_on, project.casework.expected_on)


def _after(
    project: Project,
    proposal: Proposal,
    now: datetime,
    appeal_on: date | None,
    expected_on: date | None,
) -> tuple[Project, str]:
    state, told, outcome = _ENDS[proposal.verdict]
    waits = proposal.verdict.is_yes and expected_on is not None
    casework = replace(
        project.casework,
        answered_at=now,
        queued_at=now if waits else None,
        expected_on=expected_on if waits else None,
    )
    after = replace(
        project,
        state=state,
        proposal=None,
        decided_at=now,
        reason=proposal.reason,
        alternative=proposal.alternative,
        conditions=proposal.conditions,
        structure=proposal.structure,
        outcome=outcome,
        closed_at=now if state is State.CLOSED else None,
        appeal_on=None if proposal.verdict.is_yes else appeal_on,
        casework=casework,
    )
    return after, told


def _undo(project: Project, action: Undo, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    """Take a confirmation back; what was put forward waits again, unless one person decides."""
    del action, actor, rules
    proposal = project.proposal
    if proposal is None or proposal.settled is None:
        return Refused(Why.NOTHING_TO_UNDO)
    if now >= proposal.settled.due_at:
        return Refused(Why.TOO_LATE)
    settler_id = proposal.settled.by
    votes = tuple(vote for vote in proposal.votes if vote.by != settler_id)
    again: Proposal | None = replace(proposal, settled=None, votes=votes)
    if proposal.by == settler_id:
        again = None
    after = replace(project, proposal=again)
    record = Record("undo", project.state, after.state)
    return Applied(after, (record,), (UpdateCard(),))


def _enact(project: Project, action: Enact, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    del actor, rules
    settled = project.proposal.settled if project.proposal else None
    if settled is None:
        return Refused(Why.NOTHING_PROPOSED)
    if now < settled.due_at:
        return Refused(Why.TOO_EARLY)
    return _decide(project, now, action.appeal_on, action.expected_on, ())


_OPEN = frozenset({State.SUBMITTED, State.NEEDS_INFO, State.UNDER_REVIEW})
_YES_FROM = frozenset({State.NEEDS_INFO, State.UNDER_REVIEW})

_DECIDED = (
    Lead("accept", State.ACCEPTED, _YES_FROM),
    Lead("accept_with_conditions", State.ACCEPTED, _YES_FROM),
    Lead("refuse", State.REFUSED),
    Lead("hand_over", State.CLOSED),
)

SETTLED = (
    Lead("settle_accept", only_from=_YES_FROM - {State.NEEDS_INFO}),
    Lead("settle_accept_with_conditions", only_from=_YES_FROM - {State.NEEDS_INFO}),
    Lead("settle_refuse"),
    Lead("settle_hand_over"),
    *(replace(lead, only_from=lead.only_from - {State.NEEDS_INFO}) for lead in _DECIDED),
)
"""Where a confirmation leads: at once, or to the moment in which it can be undone."""

ROWS = {
    Undo: Row(_OPEN, decider, _undo, (Lead("undo"),)),
    Enact: Row(_OPEN, settler, _enact, _DECIDED),
}
