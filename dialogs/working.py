"""The work itself: how it goes, its pauses, its work days, and the report at its end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from dialogs.following import CheckIn, Hold, Report, Status, WorkDay
from dialogs.outcomes import (
    Applied,
    Effect,
    Lead,
    Outcome,
    Record,
    Refused,
    Row,
    TellCarriers,
    TellStaff,
    UpdateCard,
)
from dialogs.project import Project, State
from dialogs.rights import REASON_LENGTH, Actor, Rules, Why, carrier, clerk, involved


@dataclass(frozen=True, slots=True)
class Tell:
    """Someone who carries the project says how it goes."""

    status: Status
    words: str = ""
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AddWord:
    """The words and photos that follow a tap: they join this person's last word."""

    words: str = ""
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanDay:
    """Announce a work day, or with `words` "" only its date."""

    day: WorkDay


@dataclass(frozen=True, slots=True)
class DropDay:
    """Take an announced work day back."""

    day: date


@dataclass(frozen=True, slots=True)
class Pause:
    """Put the work on hold until a day, for a reason."""

    reason: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class GoOn:
    """Take the work up again."""


@dataclass(frozen=True, slots=True)
class HandIn:
    """The bearer reports that the work is done."""

    report: Report


@dataclass(frozen=True, slots=True)
class ConfirmReport:
    """Staff have checked the hours and the real costs: the upkeep begins."""

    hours: float
    cost_cents: int


@dataclass(frozen=True, slots=True)
class SendBack:
    """Staff find that something is missing, and say what."""

    reason: str


@dataclass(frozen=True, slots=True)
class CloseUndone:
    """Staff end a project whose work was not done."""

    reason: str


def _tell(project: Project, action: Tell, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    del rules
    word = CheckIn(actor.user_id, now, action.status, action.words, action.photos)
    after = replace(project, checkins=(*project.checkins, word))
    record = Record(f"check_in_{action.status}", project.state, after.state)
    effects: tuple[Effect, ...] = (UpdateCard(),)
    if action.status is Status.STUCK:
        effects = (TellStaff("stuck"), UpdateCard())
    return Applied(after, (record,), effects)


def _add_word(
    project: Project, action: AddWord, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del now, rules
    own = [one for one in project.checkins if one.by == actor.user_id]
    if not own:
        return Refused(Why.NOT_NOW)
    last = own[-1]
    words = "\n".join(part for part in (last.words, action.words) if part)
    longer = replace(last, words=words, photos=(*last.photos, *action.photos))
    checkins = tuple(longer if one is last else one for one in project.checkins)
    record = Record("check_in_word", project.state, project.state)
    return Applied(replace(project, checkins=checkins), (record,), (TellStaff("check_in_word"),))


def _plan_day(
    project: Project, action: PlanDay, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del now, rules
    others = (one for one in project.work_days if one.day != action.day.day)
    days = tuple(sorted((*others, action.day), key=lambda one: one.day))
    record = Record("plan_work_day", project.state, project.state)
    told = TellCarriers("work_day", but=actor.user_id)
    return Applied(replace(project, work_days=days), (record,), (told, UpdateCard()))


def _drop_day(
    project: Project, action: DropDay, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del now, rules
    days = tuple(one for one in project.work_days if one.day != action.day)
    if len(days) == len(project.work_days):
        return Refused(Why.NOT_NOW)
    record = Record("drop_work_day", project.state, project.state)
    told = TellCarriers("work_day_dropped", but=actor.user_id)
    return Applied(replace(project, work_days=days), (record,), (told, UpdateCard()))


def _pause(project: Project, action: Pause, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    del now, rules
    if not action.reason.strip():
        return Refused(Why.NO_WORDS)
    if action.until <= action.since:
        return Refused(Why.DAY_PASSED)
    since = project.hold.since if project.hold else action.since
    hold = Hold(since, action.until, action.reason)
    after = replace(project, state=State.ON_HOLD, hold=hold)
    record = Record("pause", project.state, after.state, action.reason)
    return Applied(after, (record,), (TellCarriers("paused", but=actor.user_id), UpdateCard()))


def _go_on(project: Project, action: GoOn, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    del action, rules
    paused = (now.date() - project.hold.since).days if project.hold else 0
    after = replace(
        project,
        state=State.IN_PROGRESS,
        hold=None,
        paused_days=project.paused_days + max(paused, 0),
    )
    record = Record("go_on", project.state, after.state)
    return Applied(after, (record,), (TellCarriers("going_on", but=actor.user_id), UpdateCard()))


def _hand_in(
    project: Project, action: HandIn, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del now, rules
    if not action.report.words.strip():
        return Refused(Why.NO_WORDS)
    after = replace(project, state=State.COMPLETION_REVIEW, report=action.report)
    record = Record("hand_in", project.state, after.state)
    told = TellCarriers("handed_in", but=actor.user_id)
    return Applied(after, (record,), (told, TellStaff("handed_in"), UpdateCard()))


def _confirm_report(
    project: Project, action: ConfirmReport, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del actor, rules
    if project.report is None:
        return Refused(Why.NOT_NOW)
    checked = replace(project.report, hours=action.hours, cost_cents=action.cost_cents)
    after = replace(project, state=State.UPKEEP, report=checked, completed_at=now)
    record = Record("confirm_report", project.state, after.state)
    return Applied(after, (record,), (TellCarriers("thanks"), UpdateCard()))


def _send_back(
    project: Project, action: SendBack, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del actor, now, rules
    if not action.reason.strip():
        return Refused(Why.NO_WORDS)
    after = replace(project, state=State.IN_PROGRESS, reason=action.reason)
    record = Record("send_back", project.state, after.state, action.reason)
    return Applied(after, (record,), (TellCarriers("sent_back"), UpdateCard()))


def _close_undone(
    project: Project, action: CloseUndone, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del actor, rules
    if len(action.reason.strip()) < REASON_LENGTH:
        return Refused(Why.NO_REASON)
    after = replace(
        project,
        state=State.CLOSED,
        outcome="not_done",
        reason=action.reason,
        closed_at=now,
        hold=None,
        offered=None,
    )
    record = Record("close_undone", project.state, after.state, action.reason)
    return Applied(after, (record,), (TellCarriers("closed"), UpdateCard()))


_WORKING = frozenset({State.IN_PROGRESS})
_HELD = frozenset({State.ON_HOLD})
_REPORTED = frozenset({State.COMPLETION_REVIEW})

ROWS = {
    Tell: Row(_WORKING, carrier, _tell, tuple(Lead(f"check_in_{status}") for status in Status)),
    AddWord: Row(_WORKING | _HELD, carrier, _add_word, (Lead("check_in_word"),)),
    PlanDay: Row(_WORKING, involved, _plan_day, (Lead("plan_work_day"),)),
    DropDay: Row(_WORKING | _HELD, involved, _drop_day, (Lead("drop_work_day"),)),
    Pause: Row(_WORKING | _HELD, involved, _pause, (Lead("pause", State.ON_HOLD),)),
    GoOn: Row(_HELD, involved, _go_on, (Lead("go_on", State.IN_PROGRESS),)),
    HandIn: Row(_WORKING, carrier, _hand_in, (Lead("hand_in", State.COMPLETION_REVIEW),)),
    ConfirmReport: Row(_REPORTED, clerk, _confirm_report, (Lead("confirm_report", State.UPKEEP),)),
    SendBack: Row(_REPORTED, clerk, _send_back, (Lead("send_back", State.IN_PROGRESS),)),
    CloseUndone: Row(_WORKING | _HELD, clerk, _close_undone, (Lead("close_undone", State.CLOSED),)),
}
