"""The polling loop: fetch a batch, have it handled and kept, and only then acknowledge it.

python-telegram-bot's own updater acknowledges what it has only queued, so a crash would lose it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from telegram.error import Conflict, RetryAfter, TelegramError

from bot.clock import Clock
from bot.log import event
from bot.telegram_calls import Calls
from bot.telegram_in import ALLOWED_UPDATES

log = logging.getLogger(__name__)

LONGEST_BACKOFF = 30.0

CROWDED = 200
"""How many of our answers may wait for a connection before we stop taking in more."""

_GLANCE = 0.02
_MARGIN = 10.0
"""Seconds that an answer may take beyond the time we ask Telegram to wait."""


class Receiver:
    """Receives until it is told to stop; the batch in hand is always finished."""

    def __init__(
        self,
        calls: Calls,
        handle: Callable[[Sequence[dict[str, Any]]], Awaitable[None]],
        clock: Clock,
        poll_seconds: int,
        outgoing: Calls,
    ) -> None:
        self._calls = calls
        self._handle = handle
        self._clock = clock
        self._poll_seconds = poll_seconds
        self._outgoing = outgoing
        self._offset = 0
        self._last_contact: datetime | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Receive until `stop` is set."""
        backoff = 0.5
        while not stop.is_set():
            try:
                # Answer those we have before we take in more.
                while self._outgoing.waiting > CROWDED and not stop.is_set():  # noqa: ASYNC110
                    await asyncio.sleep(_GLANCE)
                batch = await self._fetch_unless(stop)
                if batch:
                    await self._handle(batch)
                    self._offset = batch[-1]["update_id"] + 1
            except Exception as error:  # noqa: BLE001 - the loop never dies; it waits and goes on
                wait = _wait_for(error, backoff)
                event(
                    log, logging.WARNING if isinstance(error, TelegramError) else logging.ERROR,
                    "receiving_retried", reason=_reason(error), seconds=wait,
                    exc_info=None if isinstance(error, TelegramError) else error,
                )  # fmt: skip
                await _sleep_unless(stop, wait)
                backoff = min(backoff * 2, LONGEST_BACKOFF)
            else:
                backoff = 0.5
                self._last_contact = self._clock.now()

    def is_alive(self) -> bool:
        """Whether Telegram answered lately."""
        if self._last_contact is None:
            return False
        patience = timedelta(seconds=self._poll_seconds + 60)
        return self._clock.now() - self._last_contact < patience

    async def _fetch_unless(self, stop: asyncio.Event) -> list[dict[str, Any]]:
        """Wait for updates; an empty list when it is time to stop."""
        fetching = asyncio.ensure_future(self._fetch())
        stopping = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait({fetching, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return await fetching if fetching.done() else []
        finally:
            stopping.cancel()
            fetching.cancel()
            await asyncio.gather(fetching, stopping, return_exceptions=True)

    async def _fetch(self) -> list[dict[str, Any]]:
        answer: list[dict[str, Any]] = await self._calls.call(
            "getUpdates",
            {
                "offset": self._offset,
                "timeout": self._poll_seconds,
                "allowed_updates": ALLOWED_UPDATES,
            },
            read_timeout=self._poll_seconds + _MARGIN,
        )
        return answer


def _wait_for(error: Exception, backoff: float) -> float:
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
    if isinstance(error, Conflict):
        return 5.0  # another copy of this bot is running; an operator has to stop one
    return backoff


def _reason(error: Exception) -> str:
    return error.message if isinstance(error, TelegramError) else type(error).__name__


async def _sleep_unless(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
