"""Letting an action happen to a project: the table decides, and everything that follows is kept."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from bot import card, decision_letters, group_words, letters, render, telling
from bot.team.colleagues import tell_colleague
from bot.team.group import card_slot, place, shape_topic, to_group
from bot.town import Town
from dialogs.buttons import Screen
from dialogs.calendar import reminders
from dialogs.forgetting import NOBODY, Anonymise, Forget
from dialogs.lifecycle import Action, apply
from dialogs.outcomes import (
    Refused,
    TellBearer,
    TellCarriers,
    TellColleague,
    TellStaff,
    UpdateCard,
)
from dialogs.project import Project
from dialogs.rights import CLOCK, Actor, Why
from storage import notes
from storage.journal import Entry
from storage.work import Work


async def act(
    town: Town, work: Work, project: Project, action: Action, actor: Actor
) -> Project | Why:
    """Apply an action; return the project after it, or why it was refused."""
    outcome = apply(project, action, actor, work.now, town.rules)
    if isinstance(outcome, Refused):
        return outcome.why
    after = outcome.project
    keep(town, work, project, after)
    for record in outcome.records:
        work.write_journal(
            Entry(
                work.now,
                actor.key,
                record.action,
                after.id,
                record.before.value,
                record.after.value,
                "" if _resident(project, actor) else record.reason,
            )
        )
    if isinstance(action, Forget | Anonymise):
        await notes.forget(await work.direct(), after.id)
    for effect in outcome.effects:
        match effect:
            case TellBearer("received"):
                receipt = tell_bearer(town, work, after, "received")
                after = replace(after, ack_text=str(receipt))
                work.put_project(after)  # the law wants the receipt kept as it was sent
            case TellBearer(what):
                tell_bearer(town, work, after, what)
            case TellCarriers(what, but):
                await tell_carriers(town, work, after, what, but)
            case TellStaff("withdrawn"):
                slot = await ask_slot(work, project.bearer) if after.reason else ""
                await _tell_group(town, work, after, group_words.withdrawn(town, after), slot)
            case TellStaff("referent_left"):
                await _tell_group(town, work, after, group_words.referent_left(town, after))
            case TellStaff(what):
                await tell_staff(town, work, after, what)
            case TellColleague(user_id, what):
                await tell_colleague(town, work, after, user_id, what)
            case UpdateCard():
                await update_card(town, work, after)
    return after


def _resident(project: Project, actor: Actor) -> bool:
    """Whether a resident acts: their words stay with the project, where they can be erased."""
    return actor.user_id == project.bearer or (not actor.roles and actor != CLOCK)


def keep(town: Town, work: Work, before: Project | None, after: Project) -> None:
    """Keep a project as it is now, and its reminders with it."""
    work.put_project(after)
    wanted = reminders(after, town.setting)
    if before is None or wanted != reminders(before, town.setting):
        work.want_reminders(after.id, wanted)


async def note_activity(town: Town, work: Work, project_id: int) -> None:
    """Note that the bearer has touched their draft today: what waits for an idle one moves."""
    today = town.setting.local_day(work.now)
    project = await work.project(project_id)
    if project is not None and project.active_on != today:
        keep(town, work, project, replace(project, active_on=today))


async def tell_carriers(
    town: Town, work: Work, project: Project, what: str, but: int | None = None
) -> None:
    """Write to everyone who carries a project, each in their language."""
    for user_id in project.carriers:
        if user_id != but:
            resident = await work.resident(user_id)
            say = town.voice(resident.language if resident else project.language)
            part = telling.to_carriers(town, project, what, say)
            slot = f"due:{user_id}:{project.id}"
            old = await work.message(slot)
            payload = letters.show(Screen(part.words, part.rows), fresh=True, old=old, note=True)
            work.send(user_id, payload, slot=slot)


async def tell_staff(town: Town, work: Work, project: Project, what: str) -> None:
    """Speak in the staff group, under the project's card."""
    await to_group(town, work, Screen(telling.to_staff(town, project, what)), project)


async def ask_slot(work: Work, user_id: int) -> str:
    """The slot of a message that brings a resident's words to the group.

    A reply to it reaches them, and their words can be erased from it.
    """
    return f"ask:{user_id}:{await work.count_up('asked')}"


async def _tell_group(
    town: Town, work: Work, project: Project, words: Markup, slot: str = ""
) -> None:
    """Speak in the staff group under the project's card."""
    await to_group(town, work, Screen(words), project, slot=slot)


def tell_bearer(town: Town, work: Work, project: Project, what: str) -> Markup:
    """Write to the person who carries a project; return the words."""
    say = town.voice(project.language)
    words = render.to_bearer(town, project, what, say)
    if project.bearer != NOBODY:
        rows = decision_letters.offer_rows(project, say) if what == "offer" else ()
        work.send(project.bearer, letters.text(Screen(words, rows)))
    return words


async def update_card(town: Town, work: Work, project: Project) -> None:
    """Bring the card in the staff group up to date, making it if there is none."""
    await shape_topic(town, work, project)
    slot = card_slot(project)
    message = await work.message(slot)
    payload = letters.show(card.card(town, project), fresh=False, message=message)
    work.send(town.group.id, await place(town, work, project, payload), slot=slot)
