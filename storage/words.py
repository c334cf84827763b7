"""What residents and staff write to each other: every word is kept, with what stood before it.

A word is one message of a person, with the files that came with it (`media.word_id`). It is shown
on the other side under the slot `word:<resident>:<id>`; further files under `…#<n>`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from storage import media
from storage.database import Params, Row, Transaction
from storage.instants import from_micros, to_micros

Side: TypeAlias = Literal["resident", "staff"]
Kind: TypeAlias = Literal["message", "question", "answer", "held", "kept_back"]
Status: TypeAlias = Literal["waiting", "delivered", "undelivered", "rejected"]
"""What became of a word: on its way, with the platform, kept back by a block, refused for good."""

COLUMNS = (
    "id, project_id, resident, side, author, author_name, kind, answers, body, transcript, "
    "earlier, chat_id, message_id, album, captioned, at, edited_at, status, noted"
)

SLOT = "word:"
"""How the slot of a word begins."""


@dataclass(frozen=True, slots=True)
class Word:
    """One message between a resident and the town hall.

    `resident` is the user id of the resident's side, whoever wrote; `answers` the word it replies
    to. `held` words wait until their writer says where they go; `kept_back` ones go nowhere.
    `body` is what was written, or stands under the files; `transcript` what someone wrote down of
    a voice message; `earlier` are former bodies with the instant of their end. `chat_id` and
    `message_id` name the writer's own message, `album` the platform's mark of several sent
    together. `captioned` says that the words stand under the one file. `noted` is the `status`
    that the writer has been told.
    """

    id: int
    resident: int
    side: Side
    author: int
    author_name: str
    kind: Kind
    body: str
    chat_id: int
    message_id: int
    at: datetime
    project_id: int | None = None
    answers: int | None = None
    transcript: str = ""
    earlier: tuple[tuple[datetime, str], ...] = ()
    album: str = ""
    captioned: bool = False
    edited_at: datetime | None = None
    status: Status = "waiting"
    noted: Status = "waiting"

    @property
    def slot(self) -> str:
        """Under which it is shown on the other side."""
        return f"{SLOT}{self.resident}:{self.id}"


def id_in(slot: str) -> int | None:
    """The word that a slot shows, None when it shows none."""
    name = slot.removeprefix(SLOT).partition("#")[0].rpartition(":")[2]
    return int(name) if slot.startswith(SLOT) and name.isdecimal() else None


def _from_row(row: Row) -> Word:
    values: dict[str, Any] = dict(zip(COLUMNS.split(", "), row, strict=True))
    values["earlier"] = tuple((from_micros(at), body) for at, body in json.loads(values["earlier"]))
    values["captioned"] = bool(values["captioned"])
    values["at"] = from_micros(values["at"])
    values["edited_at"] = from_micros(values["edited_at"])
    return Word(**values)


def _to_params(word: Word) -> Params:
    values = {name: getattr(word, name) for name in COLUMNS.split(", ")}
    values["earlier"] = json.dumps(
        [[to_micros(at), body] for at, body in word.earlier], ensure_ascii=False
    )
    values["at"] = to_micros(word.at)
    values["edited_at"] = to_micros(word.edited_at)
    return values


async def save(transaction: Transaction, word: Word) -> None:
    """Write a word as it is now."""
    names = ", ".join(f":{name}" for name in COLUMNS.split(", "))
    await transaction.run(
        f"""
        INSERT INTO words ({COLUMNS}) VALUES ({names})
        ON CONFLICT (id) DO UPDATE SET
            project_id = excluded.project_id, kind = excluded.kind, answers = excluded.answers,
            body = excluded.body, transcript = excluded.transcript, earlier = excluded.earlier,
            captioned = excluded.captioned, edited_at = excluded.edited_at,
            status = excluded.status, noted = excluded.noted
        """,
        _to_params(word),
    )


async def _load(transaction: Transaction, condition: str, params: Params) -> list[Word]:
    rows = await transaction.fetch(
        f"SELECT {COLUMNS} FROM words WHERE {condition} ORDER BY id", params
    )
    return [_from_row(row) for row in rows]


async def load(transaction: Transaction, word_id: int) -> Word | None:
    """Load a word."""
    found = await _load(transaction, "id = :id", {"id": word_id})
    return found[0] if found else None


async def load_of_project(transaction: Transaction, project_id: int) -> list[Word]:
    """Load everything written about a project, the oldest first."""
    return await _load(transaction, "project_id = :id", {"id": project_id})


async def load_exchanged(transaction: Transaction, project_id: int, resident: int) -> list[Word]:
    """Load what a resident and staff wrote to each other about a project, the oldest first."""
    return await _load(
        transaction,
        "project_id = :id AND resident = :resident AND kind NOT IN ('held', 'kept_back')",
        {"id": project_id, "resident": resident},
    )


async def load_captioned(transaction: Transaction, user_id: int) -> frozenset[str]:
    """The slots of a resident's words that stand under their one file."""
    found = await _load(transaction, "resident = :id AND captioned = 1", {"id": user_id})
    return frozenset(word.slot for word in found)


