"""What staff do in their group: take a dossier, put a decision forward, confirm it.

Rights are checked where the action is applied (`lifecycle`), not where the button is drawn.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from markupsafe import Markup

from bot import additions, inbox, letters, render, residents
from bot.forms import Place, new_session, run, show, toast
from bot.incoming import Command, Person, Tapped, Told
from bot.projects import act
from bot.town import Town
from dialogs.buttons import Screen, decode
from dialogs.country import add_months
from dialogs.deciding import Confirm, Object, Propose, Take
from dialogs.effects import Discard, Finish
from dialogs.events import Event, MoveAsked, Pressed, Said
from dialogs.lifecycle import Action, apply
from dialogs.outcomes import Refused
from dialogs.project import Project, Verdict
from dialogs.rights import Actor, Role, Why
from dialogs.view import view
from dialogs.wording import N_
from storage.journal import Entry
from storage.sessions import Held
from storage.work import Work

ROLE_NAMES = {
    Role.MEMBER: N_("member of the team"),
    Role.SERVICE: N_("technical service"),
    Role.ELECTED: N_("elected member"),
    Role.SIGNATORY: N_("signatory"),
    Role.ADMIN: N_("administrator"),
}

DONE = {
    "take": N_("You are in charge of it now."),
    "accept": N_("Noted."),
    "confirm": N_("Decided. The resident is told."),
    "object": N_("Noted: the dossier is open again."),
}
"""What the person who pressed reads for a moment."""


async def tapped(town: Town, work: Work, tap: Tapped) -> str:
    """Answer a button pressed in a group; return the outcome for the log."""
    if tap.chat_id != town.group.id:
        toast(work, tap)
        return "foreign_group"
    if tap.data.startswith("c."):
        return await _card_button(town, work, tap)
    token = decode(tap.data)
    held = await work.session(token.session) if token else None
    say = town.staff_voice
    if held is None or held.chat_id != tap.chat_id or held.ended_at is not None:
        toast(work, tap, say.plain("This form is already closed."))
        return "closed_form"
    if held.owner != tap.person.id:
        toast(work, tap, say.plain("This form belongs to a colleague."))
        return "foreign_form"
    return await _step(town, work, held, Pressed(tap.data), tap.person, tap)


async def told(town: Town, work: Work, message: Told) -> str:
    """Read a message in a group; most of them are colleagues talking, and none of our business."""
    if isinstance(message.content, Command):
        return "not_for_us"  # `group_commands` has answered those we know
    if message.chat_id != town.group.id or message.edited:
        return "not_for_us"
    if message.reply_to is not None and message.reply_to_bot:
        slot = await work.slot_of(message.chat_id, message.reply_to) or ""
        if slot.startswith("ask:"):
            return await _answer(town, work, message, slot)
        if slot.startswith("gone:"):
            return _forgotten(town, work, message)
    held = await _form_for(work, message)
    if held is None:
        return "not_for_us"
    return await _step(town, work, held, message.content, message.person)


async def _answer(town: Town, work: Work, message: Told, slot: str) -> str:
    """Bring a staff member's reply to the resident who wrote."""
    say = town.staff_voice
    actor = town.actor(message.person.id, message.person.name)
    outcome = "answered"
    if not actor.roles:
        words, outcome = say(Why.NOT_STAFF.value), "refused_not_staff"
    elif not isinstance(message.content, Said):
        words, outcome = say("I can only carry words for now. Please write them."), "not_words"
    else:
        user_id = await inbox.to_resident(town, work, slot, actor, message.content.text)
        await residents.bring_back(town, work, user_id)
        words = say("It is on its way to the resident.")
    work.send(message.chat_id, letters.text(Screen(words), reply_to=message.message_id))
    return outcome


def _forgotten(town: Town, work: Work, message: Told) -> str:
    """Tell a staff member that the resident whom they answer is forgotten."""
    say = town.staff_voice
    words = say("This person asked to be forgotten: I can no longer write to them.")
    work.send(message.chat_id, letters.text(Screen(words), reply_to=message.message_id))
    return "forgotten"


async def _form_for(work: Work, message: Told) -> Held | None:
    """The form that a message answers: the writer's own, by a reply to it or to no one."""
    if message.reply_to is not None and not message.reply_to_bot:
        return None
    held = await work.open_sessions(message.person.id, message.chat_id)
    return held[0] if held else None


async def cancel(town: Town, work: Work, message: Told) -> str:
    """Leave the form that a staff member is filling in the group."""
    held = await _form_for(work, message)
    if held is None:
        return "not_for_us"
    return await _step(town, work, held, MoveAsked("cancel"), message.person)


# -- the card --------------------------------------------------------------------------------------


