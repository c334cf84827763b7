"""Calls whose plain answer is wanted: of a sent message only its id, of updates their JSON.

They go through the request object that the Bot itself uses, by its public `post`, so errors are
python-telegram-bot's own. Decoding every answer into its types costs as much as the call.
"""

from __future__ import annotations

from typing import Any, cast

from telegram import Bot
from telegram.request import BaseRequest, RequestData

from bot.telegram_transport import Form


class Calls:
    """Makes calls of the Bot API for a Bot, over one of its requests."""

    def __init__(self, bot: Bot, request: BaseRequest) -> None:
        self._bot = bot
        self._request = request

    async def call(
        self, method: str, params: dict[str, Any], read_timeout: float | None = None
    ) -> Any:
        """Make a call; return its result as JSON values. Raises `telegram.error.TelegramError`."""
        return await self._request.post(
            f"{self._bot.base_url}/{method}",
            cast("RequestData", Form(params)),  # handed on untouched to our own transport
            read_timeout=BaseRequest.DEFAULT_NONE if read_timeout is None else read_timeout,
        )
