"""The morning's digest: what waits, once a working day, to the group and to e-mail addresses.

It is written in the turn of the first sweep after the opening hour, with the fact that it was
written today, so that a restart neither repeats nor loses it.
"""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from bot import letters
from bot.team.capacity import give_places
from bot.team.todo import all_tasks, listed
from bot.town import Town
from dialogs.buttons import Screen
from dialogs.texts import visible
from dialogs.todo import Task
from storage import droughts, emails, facts
from storage.outbox import BROADCAST
from storage.work import Work

_FACT = "digest_on"


async def daily(town: Town, work: Work) -> None:
    """Write today's digest if it is time and it is not written yet; let the queue move."""
    await give_places(town, work)
    today = town.setting.local_day(work.now)
    if not town.digest:
        return
    quiet = town.setting.next_moment(work.now) > work.now
    if quiet or not town.setting.country.is_working_day(today):
        return
    transaction = await work.direct()
    if await facts.load(transaction, _FACT) == today.isoformat():
        return
    await facts.store(transaction, _FACT, today.isoformat())
    waiting = await all_tasks(town, work)
    dry = await droughts.endless_since(transaction)
    weekly = dry is not None and today.weekday() == 0
    if not waiting and not weekly:
        return
    parts = [_words(town, work, waiting)] if waiting else []
    if dry is not None:
        parts.append(_drought(town, dry))
    words = Markup("\n\n").join(parts)
    work.send(town.group.id, letters.text(Screen(words)), priority=BROADCAST)
    await _by_email(town, work, words)


def _words(town: Town, work: Work, waiting: tuple[Task, ...]) -> Markup:
    say = town.staff_voice
    today = town.setting.local_day(work.now)
    late = [one for one in waiting if one.days_late(today) > 0]
    rest = [one for one in waiting if one.days_late(today) <= 0]
    parts = [
        say.count("Good morning! {n} thing waits.", "Good morning! {n} things wait.", len(waiting))
    ]
    if late:
        parts.append(listed(town, work, say("<b>Late</b>"), late))
    if rest:
        parts.append(listed(town, work, say("<b>Under way</b>"), rest))
    parts.append(say("/todo tells you what waits for you."))
    return Markup("\n\n").join(parts)


def _drought(town: Town, since: date) -> Markup:
    """Nobody is reminded to water until someone says that the drought is over."""
    say = town.staff_voice
    return say(
        "Since {day}, nobody is reminded to water. Is the drought over? Then write "
        "<code>/broadcast drought over</code>.",
        day=say.date(since),
    )


async def _by_email(town: Town, work: Work, words: Markup) -> None:
    """The same to those without Telegram; the words are plain text."""
    if not town.digest_to:
        return
    say = town.staff_voice
    today = town.setting.local_day(work.now)
    subject = say.plain("Fifty-fifty: what waits on {date}", date=say.date(today))
    body = visible(str(words))
    transaction = await work.direct()
    for address in town.digest_to:
        await emails.add(transaction, address, subject, body, work.now)
