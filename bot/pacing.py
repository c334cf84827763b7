"""How fast we may speak: the platform's published limits, per chat, per group, overall."""

from __future__ import annotations

from collections import OrderedDict
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


class Pace:
    """Makes a sender wait for its turn. Broadcasts keep a third of the road free for answers."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._chats: OrderedDict[int, AsyncLimiter] = OrderedDict()
        overall = limits.overall_per_second
        self._overall = AsyncLimiter(overall, 1) if overall else None
        self._broadcasts = AsyncLimiter(max(overall * 2 / 3, 1), 1) if overall else None

    async def turn(self, chat_id: int, *, broadcast: bool) -> None:
        """Wait until one more message may go to this chat."""
        chat = self._chat(chat_id)
        if chat is not None:
            await chat.acquire()
        if broadcast and self._broadcasts is not None:
            await self._broadcasts.acquire()
        if self._overall is not None:
            await self._overall.acquire()

    def has_room(self, chat_id: int) -> bool:
        """Whether a message to this chat could leave at once."""
        parts = (self._chat(chat_id), self._overall)
        return all(part is None or part.has_capacity() for part in parts)

    def _chat(self, chat_id: int) -> AsyncLimiter | None:
        group = chat_id < 0
        rate = self._limits.group_per_minute if group else self._limits.per_chat_per_second
        if not rate:
            return None
        if chat_id not in self._chats:
            burst = max(self._limits.per_chat_burst, 1)
            limiter = AsyncLimiter(rate, 60) if group else AsyncLimiter(burst, burst / rate)
            self._chats[chat_id] = limiter
            if len(self._chats) > _REMEMBERED:
                self._chats.popitem(last=False)
        self._chats.move_to_end(chat_id)
        return self._chats[chat_id]
