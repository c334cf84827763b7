"""What the team does with a dossier beside deciding it: who sees to it, who is asked, what next.

Nothing in here moves a project to another state, except that a dossier handed back has nobody in
charge, and that an idea merged with another one ends.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from dialogs.agreement import LegalBasis
from dialogs.casework import Casework, Offer, Opinion, Reply, View
from dialogs.outcomes import (
    Applied,
    Effect,
    Lead,
    Outcome,
    Record,
    Refused,
    Row,
    TellBearer,
    TellColleague,
    UpdateCard,
)
from dialogs.project import Commitment, Project, Side, State
from dialogs.review import CHECKS
from dialogs.rights import (
    CLOCK,
    STAFF,
    Actor,
    Role,
    Rules,
    Why,
    bearer,
    clerk,
    decider,
    in_charge,
)

MOST_MINUTES = 600
"""The most minutes that one tap may note."""


@dataclass(frozen=True, slots=True)
class Assign:
    """Put a colleague in charge."""

    to: int
    to_name: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class HandBack:
    """Nobody is in charge any more; the clock hands back what someone who left had."""


@dataclass(frozen=True, slots=True)
class AskOpinion:
    """Ask a colleague what they think."""

    of: int
    of_name: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class GiveOpinion:
    """Say what one thinks; it joins the dossier."""

    view: View
    text: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """Answer a question of the review; None takes the answer away."""

    name: str
    good: bool | None


@dataclass(frozen=True, slots=True)
class ChooseBasis:
    """Choose the legal basis of the convention to come."""

    basis: LegalBasis


@dataclass(frozen=True, slots=True)
class SendOffer:
    """Send the town's promises to the bearer."""

    promises: tuple[Commitment, ...]
    conditions: str = ""


@dataclass(frozen=True, slots=True)
class AnswerOffer:
    """The bearer accepts the offer, or says what should be discussed."""

    accepted: bool
    text: str = ""


@dataclass(frozen=True, slots=True)
class NoteMinutes:
    """Note the time spent on a dossier."""

    minutes: int


@dataclass(frozen=True, slots=True)
class NoteReference:
    """Note what the project would cost if the town did all of it, in cents."""

    cents: int


@dataclass(frozen=True, slots=True)
class KeepPromise:
    """A promise of the town is kept; `rank` is its place among the project's promises."""

    rank: int
    on: date


@dataclass(frozen=True, slots=True)
class Merge:
    """The same idea as an older one: this one ends, and both bearers are told."""

    into: int
    number: str


@dataclass(frozen=True, slots=True)
class GivePlace:
    """A place is free: a project that waited in the queue can begin."""


def _noted(project: Project, **changes: object) -> Project:
    casework: Casework = replace(project.casework, **changes)  # type: ignore[arg-type]
    return replace(project, casework=casework)


