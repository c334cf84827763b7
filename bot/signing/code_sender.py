"""Sends the codes that confirm signatures, off the turns; says kindly when an e-mail cannot go."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import aiosmtplib
from markupsafe import Markup

from bot import bearers, letters, mail
from bot.clock import Clock
from bot.config import Email as Settings
from bot.log import event
from bot.signing import codes, second_factor
from bot.town import Town
from dialogs.buttons import Screen
from storage import signing_codes
from storage.database import Database
from storage.outbox import Letter
from storage.signing_codes import SigningCode
from storage.work import Numbers, Work, begin

log = logging.getLogger(__name__)

PAUSES = tuple(timedelta(seconds=one) for one in (30, 60, 120, 300, 600))
"""How long an e-mail that failed waits for its next try; after the last one it is given up."""


class CodeSender:
    """Sends what waits in `signing_codes`. A code is made here, and known to its e-mail alone."""

    def __init__(
        self,
        town: Town,
        settings: Settings,
        database: Database,
        clock: Clock,
        numbers: Numbers,
        post: Callable[[list[Letter]], None],
    ) -> None:
        self._town = town
        self._settings = settings
        self._database = database
        self._clock = clock
        self._numbers = numbers
        self._post = post
        self._one_at_a_time = asyncio.Lock()

    async def sweep(self) -> None:
        """Send every code that is due."""
        async with self._one_at_a_time:
            while True:
                async with self._database.transaction() as transaction:
                    row = await signing_codes.load_to_send(transaction, self._clock.now())
                if row is None:
                    return
                await self._send(row)

    async def _send(self, row: SigningCode) -> None:
        code = codes.make()
        async with begin(self._database, self._numbers, self._clock.now()) as work:
            say = await bearers.voice_of(self._town, work, row.person)
        body = say.plain(
            "Hello,\n\nYour code is: {code}\n\nIt counts once, for 15 minutes. Please type it in "
            "the chat with the robot of the town hall, to sign your agreement.\n\nYou did not ask "
            "for it? Then do nothing: nobody can sign with it but you.\n\n{service}, {phone}",
            code=code,
            service=self._town.shown.service.name,
            phone=self._town.shown.service.phone,
        )
        subject = say.plain("{town}: the code to sign your agreement", town=self._town.shown.name)
        try:
            await mail.send(self._settings, row.address, subject, body)
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            await self._failed(row, error)
            return
        now = self._clock.now()
        sent = replace(
            row, state="sent", sent_at=now, digest=codes.digest(self._town.code_key, row, code)
        )
        async with self._database.transaction() as transaction:
            await signing_codes.save(transaction, sent, was="wanted")
            await transaction.commit()
        event(log, logging.INFO, "code_sent", code=row.id)

    async def _failed(self, row: SigningCode, error: Exception) -> None:
        """Try again later, or give it up; the person hears of the first failure and of the last."""
        refused = isinstance(error, ValueError) or mail.is_for_good(error)
        over = refused or row.failures >= len(PAUSES)
        level, name = (logging.ERROR, "code_lost") if over else (logging.WARNING, "code_retried")
        event(log, level, name, code=row.id, tries=row.failures + 1, error=type(error).__name__)
        async with begin(self._database, self._numbers, self._clock.now()) as work:
            after = replace(row, failures=row.failures + 1)
            if over:
                after = replace(after, state="failed")
            else:
                after = replace(after, not_before=work.now + PAUSES[row.failures])
            saved = await signing_codes.save(await work.direct(), after, was="wanted")
            if saved and (over or not row.failures):
                await self._tell(work, row, over=over, refused=refused)
            waiting = await work.commit()
        self._post(waiting)

    async def _tell(self, work: Work, row: SigningCode, *, over: bool, refused: bool) -> None:
        say = await bearers.voice_of(self._town, work, row.person)
        project = await work.project(row.project_id)
        if project is None:
            return
        if refused:
            words = say(
                "The mail server does not know the address {address}. Please give another one, or "
                "sign on paper.",
                address=row.address,
            )
        elif over:
            words = say(
                "I still cannot send e-mails. Please try again later, or sign on paper: it counts "
                "as much."
            )
        else:
            words = say(
                "The e-mail with your code cannot leave at the moment. I keep trying. You can also "
                "sign on paper."
            )
        head = Markup("<b>{}</b> · {}").format(project.title, project.number)
        rows = second_factor.ways(say, project, again=over and not refused)
        work.send(row.person, letters.text(Screen(Markup("\n").join((head, words)), rows)))
