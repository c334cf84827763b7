"""Which reminders a project needs in the years after its work: tasks, tips, anniversaries, renewal.

A task that nobody answered is asked about again; its next day is not added on top. So at most one
day of each task is open, and years of silence are one question, not hundreds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from dialogs.country import add_months
from dialogs.drought import is_watering, wet_day
from dialogs.following import Absence, Handled
from dialogs.project import Project, Side, State
from dialogs.setting import Reminder, Setting
from dialogs.tending import term_end
from dialogs.upkeep_days import Task, due_days, on_weekday

_GREEN = frozenset({"greening", "garden", "biodiversity", "compost"})
"""The categories for which a season brings work."""


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task that waits: the day of the plan it is about, and the day on which it is asked."""

    task: Task
    due: date
    day: date


def upkeep(project: Project, setting: Setting) -> Iterator[Reminder]:
    """Every reminder of the years of upkeep, the renewal's included."""
    end = term_end(project)
    if project.completed_at is None or end is None:
        return
    waiting = open_tasks(project, setting)
    yield from _tasks(project, setting, waiting)
    yield from _seasons(project, setting, end)
    yield from _yearly(project, setting, end)
    yield from _renewal(project, setting, end)
    if project.notice is None:
        return
    heard = project.notice.on + timedelta(days=setting.delays.notice_days)
    if project.notice.heard_on is None:
        yield Reminder(project.id, "staff_hearing", 1, setting.opening(heard))


def open_tasks(project: Project, setting: Setting) -> tuple[OpenTask, ...]:
    """For each task of those who carry the project, the next day that waits for a word."""
    end = term_end(project)
    if project.completed_at is None or end is None:
        return ()
    since = setting.local_day(project.completed_at)
    found = []
    for task in project.tasks:
        if task.who != Side.TOWN:
            days = due_days(task, since, end, setting.delays.upkeep_weekday)
            if (one := _open_task(project, task, days, setting)) is not None:
                found.append(one)
    return tuple(found)


def _open_task(
    project: Project, task: Task, days: Iterator[date], setting: Setting
) -> OpenTask | None:
    """The next day of a task that waits. What a drought moves out of its months is let go."""
    for due in _next_due(project, task, days):
        asked_on = _asked_on(project, task, due)
        day = _dry(project, task, asked_on, setting)
        if day is None:
            return None
        if day == asked_on or not task.months or day.month in task.months:
            return OpenTask(task, due, day)
    return None


def _dry(project: Project, task: Task, day: date, setting: Setting) -> date | None:
    """The day itself; in a drought, the next day of upkeep on which one may water.

    None while the town has not said when the drought ends.
    """
    if not project.droughts or not is_watering(task):
        return day
    wet = wet_day(project.droughts, day)
    if wet is None or wet == day:
        return wet
    return back_on(project, on_weekday(wet, setting.delays.upkeep_weekday))


def _next_due(project: Project, task: Task, days: Iterator[date]) -> Iterator[date]:
    """The days of the plan that come after the last word about this task.

    What is done late also stands for the days in between.
    """
    settled = [
        max(one.due, one.on)
        for one in project.upkeep_log
        if one.task == task.id and one.handled is not Handled.LATER
    ]
    last = max(settled, default=date.min)
    return (day for day in days if day > last)


def _asked_on(project: Project, task: Task, due: date) -> date:
    """The day of the plan, or the later one that was chosen; not while everyone is away."""
    put_off = [
        one.until
        for one in project.upkeep_log
        if (one.task, one.due, one.handled) == (task.id, due, Handled.LATER) and one.until
    ]
    return back_on(project, max((due, *put_off)))


def back_on(project: Project, day: date) -> date:
    """A day, or the first later one on which someone who carries the project, or a stand-in, is."""
    while away := [_absence(project, one, day) for one in project.carriers]:
        gone = [one for one in away if one is not None and not one.standin]
        if len(gone) < len(away):
            return day
        day = min(one.until for one in gone) + timedelta(days=1)
    return day


def _absence(project: Project, user_id: int, day: date) -> Absence | None:
    return next(
        (
            one
            for one in project.absences
            if one.user_id == user_id and one.since <= day <= one.until
        ),
        None,
    )


def present(project: Project, day: date) -> tuple[int, ...]:
    """Who can be asked on a day: those who carry it, or the stand-ins of those away."""
    found = []
    for one in project.carriers:
        absence = _absence(project, one, day)
        if absence is None:
            found.append(one)
        elif absence.standin:
            found.append(absence.standin)
    return tuple(dict.fromkeys(found)) or project.carriers


def asked(project: Project, day: date) -> tuple[int, ...]:
    """Who is asked about the upkeep on a day: one person, one in turn, or all."""
    people = present(project, day)
    if project.upkeep_by == "all" or len(people) == 1:
        return people
    if project.upkeep_by == "turns":
        settled = {one.due for one in project.upkeep_log if one.handled is not Handled.LATER}
        return (people[len(settled) % len(people)],)
    return people[:1]


def _tasks(project: Project, setting: Setting, waiting: Iterable[OpenTask]) -> Iterator[Reminder]:
    delays = setting.delays
    for one in waiting:
        yield Reminder(project.id, "upkeep_due", 1, setting.opening(one.day))
        for kind, days in (
            ("upkeep_again", delays.upkeep_again_days),
            ("upkeep_late", (delays.upkeep_late_days,)),
            ("upkeep_formal", delays.upkeep_formal_days),
        ):
            for rank, later in enumerate(days, 1):
                day = one.day + timedelta(days=later)
                if one.task.until is None or day <= one.task.until:
                    yield Reminder(project.id, kind, rank, setting.opening(day))


def _seasons(project: Project, setting: Setting, end: date) -> Iterator[Reminder]:
    if project.dossier.get("category") not in _GREEN or project.completed_at is None:
        return
    since = setting.local_day(project.completed_at)
    for year in range(since.year, end.year + 1):
        for rank, month in enumerate(setting.delays.season_tip_months, 1):
            day = date(year, month, 1)
            if since < day <= end:
                yield Reminder(project.id, "season_tip", rank, setting.opening(day))


def _yearly(project: Project, setting: Setting, end: date) -> Iterator[Reminder]:
    """The anniversary for those who carry it; the town's own yearly check."""
    if project.completed_at is None:
        return
    since = setting.local_day(project.completed_at)
    checks = any(
        (one.side, one.kind) == (Side.TOWN, "yearly_check")
        for one in project.commitments
        if one.ended_on is None
    )
    for years in count(1):
        day = add_months(since, 12 * years)
        if day > end:
            return
        yield Reminder(project.id, "anniversary", years, setting.opening(day))
        if checks:
            yield Reminder(project.id, "town_check_due", years, setting.opening(day))


def _renewal(project: Project, setting: Setting, end: date) -> Iterator[Reminder]:
    for rank, days in enumerate(setting.delays.renewal_ask_days, 1):
        day = end - timedelta(days=days)
        yield Reminder(project.id, "renewal_ask", rank, setting.opening(day))
    if project.state is State.RENEWAL:
        over = setting.opening(end + timedelta(days=1))
        yield Reminder(project.id, "staff_term_over", 1, over)
