"""What the town holds on people: every table, declared once.

From this one declaration a person's data is collected and erased, so that both cover the same. A
test compares it with the schema: a new table or column fails until it is declared here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from storage.database import Transaction


class Holds(Enum):
    """What a column holds."""

    PERSON = auto()
    """Who: a person's id, or something that leads to it."""
    WORDS = auto()
    """What a person wrote, sent, chose, or what is said of them."""
    PLAIN = auto()
    """Nothing that would tell who it is, once the row's person is gone."""


class End(Enum):
    """What becomes of a person's rows when they ask to be forgotten."""

    DELETED = auto()
    ALTERED = auto()
    """The row stays and loses the person: `erase` beside the noun, or a project's own life."""
    KEPT = auto()
    """It stays for a while, for the reason that `/forget` tells."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `whose` finds a person's rows by `:user`; "" when no row is about a person."""

    name: str
    columns: Mapping[str, Holds]
    whose: str = ""
    end: End = End.DELETED
    order: str = field(default="rowid")


_PERSON, _WORDS, _PLAIN = Holds.PERSON, Holds.WORDS, Holds.PLAIN

_OWN_PROJECTS = "SELECT id FROM projects WHERE bearer = :user"
_OWN_NAME = "SELECT name FROM journal_names WHERE user_id = :user"
_SENDERS = ("message", "edited_message", "callback_query", "my_chat_member")

