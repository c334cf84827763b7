"""What residents do in their private chat: first words, commands, buttons, words to a person."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from bot import dossiers, home, inbox, letters
from bot.desk import Desk, lost_fact
from bot.forms import show, toast
from bot.incoming import Command, Reachable, Tapped, Told
from bot.town import Town
from dialogs import reading
from dialogs.buttons import Screen, decode
from dialogs.events import Event, MoveAsked, Pressed, Said
from dialogs.project import State
from dialogs.session import Asking
from storage import facts
from storage.sessions import Held
from storage.work import Work

ALIASES = {
    "aide": "help", "annuler": "cancel", "langue": "language", "nouveau": "new",
    "nouvelle": "new", "brouillons": "drafts", "projets": "projects", "donnees": "privacy",
    "confidentialite": "privacy", "retour": "back", "passer": "skip", "arreter": "stop",
    "reprendre": "start", "resume": "start", "continue": "start", "save": "stop",
}  # fmt: skip
"""French, and friendly, names of the commands."""

_MOVES = {"back": "back", "skip": "skip", "cancel": "cancel", "stop": "save", "help": "help"}
_FORM_ACTS = frozenset({"help", "cancel", "back", "skip", "stop"})


async def told(town: Town, work: Work, message: Told) -> str:
    """Answer a message in a private chat; return the outcome for the log."""
    desk = await Desk.open(town, work, message.person)
    if message.edited:
        say = desk.say
        note = say(
            "You changed an earlier message. I keep what you sent first. To change an "
            "answer, use “See my answers” in the help."
        )
        await desk.show_present(note)
        return "edit_noted"
    if isinstance(message.content, Command):
        return await command(desk, message.content)
    if isinstance(message.content, Said) and message.reply_to_bot and message.reply_to:
        slot = await work.slot_of(message.chat_id, message.reply_to) or ""
        if slot.startswith("said:"):
            return await reply_to_staff(desk, message.content.text)
    return await event(desk, message.content)


async def tapped(town: Town, work: Work, tap: Tapped) -> str:
    """Answer a button pressed in a private chat; return the outcome for the log."""
    desk = await Desk.open(town, work, tap.person)
    if tap.data.startswith("h."):
        return await home_button(desk, tap)
    token = decode(tap.data)
    held = await work.session(token.session) if token else None
    if held is None or held.owner != tap.person.id or held.chat_id != tap.chat_id:
        toast(work, tap, desk.say.plain("This button is no longer in use."))
        await desk.show_present()
        return "unknown_button"
    gone = held.session.root.dialog not in town.book.dialogs
    if held.ended_at is not None or gone:
        toast(work, tap, desk.say.plain("This form is already closed."))
        return "closed_form"
    if desk.resident.session_id != held.session.id:
        desk.face(held)
    return await dossiers.step(desk, held, Pressed(tap.data), tap)


async def reachable(town: Town, work: Work, change: Reachable) -> str:
    """Note that a person blocked the bot; when they are back, give them what they missed."""
    resident = await work.resident(change.person.id)
    if resident is None:
        return "stranger"
    if not change.reachable:
        work.put_resident(replace(resident, unreachable_since=work.now))
        return "blocked"
    desk = Desk(town, work, resident)
    await desk.welcome_back()
    await desk.show_present()
    return "returned"


async def bring_back(town: Town, work: Work, user_id: int, note: Markup | None = None) -> None:
    """Show a person's screen again at the end of their chat, after something else was said."""
    resident = await work.resident(user_id)
    if resident is not None:
        desk = Desk(town, work, resident)
        if await desk.present() is not None:
            await desk.show_present(note or desk.say("Here is where we were."))


async def lost(town: Town, work: Work, user_id: int) -> None:
    """Note that a person cannot be written to; staff learn it when an idea depends on them."""
    resident = await work.resident(user_id)
    if resident is None:
        return
    if resident.unreachable_since is None:
        work.put_resident(replace(resident, unreachable_since=work.now))
    if await facts.load(work.transaction, lost_fact(user_id)):
        return
    say = town.staff_voice
    for project in await work.projects_of(user_id):
        if project.number and project.state not in (State.CLOSED, State.WITHDRAWN):
            words = say(
                "{number}, “{title}”: the resident has blocked the robot and did not receive the "
                "last message. Please use the telephone or e-mail; it leaves by itself if they "
                "come back.",
                number=project.number,
                title=project.title,
            )
            work.send(town.group.id, letters.text(Screen(words)))
            await facts.store(work.transaction, lost_fact(user_id), work.now.isoformat())


