"""From a letter to calls of the Bot API: words here, files in `telegram_media`."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.letters import Payload
from bot.links import png
from bot.telegram_calls import Calls
from bot.telegram_media import Media, content_of, reply_parameters
from bot.telegram_refusals import RejectedError, UnreachableError, make, translated
from bot.telegram_topics import Topics
from storage.files import Files


@dataclass(frozen=True, slots=True)
class Delivered:
    """Telegram has it; `message_id` is the message that now shows it, None when none does.

    `leftover` is an earlier message that still has its buttons, `topic` a topic that was made.
    """

    message_id: int | None = None
    leftover: int | None = None
    topic: int | None = None


_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")
_SAME = "message is not modified"
_REMEMBERED = 10_000
"""Chats of which we remember that their last screen had no buttons; forgetting costs one call."""

_LATE = ("query is too old", "query_id_invalid")


class Outlet:
    """Sends letters."""

    def __init__(self, calls: Calls, files: Files) -> None:
        self._calls = calls
        self._media = Media(calls, files)
        self._topics = Topics(calls)
        self._bare: OrderedDict[int, int] = OrderedDict()

    async def deliver(self, chat_id: int, payload: Payload, current: int | None) -> Delivered:
        """Send one letter. `current` is the message that shows its slot. Raises DeliveryError."""
        if payload["op"] == "topic":
            return Delivered(topic=await self._topics.shape(chat_id, payload))
        if not payload.get("topic"):
            return await self._deliver(chat_id, payload, current)
        placed = await self._topics.send(
            chat_id, payload, lambda there: self._deliver(chat_id, there, current)
        )
        sent: Delivered = placed.sent
        return replace(sent, topic=placed.made)

    async def _deliver(self, chat_id: int, payload: Payload, current: int | None) -> Delivered:
        match payload["op"]:
            case "toast":
                await self._toast(payload)
                return Delivered()
            case "strip":
                await self._strip(chat_id, payload["message"])
                return Delivered()
            case "delete":
                await self._delete(chat_id, payload["message"])
                return Delivered()
            case "change":
                await self._edit(chat_id, payload["message"], payload)
                return Delivered()
            case "show":
                return await self._show(chat_id, payload, current)
            case "file":
                return Delivered(await self._media.send(chat_id, payload))
            case "copy":
                return Delivered(await self._media.copy(chat_id, payload))
            case "qr":
                picture = self._calls.photo(chat_id, png(payload["link"]), payload["text"])
                return Delivered(await translated(picture))
            case _:
                return Delivered(await self._send(chat_id, payload))

    async def deliver_album(self, chat_id: int, payloads: Sequence[Payload]) -> list[Delivered]:
        """Send files that are shown together, ten at most. Raises DeliveryError."""

        async def send(first: Payload) -> list[int]:
            return await self._media.album(chat_id, [first, *payloads[1:]])

        if not payloads[0].get("topic"):
            return [Delivered(message) for message in await send(payloads[0])]
        placed = await self._topics.send(chat_id, payloads[0], send)
        return [Delivered(message, topic=placed.made) for message in placed.sent]

    async def _toast(self, payload: Payload) -> None:
        params: dict[str, Any] = {"callback_query_id": payload["callback"]}
        if payload["text"]:
            params["text"] = payload["text"]
        try:
            await make(self._calls, "answerCallbackQuery", params)
        except RejectedError as error:
            if not any(words in str(error).casefold() for words in _LATE):
                raise

    async def _show(self, chat_id: int, payload: Payload, current: int | None) -> Delivered:
        target: int | None = None if payload["fresh"] else (payload["message"] or current)
        shown = target or 0
        if target is None or not await self._edit(chat_id, target, payload):
            shown = await self._send(chat_id, payload)
        old = current or payload["old"]
        leftover = None if old in (shown, self._bare.get(chat_id)) else old
        self._know(chat_id, shown, has_buttons=bool(payload["rows"]))
        return Delivered(shown, leftover)

    def _know(self, chat_id: int, shown: int, *, has_buttons: bool) -> None:
        """Remember of a chat which message was last shown without buttons: none need be taken."""
        if self._bare.get(chat_id) == shown:
            del self._bare[chat_id]
        if not has_buttons:
            self._bare[chat_id] = shown
            self._bare.move_to_end(chat_id)
            if len(self._bare) > _REMEMBERED:
                self._bare.popitem(last=False)

    async def _send(self, chat_id: int, payload: Payload) -> int:
        params = {"chat_id": chat_id, **content_of(payload), **reply_parameters(payload)}
        answer = await make(self._calls, "sendMessage", params)
        return int(answer["message_id"])

    async def _edit(self, chat_id: int, message_id: int, payload: Payload) -> bool:
        """Change a message in place; False when it is gone and a new one is needed."""
        under_file = bool(payload.get("caption"))
        params = {
            "chat_id": chat_id,
            "message_id": message_id,
            **content_of(payload, under_file=under_file),
        }
        method = "editMessageCaption" if under_file else "editMessageText"
        try:
            await make(self._calls, method, params)
        except RejectedError as error:
            words = str(error).casefold()
            if _SAME in words:
                return True
            if any(gone in words for gone in _GONE):
                return False
            raise
        return True

    async def _delete(self, chat_id: int, message_id: int) -> None:
        """Delete a message of ours; that it is gone, or older than two days, is fine."""
        try:
            await make(self._calls, "deleteMessage", {"chat_id": chat_id, "message_id": message_id})
        except (RejectedError, UnreachableError):
            return  # nothing is left to take away

    async def _strip(self, chat_id: int, message_id: int) -> None:
        """Take the buttons off an earlier message; that it has none, or is gone, is fine."""
        params = {"chat_id": chat_id, "message_id": message_id}
        try:
            await make(self._calls, "editMessageReplyMarkup", params)
        except (RejectedError, UnreachableError):
            return  # nothing is left to take off
