"""Words between a resident and a person at the town hall, carried both ways by replies.

A resident's words appear in the staff group under a slot "ask:<user>:<n>"; a staff member's reply
to them goes to the resident under "said:<user>:<n>", and a reply to that comes back.
"""

from __future__ import annotations

from markupsafe import Markup

from bot import letters
from bot.town import Town
from dialogs.buttons import Screen
from dialogs.rights import Actor
from dialogs.showing import shorten
from storage.journal import Entry
from storage.sessions import Held
from storage.work import Work

LONGEST = 3000
"""How many characters of a person's words one message carries."""


async def to_staff(
    town: Town, work: Work, user_id: int, words: str, about: Held | None = None
) -> None:
    """Bring a resident's words to the group, under the project or the form they are about."""
    say = town.staff_voice
    root = about.session.root if about is not None else None
    title = str(root.answers.get("title") or root.given.get("title") or "") if root else ""
    if about is not None and about.project_id is not None:
        project = await work.project(about.project_id)
        if project is not None and project.number:
            title = f"{project.number} · {project.title}"
    if title:
        head = say("A resident writes about <b>{about}</b>:", about=title)
    else:
        head = say("A resident writes:")
    text = Markup("\n\n").join((head, _quoted(words), say("To answer, reply to this message.")))
    slot = f"ask:{user_id}:{await work.count_up('asked')}"
    work.send(town.group.id, letters.text(Screen(text)), slot=slot)
    _note(work, Actor(user_id), "message_to_staff", about.project_id if about else None)


async def to_resident(town: Town, work: Work, slot: str, actor: Actor, words: str) -> int:
    """Bring a staff member's answer to the resident who asked; return the resident."""
    user_id = int(slot.split(":")[1])
    resident = await work.resident(user_id)
    say = town.voice(resident.language) if resident else town.staff_voice
    text = Markup("\n\n").join(
        (
            say("{name}, at the town hall, answers you:", name=actor.name),
            _quoted(words),
            say("To answer, reply to this message."),
        )
    )
    said = f"said:{user_id}:{await work.count_up('asked')}"
    work.send(user_id, letters.text(Screen(text)), slot=said)
    _note(work, actor, "message_to_resident", None)
    return user_id


def _quoted(words: str) -> Markup:
    return Markup("<blockquote>{}</blockquote>").format(shorten(words, LONGEST))


def _note(work: Work, actor: Actor, action: str, project_id: int | None) -> None:
    work.write_journal(Entry(work.now, actor.key, action, project_id))
