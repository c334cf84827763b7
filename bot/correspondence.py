"""What staff write to residents: replies to their words, questions, messages about a project.

A message of the group reaches a resident in three ways only: as a reply to a resident's words, as
a reply to a prompt that says so, or by a button pressed under a question of ours that says so.
Anything else stays in the group.
"""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from bot import hearing, inbox, letters, residents, words
from bot.forms import toast
from bot.incoming import Command, Tapped, Told
from bot.projects import act
from bot.team.group import answer, card_slot, place
from bot.town import Town
from bot.words import Around
from dialogs.asking import Ask, Unask
from dialogs.buttons import Screen
from dialogs.project import Project
from dialogs.rights import Actor, Why
from dialogs.session import Asking
from dialogs.wording import N_, Voice
from storage import media
from storage import words as rows
from storage.outbox import BROADCAST
from storage.words import Word
from storage.work import Work

PROMPT = "prompt:"
"""How the slot begins of a message whose replies are questions about a project."""


async def told(town: Town, work: Work, message: Told) -> str | None:
    """Take a message that is for a resident, or for a dossier; None when it is for neither."""
    if isinstance(message.content, Command):
        return None
    actor = town.actor(message.person.id, message.person.name)
    if message.edited:
        return await _edited(town, work, message, actor)
    if message.album:
        transaction = await work.direct()
        begun = await rows.find_album(transaction, actor.user_id, message.chat_id, message.album)
        if begun is not None:
            await words.join(town, work, begun, message)
            return "joined"
    if message.reply_to is None or not message.reply_to_bot:
        return None
    slot = await work.slot_of(message.chat_id, message.reply_to) or ""
    kind = slot.partition(":")[0]
    if kind not in ("word", "ask", "prompt", "card", "voice", "hear"):
        return None
    if not actor.roles:
        answer(town, work, message, town.staff_voice(Why.NOT_STAFF.value))
        return "refused_not_staff"
    return await _replied(town, work, message, slot, actor)


async def _replied(town: Town, work: Work, message: Told, slot: str, actor: Actor) -> str | None:
    match slot.split(":"):
        case ["word", *_]:
            word_id = rows.id_in(slot)
            to = await rows.load(await work.direct(), word_id) if word_id is not None else None
            if to is None or to.side != "resident":
                return None
            about = await inbox.project_of(work, to)
            return await _to_resident(town, work, message, to.resident, about, answers=to)
        case ["ask", user_id, _]:  # as words were shown before they were kept
            return await _to_resident(town, work, message, int(user_id), None)
        case ["prompt", project_id, *_] if about := await work.project(int(project_id)):
            return await _ask(town, work, message, about, actor)
        case ["card", project_id] if about := await work.project(int(project_id)):
            return await _hold(town, work, message, about)
        case ["voice" | "hear", *_]:
            return await hearing.write_down(town, work, message, slot, actor)
        case _:
            return None


async def _recipient(town: Town, work: Work, message: Told, project: Project) -> int | None:
    """Who of those that carry a project is written to; the writer is told when nobody can be."""
    if project.carriers:
        return project.carriers[0]
    say = town.staff_voice
    text = say(
        "Nobody of {number} is on Telegram. Please use the telephone or the post: the dossier "
        "has the contact.",
        number=project.number,
    )
    answer(town, work, message, text)
    return None


# -- to the resident ---------------------------------------------------------------------------


async def _keep(
    town: Town, work: Work, message: Told, resident: int, **about: object
) -> Word | None:
    word = await words.begin(work, message, "staff", resident, town.staff_voice, **about)
    if word is None:
        say = town.staff_voice
        answer(town, work, message, say("I received only spaces."))
    return word


async def _to_resident(
    town: Town,
    work: Work,
    message: Told,
    resident: int,
    project: Project | None,
    answers: Word | None = None,
) -> str:
    word = await _keep(
        town,
        work,
        message,
        resident,
        project_id=project.id if project else None,
        answers=answers.id if answers else None,
    )
    if word is None:
        return "only_spaces"
    await send(town, work, word, copied=words.content_of(message, town.staff_voice)[2])
    return "answered"


async def _ask(town: Town, work: Work, message: Told, project: Project, actor: Actor) -> str:
    """A reply to the prompt: a question, or a plain message where no question can be asked."""
    resident = await _recipient(town, work, message, project)
    if resident is None:
        return "nobody_there"
    word = await _keep(town, work, message, resident, project_id=project.id)
    if word is None:
        return "only_spaces"
    copied = words.content_of(message, town.staff_voice)[2]
    return await _send_asking(town, work, word, actor, copied=copied)


