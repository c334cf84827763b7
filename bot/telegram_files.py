"""Fetching a file that someone sent: where Telegram keeps it, then the file itself.

The address of a file holds the bot's token: no error that leaves here carries it.
"""

from __future__ import annotations

from telegram import Bot
from telegram.error import TelegramError

from bot.telegram_calls import Calls
from bot.telegram_refusals import RejectedError, TroubleError, make
from bot.telegram_transport import AiohttpRequest
from dialogs.files import LARGEST_FETCHED
from storage.files import Arriving

FETCH_SECONDS = 300.0
"""How long a file may take: 20 MB over the slow line of a town hall."""


class TooLargeError(RejectedError):
    """Telegram does not hand out a file of this size."""


class Source:
    """Where files come from. Errors are DeliveryErrors: refused for now, or no way through."""

    def __init__(self, bot: Bot, calls: Calls, request: AiohttpRequest) -> None:
        self._bot = bot
        self._calls = calls
        self._request = request

    async def fetch(self, file_id: str, coming: Arriving) -> None:
        """Let a file come in. Raises DeliveryError; OSError when the disk is full."""
        try:
            found = await make(self._calls, "getFile", {"file_id": file_id})
        except RejectedError as error:
            if "too big" in str(error).casefold():
                raise TooLargeError(str(error)) from error
            raise
        path = found.get("file_path")
        if not path:
            raise TroubleError("Telegram does not say where the file is")
        try:
            async for piece in self._request.download(
                f"{self._bot.base_file_url}/{path}", FETCH_SECONDS
            ):
                if coming.size + len(piece) > LARGEST_FETCHED:
                    raise TooLargeError("the file is larger than was said")
                coming.write(piece)
        except TelegramError as error:
            raise TroubleError(error.message) from None
        if coming.size != found.get("file_size", coming.size):
            raise TroubleError("the file did not come whole")
