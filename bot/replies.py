"""What a resident writes to the town hall: answers to questions, replies, words of their own.

A message finds its project by the message it replies to, by the button pressed before it, or by
the form it was written in; where that is not certain the person is asked, never guessed for.
"""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from bot import dossier_files, dossiers, hearing, inbox, words
from bot.bearers import TOLD
from bot.desk import Desk
from bot.forms import show, toast
from bot.incoming import Command, Tapped, Told
from bot.projects import act
from dialogs.asking import Answer
from dialogs.buttons import Button, Screen
from dialogs.events import Said
from dialogs.project import Project, Question, State
from dialogs.rights import Actor, Why
from dialogs.session import Asking
from dialogs.showing import shorten
from dialogs.wording import N_
from storage import media as media_rows
from storage import words as rows
from storage.words import Word


async def told(desk: Desk, message: Told) -> str | None:
    """Take a message that is for the town hall; None when it is for the form, or for no one."""
    if isinstance(message.content, Command):
        if desk.resident.answering is not None:
            desk.change(answering=None)
        return None
    if message.edited:
        return await _edited(desk, message)
    user_id = desk.resident.user_id
    if message.album:
        transaction = await desk.work.direct()
        begun = await rows.find_album(transaction, user_id, message.chat_id, message.album)
        if begun is not None:
            await words.join(desk.town, desk.work, begun, message)
            return "joined"
    slot = await _slot_replied_to(desk, message)
    if slot.startswith(dossier_files.SLOT):
        actor = desk.town.actor(user_id, message.person.name)
        return await hearing.write_down(desk.town, desk.work, message, slot, actor)
    if slot.startswith("said:"):  # as words were shown before they were kept
        return await _to_staff(desk, message, None, None)
    if slot.startswith(TOLD):
        project = await desk.work.project(int(slot.split(":")[1]))
        return await _to_staff(desk, message, None, project)
    if (word_id := rows.id_in(slot)) is not None:
        return await _answers(desk, message, word_id)
    if desk.resident.answering is not None:
        return await _answers(desk, message, desk.resident.answering)
    if await _has_no_place(desk):
        return await _hold(desk, message)
    return None


async def _slot_replied_to(desk: Desk, message: Told) -> str:
    """What the message that this one replies to shows, "" for nothing of ours."""
    if message.reply_to is None or not message.reply_to_bot:
        return ""
    return await desk.work.slot_of(message.chat_id, message.reply_to) or ""


async def _answers(desk: Desk, message: Told, word_id: int) -> str:
    """Take a message as the answer to a word of staff, in that word's project."""
    asked = await rows.load(await desk.work.direct(), word_id)
    project = await inbox.project_of(desk.work, asked)
    return await _to_staff(desk, message, asked, project)


async def _to_staff(desk: Desk, message: Told, asked: Word | None, project: Project | None) -> str:
    """Keep a message and bring it to the group; show the person where they were."""
    word = await words.begin(
        desk.work,
        message,
        "resident",
        desk.resident.user_id,
        desk.town.staff_voice,
        project_id=project.id if project else None,
        answers=asked.id if asked else None,
    )
    if word is None:
        await desk.show_present(desk.say("I received only spaces."))
        return "passed_on"
    _, _, copied = words.content_of(message, desk.say)
    await _send(desk, word, asked, project, copied=copied)
    await _back(desk, _thanks(desk, project, asked))
    return "passed_on"


def _thanks(desk: Desk, project: Project | None, asked: Word | None) -> Markup:
    if project is None or not project.title:
        return desk.say("I have passed it on to the town hall.")
    title = shorten(project.title, 80)
    if asked is not None and asked.kind == "question":
        return desk.say(
            "I have passed it on to the town hall, for “{title}”. To add something, press “Answer” "
            "again under the question.",
            title=title,
        )
    return desk.say("I have passed it on to the town hall, for “{title}”.", title=title)


async def _send(
    desk: Desk, word: Word, asked: Word | None, project: Project | None, *, copied: bool = False
) -> None:
    """Show a word to staff, and let it answer the question it answers."""
    if asked is not None and project is not None:
        actor = Actor(desk.resident.user_id)
        if not isinstance(await act(desk.town, desk.work, project, Answer(asked.id), actor), Why):
            word = replace(word, kind="answer")
    around = await inbox.around(desk.town, desk.work, word)
    await words.show(desk.town, desk.work, word, around, copied=copied)


async def _back(desk: Desk, note: Markup) -> None:
    """Show where the person was before they turned aside."""
    desk.change(answering=None)
    held = await desk.present()
    if held is not None and held.session.asking == Asking("paused"):
        session = replace(held.session, asking=None, rev=held.session.rev + 1)
        desk.work.put_session(replace(held, session=session))
    await desk.show_present(note)


