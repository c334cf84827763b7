"""Calls whose plain answer is wanted: of a sent message only its id, of updates their JSON.

They go through the request object that the Bot itself uses, by its public `post`, so errors are
python-telegram-bot's own. Decoding every answer into its types costs as much as the call.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, cast

from telegram import Bot
from telegram.request import BaseRequest, RequestData

from bot.telegram_transport import CONNECTIONS, Form, Upload

UPLOAD_SECONDS = 300.0
"""How long a call with files may take: 50 MB over the slow line of a town hall."""


class Calls:
    """Makes calls of the Bot API for a Bot, over one of its requests.

    `at_once` calls may be under way; the others wait before anything is made ready for them, so
    a crowd that writes at the same time costs little memory.
    """

    def __init__(self, bot: Bot, request: BaseRequest, at_once: int = CONNECTIONS) -> None:
        self._bot = bot
        self._request = request
        self._places = asyncio.Semaphore(at_once)
        self._waiting = 0

    @property
    def waiting(self) -> int:
        """How many calls wait for a place: what we take in faster than we give out."""
        return self._waiting

    async def photo(self, chat_id: int, picture: bytes, caption: str) -> int:
        """Send a picture of ours with words under it; return the message that shows it."""
        async with self._places:
            sent = await self._bot.send_photo(chat_id, picture, caption=caption, parse_mode="HTML")
        return sent.message_id

    async def call(
        self,
        method: str,
        params: dict[str, Any],
        read_timeout: float | None = None,
        uploads: Mapping[str, Upload] | None = None,
    ) -> Any:
        """Make a call; return its result as JSON values. Raises `telegram.error.TelegramError`.

        `uploads` are files that go with it, by the name of their part; they may take longer.
        """
        if read_timeout is None and uploads:
            read_timeout = UPLOAD_SECONDS
        self._waiting += 1
        try:
            await self._places.acquire()
        finally:
            self._waiting -= 1
        try:
            return await self._request.post(
                f"{self._bot.base_url}/{method}",
                cast(
                    "RequestData", Form(params, uploads)
                ),  # handed on untouched to our own transport
                read_timeout=BaseRequest.DEFAULT_NONE if read_timeout is None else read_timeout,
            )
        finally:
            self._places.release()
