"""Telegram's published sending rates, with the short bursts it allows in one chat."""

from __future__ import annotations

import math
from collections import deque
from typing import Protocol

from bot.rehearsal.clock import Clock
from bot.rehearsal.refusals import too_many_requests

CHAT_PER_SECOND = 1.0
CHAT_BURST = 5
GROUP_PER_MINUTE = 20
OVERALL_PER_SECOND = 30
GRACE = 0.1
"""Seconds a message may come early: a bot counts as it sends, and on the way some overtake time.

The published rates are rounder than that; a conversation at the allowed pace must not meet a 429.
"""


class _Meter(Protocol):
    def missing(self, count: int, now: float) -> float:
        """Return the seconds until `count` messages fit; 0 when they do now."""
        ...

    def take(self, count: int, now: float) -> None:
        """Count `count` messages as sent."""
        ...


class _Bucket:
    """So much a second on average, a few at once."""

    def __init__(self, per_second: float, burst: int, now: float) -> None:
        self._per_second = per_second
        self._burst = burst
        self._level = float(burst)
        self._since = now

    def missing(self, count: int, now: float) -> float:
        passed = max(0.0, now - self._since)
        self._level = min(self._burst, self._level + passed * self._per_second)
        self._since = now
        # An album larger than the bucket may go once the bucket is full.
        return max(0.0, min(count, self._burst) - self._level) / self._per_second

    def take(self, count: int, now: float) -> None:
        del now
        self._level -= count


class _Window:
    """At most `most` within any `seconds`."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._sent: deque[float] = deque()

    def missing(self, count: int, now: float) -> float:
        while self._sent and self._sent[0] <= now - self._seconds:
            self._sent.popleft()
        surplus = len(self._sent) + count - self._most
        return 0.0 if surplus <= 0 else self._sent[surplus - 1] + self._seconds - now

    def take(self, count: int, now: float) -> None:
        self._sent.extend([now] * count)


class RateLimits:
    """Counts what the bot sends; by the rehearsal's clock, so that pushing it forward helps."""

    def __init__(self, clock: Clock, *, enabled: bool = True) -> None:
        self.enabled = enabled
        self._clock = clock
        self._overall = _Window(OVERALL_PER_SECOND, 1)
        self._chats: dict[int, tuple[_Meter, ...]] = {}

    def spend(self, chat_id: int, count: int = 1, *, private: bool) -> None:
        """Count `count` messages to a chat, or raise the 429 that says how long to wait."""
        if not self.enabled:
            return
        now = self._clock.now().timestamp()
        if chat_id not in self._chats:
            bucket = _Bucket(CHAT_PER_SECOND, CHAT_BURST, now)
            self._chats[chat_id] = (bucket,) if private else (bucket, _Window(GROUP_PER_MINUTE, 60))
        meters = (self._overall, *self._chats[chat_id])
        missing = max(meter.missing(count, now) for meter in meters)
        if missing > GRACE:
            raise too_many_requests(math.ceil(missing))
        for meter in meters:
            meter.take(count, now)
