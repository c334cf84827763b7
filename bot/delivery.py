"""The delivery: letters leave in order per chat, side by side across chats, until accepted.

A letter is in the database until Telegram has it. A chat's next message waits until the one
before it is noted as sent, so a crash repeats at most one message in a chat and loses none.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Protocol

from bot import letters
from bot.clock import Clock
from bot.ledger import Ledger
from bot.log import event
from bot.pacing import Pace
from bot.telegram_out import Delivered
from bot.telegram_refusals import (
    DeliveryError,
    MovedError,
    RejectedError,
    RetryLaterError,
    TroubleError,
    UnreachableError,
)
from storage import outbox
from storage.database import Database
from storage.outbox import Letter

log = logging.getLogger(__name__)

LONGEST_BACKOFF = 60.0
"""Seconds between two tries when the network stays out of order."""

_REMEMBERED = 20_000

_GATHER = 0.5
"""Seconds in which another file of an album is waited for, after the last one."""

_GLANCE = 0.1
"""Seconds after which a chat with chores but no room looks again whether a letter has come."""


class Carrier(Protocol):
    """What carries a letter to the platform."""

    async def deliver(
        self, chat_id: int, payload: letters.Payload, current: int | None
    ) -> Delivered:
        """Deliver one letter; raises a DeliveryError of `telegram_refusals`."""

    async def deliver_album(
        self, chat_id: int, payloads: Sequence[letters.Payload]
    ) -> list[Delivered]:
        """Deliver files that are shown together; raises a DeliveryError as above."""


class Delivery:
    """Drains the outbox. `post` hands over letters that are committed already."""

    def __init__(
        self,
        carrier: Carrier,
        database: Database,
        pace: Pace,
        clock: Clock,
        *,
        on_unreachable: Callable[[int, str], Awaitable[None]],
        on_moved: Callable[[int, int], Awaitable[None]],
        on_fates: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._carrier = carrier
        self._database = database
        self._pace = pace
        self._clock = clock
        self._on_unreachable = on_unreachable
        self._on_moved = on_moved
        self._queues: dict[int, deque[Letter]] = {}
        self._chores: dict[int, deque[int]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._shown: OrderedDict[tuple[int, str], int] = OrderedDict()
        self._on_fates = on_fates
        self._ledger = Ledger(database, clock, self._tell_fates)

    async def take_up(self, waiting: list[Letter]) -> None:
        """Take up the letters that a former process left in the outbox."""
        async with self._database.transaction() as transaction:
            chats = {letter.slot: letter.chat_id for letter in waiting if letter.slot}
            for slot, message_id in (await outbox.load_messages(transaction, chats)).items():
                self._remember(chats[slot], slot, message_id)
        self.post(waiting)

    def post(self, waiting: Iterable[Letter]) -> None:
        """Send these as soon as their chat's turn comes."""
        for letter in waiting:
            if letter.payload["op"] == "toast":
                self._spawn(self._deliver_toast(letter))
                continue
            queue = self._queues.get(letter.chat_id)
            if queue is None:
                self._queues[letter.chat_id] = deque([letter])
                self._spawn(self._drain(letter.chat_id))
            else:
                queue.append(letter)

    async def idle(self) -> None:
        """Return when nothing waits and everything sent is noted."""
        while self._tasks:
            await asyncio.wait(self._tasks)
            await self._ledger.settled()

    async def close(self) -> None:
        """Stop sending; what waits stays in the database."""
        self._on_fates = None  # what is not told yet is told at the next start
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._ledger.settled()

    def _spawn(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _tell_fates(self) -> None:
        if self._on_fates is not None:
            self._spawn(self._on_fates())

    def _finished(self, task: asyncio.Future[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            event(log, logging.ERROR, "delivery_failed", exc_info=error)

    async def _deliver_toast(self, letter: Letter) -> None:
        """A toast that cannot be shown at once is worth nothing later."""
        try:
            await self._carrier.deliver(letter.chat_id, letter.payload, None)
        except (
            RetryLaterError,
            TroubleError,
            UnreachableError,
            RejectedError,
            MovedError,
        ) as error:
            event(log, logging.INFO, "toast_lost", letter=letter.id, reason=type(error).__name__)
        self._ledger.done(letter)

    async def _drain(self, chat_id: int) -> None:
        queue = self._queues[chat_id]
        chores = self._chores.setdefault(chat_id, deque())
        try:
            while queue or chores:
                if not queue:
                    await self._do_chore(chat_id, chores)
                    continue
                letter = queue[0]
                if self._overtaken(letter, queue):
                    self._ledger.done(letter)
                    together = [letter]
                else:
                    together = await self._together(queue)
                    await self._deliver(together)
                for sent in together:
                    queue.remove(sent)
        finally:
            del self._queues[chat_id]
            del self._chores[chat_id]

    async def _do_chore(self, chat_id: int, chores: deque[int]) -> None:
        """Take the buttons off an earlier message, when that delays no letter."""
        if not self._pace.has_room(chat_id):
            await asyncio.sleep(_GLANCE)
            return
        await self._pace.turn(chat_id, broadcast=True)
        try:
            await self._carrier.deliver(chat_id, letters.strip(chores[0]), None)
        except RetryLaterError as error:
            await asyncio.sleep(error.seconds)
            return
        except DeliveryError as error:
            # Its buttons are known to be old when pressed; trying for ever would help no one.
            event(log, logging.INFO, "buttons_left", chat=chat_id, reason=str(error))
        chores.popleft()

    def _overtaken(self, letter: Letter, queue: deque[Letter]) -> bool:
        """Whether a newer version of the same message already waits: one call says both."""
        if not letter.slot or letter.payload["op"] != "show":
            return False
        newer = [
            later.payload["text"]
            for later in list(queue)[1:]
            if later.slot == letter.slot
            and later.payload["op"] == "show"
            and later.payload["fresh"] >= letter.payload["fresh"]
        ]
        if letters.replaceable(letter.payload):
            return bool(newer)
        return letter.payload["text"] in newer  # an album: one complaint for all its photos

    async def _together(self, queue: deque[Letter]) -> list[Letter]:
        """The letters that leave in one call: the next one, with the rest of its album."""
        while True:
            first = queue[0]
            parts = [one for one in queue if letters.joins(first.payload, one.payload)]
            if not parts:
                return [first]  # no part of an album
            if len(parts) >= letters.MOST_IN_ALBUM or not parts[-1].payload["gather"]:
                return parts[: letters.MOST_IN_ALBUM]
            await asyncio.sleep(_GATHER)
            if len([one for one in queue if letters.joins(first.payload, one.payload)]) == len(
                parts
            ):
                return parts

    async def _carry(self, together: list[Letter]) -> list[Delivered]:
        """Hand letters to the carrier, once."""
        first, *others = together
        if others:
            payloads = [self._placed(letter) for letter in together]
            return await self._carrier.deliver_album(first.chat_id, payloads)
        current = self._shown.get((first.chat_id, first.slot)) if first.slot else None
        return [await self._carrier.deliver(first.chat_id, self._placed(first), current)]

    def _placed(self, letter: Letter) -> letters.Payload:
        """A letter with its topic as it is now: it may have been made since the letter was."""
        topic = letter.payload.get("topic")
        if not topic:
            return letter.payload
        known = self._shown.get((letter.chat_id, topic["slot"])) if topic["slot"] else None
        return {**letter.payload, "topic": {**topic, "id": known or topic["id"]}}

    async def _deliver(self, together: list[Letter]) -> None:
        """Deliver letters that leave in one call, or set them aside."""
        backoff = 0.5
        letter = together[0]
        await self._ledger.settled_for(letter.chat_id)
        while True:
            await self._pace.turn(
                letter.chat_id,
                broadcast=letter.priority == outbox.BROADCAST,
                count=len(together),
            )
            try:
                sent = await self._carry(together)
            except RetryLaterError as error:
                event(log, logging.WARNING, "slowed", chat=letter.chat_id, seconds=error.seconds)
                await asyncio.sleep(error.seconds)
            except TroubleError as error:
                event(
                    log,
                    logging.WARNING,
                    "delivery_retried",
                    letter=letter.id,
                    reason=str(error),
                    seconds=backoff,
                )
                await asyncio.sleep(backoff)
                backoff = min(backoff * 2, LONGEST_BACKOFF)
            except MovedError as error:
                await self._follow(together, error.new)
                return
            except (UnreachableError, RejectedError) as error:
                if _waits_for_the_group(letter, error):
                    event(
                        log,
                        logging.ERROR,
                        "group_unreachable",
                        chat=letter.chat_id,
                        letter=letter.id,
                        reason=str(error),
                    )
                    await asyncio.sleep(LONGEST_BACKOFF)
                    continue
                await self._give_up(together, error)
                return
            except Exception as error:  # noqa: BLE001 - one letter must not silence its chat
                event(log, logging.ERROR, "letter_failed", letter=letter.id, exc_info=error)
                await self._give_up(together, RejectedError(type(error).__name__))
                return
            else:
                for one, delivered in zip(together, sent, strict=True):
                    self._note(one, delivered)
                return

    def _note(self, letter: Letter, sent: Delivered) -> None:
        if sent.topic is not None:
            slot = letter.payload["topic"]["slot"]
            self._remember(letter.chat_id, slot, sent.topic)
            self._ledger.shows(slot, letter.chat_id, sent.topic)
        if letter.slot and sent.message_id is not None:
            self._remember(letter.chat_id, letter.slot, sent.message_id)
            self._ledger.done(letter, sent.message_id)
        else:
            self._ledger.done(letter)
        if sent.leftover is not None:
            self._chores.setdefault(letter.chat_id, deque()).append(sent.leftover)

    async def _give_up(
        self, together: list[Letter], error: UnreachableError | RejectedError
    ) -> None:
        reason = str(error)
        name = "unreachable" if isinstance(error, UnreachableError) else "rejected"
        letter = together[0]
        event(log, logging.WARNING, name, chat=letter.chat_id, letter=letter.id, reason=reason)
        for one in together:
            self._ledger.set_aside(one, reason, barred=isinstance(error, UnreachableError))
        await self._ledger.settled()
        if isinstance(error, UnreachableError):
            await self._on_unreachable(letter.chat_id, reason)

    async def _follow(self, together: list[Letter], new: int) -> None:
        """Send the chat's letters to the id that its group has now."""
        old = together[0].chat_id
        event(log, logging.WARNING, "group_moved", chat=old, new=new)
        await self._ledger.settled()
        await self._on_moved(old, new)
        queue = self._queues[old]
        newer = {waiting.slot for waiting in self._queues.get(new, ())}
        newer |= {slot for chat_id, slot in self._shown if chat_id == new}
        kept = []
        for waiting in queue:
            if waiting.slot in newer and letters.replaceable(waiting.payload):
                self._ledger.done(waiting)
            else:
                kept.append(waiting)
        moved = [
            Letter(
                waiting.id,
                new,
                waiting.slot,
                letters.elsewhere(waiting.payload),
                waiting.created_at,
                waiting.priority,
            )
            for waiting in kept
        ]
        queue.clear()
        queue.extend(together)  # `_drain` takes them away after this
        self.post(moved)

    def _remember(self, chat_id: int, slot: str, message_id: int) -> None:
        self._shown[chat_id, slot] = message_id
        self._shown.move_to_end((chat_id, slot))
        if len(self._shown) > _REMEMBERED:
            self._shown.popitem(last=False)


def _waits_for_the_group(letter: Letter, error: DeliveryError) -> bool:
    """Whether a letter must wait until the bot may write in its group again.

    A card, or a resident's words, may not be lost because someone removed the bot for a while.
    """
    barred = isinstance(error, UnreachableError) or "rights" in str(error).casefold()
    return letter.chat_id < 0 and bool(letter.slot) and barred
