"""Notes and photos that people add to a dossier they have sent: kept, and passed to staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from bot import card, letters
from bot.desk import Desk
from bot.projects import ask_slot
from bot.team.group import card_slot
from bot.town import Town
from dialogs.buttons import Screen
from dialogs.project import Project, State
from dialogs.rights import Why
from dialogs.showing import shorten
from dialogs.wording import Voice
from storage import additions
from storage.additions import Addition
from storage.journal import Entry
from storage.work import Work

CLOSED_TO = frozenset({State.DRAFT, State.WITHDRAWN})
"""The states in which nothing can be added: a draft is changed itself."""


async def keep(desk: Desk, project: Project, answers: Mapping[str, Any]) -> Markup:
    """Keep what a form has gathered, and tell staff; return what the person is told."""
    work, say = desk.work, desk.say
    if desk.resident.user_id not in project.carriers or project.state in CLOSED_TO:
        return say(Why.NOT_NOW.value)
    addition = Addition(
        project.id,
        desk.resident.user_id,
        work.now,
        str(answers.get("words") or ""),
        tuple(answers.get("files") or ()),
    )
    await additions.add(await work.direct(), addition)
    work.write_journal(Entry(work.now, f"user:{addition.author}", "add_to_dossier", project.id))
    await _tell_staff(desk, project, addition)
    return say("It is added to “{title}”. The town hall is told.", title=project.title)


async def _tell_staff(desk: Desk, project: Project, addition: Addition) -> None:
    say, work = desk.town.staff_voice, desk.work
    head = say("{number}: the resident adds to the dossier:", number=project.number)
    parts: tuple[Markup, ...]
    if addition.words:
        said = Markup("<blockquote>{}</blockquote>").format(shorten(addition.words, 3000))
        parts = (head, said, say("To answer, reply to this message."))
    else:
        parts = (head, say.count("{n} file", "{n} files", len(addition.files)))
    screen = Screen(Markup("\n\n").join(parts), card.card(desk.town, project).rows)
    reply_to = await work.message(card_slot(project))
    slot = await ask_slot(work, addition.author)
    work.send(desk.town.group.id, letters.text(screen, reply_to=reply_to), slot=slot)


async def send_all(town: Town, work: Work, project: Project, user_id: int, say: Voice) -> None:
    """Send everything that was added to a project to one person, under its number."""
    for addition in await additions.load_of_project(await work.direct(), project.id):
        day = say.date(town.setting.local_day(addition.at))
        head = say("Added to {number} on {date}:", number=project.number, date=day)
        if addition.words:
            said = Markup("<blockquote>{}</blockquote>").format(shorten(addition.words, 3000))
            work.send(user_id, letters.text(Screen(Markup("\n").join((head, said)))))
        send_files(work, user_id, addition.files, head)


def files_in(answers: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The files among the answers of a dossier."""
    return [
        file
        for given in answers.values()
        if isinstance(given, list)
        for file in given
        if isinstance(file, Mapping) and "file_id" in file
    ]


def send_files(
    work: Work, user_id: int, files: Sequence[Mapping[str, Any]], caption: Markup
) -> None:
    """Send files that an answer holds, each under the same words."""
    for file in files:
        kind = file.get("kind", "photo")
        work.send(user_id, letters.file(kind, file_id=file["file_id"], caption=caption))
