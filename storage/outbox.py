"""Messages to send: written in the turn that causes them, kept until Telegram has them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.database import Transaction, in_list
from storage.instants import from_micros, to_micros

ANSWER, BROADCAST = 0, 1
"""Priorities: an answer to someone who waits goes before a reminder."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message on its way.

    `slot` names what the message is a version of ("live:42", "card:7"), "" for one of its own;
    `payload` is what `bot.telegram_out` understands. Ids grow; a chat's letters leave in order.
    """

    id: int
    chat_id: int
    slot: str
    payload: dict[str, Any]
    created_at: datetime
    priority: int = ANSWER


async def add(transaction: Transaction, letters: Iterable[Letter]) -> None:
    """Keep letters until they are sent."""
    await transaction.run_many(
        """
        INSERT INTO outbox (id, chat_id, slot, priority, payload, created_at)
        VALUES (:id, :chat_id, :slot, :priority, :payload, :created_at)
        """,
        [
            {
                "id": letter.id,
                "chat_id": letter.chat_id,
                "slot": letter.slot,
                "priority": letter.priority,
                "payload": _dump(letter.payload),
                "created_at": to_micros(letter.created_at),
            }
            for letter in letters
        ],
    )


def _dump(payload: dict[str, Any]) -> str:
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"))


async def load_all(transaction: Transaction) -> list[Letter]:
    """Load every letter that waits, in order."""
    rows = await transaction.fetch(
        "SELECT id, chat_id, slot, priority, payload, created_at FROM outbox ORDER BY id"
    )
    return [
        Letter(letter_id, chat_id, slot, json.loads(payload), from_micros(created), priority)
        for letter_id, chat_id, slot, priority, payload, created in rows
    ]


async def remove(transaction: Transaction, ids: Iterable[int]) -> None:
    """Forget letters that Telegram has accepted."""
    await transaction.run_many(
        "DELETE FROM outbox WHERE id = :id", [{"id": letter_id} for letter_id in ids]
    )


async def give_up(
    transaction: Transaction, letters: Iterable[tuple[Letter, str]], now: datetime
) -> None:
    """Set letters aside that cannot be delivered, with the reason; their slot goes with them."""
    await transaction.run_many(
        """
        INSERT INTO undelivered (chat_id, slot, payload, reason, at)
        VALUES (:chat_id, :slot, :payload, :reason, :at)
        """,
        [
            {
                "chat_id": letter.chat_id,
                "slot": letter.slot,
                "payload": _dump({**letter.payload, "slot": letter.slot}),
                "reason": reason,
                "at": to_micros(now),
            }
            for letter, reason in letters
        ],
    )


async def take_undelivered(transaction: Transaction, chat_id: int) -> list[dict[str, Any]]:
    """Take out what could not be delivered to a chat, the oldest first, to send it again."""
    rows = await transaction.fetch(
        "SELECT payload FROM undelivered WHERE chat_id = :chat_id ORDER BY id",
        {"chat_id": chat_id},
    )
    if rows:
        await transaction.run(
            "DELETE FROM undelivered WHERE chat_id = :chat_id", {"chat_id": chat_id}
        )
    return [json.loads(row[0]) for row in rows]


async def drop(transaction: Transaction, chat_id: int, slot: str) -> None:
    """Forget what of a slot has not reached a chat: what waits, and what could not be delivered."""
    await transaction.run(
        """
        DELETE FROM outbox
        WHERE chat_id = :chat_id AND (slot = :slot OR slot LIKE :slot || '#%')
        """,
        {"chat_id": chat_id, "slot": slot},
    )
    await drop_undelivered(transaction, chat_id, slot)


async def drop_undelivered(transaction: Transaction, chat_id: int, slot: str) -> None:
    """Forget what of a slot could not be delivered: a newer version of it takes its place."""
    await transaction.run(
        """
        DELETE FROM undelivered
        WHERE chat_id = :chat_id AND (slot = :slot OR slot LIKE :slot || '#%')
        """,
        {"chat_id": chat_id, "slot": slot},
    )


async def move_chat(transaction: Transaction, old: int, new: int) -> None:
    """Follow a group to its new id."""
    params = {"old": old, "new": new}
    await transaction.run("UPDATE outbox SET chat_id = :new WHERE chat_id = :old", params)
    await transaction.run("DELETE FROM messages WHERE chat_id = :old", params)


async def load_messages(transaction: Transaction, slots: Iterable[str]) -> dict[str, int]:
    """Load which message shows a slot now."""
    names, params = in_list("s", slots)
    rows = await transaction.fetch(
        f"SELECT slot, message_id FROM messages WHERE slot IN ({names})", params
    )
    return {row[0]: row[1] for row in rows}


async def find_slot(transaction: Transaction, chat_id: int, message_id: int) -> str | None:
    """Find what a message shows, for a reply to it; any file of an album stands for all of it."""
    rows = await transaction.fetch(
        "SELECT slot FROM messages WHERE chat_id = :chat_id AND message_id = :message_id",
        {"chat_id": chat_id, "message_id": message_id},
    )
    return rows[0][0].partition("#")[0] if rows else None


async def find_messages(transaction: Transaction, prefix: str) -> list[tuple[int, int]]:
    """Find the messages (chat, message id) whose slot begins with `prefix`, the newest first."""
    rows = await transaction.fetch(
        """
        SELECT chat_id, message_id FROM messages
        WHERE substr(slot, 1, length(:prefix)) = :prefix ORDER BY message_id DESC
        """,
        {"prefix": prefix},
    )
    return [(row[0], row[1]) for row in rows]


async def find_slots(transaction: Transaction, chat_id: int, prefix: str) -> list[tuple[int, str]]:
    """Find the messages of a chat (message id, slot) whose slot begins with `prefix`."""
    rows = await transaction.fetch(
        """
        SELECT message_id, slot FROM messages
        WHERE chat_id = :chat_id AND substr(slot, 1, length(:prefix)) = :prefix
        """,
        {"chat_id": chat_id, "prefix": prefix},
    )
    return [(row[0], row[1]) for row in rows]


async def set_messages(transaction: Transaction, shown: Iterable[tuple[str, int, int]]) -> None:
    """Remember which message (slot, chat, message id) shows a slot now."""
    await transaction.run_many(
        """
        INSERT INTO messages (slot, chat_id, message_id)
        VALUES (:slot, :chat_id, :message_id)
        ON CONFLICT (slot) DO UPDATE SET
            chat_id = excluded.chat_id, message_id = excluded.message_id
        """,
        [
            {"slot": slot, "chat_id": chat_id, "message_id": message_id}
            for slot, chat_id, message_id in shown
        ],
    )
