"""People who write to the bot: how to speak to them, and nothing about their ideas."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from storage.database import Params, Row, Transaction, in_list
from storage.instants import from_iso, from_micros, to_iso, to_micros

COLUMNS = (
    "user_id, language, adult, privacy_seen_at, session_id, unreachable_since, reminded_on, "
    "notice_version, paused_until, blocked_since, created_at, "
    "answering"
)


@dataclass(frozen=True, slots=True)
class Resident:
    """A person in a private chat (whose chat id is their user id).

    `adult` is None until they said; `session_id` is the form in front of them;
    `unreachable_since` is when Telegram first said that they blocked the bot; `reminded_on` the
    local day of the last reminder. `notice_version` is the notice on personal data that they were
    shown; until `paused_until`, a local day, no reminder is sent; `blocked_since` is when staff
    stopped the conversation; `answering` is the word of staff (see `words`) that their next
    message answers.
    """

    user_id: int
    language: str
    created_at: datetime
    adult: bool | None = None
    privacy_seen_at: datetime | None = None
    session_id: str | None = None
    unreachable_since: datetime | None = None
    reminded_on: date | None = None
    notice_version: str | None = None
    paused_until: date | None = None
    blocked_since: datetime | None = None
    answering: int | None = None


def _from_row(row: Row) -> Resident:
    user_id, language, adult, privacy, session_id, unreachable, reminded = row[:7]
    notice, paused, blocked, created, answering = row[7:]
    return Resident(
        user_id=user_id,
        language=language,
        created_at=from_micros(created),
        adult=None if adult is None else bool(adult),
        privacy_seen_at=from_micros(privacy),
        session_id=session_id,
        unreachable_since=from_micros(unreachable),
        reminded_on=from_iso(reminded),
        notice_version=notice,
        paused_until=from_iso(paused),
        blocked_since=from_micros(blocked),
        answering=answering,
    )


def _to_params(resident: Resident) -> Params:
    return {
        "user_id": resident.user_id,
        "language": resident.language,
        "adult": resident.adult,
        "privacy_seen_at": to_micros(resident.privacy_seen_at),
        "session_id": resident.session_id,
        "unreachable_since": to_micros(resident.unreachable_since),
        "reminded_on": to_iso(resident.reminded_on),
        "notice_version": resident.notice_version,
        "paused_until": to_iso(resident.paused_until),
        "blocked_since": to_micros(resident.blocked_since),
        "created_at": to_micros(resident.created_at),
        "answering": resident.answering,
    }


async def load(transaction: Transaction, user_ids: Iterable[int]) -> dict[int, Resident]:
    """Load people by user id."""
    names, params = in_list("u", user_ids)
    rows = await transaction.fetch(
        f"SELECT {COLUMNS} FROM residents WHERE user_id IN ({names})", params
    )
    return {row[0]: _from_row(row) for row in rows}


async def save(transaction: Transaction, residents: Iterable[Resident]) -> None:
    """Write people as they are now."""
    await transaction.run_many(
        """
        INSERT INTO residents (
            user_id, language, adult, privacy_seen_at, session_id, unreachable_since,
            reminded_on, notice_version, paused_until, blocked_since, created_at,
            answering
        ) VALUES (
            :user_id, :language, :adult, :privacy_seen_at, :session_id, :unreachable_since,
            :reminded_on, :notice_version, :paused_until, :blocked_since, :created_at,
            :answering
        )
        ON CONFLICT (user_id) DO UPDATE SET
            language = excluded.language, adult = excluded.adult,
            privacy_seen_at = excluded.privacy_seen_at, session_id = excluded.session_id,
            unreachable_since = excluded.unreachable_since, reminded_on = excluded.reminded_on,
            notice_version = excluded.notice_version, paused_until = excluded.paused_until,
            blocked_since = excluded.blocked_since,
            answering = excluded.answering
        """,
        [_to_params(resident) for resident in residents],
    )
