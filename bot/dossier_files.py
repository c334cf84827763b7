"""A dossier's files for staff: its photos and documents, the voices that stand for words."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from bot import letters
from bot.projects import act
from bot.team.group import card_slot
from bot.town import Town
from bot.words import PARAGRAPH, about, unchecked
from dialogs.asking import Transcribe
from dialogs.attachments import files_in
from dialogs.buttons import Screen
from dialogs.definition import Step
from dialogs.project import Project
from dialogs.rights import Actor, Why
from dialogs.showing import shorten
from dialogs.spoken import Spoken, Where, is_voice, spoken_in, voice_words
from dialogs.wording import Voice
from storage import media
from storage.media import Medium
from storage.work import Work

SLOT = "voice:"
"""How the slot begins of a dossier's voice, shown where it can be written down."""


def slot_of(project: Project, spoken: Spoken, chat_id: int) -> str:
    """The slot of a voice in a chat."""
    where = ".".join(str(part) for part in spoken.where)
    return f"{SLOT}{project.id}:{where}:{chat_id}"


def read_slot(slot: str) -> tuple[int, Where] | None:
    """The project and the place of the voice that a slot shows, None when it shows none."""
    parts = slot.removeprefix(SLOT).split(":")
    if not slot.startswith(SLOT) or len(parts) != 3 or not parts[0].isdecimal():
        return None
    where = tuple(int(part) if part.isdecimal() else part for part in parts[1].split("."))
    return int(parts[0]), where


async def announce(town: Town, work: Work, project_id: int) -> None:
    """Bring the voices of a dossier just received to the group, and name what is too large.

    A voice that says who someone is waits for whoever opens the dossier in private.
    """
    project = await work.project(project_id)
    if project is None:
        return
    await _voices(town, work, project, town.group.id)
    files = await media.load_of_project(await work.direct(), project_id)
    large = [file for file in files.values() if file.state == "too_large"]
    if large:
        say = town.staff_voice
        words = say.count(
            "{about}\n{n} file is too large for me to copy. Open the dossier and keep it yourself.",
            "{about}\n{n} files are too large for me to copy. Open the dossier and keep them "
            "yourself.",
            len(large),
            about=about(project),
        )
        reply_to = await work.message(card_slot(project))
        work.send(town.group.id, letters.text(Screen(words), reply_to=reply_to))


async def to_private(town: Town, work: Work, project: Project, chat_id: int) -> None:
    """Send everything that a dossier holds besides words to one member of the team."""
    kept = await media.load_of_project(await work.direct(), project.id)
    say = town.staff_voice
    for file in files_in(project.dossier):
        medium = kept.get(str(file["unique_id"]))
        if not is_voice(file) and _may_be_seen(medium):
            album = f"dossier:{project.id}:{work.now.isoformat()}"
            work.send(chat_id, _letter(file, medium, say, album))
    await _voices(town, work, project, chat_id)


def _may_be_seen(medium: Medium | None) -> bool:
    """Whether a file was not refused for what it is; one from before files were kept was not."""
    return medium is None or medium.state not in ("refused", "erased")


def _letter(
    file: Any, medium: Medium | None, say: Voice, album: str = "", caption: Markup | None = None
) -> letters.Payload:
    words = caption if caption is not None else Markup.escape(shorten(file["caption"], 900))
    if file["kind"] == "document" and medium is not None and medium.state != "kept":
        words = PARAGRAPH.join(part for part in (words, unchecked(say)) if part)
    gone = say("(A file belongs here, but Telegram no longer has it.)")
    return letters.file(
        file["kind"],
        file_id=file["file_id"],
        sha256=(medium.sha256 or "") if medium is not None else "",
        name=file["name"],
        caption=words,
        album=album,
        instead=PARAGRAPH.join(part for part in (words, gone) if part),
    )


# -- voices --------------------------------------------------------------------------------------


async def _voices(town: Town, work: Work, project: Project, chat_id: int) -> None:
    kept = await media.load_of_project(await work.direct(), project.id)
    for spoken in spoken_in(project.dossier):
        step = _step(town, spoken.step)
        if chat_id == town.group.id and step is not None and step.personal:
            continue
        medium = kept.get(str(spoken.answer["unique_id"]))
        caption = _caption(town, project, spoken)
        payload = _letter(spoken.answer, medium, town.staff_voice, caption=caption)
        work.send(chat_id, payload, slot=slot_of(project, spoken, chat_id))


def _step(town: Town, name: str) -> Step | None:
    """The question of that id, in whichever form asks it."""
    found = (dialog.by_id.get(name) for dialog in town.book.dialogs.values())
    return next((step for step in found if step is not None), None)


def _caption(town: Town, project: Project, spoken: Spoken) -> Markup:
    say = town.staff_voice
    step = _step(town, spoken.step)
    question = town.book.tell(say, step.question) if step else Markup("")
    parts = [
        about(project),
        say("The resident answered by voice: {question}", question=shorten(str(question), 300)),
    ]
    if spoken.answer.get("transcript"):
        answer = shorten(voice_words(spoken.answer, say), 500)
        parts.append(say("Written down: {words}", words=answer))
    else:
        parts.append(
            say(
                "Reply to this message with what it says: the dossier can then be read. The "
                "resident is not written to."
            )
        )
    return PARAGRAPH.join(parts)


async def write_down(town: Town, work: Work, slot: str, words: str, actor: Actor) -> Markup:
    """Let a staff member's reply stand for what a voice in a dossier says; return what to say."""
    say = town.staff_voice
    found = read_slot(slot)
    project = await work.project(found[0]) if found else None
    if found is None or project is None:
        return say("This voice message is no longer in the dossier.")
    after = await act(town, work, project, Transcribe(found[1], words), actor)
    if isinstance(after, Why):
        return say(after.value)
    spoken = next((one for one in spoken_in(after.dossier) if one.where == found[1]), None)
    if spoken is not None:
        chat_id = int(slot.rpartition(":")[2])
        caption = Screen(_caption(town, after, spoken))
        payload = letters.show(caption, fresh=False, message=await work.message(slot), caption=True)
        work.send(chat_id, payload, slot=slot)
    return say("Thank you. It is written in the dossier.")
