"""The town's own promises: put off to a day, or not to be kept, and the bearers told of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from dialogs.handling import PROMISED
from dialogs.outcomes import Applied, Lead, Outcome, Record, Refused, Row, TellCarriers, UpdateCard
from dialogs.project import Commitment, Project, Side
from dialogs.rights import REASON_LENGTH, Actor, Rules, Why, clerk


@dataclass(frozen=True, slots=True)
class PutOffPromise:
    """The town keeps a promise later: `rank` is its place among the commitments."""

    rank: int
    due: date
    on: date


@dataclass(frozen=True, slots=True)
class CannotKeep:
    """The town cannot keep a promise, and says why."""

    rank: int
    reason: str


def awaited(promise: Commitment) -> bool:
    """Whether the town still owes this promise."""
    owed = promise.done_on is None and not promise.cannot and promise.ended_on is None
    return promise.side is Side.TOWN and owed


def last_answered(project: Project) -> Commitment | None:
    """The town's promise about which something was said last."""
    said = [(one.answered_at, one) for one in project.commitments if one.answered_at is not None]
    return max(said, key=lambda pair: pair[0])[1] if said else None


def _owed(project: Project, rank: int) -> Commitment | Why:
    if not 0 <= rank < len(project.commitments):
        return Why.UNKNOWN_CHOICE
    promise = project.commitments[rank]
    if promise.side is not Side.TOWN:
        return Why.UNKNOWN_CHOICE
    return promise if awaited(promise) else Why.DONE_ALREADY


def _with(project: Project, rank: int, promise: Commitment) -> Project:
    commitments = list(project.commitments)
    commitments[rank] = promise
    return replace(project, commitments=tuple(commitments))


def _put_off(
    project: Project, action: PutOffPromise, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del actor, rules
    promise = _owed(project, action.rank)
    if isinstance(promise, Why):
        return Refused(promise)
    if action.due <= action.on:
        return Refused(Why.DAY_PASSED)
    moved = replace(promise, due=action.due, answered_at=now)
    record = Record("promise_later", project.state, project.state, promise.kind)
    told = (TellCarriers("promise_later"), UpdateCard())
    return Applied(_with(project, action.rank, moved), (record,), told)


def _cannot(
    project: Project, action: CannotKeep, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del actor, rules
    promise = _owed(project, action.rank)
    if isinstance(promise, Why):
        return Refused(promise)
    if len(action.reason.strip()) < REASON_LENGTH:
        return Refused(Why.NO_REASON)
    given_up = replace(promise, cannot=action.reason, answered_at=now)
    record = Record("promise_cannot", project.state, project.state, action.reason)
    told = (TellCarriers("promise_cannot"), UpdateCard())
    return Applied(_with(project, action.rank, given_up), (record,), told)


ROWS = {
    PutOffPromise: Row(PROMISED, clerk, _put_off, (Lead("promise_later"),)),
    CannotKeep: Row(PROMISED, clerk, _cannot, (Lead("promise_cannot"),)),
}
