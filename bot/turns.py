"""A fetched batch of updates becomes turns, in one transaction; only then is it acknowledged.

A turn that raises leaves nothing behind but its update, kept whole with its traceback; the
person gets an apology and their question again, and the rest of the batch goes on.
"""

from __future__ import annotations

import asyncio
import json
import logging
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot import followups, group_commands, letters, residents, staff, words
from bot.clock import Clock
from bot.forms import Place, show
from bot.incoming import (
    Command,
    GroupMoved,
    Incoming,
    Membership,
    Presence,
    Reachable,
    Tapped,
    Told,
)
from bot.log import event
from bot.projects import update_card
from bot.signing import ending
from bot.team import digest, roles, standing
from bot.town import Town
from dialogs.buttons import Screen
from dialogs.events import Said
from dialogs.project import State
from dialogs.view import view
from storage import facts, updates
from storage.database import Database, RefusedError, StorageError
from storage.outbox import Letter
from storage.residents import Resident
from storage.updates import DeadLetter
from storage.work import Numbers, Work, begin

log = logging.getLogger(__name__)

NOTICE_EVERY = timedelta(hours=1)
"""At most one notice of failures to the administrators in this time."""

LATELY = timedelta(hours=1)
"""Who wrote so shortly before an outage is likely to have pressed something during it."""

_UNDECIDED = (State.SUBMITTED, State.NEEDS_INFO, State.UNDER_REVIEW)
"""The states in which a dossier's card is needed: its buttons decide."""

Update = dict[str, Any]
Reader = Callable[[Update], Incoming | None]


