"""E-mails to send: written in the turn that causes them, kept until the server has taken them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.database import Transaction
from storage.instants import to_micros


@dataclass(frozen=True, slots=True)
class Email:
    """One e-mail on its way; `tries` counts the times that sending failed."""

    id: int
    recipient: str
    subject: str
    body: str
    tries: int


async def add(
    transaction: Transaction, recipient: str, subject: str, body: str, now: datetime
) -> None:
    """Keep an e-mail until it is sent."""
    await transaction.run(
        """
        INSERT INTO emails (recipient, subject, body, not_before, tries)
        VALUES (:recipient, :subject, :body, :now, 0)
        """,
        {"recipient": recipient, "subject": subject, "body": body, "now": to_micros(now)},
    )


async def load_due(transaction: Transaction, now: datetime, most: int) -> list[Email]:
    """Load what can be sent now, the oldest first."""
    rows = await transaction.fetch(
        """
        SELECT id, recipient, subject, body, tries FROM emails
        WHERE not_before <= :now ORDER BY id LIMIT :most
        """,
        {"now": to_micros(now), "most": most},
    )
    return [Email(*row) for row in rows]


async def remove(transaction: Transaction, email_id: int) -> None:
    """Forget an e-mail that the server has taken, or never will."""
    await transaction.run("DELETE FROM emails WHERE id = :id", {"id": email_id})


async def postpone(transaction: Transaction, email_id: int, until: datetime) -> None:
    """Try again later."""
    await transaction.run(
        "UPDATE emails SET not_before = :until, tries = tries + 1 WHERE id = :id",
        {"id": email_id, "until": to_micros(until)},
    )
