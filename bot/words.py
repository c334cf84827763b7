"""A word between a resident and the town hall: how it is kept, shown on the other side, changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from markupsafe import Markup

from bot import letters, media
from bot.incoming import Command, Told
from bot.letters import Payload
from bot.team.group import place
from bot.town import Town
from dialogs import reading
from dialogs.buttons import Button, Screen, to_base36
from dialogs.events import ContactShared, MediaSent, PlaceShared, Said
from dialogs.project import Project
from dialogs.showing import place_words, shorten
from dialogs.texts import visible
from dialogs.wording import N_, Voice
from storage import media as media_rows
from storage import outbox, words
from storage.journal import Entry
from storage.media import Medium
from storage.words import Side, Word
from storage.work import Work

LONGEST = 3000
"""How many characters of a person's words one message carries; the rest follows in another."""

TAKE_BACK = timedelta(seconds=60)
"""How long a word of staff can be taken back."""

PARAGRAPH = Markup("\n\n")

Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a word where it is shown: who writes about what, what can be done."""

    head: Markup
    foot: Markup | None = None
    rows: Rows = ()
    reply_to: int | None = None


def button(label: str, say: Voice, act: str, word: Word) -> Button:
    """A button about a word."""
    return Button(say.plain(label), data(act, word))


def data(act: str, word: Word, more: object = "") -> str:
    """What a button about a word carries."""
    return f"a.{act}.{to_base36(word.id)}.{more}"


def content_of(message: Told, say: Voice) -> tuple[str, MediaSent | None, bool]:
    """What someone sent: its words, its file if it has one, and whether it can only be copied."""
    match message.content:
        case Said(text):
            return reading.clean(text), None, False
        case MediaSent() as sent:
            return reading.clean(sent.caption), sent, False
        case PlaceShared(latitude, longitude, name):
            place = {"text": name, "latitude": latitude, "longitude": longitude}
            return place_words(place, say), None, True
        case ContactShared(phone, name):
            return reading.clean(f"{name}, {phone}"), None, True
        case Command(name, argument):
            return reading.clean(f"/{name} {argument}"), None, False
        case _:
            return say.plain("(a message of another kind)"), None, True


async def begin(
    work: Work,
    message: Told,
    side: Side,
    resident: int,
    say: Voice,
    **about: Any,
) -> Word | None:
    """Keep a message as a word, with its file; None when it holds nothing but spaces."""
    body, sent, _ = content_of(message, say)
    if not body and sent is None:
        return None
    word = Word(
        id=await work.count_up("word"),
        resident=resident,
        side=side,
        author=message.person.id,
        author_name=message.person.name if side == "staff" else "",
        body=body,
        chat_id=message.chat_id,
        message_id=message.message_id,
        at=work.now,
        album=message.album,
        **{"kind": "message", **about},
    )
    await words.save(await work.direct(), word)
    if sent is not None:
        await media.take_in(work, sent, message.person.id, word_id=word.id)
    return word


async def keep_plain(
    work: Work, resident: int, body: str, project_id: int | None, sent: Iterable[MediaSent] = ()
) -> Word:
    """Keep words and files of a resident that came by a form, without a message of their own."""
    word = Word(
        id=await work.count_up("word"),
        resident=resident,
        side="resident",
        author=resident,
        author_name="",
        kind="message",
        body=body,
        chat_id=resident,
        message_id=0,
        at=work.now,
        project_id=project_id,
    )
    await words.save(await work.direct(), word)
    for one in sent:
        await media.take_in(work, one, resident, word_id=word.id)
    return word


# -- showing it on the other side ----------------------------------------------------------------


async def show(town: Town, work: Work, word: Word, around: Around, *, copied: bool = False) -> Word:
    """Send a word to the other side, its files with it; note it in the journal."""
    say = await _reader(town, work, word)
    files = await media_rows.load_of_word(await work.direct(), word.id)
    now = [file for file in files if not _waits(word, file)]
    later = [file for file in files if _waits(word, file)]
    unseen = [one for one in now if one.kind == "document" and one.state == "too_large"]
    if unseen and word.side == "resident" and not word.album:
        around = replace(around, head=PARAGRAPH.join((around.head, unchecked(say))))
    text = _text(word, around, say, later)
    alone = len(now) == 1 and not word.album and not later
    captioned = alone and len(visible(text)) <= letters.LONGEST_CAPTION
    if captioned:
        payload = _file(now[0], say, caption=text, rows=around.rows, reply_to=around.reply_to)
        await _post(town, work, word, payload, word.slot)
    else:
        screen = Screen(text, around.rows)
        payload = letters.text(screen, reply_to=around.reply_to)
        await _post(town, work, word, payload, word.slot)
        if len(word.body) > LONGEST:
            rest = letters.text(Screen(_quoted(word.body[LONGEST:])))
            await _post(town, work, word, rest, f"{word.slot}#0")
        for file in now:
            await _send_file(town, work, word, file, say)
    if copied:
        again = letters.copy(word.chat_id, word.message_id, instead=_nowhere(say))
        await _post(town, work, word, again, f"{word.slot}#1")
    after = replace(word, captioned=captioned)
    await words.save(await work.direct(), after)
    way = "message_to_staff" if word.side == "resident" else "message_to_resident"
    work.write_journal(Entry(work.now, f"user:{word.author}", way, word.project_id))
    return after


async def _post(town: Town, work: Work, word: Word, payload: Payload, slot: str) -> None:
    """Send a letter to the other side of a word; in the group, in its project's topic."""
    if word.side == "staff":
        work.send(word.resident, payload, slot=slot)
        return
    project = await work.project(word.project_id) if word.project_id is not None else None
    if project is not None and project.number:
        payload = await place(town, work, project, payload)
    work.send(town.group.id, payload, slot=slot)


