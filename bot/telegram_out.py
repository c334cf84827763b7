"""From a letter to calls of the Bot API, and from its refusals to what the delivery can do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.letters import Payload
from bot.telegram_calls import Calls


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


@dataclass(frozen=True, slots=True)
class Delivered:
    """Telegram has it; `message_id` is the message that now shows it, None when none does.

    `leftover` is an earlier message that still has its buttons.
    """

    message_id: int | None = None
    leftover: int | None = None


_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")
_SAME = "message is not modified"
_LATE = ("query is too old", "query_id_invalid")


class Outlet:
    """Sends letters."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def deliver(self, chat_id: int, payload: Payload, current: int | None) -> Delivered:
        """Send one letter. `current` is the message that shows its slot. Raises DeliveryError."""
        match payload["op"]:
            case "toast":
                await self._toast(payload)
                return Delivered()
            case "strip":
                await self._strip(chat_id, payload["message"])
                return Delivered()
            case "show":
                return await self._show(chat_id, payload, current)
            case _:
                return Delivered(await self._send(chat_id, payload))

    async def _toast(self, payload: Payload) -> None:
        params: dict[str, Any] = {"callback_query_id": payload["callback"]}
        if payload["text"]:
            params["text"] = payload["text"]
        try:
            await self._call("answerCallbackQuery", params)
        except RejectedError as error:
            if not any(words in str(error).casefold() for words in _LATE):
                raise

    async def _show(self, chat_id: int, payload: Payload, current: int | None) -> Delivered:
        target = None if payload["fresh"] else (payload["message"] or current)
        shown = target
        if target is None or not await self._edit(chat_id, target, payload):
            shown = await self._send(chat_id, payload)
        old = current or payload["old"]
        return Delivered(shown, None if old == shown else old)

    async def _send(self, chat_id: int, payload: Payload) -> int:
        params: dict[str, Any] = {"chat_id": chat_id, **_content(payload)}
        if payload.get("reply_to"):
            params["reply_parameters"] = {
                "message_id": payload["reply_to"],
                "allow_sending_without_reply": True,
            }
        answer = await self._call("sendMessage", params)
        return int(answer["message_id"])

    async def _edit(self, chat_id: int, message_id: int, payload: Payload) -> bool:
        """Change a message in place; False when it is gone and a new one is needed."""
        params = {"chat_id": chat_id, "message_id": message_id, **_content(payload)}
        try:
            await self._call("editMessageText", params)
        except RejectedError as error:
            words = str(error).casefold()
            if _SAME in words:
                return True
            if any(gone in words for gone in _GONE):
                return False
            raise
        return True

    async def _strip(self, chat_id: int, message_id: int) -> None:
        """Take the buttons off an earlier message; that it has none, or is gone, is fine."""
        params = {"chat_id": chat_id, "message_id": message_id}
        try:
            await self._call("editMessageReplyMarkup", params)
        except (RejectedError, UnreachableError):
            return  # nothing is left to take off

    async def _call(self, method: str, params: dict[str, Any]) -> Any:
        try:
            return await self._calls.call(method, params)
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


def _content(payload: Payload) -> dict[str, Any]:
    content: dict[str, Any] = {
        "text": payload["text"],
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    if payload["rows"]:
        content["reply_markup"] = {
            "inline_keyboard": [
                [{"text": label, "callback_data": data} for label, data in row]
                for row in payload["rows"]
            ]
        }
    return content
