"""What a voice says, written down by staff for whoever cannot listen."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from bot import dossier_files, inbox, letters, words
from bot.forms import toast
from bot.incoming import Tapped, Told
from bot.town import Town
from dialogs import reading
from dialogs.buttons import Screen
from dialogs.events import Said
from dialogs.rights import Actor
from storage import words as rows
from storage.words import Word
from storage.work import Work

HEAR = "hear:"
"""How the slot begins of a message whose replies say what a voice says."""


async def prompt(town: Town, work: Work, tap: Tapped, word: Word) -> str:
    """Ask for what a resident's voice says: a message of ours, whose replies are it."""
    toast(work, tap)
    say = town.staff_voice
    text = say(
        "Reply to this message with what the voice says. It is kept beside it; the resident is "
        "not written to."
    )
    payload = letters.text(Screen(text), reply_to=tap.message_id)
    work.send(tap.chat_id, payload, slot=f"{HEAR}{word.id}:{await work.count_up('prompt')}")
    return "hearing"


async def write_down(town: Town, work: Work, message: Told, slot: str, actor: Actor) -> str:
    """A reply to a voice: what it says, for whoever cannot listen."""
    say = town.staff_voice
    text = reading.clean(message.content.text) if isinstance(message.content, Said) else ""
    if not text:
        _reply(work, message, say("Please write in words what the voice says."))
        return "not_words"
    if slot.startswith(HEAR):
        done = await _write_down_word(town, work, int(slot.split(":")[1]), text)
    else:
        done = await dossier_files.write_down(town, work, slot, text, actor)
    _reply(work, message, done)
    return "written_down"


async def _write_down_word(town: Town, work: Work, word_id: int, text: str) -> Markup:
    transaction = await work.direct()
    word = await rows.load(transaction, word_id)
    say = town.staff_voice
    if word is None:
        return say("This button is no longer in use.")
    word = replace(word, transcript=text)
    await rows.save(transaction, word)
    await words.redraw(town, work, word, await inbox.around(town, work, word))
    return say("Thank you. It is kept beside the voice.")


def _reply(work: Work, message: Told, text: Markup) -> None:
    work.send(message.chat_id, letters.text(Screen(text), reply_to=message.message_id))
