"""What follows when a file was fetched, or could not be: who is told, what is shown, what goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from markupsafe import Markup

from bot import letters, residents, sniffing, words
from bot.sniffing import Seen, Sort
from bot.team.group import card_slot
from bot.town import Town
from dialogs.attachments import taken_out, without
from dialogs.buttons import Screen
from dialogs.wording import N_, Voice
from storage import words as rows
from storage.media import Medium
from storage.words import Word
from storage.work import Work

_NAMES: Mapping[Sort, str] = {
    Sort.PICTURE: N_("a picture"),
    Sort.PDF: N_("a PDF document"),
    Sort.DOCUMENT: N_("a document"),
    Sort.SOUND: N_("a recording"),
    Sort.FILM: N_("a film"),
}


async def follow_up(town: Town, work: Work, medium: Medium, seen: Seen | None) -> None:
    """Do what a file's new state asks for."""
    word = None
    if medium.word_id is not None:
        word = await rows.load(await work.direct(), medium.word_id)
    match medium.state:
        case "refused":
            await _refused(town, work, medium, seen, word)
        case "lost":
            await _lost(town, work, medium, word)
        case _:
            await _tell_true_kind(town, work, medium, seen)
            if word is not None and word.side == "resident" and medium.kind == "document":
                await _show_document(town, work, word, medium)


async def _show_document(town: Town, work: Work, word: Word, medium: Medium) -> None:
    if word.kind not in ("held", "kept_back"):
        await words.send_checked(town, work, word, medium)


async def _tell(town: Town, work: Work, user_id: int, plain: Markup) -> None:
    """Say something to who sent a file, with what was in front of them again below it."""
    resident = await work.resident(user_id)
    if resident is None:
        return
    if resident.session_id is None:
        work.send(user_id, letters.text(Screen(plain)))
    else:
        await residents.bring_back(town, work, user_id, plain)


async def _voice_of(town: Town, work: Work, user_id: int) -> Voice:
    resident = await work.resident(user_id)
    return town.voice(resident.language) if resident else town.staff_voice


async def _tell_true_kind(town: Town, work: Work, medium: Medium, seen: Seen | None) -> None:
    """A file that is something else than its name says is kept all the same; its sender knows."""
    said = sniffing.claimed(medium.name)
    if medium.kind != "document" or seen is None or seen.sort not in _NAMES or said not in _NAMES:
        return
    if said is seen.sort:
        return
    say = await _voice_of(town, work, medium.person)
    note = say(
        "By its name “{name}” is {said}, but in truth it is {truth}. The town hall receives it as "
        "it is. If you meant another file, please send that one.",
        name=medium.name,
        said=say.plain(_NAMES[said]),
        truth=say.plain(_NAMES[seen.sort]),
    )
    await _tell(town, work, medium.person, note)


# -- files that we do not keep ---------------------------------------------------------------------


async def _refused(
    town: Town, work: Work, medium: Medium, seen: Seen | None, word: Word | None
) -> None:
    """Take a file that no one should open out of the answers, and tell who sent it."""
    program = seen is not None and seen.sort is Sort.PROGRAM
    say = await _voice_of(town, work, medium.person)
    name = medium.name or say.plain("(file)")
    if program:
        note = say(
            "“{name}” is a program, or a page that acts like one. For everyone's safety I do not "
            "keep it. Please send a photo or a PDF.",
            name=name,
        )
    else:
        note = say(
            "I cannot tell what kind of file “{name}” is, so I do not keep it. Please send a photo "
            "or a PDF.",
            name=name,
        )
    await _take_out(work, medium)
    if word is not None and word.side == "staff":
        work.send(word.chat_id, letters.text(Screen(note), reply_to=word.message_id))
        return
    await _tell(town, work, medium.person, note)
    if word is not None and word.kind not in ("held", "kept_back"):
        say = town.staff_voice
        text = say("I did not pass on “{name}”: it may be harmful. The resident knows.", name=name)
        shown = await work.message(word.slot)
        work.send(town.group.id, letters.text(Screen(text), reply_to=shown))


async def _take_out(work: Work, medium: Medium) -> None:
    """Take a file out of the form and of the dossier that hold it."""
    if medium.project_id is None or medium.word_id is not None:
        return
    for held in await work.sessions_of(medium.project_id):
        session = taken_out(held.session, medium.file_unique_id)
        if session is not held.session:
            work.put_session(replace(held, session=session))
    project = await work.project(medium.project_id)
    if project is not None:
        dossier = without(project.dossier, medium.file_unique_id)
        work.put_project(replace(project, dossier=dossier))


# -- files that could not be had -------------------------------------------------------------------


async def _lost(town: Town, work: Work, medium: Medium, word: Word | None) -> None:
    """Tell staff of a file that we have no copy of; a draft's is told to who sent it."""
    say = town.staff_voice
    if word is not None:
        if word.side == "resident" and medium.kind == "document":
            await _show_document(town, work, word, medium)
        shown = await work.message(word.slot) if word.side == "resident" else word.message_id
        text = say("I could not copy a file of this message. Open it here, and keep it yourself.")
        work.send(town.group.id, letters.text(Screen(text), reply_to=shown))
        return
    project = await work.project(medium.project_id) if medium.project_id is not None else None
    if project is None:
        return
    if project.number:
        text = say(
            "{about}\nI could not copy a file of this dossier. Open the dossier, and keep it "
            "yourself.",
            about=words.about(project),
        )
        shown = await work.message(card_slot(project))
        work.send(town.group.id, letters.text(Screen(text), reply_to=shown))
        return
    say = await _voice_of(town, work, medium.person)
    note = say("I could not copy one of your files. Please send it again if you can.")
    await _tell(town, work, medium.person, note)
