"""A person who floods the bot is asked to wait, once; until it calms nothing more is read.

What was not read is said to be so, and how many messages it was, with the first one that is read
again. Messages count by the time at which they were sent, so that a night's backlog is no flood;
an album counts once. This is memory only: after a restart everyone begins anew.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto

from bot.incoming import Told

WINDOW = timedelta(minutes=1)

_VERDICTS = 64
"""Messages of one person whose verdict is remembered, for a batch that is tried again."""

_REMEMBERED = 10_000
"""People whose pace is remembered."""


class Verdict(Enum):
    """What becomes of a message."""

    READ = auto()
    FIRST_TOO_MANY = auto()
    """Not read, and the person is told."""
    TOO_MANY = auto()
    """Not read, in silence."""


@dataclass
class _Pace:
    """One person's last messages: when each was sent, and which albums they belong to."""

    sent: deque[datetime] = field(default_factory=deque)
    verdicts: OrderedDict[tuple[int, datetime], Verdict] = field(default_factory=OrderedDict)
    album: str = ""
    unread: int = 0


class Throttle:
    """Counts messages by person. `per_minute` 0 is no limit."""

    def __init__(self, per_minute: int) -> None:
        self._most = per_minute
        self._people: OrderedDict[int, _Pace] = OrderedDict()

    def look_at(self, message: Told, now: datetime) -> Verdict:
        """Count a message. The same one counts once, however often its batch is tried."""
        if not self._most or message.sent_at is None:
            return Verdict.READ
        pace = self._pace(message.person.id)
        key = (message.message_id, message.sent_at)
        if key not in pace.verdicts:
            pace.verdicts[key] = self._judge(pace, message.album, min(message.sent_at, now))
            if len(pace.verdicts) > _VERDICTS:
                pace.verdicts.popitem(last=False)
        return pace.verdicts[key]

    def _judge(self, pace: _Pace, album: str, at: datetime) -> Verdict:
        if album and album == pace.album:
            return Verdict.TOO_MANY if pace.unread else Verdict.READ
        pace.album = album
        while pace.sent and pace.sent[0] <= at - WINDOW:
            pace.sent.popleft()
        calm = len(pace.sent) < self._most
        pace.sent.append(at)
        if calm:
            return Verdict.READ
        pace.sent.popleft()
        pace.unread += 1
        return Verdict.FIRST_TOO_MANY if pace.unread == 1 else Verdict.TOO_MANY

    def take_unread(self, user_id: int) -> int:
        """How many messages of a person were not read since the last time this was asked."""
        pace = self._people.get(user_id)
        if pace is None:
            return 0
        unread, pace.unread = pace.unread, 0
        return unread

    def _pace(self, user_id: int) -> _Pace:
        pace = self._people.setdefault(user_id, _Pace())
        self._people.move_to_end(user_id)
        if len(self._people) > _REMEMBERED:
            self._people.popitem(last=False)
        return pace
