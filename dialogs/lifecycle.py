"""The life of a project: one table of what may happen, by whom, and what follows.

Rule: everything that changes a project's state stands in this file. `apply` returns the changed
project with the effects for the shell to carry out, or a named refusal; it never raises.
The clock never refuses and never ends a project.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeAlias

from dialogs.project import Commitment, Project, Proposal, State, Verdict
from dialogs.wording import N_

REASON_LENGTH = 20
"""The least characters of a reason for a refusal."""


class Role(StrEnum):
    """What a person may be in the town's team, besides being in the group."""

    MEMBER = "member"
    SERVICE = "service"
    ELECTED = "elected"
    SIGNATORY = "signatory"
    ADMIN = "admin"


STAFF = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person with their roles in the team, or the clock."""

    user_id: int
    name: str = ""
    roles: frozenset[Role] = frozenset()

    @property
    def key(self) -> str:
        """The actor as the journal writes it."""
        return f"user:{self.user_id}" if self.user_id else "clock"


CLOCK = Actor(0)


@dataclass(frozen=True, slots=True)
class Rules:
    """The settings that the table depends on."""

    two_people_decide: bool = True
    deciders: frozenset[Role] = frozenset({Role.ELECTED, Role.SIGNATORY, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Submit:
    """The bearer sends the dossier."""

    number: str
    dossier: Mapping[str, Any]
    commitments: tuple[Commitment, ...]
    reply_on: date
    silence_on: date


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
class Withdraw:
    """The bearer takes the dossier back."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class PassSilence:
    """The day has come on which the law decides for a town hall that did not answer."""


Action: TypeAlias = Submit | Take | Propose | Confirm | Object | Withdraw | PassSilence


class Why(StrEnum):
    """Why an action was refused; the value is what the person is told."""

    NOT_STAFF = N_("Only the town's team can do this. Ask an administrator for a role.")
    NOT_DECIDER = N_("Your role cannot decide. Someone who may decide has to do it.")
    OWN_PROJECT = N_("You carry this project yourself: someone else has to decide.")
    SAME_PERSON = N_("You proposed this decision: a second person has to confirm it.")
    NOT_BEARER = N_("Only the person who proposed this idea can do this.")
    NOT_NOW = N_("This is no longer possible: the dossier has moved on.")
    ALREADY_PROPOSED = N_("A decision is already waiting for a second person.")
    NOTHING_PROPOSED = N_("No decision is waiting.")
    NO_REASON = N_("A refusal needs a reason of 20 characters or more.")
    NO_COMMITMENT = N_("The dossier has no promise yet.")


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
_Act: TypeAlias = Callable[[Project, Any, Actor, datetime, Rules], Outcome]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: in which states, by whom, and what it does."""

    states: frozenset[State]
    who: Callable[[Project, Actor, Rules], Why | None]
    act: _Act


def apply(project: Project, action: Action, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    """Let `actor` do `action` to `project` at `now`."""
    row = TABLE[type(action)]
    why = row.who(project, actor, rules)
    if why is not None:
        return Refused(why)
    if project.state not in row.states:
        return Refused(Why.NOT_NOW)
    return row.act(project, action, actor, now, rules)


def _bearer(project: Project, actor: Actor, rules: Rules) -> Why | None:
    del rules
    return None if actor.user_id == project.bearer else Why.NOT_BEARER


def _staff(project: Project, actor: Actor, rules: Rules) -> Why | None:
    del project, rules
    return None if actor.roles & STAFF else Why.NOT_STAFF


def _decider(project: Project, actor: Actor, rules: Rules) -> Why | None:
    if not actor.roles & STAFF:
        return Why.NOT_STAFF
    if not actor.roles & rules.deciders:
        return Why.NOT_DECIDER
    return Why.OWN_PROJECT if actor.user_id == project.bearer else None


def _clock(project: Project, actor: Actor, rules: Rules) -> Why | None:
    del project, rules
    return None if actor == CLOCK else Why.NOT_STAFF


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


def _withdraw(
    project: Project, action: Withdraw, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del actor, now, rules
    after = replace(project, state=State.WITHDRAWN, proposal=None, reason=action.reason)
    record = Record("withdraw", project.state, after.state, action.reason)
    effects = () if project.state is State.DRAFT else (TellBearer("withdrawn"), UpdateCard())
    return Applied(after, (record,), effects)


def _pass_silence(
    project: Project, action: PassSilence, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    """Note what the law says of the silence; the dossier stays open for a late answer."""
    del action, actor, now, rules
    record = Record("implicit_refusal", project.state, project.state)
    return Applied(project, (record,), (TellBearer("silence"), UpdateCard()))


_DECIDABLE = frozenset({State.SUBMITTED, State.UNDER_REVIEW})
_UNANSWERED = frozenset({State.SUBMITTED, State.NEEDS_INFO, State.UNDER_REVIEW})
_UNSIGNED = frozenset({State.DRAFT, *_UNANSWERED, State.ACCEPTED, State.AWAITING_SIGNATURE})

TABLE: Mapping[type[Action], Row] = {
    Submit: Row(frozenset({State.DRAFT}), _bearer, _submit),
    Take: Row(frozenset({State.SUBMITTED}), _staff, _take),
    Propose: Row(_DECIDABLE, _decider, _propose),
    Confirm: Row(_DECIDABLE, _decider, _confirm),
    Object: Row(_DECIDABLE, _decider, _object),
    Withdraw: Row(_UNSIGNED, _bearer, _withdraw),
    PassSilence: Row(_UNANSWERED, _clock, _pass_silence),
}
