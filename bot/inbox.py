"""A resident's words on their way to the staff group, under the project that they are about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot import media, words
from bot.team.group import card_slot
from bot.town import Town
from bot.words import Around
from dialogs.project import Project, State
from dialogs.spoken import words_of
from storage import media as media_rows
from storage import words as rows
from storage.sessions import Held
from storage.words import Word
from storage.work import Work


async def around(town: Town, work: Work, word: Word) -> Around:
    """What stands around a resident's word in the group."""
    say = town.staff_voice
    transaction = await work.direct()
    asked = await rows.load(transaction, word.answers) if word.answers is not None else None
    project = await project_of(work, word)
    title = words.about(project)
    if word.kind == "answer" and asked is not None:
        question = words.in_short(asked, await media_rows.load_of_word(transaction, asked.id), say)
        head = say("{about}\nThe resident answers “{question}”:", about=title, question=question)
    elif title and not word.body:
        head = say("{about}\nThe resident sends:", about=title)
    elif title:
        head = say("{about}\nThe resident writes:", about=title)
    elif project is not None and project.title:
        head = say("A resident writes about <b>{about}</b>:", about=project.title)
    else:
        head = say("A resident writes:")
    files = await media_rows.load_of_word(transaction, word.id)
    buttons: words.Rows = ()
    if any(file.kind == "voice" for file in files) and not word.transcript:
        buttons = ((words.button("Write down the voice", say, "hear", word),),)
    return Around(
        head,
        say("To answer, reply to this message."),
        buttons,
        await _under(town, work, asked, project),
    )


async def _under(town: Town, work: Work, asked: Word | None, project: Project | None) -> int | None:
    """Under which message of the group a word stands: what it answers, else the project's card."""
    if asked is not None and asked.chat_id == town.group.id and asked.message_id:
        return asked.message_id
    return await work.message(card_slot(project)) if project is not None else None


async def pass_on(
    town: Town,
    work: Work,
    user_id: int,
    body: str,
    about: Held | None = None,
    voice: Mapping[str, Any] | None = None,
) -> None:
    """Bring words that came by a form to the group, under the title of what they stand beside."""
    project_id = about.project_id if about is not None else await _only_project(work, user_id)
    sent = [media.sent_again(voice)] if voice is not None else []
    word = await words.keep_plain(work, user_id, body, project_id, sent)
    shown = await around(town, work, word)
    project = await project_of(work, word)
    title = _title(about) if project is None or not project.number else ""
    if title:
        say = town.staff_voice
        shown = replace(shown, head=say("A resident writes about <b>{about}</b>:", about=title))
    await words.show(town, work, word, shown)


def _title(about: Held | None) -> str:
    """What a form's idea is called, while it has no number."""
    root = about.session.root if about is not None else None
    return words_of(root.answers.get("title")) or words_of(root.given.get("title")) if root else ""


async def project_of(work: Work, word: Word | None) -> Project | None:
    """The project that a word is about, None when it is about none."""
    if word is None or word.project_id is None:
        return None
    return await work.project(word.project_id)


async def _only_project(work: Work, user_id: int) -> int | None:
    """The project that someone means who has no other at the town hall."""
    filed = [
        one
        for one in await work.projects_of(user_id)
        if one.number and one.state not in (State.CLOSED, State.WITHDRAWN)
    ]
    return filed[0].id if len(filed) == 1 else None
