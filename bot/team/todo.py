"""/todo: what waits for me, what waits for us, since when, the most late first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from bot import letters
from bot.desk import Desk
from bot.incoming import Told
from bot.team.colleagues import bench_button
from bot.team.group import answer
from bot.town import Town
from dialogs.buttons import Button, Screen
from dialogs.project import Project, State
from dialogs.showing import shorten
from dialogs.todo import Task, tasks
from dialogs.wording import Voice
from storage.work import Work

SHOWN = 12
"""How many tasks of each kind are shown; the number of all is said."""

_OPEN = frozenset(State) - {State.DRAFT, State.REFUSED, State.WITHDRAWN, State.CLOSED}


async def all_tasks(town: Town, work: Work) -> tuple[Task, ...]:
    """Everything that waits for the team."""
    projects = await work.projects_in(_OPEN)
    today = town.setting.local_day(work.now)
    return tasks(projects, town.setting, town.rules, today)


async def in_group(town: Town, work: Work, message: Told, argument: str) -> None:
    """Answer /todo in the group: for the writer by name, then for anyone."""
    del argument
    screen = await _screen(town, work, message.person.id, buttons=False)
    answer(town, work, message, screen)


async def in_private(desk: Desk, argument: str) -> None:
    """Answer /todo in private, with a button that opens each dossier on the bench."""
    del argument
    screen = await _screen(desk.town, desk.work, desk.resident.user_id, buttons=True)
    desk.work.send(desk.resident.user_id, letters.text(screen))


async def _screen(town: Town, work: Work, user_id: int, *, buttons: bool) -> Screen:
    say = town.staff_voice
    roles = town.team.roles_of(user_id)
    waiting = [one for one in await all_tasks(town, work) if one.is_for(user_id, roles)]
    mine = [one for one in waiting if one.is_own(user_id)]
    ours = [one for one in waiting if not one.is_own(user_id)]
    if not waiting:
        return Screen(say("Nothing waits for you. Everything is in good hands."))
    parts = []
    if mine:
        parts.append(listed(town, work, say("<b>Waits for you</b>"), mine))
    if ours:
        parts.append(listed(town, work, say("<b>Waits for someone of you</b>"), ours))
    rows = _rows([*mine, *ours]) if buttons else ()
    return Screen(Markup("\n\n").join(parts), rows)


def listed(town: Town, work: Work, head: Markup, waiting: Sequence[Task]) -> Markup:
    """Tasks under a heading, a line each; the number of those that are not shown."""
    say = town.staff_voice
    lines = [head, *(_line(town, work, task, say) for task in waiting[:SHOWN])]
    more = len(waiting) - SHOWN
    if more > 0:
        lines.append(say.count("… and {n} more.", "… and {n} more.", more))
    return Markup("\n").join(lines)


def _line(town: Town, work: Work, task: Task, say: Voice) -> Markup:
    today = town.setting.local_day(work.now)
    late = task.days_late(today)
    words = say(
        "• {number} {title}: {what}, since {date}",
        number=task.project.number,
        title=shorten(task.project.title, 50),
        what=say.plain(task.what),
        date=say.short_date(task.since),
    )
    if late > 0:
        words += Markup(" ") + say.count("(<b>{n} day late</b>)", "(<b>{n} days late</b>)", late)
    return words


def _rows(waiting: Iterable[Task]) -> tuple[tuple[Button, ...], ...]:
    projects: dict[int, Project] = {}
    for task in waiting:
        projects.setdefault(task.project.id, task.project)
    return tuple(
        (bench_button(one, "open", shorten(f"{one.number} {one.title}", 40)),)
        for one in list(projects.values())[:8]
    )
