"""Carrying a project together: joining, leaving, removing, handing over, linking an account.

None of these changes a project's state, and no one who goes takes the project along: it waits for
a new referent with everything in it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from dialogs.agreement import Convention
from dialogs.membership import BearerRole, Invitation, Member, Standing
from dialogs.outcomes import (
    Applied,
    Effect,
    Lead,
    Outcome,
    Record,
    Refused,
    Row,
    Seat,
    TellStaff,
    UpdateCard,
)
from dialogs.project import NOBODY, Project, State
from dialogs.rights import Actor, Rules, Why, anyone, bearer, clock, partner


@dataclass(frozen=True, slots=True)
class Join:
    """Someone comes by a link, for the part that the link gives."""

    invitation: Invitation


@dataclass(frozen=True, slots=True)
class Admit:
    """The referent takes in someone who asked to carry the project too."""

    member: Member


@dataclass(frozen=True, slots=True)
class Leave:
    """Someone stops carrying the project."""


@dataclass(frozen=True, slots=True)
class Remove:
    """The referent takes someone out."""

    user_id: int


@dataclass(frozen=True, slots=True)
class HandOver:
    """The referent asks a member to speak for the project from now on."""

    user_id: int


@dataclass(frozen=True, slots=True)
class TakeOver:
    """A member becomes the referent: because they were asked, or because there is none."""


@dataclass(frozen=True, slots=True)
class KeepReferent:
    """A hand-over is off: the member declines it, or the referent thinks again."""


@dataclass(frozen=True, slots=True)
class MissReferent:
    """The referent can no longer be reached: a member may take over."""


@dataclass(frozen=True, slots=True)
class FindReferent:
    """The referent is back before anyone took over."""


@dataclass(frozen=True, slots=True)
class Link:
    """The person for whom staff filed the dossier now writes by themselves."""

    invitation: Invitation
    language: str


def too_few(project: Project, rules: Rules) -> bool:
    """Whether a group has still to find people before its convention can be signed."""
    is_group = project.dossier.get("bearer_kind") == "group"
    return is_group and project.people < rules.group_least


def _closed_link(invitation: Invitation, project: Project, now: datetime) -> Why | None:
    if invitation.project_id != project.id:
        return Why.FOREIGN_LINK
    return None if invitation.is_open(now) else Why.CLOSED_LINK


def _join(project: Project, action: Join, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    del rules
    role = action.invitation.role
    if why := _closed_link(action.invitation, project, now):
        return Refused(why)
    if role is BearerRole.REFERENT:
        return Refused(Why.FOREIGN_LINK)
    return _seated(project, actor.user_id, role, "join")


def _admit(project: Project, action: Admit, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    del actor, now, rules
    member = action.member
    if member.project_id != project.id or member.standing is not Standing.ASKED:
        return Refused(Why.NOT_NOW)
    return _seated(project, member.user_id, member.role, "admit")


def _seated(project: Project, user_id: int, role: BearerRole, name: str) -> Outcome:
    if user_id in project.everyone:
        return Refused(Why.ALREADY_THERE)
    proposal = project.proposal
    if proposal is not None and proposal.by == user_id:
        proposal = None  # whoever carries a project decides nothing about it, from now on
    if role is BearerRole.STANDIN:
        after = replace(project, standins=(*project.standins, user_id), proposal=proposal)
    else:
        after = replace(project, members=(*project.members, user_id), proposal=proposal)
    return _same_state(after, name, Seat(user_id, role, Standing.JOINED))


def _leave(project: Project, action: Leave, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    del action, rules
    if actor.user_id != project.bearer:
        return _gone(project, actor.user_id, "leave", Standing.LEFT)
    if not project.members and project.state in BEFORE_SIGNATURE:
        return Refused(Why.ALONE)
    after = replace(
        project,
        bearer=NOBODY,
        missing_since=now,
        handing_to=NOBODY,
        offered=_unasked(project, actor.user_id),
    )
    seat = Seat(actor.user_id, BearerRole.REFERENT, Standing.LEFT)
    return _same_state(after, "leave", seat, TellStaff("referent_gone"))


def _remove(project: Project, action: Remove, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    del actor, now, rules
    if action.user_id not in (*project.members, *project.standins):
        return Refused(Why.NOT_A_MEMBER)
    return _gone(project, action.user_id, "remove", Standing.REMOVED)


def _gone(project: Project, user_id: int, name: str, standing: Standing) -> Outcome:
    role = BearerRole.STANDIN if user_id in project.standins else BearerRole.MEMBER
    after = replace(
        project,
        members=_without(project.members, user_id),
        standins=_without(project.standins, user_id),
        handing_to=NOBODY if project.handing_to == user_id else project.handing_to,
        offered=_unasked(project, user_id),
    )
    told = (TellStaff("signer_left"),) if after.offered != project.offered else ()
    return _same_state(after, name, Seat(user_id, role, standing), *told)


def _unasked(project: Project, user_id: int) -> Convention | None:
    """The text that is out for signature, no longer waiting for someone who has gone."""
    if project.offered is None or user_id in project.signed:
        return project.offered
    signers = tuple(one for one in project.offered.signers if one != user_id)
    return replace(project.offered, signers=signers)


def _without(people: tuple[int, ...], user_id: int) -> tuple[int, ...]:
    return tuple(one for one in people if one != user_id)


def _hand_over(
    project: Project, action: HandOver, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del actor, now, rules
    if action.user_id not in project.members:
        return Refused(Why.NOT_A_MEMBER)
    return _same_state(replace(project, handing_to=action.user_id), "hand_over")


def _take_over(
    project: Project, action: TakeOver, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del action, now, rules
    if actor.user_id not in (*project.members, *project.successors):
        return Refused(Why.NOT_A_MEMBER)
    if actor.user_id not in (project.handing_to, *project.successors):
        return Refused(Why.NOT_ASKED)
    others = _without(project.members, actor.user_id)
    seats = [Seat(actor.user_id, BearerRole.REFERENT, Standing.JOINED)]
    if project.bearer != NOBODY:
        others = (*others, project.bearer)
        seats.append(Seat(project.bearer, BearerRole.MEMBER, Standing.JOINED))
    after = replace(
        project,
        bearer=actor.user_id,
        members=others,
        standins=_without(project.standins, actor.user_id),
        handing_to=NOBODY,
        missing_since=None,
    )
    return _same_state(after, "take_over", *seats, TellStaff("referent_found"))


def _keep_referent(
    project: Project, action: KeepReferent, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del action, now, rules
    if project.handing_to == NOBODY:
        return Refused(Why.NOT_NOW)
    if actor.user_id not in (project.handing_to, project.bearer):
        return Refused(Why.NOT_ASKED)
    return _same_state(replace(project, handing_to=NOBODY), "keep_referent")


def _miss_referent(
    project: Project, action: MissReferent, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del action, actor, rules
    draft = project.state is State.DRAFT  # nobody but its author knows of it yet
    if project.missing_since is not None or (draft and not project.members):
        return Refused(Why.NOT_NOW)
    after = replace(project, missing_since=now)
    return _same_state(after, "miss_referent", TellStaff("referent_lost"))


def _find_referent(
    project: Project, action: FindReferent, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del action, actor, now, rules
    if project.missing_since is None or project.bearer == NOBODY:
        return Refused(Why.NOT_NOW)
    return _same_state(replace(project, missing_since=None), "find_referent")


def _link(project: Project, action: Link, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    del rules
    if why := _closed_link(action.invitation, project, now):
        return Refused(why)
    if action.invitation.role is not BearerRole.REFERENT:
        return Refused(Why.FOREIGN_LINK)
    if project.bearer != NOBODY:
        return Refused(Why.ALREADY_LINKED)
    after = replace(
        project,
        bearer=actor.user_id,
        members=_without(project.members, actor.user_id),
        standins=_without(project.standins, actor.user_id),
        missing_since=None,
        language=action.language,
        offered=_asked_instead(project.offered, actor.user_id),
    )
    return _same_state(after, "link", Seat(actor.user_id, BearerRole.REFERENT, Standing.JOINED))


def _asked_instead(offered: Convention | None, user_id: int) -> Convention | None:
    """The text that is out for signature, asked of an account instead of someone without one."""
    if offered is None:
        return None
    named = tuple(user_id if one == NOBODY else one for one in offered.signers)
    return replace(offered, signers=tuple(dict.fromkeys(named)))


def _same_state(after: Project, name: str, *effects: Effect) -> Applied:
    """What every action here ends with: the journal's line, the rows, a card that is true.

    A draft has no card yet, and staff hear nothing of it.
    """
    if after.state is State.DRAFT:
        effects = tuple(one for one in effects if isinstance(one, Seat))
    else:
        effects = (*effects, UpdateCard())
    return Applied(after, (Record(name, after.state, after.state),), effects)


BEFORE_SIGNATURE = frozenset(
    {
        State.DRAFT,
        State.SUBMITTED,
        State.NEEDS_INFO,
        State.UNDER_REVIEW,
        State.ACCEPTED,
        State.AWAITING_SIGNATURE,
    }
)
"""The states in which one who carries a project alone takes it back instead of leaving it."""

_ALL = frozenset(State)
_LIVE = _ALL - {State.REFUSED, State.CLOSED, State.WITHDRAWN}
_JOINABLE = _LIVE - {State.AWAITING_SIGNATURE}  # who signs must not change while they sign

ROWS = {
    Join: Row(_JOINABLE, anyone, _join, (Lead("join"),)),
    Admit: Row(_JOINABLE, bearer, _admit, (Lead("admit"),)),
    Leave: Row(_ALL, partner, _leave, (Lead("leave"),)),
    Remove: Row(_ALL, bearer, _remove, (Lead("remove"),)),
    HandOver: Row(_LIVE, bearer, _hand_over, (Lead("hand_over"),)),
    TakeOver: Row(_LIVE, anyone, _take_over, (Lead("take_over"),)),
    KeepReferent: Row(_ALL, anyone, _keep_referent, (Lead("keep_referent"),)),
    MissReferent: Row(_LIVE, clock, _miss_referent, (Lead("miss_referent"),)),
    FindReferent: Row(_LIVE, clock, _find_referent, (Lead("find_referent"),)),
    Link: Row(_ALL - {State.DRAFT, State.WITHDRAWN}, anyone, _link, (Lead("link"),)),
}