async def _edited(desk: Desk, message: Told) -> str | None:
    """A message that was changed after it was sent: staff see the change as one."""
    word = await rows.find(
        await desk.work.direct(), desk.resident.user_id, message.chat_id, message.message_id
    )
    if word is None:
        return None
    body, _, _ = words.content_of(message, desk.say)
    if body == word.body:
        return "edit_of_nothing"
    around = await inbox.around(desk.town, desk.work, word)
    after = await words.amend(desk.town, desk.work, word, body, around)
    if after.kind not in ("held", "kept_back"):
        await words.point_at(desk.town, desk.work, after)
        await desk.show_present(desk.say("The town hall sees your message as you changed it."))
    return "word_changed"


# -- a message whose project is not certain ------------------------------------------------------


async def _has_no_place(desk: Desk) -> bool:
    """Whether a message could be an answer to staff as well as anything else."""
    held = await desk.present()
    if held is not None and held.session.asking != Asking("paused"):
        return False
    return bool(await _open_questions(desk))


async def _open_questions(desk: Desk) -> list[tuple[Project, Question]]:
    return [
        (project, question)
        for project in await desk.work.projects_of(desk.resident.user_id)
        if project.state is State.NEEDS_INFO
        for question in project.open_questions
    ]


async def _hold(desk: Desk, message: Told) -> str:
    """Keep a message and ask what it is for; with one question and no form it is its answer."""
    waiting = await _open_questions(desk)
    held = await desk.present()
    if held is None and len(waiting) == 1:
        return await _answers(desk, message, waiting[0][1].word)
    word = await words.begin(
        desk.work, message, "resident", desk.resident.user_id, desk.say, kind="held"
    )
    if word is None:
        await desk.show_present(desk.say("I received only spaces."))
        return "held"
    say = desk.say
    rows_of_buttons = [
        (
            Button(
                shorten(say.plain("Answer: {title}", title=project.title), 60),
                words.data("for", word, question.word),
            ),
        )
        for project, question in waiting[-8:]
    ]
    label = N_("Go on where I was") if held is not None else N_("Send it to no one")
    rows_of_buttons.append((words.button(label, say, "mine", word),))
    text = say(
        "You wrote: “{text}”. What is it for?",
        text=shorten(word.body or say.plain("(file)"), 300),
    )
    await show(desk.work, desk.place, Screen(text, tuple(rows_of_buttons)))
    return "held"


# -- buttons -------------------------------------------------------------------------------------


async def tapped(desk: Desk, tap: Tapped) -> str:
    """Do what a button under a word says."""
    _, act_name, number, more = [*tap.data.split("."), "", "", ""][:4]
    sound = number.isascii() and number.isalnum() and len(number) <= 12
    word = await rows.load(await desk.work.direct(), int(number, 36)) if sound else None
    if word is None or word.resident != desk.resident.user_id:
        toast(desk.work, tap, desk.say.plain("This button is no longer in use."))
        await desk.show_present()
        return "unknown_button"
    toast(desk.work, tap)
    match act_name:
        case "answer":
            return await _begin_answer(desk, word)
        case "for" if word.kind == "held" and more.isdecimal():
            return await _place(desk, word, int(more))
        case "mine" if word.kind == "held":
            return await _keep_back(desk, word)
        case "later":
            await _back(desk, desk.say("The question waits for you. Nothing is lost."))
            return "answers_later"
        case _:
            await desk.show_present()
            return "old_button"


async def _begin_answer(desk: Desk, asked: Word) -> str:
    """Wait for the answer: what the person sends next is it."""
    project = await inbox.project_of(desk.work, asked)
    desk.change(answering=asked.id)
    say = desk.say
    files = await media_rows.load_of_word(await desk.work.direct(), asked.id)
    text = say(
        "Your answer about “{title}”: write it, speak it or send photos now.\n"
        "The question was: {question}",
        title=shorten(project.title if project else "", 80),
        question=words.in_short(asked, files, say),
    )
    screen = Screen(text, ((words.button("Not now", say, "later", asked),),))
    await show(desk.work, desk.place, screen)
    return "answering"


async def _place(desk: Desk, word: Word, question: int) -> str:
    """The person says which question a message answers."""
    asked = await rows.load(await desk.work.direct(), question)
    if asked is None or asked.resident != desk.resident.user_id:
        await desk.show_present()
        return "old_button"
    project = await inbox.project_of(desk.work, asked)
    word = replace(word, kind="message", project_id=asked.project_id, answers=asked.id)
    await rows.save(await desk.work.direct(), word)
    await _send(desk, word, asked, project)
    await _back(desk, _thanks(desk, project, asked))
    return "placed"


async def _keep_back(desk: Desk, word: Word) -> str:
    """A message is not for the town hall: it goes to the form, if there is one."""
    await rows.save(await desk.work.direct(), replace(word, kind="kept_back"))
    held = await desk.present()
    if held is None:
        await desk.show_present(desk.say("I have passed it on to no one."))
        return "kept_back"
    session = replace(held.session, asking=None, rev=held.session.rev + 1)
    held = replace(held, session=session)
    desk.work.put_session(held)
    if word.body:
        return await dossiers.step(desk, held, Said(word.body))
    await desk.show_present(desk.say("Please send it again, below the question."))
    return "kept_back"