async def _send_asking(
    town: Town, work: Work, word: Word, actor: Actor, *, copied: bool = False
) -> str:
    project = await inbox.project_of(work, word)
    assert project is not None  # noqa: S101 - a question is always about a project
    files = await media.load_of_word(await work.direct(), word.id)
    text = words.in_short(word, files, town.staff_voice)
    after = await act(town, work, project, Ask(word.id, text), actor)
    if isinstance(after, Why):
        if after is not Why.NOT_NOW:
            await rows.save(await work.direct(), replace(word, kind="kept_back"))
            refused = Screen(town.staff_voice(after.value))
            reply = letters.text(refused, reply_to=word.message_id)
            work.send(town.group.id, await place(town, work, project, reply))
            return f"refused_{after.name.lower()}"
        word = replace(word, kind="message")
    else:
        word = replace(word, kind="question")
        await _pause(work, word.resident)
    await send(town, work, word, copied=copied)
    return "asked" if word.kind == "question" else "answered"


async def _pause(work: Work, user_id: int) -> None:
    """Let the form in front of a person rest: what they write next may be for the question."""
    resident = await work.resident(user_id)
    if resident is None or resident.session_id is None:
        return
    held = await work.session(resident.session_id)
    if held is None or held.ended_at is not None:
        return
    session = replace(held.session, asking=Asking("paused"), rev=held.session.rev + 1)
    work.put_session(replace(held, session=session))
    if (live := await work.message(f"live:{user_id}")) is not None:
        work.send(user_id, letters.strip(live))


async def send(town: Town, work: Work, word: Word, *, copied: bool = False) -> None:
    """Bring a word of staff to its resident; a plain message leaves their form in front of them."""
    await words.show(town, work, word, await around(town, work, word), copied=copied)
    if word.kind != "question":
        await residents.bring_back(town, work, word.resident)


async def around(town: Town, work: Work, word: Word) -> Around:
    """What stands around a word of staff in the resident's chat."""
    resident = await work.resident(word.resident)
    say = town.voice(resident.language) if resident else town.staff_voice
    project = await inbox.project_of(work, word)
    about = project if project is not None and project.number else None
    if word.kind == "question" and about is not None:
        head = say(
            "“{title}” ({number})\n{name}, at the town hall, asks you:",
            title=about.title,
            number=about.number,
            name=word.author_name,
        )
        foot = say("Write, speak or send photos: reply to this message, or press the button.")
        return Around(head, foot, _answer_buttons(say, word))
    if word.answers is not None or about is None:
        head = say("{name}, at the town hall, answers you:", name=word.author_name)
    else:
        head = say("{name}, at the town hall, writes to you:", name=word.author_name)
    if about is not None:
        title = say("“{title}” ({number})", title=about.title, number=about.number)
        head = Markup("\n").join((title, head))
    return Around(head, say("To answer, reply to this message."))


async def nudge(town: Town, work: Work, project: Project) -> None:
    """Remind the bearer of what the town hall asked; a reply to this answers it too."""
    say = town.voice(project.language)
    for question in project.open_questions:
        asked = await rows.load(await work.direct(), question.word)
        if asked is None:
            continue
        text = say(
            "“{title}” ({number})\nThe town hall still needs your answer to go on with your idea: "
            "{question}\nWrite, speak or send photos: reply to this message, or press the button.",
            title=project.title,
            number=project.number,
            question=question.text,
        )
        slot = f"{asked.slot}#{work.now.date().isoformat()}"
        screen = Screen(text, _answer_buttons(say, asked))
        work.send(asked.resident, letters.text(screen), slot=slot, priority=BROADCAST)
        await _pause(work, asked.resident)


def _answer_buttons(say: Voice, asked: Word) -> words.Rows:
    return (
        (words.button("Answer", say, "answer", asked), words.button("Later", say, "later", asked)),
    )


async def _edited(town: Town, work: Work, message: Told, actor: Actor) -> str | None:
    """A word of staff that was changed: the resident sees the change in place."""
    word = await rows.find(await work.direct(), actor.user_id, message.chat_id, message.message_id)
    if word is None or word.side != "staff":
        return None
    body, _, _ = words.content_of(message, town.staff_voice)
    if body and body != word.body:
        await words.amend(town, work, word, body, await around(town, work, word))
    return "word_changed"


# -- a reply to the card: staff say what it is -------------------------------------------------


