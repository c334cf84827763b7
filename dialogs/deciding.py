"""Taking a dossier in charge and deciding it, by two people where the town says so.

The clock notes what the law says of a town hall that stays silent; it never decides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from dialogs.outcomes import Applied, Lead, Outcome, Record, Refused, Row, TellBearer, UpdateCard
from dialogs.project import Project, Proposal, State, Verdict
from dialogs.rights import REASON_LENGTH, Actor, Rules, Why, clock, decider, staff


@dataclass(frozen=True, slots=True)
class Take:
    """A staff member takes charge of the dossier."""


@dataclass(frozen=True, slots=True)
class Propose:
    """A staff member puts a decision forward; with one decider it is the decision."""

    verdict: Verdict
    reason: str = ""
    alternative: str = ""
    appeal_on: date | None = None


@dataclass(frozen=True, slots=True)
class Confirm:
    """A second staff member agrees with the decision put forward."""

    appeal_on: date | None = None


@dataclass(frozen=True, slots=True)
class Object:
    """A staff member does not agree; the dossier stays where it was."""


@dataclass(frozen=True, slots=True)
class PassSilence:
    """The day has come on which the law decides for a town hall that did not answer."""


def _take(project: Project, action: Take, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    del action, now, rules
    after = _in_charge(project, actor)
    record = Record("take", project.state, after.state)
    return Applied(after, (record,), (TellBearer("taken"), UpdateCard()))


def _in_charge(project: Project, actor: Actor) -> Project:
    return replace(
        project,
        state=State.UNDER_REVIEW,
        assigned_to=actor.user_id,
        assigned_name=actor.name,
    )


def _propose(
    project: Project, action: Propose, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    if project.proposal is not None:
        return Refused(Why.ALREADY_PROPOSED)
    if action.verdict is Verdict.REFUSE and len(action.reason.strip()) < REASON_LENGTH:
        return Refused(Why.NO_REASON)
    records: tuple[Record, ...] = ()
    taken = project
    if action.verdict is Verdict.ACCEPT and project.state is State.SUBMITTED:
        taken = _in_charge(project, actor)  # an acceptance needs someone in charge
        records = (Record("take", project.state, taken.state),)
    proposal = Proposal(
        action.verdict, actor.user_id, actor.name, now, action.reason, action.alternative
    )
    if not rules.two_people_decide:
        return _decide(taken, proposal, action.appeal_on, now, records)
    after = replace(taken, proposal=proposal)
    name = f"propose_{action.verdict}"
    records = (*records, Record(name, taken.state, after.state, action.reason))
    return Applied(after, records, (UpdateCard(),))


def _confirm(
    project: Project, action: Confirm, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del rules
    if project.proposal is None:
        return Refused(Why.NOTHING_PROPOSED)
    if project.proposal.by == actor.user_id:
        return Refused(Why.SAME_PERSON)
    return _decide(project, project.proposal, action.appeal_on, now, ())


def _decide(
    project: Project,
    proposal: Proposal,
    appeal_on: date | None,
    now: datetime,
    records: tuple[Record, ...],
) -> Outcome:
    accepted = proposal.verdict is Verdict.ACCEPT
    after = replace(
        project,
        state=State.ACCEPTED if accepted else State.REFUSED,
        proposal=None,
        decided_at=now,
        reason=proposal.reason,
        alternative=proposal.alternative,
        appeal_on=None if accepted else appeal_on,
    )
    record = Record(proposal.verdict, project.state, after.state, proposal.reason)
    told = TellBearer("accepted" if accepted else "refused")
    return Applied(after, (*records, record), (told, UpdateCard()))


def _object(project: Project, action: Object, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    del action, actor, now, rules
    if project.proposal is None:
        return Refused(Why.NOTHING_PROPOSED)
    after = replace(project, proposal=None)
    record = Record("object", project.state, after.state)
    return Applied(after, (record,), (UpdateCard(),))


def _pass_silence(
    project: Project, action: PassSilence, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    """Note what the law says of the silence; the dossier stays open for a late answer."""
    del action, actor, now, rules
    record = Record("implicit_refusal", project.state, project.state)
    return Applied(project, (record,), (TellBearer("silence"), UpdateCard()))


_DECIDABLE = frozenset({State.SUBMITTED, State.UNDER_REVIEW})
_UNANSWERED = frozenset({State.SUBMITTED, State.NEEDS_INFO, State.UNDER_REVIEW})

_REVIEWED = frozenset({State.UNDER_REVIEW})
_ACCEPTED = Lead("accept", State.ACCEPTED, _REVIEWED)
_REFUSED = Lead("refuse", State.REFUSED)
_TAKEN = Lead("take", State.UNDER_REVIEW, frozenset({State.SUBMITTED}))
_PROPOSED = (Lead("propose_accept", only_from=_REVIEWED), Lead("propose_refuse"))

ROWS = {
    Take: Row(frozenset({State.SUBMITTED}), staff, _take, (_TAKEN,)),
    Propose: Row(_DECIDABLE, decider, _propose, (_TAKEN, *_PROPOSED, _ACCEPTED, _REFUSED)),
    Confirm: Row(_DECIDABLE, decider, _confirm, (_ACCEPTED, _REFUSED)),
    Object: Row(_DECIDABLE, decider, _object, (Lead("object"),)),
    PassSilence: Row(_UNANSWERED, clock, _pass_silence, (Lead("implicit_refusal"),)),
}
