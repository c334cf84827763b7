"""Our end of the line to Telegram: the Bot, its transport, and what is done with them at start."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Sequence
from types import TracebackType
from typing import Any, Self

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot import telegram_in
from bot.clock import Clock
from bot.config import Config
from bot.config_values import ConfigError
from bot.incoming import Incoming
from bot.log import event
from bot.telegram_calls import Calls
from bot.telegram_files import Source
from bot.telegram_menu import publish_menu
from bot.telegram_out import Outlet
from bot.telegram_polling import Receiver
from bot.telegram_transport import AiohttpRequest
from bot.town import Town
from storage.files import Files

log = logging.getLogger(__name__)


class Connection:
    """The Bot and its transport. Use as `async with Connection(config)`."""

    def __init__(self, config: Config) -> None:
        settings = config.telegram
        # Without this python-telegram-bot warns of a coming change at every 429.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        self._poll_seconds = settings.poll_seconds
        self._requests = (AiohttpRequest(), AiohttpRequest(connections=2))
        self._bot = Bot(
            settings.token.get_secret_value(),
            base_url=f"{settings.api_url}/bot",
            base_file_url=f"{settings.api_url}/file/bot",
            request=self._requests[0],
            get_updates_request=self._requests[1],
        )
        self._outgoing = Calls(self._bot, self._requests[0])
        self.files = Files(config.storage.files)
        self.outlet = Outlet(self._outgoing, self.files)
        self.source = Source(self._bot, self._outgoing, self._requests[0])

    async def __aenter__(self) -> Self:
        """Open the transport; nothing is asked yet."""
        for request in self._requests:
            await request.initialize()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the transport."""
        for request in self._requests:
            await request.shutdown()

    @property
    def username(self) -> str:
        """The bot's name, without its @."""
        return self._bot.username

    async def connect(self, stop: asyncio.Event) -> bool:
        """Learn who we are and end any webhook; try until it works or `stop` is set."""
        backoff = 0.5
        while not stop.is_set():
            try:
                await self._bot.initialize()
            except InvalidToken:
                raise ConfigError(
                    "telegram.token: Telegram does not know this token; "
                    "copy it again from BotFather"
                ) from None
            except TelegramError as error:
                event(
                    log, logging.WARNING, "connecting_retried",
                    reason=error.message, seconds=backoff,
                )  # fmt: skip
                try:
                    async with asyncio.timeout(backoff):
                        await stop.wait()
                except TimeoutError:
                    backoff = min(backoff * 2, 30)
            else:
                await self._end_webhook()
                return True
        return False

    async def is_forum(self, chat_id: int) -> bool:
        """Whether a group has topics; its messages tell it again later."""
        try:
            return bool((await self._bot.get_chat(chat_id)).is_forum)
        except TelegramError as error:
            event(log, logging.WARNING, "group_not_seen", reason=error.message)
            return False

    async def _end_webhook(self) -> None:
        """End a webhook that someone set: it would keep updates from being fetched."""
        try:
            await self._bot.delete_webhook(drop_pending_updates=False)
        except TelegramError as error:
            event(log, logging.WARNING, "webhook_not_ended", reason=error.message)

    def read(self, raw: dict[str, Any]) -> Incoming | None:
        """Read one update."""
        return telegram_in.read(raw, self._bot.username)

    def receiver(
        self, handle: Callable[[Sequence[dict[str, Any]]], Awaitable[None]], clock: Clock
    ) -> Receiver:
        """The polling loop over this connection."""
        calls = Calls(self._bot, self._requests[1])
        return Receiver(calls, handle, clock, self._poll_seconds, self._outgoing)

    async def publish_menu(self, town: Town) -> None:
        """Set the menu of commands."""
        await publish_menu(self._bot, town)
