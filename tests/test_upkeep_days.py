"""On which days upkeep is due: weeks, months, seasons, leap years, the 31st."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.upkeep_days import Frequency, Task, due_days

START = date(2026, 5, 13)  # a Wednesday
END = date(2027, 5, 12)


def _days(frequency: str, *months: int, start: date = START, end: date = END) -> list[date]:
    task = Task(1, "arroser", Frequency(frequency), tuple(months))
    return list(due_days(task, start, end))


@pytest.mark.parametrize(
    ("frequency", "months", "count", "first", "last"),
    [
        ("weekly", (), 51, date(2026, 5, 25), date(2027, 5, 10)),
        ("weekly", (5, 6, 7, 8, 9), 21, date(2026, 5, 25), date(2027, 5, 10)),
        ("biweekly", (), 26, date(2026, 5, 25), date(2027, 5, 10)),
        ("monthly", (4, 5, 6, 7, 8, 9, 10), 7, date(2026, 6, 1), date(2027, 5, 3)),
        ("quarterly", (), 4, date(2026, 8, 3), date(2027, 5, 3)),
        ("yearly", (10,), 1, date(2026, 10, 5), date(2026, 10, 5)),
        ("twice_a_year", (3, 10), 2, date(2026, 10, 5), date(2027, 3, 1)),
        ("once", (9,), 1, date(2026, 9, 7), date(2026, 9, 7)),
        ("once", (), 1, date(2026, 6, 1), date(2026, 6, 1)),
    ],
)
def test_the_days_of_a_year(
    frequency: str, months: tuple[int, ...], count: int, first: date, last: date
) -> None:
    days = _days(frequency, *months)
    assert (len(days), days[0], days[-1]) == (count, first, last)


def test_what_is_needed_now_and_then_has_no_day() -> None:
    assert _days("on_event") == []


def test_years_go_by_with_their_leap_day() -> None:
    days = _days("yearly", 2, start=date(2024, 1, 31), end=date(2032, 12, 31))
    assert [day.year for day in days] == list(range(2025, 2033))
    assert all(day.month == 2 and day.weekday() == 0 and day.day <= 7 for day in days)


TASKS = st.builds(
    Task,
    id=st.just(1),
    words=st.just("t"),
    frequency=st.sampled_from(Frequency),
    months=st.lists(st.integers(1, 12), max_size=4, unique=True).map(tuple),
)
STARTS = st.dates(date(2024, 1, 1), date(2032, 12, 31))


@given(task=TASKS, start=STARTS, weekday=st.integers(0, 6), length=st.integers(0, 3000))
def test_days_are_in_order_on_one_weekday_in_the_chosen_months(
    task: Task, start: date, weekday: int, length: int
) -> None:
    end = start + timedelta(days=length)
    days = list(due_days(task, start, end, weekday))
    assert all(start + timedelta(days=7) <= day <= end for day in days)
    assert all(day.weekday() == weekday for day in days)
    assert all(before < after for before, after in pairwise(days))
    if task.months:
        assert all(day.month in task.months for day in days)
    longer = list(due_days(task, start, end + timedelta(days=400), weekday))
    assert longer[: len(days)] == days, "a longer term changes nothing before its end"
    if length >= 800 and task.frequency is not Frequency.ON_EVENT and not task.months:
        assert days
