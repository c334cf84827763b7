"""Which reminders a project needs between the yes and the end of its work.

The town is reminded as much as the bearer: whoever has to move next is the one who is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from dialogs.project import Project, State
from dialogs.setting import Reminder, Setting


def accepted(project: Project, setting: Setting) -> Iterator[Reminder]:
    """Remind staff to prepare the convention."""
    if project.decided_at is not None:
        days = setting.delays.staff_convention_working_days
        yield from _staff(project, setting, "staff_convention", project.decided_at, days)


def awaiting(project: Project, setting: Setting) -> Iterator[Reminder]:
    """Remind those who have not signed; then the signatory; then staff that nothing moves."""
    text = project.offered
    if text is None:
        return
    if not project.signed.issuperset(text.signers):
        delays = setting.delays
        yield from _resident(project, setting, "sign_nudge", text.issued_at, delays.sign_nudge_days)
        if project.state is State.AWAITING_SIGNATURE:
            day = setting.local_day(text.issued_at) + timedelta(days=delays.unsigned_days)
            yield Reminder(project.id, "staff_unsigned", 1, setting.opening(day))
        return
    last = max(one.at for one in project.signatures if one.version == text.version)
    days = setting.delays.staff_countersign_working_days
    yield from _staff(project, setting, "staff_countersign", last, days)


def in_progress(project: Project, setting: Setting) -> Iterator[Reminder]:
    """Ask how it goes, announce work days, look towards the end."""
    since = signed_at(project)
    if since is None:
        return
    yield from _check_ins(project, setting, since)
    yield from _work_days(project, setting)
    yield from _towards_the_end(project, setting)


def _check_ins(project: Project, setting: Setting, since: datetime) -> Iterator[Reminder]:
    delays = setting.delays
    weeks = work_weeks(project, setting)
    short = weeks <= delays.checkin_short_project_weeks
    every = delays.checkin_short_days if short else delays.checkin_days
    last = setting.local_day(max((one.at for one in project.checkins), default=since))
    asked = last + timedelta(days=every)
    yield Reminder(project.id, "checkin", 1, setting.opening(asked))
    silent = (asked + timedelta(days=days) for days in delays.checkin_silent_days)
    yield from _days(project, setting, "checkin_silent", silent)
    if not project.checkins:
        start = setting.local_day(since)
        idle = (start + timedelta(days=days) for days in delays.not_started_days)
        yield from _days(project, setting, "not_started", idle)


def _work_days(project: Project, setting: Setting) -> Iterator[Reminder]:
    for planned in project.work_days:
        yield Reminder(project.id, "workday_brief", 1, brief_moment(planned.day, setting))


def brief_moment(day: date, setting: Setting) -> datetime:
    """When a work day is announced: some days before, never later."""
    return setting.opening_before(day - timedelta(days=setting.delays.workday_brief_days))


def _towards_the_end(project: Project, setting: Setting) -> Iterator[Reminder]:
    end = work_end(project, setting)
    if end is None:
        return
    delays = setting.delays
    soon = end - timedelta(days=delays.end_soon_days)
    yield Reminder(project.id, "end_soon", 1, setting.opening(soon))
    yield Reminder(project.id, "completion_ask", 1, setting.opening(end))
    late = (end + timedelta(days=days) for days in delays.overdue_days)
    yield from _days(project, setting, "overdue", late)


def on_hold(project: Project, setting: Setting) -> Iterator[Reminder]:
    """Ask, on the day that was said, whether the work goes on; staff learn of a silence."""
    if project.hold is not None:
        until = project.hold.until
        asked = (until + timedelta(days=days) for days in setting.delays.hold_over_days)
        yield from _days(project, setting, "hold_over", asked)


def reported(project: Project, setting: Setting) -> Iterator[Reminder]:
    """Remind staff that a report waits for them."""
    if project.report is not None:
        days = setting.delays.staff_report_working_days
        yield from _staff(project, setting, "staff_report", project.report.at, days)


def signed_at(project: Project) -> datetime | None:
    """When the first convention came into force."""
    return min((one.at for one in project.signatures if one.for_town), default=None)


def work_weeks(project: Project, setting: Setting) -> int:
    """How many weeks of work the bearer foresees."""
    weeks = project.dossier.get("duration_weeks")
    return weeks if isinstance(weeks, int) and weeks > 0 else setting.delays.work_weeks


def work_end(project: Project, setting: Setting) -> date | None:
    """The day on which the work should be done; pauses push it back."""
    since = signed_at(project)
    if since is None:
        return None
    length = timedelta(weeks=work_weeks(project, setting), days=project.paused_days)
    return setting.local_day(since) + length


def _staff(
    project: Project, setting: Setting, kind: str, since: datetime, working_days: Iterable[int]
) -> Iterator[Reminder]:
    day = setting.local_day(since)
    later = (setting.country.working_days_after(day, days) for days in working_days)
    yield from _days(project, setting, kind, later)


def _resident(
    project: Project, setting: Setting, kind: str, since: datetime, days: Iterable[int]
) -> Iterator[Reminder]:
    day = setting.local_day(since)
    yield from _days(project, setting, kind, (day + timedelta(days=each) for each in days))


def _days(
    project: Project, setting: Setting, kind: str, days: Iterable[date]
) -> Iterator[Reminder]:
    for rank, day in enumerate(days, 1):
        yield Reminder(project.id, kind, rank, setting.opening(day))
