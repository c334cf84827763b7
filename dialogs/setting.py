"""Where a town lives, and when it may be spoken to: its delays, its country, its clock's zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dialogs.country import Country


@dataclass(frozen=True, slots=True)
class Delays:
    """The town's settings for reminders; days after the event, hours of the local day."""

    draft_nudge_days: tuple[int, ...] = (3, 10, 30)
    needs_info_nudge_days: tuple[int, ...] = (5, 15, 30)
    staff_untaken_working_days: tuple[int, ...] = (3, 7)
    staff_legal_clock_days: tuple[int, ...] = (45, 55)
    staff_reply_days: int = 10
    staff_decision_days: int = 30
    staff_decision_again_days: int = 7
    opinion_working_days: tuple[int, ...] = (3, 7)
    opinion_missing_working_days: int = 10
    resident_waiting_days: int = 14
    referent_days: int = 30
    staff_convention_working_days: tuple[int, ...] = (10, 20, 40)
    sign_nudge_days: tuple[int, ...] = (3, 10, 30)
    unsigned_days: int = 60
    staff_countersign_working_days: tuple[int, ...] = (2, 5, 10)
    checkin_days: int = 21
    checkin_short_days: int = 14
    checkin_short_project_weeks: int = 8
    checkin_silent_days: tuple[int, ...] = (5, 12)
    not_started_days: tuple[int, ...] = (30, 90, 180)
    workday_brief_days: int = 2
    work_weeks: int = 26
    end_soon_days: int = 14
    overdue_days: tuple[int, ...] = (7, 21)
    hold_over_days: tuple[int, ...] = (0, 7, 21)
    staff_report_working_days: tuple[int, ...] = (5, 10, 20)
    town_promise_days: tuple[int, ...] = (14, 0)
    upkeep_weekday: int = 0
    upkeep_again_days: tuple[int, ...] = (7, 21)
    upkeep_late_days: int = 30
    upkeep_formal_days: tuple[int, ...] = (60, 90)
    notice_days: int = 30
    season_tip_months: tuple[int, ...] = (3, 6, 10)
    renewal_ask_days: tuple[int, ...] = (90, 30, 7)
    draft_warning_days: int = 76
    draft_erase_days: int = 90
    unsigned_kept_months: int = 12
    ended_kept_years: int = 5
    erase_notice_days: int = 30
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

    def opening_before(self, day: date) -> datetime:
        """The instant from which messages may be sent on a day, or on the last lawful one before.

        For what must be said ahead of something: a later day would be too late.
        """
        while not self._speaks_on(day):
            day -= timedelta(days=1)
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
