"""Voice messages in the small forms around a project: passed on, and said in words to the form."""

from __future__ import annotations

from dataclasses import replace

from bot import inbox
from bot.desk import Desk
from dialogs.effects import Close, Discard, Finish
from dialogs.spoken import spoken_in, without_voices
from storage.sessions import Held

KEEP_VOICES = frozenset({"idea", "message", "note"})
"""The forms that keep a voice as the answer itself."""

Ended = Finish | Discard | Close | None


async def passed_on(desk: Desk, held: Held, ended: Ended) -> Ended:
    """Bring the voices of a form that is complete to staff; the form's own answers become words."""
    if not isinstance(ended, Finish) or ended.dialog in KEEP_VOICES:
        return ended
    found = list(spoken_in(ended.answers))
    for spoken in found:
        user_id = desk.resident.user_id
        await inbox.pass_on(desk.town, desk.work, user_id, "", held, spoken.answer)
    if not found:
        return ended
    words = desk.town.staff_voice.plain("(a voice message, passed on to the town hall)")
    return replace(ended, answers=without_voices(ended.answers, words))
