"""Taking a dossier in charge and deciding it: by two people, by a vote, or by one.

What follows a confirmation stands in `settling`. The clock notes what the law says of a town hall
that stays silent; it never decides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from dialogs.casework import Vote
from dialogs.outcomes import Applied, Lead, Outcome, Record, Refused, Row, TellBearer, UpdateCard
from dialogs.project import Project, Proposal, State, Verdict
from dialogs.promises import lacking
from dialogs.rights import REASON_LENGTH, Actor, Role, Rules, Why, clerk, clock, decider, voter
from dialogs.settling import SETTLED, settle

STRUCTURE_LENGTH = 3
"""The least characters of the name of a structure."""


@dataclass(frozen=True, slots=True)
class Take:
    """A staff member takes charge of the dossier."""


@dataclass(frozen=True, slots=True)
class Propose:
    """A staff member puts a decision forward; with one decider it is the decision.

    `appeal_on` is the last day to appeal against a refusal told today; `expected_on` the month in
    which a place is expected to be free, None when there is one. Both also stand on what confirms.
    """

    verdict: Verdict
    reason: str = ""
    alternative: str = ""
    appeal_on: date | None = None
    conditions: str = ""
    structure: str = ""
    expected_on: date | None = None


@dataclass(frozen=True, slots=True)
class Confirm:
    """A second staff member agrees with the decision put forward."""

    appeal_on: date | None = None
    expected_on: date | None = None


@dataclass(frozen=True, slots=True)
class CastVote:
    """An elected member votes on the decision put forward; a later vote replaces an earlier."""

    yes: bool
    appeal_on: date | None = None
    expected_on: date | None = None


@dataclass(frozen=True, slots=True)
class Object:
    """A staff member does not agree; the dossier stays where it was."""


@dataclass(frozen=True, slots=True)
class Reopen:
    """A refused dossier is studied again, after an appeal; `silence_on` is the new legal date."""

    silence_on: date


@dataclass(frozen=True, slots=True)
class PassSilence:
    """The day has come on which the law decides for a town hall that did not answer."""


def _take(project: Project, action: Take, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    del action, rules
    if project.assigned_to is not None:
        return Refused(Why.TAKEN)
    after = take_charge(project, actor, now)
    record = Record("take", project.state, after.state)
    return Applied(after, (record,), (TellBearer("taken"), UpdateCard()))


def take_charge(project: Project, actor: Actor, now: datetime) -> Project:
    """The project in the hands of a staff member."""
    return replace(
        project,
        state=State.UNDER_REVIEW,
        assigned_to=actor.user_id,
        assigned_name=actor.name,
        casework=replace(project.casework, assigned_at=now),
    )


def _propose(
    project: Project, action: Propose, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    why = _why_not(project, action)
    if why is not None:
        return Refused(why)
    records: tuple[Record, ...] = ()
    taken = project
    if action.verdict.is_yes and project.assigned_to is None:
        taken = take_charge(project, actor, now)  # an acceptance needs someone in charge
        records = (Record("take", project.state, taken.state),)
    votes: tuple[Vote, ...] = ()
    if rules.quorum and Role.ELECTED in actor.roles:
        votes = (Vote(actor.user_id, actor.name, yes=True, at=now),)
    proposal = Proposal(
        action.verdict,
        actor.user_id,
        actor.name,
        now,
        action.reason,
        action.alternative,
        action.conditions,
        action.structure,
        votes,
    )
    after = replace(taken, proposal=proposal)
    alone = not rules.two_people_decide and not rules.quorum
    if alone or 0 < rules.quorum <= len(votes):
        return settle(after, actor, now, rules, action.appeal_on, action.expected_on, records)
    text = action.reason or action.conditions
    record = Record(f"propose_{action.verdict}", taken.state, after.state, text)
    return Applied(after, (*records, record), (UpdateCard(),))


def _why_not(project: Project, action: Propose) -> Why | None:
    """What is missing from a decision, None when it can be put forward."""
    if project.proposal is not None:
        return Why.ALREADY_PROPOSED
    match action.verdict:
        case Verdict.ACCEPT if project.casework.failed_checks:
            return Why.CHECK_FAILED
        case Verdict.ACCEPT | Verdict.CONDITIONS if lacks := _unpromised(project):
            return lacks
        case Verdict.CONDITIONS if len(action.conditions.strip()) < REASON_LENGTH:
            return Why.NO_CONDITIONS
        case Verdict.HAND_OVER if len(action.structure.strip()) < STRUCTURE_LENGTH:
            return Why.NO_STRUCTURE
        case Verdict.REFUSE | Verdict.HAND_OVER if len(action.reason.strip()) < REASON_LENGTH:
            return Why.NO_REASON
        case _:
            return None


def _unpromised(project: Project) -> Why | None:
    """What of the promises lacks before a yes, None when they are complete."""
    if project.promised_at is None:
        return Why.NO_PROMISES
    return next(iter(lacking(project.dossier)), None)


def _confirm(
    project: Project, action: Confirm, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    why = _not_open(project)
    if why is not None or project.proposal is None:
        return Refused(why or Why.NOTHING_PROPOSED)
    if rules.quorum:
        return Refused(Why.VOTE_INSTEAD)
    if project.proposal.by == actor.user_id:
        return Refused(Why.SAME_PERSON)
    if project.proposal.verdict.is_yes and (lacks := _unpromised(project)):
        return Refused(lacks)
    return settle(project, actor, now, rules, action.appeal_on, action.expected_on, ())


def _not_open(project: Project) -> Why | None:
    """Why nothing can be said for or against a decision now."""
    if project.proposal is None:
        return Why.NOTHING_PROPOSED
    return Why.SETTLED if project.proposal.settled else None


def _vote(project: Project, action: CastVote, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    if not rules.quorum:
        return Refused(Why.NO_VOTE)
    why = _not_open(project)
    if why is not None or project.proposal is None:
        return Refused(why or Why.NOTHING_PROPOSED)
    others = tuple(vote for vote in project.proposal.votes if vote.by != actor.user_id)
    mine = Vote(actor.user_id, actor.name, action.yes, now)
    proposal = replace(project.proposal, votes=(*others, mine))
    after = replace(project, proposal=proposal)
    record = Record("vote_yes" if action.yes else "vote_no", project.state, after.state)
    if proposal.in_favour >= rules.quorum:
        return settle(after, actor, now, rules, action.appeal_on, action.expected_on, (record,))
    if proposal.opposed >= rules.quorum:
        fallen = replace(project, proposal=None)
        down = Record("voted_down", project.state, fallen.state)
        return Applied(fallen, (record, down), (UpdateCard(),))
    return Applied(after, (record,), (UpdateCard(),))


def _object(project: Project, action: Object, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    del action, now
    why = _not_open(project)
    if why is not None or project.proposal is None:
        return Refused(why or Why.NOTHING_PROPOSED)
    if rules.quorum and project.proposal.by != actor.user_id:
        return Refused(Why.VOTE_INSTEAD)
    after = replace(project, proposal=None)
    record = Record("object", project.state, after.state)
    return Applied(after, (record,), (UpdateCard(),))


def _reopen(project: Project, action: Reopen, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    del actor, rules
    after = replace(
        project,
        state=State.UNDER_REVIEW,
        decided_at=None,
        appeal_on=None,
        silence_on=action.silence_on,
        casework=replace(project.casework, reopened_at=now),
    )
    record = Record("reopen", project.state, after.state)
    return Applied(after, (record,), (TellBearer("reopened"), UpdateCard()))


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
_TAKEN = (
    Lead("take", State.UNDER_REVIEW, frozenset({State.SUBMITTED})),
    Lead("take", only_from=_REVIEWED),
)
_PROPOSED = (
    Lead("propose_accept", only_from=_REVIEWED),
    Lead("propose_accept_with_conditions", only_from=_REVIEWED),
    Lead("propose_refuse"),
    Lead("propose_hand_over"),
)
_VOTED = (Lead("vote_yes"), Lead("vote_no"), Lead("voted_down"))

ROWS = {
    Take: Row(_DECIDABLE, clerk, _take, _TAKEN),
    Propose: Row(_DECIDABLE, decider, _propose, (*_TAKEN, *_PROPOSED, *SETTLED)),
    Confirm: Row(_DECIDABLE, decider, _confirm, SETTLED),
    CastVote: Row(_DECIDABLE, voter, _vote, (*_VOTED, *SETTLED)),
    Object: Row(_DECIDABLE, decider, _object, (Lead("object"),)),
    Reopen: Row(
        frozenset({State.REFUSED}), decider, _reopen, (Lead("reopen", State.UNDER_REVIEW),)
    ),
    PassSilence: Row(_UNANSWERED, clock, _pass_silence, (Lead("implicit_refusal"),)),
}
