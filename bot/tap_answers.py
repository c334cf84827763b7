"""What every answer to a button of a reminder needs: let it happen, say it, know the day."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from bot.desk import Desk
from bot.followup_buttons import Row
from bot.forms import Place, show, toast
from bot.incoming import Tapped
from bot.projects import act
from dialogs.buttons import Screen
from dialogs.due_upkeep import OpenTask, open_tasks
from dialogs.lifecycle import Action
from dialogs.project import Project
from dialogs.rights import Actor, Why


async def do(desk: Desk, project: Project, tap: Tapped, action: Action) -> Project | None:
    """Let the action happen; a refusal is said in a toast."""
    done = await act(desk.town, desk.work, project, action, Actor(desk.resident.user_id))
    if isinstance(done, Why):
        toast(desk.work, tap, desk.say.plain(done))
        return None
    toast(desk.work, tap)
    return done


async def reply(
    desk: Desk, project: Project, tap: Tapped, words: Markup, rows: tuple[Row, ...] = ()
) -> None:
    """Put the answer in place of the reminder that was pressed."""
    head = Markup("<b>{}</b> · {}").format(project.title, project.number)
    screen = Screen(Markup("\n\n").join((head, words)), rows)
    place = Place(desk.resident.user_id, f"due:{desk.resident.user_id}:{project.id}")
    await show(desk.work, place, screen, fresh=False, tapped=tap)


def today(desk: Desk) -> date:
    """The day it is in the town."""
    return desk.town.setting.local_day(desk.work.now)


def waiting(desk: Desk, project: Project) -> list[OpenTask]:
    """The tasks of the upkeep whose day has come."""
    day = today(desk)
    return [one for one in open_tasks(project, desk.town.setting) if one.day <= day]
