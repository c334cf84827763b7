"""The queue of updates: growing ids, confirmation by offset, lifetimes, allowed kinds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.rehearsal.clock import Clock

MESSAGE_LIFE = timedelta(hours=24)
CALLBACK_LIFE = timedelta(seconds=150)
FIRST_UPDATE_ID = 700_000_001
_FAR_AHEAD = 10

_KIND_NAMES = (
    "message edited_message channel_post edited_channel_post business_connection business_message"
    " edited_business_message deleted_business_messages message_reaction message_reaction_count"
    " inline_query chosen_inline_result callback_query shipping_query pre_checkout_query"
    " purchased_paid_media poll poll_answer my_chat_member chat_member chat_join_request"
    " chat_boost removed_chat_boost"
)
KINDS = frozenset(_KIND_NAMES.split())
DEFAULT_KINDS = KINDS - {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(frozen=True)
class Update:
    """Something the bot is to hear of, until it confirms it or `until` has passed."""

    id: int
    kind: str
    body: dict[str, Any]
    until: datetime

    def wire(self) -> dict[str, Any]:
        """Return the update as the Bot API writes it."""
        return {"update_id": self.id, self.kind: self.body}


class UpdateQueue:
    """What waits for one bot. `allowed` is remembered until it is changed."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: list[Update] = []
        self._next = FIRST_UPDATE_ID
        self.allowed = DEFAULT_KINDS

    def allow(self, raw: Any) -> None:
        """Remember which kinds the bot wants; what cannot be read changes nothing."""
        if isinstance(raw, str):
            try:
                raw = json.loads(raw)
            except ValueError:
                return
        if isinstance(raw, list) and all(isinstance(kind, str) for kind in raw):
            wanted = frozenset(kind.lower() for kind in raw) & KINDS
            self.allowed = wanted or DEFAULT_KINDS

    def put(self, kind: str, body: dict[str, Any], life: timedelta = MESSAGE_LIFE) -> None:
        """Queue an update, unless its kind is not wanted at this moment."""
        if kind in self.allowed:
            self._waiting.append(Update(self._next, kind, body, self._clock.now() + life))
            self._next += 1

    def take(self, offset: int, limit: int) -> list[Update]:
        """Confirm what lies below `offset` and return up to `limit` updates from there on."""
        self._forget_expired()
        if offset < 0:
            del self._waiting[: max(0, len(self._waiting) + offset)]
        elif 0 < offset < self._next + _FAR_AHEAD:
            self._waiting = [update for update in self._waiting if update.id >= offset]
        return self._waiting[:limit]

    def clear(self) -> None:
        """Drop everything that waits."""
        self._waiting.clear()

    def confirm(self, update: Update) -> None:
        """Drop one update that was delivered."""
        self._waiting = [other for other in self._waiting if other.id != update.id]

    def __len__(self) -> int:
        """Return how many updates wait."""
        self._forget_expired()
        return len(self._waiting)

    def _forget_expired(self) -> None:
        now = self._clock.now()
        self._waiting = [update for update in self._waiting if now < update.until]
