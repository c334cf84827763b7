"""What happens in the staff group: each message and button finds what answers it.

Most messages are colleagues talking, and none of our business. Rights are checked where an action
is applied (`lifecycle`), not where a button is drawn.
"""

from __future__ import annotations

from bot import correspondence
from bot.forms import Place, run, show, toast
from bot.incoming import Command, Person, Tapped, Told
from bot.signing import preparing, team_forms
from bot.team import broadcast, decisions, forms, notes, roles
from bot.team.group import answer
from bot.town import Town
from dialogs.buttons import Screen, decode
from dialogs.effects import Close, Discard, Finish
from dialogs.events import Event, MoveAsked, Pressed, Said
from dialogs.view import gone_words
from dialogs.wording import N_
from storage.sessions import Held
from storage.work import Work


async def tapped(town: Town, work: Work, tap: Tapped) -> str:
    """Answer a button pressed in a group; return the outcome for the log."""
    if tap.chat_id != town.group.id:
        toast(work, tap)
        return "foreign_group"
    await town.team.see(work, tap.person.id, tap.person.name)
    match tap.data.partition(".")[0]:
        case "c":
            return await decisions.pressed(town, work, tap)
        case "r":
            return await roles.pressed(town, work, tap)
        case "b":
            return await broadcast.pressed(town, work, tap)
        case "n":
            return await notes.pressed(town, work, tap)
        case "a":
            return await correspondence.tapped(town, work, tap)
        case "g":
            return await forms.suggest(town, work, tap)
        case "v":
            return await preparing.tapped(town, work, tap)
    token = decode(tap.data)
    held = await work.session(token.session) if token else None
    say = town.staff_voice
    if held is None or held.chat_id != tap.chat_id or held.ended_at is not None:
        toast(work, tap, say.plain("This form is already closed."))
        return "closed_form"
    if held.owner != tap.person.id:
        toast(work, tap, say.plain("This form belongs to a colleague."))
        return "foreign_form"
    place = Place.staff(tap.chat_id, tap.person.id, tap.thread)
    return await _step(town, work, held, Pressed(tap.data), tap.person, place, tap)


async def told(town: Town, work: Work, message: Told) -> str:
    """Read a message in a group that is no command we know."""
    if isinstance(message.content, Command):
        return "not_for_us"  # `group_commands` has answered those we know
    if message.chat_id != town.group.id:
        return "not_for_us"
    if message.anonymous:
        return "not_for_us" if message.edited else _anonymous(town, work, message)
    await town.team.see(work, message.person.id, message.person.name)
    if not message.edited and message.reply_to is not None and message.reply_to_bot:
        if isinstance(message.content, Said) and notes.is_private(message.content.text):
            return await notes.command(town, work, message, notes.bare(message.content.text))
        slot = await work.slot_of(message.chat_id, message.reply_to) or ""
        if slot.startswith("gone:"):
            return _forgotten(town, work, message)
    if (outcome := await correspondence.told(town, work, message)) is not None:
        return outcome
    if message.edited:
        return "not_for_us"
    held = await _form_for(work, message)
    if held is None:
        return "not_for_us"
    return await _step(town, work, held, message.content, message.person, _place(message))


def _anonymous(town: Town, work: Work, message: Told) -> str:
    """Someone hides behind the group: what counts needs a name."""
    if not message.reply_to_bot:
        return "not_for_us"
    answer(town, work, message, town.staff_voice(NEEDS_A_NAME))
    return "anonymous"


NEEDS_A_NAME = N_(
    "You write as the group, without a name. A decision needs a name: please switch off "
    "“Remain anonymous” in the group's settings, then do it again."
)
"""What an anonymous administrator is told; said in `group_commands` too."""


def _forgotten(town: Town, work: Work, message: Told) -> str:
    """Tell a staff member that the resident whom they answer is forgotten."""
    say = town.staff_voice
    words = say("This person asked to be forgotten: I can no longer write to them.")
    answer(town, work, message, words)
    return "forgotten"


async def _form_for(work: Work, message: Told) -> Held | None:
    """The form that a message answers: the writer's own, by a reply to it or to no one."""
    if message.reply_to is not None and not message.reply_to_bot:
        return None
    held = await work.open_sessions(message.person.id, message.chat_id)
    return held[0] if held else None


def _place(message: Told) -> Place:
    return Place.staff(message.chat_id, message.person.id, message.thread)


async def cancel(town: Town, work: Work, message: Told) -> str:
    """Leave the form that a staff member is filling in the group."""
    held = await _form_for(work, message)
    if held is None:
        return "not_for_us"
    move = MoveAsked("cancel")
    return await _step(town, work, held, move, message.person, _place(message))


async def _step(
    town: Town,
    work: Work,
    held: Held,
    event: Event,
    person: Person,
    place: Place,
    tap: Tapped | None = None,
) -> str:
    project = await work.project(held.project_id) if held.project_id is not None else None
    dress = forms.dress(town, project)
    after, ended, outcome = await run(town, work, held, event, place, tap, dress)
    match ended:
        case Finish(dialog, answers) if dialog in team_forms.DIALOGS:
            outcome = await team_forms.finished_in_group(town, work, after, answers, person, tap)
        case Finish(_, answers):
            actor = town.actor(person.id, person.name)
            words, outcome = await forms.finish(town, work, after, answers, actor)
            await show(work, place, Screen(words), fresh=tap is None, tapped=tap)
        case Close():
            work.end_session(after)
            words = gone_words(town.staff_voice)
            await show(work, place, Screen(words), fresh=tap is None, tapped=tap)
        case Discard():
            work.end_session(after)
            say = town.staff_voice
            words = say("Nothing is put forward. Nothing has changed.")
            await show(work, place, Screen(words), fresh=tap is None, tapped=tap)
    return outcome