class Turns:
    """Runs what comes in. `post` receives the letters of each commit; `on_files` hears of files."""

    def __init__(
        self,
        town: Town,
        database: Database,
        clock: Clock,
        read: Reader,
        post: Callable[[list[Letter]], None],
        numbers: Numbers,
        on_files: Callable[[], None],
    ) -> None:
        self._on_files = on_files
        self._town = town
        self._database = database
        self._clock = clock
        self._read = read
        self._post = post
        self._numbers = numbers

    async def handle(self, batch: Sequence[Update]) -> None:
        """Handle a batch. Returns when it is kept; raises when the database cannot be written."""
        try:
            await self._handle_together(batch)
        except Exception as error:
            if isinstance(error, StorageError) and not isinstance(error, RefusedError):
                raise  # the database is out of order: the same batch comes again
            # What one update needs cannot be read or kept: find it and set it aside. Its traceback
            # is kept with it; here it could show what the person wrote.
            name = type(error).__name__
            event(log, logging.ERROR, "batch_refused", size=len(batch), error=name)
            if len(batch) == 1:
                await self._set_aside(batch[0], error)
            else:
                for one in batch:
                    await self.handle([one])

    async def _handle_together(self, batch: Sequence[Update]) -> None:
        read = [(update, *self._try_to_read(update)) for update in batch]
        async with begin(self._database, self._numbers, self._clock.now()) as work:
            ids = [update["update_id"] for update in batch]
            seen = await updates.load_seen(work.transaction, ids)
            await work.preload(_people(incoming for _, incoming, _ in read))
            answered: set[int] = set()
            for update, incoming, problem in read:
                update_id = update["update_id"]
                if update_id in seen:
                    event(log, logging.INFO, "update_repeated", update=update_id)
                    continue
                seen.add(update_id)
                work.saw(update_id)
                if problem:
                    await self._bury(work, update, None, problem)
                elif incoming is not None:
                    outcome = await self._turn(work, update, _dated(incoming, answered))
                    if outcome == "answered" and isinstance(incoming, Told):
                        answered.add(incoming.person.id)
            letters_out = await work.commit()
        self._post(letters_out)
        for sha256 in work.thrown:
            await asyncio.to_thread(self._town.files.remove, sha256)
        if work.files_wait:
            self._on_files()

    def _try_to_read(self, update: Update) -> tuple[Incoming | None, str]:
        try:
            return self._read(update), ""
        except Exception:  # noqa: BLE001 - whatever it is, the update is kept whole
            return None, traceback.format_exc()

    async def _turn(self, work: Work, update: Update, incoming: Incoming) -> str:
        try:
            async with work.attempt():
                outcome = await self._dispatch(work, incoming)
        except StorageError:
            raise
        except Exception:  # noqa: BLE001 - whatever it is, the update is kept whole
            await self._bury(work, update, incoming, traceback.format_exc())
            return "failed"
        else:
            event(
                log, logging.INFO, "turn",
                update=update["update_id"], kind=type(incoming).__name__,
                chat=_chat_of(incoming), outcome=outcome,
            )  # fmt: skip
            return outcome

    async def _dispatch(self, work: Work, incoming: Incoming) -> str:
        if isinstance(incoming, Told) and incoming.chat_id == self._town.group.id:
            self._town.group.is_forum = incoming.forum
        match incoming:
            case Told(private=True):
                return await residents.told(self._town, work, incoming)
            case Told(content=Command() as command):
                return await group_commands.run(self._town, work, incoming, command)
            case Told():
                return await staff.told(self._town, work, incoming)
            case Tapped(private=True):
                return await residents.tapped(self._town, work, incoming)
            case Tapped():
                return await staff.tapped(self._town, work, incoming)
            case Reachable():
                return await residents.reachable(self._town, work, incoming)
            case GroupMoved(old, new):
                await self._follow_group(work, old, new)
                return "group_moved"
            case Membership():
                return await standing.noted(self._town, work, incoming)
            case Presence():
                return await roles.presence(self._town, work, incoming)

    # -- failures --------------------------------------------------------------------------------

    async def _bury(
        self, work: Work, update: Update, incoming: Incoming | None, problem: str
    ) -> None:
        last = problem.strip().splitlines()[-1].partition(":")[0]
        event(log, logging.ERROR, "turn_failed", update=update["update_id"], error=last)
        body = json.dumps(update, ensure_ascii=True, default=str)
        work.bury(DeadLetter(update["update_id"], body, problem))
        try:
            async with work.attempt():
                await self._apologise(work, incoming, update)
        except Exception as error:  # noqa: BLE001 - the update is kept; the loop must go on
            event(log, logging.ERROR, "apology_failed", exc_info=error)
        await self._tell_admins(work, update["update_id"])

    async def _apologise(self, work: Work, incoming: Incoming | None, update: Update) -> None:
        user_id = _private_person(incoming, update)
        if isinstance(incoming, Tapped):
            work.send(incoming.chat_id, letters.toast(incoming.callback_id))
        if user_id is None:
            return
        resident = await work.resident(user_id)
        language = resident.language if resident else self._town.book.wording.languages[0]
        say = self._town.voice(language)
        sorry = say(
            "I am sorry, something went wrong on my side. Your last message was not noted as an "
            "answer, but it is kept, and a person will look at it."
        )
        screen = await self._question_again(work, resident)
        if screen is None:
            work.send(user_id, letters.text(Screen(sorry)))
        else:
            await show(work, Place.live(user_id), screen, note=sorry)

    async def _question_again(self, work: Work, resident: Resident | None) -> Screen | None:
        if resident is None or resident.session_id is None:
            return None
        try:
            held = await work.session(resident.session_id)
            if held is None or held.ended_at is not None:
                return None
            return view(self._town.book, held.session)
        except Exception as error:  # noqa: BLE001 - an apology without the question is still one
            event(log, logging.ERROR, "screen_failed", exc_info=error)
            return None

    async def _tell_admins(self, work: Work, update_id: int) -> None:
        """One notice an hour, to the administrators who can be written to, else to the group."""
        told = await facts.load(work.transaction, "failure_told_at")
        if told and work.now - datetime.fromisoformat(told) < NOTICE_EVERY:
            return
        await facts.store(work.transaction, "failure_told_at", work.now.isoformat())
        say = self._town.staff_voice
        words = say(
            "A message could not be handled (update {update}). The person was told; the message "
            "is kept in the table dead_letters, with the reason.",
            update=update_id,
        )
        if not await standing.tell_admins(self._town, work, words):
            work.send(self._town.group.id, letters.text(Screen(words)))

    async def _set_aside(self, update: Update, error: Exception) -> None:
        """Keep an update whose turn the database refuses, without what the turn wanted to write."""
        problem = "".join(traceback.format_exception(error))
        incoming, _ = self._try_to_read(update)
        async with begin(self._database, self._numbers, self._clock.now()) as work:
            work.saw(update["update_id"])
            await self._bury(work, update, incoming, problem)
            letters_out = await work.commit()
        self._post(letters_out)

    # -- what the platform says --------------------------------------------------------------------

    async def _follow_group(self, work: Work, old: int, new: int) -> None:
        if old == self._town.group.id:
            await facts.store(work.transaction, f"group_moved:{old}", str(new))
            await work.move_chat(old, new)
            self._town.group.id = new
            for project in await work.projects_in(_UNDECIDED):
                await update_card(self._town, work, project)

    async def group_moved(self, old: int, new: int) -> None:
        """Follow the staff group to its new id, as a refused call has told it."""
        async with begin(self._database, self._numbers, self._clock.now()) as work:
            await self._follow_group(work, old, new)
            letters_out = await work.commit()
        self._post(letters_out)

    async def unreachable(self, chat_id: int, reason: str) -> None:
        """Note that a person cannot be written to, and tell staff if they carry a project."""
        if chat_id < 0:
            event(log, logging.ERROR, "group_unreachable", chat=chat_id, reason=reason)
            return
        async with begin(self._database, self._numbers, self._clock.now()) as work:
            await residents.lost(self._town, work, chat_id)
            letters_out = await work.commit()
        self._post(letters_out)

    async def come_back(self, away_since: datetime) -> None:
        """After an outage, in which Telegram forgets what people pressed, show where they are."""
        if self._town.setting.next_moment(self._clock.now()) > self._clock.now():
            return  # at night the screens can wait: they are shown again at the first word
        async with begin(self._database, self._numbers, self._clock.now()) as work:
            for user_id in await work.busy_since(away_since - LATELY):
                resident = await work.resident(user_id)
                say = self._town.voice(resident.language if resident else "")
                note = say(
                    "I was away for a while. If you pressed a button meanwhile, I may not have "
                    "seen it. Here is where we are."
                )
                await residents.bring_back(self._town, work, user_id, note)
                if resident is not None:
                    today = self._town.setting.local_day(work.now)
                    work.put_resident(replace(resident, reminded_on=today))
            letters_out = await work.commit()
        self._post(letters_out)

    async def tell_fates(self) -> None:
        """Tell staff what became of what they wrote to residents."""
        async with begin(self._database, self._numbers, self._clock.now()) as work:
            await words.tell_fates(self._town, work)
            letters_out = await work.commit()
        self._post(letters_out)

    async def sweep(self) -> None:
        """Say what is due."""
        await self._morning()
        while True:
            async with begin(self._database, self._numbers, self._clock.now()) as work:
                looked_at = await followups.sweep(self._town, work)
                letters_out = await work.commit()
            if letters_out:
                event(log, logging.INFO, "reminded", letters=len(letters_out))
            self._post(letters_out)
            if looked_at < followups.BATCH:
                return

    async def write_endings(self) -> None:
        """Ask for the documents that end conventions."""
        async with begin(self._database, self._numbers, self._clock.now()) as work:
            await ending.ask_missing(self._town, work)
            letters_out = await work.commit()
        self._post(letters_out)

    async def _morning(self) -> None:
        """What happens once a working day, and the queue of projects that wait for a place."""
        async with begin(self._database, self._numbers, self._clock.now()) as work:
            await digest.daily(self._town, work)
            letters_out = await work.commit()
        self._post(letters_out)


def _dated(incoming: Incoming, answered: set[int]) -> Incoming:
    """Mark words that follow an answer in the same batch: the next question was not shown yet."""
    if isinstance(incoming, Told) and incoming.person.id in answered:
        content = incoming.content
        if incoming.private and isinstance(content, Said) and not incoming.reply_to:
            return replace(incoming, content=replace(content, early=True))
    return incoming


def _people(read: Any) -> list[int]:
    return [one.person.id for one in read if isinstance(one, Told | Tapped) and one.private]


def _chat_of(incoming: Incoming) -> int:
    match incoming:
        case Reachable(person):
            return person.id
        case GroupMoved(old=old):
            return old
        case Told() | Tapped() | Membership() | Presence():
            return incoming.chat_id


def _private_person(incoming: Incoming | None, update: Update) -> int | None:
    """Whom to apologise to: the writer in a private chat, found in the raw update if need be."""
    if isinstance(incoming, Told | Tapped):
        return incoming.person.id if incoming.private else None
    for name in ("message", "edited_message"):
        match update.get(name):
            case {"chat": {"id": int(chat_id), "type": "private"}}:
                return chat_id
    return None
