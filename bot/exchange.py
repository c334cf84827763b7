"""What a resident and the town hall wrote to each other about a project, to be read again."""

from __future__ import annotations

from markupsafe import Markup

from bot import letters
from bot.town import Town
from dialogs.buttons import Screen
from dialogs.project import Project
from dialogs.showing import shorten
from dialogs.texts import visible
from dialogs.wording import Voice
from storage import media, words
from storage.media import Medium
from storage.words import Word
from storage.work import Work

_PAGE = 3500
"""Characters of one message."""


async def to_private(town: Town, work: Work, project: Project, chat_id: int) -> None:
    """Send the exchange about a project to one member of the team, in one message or more."""
    for page in pages(await lines(town, work, project.id)):
        work.send(chat_id, letters.text(Screen(page)))


async def lines(town: Town, work: Work, project_id: int) -> list[Markup]:
    """The exchange about a project, the oldest first, with the former words of what was changed."""
    transaction = await work.direct()
    say = town.staff_voice
    found: list[Markup] = []
    for word in await words.load_of_project(transaction, project_id):
        files = await media.load_of_word(transaction, word.id)
        found += _lines_of(town, word, files, say)
    return found


def _lines_of(town: Town, word: Word, files: list[Medium], say: Voice) -> list[Markup]:
    zone = town.setting.zone
    who = word.author_name or say.plain("The resident")
    parts = [word.body, *(_named(file, say) for file in files)]
    if word.transcript:
        parts.append(say.plain("What the voice says: {words}", words=word.transcript))
    said = " · ".join(part for part in parts if part)
    when = say.moment(word.at.astimezone(zone))
    line = Markup("<b>{}</b>, {}\n{}").format(who, when, shorten(said, _PAGE - 200))
    if word.side == "staff" and word.kind in ("held", "kept_back"):
        line = Markup("\n").join((line, say("(stayed in the group)")))
    earlier = [
        say(
            "(before {moment}: {text})",
            moment=say.moment(until.astimezone(zone)),
            text=shorten(body, 1000),
        )
        for until, body in word.earlier
    ]
    return [line, *earlier]


def _named(file: Medium, say: Voice) -> str:
    if file.kind == "voice":
        return say.plain("(voice message)")
    return f"{say.plain('(file)')} {file.name}".strip()


def pages(found: list[Markup]) -> list[Markup]:
    """Lines gathered into messages that fit."""
    gathered: list[list[Markup]] = []
    room = 0
    for line in found:
        length = len(visible(line)) + 2
        if length > room:
            gathered.append([])
            room = _PAGE
        gathered[-1].append(line)
        room -= length
    return [Markup("\n\n").join(page) for page in gathered]
