"""How fast we may speak: the platform's published limits, per chat, per group, overall."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass

from aiolimiter import AsyncLimiter

_REMEMBERED = 10_000
"""Chats whose pace is remembered; one that has been silent for longer has its full burst again."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Messages per second and minute; 0 is no limit."""

    per_chat_per_second: float = 1
    per_chat_burst: int = 5
    group_per_minute: float = 20
    overall_per_second: float = 30


class Window:
    """At most `count` sendings in any `seconds`, counted as the platform does: a sliding window."""

    def __init__(self, rate: float, seconds: float) -> None:
        """Allow `rate` sendings in `seconds`; less than one is one in a longer time."""
        self._count = max(1, int(rate))
        self._seconds = seconds * self._count / rate
        self._sent: deque[float] = deque()
        self._turn = asyncio.Lock()
        self._asking = 0

    async def acquire(self) -> None:
        """Wait for a place in the window, in the order of asking, and take it."""
        self._asking += 1  # a lock that passes to the next who waits looks free for a moment
        try:
            async with self._turn:
                while (wait := self._wait()) > 0:  # noqa: ASYNC110 - it waits for time to pass
                    await asyncio.sleep(wait)
                self._sent.append(self._now())
        finally:
            self._asking -= 1

    def has_capacity(self) -> bool:
        """Whether a place is free now, with no one waiting for it."""
        return not self._asking and self._wait() <= 0

    def _wait(self) -> float:
        now = self._now()
        while self._sent and self._sent[0] <= now - self._seconds:
            self._sent.popleft()
        if len(self._sent) < self._count:
            return 0.0
        return self._sent[0] + self._seconds - now

    def _now(self) -> float:
        return asyncio.get_running_loop().time()


class Pace:
    """Makes a sender wait for its turn. Broadcasts keep a third of the road free for answers."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._chats: OrderedDict[int, tuple[AsyncLimiter | Window, ...]] = OrderedDict()
        overall = limits.overall_per_second
        self._overall = Window(overall, 1) if overall else None
        self._broadcasts = Window(overall * 2 / 3, 1) if overall else None

    async def turn(self, chat_id: int, *, broadcast: bool, count: int = 1) -> None:
        """Wait until so many messages may go to this chat; an album counts each of its files."""
        chat = self._chat(chat_id)
        for _ in range(count):
            for part in chat:
                await part.acquire()
            if broadcast and self._broadcasts is not None:
                await self._broadcasts.acquire()
            if self._overall is not None:
                await self._overall.acquire()

    def has_room(self, chat_id: int) -> bool:
        """Whether a message to this chat could leave at once, were it a broadcast itself."""
        parts = (*self._chat(chat_id), self._broadcasts, self._overall)
        return all(part is None or part.has_capacity() for part in parts)

    def _chat(self, chat_id: int) -> tuple[AsyncLimiter | Window, ...]:
        """What a chat allows: a short burst, then so much a second; a group also a minute's sum."""
        if chat_id not in self._chats:
            self._chats[chat_id] = tuple(self._parts(is_group=chat_id < 0))
            if len(self._chats) > _REMEMBERED:
                self._chats.popitem(last=False)
        self._chats.move_to_end(chat_id)
        return self._chats[chat_id]

    def _parts(self, *, is_group: bool) -> Iterator[AsyncLimiter | Window]:
        rate, burst = self._limits.per_chat_per_second, max(self._limits.per_chat_burst, 1)
        if rate:
            yield AsyncLimiter(burst, burst / rate)
        if is_group and self._limits.group_per_minute:
            yield Window(self._limits.group_per_minute, 60)