def _assign(project: Project, action: Assign, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    del rules
    if not action.roles & STAFF:
        return Refused(Why.NOT_A_COLLEAGUE)
    if action.to in project.carriers:
        return Refused(Why.CARRIES_IT)
    if action.to == project.assigned_to:
        return Refused(Why.TAKEN)
    after = replace(
        _noted(project, assigned_at=now),
        state=State.UNDER_REVIEW if project.state is State.SUBMITTED else project.state,
        assigned_to=action.to,
        assigned_name=action.to_name,
    )
    record = Record("assign", project.state, after.state, action.to_name)
    effects: list[Effect] = [UpdateCard()]
    if project.state is State.SUBMITTED:
        effects.insert(0, TellBearer("taken"))
    if action.to != actor.user_id:
        effects.append(TellColleague(action.to, "assigned"))
    return Applied(after, (record,), tuple(effects))


def _hand_back(
    project: Project, action: HandBack, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del action, actor, rules
    if project.assigned_to is None:
        return Refused(Why.NOT_NOW)
    after = replace(_noted(project, assigned_at=now), assigned_to=None, assigned_name="")
    record = Record("hand_back", project.state, after.state)
    return Applied(after, (record,), (UpdateCard(),))


def _may_hand_back(project: Project, actor: Actor, rules: Rules) -> Why | None:
    return None if actor == CLOCK else in_charge(project, actor, rules)


def _ask(
    project: Project, action: AskOpinion, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del rules
    if not action.roles & STAFF:
        return Refused(Why.NOT_A_COLLEAGUE)
    if action.of in project.carriers:
        return Refused(Why.CARRIES_IT)
    if any(one.of == action.of for one in project.casework.awaited):
        return Refused(Why.ALREADY_ASKED)
    asked = Opinion(action.of, action.of_name, actor.user_id, now)
    after = _noted(project, opinions=(*project.casework.opinions, asked))
    record = Record("ask_opinion", project.state, after.state, action.of_name)
    return Applied(after, (record,), (UpdateCard(), TellColleague(action.of, "opinion")))


def _give(
    project: Project, action: GiveOpinion, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del rules
    asked = project.casework.opinion_of(actor.user_id)
    if asked is None:
        return Refused(Why.NOT_ASKED_YOU)
    given = replace(asked, view=action.view, text=action.text, given_at=now)
    opinions = tuple(given if one is asked else one for one in project.casework.opinions)
    after = _noted(project, opinions=opinions)
    record = Record(f"opinion_{action.view}", project.state, after.state, action.text)
    effects: list[Effect] = [UpdateCard()]
    if project.assigned_to not in (None, actor.user_id):
        assert project.assigned_to is not None  # noqa: S101 - said above
        effects.append(TellColleague(project.assigned_to, "opinion_given"))
    return Applied(after, (record,), tuple(effects))


def _check(project: Project, action: Check, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    del actor, now, rules
    if action.name not in CHECKS:
        return Refused(Why.UNKNOWN_CHOICE)
    checks = {name: good for name, good in project.casework.checks.items() if name != action.name}
    if action.good is not None:
        checks[action.name] = action.good
    after = _noted(project, checks=checks)
    said = {True: "yes", False: "no", None: "open"}[action.good]
    record = Record("check", project.state, after.state, f"{action.name}: {said}")
    return Applied(after, (record,), (UpdateCard(),))


def _choose_basis(
    project: Project, action: ChooseBasis, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del actor, now, rules
    after = replace(project, legal=replace(project.legal, basis=action.basis))
    record = Record("legal_basis", project.state, after.state, action.basis)
    return Applied(after, (record,), (UpdateCard(),))


def _send_offer(
    project: Project, action: SendOffer, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del rules
    if not action.promises:
        return Refused(Why.EMPTY_OFFER)
    offer = Offer(actor.user_id, actor.name, now, action.conditions)
    after = replace(
        _noted(project, offer=offer, answered_at=now),
        town_offer=action.promises,
    )
    record = Record("offer", project.state, after.state, action.conditions)
    return Applied(after, (record,), (TellBearer("offer"), UpdateCard()))


def _answer_offer(
    project: Project, action: AnswerOffer, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del actor, rules
    offer = project.casework.offer
    if offer is None or offer.reply is not Reply.WAITING:
        return Refused(Why.NO_OFFER)
    reply = Reply.ACCEPTED if action.accepted else Reply.DISCUSSED
    answered = replace(offer, reply=reply, replied_at=now, reply_text=action.text)
    after = _noted(project, offer=answered)
    if action.accepted:
        bearers = tuple(one for one in project.commitments if one.side is Side.BEARER)
        after = replace(after, commitments=(*bearers, *project.town_offer))
    record = Record(f"offer_{reply}", project.state, after.state, action.text)
    return Applied(after, (record,), (UpdateCard(), TellColleague(offer.by, "offer_answered")))


def _note_minutes(
    project: Project, action: NoteMinutes, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del actor, now, rules
    if not 0 < action.minutes <= MOST_MINUTES:
        return Refused(Why.UNKNOWN_CHOICE)
    after = _noted(project, minutes=project.casework.minutes + action.minutes)
    record = Record("minutes", project.state, after.state, str(action.minutes))
    return Applied(after, (record,))


def _note_reference(
    project: Project, action: NoteReference, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del actor, now, rules
    if action.cents <= 0:
        return Refused(Why.UNKNOWN_CHOICE)
    after = _noted(project, reference_cents=action.cents)
    reason = f"{action.cents / 100:.2f} EUR"
    return Applied(after, (Record("reference_cost", project.state, after.state, reason),))


def _keep_promise(
    project: Project, action: KeepPromise, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del actor, now, rules
    promises = list(project.commitments)
    if not 0 <= action.rank < len(promises) or promises[action.rank].side is not Side.TOWN:
        return Refused(Why.UNKNOWN_CHOICE)
    if promises[action.rank].done_on is not None or promises[action.rank].cannot:
        return Refused(Why.DONE_ALREADY)
    promises[action.rank] = replace(promises[action.rank], done_on=action.on)
    after = replace(project, commitments=tuple(promises))
    record = Record("promise_kept", project.state, after.state, promises[action.rank].kind)
    return Applied(after, (record,), (UpdateCard(),))


def _merge(project: Project, action: Merge, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    del actor, rules
    if action.into == project.id:
        return Refused(Why.SAME_PROJECT)
    if project.proposal is not None:
        return Refused(Why.ALREADY_PROPOSED)
    after = replace(
        _noted(project, answered_at=now),
        state=State.CLOSED,
        outcome="merged",
        structure=action.number,
        decided_at=now,
        closed_at=now,
    )
    record = Record("merge", project.state, after.state, action.number)
    return Applied(after, (record,), (TellBearer("merged"), UpdateCard()))


def _give_place(
    project: Project, action: GivePlace, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del action, actor, now, rules
    if project.casework.queued_at is None:
        return Refused(Why.NOT_NOW)
    after = _noted(project, queued_at=None, expected_on=None)
    record = Record("place_free", project.state, after.state)
    return Applied(after, (record,), (TellBearer("place_free"), UpdateCard()))


def _clock_or_staff(project: Project, actor: Actor, rules: Rules) -> Why | None:
    return None if actor == CLOCK else clerk(project, actor, rules)


_STUDIED = frozenset({State.SUBMITTED, State.NEEDS_INFO, State.UNDER_REVIEW})
_ALIVE = frozenset(State) - {State.DRAFT, State.WITHDRAWN, State.REFUSED, State.CLOSED}
_UNSIGNED = _STUDIED | {State.ACCEPTED}
PROMISED = _ALIVE - _STUDIED
"""The states in which the town's promises count."""

ROWS = {
    Assign: Row(
        _ALIVE,
        in_charge,
        _assign,
        (
            Lead("assign", State.UNDER_REVIEW, frozenset({State.SUBMITTED})),
            Lead("assign", only_from=_ALIVE - {State.SUBMITTED}),
        ),
    ),
    HandBack: Row(_ALIVE - {State.SUBMITTED}, _may_hand_back, _hand_back, (Lead("hand_back"),)),
    AskOpinion: Row(_UNSIGNED, clerk, _ask, (Lead("ask_opinion"),)),
    GiveOpinion: Row(_UNSIGNED, clerk, _give, tuple(Lead(f"opinion_{view}") for view in View)),
    Check: Row(_STUDIED, clerk, _check, (Lead("check"),)),
    ChooseBasis: Row(_UNSIGNED, clerk, _choose_basis, (Lead("legal_basis"),)),
    SendOffer: Row(_UNSIGNED - {State.SUBMITTED}, in_charge, _send_offer, (Lead("offer"),)),
    AnswerOffer: Row(
        _UNSIGNED, bearer, _answer_offer, (Lead("offer_accepted"), Lead("offer_discussed"))
    ),
    NoteMinutes: Row(frozenset(State) - {State.DRAFT}, clerk, _note_minutes, (Lead("minutes"),)),
    NoteReference: Row(
        frozenset(State) - {State.DRAFT}, clerk, _note_reference, (Lead("reference_cost"),)
    ),
    KeepPromise: Row(PROMISED, clerk, _keep_promise, (Lead("promise_kept"),)),
    Merge: Row(_STUDIED, decider, _merge, (Lead("merge", State.CLOSED),)),
    GivePlace: Row(
        frozenset({State.ACCEPTED}), _clock_or_staff, _give_place, (Lead("place_free"),)
    ),
}
