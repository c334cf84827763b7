"""GetUpdates: one long poll at a time, and the older of two is told to go."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.rehearsal.params import Params
from bot.rehearsal.refusals import Refusal, conflict
from bot.rehearsal.state import State

_PAUSE = 3.0
_HURRY = 0.5
_OTHER_POLL = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)


class Polling:
    """Hands the queue's updates to whoever polls; paced by real time, not by the clock."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._current: object | None = None
        self._ending = conflict(_OTHER_POLL)
        self._offset: int | None = None
        self._started = 0.0
        self._next_conflict = 0.0

    async def get_updates(self, params: Params) -> list[dict[str, Any]]:
        """Answer getUpdates, waiting up to its timeout for something to tell."""
        queue, loop = self._state.updates, asyncio.get_running_loop()
        offset = params.integer("offset")
        limit = params.integer("limit", 100, 1, 100)
        seconds: float = params.integer("timeout", 0, 0, 50)
        if "allowed_updates" in params.values:
            queue.allow(params.values["allowed_updates"])
        self.end_poll(conflict(_OTHER_POLL))
        # A loop that asks the same again and again is slowed down.
        since = loop.time() - self._started
        if offset == self._offset and since < _PAUSE:
            seconds = max(seconds, _PAUSE)
            limit = 1 if since < _HURRY else limit
        self._offset, self._started = offset, loop.time()
        return await self._wait(offset, limit, loop.time() + seconds)

    async def _wait(self, offset: int, limit: int, until: float) -> list[dict[str, Any]]:
        mine = self._current = object()
        self._state.pulse.beat()  # for those who wait until the bot listens
        loop = asyncio.get_running_loop()
        try:
            while True:
                found = self._state.updates.take(offset, limit)
                left = until - loop.time()
                if found or left <= 0:
                    return [update.wire() for update in found]
                await self._state.pulse.wait(left)
                if self._current is not mine:
                    raise await self._held()
        finally:
            if self._current is mine:
                self._current = None

    @property
    def is_waiting(self) -> bool:
        """Whether a poll waits and there is nothing to tell it."""
        return self._current is not None and not self._state.updates

    async def _held(self) -> Refusal:
        """Return why the poll ended; after a first conflict the next ones are held back."""
        ending, now = self._ending, asyncio.get_running_loop().time()
        if ending.code != 409:
            return ending
        wait = max(0.0, self._next_conflict - now)
        self._next_conflict = now + wait + _PAUSE
        await asyncio.sleep(wait)
        return ending

    def end_poll(self, ending: Refusal) -> None:
        """End the poll that is waiting, if any, with the refusal it is to get."""
        if self._current is not None:
            self._current, self._ending = None, ending
            self._state.pulse.beat()
