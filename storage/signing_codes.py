"""The codes that confirm by e-mail who accepts an agreement: asked for, sent, confirmed once.

A row never holds a code: it is made when its e-mail leaves, and only its digest is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from storage.database import Params, Row, Transaction
from storage.instants import from_micros, to_micros

State: TypeAlias = Literal["wanted", "sent", "confirmed", "failed", "void"]
"""To be sent, sent, typed as it was sent, impossible to send, replaced or used up."""

COLUMNS = (
    "id, person, project_id, version, sha256, address, state, digest, tries, failures, asked_at, "
    "not_before, sent_at, confirmed_at"
)

_INSTANTS = ("asked_at", "not_before", "sent_at", "confirmed_at")


@dataclass(frozen=True, slots=True)
class SigningCode:
    """One code for one person and one version of an agreement, by its fingerprint.

    `tries` counts wrong codes that were typed, `failures` how often its e-mail could not leave.
    """

    id: int
    person: int
    project_id: int
    version: int
    sha256: str
    address: str
    asked_at: datetime
    not_before: datetime
    state: State = "wanted"
    digest: str = ""
    tries: int = 0
    failures: int = 0
    sent_at: datetime | None = None
    confirmed_at: datetime | None = None


def _from_row(row: Row) -> SigningCode:
    values: dict[str, Any] = dict(zip(COLUMNS.split(", "), row, strict=True))
    return SigningCode(**values | {name: from_micros(values[name]) for name in _INSTANTS})


async def _load(transaction: Transaction, rest: str, params: Params) -> list[SigningCode]:
    rows = await transaction.fetch(f"SELECT {COLUMNS} FROM signing_codes WHERE {rest}", params)
    return [_from_row(row) for row in rows]


async def ask(
    transaction: Transaction,
    person: int,
    project_id: int,
    version: int,
    sha256: str,
    address: str,
    now: datetime,
) -> None:
    """Ask for a code; an earlier one of the same person for the same project counts no more."""
    await give_up(transaction, person, project_id)
    await transaction.run(
        """
        INSERT INTO signing_codes (
            person, project_id, version, sha256, address, state, digest, tries, failures,
            asked_at, not_before
        )
        VALUES (
            :person, :project_id, :version, :sha256, :address, 'wanted', '', 0, 0, :now, :now
        )
        """,
        {
            "person": person,
            "project_id": project_id,
            "version": version,
            "sha256": sha256,
            "address": address,
            "now": to_micros(now),
        },
    )


async def give_up(transaction: Transaction, person: int, project_id: int) -> None:
    """Let no code of a person for a project count any more."""
    await transaction.run(
        """
        UPDATE signing_codes SET state = 'void', digest = ''
        WHERE person = :person AND project_id = :project_id
        """,
        {"person": person, "project_id": project_id},
    )


async def save(transaction: Transaction, code: SigningCode, *, was: State) -> bool:
    """Write what became of a code; False when it is not in the state it `was` in any more."""
    rows = await transaction.fetch(
        """
        UPDATE signing_codes SET
            state = :state, digest = :digest, tries = :tries, failures = :failures,
            not_before = :not_before, sent_at = :sent_at, confirmed_at = :confirmed_at
        WHERE id = :id AND state = :was RETURNING id
        """,
        {
            "id": code.id,
            "was": was,
            "state": code.state,
            "digest": code.digest,
            "tries": code.tries,
            "failures": code.failures,
            "not_before": to_micros(code.not_before),
            "sent_at": to_micros(code.sent_at),
            "confirmed_at": to_micros(code.confirmed_at),
        },
    )
    return bool(rows)


async def load_current(
    transaction: Transaction, person: int, project_id: int
) -> SigningCode | None:
    """Load a person's latest code for a project, whatever became of it."""
    found = await _load(
        transaction,
        "person = :person AND project_id = :project_id ORDER BY id DESC LIMIT 1",
        {"person": person, "project_id": project_id},
    )
    return found[0] if found else None


async def load_to_send(transaction: Transaction, now: datetime) -> SigningCode | None:
    """Load the code whose e-mail is to leave next, None when none is due."""
    found = await _load(
        transaction,
        "state = 'wanted' AND not_before <= :now ORDER BY not_before, id LIMIT 1",
        {"now": to_micros(now)},
    )
    return found[0] if found else None


async def count_asked(transaction: Transaction, person: int, address: str, since: datetime) -> int:
    """How many codes were asked for since an instant, by a person or for an address."""
    rows = await transaction.fetch(
        """
        SELECT COUNT(*) FROM signing_codes
        WHERE asked_at > :since AND (person = :person OR address = :address)
        """,
        {"since": to_micros(since), "person": person, "address": address},
    )
    count: int = rows[0][0]
    return count


async def forget_old(transaction: Transaction, before: datetime) -> None:
    """Forget what was asked for before an instant, and the addresses with it."""
    await transaction.run(
        "DELETE FROM signing_codes WHERE asked_at < :before", {"before": to_micros(before)}
    )
