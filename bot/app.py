"""The composition root: puts the parts together from a configuration, for `run` and for tests."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial

from bot.clock import Clock
from bot.config import Config
from bot.delivery import Delivery
from bot.documents.issuing import Issuer
from bot.documents.press import Press
from bot.fetching import Fetcher
from bot.log import event
from bot.mail import Mail
from bot.pacing import Limits, Pace
from bot.schedule import HEARTBEAT_SECONDS, Schedule
from bot.signing.code_sender import CodeSender
from bot.signing.issued import made
from bot.signing.verifying import Verifier
from bot.telegram_connection import Connection
from bot.town import Town, build_town
from bot.turns import Turns
from dialogs.check import check
from storage import facts, outbox, retention, signing_codes, team, traces, updates
from storage.database import Database
from storage.outbox import Letter
from storage.work import Numbers

log = logging.getLogger(__name__)

UPDATES_KEPT = timedelta(hours=48)
"""How long seen update ids are kept; Telegram redelivers for 24 hours at most."""

TRACES_KEPT = timedelta(days=400)
"""How long the traces of forms are kept: a year, to compare with, and a month to look at it."""

CODES_KEPT = timedelta(days=1)
"""How long the address is kept to which a code was sent; the code itself never is."""

DAYS_OF_A_MONTH = 30.44

TAPS_KEPT = timedelta(seconds=150)
"""How long Telegram keeps a pressed button for a bot that is away."""

LAST_WORDS = 5.0
"""Seconds that answers in hand may take to leave when we stop; the rest leave at the next start."""


class App:
    """The running bot. `sweep` is public so that a rehearsal may move its clock and look."""

    def __init__(
        self, config: Config, town: Town, database: Database, clock: Clock, connection: Connection
    ) -> None:
        self._config = config
        self._mail = Mail(config.email, database, clock)
        self._database = database
        self._clock = clock
        self._connection = connection
        self._press = Press(config)
        self.town = town

    async def prepare(self) -> None:
        """Take up what a former process left."""
        await asyncio.to_thread(self.town.files.clear_unfinished)
        async with self._database.transaction() as transaction:
            waiting = await outbox.load_all(transaction)
            self.town.team.take_up(await team.load_all(transaction))
            moved = await facts.load(transaction, f"group_moved:{self.town.group.id}")
        if moved:
            self.town.group.id = int(moved)
        numbers = Numbers(max((letter.id for letter in waiting), default=0))
        limits = self._config.telegram.limits
        self.turns = Turns(
            self.town,
            self._database,
            self._clock,
            self._connection.read,
            self._post,
            numbers,
            self._wake_fetcher,
        )
        self.fetcher = Fetcher(
            self.town,
            self._database,
            self._clock,
            numbers,
            self._connection.source,
            self._post,
        )
        self.issuer = Issuer(
            self.town,
            self._database,
            self._clock,
            self._press,
            numbers,
            post=self._post,
            on_made=partial(made, self.town),
        )
        self.verifier = Verifier(
            self.town,
            self._config.storage.path,
            self._database,
            self._clock,
            numbers,
            self._connection.source,
            self._post,
        )
        self.code_sender = CodeSender(
            self.town, self._config.email, self._database, self._clock, numbers, self._post
        )
        self.delivery = Delivery(
            self._connection.outlet,
            self._database,
            Pace(
                Limits(
                    limits.per_chat_per_second,
                    limits.per_chat_burst,
                    limits.group_per_minute,
                    limits.overall_per_second,
                )
            ),
            self._clock,
            on_unreachable=self.turns.unreachable,
            on_moved=self.turns.group_moved,
            on_fates=self.turns.tell_fates,
        )
        await self.delivery.take_up(waiting)

    def _wake_fetcher(self) -> None:
        self.fetcher.wake()

    def _post(self, letters: list[Letter]) -> None:
        self.delivery.post(letters)

    async def run(self, stop: asyncio.Event) -> None:
        """Connect, say that we are ready, receive until `stop`, and finish what is in hand."""
        if not await self._connection.connect(stop):
            return
        self.town.account.name = self._connection.username
        self.town.group.is_forum = await self._connection.is_forum(self.town.group.id)
        receiver = self._connection.receiver(self.turns.handle, self._clock)
        schedule = Schedule(self.town.setting.zone)
        schedule.every(self._config.reminders.sweep_seconds, self.sweep)
        schedule.every(self._config.reminders.sweep_seconds, self.issue)
        schedule.every(self._config.reminders.sweep_seconds, self.check_files)
        schedule.every(self._config.reminders.sweep_seconds, self.send_codes)

        async def heartbeat() -> None:
            if receiver.is_alive():
                await self._beat()

        schedule.every(HEARTBEAT_SECONDS, heartbeat)
        schedule.nightly(4, 30, self.tidy)
        schedule.start()
        for bell in (self.town.bell, self.town.code_bell):
            bell.set()  # for what a former process was asked for
        press = asyncio.ensure_future(self._answer(self.town.bell, self.issue, self.check_files))
        post_office = asyncio.ensure_future(self._answer(self.town.code_bell, self.send_codes))
        fetching = asyncio.ensure_future(self.fetcher.run())
        menu = asyncio.ensure_future(self._connection.publish_menu(self.town))
        print(  # noqa: T201 - the one line that an operator and a supervisor wait for
            f"fifty-fifty: ready to receive as @{self._connection.username}",
            file=sys.stderr,
            flush=True,
        )
        try:
            await self.turns.tell_fates()
            await self._come_back()
            await self.sweep()
            await self._beat()
            await receiver.run(stop)
        finally:
            schedule.stop()
            menu.cancel()
            press.cancel()
            post_office.cancel()
            fetching.cancel()
            await asyncio.gather(fetching, return_exceptions=True)
            await self._finish()

    async def sweep(self) -> None:
        """Say what is due; a failure is logged and tried again at the next sweep."""
        self.fetcher.wake()
        try:
            await self.turns.sweep()
            await self._mail.deliver()
        except Exception as error:  # noqa: BLE001 - the next sweep finds the same rows again
            event(log, logging.ERROR, "sweep_failed", exc_info=error)

    async def issue(self) -> None:
        """Make the documents that wait; a failure is logged and tried again at the next sweep."""
        try:
            await self.turns.write_endings()
            await self.issuer.sweep()
        except Exception as error:  # noqa: BLE001 - as above
            event(log, logging.ERROR, "issuing_failed", exc_info=error)

    async def check_files(self) -> None:
        """Answer the files that wait to be compared; what fails is tried at the next sweep."""
        try:
            await self.verifier.sweep()
        except Exception as error:  # noqa: BLE001 - as above
            event(log, logging.ERROR, "checking_failed", exc_info=error)

    async def send_codes(self) -> None:
        """Send the codes that confirm signatures; what fails is tried at a later sweep."""
        try:
            await self.code_sender.sweep()
        except Exception as error:  # noqa: BLE001 - as above
            event(log, logging.ERROR, "sending_codes_failed", exc_info=error)

    async def _answer(self, bell: asyncio.Event, *jobs: Callable[[], Awaitable[None]]) -> None:
        """Do what a turn has asked for, as soon as it rings."""
        while True:
            await bell.wait()
            bell.clear()
            await asyncio.gather(*(job() for job in jobs))

    async def _come_back(self) -> None:
        """Show people their screens again when their taps may have been forgotten meanwhile."""
        async with self._database.transaction() as transaction:
            last = await facts.load(transaction, "heartbeat")
        away_since = datetime.fromisoformat(last) if last else None
        if away_since is not None and self._clock.now() - away_since > TAPS_KEPT:
            await self.turns.come_back(away_since)

    async def _beat(self) -> None:
        """Note that we are alive, for `check --live`."""
        async with self._database.transaction() as transaction:
            await facts.store(transaction, "heartbeat", self._clock.now().isoformat())
            await transaction.commit()

    async def tidy(self) -> None:
        """Forget update ids that Telegram cannot send again, and what is older than may be kept."""
        now, months = self._clock.now(), self._config.retention.trail_months
        async with self._database.transaction() as transaction:
            await updates.forget_seen(transaction, now - UPDATES_KEPT)
            await traces.forget(transaction, now - TRACES_KEPT)
            await signing_codes.forget_old(transaction, now - CODES_KEPT)
            trail = timedelta(days=round(months * DAYS_OF_A_MONTH))
            old = await retention.sweep(transaction, now, trail, self.town.team.everyone())
            await transaction.commit()
        for sha256 in old:
            await asyncio.to_thread(self.town.files.remove, sha256)

    async def _finish(self) -> None:
        try:
            async with asyncio.timeout(LAST_WORDS):
                await self.delivery.idle()
        except TimeoutError:
            event(log, logging.INFO, "letters_left_for_next_start")
        await self.delivery.close()
        self._press.close()


@asynccontextmanager
async def open_app(config: Config, clock: Clock) -> AsyncIterator[App]:
    """Open the database and the connection, and put the bot together."""
    town = build_town(config)
    for problem in check(town.book).problems:
        event(log, logging.ERROR, "dialogs_need_mending", problem=problem)
    async with (
        Database(config.storage.path) as database,
        Connection(config) as connection,
    ):
        app = App(config, town, database, clock, connection)
        await app.prepare()
        yield app
