"""The fetcher: files that people sent come to our own disk, after the commit that noted them.

A row says what is to be fetched, so a crash or an outage only delays it. It is tried again, less
and less often; what cannot be had in the end is told to staff, and stays at Telegram.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from bot import found_files, sniffing
from bot.clock import Clock
from bot.log import event
from bot.sniffing import Seen, Sort
from bot.telegram_files import TooLargeError
from bot.telegram_refusals import DeliveryError, RejectedError, RetryLaterError
from bot.town import Town
from storage import media
from storage.database import Database, StorageError
from storage.files import Arrived, Arriving
from storage.media import Medium
from storage.outbox import Letter
from storage.work import Numbers, begin

log = logging.getLogger(__name__)

AT_ONCE = 3
"""Files that come in side by side."""

DELAYS = (5, 30, 120, 600, 3600, 6 * 3600, 12 * 3600)
"""Seconds until the next try, after the first, the second…; the last one stays."""

GIVEN_UP_AFTER = timedelta(days=3)
"""How long a file is asked for."""

LONGEST_NAP = 30.0
"""Seconds after which the fetcher looks again, whatever the clock says."""


class Source(Protocol):
    """Where files come from."""

    async def fetch(self, file_id: str, coming: Arriving) -> None:
        """Let a file come in; raises DeliveryError."""


class Fetcher:
    """Fetches what is noted. `wake` says that there may be something new."""

    def __init__(
        self,
        town: Town,
        database: Database,
        clock: Clock,
        numbers: Numbers,
        source: Source,
        post: Callable[[list[Letter]], None],
    ) -> None:
        self._town = town
        self._database = database
        self._clock = clock
        self._numbers = numbers
        self._source = source
        self._post = post
        self._running: dict[int, asyncio.Task[None]] = {}
        self._woken = asyncio.Event()
        self._resting = asyncio.Event()

    def wake(self) -> None:
        """Look again for something to do."""
        self._resting.clear()
        self._woken.set()

    async def rested(self) -> None:
        """Return when nothing is being fetched and nothing more is due now."""
        await self._resting.wait()

    async def run(self) -> None:
        """Fetch until cancelled."""
        try:
            while True:
                self._woken.clear()
                nap = await self._start_what_is_due()
                if not self._running and not self._woken.is_set():
                    self._resting.set()
                with suppress(TimeoutError):
                    async with asyncio.timeout(nap):
                        await self._woken.wait()
        finally:
            running = list(self._running.values())
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            self._resting.set()

    async def _start_what_is_due(self) -> float:
        """Start as much as may run side by side; return the seconds until it is worth a look."""
        now = self._clock.now()
        try:
            async with self._database.transaction() as transaction:
                due = await media.load_due(transaction, now, AT_ONCE + len(self._running))
                soonest = await media.next_due(transaction)
        except StorageError as error:
            event(log, logging.ERROR, "fetcher_waits", exc_info=error)
            return LONGEST_NAP
        for medium in due:
            if len(self._running) < AT_ONCE and medium.id not in self._running:
                self._running[medium.id] = asyncio.ensure_future(self._attend(medium))
        if soonest is None or soonest <= now:
            return LONGEST_NAP
        return min((soonest - now).total_seconds(), LONGEST_NAP)

    async def _attend(self, medium: Medium) -> None:
        """Attend to one file; when it is done there is room for another."""
        try:
            await self._try(medium)
        except StorageError as error:
            event(log, logging.ERROR, "fetcher_waits", exc_info=error)
            await asyncio.sleep(1)  # the row is as it was: it comes again
        finally:
            del self._running[medium.id]
            self.wake()

    async def _try(self, medium: Medium) -> None:
        """Fetch a file, or take it off the disk; whatever goes wrong, it is tried again."""
        try:
            if medium.state == "erased":
                await self._erase(medium)
            else:
                await self._fetch(medium)
        except RetryLaterError as error:
            await self._later(medium, timedelta(seconds=error.seconds), tries=medium.tries)
        except TooLargeError:
            await self._settle(replace(medium, state="too_large"))
        except StorageError:
            raise
        except (DeliveryError, OSError) as error:
            await self._again(medium, error)
        except Exception as error:  # noqa: BLE001 - one file must not hold up the others
            event(log, logging.ERROR, "file_failed", file=medium.id, exc_info=error)
            await self._again(medium, error)

    async def _fetch(self, medium: Medium) -> None:
        with self._town.files.arriving() as coming:
            await self._source.fetch(medium.file_id, coming)
            arrived = await asyncio.to_thread(coming.finish)
            head = await asyncio.to_thread(_head, arrived)
            seen = sniffing.look(head, medium.name)
            refused = seen.sort is Sort.PROGRAM or (
                seen.sort is Sort.UNKNOWN and medium.kind == "document"
            )
            after = replace(medium, mime=seen.mime, size=arrived.size)
            if refused:
                await self._settle(replace(after, state="refused"), seen)
            else:
                after = replace(after, state="kept", sha256=arrived.sha256)
                await self._settle(after, seen, arrived)

    async def _settle(
        self, medium: Medium, seen: Seen | None = None, arrived: Arrived | None = None
    ) -> None:
        """Note what became of a file, and what follows from it, in one transaction."""
        async with begin(self._database, self._numbers, self._clock.now()) as work:
            transaction = await work.direct()
            now = await media.load(transaction, medium.id)
            if now is None or now.state != "wanted":
                return  # given up meanwhile
            if arrived is not None:
                # In the transaction, so that it cannot cross with its being taken off the disk.
                ending = seen.ending if seen else ""
                await asyncio.to_thread(self._town.files.settle, arrived, ending)
            await media.save(transaction, medium)
            await found_files.follow_up(self._town, work, medium, seen)
            letters = await work.commit()
        event(log, logging.INFO, "file_noted", file=medium.id, state=medium.state, size=medium.size)
        self._post(letters)

    async def _again(self, medium: Medium, error: Exception) -> None:
        """Try again later, or give up."""
        now = self._clock.now()
        refused = isinstance(error, RejectedError)
        level = logging.WARNING if isinstance(error, DeliveryError) else logging.ERROR
        event(log, level, "file_retried", file=medium.id, tries=medium.tries + 1,
              reason=type(error).__name__)  # fmt: skip
        if refused and now - medium.created_at > GIVEN_UP_AFTER:
            await self._settle(replace(medium, state="lost"))
            return
        delay = DELAYS[min(medium.tries, len(DELAYS) - 1)]
        await self._later(medium, timedelta(seconds=delay), tries=medium.tries + 1)

    async def _later(self, medium: Medium, wait: timedelta, *, tries: int) -> None:
        next_try: datetime = self._clock.now() + wait
        async with self._database.transaction() as transaction:
            now = await media.load(transaction, medium.id)
            if now is not None and now.state == medium.state:
                await media.save(transaction, replace(medium, tries=tries, next_try=next_try))
                await transaction.commit()

    async def _erase(self, medium: Medium) -> None:
        """Take a file off the disk, unless it is needed elsewhere, and forget its row."""
        async with self._database.transaction() as transaction:
            sha256 = medium.sha256
            if sha256 is not None and not await media.is_needed(transaction, sha256):
                await asyncio.to_thread(self._town.files.remove, sha256)
            await media.forget(transaction, medium.id)
            await transaction.commit()


def _head(arrived: Arrived) -> bytes:
    with arrived.path.open("rb") as stream:
        return stream.read(sniffing.LOOKED_AT)
