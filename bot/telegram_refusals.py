"""What a refused call means for the delivery: try again, follow, give up.

The words of the platform are kept as the reason; they never hold the token.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from datetime import timedelta
from typing import Any, TypeVar

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.telegram_calls import Calls
from bot.telegram_transport import Upload

Answer = TypeVar("Answer")


class DeliveryError(Exception):
    """Telegram did not take a letter."""


class RetryLaterError(DeliveryError):
    """This chat must wait so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"retry after {seconds:g} s")
        self.seconds = seconds


class TroubleError(DeliveryError):
    """The network or the platform is out of order; try again later."""


class UnreachableError(DeliveryError):
    """This chat cannot be written to: blocked, never started, left."""


class MovedError(DeliveryError):
    """The group has another id now."""

    def __init__(self, new: int) -> None:
        super().__init__("the group moved")
        self.new = new


class RejectedError(DeliveryError):
    """Telegram will never take this letter; the text is its reason."""


async def make(
    calls: Calls,
    method: str,
    params: dict[str, Any],
    uploads: Mapping[str, Upload] | None = None,
) -> Any:
    """Make a call; return its result as JSON values. Raises DeliveryError."""
    return await translated(calls.call(method, params, uploads=uploads))


async def translated(call: Awaitable[Answer]) -> Answer:
    """Await a call; what Telegram refuses becomes a DeliveryError."""
    try:
        return await call
    except RetryAfter as error:
        wait = error.retry_after
        seconds = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
        raise RetryLaterError(seconds) from error
    except ChatMigrated as error:
        raise MovedError(error.new_chat_id) from error
    except Forbidden as error:
        raise UnreachableError(error.message) from error
    except BadRequest as error:
        if "chat not found" in error.message.casefold():
            raise UnreachableError(error.message) from error
        raise RejectedError(error.message) from error
    except (Conflict, InvalidToken) as error:
        raise TroubleError(error.message) from error
    except TelegramError as error:
        raise TroubleError(error.message) from error
