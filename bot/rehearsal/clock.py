"""The clock of a rehearsal: real time, which can be pushed forward."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import Clock, SystemClock

__all__ = ["Clock", "MovableClock"]


class MovableClock:
    """Real time plus an offset; `start` chooses the instant at which a rehearsal begins."""

    def __init__(self, start: datetime | None = None, *, ahead: timedelta = timedelta()) -> None:
        self._real = SystemClock()
        self._offset = ahead if start is None else start - self._real.now()

    def now(self) -> datetime:
        """Return the rehearsal's present instant, in UTC."""
        return self._real.now() + self._offset

    @property
    def ahead(self) -> timedelta:
        """How far this clock is ahead of real time; another process may follow it by this."""
        return self._offset

    def advance(self, step: timedelta) -> None:
        """Push the clock forward by `step`; time does not run backwards."""
        if step < timedelta():
            raise ValueError("a rehearsal's clock only moves forward")
        self._offset += step

    def follow(self, ahead: timedelta) -> None:
        """Stand where a clock stands that is so far ahead of real time."""
        self._offset = ahead