async def join(town: Town, work: Work, word: Word, message: Told) -> None:
    """Let another file of an album follow the first."""
    _, sent, _ = content_of(message, town.staff_voice)
    if sent is None:
        return
    file = await media.take_in(work, sent, message.person.id, word_id=word.id)
    if word.kind in ("held", "kept_back") or _waits(word, file):
        return
    await _send_file(town, work, word, file, await _reader(town, work, word))


async def _send_file(town: Town, work: Work, word: Word, file: Medium, say: Voice) -> None:
    """Send a file beside its word; its own caption is said already when it is the word's."""
    caption = Markup.escape("" if file.caption == word.body else shorten(file.caption, 900))
    if file.state == "too_large" and word.side == "resident":
        caption = PARAGRAPH.join(part for part in (caption, unchecked(say)) if part)
    album = word.slot if word.album else ""
    payload = _file(file, say, caption=caption, album=album)
    await _post(town, work, word, payload, f"{word.slot}#{file.id}")


def _file(file: Medium, say: Voice, **more: Any) -> letters.Payload:
    album = more.get("album", "") if file.kind != "voice" else ""
    caption = more.get("caption") or Markup("")
    return letters.file(
        file.kind,
        file_id=file.file_id,
        sha256=file.sha256 or "",
        name=file.name,
        caption=caption,
        rows=more.get("rows", ()),
        album=album,
        gather=bool(album),
        reply_to=more.get("reply_to"),
        instead=PARAGRAPH.join(part for part in (caption, _nowhere(say)) if part),
    )


async def send_checked(town: Town, work: Work, word: Word, file: Medium) -> None:
    """Let a resident's document follow its word, now that it has been looked into."""
    await _send_file(town, work, word, file, town.staff_voice)


def _waits(word: Word, file: Medium) -> bool:
    """Whether a file is looked into before staff see it: a document may be anything."""
    return word.side == "resident" and file.kind == "document" and file.state == "wanted"


def unchecked(say: Voice) -> Markup:
    """The warning under a file that could not be looked into."""
    return say("I could not look into this file. Open it only if you expect it.")


def _nowhere(say: Voice) -> Markup:
    return say("(A file belongs here, but Telegram no longer has it.)")


async def _reader(town: Town, work: Work, word: Word) -> Voice:
    """The language of who reads a word."""
    if word.side == "resident":
        return town.staff_voice
    resident = await work.resident(word.resident)
    return town.voice(resident.language) if resident else town.staff_voice


def _text(word: Word, around: Around, say: Voice, later: list[Medium]) -> Markup:
    parts: list[Markup] = [around.head]
    if word.body:
        parts.append(
            _quoted(shorten(word.body, LONGEST) if word.edited_at else word.body[:LONGEST])
        )
    if word.transcript:
        parts.append(say("What the voice says: {words}", words=shorten(word.transcript, 600)))
    if word.edited_at:
        parts.append(say("(changed since it was sent)"))
    parts += [
        say("The document “{name}” follows as soon as I have looked into it.", name=file.name)
        for file in later
    ]
    if around.foot is not None:
        parts.append(around.foot)
    return PARAGRAPH.join(parts)


def _quoted(body: str) -> Markup:
    return Markup("<blockquote>{}</blockquote>").format(body)