TABLES: tuple[Table, ...] = (
    Table(
        "residents",
        {
            "user_id": _PERSON,
            "language": _WORDS,
            "adult": _WORDS,
            "privacy_seen_at": _WORDS,
            "session_id": _PERSON,
            "unreachable_since": _WORDS,
            "reminded_on": _WORDS,
            "notice_version": _WORDS,
            "paused_until": _WORDS,
            "blocked_since": _WORDS,
            "created_at": _WORDS,
        },
        "user_id = :user",
    ),
    Table(
        "conventions",
        {
            "id": _PLAIN,
            "project_id": _PLAIN,
            "number": _PLAIN,
            "version": _PLAIN,
            "kind": _PLAIN,
            "data": _WORDS,
            "created_at": _PLAIN,
            "sha256": _PLAIN,
            "made_at": _PLAIN,
            "tries": _PLAIN,
            "not_before": _PLAIN,
            "trouble": _PLAIN,
            "asked_by": _PLAIN,  # who acted for the town
        },
        f"project_id IN ({_OWN_PROJECTS})",
        End.ALTERED,
        "id",
    ),
    Table(
        "evidence",
        {
            "id": _PLAIN,
            "project_id": _PLAIN,
            "number": _PLAIN,
            "version": _PLAIN,
            "data": _WORDS,
            "created_at": _PLAIN,
            "sha256": _PLAIN,
            "made_at": _PLAIN,
            "tries": _PLAIN,
            "not_before": _PLAIN,
            "trouble": _PLAIN,
        },
        f"project_id IN ({_OWN_PROJECTS})",
        End.ALTERED,
        "id",
    ),
    Table(
        "projects",
        {
            "id": _PLAIN,
            "number": _PLAIN,
            "bearer": _PERSON,
            "filed_by": _PLAIN,  # who acted for the town
            "state": _PLAIN,
            "language": _PLAIN,
            "title": _WORDS,
            "place": _WORDS,
            "latitude": _WORDS,
            "longitude": _WORDS,
            "data": _WORDS,
            "created_at": _PLAIN,
        },
        "bearer = :user",
        End.ALTERED,
        "id",
    ),
    Table(
        "sessions",
        {
            "id": _PERSON,
            "owner": _PERSON,
            "chat_id": _PERSON,
            "dialog": _PLAIN,
            "project_id": _PLAIN,
            "data": _WORDS,
            "updated_at": _PLAIN,
            "ended_at": _PLAIN,
        },
        "owner = :user",
        order="updated_at",
    ),
    Table(
        "additions",
        {
            "id": _PLAIN,
            "project_id": _PLAIN,
            "author": _PERSON,
            "words": _WORDS,
            "files": _WORDS,
            "at": _PLAIN,
        },
        "author = :user",
        order="id",
    ),
    Table(
        "members",
        {
            "project_id": _PLAIN,
            "user_id": _PERSON,
            "role": _PLAIN,
            "standing": _WORDS,
            "since": _PLAIN,
            "name": _WORDS,
            "named": _WORDS,
            "invitation": _PLAIN,
            "joined_at": _WORDS,
        },
        "user_id = :user",
        order="project_id",
    ),
    Table(
        "invitations",
        {
            "id": _PLAIN,
            "project_id": _PLAIN,
            "role": _PLAIN,
            "digest": _PLAIN,
            "made_by": _PERSON,
            "made_at": _PLAIN,
            "expires_at": _PLAIN,
            "uses_left": _PLAIN,
            "revoked_at": _PLAIN,
        },
        "made_by = :user",
        End.ALTERED,
        "id",
    ),
    Table("wrong_codes", {"user_id": _PERSON, "at": _PLAIN}, "user_id = :user", order="at"),
    Table(
        "reminders",
        {
            "project_id": _PLAIN,
            "kind": _PLAIN,
            "rank": _PLAIN,
            "due_at": _PLAIN,
            "not_before": _PLAIN,
            "done_at": _PLAIN,
        },
        f"project_id IN ({_OWN_PROJECTS})",
        End.ALTERED,
        "due_at",
    ),
    Table(
        "outbox",
        {
            "id": _PLAIN,
            "chat_id": _PERSON,
            "slot": _PERSON,
            "priority": _PLAIN,
            "payload": _WORDS,
            "created_at": _PLAIN,
        },
        "chat_id = :user OR slot LIKE 'ask:' || :user || ':%'",
        order="id",
    ),
    Table(
        "messages",
        {"slot": _PERSON, "chat_id": _PERSON, "message_id": _PLAIN},
        "chat_id = :user OR slot LIKE 'ask:' || :user || ':%' OR slot LIKE 'form:%:' || :user",
        End.ALTERED,
        "message_id",
    ),
    Table(
        "undelivered",
        {"id": _PLAIN, "chat_id": _PERSON, "payload": _WORDS, "reason": _PLAIN, "at": _PLAIN},
        "chat_id = :user",
        order="id",
    ),
    Table(
        "dead_letters",
        {
            "id": _PLAIN,
            "update_id": _PLAIN,
            "body": _WORDS,
            "traceback": _WORDS,
            "at": _PLAIN,
        },
        " OR ".join(f"json_extract(body, '$.{one}.from.id') = :user" for one in _SENDERS),
        order="id",
    ),
    Table(
        "journal",
        {
            "id": _PLAIN,
            "project_id": _PLAIN,
            "at": _PLAIN,
            "actor": _PERSON,
            "action": _PLAIN,
            "before": _PLAIN,
            "after": _PLAIN,
            "reason": _PLAIN,
        },
        f"actor IN ({_OWN_NAME}) OR project_id IN ({_OWN_PROJECTS})",
        End.ALTERED,
        "id",
    ),
    Table(
        "exports",
        {"sha256": _WORDS, "user_id": _PERSON, "at": _PLAIN},
        "user_id = :user",
        order="at",
    ),
    Table("journal_names", {"user_id": _PERSON, "name": _PERSON}, "user_id = :user"),
    Table(
        "blocks",
        {
            "id": _PLAIN,
            "user_id": _PERSON,
            "reason": _WORDS,
            "by_id": _PLAIN,
            "by_name": _PLAIN,
            "at": _PLAIN,
            "told_at": _PLAIN,
            "ended_at": _PLAIN,
        },
        "user_id = :user",
        End.KEPT,
        "id",
    ),
    Table(
        "facts",
        {"name": _PERSON, "value": _PLAIN},
        "name = 'unreachable_told:' || :user",
        order="name",
    ),
    Table(
        "traces",
        {
            "id": _PLAIN,
            "session": _PLAIN,  # a hash: with the form erased, it leads to no one
            "dialog": _PLAIN,
            "rev": _PLAIN,
            "step": _PLAIN,
            "event": _PLAIN,
            "outcome": _PLAIN,
            "shown": _PLAIN,
            "at": _PLAIN,
        },
    ),
    Table(
        "team",
        {
            "user_id": _PERSON,
            "name": _PERSON,
            "granted": _PLAIN,
            "removed": _PLAIN,
            "outside": _PLAIN,
        },
        "user_id = :user",
        order="user_id",
    ),
    Table(
        "topics", {"project_id": _PLAIN, "name": _PLAIN, "icon": _PLAIN, "closed": _PLAIN}
    ),  # named anew, without a title, when the project is forgotten
    Table(
        "notes",
        {
            "id": _PLAIN,
            "project_id": _PLAIN,
            "author": _PLAIN,  # a member of the team, at work
            "author_name": _PLAIN,
            "text": _PLAIN,  # the team's own words; erased when their project is forgotten
            "at": _PLAIN,
        },
    ),
    Table(
        "emails",
        {
            "id": _PLAIN,
            "recipient": _PLAIN,  # an address of the settings
            "subject": _PLAIN,
            "body": _PLAIN,
            "not_before": _PLAIN,
            "tries": _PLAIN,
        },
    ),
    Table("updates", {"update_id": _PLAIN, "seen_at": _PLAIN}),
)
"""Every table there is. A project's own fields are declared in `dialogs.forgetting`."""

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
        "WHERE slot LIKE 'ask:' || :user || ':%'",
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
    for table in TABLES:
        if table.whose and table.end is End.DELETED:
            await transaction.run(
                f"DELETE FROM {table.name} WHERE {table.whose}", {"user": user_id}
            )
