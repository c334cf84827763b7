"""A call for hands or material: to those who carry a project together, answered by one tap."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from dialogs.following import Call
from dialogs.outcomes import Applied, Lead, Outcome, Record, Refused, Row, TellCarriers, TellStaff
from dialogs.project import Project, State
from dialogs.rights import Actor, Rules, Why, carrier


@dataclass(frozen=True, slots=True)
class CallForHands:
    """Someone who carries the project says what they need."""

    words: str


@dataclass(frozen=True, slots=True)
class LendHand:
    """Someone else who carries it answers a call: `rank` is its place among the calls."""

    rank: int


def _call(
    project: Project, action: CallForHands, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del rules
    if not action.words.strip():
        return Refused(Why.NO_WORDS)
    called = Call(actor.user_id, now, action.words)
    after = replace(project, calls=(*project.calls, called))
    told = (TellCarriers("call", but=actor.user_id), TellStaff("call"))
    return Applied(after, (Record("call", project.state, project.state),), told)


def _lend(project: Project, action: LendHand, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    del now, rules
    if not 0 <= action.rank < len(project.calls):
        return Refused(Why.UNKNOWN_CHOICE)
    call = project.calls[action.rank]
    if actor.user_id == call.by:
        return Refused(Why.OWN_CALL)
    if actor.user_id in call.helpers:
        return Refused(Why.DONE_ALREADY)
    answered = replace(call, helpers=(*call.helpers, actor.user_id))
    calls = tuple(answered if one is call else one for one in project.calls)
    record = Record("lend_hand", project.state, project.state)
    return Applied(replace(project, calls=calls), (record,))


_SIGNED = frozenset(
    {State.IN_PROGRESS, State.ON_HOLD, State.UPKEEP, State.UPKEEP_LATE, State.RENEWAL}
)

ROWS = {
    CallForHands: Row(_SIGNED, carrier, _call, (Lead("call"),)),
    LendHand: Row(_SIGNED, carrier, _lend, (Lead("lend_hand"),)),
}
