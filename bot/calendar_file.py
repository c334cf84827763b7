"""The upkeep of a project as an .ics file, for the calendar of a telephone."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from itertools import groupby

from icalendar import Calendar, Event

from bot import letters
from bot.desk import Desk
from bot.town import Town
from dialogs.due_upkeep import open_tasks
from dialogs.project import Project, Side
from dialogs.showing import place_words, shorten
from dialogs.tending import term_end
from dialogs.upkeep_days import due_days
from dialogs.wording import Voice

AHEAD = timedelta(days=400)
"""How far ahead the file goes; it can be asked for again at any time."""


def ics(town: Town, project: Project, now: datetime, say: Voice) -> bytes:
    """Every day on which upkeep is due from now on, one entry a day, as iCalendar (RFC 5545)."""
    calendar = Calendar()
    calendar.add("prodid", "-//Fifty-Fifty//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", project.title)
    place = place_words(project.dossier.get("place") or {}, say)
    for day, tasks in _days(town, project, town.setting.local_day(now)):
        event = Event()
        event.add("uid", f"{project.id}-{day.isoformat()}@fifty-fifty")
        event.add("dtstamp", now)
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", shorten(", ".join(tasks), 200))
        event.add("description", f"{project.number} {project.title}".strip())
        if place:
            event.add("location", shorten(place, 200))
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _days(town: Town, project: Project, today: date) -> list[tuple[date, list[str]]]:
    """The days with their tasks, those already done left out."""
    end = term_end(project)
    if end is None or project.completed_at is None:
        return []
    since = town.setting.local_day(project.completed_at)
    first = {one.task.id: one for one in open_tasks(project, town.setting)}
    until = min(end, today + AHEAD)
    found: list[tuple[date, str]] = []
    for task in project.tasks:
        if task.who == Side.TOWN or task.id not in first:
            continue
        start = first[task.id]
        days = due_days(task, since, until, town.setting.delays.upkeep_weekday)
        found.append((start.day, task.words))
        found += [(day, task.words) for day in days if day > start.due and day > start.day]
    coming = sorted(one for one in found if today <= one[0] <= until)
    return [
        (day, [words for _, words in same]) for day, same in groupby(coming, lambda one: one[0])
    ]


async def send(desk: Desk, project: Project) -> None:
    """Send the calendar of a project to someone who carries it."""
    made = ics(desk.town, project, desk.work.now, desk.say)
    sha256 = await asyncio.to_thread(desk.town.files.keep, made, ".ics")
    caption = desk.say("The days of the upkeep, for the calendar of your telephone.")
    name = desk.say.plain("upkeep.ics")
    payload = letters.file("document", sha256=sha256, name=name, caption=caption)
    desk.work.send(desk.resident.user_id, payload)