async def command(desk: Desk, command: Command) -> str:
    """Do what a command says; an unknown one is said to be unknown."""
    name = ALIASES.get(command.name, command.name)
    held = await desk.present()
    if name in _FORM_ACTS and held is not None:
        return await dossiers.step(desk, held, MoveAsked(_MOVES[name]))
    match name:
        case "start":
            await _start(desk, held)
        case "new":
            await dossiers.new_idea(desk)
        case "language":
            screen = home.languages(desk.town, desk.say)
            await show(desk.work, desk.place, screen)
        case "privacy":
            desk.send(home.privacy(desk.town, desk.say))
            await desk.show_present()
        case "contact" if held is not None:
            return await dossiers.step(desk, held, MoveAsked("person"))
        case "contact":
            await _write_to_someone(desk)
        case "projects" | "drafts" if held is not None:
            desk.send(await desk.listing())
            await desk.show_present(desk.say("Here is where we were."))
        case "projects" | "drafts":
            await desk.to_home(await desk.listing())
        case "help":
            await desk.show_present(home.help_text(desk.town, desk.say))
        case _ if name in _FORM_ACTS:
            await desk.show_present(desk.say("No form is open at the moment."))
        case _:
            note = desk.say("I do not know this command. /help shows those I know.")
            await desk.show_present(note)
            return "unknown_command"
    return f"command_{name}"


async def reply_to_staff(desk: Desk, words: str) -> str:
    """Bring an answer to a staff member's message back to the group."""
    held = await desk.present()
    text = reading.clean(words)
    if text:
        await inbox.to_staff(desk.town, desk.work, desk.resident.user_id, text, held)
        await desk.show_present(desk.say("I have passed it on to the town hall."))
    else:
        await desk.show_present(desk.say("I received only spaces."))
    return "passed_on"


async def _start(desk: Desk, held: Held | None) -> None:
    if held is None:
        await desk.show_present()
        return
    if held.session.asking == Asking("paused"):
        held = replace(held, session=replace(held.session, asking=None, rev=held.session.rev + 1))
        desk.work.put_session(held)
    note = desk.say("Here is where we were.") if held.session.root.answers else None
    await desk.show_present(note)


async def home_button(desk: Desk, tap: Tapped) -> str:
    """Do what a button of the home screens says."""
    _, act, *rest = [*tap.data.split("."), ""]
    toast(desk.work, tap)
    match act:
        case "new":
            await dossiers.new_idea(desk, tap)
        case "go":
            await _go_on(desk, rest[0], tap)
        case "list":
            await desk.to_home(await desk.listing(), tap)
        case "contact":
            await _write_to_someone(desk, tap)
        case "lang" if rest[0] in desk.town.book.wording.languages:
            await _speak(desk, rest[0], tap)
        case _:
            await desk.show_present(tap=tap)
    return f"home_{act}"


async def _go_on(desk: Desk, session_id: str, tap: Tapped) -> None:
    held = await desk.work.session(session_id)
    known = held is not None and held.session.root.dialog in desk.town.book.dialogs
    if held is None or held.owner != desk.resident.user_id or held.ended_at or not known:
        await desk.show_present(desk.say("This form is already closed."), tap)
        return
    session = replace(held.session, asking=None, rev=held.session.rev + 1)
    held = replace(held, session=session, updated_at=desk.work.now)
    desk.work.put_session(held)
    desk.face(held)
    await desk.show_present(tap=tap)


async def _speak(desk: Desk, language: str, tap: Tapped) -> None:
    """Change the language of everything that is still to be said."""
    desk.change(language=language)
    for held in await desk.work.open_sessions(desk.resident.user_id, desk.resident.user_id):
        session = replace(held.session, language=language, rev=held.session.rev + 1)
        desk.work.put_session(replace(held, session=session))
    for project in await desk.work.projects_of(desk.resident.user_id):
        desk.work.put_project(replace(project, language=language))
    await desk.show_present(desk.say("We speak English now."), tap)


async def event(desk: Desk, event: Event) -> str:
    """Give what a person sent to the form in front of them, or say what can be done."""
    held = await desk.present()
    if held is not None:
        return await dossiers.step(desk, held, event)
    note = None
    if desk.resident.adult:
        note = desk.say("I did not understand. Please choose with the buttons.")
    await desk.show_present(note)
    return "no_form"


async def _write_to_someone(desk: Desk, tap: Tapped | None = None) -> None:
    """Open the short form of a message to a person, outside any other form."""
    if desk.resident.adult is not None:
        desk.begin("message", None)
    await desk.show_present(tap=tap)
