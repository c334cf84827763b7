"""The buttons under a reminder of the upkeep: done, later, help, and its calendar."""

from __future__ import annotations

from datetime import date, timedelta

from markupsafe import Markup

from bot import calendar_file
from bot.desk import Desk
from bot.followup_buttons import Row, button, read_mark, task_rows
from bot.forms import toast
from bot.incoming import Tapped
from bot.projects import act
from bot.tap_answers import do, reply, today, waiting
from dialogs.due_upkeep import open_tasks
from dialogs.following import Handled
from dialogs.project import Project
from dialogs.rights import Actor, Why
from dialogs.showing import shorten
from dialogs.tending import AskForHelp, Handle
from dialogs.wording import N_

PUT_OFF = timedelta(days=7)
"""How far "in 7 days" moves a task."""


async def done(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    """A task is done: say when it comes next."""
    marked = read_mark(what)
    if marked is None:
        toast(desk.work, tap, desk.say.plain("This button is no longer in use."))
        return "unknown_button"
    action = Handle(marked.task, marked.due, Handled.DONE, today(desk))
    after = await do(desk, project, tap, action)
    if after is None:
        return "refused"
    words = [desk.say("Thank you! It is noted.")]
    words += [
        desk.say("Next time: {day}.", day=desk.say.date(one.day))
        for one in open_tasks(after, desk.town.setting)
        if one.task.id == marked.task
    ]
    left = waiting(desk, after)
    photo: Row = (button(desk.say, after, N_("Add a word, a photo"), "word"),)
    rows = (*task_rows(desk.say, after, left), photo)
    await reply(desk, after, tap, Markup("\n").join(words), rows)
    return "upkeep_done"


async def later(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    """Put off everything that waits: one word is enough for all of it."""
    del what
    until = today(desk) + PUT_OFF
    after = await _handle_all(desk, project, tap, Handled.LATER, until)
    if after is None:
        return "refused"
    words = desk.say("No problem. I ask you again on {day}.", day=desk.say.date(until))
    await reply(desk, after, tap, words)
    return "upkeep_later"


async def _handle_all(
    desk: Desk, project: Project, tap: Tapped, handled: Handled, until: date | None = None
) -> Project | None:
    tasks = waiting(desk, project)
    if not tasks:
        toast(desk.work, tap, desk.say.plain(Why.DONE_ALREADY))
        return None
    after: Project = project
    actor = Actor(desk.resident.user_id)
    for one in tasks:
        action = Handle(one.task.id, one.due, handled, today(desk), until)
        done = await act(desk.town, desk.work, after, action, actor)
        if isinstance(done, Why):
            toast(desk.work, tap, desk.say.plain(done))
            return None
        after = done
    toast(desk.work, tap)
    return after


async def ask_help(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    """Help is wanted with a task."""
    marked = read_mark(what)
    if marked is None:
        toast(desk.work, tap, desk.say.plain("This button is no longer in use."))
        return "unknown_button"
    if await do(desk, project, tap, AskForHelp(marked.task, marked.due)) is None:
        return "refused"
    words = desk.say(
        "The town hall knows it now, and so do those who carry the project with you. A person "
        "contacts you."
    )
    call: Row = (button(desk.say, project, N_("Call for hands"), "call"),)
    rows = task_rows(desk.say, project, waiting(desk, project))
    await reply(desk, project, tap, words, (call, *rows))
    return "upkeep_help"


async def calendar(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    """Show the next days of the upkeep, and send them as a calendar."""
    del what
    toast(desk.work, tap)
    lines = [desk.say("The next days of the upkeep:")]
    lines += [
        desk.say("• {day}: {task}", day=desk.say.date(one.day), task=shorten(one.task.words, 120))
        for one in sorted(open_tasks(project, desk.town.setting), key=lambda one: one.day)
    ]
    await reply(desk, project, tap, Markup("\n").join(lines))
    await calendar_file.send(desk, project)
    return "calendar"
