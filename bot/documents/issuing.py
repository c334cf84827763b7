"""Makes the documents that turns have asked for: each row that waits gets its PDF, once.

A row waits in the database from the turn that asked for it until its document is whole on the disk
and noted, so a crash loses none. What fails is tried again, later each time; staff are told when it
keeps failing and when it is made.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from bot import letters
from bot.clock import Clock
from bot.documents.errors import DocumentError
from bot.documents.plain import Said
from bot.documents.press import Press
from bot.log import event
from bot.town import Town
from dialogs.buttons import Screen
from storage import conventions, evidence
from storage.conventions import Act
from storage.database import Database, Transaction
from storage.outbox import BROADCAST, Letter
from storage.work import Numbers, Work, begin

log = logging.getLogger(__name__)

PAUSES = (
    timedelta(seconds=30),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)
"""How long a document that failed waits for its next try; the last one goes for all that follow."""

TOLD_AFTER = 3
"""Tries after which staff are told that a document cannot be made."""

Made = Callable[[Work, Act, Said], Awaitable[None]]
"""What follows a document; given with it is what it says, in words."""


class Shelf(Protocol):
    """Where documents wait to be made: a module of `storage`."""

    async def load_to_make(self, transaction: Transaction, now: datetime) -> Act | None:
        """Load what is to be made next."""

    async def note_made(
        self, transaction: Transaction, act: Act, sha256: str, now: datetime
    ) -> bool:
        """Note that it is made; False when it was meanwhile."""

    async def note_trouble(
        self, transaction: Transaction, act: Act, trouble: str, not_before: datetime
    ) -> None:
        """Note that it could not be made."""


SHELVES: tuple[Shelf, ...] = (conventions, evidence)


class Issuer:
    """Makes what waits. `on_made` is what follows, in the transaction that notes the document."""

    def __init__(
        self,
        town: Town,
        database: Database,
        clock: Clock,
        press: Press,
        numbers: Numbers,
        *,
        post: Callable[[list[Letter]], None],
        on_made: Made,
    ) -> None:
        self._town = town
        self._database = database
        self._clock = clock
        self._press = press
        self._numbers = numbers
        self._post = post
        self._on_made = on_made
        self._one_at_a_time = asyncio.Lock()

    async def sweep(self) -> None:
        """Make every document that is due."""
        async with self._one_at_a_time:
            for shelf in SHELVES:
                while act := await self._next(shelf):
                    await self._make(shelf, act)

    async def _next(self, shelf: Shelf) -> Act | None:
        async with self._database.transaction() as transaction:
            return await shelf.load_to_make(transaction, self._clock.now())

    async def _make(self, shelf: Shelf, act: Act) -> None:
        try:
            document = await self._press.make(act.data)
            said = await self._press.read(act.data, await self._before(act))
            sha256 = await asyncio.to_thread(self._town.files.keep, document, ".pdf")
        except (DocumentError, OSError) as error:
            event(log, logging.ERROR, "document_failed", act=act.id, tries=act.tries + 1,
                  error=type(error).__name__)  # fmt: skip
            await self._note_trouble(shelf, act, _reason(error))
            return
        async with begin(self._database, self._numbers, self._clock.now()) as work:
            if await shelf.note_made(await work.direct(), act, sha256, work.now):
                made = replace(act, sha256=sha256, made_at=work.now)
                await self._on_made(work, made, said)
            waiting = await work.commit()
        event(log, logging.INFO, "document_made", act=act.id, bytes=len(document))
        self._post(waiting)

    async def _before(self, act: Act) -> str | None:
        """The text that this one replaces, None for a first one."""
        async with self._database.transaction() as transaction:
            history = await conventions.load_history(transaction, act.project_id)
        earlier = (one for one in history if one.version < act.version and one.kind == act.kind)
        last = max(earlier, key=lambda one: one.version, default=None)
        return last.data if last is not None else None

    async def _note_trouble(self, shelf: Shelf, act: Act, reason: str) -> None:
        pause = PAUSES[min(act.tries, len(PAUSES) - 1)]
        async with begin(self._database, self._numbers, self._clock.now()) as work:
            until = work.now + pause
            await shelf.note_trouble(await work.direct(), act, reason, until)
            if act.tries + 1 == TOLD_AFTER:
                say = self._town.staff_voice
                words = say(
                    "The document of convention {number}, version {version}, cannot be made: "
                    "{reason}. I keep trying. Please tell the person who looks after the bot.",
                    number=act.number,
                    version=act.version,
                    reason=reason,
                )
                screen = letters.text(Screen(words))
                work.send(self._town.group.id, screen, priority=BROADCAST)
            waiting = await work.commit()
        self._post(waiting)


def _reason(error: Exception) -> str:
    """Why, in one line that names no one: where a template is wrong, never what people wrote."""
    if isinstance(error, OSError):
        return f"the file cannot be written: {error.strerror}"
    return str(error)


async def tell_staff(town: Town, work: Work, act: Act, said: Said) -> None:
    """Say in the group that a document is made; it names people, so it is not sent there."""
    del said
    say = town.staff_voice
    words = say(
        "Convention {number}, version {version}: the document is ready.",
        number=act.number,
        version=act.version,
    )
    work.send(town.group.id, letters.text(Screen(words)), priority=BROADCAST)
