"""What the town holds on people: collected and erased from one declaration (`personal_tables`)."""

from __future__ import annotations

from typing import Any

from storage import media, words
from storage.database import Transaction
from storage.holdings import End
from storage.personal_tables import TABLES

Held = dict[str, list[dict[str, Any]]]
"""A person's rows by table, each as column → value."""


async def collect(transaction: Transaction, user_id: int) -> Held:
    """Collect every row about a person, as it is kept."""
    held: Held = {}
    for table in TABLES:
        if table.whose:
            rows = await transaction.fetch(
                f"SELECT {', '.join(table.columns)} FROM {table.name} "
                f"WHERE {table.whose} ORDER BY {table.order}",
                {"user": user_id},
            )
            held[table.name] = [dict(zip(table.columns, row, strict=True)) for row in rows]
    return held


async def erase(transaction: Transaction, user_id: int) -> None:
    """Erase a person's rows; those whose end is ALTERED keep what tells nothing of them.

    Their projects have to be forgotten before, by their own life; the journal's lines stay, and
    with the row of `journal_names` goes what says whose they are.
    """
    await transaction.run(
        "UPDATE messages SET slot = 'gone:' || chat_id || ':' || message_id "
        "WHERE slot LIKE 'ask:' || :user || ':%' "
        "OR (slot LIKE 'word:' || :user || ':%' AND chat_id <> :user)",
        {"user": user_id},
    )
    await transaction.run(
        "DELETE FROM messages WHERE chat_id = :user OR slot LIKE 'form:%:' || :user",
        {"user": user_id},
    )
    await transaction.run(
        "UPDATE invitations SET made_by = 0, uses_left = 0 WHERE made_by = :user",
        {"user": user_id},
    )
    await words.forget_resident(transaction, user_id)
    await media.give_up(transaction, "person = :user", {"user": user_id})
    for table in TABLES:
        if table.whose and table.end is End.DELETED:
            await transaction.run(
                f"DELETE FROM {table.name} WHERE {table.whose}", {"user": user_id}
            )
