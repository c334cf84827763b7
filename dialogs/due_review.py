"""Which reminders a dossier needs while the town studies it: for staff, colleagues and the bearer.

A decision that is confirmed and not yet told has one too, to the second: it takes effect then.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from dialogs.project import Project, State
from dialogs.setting import Reminder, Setting
from dialogs.town_promises import awaited

ENACT = "enact"
"""The kind of the reminder at which a settled decision takes effect, at any hour of any day."""

_WEEKS = 52
"""How many times a decision that is late is asked for, and a bearer who waits is told so."""


def review(project: Project, setting: Setting) -> Iterator[Reminder]:
    """Everything that is due while a dossier is being studied."""
    yield from _settled(project)
    if project.state is State.SUBMITTED:
        return
    yield from _reply(project, setting)
    if project.state is State.UNDER_REVIEW:
        yield from _opinions(project, setting)
        if project.proposal is None:
            yield from _decision(project, setting)
        yield from _waiting(project, setting)
    if project.assigned_to is None and project.casework.assigned_at is not None:
        yield from _untaken(project, setting, setting.local_day(project.casework.assigned_at))


def began(project: Project) -> datetime:
    """When the study began that the law counts from: the filing, or the appeal."""
    return project.casework.reopened_at or project.submitted_at or project.created_at


def _settled(project: Project) -> Iterator[Reminder]:
    settled = project.proposal.settled if project.proposal else None
    if settled is not None:
        yield Reminder(project.id, ENACT, 1, settled.due_at)


def _reply(project: Project, setting: Setting) -> Iterator[Reminder]:
    """Remind the person in charge that the bearer has had no word from a person yet."""
    if project.casework.answered_at is None and project.state is State.UNDER_REVIEW:
        day = setting.local_day(began(project)) + timedelta(days=setting.delays.staff_reply_days)
        yield Reminder(project.id, "staff_reply", 1, setting.opening(day))


def _decision(project: Project, setting: Setting) -> Iterator[Reminder]:
    """Ask the person in charge for a decision, then again every week."""
    delays = setting.delays
    first = setting.local_day(began(project)) + timedelta(days=delays.staff_decision_days)
    for rank in range(_WEEKS):
        day = first + timedelta(days=rank * delays.staff_decision_again_days)
        yield Reminder(project.id, "staff_decision", rank + 1, setting.opening(day))


def _waiting(project: Project, setting: Setting) -> Iterator[Reminder]:
    """Tell the bearer now and then that they are not forgotten."""
    every = timedelta(days=setting.delays.resident_waiting_days)
    first = setting.local_day(began(project))
    for rank in range(1, _WEEKS // 2 + 1):
        yield Reminder(project.id, "resident_waiting", rank, setting.opening(first + rank * every))


def _opinions(project: Project, setting: Setting) -> Iterator[Reminder]:
    """Remind colleagues of the opinion they were asked for; then go on without it."""
    delays = setting.delays
    for asked_on in sorted({setting.local_day(one.asked_at) for one in project.casework.awaited}):
        for rank, days in enumerate(delays.opinion_working_days, 1):
            day = setting.country.working_days_after(asked_on, days)
            yield Reminder(project.id, "opinion_nudge", rank, setting.opening(day))
        last = setting.country.working_days_after(asked_on, delays.opinion_missing_working_days)
        yield Reminder(project.id, "opinion_missing", 1, setting.opening(last))


def promises(project: Project, setting: Setting) -> Iterator[Reminder]:
    """Remind staff of what the town has promised: ahead of the day, on it, and every week after."""
    for promise in project.commitments:
        if promise.due is None or not awaited(promise):
            continue
        for rank, days in enumerate(setting.delays.town_promise_days, 1):
            day = promise.due - timedelta(days=days)
            yield Reminder(project.id, "town_promise_due", rank, setting.opening(day))
        for week in range(1, _WEEKS // 4):
            day = promise.due + timedelta(weeks=week)
            yield Reminder(project.id, "town_promise_due", 10 + week, setting.opening(day))


def _untaken(project: Project, setting: Setting, since: date) -> Iterator[Reminder]:
    for rank, days in enumerate(setting.delays.staff_untaken_working_days, 1):
        day = setting.country.working_days_after(since, days)
        yield Reminder(project.id, "staff_untaken", rank, setting.opening(day))
