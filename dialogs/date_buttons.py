"""Months and days as buttons: a year of months, or one month's calendar with its pages."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Callable
from datetime import date, timedelta

from dialogs.buttons import Button
from dialogs.country import add_months
from dialogs.definition import DateStep, MonthStep
from dialogs.wording import Voice

Rows = list[tuple[Button, ...]]
Make = Callable[[str, str, str, str], Button]
"""Makes a button from its words, the step's id, the act and the value."""

MONTHS_SHOWN = 12
EARLIER, LATER = "◀", "▶"
BLANK = "·"
"""What stands in a calendar where there is no day to choose."""


def month_rows(step: MonthStep, day: str, say: Voice, make: Make) -> Rows:
    """The next months, three in a row."""
    first = date.fromisoformat(day).replace(day=1)
    months = [add_months(first, ahead) for ahead in range(min(MONTHS_SHOWN, step.within + 1))]
    buttons = [make(say.month(one), step.id, "set", one.strftime("%Y-%m")) for one in months]
    return [tuple(buttons[rank : rank + 3]) for rank in range(0, len(buttons), 3)]


def date_rows(step: DateStep, day: str, page: str | None, say: Voice, make: Make) -> Rows:
    """One month's days, Monday first, with the months before and after as pages."""
    today = date.fromisoformat(day)
    last = today + timedelta(days=step.within)
    shown = min(max(date.fromisoformat(page or day), today), last).replace(day=1)
    head = []
    if shown > today:
        head.append(make(EARLIER, step.id, "page", add_months(shown, -1).isoformat()))
    head.append(make(say.month(shown), step.id, "blank", ""))
    if add_months(shown, 1) <= last:
        head.append(make(LATER, step.id, "page", add_months(shown, 1).isoformat()))
    rows: Rows = [tuple(head)]
    for week in Calendar().monthdatescalendar(shown.year, shown.month):
        cells = tuple(_cell(step, one, shown, today, last, make) for one in week)
        if any(cell.label != BLANK for cell in cells):
            rows.append(cells)
    return rows


def _cell(step: DateStep, one: date, shown: date, today: date, last: date, make: Make) -> Button:
    if one.month != shown.month or not today <= one <= last:
        return make(BLANK, step.id, "blank", "")
    return make(str(one.day), step.id, "set", one.isoformat())
