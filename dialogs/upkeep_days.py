"""On which days a task of the upkeep plan is due, for years; pure dates, no hours.

A task has a rhythm and, if the bearer chose them, months. All tasks fall on one day of the week,
so that what is due in a week is asked in one message. The months of a yearly rhythm say when; the
months of a faster one say in which part of the year it is needed at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dateutil.relativedelta import relativedelta


class Frequency(StrEnum):
    """How often a task comes back."""

    ONCE = "once"
    WEEKLY = "weekly"
    BIWEEKLY = "biweekly"
    MONTHLY = "monthly"
    BIMONTHLY = "bimonthly"
    QUARTERLY = "quarterly"
    TWICE_A_YEAR = "twice_a_year"
    YEARLY = "yearly"
    ON_EVENT = "on_event"


_WEEKS = {Frequency.WEEKLY: 1, Frequency.BIWEEKLY: 2}
_MONTHS = {
    Frequency.MONTHLY: 1,
    Frequency.BIMONTHLY: 2,
    Frequency.QUARTERLY: 3,
    Frequency.TWICE_A_YEAR: 6,
    Frequency.YEARLY: 12,
}
_AT_MONTHS = frozenset({Frequency.TWICE_A_YEAR, Frequency.YEARLY, Frequency.ONCE})
"""The rhythms whose months say when they come, not in which season."""


@dataclass(frozen=True, slots=True)
class Task:
    """One task of the upkeep plan. `id` is unique in its project; months are 1 to 12.

    An amendment lets a task begin on `since` and end on `until`, both included.
    """

    id: int
    words: str
    frequency: Frequency
    months: tuple[int, ...] = ()
    who: str = ""
    since: date | None = None
    until: date | None = None


def due_days(task: Task, start: date, end: date, weekday: int = 0) -> Iterator[date]:
    """Every day on which a task is due from `start` to `end`, both included, in order.

    `weekday` is 0 for Monday. The first day is the first such weekday a week or more after the
    start, so that no one is asked for upkeep on the day the work ends.
    """
    last = min(end, task.until or end)
    begun = task.since or start
    yield from (day for day in _due_days(task, start, last, weekday) if day >= begun)


def _due_days(task: Task, start: date, end: date, weekday: int) -> Iterator[date]:
    first = on_weekday(start + timedelta(days=7), weekday)
    match task.frequency:
        case Frequency.ON_EVENT:
            return
        case Frequency.WEEKLY | Frequency.BIWEEKLY:
            yield from _by_weeks(task, first, end)
        case Frequency.ONCE:
            yield from _first_of(_by_months(task, first, end, weekday))
        case _:
            yield from _by_months(task, first, end, weekday)


def on_weekday(day: date, weekday: int) -> date:
    """The day itself or the next one that is such a weekday."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _first_of(days: Iterator[date]) -> Iterator[date]:
    for day in days:
        yield day
        return


def _by_weeks(task: Task, first: date, end: date) -> Iterator[date]:
    day = first
    while day <= end:
        if not task.months or day.month in task.months:
            yield day
        day += timedelta(weeks=_WEEKS[task.frequency])


def _by_months(task: Task, first: date, end: date, weekday: int) -> Iterator[date]:
    month = first.replace(day=1)
    origin = month
    while month <= end:
        day = on_weekday(month, weekday)
        if first <= day <= end and _comes_in(task, origin, month):
            yield day
        month += relativedelta(months=1)


def _comes_in(task: Task, origin: date, month: date) -> bool:
    """Whether a task comes in a month, counted from the month of its first possible day."""
    if task.frequency in _AT_MONTHS and task.months:
        return month.month in task.months
    if task.frequency is Frequency.ONCE:
        return True
    since = (month.year - origin.year) * 12 + month.month - origin.month
    in_season = not task.months or month.month in task.months
    return in_season and since % _MONTHS[task.frequency] == 0
