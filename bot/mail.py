"""E-mail on its way out: handed to the town's server; the team's is kept until it is taken."""

from __future__ import annotations

import logging
from datetime import timedelta
from email.message import EmailMessage

import aiosmtplib

from bot.clock import Clock
from bot.config import Email as Settings
from bot.log import event
from storage import emails
from storage.database import Database
from storage.emails import Email

log = logging.getLogger(__name__)

BATCH = 20
MOST_TRIES = 8
"""After so many failures, about two days, an e-mail is given up: its digest is long past."""

FIRST_WAIT = timedelta(minutes=5)

TIMEOUT = 20.0
"""Seconds for one conversation with the server."""


class Mail:
    """Sends what waits in the table `emails`. Without a server in the settings it does nothing."""

    def __init__(self, settings: Settings, database: Database, clock: Clock) -> None:
        self._settings = settings
        self._database = database
        self._clock = clock

    async def deliver(self) -> None:
        """Send what is due; what fails is tried again, later and later."""
        if not self._settings.host:
            return
        async with self._database.transaction() as transaction:
            waiting = await emails.load_due(transaction, self._clock.now(), BATCH)
        for email in waiting:
            try:
                await send(self._settings, email.recipient, email.subject, email.body)
            except (aiosmtplib.SMTPException, OSError) as error:
                await self._failed(email, error)
            else:
                await self._done(email)

    async def _done(self, email: Email) -> None:
        async with self._database.transaction() as transaction:
            await emails.remove(transaction, email.id)
            await transaction.commit()
        event(log, logging.INFO, "email_sent", email=email.id)

    async def _failed(self, email: Email, error: Exception) -> None:
        """Try again later, unless the server said that it never will."""
        last = email.tries + 1 >= MOST_TRIES or is_for_good(error)
        async with self._database.transaction() as transaction:
            if last:
                await emails.remove(transaction, email.id)
            else:
                until = self._clock.now() + FIRST_WAIT * 2**email.tries
                await emails.postpone(transaction, email.id, until)
            await transaction.commit()
        name, level = ("email_lost", logging.ERROR) if last else ("email_retried", logging.WARNING)
        event(log, level, name, email=email.id, error=type(error).__name__)


async def send(settings: Settings, recipient: str, subject: str, body: str) -> None:
    """Hand one e-mail to the town's server.

    Raises SMTPException or OSError when it does not take it, ValueError for an impossible address.
    """
    message = EmailMessage()
    message["From"], message["To"] = settings.sender, recipient
    message["Subject"] = subject
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    await aiosmtplib.send(
        message,
        hostname=settings.host,
        port=settings.port,
        username=settings.username or None,
        password=settings.password.get_secret_value() or None,
        use_tls=settings.security == "tls",
        start_tls=settings.security == "starttls",
        timeout=TIMEOUT,
    )


def is_for_good(error: Exception) -> bool:
    """Whether the server will never take this e-mail: it knows no such address."""
    if not isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return False  # a wrong password is mended, and then everything leaves
    return all(500 <= one.code < 600 for one in error.recipients)
