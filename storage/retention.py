"""The nightly sweep of what nobody needs any more: old trails, and files that were delivered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from storage import exports, words
from storage.database import Params, Transaction, in_list
from storage.instants import to_micros

EXPORTS_KEPT = timedelta(days=2)
"""How long the documents of people's own data lie here; long enough to be delivered."""

_OLD = (
    "DELETE FROM undelivered WHERE at < :before",
    "DELETE FROM dead_letters WHERE at < :before",
    "DELETE FROM blocks WHERE ended_at < :before",
    "DELETE FROM sessions WHERE ended_at < :before AND project_id IS NULL",
)
"""Trails whose time is over."""

_GONE = """
    DELETE FROM residents
    WHERE created_at < :before AND blocked_since IS NULL
        AND NOT EXISTS (SELECT 1 FROM projects WHERE bearer = residents.user_id)
        AND NOT EXISTS (
            SELECT 1 FROM projects, json_each(projects.data, '$.members')
            WHERE json_each.value = residents.user_id
        )
        AND NOT EXISTS (
            SELECT 1 FROM sessions
            WHERE owner = residents.user_id AND (ended_at IS NULL OR updated_at >= :before)
        )
"""
"""People who have had nothing to do with the bot for all that time."""

_STRANGERS = (
    "DELETE FROM messages WHERE chat_id > 0 AND chat_id NOT IN (SELECT user_id FROM residents)",
    "DELETE FROM undelivered WHERE chat_id > 0 AND chat_id NOT IN (SELECT user_id FROM residents)",
)
"""What leads to people who are not known any more."""


async def sweep(
    transaction: Transaction, now: datetime, trail: timedelta, team: Iterable[int]
) -> list[str]:
    """Delete what is older than `trail`; return the files to delete, by hash.

    The journal keeps naming the town's team, whose acts are public; it forgets who the others were
    that are not known any more.
    """
    before: Params = {"before": to_micros(now - trail)}
    for sql in (*_OLD, _GONE):
        await transaction.run(sql, before)
    await words.forget_old(transaction, now - trail)
    for sql in _STRANGERS:
        await transaction.run(sql)
    names, params = in_list("t", team)
    await transaction.run(
        f"""
        DELETE FROM journal_names
        WHERE user_id NOT IN (SELECT user_id FROM residents) AND user_id NOT IN ({names or "0"})
            AND NOT EXISTS (SELECT 1 FROM journal WHERE actor = name AND at >= :before)
        """,
        {**params, **before},
    )
    return await exports.take_before(transaction, now - EXPORTS_KEPT)
