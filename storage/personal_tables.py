"""Every table, declared once: which of its columns hold something of a person, and whose.

A test compares the declaration with the schema: a new table or column fails until it is here.
"""

from __future__ import annotations

from storage.holdings import End, Holds, Table

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
            "answering": _WORDS,
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
        "sheets",
        dict.fromkeys(
            ("id", "project_id", "version", "page", "sha256", "kind", "mime", "size", "filed_at"),
            _PLAIN,
        ),
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
        "words",
        {
            "id": _PLAIN,
            "project_id": _PLAIN,
            "resident": _PERSON,
            "side": _PLAIN,
            "author": _PERSON,
            "author_name": _PLAIN,  # who wrote for the town
            "kind": _PLAIN,
            "answers": _PLAIN,
            "body": _WORDS,
            "transcript": _WORDS,
            "earlier": _WORDS,
            "chat_id": _PERSON,
            "message_id": _PLAIN,
            "album": _PLAIN,
            "captioned": _PLAIN,
            "at": _PLAIN,
            "edited_at": _PLAIN,
            "status": _PLAIN,
            "noted": _PLAIN,
        },
        # What staff kept in their group is the team's own, as its notes are.
        "resident = :user AND (side = 'resident' OR kind NOT IN ('held', 'kept_back'))",
        End.ALTERED,
        "id",
    ),
    Table(
        "media",
        {
            "id": _PLAIN,
            "sha256": _WORDS,
            "file_unique_id": _WORDS,
            "file_id": _WORDS,
            "kind": _PLAIN,
            "mime": _PLAIN,
            "size": _PLAIN,
            "name": _WORDS,
            "caption": _WORDS,
            "project_id": _PLAIN,
            "person": _PERSON,
            "word_id": _PLAIN,
            "state": _PLAIN,
            "tries": _PLAIN,
            "next_try": _PLAIN,
            "created_at": _PLAIN,
        },
        "person = :user",
        End.ALTERED,
        "id",
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
        dict.fromkeys(("project_id", "kind", "rank", "due_at", "not_before", "done_at"), _PLAIN),
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
        "chat_id = :user OR slot LIKE 'ask:' || :user || ':%' "
        "OR slot LIKE 'word:' || :user || ':%'",
        order="id",
    ),
    Table(
        "messages",
        {"slot": _PERSON, "chat_id": _PERSON, "message_id": _PLAIN},
        "chat_id = :user OR slot LIKE 'ask:' || :user || ':%' OR slot LIKE 'form:%:' || :user "
        "OR slot LIKE 'word:' || :user || ':%'",
        End.ALTERED,
        "message_id",
    ),
    Table(
        "undelivered",
        {
            "id": _PLAIN,
            "chat_id": _PERSON,
            "slot": _PERSON,
            "payload": _WORDS,
            "reason": _PLAIN,
            "at": _PLAIN,
        },
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
    # A topic is named anew, without a title, when its project is forgotten.
    Table("topics", dict.fromkeys(("project_id", "name", "icon", "closed"), _PLAIN)),
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
    Table("droughts", dict.fromkeys(("id", "category", "since", "until"), _PLAIN)),
    Table(
        "signing_codes",
        {"person": _PERSON, "address": _WORDS}
        | dict.fromkeys(
            (
                "id",
                "project_id",
                "version",
                "sha256",
                "state",
                "digest",
                "tries",
                "failures",
                "asked_at",
                "not_before",
                "sent_at",
                "confirmed_at",
            ),
            _PLAIN,
        ),
        "person = :user",
    ),
    Table(
        "file_checks",
        {"person": _PERSON, "file_id": _WORDS}
        | dict.fromkeys(("id", "created_at", "not_before", "tries"), _PLAIN),
        "person = :user",
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