def in_short(word: Word, files: list[Medium], say: Voice) -> str:
    """A word on one line: for the question it asks, for a project's history."""
    if word.body or word.transcript:
        return shorten(" ".join((word.transcript or word.body).split()), 300)
    return (
        say.plain("(voice message)")
        if any(f.kind == "voice" for f in files)
        else say.plain("(file)")
    )


# -- changing it ---------------------------------------------------------------------------------


async def amend(town: Town, work: Work, word: Word, body: str, around: Around) -> Word:
    """Keep the new words, the former ones beside them, and change what the other side sees."""
    after = replace(
        word,
        body=body,
        earlier=(*word.earlier, (work.now, word.body)),
        edited_at=work.now,
    )
    await words.save(await work.direct(), after)
    if word.kind not in ("held", "kept_back"):
        await redraw(town, work, after, around)
    return after


async def redraw(town: Town, work: Work, word: Word, around: Around) -> None:
    """Bring what the other side sees of a word up to date, where it stands."""
    chat_id = town.group.id if word.side == "resident" else word.resident
    if word.status in ("undelivered", "rejected"):
        transaction = await work.direct()
        await outbox.drop_undelivered(transaction, chat_id, word.slot)
        await words.save(transaction, await show(town, work, word, around))
        return
    say = await _reader(town, work, word)
    text = _text(word, around, say, [])
    if word.captioned and len(visible(text)) > letters.LONGEST_CAPTION:
        short = replace(
            word, body=shorten(word.body, 300), transcript=shorten(word.transcript, 300)
        )
        text = _text(short, around, say, [])
    shown = await work.message(word.slot)
    payload = letters.show(
        Screen(text, around.rows), fresh=False, message=shown, caption=word.captioned
    )
    work.send(chat_id, payload, slot=word.slot)


async def point_at(town: Town, work: Work, word: Word) -> None:
    """Say to staff that a message further up is another now: a change in place rings no bell."""
    say = town.staff_voice
    changed = Screen(say("The resident changed this message."))
    payload = letters.text(changed, reply_to=await work.message(word.slot))
    await _post(town, work, word, payload, "")


async def withdraw(town: Town, work: Work, word: Word) -> None:
    """Take a word of staff away from the resident: its messages go, and what has not left yet."""
    transaction = await work.settle()
    after = replace(word, kind="kept_back")
    await words.save(transaction, after)
    await outbox.drop(transaction, word.resident, word.slot)
    for chat_id, message_id in await outbox.find_messages(transaction, word.slot):
        if chat_id == word.resident:
            work.send(chat_id, letters.delete(message_id))
    work.write_journal(Entry(work.now, f"user:{word.author}", "taken_back", word.project_id))
    await tell_fate(town, work, after)


# -- what became of it ---------------------------------------------------------------------------

_FATES = {
    "delivered": N_("Delivered to the resident."),
    "undelivered": N_(
        "Not delivered: the resident has blocked the robot. It leaves by itself if they come back. "
        "Until then, please use the telephone or e-mail."
    ),
    "rejected": N_("Not delivered: Telegram refuses it. Please use the telephone or e-mail."),
}


async def tell_fates(town: Town, work: Work) -> None:
    """Tell staff what became of their words: delivered, or not and why."""
    transaction = await work.direct()
    for word in await words.load_to_note(transaction):
        await words.save(transaction, replace(word, noted=word.status))
        if word.side == "resident" or word.status not in _FATES:
            continue
        await tell_fate(town, work, word)


async def tell_fate(town: Town, work: Work, word: Word) -> None:
    """Say under a word of staff what became of it, with the way to take it back."""
    say, slot = town.staff_voice, f"fate:{word.id}"
    rows: Rows = ()
    fate = _FATES[word.status]
    if word.kind == "kept_back":
        fate = N_("Taken back: the resident no longer sees it.")
    elif work.now - word.at <= TAKE_BACK:
        rows = ((button(N_("Take it back (60 s)"), say, "back", word),),)
    payload = letters.show(
        Screen(say(fate), rows),
        fresh=False,
        message=await work.message(slot),
        reply_to=word.message_id,
    )
    project = await work.project(word.project_id) if word.project_id is not None else None
    if project is not None and project.number:
        payload = await place(town, work, project, payload)
    work.send(town.group.id, payload, slot=slot)


def about(project: Project | None) -> Markup:
    """The number and title under which staff read a word."""
    if project is None or not project.number:
        return Markup("")
    return Markup("<b>{}</b> · <b>{}</b>").format(project.number, project.title)
