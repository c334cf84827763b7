"""The ledger of the delivery: what was sent is noted, many letters in one transaction."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from bot import letters
from bot.clock import Clock
from bot.log import event
from storage import outbox, words
from storage.database import Database
from storage.outbox import Letter

log = logging.getLogger(__name__)


@dataclass
class _Page:
    """What one transaction of the ledger notes, and whether it is on the disk."""

    ids: list[int] = field(default_factory=list)
    chats: set[int] = field(default_factory=set)
    messages: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    aside: list[tuple[Letter, str]] = field(default_factory=list)
    fates: dict[str, words.Status] = field(default_factory=dict)
    written: asyncio.Event = field(default_factory=asyncio.Event)


class Ledger:
    """Notes what was sent, many letters in one transaction."""

    def __init__(
        self, database: Database, clock: Clock, on_fates: Callable[[], None] | None = None
    ) -> None:
        """Keep the ledger; `on_fates` is called when it is known what became of words."""
        self._database = database
        self._clock = clock
        self._on_fates = on_fates
        self._open = self._writing_page = _Page()
        self._writing: asyncio.Task[None] | None = None

    def done(self, letter: Letter, message_id: int | None = None) -> None:
        """A letter is delivered, and this message shows its slot now."""
        if message_id is not None:
            self._open.messages[letter.slot] = (letter.slot, letter.chat_id, message_id)
            self._open.fates[letter.slot] = "delivered"
        self._note(letter)

    def shows(self, slot: str, chat_id: int, message_id: int) -> None:
        """A slot is shown by this message; noted with the letter that is noted next."""
        self._open.messages[slot] = (slot, chat_id, message_id)

    def set_aside(self, letter: Letter, reason: str, *, barred: bool) -> None:
        """A letter cannot be delivered: we are `barred` from the chat, or it is refused."""
        self._open.fates[letter.slot] = "undelivered" if barred else "rejected"
        if letters.is_kept(letter.payload):
            self._open.aside.append((letter, reason))
        self._note(letter)

    async def settled(self) -> None:
        """Return when everything noted so far is on the disk."""
        while self._writing is not None:
            await asyncio.shield(self._writing)

    async def settled_for(self, chat_id: int) -> None:
        """Return when everything noted of a chat is on the disk, so that a crash repeats no two."""
        for page in (self._writing_page, self._open):
            if chat_id in page.chats:
                await page.written.wait()

    def _note(self, letter: Letter) -> None:
        self._open.ids.append(letter.id)
        self._open.chats.add(letter.chat_id)
        if self._writing is None:
            self._writing = asyncio.ensure_future(self._write())

    async def _write(self) -> None:
        """Write until there is nothing more to write; a failing disk is tried again."""
        while self._open.ids:
            page = self._writing_page = self._open
            self._open = _Page()
            while not await self._write_once(page):  # noqa: ASYNC110 - a retry
                await asyncio.sleep(1)
            page.chats.clear()
            page.written.set()
        self._writing = None

    async def _write_once(self, page: _Page) -> bool:
        try:
            async with self._database.transaction() as transaction:
                await outbox.remove(transaction, page.ids)
                await outbox.set_messages(transaction, page.messages.values())
                await outbox.give_up(transaction, page.aside, self._clock.now())
                news = await words.note_fates(transaction, page.fates)
                await transaction.commit()
        except Exception as error:  # noqa: BLE001 - whatever it is, the note must not be lost
            event(log, logging.ERROR, "ledger_failed", exc_info=error)
            return False
        if news and self._on_fates is not None:
            self._on_fates()
        return True
