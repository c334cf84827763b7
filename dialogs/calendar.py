"""Which reminders must exist for a project: computed from the project and the settings alone.

The rows in the database are made equal to this set after each turn, so a dossier that moves on
moves its reminders by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dialogs.country import Country
from dialogs.project import Project, State


@dataclass(frozen=True, slots=True)
class Delays:
    """The town's settings for reminders; days after the event, hours of the local day."""

    draft_nudge_days: tuple[int, ...] = (3, 10, 30)
    staff_untaken_working_days: tuple[int, ...] = (3, 7)
    staff_legal_clock_days: tuple[int, ...] = (45, 55)
    from_hour: int = 9
    until_hour: int = 19
    on_sundays: bool = False
    on_holidays: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a town lives: its delays, its country's rules, its clock's zone."""

    delays: Delays
    country: Country
    zone: ZoneInfo

    def local_day(self, instant: datetime) -> date:
        """The day it is in the town at an instant."""
        return instant.astimezone(self.zone).date()

    def working_day_after(self, day: date, days: int) -> date:
        """The day so many calendar days later, or the next one on which people work."""
        later = day + timedelta(days=days)
        while not self.country.is_working_day(later):
            later += timedelta(days=1)
        return later

    def opening(self, day: date) -> datetime:
        """The instant from which messages may be sent on a day, or on the next lawful one."""
        while not self._speaks_on(day):
            day += timedelta(days=1)
        return datetime.combine(day, time(self.delays.from_hour), self.zone).astimezone(UTC)

    def next_moment(self, now: datetime) -> datetime:
        """`now` if messages may be sent, else the next opening."""
        local = now.astimezone(self.zone)
        if self._speaks_on(local.date()):
            if local.hour < self.delays.from_hour:
                return self.opening(local.date())
            if local.hour < self.delays.until_hour:
                return now
        return self.opening(local.date() + timedelta(days=1))

    def _speaks_on(self, day: date) -> bool:
        if day.weekday() == 6 and not self.delays.on_sundays:
            return False
        return self.delays.on_holidays or not self.country.is_holiday(day)


@dataclass(frozen=True, slots=True, order=True)
class Reminder:
    """Something to say about a project at an instant; `rank` counts the tries of one kind."""

    project_id: int
    kind: str
    rank: int
    due_at: datetime


RESIDENT_KINDS = frozenset({"draft_nudge", "silence"})
"""The kinds that speak to the bearer; the others speak to the staff group."""


def reminders(project: Project, setting: Setting) -> frozenset[Reminder]:
    """Every reminder that must exist for a project as it stands."""
    match project.state:
        case State.DRAFT:
            return _draft(project, setting)
        case State.SUBMITTED:
            untaken = frozenset() if project.proposal else _untaken(project, setting)
            return untaken | _legal_clock(project, setting)
        case State.UNDER_REVIEW | State.NEEDS_INFO:
            return _legal_clock(project, setting)
        case _:
            return frozenset()


def _draft(project: Project, setting: Setting) -> frozenset[Reminder]:
    """Nudge a draft that lies idle."""
    since = project.active_on or setting.local_day(project.created_at)
    return frozenset(
        Reminder(project.id, "draft_nudge", rank, setting.opening(since + timedelta(days=days)))
        for rank, days in enumerate(setting.delays.draft_nudge_days, 1)
    )


def _untaken(project: Project, setting: Setting) -> frozenset[Reminder]:
    """Ask staff again when no one has taken a dossier."""
    assert project.submitted_at is not None  # noqa: S101 - a submitted dossier has its instant
    since = setting.local_day(project.submitted_at)
    return frozenset(
        Reminder(
            project.id,
            "staff_untaken",
            rank,
            setting.opening(setting.country.working_days_after(since, days)),
        )
        for rank, days in enumerate(setting.delays.staff_untaken_working_days, 1)
    )


def _legal_clock(project: Project, setting: Setting) -> frozenset[Reminder]:
    """Warn staff before the law decides, and tell the bearer when it has."""
    assert project.submitted_at is not None  # noqa: S101 - a submitted dossier has both
    assert project.silence_on is not None  # noqa: S101 - as above
    since = setting.local_day(project.submitted_at)
    warnings = {
        Reminder(
            project.id, "staff_legal_clock", rank, setting.opening(since + timedelta(days=days))
        )
        for rank, days in enumerate(setting.delays.staff_legal_clock_days, 1)
        if since + timedelta(days=days) < project.silence_on
    }
    silence = Reminder(project.id, "silence", 1, setting.opening(project.silence_on))
    return frozenset({*warnings, silence})
