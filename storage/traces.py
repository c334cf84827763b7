"""Where people stop in the forms: one row a turn, without a word and without a person.

A form is known by a short hash of its id, never by whose it is. Once the form is erased, nothing
leads from its traces back to anyone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from storage.database import Row, Transaction, in_list
from storage.database import peek as peek_rows
from storage.instants import from_micros, to_micros

_PURPOSE = b"fifty-fifty trace 1:"
"""Hashed before each id, so that these hashes fit no other list of hashes."""


@dataclass(frozen=True, slots=True)
class Traced:
    """One turn of a form.

    `session` is what `hash_of` makes of its id; `dialog` and `step` say where the person was
    ("review" at the end), `event` what kind of thing they did, `outcome` how it went, and `shown`
    which question they were shown then, as "dialog.step", or "" when it was none.
    """

    session: str
    dialog: str
    rev: int
    step: str
    event: str
    outcome: str
    shown: str
    at: datetime


def hash_of(session_id: str) -> str:
    """The name of a form in the traces: 64 bits of a hash."""
    return sha256(_PURPOSE + session_id.encode()).hexdigest()[:16]


async def add(transaction: Transaction, traced: Sequence[Traced]) -> None:
    """Write traces."""
    await transaction.run_many(
        """
        INSERT INTO traces (session, dialog, rev, step, event, outcome, shown, at)
        VALUES (:session, :dialog, :rev, :step, :event, :outcome, :shown, :at)
        """,
        [
            {
                "session": one.session,
                "dialog": one.dialog,
                "rev": one.rev,
                "step": one.step,
                "event": one.event,
                "outcome": one.outcome,
                "shown": one.shown,
                "at": to_micros(one.at),
            }
            for one in traced
        ],
    )


async def load_of(transaction: Transaction, sessions: Sequence[str]) -> list[Traced]:
    """Load the traces of these forms, named by their hashes, the oldest first."""
    names, params = in_list("s", sessions)
    rows = await transaction.fetch(
        f"""
        SELECT session, dialog, rev, step, event, outcome, shown, at FROM traces
        WHERE session IN ({names}) ORDER BY id
        """,
        params,
    )
    return [_from_row(row) for row in rows]


async def forget(transaction: Transaction, before: datetime) -> None:
    """Forget the traces from before an instant."""
    await transaction.run("DELETE FROM traces WHERE at < :before", {"before": to_micros(before)})


def peek(path: Path, since: datetime) -> list[Traced]:
    """Read the traces since an instant, the oldest first, in a database that may be in use.

    A form that was opened and never touched has left no trace; it is told by one whose outcome is
    "opened" and whose step is "". Raises StorageError when the database cannot be read.
    """
    after = {"since": to_micros(since)}
    rows = peek_rows(
        path,
        """
        SELECT session, dialog, rev, step, event, outcome, shown, at FROM traces
        WHERE at >= :since ORDER BY id
        """,
        after,
    )
    forms = peek_rows(
        path, "SELECT id, dialog, data, updated_at FROM sessions WHERE updated_at >= :since", after
    )
    found = [_from_row(row) for row in rows]
    return _untouched(forms, {one.session for one in found}) + found


def _from_row(row: Row) -> Traced:
    session, dialog, rev, step, event, outcome, shown, at = row
    return Traced(session, dialog, rev, step, event, outcome, shown, from_micros(at))


def _untouched(forms: Iterable[Row], known: set[str]) -> list[Traced]:
    """The forms that were opened, and of which nothing else is known."""
    return [
        Traced(name, dialog, 0, "", "Opened", "opened", "", from_micros(at))
        for session_id, dialog, data, at in forms
        if (name := hash_of(session_id)) not in known and json.loads(data)["rev"] == 0
    ]
