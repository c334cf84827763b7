"""Staff stop a conversation, look at what was stopped, and open it again: `/block`, `/blocked`.

Only those who may decide can do it, always with a reason, and each time the journal notes it. The
person is told, and told the other ways to reach the town hall: these nobody can take away.
"""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from bot import home, letters
from bot.incoming import Told
from bot.town import Town
from dialogs import reading
from dialogs.buttons import Screen
from dialogs.rights import Actor
from dialogs.showing import shorten
from storage import blocks
from storage.blocks import Block
from storage.journal import Entry
from storage.residents import Resident
from storage.work import Work

REASON_LENGTH = 10
"""The least characters of a reason."""

LONGEST_REASON = 500


def _answer(work: Work, message: Told, words: Markup) -> None:
    work.send(message.chat_id, letters.text(Screen(words), reply_to=message.message_id))


async def block(town: Town, work: Work, message: Told, argument: str) -> str:
    """Stop the conversation with the person whose message or card this answers."""
    say, reason = town.staff_voice, reading.clean(argument)
    user_id = await _person(work, message)
    if user_id is None:
        words = say(
            "Reply to a message of the resident or to the card of their idea, with "
            "<code>/block</code> and the reason."
        )
        outcome = "block_nobody"
    elif len(reason) < REASON_LENGTH:
        words = say(
            "A block needs a reason of 10 characters or more: <code>/block</code>, a space, the "
            "reason."
        )
        outcome = "block_no_reason"
    elif town.actor(user_id, "").roles:
        words, outcome = say("This person belongs to the town's team."), "block_team"
    elif await blocks.load_of(await work.direct(), user_id) is not None:
        words, outcome = say("This person is blocked already. /blocked shows all."), "block_again"
    else:
        words, outcome = await _block(town, work, message, user_id, reason), "blocked"
    _answer(work, message, words)
    return outcome


async def _block(town: Town, work: Work, message: Told, user_id: int, reason: str) -> Markup:
    actor = town.actor(message.person.id, message.person.name)
    kept = await blocks.add(
        work.transaction,
        user_id,
        shorten(reason, LONGEST_REASON),
        actor.user_id,
        actor.name,
        work.now,
    )
    resident = await work.resident(user_id)
    if resident is not None:
        work.put_resident(replace(resident, blocked_since=work.now))
        words = home.stopped(town, town.voice(resident.language))
        work.send(user_id, letters.text(Screen(words)))
        await blocks.note_told(work.transaction, kept.id, work.now)
    _note(work, actor, "block", kept)
    say = town.staff_voice
    return say(
        "Blocked, number {n}. The person is told, with the other ways to reach the town hall. "
        "To open it again: <code>/unblock {n}</code>",
        n=kept.id,
    )


async def show_all(town: Town, work: Work, message: Told, argument: str) -> str:
    """List the blocks in force, so that they can be looked at again."""
    del argument
    say = town.staff_voice
    lines = [await _line(town, work, one) for one in await blocks.load(await work.direct())]
    head = say("Blocked at the moment:") if lines else say("Nobody is blocked.")
    _answer(work, message, Markup("\n").join((head, *lines)))
    return "blocked_listed"


async def _line(town: Town, work: Work, one: Block) -> Markup:
    """One block: nobody's name but that of who decided it; the numbers of the person's ideas."""
    say = town.staff_voice
    numbers = [project.number for project in await work.projects_of(one.user_id) if project.number]
    return say(
        "{n} · since {date}, by {name}: {reason} · ideas: {numbers}",
        n=one.id,
        date=say.date(town.setting.local_day(one.at)),
        name=one.by_name,
        reason=one.reason,
        numbers=", ".join(numbers) or say.plain("none"),
    )


async def unblock(town: Town, work: Work, message: Told, argument: str) -> str:
    """Open a conversation again: by its number, or by a reply."""
    say = town.staff_voice
    found = await blocks.load(await work.direct())
    user_id = await _person(work, message)
    wanted = [one for one in found if str(one.id) == argument.strip() or one.user_id == user_id]
    if not wanted:
        _answer(work, message, say("Write the number: /blocked shows all."))
        return "unblock_nobody"
    kept = wanted[0]
    await blocks.end(work.transaction, kept.id, work.now)
    resident = await work.resident(kept.user_id)
    if resident is not None:
        work.put_resident(replace(resident, blocked_since=None))
        _tell(town, work, resident)
    _note(work, town.actor(message.person.id, message.person.name), "unblock", kept)
    _answer(work, message, say("Number {n} is open again. The person is told.", n=kept.id))
    return "unblocked"


def _tell(town: Town, work: Work, resident: Resident) -> None:
    say = town.voice(resident.language)
    words = say("The town hall has opened our talk again. Write /start to go on.")
    work.send(resident.user_id, letters.text(Screen(words)))


async def _person(work: Work, message: Told) -> int | None:
    """The resident whose words or card a message answers."""
    if message.reply_to is None:
        return None
    slot = await work.slot_of(message.chat_id, message.reply_to) or ""
    kind, _, rest = slot.partition(":")
    if kind in ("word", "ask"):  # "ask" stands under messages of before words were kept
        return int(rest.split(":")[0])
    if kind == "card":
        project = await work.project(int(rest))
        return project.bearer or None if project is not None else None
    return None


def _note(work: Work, actor: Actor, action: str, kept: Block) -> None:
    work.write_journal(Entry(work.now, actor.key, action, reason=f"number {kept.id}"))
