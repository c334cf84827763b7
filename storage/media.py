"""The files that people send: what Telegram calls them, where they belong, whether we have them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from storage.database import Params, Row, Transaction
from storage.instants import from_micros, to_micros

State: TypeAlias = Literal["wanted", "kept", "too_large", "refused", "lost", "erased"]
"""What became of a file: to be fetched, kept on our disk, larger than the platform hands out, of a
kind that we do not keep, not to be had any more, to be taken off the disk."""

COLUMNS = (
    "id, sha256, file_unique_id, file_id, kind, mime, size, name, caption, project_id, person, "
    "word_id, state, tries, next_try, created_at"
)


@dataclass(frozen=True, slots=True)
class Medium:
    """One file that a person sent.

    `sha256` finds it in `storage.files`, None until it is fetched; `project_id` is the dossier it
    belongs to, `word_id` the message it came with; `size` is in bytes, 0 when unknown.
    """

    id: int
    file_unique_id: str
    file_id: str
    kind: Any
    mime: str
    size: int
    name: str
    caption: str
    person: int
    next_try: datetime
    created_at: datetime
    sha256: str | None = None
    project_id: int | None = None
    word_id: int | None = None
    state: State = "wanted"
    tries: int = 0


def _from_row(row: Row) -> Medium:
    values: dict[str, Any] = dict(zip(COLUMNS.split(", "), row, strict=True))
    values["next_try"] = from_micros(values["next_try"])
    values["created_at"] = from_micros(values["created_at"])
    return Medium(**values)


def _to_params(medium: Medium) -> Params:
    values = {name: getattr(medium, name) for name in COLUMNS.split(", ")}
    values["next_try"] = to_micros(medium.next_try)
    values["created_at"] = to_micros(medium.created_at)
    return values


async def save(transaction: Transaction, medium: Medium) -> None:
    """Write a file's row as it is now."""
    names = ", ".join(f":{name}" for name in COLUMNS.split(", "))
    await transaction.run(
        f"""
        INSERT INTO media ({COLUMNS}) VALUES ({names})
        ON CONFLICT (id) DO UPDATE SET
            sha256 = excluded.sha256, mime = excluded.mime, size = excluded.size,
            state = excluded.state, tries = excluded.tries, next_try = excluded.next_try
        """,
        _to_params(medium),
    )


async def _load(transaction: Transaction, rest: str, params: Params) -> list[Medium]:
    rows = await transaction.fetch(f"SELECT {COLUMNS} FROM media WHERE {rest}", params)
    return [_from_row(row) for row in rows]


async def load(transaction: Transaction, medium_id: int) -> Medium | None:
    """Load a file's row."""
    found = await _load(transaction, "id = :id", {"id": medium_id})
    return found[0] if found else None


async def load_due(transaction: Transaction, now: datetime, most: int) -> list[Medium]:
    """Load what is to be fetched, or taken off the disk, by now."""
    return await _load(
        transaction,
        "state IN ('wanted', 'erased') AND next_try <= :now ORDER BY next_try, id LIMIT :most",
        {"now": to_micros(now), "most": most},
    )


async def next_due(transaction: Transaction) -> datetime | None:
    """When the next file is to be tried, None when none is."""
    rows = await transaction.fetch(
        "SELECT min(next_try) FROM media WHERE state IN ('wanted', 'erased')"
    )
    return from_micros(rows[0][0])


async def load_of_project(transaction: Transaction, project_id: int) -> dict[str, Medium]:
    """Load a dossier's files, by what Telegram calls each of them (`file_unique_id`)."""
    found = await _load(
        transaction,
        "project_id = :id AND word_id IS NULL AND state <> 'erased' ORDER BY id",
        {"id": project_id},
    )
    return {medium.file_unique_id: medium for medium in found}


async def load_of_word(transaction: Transaction, word_id: int) -> list[Medium]:
    """Load the files that came with a message, in their order."""
    return await _load(transaction, "word_id = :id ORDER BY id", {"id": word_id})


async def load_of_person(transaction: Transaction, user_id: int) -> list[Medium]:
    """Load every file that a person sent."""
    return await _load(transaction, "person = :id ORDER BY id", {"id": user_id})


async def find_kept(transaction: Transaction, file_unique_id: str) -> Medium | None:
    """Find the same file among those that we have already."""
    found = await _load(
        transaction,
        "file_unique_id = :file AND state = 'kept' ORDER BY id LIMIT 1",
        {"file": file_unique_id},
    )
    return found[0] if found else None


async def is_needed(transaction: Transaction, sha256: str) -> bool:
    """Whether any file of this content is still to be kept: people's own, or the town's papers.

    Whoever sends an agreement back, and is forgotten later, must not take it off the disk.
    """
    rows = await transaction.fetch(
        """
        SELECT 1 FROM media WHERE sha256 = :sha256 AND state <> 'erased'
        UNION ALL SELECT 1 FROM conventions WHERE sha256 = :sha256
        UNION ALL SELECT 1 FROM evidence WHERE sha256 = :sha256
        UNION ALL SELECT 1 FROM sheets WHERE sha256 = :sha256
        LIMIT 1
        """,
        {"sha256": sha256},
    )
    return bool(rows)


async def erase_dossier(
    transaction: Transaction, project_id: int, keep: Iterable[str] = ()
) -> None:
    """Give up a dossier's own files, but those called as in `keep` (`file_unique_id`)."""
    names = json.dumps(sorted(keep))
    await give_up(
        transaction,
        "project_id = :id AND file_unique_id NOT IN (SELECT value FROM json_each(:names))",
        {"id": project_id, "names": names},
    )


async def give_up(transaction: Transaction, which: str, params: Params) -> None:
    """Give up the files that `which` finds (SQL of ours): nothing tells whose they were.

    The fetcher then takes them off the disk; until it has, the row says which.
    """
    await transaction.run(
        f"""
        UPDATE media SET
            state = 'erased', next_try = 0, project_id = NULL, word_id = NULL, person = 0,
            file_id = '', file_unique_id = '', name = '', caption = ''
        WHERE {which}
        """,
        params,
    )


async def forget(transaction: Transaction, medium_id: int) -> None:
    """Take away the row of a file that is no longer on the disk."""
    await transaction.run("DELETE FROM media WHERE id = :id", {"id": medium_id})