async def _hold(town: Town, work: Work, message: Told, project: Project) -> str:
    """Keep a reply to the card here until its writer says that the resident shall have it."""
    resident = await _recipient(town, work, message, project)
    if resident is None:
        return "nobody_there"
    word = await _keep(town, work, message, resident, project_id=project.id, kind="held")
    if word is None:
        return "only_spaces"
    say = town.staff_voice
    text = say(
        "Your message is about {number}, “{title}”, and stays in this group. Shall the resident "
        "receive it?",
        number=project.number,
        title=project.title,
    )
    buttons = (
        (words.button("Send as a question", say, "ask", word),),
        (words.button("Send as a message", say, "tell", word),),
        (words.button("Keep it here", say, "keep", word),),
    )
    payload = letters.show(Screen(text, buttons), fresh=True, reply_to=message.message_id)
    payload = await place(town, work, project, payload)
    work.send(message.chat_id, payload, slot=f"held:{word.id}")
    return "held"


async def tapped(town: Town, work: Work, tap: Tapped) -> str:
    """Do what a button under a word in the group says."""
    say = town.staff_voice
    _, name, number, *_ = [*tap.data.split("."), "", ""]
    sound = number.isascii() and number.isalnum() and len(number) <= 12
    word = await rows.load(await work.direct(), int(number, 36)) if sound else None
    actor = town.actor(tap.person.id, tap.person.name)
    if not actor.roles:
        toast(work, tap, say.plain(Why.NOT_STAFF))
        return "refused_not_staff"
    if word is None:
        toast(work, tap, say.plain("This button is no longer in use."))
        return "unknown_button"
    if name == "hear" and word.side == "resident":
        return await hearing.prompt(town, work, tap, word)
    if name == "back" and word.side == "staff":
        return await _take_back(town, work, tap, word, actor)
    if word.kind != "held" or word.side != "staff" or name not in ("ask", "tell", "keep"):
        toast(work, tap, say.plain("This is already done."))
        return "stale_button"
    if word.author != actor.user_id:
        toast(work, tap, say.plain("Only who wrote this message can send it."))
        return "foreign_button"
    toast(work, tap)
    slot = f"held:{word.id}"
    if name == "keep":
        await rows.save(await work.direct(), replace(word, kind="kept_back"))
        done, outcome = say("It stays in this group."), "kept_back"
    else:
        word = replace(word, kind="message")
        await rows.save(await work.direct(), word)
        if name == "ask":
            outcome = await _send_asking(town, work, word, actor)
        else:
            await send(town, work, word)
            outcome = "answered"
        done = say("It goes to the resident.")
        if outcome.startswith("refused"):
            done = say("It stays in this group.")
    payload = letters.show(Screen(done), fresh=False, message=tap.message_id)
    work.send(tap.chat_id, payload, slot=slot)
    return outcome


async def _take_back(town: Town, work: Work, tap: Tapped, word: Word, actor: Actor) -> str:
    """Take a word away from the resident again, for whoever wrote it and for a minute."""
    say = town.staff_voice
    refused = None
    if word.kind == "kept_back":
        refused = N_("This is already done.")
    elif word.author != actor.user_id:
        refused = N_("Only the person who wrote it can take it back.")
    elif work.now - word.at > words.TAKE_BACK:
        refused = N_("It is too late to take it back.")
    if refused is not None:
        toast(work, tap, say.plain(refused))
        return "word_kept"
    toast(work, tap, say.plain("It is taken back."))
    if word.kind == "question" and (project := await inbox.project_of(work, word)) is not None:
        await act(town, work, project, Unask(word.id), actor)
    await words.withdraw(town, work, word)
    return "word_taken_back"


async def prompt(town: Town, work: Work, project: Project, actor: Actor, tap: Tapped) -> str:
    """The card's button: a message of ours, whose replies are questions to the resident."""
    say = town.staff_voice
    if not actor.roles:
        toast(work, tap, say.plain(Why.NOT_STAFF))
        return "refused_not_staff"
    toast(work, tap, say.plain("Write your question as a reply to my message."))
    text = say(
        "{name}: write your question about {number}, “{title}”, as a reply to this message. The "
        "resident receives it; photos and voice messages too.",
        name=actor.name,
        number=project.number,
        title=project.title,
    )
    slot = f"{PROMPT}{project.id}:{await work.count_up('prompt')}"
    payload = letters.text(Screen(text), reply_to=await work.message(card_slot(project)))
    work.send(tap.chat_id, await place(town, work, project, payload), slot=slot)
    return "question_prompted"
