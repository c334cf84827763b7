"""What residents do in their private chat: each message and button finds what answers it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from markupsafe import Markup

from bot import (
    blocked,
    commands,
    counter,
    departures,
    dossiers,
    errands,
    followup_taps,
    forget,
    letters,
    notice,
    pause,
    project_screens,
    promising,
    replies,
    together,
)
from bot.desk import Desk, lost_fact
from bot.forms import toast
from bot.incoming import Command, Reachable, Tapped, Told
from bot.signing import preparing, verifying
from bot.team import bench, forms, offers
from bot.throttle import Verdict
from bot.town import Town
from dialogs.buttons import Screen, decode
from dialogs.events import Event, Pressed
from dialogs.project import State
from storage import facts
from storage.work import Work

_BUTTONS: Mapping[str, Callable[[Desk, Tapped], Awaitable[str]]] = {
    "j.": together.button,
    "k.": counter.button,
    "s.": dossiers.similar_button,
    "f.": forget.tapped,
    "p.": project_screens.tapped,
    "u.": followup_taps.tapped,
}
"""What answers a button that is not a form's, by the beginning of its data."""


async def told(town: Town, work: Work, message: Told) -> str:
    """Answer a message in a private chat; return the outcome for the log."""
    desk = await Desk.open(town, work, message.person)
    verdict = town.throttle.look_at(message, work.now)
    if verdict is not Verdict.READ:
        return _too_fast(desk, verdict)
    if desk.resident.blocked_since is not None:
        return await blocked.told(desk, message)
    notice.show_if_new(desk)
    if unread := town.throttle.take_unread(message.person.id):
        desk.send(_unread(desk, unread))
    if not isinstance(message.content, Command) and (sent := verifying.wanted(message.content)):
        return await verifying.take(desk, sent)
    if (outcome := await replies.told(desk, message)) is not None:
        return outcome
    if message.edited:
        say = desk.say
        note = say(
            "You changed an earlier message. I keep what you sent first. To change an "
            "answer, use “See my answers” in the help."
        )
        await desk.show_present(note)
        return "edit_noted"
    if isinstance(message.content, Command):
        return await commands.run(desk, message.content)
    return await event(desk, message.content)


def _too_fast(desk: Desk, verdict: Verdict) -> str:
    """Ask a person who floods us to wait, once."""
    if verdict is Verdict.FIRST_TOO_MANY and desk.resident.blocked_since is None:
        say = desk.say
        desk.send(
            say(
                "That is a lot of messages at once: I have not read the last one. Please wait a "
                "minute, then go on."
            )
        )
    return "too_fast"


def _unread(desk: Desk, count: int) -> Markup:
    say = desk.say
    return say.count(
        "I did not read {n} message that came too fast. Please send it again if it matters.",
        "I did not read {n} messages that came too fast. Please send again what matters.",
        count,
    )


async def tapped(town: Town, work: Work, tap: Tapped) -> str:
    """Answer a button pressed in a private chat; return the outcome for the log."""
    match tap.data.partition(".")[0]:
        case "w":
            return await bench.tapped(town, work, tap)
        case "g":
            return await forms.suggest(town, work, tap)
        case "v":
            return await preparing.tapped(town, work, tap)
        case "o":
            return await offers.pressed(town, work, tap)
    desk = await Desk.open(town, work, tap.person)
    if desk.resident.blocked_since is not None:
        return await blocked.tapped(desk, tap)
    notice.show_if_new(desk)
    if tap.data.startswith("a."):
        return await replies.tapped(desk, tap)
    if desk.resident.answering is not None:
        desk.change(answering=None)
    if tap.data.startswith("h."):
        return await home_button(desk, tap)
    if tap.data.startswith("p."):
        return await project_screens.tapped(desk, tap)
    if tap.data.startswith("f."):
        return await forget.tapped(desk, tap)
    if tap.data.startswith("u."):
        return await followup_taps.tapped(desk, tap)
    if (button := _BUTTONS.get(tap.data[:2])) is not None:
        return await button(desk, tap)
    token = decode(tap.data)
    held = await work.session(token.session) if token else None
    if held is None or held.owner != tap.person.id or held.chat_id != tap.chat_id:
        toast(work, tap, desk.say.plain("This button is no longer in use."))
        await desk.show_present()
        return "unknown_button"
    if held.ended_at is not None:
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
        await departures.unreachable(town, work, change.person.id)
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
        await departures.unreachable(town, work, user_id)
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
    for project in await work.projects_filed_by(user_id):
        words = say(
            "{number}, “{title}”: whoever filed this dossier has blocked the robot, and messages "
            "for the resident wait there. Please use the telephone or the post.",
            number=project.number,
            title=project.title,
        )
        work.send(town.group.id, letters.text(Screen(words)))
        await facts.store(work.transaction, lost_fact(user_id), work.now.isoformat())


async def home_button(desk: Desk, tap: Tapped) -> str:
    """Do what a button of the home screens says."""
    _, act, *rest = [*tap.data.split("."), ""]
    toast(desk.work, tap)
    match act:
        case "new":
            await dossiers.new_idea(desk, tap)
        case "go":
            await errands.go_on(desk, rest[0], tap)
        case "promise":
            await promising.pressed(desk, rest[0])
        case "list":
            await project_screens.list_projects(desk, tap)
        case "awake":
            await pause.end(desk, tap)
        case "contact":
            await errands.write_to_someone(desk, tap)
        case "lang" if rest[0] in desk.town.book.wording.languages:
            await errands.speak(desk, rest[0], tap)
        case _:
            await desk.show_present(tap=tap)
    return f"home_{act}"


async def event(desk: Desk, event: Event) -> str:
    """Give what a person sent to the form in front of them, or say what can be done."""
    held = await desk.in_front()
    if held is not None:
        return await dossiers.step(desk, held, event)
    note = None
    if desk.resident.adult:
        note = desk.say("I did not understand. Please choose with the buttons.")
    await desk.show_present(note)
    return "no_form"