async def _card_button(town: Town, work: Work, tap: Tapped) -> str:
    _, project_id, name, mark = [*tap.data.split("."), "", "", ""][:4]
    sound = project_id.isascii() and project_id.isalnum() and len(project_id) <= 12
    project = await work.project(int(project_id, 36)) if sound else None
    say = town.staff_voice
    if project is None:
        toast(work, tap, say.plain("This button is no longer in use."))
        return "unknown_button"
    actor = town.actor(tap.person.id, tap.person.name)
    if name == "read":
        return await _read_in_private(town, work, project, actor, tap)
    if name == "refuse":
        return await _begin_refusal(town, work, project, actor, tap)
    action = _action(town, work, name)
    if action is None:
        toast(work, tap, say.plain("This button is no longer in use."))
        return "unknown_button"
    if name in ("confirm", "object") and mark != render.proposal_mark(project):
        toast(work, tap, say.plain(Why.NOT_NOW))
        return "stale_button"
    after = await act(town, work, project, action, actor)
    if isinstance(after, Why):
        toast(work, tap, say.plain(after))
        return f"refused_{after.name.lower()}"
    toast(work, tap, say.plain(DONE[name]))
    return name


async def _read_in_private(
    town: Town, work: Work, project: Project, actor: Actor, tap: Tapped
) -> str:
    """Open the whole dossier in the private chat of one member of the team, and note it."""
    say = town.staff_voice
    if not actor.roles:
        toast(work, tap, say.plain(Why.NOT_STAFF))
        return "refused_not_staff"
    if await work.resident(actor.user_id) is None:
        toast(work, tap, say.plain("Write /start to me in private first, then press again."))
        return "no_private_chat"
    toast(work, tap, say.plain("The dossier is in your private chat with me."))
    work.send(actor.user_id, letters.text(Screen(render.dossier(town, project))))
    await additions.send_all(town, work, project, actor.user_id, say)
    work.write_journal(Entry(work.now, actor.key, "read_dossier", project.id))
    return "dossier_read"


def _action(town: Town, work: Work, name: str) -> Action | None:
    match name:
        case "take":
            return Take()
        case "accept":
            return Propose(Verdict.ACCEPT)
        case "confirm":
            return Confirm(appeal_on=_appeal_on(town, work))
        case "object":
            return Object()
        case _:
            return None


def _appeal_on(town: Town, work: Work) -> Any:
    """The last day to appeal against a decision that the resident learns today."""
    today = town.setting.local_day(work.now)
    return add_months(today, town.setting.country.appeal.months)


# -- the refusal's short form --------------------------------------------------------------------


async def _begin_refusal(
    town: Town, work: Work, project: Project, actor: Actor, tap: Tapped
) -> str:
    """Ask for the reason, of someone who may refuse; the right is checked again at the end."""
    say = town.staff_voice
    trial = Propose(Verdict.REFUSE, reason="x" * 20)
    outcome = apply(project, trial, actor, work.now, town.rules)
    if isinstance(outcome, Refused):
        toast(work, tap, say.plain(outcome.why))
        return f"refused_{outcome.why.name.lower()}"
    toast(work, tap, say.plain("Please write the reason in the group."))
    session = new_session(town, "refusal", say.language)
    for earlier in await work.open_sessions(actor.user_id, tap.chat_id):
        _end(work, earlier)
    held = Held(session, actor.user_id, tap.chat_id, project.id, work.now)
    work.put_session(held)
    place = Place.staff(tap.chat_id, actor.user_id)
    note = say(
        "{name}: refusal of {number}, “{title}”.",
        name=actor.name,
        number=project.number,
        title=project.title,
    )
    await show(work, place, view(town.book, session), note=note)
    return "refusal_begun"


async def _step(
    town: Town, work: Work, held: Held, event: Event, person: Person, tap: Tapped | None = None
) -> str:
    place = Place.staff(held.chat_id, held.owner)
    after, ended, outcome = await run(town, work, held, event, place, tap)
    match ended:
        case Finish(_, answers):
            return await _propose_refusal(town, work, after, answers, person, tap)
        case Discard():
            _end(work, after)
            say = town.staff_voice
            words = say("The refusal is not put forward. Nothing has changed.")
            await show(work, place, Screen(words), fresh=tap is None, tapped=tap)
    return outcome


async def _propose_refusal(
    town: Town,
    work: Work,
    held: Held,
    answers: Any,
    person: Person,
    tap: Tapped | None,
) -> str:
    _end(work, held)
    project = await work.project(held.project_id) if held.project_id is not None else None
    assert project is not None  # noqa: S101 - the refusal's form always has its project
    action = Propose(
        Verdict.REFUSE,
        reason=answers["reason"],
        alternative=answers.get("alternative") or "",
        appeal_on=_appeal_on(town, work),
    )
    after = await act(town, work, project, action, town.actor(person.id, person.name))
    say = town.staff_voice
    words: Markup
    if isinstance(after, Why):
        words = say(after.value)
    elif after.proposal is not None:
        words = say("The refusal of {number} waits for a second person.", number=project.number)
    else:
        words = say("Decided. The resident is told.")
    place = Place.staff(held.chat_id, held.owner)
    await show(work, place, Screen(words), fresh=tap is None, tapped=tap)
    return "refusal_proposed" if not isinstance(after, Why) else f"refused_{after.name.lower()}"


def _end(work: Work, held: Held) -> None:
    work.put_session(replace(held, ended_at=work.now))