async def load_of_resident(transaction: Transaction, user_id: int) -> list[Word]:
    """Load everything written by or to a resident, the oldest first."""
    return await _load(transaction, "resident = :id", {"id": user_id})


async def find(transaction: Transaction, author: int, chat_id: int, message_id: int) -> Word | None:
    """Find the word that a person's own message is."""
    found = await _load(
        transaction,
        "chat_id = :chat_id AND message_id = :message_id AND author = :author",
        {"chat_id": chat_id, "message_id": message_id, "author": author},
    )
    return found[-1] if found else None


async def find_album(
    transaction: Transaction, author: int, chat_id: int, album: str
) -> Word | None:
    """Find the word that an album's earlier files have begun."""
    found = await _load(
        transaction,
        "album = :album AND chat_id = :chat_id AND author = :author",
        {"album": album, "chat_id": chat_id, "author": author},
    )
    return found[-1] if found else None


async def load_to_note(transaction: Transaction) -> list[Word]:
    """Load the words whose writer has not been told what became of them."""
    return await _load(transaction, "status <> noted", {})


async def forget_resident(transaction: Transaction, user_id: int) -> None:
    """Erase every word written by or to a resident; their files are given up before."""
    await _forget(transaction, "resident = :id", {"id": user_id})


async def forget_project(transaction: Transaction, project_id: int) -> None:
    """Erase every word about a project; their files are given up before."""
    await _forget(transaction, "project_id = :id", {"id": project_id})


async def forget_old(transaction: Transaction, before: datetime) -> None:
    """Erase old words about no project, as those of people who are not known any more."""
    await _forget(
        transaction,
        f"project_id IS NULL AND (at < :before OR {_STRANGERS})",
        {"before": to_micros(before)},
    )


_STRANGERS = "resident NOT IN (SELECT user_id FROM residents)"


async def _forget(transaction: Transaction, which: str, params: Params) -> None:
    gone = f"SELECT id FROM words WHERE {which}"
    await media.give_up(transaction, f"word_id IN ({gone})", params)
    await transaction.run(f"UPDATE words SET answers = NULL WHERE answers IN ({gone})", params)
    await transaction.run(f"DELETE FROM words WHERE {which}", params)


async def note_fates(transaction: Transaction, fates: Mapping[str, Status]) -> bool:
    """Note what became of words, by their slots; return whether a writer is to be told."""
    news = False
    for slot, status in fates.items():
        word_id = None if "#" in slot else id_in(slot)
        if word_id is not None:
            rows = await transaction.fetch(
                """
                UPDATE words SET status = :status WHERE id = :id AND status <> :status
                RETURNING id
                """,
                {"id": word_id, "status": status},
            )
            news = news or bool(rows)
    return news
