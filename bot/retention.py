"""Keeping nothing longer than the town says: warnings first, then what they announced.

A warning that could only be given late, because its person was on holiday, moves what it announces.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from markupsafe import Markup

from bot import bearers, letters
from bot.followup_kinds import Due
from bot.forms import Place, show
from bot.projects import act
from bot.town import Town
from dialogs.buttons import Button, Screen
from dialogs.due_retention import WARNED_BY, kept_until, warned_for
from dialogs.forgetting import Anonymise, Expire
from dialogs.project import Project
from dialogs.rights import CLOCK
from dialogs.spoken import words_of
from dialogs.wording import Voice
from storage import media, reminders, sessions, words
from storage.outbox import BROADCAST
from storage.sessions import Held
from storage.work import Work


async def must_wait(work: Work, due: Due) -> datetime | None:
    """Until when an erasure has to wait, because its warning came late or not at all."""
    warning = WARNED_BY.get(due.reminder.kind)
    if warning is None or (not due.project.number and due.reminder.kind == "anonymise"):
        return None
    at = await reminders.said_at(work.transaction, due.project.id, warning, due.reminder.due_at)
    if at is None:
        return due.town.setting.opening(due.today + timedelta(days=1))
    setting = due.town.setting
    day = setting.local_day(at) + warned_for(due.reminder.kind, setting)
    return setting.opening(day) if due.today < day else None


async def fall_due(work: Work, due: Due) -> None:
    """Say or do what retention asks of one project now."""
    match due.reminder.kind:
        case "draft_warning":
            await _warn_of_draft(work, due)
        case "draft_erase":
            await _erase_draft(work, due)
        case "erase_notice":
            await _give_notice(work, due)
        case _:
            await act(due.town, work, due.project, Anonymise(), CLOCK)
            await _forget_words(work, due.project)


async def _warn_of_draft(work: Work, due: Due) -> None:
    town, project = due.town, due.project
    held, say = await _form(work, project), await _voice(town, work, project.speaker)
    if held is None:
        return
    since = project.active_on or town.setting.local_day(project.created_at)
    day = max(
        since + timedelta(days=town.setting.delays.draft_erase_days),
        due.today + warned_for("draft_erase", town.setting),
    )
    words = say(
        "Your draft “{title}” has waited for a long time. I erase it on {date}. To keep it, go "
        "on: one answer is enough.",
        title=_title(held, say),
        date=say.date(day),
    )
    button = Button(say.plain("Continue"), f"h.go.{held.session.id}")
    await _tell(work, due, Screen(words, ((button,),)))


async def _erase_draft(work: Work, due: Due) -> None:
    project, town = due.project, due.town
    held, say = await _form(work, project), await _voice(town, work, project.speaker)
    title = _title(held, say)
    bearer = await work.resident(project.speaker)
    if held is not None and bearer is not None and bearer.session_id == held.session.id:
        work.put_resident(replace(bearer, session_id=None))
    await act(town, work, project, Expire(), CLOCK)
    await _forget_words(work, project)
    words = say(
        "Your draft “{title}” is erased, as I had told you. A new idea is always welcome: /new",
        title=title,
    )
    if project.speaker:
        work.send(project.speaker, letters.text(Screen(words)), priority=BROADCAST)


async def _give_notice(work: Work, due: Due) -> None:
    town, project = due.town, due.project
    say = await _voice(town, work, project.speaker)
    kept = kept_until(project, town.setting)
    day = due.today + warned_for("anonymise", town.setting)
    words = say(
        "“{title}” ({number}) ended a while ago. On {date} I erase your name and your words from "
        "it, as the notice on your data says. To keep a copy, write /mydata before.",
        title=project.title,
        number=project.number,
        date=say.date(max(kept, day) if kept else day),
    )
    await _tell(work, due, Screen(words))


async def _tell(work: Work, due: Due, screen: Screen) -> None:
    """Write to the bearer; it counts as the reminder of the day."""
    if bearers.has_no_account(due.project) and due.project.number:
        await bearers.by_staff(due.town, work, due.project, screen)
        return
    user_id = due.project.speaker
    resident = await work.resident(user_id)
    if resident is None:
        return
    await show(work, Place(user_id, f"due:{user_id}:{due.project.id}"), screen, priority=BROADCAST)
    work.put_resident(replace(resident, reminded_on=due.today))


async def _form(work: Work, project: Project) -> Held | None:
    """The form of a draft."""
    held = await work.sessions_of(project.id)
    return next((one for one in held if one.session.root.dialog == "idea"), None)


async def _forget_words(work: Work, project: Project) -> None:
    """Delete what stands beside a project in words of its people."""
    transaction = await work.settle()
    await words.forget_project(transaction, project.id)
    await media.erase_dossier(transaction, project.id)
    work.files_wait = True
    await sessions.forget_project(transaction, project.id)


def _title(held: Held | None, say: Voice) -> str | Markup:
    title = words_of(held.session.root.answers.get("title")) if held is not None else ""
    return title or say.plain("an idea without a name")


async def _voice(town: Town, work: Work, user_id: int) -> Voice:
    resident = await work.resident(user_id)
    return town.voice(resident.language) if resident else town.staff_voice
