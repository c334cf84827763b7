"""Notes and photos that people add to a dossier they have sent: words like any other to staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from bot import inbox, letters, media, words
from bot.desk import Desk
from dialogs import attachments
from dialogs.buttons import Screen
from dialogs.project import Project, State
from dialogs.rights import Why
from dialogs.showing import shorten
from dialogs.spoken import is_voice, words_of
from storage import media as media_rows
from storage import words as rows
from storage.journal import Entry
from storage.work import Work

CLOSED_TO = frozenset({State.DRAFT, State.WITHDRAWN})
"""The states in which nothing can be added: a draft is changed itself."""


async def keep(desk: Desk, project: Project, answers: Mapping[str, Any]) -> Markup:
    """Keep what a form has gathered, and tell staff; return what the person is told."""
    work, say, user_id = desk.work, desk.say, desk.resident.user_id
    if user_id not in project.carriers or project.state in CLOSED_TO:
        return say(Why.NOT_NOW.value)
    said = answers.get("words")
    files = [*(answers.get("files") or ()), *([said] if is_voice(said) else [])]
    sent = [media.sent_again(file) for file in files]
    word = await words.keep_plain(work, user_id, words_of(said), project.id, sent)
    work.write_journal(Entry(work.now, f"user:{user_id}", "add_to_dossier", project.id))
    await words.show(desk.town, work, word, await inbox.around(desk.town, work, word))
    return say("It is added to “{title}”. The town hall is told.", title=project.title)


async def send_all(desk: Desk, project: Project) -> None:
    """Send one of those who carry a project everything that was written about it with them.

    What stayed in the group is not theirs to read, nor what another of them wrote.
    """
    work, say, user_id = desk.work, desk.say, desk.resident.user_id
    transaction = await work.direct()
    for word in await rows.load_exchanged(transaction, project.id, user_id):
        day = say.date(desk.town.setting.local_day(word.at))
        who = word.author_name or say.plain("You")
        head = say("{name}, about {number}, on {date}:", name=who, number=project.number, date=day)
        if word.body or word.transcript:
            said = shorten(word.body or word.transcript, 3000)
            quoted = Markup("<blockquote>{}</blockquote>").format(said)
            work.send(user_id, letters.text(Screen(Markup("\n").join((head, quoted)))))
        for file in await media_rows.load_of_word(transaction, word.id):
            payload = letters.file(
                file.kind,
                file_id=file.file_id,
                sha256=file.sha256 or "",
                name=file.name,
                caption=head,
            )
            work.send(user_id, payload)


def files_in(answers: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The files among the answers of a dossier."""
    return list(attachments.files_in(answers))


def send_files(
    work: Work, user_id: int, files: Sequence[Mapping[str, Any]], caption: Markup
) -> None:
    """Send files that an answer holds, each under the same words."""
    for file in files:
        kind = file.get("kind", "photo")
        work.send(user_id, letters.file(kind, file_id=file["file_id"], caption=caption))
