"""Makes the documents that turns have asked for: each row that waits gets its PDF, once.

A row waits in the database from the turn that asked for it until its document is whole on the disk
and noted, so a crash loses none. What fails is tried again, later each time; staff are told when it
keeps failing and when it is made.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot import letters
from bot.clock import Clock
from bot.documents.errors import DocumentError
from bot.documents.press import Press
from bot.log import event
from bot.town import Town
from dialogs.buttons import Screen
from storage import conventions
from storage.conventions import Act
from storage.database import Database
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

Made = Callable[[Work, Act], Awaitable[None]]


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
            while True:
                async with self._database.transaction() as transaction:
                    act = await conventions.load_to_make(transaction, self._clock.now())
                if act is None:
                    return
                await self._make(act)

    async def _make(self, act: Act) -> None:
        try:
            document = await self._press.make(act.data)
            sha256 = await asyncio.to_thread(self._town.files.keep, document, ".pdf")
        except (DocumentError, OSError) as error:
            event(log, logging.ERROR, "document_failed", act=act.id, tries=act.tries + 1,
                  error=type(error).__name__)  # fmt: skip
            await self._note_trouble(act, _reason(error))
            return
        async with begin(self._database, self._numbers, self._clock.now()) as work:
            if await conventions.note_made(await work.direct(), act, sha256, work.now):
                await self._on_made(work, act)
            waiting = await work.commit()
        event(log, logging.INFO, "document_made", act=act.id, bytes=len(document))
        self._post(waiting)

    async def _note_trouble(self, act: Act, reason: str) -> None:
        pause = PAUSES[min(act.tries, len(PAUSES) - 1)]
        async with begin(self._database, self._numbers, self._clock.now()) as work:
            until = work.now + pause
            await conventions.note_trouble(await work.direct(), act, reason, until)
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


async def tell_staff(town: Town, work: Work, act: Act) -> None:
    """Say in the group that a document is made; it names people, so it is not sent there."""
    say = town.staff_voice
    words = say(
        "Convention {number}, version {version}: the document is ready.",
        number=act.number,
        version=act.version,
    )
    work.send(town.group.id, letters.text(Screen(words)), priority=BROADCAST)
