"""Private notes: words of the team about a project that never leave the group.

A note is written with /note, or by a reply that begins with "note:". It is shown again under a lock
and a line that says who cannot read it, and it can be taken back for a minute. Its words stand in
the table `notes` alone: neither the journal, nor a private chat, nor a letter holds them.
"""

from __future__ import annotations

from datetime import timedelta

from markupsafe import Markup

from bot import letters
from bot.forms import toast
from bot.incoming import Tapped, Told
from bot.team.group import answer, place, project_of
from bot.town import Town
from dialogs import reading
from dialogs.buttons import Button, Screen, to_base36
from dialogs.project import Project
from dialogs.rights import Why
from dialogs.showing import shorten
from dialogs.wording import N_
from storage import notes
from storage.journal import Entry
from storage.work import Work

TAKE_BACK = timedelta(seconds=60)
"""How long a note can be taken back."""

LONGEST = 2000

MARKS = ("note:", "note :", "interne:", "interne :", "privé:", "privé :", "private:")
"""How a reply begins that is a note and no answer to the resident."""


def is_private(words: str) -> bool:
    """Whether a message of the group begins as a private note."""
    return words.strip().casefold().startswith(MARKS)


def bare(words: str) -> str:
    """A private note without the mark that it begins with."""
    stripped = words.strip()
    mark = max((one for one in MARKS if stripped.casefold().startswith(one)), key=len, default="")
    return stripped[len(mark) :].strip()


async def command(town: Town, work: Work, message: Told, argument: str) -> str:
    """Write a note about the project that a message is about; alone, /note shows the notes."""
    say = town.staff_voice
    actor = town.actor(message.person.id, message.person.name)
    if not actor.roles:
        answer(town, work, message, say(Why.NOT_STAFF.value))
        return "refused_not_staff"
    project = await project_of(work, message, argument)
    if project is None:
        words = say(
            "Which dossier? Reply to its card, or write its number first, such as {example}.",
            example="/note 2026-014 …",
        )
        answer(town, work, message, words)
        return "note_on_what"
    text = reading.clean(argument.strip().removeprefix(project.number).strip())
    if not text:
        answer(town, work, message, await _all(town, work, project))
        return "notes_shown"
    text = shorten(text, LONGEST)
    note_id = await notes.add(
        await work.direct(), project.id, actor.user_id, actor.name, text, work.now
    )
    work.write_journal(Entry(work.now, actor.key, "note", project.id))
    await _show(town, work, project, note_id, _note(town, actor.name, text), message)
    return "note"


def _note(town: Town, name: str, text: str) -> Markup:
    say = town.staff_voice
    return Markup("\n").join(
        (
            say("🔒 <b>PRIVATE NOTE</b> of {name}", name=name),
            Markup("<blockquote>{}</blockquote>").format(text),
            say("<i>The resident does not see it. It stays in this group.</i>"),
        )
    )


async def _show(
    town: Town, work: Work, project: Project, note_id: int, words: Markup, message: Told
) -> None:
    label = town.staff_voice.plain("Take it back (60 s)")
    rows = ((Button(label, f"n.{to_base36(note_id)}"),),)
    payload = letters.text(Screen(words, rows), reply_to=message.message_id)
    if message.thread is not None:
        payload["topic"] = letters.topic("", message.thread, "")
    else:
        payload = await place(town, work, project, payload)
    work.send(town.group.id, payload, slot=f"note:{project.id}:{note_id}")


async def _all(town: Town, work: Work, project: Project) -> Markup:
    say = town.staff_voice
    found = await notes.load_of_project(await work.direct(), project.id)
    if not found:
        return say("There is no private note on {number}.", number=project.number)
    head = say("🔒 <b>PRIVATE NOTES</b> on {number}", number=project.number)
    lines = [
        Markup("• {}, {}: {}").format(
            one.author_name,
            say.short_moment(one.at.astimezone(town.setting.zone)),
            shorten(one.text, 400),
        )
        for one in found[-8:]
    ]
    return Markup("\n").join((head, *lines))


async def pressed(town: Town, work: Work, tap: Tapped) -> str:
    """Take a note back, for whoever wrote it and for a minute."""
    say = town.staff_voice
    code = tap.data.partition(".")[2]
    sound = code.isascii() and code.isalnum() and len(code) <= 12
    note = await notes.load(await work.direct(), int(code, 36)) if sound else None
    refused = None
    if note is None:
        refused = N_("This note was taken back already.")
    elif note.author != tap.person.id:
        refused = N_("Only the person who wrote it can take it back.")
    elif work.now - note.at > TAKE_BACK:
        refused = N_("It is too late to take it back.")
    if refused is not None or note is None:
        toast(work, tap, say.plain(refused or ""))
        return "note_kept"
    await notes.take_back(await work.direct(), note.id)
    work.write_journal(Entry(work.now, f"user:{tap.person.id}", "note_taken_back", note.project_id))
    toast(work, tap, say.plain("The note is taken back."))
    words = say("🔒 A private note was taken back.")
    payload = letters.show(Screen(words), fresh=False, message=tap.message_id)
    work.send(tap.chat_id, payload, slot=f"note:{note.project_id}:{note.id}")
    return "note_taken_back"
